//! `fpe`: format-preserving encryption.
//!
//! FF1 (SP 800-38G Rev. 1) over SM4 or AES-256, on the domain of the identifier itself: an identity card number becomes a valid
//! one, a telephone number a telephone number. A value is ranked, its number is encrypted, and the result is the value with
//! that number. Equal values give equal results within a key, a domain and a format; [`Restore`] undoes them byte for byte.
//!
//! A value that is not of the domain becomes a token instead, which `Restore` opens: nothing passes through, and nothing is
//! lost. Results carry neither a check nor the number of their key: who alters one, or restores under another key, gets another
//! valid value and no error. Ranking indexes tables by parts of the value and is not constant time.
//!
//! One file per domain states what fits. Domains are parts of format 1, which outlives a release: nothing in them changes when
//! the detectors or the divisions do.

mod bank_card;
mod batch;
mod calendar;
mod digit;
mod domain;
mod fallback;
mod format;
mod id_card;
mod mobile;
mod plate;
mod ranked;
mod region;
mod text;
mod uscc;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use weimu_crypto::{ColumnBuf, Ff1, Ff1Key, Siv};

use self::bank_card::BankCard;
use self::batch::{Batch, Direction};
use self::fallback::{Fallback, Opener, PREFIX};
pub use self::format::{FpeFormat, KeptPart};
use self::id_card::IdCard;
use self::mobile::Mobile;
use self::plate::Plate;
use self::ranked::Ranked;
use self::text::Text;
use self::uscc::Uscc;
use super::{Tally, TextWriter, Texts, block};
use crate::error::{Error, ErrorKind, Result};
use crate::keys::{KeyHandle, KeyId, Label};

/// Values ciphered together. Of 1024 identity card numbers some three lie outside the domain after one encryption, and what they
/// take then, few as they are, is shared by all.
const VALUES: usize = 4096;

/// Replaces each value by another of its format.
#[derive(Debug)]
pub struct Fpe {
    /// Nothing where every value becomes a token.
    cipher: Option<Cipher>,
    fallback: Arc<Fallback>,
}

/// The inverse of [`Fpe`].
#[derive(Debug)]
pub struct Restore {
    cipher: Cipher,
    opener: Opener,
}

/// A format with its ciphers.
enum Cipher {
    IdCard(Ranked<IdCard>),
    Uscc(Ranked<Uscc>),
    Mobile(Ranked<Mobile>),
    BankCard(Ranked<BankCard>),
    Plate(Ranked<Plate>),
    Text(Text),
}

/// Runs an expression with `$format` bound to whatever is inside a cipher.
macro_rules! with_format {
    ($cipher:expr, $format:ident => $body:expr) => {
        match $cipher {
            Cipher::IdCard($format) => $body,
            Cipher::Uscc($format) => $body,
            Cipher::Mobile($format) => $body,
            Cipher::BankCard($format) => $body,
            Cipher::Plate($format) => $body,
            Cipher::Text($format) => $body,
        }
    };
}

impl Fpe {
    /// Encryption within `format` and `domain` under version `id` of `key`.
    ///
    /// # Errors
    /// The version is not usable; the alphabet is none, or fewer than 10^6 values are left beside what stays.
    pub fn new(key: &KeyHandle, id: KeyId, ff1: Ff1, format: &FpeFormat, domain: &str) -> Result<Self> {
        let cipher = Cipher::new(key, id, ff1, format, domain)?;
        let fallback = Fallback::new(key, id, siv_of(ff1), domain)?;
        Ok(Self { cipher: Some(cipher), fallback: Arc::new(fallback) })
    }

    /// As [`new`](Self::new), with a token for every value: for places where a result could not be found again.
    ///
    /// # Errors
    /// The version is not usable.
    pub fn tokens(key: &KeyHandle, id: KeyId, ff1: Ff1, domain: &str) -> Result<Self> {
        Ok(Self { cipher: None, fallback: Arc::new(Fallback::new(key, id, siv_of(ff1), domain)?) })
    }

    /// The same key and domain, with a token for every value.
    #[must_use]
    pub fn with_tokens_alone(&self) -> Self {
        Self { cipher: None, fallback: Arc::clone(&self.fallback) }
    }

