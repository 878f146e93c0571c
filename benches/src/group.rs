//! The groups of measurements.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use clap::ValueEnum;

use crate::record::Printer;
use crate::{Failure, REFUSED, crypto, engine, pipeline, quality, scan};

/// What belongs together and is run by one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Group {
    /// Ciphers and hashes.
    Crypto,
    /// Finding candidates in bytes.
    Scan,
    /// Whole columns through the engine, one core.
    Engine,
    /// How much is found and how much is found wrongly.
    Quality,
    /// A file to a file, with memory.
    Pipeline,
}

impl Group {
    pub(crate) const ALL: [Self; 5] = [Self::Crypto, Self::Scan, Self::Engine, Self::Quality, Self::Pipeline];

    pub(crate) fn has_measurements(self) -> bool {
        !self.names().is_empty()
    }

    /// Prints the names, each after its group.
    pub(crate) fn list(self) {
        self.names().iter().for_each(|name| println!("{self}\t{name}"));
    }

    /// Measures what `only` selects and prints each result when it is there; a selection of nothing is refused.
    ///
    /// # Errors
    /// An answer is wrong or a limit is passed.
    pub(crate) fn run(self, only: &str, data: Option<&Path>, json: bool) -> Result<ExitCode, Failure> {
        if !self.names().iter().any(|name| name.contains(only)) {
            eprintln!("weimu-benches: no measurement of group `{self}` has `{only}` in its name");
            return Ok(ExitCode::from(REFUSED));
        }
        let mut printer = Printer::new(json);
        match self {
            Self::Engine => engine::run(only, &mut printer)?,
            Self::Pipeline => pipeline::run(only, data, &mut printer)?,
            Self::Crypto => crypto::run(only, &mut printer)?,
            Self::Quality => quality::run(only, &mut printer)?,
            Self::Scan => scan::run(only, &mut printer)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn names(self) -> Vec<String> {
        match self {
            Self::Engine => engine::names(),
            Self::Pipeline => pipeline::names(),
            Self::Crypto => crypto::names(),
            Self::Quality => quality::names(),
            Self::Scan => scan::names(),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Crypto => "crypto",
            Self::Scan => "scan",
            Self::Engine => "engine",
            Self::Quality => "quality",
            Self::Pipeline => "pipeline",
        })
    }
}
