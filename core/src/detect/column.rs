//! What a whole column holds, by its name and by a vote of its values.
//!
//! Values that a check digit, a date or a table confirms outvote the name; for types without such evidence (organizations,
//! regions) the name decides. A column of which half fails the check of its shape is a column of running numbers, and
//! under a name of cards a number that is an identity card and a card alike is a card (STANDARDS B.12). Values that say
//! nothing (空, 无, N/A) do not vote; few values that come again and again are categories and name no one.

use super::address::{Shape, shape_of};
use super::cell::{self, Form};
use super::column_information;
use super::column_name::{self, Saying};
use super::detector::Detector;
use super::name::is_name;
use super::normalize::{identifier, is_han};
use super::organization;
use super::verdict::validate;
use crate::model::{ColumnType, Confidence, EntityKind, Finding, KindSet, PersonalInformation};

/// How many values are read at most.
const SAMPLES: usize = 1000;
/// After how many values, and every so many, reading stops if the vote is clear.
const STOP: usize = 200;
/// The share in percent that makes a vote clear.
const CLEAR: u8 = 95;

/// What a column was taken to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnDecision {
    /// The type.
    pub column_type: ColumnType,
    /// How sure it is.
    pub confidence: Confidence,
    /// Proposed protection level, 1 to 4: of the type, or of the information if that has no type.
    pub level: u8,
    /// What it rests on.
    pub by: DecidedBy,
    /// Whether the values are free text or have parts (JSON, key=value), to be searched rather than replaced.
    pub text: bool,
    /// The kind of personal information that the column holds.
    pub information: Option<PersonalInformation>,
    /// How many values were read.
    pub sampled: usize,
    /// How many of them are of the type.
    pub agreeing: usize,
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

impl ColumnDecision {
    /// Why, in one line for a reader of a report; holds no value.
    pub fn reason(&self) -> String {
        let Self { sampled, agreeing, .. } = self;
        match self.by {
            DecidedBy::Name => format!("by its name; {agreeing} of {sampled} values have the form"),
            DecidedBy::Values => format!("by its values: {agreeing} of {sampled} have the form"),
            DecidedBy::Both => format!("by its name and {agreeing} of {sampled} values"),
            DecidedBy::Nothing => format!("neither its name nor {sampled} values say anything"),
        }
    }
}

/// Decides what the column `name` with the values `samples` holds.
///
/// Reads at most the first 1000 values that say something, and after 200 no more than the vote needs.
pub fn decide_column<'a>(name: &str, samples: impl Iterator<Item = &'a str>) -> ColumnDecision {
    let votes = Votes::count(samples.map(str::trim).filter(|value| !cell::is_empty(value)).take(SAMPLES));
    let saying = column_name::read(name);
    let (column_type, percent, by) = votes.decide(saying);
    let by_name = column_name::information(name).filter(|_| !votes.are_links());
    let information = by_name.or_else(|| column_information::of_type(column_type));
    let is_known_by_name = column_type == ColumnType::None && information.is_some();
    let (percent, by) = if is_known_by_name { (75, DecidedBy::Name) } else { (percent, by) };
    let is_text = saying == Some(Saying::FreeText) || votes.are_prose() || votes.have_parts();
    ColumnDecision {
        column_type,
        confidence: Confidence::percent(percent),
        level: column_type.level().max(information.filter(|_| is_known_by_name).map_or(1, PersonalInformation::level)),
        by,
        text: column_type == ColumnType::None && is_text,
        information,
        sampled: votes.total,
        agreeing: votes.agreeing(column_type),
    }
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
struct Votes<'a> {
    total: usize,
    by_kind: Vec<(EntityKind, usize)>,
    by_form: Vec<(Form, usize)>,
    addresses: usize,
    regions: usize,
    organizations: usize,
    people: usize,
    prose: usize,
    cards: usize,
    /// Values that differ, as many as are still few.
    different: Vec<&'a str>,
    /// Lengths of what could be account numbers.
    lengths: KindOfLengths,
}

/// Which lengths numbers have, as bits.
#[derive(Default)]
struct KindOfLengths(u64);

impl KindOfLengths {
    fn add(&mut self, length: usize) {
        self.0 |= 1 << length.min(63);
    }

    fn count(&self) -> u32 {
        self.0.count_ones()
    }
}

