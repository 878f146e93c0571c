//! What of a value may be shown.

/// The outline of a value: its separators and marks where they stand, and `*` for every other character.
///
/// ```
/// assert_eq!(weimu::detect::outline("0375-2692229"), "****-*******");
/// ```
pub fn outline(value: &str) -> String {
    value.chars().map(|c| if c == ' ' || c.is_ascii_punctuation() { c } else { '*' }).collect()
}
