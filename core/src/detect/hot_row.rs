//! Which rows of a column can hold anything, and where.
//!
//! The scanner goes ahead over the buffer by pieces that stay in the cache, and says where something that is needed may
//! end. The rows of these places are found by doubling steps from the last one, so that rows without any cost nothing.

use weimu_scan::{Spot, SpotSearch};

/// How many bytes the scanner goes ahead: few enough to stay in the second-level cache.
const AHEAD: usize = 32 * 1024;

/// The hot rows of a column, in order.
pub(super) struct HotRows<'a, Offset, Anchor> {
    search: SpotSearch<'a>,
    /// How many bytes of a row something takes at least that ends in a spot.
    least: usize,
    bytes: &'a [u8],
    rows: usize,
    /// Where a row begins, counted from the beginning of the first.
    offset: Offset,
    /// The first anchor at a place or behind it.
    anchor: Anchor,
    spots: Vec<Spot>,
    marks: Vec<usize>,
    spot: usize,
    mark: usize,
    next_anchor: Option<usize>,
    /// How far the search has come.
    reached: usize,
    /// The first row that was not looked at.
    row: usize,
}

/// A row to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HotRow {
    pub number: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Whether an anchor lies in it.
    pub anchored: bool,
}

impl<'a, Offset: Fn(usize) -> usize, Anchor: Fn(usize) -> Option<usize>> HotRows<'a, Offset, Anchor> {
    /// The rows of `bytes`, which `search` goes over; `least` is that of what is searched for.
    pub(super) fn new(
        search: SpotSearch<'a>,
        least: usize,
        bytes: &'a [u8],
        rows: usize,
        offset: Offset,
        anchor: Anchor,
    ) -> Self {
        Self {
            next_anchor: anchor(0),
            search,
            least,
            bytes,
            rows,
            offset,
            anchor,
            spots: Vec::new(),
            marks: Vec::new(),
            spot: 0,
            mark: 0,
            reached: 0,
            row: 0,
        }
    }

    /// Goes on with `row`: those before it were read.
    pub(super) fn skip_to(&mut self, row: usize) {
        let floor = (self.offset)(row);
        self.row = row;
        self.spot += self.spots.iter().skip(self.spot).take_while(|spot| spot.end <= floor).count();
        self.mark += self.marks.iter().skip(self.mark).take_while(|&&mark| mark < floor).count();
        if self.next_anchor.is_some_and(|anchor| anchor < floor) {
            self.next_anchor = (self.anchor)(floor);
        }
        if floor > self.reached {
            self.search.skip_to(floor);
            self.reached = floor;
        }
    }

    /// The next row, whose spots and marks, counted from the beginning of the row, replace those in `spots` and `marks`.
    pub(super) fn next(&mut self, spots: &mut Vec<Spot>, marks: &mut Vec<usize>) -> Option<HotRow> {
        let row = loop {
            let place = self.place();
            if place < self.reached {
                let row = self.row_of(place)?;
                if row.end <= self.reached {
                    break row;
                }
            }
            if self.reached >= self.bytes.len() {
                return None;
            }
            self.go_on();
        };
        self.take(row, spots, marks);
        self.row = row.number + 1;
        if row.anchored {
            self.next_anchor = (self.anchor)(row.end);
        }
        Some(row)
    }

    /// The first place that was not looked at.
    fn place(&self) -> usize {
        let floor = if self.row == 0 { 0 } else { (self.offset)(self.row) };
        let spot = self.spots.get(self.spot).map_or(usize::MAX, |spot| spot.start.max(floor));
        let mark = self.marks.get(self.mark).copied().unwrap_or(usize::MAX);
        spot.min(mark).min(self.next_anchor.unwrap_or(usize::MAX))
    }

    /// Searches further, and forgets what was used up.
    fn go_on(&mut self) {
        self.spots.drain(..self.spot.min(self.spots.len()));
        self.marks.drain(..self.mark.min(self.marks.len()));
        (self.spot, self.mark) = (0, 0);
        self.reached = self.search.advance(AHEAD, &mut self.spots, &mut self.marks);
    }

    /// The row that `place` lies in, which is not before the next one.
    fn row_of(&self, place: usize) -> Option<HotRow> {
        if self.row >= self.rows {
            return None;
        }
        let (mut low, mut step) = (self.row, 1);
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
        let anchored = self.next_anchor.is_some_and(|anchor| anchor < end);
        (start <= place && place < end).then_some(HotRow { number: low, start, end, anchored })
    }

    /// Whether a character that stands for another begins at byte `at`, which is that of a spot.
    fn is_other(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(|byte| !byte.is_ascii())
    }

    /// Hands over what lies in `row`.
    fn take(&mut self, row: HotRow, spots: &mut Vec<Spot>, marks: &mut Vec<usize>) {
        let HotRow { start, end, .. } = row;
        spots.clear();
        while let Some(spot) = self.spots.get(self.spot).filter(|spot| spot.start < end) {
            let (from, to) = (spot.start.max(start), spot.end.min(end));
            // What ends nearer to the beginning of the row began in the row before.
            let from = from.max(start.saturating_add(self.least - 1));
            if from < to {
                spots.push(Spot { start: from - start, end: to - start });
            } else if start < to && self.is_other(to - 1) {
                spots.push(Spot { start: to - 1 - start, end: to - start });
            }
            // What is left of it lies in the rows behind.
            if spot.end > end {
                break;
            }
            self.spot += 1;
        }
        marks.clear();
        while let Some(&mark) = self.marks.get(self.mark).filter(|&&mark| mark < end) {
            marks.extend(mark.checked_sub(start));
            self.mark += 1;
        }
    }
}
