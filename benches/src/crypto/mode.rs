//! GCM and SIV over columns of short values.

use aead::consts::U12;
use aead::{AeadInOut, KeyInit};
use aes_gcm::AesGcm;
use aes_siv::siv::CmacSiv;
use weimu_cpu::Cpu;
use weimu_crypto::{Aead, AeadKey, ColumnBuf, Nonce, Siv, SivKey};

use super::values::{COUNT, RIVAL_COUNT, Values};
use super::{Measurement, NANOSECONDS, check, name_at};

const KEY: [u8; 64] = [0x3c; 64];
/// None: a rival would take it in anew for every value.
const AAD: &[u8] = b"";

pub(super) fn measurements() -> Vec<Measurement> {
    let mut all = Vec::new();
    for length in [18, 60] {
        for (level, cpu) in Cpu::levels() {
            all.extend([
                seal::<AesGcm<::sm4::Sm4, U12>>(Aead::Sm4Gcm, "RustCrypto AesGcm<Sm4>", length, level, cpu),
                open::<AesGcm<::sm4::Sm4, U12>>(Aead::Sm4Gcm, "RustCrypto AesGcm<Sm4>", length, level, cpu),
                seal::<aes_gcm::Aes256Gcm>(Aead::Aes256Gcm, "RustCrypto Aes256Gcm", length, level, cpu),
                open::<aes_gcm::Aes256Gcm>(Aead::Aes256Gcm, "RustCrypto Aes256Gcm", length, level, cpu),
                siv(Siv::Sm4Siv, "RustCrypto CmacSiv<Sm4>", length, level, cpu),
                siv(Siv::Aes256Siv, "RustCrypto Aes256Siv", length, level, cpu),
            ]);
        }
    }
    all
}

fn name(algorithm: &str, work: &str, length: usize, level: &str) -> String {
    name_at(&format!("crypto/{}/{work}-{length}", algorithm.to_ascii_lowercase()), level)
}

