//! The loops for AVX-512: a text of up to 64 bytes is one vector, read under a mask.
//!
//! Each loop checks first, for the whole batch, that everything lies inside the slices; then it works on addresses.
#![allow(unsafe_code, reason = "loads, stores and calls into the target features")]

use std::arch::x86_64::*;

use weimu_cpu::Avx512Vbmi;

use crate::AeadKey;
use crate::batch::{Batch, CHUNK, ROOM, blocks_of, mask};
use crate::cipher::Block;
use crate::column::Appended;
use crate::gcm::Nonce;
use crate::gcm::batch::{Absorbed, Passes, count_of, write_counters_of};

impl Passes for Avx512Vbmi {
    fn write_counters(self, nonces: &[Nonce], counts: &[usize], stream: &mut [Block]) {
        // SAFETY: `self` is a token of AVX-512 F, DQ, BW and VL.
        unsafe { write_counters(nonces, counts, stream) }
    }

    fn seal_texts(
        self,
        batch: Batch<'_>,
        aad: &Absorbed,
        nonces: &[Nonce],
        stream: &[Block],
        hashed: &mut [Block],
        out: &mut Appended<'_>,
    ) {
        // SAFETY: `self` is a token of AVX-512 F, DQ, BW and VL.
        unsafe { seal_texts(batch, aad, nonces, stream, hashed, out) }
    }

    fn load_texts(self, batch: Batch<'_>, aad: &Absorbed, hashed: &mut [Block]) {
        // SAFETY: `self` is a token of AVX-512 F, DQ, BW and VL.
        unsafe { load_texts(batch, aad, hashed) }
    }

    fn open_texts(self, batch: Batch<'_>, stream: &[Block], out: Appended<'_>) {
        // SAFETY: `self` is a token of AVX-512 F, DQ, BW and VL.
        unsafe { open_texts(batch, stream, out) }
    }
}

/// The counts of texts of up to three blocks, with the tag's, by the number of blocks: in the last word of each block, big-endian.
const FEW: [[u32; 4]; ROOM + 1] = [[0, 0, 0, 0], [1, 0, 0, 0], [2, 1, 0, 0], [2, 3, 1, 0], [2, 3, 4, 1]];

