//! The arguments, as they are written.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use weimu::io::Format;
use weimu::keys::Profile;

use crate::failure;
use crate::help_zh;
use crate::speech::{Form, Language, Speech};

/// Desensitizes and encrypts personal data in Parquet, CSV, JSON Lines and Arrow files.
#[derive(Debug, Parser)]
#[command(name = "weimu", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    /// Language of messages and reports [default: that of the locale]
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    lang: Option<Language>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str =
    "Exit codes: 0 done; 1 failed; 2 the policy or the arguments are refused; 3 a gate (leak check) said no.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what the columns of a table hold, or where in a text something stands
    Scan(ScanArgs),
    /// Apply a policy to files
    Apply(ApplyArgs),
    /// Restore what a policy tokenized, encrypted or replaced within its format
    Reveal(RevealArgs),
    /// Create and list keys
    #[command(subcommand)]
    Key(KeyCommand),
    /// Check and explain policies
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    /// Files, folders or globs; `-` reads text from the standard input; .txt and .md are text
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Also say what was refused, and why
    #[arg(long)]
    pub(crate) explain: bool,
    /// Number of threads [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RevealArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
    /// Reveal only these columns
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub(crate) columns: Option<Vec<String>>,
}

/// What `apply` and `reveal` have in common.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Files, folders (searched through) or globs
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<String>,
    /// Policy document, or the name of a built-in policy: open, share
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: String,
    /// Scenario of the policy [default: its default or only one]
    #[arg(long, value_name = "NAME")]
    pub(crate) scenario: Option<String>,
    /// Output file; or folder, if it exists as one, ends with `/`, or there are several inputs
    #[arg(long, value_name = "PATH")]
    pub(crate) out: PathBuf,
    /// Format of the output [default: by the extension of --out, else that of the input]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<OutputFormat>,
    /// Replace outputs that exist
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) keyring: KeyringArgs,
    /// Number of threads [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Also write the report to a file, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// Where keys come from.
#[derive(Debug, Args)]
pub(crate) struct KeyringArgs {
    /// Keyring file; never in the folder of an output
    #[arg(long, value_name = "FILE")]
    pub(crate) keyring: Option<PathBuf>,
    /// File with the keyring's passphrase [default: WEIMU_PASSPHRASE, else a prompt]
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Add a key to a keyring; the file is made if there is none
    Create(KeyCreateArgs),
    /// List the keys of a keyring
    List(KeyListArgs),
}

#[derive(Debug, Args)]
pub(crate) struct KeyCreateArgs {
    /// Name of the key, as policies call it
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Keyring file
    #[arg(long, value_name = "FILE")]
    pub(crate) keyring: PathBuf,
    /// File with the keyring's passphrase [default: WEIMU_PASSPHRASE, else a prompt]
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Algorithms that protect a new keyring [default: gm]
    #[arg(long, value_enum, value_name = "PROFILE")]
    pub(crate) profile: Option<KeyringProfile>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct KeyListArgs {
    /// Keyring file
    #[arg(long, value_name = "FILE")]
    pub(crate) keyring: PathBuf,
    /// File with the keyring's passphrase [default: WEIMU_PASSPHRASE, else a prompt]
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Check a policy, by itself or against the columns of inputs
    Check(PolicyCheckArgs),
    /// Say what a policy does, in words
    Explain(PolicyExplainArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PolicyCheckArgs {
    /// Policy document, or the name of a built-in policy
    #[arg(value_name = "FILE")]
    pub(crate) policy: String,
    /// Check against the columns of these files, folders or globs
    #[arg(long, value_name = "INPUT")]
    pub(crate) against: Vec<String>,
    /// Only this scenario [default: all]
    #[arg(long, value_name = "NAME")]
    pub(crate) scenario: Option<String>,
    #[command(flatten)]
    pub(crate) keyring: KeyringArgs,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PolicyExplainArgs {
    /// Policy document, or the name of a built-in policy
    #[arg(value_name = "FILE")]
    pub(crate) policy: String,
    /// Only this scenario [default: all]
    #[arg(long, value_name = "NAME")]
    pub(crate) scenario: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// A format that outputs can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    Parquet,
    Csv,
    Tsv,
    Jsonl,
    /// Arrow IPC file (Feather V2)
    Arrow,
    /// Arrow IPC stream
    Arrows,
}

impl From<OutputFormat> for Format {
    fn from(format: OutputFormat) -> Self {
        match format {
            OutputFormat::Parquet => Self::Parquet,
            OutputFormat::Csv => Self::Csv,
            OutputFormat::Tsv => Self::Tsv,
            OutputFormat::Jsonl => Self::JsonLines,
            OutputFormat::Arrow => Self::ArrowFile,
            OutputFormat::Arrows => Self::ArrowStream,
        }
    }
}

/// A family of algorithms for a keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyringProfile {
    /// PBKDF2-HMAC-SM3 and SM4-GCM
    Gm,
    /// Argon2id and AES-256-GCM
    Intl,
}

impl From<KeyringProfile> for Profile {
    fn from(profile: KeyringProfile) -> Self {
        match profile {
            KeyringProfile::Gm => Self::Gm,
            KeyringProfile::Intl => Self::Intl,
        }
    }
}

impl Arguments {
    /// How to speak.
    pub(crate) fn speech(&self) -> Speech {
        let form = if self.command.json() { Form::Json } else { Form::Text };
        Speech { lang: self.lang.unwrap_or_else(Language::of_locale).into(), form }
    }
}

impl Command {
    fn json(&self) -> bool {
        match self {
            Self::Scan(args) => args.json,
            Self::Apply(args) => args.run.json,
            Self::Reveal(args) => args.run.json,
            Self::Key(KeyCommand::Create(args)) => args.json,
            Self::Key(KeyCommand::List(args)) => args.json,
            Self::Policy(PolicyCommand::Check(args)) => args.json,
            Self::Policy(PolicyCommand::Explain(args)) => args.json,
            Self::Completions(_) => false,
        }
    }
}

/// The arguments of this process; or what to exit with, once help or the fault was printed.
pub(crate) fn parse() -> Result<Arguments, ExitCode> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let speech = speech_of(&words);
    let matches = command(speech).try_get_matches_from(words);
    matches.and_then(|matches| Arguments::from_arg_matches(&matches)).map_err(|error| failure::usage(&error, speech))
}

/// The command, with help in the language asked for.
pub(crate) fn command(speech: Speech) -> clap::Command {
    match speech.lang {
        weimu::error::Lang::En => Arguments::command(),
        weimu::error::Lang::Zh => help_zh::translated(Arguments::command()),
    }
}

/// How to speak before the arguments are understood: help and faults of usage have a language too.
fn speech_of(words: &[OsString]) -> Speech {
    let word = |index: usize| words.get(index).and_then(|word| word.to_str());
    let language = (0..words.len()).find_map(|index| match word(index)? {
        "--lang" => Language::from_str(word(index + 1)?, true).ok(),
        other => Language::from_str(other.strip_prefix("--lang=")?, true).ok(),
    });
    let json = (0..words.len()).any(|index| word(index) == Some("--json"));
    let form = if json { Form::Json } else { Form::Text };
    Speech { lang: language.unwrap_or_else(Language::of_locale).into(), form }
}
