//! Which kinds a token may begin a value of, by its length and first character alone.
//!
//! Each token is looked at only by the detectors that can match there. The answer is a superset: a detector still judges
//! for itself, and one that learns a new form adds it here, and to [`NEEDS`] if what is stated there does not cover it.

use std::sync::OnceLock;

use weimu_scan::{Run, Wanted};

use super::context::Subjects;
use crate::model::{EntityKind, KindSet};

/// The least that the text has wherever a detector accepts or refuses anything: a form that the scanner finds, or a word in
/// front.
///
/// The scanner finds these in a whole column at once, and what has none of them near is not read. A kind that is not here has
/// forms of its own that are looked for elsewhere: addresses and names.
const NEEDS: [(Starts, EntityKind, Wanted, Subjects); 31] = {
    const NO_WORD: Subjects = Subjects::NONE;
    /// Marks of degrees, and numbers in words.
    const WRITTEN: Subjects = Subjects::ANNOUNCED;
    const TEN_GROUPED: Wanted = Wanted::digits(10).or(Wanted::GROUPS);
    const FIFTEEN_GROUPED: Wanted = Wanted::digits(15).or(Wanted::GROUPS);
    [
        (Starts::ID_CARD, EntityKind::IdCard, FIFTEEN_GROUPED, NO_WORD),
        (Starts::FOREIGNER, EntityKind::IdCard, Wanted::digits(12), NO_WORD),
        (Starts::TAX, EntityKind::IdCard, Wanted::digits(15), NO_WORD),
        (Starts::USCC, EntityKind::Uscc, Wanted::CODES, NO_WORD),
        (Starts::TAX, EntityKind::Uscc, Wanted::CODES, NO_WORD),
        (Starts::BANK_CARD, EntityKind::BankCard, FIFTEEN_GROUPED, Subjects::BANK_CARD),
        (Starts::MOBILE, EntityKind::Mobile, Wanted::digits(11).or(Wanted::GROUPS), NO_WORD),
        (Starts::LANDLINE, EntityKind::Landline, Wanted::digits(6).or(Wanted::GROUPS), Subjects::TELEPHONE),
        (Starts::HOTLINE, EntityKind::Hotline, TEN_GROUPED, NO_WORD),
        (Starts::POSTCODE, EntityKind::Postcode, Wanted::NOTHING, Subjects::POSTCODE),
        (Starts::ORG_CODE, EntityKind::OrgCode, Wanted::NOTHING, Subjects::ORGANIZATION_CODE),
        (Starts::FIFTEEN, EntityKind::BusinessReg, Wanted::digits(15), Subjects::REGISTRATION),
        (Starts::PASSPORT, EntityKind::Passport, Wanted::digits(7), Subjects::PASSPORT),
        (Starts::PERMIT, EntityKind::Permit, Wanted::digits(7), Subjects::PERMIT),
        (Starts::OFFICER, EntityKind::OfficerCard, Wanted::digits(7), NO_WORD),
        (Starts::PLATE, EntityKind::Plate, Wanted::digits(6), Subjects::VEHICLE),
        (Starts::SOCIAL_SECURITY, EntityKind::SocialSecurity, Wanted::NOTHING, Subjects::SOCIAL_SECURITY),
        (Starts::VIN, EntityKind::Vin, Wanted::LONG, NO_WORD),
        (Starts::DEVICE, EntityKind::Imei, Wanted::NOTHING, Subjects::DEVICE),
        (Starts::HEXADECIMAL, EntityKind::Mac, Wanted::JOINTS, Subjects::MAC),
        (Starts::HEXADECIMAL, EntityKind::Ip, Wanted::JOINTS, NO_WORD),
        (Starts::HEXADECIMAL, EntityKind::Coordinate, Wanted::JOINTS, WRITTEN.or(Subjects::POSITION)),
        (Starts::ACCOUNT, EntityKind::BankAccount, Wanted::NOTHING, Subjects::ACCOUNT),
        (Starts::QQ, EntityKind::Qq, Wanted::NOTHING, Subjects::QQ),
        (Starts::YEAR, EntityKind::BirthDate, Wanted::NOTHING, WRITTEN.or(Subjects::BIRTH)),
        (Starts::MEDICAL, EntityKind::MedicalRecord, Wanted::NOTHING, Subjects::MEDICAL),
        (Starts::ACCESS_KEY, EntityKind::Secret, Wanted::LONG, Subjects::ANNOUNCED),
        (Starts::NOTHING, EntityKind::Wechat, Wanted::NOTHING, Subjects::ANNOUNCED),
        (Starts::NOTHING, EntityKind::SecrecyMark, Wanted::NOTHING, Subjects::ANNOUNCED),
        (Starts::NOTHING, EntityKind::Email, Wanted::MARKS, NO_WORD),
        (Starts::NOTHING, EntityKind::Name, Wanted::NOTHING, NO_WORD),
    ]
};

