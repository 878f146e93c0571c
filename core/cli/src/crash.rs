//! What a defect says.

use std::panic;

/// Replaces the message of a panic by a fixed one: the usual one quotes what failed, which may be a value of the data.
pub(crate) fn say_nothing_of_the_data() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        eprintln!("weimu: a defect in weimu or a library it uses{place}; please report it / 内部错误，请反馈");
    }));
}
