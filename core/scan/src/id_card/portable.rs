//! The answers by arithmetic on eight digits in a word: the reference for every other backend.

use super::{CARD_WEIGHTS, CODE_WEIGHTS, DAYS, FIRST, IdCard, MARKS, THIRD, X_OF_CARD, X_OF_CODE, YEAR};

pub(super) fn read(values: &[[u8; 18]], cards: &mut [IdCard]) {
    values.iter().zip(cards).for_each(|(value, card)| *card = one(value));
}

#[inline(always)]
fn one(value: &[u8; 18]) -> IdCard {
    let ([region, born], &[serial, last]) = value.as_chunks::<8>() else { return IdCard::default() };
    let (region, born) = (Eight::new(*region), Eight::new(*born));
    let letter = last | 0x20 == b'x';
    let (serial, last) = (serial.wrapping_sub(b'0'), last.wrapping_sub(b'0'));
    let in_digits = region.in_digits & born.in_digits & (serial < 10) & (letter | (last < 10));
    let (serial, last) = (u64::from(serial), u64::from(last));
    let sum_of = |weights: &[Weights; 2], of_serial: u8, of_letter: u8| {
        let digits = region.weighted(weights[0]).wrapping_add(born.weighted(weights[1])) >> 48;
        digits + serial * u64::from(of_serial) + if letter { u64::from(of_letter) } else { last }
    };
    let pairs = |eight: Eight| [0, 16, 32, 48].map(|shift| eight.pairs() >> shift & 0xFF);
    let [year, month, day, _] = pairs(born);
    let is_day = (month < 13) & (day.wrapping_sub(1) < u64::from(DAYS[(month & 0xF) as usize]));
    let in_card = sum_of(&CARD_BY_WORD, CARD_WEIGHTS[16], X_OF_CARD) % 11 == 1;
    if !(in_digits & is_day & in_card) {
        return IdCard::default();
    }
    let in_code = sum_of(&CODE_BY_WORD, CODE_WEIGHTS[16], X_OF_CODE).is_multiple_of(31);
    let mark = |holds: bool, mark: u8| if holds { mark } else { 0 };
    let marks = IdCard::CARD | mark(letter, IdCard::LETTER) | mark(in_code, IdCard::CODE);
    let [first, second, third, century] = pairs(region);
    IdCard(first << FIRST | second | third << THIRD | u64::from(marks) << MARKS | (century * 100 + year) << YEAR)
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

    /// What each two of the digits make, four numbers of 16 bits.
    #[inline(always)]
    fn pairs(self) -> u64 {
        (self.digits * 10 + (self.digits >> 8)) & EVEN
    }

    /// The sum of the digits by their weights, above the lowest 48 bits.
    #[inline(always)]
    fn weighted(self, [even, odd]: Weights) -> u64 {
        (self.digits & EVEN).wrapping_mul(even).wrapping_add((self.digits >> 8 & EVEN).wrapping_mul(odd))
    }
}

/// Weights of eight digits, those of every second digit together: four numbers of 16 bits, the last digit's lowest, so that the
/// uppermost number of a product is the sum of four products.
type Weights = [u64; 2];

const CARD_BY_WORD: [Weights; 2] = by_word(&CARD_WEIGHTS);
const CODE_BY_WORD: [Weights; 2] = by_word(&CODE_WEIGHTS);

const fn by_word(of: &[u8; 17]) -> [Weights; 2] {
    let mut weights = [[0; 2]; 2];
    let mut at = 0;
    while at < 16 {
        weights[at / 8][at % 2] |= (of[at] as u64) << (48 - at % 8 / 2 * 16);
        at += 1;
    }
    weights
}
