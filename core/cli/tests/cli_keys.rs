//! `weimu key` and `weimu reveal`: keyrings, passphrases, and the way back.

#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]

mod weimu;

use weimu::{Place, VALUES};

const SHARED: [&str; 4] = ["--policy", "share.yaml", "--keyring", "keys/keyring.json"];

fn arguments<'a>(command: &'a str, input: &'a str, out: &'a str) -> Vec<&'a str> {
    [&[command, input, "--out", out][..], &SHARED].concat()
}

#[test]
fn what_was_shared_is_revealed_byte_for_byte() {
    let place = Place::new().with_keyring();
    place.run_with_passphrase("secret", &arguments("apply", "residents.csv", "shared/")).ok();
    let shared = place.read("shared/residents.csv");
    VALUES.iter().for_each(|value| assert!(!shared.contains(value), "{value} is left"));
    place.run_with_passphrase("secret", &arguments("reveal", "shared/residents.csv", "back/")).ok();
    assert_eq!(place.read("back/residents.csv"), weimu::RESIDENTS);
}

#[test]
fn only_the_columns_asked_for_are_revealed() {
    let place = Place::new().with_keyring();
    place.run_with_passphrase("secret", &arguments("apply", "residents.csv", "shared/")).ok();
    let only = [&arguments("reveal", "shared/residents.csv", "back/")[..], &["--columns", "身份证号"]].concat();
    place.run_with_passphrase("secret", &only).ok();
    let back = place.read("back/residents.csv");
    assert!(back.contains(",11010519491231002X,") && !back.contains("13800138000"), "{back}");
}

#[test]
fn a_value_that_was_altered_is_not_revealed() {
    let place = Place::new().with_keyring();
    place.run_with_passphrase("secret", &arguments("apply", "residents.csv", "shared/")).ok();
    let shared = place.read("shared/residents.csv");
    let at = shared.find("wt1.").unwrap() + 30;
    let other = if shared.as_bytes()[at] == b'A' { "B" } else { "A" };
    place.write("shared/residents.csv", format!("{}{other}{}", &shared[..at], &shared[at + 1..]));
    let before = place.everything();
    let ran = place.run_with_passphrase("secret", &arguments("reveal", "shared/residents.csv", "back/"));
    ran.failed_with(1, "a sealed value was altered");
    assert!(ran.stderr.contains("row 1"), "{}", ran.stderr);
    assert_eq!(place.everything(), before);
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let place = Place::new().with_keyring();
    let before = place.everything();
    let ran = place.run_with_passphrase("guess", &arguments("apply", "residents.csv", "shared/"));
    ran.failed_with(2, "the passphrase does not open this keyring");
    assert_eq!(place.everything(), before);
}

#[test]
fn nobody_to_ask_is_said_so() {
    let place = Place::new().with_keyring();
    place.refuses(2, "a passphrase is needed", &arguments("apply", "residents.csv", "shared/"));
}

#[test]
fn the_passphrase_may_stand_in_a_file() {
    let place = Place::new().with_keyring();
    place.write("pass", "secret\n");
    let with_file = [&arguments("apply", "residents.csv", "shared/")[..], &["--passphrase-file", "pass"]].concat();
    place.run(&with_file).ok();
}

#[test]
fn a_policy_with_keys_needs_a_keyring() {
    let place = Place::new();
    place.refuses(2, "--keyring", &["apply", "residents.csv", "--policy", "share.yaml", "--out", "shared/"]);
}

#[test]
fn a_key_that_the_keyring_lacks_is_named() {
    let place = Place::new().with_keyring();
    place.write("share.yaml", format!("{}keys:\n  person: {{ keyring: citizen }}\n", weimu::SHARE));
    let before = place.everything();
    place.run_with_passphrase("secret", &arguments("apply", "residents.csv", "shared/")).failed_with(2, "citizen");
    assert_eq!(place.everything(), before);
}

#[test]
fn a_keyring_beside_the_output_is_refused() {
    let place = Place::new().with_keyring();
    for out in ["keys/", "keys/out.csv", "./shared/../keys/"] {
        place.write("shared/x", "");
        place.refuses(2, "the keyring lies in the output's folder", &arguments("apply", "residents.csv", out));
    }
}

#[test]
fn keys_are_created_once_and_listed_without_material() {
    let place = Place::new().with_keyring();
    let create = |name| {
        place.run_with_passphrase("secret", &["key", "create", name, "--keyring", "keys/keyring.json", "--json"])
    };
    create("other").ok();
    create("person").failed_with(2, "has a key `person` already");
    let list =
        place.run_with_passphrase("secret", &["key", "list", "--keyring", "keys/keyring.json", "--json"]).ok().json();
    let names: Vec<_> = list["keys"].as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"person") && names.contains(&"other"));
    assert_eq!(list["profile"], "gm");
    assert!(
        place
            .run_with_passphrase("secret", &["key", "list", "--keyring", "keys/keyring.json"])
            .ok()
            .stdout
            .contains("enabled")
    );
}

#[test]
fn a_keyring_that_is_not_one_is_refused() {
    let place = Place::new();
    place.write("keys/keyring.json", "{}");
    let ran = place.run_with_passphrase("secret", &["key", "list", "--keyring", "keys/keyring.json"]);
    ran.failed_with(2, "keys/keyring.json");
}

#[test]
fn an_intl_keyring_serves_as_well() {
    let place = Place::new();
    let made = ["key", "create", "person", "--keyring", "keyring.json", "--profile", "intl"];
    place.run_with_passphrase("secret", &made).ok();
    let list = place.run_with_passphrase("secret", &["key", "list", "--keyring", "keyring.json", "--json"]).ok().json();
    assert_eq!(list["profile"], "intl");
}
