//! Published vectors, whose tweaks have no context behind them.

use std::sync::Arc;

use serde_json::Value;
use weimu_cpu::Cpu;

use super::head::Tweak;
use super::{Backend, Cipher, Ff1Text};
use crate::aes::{Aes128, Aes256};
use crate::sm4::Sm4;
use crate::{Column, ColumnBuf};

const CHARACTERS: &str = "0123456789abcdefghijklmnopqrstuvwxyz";

#[test]
fn samples_of_nist_with_keys_of_128_and_256_bits() {
    // Samples 4 to 6 have keys of 192 bits, which are not offered.
    assert_eq!(check(include_str!("../../../../corpora/vectors/ff1_aes_nist.json")), 6);
}

#[test]
fn sm4_agrees_with_other_implementations() {
    assert_eq!(check(include_str!("../../../../corpora/vectors/ff1_sm4_generated.json")), 16);
}

/// Checks every vector at every level of the processor and says how many there were.
fn check(file: &str) -> usize {
    let file: Value = serde_json::from_str(file).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    let checked = vectors.iter().filter(|vector| vector["cipher"] != "AES-192");
    checked.map(|vector| Cpu::levels().into_iter().for_each(|(_, cpu)| holds(vector, cpu))).count()
}

fn holds(vector: &Value, cpu: Cpu) {
    let key = bytes(&vector["key"]);
    let cipher = match vector["cipher"].as_str().unwrap() {
        "SM4-128" => Cipher::Sm4(Box::new(Sm4::new(key[..].try_into().unwrap(), cpu))),
        "AES-128" => Cipher::Aes128(Box::new(Aes128::new(key[..].try_into().unwrap()))),
        "AES-256" => Cipher::Aes256(Box::new(Aes256::new(key[..].try_into().unwrap()))),
        other => panic!("unknown cipher {other}"),
    };
    let (characters, _) = CHARACTERS.split_at(vector["radix"].as_u64().unwrap() as usize);
    let tweak = bytes(&vector["tweak"]);
    let text = Ff1Text::try_new(Arc::new(cipher), Backend::new(cpu), characters, Tweak::Whole(&tweak)).unwrap();
    let [plaintext, ciphertext] = ["plaintext", "ciphertext"].map(|name| vector[name].as_str().unwrap().as_bytes());
    let mut out = ColumnBuf::new();
    text.encrypt_column(&[0], Column::try_new(plaintext, &[0, plaintext.len()]).unwrap(), &mut out).unwrap();
    text.decrypt_column(&[0], Column::try_new(ciphertext, &[0, ciphertext.len()]).unwrap(), &mut out).unwrap();
    assert_eq!(out.as_column().iter().collect::<Vec<_>>(), [ciphertext, plaintext], "{vector}");
}

fn bytes(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap().as_bytes();
    hex.chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}
