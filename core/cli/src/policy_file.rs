//! The policy that the arguments name.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use weimu::error::{Error, ErrorKind, Phrase, Result};
use weimu::policy::Policy;

/// More than this is no policy.
const LONGEST_FILE: u64 = 4 << 20;

/// The built-in policy of this name, or the document in this file; a file whose name is that of a built-in policy is
/// written with its folder (`./open`).
///
/// # Errors
/// The file cannot be read, or its policy is refused.
pub(crate) fn load(name: &str) -> Result<Policy> {
    if let Some(policy) = Policy::builtin(name) {
        return Ok(policy);
    }
    read(Path::new(name)).and_then(|text| Policy::parse(&text)).map_err(|error| error.in_file(name))
}

fn read(path: &Path) -> Result<String> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST_FILE + 1).read_to_string(&mut text));
    read.map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => refused(path, Phrase::new("the policy is not UTF-8 text", "策略不是 UTF-8 文本")),
        _ => Error::io(Phrase::new("read the policy", "读取策略"), &error),
    })?;
    if text.len() as u64 > LONGEST_FILE {
        return Err(refused(path, Phrase::new("the file is larger than any policy", "文件大小超出策略上限")));
    }
    Ok(text)
}

fn refused(path: &Path, reason: Phrase) -> Error {
    ErrorKind::Argument { argument: path.display().to_string(), reason }.into()
}
