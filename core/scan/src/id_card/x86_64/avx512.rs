//! The answers with AVX-512 VBMI: eight values at a time, a word of eight digits of each in a vector.
#![allow(unsafe_code, reason = "loads, a store and the calls into the target feature")]

use std::arch::x86_64::*;

use weimu_cpu::Avx512Vbmi;

use crate::id_card::{
    CARD_WEIGHTS, CODE_WEIGHTS, DAYS, FIRST, IdCard, MARKS, THIRD, X_OF_CARD, X_OF_CODE, YEAR, portable,
};

/// Having one proves that the machine has the instructions.
#[derive(Clone, Debug)]
pub(in crate::id_card) struct Avx512(());

/// The bytes of eight values.
const VALUES: usize = 8 * 18;

impl Avx512 {
    pub(in crate::id_card) fn new(_: Avx512Vbmi) -> Self {
        Self(())
    }

    /// Both are as long.
    pub(in crate::id_card) fn read(&self, values: &[[u8; 18]], cards: &mut [IdCard]) {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,bmi1,lzcnt,popcnt")]
        fn enabled(values: &[[u8; 18]], cards: &mut [IdCard]) {
            let ((values, rest), (cards, rest_of_cards)) = (values.as_chunks::<8>(), cards.as_chunks_mut::<8>());
            values.iter().zip(cards).for_each(|(values, cards)| eight(values, cards));
            portable::read(rest, rest_of_cards);
        }
        // SAFETY: the token given to `new` proves AVX-512 F, BW, DQ, VL and VBMI, BMI1, LZCNT and POPCNT.
        unsafe { enabled(values, cards) }
    }
}

/// Byte `first` and the `count - 1` behind it of eight values in as many words: of four values in one vector, of four in the
/// other.
const fn places(first: u8, count: usize) -> [u8; 64] {
    let mut places = [0; 64];
    let mut value = 0;
    while value < 8 {
        let mut byte = 0;
        while byte < count {
            places[value * 8 + byte] = (value / 4 * 64 + value % 4 * 18 + byte) as u8 + first;
            byte += 1;
        }
        value += 1;
    }
    places
}

const WORD: [u8; 64] = places(0, 8);
const TAIL: [u8; 64] = places(8, 2);

/// Eight weights for each of eight words.
const fn weights(of: &[u8; 17], from: usize) -> [u8; 64] {
    let mut weights = [0; 64];
    let mut at = 0;
    while at < 64 {
        weights[at] = of[from + at % 8];
        at += 1;
    }
    weights
}

const CARD_BY_WORD: [[u8; 64]; 2] = [weights(&CARD_WEIGHTS, 0), weights(&CARD_WEIGHTS, 8)];
const CODE_BY_WORD: [[u8; 64]; 2] = [weights(&CODE_WEIGHTS, 0), weights(&CODE_WEIGHTS, 8)];

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
#[inline]
fn eight(values: &[[u8; 18]; 8], cards: &mut [IdCard; 8]) {
    let bytes: &[u8; VALUES] = values.as_flattened().first_chunk().unwrap_or(&[0; VALUES]);
    let words =
        |first: __m512i, second: __m512i, places: &[u8; 64]| _mm512_permutex2var_epi8(first, table(places), second);
    let region = words(load::<0>(bytes), load::<72>(bytes), &WORD);
    let (first, second) = (load::<8>(bytes), load::<80>(bytes));
    let (born, tail) = (words(first, second, &WORD), words(first, second, &TAIL));

    let last = _mm512_srli_epi64::<8>(_mm512_and_si512(tail, _mm512_set1_epi64(0xFFFF)));
    let letter =
        _mm512_cmpeq_epi64_mask(_mm512_or_si512(last, _mm512_set1_epi64(0x20)), _mm512_set1_epi64(b'x'.into()));
    let (serial, last) = (digit(low_byte(tail)), digit(last));
    let ten = _mm512_set1_epi64(10);
    let in_digits = are_digits(region)
        & are_digits(born)
        & _mm512_cmplt_epu64_mask(serial, ten)
        & (letter | _mm512_cmplt_epu64_mask(last, ten));

    let (region, born) = (digits(region), digits(born));
    let sum = |weights: &[[u8; 64]; 2], of_serial: u8, of_letter: u8| {
        let sums = _mm512_add_epi16(
            _mm512_maddubs_epi16(region, table(&weights[0])),
            _mm512_maddubs_epi16(born, table(&weights[1])),
        );
        let sums = _mm512_madd_epi16(sums, _mm512_set1_epi16(1));
        let sums = _mm512_add_epi32(sums, _mm512_srli_epi64::<32>(sums));
        let check = _mm512_mask_mov_epi64(last, letter, _mm512_set1_epi64(of_letter.into()));
        let of_serial = _mm512_mullo_epi16(serial, _mm512_set1_epi64(of_serial.into()));
        let sum = _mm512_add_epi32(sums, _mm512_add_epi32(of_serial, check));
        _mm512_and_si512(sum, _mm512_set1_epi64(0xFFFF_FFFF))
    };
    let of_card = _mm512_sub_epi32(sum(&CARD_BY_WORD, CARD_WEIGHTS[16], X_OF_CARD), _mm512_set1_epi64(1));
    let in_card = is_multiple::<11>(of_card);
    let in_code = is_multiple::<31>(sum(&CODE_BY_WORD, CODE_WEIGHTS[16], X_OF_CODE));

    let pair = _mm512_set1_epi16(0x010A);
    let (divisions, birth) = (_mm512_maddubs_epi16(region, pair), _mm512_maddubs_epi16(born, pair));
    let (month, day) = (low_byte(_mm512_srli_epi64::<16>(birth)), low_byte(_mm512_srli_epi64::<32>(birth)));
    let days = _mm512_shuffle_epi8(_mm512_broadcast_i32x4(load_128(&DAYS)), month);
    let is_day = _mm512_cmplt_epu64_mask(month, _mm512_set1_epi64(13))
        & _mm512_cmplt_epu64_mask(_mm512_sub_epi64(day, _mm512_set1_epi64(1)), days);

    let mark = |holds: __mmask8, mark: u8| _mm512_maskz_set1_epi64(holds, i64::from(mark) << MARKS);
    let always = _mm512_set1_epi64(i64::from(IdCard::CARD) << MARKS);
    let marks = all(mark(letter, IdCard::LETTER), mark(in_code, IdCard::CODE), always);
    let block = _mm512_madd_epi16(divisions, _mm512_set1_epi64(1 << 16 | 1 << FIRST));
    let third = _mm512_slli_epi64::<THIRD>(low_byte(_mm512_srli_epi64::<32>(divisions)));
    let century = _mm512_mullo_epi16(_mm512_srli_epi64::<48>(divisions), _mm512_set1_epi64(100));
    let year = _mm512_slli_epi64::<YEAR>(_mm512_add_epi64(century, low_byte(birth)));
    let card = _mm512_or_si512(all(block, third, year), marks);
    store(_mm512_maskz_mov_epi64(in_digits & in_card & is_day, card), cards);
}