impl<'a> Votes<'a> {
    fn count(values: impl Iterator<Item = &'a str>) -> Self {
        let names = KindSet::EMPTY.with(EntityKind::Name);
        let others = EntityKind::ALL.iter().copied().filter(|&kind| !names.contains(kind));
        let detector = Detector::new().with_kinds(others.collect());
        let mut votes = Self::default();
        for value in values {
            votes.total += 1;
            votes.add(value, &detector.find(value));
            if votes.total.is_multiple_of(STOP) && votes.is_clear() {
                break;
            }
        }
        votes
    }

    fn is_clear(&self) -> bool {
        self.verdict().is_some_and(|(voted, _)| self.share(self.agreeing(voted)) >= CLEAR)
    }

    fn add(&mut self, value: &'a str, findings: &[Finding]) {
        if self.different.len() <= CATEGORIES && !self.different.contains(&value) {
            self.different.push(value);
        }
        let form = cell::form(value);
        match self.by_form.iter_mut().find(|(other, _)| *other == form) {
            Some((_, count)) => *count += 1,
            None => self.by_form.push((form, 1)),
        }
        if form == Form::Digits {
            self.lengths.add(value.bytes().filter(u8::is_ascii_digit).count());
        }
        if form == Form::Parts {
            return;
        }
        if let Some(kind) = dominant(value, findings) {
            self.cards += usize::from(kind == EntityKind::IdCard && is_card(value));
            match self.by_kind.iter_mut().find(|(other, _)| *other == kind) {
                Some((_, count)) => *count += 1,
                None => self.by_kind.push((kind, 1)),
            }
            return;
        }
        if !matches!(form, Form::Other) {
            return;
        }
        let length = value.chars().count();
        self.prose += usize::from(length > 30 || value.contains(['，', '。', '；']));
        self.organizations += usize::from(is_organization(value));
        self.people += usize::from(is_name(value));
        if length <= 80 {
            match shape_of(value) {
                Shape::Address => self.addresses += 1,
                Shape::Region => self.regions += 1,
                Shape::Other => {}
            }
        }
    }

    /// The type, its confidence in percent, and what it rests on.
    fn decide(&self, saying: Option<Saying>) -> (ColumnType, u8, DecidedBy) {
        match (saying, self.verdict()) {
            (Some(Saying::Plain(named)), Some((voted, share))) if agree(named, voted) => {
                (voted, 90.max(share), DecidedBy::Both)
            }
            (Some(Saying::Plain(named)), Some((voted, _))) if is_of_cards(named) && self.are_cards(voted) => {
                (ColumnType::Entity(EntityKind::BankCard), 80, DecidedBy::Both)
            }
            (_, Some((voted, share))) if is_checked(voted) => (voted, share, DecidedBy::Values),
            (Some(Saying::Plain(named)), _) => (self.refine(named), 80, DecidedBy::Name),
            (Some(Saying::Hint(_)), _) if self.are_categories() => (ColumnType::None, 60, DecidedBy::Values),
            (Some(Saying::Hint(named)), voted) => match self.weigh(named) {
                Some((column_type, by)) => (column_type, 75, by),
                None => voted.map_or((named, 55, DecidedBy::Name), |(voted, share)| (voted, share, DecidedBy::Values)),
            },
            (Some(Saying::FreeText), _) => (ColumnType::None, 80, DecidedBy::Name),
            (None, Some((voted, share))) => (voted, share, DecidedBy::Values),
            (None, None) => (ColumnType::None, 60, DecidedBy::Nothing),
        }
    }

    fn of(&self, kind: EntityKind) -> usize {
        self.by_kind.iter().find(|(other, _)| *other == kind).map_or(0, |&(_, count)| count)
    }

    fn of_form(&self, form: Form) -> usize {
        self.by_form.iter().find(|(other, _)| *other == form).map_or(0, |&(_, count)| count)
    }

    fn share(&self, count: usize) -> u8 {
        (count * 100).checked_div(self.total).unwrap_or(0) as u8
    }

    /// The share among values that are no links: pages stand in columns of addresses too.
    fn share_beside_links(&self, count: usize) -> u8 {
        let others = self.total - self.of_form(Form::Link);
        (count * 100).checked_div(others).unwrap_or(0).min(100) as u8
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
        let places = self.share_beside_links(addresses + self.regions);
        if places >= 60 && self.share(addresses + self.regions) >= 20 {
            let region = self.regions > 2 * addresses;
            let column_type = if region { ColumnType::Region } else { ColumnType::Entity(EntityKind::Address) };
            return Some((column_type, places));
        }
        if kind != EntityKind::Address && self.share(count) >= 60 {
            return Some((ColumnType::Entity(kind), self.share(count)));
        }
        self.verdict_by_form().or_else(|| self.verdict_by_wording())
    }

