//! FF1 on strings over an alphabet.

use std::sync::Arc;

use super::alphabet::Alphabet;
use super::domain::{Domain, HalfRounds};
use super::feistel::{Direction, LANES, Lanes, Reduction, Rounds};
use super::head::Tweak;
use super::isa::Isa;
use super::numeral::{self, Numerals};
use super::slot::Words;
use super::window::Window;
use super::{AlphabetError, Backend, Cipher, Ff1TextError};
use crate::{Column, ColumnBuf};

/// A permutation, for every context, of the strings of each length over an alphabet.
///
/// A string becomes one of the same length over the same characters. A character's numeral is its place in the alphabet; the
/// tweak is the domain's and behind it the 8 bytes of the context (big-endian). A length fits if there are at least 10^6
/// strings of it and the longer half, as a number, takes at most 12 bytes: 6 to 56 decimal digits.
///
/// Which lengths the values have is public, and so is the alphabet; time and memory accesses depend on nothing else.
pub struct Ff1Text {
    cipher: Arc<Cipher>,
    backend: Backend,
    alphabet: Alphabet,
    numerals: Numerals,
    /// By length.
    domains: Vec<Option<Domain>>,
}

/// Values converted and sorted together, so that they stay in the cache from step to step.
const WINDOW: usize = 4 * LANES;

/// The longest value: 192 binary digits, of which a half takes 12 bytes.
const MOST_NUMERALS: usize = 192;

impl Ff1Text {
    pub(super) fn try_new(
        cipher: Arc<Cipher>,
        backend: Backend,
        alphabet: &str,
        tweak: Tweak<'_>,
    ) -> Result<Self, AlphabetError> {
        let alphabet = Alphabet::try_new(alphabet)?;
        let radix = alphabet.radix();
        let fits = |numerals| Domain::try_new(&*cipher, radix, numerals, tweak);
        let domains = (0..=MOST_NUMERALS as u32).map(fits).collect();
        Ok(Self { cipher, backend, alphabet, numerals: Numerals::new(radix), domains })
    }

    /// Whether `value` can be enciphered: its characters are of the alphabet and its length fits.
    pub fn fits(&self, value: &[u8]) -> bool {
        self.domain(value.len()).is_some() && self.alphabet.contains_all(value)
    }

    /// Appends the ciphertext of every value of `input`, under the context of the same index.
    ///
    /// # Errors
    /// A value does not [fit](Self::fits), or there is not one context per value; `out` is then as it was.
    pub fn encrypt_column(&self, contexts: &[u64], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), Ff1TextError> {
        self.permute(Direction::Encrypt, contexts, input, out)
    }

    /// Appends the plaintext of every value of `input`, under the context of the same index.
    ///
    /// # Errors
    /// A value does not [fit](Self::fits), or there is not one context per value; `out` is then as it was.
    pub fn decrypt_column(&self, contexts: &[u64], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), Ff1TextError> {
        self.permute(Direction::Decrypt, contexts, input, out)
    }

    fn permute(
        &self,
        direction: Direction,
        contexts: &[u64],
        input: Column<'_>,
        out: &mut ColumnBuf,
    ) -> Result<(), Ff1TextError> {
        if contexts.len() != input.len() {
            return Err(Ff1TextError::at(contexts.len().min(input.len())));
        }
        let mark = out.mark();
        let (text, offsets) = out.extend_from_column(input);
        if self.backend.replace(self, direction, contexts, text, offsets) {
            return Ok(());
        }
        out.roll_back(mark);
        let strange = input.iter().position(|value| !self.fits(value));
        Err(Ff1TextError::at(strange.unwrap_or_default()))
    }

    /// Replaces the values of `text` between consecutive `offsets`. `false`, and nothing meaningful in `text`, if one does not fit.
    #[inline(always)]
    pub(super) fn replace<I: Isa>(
        &self,
        isa: I,
        direction: Direction,
        contexts: &[u64],
        text: &mut [u8],
        offsets: &[usize],
    ) -> bool {
        let mut lanes = Lanes::new();
        let mut words = Words::new();
        let mut window = Window::new(MOST_NUMERALS);
        for first in (0..contexts.len()).step_by(WINDOW) {
            let last = contexts.len().min(first + WINDOW);
            let bytes = offsets[first]..offsets[last];
            if !window.fill(&offsets[first..=last], &contexts[first..last])
                || !self.alphabet.to_numerals(&mut text[bytes.clone()])
            {
                return false;
            }
            for (length, starts, contexts) in window.of_equal_length() {
                let Some(domain) = self.domain(length) else { return false };
                for batch in starts.chunks(LANES).zip(contexts.chunks(LANES)) {
                    match &domain.rounds {
                        HalfRounds::Narrow(rounds) => {
                            self.run(isa, domain, rounds, direction, batch, text, &mut words, &mut lanes);
                        }
                        HalfRounds::Long(rounds) => {
                            self.run(isa, domain, rounds, direction, batch, text, &mut words, &mut Lanes::new());
                        }
                    }
                }
            }
            self.alphabet.to_characters(&mut text[bytes]);
        }
        true
    }

    #[inline(always)]
    fn run<I: Isa, H: numeral::Words, R: Reduction<H>>(
        &self,
        isa: I,
        domain: &Domain,
        rounds: &Rounds<R>,
        direction: Direction,
        (starts, contexts): (&[usize], &[u64]),
        text: &mut [u8],
        words: &mut Words,
        lanes: &mut Lanes<H>,
    ) {
        let (count, first) = (starts.len(), domain.a.words());
        let words = domain.slots.gathered(text, starts, words);
        let (words_a, words_b) = words.split_at_mut(first);
        self.numerals.read(domain.a, words_a, &mut lanes.a[..count]);
        self.numerals.read(domain.b, words_b, &mut lanes.b[..count]);
        rounds.run(isa, &*self.cipher, direction, contexts, lanes);
        self.numerals.write::<I::Product, H>(domain.a, &mut lanes.a[..count], words_a);
        self.numerals.write::<I::Product, H>(domain.b, &mut lanes.b[..count], words_b);
        domain.slots.scatter(text, starts, words);
    }

    fn domain(&self, length: usize) -> Option<&Domain> {
        self.domains.get(length)?.as_ref()
    }
}
