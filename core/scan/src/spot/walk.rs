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

/// What the blocks so far leave to the next.
#[derive(Clone, Copy, Debug, Default)]
struct Before {
    /// The classes of the last block.
    masks: ClassMasks,
    /// 1 if its last byte was hot.
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
        let stop = walk.at.saturating_add(length.max(1)).min(walk.bytes.len());
        if walk.wanted.joints {
            walk.go::<C, true>(backend, stop, found);
        } else {
            walk.go::<C, false>(backend, stop, found);
        }
    }
}

/// Blocks of a batch, and the one before it.
const BATCH: usize = 33;
/// One block, and the one before it.
const SINGLE: usize = 2;

impl Walk<'_> {
    /// Goes on to `stop` or a little further.
    #[inline(always)]
    fn go<C: Classify, const JOINTS: bool>(&mut self, backend: C, stop: usize, found: &mut Found) {
        const LONG: usize = BLOCK * (BATCH - 1);
        if stop.saturating_sub(self.at) >= LONG {
            let mut classes = Classes::<BATCH>::new();
            while stop.saturating_sub(self.at) >= LONG
                && let Some(bytes) = self.bytes.get(self.at..self.at + LONG + SIGHT - BLOCK)
            {
                classes.read::<C, JOINTS>(backend, bytes, self.words);
                self.take_batch::<_, JOINTS>(&mut classes, found);
            }
        }
        let mut classes = Classes::<SINGLE>::new();
        while self.at < stop {
            if let Some(bytes) = self.bytes.get(self.at..self.at + SIGHT) {
                classes.read::<C, JOINTS>(backend, bytes, self.words);
            } else {
                classes.read::<C, JOINTS>(backend, &padded(self.bytes, self.at), self.words);
            }
            self.take_batch::<_, JOINTS>(&mut classes, found);
        }
        self.at = self.at.min(self.bytes.len());
        if self.before.hot != 0 {
            found.spots.push(Spot { start: self.before.start, end: self.at });
            self.before.start = self.at;
        }
    }

    /// Adds what the blocks of a batch hold.
    #[inline(always)]
    fn take_batch<const N: usize, const JOINTS: bool>(&mut self, classes: &mut Classes<N>, found: &mut Found) {
        classes.set(0, self.before.masks);
        let form = Form::of(self.wanted);
        let (mut hot, mut joint, mut mark) = ([self.before.hot << 63; N], [0; N], [0; N]);
        for at in 1..N {
            hot[at] = form.ends(&classes.get(at - 1), &classes.get(at));
            joint[at] = if JOINTS { joints(&classes.get(at - 1), &classes.get(at)) } else { 0 };
            mark[at] = classes.mark[at] & form.marks;
        }
        let mut any = [0; N];
        for at in 1..N {
            any[at] = hot[at] | hot[at - 1] >> 63 | mark[at] | joint[at];
        }
        self.before.masks = classes.get(N - 1);
        self.before.hot = hot[N - 1] >> 63;
        let mut blocks = (1..N).fold(0_u64, |blocks, at| blocks | u64::from(any[at] != 0) << at);
        while blocks != 0 {
            let at = blocks.trailing_zeros() as usize;
            blocks &= blocks - 1;
            let base = self.at + (at - 1) * BLOCK;
            take(base, hot[at], hot[at - 1] >> 63, &mut self.before.start, &mut found.spots);
            if mark[at] | joint[at] != 0 {
                add_places(base, mark[at], &mut found.marks);
                add_places(base, joint[at], &mut found.joints);
            }
        }
        if let Some(words) = self.words {
            words.add(self.bytes, self.at, &classes.words[1..], &mut found.words);
        }
        self.at += (N - 1) * BLOCK;
    }
}

