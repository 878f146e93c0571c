//! Published vectors in `corpora/cases`, and the shared data that is read where it is present.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of `corpora/cases`.
#[allow(dead_code, reason = "not every test file reads cases")]
pub(crate) fn case_file(name: &str) -> String {
    let path = root().join("corpora/cases").join(name);
    std::fs::read_to_string(path).expect("the cases are part of the project")
}

/// The names of the files of `corpora/cases` with this extension, in order.
#[allow(dead_code, reason = "not every test file reads cases")]
pub(crate) fn case_files(extension: &str) -> Vec<String> {
    let folder = std::fs::read_dir(root().join("corpora/cases")).expect("the cases are part of the project");
    let paths = folder.map(|entry| entry.expect("a file that can be named").path());
    let of_extension = paths.filter(|path| path.extension().is_some_and(|found| found == extension));
    let mut names: Vec<String> = of_extension.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect();
    names.sort();
    names
}

/// A file of the shared data, uncompressed; nothing, and a line on stderr, when it is not present.
pub(crate) fn data_file(name: &str) -> Option<String> {
    let shared = std::env::var_os("WEIMU_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = shared.join("data").join(name);
    if !path.exists() {
        eprintln!("not present: {}", path.display());
        return None;
    }
    let bytes = match path.extension() {
        Some(extension) if extension == "zst" => {
            let Ok(output) = Command::new("zstd").arg("-dcq").arg(&path).output() else {
                eprintln!("not present: the command zstd, by which {} is read", path.display());
                return None;
            };
            output.stdout
        }
        _ => std::fs::read(&path).ok()?,
    };
    Some(String::from_utf8(bytes).expect("the shared data is UTF-8"))
}

/// The lines of a JSON Lines file.
#[allow(dead_code, reason = "not every test file reads JSON Lines")]
pub(crate) fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("well-formed JSON")).collect()
}
