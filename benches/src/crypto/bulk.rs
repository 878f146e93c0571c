//! SM4 alone, over a buffer that fits the first-level cache.

use std::hint::black_box;

use cipher::{Array, BlockCipherEncrypt, KeyInit};
use weimu_cpu::Cpu;
use weimu_crypto::hazmat::Sm4;

use super::{Measurement, check, name_at};
use crate::{Failure, clock};

const KEY: [u8; 16] = *b"0123456789abcdef";
const BLOCKS: usize = 1024;
/// Times that ours goes over the buffer.
const OURS: usize = 2000;
const RIVAL: usize = 100;

pub(super) fn measurements() -> Vec<Measurement> {
    let measurement = |(level, cpu): (&str, Cpu)| Measurement {
        name: name_at("crypto/sm4-ecb/16-kib", level),
        unit: "GB/s",
        rival_name: "RustCrypto sm4",
        measure: Box::new(move |measurement| {
            let ours = Sm4::new(&KEY, cpu).expect("16 bytes");
            let rival = ::sm4::Sm4::new(&KEY.into());
            let buffer: Vec<[u8; 16]> = (0..BLOCKS as u128).map(|index| (index << 64 | 7).to_le_bytes()).collect();
            let (mut one, mut other) = (buffer.clone(), buffer);
            ours.encrypt_blocks(&mut one);
            rival.encrypt_blocks(Array::cast_slice_from_core_mut(&mut other));
            check(one == other, &measurement.name)?;
            let times = clock::medians(&mut [
                &mut || (0..OURS).for_each(|_| ours.encrypt_blocks(black_box(&mut one))),
                &mut || {
                    (0..RIVAL)
                        .for_each(|_| rival.encrypt_blocks(Array::cast_slice_from_core_mut(black_box(&mut other))));
                },
            ]);
            let rate = |rounds: usize, seconds: f64| (rounds * BLOCKS * 16) as f64 / seconds / 1e9;
            Ok::<_, Failure>(
                measurement.record(rate(OURS, times[0].as_secs_f64()), rate(RIVAL, times[1].as_secs_f64())),
            )
        }),
    };
    Cpu::levels().into_iter().map(measurement).collect()
}