    /// Whether some values keep their format: not every one becomes a token.
    pub fn keeps_formats(&self) -> bool {
        self.cipher.is_some()
    }

    /// Whether `value` is of the format, and so becomes another value of it.
    pub fn fits(&self, value: &str) -> bool {
        self.cipher.as_ref().is_some_and(|cipher| with_format!(cipher, format => format.fits(value)))
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, input: &T, out: &mut W) -> Result<Tally> {
        match &self.cipher {
            Some(cipher) => with_format!(cipher, format => self.encrypt(format.batch(), input, out)),
            None => self.encrypt(NothingFits, input, out),
        }
    }

    fn encrypt<T: Texts + ?Sized, W: TextWriter>(
        &self,
        mut batch: impl Batch,
        input: &T,
        out: &mut W,
    ) -> Result<Tally> {
        let mut tally = Tally::default();
        let (mut unfit, mut sealed, mut token) = (ColumnBuf::new(), ColumnBuf::new(), String::new());
        let mut fits = Vec::with_capacity(VALUES.min(input.len()));
        let mut first = 0;
        while first < input.len() {
            batch.clear();
            unfit.clear();
            sealed.clear();
            fits.clear();
            for row in first..input.len().min(first + VALUES) {
                let fit = input.get(row).map_or(Row::Null, |value| match batch.take(value) {
                    true => Row::Fits,
                    false => {
                        unfit.push(value.as_bytes());
                        Row::Unfit
                    }
                });
                fits.push(fit);
                if unfit.byte_len() >= block::BYTES {
                    break;
                }
            }
            batch.run(Direction::Encrypt)?;
            if !unfit.is_empty() {
                self.fallback.seal(unfit.as_column(), &mut sealed);
            }
            let rows = first..first + fits.len();
            first = rows.end;
            if fits.iter().all(|fit| matches!(fit, Row::Fits)) && write_all(&mut batch, input, rows.clone(), out) {
                tally.values += rows.len() as u64;
                continue;
            }
            let mut tokens = sealed.as_column().iter();
            for (row, fit) in rows.zip(&fits) {
                let value = input.get(row).unwrap_or_default();
                match fit {
                    Row::Null => {
                        out.null();
                        continue;
                    }
                    Row::Fits if batch.write(value, |result| out.push_end(result)) => {
                        tally.values += 1;
                        continue;
                    }
                    Row::Fits => self.fallback.write_one(value, &mut token),
                    Row::Unfit => self.fallback.write(tokens.next().unwrap_or_default(), &mut token),
                }
                out.push_end(&token);
                tally.values += 1;
                tally.fallback += 1;
            }
        }
        Ok(tally)
    }
}

impl Restore {
    /// The inverse of encryption within `format` and `domain` under version `id` of `key`; of tokens, that of every usable
    /// version.
    ///
    /// # Errors
    /// As [`Fpe::new`].
    pub fn new(key: &KeyHandle, id: KeyId, ff1: Ff1, format: &FpeFormat, domain: &str) -> Result<Self> {
        Ok(Self { cipher: Cipher::new(key, id, ff1, format, domain)?, opener: Opener::new(key, domain)? })
    }

    /// Whether `value` is of the format, and so can be a result that is not a token.
    pub fn fits(&self, value: &str) -> bool {
        with_format!(&self.cipher, format => format.fits(value))
    }

    /// Opens one token.
    ///
    /// # Errors
    /// It is none, names a key version that is not there, or does not authenticate.
    pub fn open_one(&self, token: &str) -> Result<String> {
        self.opener.open(token)
    }

    pub(super) fn apply<T: Texts + ?Sized, W: TextWriter>(&self, input: &T, out: &mut W) -> Result<Tally> {
        with_format!(&self.cipher, format => self.decrypt(format.batch(), input, out))
    }

