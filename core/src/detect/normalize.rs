//! Characters that mean the same: full-width forms, dashes, blanks, and characters without width.
//!
//! Nothing is rewritten: the functions say what a character counts as, and the spans stay those of the original text.

/// The ASCII form of an identifier character: a digit or letter, narrow or full-width.
pub(super) fn identifier(c: char) -> Option<u8> {
    match c {
        '0'..='9' | 'A'..='Z' | 'a'..='z' => Some(c as u8),
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => u8::try_from(c as u32 - 0xFEE0).ok(),
        _ => None,
    }
}

/// The ASCII form of an ASCII character or a full-width one.
pub(super) fn narrow_form(c: char) -> Option<char> {
    match c {
        _ if c.is_ascii() => Some(c),
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0),
        _ => None,
    }
}

/// The ASCII form of any full-width character, and every other character as it is.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{3000}' | '\u{A0}' => ' ',
        _ => narrow_form(c).unwrap_or(if is_dash(c) { '-' } else { c }),
    }
}

/// Zero-width characters, which are read over.
pub(super) fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Everything that is used as a hyphen inside a number.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '－' | '\u{FE58}' | '\u{FE63}')
}

/// Blanks that are used inside a number; a line end or a tab is none.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{3000}')
}

/// Characters that stand for others in a masked value.
pub(super) fn is_mask(c: char) -> bool {
    matches!(c, '*' | '＊' | '●' | '×' | '•' | '█' | '■')
}

/// Chinese characters, extensions and 〇 included.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '〇' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}
