//! How much is found and how much is found wrongly.
//!
//! One file for each set: it reads its material, asks weimu, and scores the answers against labels that others gave. The sets
//! in `corpora` are always there; the others lie in the shared material (`WEIMU_SHARED`, or the folder `shared` beside the
//! project), and a set that is not present says so and gives no record. `ours` is the figure, `rival` the level it should
//! reach, or nothing where none is set. A set is an entry in [`SETS`].

mod address;
mod column;
mod hard_negative;
mod labelled;
mod material;
mod mixed;
mod negative;
mod peer;
mod person;
mod score;
mod value;

use crate::Failure;
use crate::record::{Printer, Record};

/// Material of one sort, and how it is scored.
struct Set {
    name: &'static str,
    /// Scores the set; no records where its material is not present.
    score: fn(&str) -> Result<Vec<Record>, Failure>,
}

const SETS: [Set; 11] = [
    Set { name: "quality/mixed", score: mixed::score },
    Set { name: "quality/values", score: value::score },
    Set { name: "quality/columns", score: column::score },
    Set { name: "quality/names/cluener", score: person::cluener },
    Set { name: "quality/names/resume", score: person::resume },
    Set { name: "quality/names/peoples-daily", score: person::peoples_daily },
    Set { name: "quality/negative", score: negative::score },
    Set { name: "quality/hard-negatives", score: hard_negative::score },
    Set { name: "quality/peers", score: peer::score },
    Set { name: "quality/addresses", score: address::score },
    Set { name: "quality/demo-columns", score: column::score_demo },
];

pub(crate) fn names() -> Vec<String> {
    SETS.iter().map(|set| set.name.to_owned()).collect()
}

/// Scores the sets that `only` selects. `WEIMU_SHOW=n` prints the first n disagreements of each sort on stderr.
///
/// # Errors
/// Material that is present cannot be read.
pub(crate) fn run(only: &str, printer: &mut Printer) -> Result<(), Failure> {
    for set in SETS.iter().filter(|set| set.name.contains(only)) {
        (set.score)(set.name)?.iter().for_each(|record| printer.print(record));
    }
    Ok(())
}
