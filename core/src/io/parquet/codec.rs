//! Compression, as the library names it.

use parquet::basic::Compression;

use crate::io::Codec;

impl From<Codec> for Compression {
    fn from(codec: Codec) -> Self {
        match codec {
            Codec::Uncompressed => Self::UNCOMPRESSED,
            Codec::Snappy => Self::SNAPPY,
            Codec::Gzip => Self::GZIP(Default::default()),
            Codec::Brotli => Self::BROTLI(Default::default()),
            Codec::Lz4 => Self::LZ4,
            Codec::Lz4Raw => Self::LZ4_RAW,
            Codec::Zstd => Self::ZSTD(Default::default()),
        }
    }
}

impl From<Compression> for Codec {
    fn from(compression: Compression) -> Self {
        match compression {
            Compression::UNCOMPRESSED => Self::Uncompressed,
            Compression::SNAPPY => Self::Snappy,
            Compression::GZIP(_) => Self::Gzip,
            Compression::BROTLI(_) => Self::Brotli,
            Compression::LZ4 => Self::Lz4,
            Compression::LZ4_RAW => Self::Lz4Raw,
            // Nothing here can read LZO, so that no such file gets as far as an output.
            Compression::ZSTD(_) | Compression::LZO => Self::Zstd,
        }
    }
}
