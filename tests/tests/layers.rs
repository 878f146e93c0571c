//! Modules import downward only, unsafe code stands where it may, and crates have one name each.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use weimu_tests::place::root;
use weimu_tests::source_code::{code_of, tokens};

/// A module of the trunk: the modules it may import, and the crates of weimu and Arrow.
struct Layer {
    module: &'static str,
    modules: &'static [&'static str],
    crates: &'static [&'static str],
}

const ARROW: [&str; 8] =
    ["arrow_array", "arrow_buffer", "arrow_data", "arrow_schema", "arrow_select", "arrow_ipc", "arrow_json", "parquet"];

/// Crates that only some modules may name; all others are free.
const GUARDED: [&str; 2] = ["weimu_scan", "weimu_crypto"];

/// The table of `ARCHITECTURE.md`, row by row.
const LAYERS: [Layer; 9] = [
    Layer { module: "model", modules: &[], crates: &[] },
    Layer { module: "error", modules: &["model"], crates: &[] },
    Layer { module: "detect", modules: &["model", "error"], crates: &["weimu_scan"] },
    Layer { module: "transform", modules: &["model", "error", "keys"], crates: &["weimu_crypto"] },
    Layer { module: "keys", modules: &["model", "error"], crates: &["weimu_crypto"] },
    Layer { module: "policy", modules: &["model", "error", "detect", "transform", "keys"], crates: &["arrow_schema"] },
    Layer {
        module: "engine",
        modules: &["model", "error", "detect", "transform", "keys", "policy", "report"],
        crates: &["arrow_array", "arrow_buffer", "arrow_data", "arrow_schema", "arrow_select"],
    },
    Layer { module: "io", modules: &["model", "error", "engine"], crates: &ARROW },
    Layer { module: "report", modules: &["model", "error"], crates: &[] },
];

#[test]
fn modules_of_the_trunk_import_as_the_table_says() {
    let folder = root().join("core/src");
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let files = rust_files(&folder);
    for path in &files {
        let parts = module_path(&folder, path);
        let Some(layer) = LAYERS.iter().find(|layer| Some(layer.module) == parts.first().map(String::as_str)) else {
            assert!(parts.is_empty(), "{} belongs to no layer of the table", path.display());
            continue;
        };
        seen.insert(layer.module);
        faults.extend(
            violations(layer, parts.len(), &read(path)).into_iter().map(|fault| format!("{}: {fault}", path.display())),
        );
    }
    assert!(files.len() > 40, "only {} files were seen", files.len());
    assert_eq!(seen.len(), LAYERS.len(), "only {seen:?} were seen");
    assert!(faults.is_empty(), "imports that the table does not allow:\n{}", faults.join("\n"));
}

#[test]
fn the_root_of_the_trunk_has_no_logic_and_forbids_unsafe_code() {
    let source = read(&root().join("core/src/lib.rs"));
    let code = code_of(&source);
    let logic = ["fn", "impl", "struct", "enum", "trait", "const", "static", "macro_rules", "type", "let"];
    assert_eq!(tokens(&code).into_iter().find(|token| logic.contains(token)), None);
    assert!(code.contains("#![forbid(unsafe_code)]"));
}

#[test]
fn unsafe_code_stands_only_in_kernels_and_at_the_boundaries() {
    let mut files = 0;
    let mut faults = Vec::new();
    for folder in ["core", "ffi", "python", "benches", "tests"] {
        for path in rust_files(&root().join(folder)) {
            files += 1;
            let place = path.strip_prefix(root()).expect("a file of the project").to_string_lossy().replace('\\', "/");
            if has_unsafe(&read(&path)) && !may_be_unsafe(&place) {
                faults.push(place);
            }
        }
    }
    assert!(files > 60, "only {files} files were seen");
    assert!(faults.is_empty(), "unsafe code in {faults:?}");
}

#[test]
fn every_crate_has_a_name_of_its_own() {
    let manifest = read(&root().join("Cargo.toml"));
    let members = manifest.lines().find_map(|line| line.strip_prefix("members = ")).expect("the workspace has members");
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for member in members.split('"').skip(1).step_by(2) {
        let manifest = read(&root().join(member).join("Cargo.toml"));
        let name =
            manifest.lines().find_map(|line| line.strip_prefix("name = ")).expect("a crate has a name").to_owned();
        let same = names.insert(name.clone(), member.to_owned());
        assert_eq!(same, None, "{name} is the name of two crates");
    }
    assert!(names.len() >= 9, "only {names:?} were seen");
}

