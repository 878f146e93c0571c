//! FF1 compiled for AVX-512: the compiler turns the loops over values into vectors; blocks become numbers and back here.
#![allow(unsafe_code, reason = "loads, stores and calls into the target features")]

use core::arch::x86_64::*;

use weimu_cpu::{Avx512Vbmi, Cpu};

use crate::cipher::Block;
use crate::ff1::feistel::{Direction, LANES};
use crate::ff1::isa::{GROUP, Isa, Limbs};
use crate::ff1::reciprocal::InHalves;
use crate::ff1::{Ff1Ranks, Ff1Text};

/// The proof that the processor has AVX-512.
#[derive(Clone, Copy)]
pub(in crate::ff1) struct Avx512(Avx512Vbmi);

impl Avx512 {
    pub(in crate::ff1) fn new(cpu: Cpu) -> Option<Self> {
        cpu.avx512_vbmi().map(Self)
    }

    pub(in crate::ff1) fn walk(self, domain: &Ff1Ranks, direction: Direction, contexts: &[u64], ranks: &mut [u64]) {
        // SAFETY: the token in `self` proves AVX-512 F, DQ, BW, VL and VBMI.
        unsafe { walk(self, domain, direction, contexts, ranks) }
    }

    pub(in crate::ff1) fn replace(
        self,
        domain: &Ff1Text,
        direction: Direction,
        contexts: &[u64],
        text: &mut [u8],
        offsets: &[usize],
    ) -> bool {
        // SAFETY: the token in `self` proves AVX-512 F, DQ, BW, VL and VBMI.
        unsafe { replace(self, domain, direction, contexts, text, offsets) }
    }
}

#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,avx512vbmi")]
fn walk(isa: Avx512, domain: &Ff1Ranks, direction: Direction, contexts: &[u64], ranks: &mut [u64]) {
    domain.walk(isa, direction, contexts, ranks);
}

#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,avx512vbmi")]
fn replace(
    isa: Avx512,
    domain: &Ff1Text,
    direction: Direction,
    contexts: &[u64],
    text: &mut [u8],
    offsets: &[usize],
) -> bool {
    domain.replace(isa, direction, contexts, text, offsets)
}

impl Isa for Avx512 {
    type Product = InHalves;

    #[inline(always)]
    fn split(self, count: usize, blocks: &[Block; LANES], limbs: &mut Limbs) {
        // SAFETY: the token in `self` proves AVX-512 F and BW.
        unsafe { split(count, blocks, limbs) }
    }

    #[inline(always)]
    fn join(self, count: usize, limbs: &Limbs, blocks: &mut [Block; LANES]) {
        // SAFETY: the token in `self` proves AVX-512 F and BW.
        unsafe { join(count, limbs, blocks) }
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn split(count: usize, blocks: &[Block; LANES], [high, low]: &mut Limbs) {
    let upper = _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0);
    let lower = _mm512_set_epi64(15, 13, 11, 9, 7, 5, 3, 1);
    let (groups, _) = blocks.as_chunks::<GROUP>();
    let (high, _) = high.as_chunks_mut::<GROUP>();
    let (low, _) = low.as_chunks_mut::<GROUP>();
    for ((group, high), low) in groups.iter().zip(high).zip(low).take(count.div_ceil(GROUP)) {
        let [first, second] = load_blocks(group);
        store_numbers(high, _mm512_permutex2var_epi64(first, upper, second));
        store_numbers(low, _mm512_permutex2var_epi64(first, lower, second));
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn join(count: usize, [high, low]: &Limbs, blocks: &mut [Block; LANES]) {
    let first = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
    let second = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
    let (groups, _) = blocks.as_chunks_mut::<GROUP>();
    let (high, _) = high.as_chunks::<GROUP>();
    let (low, _) = low.as_chunks::<GROUP>();
    for ((group, high), low) in groups.iter_mut().zip(high).zip(low).take(count.div_ceil(GROUP)) {
        let (high, low) = (load_numbers(high), load_numbers(low));
        let first = _mm512_permutex2var_epi64(high, first, low);
        store_blocks(group, [first, _mm512_permutex2var_epi64(high, second, low)]);
    }
}

/// Reverses the bytes of each number.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn reversed(numbers: __m512i) -> __m512i {
    let order = _mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    _mm512_shuffle_epi8(numbers, _mm512_broadcast_i32x4(order))
}

#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn load_blocks(blocks: &[Block; GROUP]) -> [__m512i; 2] {
    let blocks = blocks.as_ptr().cast::<__m512i>();
    // SAFETY: eight blocks are 128 bytes, of which these are the first 64; the load needs no alignment.
    let first = unsafe { _mm512_loadu_si512(blocks) };
    // SAFETY: 64 bytes from the start of 128 is inside.
    let next = unsafe { blocks.add(1) };
    // SAFETY: these are the last 64 of 128 bytes; the load needs no alignment.
    let second = unsafe { _mm512_loadu_si512(next) };
    [reversed(first), reversed(second)]
}

#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn store_blocks(blocks: &mut [Block; GROUP], [first, second]: [__m512i; 2]) {
    let blocks = blocks.as_mut_ptr().cast::<__m512i>();
    // SAFETY: eight blocks are 128 bytes, of which these are the first 64; the store needs no alignment.
    unsafe { _mm512_storeu_si512(blocks, reversed(first)) };
    // SAFETY: 64 bytes from the start of 128 is inside.
    let next = unsafe { blocks.add(1) };
    // SAFETY: these are the last 64 of 128 bytes; the store needs no alignment.
    unsafe { _mm512_storeu_si512(next, reversed(second)) };
}

#[target_feature(enable = "avx512f")]
#[inline]
fn load_numbers(numbers: &[u64; GROUP]) -> __m512i {
    // SAFETY: eight numbers are 64 bytes; the load needs no alignment.
    unsafe { _mm512_loadu_si512(numbers.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
#[inline]
fn store_numbers(numbers: &mut [u64; GROUP], vector: __m512i) {
    // SAFETY: eight numbers are 64 bytes; the store needs no alignment.
    unsafe { _mm512_storeu_si512(numbers.as_mut_ptr().cast(), vector) };
}
