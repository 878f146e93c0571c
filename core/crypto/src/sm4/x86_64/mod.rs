//! SM4 on the vectors of x86-64: sliced by byte, with the instructions for AES's field as the S-box's inversion.
//!
//! A vector holds byte `b` of word `w` of as many blocks as it has bytes, so turning words by 8, 16 and 24 bits is renaming.

pub(super) mod avx512;
mod basis;

pub(super) use avx512::Avx512;
