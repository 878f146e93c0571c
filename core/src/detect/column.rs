//! What a whole column holds, by its name and by a vote of its values.
//!
//! Values that a check digit, a date or a table confirms outvote the name; for types without such evidence (names,
//! organizations, regions) the name decides. A column of which half fails the check of its shape is a column of running
//! numbers (STANDARDS B.12).

use super::address::{Shape, shape_of};
use super::column_name::{self, Saying};
use super::detector::Detector;
use super::normalize::{identifier, is_han};
use super::organization;
use crate::model::{ColumnType, Confidence, EntityKind, Finding};

/// How many values are read.
const SAMPLES: usize = 1000;

/// What a column was taken to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnDecision {
    /// The type.
    pub column_type: ColumnType,
    /// How sure it is.
    pub confidence: Confidence,
    /// Proposed protection level of the type, 1 to 4.
    pub level: u8,
    /// What it rests on.
    pub by: DecidedBy,
    /// Whether the values are free text, to be searched rather than replaced.
    pub text: bool,
}

/// What a decision rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecidedBy {
    /// The name; the values neither confirm nor contradict.
    Name,
    /// The values; the name says nothing.
    Values,
    /// Name and values together.
    Both,
    /// Neither says anything.
    Nothing,
}

/// Decides what the column `name` with the values `samples` holds.
///
/// Reads at most the first 1000 values that are not empty.
pub fn decide_column<'a>(name: &str, samples: impl Iterator<Item = &'a str>) -> ColumnDecision {
    let votes = Votes::count(samples.map(str::trim).filter(|value| !value.is_empty()).take(SAMPLES));
    let saying = column_name::read(name);
    let by_values = votes.verdict();
    let (column_type, percent, by) = match (saying, by_values) {
        (Some(Saying::Plain(named)), Some((voted, share))) if agree(named, voted) => {
            (voted, 90.max(share), DecidedBy::Both)
        }
        (_, Some((voted, share))) if is_checked(voted) => (voted, share, DecidedBy::Values),
        (Some(Saying::Plain(named)), _) => (votes.refine(named), 80, DecidedBy::Name),
        (Some(Saying::Hint(named)), voted) => match votes.weigh(named) {
            Some((column_type, by)) => (column_type, 75, by),
            None => voted.map_or((named, 55, DecidedBy::Name), |(voted, share)| (voted, share, DecidedBy::Values)),
        },
        (Some(Saying::FreeText), _) => (ColumnType::None, 80, DecidedBy::Name),
        (None, Some((voted, share))) => (voted, share, DecidedBy::Values),
        (None, None) => (ColumnType::None, 60, DecidedBy::Nothing),
    };
    let text = column_type == ColumnType::None && (saying == Some(Saying::FreeText) || votes.are_prose());
    ColumnDecision { column_type, confidence: Confidence::percent(percent), level: column_type.level(), by, text }
}

/// Whether a vote confirms what the name says.
fn agree(named: ColumnType, voted: ColumnType) -> bool {
    named == voted || named == ColumnType::Phone && is_phone(voted)
}

fn is_phone(column_type: ColumnType) -> bool {
    match column_type {
        ColumnType::Phone => true,
        ColumnType::Entity(kind) => kind.group() == Some("phone"),
        _ => false,
    }
}

/// Whether values of the type carry their own proof.
fn is_checked(column_type: ColumnType) -> bool {
    is_phone(column_type)
        || matches!(
            column_type,
            ColumnType::Entity(EntityKind::IdCard | EntityKind::Uscc | EntityKind::Email | EntityKind::BankCard)
        )
}

/// What the values look like.
#[derive(Default)]
struct Votes {
    total: usize,
    by_kind: Vec<(EntityKind, usize)>,
    addresses: usize,
    regions: usize,
    organizations: usize,
    people: usize,
    prose: usize,
}

