//! No branch and no address depends on a key or a value: the ciphers run on bytes that memcheck takes for undefined.
//!
//! `make constant-time` runs these tests under Valgrind, which sees every branch and every address that is computed from such
//! bytes. Without Valgrind the tests run too, and check nothing. Valgrind 3.19 has AVX2, AES-NI and PCLMULQDQ but neither GFNI nor
//! AVX-512, so the levels that the program sees there are `portable` and `avx2`.
//!
//! What does depend on secrets is counted, and has to be exactly what is documented: a branch on the verdict for every value
//! that is opened; one on whether the values of a window fit the alphabet; and for a rank one on whether it lies inside its
//! domain before and after every application of FF1.

mod memcheck;

use std::hint::black_box;
use std::ops::Range;

use weimu_cpu::Cpu;
use weimu_crypto::{Aead, AeadKey, ColumnBuf, Ff1, Ff1Key, Hash, Mac, MacKey, Nonce, Siv, SivKey, equal, hkdf};

#[test]
fn a_planted_leak_is_reported() {
    const TABLE: [u8; 256] = [7; 256];
    let key = secret(2);
    assert_branches("a load by a byte of a key", 1, || black_box(&TABLE)[usize::from(key[0])]);
    assert_branches("a branch on a byte of a key", 1, || if key[1] > 5 { black_box(1) } else { black_box(2) * 2 });
}

#[test]
fn gcm_branches_on_verdicts_alone() {
    for (level, cpu) in Cpu::levels() {
        for (aead, count) in Aead::ALL.into_iter().flat_map(|aead| COUNTS.map(|count| (aead, count))) {
            let what = format!("{} on {level}, {count} values", aead.name());
            let (secret, values, nonces) = (secret(aead.key_len()), secret_column(count, 0..75), nonces(count));
            let (mut sealed, mut opened) = (ColumnBuf::new(), ColumnBuf::new());
            let key = assert_branches(&what, 0, || {
                let key = AeadKey::with_cpu(aead, &secret, cpu).expect("the length fits");
                key.seal_column(&nonces, b"place", values.as_column(), &mut sealed).expect("one nonce per value");
                key
            });
            memcheck::make_defined(sealed.as_column().as_bytes());
            assert_branches(&format!("{what}, opened"), count, || {
                key.open_column(b"place", sealed.as_column(), &mut opened).expect("they are genuine");
            });
        }
    }
}

#[test]
fn siv_branches_on_verdicts_alone() {
    for (level, cpu) in Cpu::levels() {
        for (siv, count) in Siv::ALL.into_iter().flat_map(|siv| COUNTS.map(|count| (siv, count))) {
            let what = format!("{} on {level}, {count} values", siv.name());
            let (secret, values) = (secret(siv.key_len()), secret_column(count, 0..75));
            let (mut sealed, mut opened) = (ColumnBuf::new(), ColumnBuf::new());
            let key = assert_branches(&what, 0, || {
                let key = SivKey::with_cpu(siv, &secret, cpu).expect("the length fits");
                key.seal_column(b"place", values.as_column(), &mut sealed);
                key
            });
            memcheck::make_defined(sealed.as_column().as_bytes());
            assert_branches(&format!("{what}, opened"), count, || {
                key.open_column(b"place", sealed.as_column(), &mut opened).expect("they are genuine");
            });
        }
    }
}

#[test]
fn hmac_does_not_branch() {
    for (level, cpu) in Cpu::levels() {
        for (mac, count) in Mac::ALL.into_iter().flat_map(|mac| COUNTS.map(|count| (mac, count))) {
            for length in [32, 65] {
                let what = format!("{} on {level}, {count} values, {length} bytes of key", mac.name());
                let (secret, values) = (secret(length), secret_column(count, 0..150));
                assert_branches(&what, 0, || {
                    let key = MacKey::with_cpu(mac, &secret, cpu);
                    let mut macs = Vec::new();
                    key.mac_column(values.as_column(), &mut macs);
                    (key.mac(&secret), macs)
                });
            }
        }
    }
}

#[test]
fn derivation_and_comparison_do_not_branch() {
    for hash in [Hash::Sm3, Hash::Sha256] {
        let (secret, mut derived) = (secret(32), [0; 100]);
        assert_branches("HKDF", 0, || hkdf(hash, &secret, &[], b"label", &mut derived).expect("it is short"));
    }
    let (one, other) = (secret(32), secret(32));
    assert_branches("comparison", 0, || equal(&one, &other));
}

#[test]
fn ff1_of_texts_branches_on_fitting_alone() {
    for (alphabet, lengths) in [(DIGITS, 6..57), (LETTERS_TOO, 4..37)] {
        check_texts(alphabet, lengths);
    }
}