/// What some detector asks words in front for, where the text alone says too little.
pub(super) fn announced() -> Subjects {
    NEEDS.iter().fold(Subjects::NONE, |all, (.., subjects)| all.or(*subjects))
}

/// Detectors that accept and refuse nothing without a word in front of a token, or of one in the same list, and its subject.
const ANNOUNCED: [(Starts, Subjects); 7] = [
    (Starts::POSTCODE, Subjects::POSTCODE),
    (Starts::ORG_CODE, Subjects::ORGANIZATION_CODE),
    (Starts::SOCIAL_SECURITY, Subjects::SOCIAL_SECURITY),
    (Starts::DEVICE, Subjects::DEVICE),
    (Starts::ACCOUNT, Subjects::ACCOUNT),
    (Starts::QQ, Subjects::QQ),
    (Starts::MEDICAL, Subjects::MEDICAL),
];

/// Kinds of which others are found beside, when they alone are asked for, whatever words announce.
const QUIET: [EntityKind; 8] = [
    EntityKind::IdCard,
    EntityKind::Uscc,
    EntityKind::BankCard,
    EntityKind::Mobile,
    EntityKind::Landline,
    EntityKind::Hotline,
    EntityKind::Postcode,
    EntityKind::Email,
];

/// What is looked for to find some kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sought {
    /// The forms.
    pub wanted: Wanted,
    /// What words in front are looked for.
    pub subjects: Subjects,
    /// The detectors.
    pub starts: Starts,
}

impl Sought {
    /// What finds `kinds`.
    pub(super) fn of(kinds: KindSet) -> Self {
        let announces = EntityKind::ALL.iter().any(|&kind| kinds.contains(kind) && !QUIET.contains(&kind));
        let subjects = if announces { Subjects::ANNOUNCED } else { Subjects::NONE };
        // An e-mail address takes the digits in it away from other kinds, whether it is asked for or not.
        let nothing = Self { wanted: Wanted::MARKS, subjects, starts: Starts::NOTHING };
        NEEDS.iter().filter(|(_, kind, ..)| kinds.contains(*kind)).fold(
            nothing,
            |all, (starts, _, wanted, subjects)| Self {
                wanted: all.wanted.or(*wanted),
                subjects: all.subjects.or(*subjects),
                starts: all.starts.or(*starts),
            },
        )
    }

    /// Whether every detector is sought.
    pub(super) fn has_all(self) -> bool {
        NEEDS.iter().all(|(starts, ..)| self.starts.or(*starts) == self.starts)
    }

    /// Whether some detector that is sought can say anything of `run`, ASCII digits and letters in `bytes` that are linked to no
    /// others and have no word in front that is looked for.
    pub(super) fn may_be_alone(self, bytes: &[u8], run: Run) -> bool {
        let ascii = bytes.get(run.start..run.end).unwrap_or_default();
        if run.digits < ascii.len() {
            return Starts::alone(ascii, false).without(Starts::BY_WORD.or(Starts::PLATE)).has(self.starts);
        }
        let starts = Starts::of_digits(ascii).without(Starts::BY_WORD);
        let beyond = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii());
        // 第1234567号, 123456使: beside Chinese characters alone.
        let officer = beyond(run.start.checked_sub(1).and_then(|before| bytes.get(before)));
        let plate = ascii.len() == 6 && beyond(bytes.get(run.end));
        let union_pay = ascii.starts_with(b"62") || !self.subjects.has(Subjects::BANK_CARD);
        let local = matches!(ascii.len(), 7 | 8);
        let rest = starts.without(Starts::PASSPORT.or(Starts::PERMIT)).without_unless(officer, Starts::OFFICER);
        let rest = rest.without_unless(plate, Starts::PLATE).without_unless(union_pay, Starts::BANK_CARD);
        rest.without_unless(!local, Starts::LANDLINE).has(self.starts)
    }
}

