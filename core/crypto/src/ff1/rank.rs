//! FF1 on the integers below a bound, by cycle walking.

use std::sync::Arc;

use super::domain::FEWEST;
use super::feistel::{Direction, LANES, Lanes, Rounds};
use super::half::Short;
use super::head::{Head, Tweak};
use super::isa::Isa;
use super::reciprocal::Reciprocal;
use super::{Backend, Cipher, DomainTooSmall, RankError};

/// A permutation of the integers from 0 to `size - 1` for every context.
///
/// *Format.* Let r be the least integer with r^4 >= `size`, at most 65,536. An integer is written with 4 numerals of radix r, the
/// most significant first, and FF1 is applied to them, with the domain's tweak and behind it the 8 bytes of the context
/// (big-endian) as tweak, until the result is below `size` (cycle walking). As (r - 1)^4 < `size`, fewer than 1 + 5 / r
/// applications suffice on average: 1.05 for a domain of 10^6, nearer to 1 for larger ones.
///
/// *Timing.* The number of applications depends on the value, which is in the nature of cycle walking. FF1 leads outside from
/// any value with the same probability, so what the time reveals is a count drawn at random, unrelated to the value for
/// whoever does not have the key.
pub struct Ff1Ranks {
    cipher: Arc<Cipher>,
    backend: Backend,
    rounds: Rounds<Short>,
    square: Reciprocal,
    size: u64,
}

impl Ff1Ranks {
    pub(super) fn try_new(
        cipher: Arc<Cipher>,
        backend: Backend,
        size: u64,
        tweak: &[u8],
    ) -> Result<Self, DomainTooSmall> {
        if size < FEWEST {
            return Err(DomainTooSmall);
        }
        let radix = root(root(size));
        let square = radix * radix;
        let half_bytes = (u64::BITS - (square - 1).leading_zeros()).div_ceil(8);
        let rounds = Rounds {
            head: Head::new(&*cipher, radix as u32, 4, half_bytes, Tweak::WithContext(tweak)),
            half_bytes,
            reductions: [Short::new(square), Short::new(square)],
        };
        Ok(Self { cipher, backend, rounds, square: Reciprocal::new(square), size })
    }

    /// How many integers there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Replaces every rank by its image under the context of the same index.
    ///
    /// # Errors
    /// A rank is not below the size, or there is not one context per rank; nothing is changed then.
    pub fn encrypt(&self, contexts: &[u64], ranks: &mut [u64]) -> Result<(), RankError> {
        self.permute(Direction::Encrypt, contexts, ranks)
    }

    /// Replaces every rank by that of which it is the image under the context of the same index.
    ///
    /// # Errors
    /// A rank is not below the size, or there is not one context per rank; nothing is changed then.
    pub fn decrypt(&self, contexts: &[u64], ranks: &mut [u64]) -> Result<(), RankError> {
        self.permute(Direction::Decrypt, contexts, ranks)
    }

    fn permute(&self, direction: Direction, contexts: &[u64], ranks: &mut [u64]) -> Result<(), RankError> {
        if contexts.len() != ranks.len() {
            return Err(RankError::at(contexts.len().min(ranks.len())));
        }
        if let Some(index) = ranks.iter().position(|rank| *rank >= self.size) {
            return Err(RankError::at(index));
        }
        self.backend.walk(self, direction, contexts, ranks);
        Ok(())
    }

    /// Applies FF1 to every rank, then again to those that it led outside, as many together as there are.
    #[inline(always)]
    pub(super) fn walk<I: Isa>(&self, isa: I, direction: Direction, contexts: &[u64], ranks: &mut [u64]) {
        let mut lanes = Lanes::new();
        let mut outside = Vec::new();
        for (batch, (contexts, ranks)) in contexts.chunks(LANES).zip(ranks.chunks_mut(LANES)).enumerate() {
            self.apply(isa, direction, contexts, ranks, &mut lanes);
            let places = (batch * LANES..).zip(&*ranks);
            outside.extend(places.filter(|(_, rank)| **rank >= self.size).map(|(place, _)| place));
        }
        let mut gathered = [[0; LANES]; 2];
        while !outside.is_empty() {
            for places in outside.chunks(LANES) {
                let [near, walking] = gathered.each_mut().map(|values| &mut values[..places.len()]);
                for ((context, rank), place) in near.iter_mut().zip(&mut *walking).zip(places) {
                    (*context, *rank) = (contexts[*place], ranks[*place]);
                }
                self.apply(isa, direction, near, walking, &mut lanes);
                places.iter().zip(walking).for_each(|(place, rank)| ranks[*place] = *rank);
            }
            outside.retain(|place| ranks[*place] >= self.size);
        }
    }

    /// Applies FF1 once to at most [`LANES`] ranks.
    #[inline(always)]
    fn apply<I: Isa>(&self, isa: I, direction: Direction, contexts: &[u64], ranks: &mut [u64], lanes: &mut Lanes<u64>) {
        for ((a, b), rank) in lanes.a.iter_mut().zip(&mut lanes.b).zip(&*ranks) {
            (*a, *b) = self.square.divided::<I::Product>(*rank);
        }
        self.rounds.run(isa, &*self.cipher, direction, contexts, lanes);
        for ((rank, a), b) in ranks.iter_mut().zip(&lanes.a).zip(&lanes.b) {
            *rank = a.wrapping_mul(self.square.divisor()) + b;
        }
    }
}

/// The least integer whose square is not below `number`, which is at least 1.
fn root(number: u64) -> u64 {
    (number - 1).isqrt() + 1
}
