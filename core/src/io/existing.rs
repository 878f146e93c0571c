//! What to do about a file that stands where the output goes.

/// What becomes of a file that has the output's name already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// The output is refused.
    #[default]
    Refuse,
    /// It is replaced, at the moment when the output is complete.
    Replace,
}
