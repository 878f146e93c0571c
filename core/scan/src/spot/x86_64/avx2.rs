//! The classes with AVX2: two look-ups of four bits each in a register, 32 bytes at a time.
#![allow(unsafe_code, reason = "loads and the calls into the target feature")]

use std::arch::x86_64::*;

use weimu_cpu::Avx2 as Avx2Token;

use crate::spot::walk::Work;
use crate::spot::words::BANKS;
use crate::spot::{ClassMasks, Classify, SIGHT, Words};

/// Holds the proof that the instructions exist.
#[derive(Clone, Copy, Debug)]
pub(in crate::spot) struct Avx2(Avx2Token);

impl Avx2 {
    pub(in crate::spot) fn new(token: Avx2Token) -> Self {
        Self(token)
    }

    pub(in crate::spot) fn within<W: Work>(self, work: W) {
        #[target_feature(enable = "avx2,bmi1,lzcnt,popcnt")]
        fn enabled<W: Work>(backend: Avx2, work: W) {
            work.run(backend);
        }
        // SAFETY: the token given to `new` proves AVX2, BMI1, LZCNT and POPCNT.
        unsafe { enabled(self, work) }
    }
}

impl Classify for Avx2 {
    #[inline(always)]
    fn classes(self, bytes: &[u8; SIGHT]) -> ClassMasks {
        // SAFETY: `self` holds the token of AVX2.
        unsafe { classes(bytes) }
    }

    #[inline(always)]
    fn words(self, bytes: &[u8; SIGHT], words: &Words) -> u64 {
        // SAFETY: `self` holds the token of AVX2.
        unsafe { self::words(bytes, words.by_four_bits()) }
    }
}

const DIGIT: u8 = 1;
const LETTER: u8 = 1 << 1;
const LATE_LETTER: u8 = 1 << 2;
const MARK: u8 = 1 << 3;
const ASCII_GAP: u8 = 1 << 4;
const LATER_BYTE: u8 = 1 << 5;
const LEAD: u8 = 1 << 6;
const COMMA: u8 = 1 << 7;

/// By the lower and by the upper four bits of a byte: its classes are those that are in both.
const LOW: [u8; 16] = table_of([
    (DIGIT, 0b0000_0011_1111_1111),
    (LETTER, 0b1111_1111_1111_1110),
    (LATE_LETTER, 0b0000_0111_1111_1111),
    (MARK, 1),
    (ASCII_GAP, 1 | 1 << 9 | 1 << 13),
    (LATER_BYTE, 0xFFFF),
    (LEAD, 1 << 2 | 1 << 3 | 1 << 15),
    (COMMA, 1 | 1 << 12),
]);
const HIGH: [u8; 16] = table_of([
    (DIGIT, 1 << 3),
    (LETTER, 1 << 4 | 1 << 6),
    (LATE_LETTER, 1 << 5 | 1 << 7),
    (MARK, 1 << 4),
    (ASCII_GAP, 1 << 2),
    (LATER_BYTE, 0b0000_1111_0000_0000),
    (LEAD, 1 << 12 | 1 << 14),
    (COMMA, 1 << 2),
]);

const WIDE_DIGIT: u8 = 1;
const WIDE_CAPITAL: u8 = 1 << 1;
const LATE_CAPITAL: u8 = 1 << 2;
const WIDE_SMALL: u8 = 1 << 3;
const LATE_SMALL: u8 = 1 << 4;
const BYTE_ORDER: u8 = 1 << 5;
const NO_WIDTH: u8 = 1 << 6;
const JOINER: u8 = 1 << 7;

const CAPITALS: u8 = WIDE_DIGIT | WIDE_CAPITAL | LATE_CAPITAL;
const SMALLS: u8 = WIDE_SMALL | LATE_SMALL;

