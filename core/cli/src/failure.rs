//! An error, said on the standard error, and the exit code that goes with it.

use std::process::ExitCode;

use serde_json::{Map, Value, json};
use weimu::error::{Error, ErrorClass, ErrorKind};

use crate::speech::{Form, Speech};
use crate::stdout;

/// Says what went wrong.
pub(crate) fn report(error: &Error, speech: Speech) -> ExitCode {
    match speech.form {
        Form::Text => eprintln!("{}: {}", speech.lang.pick("error", "错误"), printable(&error.message(speech.lang))),
        Form::Json => eprintln!("{}", as_json(error, speech)),
    }
    ExitCode::from(error.class().exit_code())
}

/// Says what is wrong with the arguments, or prints the help that was asked for.
pub(crate) fn usage(error: &clap::Error, speech: Speech) -> ExitCode {
    if !error.use_stderr() {
        // Help and version go to the standard output; that it was closed is no failure.
        return stdout::print(&error.render().to_string()).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    match speech.form {
        Form::Text => eprint!("{}", error.render()),
        Form::Json => {
            let message = error.render().to_string();
            eprintln!(
                "{}",
                json!({ "error": { "class": class_name(ErrorClass::Refused), "message": message.trim_end() } })
            );
        }
    }
    ExitCode::from(ErrorClass::Refused.exit_code())
}

fn as_json(error: &Error, speech: Speech) -> Value {
    let mut fields = Map::new();
    fields.insert("class".to_owned(), class_name(error.class()).into());
    fields.insert("message".to_owned(), error.message(speech.lang).into());
    let at = error.at();
    let place = [
        ("file", at.file.clone().map(Value::from)),
        ("column", at.column.clone().map(Value::from)),
        ("row", at.row.map(Value::from)),
    ];
    fields.extend(place.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    match error.kind() {
        ErrorKind::Policy(faults) => {
            let faults = faults.iter().map(|fault| {
                json!({ "line": fault.line, "column": fault.column, "path": fault.path, "message": fault.kind.text(speech.lang) })
            });
            fields.insert("faults".to_owned(), faults.collect());
        }
        ErrorKind::Leak(leaks) => {
            let leaks = leaks.iter().map(|leak| {
                json!({ "column": leak.column, "kind": leak.kind.name(), "count": leak.count, "first_row": leak.first_row })
            });
            fields.insert("leaks".to_owned(), leaks.collect());
        }
        _ => {}
    }
    json!({ "error": fields })
}

fn class_name(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Refused => "refused",
        ErrorClass::Gate => "gate",
        _ => "failed",
    }
}

/// A message without characters that a terminal would act on: names in it come from files.
fn printable(message: &str) -> String {
    message.chars().map(|character| if character.is_control() && character != '\n' { '?' } else { character }).collect()
}
