//! How many candidates were refused, by kind and reason.

use crate::model::{EntityKind, Reason};

const KINDS: usize = EntityKind::MOST;
const REASONS: usize = Reason::ALL.len();

/// Counts of refused candidates. It holds no value and no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals {
    counts: Box<[[u64; REASONS]; KINDS]>,
}

impl Refusals {
    /// No refusals.
    pub fn new() -> Self {
        Self { counts: Box::new([[0; REASONS]; KINDS]) }
    }

    /// Counts one refusal.
    pub fn add(&mut self, kind: EntityKind, reason: Reason) {
        if let Some(count) = self.counts.get_mut(kind.index()).and_then(|row| row.get_mut(reason as usize)) {
            *count += 1;
        }
    }

    /// Forgets all counts.
    pub fn clear(&mut self) {
        self.counts.iter_mut().for_each(|row| row.fill(0));
    }

    /// Adds the counts of `other`.
    pub fn merge(&mut self, other: &Self) {
        let pairs = self.counts.iter_mut().flatten().zip(other.counts.iter().flatten());
        pairs.for_each(|(mine, theirs)| *mine += theirs);
    }

    /// How often a candidate of `kind` was refused for `reason`.
    pub fn count(&self, kind: EntityKind, reason: Reason) -> u64 {
        self.counts.get(kind.index()).and_then(|row| row.get(reason as usize)).copied().unwrap_or(0)
    }

    /// Every count that is not zero, in the order of the catalogue.
    pub fn iter(&self) -> impl Iterator<Item = (EntityKind, Reason, u64)> {
        (0..KINDS)
            .filter_map(EntityKind::of_index)
            .flat_map(move |kind| Reason::ALL.into_iter().map(move |reason| (kind, reason, self.count(kind, reason))))
            .filter(|&(.., count)| count > 0)
    }
}

impl Default for Refusals {
    fn default() -> Self {
        Self::new()
    }
}
