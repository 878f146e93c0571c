//! The loops for AVX-512: a text of up to 64 bytes is one vector, read under a mask.
//!
//! Each loop checks first, for the whole batch, that everything lies inside the slices; then it works on addresses.
#![allow(unsafe_code, reason = "loads, stores and calls into the target features")]

use std::arch::x86_64::*;

use weimu_cpu::Avx512Vbmi;

use crate::SivKey;
use crate::ahead::ask_ahead;
use crate::batch::{Batch, CHUNK, ROOM, blocks_of, mask};
use crate::cipher::Block;
use crate::column::Appended;
use crate::siv::batch::{Passes, S2v, count_of, finish_text, first_counter};

impl Passes for Avx512Vbmi {
    fn load_texts(self, batch: Batch<'_>, overhead: usize, s2v: &S2v, stream: Option<&[Block]>, blocks: &mut [Block]) {
        // SAFETY: `self` is a token of AVX-512 F, BW, VL and VBMI.
        unsafe { load_texts(batch, overhead, s2v, stream, blocks) }
    }

    fn write_counters(self, batch: Batch<'_>, overhead: usize, ivs: &[Block], stream: &mut [Block]) {
        // SAFETY: `self` is a token of AVX-512 F, BW, VL and VBMI.
        unsafe { write_counters(batch, overhead, ivs, stream) }
    }

