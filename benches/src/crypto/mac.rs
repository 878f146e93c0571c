//! HMAC over columns of short values.

use hmac::{Hmac, KeyInit};
use weimu_cpu::Cpu;
use weimu_crypto::{Digest, Mac, MacKey};

use super::values::{COUNT, RIVAL_COUNT, Values};
use super::{Measurement, NANOSECONDS, check, name_at};

const KEY: [u8; 32] = [0x3c; 32];

pub(super) fn measurements() -> Vec<Measurement> {
    let mut all = Vec::new();
    for length in [18, 60] {
        for (level, cpu) in Cpu::levels() {
            all.push(measurement::<Hmac<sm3::Sm3>>(Mac::HmacSm3, "RustCrypto Hmac<Sm3>", length, level, cpu));
            all.push(measurement::<Hmac<sha2::Sha256>>(Mac::HmacSha256, "RustCrypto Hmac<Sha256>", length, level, cpu));
        }
    }
    all
}

fn measurement<R>(mac: Mac, rival_name: &'static str, length: usize, level: &str, cpu: Cpu) -> Measurement
where
    R: hmac::Mac + KeyInit + Clone,
    Digest: From<hmac::digest::Output<R>>,
{
    Measurement {
        name: name_at(&format!("crypto/{}/{length}", mac.name().to_ascii_lowercase()), level),
        unit: NANOSECONDS,
        rival_name,
        measure: Box::new(move |measurement| {
            let values = Values::of_digits(COUNT, length);
            let ours = MacKey::with_cpu(mac, &KEY, cpu);
            let rival = <R as KeyInit>::new_from_slice(&KEY).expect("any length");
            let by_rival = |value: &[u8]| Digest::from(rival.clone().chain_update(value).finalize().into_bytes());
            let mut out = Vec::new();
            values.blocks().for_each(|(column, _)| ours.mac_column(column, &mut out));
            let same = values.first(RIVAL_COUNT).zip(&out).all(|((value, _), mac)| by_rival(value) == *mac);
            check(same && out.len() == COUNT, &measurement.name)?;
            let blocks: Vec<_> = values.blocks().collect();
            Ok(measurement.per_value(
                (COUNT, &mut || {
                    for (column, _) in blocks.iter().copied() {
                        out.clear();
                        ours.mac_column(column, &mut out);
                    }
                }),
                (RIVAL_COUNT, &mut || {
                    for (value, _) in values.first(RIVAL_COUNT) {
                        std::hint::black_box(by_rival(value));
                    }
                }),
            ))
        }),
    }
}
