//! Which files are meant.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use glob::MatchOptions;
use walkdir::{DirEntry, WalkDir};
use weimu::error::{Error, ErrorKind, Phrase, Result};

/// An input, and its name relative to what the user pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    pub(crate) relative: PathBuf,
}

/// The inputs of a run.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    pub(crate) files: Vec<Input>,
    /// Whether one of them stands for as many files as there happen to be.
    pub(crate) open_ended: bool,
    /// Files in folders that are of no format that is read.
    pub(crate) skipped: u64,
}

/// What files of a folder are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accept {
    Tables,
    TablesAndTexts,
}

impl Inputs {
    /// The files that `words` name: each a file, a folder that is searched through, or a glob. Files of a folder come in
    /// order of name; hidden ones and those under `except` are left out, for the output may lie inside the input.
    ///
    /// # Errors
    /// A word matches nothing, or a folder cannot be read.
    pub(crate) fn find(words: &[String], accept: Accept, except: Option<&Path>) -> Result<Self> {
        let mut inputs = Self::default();
        for word in words {
            let path = Path::new(word);
            let before = inputs.files.len();
            if path.is_dir() {
                inputs.add_folder(path, accept, except)?;
            } else if path.exists() || !has_wildcard(word) {
                inputs.add_file(path)?;
            } else {
                inputs.add_glob(word)?;
            }
            if inputs.files.len() == before {
                return Err(no_input(word));
            }
        }
        Ok(inputs)
    }

    fn add_file(&mut self, path: &Path) -> Result<()> {
        let name = path.file_name().filter(|_| path.exists()).ok_or_else(|| no_input(&path.display().to_string()))?;
        self.files.push(Input { path: path.to_owned(), relative: name.into() });
        Ok(())
    }

    fn add_folder(&mut self, folder: &Path, accept: Accept, except: Option<&Path>) -> Result<()> {
        self.open_ended = true;
        let except = except.and_then(|folder| folder.canonicalize().ok());
        let is_except = |entry: &DirEntry| except.is_some() && entry.path().canonicalize().ok() == except;
        let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()) && !is_except(entry))
        {
            let entry = entry.map_err(|error| unreadable(folder, &error))?;
            if !entry.file_type().is_file() {
                continue;
            }
            if !accept.takes(entry.path()) {
                self.skipped += 1;
                continue;
            }
            let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
            self.files.push(Input { path: entry.into_path(), relative });
        }
        Ok(())
    }

    fn add_glob(&mut self, pattern: &str) -> Result<()> {
        self.open_ended = true;
        let options = MatchOptions { require_literal_leading_dot: true, ..MatchOptions::new() };
        let reason = Phrase::new("this glob is not well-formed", "通配符格式有误");
        let refused = |_| Error::from(ErrorKind::Argument { argument: pattern.to_owned(), reason });
        let fixed = fixed_part(pattern);
        for path in glob::glob_with(pattern, options).map_err(refused)? {
            let path = path.map_err(|error| {
                Error::io(Phrase::new("search for inputs", "查找输入"), error.error())
                    .in_file(error.path().display().to_string())
            })?;
            if path.is_file() {
                let relative = path.strip_prefix(&fixed).unwrap_or(&path).to_owned();
                self.files.push(Input { path, relative });
            }
        }
        Ok(())
    }
}

impl Accept {
    fn takes(self, path: &Path) -> bool {
        let extension = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
        let extension = extension.as_deref().unwrap_or_default();
        TABLES.contains(&extension) || self == Self::TablesAndTexts && TEXTS.contains(&extension)
    }
}

/// Whether a file is text to be scanned as a whole rather than a table.
pub(crate) fn is_text(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    extension.is_some_and(|extension| TEXTS.contains(&extension.as_str()))
}

/// Extensions of tables that are taken from a folder.
const TABLES: [&str; 11] =
    ["parquet", "pq", "csv", "tsv", "tab", "jsonl", "ndjson", "arrow", "feather", "ipc", "arrows"];
/// Extensions of free text.
const TEXTS: [&str; 3] = ["txt", "md", "text"];

fn has_wildcard(word: &str) -> bool {
    word.contains(['*', '?', '['])
}

/// The folders of a glob before the first wildcard.
fn fixed_part(pattern: &str) -> PathBuf {
    let components = Path::new(pattern).components();
    let fixed =
        components.take_while(|part| !matches!(part, Component::Normal(name) if has_wildcard(&name.to_string_lossy())));
    fixed.collect()
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn no_input(word: &str) -> Error {
    ErrorKind::NoInput { name: word.to_owned() }.into()
}

fn unreadable(folder: &Path, error: &walkdir::Error) -> Error {
    let place = error.path().unwrap_or(folder).display().to_string();
    let kind = error.io_error().map_or(std::io::ErrorKind::Other, std::io::Error::kind);
    Error::io(Phrase::new("read the folder", "读取目录"), &kind.into()).in_file(place)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        root
    }

    fn relatives(inputs: &Inputs) -> Vec<&str> {
        inputs.files.iter().map(|input| input.relative.to_str().unwrap()).collect()
    }

    #[test]
    fn a_folder_gives_its_tables_in_order_of_name() {
        let root = tree(&["b.csv", "a/x.PARQUET", "a/readme.pdf", ".hidden/y.csv", ".z.csv", "out/c.csv", "n.txt"]);
        let word = root.path().display().to_string();
        let inputs = Inputs::find(&[word], Accept::Tables, Some(&root.path().join("out"))).unwrap();
        assert_eq!(relatives(&inputs), ["a/x.PARQUET", "b.csv"]);
        assert_eq!(inputs.skipped, 2);
    }

    #[test]
    fn a_glob_keeps_the_folders_behind_its_first_wildcard() {
        let root = tree(&["d/1/x.csv", "d/2/x.csv", "d/2/y.jsonl"]);
        let word = format!("{}/d/*/x.csv", root.path().display());
        let inputs = Inputs::find(&[word], Accept::Tables, None).unwrap();
        assert_eq!(relatives(&inputs), ["1/x.csv", "2/x.csv"]);
    }

    #[test]
    fn what_matches_nothing_is_refused() {
        let root = tree(&["a.pdf"]);
        for word in ["", "/*.csv", "/none.csv"] {
            let word = format!("{}{word}", root.path().display());
            let error = Inputs::find(&[word], Accept::Tables, None).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::NoInput { .. }));
        }
    }
}
