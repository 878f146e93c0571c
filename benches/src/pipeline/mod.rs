//! A Parquet file to a Parquet file: time and peak memory.
//!
//! Ours reads, applies the built-in `open` policy and writes; the rival is arrow-rs alone, reading the file and writing it
//! again with the same compression and row groups. Each runs in a process of its own, so that its peak is its own; this
//! process makes the data and compares the results.

mod check;
mod stage;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Failure;
use crate::generate::{self, Columns, Residents, Table};
use crate::record::{Printer, Record};

use stage::Spent;
pub(crate) use stage::Stage;

/// Rows that are generated: eight columns each.
const ROWS: u64 = 5_000_000;
const SEED: u64 = 20_261;

/// More than this much memory at the peak is a failure (issue: bounded memory).
const PEAK_LIMIT_MB: f64 = 600.0;

const TIME: &str = "pipeline/open-policy/time";
const RATE: &str = "pipeline/open-policy/rate";
const PEAK: &str = "pipeline/open-policy/peak-memory";
const RIVAL: &str = "arrow-rs, plain copy of the file";

pub(crate) fn names() -> Vec<String> {
    [TIME, RATE, PEAK].map(str::to_owned).to_vec()
}

/// Measures on `data`, or on a generated table in a temporary folder.
///
/// # Errors
/// A stage fails, a result is wrong, or ours needs more memory than the limit.
pub(crate) fn run(only: &str, data: Option<&Path>, printer: &mut Printer) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let generated = folder.path().join("residents.parquet");
    let input = match data {
        Some(path) => path,
        None => {
            eprintln!("generating {ROWS} rows …");
            generate::write(&Table::Residents(Residents::new(SEED, Columns::Eight)), ROWS, &generated)?;
            &generated
        }
    };
    let [applied, copied] = ["applied.parquet", "copied.parquet"].map(|name| folder.path().join(name));
    let (theirs, ours) = (spawned(Stage::Copy, input, &copied)?, spawned(Stage::Apply, input, &applied)?);
    let rows = check::compared(input, &applied, &copied)?;
    let rate = |spent: &Spent| rows as f64 / 1e6 / spent.seconds;
    let results = [
        (TIME, "s", ours.seconds, theirs.seconds),
        (RATE, "million rows/s", rate(&ours), rate(&theirs)),
        (PEAK, "MB", ours.peak_mb, theirs.peak_mb),
    ];
    for (name, unit, ours, rival) in results.into_iter().filter(|(name, ..)| name.contains(only)) {
        printer.print(&Record { name: name.to_owned(), unit, ours, rival, rival_name: RIVAL, checked: true });
    }
    if ours.peak_mb >= PEAK_LIMIT_MB {
        return Err(format!("peak memory {:.0} MB is not under {PEAK_LIMIT_MB} MB", ours.peak_mb).into());
    }
    Ok(())
}

/// Runs one stage in a process of its own.
fn spawned(stage: Stage, input: &Path, output: &Path) -> Result<Spent, Failure> {
    let program: PathBuf = std::env::current_exe()?;
    let child =
        Command::new(program).arg("stage").arg(stage.name()).args([input, output]).stderr(Stdio::inherit()).output()?;
    if !child.status.success() {
        return Err(format!("stage {} failed: {}", stage.name(), child.status).into());
    }
    Spent::parse(&String::from_utf8(child.stdout)?)
}
