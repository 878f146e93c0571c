//! From masks to spots, once for every backend.

use super::{BLOCK, ClassMasks, Classify, SIGHT, Spot, Wanted};

/// Work on a backend. `run` must be `#[inline(always)]`, to be compiled for each of them.
pub(super) trait Work {
    /// Does it.
    fn run<C: Classify>(self, backend: C);
}

/// Where a search is, and what of the bytes behind it still counts.
#[derive(Clone, Debug)]
pub(super) struct Walk<'a> {
    wanted: Wanted,
    bytes: &'a [u8],
    /// The next byte, a multiple of a block until all is done.
    at: usize,
    before: Before,
}

/// The end of the last block.
#[derive(Clone, Copy, Debug, Default)]
struct Before {
    digit: u64,
    alphanumeric: u64,
    three_digits: u64,
    /// Digits behind a group and a gap.
    reached: u64,
    /// 1 if a gap that follows a group goes on.
    gap: u64,
    /// 1 if the last byte was hot.
    hot: u64,
    /// Where the stretch began that goes on.
    start: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(wanted: Wanted, bytes: &'a [u8]) -> Self {
        Self { wanted, bytes, at: 0, before: Before::default() }
    }

    pub(super) fn reached(&self) -> usize {
        self.at
    }
}

/// Goes on by some bytes.
pub(super) struct Advance<'w, 'a> {
    pub(super) walk: &'w mut Walk<'a>,
    pub(super) length: usize,
    pub(super) spots: &'w mut Vec<Spot>,
    pub(super) marks: &'w mut Vec<usize>,
}

impl Work for Advance<'_, '_> {
    #[inline(always)]
    fn run<C: Classify>(self, backend: C) {
        let Self { walk, length, spots, marks } = self;
        let Walk { wanted, bytes, .. } = *walk;
        let stop = walk.at.saturating_add(length.max(1));
        let (mut at, mut before) = (walk.at, walk.before);
        let mut found = Found { spots, marks };
        while at < stop
            && let Some(sight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<SIGHT>)
        {
            found.take(at, backend.classes(sight), wanted, &mut before);
            at += BLOCK;
        }
        while at < stop && at < bytes.len() {
            found.take(at, backend.classes(&padded(bytes, at)), wanted, &mut before);
            at += BLOCK;
        }
        at = at.min(bytes.len());
        if before.hot != 0 {
            found.spots.push(Spot { start: before.start, end: at });
            before.start = at;
        }
        (walk.at, walk.before) = (at, before);
    }
}

#[cold]
fn padded(bytes: &[u8], at: usize) -> [u8; SIGHT] {
    let mut sight = [0; SIGHT];
    sight.iter_mut().zip(bytes.iter().skip(at)).for_each(|(to, &from)| *to = from);
    sight
}

struct Found<'w> {
    spots: &'w mut Vec<Spot>,
    marks: &'w mut Vec<usize>,
}

impl Found<'_> {
    #[inline(always)]
    fn take(&mut self, base: usize, masks: ClassMasks, wanted: Wanted, before: &mut Before) {
        let hot = hot(&masks, wanted, before);
        let edges = hot ^ (hot << 1 | before.hot);
        if edges != 0 {
            self.stretches(base, edges, before);
        }
        before.hot = hot >> 63;
        if wanted.marks && masks.mark != 0 {
            self.places(base, masks.mark);
        }
    }

    #[inline(never)]
    fn stretches(&mut self, base: usize, mut edges: u64, before: &mut Before) {
        let mut open = before.hot != 0;
        while edges != 0 {
            let at = base + edges.trailing_zeros() as usize;
            edges &= edges - 1;
            if open {
                // It was cut here when the search paused.
                if before.start < at {
                    self.spots.push(Spot { start: before.start, end: at });
                }
            } else {
                before.start = at;
            }
            open = !open;
        }
    }

    #[inline(never)]
    fn places(&mut self, base: usize, mut mask: u64) {
        while mask != 0 {
            self.marks.push(base + mask.trailing_zeros() as usize);
            mask &= mask - 1;
        }
    }
}

/// The bytes at which something that is wanted may end.
#[inline(always)]
fn hot(masks: &ClassMasks, wanted: Wanted, before: &mut Before) -> u64 {
    let two_digits = masks.digit & shifted(masks.digit, before.digit, 1);
    let three_digits = two_digits & shifted(masks.digit, before.digit, 2);
    let six_digits = three_digits & shifted(three_digits, before.three_digits, 3);
    let mut hot = masks.other;
    if wanted.groups {
        let (reached, gap) = behind_gaps(masks.gap, shifted(three_digits, before.three_digits, 1), before.gap);
        hot |= three_digits & shifted(reached, before.reached, 2);
        (before.reached, before.gap) = (reached, gap);
    }
    // What of a longer stretch began in the last block shows in its end.
    if six_digits | (before.six_digits() & LAST) != 0 {
        hot |= long(masks, wanted, before);
    }
    before.digit = masks.digit;
    before.alphanumeric = masks.alphanumeric;
    before.three_digits = three_digits;
    hot
}

/// The end of a block that a stretch of eighteen characters may reach back to.
const LAST: u64 = !0 << 46;

impl Before {
    /// The ends of six digits in the last block, but for its beginning.
    #[inline(always)]
    fn six_digits(&self) -> u64 {
        self.three_digits & self.three_digits << 3
    }
}

/// The bytes behind gaps that begin at `starts`: an addition carries through the gap and comes out behind it.
#[inline(always)]
fn behind_gaps(gap: u64, starts: u64, before: u64) -> (u64, u64) {
    let (sum, over) = gap.overflowing_add(starts & gap);
    let (sum, again) = sum.overflowing_add(before);
    (sum & !gap, u64::from(over | again))
}

/// Stretches of as many digits as are wanted, and codes.
#[inline(always)]
fn long(masks: &ClassMasks, wanted: Wanted, before: &Before) -> u64 {
    let digits = u128::from(masks.digit) << 64 | u128::from(before.digit);
    let two = digits & digits << 1;
    let four = two & two << 2;
    let mut hot = 0;
    if wanted.digits > 8 {
        let eight = four & four << 4;
        hot = eight & eight << (wanted.digits - 8);
    } else if wanted.digits > 0 {
        hot = four & four << (wanted.digits - 4);
    }
    if wanted.codes {
        let six = four & four << 2;
        let alphanumeric = u128::from(masks.alphanumeric) << 64 | u128::from(before.alphanumeric);
        let two = alphanumeric & alphanumeric << 1;
        let four = two & two << 2;
        let eight = four & four << 4;
        let sixteen = eight & eight << 8;
        hot |= sixteen & sixteen << 2 & six << 10;
    }
    (hot >> 64) as u64
}

/// `mask` with every bit `by` bytes later, those of the block before coming in.
#[inline(always)]
fn shifted(mask: u64, before: u64, by: u32) -> u64 {
    mask << by | before >> (64 - by)
}
