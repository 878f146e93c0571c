//! The committed header is what the code says.

use std::env;
use std::fs;
use std::path::Path;

/// Makes the header anew and compares; with `WEIMU_BLESS=1`, writes it.
#[test]
fn header_is_what_the_code_says() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config =
        cbindgen::Config::from_file(crate_folder.join("cbindgen.toml")).expect("ffi/cbindgen.toml is well-formed");
    let mut made = Vec::new();
    cbindgen::Builder::new()
        .with_crate(crate_folder)
        .with_config(config)
        .generate()
        .expect("a header can be made of ffi/src")
        .write(&mut made);
    let made = String::from_utf8(made).expect("the header is UTF-8");
    let path = crate_folder.join("include/weimu.h");
    if env::var_os("WEIMU_BLESS").is_some() {
        fs::write(&path, &made).expect("ffi/include can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(made.contains("weimu_apply"), "no function was found");
    assert!(
        made == committed,
        "ffi/include/weimu.h is not what ffi/src says; write it with: WEIMU_BLESS=1 cargo test --release -p weimu-ffi"
    );
}
