//! One result, and how it is printed.

use serde_json::json;

/// What one measurement gave.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) name: String,
    /// Of `ours` and `rival`.
    pub(crate) unit: &'static str,
    pub(crate) ours: f64,
    /// NaN, printed as null, where nothing is set beside ours.
    pub(crate) rival: f64,
    /// Which implementation, doing what.
    pub(crate) rival_name: &'static str,
    /// Whether both answers were compared with an independent one, and agreed.
    pub(crate) checked: bool,
}

/// Prints records as they come.
#[derive(Debug)]
pub(crate) struct Printer {
    json: bool,
    any: bool,
}

impl Printer {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, any: false }
    }

    pub(crate) fn print(&mut self, record: &Record) {
        let Record { name, unit, ours, rival, rival_name, checked } = record;
        let ratio = ours / rival;
        if self.json {
            let [ours, rival, ratio] = [ours, rival, &ratio].map(|number| rounded(*number));
            println!(
                "{}",
                json!({ "name": name, "unit": unit, "ours": ours, "rival": rival, "rival_name": rival_name, "ratio": ratio, "checked": checked })
            );
            return;
        }
        if !self.any {
            println!("{:<44} {:>10} {:>10} {:>7}  unit, rival", "name", "ours", "rival", "ratio");
            self.any = true;
        }
        let mark = if *checked { "" } else { " (not checked)" };
        println!("{name:<44} {ours:>10.2} {rival:>10.2} {ratio:>7.3}  {unit}, {rival_name}{mark}");
    }
}

/// To four significant digits: what a measurement can bear.
fn rounded(number: f64) -> f64 {
    format!("{number:.3e}").parse().unwrap_or(number)
}
