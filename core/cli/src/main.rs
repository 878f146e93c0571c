//! The `weimu` command: scan, apply, reveal, key, policy.
//!
//! Thin over the crate `weimu`: arguments become calls of the library, results become text or JSON, errors become a message
//! and an exit code (0 done, 1 failed, 2 refused, 3 a gate said no). What only the command adds is here: which files are
//! meant, where outputs go, that all of them appear or none, passphrases, progress and interruption.

mod args;
mod command;
mod crash;
mod failure;
mod help_zh;
mod input;
mod interrupt;
mod keyring;
mod output;
mod passphrase;
mod policy_file;
mod progress;
mod run;
mod speech;
mod staging;
mod stdout;

use std::process::ExitCode;

fn main() -> ExitCode {
    crash::say_nothing_of_the_data();
    let args = match args::parse() {
        Ok(args) => args,
        Err(exit) => return exit,
    };
    let speech = args.speech();
    match command::run(args.command, speech) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error, speech),
    }
}
