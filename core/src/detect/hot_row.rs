//! Which rows of a column can hold anything, and where.
//!
//! The scanner goes ahead over the buffer by pieces that stay in the cache, and says where something that is needed may
//! end. The rows of these places are found by doubling steps from the last one, so that rows without any cost nothing.

use std::ops::Range;

use weimu_scan::{Found, Spot, SpotSearch};

use super::context::Subjects;
use super::joint;
use super::neighbourhood::{may_link_groups, overlong};
use super::start::Sought;
use super::word::{Role, WordSet};

/// How many bytes the scanner goes ahead: few enough to stay in the second-level cache.
const AHEAD: usize = 32 * 1024;

/// How many rows are asked at once whether a place lies behind their beginning.
const NEAR: usize = 8;

/// The rows of a column that are to be read, in order.
pub(super) struct HotRows<'a, Offset> {
    search: SpotSearch<'a>,
    sought: Sought,
    which: Which,
    bytes: &'a [u8],
    rows: usize,
    /// Where a row begins, counted from the beginning of the first.
    offset: Offset,
    found: Found,
    used: Used,
    /// How far the search has come.
    reached: usize,
    /// The first row that was not looked at.
    row: usize,
}

/// Which rows are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Those in which something was found.
    Hot,
    /// All of them.
    Every,
}

/// How many of each list were used up.
#[derive(Default)]
struct Used {
    spots: usize,
    marks: usize,
    joints: usize,
    words: usize,
}

/// A row to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HotRow {
    pub number: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// Leaves of what was found in `bytes` what is sought; `from` counts those that were looked at before, and `is_of_one_row` says
/// whether a stretch lies in one row.
fn keep(
    sought: Sought,
    bytes: &[u8],
    from: [usize; 3],
    found: &mut Found,
    is_of_one_row: impl Fn(&Range<usize>) -> bool,
) {
    let [spot, joint, word] = from;
    let mut silent = 0;
    retain_from(&mut found.spots, spot, |spot| {
        if silent < spot.end {
            let overlong = overlong(bytes, spot.start.max(silent)).filter(|run| is_of_one_row(run));
            silent = overlong.map_or(silent, |run| run.end);
        }
        silent < spot.end && (spot.end - spot.start > 2 || may_link_groups(bytes, spot.start))
    });
    retain_from(&mut found.joints, joint, |&at| joint::may_reach(bytes, at));
    let set = WordSet::get();
    retain_from(&mut found.words, word, |place| {
        set.role(place.word).is_some_and(|(role, _)| match role {
            Role::Announced => sought.subjects.has(Subjects::ANNOUNCED),
            Role::Context(subjects) => sought.subjects.has(subjects),
            Role::Born => sought.subjects.has(Subjects::BIRTH),
            Role::Province => sought.subjects.has(Subjects::VEHICLE),
        })
    });
}

/// [`Vec::retain`] of the items from `from` on.
fn retain_from<T: Copy>(items: &mut Vec<T>, from: usize, mut keep: impl FnMut(&T) -> bool) {
    let mut kept = from;
    for at in from..items.len() {
        let Some(item) = items.get(at).copied().filter(|item| keep(item)) else { continue };
        if let Some(slot) = items.get_mut(kept) {
            *slot = item;
        }
        kept += 1;
    }
    items.truncate(kept);
}

/// Everything in one text.
pub(super) fn search(mut search: SpotSearch<'_>, sought: Sought, bytes: &[u8], found: &mut Found) {
    found.clear();
    search.advance(usize::MAX, found);
    keep(sought, bytes, [0; 3], found, |_| true);
}

impl<'a, Offset: Fn(usize) -> usize> HotRows<'a, Offset> {
    /// The rows of `bytes`, which `search` goes over for what is `sought`.
    pub(super) fn new(
        search: SpotSearch<'a>,
        sought: Sought,
        which: Which,
        bytes: &'a [u8],
        rows: usize,
        offset: Offset,
    ) -> Self {
        let (found, used) = (Found::default(), Used::default());
        Self { search, sought, which, bytes, rows, offset, found, used, reached: 0, row: 0 }
    }

    /// Goes on with `row`: those before it were read.
    pub(super) fn skip_to(&mut self, row: usize) {
        let floor = (self.offset)(row);
        self.row = row;
        let Self { found, used, .. } = self;
        used.spots += found.spots.iter().skip(used.spots).take_while(|spot| spot.end <= floor).count();
        used.marks += found.marks.iter().skip(used.marks).take_while(|&&mark| mark < floor).count();
        used.joints += found.joints.iter().skip(used.joints).take_while(|&&joint| joint < floor).count();
        used.words += found.words.iter().skip(used.words).take_while(|word| word.start < floor).count();
        if floor > self.reached {
            self.search.skip_to(floor);
            self.reached = floor;
        }
    }

