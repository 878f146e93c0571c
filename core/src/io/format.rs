//! The formats, and how they are told apart.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{ErrorKind, Result};

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Apache Parquet: `.parquet`, `.pq`.
    Parquet,
    /// Comma-separated values, with whatever delimiter the file has: `.csv`, `.txt`.
    Csv,
    /// The same with tabs: `.tsv`, `.tab`.
    Tsv,
    /// One JSON object a line: `.jsonl`, `.ndjson`.
    JsonLines,
    /// Arrow IPC with a footer, also called Feather V2: `.arrow`, `.feather`, `.ipc`.
    ArrowFile,
    /// Arrow IPC as a stream: `.arrows`.
    ArrowStream,
}

impl Format {
    /// The format of the file at `path`: by its extension, else by its first bytes. The two forms of Arrow IPC share
    /// extensions, so there the first bytes decide where there are any.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownFormat`] when neither tells. Compressed text (`.csv.gz`, `.jsonl.zst`) is of this kind.
    pub fn of(path: &Path) -> Result<Self> {
        match Self::from_extension(path) {
            Some(Self::ArrowFile | Self::ArrowStream) => Ok(Self::of_first_bytes(path)
                .filter(|format| matches!(format, Self::ArrowFile | Self::ArrowStream))
                .or_else(|| Self::from_extension(path))
                .unwrap_or(Self::ArrowFile)),
            Some(format) => Ok(format),
            None => Self::of_first_bytes(path)
                .ok_or_else(|| ErrorKind::UnknownFormat { name: path.display().to_string() }.into()),
        }
    }

    /// The format that the extension of `path` says, whether or not the file exists.
    pub fn from_extension(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "parquet" | "pq" => Self::Parquet,
            "csv" | "txt" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "jsonl" | "ndjson" => Self::JsonLines,
            "arrow" | "feather" | "ipc" => Self::ArrowFile,
            "arrows" => Self::ArrowStream,
            _ => return None,
        })
    }

    fn of_first_bytes(path: &Path) -> Option<Self> {
        let mut first = Vec::with_capacity(8);
        File::open(path).ok()?.take(8).read_to_end(&mut first).ok()?;
        match first.as_slice() {
            [b'P', b'A', b'R', b'1' | b'E', ..] => Some(Self::Parquet),
            [b'A', b'R', b'R', b'O', b'W', b'1', ..] => Some(Self::ArrowFile),
            [0xff, 0xff, 0xff, 0xff, ..] => Some(Self::ArrowStream),
            [b'{', ..] => Some(Self::JsonLines),
            _ => None,
        }
    }

    /// The name of the format in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parquet => "Parquet",
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::JsonLines => "JSON Lines",
            Self::ArrowFile => "Arrow IPC",
            Self::ArrowStream => "Arrow IPC stream",
        }
    }

    /// The usual extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::JsonLines => "jsonl",
            Self::ArrowFile => "arrow",
            Self::ArrowStream => "arrows",
        }
    }
}
