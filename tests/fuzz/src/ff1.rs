//! FF1: a permutation of its domain for every alphabet, length, size, tweak and context, the same at every level.

use arbitrary::Arbitrary;
use weimu_cpu::Cpu;
use weimu_crypto::{Column, ColumnBuf, Ff1, Ff1Key, Ff1Ranks, Ff1Text};

/// A key and a domain, and what is to be permuted.
#[derive(Arbitrary, Debug)]
pub struct Case {
    algorithm: Algorithm,
    key: [u8; 32],
    tweak: Vec<u8>,
    contexts: Contexts,
    domain: Domain,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Algorithm {
    Sm4,
    Aes256,
}

#[derive(Arbitrary, Debug)]
enum Contexts {
    /// The same one for every value.
    One(u64),
    /// One after the other, again from the first when there are no more.
    Cycle(Vec<u64>),
    /// These and no others, however many values there are.
    Exactly(Vec<u64>),
}

#[derive(Arbitrary, Debug)]
enum Domain {
    Text { alphabet: Alphabet, repeats: u8, values: Vec<Value> },
    Ranks { size: Size, repeats: u8, ranks: Vec<Rank> },
}

#[derive(Arbitrary, Debug)]
enum Alphabet {
    /// Whatever it is, it may be refused.
    Any(String),
    /// The first printable characters in the order that `order` gives them.
    Printable { radix: u8, order: u64 },
}

#[derive(Arbitrary, Debug)]
enum Value {
    /// Characters of the alphabet, each by its number modulo the radix.
    Numerals(Vec<u8>),
    /// Some characters, again and again until there are as many as this.
    Long { length: u8, numerals: [u8; 4] },
    /// Whatever it is, it may not fit.
    Any(Vec<u8>),
}

#[derive(Arbitrary, Debug)]
enum Size {
    Any(u64),
    /// The fourth power of a radix, and a few more or less.
    NearPower {
        radix: u16,
        more: i8,
    },
    NearFewest {
        more: i8,
    },
}

#[derive(Arbitrary, Debug)]
enum Rank {
    /// Modulo the size.
    Inside(u64),
    /// From the end of the domain.
    Last(u8),
    Any(u64),
}

/// SP 800-38G Rev. 1: values that a domain has at least.
const FEWEST: u64 = 1_000_000;

impl Case {
    /// # Panics
    /// If something does not hold.
    pub fn check(&self) {
        match &self.domain {
            Domain::Text { alphabet, repeats, values } => self.check_text(&alphabet.text(), *repeats, values),
            Domain::Ranks { size, repeats, ranks } => self.check_ranks(size.number(), *repeats, ranks),
        }
    }

    fn keys(&self) -> impl Iterator<Item = (&'static str, Ff1Key)> {
        let (algorithm, key) = match self.algorithm {
            Algorithm::Sm4 => (Ff1::Sm4, &self.key[..16]),
            Algorithm::Aes256 => (Ff1::Aes256, &self.key[..]),
        };
        let levels = Cpu::levels().into_iter();
        levels.map(move |(level, cpu)| (level, Ff1Key::with_cpu(algorithm, key, cpu).expect("the length fits")))
    }

    fn check_text(&self, alphabet: &str, repeats: u8, values: &[Value]) {
        let bytes = alphabet.as_bytes();
        let is_alphabet = (2..=94).contains(&bytes.len())
            && bytes.iter().enumerate().all(|(at, byte)| byte.is_ascii_graphic() && !bytes[..at].contains(byte));
        let values: Vec<Vec<u8>> = values.iter().map(|value| value.text(bytes)).collect();
        let values: Vec<Vec<u8>> = vec![values; usize::from(repeats) + 1].concat();
        let contexts = self.contexts.of(values.len());
        let mut first = None;
        for (level, key) in self.keys() {
            let domain = key.text(alphabet, &self.tweak);
            assert_eq!(domain.is_ok(), is_alphabet, "{level}: distinct printable characters are an alphabet");
            let Ok(domain) = domain else { continue };
            let result = encrypted_text(&domain, bytes, &contexts, &values);
            let first = first.get_or_insert_with(|| result.clone());
            assert!(result == *first, "{level} gives another result");
        }
    }

