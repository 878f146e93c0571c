//! Vectors of 64 bytes and their quarters.

use std::arch::x86_64::*;

use crate::ghash::x86_64::vpclmulqdq::LANES;

/// Block `j` of vector `i` becomes block `i` of vector `j`.
#[target_feature(enable = "avx512f")]
#[inline]
pub(super) fn transposed([a, b, c, d]: [__m512i; LANES]) -> [__m512i; LANES] {
    let (ab, cd) = (_mm512_shuffle_i64x2::<0b01_00_01_00>(a, b), _mm512_shuffle_i64x2::<0b01_00_01_00>(c, d));
    let (ab_high, cd_high) = (_mm512_shuffle_i64x2::<0b11_10_11_10>(a, b), _mm512_shuffle_i64x2::<0b11_10_11_10>(c, d));
    [
        _mm512_shuffle_i64x2::<0b10_00_10_00>(ab, cd),
        _mm512_shuffle_i64x2::<0b11_01_11_01>(ab, cd),
        _mm512_shuffle_i64x2::<0b10_00_10_00>(ab_high, cd_high),
        _mm512_shuffle_i64x2::<0b11_01_11_01>(ab_high, cd_high),
    ]
}

#[target_feature(enable = "avx512f")]
#[inline]
pub(super) fn quarters_of(lanes: __m512i) -> [__m128i; LANES] {
    [
        _mm512_castsi512_si128(lanes),
        _mm512_extracti32x4_epi32::<1>(lanes),
        _mm512_extracti32x4_epi32::<2>(lanes),
        _mm512_extracti32x4_epi32::<3>(lanes),
    ]
}

#[target_feature(enable = "avx512f")]
#[inline]
pub(super) fn of_quarters([a, b, c, d]: [__m128i; LANES]) -> __m512i {
    let (ab, cd) = (_mm256_set_m128i(b, a), _mm256_set_m128i(d, c));
    _mm512_inserti64x4::<1>(_mm512_castsi256_si512(ab), cd)
}
