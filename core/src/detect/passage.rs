//! A text whose parts are asked for by byte places.

/// One value, read by places that lie on its character boundaries.
///
/// A place that does not gives an empty part, so that no reading can panic.
#[derive(Clone, Copy)]
pub(super) struct Passage<'a>(&'a str);

impl<'a> Passage<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self(text)
    }

    pub(super) fn text(self) -> &'a str {
        self.0
    }

    pub(super) fn between(self, start: usize, end: usize) -> &'a str {
        self.0.get(start..end).unwrap_or_default()
    }

    pub(super) fn before(self, end: usize) -> &'a str {
        self.0.get(..end).unwrap_or_default()
    }

    pub(super) fn after(self, start: usize) -> &'a str {
        self.0.get(start..).unwrap_or_default()
    }
}
