//! Finding identifiers in columns of text, beside regular expressions over the same buffer.
//!
//! The texts are invented, the same for the same size: remarks of Chinese prose with dates, amounts and document numbers,
//! about one identifier in 1.2 KB; a log in which half of the bytes are digits; identity card numbers alone; and texts made to
//! be slow. Identifiers are written together in ASCII, so that a regular expression finds them all. What ours finds of the four
//! kinds that the regular expressions know is compared, row by row and span by span, with what these give after a check of
//! boundaries and check characters written for this purpose alone. A name ends in the level of the processor that ours was
//! confined to, or in nothing for the whole of it.

mod adversary;
mod card;
mod log;
mod naive;
mod remark;
mod text;

use weimu::detect::{Detector, Refusals};
use weimu::model::{EntityKind, Finding, KindSet};
use weimu_cpu::Cpu;

use self::naive::Naive;
use self::text::Text;
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

const MEGABYTE: usize = 1_000_000;

pub(crate) fn names() -> Vec<String> {
    measurements().into_iter().map(|measurement| measurement.name).collect()
}

/// Measures what `only` selects, on one core.
///
/// # Errors
/// A finding is not that of the naive search.
pub(crate) fn run(only: &str, printer: &mut Printer) -> Result<(), Failure> {
    for measurement in measurements().into_iter().filter(|measurement| measurement.name.contains(only)) {
        printer.print(&(measurement.measure)(&measurement)?);
    }
    Ok(())
}

/// The kinds that the regular expressions know.
fn four_kinds() -> KindSet {
    [EntityKind::IdCard, EntityKind::Uscc, EntityKind::Mobile, EntityKind::Email].into_iter().collect()
}

/// Every kind whose form begins with ASCII characters.
fn ascii_kinds() -> KindSet {
    EntityKind::ALL.iter().copied().filter(|kind| !matches!(kind, EntityKind::Address | EntityKind::Name)).collect()
}

fn measurements() -> Vec<Measurement> {
    let mut all = Vec::new();
    for (size, megabytes) in [("550-mb", 550), ("small", 55)] {
        let levels = Cpu::levels().into_iter().filter(|(level, _)| *level != "gfni");
        all.extend(levels.map(|(level, cpu)| {
            let detector = Detector::new().with_kinds(four_kinds()).with_cpu(cpu);
            remarks(name_at(&format!("scan/remarks/four-kinds/{size}"), level), megabytes, detector)
        }));
        all.push(remarks(
            format!("scan/remarks/ascii-kinds/{size}"),
            megabytes,
            Detector::new().with_kinds(ascii_kinds()),
        ));
        all.push(remarks(format!("scan/remarks/all-kinds/{size}"), megabytes, Detector::new()));
        let ascii = Detector::new().with_kinds(ascii_kinds());
        all.push(over(format!("scan/log/ascii-kinds/{size}"), move || log::text(megabytes * MEGABYTE), ascii));
        let four = Detector::new().with_kinds(four_kinds());
        all.push(over(format!("scan/log/four-kinds/{size}"), move || log::text(megabytes * MEGABYTE), four));
    }
    for bytes in [1, 10, 50, 200] {
        let detector = Detector::new().with_kinds(four_kinds());
        let text = move || remark::text(55 * MEGABYTE).cut(bytes);
        all.push(over(format!("scan/rows-of-{bytes}-bytes/four-kinds/small"), text, detector));
    }
    all.extend(adversary::measurements());
    all.extend(card::measurements());
    all
}

fn remarks(name: String, megabytes: usize, detector: Detector) -> Measurement {
    over(name, move || remark::text(megabytes * MEGABYTE), detector)
}

/// Ours beside the regular expressions with their check, in bytes of text by second.
fn over(name: String, text: impl Fn() -> Text + Send + Sync + 'static, detector: Detector) -> Measurement {
    let measure = move |measurement: &Measurement| {
        let text = text();
        let naive = Naive::new();
        let expected = naive.find(&text);
        let found = text.find(&detector);
        same(&measurement.name, &text, &found, &expected)?;
        let times = clock::medians(&mut [
            &mut || {
                let (mut count, mut refused) = (0, Refusals::new());
                detector.find_column(&text.column(), &mut refused, |row, finding| count += row + finding.span.start());
                count
            },
            &mut || naive.find(&text).len(),
        ]);
        let rate = |time: std::time::Duration| text.byte_len() as f64 / time.as_secs_f64() / 1e9;
        Ok(measurement.record(rate(times[0]), rate(times[1])))
    };
    Measurement {
        name,
        unit: "GB/s",
        rival_name: "regex-automata meta, 4 patterns, checked",
        measure: Box::new(measure),
    }
}

/// Fails the run unless the findings of the four kinds have the same rows, places and kinds.
fn same(name: &str, text: &Text, found: &[(usize, Finding)], expected: &[(usize, Finding)]) -> Result<(), Failure> {
    let place = |(row, finding): &(usize, Finding)| (*row, finding.span, finding.kind);
    let mut found = found.iter().filter(|(_, finding)| four_kinds().contains(finding.kind)).map(place);
    let mut expected = expected.iter().map(place);
    loop {
        match (found.next(), expected.next()) {
            (None, None) => return Ok(()),
            (one, other) if one == other => {}
            (one, other) => {
                let row = one.or(other).and_then(|(row, ..)| text.row_text(row));
                return Err(format!("{name}: {one:?} is found and {other:?} by the naive search, in {row:?}").into());
            }
        }
    }
}

/// The name of a measurement confined to a level; the highest level has none.
fn name_at(name: &str, level: &str) -> String {
    match Cpu::levels().last() {
        Some((highest, _)) if *highest == level => name.to_owned(),
        _ => format!("{name}/{level}"),
    }
}

impl Measurement {
    fn record(&self, ours: f64, rival: f64) -> Record {
        let Self { name, unit, rival_name, .. } = self;
        Record { name: name.clone(), unit, ours, rival, rival_name, checked: true }
    }
}
