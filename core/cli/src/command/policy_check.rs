//! `weimu policy check`: every fault of a policy, by itself or against the columns of inputs.

use std::sync::Arc;

use serde_json::json;
use weimu::engine::{ApplyOptions, Pipeline};
use weimu::error::{Lang, Result};
use weimu::policy::Policy;

use crate::args::PolicyCheckArgs;
use crate::input::{Accept, Inputs};
use crate::speech::{Form, Speech};
use crate::{policy_file, run, stdout};

pub(super) fn run(args: &PolicyCheckArgs, speech: Speech) -> Result<()> {
    let policy = policy_file::load(&args.policy)?;
    policy.check().map_err(|error| error.in_file(&args.policy))?;
    let scenarios = scenarios(&policy, args)?;
    let against = if args.against.is_empty() { 0 } else { check_against(&policy, &scenarios, args, speech)? };
    say(&scenarios, against, speech)
}

/// The scenarios that are asked for; an unknown one is a fault.
fn scenarios(policy: &Policy, args: &PolicyCheckArgs) -> Result<Vec<String>> {
    match &args.scenario {
        Some(name) => {
            policy.needs_keyring(Some(name)).map_err(|error| error.in_file(&args.policy))?;
            Ok(vec![name.clone()])
        }
        None => Ok(policy.scenarios().into_iter().map(str::to_owned).collect()),
    }
}

/// Compiles every scenario for every input; gives the number of inputs.
fn check_against(policy: &Policy, scenarios: &[String], args: &PolicyCheckArgs, speech: Speech) -> Result<usize> {
    let inputs = Inputs::find(&args.against, Accept::Tables, None)?;
    let mut options = ApplyOptions::new();
    if let Some(path) = args.keyring.path() {
        options = options.with_keyring(Arc::new(args.keyring.open(path, speech)?));
    }
    for input in &inputs.files {
        for scenario in scenarios {
            let opened = run::open(&input.path)?;
            let compiled = Pipeline::apply(opened.source, policy, &options.clone().with_scenario(scenario));
            compiled.map_err(|error| error.in_file(input.path.display().to_string()))?;
        }
    }
    Ok(inputs.files.len())
}

fn say(scenarios: &[String], against: usize, speech: Speech) -> Result<()> {
    let names = scenarios.join(", ");
    match (speech.form, speech.lang) {
        (Form::Json, _) => stdout::print_json(&json!({ "ok": true, "scenarios": scenarios, "against": against })),
        (Form::Text, Lang::En) if against == 0 => stdout::print(&format!("no fault; scenarios: {names}\n")),
        (Form::Text, Lang::En) => {
            stdout::print(&format!("no fault, and it fits {against} input(s); scenarios: {names}\n"))
        }
        (Form::Text, Lang::Zh) if against == 0 => stdout::print(&format!("未发现问题；场景：{names}\n")),
        (Form::Text, Lang::Zh) => stdout::print(&format!("未发现问题，与 {against} 个输入相符；场景：{names}\n")),
    }
}
