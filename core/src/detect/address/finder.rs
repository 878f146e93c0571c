//! Addresses in a text: where they begin, how far they reach, and whether they are ones.

use std::sync::OnceLock;

use weimu_scan::AnchorSet;

use super::super::candidate::Candidates;
use super::super::organization;
use super::super::passage::Passage;
use super::class::Class;
use super::gazetteer::Gazetteer;
use super::grammar::{ORGANIZATION, PEOPLE, Part, has_function_char};
use super::label::{LABELS, begins_with, ends_with_label};
use super::letters::Letters;
use super::numeral::begins_house;
use super::read::{Contents, Read, ReadKind, Strength};
use super::reading::Found;
use crate::model::{AddressLevel, Confidence, EntityKind, Finding, Reason, Span};

const KIND: EntityKind = EntityKind::Address;

/// What stands around a candidate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// A label and a colon announce it, or a label that means nothing else.
    Labelled,
    /// A word of prose announces it: 位于, 户籍.
    Announced,
    /// It begins its clause.
    Clause,
    /// It stands inside a clause.
    Inside,
    /// It stands in the clause of an organization's name.
    Named,
}

/// Why a candidate is no address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// Nothing finer than divisions.
    Coarse,
    /// Too little around it or in it.
    Context,
    /// It is the name of an organization, whole.
    Organization,
}

impl Doubt {
    fn reason(self) -> Reason {
        match self {
            Self::Coarse => Reason::Shape,
            Self::Context | Self::Organization => Reason::Context,
        }
    }
}

/// What a whole value is, to decide on a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Shape {
    /// Divisions alone.
    Region,
    /// Something finer, or names of places.
    Address,
    /// Neither.
    Other,
}

/// Finds addresses; the buffers are reused from text to text.
#[derive(Default)]
pub(in super::super) struct AddressFinder {
    pub(super) letters: Letters,
    pub(super) reads: Vec<Read>,
    /// The prefectures that the division read last may lie in.
    pub(super) lying_in: Vec<u16>,
    /// Those of the division before it.
    pub(super) lay_in: Vec<u16>,
    /// The characters that lie in findings of other kinds, from and to.
    barriers: Vec<(usize, usize)>,
}

