//! Every backend against the standard's vectors and against another implementation.

use cipher::{Array, BlockCipherEncrypt, KeyInit};
use weimu_cpu::Cpu;

use super::*;

/// Table 1 of appendix A of the standard.
pub(super) const SBOX: [u8; 256] = [
    0xd6, 0x90, 0xe9, 0xfe, 0xcc, 0xe1, 0x3d, 0xb7, 0x16, 0xb6, 0x14, 0xc2, 0x28, 0xfb, 0x2c, 0x05, 0x2b, 0x67, 0x9a,
    0x76, 0x2a, 0xbe, 0x04, 0xc3, 0xaa, 0x44, 0x13, 0x26, 0x49, 0x86, 0x06, 0x99, 0x9c, 0x42, 0x50, 0xf4, 0x91, 0xef,
    0x98, 0x7a, 0x33, 0x54, 0x0b, 0x43, 0xed, 0xcf, 0xac, 0x62, 0xe4, 0xb3, 0x1c, 0xa9, 0xc9, 0x08, 0xe8, 0x95, 0x80,
    0xdf, 0x94, 0xfa, 0x75, 0x8f, 0x3f, 0xa6, 0x47, 0x07, 0xa7, 0xfc, 0xf3, 0x73, 0x17, 0xba, 0x83, 0x59, 0x3c, 0x19,
    0xe6, 0x85, 0x4f, 0xa8, 0x68, 0x6b, 0x81, 0xb2, 0x71, 0x64, 0xda, 0x8b, 0xf8, 0xeb, 0x0f, 0x4b, 0x70, 0x56, 0x9d,
    0x35, 0x1e, 0x24, 0x0e, 0x5e, 0x63, 0x58, 0xd1, 0xa2, 0x25, 0x22, 0x7c, 0x3b, 0x01, 0x21, 0x78, 0x87, 0xd4, 0x00,
    0x46, 0x57, 0x9f, 0xd3, 0x27, 0x52, 0x4c, 0x36, 0x02, 0xe7, 0xa0, 0xc4, 0xc8, 0x9e, 0xea, 0xbf, 0x8a, 0xd2, 0x40,
    0xc7, 0x38, 0xb5, 0xa3, 0xf7, 0xf2, 0xce, 0xf9, 0x61, 0x15, 0xa1, 0xe0, 0xae, 0x5d, 0xa4, 0x9b, 0x34, 0x1a, 0x55,
    0xad, 0x93, 0x32, 0x30, 0xf5, 0x8c, 0xb1, 0xe3, 0x1d, 0xf6, 0xe2, 0x2e, 0x82, 0x66, 0xca, 0x60, 0xc0, 0x29, 0x23,
    0xab, 0x0d, 0x53, 0x4e, 0x6f, 0xd5, 0xdb, 0x37, 0x45, 0xde, 0xfd, 0x8e, 0x2f, 0x03, 0xff, 0x6a, 0x72, 0x6d, 0x6c,
    0x5b, 0x51, 0x8d, 0x1b, 0xaf, 0x92, 0xbb, 0xdd, 0xbc, 0x7f, 0x11, 0xd9, 0x5c, 0x41, 0x1f, 0x10, 0x5a, 0xd8, 0x0a,
    0xc1, 0x31, 0x88, 0xa5, 0xcd, 0x7b, 0xbd, 0x2d, 0x74, 0xd0, 0x12, 0xb8, 0xe5, 0xb4, 0xb0, 0x89, 0x69, 0x97, 0x4a,
    0x0c, 0x96, 0x77, 0x7e, 0x65, 0xb9, 0xf1, 0x09, 0xc5, 0x6e, 0xc6, 0x84, 0x18, 0xf0, 0x7d, 0xec, 0x3a, 0xdc, 0x4d,
    0x20, 0x79, 0xee, 0x5f, 0x3e, 0xd7, 0xcb, 0x39, 0x48,
];

fn hex<const N: usize>(text: &str) -> [u8; N] {
    let digit = |n: usize| char::from(text.as_bytes()[n]).to_digit(16).unwrap() as u8;
    std::array::from_fn(|n| digit(2 * n) << 4 | digit(2 * n + 1))
}

