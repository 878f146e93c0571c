//! A file that gets its name last.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::same_file::parent;
use super::{Existing, permission};
use crate::error::{Error, ErrorKind, Phrase, Result};

/// A file under a temporary name in the folder where it is to stand. [`commit`](Self::commit) renames it; dropping it, by
/// an error or an interruption that unwinds, removes it. After a kill it stays as `.weimu-*.tmp`, never under the final name.
#[derive(Debug)]
pub(super) struct Output {
    file: BufWriter<NamedTempFile>,
    destination: PathBuf,
    existing: Existing,
}

impl Output {
    pub(super) fn create(destination: &Path, existing: Existing) -> Result<Self> {
        if destination.is_dir() {
            return Err(Error::io(CREATE, &io::ErrorKind::IsADirectory.into()));
        }
        if existing == Existing::Refuse && destination.exists() {
            return Err(exists(destination));
        }
        let mut builder = Builder::new();
        builder.prefix(".weimu-").suffix(".tmp");
        let file = permission::as_any_new_file(builder)
            .tempfile_in(parent(destination))
            .map_err(|error| Error::io(CREATE, &error))?;
        let file = BufWriter::with_capacity(BUFFER_BYTES, file);
        Ok(Self { file, destination: destination.to_owned(), existing })
    }

    /// Puts everything on the disk and gives the file its name.
    pub(super) fn commit(self) -> Result<()> {
        let Self { file, destination, existing } = self;
        let file = file.into_inner().map_err(|error| cannot_write(error.error()))?;
        file.as_file().sync_all().map_err(|error| cannot_write(&error))?;
        let named = match existing {
            Existing::Refuse => file.persist_noclobber(&destination),
            Existing::Replace => file.persist(&destination),
        };
        named.map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => exists(&destination),
            _ => Error::io(Phrase::new("name the output", "命名输出文件"), &error.error),
        })?;
        sync_folder(parent(&destination));
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Makes the new name last through a loss of power. The output is complete and visible by now, and some systems cannot
/// sync a folder, so that a failure here is not one of the run.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

fn exists(destination: &Path) -> Error {
    ErrorKind::OutputExists { name: destination.display().to_string() }.into()
}

/// The error of a write that the operating system refused.
pub(super) fn cannot_write(error: &io::Error) -> Error {
    Error::io(Phrase::new("write the output", "写入输出"), error)
}

const CREATE: Phrase = Phrase::new("create the output", "创建输出文件");
const BUFFER_BYTES: usize = 256 << 10;
