//! Number plates of vehicles (GA 36-2018), format 1.
//!
//! A plate is the character of a province, a letter, and five digits or letters without I and O; of the last, a character such
//! as 学 or 警 may stand in its place, and stays. Plates of new energy have six: small cars a letter, a digit or letter and four
//! digits, large ones five digits and a letter. A dot, blank or dash behind the first letter stays. None becomes another kind.

use super::domain::{Domain, Place};
use super::format::KeptPart;

pub(super) struct Plate {
    kept: Kept,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Nothing,
    Province,
}

const PROVINCES: [char; 31] = [
    '京', '津', '冀', '晋', '蒙', '辽', '吉', '黑', '沪', '苏', '浙', '皖', '闽', '赣', '鲁', '豫', '鄂', '湘', '粤',
    '桂', '琼', '渝', '川', '贵', '云', '藏', '陕', '甘', '青', '宁', '新',
];
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
const SIGNS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const DIGITS: &[u8] = b"0123456789";
/// Letters of new energy: all-electric and others.
const ENERGIES: &[u8] = b"ABCDEFGHJK";
/// What may stand in the last place.
const LAST: [char; 5] = ['学', '警', '挂', '港', '澳'];
const SEPARATORS: [char; 5] = ['·', '•', ' ', '-', '.'];

/// What may stand behind the first letter, place by place; one class each.
const FORMS: [&[&[u8]]; 4] = [
    &[SIGNS, SIGNS, SIGNS, SIGNS, SIGNS],
    &[SIGNS, SIGNS, SIGNS, SIGNS],
    &[ENERGIES, SIGNS, DIGITS, DIGITS, DIGITS, DIGITS],
    &[DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, ENERGIES],
];
/// The class with a character in the last place.
const WITH_LAST: usize = 1;

/// A plate taken apart; `tail` begins at `start` bytes.
struct Parts<'a> {
    province: usize,
    letter: u8,
    start: usize,
    tail: &'a [u8],
    /// The number of the character in the last place, and 1; or 0.
    last: u64,
}

impl Plate {
    pub(super) fn new(keep: &[KeptPart]) -> Self {
        Self { kept: if keep.contains(&KeptPart::Province) { Kept::Province } else { Kept::Nothing } }
    }
}

impl Parts<'_> {
    fn of(text: &str) -> Option<Parts<'_>> {
        let mut chars = text.chars();
        let first = chars.next()?;
        let province = PROVINCES.iter().position(|&province| province == first)?;
        let letter = u8::try_from(chars.next()?).ok()?;
        let rest = chars.as_str();
        let rest = rest.strip_prefix(SEPARATORS).unwrap_or(rest);
        let last = LAST.iter().position(|&last| rest.ends_with(last));
        let tail = rest.trim_end_matches(|c: char| !c.is_ascii());
        let cut = last.map_or(0, |_| rest.chars().next_back().map_or(0, char::len_utf8));
        (tail.len() + cut == rest.len()).then_some(Parts {
            province,
            letter,
            start: text.len() - rest.len(),
            tail: tail.as_bytes(),
            last: last.map_or(0, |last| last as u64 + 1),
        })
    }

    fn class(&self) -> Option<usize> {
        let fits = |form: &&[&[u8]]| {
            form.len() == self.tail.len() && self.tail.iter().zip(*form).all(|(byte, set)| set.contains(byte))
        };
        FORMS.iter().position(fits).filter(|&class| (class == WITH_LAST) == (self.last > 0))
    }
}

impl Domain for Plate {
    fn sizes(&self) -> Vec<u64> {
        let fronts = if self.kept == Kept::Province { 1 } else { PROVINCES.len() as u64 };
        let tail = |form: &[&[u8]]| form.iter().map(|set| set.len() as u64).product::<u64>();
        FORMS.iter().map(|form| fronts * LETTERS.len() as u64 * tail(form)).collect()
    }

    fn rank(&self, text: &str) -> Option<Place> {
        let parts = Parts::of(text)?;
        let class = parts.class()?;
        let letter = LETTERS.iter().position(|&letter| letter == parts.letter)?;
        let (kept, first) = match self.kept {
            Kept::Nothing => (0, parts.province),
            Kept::Province => (parts.province as u64 + 1, 0),
        };
        let mut rank = (first * LETTERS.len() + letter) as u64;
        for (byte, set) in parts.tail.iter().zip(*FORMS.get(class)?) {
            rank = rank * set.len() as u64 + set.iter().position(|member| member == byte)? as u64;
        }
        Some(Place { class, context: kept * 16 + parts.last, rank })
    }

    fn put(&self, place: Place, text: &mut [u8]) {
        let Some((province, start)) =
            std::str::from_utf8(text).ok().and_then(Parts::of).map(|parts| (parts.province, parts.start))
        else {
            return;
        };
        let form = FORMS.get(place.class).copied().unwrap_or_default();
        let mut rank = place.rank;
        for (index, set) in form.iter().enumerate().rev() {
            let size = set.len() as u64;
            if let (Some(slot), Some(&sign)) = (text.get_mut(start + index), set.get((rank % size) as usize)) {
                *slot = sign;
            }
            rank /= size;
        }
        let letters = LETTERS.len() as u64;
        let province = if self.kept == Kept::Province { province } else { (rank / letters) as usize };
        let letter = LETTERS.get((rank % letters) as usize).copied().unwrap_or_default();
        // Every character of a province takes three bytes.
        let mut encoded = [0; 4];
        let province = PROVINCES.get(province).map(|province| province.encode_utf8(&mut encoded).bytes());
        let front = province.into_iter().flatten().chain([letter]);
        text.iter_mut().zip(front).for_each(|(to, from)| *to = from);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::transform::fpe::domain::check;

    const KEEPS: [&[KeptPart]; 2] = [&[], &[KeptPart::Province]];
    const VALID: [&str; 8] =
        ["京A12345", "沪B·D2K3Z", "粤Z1234港", "苏D4XY9学", "京AD12345", "京A·FK1234", "京A12345D", "浙F-00000"];

    #[test]
    fn plates_of_every_kind_come_back() {
        for keep in KEEPS {
            let classes: Vec<_> = VALID.map(|text| check::comes_back(&Plate::new(keep), text).class).to_vec();
            assert_eq!(classes, [0, 0, 1, 1, 2, 2, 3, 0]);
        }
    }

    #[test]
    fn what_is_no_plate_of_the_format_does_not_fit() {
        for text in [
            "",
            "京",
            "京A",
            "京I12345",
            "京a12345",
            "京A1234",
            "京A1234I",
            "京A12345学",
            "学A12345",
            "京A12３45",
            "京A123456",
            "京AI2345",
        ] {
            assert_eq!(Plate::new(&[]).rank(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_place_is_that_of_one_plate(rank in any::<u64>(), kept in 0_usize..2, like in 0_usize..8) {
            let text = check::is_a_place(&Plate::new(KEEPS[kept]), VALID[like], rank);
            prop_assert!(kept == 0 || text.chars().next() == VALID[like].chars().next());
            prop_assert_eq!(text.chars().count(), VALID[like].chars().count());
        }
    }
}