#[test]
fn planted_violations_are_seen() {
    let layer = |module: &str| LAYERS.iter().find(|layer| layer.module == module).expect("a layer of the table");
    let faults = |module: &str, source: &str| violations(layer(module), 2, source).len();
    assert_eq!(faults("model", "use crate::error::Error;"), 1);
    assert_eq!(faults("detect", "use crate::{error::Error, policy::{Plan, Policy}, engine};"), 2);
    assert_eq!(faults("detect", "fn f() { crate::keys::Keyring::open(); }"), 1);
    assert_eq!(faults("detect", "use super::super::policy::Plan;"), 1);
    assert_eq!(faults("detect", "use super::policy;"), 0);
    assert_eq!(faults("policy", "use arrow_array::RecordBatch;"), 1);
    assert_eq!(faults("keys", "use weimu_scan::Run;"), 1);
    assert_eq!(faults("report", "use crate::error::Result; // crate::engine\nconst A: &str = \"crate::engine\";"), 0);
    assert_eq!(faults("report", "use crate::report::Report;"), 0);
    assert!(has_unsafe("fn f() { unsafe { g() } }") && !has_unsafe("#![forbid(unsafe_code)] // unsafe"));
    assert!(may_be_unsafe("core/crypto/src/sm4/x86_64/gfni.rs") && !may_be_unsafe("core/crypto/src/sm4/mod.rs"));
    assert!(!may_be_unsafe("core/src/engine/x86_64/avx2.rs") && !may_be_unsafe("core/scan/src/run/portable/other.rs"));
}

/// What `source`, in a module `depth` modules below the root, imports against its layer.
fn violations(layer: &Layer, depth: usize, source: &str) -> Vec<String> {
    let code = code_of(source);
    let tokens = tokens(&code);
    let mut faults: Vec<String> = imported(&tokens, depth)
        .into_iter()
        .filter(|module| *module != layer.module && !layer.modules.contains(module))
        .filter(|module| LAYERS.iter().any(|known| known.module == *module))
        .map(|module| format!("{} imports {module}", layer.module))
        .collect();
    for (index, token) in tokens.iter().enumerate() {
        let is_path =
            tokens.get(index + 1) == Some(&"::") && index.checked_sub(1).is_none_or(|before| tokens[before] != "::");
        let is_guarded = ARROW.contains(token) || GUARDED.contains(token);
        if is_path && is_guarded && !layer.crates.contains(token) {
            faults.push(format!("{} names {token}", layer.module));
        }
    }
    faults
}

/// The modules of the root that paths name: after `crate::`, and after as many `super::` as lead to the root.
fn imported<'a>(tokens: &[&'a str], depth: usize) -> Vec<&'a str> {
    let mut modules = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let supers = tokens[at..].chunks(2).take_while(|pair| *pair == ["super", "::"]).count();
        let after = match tokens[at] {
            "crate" if tokens.get(at + 1) == Some(&"::") => Some(at + 2),
            "super" if supers == depth => Some(at + 2 * supers),
            _ => None,
        };
        if let Some(after) = after {
            modules.extend(first_names(&tokens[after..]));
        }
        at += (2 * supers).max(1);
    }
    modules
}

/// The first names of a path: one, or those of a group in braces.
fn first_names<'a>(tokens: &[&'a str]) -> Vec<&'a str> {
    if tokens.first() != Some(&"{") {
        return tokens.first().copied().into_iter().collect();
    }
    let mut depth = 0;
    let mut names = Vec::new();
    for pair in tokens.windows(2) {
        match pair[0] {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && matches!(pair[0], "{" | ",") {
            names.push(pair[1]);
        }
    }
    names
}

fn has_unsafe(source: &str) -> bool {
    tokens(&code_of(source)).contains(&"unsafe")
}

/// Whether a file is a kernel, `<algorithm>/<arch>/<feature>.rs` of the two crates with kernels, a boundary, or the requests to
/// Valgrind.
fn may_be_unsafe(place: &str) -> bool {
    const ARCHITECTURES: [&str; 5] = ["x86_64", "x86", "aarch64", "wasm32", "riscv64"];
    let kernel = ["core/scan/src/", "core/crypto/src/"].iter().find_map(|folder| place.strip_prefix(folder));
    match kernel {
        Some(place) => {
            matches!(place.split('/').collect::<Vec<_>>()[..], [_, arch, _] if ARCHITECTURES.contains(&arch))
        }
        None => {
            let requests = "core/crypto/tests/constant_time/memcheck.rs";
            place.starts_with("ffi/") || place.starts_with("python/") || place == requests
        }
    }
}

/// The module that a file is: `engine/mod.rs` is `[engine]`, `engine/run.rs` is `[engine, run]`.
fn module_path(folder: &Path, file: &Path) -> Vec<String> {
    let inside = file.strip_prefix(folder).expect("a file of the folder").with_extension("");
    let parts = inside.iter().map(|part| part.to_string_lossy().into_owned());
    parts.filter(|part| part != "mod" && part != "lib").collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
