//! `open_column`: never panics, opens exactly what was sealed, and on an error leaves its output as it was.

use arbitrary::Arbitrary;
use weimu_cpu::Cpu;
use weimu_crypto::{Aead, AeadKey, Column, ColumnBuf, Nonce, Prefix, Siv, SivKey};

/// An algorithm, a key, and what is handed to it.
#[derive(Arbitrary, Debug)]
pub struct Case {
    algorithm: Algorithm,
    key: [u8; 64],
    aad: Vec<u8>,
    input: Input,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Algorithm {
    Sm4Gcm,
    Aes256Gcm,
    Sm4Siv,
    Aes256Siv,
}

#[derive(Arbitrary, Debug)]
enum Input {
    /// Bytes that nobody sealed, cut anywhere.
    Bytes { bytes: Vec<u8>, offsets: Vec<u16> },
    /// Sealed values, then changed.
    Sealed { nonce: u64, prefix: Prefix, values: Vec<Vec<u8>>, edits: Vec<Edit>, opened: OpenedWith },
}

/// A change of the list of sealed values. Numbers are taken modulo what there is.
#[derive(Arbitrary, Debug)]
enum Edit {
    Flip {
        value: u8,
        bit: u16,
    },
    Cut {
        value: u8,
        length: u16,
    },
    Extend {
        value: u8,
        by: u8,
    },
    Swap {
        one: u8,
        other: u8,
    },
    Repeat {
        value: u8,
    },
    Remove {
        value: u8,
    },
    /// The nonce, or the synthetic IV, of one value goes to another.
    MoveHead {
        from: u8,
        to: u8,
    },
}

#[derive(Arbitrary, Debug)]
enum OpenedWith {
    TheSame,
    OtherKey { byte: u8, change: u8 },
    OtherAad { aad: Vec<u8> },
}

impl Case {
    /// # Panics
    /// If something does not hold.
    pub fn check(&self) {
        let sealers = Sealer::at_every_level(self.algorithm, &self.key);
        match &self.input {
            Input::Bytes { bytes, offsets } => {
                let offsets: Vec<usize> = offsets.iter().map(|offset| usize::from(*offset)).collect();
                let fits = offsets.last().is_some_and(|last| *last <= bytes.len()) && offsets.is_sorted();
                let column = Column::try_new(bytes, &offsets);
                assert_eq!(column.is_some(), fits, "offsets fit exactly if they ascend and lie inside");
                let Some(column) = column else { return };
                assert_eq!(column.len() + 1, offsets.len());
                let _ = opened_at_every_level(&sealers, &self.aad, column);
            }
            Input::Sealed { nonce, prefix, values, edits, opened } => {
                let sealed = self.sealed(&sealers, *nonce, values);
                self.check_framed(&sealers, *nonce, *prefix, values, &sealed);
                let mut edited = sealed.clone();
                edits.iter().take(32).for_each(|edit| edit.apply(&mut edited, sealers[0].1.head_len()));
                self.check_opened(&sealers, opened, &sealed, values, &edited);
            }
        }
    }

