//! Telephone numbers, as people spell them.

use crate::random::SplitMix64;

const PREFIXES: [&str; 24] = [
    "130", "131", "132", "133", "135", "136", "137", "138", "139", "150", "151", "152", "155", "156", "158", "159",
    "176", "177", "180", "186", "187", "189", "191", "199",
];

/// Area codes with the digits of their numbers.
const AREAS: [(&str, usize); 8] =
    [("010", 8), ("021", 8), ("0772", 7), ("0375", 7), ("0392", 7), ("0356", 7), ("0572", 7), ("0551", 8)];

/// A mobile number of 11 digits.
pub(crate) fn mobile(random: &mut SplitMix64) -> String {
    format!("{}{}", random.pick(&PREFIXES), digits(8, random))
}

/// A number of a person or, one in ten, a landline, in one of the usual spellings.
pub(crate) fn contact(random: &mut SplitMix64) -> String {
    if random.chance(10) {
        return landline(random);
    }
    let plain = mobile(random);
    let [head, middle, tail] = [0..3, 3..7, 7..11].map(|range| plain.get(range).expect("eleven ASCII digits"));
    match random.below(20) {
        0 | 1 => format!("{head}-{middle}-{tail}"),
        2 | 3 => format!("{head} {middle} {tail}"),
        4 => format!("+86 {plain}"),
        5 => format!("+86{plain}"),
        6 => plain.chars().map(full_width).collect(),
        _ => plain,
    }
}

fn landline(random: &mut SplitMix64) -> String {
    let (area, length) = AREAS[random.below(AREAS.len())];
    let number = format!("{}{}", random.between(2, 8), digits(length - 1, random));
    match random.below(3) {
        0 => format!("({area}){number}"),
        1 => format!("{area}\u{2014}{number}"),
        _ => format!("{area}-{number}"),
    }
}

fn full_width(digit: char) -> char {
    char::from_u32(digit as u32 - '0' as u32 + '０' as u32).unwrap_or(digit)
}

fn digits(count: usize, random: &mut SplitMix64) -> String {
    (0..count).map(|_| char::from(b'0' + (random.next() % 10) as u8)).collect()
}