/// The same for the three bytes of characters that stand for others, each kind of them a class.
const FIRST_LOW: [u8; 16] = table_of([
    (CAPITALS | SMALLS | BYTE_ORDER, 1 << 15),
    (NO_WIDTH | JOINER, 1 << 2),
    (0, 0),
    (0, 0),
    (0, 0),
    (0, 0),
    (0, 0),
    (0, 0),
]);
const FIRST_HIGH: [u8; 16] = table_of([(0xFF, 1 << 14), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]);
const SECOND_LOW: [u8; 16] = table_of([
    (CAPITALS, 1 << 12),
    (SMALLS, 1 << 13),
    (BYTE_ORDER, 1 << 11),
    (NO_WIDTH, 1),
    (JOINER, 1 << 1),
    (0, 0),
    (0, 0),
    (0, 0),
]);
const SECOND_HIGH: [u8; 16] = table_of([
    (CAPITALS | SMALLS | BYTE_ORDER, 1 << 11),
    (NO_WIDTH | JOINER, 1 << 8),
    (0, 0),
    (0, 0),
    (0, 0),
    (0, 0),
    (0, 0),
    (0, 0),
]);
const THIRD_LOW: [u8; 16] = table_of([
    (WIDE_DIGIT, 0b0000_0011_1111_1111),
    (WIDE_CAPITAL, 0xFFFF),
    (LATE_CAPITAL, 0b0000_0111_1111_1111),
    (WIDE_SMALL, 0b1111_1111_1111_1110),
    (LATE_SMALL, 0b0000_0111_1111_1111),
    (BYTE_ORDER, 1 << 15),
    (NO_WIDTH, 0b0011_1000_0000_0000),
    (JOINER, 1),
]);
const THIRD_HIGH: [u8; 16] = table_of([
    (WIDE_DIGIT, 1 << 9),
    (WIDE_CAPITAL, 1 << 10),
    (LATE_CAPITAL, 1 << 11),
    (WIDE_SMALL, 1 << 8),
    (LATE_SMALL, 1 << 9),
    (BYTE_ORDER, 1 << 11),
    (NO_WIDTH, 1 << 8),
    (JOINER, 1 << 10),
]);

/// A table from what each class holds for: bit `n` of the second for the four bits `n`.
const fn table_of(classes: [(u8, u16); 8]) -> [u8; 16] {
    let mut table = [0; 16];
    let mut class = 0;
    while class < 8 {
        let mut bits = 0;
        while bits < 16 {
            if classes[class].1 >> bits & 1 != 0 {
                table[bits] |= classes[class].0;
            }
            bits += 1;
        }
        class += 1;
    }
    table
}

