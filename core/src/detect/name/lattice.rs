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
    /// Calls `visit` with every candidate and its share of all cuts of the part of `row` around it.
    pub(super) fn weigh(&mut self, row: &HanRow<'_>, candidates: &[Candidate], mut visit: impl FnMut(&Candidate, f64)) {
        let mut rest = candidates;
        while let Some(&Candidate { start, mut end, .. }) = rest.first() {
            let near = rest.iter().take_while(|candidate| {
                let is_near = candidate.start < end + AROUND;
                end = if is_near { end.max(candidate.end) } else { end };
                is_near
            });
            let (window, others) = rest.split_at(near.count());
            let (from, to) = (start.saturating_sub(AROUND), (end + AROUND).min(row.len()));
            self.weigh_window(row, from, to, window, &mut visit);
            rest = others;
        }
    }

    fn weigh_window(
        &mut self,
        row: &HanRow<'_>,
        from: usize,
        to: usize,
        candidates: &[Candidate],
        visit: &mut impl FnMut(&Candidate, f64),
    ) {
        self.weights.clear();
        self.weights.extend(candidates.iter().map(|candidate| weight(candidate.end - candidate.start, candidate.cost)));
        self.pieces.clear();
        self.pieces.extend((from..to).map(|place| row.tables.weights.pieces(row, place)));
        self.sum_left(from, candidates);
        self.sum_right(from, candidates);
        let all = at(&self.left, to - from);
        for (candidate, weight) in candidates.iter().zip(&self.weights).filter(|_| all > 0.0) {
            let others = at(&self.left, candidate.start - from) * weight * at(&self.right, candidate.end - from);
            visit(candidate, others / all);
        }
    }

    fn sum_left(&mut self, from: usize, candidates: &[Candidate]) {
        let Self { pieces, weights, left, .. } = self;
        left.clear();
        left.resize(pieces.len() + LONGEST_PIECE + 1, 0.0);
        left.iter_mut().take(1).for_each(|first| *first = 1.0);
        let mut candidates = candidates.iter().zip(weights.iter()).peekable();
        for (start, pieces) in pieces.iter().enumerate() {
            let ahead = left.get_mut(start..).and_then(|left| left.first_chunk_mut::<{ LONGEST_PIECE + 1 }>());
            let Some([here, ahead @ ..]) = ahead else { return };
            let here = *here;
            ahead.iter_mut().zip(pieces).for_each(|(sum, weight)| *sum += here * weight);
            while let Some((candidate, weight)) = candidates.next_if(|(candidate, _)| candidate.start - from == start) {
                if let Some(sum) = left.get_mut(candidate.end - from) {
                    *sum += here * weight;
                }
            }
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

fn at(sums: &[f64], place: usize) -> f64 {
    sums.get(place).copied().unwrap_or(0.0)
}

/// Characters around candidates that are cut with them.
const AROUND: usize = 5;
