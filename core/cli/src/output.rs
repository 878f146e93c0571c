//! Where each output goes, decided and refused before anything is read.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use weimu::error::{Error, ErrorKind, Phrase, Result};
use weimu::io::{Existing, Format, same_file};

use crate::input::{Input, Inputs};
use crate::staging::folder_of;

/// An input, and where its output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) input: PathBuf,
    pub(crate) output: PathBuf,
    /// Format of the output, if it is not that of the input.
    pub(crate) format: Option<Format>,
}

/// What is asked of the outputs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) out: &'a Path,
    pub(crate) format: Option<Format>,
    pub(crate) existing: Existing,
}

/// The jobs of a run, and the folder that all outputs lie in.
#[derive(Debug)]
pub(crate) struct Jobs {
    pub(crate) root: PathBuf,
    pub(crate) jobs: Vec<Job>,
}

impl Wanted<'_> {
    /// Decides where the output of every input goes.
    ///
    /// # Errors
    /// An output is an input, exists already, or would be that of two inputs; several inputs are to go into one file.
    pub(crate) fn plan(self, inputs: &Inputs) -> Result<Jobs> {
        let folder = is_folder(self.out) || (!self.out.is_file() && (inputs.open_ended || inputs.files.len() > 1));
        if !folder && (inputs.files.len() > 1 || inputs.open_ended) {
            let reason =
                Phrase::new("several inputs need a folder, and this is a file", "多个输入需要输出到目录，而这是文件");
            return Err(argument(self.out, reason));
        }
        let jobs =
            inputs.files.iter().map(|input| if folder { self.into_folder(input) } else { self.into_file(input) });
        let jobs = Jobs {
            root: if folder { self.out.to_owned() } else { folder_of(self.out).to_owned() },
            jobs: jobs.collect::<Result<_>>()?,
        };
        jobs.refuse_collisions()?;
        jobs.refuse_inputs()?;
        jobs.refuse_existing(self.existing)?;
        Ok(jobs)
    }

    fn into_folder(self, input: &Input) -> Result<Job> {
        let mut output = self.out.join(&input.relative);
        if let Some(format) = self.format.filter(|format| Format::of(&input.path).ok() != Some(*format)) {
            output.set_extension(format.extension());
        }
        Ok(Job { input: input.path.clone(), output, format: self.format })
    }

    fn into_file(self, input: &Input) -> Result<Job> {
        let format = self.format.or_else(|| Format::from_extension(self.out));
        Ok(Job { input: input.path.clone(), output: self.out.to_owned(), format })
    }
}

impl Jobs {
    fn refuse_collisions(&self) -> Result<()> {
        let mut inputs: HashMap<&Path, &Path> = HashMap::new();
        for job in &self.jobs {
            if let Some(other) = inputs.insert(&job.output, &job.input) {
                let reason = Phrase::new(
                    "two inputs would give this output; run them apart",
                    "两个输入会写到同一输出；请分开运行",
                );
                return Err(argument(&job.output, reason).in_file(other.display().to_string()));
            }
        }
        Ok(())
    }

    fn refuse_inputs(&self) -> Result<()> {
        for job in &self.jobs {
            if self.jobs.iter().any(|other| same_file(&other.input, &job.output)) {
                return Err(Error::from(ErrorKind::OutputIsInput).in_file(job.output.display().to_string()));
            }
        }
        Ok(())
    }

    fn refuse_existing(&self, existing: Existing) -> Result<()> {
        let exists = |job: &&Job| job.output.symlink_metadata().is_ok();
        match self.jobs.iter().find(exists) {
            Some(job) if existing == Existing::Refuse => {
                Err(ErrorKind::OutputExists { name: job.output.display().to_string() }.into())
            }
            _ => Ok(()),
        }
    }

    /// Refuses a keyring that lies beside an output, or anywhere under the folder of outputs.
    ///
    /// # Errors
    /// [`ErrorKind::KeyringBesideOutput`].
    pub(crate) fn refuse_keyring_beside(&self, keyring: &Path) -> Result<()> {
        let keyring_folder = resolved(folder_of(keyring));
        let beside = self.jobs.iter().any(|job| resolved(folder_of(&job.output)) == keyring_folder);
        if beside {
            Err(Error::from(ErrorKind::KeyringBesideOutput).in_file(keyring.display().to_string()))
        } else {
            Ok(())
        }
    }
}

/// The folder without links and `..`, as far as it exists; what does not exist yet keeps its name.
fn resolved(folder: &Path) -> PathBuf {
    let existing = folder.ancestors().find_map(|above| {
        let named = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        Some((above, named.canonicalize().ok()?))
    });
    match existing {
        Some((above, real)) => folder.strip_prefix(above).map_or(real.clone(), |rest| real.join(rest)),
        None => folder.to_owned(),
    }
}

/// Whether a path names a folder: it exists as one, or is written as one.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

fn argument(path: &Path, reason: Phrase) -> Error {
    ErrorKind::Argument { argument: path.display().to_string(), reason }.into()
}
