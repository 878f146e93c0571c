//! `weimu policy` and `weimu completions`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]

mod weimu;

use weimu::Place;

#[test]
fn a_sound_policy_is_said_to_be_sound() {
    let place = Place::new();
    assert!(place.run(&["policy", "check", "open.yaml"]).ok().stdout.contains("no fault"));
    let json = place.run(&["policy", "check", "open.yaml", "--json"]).ok().json();
    assert_eq!((&json["ok"], &json["scenarios"][0]), (&true.into(), &"open".into()));
}

#[test]
fn a_policy_is_checked_against_the_columns_of_inputs() {
    let place = Place::new();
    let json = place.run(&["policy", "check", "open.yaml", "--against", "residents.csv", "--json"]).ok().json();
    assert_eq!(json["against"], 1);
    place.write("other.csv", "a,b\n1,2\n");
    place.refuses(2, "other.csv", &["policy", "check", "open.yaml", "--against", "other.csv"]);
}

#[test]
fn faults_are_told_with_their_places() {
    let place = Place::new();
    place.write("policy.yaml", "weimu: 1\nscenarios:\n  open:\n    types:\n      id_card: { op: msk }\n");
    let ran = place.refuses(2, "policy.yaml", &["policy", "check", "policy.yaml"]);
    assert!(ran.stderr.contains("5:"), "{}", ran.stderr);
}

#[test]
fn an_unknown_scenario_is_refused() {
    Place::new().refuses(2, "none", &["policy", "explain", "open.yaml", "--scenario", "none"]);
}

#[test]
fn built_in_policies_are_explained_in_both_languages() {
    let place = Place::new();
    assert!(place.run(&["policy", "explain", "open"]).ok().stdout.contains("id_card"));
    let (en, zh) = (
        place.run(&["policy", "explain", "share"]).ok(),
        place.run(&["policy", "explain", "share", "--lang", "zh"]).ok(),
    );
    assert_ne!(en.stdout, zh.stdout);
    assert_eq!(place.run(&["policy", "explain", "open", "--json"]).ok().json()["scenario"], "open");
}

#[test]
fn completions_name_the_commands() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(place.run(&["completions", shell]).ok().stdout.contains("reveal"));
    }
}

#[test]
fn help_is_in_the_language_asked_for() {
    let place = Place::new();
    assert!(place.run(&["--help"]).ok().stdout.contains("Exit codes"));
    assert!(place.run(&["--lang", "zh", "apply", "--help"]).ok().stdout.contains("替换已存在的输出"));
}