/// The masks of the blocks of a batch, one class after the other; the first of each is that of the block before.
struct Classes<const N: usize> {
    digit: [u64; N],
    alphanumeric: [u64; N],
    gap: [u64; N],
    mark: [u64; N],
    other: [u64; N],
    point: [u64; N],
    colon: [u64; N],
    dash: [u64; N],
    comma: [u64; N],
    /// Where a word may begin.
    words: [u64; N],
}

impl<const N: usize> Classes<N> {
    #[inline(always)]
    fn new() -> Self {
        let none = [0; N];
        Self {
            digit: none,
            alphanumeric: none,
            gap: none,
            mark: none,
            other: none,
            point: none,
            colon: none,
            dash: none,
            comma: none,
            words: none,
        }
    }

    #[inline(always)]
    fn get(&self, at: usize) -> ClassMasks {
        ClassMasks {
            digit: self.digit[at],
            alphanumeric: self.alphanumeric[at],
            gap: self.gap[at],
            mark: self.mark[at],
            other: self.other[at],
            point: self.point[at],
            colon: self.colon[at],
            dash: self.dash[at],
            comma: self.comma[at],
        }
    }

    #[inline(always)]
    fn set(&mut self, at: usize, masks: ClassMasks) {
        self.digit[at] = masks.digit;
        self.alphanumeric[at] = masks.alphanumeric;
        self.gap[at] = masks.gap;
        self.mark[at] = masks.mark;
        self.other[at] = masks.other;
        self.point[at] = masks.point;
        self.colon[at] = masks.colon;
        self.dash[at] = masks.dash;
        self.comma[at] = masks.comma;
    }

    /// Replaces the masks by those of the blocks of `bytes`; those of joints only when they are asked for.
    #[inline(always)]
    fn read<C: Classify, const JOINTS: bool>(&mut self, backend: C, bytes: &[u8], words: Option<&Words>) {
        for at in 1..N {
            let Some(sight) = bytes.get((at - 1) * BLOCK..).and_then(<[u8]>::first_chunk::<SIGHT>) else { return };
            let masks = backend.classes(sight);
            self.set(at, if JOINTS { masks } else { ClassMasks { point: 0, colon: 0, dash: 0, comma: 0, ..masks } });
        }
        if let Some(words) = words {
            for at in 1..N {
                let Some(sight) = bytes.get((at - 1) * BLOCK..).and_then(<[u8]>::first_chunk::<SIGHT>) else { return };
                self.words[at] = backend.words(sight, words);
            }
        }
    }
}

#[cold]
fn padded(bytes: &[u8], at: usize) -> [u8; SIGHT] {
    let mut sight = [0; SIGHT];
    sight.iter_mut().zip(bytes.iter().skip(at)).for_each(|(to, &from)| *to = from);
    sight
}

