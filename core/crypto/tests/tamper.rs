//! What is altered, moved or sealed under another key does not open, and leaves the output as it was.

use proptest::prelude::*;
use weimu_crypto::{Aead, AeadKey, Column, ColumnBuf, Mac, MacKey, Nonce, Siv, SivKey};

const VALUES: [&[u8]; 4] = [b"", b"110101199003072316", b"a value that is longer than a block of 16", b"x"];

/// One algorithm with a key, so that both modes pass the same tests.
enum Sealer {
    Aead(AeadKey),
    Siv(SivKey),
}

impl Sealer {
    fn all(key_byte: u8) -> Vec<Self> {
        let key = [key_byte; 64];
        let aead = Aead::ALL.map(|aead| Self::Aead(AeadKey::new(aead, &key[..aead.key_len()]).expect("length fits")));
        let siv = Siv::ALL.map(|siv| Self::Siv(SivKey::new(siv, &key[..siv.key_len()]).expect("length fits")));
        aead.into_iter().chain(siv).collect()
    }

    fn seal(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) {
        match self {
            Self::Aead(key) => key.seal_column(&nonces(input.len()), aad, input, out).expect("one nonce per value"),
            Self::Siv(key) => key.seal_column(aad, input, out),
        }
    }

    fn open(&self, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) -> Result<(), usize> {
        match self {
            Self::Aead(key) => key.open_column(aad, input, out),
            Self::Siv(key) => key.open_column(aad, input, out),
        }
        .map_err(|error| error.index())
    }

    fn name(&self) -> String {
        match self {
            Self::Aead(key) => format!("{key:?}"),
            Self::Siv(key) => format!("{key:?}"),
        }
    }
}

fn nonces(count: usize) -> Vec<Nonce> {
    (0..count as u32).map(|i| [[7; 8].as_slice(), &i.to_be_bytes()].concat().try_into().expect("8 + 4")).collect()
}

fn column<V: AsRef<[u8]>>(values: impl IntoIterator<Item = V>) -> ColumnBuf {
    let mut column = ColumnBuf::new();
    values.into_iter().for_each(|value| column.push(value.as_ref()));
    column
}

fn values(column: &ColumnBuf) -> Vec<Vec<u8>> {
    column.as_column().iter().map(<[u8]>::to_vec).collect()
}

/// Opening `sealed` fails at `index` and adds nothing to an output that already holds a value.
fn assert_refused(sealer: &Sealer, aad: &[u8], sealed: &ColumnBuf, index: usize, what: &str) {
    let mut out = column([b"before"]);
    assert_eq!(sealer.open(aad, sealed.as_column(), &mut out), Err(index), "{} {what}", sealer.name());
    assert_eq!(values(&out), [b"before"], "{} {what}", sealer.name());
    assert_eq!(out.byte_len(), 6, "{} {what}", sealer.name());
}

#[test]
fn every_flipped_bit_is_refused() {
    for sealer in Sealer::all(1) {
        let mut sealed = ColumnBuf::new();
        sealer.seal(b"place", column(VALUES).as_column(), &mut sealed);
        let sealed = values(&sealed);
        for (index, value) in sealed.iter().enumerate() {
            for bit in 0..value.len() * 8 {
                let mut altered = sealed.clone();
                altered[index][bit / 8] ^= 1 << (bit % 8);
                assert_refused(&sealer, b"place", &column(&altered), index, &format!("value {index} bit {bit}"));
            }
        }
    }
}

#[test]
fn every_cut_and_every_extension_is_refused() {
    for sealer in Sealer::all(1) {
        let mut sealed = ColumnBuf::new();
        sealer.seal(b"place", column(VALUES).as_column(), &mut sealed);
        let whole = values(&sealed);
        for cut in 0..whole[0].len() {
            assert_refused(&sealer, b"place", &column([&whole[0][..cut]]), 0, &format!("cut to {cut}"));
        }
        let longer = [&whole[0][..], &[0]].concat();
        assert_refused(&sealer, b"place", &column([longer]), 0, "one byte more");
    }
}

#[test]
fn the_first_altered_value_of_many_is_named() {
    let shapes: [fn(usize) -> usize; 4] = [|_| 18, |_| 64, |_| 150, |index| index * 29 % 140];
    for (sealer, shape) in Sealer::all(1).iter().flat_map(|sealer| shapes.map(|shape| (sealer, shape))) {
        let mut sealed = ColumnBuf::new();
        sealer.seal(b"place", column((0..303).map(|index| vec![b'1'; shape(index)])).as_column(), &mut sealed);
        let sealed = values(&sealed);
        for first in (0..302).step_by(43) {
            for byte in [0, shape(first) / 2 + 14, sealed[first].len() - 1] {
                let mut altered = sealed.clone();
                altered[first][byte.min(sealed[first].len() - 1)] ^= 1;
                altered[302][5] ^= 0x80;
                let what = format!("{} bytes, value {first}, byte {byte}", shape(first));
                assert_refused(sealer, b"place", &column(&altered), first, &what);
            }
        }
    }
}

