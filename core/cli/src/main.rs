//! The weimu command: scan, apply, reveal, key, policy.

fn main() {}
