//! Divisions in force, for addresses and codes that agree with one another.

use std::collections::BTreeMap;

use crate::random::SplitMix64;

/// A county, with what it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct County {
    /// Six digits.
    pub(crate) code: &'static str,
    /// Name of the province.
    pub(crate) province: &'static str,
    /// Name of the prefecture; nothing in a municipality and where a county belongs to the province itself.
    pub(crate) city: Option<&'static str>,
    /// Name of the county.
    pub(crate) county: &'static str,
}

/// The gazetteer of the detector: code, name, first year, last year (empty: in force).
const DIVISIONS: &str = include_str!("../../../core/src/detect/address/divisions.tsv");

/// Rows that name no place.
const NO_PLACE: [&str; 3] = ["市辖区", "直辖县级", "直辖行政"];

/// The counties in force.
#[derive(Debug)]
pub(crate) struct Counties(Vec<County>);

impl Counties {
    pub(crate) fn in_force() -> Self {
        let names: BTreeMap<&str, &str> = DIVISIONS.lines().skip(1).filter_map(in_force).collect();
        let of = |prefix: &str, zeros: &str| names.get(format!("{prefix}{zeros}").as_str()).copied();
        let county = |(&code, &county): (&&'static str, &&'static str)| {
            let (province, city) = (code.get(..2)?, code.get(..4)?);
            let is_county = !code.ends_with("00") && !is_no_place(county);
            let city = of(city, "00").filter(|name| !is_no_place(name) && !name.starts_with('县'));
            is_county.then_some(County { code, province: of(province, "0000")?, city, county })
        };
        Self(names.iter().filter_map(county).collect())
    }

    pub(crate) fn pick(&self, random: &mut SplitMix64) -> &County {
        &self.0[random.below(self.0.len())]
    }
}

fn in_force(line: &'static str) -> Option<(&'static str, &'static str)> {
    let mut fields = line.split('\t');
    let (code, name) = fields.next().zip(fields.next())?;
    let last_year = fields.nth(1).unwrap_or_default();
    last_year.is_empty().then_some((code, name))
}

fn is_no_place(name: &str) -> bool {
    name == "县" || NO_PLACE.iter().any(|word| name.contains(word))
}
