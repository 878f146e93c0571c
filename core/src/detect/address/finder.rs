//! Addresses in a text: where they begin, how far they reach, and whether they are ones.

use std::sync::OnceLock;

use weimu_scan::AnchorSet;

use super::super::candidate::Candidates;
use super::super::passage::Passage;
use super::class::Class;
use super::found::Found;
use super::gazetteer::Gazetteer;
use super::grammar::Part;
use super::judgement::Doubt;
use super::letters::Letters;
use super::numeral::begins_house;
use super::read::{Read, ReadKind};
use super::setting::Setting;
use crate::model::{Confidence, EntityKind, Finding, Span};

const KIND: EntityKind = EntityKind::Address;

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
        if setting == Setting::Clause
            && let Some(division) = self.behind_prose(begin, to)
        {
            (begin, setting) = (division, Setting::Inside);
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

    /// Where the first division begins, if it stands at the end of what the first part would take for its name: 反映湖州市.
    fn behind_prose(&mut self, from: usize, to: usize) -> Option<usize> {
        self.reads.clear();
        if self.free_division(from).is_some() {
            return None;
        }
        let first = self.next_part(from, to)?;
        self.full_division(from + 1, first.end)
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

    pub(super) fn reads(&self) -> &[Read] {
        &self.reads
    }
}
