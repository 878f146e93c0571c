//! The classes with AVX-512 VBMI: a permutation of bytes is a look-up of seven bits, and comparisons give masks.
#![allow(unsafe_code, reason = "loads and the calls into the target feature")]

use std::arch::x86_64::*;

use weimu_cpu::Avx512Vbmi;

use crate::spot::walk::Work;
use crate::spot::words::{BEFORE_ASCII, BEYOND_ASCII};
use crate::spot::{BLOCK, ClassMasks, Classify, SIGHT, Words};

/// Holds the proof that the instructions exist.
#[derive(Clone, Copy, Debug)]
pub(in crate::spot) struct Avx512(Avx512Vbmi);

impl Avx512 {
    pub(in crate::spot) fn new(token: Avx512Vbmi) -> Self {
        Self(token)
    }

    pub(in crate::spot) fn within<W: Work>(self, work: W) {
        #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,bmi1,lzcnt,popcnt")]
        fn enabled<W: Work>(backend: Avx512, work: W) {
            work.run(backend);
        }
        // SAFETY: the token given to `new` proves AVX-512 F, BW, VL and VBMI, BMI1, LZCNT and POPCNT.
        unsafe { enabled(self, work) }
    }
}

impl Classify for Avx512 {
    #[inline(always)]
    fn classes(self, bytes: &[u8; SIGHT]) -> ClassMasks {
        // SAFETY: `self` holds the token of AVX-512 F, BW, VL and VBMI.
        unsafe { classes(bytes) }
    }

    #[inline(always)]
    fn words(self, bytes: &[u8; SIGHT], words: &Words) -> u64 {
        // SAFETY: `self` holds the token of AVX-512 F, BW, VL and VBMI.
        unsafe { self::words(bytes, words.by_six_bits(), words.by_seven_bits()) }
    }
}

const DIGIT: u8 = 1;
const ALPHANUMERIC: u8 = 1 << 1;
const GAP: u8 = 1 << 2;
const MARK: u8 = 1 << 3;
const POINT: u8 = 1 << 4;
const COLON: u8 = 1 << 5;
const DASH: u8 = 1 << 6;
const COMMA: u8 = 1 << 7;

/// The classes of ASCII.
const ASCII: [u8; 128] = {
    let mut classes = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        let value = byte as u8;
        if value.is_ascii_digit() {
            classes[byte] |= DIGIT;
        }
        if value.is_ascii_alphanumeric() {
            classes[byte] |= ALPHANUMERIC;
        }
        if crate::spot::is_gap(value) {
            classes[byte] |= GAP;
        }
        if value == b'@' {
            classes[byte] |= MARK;
        }
        if value == b'.' {
            classes[byte] |= POINT;
        }
        if value == b'-' {
            classes[byte] |= DASH;
        }
        if crate::spot::is_comma(value) {
            classes[byte] |= COMMA;
        }
        if value == b':' {
            classes[byte] |= COLON;
        }
        byte += 1;
    }
    classes
};

/// Kinds of characters that stand for others, by the bytes that they have in common.
const CAPITALS: u8 = 1;
const SMALLS: u8 = 1 << 1;
const BYTE_ORDER: u8 = 1 << 2;
const NO_WIDTH: u8 = 1 << 3;
const JOINER: u8 = 1 << 4;
/// Not a kind of them: a first byte of separators.
const LEAD: u8 = 1 << 7;

