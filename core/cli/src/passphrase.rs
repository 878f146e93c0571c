//! Where a passphrase comes from: a file, the environment, or a person at a terminal.

use std::env;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use weimu::error::{Error, ErrorKind, Phrase, Result};
use weimu::keys::Passphrase;

use crate::speech::Speech;

/// The variable that may hold the passphrase.
const VARIABLE: &str = "WEIMU_PASSPHRASE";
/// More than this is no passphrase.
const LONGEST_FILE: u64 = 64 << 10;

/// The passphrase of a keyring that exists.
///
/// # Errors
/// None is given and nobody can be asked, or the file cannot be read.
pub(crate) fn of_existing(file: Option<&Path>, speech: Speech) -> Result<Passphrase> {
    match given(file)? {
        Some(passphrase) => Ok(passphrase),
        None => ask(speech.lang.pick("Passphrase of the keyring: ", "密钥环口令：")),
    }
}

/// The passphrase of a keyring that is about to be made; a person is asked twice.
///
/// # Errors
/// As [`of_existing`]; the two answers differ.
pub(crate) fn of_new(file: Option<&Path>, speech: Speech) -> Result<Passphrase> {
    if let Some(passphrase) = given(file)? {
        return Ok(passphrase);
    }
    let passphrase = ask(speech.lang.pick("New passphrase: ", "新口令："))?;
    let again = ask(speech.lang.pick("The same again: ", "再次输入："))?;
    if passphrase.expose() == again.expose() { Ok(passphrase) } else { Err(refused(DIFFERENT)) }
}

fn given(file: Option<&Path>) -> Result<Option<Passphrase>> {
    match (file, env::var_os(VARIABLE)) {
        (Some(file), _) => read(file).map(Some),
        (None, Some(text)) => text.into_string().map_err(|_| refused(NOT_TEXT)).map(Passphrase::new).map(Some),
        (None, None) => Ok(None),
    }
}

fn read(file: &Path) -> Result<Passphrase> {
    let cannot = |error: io::Error| match error.kind() {
        io::ErrorKind::InvalidData => refused(NOT_TEXT),
        _ => Error::io(Phrase::new("read the passphrase", "读取口令"), &error),
    };
    let mut text = String::new();
    let read = File::open(file).and_then(|file| file.take(LONGEST_FILE + 1).read_to_string(&mut text));
    read.map_err(|error| cannot(error).in_file(file.display().to_string()))?;
    if text.len() as u64 > LONGEST_FILE { Err(refused(TOO_LONG)) } else { Ok(Passphrase::new(text)) }
}

fn ask(prompt: &str) -> Result<Passphrase> {
    if !io::stdin().is_terminal() {
        return Err(ErrorKind::PassphraseMissing.into());
    }
    rpassword::prompt_password(prompt).map(Passphrase::new).map_err(|_| ErrorKind::PassphraseMissing.into())
}

fn refused(reason: Phrase) -> Error {
    ErrorKind::Argument { argument: "passphrase".to_owned(), reason }.into()
}

const NOT_TEXT: Phrase = Phrase::new("it is not UTF-8 text", "不是 UTF-8 文本");
const TOO_LONG: Phrase = Phrase::new("the file is longer than any passphrase", "文件长度超出口令上限");
const DIFFERENT: Phrase = Phrase::new("the two answers differ", "两次输入不一致");
