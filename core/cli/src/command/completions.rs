//! `weimu completions`: a script for a shell.

use weimu::error::Result;

use crate::args::{self, CompletionsArgs};
use crate::speech::Speech;
use crate::stdout;

pub(super) fn run(args: &CompletionsArgs, speech: Speech) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::command(speech), "weimu", &mut script);
    stdout::print(&String::from_utf8_lossy(&script))
}
