//! The inputs in `corpora/fuzz`, seeds of the fuzz targets and whatever these once found, hold under the usual compiler too.

use std::fs;

use arbitrary::{Arbitrary, Unstructured};
use weimu_tests::place::root;

#[path = "../fuzz/src/ff1.rs"]
mod ff1;
#[path = "../fuzz/src/open.rs"]
mod open;
#[path = "../fuzz/src/reveal.rs"]
mod reveal;
#[path = "../fuzz/src/scan.rs"]
mod scan;

#[test]
fn scan_holds() {
    replay("scan", |case: scan::Case| case.check());
}

#[test]
fn open_holds() {
    replay("open", |case: open::Case| case.check());
}

#[test]
fn reveal_holds() {
    replay("reveal", |case: reveal::Case| case.check());
}

#[test]
fn ff1_holds() {
    replay("ff1", |case: ff1::Case| case.check());
}

fn replay<C: for<'a> Arbitrary<'a>>(target: &str, check: impl Fn(C)) {
    let mut replayed = 0;
    for entry in fs::read_dir(root().join("corpora/fuzz").join(target)).expect("a folder of the project") {
        let bytes = fs::read(entry.expect("a file").path()).expect("a file of the project");
        if let Ok(case) = C::arbitrary_take_rest(Unstructured::new(&bytes)) {
            check(case);
            replayed += 1;
        }
    }
    assert!(replayed >= 10, "only {replayed} inputs were replayed");
}
