//! Files of the project's corpora and of the shared material.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Failure;

/// A file of `corpora`.
pub(super) fn corpus(name: &str) -> Result<String, Failure> {
    Ok(std::fs::read_to_string(root().join("corpora").join(name))?)
}

/// A file of the shared data, uncompressed; nothing, and a loud message, where it is not present.
pub(super) fn shared(name: &str) -> Result<Option<String>, Failure> {
    let folder = std::env::var_os("WEIMU_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = folder.join("data").join(name);
    if !path.exists() {
        eprintln!("\n!!! not present: {} - NOTHING IS SCORED on it; set WEIMU_SHARED\n", path.display());
        return Ok(None);
    }
    let bytes = std::fs::read(&path)?;
    let is_compressed = path.extension().is_some_and(|extension| extension == "zst");
    Ok(Some(String::from_utf8(if is_compressed { zstd::decode_all(bytes.as_slice())? } else { bytes })?))
}

/// The lines of a file of JSON Lines.
pub(super) fn lines(text: &str) -> Result<Vec<Value>, Failure> {
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// The rows of a CSV file, its header first.
pub(super) fn rows(text: &str) -> Result<Vec<Vec<String>>, Failure> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map(|record| Ok(record?.iter().map(str::to_owned).collect()));
    rows.collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the benches lie in a folder of the project")
}
