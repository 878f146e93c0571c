//! Results of `fpe` inside text: they stand as they are, and are found again by the detectors.
//!
//! That a result is found where it stands, and nothing else beside it, is not taken for granted: [`Splicer`](super::splice)
//! looks, and puts tokens into a text of which it does not hold. So both ways must look with the same eyes. A date of birth that
//! lies in the future on one day and not on the next must not decide: here every day has passed.

use std::sync::Arc;

use super::leak::in_surrogate;
use crate::detect::{Date, Detector};
use crate::model::{EntityKind, Finding, KindSet};
use crate::transform::Transform;

/// The kinds whose findings inside a text are replaced by others of their format, with their rules or their inverses.
pub(super) struct InPlace {
    rules: Vec<(EntityKind, Arc<Transform>)>,
    kinds: KindSet,
}

impl InPlace {
    /// Those of `rules` that keep formats, except for `allowed` kinds, which stay as they are.
    pub(super) fn of(rules: &[(EntityKind, Arc<Transform>)], allowed: KindSet) -> Self {
        let keeps_format = |rule: &Transform| match rule {
            Transform::Fpe(fpe) => fpe.keeps_formats(),
            Transform::Restore(_) => true,
            _ => false,
        };
        let rules = rules.iter().filter(|(kind, rule)| keeps_format(rule) && !allowed.contains(*kind));
        let rules: Vec<_> = rules.cloned().collect();
        Self { kinds: rules.iter().map(|(kind, _)| *kind).collect(), rules }
    }

    /// No kind.
    pub(super) fn none() -> Self {
        Self { rules: Vec::new(), kinds: KindSet::EMPTY }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    pub(super) fn kinds(&self) -> KindSet {
        self.kinds
    }

    pub(super) fn rules(&self) -> &[(EntityKind, Arc<Transform>)] {
        &self.rules
    }

    /// The detector for texts with such results.
    pub(super) fn detector(&self, detector: &Detector) -> Detector {
        let detector = detector.clone();
        match Date::try_new(9999, 12, 31).filter(|_| !self.is_empty()) {
            Some(end_of_time) => detector.with_today(end_of_time),
            None => detector,
        }
    }

    /// Whether a finding in `text` is of one of the kinds, and not inside a token.
    pub(super) fn concerns(&self, finding: &Finding, text: &str) -> bool {
        self.kinds.contains(finding.kind) && !in_surrogate(text, finding)
    }

    /// Whether a finding in `text` can be a result.
    pub(super) fn is_result(&self, finding: &Finding, text: &str) -> bool {
        let value = || text.get(finding.span.range()).unwrap_or_default();
        let rule = || self.rules.iter().find(|(kind, _)| *kind == finding.kind).map(|(_, rule)| rule.as_ref());
        self.concerns(finding, text)
            && match rule() {
                Some(Transform::Fpe(fpe)) => fpe.fits(value()),
                Some(Transform::Restore(restore)) => restore.fits(value()),
                _ => false,
            }
    }
}
