//! `reveal`: the inverse of `encrypt` and `tokenize`.
//!
//! A value that was altered, that belongs elsewhere or that was sealed under another key is refused, and nothing of it is
//! written.

use weimu_crypto::{Aead, AeadKey, ColumnBuf, OpenError, Siv, SivKey};

use super::place::token_associated_data;
use super::sealed::Header;
use super::{Place, Tally, TextWriter, Texts, base64url, block, encrypt, tokenize};
use crate::error::{Error, ErrorKind, Result};
use crate::keys::KeyHandle;

/// Opens each value.
#[derive(Debug)]
pub struct Unseal {
    openers: Vec<Opener>,
    associated_data: Vec<u8>,
}

/// The key for the values with one header.
#[derive(Debug)]
struct Opener {
    header: Header,
    key: Key,
}

#[derive(Debug)]
enum Key {
    Encrypted(AeadKey),
    Token(SivKey),
}

impl Unseal {
    /// Opens what any usable version of `key` encrypted at `place`, with either algorithm.
    ///
    /// # Errors
    /// A key cannot be derived.
    pub fn encrypted(key: &KeyHandle, place: &Place) -> Result<Self> {
        let openers = key.ids().flat_map(|id| Aead::ALL.map(|aead| (id, aead))).map(|(id, aead)| {
            let derived = encrypt::derived_key(key, id, aead, place)?;
            Ok(Opener { header: Header::encrypted(aead, id), key: Key::Encrypted(derived) })
        });
        Ok(Self { openers: openers.collect::<Result<_>>()?, associated_data: place.associated_data() })
    }

    /// Opens the tokens of `domain` under any usable version of `key`, with either algorithm.
    ///
    /// # Errors
    /// A key cannot be derived.
    pub fn token(key: &KeyHandle, domain: &str) -> Result<Self> {
        let openers = key.ids().flat_map(|id| Siv::ALL.map(|siv| (id, siv))).map(|(id, siv)| {
            let derived = tokenize::derived_key(key, id, siv, domain)?;
            Ok(Opener { header: Header::token(siv, id), key: Key::Token(derived) })
        });
        Ok(Self { openers: openers.collect::<Result<_>>()?, associated_data: token_associated_data(domain) })
    }

    /// Opens one sealed value.
    ///
    /// # Errors
    /// It is not in sealed form, names a key version that is not there, or does not authenticate.
    pub fn open_one(&self, surrogate: &str) -> Result<String> {
        let mut run = Run::new(self);
        let opener = run.decode(surrogate)?;
        run.push(opener, 0);
        run.open().map_err(|_| ErrorKind::Unauthentic)?;
        Ok(text_of(run.opened.as_column().get(0).unwrap_or_default())?.to_owned())
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, input: &T, out: &mut W) -> Result<Tally> {
        self.apply_in_blocks(block::VALUES, input, out)
    }

    fn apply_in_blocks<T: Texts + ?Sized, W: TextWriter>(
        &self,
        most_values: usize,
        input: &T,
        out: &mut W,
    ) -> Result<Tally> {
        let mut tally = Tally::default();
        let mut run = Run::new(self);
        for row in 0..input.len() {
            let Some(value) = input.get(row) else { continue };
            let decoded = run.decode(value);
            // A fault in an earlier row is reported before one in this row.
            if !decoded.as_ref().is_ok_and(|opener| run.continues(opener, most_values)) {
                run.flush(row, out)?;
            }
            run.push(decoded.map_err(|error| error.in_row(row as u64))?, row);
            tally.values += 1;
        }
        run.flush(input.len(), out)?;
        Ok(tally)
    }

    fn opener(&self, header: Header) -> Result<&Opener> {
        let of_form = |opener: &&Opener| opener.header.form == header.form;
        let found = self.openers.iter().find(|opener| opener.header == header);
        let missing = match self.openers.iter().find(of_form) {
            Some(_) => ErrorKind::KeyIdMissing { id: header.id.0 },
            None => ErrorKind::NotSealed,
        };
        Ok(found.ok_or(missing)?)
    }
}