#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn write_counters(nonces: &[Nonce], counts: &[usize], stream: &mut [Block]) {
    let few = FEW.map(|[a, b, c, d]| {
        let [a, b, c, d] = [a, b, c, d].map(|count| count.swap_bytes() as i32);
        _mm512_set_epi32(d, 0, 0, 0, c, 0, 0, 0, b, 0, 0, 0, a, 0, 0, 0)
    });
    let mut rest = stream;
    for (nonce, &count) in nonces.iter().zip(counts) {
        if let (Some(counts), Some(blocks)) = (few.get(count), rest.first_chunk_mut::<ROOM>()) {
            // SAFETY: the mask lets 12 bytes be read, and 12 are there.
            let nonce = unsafe { _mm_maskz_loadu_epi8(0x0fff, nonce.as_ptr().cast()) };
            let counters = _mm512_or_si512(_mm512_broadcast_i32x4(nonce), *counts);
            // SAFETY: four blocks are there.
            unsafe { _mm512_storeu_si512(blocks.as_mut_ptr().cast(), counters) };
        } else {
            write_counters_of(nonce, &mut rest[..count]);
        }
        rest = &mut rest[count..];
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
fn seal_texts(
    batch: Batch<'_>,
    aad: &Absorbed,
    nonces: &[Nonce],
    stream: &[Block],
    hashed: &mut [Block],
    out: &mut Appended<'_>,
) {
    let blocks = stream.len().min(hashed.len());
    assert!(batch.reads_inside(0, count_of, blocks) && batch.writes_inside(0, AeadKey::OVERHEAD, out));
    let frame = Frame::new(aad);
    let (stream, hashed) = (stream.as_ptr().cast::<u8>(), hashed.as_mut_ptr().cast::<u8>());
    let (bytes, sealed) = (batch.bytes.as_ptr(), out.bytes.as_mut_ptr());
    let mut at = 0;
    for ((ends, nonce), &start) in batch.offsets.windows(2).zip(nonces).zip(out.starts) {
        let (from, length) = (ends[0], ends[1] - ends[0]);
        let value = sealed.wrapping_add(start);
        // SAFETY: the place of the value has more than the 12 bytes of a nonce.
        unsafe { value.cast::<Nonce>().write_unaligned(*nonce) };
        let mut first = frame.aad;
        let mut done = 0;
        while done < length {
            let kept = mask(length - done);
            // SAFETY: the mask ends with the text.
            let text = unsafe { _mm512_maskz_loadu_epi8(kept, bytes.wrapping_add(from + done).cast()) };
            // SAFETY: the text's blocks and `ROOM` behind them are there.
            let key = unsafe { _mm512_loadu_si512(stream.wrapping_add(at + done).cast()) };
            let piece = _mm512_maskz_mov_epi8(kept, _mm512_xor_si512(text, key));
            // SAFETY: the place of the value, and a piece behind it, are there.
            unsafe { _mm512_storeu_si512(value.wrapping_add(AeadKey::NONCE_LEN + done).cast(), piece) };
            let digested = _mm512_xor_si512(piece, first);
            // SAFETY: the text's blocks and `ROOM` behind them are there.
            unsafe { _mm512_storeu_si512(hashed.wrapping_add(at + done).cast(), digested) };
            first = _mm512_setzero_si512();
            done += CHUNK;
        }
        at += 16 * blocks_of(length);
        let lengths = frame.lengths(length);
        // SAFETY: behind the text's blocks there is one more.
        unsafe { _mm_storeu_si128(hashed.wrapping_add(at).cast(), lengths) };
        at += 16;
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
fn load_texts(batch: Batch<'_>, aad: &Absorbed, hashed: &mut [Block]) {
    assert!(batch.reads_inside(AeadKey::OVERHEAD, count_of, hashed.len()));
    let frame = Frame::new(aad);
    let (bytes, hashed) = (batch.bytes.as_ptr(), hashed.as_mut_ptr().cast::<u8>());
    let mut at = 0;
    for ends in batch.offsets.windows(2) {
        let (from, length) = (ends[0] + AeadKey::NONCE_LEN, ends[1] - ends[0] - AeadKey::OVERHEAD);
        let mut first = frame.aad;
        let mut done = 0;
        while done < length {
            let kept = mask(length - done);
            // SAFETY: the mask ends with the text.
            let piece = unsafe { _mm512_maskz_loadu_epi8(kept, bytes.wrapping_add(from + done).cast()) };
            let digested = _mm512_xor_si512(piece, first);
            // SAFETY: the text's blocks and `ROOM` behind them are there.
            unsafe { _mm512_storeu_si512(hashed.wrapping_add(at + done).cast(), digested) };
            first = _mm512_setzero_si512();
            done += CHUNK;
        }
        at += 16 * blocks_of(length);
        let lengths = frame.lengths(length);
        // SAFETY: behind the text's blocks there is one more.
        unsafe { _mm_storeu_si128(hashed.wrapping_add(at).cast(), lengths) };
        at += 16;
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
fn open_texts(batch: Batch<'_>, stream: &[Block], out: Appended<'_>) {
    assert!(
        batch.reads_inside(AeadKey::OVERHEAD, count_of, stream.len())
            && batch.writes_inside(AeadKey::OVERHEAD, 0, &out)
    );
    let (bytes, stream) = (batch.bytes.as_ptr(), stream.as_ptr().cast::<u8>());
    let opened = out.bytes.as_mut_ptr();
    let mut at = 0;
    for (ends, &start) in batch.offsets.windows(2).zip(out.starts) {
        let (from, length) = (ends[0] + AeadKey::NONCE_LEN, ends[1] - ends[0] - AeadKey::OVERHEAD);
        let mut done = 0;
        while done < length {
            let kept = mask(length - done);
            // SAFETY: the mask ends with the text.
            let text = unsafe { _mm512_maskz_loadu_epi8(kept, bytes.wrapping_add(from + done).cast()) };
            // SAFETY: the text's blocks and `ROOM` behind them are there.
            let key = unsafe { _mm512_loadu_si512(stream.wrapping_add(at + done).cast()) };
            let piece = _mm512_maskz_mov_epi8(kept, _mm512_xor_si512(text, key));
            // SAFETY: the place of the text, and a piece behind it, are there.
            unsafe { _mm512_storeu_si512(opened.wrapping_add(start + done).cast(), piece) };
            done += CHUNK;
        }
        at += 16 * (blocks_of(length) + 1);
    }
}

/// What is added around a text before it is digested.
struct Frame {
    /// The digest of the associated data, in the first block.
    aad: __m512i,
    /// The bits of associated data, big-endian.
    bits: u64,
    /// The digest of the associated data, for texts of no block.
    alone: __m128i,
}

impl Frame {
    #[target_feature(enable = "avx512f,avx512dq")]
    fn new(aad: &Absorbed) -> Self {
        let digest = u128::from_le_bytes(aad.digest);
        let alone = _mm_set_epi64x((digest >> 64) as i64, digest as i64);
        Self { aad: _mm512_zextsi128_si512(alone), bits: aad.bits.swap_bytes(), alone }
    }

    /// The block of lengths.
    #[target_feature(enable = "sse2")]
    #[inline]
    fn lengths(&self, length: usize) -> __m128i {
        let lengths = _mm_set_epi64x((8 * length as u64).swap_bytes() as i64, self.bits as i64);
        if length == 0 { _mm_xor_si128(lengths, self.alone) } else { lengths }
    }
}
