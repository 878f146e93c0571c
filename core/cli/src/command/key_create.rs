//! `weimu key create`: a key in a keyring, which is made if there is none.

use std::path::Path;
use std::{fs, io};

use serde_json::json;
use weimu::error::{Error, ErrorKind, Lang, Phrase, Result};
use weimu::keys::{KeyId, Keyring, Profile};

use crate::args::{KeyCreateArgs, KeyringProfile};
use crate::speech::{Form, Speech};
use crate::staging::folder_of;
use crate::{keyring, passphrase, stdout};

pub(super) fn run(args: &KeyCreateArgs, speech: Speech) -> Result<()> {
    let is_new = args.keyring.symlink_metadata().is_err();
    let id = if is_new { create(args, speech)? } else { add(args, speech)? };
    let (name, file) = (&args.name, args.keyring.display());
    match (speech.form, speech.lang) {
        (Form::Json, _) => stdout::print_json(
            &json!({ "name": name, "id": id.0, "keyring": file.to_string(), "created_keyring": is_new }),
        ),
        (Form::Text, Lang::En) => stdout::print(&format!(
            "key `{name}` (id {}) is in {file}\nKeep this file and its passphrase apart from what is shared; without them nothing can be revealed.\n",
            id.0
        )),
        (Form::Text, Lang::Zh) => stdout::print(&format!(
            "密钥 `{name}`（编号 {}）已写入 {file}\n请将该文件及其口令与对外共享的数据分开保存；丢失后无法还原。\n",
            id.0
        )),
    }
}

fn create(args: &KeyCreateArgs, speech: Speech) -> Result<KeyId> {
    let passphrase = passphrase::of_new(args.passphrase_file.as_deref(), speech)?;
    let mut keyring = Keyring::create(args.profile.unwrap_or(KeyringProfile::Gm).into())?;
    let id = keyring.add(&args.name)?;
    make_folder(&args.keyring)?;
    keyring.save_new(&args.keyring, &passphrase)?;
    Ok(id)
}

/// Makes the folder of a keyring, if it is not there; a keyring that then cannot be written leaves an empty folder.
fn make_folder(keyring: &Path) -> Result<()> {
    let folder = folder_of(keyring);
    let cannot = |error: io::Error| {
        let operation = Phrase::new("make the folder of the keyring", "创建密钥环所在目录");
        Error::io(operation, &error).in_file(keyring.display().to_string())
    };
    fs::create_dir_all(folder).map_err(cannot)
}

fn add(args: &KeyCreateArgs, speech: Speech) -> Result<KeyId> {
    let passphrase = passphrase::of_existing(args.passphrase_file.as_deref(), speech)?;
    let mut keyring = Keyring::open(&args.keyring, &passphrase)?;
    if args.profile.is_some_and(|profile| Profile::from(profile) != keyring.profile()) {
        let reason = Phrase::new("this keyring was made with another profile", "该密钥环使用的是另一种算法配置");
        return Err(ErrorKind::Argument { argument: "--profile".to_owned(), reason }.into());
    }
    let added = keyring.add(&args.name);
    let id = added.map_err(|error| error.in_file(keyring::shown(&args.keyring)))?;
    keyring.save(&args.keyring, &passphrase)?;
    Ok(id)
}