impl Votes {
    fn count<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let detector = Detector::new();
        let mut votes = Self::default();
        for value in values {
            votes.total += 1;
            votes.add(value, &detector.find(value));
        }
        votes
    }

    fn add(&mut self, value: &str, findings: &[Finding]) {
        if let Some(kind) = dominant(value, findings) {
            match self.by_kind.iter_mut().find(|(other, _)| *other == kind) {
                Some((_, count)) => *count += 1,
                None => self.by_kind.push((kind, 1)),
            }
            return;
        }
        let length = value.chars().count();
        self.prose += usize::from(length > 30 || value.contains(['，', '。', '；']));
        self.organizations += usize::from(is_organization(value));
        self.people += usize::from(is_person(value));
        if length <= 80 {
            match shape_of(value) {
                Shape::Address => self.addresses += 1,
                Shape::Region => self.regions += 1,
                Shape::Other => {}
            }
        }
    }

    fn of(&self, kind: EntityKind) -> usize {
        self.by_kind.iter().find(|(other, _)| *other == kind).map_or(0, |&(_, count)| count)
    }

    fn share(&self, count: usize) -> u8 {
        (count * 100).checked_div(self.total).unwrap_or(0) as u8
    }

    /// The type that more than half of the values have, and their share in percent.
    fn verdict(&self) -> Option<(ColumnType, u8)> {
        let phones = self.of(EntityKind::Mobile) + self.of(EntityKind::Landline) + self.of(EntityKind::Hotline);
        if self.share(phones) >= 60 {
            let lead = [EntityKind::Mobile, EntityKind::Landline, EntityKind::Hotline]
                .into_iter()
                .find(|&kind| self.of(kind) * 100 >= phones * 80);
            return Some((lead.map_or(ColumnType::Phone, ColumnType::Entity), self.share(phones)));
        }
        let (kind, count) =
            self.by_kind.iter().copied().max_by_key(|&(_, count)| count).unwrap_or((EntityKind::Address, 0));
        let addresses = self.addresses + self.of(EntityKind::Address);
        if self.share(addresses + self.regions) >= 60 {
            let region = self.regions > 2 * addresses;
            let column_type = if region { ColumnType::Region } else { ColumnType::Entity(EntityKind::Address) };
            return Some((column_type, self.share(addresses + self.regions)));
        }
        if kind != EntityKind::Address && self.share(count) >= 60 {
            return Some((ColumnType::Entity(kind), self.share(count)));
        }
        (self.share(self.organizations) >= 60).then(|| (ColumnType::Organization, self.share(self.organizations)))
    }

    /// The type under a name that means several kinds: what most of its telephone numbers are.
    fn refine(&self, named: ColumnType) -> ColumnType {
        match self.verdict() {
            Some((voted, _)) if named == ColumnType::Phone && is_phone(voted) => voted,
            _ => named,
        }
    }

    /// Chooses under a name that people and organizations share.
    fn weigh(&self, named: ColumnType) -> Option<(ColumnType, DecidedBy)> {
        if self.share(self.organizations) >= 40
            || self.share(self.organizations) > 2 * self.share(self.people) && self.organizations > 0
        {
            return Some((ColumnType::Organization, DecidedBy::Both));
        }
        let person = named == ColumnType::Entity(EntityKind::Name) && self.share(self.people) >= 50;
        person.then_some((named, DecidedBy::Both))
    }

    fn are_prose(&self) -> bool {
        self.share(self.prose) >= 50
    }
}

/// The kind that the value as a whole is, several of one kind in a cell included.
fn dominant(value: &str, findings: &[Finding]) -> Option<EntityKind> {
    let weight = |text: &str| text.chars().filter(|&c| identifier(c).is_some() || is_han(c)).count();
    let covered = |kind: EntityKind| -> usize {
        let of_kind = findings.iter().filter(|finding| finding.kind == kind);
        of_kind.map(|finding| weight(value.get(finding.span.range()).unwrap_or_default())).sum()
    };
    let all = weight(value);
    let phones =
        findings.iter().filter(|finding| finding.kind.group().is_some()).map(|finding| covered(finding.kind)).max();
    let lead = findings.iter().map(|finding| finding.kind).max_by_key(|&kind| covered(kind))?;
    let enough = covered(lead) * 10 >= all * 6;
    (enough || lead.group().is_some() && phones.is_some_and(|covered| covered * 2 >= all)).then_some(lead)
}

fn is_organization(value: &str) -> bool {
    let bare = value.split(['(', '（']).next().unwrap_or(value).trim();
    bare.chars().count() >= 4 && organization::ends_as_one(bare.chars().rev())
}

/// Two to four Chinese characters beginning with a frequent surname, or parts joined by a middle dot.
fn is_person(value: &str) -> bool {
    const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟\
        谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
    let length = value.chars().count();
    let dotted = value.contains(['·', '•']) && length <= 25;
    value.chars().all(|c| is_han(c) || matches!(c, '·' | '•'))
        && (dotted || (2..=4).contains(&length) && value.chars().next().is_some_and(|first| SURNAMES.contains(first)))
}
