//! From masks to spots, once for every backend.
//!
//! Blocks go through in batches: first the masks of every block of a batch, without a branch, then what is in them, so that a
//! branch taken wrongly does not throw away the loads and look-ups of the blocks behind it.

use super::{BLOCK, ClassMasks, Classify, Found, SIGHT, Spot, Wanted, Words};

/// Work on a backend. `run` must be `#[inline(always)]`, to be compiled for each of them.
pub(super) trait Work {
    /// Does it.
    fn run<C: Classify>(self, backend: C);
}

/// Where a search is, and what of the bytes behind it still counts.
#[derive(Clone, Debug)]
pub(super) struct Walk<'a> {
    wanted: Wanted,
    words: Option<&'a Words>,
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
    /// The last two digits or letters.
    alphanumeric: u64,
    /// 1 if the last byte was a joint; 1 if it was a colon.
    joint: [u64; 2],
    /// Whether eight bytes of the block were digits or letters.
    long: u64,
    /// 1 if the last byte was hot.
    hot: u64,
    /// Where the stretch began that goes on.
    start: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(wanted: Wanted, words: Option<&'a Words>, bytes: &'a [u8]) -> Self {
        Self { wanted, words, bytes, at: 0, before: Before::default() }
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
    pub(super) found: &'w mut Found,
}

impl Work for Advance<'_, '_> {
    #[inline(always)]
    fn run<C: Classify>(self, backend: C) {
        let Self { walk, length, found } = self;
        let Walk { wanted, words, bytes, .. } = *walk;
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
                    to.words = words.map_or(0, |words| backend.words(sight, words));
                }
            }
            let blocks = if blocks > 0 {
                blocks
            } else {
                let sight = padded(bytes, at);
                masks[0] = form.masks(&backend.classes(&sight), &mut before);
                masks[0].words = words.map_or(0, |words| backend.words(&sight, words));
                1
            };
            for masks in masks.iter().take(blocks) {
                if masks.hot | masks.codes | masks.long | before.hot != 0 {
                    let codes = if masks.codes == 0 { 0 } else { masks.codes & stretches::<15, C>(backend, bytes, at) };
                    let long = if masks.long == 0 { 0 } else { stretches::<16, C>(backend, bytes, at) };
                    take(at, masks.hot | codes | long, &mut before, &mut found.spots);
                }
                if masks.mark | masks.joint != 0 {
                    add_places(at, masks.mark, &mut found.marks);
                    add_places(at, masks.joint, &mut found.joints);
                }
                if let Some(words) = words.filter(|_| masks.words != 0) {
                    words.add(bytes, at, masks.words, &mut found.words);
                }
                at += BLOCK;
            }
        }
        at = at.min(bytes.len());
        if before.hot != 0 {
            found.spots.push(Spot { start: before.start, end: at });
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
    /// Not 0 if a long stretch may end here.
    long: u64,
    mark: u64,
    joint: u64,
    /// Where a word may begin.
    words: u64,
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
    joints: u64,
    long: u64,
}

impl Form {
    fn of(wanted: Wanted) -> Self {
        let ones = |holds: bool| if holds { u64::MAX } else { 0 };
        let more = wanted.digits.saturating_sub(6);
        let (codes, marks) = (ones(wanted.codes), ones(wanted.marks));
        let (joints, long) = (ones(wanted.joints), ones(wanted.long));
        let shifts = [more.min(6), more];
        Self { groups: wanted.groups, digits: ones(wanted.digits > 0), shifts, codes, marks, joints, long }
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
        // A code goes on nine characters behind its six digits.
        let codes = shifted(six_digits, before.six_digits, 9) & masks.alphanumeric & self.codes;
        let joint =
            masks.alphanumeric & (masks.joint << 1 | before.joint[0]) & (masks.alphanumeric << 2 | before.alphanumeric)
                | masks.colon & (masks.colon << 1 | before.joint[1]);
        // Fifteen bytes hold eight that begin at a multiple of eight.
        let full = any_full_byte(masks.alphanumeric);
        let long = (full | before.long) & self.long;
        before.alphanumeric = masks.alphanumeric >> 62;
        before.joint = [masks.joint >> 63, masks.colon >> 63];
        before.long = full;
        before.digit = [digit >> 63, digit >> 62];
        before.three_digits = [three_digits >> 63, three_digits >> 61];
        before.six_digits = six_digits;
        Masks { hot, codes, long, mark: masks.mark & self.marks, joint: joint & self.joints, words: 0 }
    }
}

/// The bytes behind gaps that begin at `starts`: an addition carries through the gap and comes out behind it.
#[inline(always)]
fn behind_gaps(gap: u64, starts: u64, before: u64) -> (u64, u64) {
    // No gap begins at the first byte that goes on from before: it would follow a digit.
    let (sum, over) = gap.overflowing_add(starts & gap | before);
    (sum & !gap, u64::from(over))
}

/// Not 0 if one of the eight bytes of `mask` has all its bits.
#[inline(always)]
fn any_full_byte(mask: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    (!mask).wrapping_sub(ONES) & mask & (ONES << 7)
}

/// The ends of `COUNT` digits or letters in the block at `at`, which hardly ever is asked for; 15 or 16 of them.
#[inline(always)]
fn stretches<const COUNT: u32, C: Classify>(backend: C, bytes: &[u8], at: usize) -> u64 {
    let of = |at: usize| match bytes.get(at..).and_then(<[u8]>::first_chunk::<SIGHT>) {
        Some(sight) => backend.classes(sight).alphanumeric,
        None => backend.classes(&padded(bytes, at)).alphanumeric,
    };
    let before = at.checked_sub(BLOCK).map_or(0, of);
    let one = u128::from(of(at)) << 64 | u128::from(before);
    let two = one & one << 1;
    let four = two & two << 2;
    let eight = four & four << 4;
    ((eight & eight << (COUNT - 8)) >> 64) as u64
}

/// `mask` with every bit `by` bytes later, 0 to 63, those of the block before coming in.
#[inline(always)]
fn shifted(mask: u64, before: u64, by: u32) -> u64 {
    mask << by | before >> 1 >> (63 - by)
}
