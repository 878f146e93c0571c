//! HMAC of a column of values, several side by side.

use super::schedule::{BATCH, Schedule};
use super::{BLOCK, Midstates};
use crate::compression::Compression;
use crate::lanes::{Lanes, MOST_LANES, PaddedBlock, Work};
use crate::{Column, Digest};

/// The MACs of all values of `input`, appended to `out`.
pub(super) struct MacColumn<'a, C> {
    pub(super) key: &'a Midstates<C>,
    pub(super) input: Column<'a>,
    pub(super) out: &'a mut Vec<Digest>,
}

impl<C: Compression> Work for MacColumn<'_, C> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let first = self.out.len();
        self.out.resize(first + self.input.len(), [0; 32]);
        let group = Group { lanes, key: self.key };
        let mut schedule = Schedule::new();
        let outs = self.out.get_mut(first..).unwrap_or_default();
        for (batch, outs) in outs.chunks_mut(BATCH).enumerate() {
            let start = batch * BATCH;
            schedule.order(self.input, start..start + outs.len());
            for rows in schedule.rows().chunks(L::COUNT) {
                let mut values = [&[][..]; MOST_LANES];
                for (value, &row) in values.iter_mut().zip(rows) {
                    *value = self.input.get(start + usize::from(row)).unwrap_or_default();
                }
                let macs = group.macs(&values);
                for (mac, &row) in macs.iter().zip(rows) {
                    if let Some(out) = outs.get_mut(usize::from(row)) {
                        *out = *mac;
                    }
                }
            }
        }
    }
}

/// A key before as many values as there are lanes.
struct Group<'a, L, C> {
    lanes: L,
    key: &'a Midstates<C>,
}

impl<L: Lanes, C: Compression> Group<'_, L, C> {
    /// The MACs of `values`, those of them that have a lane.
    #[inline(always)]
    fn macs(&self, values: &[&[u8]; MOST_LANES]) -> [Digest; MOST_LANES] {
        let l = self.lanes;
        let counts = values.map(|value| PaddedBlock::count(value.len()));
        let mut state = self.key.inner.map(|word| l.splat(word));
        for index in 0..counts.into_iter().max().unwrap_or(0) {
            let active = (0..L::COUNT).fold(0, |lanes, lane| lanes | u32::from(index < counts[lane]) << lane);
            let block = l.load(|lane| PaddedBlock::of(values[lane], index, BLOCK));
            state = C::compress_lanes(l, state, block, l.mask(active));
        }
        let outer = self.key.outer.map(|word| l.splat(word));
        let [a, b, c, d, e, f, g, h] = state;
        let (mark, zero, bits) = (l.splat(1 << 31), l.splat(0), l.splat(8 * (BLOCK as u32 + 32)));
        let block = [a, b, c, d, e, f, g, h, mark, zero, zero, zero, zero, zero, zero, bits];
        let mut digests = [[0; 32]; MOST_LANES];
        l.store(C::compress_lanes(l, outer, block, l.splat(u32::MAX)), &mut digests);
        digests
    }
}
