//! Addresses in a text: where they begin, how far they reach, and whether they are ones.

use std::sync::OnceLock;

use weimu_scan::AnchorSet;

use super::super::candidate::Candidates;
use super::super::normalize::narrow;
use super::super::passage::Passage;
use super::gazetteer::{Gazetteer, Place};
use super::grammar::{
    ORGANIZATION, Part, Suffix, begins_suffix, is_address_char, is_function_char, is_numeral, is_weak, joins_clauses,
    suffix_at,
};
use crate::model::{AddressLevel, Confidence, EntityKind, Finding, Reason, Span};

const KIND: EntityKind = EntityKind::Address;

/// Words that announce an address, and what may stand between them and it is left out.
const LABELS: [&str; 18] = [
    "地址",
    "住址",
    "住所",
    "所在地",
    "位于",
    "坐落于",
    "坐落",
    "居住地",
    "户籍地",
    "户籍",
    "地点",
    "详址",
    "现居",
    "家住",
    "现住",
    "住在",
    "address",
    "addr",
];

/// One part that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read {
    pub level: AddressLevel,
    /// Character after its last.
    pub end: usize,
    pub kind: ReadKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadKind {
    /// A full name of the gazetteer.
    Full,
    /// A short name of the gazetteer.
    Short,
    /// A part that the grammar read.
    Part(Part, Strength),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    Strong,
    Weak,
}

/// What stands around a candidate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting {
    /// A label and a colon announce it, or a label that means nothing else.
    Labelled,
    /// A word of prose announces it: 位于, 户籍.
    Announced,
    /// It begins its clause.
    Clause,
    /// It stands inside a clause.
    Inside,
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
    chars: Vec<char>,
    /// The byte of each character, and the length of the text.
    bytes: Vec<usize>,
    reads: Vec<Read>,
}