    fn write_texts(self, batch: Batch<'_>, overhead: usize, ivs: &[Block], stream: &[Block], out: Appended<'_>) {
        // SAFETY: `self` is a token of AVX-512 F, BW, VL and VBMI.
        unsafe { write_texts(batch, overhead, ivs, stream, out) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
fn load_texts(batch: Batch<'_>, overhead: usize, s2v: &S2v, stream: Option<&[Block]>, blocks: &mut [Block]) {
    assert!(batch.reads_inside(overhead, count_of, blocks.len()));
    assert!(stream.is_none_or(|stream| batch.reads_inside(overhead, blocks_of, stream.len())));
    let finish = Finish::new(s2v);
    let bytes = batch.bytes().as_ptr();
    let stream = stream.map(|stream| stream.as_ptr().cast::<u8>());
    if let Some(length) = alike(batch, overhead) {
        let (kept, added) = (mask(length), finish.of_text(length));
        let (count, keys) = (count_of(length), blocks_of(length));
        for (index, start) in batch.offsets()[..batch.len()].iter().enumerate() {
            let text = bytes.wrapping_add(start + overhead);
            ask_ahead(text);
            // SAFETY: the mask ends with the text.
            let mut piece = unsafe { _mm512_maskz_loadu_epi8(kept, text.cast()) };
            if let Some(stream) = stream {
                // SAFETY: the text's blocks and `ROOM` behind them are there.
                let key = unsafe { _mm512_loadu_si512(stream.wrapping_add(16 * keys * index).cast()) };
                piece = _mm512_maskz_mov_epi8(kept, _mm512_xor_si512(piece, key));
            }
            let (to, padded) = (blocks.as_mut_ptr().wrapping_add(count * index), _mm512_xor_si512(piece, added));
            // SAFETY: the text's blocks and `ROOM` behind them are there.
            unsafe { store(to.cast(), padded, count) };
        }
        return;
    }
    let (mut at, mut key) = (0, 0);
    for ends in batch.offsets().windows(2) {
        let (from, length) = (ends[0] + overhead, ends[1] - ends[0] - overhead);
        let count = count_of(length);
        let to = blocks.as_mut_ptr().wrapping_add(at).cast::<u8>();
        let mut done = 0;
        loop {
            let kept = mask(length - done);
            // SAFETY: the mask ends with the text.
            let mut piece = unsafe { _mm512_maskz_loadu_epi8(kept, bytes.wrapping_add(from + done).cast()) };
            if let Some(stream) = stream {
                // SAFETY: the text's blocks and `ROOM` behind them are there.
                let key = unsafe { _mm512_loadu_si512(stream.wrapping_add(key + done).cast()) };
                piece = _mm512_maskz_mov_epi8(kept, _mm512_xor_si512(piece, key));
            }
            if length <= CHUNK {
                piece = _mm512_xor_si512(piece, finish.of_text(length));
            }
            // SAFETY: the text's blocks and `ROOM` behind them are there.
            unsafe { store(to.wrapping_add(done), piece, count) };
            done += CHUNK;
            if done >= length {
                break;
            }
        }
        if length > CHUNK {
            finish_text(s2v, length, &mut blocks[at..at + count]);
        }
        at += count;
        key += 16 * blocks_of(length);
    }
}

/// The length of all texts, if it is the same and no more than [`CHUNK`].
fn alike(batch: Batch<'_>, overhead: usize) -> Option<usize> {
    batch.length_of_all().map(|length| length - overhead).filter(|&length| length <= CHUNK)
}

/// What is added to texts of up to 64 bytes.
struct Finish {
    long: __m512i,
    short: __m512i,
    /// CMAC's sums in every block.
    whole: __m512i,
    partial: __m512i,
    places: __m512i,
}

impl Finish {
    #[target_feature(enable = "avx512f")]
    fn new(s2v: &S2v) -> Self {
        let places: [u8; CHUNK] = std::array::from_fn(|place| place as u8);
        Self {
            long: _mm512_zextsi128_si512(vector(&s2v.long)),
            short: _mm512_zextsi128_si512(vector(&s2v.short)),
            whole: _mm512_broadcast_i32x4(vector(&s2v.whole)),
            partial: _mm512_broadcast_i32x4(vector(&s2v.partial)),
            // SAFETY: 64 bytes are there.
            places: unsafe { _mm512_loadu_si512(places.as_ptr().cast()) },
        }
    }

    /// As [`finish_text`], for a text of no more than 64 bytes.
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    #[inline]
    fn of_text(&self, length: usize) -> __m512i {
        let over = length % 16;
        let padding = _mm512_maskz_set1_epi8(if over > 0 || length == 0 { 1 << length } else { 0 }, -128);
        if length < 16 {
            return _mm512_xor_si512(self.short, padding);
        }
        let before = length - 16;
        let place = _mm512_sub_epi8(self.places, _mm512_set1_epi8(before as i8));
        let long = _mm512_maskz_permutexvar_epi8(0xffff << before, place, self.long);
        let last = 0xffff << ((length - 1) / 16 * 16);
        let sums = _mm512_maskz_mov_epi8(last, if over == 0 { self.whole } else { self.partial });
        _mm512_ternarylogic_epi64::<0x96>(long, sums, padding)
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn write_counters(batch: Batch<'_>, overhead: usize, ivs: &[Block], stream: &mut [Block]) {
    // The count is added to the last word, big-endian: cleared bits leave room for it.
    let cleared = _mm512_broadcast_i32x4(_mm_set_epi32(!0x80, !0x80, -1, -1));
    let word = _mm512_broadcast_i32x4(_mm_set_epi8(12, 13, 14, 15, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    let counts = _mm512_set_epi32(3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
    let mut rest = stream;
    for (length, iv) in batch.lengths().zip(ivs) {
        let count = blocks_of(length - overhead);
        if let (0..=ROOM, Some(blocks)) = (count, rest.first_chunk_mut::<ROOM>()) {
            let first = _mm512_and_si512(_mm512_broadcast_i32x4(vector(iv)), cleared);
            let counters = _mm512_shuffle_epi8(_mm512_add_epi32(_mm512_shuffle_epi8(first, word), counts), word);
            // SAFETY: four blocks are there.
            unsafe { store(blocks.as_mut_ptr().cast(), counters, count) };
        } else {
            let first = first_counter(iv);
            for (count, block) in (0..).zip(&mut rest[..count]) {
                *block = first.wrapping_add(count).to_be_bytes();
            }
        }
        rest = &mut rest[count..];
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn write_texts(batch: Batch<'_>, overhead: usize, ivs: &[Block], stream: &[Block], out: Appended<'_>) {
    let before = if overhead == 0 { SivKey::IV_LEN } else { 0 };
    assert!(batch.reads_inside(overhead, blocks_of, stream.len()) && batch.writes_inside(overhead, before, &out));
    let (bytes, stream) = (batch.bytes().as_ptr(), stream.as_ptr().cast::<u8>());
    if let Some(length) = alike(batch, overhead) {
        let (kept, count) = (mask(length), blocks_of(length));
        let starts = &batch.offsets()[..batch.len()];
        for (index, ((from, iv), &start)) in starts.iter().zip(ivs).zip(out.starts).enumerate() {
            let value = out.bytes.as_mut_ptr().wrapping_add(start);
            if before > 0 {
                // SAFETY: the place of the value begins with room for its IV.
                unsafe { value.cast::<Block>().write_unaligned(*iv) };
            }
            // SAFETY: the mask ends with the text.
            let text = unsafe { _mm512_maskz_loadu_epi8(kept, bytes.wrapping_add(from + overhead).cast()) };
            // SAFETY: the text's blocks and `ROOM` behind them are there.
            let key = unsafe { _mm512_loadu_si512(stream.wrapping_add(16 * count * index).cast()) };
            let piece = _mm512_maskz_mov_epi8(kept, _mm512_xor_si512(text, key));
            // SAFETY: the place of the value, and a piece behind it, are there.
            unsafe { store(value.wrapping_add(before), piece, count) };
        }
        return;
    }
    let mut key = 0;
    for ((ends, iv), &start) in batch.offsets().windows(2).zip(ivs).zip(out.starts) {
        let (from, length) = (ends[0] + overhead, ends[1] - ends[0] - overhead);
        let value = out.bytes.as_mut_ptr().wrapping_add(start);
        if before > 0 {
            // SAFETY: the place of the value begins with room for its IV.
            unsafe { value.cast::<Block>().write_unaligned(*iv) };
        }
        let mut done = 0;
        while done < length {
            let kept = mask(length - done);
            // SAFETY: the mask ends with the text.
            let text = unsafe { _mm512_maskz_loadu_epi8(kept, bytes.wrapping_add(from + done).cast()) };
            // SAFETY: the text's blocks and `ROOM` behind them are there.
            let key = unsafe { _mm512_loadu_si512(stream.wrapping_add(key + done).cast()) };
            let piece = _mm512_maskz_mov_epi8(kept, _mm512_xor_si512(text, key));
            // SAFETY: the place of the value, and a piece behind it, are there.
            unsafe { store(value.wrapping_add(before + done), piece, blocks_of(length)) };
            done += CHUNK;
        }
        key += 16 * blocks_of(length);
    }
}

/// Writes the first blocks of `blocks`, at least as many of the four as `count`: stores that lie across lines of the cache take
/// twice as long, and short ones seldom do.
///
/// # Safety
/// There is room for four.
#[target_feature(enable = "avx512f,avx512vl")]
#[inline]
unsafe fn store(to: *mut u8, blocks: __m512i, count: usize) {
    let two = _mm512_castsi512_si256(blocks);
    if count <= 2 {
        // SAFETY: the caller says that there is room.
        unsafe { _mm256_storeu_si256(to.cast(), two) };
    } else {
        // SAFETY: the caller says that there is room.
        unsafe { _mm512_storeu_si512(to.cast(), blocks) };
    }
}

fn vector(block: &Block) -> __m128i {
    // SAFETY: both are 16 bytes without padding, and every pattern of bits is valid for both.
    unsafe { std::mem::transmute(*block) }
}
