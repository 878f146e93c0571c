//! One file per command.

mod apply;
mod completions;
mod key_create;
mod key_list;
mod policy_check;
mod policy_explain;
mod reveal;
mod scan;

use weimu::error::Result;

use crate::args::{Command, KeyCommand, PolicyCommand};
use crate::speech::Speech;

/// Does what the arguments ask for.
///
/// # Errors
/// Whatever the command fails with.
pub(crate) fn run(command: Command, speech: Speech) -> Result<()> {
    match command {
        Command::Scan(args) => scan::run(&args, speech),
        Command::Apply(args) => apply::run(&args, speech),
        Command::Reveal(args) => reveal::run(&args, speech),
        Command::Key(KeyCommand::Create(args)) => key_create::run(&args, speech),
        Command::Key(KeyCommand::List(args)) => key_list::run(&args, speech),
        Command::Policy(PolicyCommand::Check(args)) => policy_check::run(&args, speech),
        Command::Policy(PolicyCommand::Explain(args)) => policy_explain::run(&args, speech),
        Command::Completions(args) => completions::run(&args, speech),
    }
}
