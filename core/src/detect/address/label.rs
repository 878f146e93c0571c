//! Words that announce an address.

/// The labels, ASCII ones in lower case.
pub(super) const LABELS: [&str; 18] = [
    "地址",
    "住址",
    "住所",
    "所在地",
    "位于",
    "坐落于",
    "坐落",
    "居住地",
    "户籍地",
    "户籍",
    "地点",
    "详址",
    "现居",
    "家住",
    "现住",
    "住在",
    "address",
    "addr",
];

/// The length of `label` in characters, if `chars` begins with it; ASCII letters count in either case.
pub(super) fn begins_with(chars: &[char], label: &str) -> Option<usize> {
    let mut length = 0;
    for wanted in label.chars() {
        if chars.get(length)?.to_ascii_lowercase() != wanted {
            return None;
        }
        length += 1;
    }
    Some(length)
}

/// Whether `chars` ends with one of the labels.
pub(super) fn ends_with_label(chars: &[char]) -> bool {
    let ends_with = |label: &&str| {
        let mut reversed = chars.iter().rev();
        label.chars().rev().all(|wanted| reversed.next().is_some_and(|c| c.to_ascii_lowercase() == wanted))
    };
    LABELS.iter().any(ends_with)
}
