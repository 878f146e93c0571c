//! Whether what was read is an address, and how sure that is.

use super::super::organization;
use super::class::Class;
use super::finder::AddressFinder;
use super::grammar::{ORGANIZATION, Part, has_function_char};
use super::label::begins_with;
use super::read::{Contents, ReadKind, Strength};
use super::setting::Setting;
use crate::model::{AddressLevel, Reason};

/// Why a candidate is no address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Nothing finer than divisions.
    Coarse,
    /// Too little around it or in it.
    Context,
    /// It is the name of an organization, whole.
    Organization,
}

impl Doubt {
    pub(super) fn reason(self) -> Reason {
        match self {
            Self::Coarse => Reason::Shape,
            Self::Context | Self::Organization => Reason::Context,
        }
    }
}

impl AddressFinder {
    /// How sure it is, in percent, that what was read from `from` is an address, and its finest level. The parts end at `last`,
    /// the address at `end`, its clause at `to`.
    pub(super) fn judge(
        &self,
        from: usize,
        last: usize,
        end: usize,
        to: usize,
        setting: Setting,
    ) -> Result<(u8, AddressLevel), Doubt> {
        let contents = Contents::of(&self.reads);
        let Contents { full, short, level, .. } = contents;
        let part = |wanted: Part| contents.has(wanted);
        let number = contents.count(&Part::NUMBERS) > 0;
        let way = part(Part::Road) || part(Part::Village) || part(Part::Town);
        let (point, weak) = (part(Part::Point), contents.has_weak(Part::Point));
        let town = || contents.has_weak(Part::Town);
        let roads = || self.reads.iter().filter(|read| read.is(Part::Road)).count();
        let rooms = || contents.count(&[Part::Building, Part::Unit, Part::Floor, Part::Room]);
        // What is left of an address after masking is no whole one: 观海卫镇工业区***.
        let whole = end == to && !self.letters.class(to).has(Class::MASKED);
        let below = self.reads.iter().rev().find(|read| read.is_division()).map_or(from, |read| read.end);
        let gaps = || self.reads.windows(2).any(|pair| matches!(pair, [a, b] if self.is_unread(a.end, b.begin)));
        let level = if end > last || gaps() { AddressLevel::Room } else { level };
        let fine = number || way || point || weak || level > AddressLevel::County || end > last;
        let numbered = |last: usize| self.letters.count(last, end, Class::DIGIT) > 0;
        let confidence = match setting {
            _ if !fine => return Err(Doubt::Coarse),
            _ if full && number && (way || point) => 95,
            _ if full && number && end - from > 8 && !self.is_organization(below, last) => 95,
            Setting::Labelled | Setting::Announced if full || short => 85,
            Setting::Announced if number && (way || point) => 75,
            Setting::Labelled if number || way || point => 75,
            _ if self.is_organization(below, (last + 16).min(to)) && !self.is_beside(last, end, to)
                || has_function_char(&self.letters, from, last) =>
            {
                return Err(Doubt::Context);
            }
            Setting::Named if !number && !way => return Err(Doubt::Organization),
            _ if !number && (!way || end > last) && self.ends_as_organization(from, end, to) => {
                return Err(Doubt::Organization);
            }
            _ if full && (way && (point || weak) || part(Part::Road) && part(Part::Town)) => 85,
            _ if full && (way || point) && (whole || setting == Setting::Clause) => 75,
            _ if short && number && (way || point) => 80,
            _ if short && (way || point) && whole => 65,
            _ if (full || short)
                && whole
                && (weak && (end <= last + 3 || numbered(last)) || number)
                && setting == Setting::Clause =>
            {
                55
            }
            _ if full && (town() || level == AddressLevel::Town) && whole && setting == Setting::Clause => 55,
            _ if rooms() > 2 => 70,
            Setting::Clause if whole && rooms() > 1 && (point || weak) => 60,
            Setting::Clause if whole && roads() > 1 => 55,
            _ if full && part(Part::Zone) && whole && setting == Setting::Clause => 55,
            Setting::Clause if number && way => 70,
            Setting::Clause if whole && part(Part::Town) && (part(Part::Village) || part(Part::Road)) => 60,
            Setting::Clause if whole && (way && (point || weak) || point && number) => 60,
            _ => return Err(Doubt::Context),
        };
        Ok((confidence, level))
    }

    /// Whether the characters behind the divisions, up to a parenthesis, name an organization or a rule.
    fn is_organization(&self, from: usize, to: usize) -> bool {
        let rest = self.letters.slice(from, to);
        let rest = rest.split(|&c| c == '(').next().unwrap_or_default();
        let word_at = |at: usize| {
            let here = rest.get(at..).unwrap_or_default();
            ORGANIZATION.iter().any(|word| begins_with(here, word).is_some())
        };
        (0..rest.len()).any(|at| self.letters.class(from + at).has(Class::ORGANIZATION_FIRST) && word_at(at))
            || rest.ends_with(&['办', '事', '处'])
    }

    /// Whether the text ends with where something lies or with a building, so that an organization in it only says where:
    /// 陈咀镇政府对面, 光大银行大厦.
    fn is_beside(&self, last: usize, end: usize, to: usize) -> bool {
        let name = self.letters.slice(0, end);
        let building = end == last
            && self.reads.last().is_some_and(|read| read.kind == ReadKind::Part(Part::Point, Strength::Strong))
            && ["大厦", "大楼", "广场", "小区"].iter().any(|word| ends_with(name, word));
        end == to && (building || BESIDE.iter().any(|word| ends_with(name, word)))
    }

    /// Whether no town, road or number was read.
    pub(super) fn is_named_alone(&self) -> bool {
        !self
            .reads
            .iter()
            .any(|read| matches!(read.kind, ReadKind::Part(part, _) if part >= Part::Town && part != Part::Point))
    }

    /// Whether a name ends at `end`, or at a parenthesis in front of it, as that of an organization (来凤县中心医院), and no
    /// named place follows behind a blank (华中科技大学文化学院 工程实训楼).
    pub(super) fn ends_as_organization(&self, from: usize, end: usize, to: usize) -> bool {
        let open = self.letters.slice(from, end).iter().position(|&c| c == '(').map_or(end, |open| from + open);
        if open == from || !self.letters.class(open - 1).has(Class::ORGANIZATION_LAST) {
            return false;
        }
        let ahead = self.letters.classes(to + 1, to + 16).iter().take_while(|class| class.has(Class::ADDRESS)).count();
        let place = || self.next_part(to + 1, to + 1 + ahead).is_some_and(|found| found.suffix.part == Part::Point);
        let name = self.letters.slice(from, open).iter().rev().copied();
        organization::ends_as_one(name) && !(self.letters.char(to) == Some(' ') && place())
    }

    /// Whether there is more than marks from `from` to `to`.
    pub(super) fn is_unread(&self, from: usize, to: usize) -> bool {
        self.letters.slice(from, to).iter().any(|&c| !matches!(c, '-' | '_' | ' ' | ',' | '/' | '~' | '.' | '(' | ')'))
    }
}

/// Whether `chars` ends with `word`.
pub(super) fn ends_with(chars: &[char], word: &str) -> bool {
    word.chars().rev().eq(chars.iter().rev().take(word.chars().count()).copied())
}

/// Words for where something lies from something else.
const BESIDE: [&str; 14] =
    ["对面", "院内", "大院", "旁", "旁边", "东侧", "西侧", "南侧", "北侧", "附近", "隔壁", "门口", "所在地", "驻地"];
