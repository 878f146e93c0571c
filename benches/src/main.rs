//! Measures weimu beside its rivals, each answer checked, and makes the demo data.
//!
//! `list` names the measurements, `run GROUP` makes them, `generate` writes invented tables. What is measured and how is
//! written in `record/README.md`.

mod clock;
mod crypto;
mod engine;
mod generate;
mod group;
mod pipeline;
mod quality;
mod random;
mod record;
mod scan;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use generate::{Columns, Enterprises, Residents, Table};
use group::Group;

/// What can go wrong in a measurement; its text is for the person who measures.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measures weimu beside its rivals, each answer checked.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Names every measurement, by group.
    List,
    /// Makes the measurements of a group.
    Run {
        /// Which measurements.
        group: Group,
        /// Prints one JSON object a line: name, unit, ours, rival, rival_name, ratio (ours / rival), checked.
        #[arg(long)]
        json: bool,
        /// Only measurements whose name contains this text.
        #[arg(long, default_value = "")]
        only: String,
        /// Table for the pipeline group, instead of a generated one; Parquet with the columns of `generate residents`.
        #[arg(long)]
        data: Option<PathBuf>,
    },
    /// Writes an invented table.
    Generate {
        /// Which table.
        table: Kind,
        /// How many rows.
        #[arg(long, default_value_t = 2000)]
        rows: u64,
        /// The same seed gives the same rows.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The file, its format told by its extension; replaced if it is there.
        #[arg(long)]
        out: PathBuf,
    },
    /// Does one stage of the pipeline group, in a process of its own.
    #[command(hide = true)]
    Stage {
        /// What to do.
        stage: pipeline::Stage,
        /// The table.
        input: PathBuf,
        /// The result.
        output: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// People who receive a subsidy.
    Residents,
    /// Registered enterprises.
    Enterprises,
}

/// The exit code for a command that is refused, as in the product.
const REFUSED: u8 = 2;

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("weimu-benches: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::List => Group::ALL.iter().for_each(|group| group.list()),
        Command::Run { group, .. } if !group.has_measurements() => {
            eprintln!("weimu-benches: group `{group}` has no measurements yet; `list` names those there are");
            return Ok(ExitCode::from(REFUSED));
        }
        Command::Run { group, json, only, data } => return group.run(&only, data.as_deref(), json),
        Command::Generate { table, rows, seed, out } => {
            let table = match table {
                Kind::Residents => Table::Residents(Residents::new(seed, Columns::All)),
                Kind::Enterprises => Table::Enterprises(Enterprises::new(seed)),
            };
            generate::write(&table, rows, &out)?;
        }
        Command::Stage { stage, input, output } => stage.run(&input, &output)?,
    }
    Ok(ExitCode::SUCCESS)
}
