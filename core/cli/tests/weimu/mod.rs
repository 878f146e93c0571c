//! The command as tests call it: in a folder of its own, in English, without a terminal.

#![allow(dead_code, unreachable_pub, reason = "each test binary is a crate of its own and uses a part of this one")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder with the demo table in it.
pub struct Place {
    folder: TempDir,
}

/// Values of the demo table: none may stand in a message, a report or the output of the open policy.
pub const VALUES: [&str; 5] = ["11010519491231002X", "440524188001010014", "13800138000", "13912345678", "建国路88号"];

/// Three people; the note of the first repeats a number and a phone.
pub const RESIDENTS: &str = "姓名,身份证号,联系电话,家庭住址,备注,金额\n\
张三,11010519491231002X,13800138000,北京市朝阳区建国路88号3单元502室,\"本人电话13912345678,证号11010519491231002X\",100\n\
李四,440524188001010014,13900139000,广东省深圳市南山区科技园路1号,无,200\n\
王五,11010519491231002X,,北京市朝阳区建国路88号,同上,300\n";

/// A policy that needs no keyring.
pub const OPEN: &str = "weimu: 1\nextends: open\ncolumns:\n  姓名: { type: name }\n  身份证号: { type: id_card }\n  \
联系电话: { type: phone }\n  家庭住址: { type: address }\n  备注: { scan: text }\n  金额: { op: keep }\n";

/// A policy that needs the key `person`.
pub const SHARE: &str = "weimu: 1\nextends: share\ndataset: test\nscenarios:\n  share:\n    types:\n      \
address: { op: encrypt, key: person }\ncolumns:\n  姓名: { type: name }\n  身份证号: { type: id_card }\n  \
联系电话: { type: phone }\n  家庭住址: { type: address }\n  备注: { scan: text }\n  金额: { op: keep }\n";

impl Place {
    pub fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        place.write("residents.csv", RESIDENTS);
        place.write("open.yaml", OPEN);
        place.write("share.yaml", SHARE);
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weimu"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        for variable in ["LC_ALL", "LC_MESSAGES", "LANG", "WEIMU_PASSPHRASE"] {
            command.env_remove(variable);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// Runs with the passphrase in the environment.
    pub fn run_with_passphrase(&self, passphrase: &str, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).env("WEIMU_PASSPHRASE", passphrase).output().unwrap())
    }

    /// A keyring `keys/keyring.json` with the key `person`, under the passphrase `secret`.
    pub fn with_keyring(self) -> Self {
        fs::create_dir_all(self.path("keys")).unwrap();
        let made = self.run_with_passphrase("secret", &["key", "create", "person", "--keyring", "keys/keyring.json"]);
        assert_eq!(made.code, 0, "{}", made.stderr);
        self
    }

    /// Every file and folder, by relative path.
    pub fn everything(&self) -> Vec<String> {
        let mut names = Vec::new();
        list(self.folder.path(), self.folder.path(), &mut names);
        names.sort();
        names
    }

    /// Runs a command that must fail with `code`, say `message`, quote no value and leave the folder as it was.
    pub fn refuses(&self, code: i32, message: &str, arguments: &[&str]) -> Ran {
        let before = self.everything();
        let ran = self.run(arguments);
        ran.failed_with(code, message);
        assert_eq!(self.everything(), before, "something was left behind by {arguments:?}");
        ran
    }
}

fn list(root: &Path, folder: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        names.push(path.strip_prefix(root).unwrap().display().to_string());
        if path.is_dir() {
            list(root, &path, names);
        }
    }
}

/// What a command did.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self.is_silent_on_values();
        self
    }

    pub fn failed_with(&self, code: i32, message: &str) {
        assert_eq!(self.code, code, "{}", self.stderr);
        assert!(self.stderr.contains(message), "`{message}` is not in: {}", self.stderr);
        self.is_silent_on_values();
    }

    pub fn is_silent_on_values(&self) {
        for value in VALUES {
            assert!(!self.stderr.contains(value) && !self.stdout.contains(value), "a value was printed");
        }
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap()
    }

    pub fn error_json(&self) -> serde_json::Value {
        serde_json::from_str::<serde_json::Value>(&self.stderr).unwrap()["error"].clone()
    }
}
