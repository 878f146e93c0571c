//! What the detectors of one row have said so far.

use crate::model::{Confidence, EntityKind, Finding, Reason, Span};

/// A candidate that was looked at and not reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Bytes of the original text.
    pub span: Span,
    /// The kind it looked like.
    pub kind: EntityKind,
    /// The condition that it failed.
    pub reason: Reason,
}

/// Findings and refusals of one row, in the order in which detectors spoke.
#[derive(Default)]
pub(super) struct Candidates {
    pub findings: Vec<Finding>,
    pub refusals: Vec<Refusal>,
}

impl Candidates {
    pub(super) fn clear(&mut self) {
        self.findings.clear();
        self.refusals.clear();
    }

    pub(super) fn accept(&mut self, span: Option<Span>, kind: EntityKind, confidence: Confidence) {
        self.findings.extend(span.map(|span| Finding::new(span, kind, confidence)));
    }

    pub(super) fn refuse(&mut self, span: Option<Span>, kind: EntityKind, reason: Reason) {
        self.refusals.extend(span.map(|span| Refusal { span, kind, reason }));
    }

    /// Accepts or refuses, as a judgement says.
    pub(super) fn judge(&mut self, span: Option<Span>, kind: EntityKind, judgement: Result<Confidence, Reason>) {
        match judgement {
            Ok(confidence) => self.accept(span, kind, confidence),
            Err(reason) => self.refuse(span, kind, reason),
        }
    }
}
