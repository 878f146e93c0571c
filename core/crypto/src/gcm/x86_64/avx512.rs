//! The loops for AVX-512 with VPCLMULQDQ, four values side by side: texts are ciphered, digested and written in one pass.
//!
//! Values of one length and no more than 64 bytes have loops of their own in `alike`. Of others, the last 64 bytes of a text or
//! fewer are one vector, read under a mask; what is before them, its front, is ciphered and digested by itself. Each loop checks first, for the whole batch, that everything lies inside the slices; then it works on addresses.
#![allow(unsafe_code, reason = "loads, stores and calls into the target features")]

use std::arch::x86_64::*;
use std::ops::Range;

use weimu_cpu::{Avx512Vbmi, Vpclmulqdq};

use crate::AeadKey;
use crate::batch::{Batch, CHUNK, blocks_of, mask};
use crate::cipher::Block;
use crate::column::Appended;
use crate::gcm::Nonce;
use crate::gcm::batch::{Absorbed, Nonces, Passes, count_of};
use crate::gcm::x86_64::alike::Alike;
use crate::gcm::x86_64::counters::write_counters;
use crate::gcm::x86_64::quarters::{of_quarters, quarters_of, transposed};
use crate::ghash::x86_64::vpclmulqdq::{LANES, Powers, Unreduced, numbers_of, of_numbers, reversed};

/// The loops under a hash key.
pub(in crate::gcm) struct Avx512(Powers);

impl Avx512 {
    /// Those under the hash key `key`.
    pub(in crate::gcm) fn new(key: &Block, _: Avx512Vbmi, token: Vpclmulqdq) -> Self {
        Self(Powers::new(key, token))
    }
}

impl Passes for &Avx512 {
    fn write_counters(&self, batch: Batch<'_>, nonces: Nonces<'_>, stream: &mut [Block]) {
        // SAFETY: tokens of AVX-512 F, DQ, BW, VL and VPCLMULQDQ were given to the constructor.
        unsafe { write_counters(batch, nonces, stream) }
    }

    fn seal(&mut self, batch: Batch<'_>, aad: &Absorbed, nonces: &[Nonce], stream: &[Block], out: Appended<'_>) {
        // SAFETY: tokens of AVX-512 F, DQ, BW, VL and VPCLMULQDQ were given to the constructor.
        unsafe { seal(&self.0, batch, aad, nonces, stream, out) }
    }