    /// `values`, sealed alike at every level.
    fn sealed(&self, sealers: &[(&'static str, Sealer)], nonce: u64, values: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let input = column(values);
        let mut all = sealers.iter().map(|(level, sealer)| {
            let mut out = column(&[b"before".to_vec()]);
            sealer.seal(nonce, &self.aad, input.as_column(), &mut out);
            let mut sealed = list(out.as_column());
            assert_eq!(sealed.remove(0), b"before", "{level}");
            (*level, sealed)
        });
        let (_, first) = all.next().expect("there is a level");
        all.for_each(|(level, sealed)| assert!(sealed == first, "{level} seals otherwise"));
        for (value, sealed) in values.iter().zip(&first) {
            assert_eq!(sealed.len(), value.len() + sealers[0].1.overhead());
        }
        first
    }

    /// A prefix and zeros around values change nothing else.
    fn check_framed(
        &self,
        sealers: &[(&'static str, Sealer)],
        nonce: u64,
        prefix: Prefix,
        values: &[Vec<u8>],
        sealed: &[Vec<u8>],
    ) {
        for (level, sealer) in sealers {
            let mut out = ColumnBuf::framed(prefix);
            sealer.seal(nonce, &self.aad, column(values).as_column(), &mut out);
            for (framed, sealed) in list(out.as_column()).iter().zip(sealed) {
                let mut expected = [&prefix, &sealed[..]].concat();
                expected.resize(expected.len().next_multiple_of(ColumnBuf::GROUP), 0);
                assert!(*framed == expected, "{level}");
            }
        }
    }

    /// A column opens exactly if every value of it was sealed, under this key and associated data.
    fn check_opened(
        &self,
        sealers: &[(&'static str, Sealer)],
        opened: &OpenedWith,
        sealed: &[Vec<u8>],
        values: &[Vec<u8>],
        edited: &[Vec<u8>],
    ) {
        let (mut key, mut aad) = (self.key, &self.aad);
        match opened {
            OpenedWith::TheSame => {}
            OpenedWith::OtherKey { byte, change } => {
                key[usize::from(*byte) % sealers[0].1.authenticating_len()] ^= change
            }
            OpenedWith::OtherAad { aad: other } => aad = other,
        }
        let genuine = |value: &Vec<u8>| {
            let index = sealed.iter().position(|sealed| sealed == value)?;
            (key == self.key && *aad == self.aad).then(|| values[index].clone())
        };
        let refused = edited.iter().position(|value| genuine(value).is_none());
        let others = Sealer::at_every_level(self.algorithm, &key);
        match opened_at_every_level(&others, aad, column(edited).as_column()) {
            Ok(opened) => {
                assert_eq!(refused, None, "something opened that was not sealed");
                assert!(edited.iter().filter_map(genuine).eq(opened), "something else was opened");
            }
            // A value that is too short is seen before those in front of it are verified.
            Err(index) => {
                let too_short = edited.iter().position(|value| value.len() < others[0].1.overhead());
                assert!(
                    refused.is_some() && [refused, too_short].contains(&Some(index)),
                    "{index} is the first refused"
                );
            }
        }
    }
}

impl Edit {
    fn apply(&self, values: &mut Vec<Vec<u8>>, head: usize) {
        let count = values.len();
        if count == 0 {
            return;
        }
        let at = |index: u8| usize::from(index) % count;
        match *self {
            Self::Flip { value, bit } => {
                let value = &mut values[at(value)];
                let bit = usize::from(bit) % (8 * value.len().max(1));
                if let Some(byte) = value.get_mut(bit / 8) {
                    *byte ^= 1 << (bit % 8);
                }
            }
            Self::Cut { value, length } => values[at(value)].truncate(usize::from(length)),
            Self::Extend { value, by } => values[at(value)].push(by),
            Self::Swap { one, other } => values.swap(at(one), at(other)),
            Self::Repeat { value } => values.push(values[at(value)].clone()),
            Self::Remove { value } => drop(values.remove(at(value))),
            Self::MoveHead { from, to } => {
                let moved: Vec<u8> = values[at(from)].iter().take(head).copied().collect();
                values[at(to)].iter_mut().zip(moved).for_each(|(byte, other)| *byte = other);
            }
        }
    }
}

enum Sealer {
    Aead(AeadKey),
    Siv(SivKey),
}

impl Sealer {
    fn at_every_level(algorithm: Algorithm, key: &[u8; 64]) -> Vec<(&'static str, Self)> {
        let aead = |aead: Aead, cpu| Self::Aead(AeadKey::with_cpu(aead, &key[..aead.key_len()], cpu).expect("fits"));
        let siv = |siv: Siv, cpu| Self::Siv(SivKey::with_cpu(siv, &key[..siv.key_len()], cpu).expect("fits"));
        let levels = Cpu::levels().into_iter().map(|(level, cpu)| {
            let sealer = match algorithm {
                Algorithm::Sm4Gcm => aead(Aead::Sm4Gcm, cpu),
                Algorithm::Aes256Gcm => aead(Aead::Aes256Gcm, cpu),
                Algorithm::Sm4Siv => siv(Siv::Sm4Siv, cpu),
                Algorithm::Aes256Siv => siv(Siv::Aes256Siv, cpu),
            };
            (level, sealer)
        });
        levels.collect()
    }

    /// The bytes of the key on which it depends whether any value opens. The second half of a SIV key has no part in an empty one.
    fn authenticating_len(&self) -> usize {
        match self {
            Self::Aead(key) => key.algorithm().key_len(),
            Self::Siv(key) => key.algorithm().key_len() / 2,
        }
    }

    /// Bytes before the ciphertext.
    fn head_len(&self) -> usize {
        match self {
            Self::Aead(_) => AeadKey::NONCE_LEN,
            Self::Siv(_) => SivKey::IV_LEN,
        }
    }

    fn overhead(&self) -> usize {
        match self {
            Self::Aead(_) => AeadKey::OVERHEAD,
            Self::Siv(_) => SivKey::IV_LEN,
        }
    }

    fn seal(&self, nonce: u64, aad: &[u8], input: Column<'_>, out: &mut ColumnBuf) {
        match self {
            Self::Aead(key) => {
                let nonces: Vec<Nonce> = (0..input.len() as u32).map(|ordinal| numbered(nonce, ordinal)).collect();
                key.seal_column(&nonces, aad, input, out).expect("one nonce per value");
            }
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

    /// Seals what was opened as it had been sealed.
    fn seal_again(&self, aad: &[u8], sealed: &[u8], opened: &[u8]) -> Vec<u8> {
        let (input, mut out) = (column(&[opened.to_vec()]), ColumnBuf::new());
        match self {
            Self::Aead(key) => {
                let nonce = *sealed.first_chunk().expect("what opened has a nonce");
                key.seal_column(&[nonce], aad, input.as_column(), &mut out).expect("one nonce");
            }
            Self::Siv(key) => key.seal_column(aad, input.as_column(), &mut out),
        }
        out.as_column().get(0).expect("one value").to_vec()
    }
}

/// Opens `input` at every level: all agree, an error changes nothing, and what opened seals to what it was.
fn opened_at_every_level(
    sealers: &[(&'static str, Sealer)],
    aad: &[u8],
    input: Column<'_>,
) -> Result<Vec<Vec<u8>>, usize> {
    let mut all = sealers.iter().map(|(level, sealer)| {
        let mut out = column(&[b"before".to_vec()]);
        let result = sealer.open(aad, input, &mut out);
        let mut values = list(out.as_column());
        assert_eq!(values.remove(0), b"before", "{level}");
        assert_eq!(out.byte_len(), 6 + values.iter().map(Vec::len).sum::<usize>(), "{level}");
        if let Err(index) = result {
            assert!(values.is_empty() && index < input.len(), "{level} wrote what did not open");
        } else {
            assert_eq!(values.len(), input.len(), "{level}");
        }
        (*level, sealer, result.map(|()| values))
    });
    let (_, sealer, first) = all.next().expect("there is a level");
    all.for_each(|(level, _, result)| assert!(result == first, "{level} opens otherwise"));
    for (sealed, opened) in input.iter().zip(first.iter().flatten()) {
        assert!(sealer.seal_again(aad, sealed, opened) == sealed, "what opened is not what seals");
    }
    first
}

fn numbered(nonce: u64, ordinal: u32) -> Nonce {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&nonce.to_be_bytes());
    bytes[8..].copy_from_slice(&ordinal.to_be_bytes());
    bytes
}

fn column(values: &[Vec<u8>]) -> ColumnBuf {
    let mut column = ColumnBuf::new();
    values.iter().for_each(|value| column.push(value));
    column
}

fn list(column: Column<'_>) -> Vec<Vec<u8>> {
    column.iter().map(<[u8]>::to_vec).collect()
}