#[expect(clippy::string_slice, reason = "the alphabets are ASCII")]
fn check_texts(alphabet: &str, lengths: Range<usize>) {
    for (level, cpu) in Cpu::levels() {
        for (ff1, count) in Ff1::ALL.into_iter().flat_map(|ff1| COUNTS.map(|count| (ff1, count))) {
            let what = format!("{} on {level}, {count} texts of {lengths:?} characters", ff1.name());
            let contexts: Vec<u64> = (0..count as u64).collect();
            let all = alphabet.repeat(60);
            let texts = (0..count).map(|value| &all[value % 7..][..lengths.start + value % lengths.len()]);
            let (secret, values) = (secret(ff1.key_len()), undefined(texts));
            let (mut encrypted, mut decrypted) = (ColumnBuf::new(), ColumnBuf::new());
            // Of no more than a window of values each of the two calls has one verdict.
            assert_branches(&what, 2, || {
                let key = Ff1Key::with_cpu(ff1, &secret, cpu).expect("the length fits");
                let domain = key.text(alphabet, b"tweak").expect("distinct characters");
                domain.encrypt_column(&contexts, values.as_column(), &mut encrypted).expect("they fit");
                domain.decrypt_column(&contexts, encrypted.as_column(), &mut decrypted).expect("they fit");
            });
        }
    }
}

#[test]
fn ff1_of_ranks_branches_on_bounds_alone() {
    // A size, and the fourth power of the radix that it is walked in.
    for (size, power) in [(1_000_000, 1 << 20), (1 << 32, 1 << 32), (u64::MAX, u64::MAX)] {
        for (level, cpu) in Cpu::levels() {
            for (ff1, count) in Ff1::ALL.into_iter().flat_map(|ff1| COUNTS.map(|count| (ff1, count))) {
                let what = format!("{} on {level}, {count} ranks below {size}", ff1.name());
                let contexts: Vec<u64> = (0..count as u64).collect();
                let mut ranks: Vec<u64> = (0..count as u64).map(|rank| rank * 3_331).collect();
                let secret = secret(ff1.key_len());
                let key = || Ff1Key::with_cpu(ff1, &secret, cpu).expect("the length fits");
                memcheck::make_defined(&secret);
                let applications = applications(&key(), (size, power), &contexts, &ranks);
                memcheck::make_undefined(&secret);
                memcheck::make_undefined(&ranks);
                assert_branches(&what, count + applications, || {
                    let domain = key().ranks(size, b"tweak").expect("it is large enough");
                    domain.encrypt(&contexts, &mut ranks).expect("they lie inside");
                });
            }
        }
    }
}

/// How often FF1 is applied until all ranks lie below the size: without cycle walking it permutes the integers below the power.
fn applications(key: &Ff1Key, (size, power): (u64, u64), contexts: &[u64], ranks: &[u64]) -> usize {
    let whole = key.ranks(power, b"tweak").expect("it is large enough");
    let applications = contexts.iter().zip(ranks).map(|(context, rank)| {
        let (mut walking, mut applied) = ([*rank], 0);
        while applied == 0 || walking[0] >= size {
            whole.encrypt(&[*context], &mut walking).expect("it lies inside");
            applied += 1;
        }
        applied
    });
    applications.sum()
}

const DIGITS: &str = "0123456789";
const LETTERS_TOO: &str = "0123456789abcdefghijklmnopqrstuvwxyz";

/// Values at a time: from fewer than a vector has lanes to more than are in flight.
const COUNTS: [usize; 4] = [1, 3, 40, 300];

/// Runs `work`, during which exactly `expected` branches and addresses may depend on undefined bytes.
fn assert_branches<R>(what: &str, expected: usize, work: impl FnOnce() -> R) -> R {
    let before = memcheck::errors();
    let result = black_box(work());
    let found = memcheck::errors() - before;
    if is_checked() {
        assert_eq!(found, expected, "{what}: branches or addresses that depend on secrets");
    }
    result
}

/// Whether Valgrind runs the program, as it has to if `WEIMU_VALGRIND` is set.
fn is_checked() -> bool {
    let is_running = memcheck::is_running();
    assert!(is_running || std::env::var_os("WEIMU_VALGRIND").is_none(), "Valgrind does not run this program");
    is_running
}

fn secret(length: usize) -> Vec<u8> {
    let bytes: Vec<u8> = (0..length as u8).map(|index| index.wrapping_mul(37)).collect();
    memcheck::make_undefined(&bytes);
    black_box(bytes)
}

fn secret_column(count: usize, lengths: Range<usize>) -> ColumnBuf {
    undefined((0..count).map(|value| vec![b'1'; lengths.start + (18 + 7 * value) % lengths.len()]))
}

fn undefined<V: AsRef<[u8]>>(values: impl Iterator<Item = V>) -> ColumnBuf {
    let mut column = ColumnBuf::new();
    values.for_each(|value| column.push(value.as_ref()));
    memcheck::make_undefined(column.as_column().as_bytes());
    column
}

fn nonces(count: usize) -> Vec<Nonce> {
    (0..count as u32)
        .map(|ordinal| [[7; 8].as_slice(), &ordinal.to_be_bytes()].concat().try_into().expect("8 + 4"))
        .collect()
}