#[target_feature(enable = "avx512f")]
#[inline]
fn all(one: __m512i, other: __m512i, third: __m512i) -> __m512i {
    _mm512_ternarylogic_epi64::<0xFE>(one, other, third)
}

/// The values of ASCII digits, which other bytes are more than nine.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn digit(ascii: __m512i) -> __m512i {
    low_byte(_mm512_sub_epi8(ascii, _mm512_set1_epi64(b'0'.into())))
}

#[target_feature(enable = "avx512f")]
#[inline]
fn low_byte(of: __m512i) -> __m512i {
    _mm512_and_si512(of, _mm512_set1_epi64(0xFF))
}

#[target_feature(enable = "avx512f")]
#[inline]
fn digits(ascii: __m512i) -> __m512i {
    _mm512_and_si512(ascii, _mm512_set1_epi8(0xF))
}

/// Which words are eight digits.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn are_digits(ascii: __m512i) -> __mmask8 {
    let values = _mm512_xor_si512(ascii, _mm512_set1_epi8(0x30));
    let above = _mm512_or_si512(values, _mm512_add_epi8(values, _mm512_set1_epi8(6)));
    _mm512_testn_epi64_mask(above, _mm512_set1_epi8(0xF0_u8 as i8))
}

/// Which words, less than 2³², are multiples of an odd number: those that the inverse of it takes to a quotient.
#[target_feature(enable = "avx512f")]
#[inline]
fn is_multiple<const OF: u32>(words: __m512i) -> __mmask8 {
    const {
        assert!(inverse(OF).wrapping_mul(OF) == 1);
    }
    let quotients = _mm512_mullo_epi32(words, _mm512_set1_epi64(i64::from(inverse(OF))));
    _mm512_cmple_epu64_mask(quotients, _mm512_set1_epi64(i64::from(u32::MAX / OF)))
}

/// The inverse of an odd number modulo 2³², each step right in twice as many bits.
const fn inverse(of: u32) -> u32 {
    let mut inverse = of;
    let mut step = 0;
    while step < 4 {
        inverse = inverse.wrapping_mul(2_u32.wrapping_sub(of.wrapping_mul(inverse)));
        step += 1;
    }
    inverse
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load<const AT: usize>(bytes: &[u8; VALUES]) -> __m512i {
    const { assert!(AT + 64 <= VALUES) };
    let (_, from) = bytes.split_at(AT);
    // SAFETY: 64 bytes from there lie within the 144, as asserted above; the load needs no alignment.
    unsafe { _mm512_loadu_si512(from.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn table(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: an array of 64 bytes; the load needs no alignment.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load_128(bytes: &[u8; 16]) -> __m128i {
    // SAFETY: an array of 16 bytes; the load needs no alignment.
    unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn store(words: __m512i, cards: &mut [IdCard; 8]) {
    const { assert!(size_of::<[IdCard; 8]>() == 64) };
    // SAFETY: an array of 64 bytes of words for which any bits do; the store needs no alignment.
    unsafe { _mm512_storeu_si512(cards.as_mut_ptr().cast(), words) }
}
