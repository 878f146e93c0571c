//! All ways to cut a row of characters, weighed together.
//!
//! A piece has a weight; the weight of a cut is the product over its pieces. The share of a candidate is the weight of all cuts
//! that contain it over the weight of all cuts, by one sum from the left and one from the right.

use super::candidate::Candidate;
use super::row::HanRow;
use super::weight::{LONGEST_PIECE, Pieces, weight};

/// The sums over a window of a row; the buffers serve many rows.
#[derive(Default)]
pub(super) struct Lattice {
    pieces: Vec<Pieces>,
    weights: Vec<f64>,
    /// What all cuts of the characters in front of each place weigh, and of those behind it. Both go on behind the window, so
    /// that the pieces that cross its end need not be told from others: they reach places that lead nowhere.
    left: Vec<f64>,
    right: Vec<f64>,
}

impl Lattice {
    /// Calls `visit` with candidates and their shares of all cuts of the part of `row` around them; with all that have a share
    /// of `least`.
    pub(super) fn weigh(
        &mut self,
        row: &HanRow<'_>,
        candidates: &[Candidate],
        least: f64,
        mut visit: impl FnMut(&Candidate, f64),
    ) {
        let mut rest = candidates;
        while let Some(&Candidate { start, mut end, .. }) = rest.first() {
            let near = rest.iter().take_while(|candidate| {
                let is_near = candidate.start < end + AROUND;
                end = if is_near { end.max(candidate.end) } else { end };
                is_near
            });
            let (near, others) = rest.split_at(near.count());
            rest = others;
            let window = Window { from: start.saturating_sub(AROUND), end, candidates: near };
            self.begin(row, &window);
            if self.may_have(&window, least) {
                self.complete(row, &window);
                self.visit(&window, &mut visit);
            }
        }
    }

    /// Sums from the left up to where the last candidate ends.
    fn begin(&mut self, row: &HanRow<'_>, window: &Window<'_>) {
        let Self { pieces, weights, left, .. } = self;
        weights.clear();
        weights.extend(window.candidates.iter().map(|Candidate { start, end, cost }| weight(end - start, *cost)));
        pieces.clear();
        left.clear();
        left.resize(window.end - window.from + AROUND + LONGEST_PIECE + 1, 0.0);
        left.iter_mut().take(1).for_each(|first| *first = 1.0);
        let mut candidates = window.candidates.iter().zip(weights.iter()).peekable();
        for place in window.from..window.end {
            let here = add_pieces(left, pieces, row, place, window.from);
            while let Some((candidate, weight)) = candidates.next_if(|(candidate, _)| candidate.start == place) {
                if let Some(sum) = left.get_mut(candidate.end - window.from) {
                    *sum += here * weight;
                }
            }
        }
    }

    /// Whether a candidate may have a share of `least`: what ways lead to its end is known, and all of them go on alike.
    fn may_have(&self, window: &Window<'_>, least: f64) -> bool {
        let left = |place: usize| at(&self.left, place - window.from);
        let mut candidates = window.candidates.iter().zip(&self.weights);
        candidates.any(|(candidate, weight)| left(candidate.start) * weight >= left(candidate.end) * least)
    }

    /// Sums on to the end of the window, and from there from the right.
    fn complete(&mut self, row: &HanRow<'_>, window: &Window<'_>) {
        for place in window.end..(window.end + AROUND).min(row.len()) {
            add_pieces(&mut self.left, &mut self.pieces, row, place, window.from);
        }
        self.sum_right(window.from, window.candidates);
    }

    fn visit(&self, window: &Window<'_>, visit: &mut impl FnMut(&Candidate, f64)) {
        let left = |place: usize| at(&self.left, place - window.from);
        let all = at(&self.left, self.pieces.len());
        for (candidate, weight) in window.candidates.iter().zip(&self.weights).filter(|_| all > 0.0) {
            visit(candidate, left(candidate.start) * weight * at(&self.right, candidate.end - window.from) / all);
        }
    }

    fn sum_right(&mut self, from: usize, candidates: &[Candidate]) {
        let Self { pieces, weights, right, .. } = self;
        right.clear();
        right.resize(pieces.len() + LONGEST_PIECE + 1, 0.0);
        right.iter_mut().skip(pieces.len()).take(1).for_each(|last| *last = 1.0);
        let mut candidates = candidates.iter().zip(weights.iter()).rev().peekable();
        for (start, pieces) in pieces.iter().enumerate().rev() {
            let mut sum = 0.0;
            while let Some((candidate, weight)) = candidates.next_if(|(candidate, _)| candidate.start - from == start) {
                sum += at(right, candidate.end - from) * weight;
            }
            let ahead = right.get_mut(start..).and_then(|right| right.first_chunk_mut::<{ LONGEST_PIECE + 1 }>());
            let Some([here, ahead @ ..]) = ahead else { return };
            *here = sum + ahead.iter().zip(pieces).map(|(behind, weight)| behind * weight).sum::<f64>();
        }
    }
}

/// A part of a row from `from` on, with candidates that end at `end` or before.
struct Window<'a> {
    from: usize,
    end: usize,
    candidates: &'a [Candidate],
}

/// Adds the pieces that begin at `place` to `pieces`, and what they weigh to the sums ahead; gives the sum at `place`.
fn add_pieces(left: &mut [f64], pieces: &mut Vec<Pieces>, row: &HanRow<'_>, place: usize, from: usize) -> f64 {
    let here = left.get_mut(place - from..).and_then(|left| left.first_chunk_mut::<{ LONGEST_PIECE + 1 }>());
    let Some([here, ahead @ ..]) = here else { return 0.0 };
    let added = row.tables.weights.pieces(row, place);
    ahead.iter_mut().zip(&added).for_each(|(sum, weight)| *sum += *here * weight);
    pieces.push(added);
    *here
}

fn at(sums: &[f64], place: usize) -> f64 {
    sums.get(place).copied().unwrap_or(0.0)
}

/// Characters around candidates that are cut with them.
const AROUND: usize = 5;
