//! What values look like, and what of them stays.

use super::bank_card::BankCard;
use super::domain::Domain;
use super::id_card::IdCard;
use super::mobile::Mobile;
use super::plate::Plate;
use super::uscc::Uscc;
use crate::keys::canonical;

/// The set of texts that a value is replaced within, and which part of each stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FpeFormat {
    /// Resident identity card numbers, of 18 characters and of 15.
    IdCard {
        /// `Region` and `BirthYear` may stay.
        keep: Vec<KeptPart>,
    },
    /// Unified social credit codes.
    Uscc {
        /// `Region` may stay.
        keep: Vec<KeptPart>,
    },
    /// Mobile telephone numbers.
    Mobile {
        /// Digits that stay.
        keep_prefix: usize,
    },
    /// Bank card numbers.
    BankCard {
        /// Digits that stay; two do in any case.
        keep_prefix: usize,
    },
    /// Number plates of vehicles.
    Plate {
        /// `Province` may stay.
        keep: Vec<KeptPart>,
    },
    /// Texts of any length over an alphabet.
    Text {
        /// The characters, each once, at least two.
        alphabet: String,
        /// Characters that stay; they need not be of the alphabet.
        keep_prefix: usize,
    },
}

/// A part of an identifier that may stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum KeptPart {
    /// The six digits of the region.
    Region,
    /// The year of birth.
    BirthYear,
    /// The province.
    Province,
}

impl KeptPart {
    /// All parts, with their names in policies.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Region, "region"), (Self::BirthYear, "birth_year"), (Self::Province, "province")];

    /// The word used in policies.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(part, _)| *part == self).map_or("", |(_, name)| name)
    }
}

impl FpeFormat {
    /// The fewest values that a value is replaced among (SP 800-38G Rev. 1).
    pub const LEAST_SIZE: u64 = 1_000_000;

