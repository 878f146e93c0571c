//! Values of a numbered domain, block by block: rank, cipher, and back.

use weimu_crypto::{Ff1Key, Ff1Ranks};

use super::batch::{Batch, Direction};
use super::domain::{Domain, LONGEST, Place};
use crate::error::{ErrorKind, Result};

/// A domain with its ciphers.
pub(super) struct Ranked<D> {
    domain: D,
    /// By class; nothing for a class that is too small.
    ciphers: Vec<Option<Ff1Ranks>>,
}

/// The values of one block by class.
pub(super) struct RankedBatch<'a, D> {
    ranked: &'a Ranked<D>,
    lanes: Vec<Lane>,
    /// The class of each value, in order.
    classes: Vec<u8>,
    next: usize,
}

#[derive(Default)]
struct Lane {
    contexts: Vec<u64>,
    ranks: Vec<u64>,
    next: usize,
}

impl<D: Domain> Ranked<D> {
    pub(super) fn new(domain: D, key: &Ff1Key, tweak: &[u8]) -> Self {
        let cipher = |size| key.ranks(size, tweak).ok();
        Self { ciphers: domain.sizes().into_iter().map(cipher).collect(), domain }
    }

    pub(super) fn batch(&self) -> RankedBatch<'_, D> {
        let lanes = self.ciphers.iter().map(|_| Lane::default()).collect();
        RankedBatch { ranked: self, lanes, classes: Vec::new(), next: 0 }
    }

    pub(super) fn fits(&self, text: &str) -> bool {
        self.place(text).is_some()
    }

    #[inline]
    fn place(&self, text: &str) -> Option<Place> {
        let place = self.domain.rank(text)?;
        self.ciphers.get(place.class)?.is_some().then_some(place)
    }
}

impl<D: Domain> Batch for RankedBatch<'_, D> {
    fn clear(&mut self) {
        self.classes.clear();
        self.next = 0;
        for lane in &mut self.lanes {
            lane.contexts.clear();
            lane.ranks.clear();
            lane.next = 0;
        }
    }

    #[inline(always)]
    fn take(&mut self, text: &str) -> bool {
        let Some(place) = self.ranked.place(text) else { return false };
        let Some(lane) = self.lanes.get_mut(place.class) else { return false };
        lane.contexts.push(place.context);
        lane.ranks.push(place.rank);
        self.classes.push(place.class as u8);
        true
    }

    fn run(&mut self, direction: Direction) -> Result<()> {
        for (lane, cipher) in self.lanes.iter_mut().zip(&self.ranked.ciphers) {
            let Some(cipher) = cipher.as_ref().filter(|_| !lane.ranks.is_empty()) else { continue };
            let done = match direction {
                Direction::Encrypt => cipher.encrypt(&lane.contexts, &mut lane.ranks),
                Direction::Decrypt => cipher.decrypt(&lane.contexts, &mut lane.ranks),
            };
            done.map_err(|_| ErrorKind::Internal { invariant: "a rank is below the size of its class" })?;
        }
        Ok(())
    }

    fn overwrite(&mut self, values: &mut [u8], ends: impl Iterator<Item = usize>) -> bool {
        let mut start = 0;
        for end in ends {
            let (Some(place), Some(value)) = (self.next_place(), values.get_mut(start..end)) else { return false };
            self.ranked.domain.put(place, value);
            start = end;
        }
        true
    }

    #[inline]
    fn write(&mut self, text: &str, write: impl FnOnce(&str)) -> bool {
        let mut bytes = [0; LONGEST];
        let (Some(place), Some(bytes)) = (self.next_place(), bytes.get_mut(..text.len())) else { return false };
        bytes.copy_from_slice(text.as_bytes());
        self.ranked.domain.put(place, bytes);
        let Ok(result) = std::str::from_utf8(bytes) else { return false };
        write(result);
        true
    }
}

impl<D: Domain> RankedBatch<'_, D> {
    #[inline]
    fn next_place(&mut self) -> Option<Place> {
        let class = *self.classes.get(self.next)?;
        let lane = self.lanes.get_mut(usize::from(class))?;
        let (context, rank) = (*lane.contexts.get(lane.next)?, *lane.ranks.get(lane.next)?);
        lane.next += 1;
        self.next += 1;
        Some(Place { class: class.into(), context, rank })
    }
}
