//! Masking whole columns through the engine, on one core.
//!
//! Each column has 5,000,000 values, 500,000 where the output is scanned for leaks, in one Arrow array, handed to a run in batches of 65,536 rows as every stream is, and
//! each result is dropped when the next is made. Rivals do the same batches of the same array. Every answer, ours and the
//! rivals', is compared in full with a naive one made by another route.

mod oracle;
mod rival;
mod workload;

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use weimu::engine::Engine;
use weimu::policy::Policy;
use weimu::transform::RunSeed;

use crate::record::{Printer, Record};
use crate::{Failure, clock};
use rival::Rival;
use workload::Workload;

/// Rows in a batch, as in the engine's streams.
const BATCH_ROWS: usize = 65_536;

const UNIT: &str = "million values/s";

/// Whether the output is scanned for leaks in the same pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leak {
    Off,
    Deny,
}

impl Leak {
    const ALL: [Self; 2] = [Self::Off, Self::Deny];

    fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Deny => "deny",
        }
    }

    /// Values in a column.
    fn rows(self) -> usize {
        match self {
            Self::Off => 5_000_000,
            Self::Deny => 500_000,
        }
    }
}

/// What is measured: every workload with and without the leak check.
fn measurements() -> impl Iterator<Item = (Workload, Leak, String)> {
    Workload::ALL.into_iter().flat_map(|workload| {
        Leak::ALL
            .into_iter()
            .map(move |leak| (workload, leak, format!("engine/{}/leak-{}", workload.name(), leak.name())))
    })
}

pub(crate) fn names() -> Vec<String> {
    measurements().map(|(_, _, name)| name).collect()
}

/// Measures what `only` selects, in a pool of one thread.
///
/// # Errors
/// An answer is not that of the oracle.
pub(crate) fn run(only: &str, printer: &mut Printer) -> Result<(), Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    for (workload, leak, name) in measurements().filter(|(_, _, name)| name.contains(only)) {
        for record in pool.install(|| measure(workload, leak, &name))? {
            printer.print(&record);
        }
    }
    Ok(())
}

fn measure(workload: Workload, leak: Leak, name: &str) -> Result<Vec<Record>, Failure> {
    let values = workload.values(leak.rows());
    let schema = Arc::new(Schema::new(vec![Field::new("value", DataType::Utf8, true)]));
    let policy = Policy::parse(&workload.policy(leak.name()))?;
    let engine = Arc::new(Engine::new(policy.compile(None, &schema, &[], None)?, schema.clone())?);
    let seed = RunSeed::random()?;
    let batches: Vec<RecordBatch> = slices(&values)
        .map(|slice| RecordBatch::try_new(schema.clone(), vec![Arc::new(slice) as ArrayRef]))
        .collect::<Result<_, _>>()?;
    let ours = |mut check: Option<&mut oracle::Check<'_>>| -> Result<usize, Failure> {
        let mut run = engine.start(&seed);
        let mut bytes = 0;
        for batch in &batches {
            let result = run.apply(batch)?;
            let texts = result.column(0).as_string::<i32>();
            bytes += texts.value_data().len();
            if let Some(check) = &mut check {
                check.next(texts)?;
            }
        }
        Ok(bytes)
    };
    let mut check = oracle::Check::new(&values, workload);
    ours(Some(&mut check))?;
    check.finish()?;
    for rival in Rival::ALL {
        let mut check = oracle::Check::new(&values, workload);
        slices(&values).try_for_each(|slice| check.next(&rival.masked(&slice, workload)))?;
        check.finish()?;
    }
    let theirs = |rival: Rival| -> Result<usize, Failure> {
        Ok(slices(&values).map(|slice| rival.masked(&slice, workload).value_data().len()).sum())
    };
    let [copy, builder] = Rival::ALL;
    let times = clock::medians(&mut [&mut || ours(None), &mut || theirs(copy), &mut || theirs(builder)]);
    let rates: Vec<f64> = times.iter().map(|time| leak.rows() as f64 / 1e6 / time.as_secs_f64()).collect();
    let record = |rival: Rival, rate: f64| Record {
        name: name.to_owned(),
        unit: UNIT,
        ours: rates[0],
        rival: rate,
        rival_name: rival.name(),
        checked: true,
    };
    Ok(vec![record(copy, rates[1]), record(builder, rates[2])])
}

fn slices(values: &StringArray) -> impl Iterator<Item = StringArray> {
    let starts = (0..values.len()).step_by(BATCH_ROWS);
    starts.map(|start| values.slice(start, BATCH_ROWS.min(values.len() - start)))
}
