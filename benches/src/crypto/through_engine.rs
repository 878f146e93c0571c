//! The keyed operations through the engine: an Arrow array of identity cards in, an Arrow array out, text encodings included,
//! on one core.
//!
//! The rival is the loop that would be written without weimu: the same cipher of RustCrypto for each value, base64url or
//! hexadecimal by a crate, and a string builder. It has no policy, no null and no report.

use std::sync::Arc;

use aead::consts::U12;
use aead::{AeadInOut, KeyInit};
use aes_gcm::AesGcm;
use aes_siv::siv::CmacSiv;
use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchIterator, StringArray};
use arrow_schema::{DataType, Field, Schema};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use fpe::ff1::{FF1, FlexibleNumeralString};
use hmac::{Hmac, Mac as _};
use weimu::engine::{self, ApplyOptions, Engine};
use weimu::keys::{Keyring, Label, Profile};
use weimu::policy::Policy;
use weimu::transform::{Mac, RunSeed};

use super::{Measurement, NANOSECONDS, check};
use crate::Failure;
use crate::generate::Sample;
use crate::random::SplitMix64;

const BATCH_ROWS: usize = 65_536;
const COUNT: usize = 1_000_000;
const RIVAL_COUNT: usize = 20_000;

/// Appends what becomes of a value.
type ByRival = dyn FnMut(&str, &mut StringBuilder);

/// An operation and its rival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Encrypt,
    Tokenize,
    Fpe,
    Hash,
}

impl Operation {
    const ALL: [Self; 4] = [Self::Encrypt, Self::Tokenize, Self::Fpe, Self::Hash];

    fn name(self) -> &'static str {
        match self {
            Self::Encrypt => "encrypt",
            Self::Tokenize => "tokenize",
            Self::Fpe => "fpe",
            Self::Hash => "hash",
        }
    }

    fn rival_name(self) -> &'static str {
        match self {
            Self::Encrypt => "loop over RustCrypto AesGcm<Sm4>, base64",
            Self::Tokenize => "loop over RustCrypto CmacSiv<Sm4>, base64",
            Self::Fpe => "loop over fpe FF1<Sm4>, the first 17 digits",
            Self::Hash => "loop over RustCrypto Hmac<Sm3>, format!",
        }
    }

    fn rival(self) -> Box<ByRival> {
        match self {
            Self::Encrypt => {
                let cipher = AesGcm::<::sm4::Sm4, U12>::new_from_slice(&[7; 16]).expect("16 bytes");
                let mut count = 0_u32;
                Box::new(move |value, out| {
                    count += 1;
                    let mut sealed = [[0; 8].as_slice(), &count.to_be_bytes(), value.as_bytes()].concat();
                    let (nonce, text) = sealed.split_first_chunk_mut::<12>().expect("12 bytes");
                    let nonce: &[u8; 12] = nonce;
                    let tag = cipher.encrypt_inout_detached(nonce.into(), b"place", text.into()).expect("short");
                    sealed.extend_from_slice(&tag);
                    out.append_value(format!("wm1.{}", BASE64_URL_SAFE_NO_PAD.encode(&sealed)));
                })
            }
            Self::Tokenize => {
                let mut cipher = CmacSiv::<::sm4::Sm4>::new_from_slice(&[7; 32]).expect("32 bytes");
                Box::new(move |value, out| {
                    let mut text = value.as_bytes().to_vec();
                    let iv = cipher.encrypt_inout_detached([b"place"], text.as_mut_slice().into()).expect("one string");
                    out.append_value(format!("wt1.{}", BASE64_URL_SAFE_NO_PAD.encode([&iv[..], &text].concat())));
                })
            }
            Self::Fpe => {
                let cipher = FF1::<::sm4::Sm4>::new(&[7; 16], 10).expect("decimal");
                Box::new(move |value, out| {
                    let digits: Vec<u16> = value.bytes().take(17).map(|byte| u16::from(byte - b'0')).collect();
                    let digits = cipher.encrypt(b"place", &FlexibleNumeralString::from(digits)).expect("digits");
                    let digits = Vec::<u16>::from(digits).into_iter().map(|digit| char::from(b'0' + digit as u8));
                    out.append_value(digits.collect::<String>());
                })
            }
            Self::Hash => {
                let key = Hmac::<sm3::Sm3>::new_from_slice(&[7; 32]).expect("any length");
                Box::new(move |value, out| {
                    let mac = key.clone().chain_update(value).finalize().into_bytes();
                    out.append_value(mac.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
                })
            }
        }
    }
}

