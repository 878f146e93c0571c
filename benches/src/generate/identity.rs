//! Numbers with their check characters.

use crate::random::SplitMix64;

/// A day of birth or registration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day {
    pub(crate) year: usize,
    pub(crate) month: usize,
    pub(crate) day: usize,
}

impl Day {
    /// A day of the years `first` to `last`; of every month the first 28 days.
    pub(crate) fn random(first: usize, last: usize, random: &mut SplitMix64) -> Self {
        Self { year: random.between(first, last), month: random.between(1, 12), day: random.between(1, 28) }
    }

    /// Days since 1970-01-01, by the algorithm of H. Hinnant.
    pub(crate) fn since_1970(self) -> i32 {
        let year = self.year - usize::from(self.month <= 2);
        let (era, of_era) = (year / 400, year % 400);
        let of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        i32::try_from(days).expect("a year of four digits") - 719_468
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// An identity card number (GB 11643) with a serial of 900 to 999: odd for men, even for women.
pub(crate) fn id_card(region: &str, born: Day, is_male: bool, random: &mut SplitMix64) -> String {
    let serial = 900 + random.below(50) * 2 + usize::from(is_male);
    let mut number = format!("{region}{:04}{:02}{:02}{serial}", born.year, born.month, born.day);
    let sum: usize = number.bytes().zip(ID_WEIGHTS).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    number.push(char::from(b"10X98765432"[sum % 11]));
    number
}

const ID_WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// A unified social credit code of an enterprise (GB 32100) around an organization code (GB 11714) that begins with `MADM`.
pub(crate) fn uscc(region: &str, random: &mut SplitMix64) -> String {
    let mut body = "MADM".to_owned();
    body.extend((0..4).map(|_| char::from(USCC_CHARACTERS[random.below(USCC_CHARACTERS.len())])));
    let sum: usize = body.bytes().zip(ORGANIZATION_WEIGHTS).map(|(byte, weight)| base_36(byte) * weight).sum();
    body.push(char::from(b"0X987654321"[sum % 11]));
    let mut code = format!("91{region}{body}");
    let (sum, _) = code.bytes().fold((0, 1), |(sum, weight), byte| (sum + base_31(byte) * weight, weight * 3 % 31));
    code.push(char::from(USCC_CHARACTERS[(31 - sum % 31) % 31]));
    code
}

const USCC_CHARACTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const ORGANIZATION_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

fn base_31(byte: u8) -> usize {
    USCC_CHARACTERS.iter().position(|&known| known == byte).expect("a character of the code")
}

fn base_36(byte: u8) -> usize {
    usize::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 })
}

#[cfg(test)]
mod tests {
    use weimu::detect::validate;
    use weimu::model::EntityKind;

    use super::*;

    #[test]
    fn numbers_pass_the_validators_of_the_product() {
        let mut random = SplitMix64::new(1, 1);
        for _ in 0..1000 {
            let id = id_card("450202", Day::random(1940, 2008, &mut random), true, &mut random);
            let code = uscc("450202", &mut random);
            assert!(validate(EntityKind::IdCard, &id).is_some_and(|verdict| verdict.valid), "{id}");
            assert!(validate(EntityKind::Uscc, &code).is_some_and(|verdict| verdict.valid), "{code}");
        }
    }

    #[test]
    fn days_count_from_1970() {
        let of = |year, month, day| Day { year, month, day }.since_1970();
        assert_eq!((of(1970, 1, 1), of(1969, 12, 31), of(2000, 3, 1), of(2024, 2, 29)), (0, -1, 11_017, 19_782));
    }
}
