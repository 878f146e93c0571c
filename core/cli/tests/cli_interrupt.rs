//! A run that is stopped in the middle.

#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "a test stops where its expectation fails")]
#![cfg(unix)]

mod weimu;

use std::fs;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use weimu::{Place, Ran};

const ROWS: usize = 1_500_000;

fn place_with_big_table() -> Place {
    let place = Place::new();
    let (head, rows) = weimu::RESIDENTS.split_once('\n').unwrap();
    let mut file = std::io::BufWriter::new(fs::File::create(place.path("big.csv")).unwrap());
    writeln!(file, "{head}").unwrap();
    (0..ROWS / 3).for_each(|_| file.write_all(rows.as_bytes()).unwrap());
    place
}

/// Begins a run and waits until it has staged something.
fn begun(place: &Place) -> Child {
    let mut command =
        place.command(&["apply", "big.csv", "--policy", "open.yaml", "--out", "out.csv", "--threads", "1"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while !place.everything().iter().any(|name| name.contains(".tmp/")) {
        assert!(child.try_wait().unwrap().is_none(), "the run ended before it could be stopped");
        assert!(Instant::now() < deadline, "the run staged nothing");
        thread::sleep(Duration::from_millis(5));
    }
    child
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn ctrl_c_and_termination_leave_nothing() {
    let place = place_with_big_table();
    let before = place.everything();
    for name in ["-INT", "-TERM"] {
        let child = begun(&place);
        signal(&child, name);
        Ran::of(child.wait_with_output().unwrap()).failed_with(1, "interrupted; no output was left");
        assert_eq!(place.everything(), before);
    }
}

#[test]
fn a_kill_leaves_no_output_under_its_name() {
    let place = place_with_big_table();
    let mut child = begun(&place);
    signal(&child, "-KILL");
    child.wait().unwrap();
    assert!(!place.path("out.csv").exists());
    let left = place.everything().into_iter().filter(|name| name.starts_with(".weimu-") && !name.contains('/'));
    let left: Vec<String> = left.collect();
    assert!(left.len() == 1 && left[0].ends_with(".tmp"), "{left:?}");
}
