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
        let group = Group { lanes, key: self.key };
        let (mut schedule, mut values) = (Schedule::new(), Values::default());
        let mut start = 0;
        self.out.reserve(self.input.len());
        while start < self.input.len() {
            let batch = start..self.input.len().min(start + BATCH);
            schedule.order(self.input, batch.clone());
            let done = self.out.len();
            self.out.resize(done + batch.len(), [0; 32]);
            let outs = self.out.get_mut(done..).unwrap_or_default();
            for rows in schedule.rows().chunks(L::COUNT) {
                if rows.len() < C::LEAST_LANES {
                    for &row in rows {
                        let value = self.input.get(start + usize::from(row)).unwrap_or_default();
                        if let Some(out) = outs.get_mut(usize::from(row)) {
                            *out = self.key.mac(value);
                        }
                    }
                    continue;
                }
                let most_blocks = values.take(self.input, start, rows);
                let macs = group.macs(&mut values, most_blocks);
                for (mac, &row) in macs.iter().zip(rows) {
                    if let Some(out) = outs.get_mut(usize::from(row)) {
                        *out = *mac;
                    }
                }
            }
            start = batch.end;
        }
    }
}

/// One value per lane, and one block of each. It is filled in place by functions that are kept out of the vector code,
/// where the compiler would turn them into gathers and copies that cost a quarter of the whole.
#[derive(Default)]
struct Values<'a> {
    values: [&'a [u8]; MOST_LANES],
    /// How many blocks each has.
    counts: [u32; MOST_LANES],
    /// The length in bits that each ends with, as two words.
    bits: [[u32; MOST_LANES]; 2],
    blocks: [PaddedBlock<'a>; MOST_LANES],
}

impl<'a> Values<'a> {
    /// Takes the values at `rows` behind `start`; lanes that get none repeat the first. Says how many blocks the last has.
    #[inline(never)]
    fn take(&mut self, input: Column<'a>, start: usize, rows: &[u16]) -> u32 {
        let value = |row: &u16| input.get(start + usize::from(*row)).unwrap_or_default();
        self.values.iter_mut().zip(rows).for_each(|(lane, row)| *lane = value(row));
        let first = self.values[0];
        self.values.iter_mut().skip(rows.len()).for_each(|lane| *lane = first);
        for (lane, value) in self.values.iter().enumerate() {
            let bits = 8 * (BLOCK as u64 + value.len() as u64);
            self.bits[0][lane] = (bits >> 32) as u32;
            self.bits[1][lane] = bits as u32;
            self.counts[lane] = u32::try_from(PaddedBlock::count(value.len())).unwrap_or(u32::MAX);
        }
        rows.len().checked_sub(1).and_then(|last| self.counts.get(last)).copied().unwrap_or(0)
    }

    /// Goes to block `index` of every value.
    #[inline(never)]
    fn go_to(&mut self, index: u32) {
        for (block, value) in self.blocks.iter_mut().zip(self.values) {
            *block = PaddedBlock::of(value, index as usize);
        }
    }
}

/// A key before as many values as there are lanes.
struct Group<'a, L, C> {
    lanes: L,
    key: &'a Midstates<C>,
}

impl<L: Lanes, C: Compression> Group<'_, L, C> {
    /// The MACs of `values`, those of them that have a lane, when none of these has more than `most_blocks`.
    #[inline(always)]
    fn macs(&self, values: &mut Values<'_>, most_blocks: u32) -> [Digest; MOST_LANES] {
        let l = self.lanes;
        let (counts, bits) = (l.words(&values.counts), values.bits.each_ref().map(|bits| l.words(bits)));
        let mut active = l.splat(u32::MAX);
        let mut state = self.key.inner.map(|word| l.splat(word));
        for index in 0..most_blocks {
            values.go_to(index);
            let mut block = l.load(&values.blocks);
            let last = l.equal(counts, l.splat(index + 1));
            block[14] = l.xor(block[14], l.and(bits[0], last));
            block[15] = l.xor(block[15], l.and(bits[1], last));
            state = C::compress_lanes(l, state, block, active);
            active = l.xor(active, last);
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
