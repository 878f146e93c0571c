//! Words in front of a candidate.
//!
//! The words of all kinds stand in one table, so that the characters in front of a token are read once for every detector.
//! A subject is *named* by a word that stands near; it is a *label* when nothing but separators follows the word.

use std::sync::OnceLock;

use super::passage::Passage;
use super::{
    bank_account, bank_card, birth_date, business_reg, coordinate, id_card, imei, ip, mac, medical_record, mobile,
    officer_card, org_code, passport, permit, plate, postcode, qq, social_security, tax_number, vin,
};

/// A set of subjects that words announce: in the lower half those that are named, in the upper half those that are labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Subjects(u64);

impl Subjects {
    pub(super) const IDENTITY: Self = Self(1);
    /// What has 15 digits and is no identity card.
    pub(super) const OTHER_15: Self = Self(1 << 1);
    pub(super) const RUNNING_NUMBER: Self = Self(1 << 2);
    pub(super) const BANK_CARD: Self = Self(1 << 3);
    /// Telephones of any kind.
    pub(super) const TELEPHONE: Self = Self(1 << 4);
    /// Data cards and things with a mobile number.
    pub(super) const THINGS: Self = Self(1 << 5);
    pub(super) const POSTCODE: Self = Self(1 << 6);
    pub(super) const ORGANIZATION_CODE: Self = Self(1 << 7);
    pub(super) const REGISTRATION: Self = Self(1 << 8);
    pub(super) const TAX: Self = Self(1 << 9);
    pub(super) const PASSPORT: Self = Self(1 << 10);
    pub(super) const PERMIT: Self = Self(1 << 11);
    pub(super) const OFFICER: Self = Self(1 << 12);
    pub(super) const VEHICLE: Self = Self(1 << 13);
    pub(super) const VIN: Self = Self(1 << 14);
    pub(super) const SOCIAL_SECURITY: Self = Self(1 << 15);
    /// Telephones and modems as things: IMEI, IMSI, ICCID.
    pub(super) const DEVICE: Self = Self(1 << 16);
    pub(super) const MAC: Self = Self(1 << 17);
    /// Addresses in a network.
    pub(super) const NETWORK: Self = Self(1 << 18);
    /// Releases of software, numbers of sections.
    pub(super) const VERSION: Self = Self(1 << 19);
    pub(super) const POSITION: Self = Self(1 << 20);
    pub(super) const ACCOUNT: Self = Self(1 << 21);
    pub(super) const QQ: Self = Self(1 << 22);
    pub(super) const BIRTH: Self = Self(1 << 23);
    pub(super) const MEDICAL: Self = Self(1 << 24);
    /// What need not have a digit: see `announced`.
    pub(super) const ANNOUNCED: Self = Self(1 << 31);
    pub(super) const NONE: Self = Self(0);

    /// Those of both.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it has one of `other`.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The same subjects as labels.
    pub(super) const fn as_labels(self) -> Self {
        Self(self.0 << 32)
    }
}

/// How many characters in front of a candidate are read.
pub(super) const REACH: usize = 14;

/// Whether a character ends a clause: words in front of it announce nothing behind it.
pub(super) fn ends_clause(c: char) -> bool {
    matches!(c, '。' | '；' | ';' | '\n' | '，')
}

/// The words of every kind, and what they announce.
pub(super) fn words() -> impl Iterator<Item = (Subjects, &'static str)> {
    WORDS.iter().flat_map(|(subject, words)| words.iter().map(move |&word| (*subject, word)))
}

/// What the words say that stand close in front of `at`, in the same clause.
pub(super) fn subjects(passage: Passage<'_>, at: usize) -> Subjects {
    let table = Table::get();
    let (mut clause, mut from) = (['\0'; REACH], REACH);
    let mut found = Subjects::default();
    let mut before = Backwards(passage.before(at));
    while let Some(c) = before.next().filter(|&c| from > 0 && !ends_clause(c)) {
        from -= 1;
        let Some([slot, behind @ ..]) = clause.get_mut(from..) else { break };
        *slot = c.to_ascii_lowercase();
        if let [second, rest @ ..] = &*behind {
            found = found.or(table.announced([*slot, *second], rest));
        }
    }
    found
}