/// The kinds by the last six bits of a first byte, of a second and of a third.
const FIRST: [u8; 64] = {
    let mut kinds = [0; 64];
    kinds[0x2F] = CAPITALS | SMALLS | BYTE_ORDER | LEAD;
    kinds[0x22] = NO_WIDTH | JOINER | LEAD;
    kinds[0x23] = LEAD;
    kinds[0x02] = LEAD;
    kinds[0x03] = LEAD;
    kinds[0x0F] = LEAD;
    kinds
};
const SECOND: [u8; 64] = {
    let mut kinds = [0; 64];
    kinds[0x3C] = CAPITALS;
    kinds[0x3D] = SMALLS;
    kinds[0x3B] = BYTE_ORDER;
    kinds[0x00] = NO_WIDTH;
    kinds[0x01] = JOINER;
    kinds
};
const THIRD: [u8; 64] = {
    let mut kinds = [0; 64];
    let mut byte = 0;
    while byte < 64 {
        if matches!(byte, 0x10..=0x19 | 0x20..=0x3A) {
            kinds[byte] |= CAPITALS;
        }
        if matches!(byte, 0x01..=0x1A) {
            kinds[byte] |= SMALLS;
        }
        if matches!(byte, 0x0B..=0x0D) {
            kinds[byte] |= NO_WIDTH;
        }
        byte += 1;
    }
    kinds[0x3F] |= BYTE_ORDER;
    kinds[0x20] |= JOINER;
    kinds
};

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
#[inline]
fn classes(bytes: &[u8; SIGHT]) -> ClassMasks {
    let (here, next, last) = (load::<0>(bytes), load::<1>(bytes), load::<2>(bytes));
    let beyond = _mm512_movepi8_mask(here);
    let (low, high) = (table(&ASCII, 0), table(&ASCII, 64));
    let ascii = _mm512_maskz_permutex2var_epi8(!beyond, low, here, high);
    let later = later(here);
    let first = _mm512_maskz_permutexvar_epi8(beyond & !later, here, table(&FIRST, 0));
    let second = _mm512_permutexvar_epi8(next, table(&SECOND, 0));
    let third = _mm512_permutexvar_epi8(last, table(&THIRD, 0));
    let kinds = _mm512_ternarylogic_epi64::<0x80>(first, second, third);
    ClassMasks {
        digit: any(ascii, DIGIT),
        alphanumeric: any(ascii, ALPHANUMERIC),
        gap: any(ascii, GAP) | later | _mm512_movepi8_mask(first),
        mark: any(ascii, MARK),
        other: _mm512_test_epi8_mask(kinds, kinds) & self::later(next) & self::later(last),
        point: any(ascii, POINT),
        colon: any(ascii, COLON),
        dash: any(ascii, DASH),
        comma: any(ascii, COMMA),
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
#[inline]
fn words(bytes: &[u8; SIGHT], [one, two]: &[[[u8; 64]; 4]; 2], ascii: &[[u8; 128]; 4]) -> u64 {
    let (first, second, third) = (load::<0>(bytes), load::<1>(bytes), load::<2>(bytes));
    let (fourth, fifth) = (load::<3>(bytes), load::<4>(bytes));
    let looked_up = |bytes, table_of: &[u8; 64]| _mm512_permutexvar_epi8(bytes, table(table_of, 0));
    let in_ascii =
        |bytes, table_of: &[u8; 128]| _mm512_permutex2var_epi8(table(table_of, 0), bytes, table(table_of, 64));
    let all = |[first, second, third, fourth]: [__m512i; 4]| {
        _mm512_and_si512(_mm512_ternarylogic_epi64::<0x80>(first, second, third), fourth)
    };
    let buckets = |[of_first, of_second, of_fourth, of_fifth]: &[[u8; 64]; 4]| {
        all([
            looked_up(first, of_first),
            looked_up(second, of_second),
            looked_up(fourth, of_fourth),
            looked_up(fifth, of_fifth),
        ])
    };
    let (one, two) = (buckets(one), buckets(two));
    let [of_first, of_second, of_third, of_fourth] = ascii;
    let ascii = all([
        in_ascii(first, of_first),
        in_ascii(second, of_second),
        in_ascii(third, of_third),
        in_ascii(fourth, of_fourth),
    ]);
    let (beyond, beyond_third) = (_mm512_movepi8_mask(first), _mm512_movepi8_mask(third));
    let beyond_both = _mm512_or_si512(one, _mm512_and_si512(two, _mm512_set1_epi8(BEYOND_ASCII.cast_signed())));
    _mm512_test_epi8_mask(ascii, ascii) & !beyond
        | _mm512_test_epi8_mask(beyond_both, beyond_both) & beyond & beyond_third
        | any(two, BEFORE_ASCII) & beyond & !beyond_third
}

/// The bytes that are no first bytes of characters, 0x80 to 0xBF.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
#[inline]
fn later(bytes: __m512i) -> u64 {
    _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(0xC0_u8.cast_signed()))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
#[inline]
fn any(classes: __m512i, of: u8) -> u64 {
    _mm512_test_epi8_mask(classes, _mm512_set1_epi8(of.cast_signed()))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
#[inline]
fn load<const BY: usize>(bytes: &[u8; SIGHT]) -> __m512i {
    const { assert!(BY + BLOCK <= SIGHT) };
    let (_, from) = bytes.split_at(BY);
    // SAFETY: 64 bytes from there lie within the 68, as asserted above; the load needs no alignment.
    unsafe { _mm512_loadu_si512(from.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
#[inline]
fn table<const N: usize>(bytes: &[u8; N], from: usize) -> __m512i {
    const { assert!(N == 64 || N == 128) };
    let bytes = bytes.as_chunks::<64>().0[from / 64];
    // SAFETY: an array of 64 bytes; the load needs no alignment.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}
