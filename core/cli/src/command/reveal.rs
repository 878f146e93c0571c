//! `weimu reveal`: what a policy tokenized, encrypted or replaced within its format, restored.

use weimu::error::Result;

use crate::args::RevealArgs;
use crate::run::{self, Direction};
use crate::speech::Speech;

pub(super) fn run(args: &RevealArgs, speech: Speech) -> Result<()> {
    run::run(Direction::Reveal, &args.run, args.columns.as_deref(), speech)
}
