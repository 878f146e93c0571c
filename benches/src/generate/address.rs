//! Addresses: real divisions, invented roads.

use super::division::County;
use super::name;
use crate::random::SplitMix64;

/// An address down to the room or only to the number of the house.
pub(crate) fn home(county: &County, random: &mut SplitMix64) -> String {
    let road = random.pick(&["路", "街", "大道", "巷"]);
    let mut address = format!("{}{}{road}{}号", division(county), name::word(random), random.between(1, 399));
    if random.chance(70) {
        address += &format!(
            "{}栋{}单元{}0{}室",
            random.between(1, 30),
            random.between(1, 4),
            random.between(1, 17),
            random.between(1, 4)
        );
    }
    address
}

/// The address of a business.
pub(crate) fn office(county: &County, random: &mut SplitMix64) -> String {
    let (road, house) = (name::word(random), random.between(1, 999));
    let place = random.pick(&["大厦", "广场", "工业园", "科技园"]);
    let room = format!("{}{place}{}0{}室", name::word(random), random.between(1, 30), random.between(1, 9));
    format!("{}{road}路{house}号{room}", division(county))
}

/// The divisions from the province down.
pub(crate) fn division(county: &County) -> String {
    format!("{}{}{}", county.province, county.city.unwrap_or_default(), county.county)
}
