//! What a detector reports.

use super::{AddressLevel, Confidence, EntityKind, Span};

/// A piece of a text that is something: where, what and how sure. It holds no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Bytes of the original text, separators and full-width forms included.
    pub span: Span,
    /// What was found.
    pub kind: EntityKind,
    /// How sure the detector is.
    pub confidence: Confidence,
    /// How fine an address is; nothing for other kinds.
    pub level: Option<AddressLevel>,
}

impl Finding {
    /// A finding without an address level.
    pub fn new(span: Span, kind: EntityKind, confidence: Confidence) -> Self {
        Self { span, kind, confidence, level: None }
    }

    /// The finding of an address as fine as `level`.
    #[must_use]
    pub fn with_level(self, level: AddressLevel) -> Self {
        Self { level: Some(level), ..self }
    }
}
