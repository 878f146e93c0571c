//! What of a file's form, beside its rows, an output keeps.

use super::Format;

/// How a file is laid out. An output written with the layout of its input looks like the input.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// Of a Parquet file.
    Parquet(ParquetLayout),
    /// Of a CSV or TSV file.
    Csv(Dialect),
    /// Of a JSON Lines file.
    JsonLines(JsonLayout),
    /// Of an Arrow IPC file.
    ArrowFile(IpcLayout),
    /// Of an Arrow IPC stream.
    ArrowStream(IpcLayout),
}

impl Layout {
    /// The layout of a new file of one format, where there is no input to resemble.
    pub fn new(format: Format) -> Self {
        match format {
            Format::Parquet => Self::Parquet(ParquetLayout::default()),
            Format::Csv => Self::Csv(Dialect::default()),
            Format::Tsv => Self::Csv(Dialect { delimiter: b'\t', ..Dialect::default() }),
            Format::JsonLines => Self::JsonLines(JsonLayout::default()),
            Format::ArrowFile => Self::ArrowFile(IpcLayout::default()),
            Format::ArrowStream => Self::ArrowStream(IpcLayout::default()),
        }
    }

    /// This layout, carried over to another format: what the two have in common is kept, the rest is as in a new file.
    #[must_use]
    pub fn for_format(&self, format: Format) -> Self {
        match (self, format) {
            (Self::Parquet(_), Format::Parquet) | (Self::JsonLines(_), Format::JsonLines) => self.clone(),
            (Self::Csv(dialect), Format::Csv) => Self::Csv(dialect.clone()),
            (Self::Csv(dialect), Format::Tsv) => Self::Csv(Dialect { delimiter: b'\t', ..dialect.clone() }),
            (Self::ArrowFile(layout) | Self::ArrowStream(layout), Format::ArrowFile) => Self::ArrowFile(*layout),
            (Self::ArrowFile(layout) | Self::ArrowStream(layout), Format::ArrowStream) => Self::ArrowStream(*layout),
            _ => Self::new(format),
        }
    }
}

/// How a Parquet file is laid out.
///
/// Bloom filters, sort orders and per-column encodings of an input are not part of this: they describe the values of the
/// input, which the output no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParquetLayout {
    /// Compression of columns that `columns` does not name.
    pub codec: Codec,
    /// Compression by column path, its parts joined by dots.
    pub columns: Vec<(String, Codec)>,
    /// Most rows in a row group; at least 1.
    pub row_group_rows: usize,
    /// Key-value metadata of the file, without the Arrow schema, which is written anew.
    pub metadata: Vec<(String, Option<String>)>,
}

impl Default for ParquetLayout {
    fn default() -> Self {
        Self { codec: Codec::Zstd, columns: Vec::new(), row_group_rows: 1 << 20, metadata: Vec::new() }
    }
}

/// A compression. Files do not record the level, so every codec is written at its default level (Zstandard: 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the Parquet and Arrow specifications")]
pub enum Codec {
    Uncompressed,
    Snappy,
    Gzip,
    Brotli,
    Lz4,
    Lz4Raw,
    Zstd,
}

/// How a CSV file is written. The quote is `"`, doubled inside quoted fields, and the first record is the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Separates fields.
    pub delimiter: u8,
    /// Of the whole file.
    pub encoding: Encoding,
    /// Ends a record.
    pub terminator: Terminator,
    /// Whether the last record is terminated too.
    pub terminated_at_end: bool,
    /// Whether every name in the header is quoted.
    pub quoted_header: bool,
    /// Columns whose every value is quoted. Elsewhere a value is quoted when it has to be.
    pub quoted_columns: Vec<String>,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            delimiter: b',',
            encoding: Encoding::Utf8,
            terminator: Terminator::Lf,
            terminated_at_end: true,
            quoted_header: false,
            quoted_columns: Vec::new(),
        }
    }
}

/// A character encoding of text files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-8 with a byte order mark, as spreadsheets write it.
    Utf8Bom,
    /// GB 18030, and with it GBK and GB 2312.
    Gb18030,
    /// UTF-16, little endian, with a byte order mark.
    Utf16Le,
    /// UTF-16, big endian, with a byte order mark.
    Utf16Be,
}

impl Encoding {
    /// The name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Utf8Bom => "UTF-8",
            Self::Gb18030 => "GB18030",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
        }
    }

    /// The bytes that a file of this encoding begins with.
    pub fn byte_order_mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 | Self::Gb18030 => b"",
            Self::Utf8Bom => b"\xef\xbb\xbf",
            Self::Utf16Le => b"\xff\xfe",
            Self::Utf16Be => b"\xfe\xff",
        }
    }
}

/// What ends a record of CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Terminator {
    /// `\n`.
    #[default]
    Lf,
    /// `\r\n`.
    CrLf,
    /// `\r`.
    Cr,
}

impl Terminator {
    /// Its characters.
    pub fn text(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }
}

/// How a JSON Lines file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonLayout {
    /// Whether a key without a value is written as `null`, or not at all. An input that writes `null` anywhere gives
    /// `true`, so that no key disappears; then keys that some lines leave out are written as `null` as well.
    pub explicit_nulls: bool,
}

impl Default for JsonLayout {
    fn default() -> Self {
        Self { explicit_nulls: true }
    }
}

/// How an Arrow IPC file or stream is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IpcLayout {
    /// Compression of buffers, where there is one: [`Codec::Zstd`] or [`Codec::Lz4`].
    pub codec: Option<Codec>,
}
