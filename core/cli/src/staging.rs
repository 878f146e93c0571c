//! Outputs that appear together or not at all.
//!
//! Every output is written into a folder `.weimu-….tmp` on the file system where it is to stand. Once all are complete they
//! get their names, one rename each; if one rename fails, those before it are taken back. Until then the places of the
//! outputs are as they were: a run that fails, is interrupted or is killed leaves nothing under a final name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{TempDir, TempPath};
use weimu::error::{Error, ErrorKind, Phrase, Result};
use weimu::io::Existing;

use crate::interrupt;

/// A folder for outputs that are being written.
pub(crate) struct Staging {
    folder: TempDir,
    existing: Existing,
    outputs: Vec<Staged>,
}

/// An output under its temporary name.
struct Staged {
    path: PathBuf,
    destination: PathBuf,
}

impl Staging {
    /// A staging folder as near to `root` as exists; `root` is the folder that all outputs lie in.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub(crate) fn create(root: &Path, existing: Existing) -> Result<Self> {
        let place = nearest_existing(root);
        let folder = tempfile::Builder::new().prefix(".weimu-").suffix(".tmp").tempdir_in(place);
        let folder = folder.map_err(|error| Error::io(CREATE, &error).in_file(root.display().to_string()))?;
        interrupt::remember(folder.path());
        Ok(Self { folder, existing, outputs: Vec::new() })
    }

    /// Where to write the output that will stand at `destination`.
    pub(crate) fn place(&mut self, destination: &Path) -> PathBuf {
        let path = self.folder.path().join(format!("output-{}", self.outputs.len()));
        self.outputs.push(Staged { path: path.clone(), destination: destination.to_owned() });
        path
    }

    /// Gives every output its name.
    ///
    /// # Errors
    /// One of them cannot have it; then none has.
    pub(crate) fn publish(self) -> Result<()> {
        interrupt::undisturbed(|| {
            let mut published = Published::default();
            for (index, output) in self.outputs.iter().enumerate() {
                let backup = self.folder.path().join(format!("replaced-{index}"));
                if let Err(error) = published.add(output, self.existing, backup) {
                    published.take_back();
                    return Err(error.in_file(output.destination.display().to_string()));
                }
            }
            published.sync();
            Ok(())
        })
    }
}

/// What was done so far, so that it can be undone.
#[derive(Default)]
struct Published {
    folders: Vec<PathBuf>,
    files: Vec<PublishedFile>,
}

struct PublishedFile {
    path: PathBuf,
    replaced: Option<PathBuf>,
}

impl Published {
    fn add(&mut self, output: &Staged, existing: Existing, backup: PathBuf) -> Result<()> {
        let destination = &output.destination;
        self.make_folder(folder_of(destination)).map_err(|error| Error::io(CREATE, &error))?;
        let staged = TempPath::try_from_path(&output.path).map_err(|error| Error::io(NAME, &error))?;
        if existing == Existing::Refuse {
            staged.persist_noclobber(destination).map_err(|error| refused(destination, &error.error))?;
            self.files.push(PublishedFile { path: destination.clone(), replaced: None });
            return Ok(());
        }
        let replaced = keep_replaced(destination, backup).map_err(|error| Error::io(NAME, &error))?;
        let named = staged.persist(destination);
        if let (Err(_), Some(backup)) = (&named, &replaced) {
            let _ = fs::rename(backup, destination);
        }
        named.map_err(|error| refused(destination, &error.error))?;
        self.files.push(PublishedFile { path: destination.clone(), replaced });
        Ok(())
    }

    fn make_folder(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !is_there(folder)).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)?;
            self.folders.push(folder.to_owned());
        }
        Ok(())
    }

    /// Undoes everything, as far as the system lets: the error that is being returned says more than one of the undoing.
    fn take_back(self) {
        for PublishedFile { path, replaced } in self.files.into_iter().rev() {
            let _ = match replaced {
                Some(backup) => fs::rename(backup, path),
                None => fs::remove_file(path),
            };
        }
        for folder in self.folders.into_iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }

    /// Makes the names last through a loss of power, on systems that can sync a folder.
    fn sync(&self) {
        let mut folders: Vec<&Path> = self.files.iter().map(|file| folder_of(&file.path)).collect();
        folders.sort_unstable();
        folders.dedup();
        for folder in folders {
            let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
        }
    }
}

/// Keeps the file that is about to be replaced under a second name, if there is one.
fn keep_replaced(destination: &Path, backup: PathBuf) -> io::Result<Option<PathBuf>> {
    if destination.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !destination.exists() {
        return Ok(None);
    }
    // A hard link leaves the old file in place until the rename; where the file system has none, it is moved away.
    fs::hard_link(destination, &backup).or_else(|_| fs::rename(destination, &backup))?;
    Ok(Some(backup))
}

fn refused(destination: &Path, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::AlreadyExists => ErrorKind::OutputExists { name: destination.display().to_string() }.into(),
        _ => Error::io(NAME, error),
    }
}

/// The folder itself or the first one above it that exists.
fn nearest_existing(folder: &Path) -> &Path {
    let found = folder.ancestors().find(|folder| folder.as_os_str().is_empty() || folder.exists());
    found.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn is_there(folder: &Path) -> bool {
    folder.as_os_str().is_empty() || folder.exists()
}

/// The folder that a file lies in: `.` for a bare name.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

const CREATE: Phrase = Phrase::new("create the output", "创建输出");
const NAME: Phrase = Phrase::new("name the output", "命名输出文件");

#[cfg(test)]
mod tests {
    use super::*;

    fn staged(root: &Path, existing: Existing, names: &[&str]) -> Staging {
        let mut staging = Staging::create(root, existing).unwrap();
        for name in names {
            let path = staging.place(&root.join(name));
            fs::write(path, name).unwrap();
        }
        staging
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn outputs_appear_only_when_published() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("out/deep");
        let staging = staged(&out, Existing::Refuse, &["a", "b/c"]);
        assert!(!out.exists());
        staging.publish().unwrap();
        assert_eq!(names(&out), ["a", "b"]);
        assert_eq!(names(root.path()), ["out"]);
    }

    #[test]
    fn a_dropped_staging_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        drop(staged(&root.path().join("out"), Existing::Refuse, &["a"]));
        assert!(names(root.path()).is_empty());
    }

    #[test]
    fn an_output_that_came_to_be_meanwhile_undoes_the_others() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("out");
        let staging = staged(&out, Existing::Refuse, &["a", "new/b", "c"]);
        fs::create_dir(&out).unwrap();
        fs::write(out.join("c"), "theirs").unwrap();
        let error = staging.publish().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::OutputExists { .. }));
        assert_eq!(names(&out), ["c"]);
        assert_eq!(fs::read(out.join("c")).unwrap(), b"theirs");
    }

    #[test]
    fn what_was_replaced_comes_back_when_a_later_output_fails() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("out");
        fs::create_dir_all(out.join("b")).unwrap();
        fs::write(out.join("a"), "old").unwrap();
        fs::write(out.join("b/keep"), "").unwrap();
        let staging = staged(&out, Existing::Replace, &["a", "b"]);
        staging.publish().unwrap_err();
        assert_eq!(fs::read(out.join("a")).unwrap(), b"old");
    }
}
