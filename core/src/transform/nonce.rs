//! Nonces that never repeat within a run.
//!
//! A nonce is `prefix (8) | counter (4, big endian)`. The prefix is drawn by HMAC-SM3 from the run's random seed, the
//! column's number and the epoch; counter and epoch are the lower and upper part of the ordinal of the value among those
//! that the run seals in that column. So a nonce depends on the seed and the ordinal alone: neither on batches nor on
//! threads. `SECURITY.md` gives the bound on collisions between runs.

use std::fmt;

use weimu_crypto::{Mac, MacKey, Nonce};

use crate::error::{ErrorKind, Result};
use crate::keys::canonical;

/// The randomness of one run.
#[derive(Clone, Copy)]
pub struct RunSeed([u8; 32]);

impl RunSeed {
    /// A seed that no other run has.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn random() -> Result<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| ErrorKind::Randomness)?;
        Ok(Self(seed))
    }

    /// The bytes, for [`Nonces::new`].
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for RunSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RunSeed")
    }
}

/// The nonces of one column in one run: they never repeat, and the same seed gives the same ones.
///
/// One of these serves everything that is encrypted in a column, over all batches and files of the run.
pub struct Nonces {
    seed: [u8; 32],
    column: u32,
    next: u64,
}

impl Nonces {
    /// Values that may be encrypted in one column of one run.
    pub const LIMIT: u64 = 1 << 40;

    /// The nonces of column number `column` in the run with this random `seed`.
    pub fn new(seed: &[u8; 32], column: u32) -> Self {
        Self { seed: *seed, column, next: 0 }
    }

    /// Sets the next `count` nonces aside.
    ///
    /// # Errors
    /// [`ErrorKind::SealLimit`] before a nonce could repeat; none is then set aside.
    pub fn reserve(&mut self, count: u64) -> Result<NonceRange> {
        let end = self.next.checked_add(count).filter(|&end| end <= Self::LIMIT).ok_or(ErrorKind::SealLimit)?;
        let range = NonceRange { seed: self.seed, column: self.column, next: self.next, count };
        self.next = end;
        Ok(range)
    }
}

impl fmt::Debug for Nonces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nonces").field("column", &self.column).field("next", &self.next).finish_non_exhaustive()
    }
}

/// Nonces that belong to consecutive values. A copy stands for the same nonces, so each range goes to one slice of values.
#[derive(Clone, Copy)]
pub struct NonceRange {
    seed: [u8; 32],
    column: u32,
    next: u64,
    count: u64,
}

impl NonceRange {
    /// For operations that draw none.
    pub const NONE: Self = Self { seed: [0; 32], column: 0, next: 0, count: 0 };

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The first `count` of them, or all if there are fewer, and the rest.
    #[must_use]
    pub fn split_at(self, count: u64) -> (Self, Self) {
        let first = count.min(self.count);
        (Self { count: first, ..self }, Self { next: self.next + first, count: self.count - first, ..self })
    }

    /// All but the first `count`.
    #[must_use]
    pub fn skip(self, count: u64) -> Self {
        self.split_at(count).1
    }

    /// The nonces themselves, in order.
    pub(super) fn draw(self) -> Draw {
        Draw { prefixes: MacKey::new(Mac::HmacSm3, &self.seed), range: self, prefix: None }
    }
}

impl fmt::Debug for NonceRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = self.next..self.next + self.count;
        f.debug_struct("NonceRange").field("column", &self.column).field("values", &values).finish_non_exhaustive()
    }
}

/// The nonces of a range, one after the other.
pub(super) struct Draw {
    prefixes: MacKey,
    range: NonceRange,
    prefix: Option<(u32, [u8; 8])>,
}

impl Draw {
    /// Appends the next `count` nonces, or those that are left if there are fewer.
    pub(super) fn take(&mut self, count: usize, out: &mut Vec<Nonce>) {
        let (mut taken, rest) = self.range.split_at(count as u64);
        self.range = rest;
        while !taken.is_empty() {
            // An ordinal is below `Nonces::LIMIT`, so both parts fit.
            let (epoch, counter) = ((taken.next >> 32) as u32, taken.next as u32);
            let (of_epoch, after) = taken.split_at((1 << 32) - u64::from(counter));
            taken = after;
            let [p0, p1, p2, p3, p4, p5, p6, p7] = self.prefix(epoch);
            out.extend((0..of_epoch.len()).map(|index| {
                let [c0, c1, c2, c3] = counter.wrapping_add(index as u32).to_be_bytes();
                [p0, p1, p2, p3, p4, p5, p6, p7, c0, c1, c2, c3]
            }));
        }
    }

