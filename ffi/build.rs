//! Gives the shared library a name for its users' loaders, and leaves the debug information of the whole tree out of it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libweimu.so");
        println!("cargo::rustc-cdylib-link-arg=-Wl,--strip-debug");
    }
}