/// Key, plaintext, ciphertext and how often the block is encrypted.
fn vectors() -> Vec<(Block, Block, Block, u64)> {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../../../corpora/vectors/sm4_block.json")).unwrap();
    let vectors = file["vectors"].as_array().unwrap().iter().map(|vector| {
        let block = |name: &str| hex(vector[name].as_str().unwrap());
        (block("key"), block("plaintext"), block("ciphertext"), vector["rounds"].as_u64().unwrap())
    });
    vectors.collect()
}

/// Every backend of this machine under `key`, with its name.
fn backends(key: &[u8; 16]) -> Vec<(&'static str, Sm4)> {
    available(&Schedule::new(key), Cpu::detect()).map(|backend| (name(&backend), Sm4(backend))).collect()
}

fn name(backend: &Backend) -> &'static str {
    match backend {
        #[cfg(target_arch = "x86_64")]
        Backend::Avx512(_) => "avx512",
        #[cfg(target_arch = "x86_64")]
        Backend::Gfni(_) => "gfni",
        #[cfg(target_arch = "x86_64")]
        Backend::Avx2(_) => "avx2",
        Backend::Portable(_) => "portable",
    }
}

#[test]
fn every_backend_matches_the_vectors_of_the_standard() {
    let vectors: Vec<_> = vectors().into_iter().filter(|(.., rounds)| *rounds == 1).collect();
    assert_eq!(vectors.len(), 2);
    for (key, plaintext, ciphertext, _) in vectors {
        for (backend, sm4) in backends(&key) {
            assert_eq!(sm4.encrypted(plaintext), ciphertext, "{backend} under {key:x?}");
        }
    }
}

#[test]
fn a_million_encryptions_match_the_vector_of_the_standard() {
    let (key, mut block, expected, rounds) = vectors().into_iter().find(|(.., rounds)| *rounds > 1).unwrap();
    let sm4 = Sm4::new(&key, Cpu::detect());
    (0..rounds).for_each(|_| block = sm4.encrypted(block));
    assert_eq!((block, rounds), (expected, 1_000_000));
}

#[test]
fn every_backend_agrees_with_another_implementation_on_any_number_of_blocks_anywhere() {
    let mut random = Random(1);
    for count in 0..=4 * 64 + 1 {
        let key = random.block();
        let offset = count % 67;
        let bytes: Vec<u8> = (0..offset + 16 * count).map(|_| random.next() as u8).collect();
        let mut expected = bytes.clone();
        let (blocks, _) = expected[offset..].as_chunks_mut();
        reference(&key).encrypt_blocks(Array::cast_slice_from_core_mut(blocks));
        for (backend, sm4) in backends(&key) {
            let mut bytes = bytes.clone();
            sm4.encrypt_blocks(bytes[offset..].as_chunks_mut().0);
            assert!(bytes == expected, "{backend}: {count} blocks under {key:x?}");
        }
    }
}

#[test]
fn every_backend_agrees_with_another_implementation_under_any_key() {
    let mut random = Random(2);
    for _ in 0..2000 {
        let (key, block) = (random.block(), random.block());
        let mut expected = [block];
        reference(&key).encrypt_blocks(Array::cast_slice_from_core_mut(&mut expected));
        for (backend, sm4) in backends(&key) {
            assert_eq!([sm4.encrypted(block)], expected, "{backend} under {key:x?}");
        }
    }
}

#[test]
fn the_backend_is_the_fastest_that_the_level_allows() {
    for (level, cpu) in Cpu::levels() {
        let fastest = match (cpu.avx512_vbmi(), cpu.gfni(), cpu.avx2(), cpu.aes_ni()) {
            (Some(_), Some(_), _, _) => "avx512",
            (None, Some(_), Some(_), _) => "gfni",
            (_, None, Some(_), Some(_)) => "avx2",
            _ => "portable",
        };
        assert_eq!(name(&Sm4::new(&[0; 16], cpu).0), fastest, "{level}");
    }
}

fn reference(key: &[u8; 16]) -> ::sm4::Sm4 {
    ::sm4::Sm4::new(key.into())
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn block(&mut self) -> [u8; 16] {
        (u128::from(self.next()) << 64 | u128::from(self.next())).to_le_bytes()
    }
}
