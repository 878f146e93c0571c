//! The classes in plain Rust: the reference for every other backend.

use super::{BLOCK, ClassMasks, Classify, SIGHT, Words, is_comma, is_gap, stands_for_other};

/// Runs anywhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Portable;

const DIGIT: u8 = 1;
const ALPHANUMERIC: u8 = 1 << 1;
const GAP: u8 = 1 << 2;
const MARK: u8 = 1 << 3;
/// First byte of characters among which some stand for others.
const LEAD: u8 = 1 << 4;
const POINT: u8 = 1 << 5;
const COLON: u8 = 1 << 6;
const DASH: u8 = 1 << 7;

/// The classes of every byte.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let value = byte as u8;
        let mut here = 0;
        if value.is_ascii_digit() {
            here |= DIGIT;
        }
        if value.is_ascii_alphanumeric() {
            here |= ALPHANUMERIC;
        }
        if is_gap(value) {
            here |= GAP;
        }
        if value == b'@' {
            here |= MARK;
        }
        if value == b'.' {
            here |= POINT;
        }
        if value == b'-' {
            here |= DASH;
        }
        if value == b':' {
            here |= COLON;
        }
        if matches!(value, 0xE2 | 0xEF) {
            here |= LEAD;
        }
        classes[byte] = here;
        byte += 1;
    }
    classes
};

impl Classify for Portable {
    #[inline(always)]
    fn classes(self, bytes: &[u8; SIGHT]) -> ClassMasks {
        let mut masks = ClassMasks::default();
        let mut leads = 0;
        for eighth in 0..BLOCK / 8 {
            let Some(eight) = bytes.get(8 * eighth..).and_then(<[u8]>::first_chunk::<8>) else { break };
            let classes = u64::from_le_bytes(eight.map(|byte| CLASSES[usize::from(byte)]));
            let gathered = |class: u8| u64::from(gather(classes, class.trailing_zeros())) << (8 * eighth);
            masks.digit |= gathered(DIGIT);
            masks.alphanumeric |= gathered(ALPHANUMERIC);
            masks.gap |= gathered(GAP);
            masks.mark |= gathered(MARK);
            masks.point |= gathered(POINT);
            masks.dash |= gathered(DASH);
            masks.comma |= commas(eight) << (8 * eighth);
            masks.colon |= gathered(COLON);
            leads |= gathered(LEAD);
        }
        while leads != 0 {
            let at = leads.trailing_zeros() as usize;
            leads &= leads - 1;
            let other =
                bytes.get(at..).and_then(<[u8]>::first_chunk::<3>).is_some_and(|three| stands_for_other(*three));
            masks.other |= u64::from(other) << at;
        }
        masks
    }

    #[inline(always)]
    fn words(self, bytes: &[u8; SIGHT], words: &Words) -> u64 {
        let fives = bytes.windows(5).take(BLOCK).filter_map(<[u8]>::first_chunk).enumerate();
        fives.fold(0, |mask, (at, &five)| mask | u64::from(words.may_begin(five)) << at)
    }
}

/// Which of eight bytes are commas or blanks.
#[inline(always)]
fn commas(eight: &[u8; 8]) -> u64 {
    eight.iter().rev().fold(0, |mask, &byte| mask << 1 | u64::from(is_comma(byte)))
}

/// One bit of each of eight bytes as one byte, first byte lowest.
#[inline(always)]
fn gather(classes: u64, bit: u32) -> u8 {
    ((classes >> bit & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}
