//! Words of eight characters out of values of one length, and back.
//!
//! A value is cut into words that start at the same offsets in every value. A word may be longer than what belongs to it; words
//! are written in order, so that the next one covers the rest.

use super::feistel::LANES;

/// Words of the values in flight: the first of every value, the second, and so on. Grows with the longest values.
pub(super) type Words = Vec<[u64; LANES]>;

/// Where the words of the values of one length start, in ascending order, none more than 8 bytes behind its predecessor.
pub(super) struct Slots {
    offsets: Vec<usize>,
    /// Bytes of the last word that belong to the value.
    last: usize,
}

/// Words taken from a value at a time, and the bytes that they lie in.
const GROUP: usize = 4;
const SPAN: usize = 8 * GROUP;

impl Slots {
    pub(super) fn new(offsets: impl Iterator<Item = usize>, length: usize) -> Self {
        let offsets: Vec<usize> = offsets.collect();
        let last = offsets.last().map_or(0, |last| length - last);
        Self { offsets, last }
    }

    /// The words of the values that start at `starts`; zeros stand for what lies behind the end of `text`.
    #[inline(always)]
    pub(super) fn gathered<'a>(&self, text: &[u8], starts: &[usize], words: &'a mut Words) -> &'a mut [[u64; LANES]] {
        words.resize(words.len().max(self.offsets.len()), [0; LANES]);
        let words = &mut words[..self.offsets.len()];
        for (offsets, words) in self.offsets.chunks(GROUP).zip(words.chunks_mut(GROUP)) {
            match *offsets {
                [a] => gather(text, starts, [a], words),
                [a, b] => gather(text, starts, [a, b], words),
                [a, b, c] => gather(text, starts, [a, b, c], words),
                [a, b, c, d] => gather(text, starts, [a, b, c, d], words),
                _ => {}
            }
        }
        words
    }

    /// Writes the words of the values that start at `starts`.
    #[inline(always)]
    pub(super) fn scatter(&self, text: &mut [u8], starts: &[usize], words: &[[u64; LANES]]) {
        let mut left = self.offsets.len();
        for (offsets, words) in self.offsets.chunks(GROUP).zip(words.chunks(GROUP)) {
            left -= offsets.len();
            let last = if left == 0 { self.last } else { 8 };
            match *offsets {
                [a] => scatter(text, starts, [a], last, words),
                [a, b] => scatter(text, starts, [a, b], last, words),
                [a, b, c] => scatter(text, starts, [a, b, c], last, words),
                [a, b, c, d] => scatter(text, starts, [a, b, c, d], last, words),
                _ => {}
            }
        }
    }
}

#[inline(always)]
fn gather<const COUNT: usize>(text: &[u8], starts: &[usize], offsets: [usize; COUNT], words: &mut [[u64; LANES]]) {
    let Some(words) = words.first_chunk_mut::<COUNT>() else { return };
    let inside = inside(offsets);
    for (lane, start) in starts.iter().enumerate().take(LANES) {
        let rest = text.get(start + offsets[0]..).unwrap_or_default();
        let padded;
        let span = match rest.first_chunk::<SPAN>() {
            Some(span) => span,
            None => {
                padded = padded_span(rest);
                &padded
            }
        };
        for (words, at) in words.iter_mut().zip(inside) {
            words[lane] = word(span, at);
        }
    }
}

#[inline(always)]
fn scatter<const COUNT: usize>(
    text: &mut [u8],
    starts: &[usize],
    offsets: [usize; COUNT],
    last: usize,
    words: &[[u64; LANES]],
) {
    let Some(words) = words.first_chunk::<COUNT>() else { return };
    let inside = inside(offsets);
    let written = u64::MAX >> (64 - 8 * last);
    let put = |span: &mut [u8; SPAN], lane: usize| {
        // Read first: what the other words write here is not yet in the cache.
        let kept = word(span, inside[COUNT - 1]) & !written;
        for (index, (words, at)) in words.iter().zip(inside).enumerate() {
            let word = if index == COUNT - 1 { (words[lane] & written) | kept } else { words[lane] };
            span[at..at + 8].copy_from_slice(&word.to_le_bytes());
        }
    };
    for (lane, start) in starts.iter().enumerate().take(LANES) {
        let rest = text.get_mut(start + offsets[0]..).unwrap_or_default();
        match rest.first_chunk_mut::<SPAN>() {
            Some(span) => put(span, lane),
            None => {
                let mut padded = padded_span(rest);
                put(&mut padded, lane);
                rest.iter_mut().zip(padded).for_each(|(byte, new)| *byte = new);
            }
        }
    }
}

/// Offsets from the first, which lie inside the span: the bound is for the compiler.
#[inline(always)]
fn inside<const COUNT: usize>(mut offsets: [usize; COUNT]) -> [usize; COUNT] {
    let first = offsets[0];
    for offset in &mut offsets {
        *offset = (*offset - first).min(SPAN - 8);
    }
    offsets
}

#[inline(always)]
fn word(span: &[u8; SPAN], at: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&span[at..at + 8]);
    u64::from_le_bytes(bytes)
}

#[cold]
fn padded_span(rest: &[u8]) -> [u8; SPAN] {
    let mut span = [0; SPAN];
    span.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
    span
}