/// Whether whole identity card numbers among `kinds` may be told without asking each of `detectors` many.
///
/// Of 18 digits that are such a number and a whole value the others say nothing: those that take 18 digits at all ask for words
/// in front, or for a leading 9. Who adds a detector looks whether that holds and counts it here.
pub(super) fn knows_numbers(kinds: KindSet, detectors: usize) -> bool {
    kinds.contains(EntityKind::IdCard) && detectors == 26
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
    pub(super) const NOTHING: Self = Self(0);
    /// Those that say nothing of a token alone without a word that is looked for.
    const BY_WORD: Self = Self::ANNOUNCED.or(Self::HEXADECIMAL).or(Self::YEAR);

    /// What may begin with a token of these characters.
    pub(super) fn of(ascii: &[u8], all_digits: bool) -> Self {
        static OF_DIGITS: OnceLock<ByDigits> = OnceLock::new();
        if all_digits && let Some(starts) = OF_DIGITS.get_or_init(|| ByDigits::new(Self::of_any)).of(ascii) {
            return starts.without_unless(matches!(ascii, [_, b'0', b'0', ..]), Self::HOTLINE);
        }
        Self::of_any(ascii, all_digits)
    }

    fn of_any(ascii: &[u8], all_digits: bool) -> Self {
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
        let permit = matches!(ascii.len(), 8..=11)
            && (all_digits || ascii.len() == 11 || matches!(first, b'C' | b'W' | b'L' | b'T' | b'H' | b'M'));
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
                | when(permit, Self::PERMIT)
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
        Self(Self::of_any(ascii, all_digits).0 & !groups)
    }

    /// [`alone`](Self::alone) of digits: a superset.
    fn of_digits(ascii: &[u8]) -> Self {
        static ALONE: OnceLock<ByDigits> = OnceLock::new();
        let known = ALONE.get_or_init(|| ByDigits::new(Self::alone)).of(ascii);
        known.unwrap_or_else(|| Self::alone(ascii, true))
    }

    /// The detectors that a word must announce.
    pub(super) const ANNOUNCED: Self = Self::POSTCODE
        .or(Self::ORG_CODE)
        .or(Self::SOCIAL_SECURITY)
        .or(Self::DEVICE)
        .or(Self::ACCOUNT)
        .or(Self::QQ)
        .or(Self::MEDICAL);

    /// Those that may speak where words announce nothing but `subjects`.
    pub(super) fn announced(self, subjects: Subjects) -> Self {
        let silent = ANNOUNCED.iter().filter(|(_, subject)| !subjects.has(*subject));
        self.without(silent.fold(Self::NOTHING, |all, (starts, _)| all.or(*starts)))
    }

    /// Those without `other`.
    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether one of `other` is among them.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those without `other`, but for when it `stays`.
    fn without_unless(self, stays: bool, other: Self) -> Self {
        if stays { self } else { self.without(other) }
    }

    /// Those of both.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What digits may begin, by their number and the first: of those behind it zeros are asked for at most.
struct ByDigits([[Starts; 10]; Self::LENGTHS]);

impl ByDigits {
    const LENGTHS: usize = 33;

    fn new(of: fn(&[u8], bool) -> Starts) -> Self {
        let mut zeros = [b'0'; Self::LENGTHS];
        Self(std::array::from_fn(|length| {
            std::array::from_fn(|first| {
                zeros[0] = b'0' + first as u8;
                of(&zeros[..length], true)
            })
        }))
    }

    #[inline(always)]
    fn of(&self, ascii: &[u8]) -> Option<Starts> {
        let first = ascii.first().map_or(0, |first| usize::from(first.wrapping_sub(b'0')));
        self.0.get(ascii.len())?.get(first).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_announced_has_no_form_of_its_own() {
        for (starts, subjects) in ANNOUNCED {
            let mut needs = NEEDS.iter().filter(|(of, ..)| *of == starts);
            assert!(needs.all(|(_, _, wanted, of)| *wanted == Wanted::NOTHING && *of == subjects));
        }
        let all = ANNOUNCED.iter().fold(Starts::NOTHING, |all, (starts, _)| all.or(*starts));
        assert_eq!(all, Starts::ANNOUNCED);
        assert_eq!(all.announced(Subjects::NONE), Starts::NOTHING);
    }
}
