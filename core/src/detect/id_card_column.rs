//! Identity card numbers one after another, as columns of them hold.
//!
//! Nearly all values of such a column are valid. Those are told here by arithmetic on eight digits at a time and hardly a branch that
//! goes both ways, so that the processor works on many values at once. What is valid in a rarer way is left to [`id_card::whole`](super::id_card::whole) and its neighbours.

use super::date::Date;
use super::id_card::{confidence_alone, is_letter};
use super::region_code::Divisions;
use crate::model::{Confidence, Reason};

/// What a quick look says of the 18 characters of a whole value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// An identity card number, this sure, and nothing else.
    Number(Confidence),
    /// The same, ending in a letter: for this reason no credit code.
    NoCode(Confidence, Reason),
    /// To be looked at closely.
    Unclear,
}

/// Looks at values.
pub(super) struct Looker {
    divisions: &'static Divisions,
    /// Whoever was born before this year was born before today.
    this_year: u32,
}

impl Looker {
    pub(super) fn new(today: Date) -> Self {
        Self { divisions: Divisions::get(), this_year: u32::from(today.year()) }
    }

    /// Looks at the 18 characters of a value.
    #[inline(always)]
    pub(super) fn look(&self, ascii: &[u8; 18]) -> Look {
        let (eights, &[serial, last]) = ascii.as_chunks::<8>() else { return Look::Unclear };
        let &[region, born] = eights else { return Look::Unclear };
        let (region, born) = (Eight::new(region), Eight::new(born));
        let lettered = is_letter(last);
        let (serial, last) = (serial.wrapping_sub(b'0'), last.wrapping_sub(b'0'));
        let in_digits = region.in_digits & born.in_digits & (serial < 10) & (lettered | (last < 10));
        let (serial, last) = (u64::from(serial), u64::from(last));

        let check = if lettered { 10 } else { last };
        let sum = weighted(&region, &born, &CARD) + serial.wrapping_mul(2) + check;
        let [first, second, third, century] = region.pairs();
        let [year, month, day, _] = born.pairs();
        let year = century * 100 + year;
        let exists = (month < 13) & (day.wrapping_sub(1) < u32::from(DAYS[(month & 15) as usize]));
        let known = self.divisions.quickly(first * 100 + second, third, year);
        let traits = TRAITS[pair_index(ascii[0], ascii[1])];
        let union_pay = (ascii[0] == b'6') & (ascii[1] == b'2');
        let valid =
            in_digits & (sum % 11 == 1) & exists & (year < self.this_year) & (traits & PROVINCE != 0) & !union_pay;

        let code_check = if lettered { 29 } else { last };
        let code_sum = weighted(&region, &born, &CODE) + serial.wrapping_mul(28) + code_check;
        let (issued, holds) = (traits & ISSUED != 0, code_sum.is_multiple_of(31));
        let of_code = TRAITS[pair_index(ascii[2], ascii[3])];
        let Some(confidence) = known.filter(|_| valid).map(confidence_alone) else { return Look::Unclear };
        match lettered {
            false if issued & holds => Look::Unclear,
            false => Look::Number(confidence),
            true if !issued => Look::NoCode(confidence, Reason::Prefix),
            true if of_code & CENTRAL != 0 => Look::Unclear,
            true if of_code & PROVINCE == 0 => Look::NoCode(confidence, Reason::Region),
            true if holds => Look::Unclear,
            true => Look::NoCode(confidence, Reason::Checksum),
        }
    }
}

/// Eight digits in a word, the first lowest.
#[derive(Clone, Copy)]
struct Eight {
    digits: u64,
    in_digits: bool,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const EVEN: u64 = 0x00FF_00FF_00FF_00FF;

impl Eight {
    #[inline(always)]
    fn new(ascii: [u8; 8]) -> Self {
        let word = u64::from_le_bytes(ascii);
        let upper = |word: u64| word & (ONES * 0xF0) ^ (ONES * 0x30);
        // Six more than a digit has the same upper half; a carry out of a byte comes from one that has another.
        let in_digits = upper(word) | upper(word.wrapping_add(ONES * 6)) == 0;
        Self { digits: word & (ONES * 0xF), in_digits }
    }

    /// The numbers that each two of the digits are.
    #[inline(always)]
    fn pairs(&self) -> [u32; 4] {
        let pairs = self.digits.wrapping_mul(10).wrapping_add(self.digits >> 8);
        [0, 16, 32, 48].map(|shift| (pairs >> shift) as u32 & 0xFF)
    }
}

/// Weights of sixteen digits, those of every second digit together: four numbers of sixteen bits, the last digit's lowest.
type Weights = [[u64; 2]; 2];

/// GB 11643, 7.
const CARD: Weights = weights([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4]);
/// GB 32100, table 3.
const CODE: Weights = weights([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30]);

const fn weights(of: [u64; 16]) -> Weights {
    let mut weights = [[0; 2]; 2];
    let mut at = 0;
    while at < 16 {
        weights[at / 8][at % 2] |= of[at] << (48 - at % 8 / 2 * 16);
        at += 1;
    }
    weights
}

/// The sum of the digits by their weights: the uppermost number of a product is the sum of four products.
#[inline(always)]
fn weighted(region: &Eight, born: &Eight, weights: &Weights) -> u64 {
    let sum_of = |eight: &Eight, [even, odd]: [u64; 2]| {
        (eight.digits & EVEN).wrapping_mul(even).wrapping_add((eight.digits >> 8 & EVEN).wrapping_mul(odd))
    };
    sum_of(region, weights[0]).wrapping_add(sum_of(born, weights[1])) >> 48
}

/// The days of every month, of February in every year.
const DAYS: [u8; 16] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0];

/// Two digits that a province's codes begin with.
const PROVINCE: u8 = 1;
/// A department and a category, both digits, that credit codes were given out for.
const ISSUED: u8 = 1 << 1;
/// The beginning of the code that stands for the central government in credit codes.
const CENTRAL: u8 = 1 << 2;

/// By [`pair_index`].
const TRAITS: [u8; 256] = {
    let mut traits = [0; 256];
    let mut pair = 0;
    while pair < 100 {
        let (tens, ones) = (b'0' + pair / 10, b'0' + pair % 10);
        let at = pair_index(tens, ones);
        traits[at] |= if super::region_code::is_province_of(tens, ones) { PROVINCE } else { 0 };
        traits[at] |= if super::uscc::issued_digits(tens, ones) { ISSUED } else { 0 };
        traits[at] |= if pair == 10 { CENTRAL } else { 0 };
        pair += 1;
    }
    traits
};

const fn pair_index(tens: u8, ones: u8) -> usize {
    ((tens & 0xF) << 4 | ones & 0xF) as usize
}