/// Consecutive values that one key opens, and the nulls among them.
struct Run<'a> {
    unseal: &'a Unseal,
    opener: Option<&'a Opener>,
    /// The first row that is not written yet.
    first_row: usize,
    /// The row of each value.
    rows: Vec<usize>,
    /// The value being decoded, without its header.
    body: Vec<u8>,
    sealed: ColumnBuf,
    opened: ColumnBuf,
}

impl<'a> Run<'a> {
    fn new(unseal: &'a Unseal) -> Self {
        Self {
            unseal,
            opener: None,
            first_row: 0,
            rows: Vec::new(),
            body: Vec::new(),
            sealed: ColumnBuf::new(),
            opened: ColumnBuf::new(),
        }
    }

    /// Decodes a value into `body`, and finds what opens it.
    fn decode(&mut self, value: &str) -> Result<&'a Opener> {
        let (header, body) = Header::parse(value).ok_or(ErrorKind::NotSealed)?;
        self.body.clear();
        base64url::decode(body, &mut self.body).ok_or(ErrorKind::NotSealed)?;
        if self.body.len() < header.form.overhead() {
            return Err(ErrorKind::NotSealed.into());
        }
        self.unseal.opener(header)
    }

    /// Whether a value for `opener` can join those that are here.
    fn continues(&self, opener: &Opener, most_values: usize) -> bool {
        let room = self.rows.len() < most_values && self.sealed.byte_len() < block::BYTES;
        room && self.opener.is_some_and(|of| of.header == opener.header)
    }

    /// Adds the value in `body`.
    fn push(&mut self, opener: &'a Opener, row: usize) {
        self.opener = Some(opener);
        self.rows.push(row);
        self.sealed.push(&self.body);
    }

    /// Opens the values that are here.
    fn open(&mut self) -> Result<(), OpenError> {
        self.opened.clear();
        let associated_data = &self.unseal.associated_data;
        match self.opener.map(|opener| &opener.key) {
            Some(Key::Encrypted(key)) => key.open_column(associated_data, self.sealed.as_column(), &mut self.opened),
            Some(Key::Token(key)) => key.open_column(associated_data, self.sealed.as_column(), &mut self.opened),
            None => Ok(()),
        }
    }

    /// Opens the values that are here, and writes the rows before `end_row`.
    fn flush<W: TextWriter>(&mut self, end_row: usize, out: &mut W) -> Result<()> {
        self.open().map_err(|error| {
            let row = self.rows.get(error.index()).copied().unwrap_or_default();
            Error::from(ErrorKind::Unauthentic).in_row(row as u64)
        })?;
        let mut next_row = self.first_row;
        for (&row, value) in self.rows.iter().zip(self.opened.as_column().iter()) {
            (next_row..row).for_each(|_| out.null());
            out.push(text_of(value).map_err(|error| error.in_row(row as u64))?);
            out.end();
            next_row = row + 1;
        }
        (next_row..end_row).for_each(|_| out.null());
        self.first_row = end_row;
        self.rows.clear();
        self.sealed.clear();
        self.opener = None;
        Ok(())
    }
}

