//! FF1 over strings and integers.

use std::hint::black_box;

use cipher::{BlockCipherEncrypt, KeyInit};
use fpe::ff1::{FF1, FlexibleNumeralString};
use weimu_cpu::Cpu;
use weimu_crypto::{ColumnBuf, Ff1, Ff1Key};

use super::values::{BLOCK, COUNT, Values};
use super::{Measurement, NANOSECONDS, check, name_at};
use crate::Failure;
use crate::record::Record;

const KEY: [u8; 32] = [0x3c; 32];
const DIGITS: &str = "0123456789";
const ALPHANUMERIC: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
/// Values that the rival gets, which takes microseconds for each.
const RIVAL_COUNT: usize = 10_000;
/// Identity cards of 4,000 regions over 150 years.
const RANKS: u64 = 4000 * 54_787 * 1000;

pub(super) fn measurements() -> Vec<Measurement> {
    let mut all = Vec::new();
    for (level, cpu) in Cpu::levels() {
        for (what, length, alphabet) in
            [("18-digits", 18, DIGITS), ("11-digits", 11, DIGITS), ("18-alphanumeric", 18, ALPHANUMERIC)]
        {
            all.push(text::<::sm4::Sm4>(Ff1::Sm4, "fpe FF1<Sm4>", what, length, alphabet, level, cpu));
            all.push(text::<::aes::Aes256>(Ff1::Aes256, "fpe FF1<Aes256>", what, length, alphabet, level, cpu));
        }
        all.push(ranks::<::sm4::Sm4>(Ff1::Sm4, "fpe FF1<Sm4>", level, cpu));
        all.push(ranks::<::aes::Aes256>(Ff1::Aes256, "fpe FF1<Aes256>", level, cpu));
    }
    all
}

fn text<C: Cipher>(
    algorithm: Ff1,
    rival_name: &'static str,
    what: &str,
    length: usize,
    alphabet: &'static str,
    level: &str,
    cpu: Cpu,
) -> Measurement {
    Measurement {
        name: name_at(&format!("crypto/{}/{what}", algorithm.name().to_ascii_lowercase()), level),
        unit: NANOSECONDS,
        rival_name,
        measure: Box::new(move |measurement| {
            let values = Values::of_digits(COUNT, length);
            let key = &KEY[..algorithm.key_len()];
            let ours = Ff1Key::with_cpu(algorithm, key, cpu).expect("fits").text(alphabet, &[])?;
            let radix = u32::try_from(alphabet.len())?;
            let rival = FF1::<C>::new(key, radix).map_err(|_| "a radix that FF1 takes")?;
            let numerals = |value: &[u8]| value.iter().map(|digit| u16::from(digit - b'0')).collect::<Vec<_>>();
            let by_rival = |value: &[u8]| {
                let text = FlexibleNumeralString::from(numerals(value));
                Vec::<u16>::from(rival.encrypt(&[0; 8], &text).expect("within the radix"))
            };
            let contexts = [0; BLOCK];
            let mut out = ColumnBuf::new();
            let encrypt = |out: &mut ColumnBuf| {
                for (column, _) in values.blocks() {
                    ours.encrypt_column(&contexts[..column.len()], column, out).expect("digits");
                }
            };
            encrypt(&mut out);
            let place = |character: &u8| alphabet.bytes().position(|of| of == *character).map(|place| place as u16);
            let same = values
                .first(RIVAL_COUNT)
                .zip(out.as_column().iter())
                .all(|((value, _), encrypted)| by_rival(value).into_iter().map(Some).eq(encrypted.iter().map(place)));
            check(same && out.len() == COUNT, &measurement.name)?;
            Ok::<Record, Failure>(measurement.per_value(
                (COUNT, &mut || {
                    out.clear();
                    encrypt(&mut out);
                }),
                (RIVAL_COUNT, &mut || {
                    for (value, _) in values.first(RIVAL_COUNT) {
                        black_box(by_rival(value));
                    }
                }),
            ))
        }),
    }
}

fn ranks<C: Cipher>(algorithm: Ff1, rival_name: &'static str, level: &str, cpu: Cpu) -> Measurement {
    Measurement {
        name: name_at(&format!("crypto/{}/ranks", algorithm.name().to_ascii_lowercase()), level),
        unit: NANOSECONDS,
        rival_name,
        measure: Box::new(move |measurement| {
            let key = &KEY[..algorithm.key_len()];
            let ours = Ff1Key::with_cpu(algorithm, key, cpu).expect("fits").ranks(RANKS, &[])?;
            // The least radix whose fourth power is RANKS or more.
            let radix = (1..).find(|radix: &u64| radix.pow(4) >= RANKS).ok_or("a radix")?;
            let rival = FF1::<C>::new(key, u32::try_from(radix)?).map_err(|_| "a radix that FF1 takes")?;
            let once = |rank: u64| {
                let numerals = [3, 2, 1, 0].map(|place| (rank / radix.pow(place) % radix) as u16);
                let encrypted = rival.encrypt(&[0; 8], &FlexibleNumeralString::from(numerals.to_vec()));
                let encrypted = Vec::<u16>::from(encrypted.expect("within the radix"));
                encrypted.into_iter().fold(0, |rank, numeral| rank * radix + u64::from(numeral))
            };
            let by_rival = |rank: u64| {
                let mut rank = once(rank);
                while rank >= RANKS {
                    rank = once(rank);
                }
                rank
            };
            let inputs: Vec<u64> =
                (0..COUNT as u64).map(|index| index.wrapping_mul(0x9E37_79B9_7F4A_7C15) % RANKS).collect();
            let contexts = [0; BLOCK];
            let mut outputs = inputs.clone();
            let encrypt = |ranks: &mut [u64]| {
                for block in ranks.chunks_mut(BLOCK) {
                    ours.encrypt(&contexts[..block.len()], block).expect("below the size");
                }
            };
            encrypt(&mut outputs);
            let same = inputs.iter().zip(&outputs).take(RIVAL_COUNT).all(|(input, output)| by_rival(*input) == *output);
            check(same, &measurement.name)?;
            Ok::<Record, Failure>(measurement.per_value(
                (COUNT, &mut || {
                    outputs.copy_from_slice(&inputs);
                    encrypt(&mut outputs);
                }),
                (RIVAL_COUNT, &mut || {
                    for input in inputs.iter().take(RIVAL_COUNT) {
                        black_box(by_rival(*input));
                    }
                }),
            ))
        }),
    }
}

/// What the rival runs over.
trait Cipher:
    BlockCipherEncrypt + cipher::BlockSizeUser<BlockSize = cipher::consts::U16> + KeyInit + Clone + 'static
{
}

impl<C: BlockCipherEncrypt + cipher::BlockSizeUser<BlockSize = cipher::consts::U16> + KeyInit + Clone + 'static> Cipher
    for C
{
}
