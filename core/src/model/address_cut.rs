//! Where an address is cut to be no finer than a level.

/// How much of an address stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressCut {
    /// Bytes to keep, from the start; always on a character boundary.
    pub keep: usize,
    /// Whether nothing finer followed, so that nothing was cut.
    pub whole: bool,
}