fn text_of(opened: &[u8]) -> Result<&str> {
    Ok(std::str::from_utf8(opened).map_err(|_| ErrorKind::Encoding { encoding: "UTF-8" })?)
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "spans lie on characters, and surrogates are ASCII")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::keys::{KeyState, Keyring, Profile};
    use crate::transform::{Encrypt, NonceRange, Nonces, RunSeed, TextBuffer, Tokenize, sealed};

    fn key() -> KeyHandle {
        KeyHandle::ephemeral("person").expect("randomness")
    }

    fn place() -> Place {
        Place::new("city-2026", "身份证号")
    }

    fn nonces(count: usize) -> NonceRange {
        let seed = RunSeed::random().expect("randomness");
        Nonces::new(seed.bytes(), 3).reserve(count as u64).expect("within the limit")
    }

    fn rows(out: &TextBuffer) -> Vec<Option<String>> {
        (0..out.len()).map(|row| out.get(row).map(str::to_owned)).collect()
    }

    fn encrypted(key: &KeyHandle, aead: Aead, input: &[Option<&str>]) -> Vec<Option<String>> {
        let mut out = TextBuffer::default();
        let encrypt = Encrypt::new(key, aead, &place()).expect("a usable key");
        encrypt.apply(input, nonces(input.len()), &mut out).expect("enough nonces");
        rows(&out)
    }

    fn tokens(key: &KeyHandle, siv: Siv, input: &[Option<&str>]) -> Vec<Option<String>> {
        let mut out = TextBuffer::default();
        Tokenize::new(key, siv, "person").expect("a usable key").apply(input, &mut out);
        rows(&out)
    }

    fn revealed(unseal: &Unseal, most_values: usize, input: &[Option<String>]) -> Result<Vec<Option<String>>> {
        let mut out = TextBuffer::default();
        unseal.apply_in_blocks(most_values, input, &mut out)?;
        Ok(rows(&out))
    }

    /// Every way to seal `input`, each with what opens it.
    fn all_ways(key: &KeyHandle, input: &[Option<&str>]) -> Vec<(Vec<Option<String>>, Unseal)> {
        let encrypted = Aead::ALL
            .map(|aead| (encrypted(key, aead, input), Unseal::encrypted(key, &place()).expect("a usable key")));
        let tokens = Siv::ALL.map(|siv| (tokens(key, siv, input), Unseal::token(key, "person").expect("a usable key")));
        encrypted.into_iter().chain(tokens).collect()
    }

    fn kind(result: Result<impl Sized>) -> (ErrorKind, Option<u64>) {
        let error = result.err().expect("it must be refused");
        (error.kind().clone(), error.at().row)
    }

    proptest! {
        #[test]
        fn revealing_gives_back_what_was_sealed(
            texts in prop::collection::vec(prop::option::of(".{0,60}"), 0..30),
            most_values in 1_usize..40,
        ) {
            let input: Vec<_> = texts.iter().map(Option::as_deref).collect();
            for (sealed, unseal) in all_ways(&key(), &input) {
                prop_assert_eq!(&revealed(&unseal, most_values, &sealed).expect("it opens"), &texts);
                for (text, surrogate) in texts.iter().zip(&sealed) {
                    let opened = surrogate.as_ref().map(|surrogate| unseal.open_one(surrogate).expect("it opens"));
                    prop_assert_eq!(&opened, text);
                }
            }
        }
    }

    #[test]
    fn empty_and_long_texts_open() {
        let long = "帷幕".repeat(100_000 / 6);
        let input = [Some(""), Some(long.as_str()), None, Some(""), Some(long.as_str())];
        for (sealed, unseal) in all_ways(&key(), &input) {
            let expected: Vec<_> = input.iter().map(|text| text.map(str::to_owned)).collect();
            assert!(revealed(&unseal, 1024, &sealed).expect("it opens") == expected);
        }
    }

    #[test]
    fn every_altered_character_is_refused_in_its_row() {
        let input = [Some("110101199003072316"), None, Some("x"), Some("110101199003072316")];
        for (sealed, unseal) in all_ways(&key(), &input) {
            let whole = sealed[3].clone().expect("not null");
            for at in 0..whole.len() {
                let other = if whole.as_bytes()[at] == b'A' { "B" } else { "A" };
                let mut altered = sealed.clone();
                altered[3] = Some(format!("{}{other}{}", &whole[..at], &whole[at + 1..]));
                let (kind, row) = kind(revealed(&unseal, 1024, &altered));
                assert_eq!(row, Some(3));
                let expected = match at {
                    0..=6 => matches!(kind, ErrorKind::NotSealed | ErrorKind::KeyIdMissing { .. }),
                    7..12 => {
                        matches!(kind, ErrorKind::KeyIdMissing { .. } | ErrorKind::NotSealed | ErrorKind::Unauthentic)
                    }
                    _ => matches!(kind, ErrorKind::Unauthentic | ErrorKind::NotSealed),
                };
                assert!(expected, "character {at}: {kind:?}");
            }
        }
    }

    #[test]
    fn another_key_dataset_column_or_domain_is_refused() {
        let (one, other) = (key(), key());
        let input = [Some("110101199003072316")];
        let sealed = encrypted(&one, Aead::Sm4Gcm, &input);
        let places = [
            Place::new("city-2027", "身份证号"),
            Place::new("city-2026", "证件号"),
            Place::new("city-2026身", "份证号"),
        ];
        for place in places {
            let unseal = Unseal::encrypted(&one, &place).expect("a usable key");
            assert_eq!(kind(revealed(&unseal, 1, &sealed)), (ErrorKind::Unauthentic, Some(0)));
        }
        let unseal = Unseal::encrypted(&other, &place()).expect("a usable key");
        assert_eq!(kind(revealed(&unseal, 1, &sealed)), (ErrorKind::Unauthentic, Some(0)));
        let sealed = tokens(&one, Siv::Sm4Siv, &input);
        for (key, domain) in [(&one, "company"), (&one, ""), (&other, "person")] {
            let unseal = Unseal::token(key, domain).expect("a usable key");
            assert_eq!(kind(revealed(&unseal, 1, &sealed)), (ErrorKind::Unauthentic, Some(0)));
            assert_eq!(kind(unseal.open_one(sealed[0].as_ref().expect("not null"))), (ErrorKind::Unauthentic, None));
        }
    }

    #[test]
    fn what_is_not_sealed_or_of_the_other_form_is_refused() {
        let key = key();
        let token = tokens(&key, Siv::Sm4Siv, &[Some("x")]).remove(0);
        let unseal = Unseal::encrypted(&key, &place()).expect("a usable key");
        for other in [Some(String::new()), Some("110101199003072316".to_owned()), Some("wm1.".to_owned()), token] {
            let input = [None, other];
            assert_eq!(kind(revealed(&unseal, 1024, &input)), (ErrorKind::NotSealed, Some(1)));
        }
    }

    #[test]
    fn the_first_faulty_row_is_named() {
        let key = key();
        let mut sealed = encrypted(&key, Aead::Sm4Gcm, &[Some("a"), Some("b"), Some("c"), Some("d")]);
        let second = sealed[1].as_mut().expect("not null");
        *second = second.replacen("wm1.AQEAAAAA", "wm1.AQIAAAAA", 1);
        sealed[2] = Some("not sealed".to_owned());
        let unseal = Unseal::encrypted(&key, &place()).expect("a usable key");
        assert_eq!(kind(revealed(&unseal, 1024, &sealed)), (ErrorKind::Unauthentic, Some(1)));
    }

    #[test]
    fn older_versions_open_and_missing_ones_are_named() {
        let mut keyring = Keyring::create(Profile::Gm).expect("randomness");
        let first = keyring.add("person").expect("a new name");
        let mut sealed = encrypted(&keyring.key("person").expect("usable"), Aead::Sm4Gcm, &[Some("old")]);
        keyring.rotate("person").expect("it exists");
        let rotated = keyring.key("person").expect("usable");
        sealed.extend(encrypted(&rotated, Aead::Aes256Gcm, &[None, Some("new")]));
        sealed.push(sealed[0].clone());
        let unseal = Unseal::encrypted(&rotated, &place()).expect("usable");
        let expected = [Some("old"), None, Some("new"), Some("old")].map(|text| text.map(str::to_owned));
        assert_eq!(revealed(&unseal, 1024, &sealed).expect("it opens"), expected);
        keyring.set_state(first, KeyState::Disabled).expect("it exists");
        let unseal = Unseal::encrypted(&keyring.key("person").expect("usable"), &place()).expect("usable");
        assert_eq!(kind(revealed(&unseal, 1024, &sealed)), (ErrorKind::KeyIdMissing { id: first.0 }, Some(0)));
    }

    #[test]
    fn tokens_inside_text_are_found_and_opened() {
        let key = key();
        let token = tokens(&key, Siv::Sm4Siv, &[Some("13800138000")]).remove(0).expect("not null");
        let text = format!("电话{}{token}{},急", sealed::LEFT, sealed::RIGHT);
        let unseal = Unseal::token(&key, "person").expect("a usable key");
        let found: Vec<_> = sealed::find_in_text(&text)
            .map(|embedded| unseal.open_one(&text[embedded.surrogate.range()]).expect("it opens"))
            .collect();
        assert_eq!(found, ["13800138000"]);
        assert_eq!(sealed::looks_sealed(&token), Some(sealed::Form::Token));
    }

    #[test]
    fn debug_shows_no_key_byte() {
        let shown = format!("{:?}", Unseal::token(&key(), "d").expect("a usable key"));
        assert!(shown.contains("key: Token(SM4-SIV)") && shown.contains("key: Token(AES-256-SIV)"), "{shown}");
    }
}
