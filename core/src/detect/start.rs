//! Which kinds a token may begin a value of, by its length and first character alone.
//!
//! Each token is looked at only by the detectors that can match there. The answer is a superset: a detector still judges
//! for itself, and one that learns a new form adds it here, and to [`NEEDS`] if what is stated there does not cover it.

use weimu_scan::Wanted;

use super::context::Subjects;
use crate::model::{EntityKind, KindSet};

/// The least that the text has wherever a detector accepts or refuses anything.
///
/// The scanner finds these forms in a whole column at once, and rows without any are not read. A detector that is not here has
/// every row read that has a digit.
const NEEDS: [(Starts, EntityKind, Wanted); 7] = [
    (Starts::ID_CARD, EntityKind::IdCard, Wanted::digits(15).or(Wanted::GROUPS)),
    (Starts::USCC, EntityKind::Uscc, Wanted::CODES),
    (Starts::BANK_CARD, EntityKind::BankCard, Wanted::digits(15).or(Wanted::GROUPS)),
    (Starts::MOBILE, EntityKind::Mobile, Wanted::digits(11).or(Wanted::GROUPS)),
    (Starts::LANDLINE, EntityKind::Landline, Wanted::digits(6).or(Wanted::GROUPS)),
    (Starts::HOTLINE, EntityKind::Hotline, Wanted::digits(10).or(Wanted::GROUPS)),
    (Starts::POSTCODE, EntityKind::Postcode, Wanted::digits(6)),
];

/// The detectors of `kinds`, and those that do not say of what they are.
pub(super) fn sought(kinds: KindSet) -> Starts {
    let kinds = if kinds.contains(EntityKind::Address) { KindSet::all() } else { kinds };
    let others = NEEDS.iter().filter(|(_, kind, _)| !kinds.contains(*kind));
    Starts(others.fold(u32::MAX, |all, (starts, ..)| all & !starts.0))
}

/// Whether whole identity card numbers among `kinds` may be told without asking each of `detectors` many.
pub(super) fn knows_numbers(kinds: KindSet, detectors: usize) -> bool {
    kinds.contains(EntityKind::IdCard) && detectors == NEEDS.len()
}

/// What is needed to find `kinds` with these detectors; nothing when one of them does not say.
pub(super) fn needs(kinds: KindSet, mut detectors: impl Iterator<Item = Starts>) -> Option<Wanted> {
    // An address goes around what was found before it, whatever kind that is.
    let kinds = if kinds.contains(EntityKind::Address) { KindSet::all() } else { kinds };
    let all_stated = detectors.all(|starts| NEEDS.iter().any(|&(stated, ..)| stated == starts));
    let stated = |kind: EntityKind| kind == EntityKind::Email || NEEDS.iter().any(|&(_, stated, _)| stated == kind);
    if !all_stated && EntityKind::ALL.iter().any(|&kind| kinds.contains(kind) && !stated(kind)) {
        return None;
    }
    let of_tokens = NEEDS.iter().filter(|(_, kind, _)| kinds.contains(*kind));
    // An e-mail address takes the digits in it away from other kinds, whether it is asked for or not.
    Some(of_tokens.fold(Wanted::MARKS, |wanted, (.., need)| wanted.or(*need)))
}

/// A set of detectors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Starts(u32);

impl Starts {
    pub(super) const ID_CARD: Self = Self(1);
    pub(super) const USCC: Self = Self(1 << 1);
    pub(super) const BANK_CARD: Self = Self(1 << 2);
    pub(super) const MOBILE: Self = Self(1 << 3);
    pub(super) const LANDLINE: Self = Self(1 << 4);
    pub(super) const HOTLINE: Self = Self(1 << 5);
    pub(super) const POSTCODE: Self = Self(1 << 6);

    /// What may begin with a token of these characters.
    pub(super) fn of(ascii: &[u8], all_digits: bool) -> Self {
        let digits = usize::from(all_digits) * ascii.len();
        let first = ascii.first().copied().unwrap_or_default();
        let when = |holds: bool, detector: Self| if holds { detector.0 } else { 0 };
        let mobile = match first {
            b'1' => matches!(ascii.len(), 3 | 4 | 7 | 11 | 13),
            b'8' => matches!(ascii.len(), 2 | 13),
            b'0' => matches!(ascii.len(), 4 | 12 | 15),
            _ => false,
        };
        let landline = match first {
            b'0' => matches!(digits, 3 | 4 | 10..=12),
            b'8' => matches!(digits, 2 | 7 | 8),
            b'2'..=b'7' => matches!(digits, 7 | 8),
            _ => false,
        };
        Self(
            when(matches!(ascii.len(), 3 | 6 | 15 | 18), Self::ID_CARD)
                | when(ascii.len() == 18, Self::USCC)
                | when(matches!(digits, 4 | 15..=19) && matches!(first, b'3'..=b'6' | b'9'), Self::BANK_CARD)
                | when(mobile, Self::MOBILE)
                | when(landline, Self::LANDLINE)
                | when(matches!(ascii, [b'4' | b'8', b'0', b'0', ..]), Self::HOTLINE)
                | when(digits == 6, Self::POSTCODE),
        )
    }

    /// What a token of these characters may be a value of by itself, linked to no other.
    pub(super) fn alone(ascii: &[u8], all_digits: bool) -> Self {
        let length = ascii.len();
        let when = |holds: bool, detector: Self| if holds { detector.0 } else { 0 };
        let digits = usize::from(all_digits) * length;
        let groups = when(!matches!(length, 15 | 18), Self::ID_CARD)
            | when(!matches!(digits, 15..=19), Self::BANK_CARD)
            | when(!matches!(digits, 11..=13 | 15), Self::MOBILE)
            | when(!matches!(digits, 7 | 8 | 10..=12), Self::LANDLINE)
            | when(digits != 10, Self::HOTLINE);
        Self(Self::of(ascii, all_digits).0 & !groups)
    }

    /// Which of these are nothing unless words stand in front of a token of `length` characters, and what the words say.
    pub(super) fn announced(self, length: usize) -> (Self, Subjects) {
        let local = if matches!(length, 7 | 8) { Self::LANDLINE } else { Self::default() };
        (Self(self.0 & (Self::POSTCODE.0 | local.0)), Subjects::POSTCODE.or(Subjects::TELEPHONE))
    }

    /// Those without `other`.
    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether one of `other` is among them.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those of both.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
