//! HMAC (RFC 2104, GM/T 0042-2015, FIPS 198-1) over columns.
//!
//! The values of a column go side by side, one per lane of the processor's vectors; values of different lengths are
//! ordered first, so that neighbours have about as many blocks.

mod column;
mod schedule;

use std::fmt;
use std::marker::PhantomData;

use weimu_cpu::Cpu;
use zeroize::{Zeroize, Zeroizing};

use self::column::MacColumn;
use crate::compression::{Compression, State};
use crate::lanes::Backend;
use crate::sha256::Sha256Compression;
use crate::sm3::Sm3Compression;
use crate::{Column, Digest, Hash};

/// An algorithm for message authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mac {
    /// HMAC-SM3 (GM/T 0042-2015).
    HmacSm3,
    /// HMAC-SHA-256 (FIPS 198-1).
    HmacSha256,
}

impl Mac {
    /// Every algorithm.
    pub const ALL: [Self; 2] = [Self::HmacSm3, Self::HmacSha256];

    /// The hash that it is built on, from which its keys are derived too.
    pub fn hash(self) -> Hash {
        match self {
            Self::HmacSm3 => Hash::Sm3,
            Self::HmacSha256 => Hash::Sha256,
        }
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::HmacSm3 => "HMAC-SM3",
            Self::HmacSha256 => "HMAC-SHA-256",
        }
    }
}

/// A key for message authentication. The key's two blocks are hashed once, when it is made.
pub struct MacKey {
    keyed: Keyed,
    backend: Backend,
}

enum Keyed {
    Sm3(Midstates<Sm3Compression>),
    Sha256(Midstates<Sha256Compression>),
}

impl MacKey {
    /// The key in `key`, of any length.
    pub fn new(mac: Mac, key: &[u8]) -> Self {
        Self::with_cpu(mac, key, Cpu::detect())
    }

    /// The same with the instructions of `cpu` alone: for tests and measurements.
    pub fn with_cpu(mac: Mac, key: &[u8], cpu: Cpu) -> Self {
        let keyed = match mac {
            Mac::HmacSm3 => Keyed::Sm3(Midstates::new(key)),
            Mac::HmacSha256 => Keyed::Sha256(Midstates::new(key)),
        };
        Self { keyed, backend: Backend::new(cpu) }
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Mac {
        match self.keyed {
            Keyed::Sm3(_) => Mac::HmacSm3,
            Keyed::Sha256(_) => Mac::HmacSha256,
        }
    }

    /// Appends the MAC of every value of `input`.
    pub fn mac_column(&self, input: Column<'_>, out: &mut Vec<Digest>) {
        match &self.keyed {
            Keyed::Sm3(key) => self.backend.run(MacColumn { key, input, out }),
            Keyed::Sha256(key) => self.backend.run(MacColumn { key, input, out }),
        }
    }

    /// The MAC of one message.
    pub fn mac(&self, message: &[u8]) -> Digest {
        match &self.keyed {
            Keyed::Sm3(key) => key.mac(message),
            Keyed::Sha256(key) => key.mac(message),
        }
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm().name())
    }
}

/// Bytes of a block of both hashes.
const BLOCK: usize = 64;

/// The states of the inner and the outer hash behind the block of the key.
struct Midstates<C> {
    inner: State,
    outer: State,
    compression: PhantomData<C>,
}

impl<C: Compression> Midstates<C> {
    fn new(key: &[u8]) -> Self {
        let mut block = Zeroizing::new([0; BLOCK]);
        match block.get_mut(..key.len()) {
            Some(start) => start.copy_from_slice(key),
            None => {
                let hashed = Zeroizing::new(C::digest(C::INITIAL, key, 0));
                block.iter_mut().zip(hashed.iter()).for_each(|(to, from)| *to = *from);
            }
        }
        let behind = |pad: u8| {
            let padded = Zeroizing::new(block.map(|byte| byte ^ pad));
            let mut state = C::INITIAL;
            C::compress(&mut state, std::slice::from_ref(&*padded));
            state
        };
        Self { inner: behind(0x36), outer: behind(0x5c), compression: PhantomData }
    }

    fn mac(&self, message: &[u8]) -> Digest {
        C::digest(self.outer, &C::digest(self.inner, message, BLOCK), BLOCK)
    }
}