    /// Alphabets with a name.
    pub const ALPHABETS: [(&'static str, &'static str); 4] = [
        ("digits", "0123456789"),
        ("alphanumeric", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
        ("upper_alphanumeric", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        ("lower_alphanumeric", "0123456789abcdefghijklmnopqrstuvwxyz"),
    ];

    /// Among how many values the rest of a usual value is replaced, the part that stays left out. For texts that depends on
    /// their length: those that are too short get tokens.
    pub fn size(&self) -> u64 {
        match self {
            Self::IdCard { keep } => least(&IdCard::new(keep)),
            Self::Uscc { keep } => least(&Uscc::new(keep)),
            Self::Plate { keep } => least(&Plate::new(keep)),
            Self::Mobile { keep_prefix } => least(&Mobile::new(*keep_prefix)),
            Self::BankCard { keep_prefix } => BankCard::usual_size(*keep_prefix),
            Self::Text { .. } => u64::MAX,
        }
    }

    /// Whether results stay what they are when they are read as integers: digits of which the first is no zero.
    pub(crate) fn survives_as_numbers(&self) -> bool {
        matches!(self, Self::Mobile { .. } | Self::BankCard { .. })
    }

    /// Whether a result that stands in a text is found there again: the detectors know the format.
    pub fn is_found_in_text(&self) -> bool {
        !matches!(self, Self::Plate { .. } | Self::Text { .. })
    }

    /// The word for what a value is.
    pub fn name(&self) -> &'static str {
        match self {
            Self::IdCard { .. } => "id_card",
            Self::Uscc { .. } => "uscc",
            Self::Mobile { .. } => "mobile",
            Self::BankCard { .. } => "bank_card",
            Self::Plate { .. } => "plate",
            Self::Text { .. } => "text",
        }
    }

    /// What stays, in words of a policy: `region`, `region birth_year`, or a number of characters; empty if nothing does.
    pub fn kept(&self) -> String {
        match self {
            Self::IdCard { keep } | Self::Uscc { keep } | Self::Plate { keep } => {
                let words = KeptPart::ALL.iter().filter(|(part, _)| keep.contains(part)).map(|(_, name)| *name);
                words.collect::<Vec<_>>().join(" ")
            }
            Self::Mobile { keep_prefix: 0 } | Self::BankCard { keep_prefix: 0 } | Self::Text { keep_prefix: 0, .. } => {
                String::new()
            }
            Self::Mobile { keep_prefix } | Self::BankCard { keep_prefix } | Self::Text { keep_prefix, .. } => {
                keep_prefix.to_string()
            }
        }
    }

    /// The part of the tweak that all values of a domain share.
    pub(super) fn tweak(&self, domain: &str) -> Vec<u8> {
        let alphabet = match self {
            Self::Text { alphabet, .. } => alphabet.as_str(),
            _ => "",
        };
        let (name, kept) = (self.name(), self.kept());
        let mut tweak = canonical(&[FPE_1, name.as_bytes(), kept.as_bytes(), alphabet.as_bytes(), domain.as_bytes()]);
        // FF1 is fastest on whole blocks; the encoding says where it ends, so zeros behind it make no two the same.
        tweak.resize(tweak.len().next_multiple_of(16), 0);
        tweak
    }
}

const FPE_1: &[u8] = b"weimu fpe 1";

fn least(domain: &impl Domain) -> u64 {
    domain.sizes().into_iter().min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{FpeFormat, KeptPart};

    #[test]
    fn domains_are_as_large_as_documented() {
        use FpeFormat::*;
        let (region, year) = (KeptPart::Region, KeptPart::BirthYear);
        let sizes = [
            (IdCard { keep: vec![] }, 6856 * 36_524 * 1000),
            (IdCard { keep: vec![region] }, 36_524_000),
            (IdCard { keep: vec![year] }, 6856 * 365 * 1000),
            (IdCard { keep: vec![region, year] }, 365_000),
            (Uscc { keep: vec![region] }, 36 * 31_u64.pow(8)),
            (Mobile { keep_prefix: 0 }, 53 * 100_000_000),
            (Mobile { keep_prefix: 2 }, 300_000_000),
            (Mobile { keep_prefix: 5 }, 1_000_000),
            (Mobile { keep_prefix: 6 }, 100_000),
            (BankCard { keep_prefix: 0 }, 10_u64.pow(13)),
            (BankCard { keep_prefix: 9 }, 1_000_000),
            (BankCard { keep_prefix: 10 }, 100_000),
            (BankCard { keep_prefix: 99 }, 1),
            (Plate { keep: vec![] }, 31 * 24 * 1_000_000),
            (Plate { keep: vec![KeptPart::Province] }, 24 * 1_000_000),
        ];
        for (format, size) in sizes {
            assert_eq!(format.size(), size, "{format:?}");
        }
    }

    #[test]
    fn formats_that_differ_anywhere_have_tweaks_of_their_own() {
        use FpeFormat::*;
        let text = |alphabet: &str, keep_prefix| Text { alphabet: alphabet.to_owned(), keep_prefix };
        let formats = [
            IdCard { keep: vec![] },
            IdCard { keep: vec![KeptPart::Region] },
            IdCard { keep: vec![KeptPart::Region, KeptPart::BirthYear] },
            Uscc { keep: vec![] },
            Mobile { keep_prefix: 0 },
            Mobile { keep_prefix: 3 },
            text("01", 0),
            text("10", 0),
            text("01", 1),
        ];
        let mut tweaks: Vec<_> = formats.iter().flat_map(|format| [format.tweak("a"), format.tweak("b")]).collect();
        tweaks.sort();
        tweaks.dedup();
        assert_eq!(tweaks.len(), formats.len() * 2);
        let turned = IdCard { keep: vec![KeptPart::BirthYear, KeptPart::Region] };
        assert_eq!(turned.tweak("a"), formats[2].tweak("a"), "the order of words says nothing");
    }
}
