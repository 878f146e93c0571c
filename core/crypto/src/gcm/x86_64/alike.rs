//! Values of one length with AVX-512, in groups of four: what depends on the length alone is computed once, and addresses
//! are counted on instead of looked up.
#![allow(unsafe_code, reason = "loads and stores")]

use std::arch::x86_64::*;

use crate::AeadKey;
use crate::ahead::ask_ahead;
use crate::batch::{Batch, CHUNK, blocks_of, mask};
use crate::cipher::Block;
use crate::column::Appended;
use crate::gcm::Nonce;
use crate::gcm::batch::{Absorbed, alike, count_of};
use crate::gcm::x86_64::quarters::{of_quarters, quarters_of, transposed};
use crate::ghash::x86_64::vpclmulqdq::{LANES, Powers, Unreduced, of_numbers, reversed};

/// The values at the front of a batch that go in groups of [`LANES`]. Their places and streams were found to be there.
pub(super) struct Alike {
    count: usize,
    /// Bytes of a text; no more than [`CHUNK`].
    length: usize,
    texts: Spaced<*const u8>,
    places: Spaced<*mut u8>,
    keys: Spaced<*const u8>,
    /// What the tags are masked with, back to back.
    masks: *const u8,
    digest: Digest,
}

/// Where the first of many is, and how far it is from each to the next, in bytes.
#[derive(Clone, Copy)]
struct Spaced<P> {
    first: P,
    stride: usize,
}

impl<P> Spaced<P> {
    /// How far the one at `index` is from the first.
    #[inline(always)]
    fn at(&self, index: usize) -> usize {
        self.stride * index
    }
}

/// What depends on nothing but the length of a text and the associated data.
struct Digest {
    absorbed: __m512i,
    /// What each block of a text is multiplied by.
    powers: [__m512i; LANES],
    /// The products of the blocks of lengths.
    ends: Unreduced,
}

