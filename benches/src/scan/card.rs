//! A column of identity card numbers and nothing else.

use weimu::detect::{Detector, Refusals};

use super::naive::{Naive, passes_as_code};
use super::text::Text;
use super::{Measurement, four_kinds, same};
use crate::clock;
use crate::generate::identifier::{Counties, Day, id_card};
use crate::random::SplitMix64;

pub(super) fn measurements() -> impl Iterator<Item = Measurement> {
    [5_000_000, 500_000].into_iter().map(|rows| Measurement {
        name: format!("scan/id-cards/four-kinds/{rows}-rows"),
        unit: "ns per value",
        rival_name: "regex-automata meta, 4 patterns, checked",
        measure: Box::new(move |measurement| {
            let text = text(rows);
            let naive = Naive::new();
            let detector = Detector::new().with_kinds(four_kinds());
            same(&measurement.name, &text, &text.find(&detector), &naive.find(&text))?;
            let times = clock::medians(&mut [
                &mut || {
                    let mut count = 0;
                    detector.find_column(&text.column(), &mut Refusals::new(), |row, _| count += row);
                    count
                },
                &mut || naive.find(&text).len(),
            ]);
            let nanoseconds = |time: std::time::Duration| time.as_secs_f64() * 1e9 / rows as f64;
            Ok(measurement.record(nanoseconds(times[0]), nanoseconds(times[1])))
        }),
    })
}

fn text(rows: usize) -> Text {
    let counties = Counties::in_force();
    let random = &mut SplitMix64::new(3, 1);
    let mut text = Text::with_capacity(18 * rows);
    while text.rows() < rows {
        let county = counties.pick(random);
        let number = id_card(county.code, Day::random(1984, 2008, random), random.chance(50), random);
        // One that is a credit code as well is taken for that where its division was not in force at the birth.
        if !passes_as_code(number.as_bytes()) {
            text.row().push_str(&number);
            text.end_row();
        }
    }
    text
}
