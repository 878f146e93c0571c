//! `weimu apply`: a policy over files.

use weimu::error::Result;

use crate::args::ApplyArgs;
use crate::run::{self, Direction};
use crate::speech::Speech;

pub(super) fn run(args: &ApplyArgs, speech: Speech) -> Result<()> {
    run::run(Direction::Apply, &args.run, None, speech)
}