impl AddressFinder {
    /// The characters without one of which a text has no address.
    pub(in super::super) fn anchors() -> &'static AnchorSet {
        static ANCHORS: OnceLock<AnchorSet> = OnceLock::new();
        ANCHORS.get_or_init(|| AnchorSet::new("路街道巷弄号楼室镇乡村社区栋幢座厦园场苑院城庄厂中国店房"))
    }

    /// Adds the addresses of `passage` to `out`, which holds the settled findings of other kinds: no address reaches into one.
    pub(in super::super) fn detect(&mut self, passage: Passage<'_>, announced: bool, out: &mut Candidates) {
        self.load(passage.text());
        let barriers: Vec<(usize, usize)> = out
            .findings
            .iter()
            .map(|finding| (self.index(finding.span.start()), self.index(finding.span.end())))
            .collect();
        let mut next_barrier = barriers.iter().peekable();
        let mut search = Search { text: passage.text(), place: None };
        let mut at = 0;
        while at < self.chars.len() {
            if let Some(&&(start, end)) = next_barrier.peek()
                && at >= start
            {
                at = at.max(end);
                next_barrier.next();
                continue;
            }
            if !self.char(at).is_some_and(is_address_char) {
                at += 1;
                continue;
            }
            let limit = next_barrier.peek().map_or(self.chars.len(), |barrier| barrier.0);
            let end = self.extent(at, limit).max(at + 1);
            if end - at > 2 && self.slice(at, end).iter().any(|&c| begins_suffix(c) && !c.is_ascii()) {
                self.clause(&mut search, at, end, announced, out);
            }
            at = end;
        }
        out.findings.sort_by_key(|finding| finding.span);
    }

    pub(super) fn load(&mut self, text: &str) {
        self.chars.clear();
        self.bytes.clear();
        for (at, c) in text.char_indices() {
            self.chars.push(narrow(c));
            self.bytes.push(at);
        }
        self.bytes.push(text.len());
    }

    fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    pub(super) fn byte(&self, at: usize) -> usize {
        self.bytes.get(at).or(self.bytes.last()).copied().unwrap_or(0)
    }

    /// The character that begins at a byte, or the one after it.
    fn index(&self, byte: usize) -> usize {
        self.bytes.partition_point(|&begin| begin < byte)
    }

    fn slice(&self, from: usize, to: usize) -> &[char] {
        self.chars.get(from..to.max(from)).unwrap_or_default()
    }

    fn string(&self, from: usize, to: usize) -> String {
        self.slice(from, to).iter().collect()
    }

    /// Where the clause that begins at `from` ends: at the first character that no address goes on over.
    fn extent(&self, from: usize, limit: usize) -> usize {
        let mut at = from;
        while at < limit {
            at += match self.char(at) {
                Some(c) if is_address_char(c) => 1,
                Some('(') => match self.closing(at, limit) {
                    Some(close) => close + 1 - at,
                    None => return at,
                },
                Some('、' | ',' | ' ') if self.goes_on(at + 1, limit) => 1,
                Some(' ' | ',') if self.names_on(from, at, limit) => 1,
                _ => return at,
            };
        }
        at
    }

    fn closing(&self, open: usize, limit: usize) -> Option<usize> {
        let inside = self.slice(open + 1, limit.min(open + 42));
        let length = inside.iter().position(|&c| matches!(c, ')' | '(' | '\n' | '\t' | '"' | '\'' | ';'))?;
        (inside.get(length) == Some(&')')).then_some(open + 1 + length)
    }

    /// Whether a room or a number follows, so that the mark before it only separates parts.
    fn goes_on(&self, from: usize, limit: usize) -> bool {
        let rest = self.slice(from, limit.min(from + 9));
        let numerals = rest.iter().take_while(|&&c| is_numeral(c) || matches!(c, '-' | '#')).count();
        match (numerals, rest.get(numerals)) {
            (1..=6, Some('号' | '楼' | '层' | '室' | '栋' | '座' | '幢' | '房' | '单' | '户' | '区' | '门')) => {
                true
            }
            (1..=5, Some('、' | ',')) => self.goes_on(from + numerals + 1, limit),
            _ => false,
        }
    }

    /// Whether a number with its word stands before the mark at `at` and the name of a place behind it: 26号 荣宝大厦11层.
    fn names_on(&self, from: usize, at: usize, limit: usize) -> bool {
        let numbered = at > from + 5 && self.char(at - 1).is_some_and(|c| "号楼层室座栋幢院弄".contains(c));
        let rest = self.slice(at + 1, limit.min(at + 16)).iter().take_while(|&&c| is_address_char(c)).count();
        let place = || self.next_part(at + 1, at + 1 + rest);
        numbered
            && place().is_some_and(|(suffix, _)| {
                suffix.part == Part::Point && !is_weak(suffix) || suffix.part == Part::Number && suffix.length == 1
            })
    }

    /// Looks for addresses in the clause from `from` to `to`.
    fn clause(&mut self, search: &mut Search<'_>, from: usize, to: usize, announced: bool, out: &mut Candidates) {
        let (mut begin, mut setting) = self.beginning(from, to);
        if announced {
            setting = Setting::Labelled;
        }
        while begin + 2 < to {
            self.parse(search.text, begin, to);
            if let Some(end) = self.settle(begin, to, setting, out) {
                (begin, setting) = (end.max(begin + 1), Setting::Inside);
                continue;
            }
            setting = Setting::Inside;
            match search.from(self.byte(begin), begin_after(self, begin)) {
                Some(place) if place.start < self.byte(to) => begin = self.index(place.start),
                _ => break,
            }
        }
        if begin <= from + 1 || setting == Setting::Inside {
            self.road(search.text, begin, to, out);
        }
    }

    /// Where an address of the clause may begin: behind a label, or with the clause.
    fn beginning(&self, from: usize, to: usize) -> (usize, Setting) {
        let ends_label = |&c: &char| {
            matches!(c, '址' | '地' | '于' | '落' | '籍' | '点' | '居' | '住' | '在' | 's' | 'S' | 'r' | 'R')
        };
        let head = self.slice(from, to.min(from + 16));
        let head =
            if head.iter().any(ends_label) { head.iter().collect::<String>().to_lowercase() } else { String::new() };
        let inside = LABELS.iter().filter_map(|label| head.find(label).map(|at| at + label.len())).max();
        if let Some(end) = inside {
            let begin = from + head.get(..end).unwrap_or_default().chars().count();
            let skipped = self.slice(begin, to).iter().take_while(|c| matches!(c, '在' | '于' | '为' | '是')).count();
            let plain = skipped == 0 && head.get(..end).is_some_and(|label| label.ends_with("址"));
            return (begin + skipped, if plain { Setting::Labelled } else { Setting::Announced });
        }
        let announces = |c: char| matches!(c, ':' | '=' | '"' | '\'' | ' ' | '】' | ']');
        let introduced = from.checked_sub(1).and_then(|before| self.char(before)).is_some_and(announces);
        let before = if introduced { self.string(from.saturating_sub(14), from).to_lowercase() } else { String::new() };
        let before = before.trim_end_matches([':', '：', '=', '"', '\'', ' ', '【', '】', '[', ']', '为', '是']);
        if LABELS.iter().any(|label| before.ends_with(label)) {
            return (from, Setting::Labelled);
        }
        let lives = usize::from(
            self.char(from) == Some('住') && !matches!(self.char(from + 1), Some('院' | '房' | '宅' | '宿' | '户')),
        );
        (from + lives, Setting::Clause)
    }

    /// Reads the parts from `from`, into `self.reads`.
    pub(super) fn parse(&mut self, text: &str, from: usize, to: usize) {
        self.reads.clear();
        let mut at = self.divisions(text, from, to);
        while let Some((suffix, end)) = self.next_part(at, to) {
            if suffix.part != Part::OtherCounty {
                self.push(suffix, end);
            }
            at = end;
            if matches!(suffix.part, Part::Road | Part::Village) {
                at = self.bare_number(at, to);
            } else if matches!(suffix.part, Part::Number | Part::Point) {
                at += self
                    .slice(at, to)
                    .iter()
                    .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '#'))
                    .count();
                if let Some(last) = self.reads.last_mut().filter(|read| read.level == AddressLevel::Room) {
                    last.end = at;
                }
            }
        }
    }

    /// A house number without its word: 德建街1-23.
    fn bare_number(&mut self, at: usize, to: usize) -> usize {
        let digits = self.slice(at, to).iter().take_while(|c| c.is_ascii_digit() || **c == '-').count();
        let end = at + digits;
        let word = self.char(end).is_some_and(|c| end < to && (is_numeral(c) || is_address_char(c)));
        if digits == 0 || word {
            return at;
        }
        self.reads.push(Read { level: AddressLevel::Room, end, kind: ReadKind::Part(Part::Number, Strength::Strong) });
        end
    }

    fn divisions(&mut self, text: &str, from: usize, to: usize) -> usize {
        let mut at = from;
        for _ in 0..10 {
            if let Some((place, end)) = self.division(text, at, to) {
                let above = self.reads.last().map(|read| read.level);
                // A short name behind a county begins the name of a road or a place: 宣武区广安门内大街.
                if place.name.short && Some(place.name.level_below(above)) <= above {
                    break;
                }
                let kind = if place.name.short { ReadKind::Short } else { ReadKind::Full };
                self.reads.push(Read { level: place.name.level_below(above), end, kind });
                at = end;
                continue;
            }
            match self.next_part(at, to.min(at + 16)) {
                Some((suffix, end))
                    if !self.reads.is_empty() && matches!(suffix.part, Part::Zone | Part::OtherCounty) =>
                {
                    self.push(suffix, end);
                    at = end;
                }
                _ => break,
            }
        }
        at
    }

    fn division(&self, text: &str, at: usize, to: usize) -> Option<(Place, usize)> {
        let place = Gazetteer::get().at(text, self.byte(at))?;
        let end = self.index(place.end);
        let road = place.name.short && self.forms_road(end);
        (end <= to && !road).then_some((place, end))
    }

    /// Whether a short name goes on as the name of a road: 北京东路, 海南路.
    fn forms_road(&self, at: usize) -> bool {
        let middle = self
            .slice(at, at + 2)
            .iter()
            .take_while(|&&c| "东南西北中一二三四五六七八九十大新老支前后内外".contains(c))
            .count();
        (0..=middle)
            .any(|skip| matches!(self.char(at + skip), Some('路' | '街' | '道' | '巷' | '弄' | '桥' | '站' | '里')))
    }

    fn push(&mut self, suffix: &'static Suffix, end: usize) {
        let level = match suffix.part {
            Part::Zone | Part::OtherCounty => AddressLevel::County,
            Part::Town => AddressLevel::Town,
            Part::Village | Part::Road => AddressLevel::Road,
            Part::Number | Part::Point => AddressLevel::Room,
        };
        let strength = if is_weak(suffix) { Strength::Weak } else { Strength::Strong };
        self.reads.push(Read { level, end, kind: ReadKind::Part(suffix.part, strength) });
    }

    /// The first part from `from` that ends with a suffix, and the character after it.
    fn next_part(&self, from: usize, to: usize) -> Option<(&'static Suffix, usize)> {
        let (mut begin, mut at) = (from, from);
        while at < to {
            match self.char(at)? {
                '(' => {
                    at = self.closing(at, to)? + 1;
                    begin = at;
                    continue;
                }
                '、' | ',' | ' ' => begin = at + 1,
                _ => {}
            }
            if let Some(suffix) = suffix_at(&self.chars, begin, at).filter(|suffix| at + suffix.length <= to) {
                return Some((suffix, at + suffix.length));
            }
            at += 1;
        }
        None
    }

    /// Accepts or refuses what was read from `from`; where the address ends.
    fn settle(&mut self, from: usize, to: usize, setting: Setting, out: &mut Candidates) -> Option<usize> {
        let last = self.reads.last()?.end;
        let end = self.end(last, to);
        let judgement = self.judge(from, last, end, to, setting);
        let span = Span::try_new(self.byte(from), self.byte(end));
        match judgement {
            Ok((confidence, level)) => {
                let finding =
                    span.map(|span| Finding::new(span, KIND, Confidence::percent(confidence)).with_level(level));
                out.findings.extend(finding);
                Some(end)
            }
            Err(reason) => {
                let seen = self.reads.iter().any(|read| matches!(read.kind, ReadKind::Full)) && self.reads.len() > 1;
                out.refuse(span.filter(|_| seen), KIND, reason);
                None
            }
        }
    }

    /// Takes a short rest for the name of a place, unless it is prose.
    fn end(&self, last: usize, to: usize) -> usize {
        let rest = self.slice(last, to);
        let open = rest.iter().position(|&c| c == '(').unwrap_or(rest.len());
        let plain = rest.get(..open).unwrap_or_default();
        let prose = plain.len() > 14 || plain.iter().any(|&c| joins_clauses(c));
        let end = if prose { last } else { to };
        let trimmed = self
            .slice(0, end)
            .iter()
            .rev()
            .take_while(|c| matches!(c, '-' | '_' | '.' | '~' | '/' | '&' | '+' | '['))
            .count();
        (end - trimmed).max(last)
    }

    fn judge(
        &self,
        from: usize,
        last: usize,
        end: usize,
        to: usize,
        setting: Setting,
    ) -> Result<(u8, AddressLevel), Reason> {
        let has = |wanted: &dyn Fn(&ReadKind) -> bool| self.reads.iter().any(|read| wanted(&read.kind));
        let full = has(&|kind| *kind == ReadKind::Full);
        let short = has(&|kind| *kind == ReadKind::Short);
        let part = |wanted: Part| has(&|kind| matches!(kind, ReadKind::Part(part, _) if *part == wanted));
        let number = part(Part::Number);
        let way = part(Part::Road) || part(Part::Village) || part(Part::Town);
        let point = has(&|kind| matches!(kind, ReadKind::Part(Part::Point, Strength::Strong)));
        let weak = has(&|kind| matches!(kind, ReadKind::Part(Part::Point, Strength::Weak)));
        let level = self.reads.iter().map(|read| read.level).max().unwrap_or(AddressLevel::Province);
        let whole = end == to;
        let is_division = |read: &&Read| matches!(read.kind, ReadKind::Full | ReadKind::Short);
        let below = self.reads.iter().rev().find(is_division).map_or(from, |read| read.end);
        let rest = self.string(below, (last + 16).min(to));
        let rest = rest.split('(').next().unwrap_or_default();
        let organization = ORGANIZATION.iter().any(|word| rest.contains(word)) || rest.ends_with("办事处");
        let level = if level < AddressLevel::Town && end > last { AddressLevel::Room } else { level };
        let fine = number || way || point || weak || end > last;
        let confidence = match setting {
            _ if !fine => return Err(Reason::Shape),
            _ if full && number && (way || point || end - from > 8) => 95,
            Setting::Labelled | Setting::Announced if full || short => 85,
            Setting::Announced if number && (way || point) => 75,
            Setting::Labelled if number || way || point => 75,
            _ if organization || self.slice(from, last).iter().any(|&c| is_function_char(c)) => {
                return Err(Reason::Context);
            }
            _ if full && (way && (point || weak) || part(Part::Road) && part(Part::Town)) => 85,
            _ if full && (way || point) && (whole || setting == Setting::Clause) => 75,
            _ if short && number && (way || point) => 80,
            _ if short && (way || point) && whole => 65,
            _ if (full || short) && whole && (weak || number) && setting == Setting::Clause => 55,
            _ if full && part(Part::Zone) && whole && setting == Setting::Clause => 55,
            Setting::Clause if number && way => 70,
            Setting::Clause if whole && part(Part::Town) && (part(Part::Village) || part(Part::Road)) => 60,
            Setting::Clause if whole && (way && (point || weak) || point && number) => 60,
            _ => return Err(Reason::Context),
        };
        Ok((confidence, level))
    }

    /// A road with a number, without any division: 到中山路5号.
    fn road(&mut self, text: &str, from: usize, to: usize, out: &mut Candidates) {
        let mut at = from;
        while let Some((suffix, end)) = self.next_part(at, to) {
            let numbered = self.next_part(end, to).is_some_and(|(next, next_end)| {
                next.part == Part::Number
                    && next.text.starts_with('号')
                    && next_end <= end + 7
                    && self.char(end).is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十甲乙丙".contains(c))
            });
            if suffix.part == Part::Road && numbered {
                let name = self.slice(at, end);
                let prose =
                    name.iter().rposition(|&c| joins_clauses(c) || "住往去".contains(c)).map_or(0, |last| last + 1);
                let begin = (at + prose).max(end.saturating_sub(9));
                self.parse(text, begin, to);
                match self.settle(begin, to, Setting::Clause, out) {
                    Some(next) => at = next.max(end),
                    None => at = end,
                }
                continue;
            }
            at = end;
        }
    }

    /// What the whole of `text` is.
    fn shape(&mut self, text: &str) -> Shape {
        self.load(text.trim());
        let to = self.len();
        self.parse(text.trim(), 0, to);
        let division = |read: &Read| matches!(read.kind, ReadKind::Full | ReadKind::Short);
        let Some(last) = self.reads.last().copied() else { return Shape::Other };
        let leads = self.reads.first().is_some_and(division);
        let fine = self.reads.iter().filter(|read| read.level >= AddressLevel::Town).count();
        match () {
            () if leads && last.end == to && fine == 0 => Shape::Region,
            () if ORGANIZATION.iter().any(|word| text.ends_with(word)) => Shape::Other,
            () if leads && (fine > 0 || to - last.end > 1) && to >= 5 => Shape::Address,
            () if fine >= 2 => Shape::Address,
            () => Shape::Other,
        }
    }

    pub(super) fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// Where the address proper of a whole value begins: behind blanks and a label.
    pub(super) fn whole_beginning(&self) -> usize {
        let blanks = self.chars.iter().take_while(|c| c.is_whitespace()).count();
        let (begin, setting) = self.beginning(blanks, self.len());
        let labelled = if matches!(setting, Setting::Labelled | Setting::Announced) { begin } else { blanks };
        labelled + self.slice(labelled, self.len()).iter().take_while(|c| matches!(c, ':' | ' ' | '=')).count()
    }
}

fn begin_after(finder: &AddressFinder, begin: usize) -> usize {
    finder.byte(begin + 1)
}

/// The next division ahead, searched for once.
struct Search<'a> {
    text: &'a str,
    place: Option<Place>,
}

impl Search<'_> {
    /// The first division that begins behind `begin`, at `after` or later.
    fn from(&mut self, begin: usize, after: usize) -> Option<Place> {
        if self.place.is_none_or(|place| place.start <= begin) {
            self.place = Gazetteer::get().from(self.text, after.min(self.text.len()));
            if self.place.is_none() {
                self.place = Some(Place { start: usize::MAX, end: usize::MAX, name: Default::default() });
            }
        }
        self.place
    }
}

/// What a whole value is, by the grammar alone.
pub(in super::super) fn shape_of(text: &str) -> Shape {
    AddressFinder::default().shape(text)
}