    fn decrypt<T: Texts + ?Sized, W: TextWriter>(
        &self,
        mut batch: impl Batch,
        input: &T,
        out: &mut W,
    ) -> Result<Tally> {
        let mut tally = Tally::default();
        let mut opened = ColumnBuf::new();
        let mut rows = Vec::with_capacity(VALUES.min(input.len()));
        let mut first = 0;
        while first < input.len() {
            batch.clear();
            opened.clear();
            rows.clear();
            for row in first..input.len().min(first + VALUES) {
                let Some(value) = input.get(row) else {
                    rows.push(Row::Null);
                    continue;
                };
                if value.starts_with(PREFIX) {
                    opened.push(self.opener.open(value).map_err(|error| error.in_row(row as u64))?.as_bytes());
                    rows.push(Row::Unfit);
                } else if batch.take(value) {
                    rows.push(Row::Fits);
                } else {
                    return Err(Error::from(ErrorKind::NotSealed).in_row(row as u64));
                }
                if opened.byte_len() >= block::BYTES {
                    break;
                }
            }
            batch.run(Direction::Decrypt)?;
            let done = first..first + rows.len();
            first = done.end;
            if rows.iter().all(|fit| matches!(fit, Row::Fits)) && write_all(&mut batch, input, done.clone(), out) {
                tally.values += rows.len() as u64;
                continue;
            }
            let mut tokens = opened.as_column().iter();
            for (row, fit) in done.zip(&rows) {
                match fit {
                    Row::Null => out.null(),
                    Row::Unfit => {
                        out.push_end(std::str::from_utf8(tokens.next().unwrap_or_default()).unwrap_or_default());
                    }
                    Row::Fits => {
                        let value = input.get(row).unwrap_or_default();
                        if !batch.write(value, |result| out.push_end(result)) {
                            return Err(Error::from(ErrorKind::NotSealed).in_row(row as u64));
                        }
                    }
                }
                tally.values += u64::from(!matches!(fit, Row::Null));
            }
        }
        Ok(tally)
    }
}

/// Writes the results of a block's rows at once, where its values lie back to back and the format allows it; else nothing.
fn write_all<T: Texts + ?Sized, W: TextWriter>(
    batch: &mut impl Batch,
    input: &T,
    rows: Range<usize>,
    out: &mut W,
) -> bool {
    let mut offsets = Vec::with_capacity(rows.len() + 1);
    let Some((bytes, end)) = input.contiguous(rows.clone(), usize::MAX, &mut offsets) else { return false };
    let (Some(&start), Some(&last)) = (offsets.first(), offsets.last()) else { return false };
    let mut texts = bytes.get(start..last).unwrap_or_default().to_vec();
    let ends = || offsets.iter().skip(1).map(|offset| offset - start);
    let written = end == rows.end && batch.overwrite(&mut texts, ends());
    if written {
        out.push_texts(&texts, ends());
    }
    written
}

/// What a row of a block is.
#[derive(Clone, Copy)]
enum Row {
    Null,
    Fits,
    Unfit,
}

/// The format that no value is of.
struct NothingFits;

impl Batch for NothingFits {
    fn clear(&mut self) {}

    fn take(&mut self, _: &str) -> bool {
        false
    }

    fn run(&mut self, _: Direction) -> Result<()> {
        Ok(())
    }

    fn write(&mut self, _: &str, _: impl FnOnce(&str)) -> bool {
        false
    }
}

impl Cipher {
    fn new(key: &KeyHandle, id: KeyId, ff1: Ff1, format: &FpeFormat, domain: &str) -> Result<Self> {
        if format.size() < FpeFormat::LEAST_SIZE {
            return Err(ErrorKind::Internal { invariant: "a policy leaves fpe enough values" }.into());
        }
        let derived = key.derive(id, ff1.hash(), &Label::new("fpe", ff1.name(), &[domain]), ff1.key_len())?;
        let key = Ff1Key::new(ff1, derived.expose())
            .map_err(|_| ErrorKind::Internal { invariant: "a derived key has the length of its algorithm" })?;
        let tweak = format.tweak(domain);
        Ok(match format {
            FpeFormat::IdCard { keep } => Self::IdCard(Ranked::new(IdCard::new(keep), &key, &tweak)),
            FpeFormat::Uscc { keep } => Self::Uscc(Ranked::new(Uscc::new(keep), &key, &tweak)),
            FpeFormat::Mobile { keep_prefix } => Self::Mobile(Ranked::new(Mobile::new(*keep_prefix), &key, &tweak)),
            FpeFormat::BankCard { keep_prefix } => {
                Self::BankCard(Ranked::new(BankCard::new(*keep_prefix), &key, &tweak))
            }
            FpeFormat::Plate { keep } => Self::Plate(Ranked::new(Plate::new(keep), &key, &tweak)),
            FpeFormat::Text { alphabet, keep_prefix } => Self::Text(Text::new(alphabet, *keep_prefix, &key, &tweak)?),
        })
    }
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IdCard(_) => "id_card",
            Self::Uscc(_) => "uscc",
            Self::Mobile(_) => "mobile",
            Self::BankCard(_) => "bank_card",
            Self::Plate(_) => "plate",
            Self::Text(_) => "text",
        })
    }
}

