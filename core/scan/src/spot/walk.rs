//! From masks to spots, once for every backend.
//!
//! Blocks go through in batches: first the masks of every block of a batch, without a branch, then what is in them, so that a
//! branch taken wrongly does not throw away the loads and look-ups of the blocks behind it.

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
    /// The next byte.
    at: usize,
    before: Before,
}

/// What the last block leaves to the next, each mask by the bits that come in at its beginning: a shift of two words at
/// once is slow on some processors, and one that carries shifted bits along is not.
#[derive(Clone, Copy, Debug, Default)]
struct Before {
    /// The last digit, and the last two.
    digit: [u64; 2],
    /// Ends of three digits: the last, and the last three.
    three_digits: [u64; 2],
    /// Ends of six digits.
    six_digits: u64,
    /// The last two digits that stand behind a group and a gap.
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

    pub(super) fn skip_to(&mut self, at: usize) {
        if at > self.at {
            (self.at, self.before) = (at.min(self.bytes.len()), Before::default());
        }
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
        let form = Form::of(wanted);
        while at < stop && at < bytes.len() {
            let batch = bytes.get(at..).unwrap_or_default();
            let full = batch.len().saturating_sub(SIGHT - BLOCK) / BLOCK;
            let blocks = full.min((stop - at).div_ceil(BLOCK)).min(BATCH);
            let mut masks = [Masks::default(); BATCH];
            for (number, to) in masks.iter_mut().enumerate().take(blocks) {
                if let Some(sight) = batch.get(number * BLOCK..).and_then(<[u8]>::first_chunk::<SIGHT>) {
                    *to = form.masks(&backend.classes(sight), &mut before);
                }
            }
            let blocks = if blocks > 0 {
                blocks
            } else {
                masks[0] = form.masks(&backend.classes(&padded(bytes, at)), &mut before);
                1
            };
            for masks in masks.iter().take(blocks) {
                if masks.hot | masks.codes | masks.mark | before.hot != 0 {
                    let codes = if masks.codes == 0 { 0 } else { masks.codes & eighteen(backend, bytes, at) };
                    take(at, masks.hot | codes, &mut before, spots);
                    add_places(at, masks.mark, marks);
                }
                at += BLOCK;
            }
        }
        at = at.min(bytes.len());
        if before.hot != 0 {
            spots.push(Spot { start: before.start, end: at });
            before.start = at;
        }
        (walk.at, walk.before) = (at, before);
    }
}

/// Blocks of a batch.
const BATCH: usize = 32;

/// What of a block is kept until its batch is looked at.
#[derive(Clone, Copy, Default)]
struct Masks {
    hot: u64,
    /// Where a code may end, if what is in front of it is one.
    codes: u64,
    mark: u64,
}

#[cold]
fn padded(bytes: &[u8], at: usize) -> [u8; SIGHT] {
    let mut sight = [0; SIGHT];
    sight.iter_mut().zip(bytes.iter().skip(at)).for_each(|(to, &from)| *to = from);
    sight
}

/// Adds the stretches that end in the block at `base`.
#[inline(always)]
fn take(base: usize, hot: u64, before: &mut Before, spots: &mut Vec<Spot>) {
    let edges = hot ^ (hot << 1 | before.hot);
    if edges != 0 {
        before.start = add_stretches(base, edges, before.hot, before.start, spots);
    }
    before.hot = hot >> 63;
}

/// Adds the stretches between `edges`, the first of which began at `start` if one is `open`; where the last began.
#[inline(never)]
fn add_stretches(base: usize, mut edges: u64, open: u64, mut start: usize, spots: &mut Vec<Spot>) -> usize {
    let mut open = open != 0;
    while edges != 0 {
        let at = base + edges.trailing_zeros() as usize;
        edges &= edges - 1;
        if !open {
            start = at;
        } else if start < at {
            // Equal where it was cut when the search paused.
            spots.push(Spot { start, end: at });
        }
        open = !open;
    }
    start
}

#[inline(never)]
fn add_places(base: usize, mut mask: u64, places: &mut Vec<usize>) {
    while mask != 0 {
        places.push(base + mask.trailing_zeros() as usize);
        mask &= mask - 1;
    }
}

/// What is wanted, as masks and shifts.
#[derive(Clone, Copy)]
struct Form {
    groups: bool,
    /// All ones if stretches of digits are wanted.
    digits: u64,
    /// How much further apart than nothing two and three stretches of six digits are that make one of as many as are wanted.
    shifts: [u32; 2],
    codes: u64,
    marks: u64,
}

impl Form {
    fn of(wanted: Wanted) -> Self {
        let ones = |holds: bool| if holds { u64::MAX } else { 0 };
        let more = wanted.digits.saturating_sub(6);
        let (codes, marks) = (ones(wanted.codes), ones(wanted.marks));
        Self { groups: wanted.groups, digits: ones(wanted.digits > 0), shifts: [more.min(6), more], codes, marks }
    }

    #[inline(always)]
    fn masks(&self, masks: &ClassMasks, before: &mut Before) -> Masks {
        let digit = masks.digit;
        let three_digits = digit & (digit << 1 | before.digit[0]) & (digit << 2 | before.digit[1]);
        let six_digits = three_digits & (three_digits << 3 | before.three_digits[1]);
        let [near, far] = self.shifts.map(|by| shifted(six_digits, before.six_digits, by));
        let mut hot = masks.other | six_digits & near & far & self.digits;
        if self.groups {
            let (reached, gap) = behind_gaps(masks.gap, three_digits << 1 | before.three_digits[0], before.gap);
            hot |= three_digits & (reached << 2 | before.reached);
            (before.reached, before.gap) = (reached >> 62, gap);
        }
        // A code goes on ten characters behind its six digits.
        let codes = shifted(six_digits, before.six_digits, 10) & masks.alphanumeric & self.codes;
        before.digit = [digit >> 63, digit >> 62];
        before.three_digits = [three_digits >> 63, three_digits >> 61];
        before.six_digits = six_digits;
        Masks { hot, codes, mark: masks.mark & self.marks }
    }
}

/// The bytes behind gaps that begin at `starts`: an addition carries through the gap and comes out behind it.
#[inline(always)]
fn behind_gaps(gap: u64, starts: u64, before: u64) -> (u64, u64) {
    // No gap begins at the first byte that goes on from before: it would follow a digit.
    let (sum, over) = gap.overflowing_add(starts & gap | before);
    (sum & !gap, u64::from(over))
}

/// The ends of eighteen digits or letters in the block at `at`, which hardly ever is asked for.
#[inline(always)]
fn eighteen<C: Classify>(backend: C, bytes: &[u8], at: usize) -> u64 {
    let of = |at: usize| match bytes.get(at..).and_then(<[u8]>::first_chunk::<SIGHT>) {
        Some(sight) => backend.classes(sight).alphanumeric,
        None => backend.classes(&padded(bytes, at)).alphanumeric,
    };
    let before = at.checked_sub(BLOCK).map_or(0, of);
    let one = u128::from(of(at)) << 64 | u128::from(before);
    let two = one & one << 1;
    let four = two & two << 2;
    let eight = four & four << 4;
    let sixteen = eight & eight << 8;
    ((sixteen & sixteen << 2) >> 64) as u64
}

/// `mask` with every bit `by` bytes later, 0 to 63, those of the block before coming in.
#[inline(always)]
fn shifted(mask: u64, before: u64, by: u32) -> u64 {
    mask << by | before >> 1 >> (63 - by)
}
