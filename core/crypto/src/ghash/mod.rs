//! GHASH (SP 800-38D 6.4, GB/T 36624-2018) of many strings of blocks at a time.

mod portable;
#[cfg(target_arch = "x86_64")]
pub(crate) mod x86_64;

use weimu_cpu::Cpu;

use crate::cipher::Block;

/// GHASH under one key.
pub(crate) struct Ghash(Backend);

enum Backend {
    Portable(portable::Ghash),
    #[cfg(target_arch = "x86_64")]
    Pclmulqdq(Box<x86_64::pclmulqdq::Ghash>),
}

impl Ghash {
    /// GHASH under the hash key `key`, on the widest kernel that `cpu` allows.
    pub(crate) fn new(key: &Block, cpu: Cpu) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = cpu.pclmulqdq() {
            return Self(Backend::Pclmulqdq(Box::new(x86_64::pclmulqdq::Ghash::new(key, token))));
        }
        let _ = cpu;
        Self(Backend::Portable(portable::Ghash::new(key)))
    }

    /// Writes the digest of every string to `out`, which has a place for each. The strings lie one after the other in `blocks`,
    /// and `counts` says how many blocks each has.
    pub(crate) fn digest_each(&self, blocks: &[Block], counts: &[usize], out: &mut [Block]) {
        match &self.0 {
            Backend::Portable(ghash) => ghash.digest_each(blocks, counts, out),
            #[cfg(target_arch = "x86_64")]
            Backend::Pclmulqdq(ghash) => ghash.digest_each(blocks, counts, out),
        }
    }

    /// The digest of one string.
    pub(crate) fn digest(&self, blocks: &[Block]) -> Block {
        let mut out = [[0; 16]];
        self.digest_each(blocks, &[blocks.len()], &mut out);
        let [digest] = out;
        digest
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use weimu_cpu::Cpu;

    use super::Ghash;
    use crate::cipher::Block;

    /// GHASH by the definition, bit by bit (SP 800-38D, algorithms 1 and 2).
    fn naive(key: &Block, blocks: &[Block]) -> Block {
        let key = u128::from_be_bytes(*key);
        let digest = blocks.iter().fold(0_u128, |digest, block| {
            let x = digest ^ u128::from_be_bytes(*block);
            let (mut z, mut v) = (0, key);
            for bit in (0..128).rev() {
                if x >> bit & 1 == 1 {
                    z ^= v;
                }
                v = (v >> 1) ^ if v & 1 == 1 { 0xe1 << 120 } else { 0 };
            }
            z
        });
        digest.to_be_bytes()
    }

    #[test]
    fn every_level_equals_the_definition_for_every_count() {
        let block = |seed: u128| (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_be_bytes();
        let key = block(77);
        for (name, cpu) in Cpu::levels() {
            let ghash = Ghash::new(&key, cpu);
            for most in 0..70 {
                let counts: Vec<usize> = (0..most).map(|string| (string * 7 + most) % 41).collect();
                let blocks: Vec<Block> = (0..counts.iter().sum::<usize>()).map(|index| block(index as u128)).collect();
                let mut out = vec![[0; 16]; most];
                ghash.digest_each(&blocks, &counts, &mut out);
                let mut rest = &blocks[..];
                let expected: Vec<Block> = counts
                    .iter()
                    .map(|&count| {
                        let (string, after) = rest.split_at(count);
                        rest = after;
                        naive(&key, string)
                    })
                    .collect();
                assert_eq!(out, expected, "{name}, {most} strings");
            }
        }
    }

    proptest! {
        #[test]
        fn every_level_equals_the_definition_on_random_strings(
            key in any::<Block>(),
            strings in prop::collection::vec(prop::collection::vec(any::<Block>(), 0..20), 1..9),
        ) {
            let (blocks, counts) = (strings.concat(), strings.iter().map(Vec::len).collect::<Vec<_>>());
            let expected: Vec<Block> = strings.iter().map(|string| naive(&key, string)).collect();
            for (_, cpu) in Cpu::levels() {
                let mut out = vec![[0; 16]; counts.len()];
                Ghash::new(&key, cpu).digest_each(&blocks, &counts, &mut out);
                prop_assert_eq!(&out, &expected);
            }
        }
    }
}
