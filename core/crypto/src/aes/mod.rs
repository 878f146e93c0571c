//! AES (FIPS 197): the implementation that the modes run on.
//!
//! The RustCrypto cipher, which has bitsliced code without tables and AES-NI; where the processor has VAES, a kernel of our own
//! that takes it at the rate of the instruction.

#[cfg(target_arch = "x86_64")]
mod x86_64;

use cipher::{Array, BlockCipherEncrypt, KeyInit};
use weimu_cpu::Cpu;

use crate::cipher::{Block, BlockCipher};

/// AES with a 256-bit key.
pub(crate) struct Aes256(Backend);

enum Backend {
    Portable(Box<::aes::Aes256>),
    #[cfg(target_arch = "x86_64")]
    Vaes(Box<x86_64::vaes::Aes256>),
}

impl Aes256 {
    /// The cipher under `key`, on the widest kernel that `cpu` allows.
    pub(crate) fn new(key: &[u8; 32], cpu: Cpu) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = cpu.vaes() {
            return Self(Backend::Vaes(Box::new(x86_64::vaes::Aes256::new(key, token))));
        }
        let _ = cpu;
        Self(Backend::Portable(Box::new(::aes::Aes256::new(key.into()))))
    }
}

impl BlockCipher for Aes256 {
    fn encrypt_blocks(&self, blocks: &mut [Block]) {
        match &self.0 {
            Backend::Portable(aes) => aes.encrypt_blocks(Array::cast_slice_from_core_mut(blocks)),
            #[cfg(target_arch = "x86_64")]
            Backend::Vaes(aes) => aes.encrypt_blocks(blocks),
        }
    }
}

/// AES with a 128-bit key: published vectors have such keys.
#[cfg(test)]
pub(crate) struct Aes128(::aes::Aes128);

#[cfg(test)]
impl Aes128 {
    /// The cipher under `key`.
    pub(crate) fn new(key: &[u8; 16]) -> Self {
        Self(::aes::Aes128::new(key.into()))
    }
}

#[cfg(test)]
impl BlockCipher for Aes128 {
    fn encrypt_blocks(&self, blocks: &mut [Block]) {
        self.0.encrypt_blocks(Array::cast_slice_from_core_mut(blocks));
    }
}

#[cfg(test)]
mod tests {
    use cipher::{BlockCipherEncrypt, KeyInit};
    use proptest::prelude::*;
    use weimu_cpu::Cpu;

    use super::Aes256;
    use crate::cipher::{Block, BlockCipher};

    #[test]
    fn aes_256_matches_fips_197() {
        let key: Vec<u8> = (0..32).collect();
        let text: Block = std::array::from_fn(|index| 0x11 * index as u8);
        for (name, cpu) in Cpu::levels() {
            let cipher = Aes256::new(key[..].try_into().expect("32 bytes"), cpu);
            let expected = 0x8ea2_b7ca_5167_45bf_eafc_4990_4b49_6089_u128;
            assert_eq!(cipher.encrypted(text), expected.to_be_bytes(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn every_level_equals_the_reference_for_every_count(key in prop::array::uniform32(any::<u8>()), seed: u128) {
            let reference = ::aes::Aes256::new(&key.into());
            for count in 0..140_u128 {
                let blocks: Vec<Block> = (0..count).map(|index| seed.wrapping_mul(2 * index + 1).to_le_bytes()).collect();
                let expected: Vec<Block> = blocks
                    .iter()
                    .map(|block| {
                        let mut block = (*block).into();
                        reference.encrypt_block(&mut block);
                        block.into()
                    })
                    .collect();
                for (_, cpu) in Cpu::levels() {
                    let mut blocks = blocks.clone();
                    Aes256::new(&key, cpu).encrypt_blocks(&mut blocks);
                    prop_assert_eq!(&blocks, &expected);
                }
            }
        }
    }
}