    /// The type that the form of numbers tells.
    fn verdict_by_form(&self) -> Option<(ColumnType, u8)> {
        let (dates, codes, postcodes) =
            (self.of_form(Form::Date), self.of_form(Form::RegionCode), self.of_form(Form::Postcode));
        let coordinates = self.of_form(Form::Coordinate);
        let found = |column_type, count| Some((column_type, self.share(count)));
        match () {
            () if self.share(dates) >= 80 => found(ColumnType::Date, dates),
            () if self.share(codes) >= 90 => found(ColumnType::Region, codes),
            () if self.share(postcodes + codes) >= 95 && self.total >= FEW => {
                found(ColumnType::Entity(EntityKind::Postcode), postcodes + codes)
            }
            () if self.share(coordinates) >= 95 && self.total >= FEW && !self.are_categories() => {
                found(ColumnType::Entity(EntityKind::Coordinate), coordinates)
            }
            () if self.are_accounts() => found(ColumnType::Entity(EntityKind::BankAccount), self.of_form(Form::Digits)),
            () => None,
        }
    }

    /// The type that the wording of values tells, for values that differ.
    fn verdict_by_wording(&self) -> Option<(ColumnType, u8)> {
        if self.are_categories() {
            return None;
        }
        let (people, organizations) = (self.share(self.people), self.share(self.organizations));
        match () {
            () if people >= 60 && people > organizations => Some((ColumnType::Entity(EntityKind::Name), people)),
            () if organizations >= 60 => Some((ColumnType::Organization, organizations)),
            () => None,
        }
    }

    /// Long numbers of at least four lengths, as accounts of several banks are; running numbers have one length.
    fn are_accounts(&self) -> bool {
        self.share(self.of_form(Form::Digits)) >= 80 && self.lengths.count() >= 4 && self.total >= FEW
    }

    /// Whether few values come again and again.
    fn are_categories(&self) -> bool {
        self.total >= CATEGORIES && self.different.len() * 20 <= self.total
    }

    fn are_links(&self) -> bool {
        self.share(self.of_form(Form::Link)) >= 50
    }

    fn have_parts(&self) -> bool {
        self.share(self.of_form(Form::Parts)) >= 50
    }

    /// Whether what was voted identity cards are as many bank cards.
    fn are_cards(&self, voted: ColumnType) -> bool {
        voted == ColumnType::Entity(EntityKind::IdCard) && self.cards * 10 >= self.of(EntityKind::IdCard) * 9
    }

    /// How many values are of the type.
    fn agreeing(&self, column_type: ColumnType) -> usize {
        match column_type {
            ColumnType::Phone => {
                self.of(EntityKind::Mobile) + self.of(EntityKind::Landline) + self.of(EntityKind::Hotline)
            }
            ColumnType::Organization => self.organizations,
            ColumnType::Region => self.regions + self.addresses + self.of_form(Form::RegionCode),
            ColumnType::Date | ColumnType::Entity(EntityKind::BirthDate) => self.of_form(Form::Date),
            ColumnType::Entity(EntityKind::Address) => self.addresses + self.regions + self.of(EntityKind::Address),
            ColumnType::Entity(EntityKind::Name) => self.people,
            ColumnType::Entity(EntityKind::Coordinate) => self.of_form(Form::Coordinate),
            ColumnType::Entity(EntityKind::BankAccount) => self.of_form(Form::Digits) + self.of(EntityKind::BankCard),
            ColumnType::Entity(EntityKind::Postcode) => {
                (self.of_form(Form::Postcode) + self.of_form(Form::RegionCode)).max(self.of(EntityKind::Postcode))
            }
            ColumnType::Entity(kind) => self.of(kind),
            ColumnType::None => 0,
        }
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

/// Fewer values than these say nothing by their form alone.
const FEW: usize = 20;
/// From so many values on, few that differ are categories.
const CATEGORIES: usize = 60;

/// Whether a name is one of cards and accounts.
fn is_of_cards(named: ColumnType) -> bool {
    matches!(named, ColumnType::Entity(EntityKind::BankCard | EntityKind::BankAccount))
}

fn is_card(value: &str) -> bool {
    validate(EntityKind::BankCard, value).is_some_and(|verdict| verdict.valid)
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
    let is_coded = bare.starts_with(|c: char| c.is_ascii_alphanumeric()) && bare.contains('.');
    !is_coded && bare.chars().count() >= 4 && organization::ends_as_one(bare.chars().rev())
}