impl<C> Drop for Midstates<C> {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit, Mac as _};

    use super::*;
    use crate::ColumnBuf;

    /// Values per vector of the widest backend.
    const WIDEST: usize = 16;

    #[test]
    fn every_length_in_every_number_equals_the_reference_on_every_level() {
        let data = random(1 + 64 * (4 * BLOCK + 9), 1);
        for length in 0..=4 * BLOCK + 9 {
            // The first value starts at an odd offset.
            let offsets: Vec<usize> = (0..=4 * WIDEST).map(|i| 1 + i * length).collect();
            let cases = Case::all(Column::try_new(&data, &offsets).expect("offsets fit"), 1);
            for count in 0..=4 * WIDEST {
                let column = Column::try_new(&data, &offsets[..=count]).expect("offsets fit");
                cases.iter().for_each(|case| case.check(column));
            }
        }
    }

    #[test]
    fn every_number_of_mixed_lengths_equals_the_reference_on_every_level() {
        let data = random(80_000, 2);
        for count in 0..=4 * WIDEST {
            let lengths = random(2 * count, count as u64);
            let mut offsets = vec![3];
            for pair in lengths.chunks(2) {
                let length = if pair[0] < 128 { usize::from(pair[1]) % 100 } else { 5 * usize::from(pair[1]) };
                offsets.push(offsets[offsets.len() - 1] + length);
            }
            assert_eq!(check(&data, &offsets, count as u64), count);
        }
    }

    #[test]
    fn batches_of_long_and_short_values_keep_their_order() {
        let data = random(300_000, 3);
        let lengths = random(2 * schedule::BATCH + 77, 4).into_iter().map(usize::from);
        let mut offsets = vec![0];
        for (row, length) in lengths.enumerate() {
            let length = if row % 100 == 0 { 20 * length } else { length % 120 };
            offsets.push(offsets[row] + length);
        }
        assert_eq!(check(&data, &offsets, 5), 2 * schedule::BATCH + 77);
    }

    #[test]
    fn a_batch_of_one_length_may_follow_any_other() {
        let data = random(600_000, 8);
        let mut offsets = vec![0];
        for length in [18, 60, 18, 0, 200, 18] {
            for row in 0..schedule::BATCH {
                let mixed = if length == 0 { row % 70 } else { length };
                offsets.push(offsets[offsets.len() - 1] + mixed);
            }
        }
        assert_eq!(check(&data, &offsets, 9), 6 * schedule::BATCH);
    }

    #[test]
    fn keys_of_every_length_equal_the_reference() {
        for length in 0..=2 * BLOCK + 1 {
            let key = random(length, 6);
            for mac in Mac::ALL {
                assert_eq!(MacKey::new(mac, &key).mac(b"message"), reference(mac, &key, b"message"), "{length} bytes");
            }
        }
    }

    #[test]
    fn macs_are_appended() {
        let mut column = ColumnBuf::new();
        column.push(b"value");
        for mac in Mac::ALL {
            let key = MacKey::new(mac, b"key");
            let mut out = vec![[7; 32]];
            key.mac_column(column.as_column(), &mut out);
            assert_eq!(out, [[7; 32], key.mac(b"value")]);
        }
    }

    /// Compares all levels with the reference on the values of a column; says how many they were.
    fn check(data: &[u8], offsets: &[usize], seed: u64) -> usize {
        let column = Column::try_new(data, offsets).expect("offsets fit");
        Case::all(column, seed).iter().for_each(|case| case.check(column));
        column.len()
    }

    /// A key on one level of the processor, and what the reference makes of a column.
    struct Case {
        level: &'static str,
        key: MacKey,
        expected: Vec<Digest>,
    }

    impl Case {
        fn all(column: Column<'_>, seed: u64) -> Vec<Self> {
            let key = random(32, seed);
            let levels = |mac| {
                let expected: Vec<Digest> = column.iter().map(|value| reference(mac, &key, value)).collect();
                let case =
                    |(level, cpu)| Self { level, key: MacKey::with_cpu(mac, &key, cpu), expected: expected.clone() };
                Cpu::levels().into_iter().map(case).collect::<Vec<_>>()
            };
            Mac::ALL.into_iter().flat_map(levels).collect()
        }

        /// Compares on the first values of the column, which `column` has.
        fn check(&self, column: Column<'_>) {
            let mut macs = Vec::new();
            self.key.mac_column(column, &mut macs);
            assert_eq!(macs.len(), column.len());
            let differs = (0..macs.len()).find(|&i| macs[i] != self.expected[i]);
            let length = differs.and_then(|i| column.get(i)).map(<[u8]>::len);
            assert_eq!(length, None, "{:?} {}: value {differs:?} of {}", self.key, self.level, macs.len());
        }
    }

    fn reference(mac: Mac, key: &[u8], message: &[u8]) -> Digest {
        let any = "any length";
        match mac {
            Mac::HmacSm3 => {
                let key = Hmac::<::sm3::Sm3>::new_from_slice(key).expect(any);
                key.chain_update(message).finalize().into_bytes().into()
            }
            Mac::HmacSha256 => {
                let key = Hmac::<::sha2::Sha256>::new_from_slice(key).expect(any);
                key.chain_update(message).finalize().into_bytes().into()
            }
        }
    }

    /// Bytes of a xorshift generator.
    fn random(length: usize, seed: u64) -> Vec<u8> {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        };
        (0..length).map(|_| next()).collect()
    }
}
