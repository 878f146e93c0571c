//! Which kinds a token may begin a value of, by its length and first character alone.
//!
//! Each token is looked at only by the detectors that can match there. The answer is a superset: a detector still judges
//! for itself, and one that learns a new form adds it here, and to [`NEEDS`] if what is stated there does not cover it.

use weimu_scan::Wanted;

use super::context::Subjects;
use crate::model::{EntityKind, KindSet};

/// The least that the text has wherever a detector accepts or refuses anything.
///
/// The scanner finds these forms in a whole column at once, and rows without any are not read. A kind that is not here has
/// every row read.
const NEEDS: [(Starts, EntityKind, Wanted); 10] = [
    (Starts::ID_CARD, EntityKind::IdCard, Wanted::digits(15).or(Wanted::GROUPS)),
    (Starts::FOREIGNER, EntityKind::IdCard, Wanted::digits(12)),
    (Starts::TAX, EntityKind::IdCard, Wanted::digits(15)),
    (Starts::USCC, EntityKind::Uscc, Wanted::CODES),
    (Starts::TAX, EntityKind::Uscc, Wanted::digits(6)),
    (Starts::BANK_CARD, EntityKind::BankCard, Wanted::digits(15).or(Wanted::GROUPS)),
    (Starts::MOBILE, EntityKind::Mobile, Wanted::digits(11).or(Wanted::GROUPS)),
    (Starts::LANDLINE, EntityKind::Landline, Wanted::digits(6).or(Wanted::GROUPS)),
    (Starts::HOTLINE, EntityKind::Hotline, Wanted::digits(10).or(Wanted::GROUPS)),
    (Starts::POSTCODE, EntityKind::Postcode, Wanted::digits(6)),
];

/// The detectors of `kinds`, of those that say what they are.
pub(super) fn sought(kinds: KindSet) -> Starts {
    let sought = NEEDS.iter().filter(|(_, kind, _)| kinds.contains(*kind));
    sought.fold(Starts::default(), |all, (starts, ..)| all.or(*starts))
}

/// Whether whole identity card numbers among `kinds` may be told without asking each of `detectors` many.
///
/// Of 18 digits that are such a number and a whole value the others say nothing: those that take 18 digits at all ask for words
/// in front, or for a leading 9. Who adds a detector looks whether that holds and counts it here.
pub(super) fn knows_numbers(kinds: KindSet, detectors: usize) -> bool {
    kinds.contains(EntityKind::IdCard) && detectors == 26
}

/// What is needed to find `kinds`; nothing when some detector of them does not say.
pub(super) fn needs(kinds: KindSet) -> Option<Wanted> {
    let stated = |kind: EntityKind| kind == EntityKind::Email || NEEDS.iter().any(|&(_, stated, _)| stated == kind);
    if (0..EntityKind::MOST).filter_map(EntityKind::of_index).any(|kind| kinds.contains(kind) && !stated(kind)) {
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
    pub(super) const FOREIGNER: Self = Self(1 << 7);
    pub(super) const ORG_CODE: Self = Self(1 << 8);
    /// Fifteen digits or letters that are a business registration number.
    pub(super) const FIFTEEN: Self = Self(1 << 9);
    pub(super) const TAX: Self = Self(1 << 10);
    pub(super) const PASSPORT: Self = Self(1 << 11);
    pub(super) const PERMIT: Self = Self(1 << 12);
    pub(super) const OFFICER: Self = Self(1 << 13);
    pub(super) const PLATE: Self = Self(1 << 14);
    pub(super) const SOCIAL_SECURITY: Self = Self(1 << 15);
    pub(super) const VIN: Self = Self(1 << 16);
    pub(super) const DEVICE: Self = Self(1 << 17);
    /// Parts of network and hardware addresses, and of positions.
    pub(super) const HEXADECIMAL: Self = Self(1 << 18);
    pub(super) const ACCOUNT: Self = Self(1 << 19);
    pub(super) const QQ: Self = Self(1 << 20);
    pub(super) const YEAR: Self = Self(1 << 21);
    pub(super) const MEDICAL: Self = Self(1 << 22);
    pub(super) const ACCESS_KEY: Self = Self(1 << 23);

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
                | when(digits == 6, Self::POSTCODE)
                | when(matches!(ascii.len(), 15 | 18) && matches!(first, b'9' | b'A'..=b'Z'), Self::FOREIGNER)
                | when(matches!(ascii.len(), 8 | 9), Self::ORG_CODE)
                | when(ascii.len() == 15, Self::FIFTEEN)
                | when(matches!(ascii.len(), 15 | 17 | 20), Self::TAX)
                | when(
                    matches!(digits, 6..=9) || matches!(ascii.len(), 7..=11) && first.is_ascii_uppercase(),
                    Self::PASSPORT,
                )
                | when(matches!(ascii.len(), 8..=11), Self::PERMIT)
                | when(matches!(digits, 7 | 8), Self::OFFICER)
                | when(matches!(ascii.len(), 4..=7), Self::PLATE)
                | when(matches!(ascii.len(), 8..=12), Self::SOCIAL_SECURITY)
                | when(ascii.len() == 17, Self::VIN)
                | when(matches!(digits, 2 | 6 | 8 | 15 | 19 | 20) || ascii.len() == 20, Self::DEVICE)
                | when(matches!(ascii.len(), 1..=4 | 12) && ascii.iter().all(u8::is_ascii_hexdigit), Self::HEXADECIMAL)
                | when(matches!(digits, 2..=32), Self::ACCOUNT)
                | when(matches!(digits, 5..=11), Self::QQ)
                | when(matches!(digits, 4 | 8), Self::YEAR)
                | when(matches!(ascii.len(), 2..=24), Self::MEDICAL)
                | when(matches!(ascii.len(), 16 | 20 | 24 | 36) && !all_digits, Self::ACCESS_KEY),
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