#[target_feature(enable = "avx2")]
#[inline]
fn classes(bytes: &[u8; SIGHT]) -> ClassMasks {
    let [one, two] = [half::<0>(bytes), half::<32>(bytes)];
    let joined = |one: u32, two: u32| u64::from(one) | u64::from(two) << 32;
    ClassMasks {
        digit: joined(one.digit, two.digit),
        alphanumeric: joined(one.alphanumeric, two.alphanumeric),
        gap: joined(one.gap, two.gap),
        mark: joined(one.mark, two.mark),
        other: joined(one.other, two.other),
        point: joined(one.point, two.point),
        colon: joined(one.colon, two.colon),
        dash: joined(one.dash, two.dash),
        comma: joined(one.comma, two.comma),
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn words(bytes: &[u8; SIGHT], banks: &[[[[u8; 16]; 2]; 4]; BANKS]) -> u64 {
    u64::from(half_words::<0>(bytes, banks)) | u64::from(half_words::<32>(bytes, banks)) << 32
}

#[target_feature(enable = "avx2")]
#[inline]
fn half_words<const FROM: usize>(bytes: &[u8; SIGHT], [one, two, ascii]: &[[[[u8; 16]; 2]; 4]; BANKS]) -> u32 {
    let (first, second, third) = (load::<FROM>(bytes), load_after::<FROM, 1>(bytes), load_after::<FROM, 2>(bytes));
    let (fourth, fifth) = (load_after::<FROM, 3>(bytes), load_after::<FROM, 4>(bytes));
    let buckets = |bank: &[[[u8; 16]; 2]; 4], [first, second, third, fourth]: [__m256i; 4]| {
        let one = looked_up(first, &bank[0][0], &bank[0][1]);
        let two = looked_up(second, &bank[1][0], &bank[1][1]);
        let three = looked_up(third, &bank[2][0], &bank[2][1]);
        let four = looked_up(fourth, &bank[3][0], &bank[3][1]);
        _mm256_and_si256(_mm256_and_si256(one, two), _mm256_and_si256(three, four))
    };
    let around_lead = [first, second, fourth, fifth];
    let beyond = _mm256_or_si256(buckets(one, around_lead), buckets(two, around_lead));
    any(_mm256_or_si256(beyond, buckets(ascii, [first, second, third, fourth])), 0xFF)
}

struct Half {
    digit: u32,
    alphanumeric: u32,
    gap: u32,
    mark: u32,
    other: u32,
    point: u32,
    colon: u32,
    dash: u32,
    comma: u32,
}

#[target_feature(enable = "avx2")]
#[inline]
fn half<const FROM: usize>(bytes: &[u8; SIGHT]) -> Half {
    let here = load::<FROM>(bytes);
    let classes = looked_up(here, &LOW, &HIGH);
    let first = looked_up(here, &FIRST_LOW, &FIRST_HIGH);
    let second = looked_up(load_after::<FROM, 1>(bytes), &SECOND_LOW, &SECOND_HIGH);
    let third = looked_up(load_after::<FROM, 2>(bytes), &THIRD_LOW, &THIRD_HIGH);
    let other = _mm256_and_si256(_mm256_and_si256(first, second), third);
    // Tab to carriage return: what is left of it above 4 is neither.
    let control = _mm256_sub_epi8(here, _mm256_set1_epi8(b'\t'.cast_signed()));
    let controls = _mm256_cmpeq_epi8(_mm256_min_epu8(control, _mm256_set1_epi8(4)), control);
    Half {
        digit: bit::<7>(classes),
        alphanumeric: any(classes, DIGIT | LETTER | LATE_LETTER),
        gap: any(classes, ASCII_GAP | LATER_BYTE | LEAD),
        mark: bit::<4>(classes),
        other: any(other, 0xFF),
        point: same(here, b'.'),
        colon: same(here, b':'),
        dash: same(here, b'-'),
        comma: bit::<0>(classes) | _mm256_movemask_epi8(controls).cast_unsigned(),
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn looked_up(bytes: __m256i, low: &[u8; 16], high: &[u8; 16]) -> __m256i {
    let four = _mm256_set1_epi8(0x0F);
    let by_low = _mm256_shuffle_epi8(table(low), _mm256_and_si256(bytes, four));
    let by_high = _mm256_shuffle_epi8(table(high), _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), four));
    _mm256_and_si256(by_low, by_high)
}

/// The bytes that are this one.
#[target_feature(enable = "avx2")]
#[inline]
fn same(bytes: __m256i, byte: u8) -> u32 {
    _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte.cast_signed()))).cast_unsigned()
}

/// The bytes that have a class, told by how far its bit is from the highest.
#[target_feature(enable = "avx2")]
#[inline]
fn bit<const FROM_HIGHEST: i32>(classes: __m256i) -> u32 {
    _mm256_movemask_epi8(_mm256_slli_epi16::<FROM_HIGHEST>(classes)).cast_unsigned()
}

/// The bytes that have one of these classes.
#[target_feature(enable = "avx2")]
#[inline]
fn any(classes: __m256i, of: u8) -> u32 {
    let of = _mm256_and_si256(classes, _mm256_set1_epi8(of.cast_signed()));
    !_mm256_movemask_epi8(_mm256_cmpeq_epi8(of, _mm256_setzero_si256())).cast_unsigned()
}

#[target_feature(enable = "avx2")]
#[inline]
fn table(bytes: &[u8; 16]) -> __m256i {
    let number = u128::from_le_bytes(*bytes);
    _mm256_broadcastsi128_si256(_mm_set_epi64x((number >> 64) as i64, number as i64))
}

#[target_feature(enable = "avx2")]
#[inline]
fn load<const FROM: usize>(bytes: &[u8; SIGHT]) -> __m256i {
    load_after::<FROM, 0>(bytes)
}

#[target_feature(enable = "avx2")]
#[inline]
fn load_after<const FROM: usize, const BY: usize>(bytes: &[u8; SIGHT]) -> __m256i {
    const { assert!(FROM + BY + 32 <= SIGHT) };
    let (_, from) = bytes.split_at(FROM + BY);
    // SAFETY: 32 bytes from there lie within the 68, as asserted above; the load needs no alignment.
    unsafe { _mm256_loadu_si256(from.as_ptr().cast()) }
}
