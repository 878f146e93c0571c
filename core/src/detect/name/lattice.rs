//! All ways to cut a row of characters, weighed together.
//!
//! An edge is a piece with its weight; the weight of a cut is the product over its pieces. The share of an edge is the weight of
//! all cuts that contain it over the weight of all cuts, by one sum from the left and one from the right.

/// The pieces of one row; the buffers serve many rows.
#[derive(Default)]
pub(super) struct Lattice {
    edges: Vec<Edge>,
    left: Vec<f64>,
    right: Vec<f64>,
}

struct Edge {
    start: usize,
    end: usize,
    weight: f64,
    /// Which candidate the piece is, for one that is asked about.
    candidate: Option<usize>,
}

/// Weights are scaled by this much for each character, so that products over a window stay far from zero.
const NATS_PER_CHARACTER: f64 = 6.0;

impl Lattice {
    pub(super) fn clear(&mut self) {
        self.edges.clear();
    }

    /// Adds a piece from `start` to `end` of this cost in nats. Pieces must be added in order of their starts.
    pub(super) fn add(&mut self, start: usize, end: usize, cost: f64, candidate: Option<usize>) {
        let scale = NATS_PER_CHARACTER * (end - start) as f64;
        self.edges.push(Edge { start, end, weight: (scale - cost).exp(), candidate });
    }

    /// Calls `visit` with every candidate and its share of the cuts of `length` characters.
    pub(super) fn shares(&mut self, length: usize, mut visit: impl FnMut(usize, f64)) {
        let Self { edges, left, right } = self;
        left.clear();
        left.resize(length + 1, 0.0);
        right.clear();
        right.resize(length + 1, 0.0);
        add(left, 0, 1.0);
        add(right, length, 1.0);
        for edge in edges.iter() {
            let reached = at(left, edge.start) * edge.weight;
            add(left, edge.end, reached);
        }
        for edge in edges.iter().rev() {
            let reached = at(right, edge.end) * edge.weight;
            add(right, edge.start, reached);
        }
        let all = at(left, length);
        for edge in edges.iter().filter(|_| all > 0.0) {
            if let Some(candidate) = edge.candidate {
                visit(candidate, at(left, edge.start) * edge.weight * at(right, edge.end) / all);
            }
        }
    }
}

fn at(sums: &[f64], place: usize) -> f64 {
    sums.get(place).copied().unwrap_or(0.0)
}

fn add(sums: &mut [f64], place: usize, weight: f64) {
    if let Some(sum) = sums.get_mut(place) {
        *sum += weight;
    }
}
