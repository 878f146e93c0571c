//! `weimu policy explain`: what a policy does, in words.

use weimu::error::Result;

use crate::args::PolicyExplainArgs;
use crate::speech::{Form, Speech};
use crate::{policy_file, stdout};

pub(super) fn run(args: &PolicyExplainArgs, speech: Speech) -> Result<()> {
    let policy = policy_file::load(&args.policy)?;
    let scenarios = args.scenario.as_deref().map_or_else(|| policy.scenarios(), |name| vec![name]);
    let explained = scenarios.into_iter().map(|name| policy.explain(Some(name), speech.lang));
    let explained: Vec<_> = explained.collect::<Result<_>>().map_err(|error| error.in_file(&args.policy))?;
    match (speech.form, explained.as_slice()) {
        (Form::Json, [only]) => stdout::print_json(only),
        (Form::Json, several) => stdout::print_json(&serde_json::json!({ "scenarios": several })),
        (Form::Text, several) => {
            let texts: Vec<String> = several.iter().map(ToString::to_string).collect();
            stdout::print(&format!("{}\n", texts.join("\n").trim_end()))
        }
    }
}