    fn open(&mut self, batch: Batch<'_>, aad: &Absorbed, stream: &[Block], out: Appended<'_>) -> Result<(), usize> {
        // SAFETY: tokens of AVX-512 F, DQ, BW, VL and VPCLMULQDQ were given to the constructor.
        unsafe { open(&self.0, batch, aad, stream, out) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
fn seal(powers: &Powers, batch: Batch<'_>, aad: &Absorbed, nonces: &[Nonce], stream: &[Block], mut out: Appended<'_>) {
    assert!(nonces.len() == batch.len());
    let alike = Alike::new(powers, batch, 0, aad, stream, &mut out);
    let done = alike.map_or(0, |alike| {
        alike.seal(nonces);
        alike.len()
    });
    if done < batch.len() {
        Work::new(powers, batch, 0, aad, stream, &mut out).seal(nonces, done..batch.len());
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
fn open(
    powers: &Powers,
    batch: Batch<'_>,
    aad: &Absorbed,
    stream: &[Block],
    mut out: Appended<'_>,
) -> Result<(), usize> {
    let overhead = AeadKey::OVERHEAD;
    let alike = Alike::new(powers, batch, overhead, aad, stream, &mut out);
    let done = alike.map_or(Ok(0), |alike| alike.open().map(|()| alike.len()))?;
    if done < batch.len() {
        Work::new(powers, batch, overhead, aad, stream, &mut out).open(done..batch.len())?;
    }
    Ok(())
}

/// A batch whose places and stream were found to be there.
struct Work<'a, 'b> {
    powers: &'a Powers,
    aad: &'a Absorbed,
    batch: Batch<'a>,
    overhead: usize,
    masks: &'a [Block],
    /// Where the stream of the texts begins that are next.
    key: *const u8,
    out: &'a mut Appended<'b>,
}

impl<'a, 'b> Work<'a, 'b> {
    /// The work on `batch`, each value a text behind `overhead` bytes, for which `out` has the places.
    fn new(
        powers: &'a Powers,
        batch: Batch<'a>,
        overhead: usize,
        aad: &'a Absorbed,
        stream: &'a [Block],
        out: &'a mut Appended<'b>,
    ) -> Self {
        let added = if overhead == 0 { AeadKey::OVERHEAD } else { 0 };
        assert!(batch.reads_inside(overhead, count_of, stream.len()) && batch.writes_inside(overhead, added, out));
        let (masks, keys) = stream.split_at(batch.len());
        Self { powers, aad, batch, overhead, masks, key: keys.as_ptr().cast(), out }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    fn seal(&mut self, nonces: &[Nonce], values: Range<usize>) {
        self.pass_over(values.start);
        let absorbed = of_numbers([u128::from_be_bytes(self.aad.digest); LANES]);
        for first in values.step_by(LANES) {
            let shape = &self.shape(first);
            let group = self.group(first, shape);
            let mut pieces = [_mm512_setzero_si512(); LANES];
            for (lane, piece) in pieces.iter_mut().enumerate() {
                if lane < group.count {
                    let value = group.places[lane];
                    // SAFETY: there is a nonce for every value.
                    let nonce =
                        unsafe { _mm_maskz_loadu_epi8(0x0fff, nonces.as_ptr().wrapping_add(first + lane).cast()) };
                    // SAFETY: the place of the value has more than 16 bytes; what is behind the nonce is written later.
                    unsafe { _mm_storeu_si128(value.cast(), nonce) };
                    // SAFETY: the text is there.
                    let text = unsafe { shape.rest(lane, group.texts[lane]) };
                    // SAFETY: the text's blocks and `ROOM` behind them are there.
                    *piece = unsafe { shape.ciphered(lane, text, group.keys[lane]) };
                    let sealed = value.wrapping_add(AeadKey::NONCE_LEN + shape.fronts[lane]);
                    // SAFETY: the place of the value, and a piece behind it, are there.
                    unsafe { _mm512_storeu_si512(sealed.cast(), *piece) };
                }
            }
            let before = if shape.any_front { self.seal_fronts(shape, &group) } else { absorbed };
            let tags = quarters_of(self.tags(first, shape.digested(before, pieces)));
            for (lane, tag) in tags.into_iter().enumerate() {
                if lane < group.count {
                    let place = group.places[lane].wrapping_add(AeadKey::NONCE_LEN + shape.lengths[lane]);
                    // SAFETY: the place of the value ends with room for its tag.
                    unsafe { _mm_storeu_si128(place.cast(), tag) };
                }
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    fn open(&mut self, values: Range<usize>) -> Result<(), usize> {
        self.pass_over(values.start);
        let absorbed = of_numbers([u128::from_be_bytes(self.aad.digest); LANES]);
        for first in values.step_by(LANES) {
            let shape = &self.shape(first);
            let group = self.group(first, shape);
            let mut pieces = [_mm512_setzero_si512(); LANES];
            let mut claimed = [_mm_setzero_si128(); LANES];
            for lane in 0..LANES {
                if lane < group.count {
                    // SAFETY: the text is there.
                    pieces[lane] = unsafe { shape.rest(lane, group.texts[lane]) };
                    let tag = group.texts[lane].wrapping_add(shape.lengths[lane]);
                    // SAFETY: behind the text is a tag.
                    claimed[lane] = unsafe { _mm_loadu_si128(tag.cast()) };
                }
            }
            let before = if shape.any_front { self.digest_fronts(shape, group.texts) } else { absorbed };
            let tags = self.tags(first, shape.digested(before, pieces));
            let differ = u32::from(_mm512_cmpneq_epi64_mask(tags, of_quarters(claimed)));
            let forged = differ & ((1 << (2 * group.count)) - 1);
            if forged != 0 {
                return Err(first + forged.trailing_zeros() as usize / 2);
            }
            for (lane, piece) in pieces.into_iter().enumerate() {
                if lane < group.count {
                    // SAFETY: the text's blocks and `ROOM` behind them are there.
                    let opened = unsafe { shape.ciphered(lane, piece, group.keys[lane]) };
                    let place = group.places[lane].wrapping_add(shape.fronts[lane]);
                    // SAFETY: the place of the text, and a piece behind it, are there.
                    unsafe { _mm512_storeu_si512(place.cast(), opened) };
                }
            }
            if shape.any_front {
                cipher_fronts(shape, &group, group.places);
            }
        }
        Ok(())
    }

    /// Goes to the stream behind those of the first `count` texts.
    fn pass_over(&mut self, count: usize) {
        let blocks: usize = self.batch.lengths().take(count).map(|length| blocks_of(length - self.overhead)).sum();
        self.key = self.key.wrapping_add(size_of::<Block>() * blocks);
    }

    /// The shape of the values from `first` on.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    #[inline]
    fn shape(&self, first: usize) -> Shape {
        let [a, b, c, d, e] = ends_from(self.batch.offsets(), first);
        let lengths = [b - a, c - b, d - c, e - d].map(|length| length.saturating_sub(self.overhead));
        Shape::new(self.powers, self.aad, lengths)
    }

    /// The values from `first` on, which have this shape.
    #[inline(always)]
    fn group(&mut self, first: usize, shape: &Shape) -> Group {
        let [a, b, c, d, _] = ends_from(self.batch.offsets(), first);
        let [p, q, r, s, _] = ends_from(self.out.starts, first);
        let before = if self.overhead == 0 { 0 } else { AeadKey::NONCE_LEN };
        let (texts, places) = (self.batch.bytes().as_ptr().wrapping_add(before), self.out.bytes.as_mut_ptr());
        let key = self.key;
        self.key = key.wrapping_add(shape.all_keys);
        Group {
            count: LANES.min(self.batch.len() - first),
            texts: [a, b, c, d].map(|start| texts.wrapping_add(start)),
            keys: shape.keys.map(|start| key.wrapping_add(start)),
            places: [p, q, r, s].map(|start| places.wrapping_add(start)),
        }
    }

    /// Writes the fronts of texts to be sealed; gives the digests of associated data and fronts.
    #[target_feature(enable = "avx512f,avx512bw,vpclmulqdq")]
    #[inline(never)]
    fn seal_fronts(&self, shape: &Shape, group: &Group) -> __m512i {
        let sealed = group.places.map(|place| place.wrapping_add(AeadKey::NONCE_LEN));
        cipher_fronts(shape, group, sealed);
        self.digest_fronts(shape, sealed.map(<*mut u8>::cast_const))
    }

    /// The digests of associated data and the fronts of sealed texts.
    #[target_feature(enable = "avx512f,avx512bw,vpclmulqdq")]
    #[inline(never)]
    fn digest_fronts(&self, shape: &Shape, sealed: [*const u8; LANES]) -> __m512i {
        let mut digests = [0; LANES];
        for ((digest, text), front) in digests.iter_mut().zip(sealed).zip(shape.fronts) {
            // SAFETY: the front of the text is there.
            *digest = unsafe { digest_front(self.powers, self.aad, text, front) };
        }
        of_numbers(digests)
    }

    /// The tags of four values with these digests.
    #[target_feature(enable = "avx512f")]
    #[inline]
    fn tags(&self, first: usize, digests: __m512i) -> __m512i {
        // SAFETY: there is a mask for every value, and `ROOM` behind them.
        let masks = unsafe { _mm512_loadu_si512(self.masks.as_ptr().wrapping_add(first).cast()) };
        _mm512_xor_si512(masks, digests)
    }
}

/// Up to four values of a batch.
struct Group {
    count: usize,
    /// Where their texts begin.
    texts: [*const u8; LANES],
    /// Where their streams begin.
    keys: [*const u8; LANES],
    /// Where what is written of them begins.
    places: [*mut u8; LANES],
}

/// The ends from `first` on; the last again where there are not as many.
#[inline(always)]
fn ends_from(ends: &[usize], first: usize) -> [usize; LANES + 1] {
    match ends[first..].first_chunk() {
        Some(ends) => *ends,
        None => std::array::from_fn(|index| ends[(first + index).min(ends.len() - 1)]),
    }
}

/// What depends on nothing of four values but the lengths of their texts.
struct Shape {
    /// Zero for a value that is not there.
    lengths: [usize; LANES],
    /// Bytes before the last vector.
    fronts: [usize; LANES],
    /// Which bytes of the last vector are the text's.
    kept: [u64; LANES],
    any_front: bool,
    /// Where the stream of each text begins, and where that of the next four, in bytes.
    keys: [usize; LANES],
    all_keys: usize,
    /// The most blocks of a last vector.
    most: usize,
    /// What each block of the last vectors is multiplied by, and the products of the blocks of lengths.
    powers: [__m512i; LANES],
    ends: Unreduced,
}

impl Shape {
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    #[inline]
    fn new(powers: &Powers, aad: &Absorbed, lengths: [usize; LANES]) -> Self {
        let fronts = lengths.map(|length| length.saturating_sub(1) / CHUNK * CHUNK);
        let rests: [usize; LANES] = std::array::from_fn(|lane| lengths[lane] - fronts[lane]);
        let [a, b, c, d] = rests.map(|rest| powers.down_from(count_of(rest)));
        let mut all_keys = 0;
        let keys = lengths.map(|length| {
            let start = all_keys;
            all_keys += 16 * blocks_of(length);
            start
        });
        let mut ends = Unreduced::zero();
        let [l0, l1, l2, l3] = lengths.map(|length| 8 * length as i64);
        let bits = aad.bits as i64;
        ends.add_product(_mm512_set_epi64(bits, l3, bits, l2, bits, l1, bits, l0), powers.everywhere(1));
        Self {
            lengths,
            fronts,
            kept: rests.map(mask),
            any_front: fronts != [0; LANES],
            keys,
            all_keys,
            most: rests.map(blocks_of).into_iter().fold(0, usize::max),
            powers: transposed([a, b, c, d]),
            ends,
        }
    }

    /// The last vector of the text in a lane, of which the address is given.
    ///
    /// # Safety
    /// The text is there.
    #[target_feature(enable = "avx512f,avx512bw")]
    #[inline]
    unsafe fn rest(&self, lane: usize, text: *const u8) -> __m512i {
        // SAFETY: the mask ends with the text, and that is there, says the caller.
        unsafe { _mm512_maskz_loadu_epi8(self.kept[lane], text.wrapping_add(self.fronts[lane]).cast()) }
    }

    /// The sum of the last vector of the text in a lane and of its stream, which begins at `key`.
    ///
    /// # Safety
    /// The stream is there, and [`ROOM`] behind it.
    #[target_feature(enable = "avx512f,avx512bw")]
    #[inline]
    unsafe fn ciphered(&self, lane: usize, piece: __m512i, key: *const u8) -> __m512i {
        // SAFETY: the caller says that it is there.
        let stream = unsafe { _mm512_loadu_si512(key.wrapping_add(self.fronts[lane]).cast()) };
        _mm512_maskz_mov_epi8(self.kept[lane], _mm512_xor_si512(piece, stream))
    }

    /// The digests of values of which `pieces` are the last vectors and `before` what was digested before.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq")]
    #[inline]
    fn digested(&self, before: __m512i, pieces: [__m512i; LANES]) -> __m512i {
        let [p0, p1, p2, p3] = self.powers;
        let [b0, b1, b2, b3] = transposed(pieces);
        let mut sum = self.ends;
        sum.add_product(_mm512_xor_si512(reversed(b0), before), p0);
        if self.most > 1 {
            sum.add_product(reversed(b1), p1);
        }
        if self.most > 2 {
            sum.add_product(reversed(b2), p2);
            sum.add_product(reversed(b3), p3);
        }
        reversed(sum.reduced())
    }
}

/// Writes the fronts of texts to `places`.
#[target_feature(enable = "avx512f")]
fn cipher_fronts(shape: &Shape, group: &Group, places: [*mut u8; LANES]) {
    for (lane, place) in places.into_iter().enumerate() {
        // SAFETY: the front of the text, its stream and its place are there.
        unsafe { cipher_front(group.texts[lane], group.keys[lane], place, shape.fronts[lane]) };
    }
}

/// Writes the sum of `count` bytes of text and key stream.
///
/// # Safety
/// They are there, and `count` is a multiple of 64.
#[target_feature(enable = "avx512f")]
unsafe fn cipher_front(text: *const u8, key: *const u8, place: *mut u8, count: usize) {
    for done in (0..count).step_by(CHUNK) {
        // SAFETY: the caller says that it is there.
        let piece = unsafe { _mm512_loadu_si512(text.wrapping_add(done).cast()) };
        // SAFETY: the caller says that it is there.
        let stream = unsafe { _mm512_loadu_si512(key.wrapping_add(done).cast()) };
        let sum = _mm512_xor_si512(piece, stream);
        // SAFETY: the caller says that it is there.
        unsafe { _mm512_storeu_si512(place.wrapping_add(done).cast(), sum) };
    }
}

/// The digest of associated data and `count` bytes, as a number.
///
/// # Safety
/// They are there, and `count` is a multiple of 64.
#[target_feature(enable = "avx512f,avx512bw,vpclmulqdq")]
unsafe fn digest_front(powers: &Powers, aad: &Absorbed, bytes: *const u8, count: usize) -> u128 {
    let mut digest = of_numbers([u128::from_be_bytes(aad.digest), 0, 0, 0]);
    let last = count.saturating_sub(CHUNK);
    for done in (0..count).step_by(CHUNK) {
        // SAFETY: the caller says that it is there.
        let piece = reversed(unsafe { _mm512_loadu_si512(bytes.wrapping_add(done).cast()) });
        let power = if done < last { powers.everywhere(LANES) } else { powers.down_from(LANES) };
        let mut sum = Unreduced::zero();
        sum.add_product(_mm512_xor_si512(piece, digest), power);
        digest = sum.reduced();
    }
    let [a, b, c, d] = numbers_of(digest);
    a ^ b ^ c ^ d
}
