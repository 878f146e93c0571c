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
        let (mut schedule, mut values) = (Schedule::new(), Values::default());
        let mut start = 0;
        self.out.reserve(self.input.len());
        while start < self.input.len() {
            let rows = start..self.input.len().min(start + BATCH);
            schedule.order(self.input, rows.clone());
            let done = self.out.len();
            self.out.resize(done + rows.len(), [0; 32]);
            let out = self.out.get_mut(done..).unwrap_or_default();
            let length_of_all = schedule.length_of_all();
            let batch = Batch { lanes, key: self.key, input: self.input, start, length_of_all };
            let (together, alone) = schedule.rows().split_at(rows.len() - left_over::<L, C>(rows.len()));
            batch.side_by_side(together, &mut values, out);
            batch.one_by_one(alone, out);
            start = rows.end;
        }
    }
}

/// How many of `count` values are too few for the lanes.
fn left_over<L: Lanes, C: Compression>(count: usize) -> usize {
    if L::COUNT < C::LEAST_LANES {
        return count;
    }
    let over = count % L::COUNT;
    if over < C::LEAST_LANES { over } else { 0 }
}

/// Some values of a column: `rows` and `out` count from their `start`.
struct Batch<'a, L, C> {
    lanes: L,
    key: &'a Midstates<C>,
    input: Column<'a>,
    start: usize,
    /// The length that all have, if it is the same.
    length_of_all: Option<usize>,
}

/// As many values as there are lanes, or fewer, ready to be hashed.
struct Group<'r, W> {
    rows: &'r [u16],
    most_blocks: u32,
    first_block: [W; 16],
}

impl<'a, L: Lanes, C: Compression> Batch<'a, L, C> {
    fn one_by_one(&self, rows: &[u16], out: &mut [Digest]) {
        for &row in rows {
            if let (Some(value), Some(out)) =
                (self.input.get(self.start + usize::from(row)), out.get_mut(usize::from(row)))
            {
                *out = self.key.mac(value);
            }
        }
    }

    /// The next group is begun before the outer hashes of the one at hand, which need nothing from memory: a processor
    /// does both at once (Zen 4, AVX-512, 18 bytes: 40.6 ns a value instead of 41.6).
    #[inline(always)]
    fn side_by_side(&self, rows: &[u16], values: &mut Values<'a>, out: &mut [Digest]) {
        let mut groups = rows.chunks(L::COUNT);
        let mut next = groups.next().map(|rows| self.begin(rows, values));
        while let Some(group) = next {
            let inner = self.inner(&group, values);
            next = groups.next().map(|rows| self.begin(rows, values));
            for (mac, &row) in self.outer(inner).iter().zip(group.rows) {
                if let Some(out) = out.get_mut(usize::from(row)) {
                    *out = *mac;
                }
            }
        }
    }

    #[inline(always)]
    fn begin<'r>(&self, rows: &'r [u16], values: &mut Values<'a>) -> Group<'r, L::Word> {
        let most_blocks = values.take(self.input, self.start, rows, self.length_of_all);
        Group { rows, most_blocks, first_block: self.lanes.load(&values.blocks) }
    }

    /// The inner hashes of the values of `group`, which `values` has.
    #[inline(always)]
    fn inner(&self, group: &Group<'_, L::Word>, values: &mut Values<'_>) -> [L::Word; 8] {
        let l = self.lanes;
        let (counts, bits) = (l.words(&values.counts), values.bits.each_ref().map(|bits| l.words(bits)));
        let mut active = l.splat(u32::MAX);
        let mut state = self.key.inner.map(|word| l.splat(word));
        let mut block = group.first_block;
        let mut index = 1;
        loop {
            let last = l.equal(counts, l.splat(index));
            block[14] = l.xor(block[14], l.and(bits[0], last));
            block[15] = l.xor(block[15], l.and(bits[1], last));
            state = C::compress_lanes(l, state, block, active);
            if index >= group.most_blocks {
                return state;
            }
            active = l.xor(active, last);
            values.go_to(index);
            block = l.load(&values.blocks);
            index += 1;
        }
    }

    /// The outer hashes behind inner ones.
    #[inline(always)]
    fn outer(&self, inner: [L::Word; 8]) -> [Digest; MOST_LANES] {
        let l = self.lanes;
        let state = self.key.outer.map(|word| l.splat(word));
        let [a, b, c, d, e, f, g, h] = inner;
        let (mark, zero, bits) = (l.splat(1 << 31), l.splat(0), l.splat(8 * (BLOCK as u32 + 32)));
        let block = [a, b, c, d, e, f, g, h, mark, zero, zero, zero, zero, zero, zero, bits];
        let mut digests = [[0; 32]; MOST_LANES];
        l.store(C::compress_lanes(l, state, block, l.splat(u32::MAX)), &mut digests);
        digests
    }
}

/// One value per lane, and one block of each. It is filled in place by functions that are kept out of the vector code,
/// where the compiler would turn them into gathers and copies that cost a quarter of the whole.
#[derive(Default)]
struct Values<'a> {
    values: [&'a [u8]; MOST_LANES],
    /// How many blocks each has; 2^32 of them would be 256 GiB.
    counts: [u32; MOST_LANES],
    /// The length in bits that each ends with, as two words.
    bits: [[u32; MOST_LANES]; 2],
    blocks: [PaddedBlock<'a>; MOST_LANES],
    /// The length that the counts and bits of every lane are for, if all values had the same.
    counted: Option<usize>,
}

impl<'a> Values<'a> {
    /// Takes the values at `rows` behind `start` and goes to their first blocks; lanes that get none repeat the first.
    /// Says how many blocks the last has. `alike` is the length of all, if it is known to be the same.
    #[inline(never)]
    fn take(&mut self, input: Column<'a>, start: usize, rows: &[u16], alike: Option<usize>) -> u32 {
        let value = |row: u16| input.get(start + usize::from(row)).unwrap_or_default();
        for ((lane, block), &row) in self.values.iter_mut().zip(&mut self.blocks).zip(rows) {
            *lane = value(row);
            *block = PaddedBlock::of(lane, 0);
        }
        let (first, block) = (self.values[0], self.blocks[0]);
        self.values.iter_mut().skip(rows.len()).for_each(|lane| *lane = first);
        self.blocks.iter_mut().skip(rows.len()).for_each(|lane| *lane = block);
        if alike.is_none() || alike != self.counted {
            for (lane, value) in self.values.iter().enumerate() {
                let bits = 8 * (BLOCK as u64 + value.len() as u64);
                self.bits[0][lane] = (bits >> 32) as u32;
                self.bits[1][lane] = bits as u32;
                self.counts[lane] = u32::try_from(PaddedBlock::count(value.len())).unwrap_or(u32::MAX);
            }
            self.counted = alike;
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