/// The cipher of tokens beside this one.
fn siv_of(ff1: Ff1) -> Siv {
    match ff1 {
        Ff1::Aes256 => Siv::Aes256Siv,
        _ => Siv::Sm4Siv,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::transform::{TextBuffer, Transform, sealed};

    /// Every format, with values that fit and values that do not.
    fn formats() -> Vec<(FpeFormat, Vec<&'static str>)> {
        let ids = vec!["11010519491231002X", "440524198001010013", "51343620000320711X", "110105491231002"];
        let cards = vec!["6222021234567894", "6222 0212 3456 7894", "4111-1111-1111-1111", "6212261001011234561"];
        let phones = vec!["13800138000", "+86 138 0013 8000", "152-6623-5191", "014900138000"];
        let codes = vec!["91350100M000100Y43", "91110000600037341L", "914403001922038216"];
        let plates = vec!["京A12345", "粤Z1234港", "京A·FK1234", "京A12345D"];
        let alphanumeric = FpeFormat::ALPHABETS[1].1.to_owned();
        vec![
            (FpeFormat::IdCard { keep: vec![] }, ids.clone()),
            (FpeFormat::IdCard { keep: vec![KeptPart::Region] }, ids.clone()),
            (FpeFormat::IdCard { keep: vec![KeptPart::BirthYear] }, ids),
            (FpeFormat::Uscc { keep: vec![] }, codes.clone()),
            (FpeFormat::Uscc { keep: vec![KeptPart::Region] }, codes),
            (FpeFormat::Mobile { keep_prefix: 0 }, phones.clone()),
            (FpeFormat::Mobile { keep_prefix: 2 }, phones.clone()),
            (FpeFormat::Mobile { keep_prefix: 3 }, phones),
            (FpeFormat::BankCard { keep_prefix: 0 }, cards.clone()),
            (FpeFormat::BankCard { keep_prefix: 6 }, cards),
            (FpeFormat::Plate { keep: vec![] }, plates.clone()),
            (FpeFormat::Plate { keep: vec![KeptPart::Province] }, plates),
            (
                FpeFormat::Text { alphabet: "0123456789".to_owned(), keep_prefix: 0 },
                vec!["123456", "00000000000000000000"],
            ),
            (FpeFormat::Text { alphabet: alphanumeric, keep_prefix: 2 }, vec!["病历A0001", "wtabcdefgh"]),
        ]
    }

    const UNFIT: [&str; 8] =
        ["", "x", "11010519491231002x", "１３８００１３８０００", "wt1.", "wt1.AgEAAAAAabcdef", "帷幕", "\u{0}"];

    fn key() -> KeyHandle {
        KeyHandle::ephemeral("person").expect("randomness")
    }

    fn applied(transform: &Transform, input: &[Option<&str>]) -> (Vec<Option<String>>, Tally) {
        let mut out = TextBuffer::default();
        let tally = transform.apply(input, crate::transform::NonceRange::NONE, &mut out).expect("it applies");
        ((0..out.len()).map(|row| out.get(row).map(str::to_owned)).collect(), tally)
    }

    fn fpe(key: &KeyHandle, ff1: Ff1, format: &FpeFormat, domain: &str) -> Transform {
        Transform::Fpe(Fpe::new(key, key.primary(), ff1, format, domain).expect("a usable key"))
    }

    fn restore(key: &KeyHandle, ff1: Ff1, format: &FpeFormat, domain: &str) -> Transform {
        Transform::Restore(Restore::new(key, key.primary(), ff1, format, domain).expect("a usable key"))
    }

    #[test]
    fn every_value_comes_back_and_what_fits_keeps_its_format() {
        let key = key();
        for ff1 in Ff1::ALL {
            for (format, fitting) in formats() {
                let inverse = Restore::new(&key, key.primary(), ff1, &format, "d").expect("a usable key");
                let unfit: Vec<&str> = UNFIT.into_iter().filter(|text| !inverse.fits(text)).collect();
                assert!(unfit.len() >= UNFIT.len() - 1);
                let input: Vec<Option<&str>> =
                    fitting.iter().chain(&unfit).map(|text| Some(*text)).chain([None]).collect();
                let (output, tally) = applied(&fpe(&key, ff1, &format, "d"), &input);
                for (text, result) in fitting.iter().zip(&output) {
                    let result = result.as_ref().expect("not null");
                    assert!(inverse.fits(result) && result != text, "{format:?}: {text} became {result}");
                    assert_eq!(result.chars().count(), text.chars().count());
                }
                for result in output.iter().skip(fitting.len()).flatten() {
                    assert_eq!(sealed::looks_sealed(result), Some(sealed::Form::Token), "{format:?}: {result}");
                }
                let unfit = unfit.len() as u64;
                assert_eq!(tally, Tally { values: fitting.len() as u64 + unfit, fallback: unfit });
                let sealed: Vec<_> = output.iter().map(Option::as_deref).collect();
                let (back, _) = applied(&Transform::Restore(inverse), &sealed);
                assert_eq!(back.iter().map(Option::as_deref).collect::<Vec<_>>(), input, "{format:?}");
            }
        }
    }

    #[test]
    fn keys_domains_algorithms_and_what_is_kept_are_unlinkable() {
        let (one, other) = (key(), key());
        let mobile = |keep_prefix| FpeFormat::Mobile { keep_prefix };
        let cases = [
            (&one, Ff1::Sm4, mobile(0), "a"),
            (&one, Ff1::Sm4, mobile(0), "b"),
            (&one, Ff1::Sm4, mobile(3), "a"),
            (&one, Ff1::Aes256, mobile(0), "a"),
            (&other, Ff1::Sm4, mobile(0), "a"),
        ];
        let phones = ["13800138000", "13800138001", "13900138000", "13900138001"];
        let mut rests: Vec<Vec<String>> = cases
            .iter()
            .map(|(key, ff1, format, domain)| {
                let (output, _) = applied(&fpe(key, *ff1, format, domain), &phones.map(Some));
                output.into_iter().map(|phone| phone.expect("not null").split_off(3)).collect()
            })
            .collect();
        // With the prefix kept, the same rest behind another prefix is another number.
        assert!(rests[2][0] != rests[2][2] && rests[2][1] != rests[2][3]);
        rests.sort();
        rests.dedup();
        assert_eq!(rests.len(), cases.len());
    }

    #[test]
    fn tokens_of_unfit_values_are_none_of_tokenize() {
        let key = key();
        let (output, _) = applied(&fpe(&key, Ff1::Sm4, &FpeFormat::Uscc { keep: vec![] }, "d"), &[Some("x")]);
        let tokenize = crate::transform::Tokenize::new(&key, Siv::Sm4Siv, "d").expect("a usable key");
        let (tokens, _) = applied(&Transform::Tokenize(tokenize), &[Some("x")]);
        assert_ne!(output, tokens);
        let unseal = crate::transform::Unseal::token(&key, "d").expect("a usable key");
        let error = unseal.open_one(output[0].as_ref().expect("not null")).expect_err("another key");
        assert_eq!(*error.kind(), ErrorKind::Unauthentic);
    }

    #[test]
    fn what_cannot_be_a_result_is_refused_in_its_row() {
        let key = key();
        let format = FpeFormat::IdCard { keep: vec![] };
        let inverse = restore(&key, Ff1::Sm4, &format, "d");
        let (token, _) = applied(&fpe(&key, Ff1::Sm4, &format, "d"), &[Some("x")]);
        let token = token[0].clone().expect("not null");
        let (front, back) = token.split_at(20);
        let altered =
            format!("{front}{}{}", if back.starts_with('A') { 'B' } else { 'A' }, back.get(1..).expect("ASCII"));
        for (value, kind) in [
            ("11010519491231002x", ErrorKind::NotSealed),
            ("", ErrorKind::NotSealed),
            ("wt1.x", ErrorKind::NotSealed),
            (altered.as_str(), ErrorKind::Unauthentic),
        ] {
            let input = [Some("11010519491231002X"), None, Some(token.as_str()), Some(value)];
            let mut out = TextBuffer::default();
            let error = inverse.apply(&input[..], crate::transform::NonceRange::NONE, &mut out).expect_err("refused");
            assert_eq!((error.kind().clone(), error.at().row), (kind, Some(3)), "{value}");
        }
    }

    #[test]
    fn a_format_that_leaves_too_few_values_is_refused() {
        let key = key();
        for format in [
            FpeFormat::IdCard { keep: vec![KeptPart::Region, KeptPart::BirthYear] },
            FpeFormat::Mobile { keep_prefix: 6 },
            FpeFormat::BankCard { keep_prefix: 10 },
        ] {
            assert!(Fpe::new(&key, key.primary(), Ff1::Sm4, &format, "d").is_err(), "{format:?}");
        }
    }

    #[test]
    fn cards_with_too_few_digits_beside_the_prefix_become_tokens() {
        let key = key();
        let format = FpeFormat::BankCard { keep_prefix: 8 };
        let (output, tally) =
            applied(&fpe(&key, Ff1::Sm4, &format, "d"), &[Some("4222222222222"), Some("6222021234567894")]);
        assert_eq!(tally, Tally { values: 2, fallback: 1 });
        assert!(output[0].as_ref().is_some_and(|token| token.starts_with("wt1.")));
        assert!(output[1].as_ref().is_some_and(|card| card.starts_with("62220212")));
    }

    #[test]
    fn a_text_that_would_begin_like_a_token_becomes_one() {
        let key = key();
        let format = FpeFormat::Text { alphabet: "wt1.".to_owned(), keep_prefix: 0 };
        let texts: Vec<String> = (0..3000_u32)
            .map(|number| (0..12).map(|place| ['w', 't', '1', '.'][(number >> place >> place & 3) as usize]).collect())
            .collect();
        let input: Vec<_> = texts.iter().map(|text| Some(text.as_str())).collect();
        let (output, tally) = applied(&fpe(&key, Ff1::Sm4, &format, "d"), &input);
        let begin =
            |texts: &mut dyn Iterator<Item = &str>| texts.filter(|text| text.starts_with("wt1.")).count() as u64;
        assert!(tally.fallback > begin(&mut texts.iter().map(String::as_str)), "some results begin so: {tally:?}");
        assert_eq!(begin(&mut output.iter().flatten().map(String::as_str)), tally.fallback);
        let sealed: Vec<_> = output.iter().map(Option::as_deref).collect();
        let (back, _) = applied(&restore(&key, Ff1::Sm4, &format, "d"), &sealed);
        assert!(back.iter().flatten().eq(&texts));
    }

    #[test]
    fn debug_shows_no_key_byte() {
        let key = key();
        let shown = format!("{:?}", fpe(&key, Ff1::Sm4, &FpeFormat::Uscc { keep: vec![] }, "d"));
        assert!(shown.starts_with("Fpe(Fpe { cipher: Some(uscc), fallback: Fallback { key: SM4-SIV, "), "{shown}");
    }

    proptest! {
        #[test]
        fn any_mixture_comes_back_whatever_the_blocks(
            picks in prop::collection::vec((0_usize..20, prop::option::of(".{0,12}")), 0..60),
            of in 0_usize..14,
            repeat in 1_usize..40,
        ) {
            let key = key();
            let (format, fitting) = formats().remove(of);
            let one: Vec<Option<&str>> =
                picks.iter().map(|(pick, other)| fitting.get(*pick).copied().or(other.as_deref())).collect();
            let input = one.repeat(repeat);
            let (output, _) = applied(&fpe(&key, Ff1::Aes256, &format, "d"), &input);
            prop_assert!(output.chunks(one.len().max(1)).all(|part| output.starts_with(part)), "equal values differ");
            let sealed: Vec<_> = output.iter().map(Option::as_deref).collect();
            let (back, _) = applied(&restore(&key, Ff1::Aes256, &format, "d"), &sealed);
            prop_assert_eq!(back.iter().map(Option::as_deref).collect::<Vec<_>>(), input);
        }
    }
}
