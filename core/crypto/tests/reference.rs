//! Every level of the processor gives what the RustCrypto modes give, value by value.

use aead::consts::U12;
use aead::{AeadInOut, KeyInit};
use aes::Aes256;
use aes_gcm::AesGcm;
use aes_siv::siv::CmacSiv;
use proptest::prelude::*;
use sm4::Sm4;
use weimu_cpu::Cpu;
use weimu_crypto::{Aead, AeadKey, Column, ColumnBuf, Nonce, Siv, SivKey};

/// A column in one buffer that begins at an odd address, so that no value is aligned.
struct Values {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl Values {
    fn of_lengths(lengths: impl IntoIterator<Item = usize>) -> Self {
        let mut offsets = vec![1];
        for length in lengths {
            offsets.push(offsets[offsets.len() - 1] + length);
        }
        let bytes = (0..offsets[offsets.len() - 1]).map(|index| (index * 151 + index / 251) as u8).collect();
        Self { bytes, offsets }
    }

    fn column(&self) -> Column<'_> {
        Column::try_new(&self.bytes, &self.offsets).expect("offsets fit")
    }
}

fn nonce(index: usize) -> Nonce {
    let mut nonce = [0xc3; 12];
    nonce[8..].copy_from_slice(&(index as u32 ^ 0xffff_fff0).to_be_bytes());
    nonce
}

fn naive_gcm<C: AeadInOut<NonceSize = U12> + KeyInit>(key: &[u8], aad: &[u8], input: Column<'_>) -> Vec<Vec<u8>> {
    let cipher = C::new_from_slice(key).expect("length fits");
    let sealed = input.iter().enumerate().map(|(index, value)| {
        let mut text = value.to_vec();
        let nonce = nonce(index);
        let tag = cipher.encrypt_inout_detached((&nonce).into(), aad, text.as_mut_slice().into()).expect("short");
        [&nonce[..], &text, &tag].concat()
    });
    sealed.collect()
}

fn naive_siv(siv: Siv, key: &[u8], aad: &[u8], input: Column<'_>) -> Vec<Vec<u8>> {
    let sealed = input.iter().map(|value| {
        let mut text = value.to_vec();
        let iv = match siv {
            Siv::Sm4Siv => CmacSiv::<Sm4>::new_from_slice(key)
                .expect("fits")
                .encrypt_inout_detached([aad], text.as_mut_slice().into()),
            _ => CmacSiv::<Aes256>::new_from_slice(key)
                .expect("fits")
                .encrypt_inout_detached([aad], text.as_mut_slice().into()),
        };
        [&iv.expect("one string")[..], &text].concat()
    });
    sealed.collect()
}

fn check(key: &[u8; 64], aad: &[u8], values: &Values) {
    let input = values.column();
    let nonces: Vec<Nonce> = (0..input.len()).map(nonce).collect();
    for aead in Aead::ALL {
        let key = &key[..aead.key_len()];
        let expected = match aead {
            Aead::Sm4Gcm => naive_gcm::<AesGcm<Sm4, U12>>(key, aad, input),
            _ => naive_gcm::<AesGcm<Aes256, U12>>(key, aad, input),
        };
        for (name, cpu) in Cpu::levels() {
            let key = AeadKey::with_cpu(aead, key, cpu).expect("length fits");
            let (mut sealed, mut opened) = (ColumnBuf::new(), ColumnBuf::new());
            key.seal_column(&nonces, aad, input, &mut sealed).expect("one nonce per value");
            assert!(sealed.as_column().iter().eq(expected.iter().map(Vec::as_slice)), "{} {name}", aead.name());
            key.open_column(aad, sealed.as_column(), &mut opened).expect("it opens");
            assert!(opened.as_column().iter().eq(input.iter()), "{} {name}", aead.name());
        }
    }
    for siv in Siv::ALL {
        let key = &key[..siv.key_len()];
        let expected = naive_siv(siv, key, aad, input);
        for (name, cpu) in Cpu::levels() {
            let key = SivKey::with_cpu(siv, key, cpu).expect("length fits");
            let (mut sealed, mut opened) = (ColumnBuf::new(), ColumnBuf::new());
            key.seal_column(aad, input, &mut sealed);
            assert!(sealed.as_column().iter().eq(expected.iter().map(Vec::as_slice)), "{} {name}", siv.name());
            key.open_column(aad, sealed.as_column(), &mut opened).expect("it opens");
            assert!(opened.as_column().iter().eq(input.iter()), "{} {name}", siv.name());
        }
    }
}

#[test]
fn every_length_alone() {
    for length in 0..300 {
        check(&[length as u8; 64], b"place", &Values::of_lengths([length]));
    }
}

#[test]
fn every_count_of_values_of_one_length() {
    for count in (0..200).chain([255, 256, 257, 511, 512, 513, 1100]) {
        check(&[count as u8; 64], b"", &Values::of_lengths(std::iter::repeat_n(18, count)));
    }
}

#[test]
fn lengths_that_are_mixed() {
    check(&[9; 64], &[7; 40], &Values::of_lengths((0..700).map(|index| index * 37 % 131)));
    let long = |index: usize| if index % 60 == 59 { 20_000 + index } else { index % 5 };
    check(&[9; 64], &[7; 16], &Values::of_lengths((0..200).map(long)));
}

#[test]
fn as_many_values_as_many_columns_hold() {
    check(&[0x5e; 64], b"weimu", &Values::of_lengths((0..100_000).map(|index| 18 - usize::from(index % 10 == 0))));
}

#[test]
fn a_frame_is_a_prefix_and_zeros_around_the_same_bytes() {
    let values = Values::of_lengths(0..170);
    let nonces: Vec<Nonce> = (0..170).map(nonce).collect();
    let prefix = *b"a prefix!";
    let (mut plain, mut framed) = (ColumnBuf::new(), ColumnBuf::framed(prefix));
    for out in [&mut plain, &mut framed] {
        let aead = AeadKey::new(Aead::Sm4Gcm, &[1; 16]).expect("length fits");
        aead.seal_column(&nonces, b"", values.column(), out).expect("one nonce per value");
        SivKey::new(Siv::Sm4Siv, &[1; 32]).expect("length fits").seal_column(b"", values.column(), out);
    }
    for (plain, framed) in plain.as_column().iter().zip(framed.as_column().iter()) {
        let mut expected = [&prefix, plain].concat();
        expected.resize(expected.len().next_multiple_of(ColumnBuf::GROUP), 0);
        assert_eq!(framed, expected);
    }
    assert_eq!(framed.len(), 340);
}

proptest! {
    #[test]
    fn random_columns(
        key in prop::array::uniform32(any::<u8>()),
        aad in prop::collection::vec(any::<u8>(), 0..60),
        lengths in prop::collection::vec(0_usize..120, 0..60),
    ) {
        let mut doubled = [0; 64];
        doubled[..32].copy_from_slice(&key);
        doubled[32..].copy_from_slice(&key.map(|byte| !byte));
        check(&doubled, &aad, &Values::of_lengths(lengths));
    }
}