    fn check_ranks(&self, size: u64, repeats: u8, ranks: &[Rank]) {
        let ranks: Vec<u64> = ranks.iter().map(|rank| rank.number(size)).collect();
        let ranks = ranks.repeat(usize::from(repeats) + 1);
        let contexts = self.contexts.of(ranks.len());
        let mut first = None;
        for (level, key) in self.keys() {
            let domain = key.ranks(size, &self.tweak);
            assert_eq!(domain.is_ok(), size >= FEWEST, "{level}: a domain has a million values at least");
            let Ok(domain) = domain else { continue };
            let result = encrypted_ranks(&domain, &contexts, &ranks);
            let first = first.get_or_insert_with(|| result.clone());
            assert!(result == *first, "{level} gives another result");
        }
    }
}

/// The ciphertexts, after they were decrypted again; or the index of an error, after it was seen that nothing was written.
fn encrypted_text(
    domain: &Ff1Text,
    alphabet: &[u8],
    contexts: &[u64],
    values: &[Vec<u8>],
) -> Result<Vec<Vec<u8>>, usize> {
    let strange = values.iter().position(|value| !fits(alphabet, value));
    values.iter().for_each(|value| assert_eq!(domain.fits(value), fits(alphabet, value), "which values fit"));
    let expected = match strange {
        _ if contexts.len() != values.len() => Err(contexts.len().min(values.len())),
        Some(index) => Err(index),
        None => Ok(()),
    };
    let mut out = column(&[b"before".to_vec()]);
    let result = domain.encrypt_column(contexts, column(values).as_column(), &mut out).map_err(|error| error.index());
    assert_eq!(result, expected);
    let mut encrypted = list(out.as_column());
    assert_eq!(encrypted.remove(0), b"before");
    assert_eq!(out.byte_len(), 6 + encrypted.iter().map(Vec::len).sum::<usize>());
    if let Err(index) = result {
        assert!(encrypted.is_empty(), "something was written");
        let refused = domain.decrypt_column(contexts, column(values).as_column(), &mut out);
        assert_eq!((refused.map_err(|error| error.index()), out.byte_len()), (Err(index), 6));
        return Err(index);
    }
    assert_eq!(encrypted.len(), values.len());
    for (value, encrypted) in values.iter().zip(&encrypted) {
        assert!(encrypted.len() == value.len() && fits(alphabet, encrypted), "a result lies outside the domain");
    }
    let mut decrypted = ColumnBuf::new();
    domain.decrypt_column(contexts, column(&encrypted).as_column(), &mut decrypted).expect("ciphertexts fit");
    assert!(list(decrypted.as_column()) == values, "encryption is undone");
    Ok(encrypted)
}

/// As [`encrypted_text`].
fn encrypted_ranks(domain: &Ff1Ranks, contexts: &[u64], ranks: &[u64]) -> Result<Vec<u64>, usize> {
    let expected = match ranks.iter().position(|rank| *rank >= domain.size()) {
        _ if contexts.len() != ranks.len() => Err(contexts.len().min(ranks.len())),
        Some(index) => Err(index),
        None => Ok(()),
    };
    let mut changed = ranks.to_vec();
    let result = domain.encrypt(contexts, &mut changed).map_err(|error| error.index());
    assert_eq!(result, expected);
    if let Err(index) = result {
        assert!(changed == ranks, "something was changed");
        assert_eq!(domain.decrypt(contexts, &mut changed).map_err(|error| error.index()), Err(index));
        assert!(changed == ranks, "something was changed");
        return Err(index);
    }
    assert!(changed.iter().all(|rank| *rank < domain.size()), "a result lies outside the domain");
    let encrypted = changed.clone();
    domain.decrypt(contexts, &mut changed).expect("images lie inside");
    assert!(changed == ranks, "encryption is undone");
    Ok(encrypted)
}

/// Whether a value can be enciphered, by the definition: characters, a million values of its length, a half of 12 bytes.
fn fits(alphabet: &[u8], value: &[u8]) -> bool {
    let radix = alphabet.len() as u128;
    let power = |exponent: usize| radix.checked_pow(exponent as u32).unwrap_or(u128::MAX);
    value.iter().all(|byte| alphabet.contains(byte))
        && power(value.len()) >= u128::from(FEWEST)
        && power(value.len().div_ceil(2)) <= 1 << 96
}

impl Contexts {
    fn of(&self, count: usize) -> Vec<u64> {
        match self {
            Self::One(context) => vec![*context; count],
            Self::Cycle(contexts) if contexts.is_empty() => vec![0; count],
            Self::Cycle(contexts) => contexts.iter().copied().cycle().take(count).collect(),
            Self::Exactly(contexts) => contexts.clone(),
        }
    }
}

impl Alphabet {
    fn text(&self) -> String {
        match self {
            Self::Any(text) => text.clone(),
            Self::Printable { radix, order } => {
                let mut characters: Vec<char> = ('!'..='~').collect();
                if *order != 0 {
                    characters.sort_by_key(|character| (*character as u64 + 1).wrapping_mul(order | 1));
                }
                characters.into_iter().take(usize::from(*radix) % 96).collect()
            }
        }
    }
}

impl Value {
    fn text(&self, alphabet: &[u8]) -> Vec<u8> {
        let character = |numeral: &u8| *alphabet.get(usize::from(*numeral) % alphabet.len().max(1)).unwrap_or(numeral);
        match self {
            Self::Numerals(numerals) => numerals.iter().map(character).collect(),
            Self::Long { length, numerals } => {
                numerals.iter().cycle().take(usize::from(*length)).map(character).collect()
            }
            Self::Any(bytes) => bytes.clone(),
        }
    }
}

impl Size {
    fn number(&self) -> u64 {
        match *self {
            Self::Any(size) => size,
            Self::NearPower { radix, more } => u64::from(radix).pow(4).saturating_add_signed(more.into()),
            Self::NearFewest { more } => FEWEST.saturating_add_signed(more.into()),
        }
    }
}

impl Rank {
    fn number(&self, size: u64) -> u64 {
        match *self {
            Self::Inside(number) => number % size.max(1),
            Self::Last(back) => size.saturating_sub(1 + u64::from(back)),
            Self::Any(number) => number,
        }
    }
}

fn column(values: &[Vec<u8>]) -> ColumnBuf {
    let mut column = ColumnBuf::new();
    values.iter().for_each(|value| column.push(value));
    column
}

fn list(column: Column<'_>) -> Vec<Vec<u8>> {
    column.iter().map(<[u8]>::to_vec).collect()
}
