//! How wide text is on a terminal.

/// Cells that `text` takes: two for a Han character and other wide forms (East Asian Width W and F, Unicode 16), none for
/// combining and zero-width characters, one for the rest.
pub(super) fn cells(text: &str) -> usize {
    text.chars().map(cells_of).sum()
}

fn cells_of(character: char) -> usize {
    match u32::from(character) {
        0x0300..=0x036F | 0x200B..=0x200F | 0x2060..=0x2064 | 0xFE00..=0xFE0F | 0xFEFF => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xA960..=0xA97C
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF01..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn han_and_full_width_characters_take_two_cells() {
        let cases = [
            ("abc", 3),
            ("身份证号", 8),
            ("a列1", 4),
            ("\u{ff08}全角\u{ff09}", 8),
            ("–", 1),
            ("e\u{301}", 1),
            ("𠮷", 2),
        ];
        for (text, width) in cases {
            assert_eq!(cells(text), width, "{text}");
        }
    }
}