    fn prefix(&mut self, epoch: u32) -> [u8; 8] {
        if let Some((of, prefix)) = self.prefix
            && of == epoch
        {
            return prefix;
        }
        let message = canonical(&[PREFIX_1, &self.range.column.to_be_bytes(), &epoch.to_be_bytes()]);
        let [p0, p1, p2, p3, p4, p5, p6, p7, ..] = self.prefixes.mac(&message);
        let prefix = [p0, p1, p2, p3, p4, p5, p6, p7];
        self.prefix = Some((epoch, prefix));
        prefix
    }
}

const PREFIX_1: &[u8] = b"weimu nonce prefix 1";

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn drawn(range: NonceRange) -> Vec<Nonce> {
        let mut nonces = Vec::new();
        range.draw().take(usize::MAX, &mut nonces);
        nonces
    }

    fn reserve(nonces: &mut Nonces, count: u64) -> NonceRange {
        nonces.reserve(count).expect("within the limit")
    }

    #[test]
    fn a_nonce_is_a_prefix_and_a_counter() {
        let mut nonces = Nonces::new(&[3; 32], 5);
        let message = canonical(&[b"weimu nonce prefix 1", &[0, 0, 0, 5], &[0, 0, 0, 0]]);
        let prefix = &MacKey::new(Mac::HmacSm3, &[3; 32]).mac(&message)[..8];
        let drawn = drawn(reserve(&mut nonces, 300));
        assert_eq!(drawn[0], [prefix, &[0, 0, 0, 0]].concat()[..]);
        assert_eq!(drawn[299], [prefix, &[0, 0, 1, 43]].concat()[..]);
    }

    #[test]
    fn a_new_epoch_has_another_prefix_and_counts_anew() {
        let mut nonces = Nonces { next: (1 << 32) - 1, ..Nonces::new(&[3; 32], 0) };
        let drawn = drawn(reserve(&mut nonces, 2));
        assert_eq!((&drawn[0][8..], &drawn[1][8..]), (&[0xff; 4][..], &[0; 4][..]));
        assert_ne!(drawn[0][..8], drawn[1][..8]);
    }

    #[test]
    fn nonces_differ_within_a_run_and_between_runs_and_columns() {
        let mut all = HashSet::new();
        for seed in [[1; 32], [2; 32]] {
            for column in [0, 1, u32::MAX] {
                let mut nonces = Nonces::new(&seed, column);
                for count in [1, 1_000, 0, 10_000] {
                    all.extend(drawn(reserve(&mut nonces, count)));
                }
            }
        }
        assert_eq!(all.len(), 2 * 3 * 11_001);
        let seeds = [(); 2].map(|()| *RunSeed::random().expect("randomness").bytes());
        assert_ne!(seeds[0], seeds[1]);
    }

    #[test]
    fn the_limit_is_kept() {
        let mut nonces = Nonces::new(&[0; 32], 0);
        assert_eq!(reserve(&mut nonces, Nonces::LIMIT - 1).len(), Nonces::LIMIT - 1);
        for count in [2, u64::MAX] {
            assert_eq!(*nonces.reserve(count).expect_err("past the limit").kind(), ErrorKind::SealLimit);
        }
        assert_eq!(drawn(reserve(&mut nonces, 1)).len(), 1);
        assert_eq!(*nonces.reserve(1).expect_err("past the limit").kind(), ErrorKind::SealLimit);
        assert!(reserve(&mut nonces, 0).is_empty() && drawn(NonceRange::NONE).is_empty());
    }

    #[test]
    fn debug_shows_no_seed() {
        let mut nonces = Nonces::new(&[0xee; 32], 5);
        let shown = format!("{:?} {nonces:?} {:?}", RunSeed([0xee; 32]), reserve(&mut nonces, 7));
        assert!(!shown.contains("238"), "{shown}");
    }

    proptest! {
        #[test]
        fn splitting_changes_no_nonce(count in 0_u64..500, at in 0_u64..600, next in prop::sample::select(vec![0, (1 << 32) - 250])) {
            let whole = reserve(&mut Nonces { next, ..Nonces::new(&[9; 32], 1) }, count);
            let (first, rest) = whole.split_at(at);
            prop_assert_eq!(first.len() + rest.len(), count);
            prop_assert_eq!([drawn(first), drawn(rest)].concat(), drawn(whole));
            prop_assert_eq!(drawn(whole.skip(at)), drawn(rest));
        }
    }
}