fn seal<R>(aead: Aead, rival_name: &'static str, length: usize, level: &str, cpu: Cpu) -> Measurement
where
    R: AeadInOut<NonceSize = U12> + KeyInit,
{
    Measurement {
        name: name(aead.name(), "seal", length, level),
        unit: NANOSECONDS,
        rival_name,
        measure: Box::new(move |measurement| {
            let values = Values::of_digits(COUNT, length);
            let key = &KEY[..aead.key_len()];
            let (ours, rival) =
                (AeadKey::with_cpu(aead, key, cpu).expect("fits"), R::new_from_slice(key).expect("fits"));
            let sealed = sealed_by(&ours, &values);
            let same = values
                .first(RIVAL_COUNT)
                .zip(sealed.iter().flat_map(|block| block.as_column().iter()))
                .all(|((value, nonce), sealed)| sealed_by_rival(&rival, value, nonce) == sealed);
            check(same, &measurement.name)?;
            let mut out = ColumnBuf::new();
            let mut buffer = vec![0; length];
            let blocks: Vec<_> = values.blocks().collect();
            Ok(measurement.per_value(
                (COUNT, &mut || {
                    for (column, nonces) in blocks.iter().copied() {
                        out.clear();
                        ours.seal_column(nonces, AAD, column, &mut out).expect("one nonce per value");
                    }
                }),
                (RIVAL_COUNT, &mut || {
                    for (value, nonce) in values.first(RIVAL_COUNT) {
                        buffer.copy_from_slice(value);
                        let tag = rival.encrypt_inout_detached(nonce.into(), AAD, buffer.as_mut_slice().into());
                        std::hint::black_box(tag.expect("short"));
                    }
                }),
            ))
        }),
    }
}

fn open<R>(aead: Aead, rival_name: &'static str, length: usize, level: &str, cpu: Cpu) -> Measurement
where
    R: AeadInOut<NonceSize = U12> + KeyInit,
{
    Measurement {
        name: name(aead.name(), "open", length, level),
        unit: NANOSECONDS,
        rival_name,
        measure: Box::new(move |measurement| {
            let values = Values::of_digits(COUNT, length);
            let key = &KEY[..aead.key_len()];
            let (ours, rival) =
                (AeadKey::with_cpu(aead, key, cpu).expect("fits"), R::new_from_slice(key).expect("fits"));
            let sealed = sealed_by(&ours, &values);
            let opened = sealed.iter().map(|block| {
                let mut out = ColumnBuf::new();
                ours.open_column(AAD, block.as_column(), &mut out).expect("it opens");
                out
            });
            let opened: Vec<_> = opened.collect();
            let same = opened
                .iter()
                .flat_map(|block| block.as_column().iter())
                .eq(values.first(COUNT).map(|(value, _)| value));
            check(same, &measurement.name)?;
            let mut out = ColumnBuf::new();
            let mut buffer = vec![0; length];
            Ok(measurement.per_value(
                (COUNT, &mut || {
                    for block in &sealed {
                        out.clear();
                        ours.open_column(AAD, block.as_column(), &mut out).expect("it opens");
                    }
                }),
                (RIVAL_COUNT, &mut || {
                    for sealed in sealed.iter().flat_map(|block| block.as_column().iter()).take(RIVAL_COUNT) {
                        let (nonce, text) = sealed.split_first_chunk::<12>().expect("12 bytes");
                        let (text, tag) = text.split_last_chunk::<16>().expect("16 bytes");
                        buffer.copy_from_slice(text);
                        let tag = aead::Tag::<R>::try_from(&tag[..]).expect("16 bytes");
                        rival
                            .decrypt_inout_detached(nonce.into(), AAD, buffer.as_mut_slice().into(), &tag)
                            .expect("it opens");
                    }
                }),
            ))
        }),
    }
}

fn sealed_by(ours: &AeadKey, values: &Values) -> Vec<ColumnBuf> {
    let sealed = values.blocks().map(|(column, nonces)| {
        let mut out = ColumnBuf::new();
        ours.seal_column(nonces, AAD, column, &mut out).expect("one nonce per value");
        out
    });
    sealed.collect()
}

fn sealed_by_rival<R: AeadInOut<NonceSize = U12>>(rival: &R, value: &[u8], nonce: &Nonce) -> Vec<u8> {
    let mut text = value.to_vec();
    let tag = rival.encrypt_inout_detached(nonce.into(), AAD, text.as_mut_slice().into()).expect("short");
    [&nonce[..], &text, &tag].concat()
}

fn siv(siv: Siv, rival_name: &'static str, length: usize, level: &str, cpu: Cpu) -> Measurement {
    Measurement {
        name: name(siv.name(), "seal", length, level),
        unit: NANOSECONDS,
        rival_name,
        measure: Box::new(move |measurement| {
            let values = Values::of_digits(COUNT, length);
            let key = &KEY[..siv.key_len()];
            let ours = SivKey::with_cpu(siv, key, cpu).expect("fits");
            let mut rival = Rival::new(siv, key);
            let mut out = ColumnBuf::new();
            values.blocks().for_each(|(column, _)| ours.seal_column(AAD, column, &mut out));
            let same = values.first(RIVAL_COUNT).zip(out.as_column().iter()).all(|((value, _), sealed)| {
                let mut text = value.to_vec();
                let iv = rival.seal(&mut text);
                [&iv[..], &text].concat() == sealed
            });
            check(same, &measurement.name)?;
            let mut buffer = vec![0; length];
            let blocks: Vec<_> = values.blocks().collect();
            Ok(measurement.per_value(
                (COUNT, &mut || {
                    for (column, _) in blocks.iter().copied() {
                        out.clear();
                        ours.seal_column(AAD, column, &mut out);
                    }
                }),
                (RIVAL_COUNT, &mut || {
                    for (value, _) in values.first(RIVAL_COUNT) {
                        buffer.copy_from_slice(value);
                        std::hint::black_box(rival.seal(&mut buffer));
                    }
                }),
            ))
        }),
    }
}

/// SIV with a keyed state that is used again for every value.
enum Rival {
    Sm4(Box<CmacSiv<::sm4::Sm4>>),
    Aes256(Box<CmacSiv<::aes::Aes256>>),
}

impl Rival {
    fn new(siv: Siv, key: &[u8]) -> Self {
        match siv {
            Siv::Sm4Siv => Self::Sm4(Box::new(CmacSiv::new_from_slice(key).expect("fits"))),
            _ => Self::Aes256(Box::new(CmacSiv::new_from_slice(key).expect("fits"))),
        }
    }

    fn seal(&mut self, text: &mut [u8]) -> aes_siv::Tag {
        match self {
            Self::Sm4(siv) => siv.encrypt_inout_detached([AAD], text.into()),
            Self::Aes256(siv) => siv.encrypt_inout_detached([AAD], text.into()),
        }
        .expect("one string of associated data")
    }
}
