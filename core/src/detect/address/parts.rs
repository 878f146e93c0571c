//! An address as the list of its parts.

use super::division::ends_as_zone;
use super::finder::AddressFinder;
use super::grammar::Part;
use super::keep::with_finder;
use super::read::{Read, ReadKind};
use crate::model::{AddressLevel, AddressPart, AddressPartKind, Span};

/// The parts of an address, in order of place; what the grammar cannot name is in none of them.
///
/// `text` is one address, behind blanks and a label such as 地址 if need be. A division that stands there twice
/// (北京市北京市朝阳区) is given twice. A city under a province, such as 济源市, is a county, as its code says; what
/// [`keep_address`](super::keep_address) keeps ends where one of these parts does.
///
/// ```
/// use weimu::detect::parse_address;
///
/// let text = "浙江省湖州市吴兴区龙泉街道仁皇山路666号2幢3单元1201室";
/// let parts = parse_address(text);
/// let names: Vec<_> = parts.iter().map(|part| (part.kind.name(), &text[part.span.range()])).collect();
/// assert_eq!(names[3..6], [("town", "龙泉街道"), ("road", "仁皇山路"), ("number", "666号")]);
/// ```
pub fn parse_address(text: &str) -> Vec<AddressPart> {
    with_finder(text.len(), |finder| finder.parts(text))
}

impl AddressFinder {
    fn parts(&mut self, text: &str) -> Vec<AddressPart> {
        self.letters.load(text);
        let (begin, to) = (self.whole_beginning(), self.letters.len());
        self.parse(begin, to);
        let mut parts = Vec::new();
        if !self.reads.iter().any(Read::is_division)
            && let Some(division) = self.full_division(begin, to)
        {
            self.parse(begin, division);
            parts.extend(self.reads.iter().filter_map(|read| self.part(read)));
            self.parse(division, to);
        }
        parts.extend(self.reads.iter().filter_map(|read| self.part(read)));
        parts
    }

    fn part(&self, read: &Read) -> Option<AddressPart> {
        let span = Span::try_new(self.letters.byte(read.begin), self.letters.byte(read.end))?;
        let zone = read.is_division() && ends_as_zone(self.letters.slice(read.begin, read.end));
        let kind = if zone { AddressPartKind::Zone } else { kind(read) };
        Some(AddressPart::new(kind, read.level, span))
    }
}

fn kind(read: &Read) -> AddressPartKind {
    let ReadKind::Part(part, _) = read.kind else {
        return match read.level {
            AddressLevel::Province => AddressPartKind::Province,
            AddressLevel::City => AddressPartKind::City,
            _ => AddressPartKind::County,
        };
    };
    match part {
        Part::Zone => AddressPartKind::Zone,
        Part::OtherCounty => AddressPartKind::County,
        Part::Town => AddressPartKind::Town,
        Part::Village => AddressPartKind::Village,
        Part::Group => AddressPartKind::Group,
        Part::Road => AddressPartKind::Road,
        Part::Lane => AddressPartKind::Lane,
        Part::Number => AddressPartKind::Number,
        Part::Building => AddressPartKind::Building,
        Part::Unit => AddressPartKind::Unit,
        Part::Floor => AddressPartKind::Floor,
        Part::Room => AddressPartKind::Room,
        Part::Point => AddressPartKind::Place,
    }
}