#[test]
fn another_key_or_place_is_refused() {
    for (sealer, other) in Sealer::all(1).iter().zip(Sealer::all(2)) {
        let mut sealed = ColumnBuf::new();
        sealer.seal(b"place", column(VALUES).as_column(), &mut sealed);
        assert_refused(&other, b"place", &sealed, 0, "other key");
        assert_refused(sealer, b"plac", &sealed, 0, "other place");
        assert_refused(sealer, b"", &sealed, 0, "no place");
        let mut opened = ColumnBuf::new();
        assert_eq!(sealer.open(b"place", sealed.as_column(), &mut opened), Ok(()));
        assert_eq!(values(&opened), VALUES);
    }
}

#[test]
fn a_nonce_of_another_value_is_refused() {
    for aead in Aead::ALL {
        let key = AeadKey::new(aead, &[1; 32][..aead.key_len()]).expect("length fits");
        let mut sealed = ColumnBuf::new();
        key.seal_column(&nonces(2), b"", column(["one", "two"]).as_column(), &mut sealed).expect("two nonces");
        let mut swapped = values(&sealed);
        let (one, two) = swapped.split_at_mut(1);
        one[0][..AeadKey::NONCE_LEN].swap_with_slice(&mut two[0][..AeadKey::NONCE_LEN]);
        let mut out = ColumnBuf::new();
        assert!(key.open_column(b"", column(swapped).as_column(), &mut out).is_err() && out.is_empty());
    }
}

#[test]
fn as_many_nonces_as_values_are_needed() {
    for aead in Aead::ALL {
        let key = AeadKey::new(aead, &[1; 32][..aead.key_len()]).expect("length fits");
        let mut out = ColumnBuf::new();
        assert!(key.seal_column(&nonces(1), b"", column(["one", "two"]).as_column(), &mut out).is_err());
        assert!(key.seal_column(&nonces(3), b"", column(["one", "two"]).as_column(), &mut out).is_err());
        assert!(out.is_empty() && out.byte_len() == 0);
    }
}

#[test]
fn keys_of_another_length_are_refused() {
    for length in (0..70).filter(|length| ![16, 32, 64].contains(length)) {
        assert!(Aead::ALL.iter().all(|aead| AeadKey::new(*aead, &vec![0; length]).is_err()), "{length}");
        assert!(Siv::ALL.iter().all(|siv| SivKey::new(*siv, &vec![0; length]).is_err()), "{length}");
    }
    assert!(AeadKey::new(Aead::Sm4Gcm, &[0; 32]).is_err());
    assert!(SivKey::new(Siv::Sm4Siv, &[0; 64]).is_err());
}

#[test]
fn debug_names_the_algorithm_alone() {
    let shown: Vec<_> = Sealer::all(0xab).iter().map(Sealer::name).collect();
    assert_eq!(shown, ["SM4-GCM", "AES-256-GCM", "SM4-SIV", "AES-256-SIV"]);
    assert_eq!(Mac::ALL.map(|mac| format!("{:?}", MacKey::new(mac, &[0xab; 32]))), ["HMAC-SM3", "HMAC-SHA-256"]);
}

proptest! {
    #[test]
    fn what_was_sealed_opens(texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20)) {
        for sealer in Sealer::all(3) {
            let mut sealed = ColumnBuf::new();
            sealer.seal(b"place", column(&texts).as_column(), &mut sealed);
            let mut opened = ColumnBuf::new();
            prop_assert_eq!(sealer.open(b"place", sealed.as_column(), &mut opened), Ok(()));
            prop_assert_eq!(values(&opened), texts.clone());
        }
    }

    #[test]
    fn siv_gives_equal_results_for_equal_values_alone(one: Vec<u8>, other: Vec<u8>) {
        for siv in Siv::ALL {
            let key = SivKey::new(siv, &[5; 64][..siv.key_len()]).expect("length fits");
            let mut sealed = ColumnBuf::new();
            key.seal_column(b"domain", column([&one, &other, &one]).as_column(), &mut sealed);
            let sealed = values(&sealed);
            prop_assert_eq!(&sealed[0], &sealed[2]);
            prop_assert_eq!(sealed[0] == sealed[1], one == other);
        }
    }
}

#[test]
fn long_values_open() {
    let long = vec![0x5a; 1 << 20];
    for sealer in Sealer::all(4) {
        let mut sealed = ColumnBuf::new();
        sealer.seal(b"place", column([&long]).as_column(), &mut sealed);
        let mut opened = ColumnBuf::new();
        assert_eq!(sealer.open(b"place", sealed.as_column(), &mut opened), Ok(()));
        assert!(opened.as_column().get(0) == Some(&long[..]));
    }
}