    /// The next row, whose places, counted from the beginning of the row, replace those in `found`.
    pub(super) fn next(&mut self, found: &mut Found) -> Option<HotRow> {
        let row = loop {
            if let Some(row) = self.next_row()
                && row.end <= self.reached
            {
                break row;
            }
            if self.reached >= self.bytes.len() {
                return None;
            }
            self.go_on();
        };
        self.take(row, found);
        self.row = row.number + 1;
        Some(row)
    }

    /// The next row, if it is known which it is.
    fn next_row(&self) -> Option<HotRow> {
        match self.which {
            Which::Hot => Some(self.place()).filter(|&place| place < self.reached).and_then(|place| self.row_of(place)),
            Which::Every => (self.row < self.rows).then(|| HotRow {
                number: self.row,
                start: (self.offset)(self.row),
                end: (self.offset)(self.row + 1),
            }),
        }
    }

    /// The first place that was not looked at.
    fn place(&self) -> usize {
        let floor = if self.row == 0 { 0 } else { (self.offset)(self.row) };
        let Self { found, used, .. } = self;
        let spot = found.spots.get(used.spots).map_or(usize::MAX, |spot| spot.start.max(floor));
        let mark = found.marks.get(used.marks).copied().unwrap_or(usize::MAX);
        let joint = found.joints.get(used.joints).copied().unwrap_or(usize::MAX);
        let word = found.words.get(used.words).map_or(usize::MAX, |word| word.start.max(floor));
        spot.min(mark).min(joint).min(word)
    }

    /// Searches further, and forgets what was used up.
    fn go_on(&mut self) {
        let Used { spots, marks, joints, words } = std::mem::take(&mut self.used);
        self.found.spots.drain(..spots);
        self.found.marks.drain(..marks);
        self.found.joints.drain(..joints);
        self.found.words.drain(..words);
        let known = [self.found.spots.len(), self.found.joints.len(), self.found.words.len()];
        self.reached = self.search.advance(AHEAD, &mut self.found);
        let mut found = std::mem::take(&mut self.found);
        let is_of_one_row = |run: &Range<usize>| self.row_of(run.start).is_some_and(|row| run.end <= row.end);
        keep(self.sought, self.bytes, known, &mut found, is_of_one_row);
        self.found = found;
    }

    /// The row that `place` lies in, which is not before the next one.
    fn row_of(&self, place: usize) -> Option<HotRow> {
        if self.row >= self.rows {
            return None;
        }
        // Most often it is one of the next, and which cannot be foreseen: counting them takes no branch.
        let begins = |row: usize| row < self.rows && (self.offset)(row) <= place;
        let near: usize = (self.row + 1..=self.row + NEAR).map(|row| usize::from(begins(row))).sum();
        let (mut low, mut step) = (self.row + near, 1);
        while low + step < self.rows && (self.offset)(low + step) <= place {
            low += step;
            step *= 2;
        }
        let mut high = (low + step).min(self.rows);
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            if (self.offset)(middle) <= place {
                low = middle;
            } else {
                high = middle;
            }
        }
        let (start, end) = ((self.offset)(low), (self.offset)(low + 1));
        (start <= place && place < end).then_some(HotRow { number: low, start, end })
    }

    /// Whether a character that stands for another begins at byte `at`, which is that of a spot.
    fn is_other(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(|byte| !byte.is_ascii())
    }

    /// Hands over what lies in `row`.
    fn take(&mut self, row: HotRow, to: &mut Found) {
        let HotRow { start, end, .. } = row;
        to.clear();
        while let Some(spot) = self.found.spots.get(self.used.spots).filter(|spot| spot.start < end) {
            let (from, until) = (spot.start.max(start), spot.end.min(end));
            // What ends nearer to the beginning of the row began in the row before.
            let from = from.max(start.saturating_add(self.sought.wanted.least() - 1));
            if from < until {
                to.spots.push(Spot { start: from - start, end: until - start });
            } else if start < until && self.is_other(until - 1) {
                to.spots.push(Spot { start: until - 1 - start, end: until - start });
            }
            // What is left of it lies in the rows behind.
            if spot.end > end {
                break;
            }
            self.used.spots += 1;
        }
        while let Some(&mark) = self.found.marks.get(self.used.marks).filter(|&&mark| mark < end) {
            to.marks.extend(mark.checked_sub(start));
            self.used.marks += 1;
        }
        while let Some(&joint) = self.found.joints.get(self.used.joints).filter(|&&joint| joint < end) {
            to.joints.extend(joint.checked_sub(start).filter(|&joint| joint > 0));
            self.used.joints += 1;
        }
        let set = WordSet::get();
        while let Some(&place) = self.found.words.get(self.used.words).filter(|place| place.start < end) {
            let fits = set.role(place.word).is_some_and(|(_, length)| place.start + length <= end);
            if let Some(start) = place.start.checked_sub(start).filter(|_| fits) {
                to.words.push(weimu_scan::WordPlace { start, ..place });
            }
            self.used.words += 1;
        }
    }
}
