//! What becomes of a value that does not fit: a token, under a key for this purpose alone.
//!
//! It has the form of the tokens of `tokenize` and is none of them: its key is derived for `fpe fallback`, and so is what it
//! is bound to.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use weimu_crypto::{Column, ColumnBuf, Siv, SivKey};

use crate::error::{ErrorKind, Result};
use crate::keys::{KeyHandle, KeyId, Label, canonical};
use crate::transform::sealed::Header;

/// Makes tokens of one domain.
#[derive(Debug)]
pub(super) struct Fallback {
    key: SivKey,
    associated_data: Vec<u8>,
    header: String,
}

/// Opens tokens of one domain.
#[derive(Debug)]
pub(super) struct Opener {
    keys: Vec<(Header, SivKey)>,
    associated_data: Vec<u8>,
}

/// How every token begins.
pub(super) const PREFIX: &str = "wt1.";

impl Fallback {
    pub(super) fn new(key: &KeyHandle, id: KeyId, siv: Siv, domain: &str) -> Result<Self> {
        Ok(Self {
            key: derived_key(key, id, siv, domain)?,
            associated_data: associated_data(domain),
            header: Header::token(siv, id).to_text(),
        })
    }

    /// Seals every value.
    pub(super) fn seal(&self, values: Column<'_>, sealed: &mut ColumnBuf) {
        self.key.seal_column(&self.associated_data, values, sealed);
    }

    /// The text form of a sealed value.
    pub(super) fn write(&self, sealed: &[u8], text: &mut String) {
        text.clear();
        text.push_str(&self.header);
        BASE64_URL_SAFE_NO_PAD.encode_string(sealed, text);
    }

    /// The token of one value.
    pub(super) fn write_one(&self, value: &str, text: &mut String) {
        let (mut values, mut sealed) = (ColumnBuf::new(), ColumnBuf::new());
        values.push(value.as_bytes());
        self.seal(values.as_column(), &mut sealed);
        self.write(sealed.as_column().get(0).unwrap_or_default(), text);
    }
}

impl Opener {
    /// Opens what any usable version of `key` sealed, with either algorithm.
    pub(super) fn new(key: &KeyHandle, domain: &str) -> Result<Self> {
        let ways = key.ids().flat_map(|id| Siv::ALL.map(|siv| (id, siv)));
        let keys = ways.map(|(id, siv)| Ok((Header::token(siv, id), derived_key(key, id, siv, domain)?)));
        Ok(Self { keys: keys.collect::<Result<_>>()?, associated_data: associated_data(domain) })
    }

    /// Opens one token.
    ///
    /// # Errors
    /// It is none, names a key version that is not there, or does not authenticate.
    pub(super) fn open(&self, token: &str) -> Result<String> {
        let (header, body) = Header::parse(token).ok_or(ErrorKind::NotSealed)?;
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(body).map_err(|_| ErrorKind::NotSealed)?;
        let found = self.keys.iter().find(|(of, _)| *of == header);
        let (_, key) = found.ok_or(ErrorKind::KeyIdMissing { id: header.id.0 })?;
        let (mut column, mut opened) = (ColumnBuf::new(), ColumnBuf::new());
        column.push(&sealed);
        key.open_column(&self.associated_data, column.as_column(), &mut opened).map_err(|_| ErrorKind::Unauthentic)?;
        let text = opened.as_column().get(0).unwrap_or_default().to_vec();
        Ok(String::from_utf8(text).map_err(|_| ErrorKind::Encoding { encoding: "UTF-8" })?)
    }
}

fn derived_key(key: &KeyHandle, id: KeyId, siv: Siv, domain: &str) -> Result<SivKey> {
    let derived = key.derive(id, siv.hash(), &Label::new("fpe fallback", siv.name(), &[domain]), siv.key_len())?;
    SivKey::new(siv, derived.expose())
        .map_err(|_| ErrorKind::Internal { invariant: "a derived key has the length of its algorithm" }.into())
}

fn associated_data(domain: &str) -> Vec<u8> {
    canonical(&[TOKEN_1, b"fpe fallback", domain.as_bytes()])
}

const TOKEN_1: &[u8] = b"weimu token 1";
