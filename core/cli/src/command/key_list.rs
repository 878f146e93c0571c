//! `weimu key list`: what a keyring holds, without material.

use serde_json::{Value, json};
use weimu::error::{Lang, Result};
use weimu::keys::{KeyInfo, KeyState};
use weimu::report::{Align, Table};

use crate::args::KeyListArgs;
use crate::speech::{Form, Speech};
use crate::{keyring, stdout};

pub(super) fn run(args: &KeyListArgs, speech: Speech) -> Result<()> {
    let keyring = keyring::open(&args.keyring, args.passphrase_file.as_deref(), speech)?;
    let (keys, profile) = (keyring.list(), keyring.profile().name());
    match speech.form {
        Form::Json => {
            let keys: Vec<Value> = keys.iter().map(as_json).collect();
            stdout::print_json(
                &json!({ "keyring": args.keyring.display().to_string(), "profile": profile, "keys": keys }),
            )
        }
        Form::Text => {
            let table = table(&keys, speech.lang).text("  ");
            stdout::print(&format!("{} ({profile})\n\n{table}", args.keyring.display()))
        }
    }
}

fn as_json(key: &KeyInfo) -> Value {
    let (state, created) = (state(key.state, Lang::En), key.created.to_string());
    json!({ "name": key.name, "id": key.id.0, "state": state, "primary": key.primary, "created": created })
}

fn table(keys: &[KeyInfo], lang: Lang) -> Table {
    let mut table = Table::new(&[
        (lang.pick("name", "名称"), Align::Left),
        (lang.pick("id", "编号"), Align::Right),
        (lang.pick("state", "状态"), Align::Left),
        (lang.pick("seals", "用于加密"), Align::Left),
        (lang.pick("created", "创建日期"), Align::Left),
    ]);
    for key in keys {
        let primary = if key.primary { lang.pick("yes", "是") } else { "–" };
        let (id, created) = (key.id.0.to_string(), key.created.to_string());
        table.push(vec![key.name.clone(), id, state(key.state, lang).to_owned(), primary.to_owned(), created]);
    }
    table
}

fn state(state: KeyState, lang: Lang) -> &'static str {
    match state {
        KeyState::Enabled => lang.pick("enabled", "启用"),
        KeyState::Disabled => lang.pick("disabled", "停用"),
        KeyState::Destroyed => lang.pick("destroyed", "已销毁"),
        _ => lang.pick("unknown", "未知"),
    }
}