pub(super) fn measurements() -> Vec<Measurement> {
    let measurement = |operation: Operation| Measurement {
        name: format!("crypto/engine/{}", operation.name()),
        unit: NANOSECONDS,
        rival_name: operation.rival_name(),
        measure: Box::new(move |measurement| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
            pool.install(|| measure(operation, measurement))
        }),
    };
    Operation::ALL.into_iter().map(measurement).collect()
}

fn measure(operation: Operation, measurement: &Measurement) -> Result<crate::record::Record, Failure> {
    let sample = Sample::new();
    let values: StringArray = (0..COUNT).map(|row| Some(sample.id_card(&mut SplitMix64::new(5, row as u64)))).collect();
    let schema = Arc::new(Schema::new(vec![Field::new("value", DataType::Utf8, true)]));
    let mut keyring = Keyring::create(Profile::Gm)?;
    keyring.add("k")?;
    let keyring = Arc::new(keyring);
    let policy = Policy::parse(&format!(
        "weimu: 1\ndataset: d\ncrypto: gm\nkeys: {{ k: {{ keyring: k }} }}\nscenarios: {{ bench: {{}} }}\n\
         checks: {{ leak: off }}\ncolumns:\n  value: {{ type: id_card, op: {}, key: k }}\n",
        operation.name()
    ))?;
    let batches: Vec<RecordBatch> = slices(&values)
        .map(|slice| RecordBatch::try_new(schema.clone(), vec![Arc::new(slice) as ArrayRef]))
        .collect::<Result<_, _>>()?;
    let engine = Arc::new(Engine::new(policy.compile(None, &schema, &[], Some(&keyring))?, schema.clone())?);
    check_reversed(operation, &policy, keyring, &batches, measurement)?;
    let seed = RunSeed::random()?;
    let mut rival = operation.rival();
    let slice = values.slice(0, RIVAL_COUNT);
    Ok(measurement.per_value(
        (COUNT, &mut || {
            let mut run = engine.start(&seed);
            for batch in &batches {
                std::hint::black_box(run.apply(batch).expect("the values fit"));
            }
        }),
        (RIVAL_COUNT, &mut || {
            let mut builder = StringBuilder::new();
            slice.iter().flatten().for_each(|value| rival(value, &mut builder));
            std::hint::black_box(builder.finish());
        }),
    ))
}

/// Whether what was made reversible is restored, value by value, and none was left as it was; a hash is compared with the
/// rival's under the same derived key.
fn check_reversed(
    operation: Operation,
    policy: &Policy,
    keyring: Arc<Keyring>,
    batches: &[RecordBatch],
    measurement: &Measurement,
) -> Result<(), Failure> {
    let key = keyring.key("k")?;
    let options = ApplyOptions::new().with_keyring(keyring);
    let stream = |batches: Vec<RecordBatch>| {
        let schema = batches[0].schema();
        Box::new(RecordBatchIterator::new(batches.into_iter().map(Ok), schema))
    };
    let applied: Vec<RecordBatch> =
        engine::apply(stream(batches.to_vec()), policy, &options)?.collect::<Result<_, _>>()?;
    if operation == Operation::Hash {
        let derived =
            key.derive(key.primary(), Mac::HmacSm3.hash(), &Label::new("hash", "HMAC-SM3", &["id_card"]), 32)?;
        let rival = Hmac::<sm3::Sm3>::new_from_slice(derived.expose()).expect("any length");
        let same = texts(batches).zip(texts(&applied)).all(|(value, hash)| {
            let mac = rival.clone().chain_update(value).finalize().into_bytes();
            mac.iter().map(|byte| format!("{byte:02x}")).collect::<String>() == hash
        });
        return check(same, &measurement.name);
    }
    let restored: Vec<RecordBatch> =
        engine::reveal(stream(applied.clone()), policy, &options)?.collect::<Result<_, _>>()?;
    let same = texts(batches).eq(texts(&restored));
    let hidden = texts(batches).zip(texts(&applied)).all(|(value, hidden)| value != hidden);
    check(same && hidden, &measurement.name)
}

fn texts(batches: &[RecordBatch]) -> impl Iterator<Item = &str> {
    batches.iter().flat_map(|batch| batch.column(0).as_string::<i32>().iter().flatten())
}

fn slices(values: &StringArray) -> impl Iterator<Item = StringArray> {
    let starts = (0..values.len()).step_by(BATCH_ROWS);
    starts.map(|start| values.slice(start, BATCH_ROWS.min(values.len() - start)))
}