/// What words in `text` may say of something in it or behind it, be they near or not.
pub(super) fn among(text: &str) -> Subjects {
    let table = Table::get();
    let (mut first, mut rest) = ('\0', text);
    let mut found = Subjects::default();
    while let Some(second) = rest.chars().next() {
        let second = second.to_ascii_lowercase();
        found = found.or(table.begun([first, second]));
        (first, rest) = (second, rest.get(second.len_utf8()..).unwrap_or_default());
    }
    found
}

/// The characters of a text from its end, those that are most frequent first told.
struct Backwards<'a>(&'a str);

impl Iterator for Backwards<'_> {
    type Item = char;

    #[inline(always)]
    fn next(&mut self) -> Option<char> {
        let c = match self.0.as_bytes() {
            [.., last @ 0..0x80] => char::from(*last),
            [.., first @ 0xE4..=0xE9, second, third] => {
                let code = u32::from(first & 0xF) << 12 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
                char::from_u32(code)?
            }
            _ => self.0.chars().next_back()?,
        };
        self.0 = self.0.get(..self.0.len() - c.len_utf8())?;
        Some(c)
    }
}

/// Whether these characters only part a label from its value: `证号码：`, ` No. `, `": "`.
fn separates(behind: &[char]) -> bool {
    const WORDS: [&str; 8] = ["", "no", "num", "number", "code", "id", "address", "addr"];
    let letters = || behind.iter().filter(|&&c| !is_separator(c));
    match letters().next() {
        None => true,
        Some(first) if first.is_ascii_lowercase() => WORDS.iter().any(|word| letters().copied().eq(word.chars())),
        Some(_) => false,
    }
}

fn is_separator(c: char) -> bool {
    match c {
        ' ' | '\t' | '\r' | ':' | '=' | '"' | '\'' | '(' | ')' | '[' | ']' | '|' | '>' | '#' | '*' | '_' | '-'
        | '.' | ',' => true,
        _ if c.is_ascii() => false,
        '：' | '＝' | '“' | '”' | '‘' | '’' | '（' | '）' | '【' | '】' | '「' | '—' | '、' | '\u{A0}' | '\u{3000}' => {
            true
        }
        '号' | '码' | '编' | '代' | '是' | '为' | '系' | '证' | '件' | '卡' => true,
        _ => false,
    }
}

/// The words of every kind, ASCII ones in lower case.
const WORDS: [(Subjects, &[&str]); 25] = [
    (Subjects::IDENTITY, &id_card::WORDS),
    (Subjects::OTHER_15, &id_card::OTHER_15),
    (Subjects::RUNNING_NUMBER, &id_card::NUMBERED),
    (Subjects::BANK_CARD, &bank_card::WORDS),
    (Subjects::TELEPHONE, &mobile::WORDS),
    (Subjects::THINGS, &mobile::THINGS),
    (Subjects::POSTCODE, &postcode::WORDS),
    (Subjects::ORGANIZATION_CODE, &org_code::WORDS),
    (Subjects::REGISTRATION, &business_reg::WORDS),
    (Subjects::TAX, &tax_number::WORDS),
    (Subjects::PASSPORT, &passport::WORDS),
    (Subjects::PERMIT, &permit::WORDS),
    (Subjects::OFFICER, &officer_card::WORDS),
    (Subjects::VEHICLE, &plate::WORDS),
    (Subjects::VIN, &vin::WORDS),
    (Subjects::SOCIAL_SECURITY, &social_security::WORDS),
    (Subjects::DEVICE, &imei::WORDS),
    (Subjects::MAC, &mac::WORDS),
    (Subjects::NETWORK, &ip::WORDS),
    (Subjects::VERSION, &ip::VERSIONS),
    (Subjects::POSITION, &coordinate::WORDS),
    (Subjects::ACCOUNT, &bank_account::WORDS),
    (Subjects::QQ, &qq::WORDS),
    (Subjects::BIRTH, &birth_date::WORDS),
    (Subjects::MEDICAL, &medical_record::WORDS),
];

