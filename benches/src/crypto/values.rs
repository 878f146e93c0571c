//! The values that are ciphered.

use weimu_crypto::{Column, Nonce};

use crate::random::SplitMix64;

/// Values per block, as in the transforms.
pub(super) const BLOCK: usize = 1024;
/// Values of one measurement.
pub(super) const COUNT: usize = 1_000_000;
/// Values that a rival gets.
pub(super) const RIVAL_COUNT: usize = 100_000;

/// Values of one length back to back, with a nonce each.
pub(super) struct Values {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
    nonces: Vec<Nonce>,
}

impl Values {
    /// `count` values of `length` digits.
    pub(super) fn of_digits(count: usize, length: usize) -> Self {
        let mut random = SplitMix64::new(7, length as u64);
        let bytes = (0..count * length).map(|_| b'0' + random.below(10) as u8).collect();
        Self::back_to_back(bytes, count, length)
    }

    /// `count` values of `length` bytes each, which lie in `bytes`.
    pub(super) fn back_to_back(bytes: Vec<u8>, count: usize, length: usize) -> Self {
        let nonce = |index: usize| {
            let [c0, c1, c2, c3] = (index as u32).to_be_bytes();
            [0x57, 0x45, 0x49, 0x4d, 0x55, 0, 0, 1, c0, c1, c2, c3]
        };
        let offsets = (0..=count).map(|index| index * length).collect();
        Self { bytes, offsets, nonces: (0..count).map(nonce).collect() }
    }

    /// The values in blocks, each with its nonces.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (Column<'_>, &[Nonce])> {
        (0..self.nonces.len()).step_by(BLOCK).map(|start| {
            let end = self.nonces.len().min(start + BLOCK);
            let column = Column::try_new(&self.bytes, &self.offsets[start..=end]).expect("offsets fit");
            (column, &self.nonces[start..end])
        })
    }

    /// The first `count` values, each with its nonce.
    pub(super) fn first(&self, count: usize) -> impl Iterator<Item = (&[u8], &Nonce)> {
        let values = self.offsets.windows(2).map(|ends| &self.bytes[ends[0]..ends[1]]);
        values.zip(&self.nonces).take(count)
    }
}