impl Alike {
    /// The values that begin `batch`, each with a text behind `overhead` bytes, for which `out` has the places.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    pub(super) fn new(
        powers: &Powers,
        batch: Batch<'_>,
        overhead: usize,
        aad: &Absorbed,
        stream: &[Block],
        out: &mut Appended<'_>,
    ) -> Option<Self> {
        let (count, value) = (alike(batch, overhead, LANES), batch.length_of_all()?);
        let (length, added) = (value.checked_sub(overhead)?, if overhead == 0 { AeadKey::OVERHEAD } else { 0 });
        let stride = out.stride.filter(|_| count > 0)?;
        assert!(batch.reads_inside(overhead, count_of, stream.len()) && length <= CHUNK);
        assert!(out.has_places(count, length + added));
        let (masks, keys) = stream.split_at(batch.len());
        let before = if overhead == 0 { 0 } else { AeadKey::NONCE_LEN };
        let (text, place) = (batch.offsets()[0] + before, out.starts[0]);
        Some(Self {
            count,
            length,
            texts: Spaced { first: batch.bytes().as_ptr().wrapping_add(text), stride: value },
            places: Spaced { first: out.bytes.as_mut_ptr().wrapping_add(place), stride },
            keys: Spaced { first: keys.as_ptr().cast(), stride: size_of::<Block>() * blocks_of(length) },
            masks: masks.as_ptr().cast(),
            digest: Digest::new(powers, aad, length),
        })
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Writes `nonce | ciphertext | tag` for every value.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    pub(super) fn seal(&self, nonces: &[Nonce]) {
        assert!(nonces.len() >= self.count);
        match blocks_of(self.length) {
            0 | 1 => self.seal_blocks::<1>(nonces),
            2 => self.seal_blocks::<2>(nonces),
            _ => self.seal_blocks::<4>(nonces),
        }
    }

    /// Writes the text of every value after its tag was compared.
    ///
    /// # Errors
    /// The index of the first value whose tag differs.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    pub(super) fn open(&self) -> Result<(), usize> {
        match blocks_of(self.length) {
            0 | 1 => self.open_blocks::<1>(),
            2 => self.open_blocks::<2>(),
            _ => self.open_blocks::<4>(),
        }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    fn seal_blocks<const BLOCKS: usize>(&self, nonces: &[Nonce]) {
        for first in (0..self.count).step_by(LANES) {
            let mut pieces = [_mm512_setzero_si512(); LANES];
            let place = self.places.first.wrapping_add(self.places.at(first));
            for (lane, piece) in pieces.iter_mut().enumerate() {
                let place = place.wrapping_add(self.places.at(lane));
                // SAFETY: there is a nonce for every value.
                let nonce = unsafe { _mm_maskz_loadu_epi8(0x0fff, nonces.as_ptr().wrapping_add(first + lane).cast()) };
                // SAFETY: the place of the value has more than 16 bytes; what is behind the nonce is written later.
                unsafe { _mm_storeu_si128(place.cast(), nonce) };
                // SAFETY: the value is one of the batch.
                let text = unsafe { self.text::<BLOCKS>(first + lane) };
                // SAFETY: the value is one of the batch.
                *piece = unsafe { self.ciphered::<BLOCKS>(first + lane, text) };
                // SAFETY: the place of the value, and a piece behind it, are there.
                unsafe { store::<BLOCKS>(place.wrapping_add(AeadKey::NONCE_LEN), *piece) };
            }
            // SAFETY: the values are of the batch.
            let tags = quarters_of(unsafe { self.tags::<BLOCKS>(first, pieces) });
            let end = place.wrapping_add(AeadKey::NONCE_LEN + self.length);
            for (lane, tag) in tags.into_iter().enumerate() {
                // SAFETY: the place of the value ends with room for its tag.
                unsafe { _mm_storeu_si128(end.wrapping_add(self.places.at(lane)).cast(), tag) };
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    fn open_blocks<const BLOCKS: usize>(&self) -> Result<(), usize> {
        for first in (0..self.count).step_by(LANES) {
            let mut pieces = [_mm512_setzero_si512(); LANES];
            let mut claimed = [_mm_setzero_si128(); LANES];
            let end = self.texts.first.wrapping_add(self.texts.at(first) + self.length);
            for lane in 0..LANES {
                // SAFETY: the value is one of the batch.
                pieces[lane] = unsafe { self.text::<BLOCKS>(first + lane) };
                // SAFETY: behind the text is a tag.
                claimed[lane] = unsafe { _mm_loadu_si128(end.wrapping_add(self.texts.at(lane)).cast()) };
            }
            // SAFETY: the values are of the batch.
            let tags = unsafe { self.tags::<BLOCKS>(first, pieces) };
            let forged = _mm512_cmpneq_epi64_mask(tags, of_quarters(claimed));
            if forged != 0 {
                return Err(first + forged.trailing_zeros() as usize / 2);
            }
            for (lane, piece) in pieces.into_iter().enumerate() {
                // SAFETY: the value is one of the batch.
                let opened = unsafe { self.ciphered::<BLOCKS>(first + lane, piece) };
                let place = self.places.first.wrapping_add(self.places.at(first + lane));
                // SAFETY: the place of the text, and a piece behind it, are there.
                unsafe { store::<BLOCKS>(place, opened) };
            }
        }
        Ok(())
    }

    /// The text at `index`, and zeros.
    ///
    /// # Safety
    /// It is one of the batch.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    #[inline]
    unsafe fn text<const BLOCKS: usize>(&self, index: usize) -> __m512i {
        let text = self.texts.first.wrapping_add(self.texts.at(index));
        ask_ahead(text);
        // SAFETY: the mask ends with the text, which is there, as the caller says.
        unsafe { load::<BLOCKS>(text, mask(self.length)) }
    }

    /// The sum of a text, or of what it was sealed to, and the stream of the value at `index`.
    ///
    /// # Safety
    /// It is one of the batch.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    #[inline]
    unsafe fn ciphered<const BLOCKS: usize>(&self, index: usize, piece: __m512i) -> __m512i {
        let key = self.keys.first.wrapping_add(self.keys.at(index));
        // SAFETY: the stream of the value, and `ROOM` behind it, are there.
        let stream = unsafe { load::<BLOCKS>(key, u64::MAX) };
        _mm512_maskz_mov_epi8(mask(self.length), _mm512_xor_si512(piece, stream))
    }

    /// The tags of the values from `first` on, of which `sealed` are the texts.
    ///
    /// # Safety
    /// There are as many.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    #[inline]
    unsafe fn tags<const BLOCKS: usize>(&self, first: usize, sealed: [__m512i; LANES]) -> __m512i {
        // SAFETY: there is a mask for every value.
        let masks = unsafe { _mm512_loadu_si512(self.masks.wrapping_add(size_of::<Block>() * first).cast()) };
        _mm512_xor_si512(masks, self.digest.of::<BLOCKS>(sealed))
    }
}

impl Digest {
    #[target_feature(enable = "avx512f,vpclmulqdq")]
    fn new(powers: &Powers, aad: &Absorbed, length: usize) -> Self {
        let count = count_of(length);
        let mut ends = Unreduced::zero();
        ends.add_product(of_numbers([aad.lengths(length); LANES]), powers.everywhere(1));
        Self {
            absorbed: of_numbers([u128::from_be_bytes(aad.digest); LANES]),
            powers: std::array::from_fn(|block| powers.everywhere(count.saturating_sub(block).max(1))),
            ends,
        }
    }

    /// The digests of values with these sealed texts.
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,vpclmulqdq")]
    #[inline]
    fn of<const BLOCKS: usize>(&self, sealed: [__m512i; LANES]) -> __m512i {
        let [b0, b1, b2, b3] = blocks_in_turn::<BLOCKS>(sealed);
        let [p0, p1, p2, p3] = self.powers;
        let mut sum = self.ends;
        sum.add_product(_mm512_xor_si512(reversed(b0), self.absorbed), p0);
        if BLOCKS > 1 {
            sum.add_product(reversed(b1), p1);
        }
        if BLOCKS > 2 {
            sum.add_product(reversed(b2), p2);
            sum.add_product(reversed(b3), p3);
        }
        reversed(sum.reduced())
    }
}

/// The first blocks of four texts, the second ones, and so on; zeros where there are no more than `BLOCKS`.
#[target_feature(enable = "avx512f")]
#[inline]
fn blocks_in_turn<const BLOCKS: usize>(texts: [__m512i; LANES]) -> [__m512i; LANES] {
    let zero = _mm512_setzero_si512();
    match BLOCKS {
        1 => [of_quarters(texts.map(|text| _mm512_castsi512_si128(text))), zero, zero, zero],
        2 => {
            let [a, b, c, d] = texts.map(|text| _mm512_castsi512_si256(text));
            let ab = _mm512_inserti64x4::<1>(_mm512_castsi256_si512(a), b);
            let cd = _mm512_inserti64x4::<1>(_mm512_castsi256_si512(c), d);
            let even = _mm512_shuffle_i64x2::<0b10_00_10_00>(ab, cd);
            [even, _mm512_shuffle_i64x2::<0b11_01_11_01>(ab, cd), zero, zero]
        }
        _ => transposed(texts),
    }
}

/// The bytes of up to `BLOCKS` blocks that `mask` lets through, and zeros.
///
/// # Safety
/// They are there.
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
#[inline]
unsafe fn load<const BLOCKS: usize>(from: *const u8, mask: u64) -> __m512i {
    match BLOCKS {
        // SAFETY: the caller says that they are there.
        1 => _mm512_zextsi128_si512(unsafe { _mm_maskz_loadu_epi8(mask as u16, from.cast()) }),
        // SAFETY: the caller says that they are there.
        2 => _mm512_zextsi256_si512(unsafe { _mm256_maskz_loadu_epi8(mask as u32, from.cast()) }),
        // SAFETY: the caller says that they are there.
        _ => unsafe { _mm512_maskz_loadu_epi8(mask, from.cast()) },
    }
}

/// Writes `BLOCKS` blocks.
///
/// # Safety
/// There is room for them.
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
#[inline]
unsafe fn store<const BLOCKS: usize>(to: *mut u8, blocks: __m512i) {
    let (one, two) = (_mm512_castsi512_si128(blocks), _mm512_castsi512_si256(blocks));
    match BLOCKS {
        // SAFETY: the caller says that there is room.
        1 => unsafe { _mm_storeu_si128(to.cast(), one) },
        // SAFETY: the caller says that there is room.
        2 => unsafe { _mm256_storeu_si256(to.cast(), two) },
        // SAFETY: the caller says that there is room.
        _ => unsafe { _mm512_storeu_si512(to.cast(), blocks) },
    }
}