impl AddressFinder {
    /// The characters without one of which a text has no address.
    pub(in super::super) fn anchors() -> &'static AnchorSet {
        static ANCHORS: OnceLock<AnchorSet> = OnceLock::new();
        ANCHORS.get_or_init(|| AnchorSet::new("路街道巷弄号楼室镇乡村社区栋幢座厦园场苑院城庄厂中国店房组屯"))
    }

    /// Adds the addresses of `passage` to `out`, which holds the settled findings of other kinds: no address reaches into one.
    pub(in super::super) fn detect(&mut self, passage: Passage<'_>, announced: bool, out: &mut Candidates) {
        self.letters.load(passage.text());
        if !self.letters.has(Class::SUFFIX_FIRST) {
            return;
        }
        let mut barriers = std::mem::take(&mut self.barriers);
        barriers.clear();
        let settled = out.findings.len();
        barriers.extend(
            out.findings
                .iter()
                .map(|finding| (self.letters.index(finding.span.start()), self.letters.index(finding.span.end()))),
        );
        let mut next_barrier = barriers.iter().peekable();
        let mut at = 0;
        while at < self.letters.len() {
            if let Some(&&(start, end)) = next_barrier.peek()
                && at >= start
            {
                at = at.max(end);
                next_barrier.next();
                continue;
            }
            let limit = next_barrier.peek().map_or(self.letters.len(), |barrier| barrier.0);
            at = self.letters.find(at, limit, Class::ADDRESS);
            if at == limit {
                continue;
            }
            let (end, all) = self.extent(at, limit);
            if end > at + 2 && all.has(Class::SUFFIX_FIRST) && all.has(Class::SUFFIX.or(Class::NAME)) {
                self.clause(at, end, all, announced, out);
            }
            at = end;
        }
        self.barriers = barriers;
        if out.findings.len() > settled {
            out.findings.sort_by_key(|finding| finding.span);
        }
    }

    /// Looks for addresses in the clause from `from` to `to`.
    fn clause(&mut self, from: usize, to: usize, all: Class, announced: bool, out: &mut Candidates) {
        let (mut begin, mut setting) = self.beginning(from, to);
        if announced {
            setting = Setting::Labelled;
        }
        // One part makes no address by itself, without a label, a name, or the number of a house behind it.
        if setting == Setting::Clause
            && !all.has(Class::NAME.or(Class::DIGIT))
            && self.letters.count(from, to, Class::SUFFIX) < 2
        {
            return;
        }
        while begin + 2 < to {
            self.parse(begin, to);
            setting = match self.settle(begin, to, setting, out) {
                Ok(end) => {
                    (begin, setting) = (end.max(begin + 1), Setting::Inside);
                    continue;
                }
                Err(Some(Doubt::Organization)) => Setting::Named,
                Err(_) if setting == Setting::Named => Setting::Named,
                Err(_) => Setting::Inside,
            };
            match self.name_from(self.behind_divisions().unwrap_or(begin + 1), to) {
                Some(next) => begin = next,
                None => break,
            }
        }
        if begin <= from + 1 || matches!(setting, Setting::Inside | Setting::Named) {
            self.road(begin, to, out);
        }
    }

    /// Where the divisions end that were read, if nothing else was: the names inside them are no others.
    fn behind_divisions(&self) -> Option<usize> {
        self.reads.last().filter(|_| self.reads.iter().all(Read::is_division)).map(|read| read.end)
    }

    /// Where the first name of the gazetteer begins, from `from` to before `to`.
    fn name_from(&self, from: usize, to: usize) -> Option<usize> {
        let gazetteer = Gazetteer::get();
        (from..to).find(|&at| gazetteer.at(&self.letters, at).is_some())
    }

    /// Where an address of the clause may begin: behind a label, or with the clause.
    pub(super) fn beginning(&self, from: usize, to: usize) -> (usize, Setting) {
        if let Some((end, plain)) = self.label(from, to.min(from + 16)) {
            let skipped =
                self.letters.slice(end, to).iter().take_while(|c| matches!(c, '在' | '于' | '为' | '是')).count();
            return (end + skipped, if plain && skipped == 0 { Setting::Labelled } else { Setting::Announced });
        }
        let announces = |c: char| matches!(c, ':' | '=' | '"' | '\'' | ' ' | '】' | ']');
        if from.checked_sub(1).and_then(|before| self.letters.char(before)).is_some_and(announces) {
            let mut before = self.letters.slice(from.saturating_sub(14), from);
            while let [rest @ .., ':' | '=' | '"' | '\'' | ' ' | '【' | '】' | '[' | ']' | '为' | '是'] = before {
                before = rest;
            }
            if ends_with_label(before) {
                return (from, Setting::Labelled);
            }
        }
        let lives = self.letters.char(from) == Some('住')
            && !matches!(self.letters.char(from + 1), Some('院' | '房' | '宅' | '宿' | '户' | '建' | '所' | '持'));
        match lives {
            true if self.letters.class(from + 1).has(Class::NAME) => (from + 1, Setting::Announced),
            true => (from + 1, Setting::Clause),
            false => (from, Setting::Clause),
        }
    }

    /// Where the label of `from..to` ends that ends last, each taken where it stands first, and whether it is a word that
    /// means nothing else.
    pub(super) fn label(&self, from: usize, to: usize) -> Option<(usize, bool)> {
        if self.letters.find(from, to, Class::LABEL_FIRST) >= to {
            return None;
        }
        let mut seen = [false; LABELS.len()];
        let mut last = None;
        for at in (from..to).filter(|&at| self.letters.class(at).has(Class::LABEL_FIRST)) {
            for (label, seen) in LABELS.iter().zip(&mut seen).filter(|(_, seen)| !**seen) {
                if let Some(length) = begins_with(self.letters.slice(at, to), label) {
                    *seen = true;
                    last = last.max(Some(at + length));
                }
            }
        }
        last.map(|end| (end, self.letters.char(end - 1) == Some('址')))
    }

    /// Accepts or refuses what was read from `from`; where the address ends, or why there is none if anything was read.
    fn settle(
        &mut self,
        from: usize,
        to: usize,
        setting: Setting,
        out: &mut Candidates,
    ) -> Result<usize, Option<Doubt>> {
        let last = self.reads.last().ok_or(None)?.end;
        let end = self.end(from, last, to);
        let judgement = self.judge(from, last, end, to, setting);
        let span = Span::try_new(self.letters.byte(from), self.letters.byte(end));
        match judgement {
            Ok((confidence, level)) => {
                let finding =
                    span.map(|span| Finding::new(span, KIND, Confidence::percent(confidence)).with_level(level));
                out.findings.extend(finding);
                Ok(end)
            }
            Err(doubt) => {
                let seen = self.reads.iter().any(|read| matches!(read.kind, ReadKind::Full)) && self.reads.len() > 1;
                out.refuse(span.filter(|_| seen), KIND, doubt.reason());
                Err(Some(doubt))
            }
        }
    }

    /// Takes a short rest for the name of a place, unless it is prose.
    fn end(&self, from: usize, last: usize, to: usize) -> usize {
        let rest = self.letters.slice(last, to);
        let open = rest.iter().position(|&c| c == '(').unwrap_or(rest.len());
        let plain = rest.get(..open).unwrap_or_default();
        let long = plain.iter().filter(|c| !c.is_ascii()).count() > 14 || plain.len() > 28;
        let prose = long || self.joins(last, last + plain.len()) || self.speaks_of_people(last, plain);
        let end = if prose { last } else { to };
        let trimmed = self
            .letters
            .slice(0, end)
            .iter()
            .rev()
            .take_while(|c| matches!(c, '-' | '_' | '.' | '~' | '/' | '&' | '+' | '['))
            .count();
        let end = (end - trimmed).max(last);
        // It began inside the parenthesis that closes here.
        let closes =
            self.letters.char(end - 1) == Some(')') && end > last && !self.letters.slice(from, end).contains(&'(');
        end - usize::from(closes)
    }

    /// Whether what follows an address, from `from`, speaks of a person or tells something: 后沙峪镇副镇长.
    fn speaks_of_people(&self, from: usize, rest: &[char]) -> bool {
        let here = |at: usize, word: &str| begins_with(rest.get(at..).unwrap_or_default(), word).is_some();
        let first = |at: &usize| self.letters.class(from + at).has(Class::PEOPLE_FIRST);
        (0..rest.len()).filter(first).any(|at| PEOPLE.iter().any(|word| here(at, word))) || ends_with(rest, "工作")
    }

    /// Whether a character of prose stands there; 对面 and 所在地 say where something lies.
    fn joins(&self, from: usize, to: usize) -> bool {
        let place = |at: usize| match (self.letters.char(at), self.letters.char(at + 1)) {
            (Some('对'), Some('面')) => true,
            (Some('在'), Some('地')) => at > from && self.letters.char(at - 1) == Some('所'),
            _ => false,
        };
        (from..to).any(|at| self.letters.class(at).has(Class::JOINS) && !place(at))
    }

    fn judge(
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
    fn is_named_alone(&self) -> bool {
        !self
            .reads
            .iter()
            .any(|read| matches!(read.kind, ReadKind::Part(part, _) if part >= Part::Town && part != Part::Point))
    }

    /// Whether a name ends at `end`, or at a parenthesis in front of it, as that of an organization (来凤县中心医院), and no
    /// named place follows behind a blank (华中科技大学文化学院 工程实训楼).
    fn ends_as_organization(&self, from: usize, end: usize, to: usize) -> bool {
        let open = self.letters.slice(from, end).iter().position(|&c| c == '(').map_or(end, |open| from + open);
        if open == from || !self.letters.class(open - 1).has(Class::ORGANIZATION_LAST) {
            return false;
        }
        let ahead = self.letters.classes(to + 1, to + 16).iter().take_while(|class| class.has(Class::ADDRESS)).count();
        let place = || self.next_part(to + 1, to + 1 + ahead).is_some_and(|found| found.suffix.part == Part::Point);
        let name = self.letters.slice(from, open).iter().rev().copied();
        organization::ends_as_one(name) && !(self.letters.char(to) == Some(' ') && place())
    }

    /// A road with a number, without any division: 到中山路5号.
    fn road(&mut self, from: usize, to: usize, out: &mut Candidates) {
        let mut at = from;
        while let Some(Found { suffix, end, .. }) = self.next_part(at, to) {
            let numbered = self.next_part(end, to).is_some_and(|next| {
                next.suffix.part.is_number()
                    && next.suffix.text.starts_with('号')
                    && next.end <= end + 7
                    && self.letters.char(end).is_some_and(begins_house)
            });
            if suffix.part == Part::Road && numbered {
                let name = self.letters.slice(at, end).iter().zip(self.letters.classes(at, end));
                let prose = name
                    .rev()
                    .position(|(c, class)| class.has(Class::JOINS) || matches!(c, '住' | '往' | '去'))
                    .map_or(0, |behind| end - at - behind);
                let begin = (at + prose).max(end.saturating_sub(9));
                self.parse(begin, to);
                at = self.settle(begin, to, Setting::Clause, out).map_or(end, |next| next.max(end));
                continue;
            }
            at = end;
        }
    }

    /// What the whole of `text` is.
    fn shape(&mut self, text: &str) -> Shape {
        self.letters.load(text.trim());
        let to = self.letters.len();
        self.parse(0, to);
        let Some(last) = self.reads.last().copied() else { return Shape::Other };
        let leads = self.reads.first().is_some_and(Read::is_division);
        let fine = self.reads.iter().filter(|read| read.level >= AddressLevel::Town).count();
        match () {
            () if leads && last.end == to && fine == 0 => Shape::Region,
            () if ORGANIZATION.iter().any(|word| text.ends_with(word)) => Shape::Other,
            () if leads && self.is_named_alone() && self.ends_as_organization(0, to, to) => Shape::Other,
            () if leads && (fine > 0 || to - last.end > 1) && to >= 5 => Shape::Address,
            () if fine >= 2 => Shape::Address,
            () => Shape::Other,
        }
    }

    /// Whether there is more than marks from `from` to `to`.
    pub(super) fn is_unread(&self, from: usize, to: usize) -> bool {
        self.letters.slice(from, to).iter().any(|&c| !matches!(c, '-' | '_' | ' ' | ',' | '/' | '~' | '.' | '(' | ')'))
    }

    pub(super) fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// Where the address proper of a whole value begins: behind blanks and a label.
    pub(super) fn whole_beginning(&self) -> usize {
        let blanks = self.letters.chars().iter().take_while(|c| c.is_whitespace()).count();
        let (begin, setting) = self.beginning(blanks, self.letters.len());
        let labelled = if matches!(setting, Setting::Labelled | Setting::Announced) { begin } else { blanks };
        labelled
            + self
                .letters
                .slice(labelled, self.letters.len())
                .iter()
                .take_while(|c| matches!(c, ':' | ' ' | '='))
                .count()
    }
}

fn ends_with(chars: &[char], word: &str) -> bool {
    word.chars().rev().eq(chars.iter().rev().take(word.chars().count()).copied())
}

/// Words for where something lies from something else.
const BESIDE: [&str; 14] =
    ["对面", "院内", "大院", "旁", "旁边", "东侧", "西侧", "南侧", "北侧", "附近", "隔壁", "门口", "所在地", "驻地"];

/// What a whole value is, by the grammar alone.
pub(in super::super) fn shape_of(text: &str) -> Shape {
    AddressFinder::default().shape(text)
}
