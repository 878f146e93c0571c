//! Where the project and the shared test material are.

use std::path::{Path, PathBuf};

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in a folder of the project").to_owned()
}

/// A path inside the shared material: `WEIMU_SHARED`, or the folder `shared` beside the project.
///
/// Nothing, and a loud message, where it is not present: what a test asserts about it is then not asserted.
pub fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("WEIMU_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = folder.join(path);
    if !path.exists() {
        eprintln!("\n!!! not present: {} - NOTHING IS ASSERTED about it; set WEIMU_SHARED\n", path.display());
        return None;
    }
    Some(path)
}
