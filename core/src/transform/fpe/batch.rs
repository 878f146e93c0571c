//! The values that are ciphered together.

use crate::error::Result;

/// Values in, results out, in the same order.
pub(super) trait Batch {
    /// Removes everything and keeps the memory.
    fn clear(&mut self);

    /// Adds a value; whether it fits.
    fn take(&mut self, text: &str) -> bool;

    /// Ciphers what was taken.
    ///
    /// # Errors
    /// A defect of weimu.
    fn run(&mut self, direction: Direction) -> Result<()>;

    /// Overwrites the values, which lie back to back and end at `ends`, by their results; not if results can have another form.
    fn overwrite(&mut self, values: &mut [u8], ends: impl Iterator<Item = usize>) -> bool {
        let _ = (values, ends);
        false
    }

    /// Hands the result of the next value, which was `text`, to `write`; whether there is one.
    fn write(&mut self, text: &str, write: impl FnOnce(&str)) -> bool;
}

/// Which way values go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Encrypt,
    Decrypt,
}
