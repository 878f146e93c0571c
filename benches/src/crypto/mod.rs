//! Ciphers and hashes over columns, beside the RustCrypto implementations of the same, which take one value at a time.
//!
//! Ours works on 1,000,000 values in blocks of 1,024, as the transforms do; a rival on as many of the same values as give a
//! steady figure. Each result of ours is compared with the rival's, value by value, before anything is timed. A name ends in the
//! level of the processor that it was confined to, or in nothing for the whole of it.

mod bulk;
mod fpe;
mod mac;
mod mode;
mod through_engine;
mod values;

use std::time::Duration;

use weimu_cpu::Cpu;

use crate::record::{Printer, Record};
use crate::{Failure, clock};

/// One figure beside a rival's.
struct Measurement {
    name: String,
    unit: &'static str,
    rival_name: &'static str,
    measure: Box<Measure>,
}

type Measure = dyn Fn(&Measurement) -> Result<Record, Failure> + Send + Sync;

pub(crate) fn names() -> Vec<String> {
    measurements().into_iter().map(|measurement| measurement.name).collect()
}

/// Measures what `only` selects, on one core.
///
/// # Errors
/// An answer is not that of the rival.
pub(crate) fn run(only: &str, printer: &mut Printer) -> Result<(), Failure> {
    for measurement in measurements().into_iter().filter(|measurement| measurement.name.contains(only)) {
        printer.print(&(measurement.measure)(&measurement)?);
    }
    Ok(())
}

fn measurements() -> Vec<Measurement> {
    let mut all = bulk::measurements();
    all.extend(mode::measurements());
    all.extend(fpe::measurements());
    all.extend(mac::measurements());
    all.extend(through_engine::measurements());
    all
}

/// The name of a measurement confined to a level; the highest level has none.
fn name_at(name: &str, level: &str) -> String {
    match Cpu::levels().last() {
        Some((highest, _)) if *highest == level => name.to_owned(),
        _ => format!("{name}/{level}"),
    }
}

impl Measurement {
    /// Times ours over `ours_count` values and the rival over `rival_count`.
    fn per_value(
        &self,
        (ours_count, ours): (usize, &mut dyn FnMut()),
        (rival_count, rival): (usize, &mut dyn FnMut()),
    ) -> Record {
        let times = clock::medians(&mut [ours, rival]);
        let nanoseconds = |time: Duration, count: usize| time.as_secs_f64() * 1e9 / count as f64;
        self.record(nanoseconds(times[0], ours_count), nanoseconds(times[1], rival_count))
    }

    fn record(&self, ours: f64, rival: f64) -> Record {
        let Self { name, unit, rival_name, .. } = self;
        Record { name: name.clone(), unit, ours, rival, rival_name, checked: true }
    }
}

const NANOSECONDS: &str = "ns per value";

/// Fails the run if an answer is not the rival's.
fn check(same: bool, name: &str) -> Result<(), Failure> {
    if same { Ok(()) } else { Err(format!("{name}: the answer is not the rival's").into()) }
}
