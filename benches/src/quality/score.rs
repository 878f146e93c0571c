//! Counts of what was found and what should have been, and the figures made of them.

use crate::record::Record;

/// How many findings of one kind agree with the labels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Score {
    /// Labels.
    pub(super) labelled: usize,
    /// Labels that were found.
    pub(super) met: usize,
    /// Findings.
    pub(super) found: usize,
    /// Findings that are labelled.
    pub(super) right: usize,
}

/// The level that each figure should reach; NaN where none is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal {
    pub(super) precision: f64,
    pub(super) recall: f64,
    pub(super) f1: f64,
}

impl Goal {
    pub(super) const NONE: Self = Self { precision: f64::NAN, recall: f64::NAN, f1: f64::NAN };
}

impl Score {
    pub(super) fn precision(self) -> f64 {
        share(self.right, self.found)
    }

    pub(super) fn recall(self) -> f64 {
        share(self.met, self.labelled)
    }

    pub(super) fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    }

    /// The three figures under `name`.
    pub(super) fn records(self, name: &str, goal: Goal) -> Vec<Record> {
        vec![
            record(format!("{name}/precision"), SHARE, self.precision(), goal.precision),
            record(format!("{name}/recall"), SHARE, self.recall(), goal.recall),
            record(format!("{name}/f1"), SHARE, self.f1(), goal.f1),
        ]
    }
}

/// The unit of precision, recall and what is like them.
pub(super) const SHARE: &str = "share";

/// A share of things; 1 of none at all.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// A figure beside the level that it should reach, if one is set.
pub(super) fn record(name: String, unit: &'static str, ours: f64, goal: f64) -> Record {
    let rival_name = if goal.is_nan() { "no level set" } else { "level to reach" };
    Record { name, unit, ours, rival: goal, rival_name, checked: true }
}

/// Prints disagreements on stderr, as many of each sort as `WEIMU_SHOW` says.
pub(super) struct Show {
    left: std::collections::BTreeMap<String, usize>,
    each: usize,
}

impl Show {
    pub(super) fn new() -> Self {
        let each = std::env::var("WEIMU_SHOW").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
        Self { left: std::collections::BTreeMap::new(), each }
    }

    /// Prints `line` if fewer of its `sort` were printed.
    pub(super) fn show(&mut self, sort: &str, line: impl FnOnce() -> String) {
        let left = self.left.entry(sort.to_owned()).or_insert(self.each);
        if *left > 0 {
            *left -= 1;
            eprintln!("{sort}: {}", line());
        }
    }
}