/// Adds the stretches that end in the block at `base`; `open` is 1 if one goes on there, which began at `start`.
#[inline(always)]
fn take(base: usize, hot: u64, open: u64, start: &mut usize, spots: &mut Vec<Spot>) {
    let edges = hot ^ (hot << 1 | open);
    if edges != 0 {
        *start = add_stretches(base, edges, open, *start, spots);
    }
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

/// What is wanted, as masks, all ones for what is, and shifts.
#[derive(Clone, Copy)]
struct Form {
    digits: u64,
    /// How much further apart than nothing two and three stretches of six digits are that make one of as many as are wanted.
    shifts: [u32; 2],
    groups: u64,
    codes: u64,
    long: u64,
    marks: u64,
}

impl Form {
    fn of(wanted: Wanted) -> Self {
        let ones = |holds: bool| if holds { u64::MAX } else { 0 };
        let more = wanted.digits.saturating_sub(6);
        Self {
            digits: ones(wanted.digits > 0),
            shifts: [more.min(6), more],
            groups: ones(wanted.groups),
            codes: ones(wanted.codes),
            long: ones(wanted.long),
            marks: ones(wanted.marks),
        }
    }

    /// Where forms end in a block.
    ///
    /// Of the block before, the first bits of what is computed are wrong and never asked for: a form reaches back
    /// fifteen bytes, and a gap may be as long as a block but for eight.
    #[inline(always)]
    fn ends(&self, before: &ClassMasks, block: &ClassMasks) -> u64 {
        let digit = Pair(before.digit, block.digit);
        let three = digit.and(digit.later(1)).and(digit.later(2));
        let six = three.and(three.later(3));
        let [near, far] = self.shifts;
        let digits = six.1 & six.later(near).1 & six.later(far).1 & self.digits;
        let four_digits = three.and(digit.later(3));
        let gap = Pair(before.gap, block.gap);
        let three_behind_four = three.1 & gap.behind(four_digits.later(1)).later(2).1;
        let four_behind_three = four_digits.1 & gap.behind(three.later(1)).later(3).1;
        let groups = (three_behind_four | four_behind_three) & self.groups;
        let stretch = Pair(before.alphanumeric, block.alphanumeric);
        let two = stretch.and(stretch.later(1));
        let four = two.and(two.later(2));
        let eight = four.and(four.later(4));
        // A code goes on nine characters behind its six digits.
        let codes = eight.1 & eight.later(7).1 & six.later(9).1 & self.codes;
        let long = eight.1 & eight.later(8).1 & self.long;
        block.other | digits | groups | codes | long
    }
}

/// The places of joints in a block: see [`Wanted::JOINTS`]. Decimals may be as many as a block has bytes but for twelve.
#[inline(always)]
fn joints(before: &ClassMasks, block: &ClassMasks) -> u64 {
    let pair = |of: fn(&ClassMasks) -> u64| Pair(of(before), of(block));
    let (digit, alphanumeric) = (pair(|masks| masks.digit), pair(|masks| masks.alphanumeric));
    let (point, colon, dash) = (pair(|masks| masks.point), pair(|masks| masks.colon), pair(|masks| masks.dash));
    let three_points = point.and(point.and(point.later_by(2, 4)).later_by(2, 4));
    let three_colons = colon.and(colon.and(colon.later_by(2, 5)).later_by(2, 5));
    let three_dashes = dash.and(dash.and(dash.later(3)).later(3));
    let groups = three_points.or(three_colons).or(three_dashes).later(1).1 & alphanumeric.1;
    let two = alphanumeric.and(alphanumeric.later(1));
    let device = two.and(two.later(2)).1 & point.and(point.later(5)).later(4).1;
    let colons = colon.1 & colon.later(1).1;
    let decimals = digit.behind(point.and(digit.later(1)).later(1));
    let parted = decimals.and(pair(|masks| masks.comma | masks.gap));
    groups | device | colons | digit.1 & !digit.later(1).1 & parted.later_by(1, 5).1
}

/// The masks of a block and, first, of the one before it.
#[derive(Clone, Copy)]
struct Pair(u64, u64);

impl Pair {
    /// Every bit `by` bytes later, 0 to 63.
    #[inline(always)]
    fn later(self, by: u32) -> Self {
        Self(self.0 << by, self.1 << by | self.0 >> 1 >> (63 - by))
    }

    /// Every bit `from` to `to` bytes later.
    #[inline(always)]
    fn later_by(self, from: u32, to: u32) -> Self {
        (from..=to).fold(Self(0, 0), |all, by| all.or(self.later(by)))
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0, self.1 | other.1)
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0, self.1 & other.1)
    }

    /// The bytes behind those of these stretches that begin at `starts`: an addition carries through and comes out behind.
    #[inline(always)]
    fn behind(self, starts: Self) -> Self {
        let sum = self.0.wrapping_add(starts.0 & self.0);
        let carry = u64::from(sum < self.0);
        // None begins at the first byte of a block and goes on from before.
        Self(sum & !self.0, self.1.wrapping_add(starts.1 & self.1 | carry) & !self.1)
    }
}
