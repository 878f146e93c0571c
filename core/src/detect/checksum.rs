//! Check characters that policies can ask for.

use super::bank_card::luhn;

/// How the last character of a number follows from those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checksum {
    /// ISO/IEC 7812-1 annex B: bank cards, IMEI.
    Luhn,
    /// ISO 7064 MOD 11-2: digits, the check character `0` to `9` or `X`.
    Mod11_2,
    /// ISO 7064 MOD 97-10: digits, the last two of them the check.
    Mod97_10,
}

impl Checksum {
    /// Every one, with its word in policies.
    pub const ALL: [(&'static str, Self); 3] =
        [("luhn", Self::Luhn), ("mod_11_2", Self::Mod11_2), ("mod_97_10", Self::Mod97_10)];

    /// Whether the digits and letters of a number end as they have to.
    pub(super) fn holds(self, characters: &[u8]) -> bool {
        let all_digits = characters.iter().all(u8::is_ascii_digit);
        match (self, characters) {
            (Self::Luhn, [_, _, ..]) => all_digits && luhn(characters),
            (Self::Mod11_2, [digits @ .., last]) if digits.iter().all(u8::is_ascii_digit) => {
                let sum = digits.iter().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
                b"10X98765432".get(sum as usize) == Some(&last.to_ascii_uppercase()) && !digits.is_empty()
            }
            (Self::Mod97_10, [_, _, _, ..]) => {
                all_digits && characters.iter().fold(0, |sum, digit| (sum * 10 + u32::from(digit - b'0')) % 97) == 1
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Checksum;

    /// GB 11643-1999 gives the first for MOD 11-2; ISO 7064 the examples 0794 with 0 for MOD 11-2 and 794 with 44 for MOD 97-10.
    #[test]
    fn numbers_of_the_standards_end_as_they_have_to() {
        let cases: [(Checksum, &[&str]); 3] = [
            (Checksum::Luhn, &["4111111111111111", "490154203237518"]),
            (Checksum::Mod11_2, &["11010519491231002X", "07940"]),
            (Checksum::Mod97_10, &["79444"]),
        ];
        for (checksum, numbers) in cases {
            for number in numbers {
                assert!(checksum.holds(number.as_bytes()), "{number}");
                let mut other = number.as_bytes().to_vec();
                other[0] = if other[0] == b'9' { b'8' } else { other[0] + 1 };
                assert!(!checksum.holds(&other), "{number}, its first digit changed");
            }
            assert!(!checksum.holds(b"") && !checksum.holds(b"1") && !checksum.holds(b"A"));
        }
    }
}