struct Word {
    begin: [char; 2],
    rest: Vec<char>,
    subject: Subjects,
}

impl Word {
    /// What stands behind the word, if the characters are its own.
    fn behind<'a>(&self, begin: [char; 2], rest: &'a [char]) -> Option<&'a [char]> {
        let (own, behind) = rest.split_at_checked(self.rest.len())?;
        // One by one: the characters were written just now, and loads of several at once would wait for that.
        let same = self.begin == begin && own.iter().zip(&self.rest).all(|(one, other)| one == other);
        same.then_some(behind)
    }
}

/// The words by their first two characters.
struct Table {
    /// A bit for each [`mark`](Self::mark) of two characters that a word begins with: most others have none.
    begun: [u64; 64],
    groups: [Vec<Word>; 1024],
}

impl Table {
    fn get() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(Self::build)
    }

    /// What the words say that stand at the beginning of a clause.
    #[inline(always)]
    fn announced(&self, begin: [char; 2], rest: &[char]) -> Subjects {
        if self.has(begin) { self.read(begin, rest) } else { Subjects::NONE }
    }

    #[inline(never)]
    fn read(&self, begin: [char; 2], rest: &[char]) -> Subjects {
        let mut found = Subjects::NONE;
        for word in self.group(begin) {
            if let Some(behind) = word.behind(begin, rest) {
                found = found.or(word.subject);
                if separates(behind) {
                    found = found.or(word.subject.as_labels());
                }
            }
        }
        found
    }

    /// What the words may say that begin with two characters.
    #[inline(always)]
    fn begun(&self, begin: [char; 2]) -> Subjects {
        if !self.has(begin) {
            return Subjects::NONE;
        }
        let words = self.group(begin).iter().filter(|word| word.begin == begin);
        words.fold(Subjects::NONE, |all, word| all.or(word.subject))
    }

    #[inline(always)]
    fn has(&self, begin: [char; 2]) -> bool {
        let mark = Self::mark(begin);
        self.begun.get(mark >> 6).is_some_and(|marks| marks >> (mark & 63) & 1 != 0)
    }

    fn group(&self, begin: [char; 2]) -> &[Word] {
        self.groups.get(Self::mark(begin) % 1024).map_or(&[], Vec::as_slice)
    }

    #[inline(always)]
    fn mark([first, second]: [char; 2]) -> usize {
        ((first as usize).wrapping_mul(61) ^ second as usize) & 4095
    }

    fn build() -> Self {
        let mut table = Self { begun: [0; 64], groups: [const { Vec::new() }; 1024] };
        for (subject, word) in words() {
            let mut chars = word.chars();
            let (Some(first), Some(second)) = (chars.next(), chars.next()) else { continue };
            let mark = Self::mark([first, second]);
            if let Some((marks, group)) = table.begun.get_mut(mark >> 6).zip(table.groups.get_mut(mark % 1024)) {
                *marks |= 1 << (mark & 63);
                group.push(Word { begin: [first, second], rest: chars.collect(), subject });
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn every_word_has_two_characters_for_the_table() {
        assert!(WORDS.iter().flat_map(|(_, words)| *words).all(|word| word.chars().count() >= 2));
    }

    #[test]
    fn every_word_is_written_as_it_is_compared() {
        assert!(
            WORDS.iter().flat_map(|(_, words)| *words).all(|word| !word.contains(|c: char| c.is_ascii_uppercase()))
        );
    }
}
