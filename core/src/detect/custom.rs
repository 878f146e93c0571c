//! Kinds that a policy declares: a regular expression, with a check character and with words in front if it asks for them.
//!
//! A match is a finding unless it is part of a longer stretch of letters and digits, its check character does not agree, or
//! none of the words stands in the same clause in front of it. It is certain, because the policy says so: where it overlaps a
//! finding that only looks like something else, it stays.
//!
//! Time is linear in the text, whatever the expression (finite automata). What it costs depends on whether each match begins
//! with one of a few fixed pieces: such a piece is looked for in the whole buffer of a column at the speed of `memchr`, and
//! only rows with one are read; without, the automaton reads everything ([`ScanCost`]).

use std::fmt;
use std::sync::Arc;

use regex_automata::meta::{self, Regex};
use regex_automata::util::prefilter::Prefilter;
use regex_automata::util::syntax;
use regex_automata::{MatchKind, Span as Range};
use regex_syntax::hir::Hir;

use super::candidate::Candidates;
use super::checksum::Checksum;
use super::normalize::identifier;
use super::passage::Passage;
use crate::model::{Confidence, CustomKind, EntityKind, Reason, Span};

/// How values of one kind are found.
#[derive(Clone)]
pub struct CustomRule {
    kind: CustomKind,
    regex: Regex,
    /// What every match begins with.
    beginning: Option<Prefilter>,
    checksum: Option<Checksum>,
    words: Vec<String>,
}

/// What an expression costs in a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScanCost {
    /// Text without what a match begins with is passed over at several GB/s.
    Filtered,
    /// All text is read, at about 0.5 GB/s and core (regex-automata, `benches/record`).
    Full,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternFault {
    /// It is no regular expression; what is wrong at which character of it, counted from 1.
    Syntax {
        /// What is wrong.
        what: String,
        /// Where.
        at: usize,
    },
    /// It, or the automaton that it makes, is larger than the limit.
    TooLarge,
    /// It matches where there is nothing.
    MatchesNothing,
}

impl CustomRule {
    /// The longest pattern, in bytes.
    pub const LONGEST_PATTERN: usize = 1000;
    /// The largest automaton, in bytes.
    const LARGEST: usize = 1 << 20;
    /// How many characters in front of a match are read for words.
    const REACH: usize = 14;

    /// Values of `kind` are what `pattern` matches.
    ///
    /// # Errors
    /// The pattern cannot be used.
    pub fn try_new(kind: CustomKind, pattern: &str) -> Result<Self, PatternFault> {
        if pattern.len() > Self::LONGEST_PATTERN {
            return Err(PatternFault::TooLarge);
        }
        let hir = parsed(pattern)?;
        if hir.properties().minimum_len().is_none_or(|length| length == 0) {
            return Err(PatternFault::MatchesNothing);
        }
        let config = meta::Config::new().nfa_size_limit(Some(Self::LARGEST)).hybrid_cache_capacity(Self::LARGEST);
        let regex = meta::Builder::new().configure(config).build_from_hir(&hir).map_err(|_| PatternFault::TooLarge)?;
        let beginning = Prefilter::from_hir_prefix(MatchKind::LeftmostFirst, &hir).filter(Prefilter::is_fast);
        Ok(Self { kind, regex, beginning, checksum: None, words: Vec::new() })
    }

    /// Only matches whose letters and digits end as `checksum` says.
    #[must_use]
    pub fn with_checksum(self, checksum: Checksum) -> Self {
        Self { checksum: Some(checksum), ..self }
    }

    /// Only matches with one of `words` close in front of them.
    #[must_use]
    pub fn with_words<'a>(self, words: impl IntoIterator<Item = &'a str>) -> Self {
        Self { words: words.into_iter().map(str::to_lowercase).collect(), ..self }
    }

    /// The kind.
    pub fn kind(&self) -> EntityKind {
        EntityKind::Custom(self.kind)
    }

    /// What looking for it costs.
    pub fn cost(&self) -> ScanCost {
        if self.beginning.is_some() { ScanCost::Filtered } else { ScanCost::Full }
    }

    fn detect(&self, passage: Passage<'_>, assumed: Option<EntityKind>, out: &mut Candidates) {
        for found in self.regex.find_iter(passage.text()) {
            let judgement = self.judge(passage, found.range(), assumed);
            out.judge(Span::try_new(found.start(), found.end()), self.kind(), judgement);
        }
    }

    fn judge(
        &self,
        passage: Passage<'_>,
        found: std::ops::Range<usize>,
        assumed: Option<EntityKind>,
    ) -> Result<Confidence, Reason> {
        let value = passage.between(found.start, found.end);
        let goes_on = |inside: Option<char>, outside: Option<char>| {
            inside.and_then(identifier).is_some() && outside.and_then(identifier).is_some()
        };
        if goes_on(value.chars().next(), passage.before(found.start).chars().next_back())
            || goes_on(value.chars().next_back(), passage.after(found.end).chars().next())
        {
            return Err(Reason::Boundary);
        }
        let characters: Vec<u8> = value.chars().filter_map(identifier).collect();
        if self.checksum.is_some_and(|checksum| !checksum.holds(&characters)) {
            return Err(Reason::Checksum);
        }
        let said = self.words.is_empty() || assumed == Some(self.kind()) || self.is_announced(passage, found.start);
        if said { Ok(Confidence::CERTAIN) } else { Err(Reason::Context) }
    }

    fn is_announced(&self, passage: Passage<'_>, at: usize) -> bool {
        let before = passage.before(at).chars().rev().take(Self::REACH);
        let clause: Vec<char> = before.take_while(|c| !matches!(c, '。' | '；' | ';' | '\n')).collect();
        let clause: String = clause.iter().rev().flat_map(|c| c.to_lowercase()).collect();
        self.words.iter().any(|word| clause.contains(word))
    }
}

impl fmt::Debug for CustomRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())
    }
}

fn parsed(pattern: &str) -> Result<Hir, PatternFault> {
    syntax::parse(pattern).map_err(|error| {
        let (what, start) = match &error {
            regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span().start.offset),
            regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span().start.offset),
            _ => (String::new(), 0),
        };
        PatternFault::Syntax { what, at: pattern.get(..start).unwrap_or_default().chars().count() + 1 }
    })
}

/// The rules of a policy. Copies share them.
#[derive(Clone, Debug, Default)]
pub(super) struct CustomRules(Arc<[CustomRule]>);

impl CustomRules {
    pub(super) fn new(rules: impl IntoIterator<Item = CustomRule>) -> Self {
        Self(rules.into_iter().collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every match of every rule in one text.
    pub(super) fn detect(&self, passage: Passage<'_>, assumed: Option<EntityKind>, out: &mut Candidates) {
        self.0.iter().for_each(|rule| rule.detect(passage, assumed, out));
    }
}

/// Where matches may begin in the buffer of a column, read from front to back.
#[derive(Default)]
pub(super) struct CustomCursor {
    /// By rule: where the next one may begin.
    next: Vec<usize>,
}

impl CustomCursor {
    /// Whether a match may begin between `start` and `end` of `bytes`. Neither ever decreases from call to call.
    pub(super) fn reaches(&mut self, rules: &CustomRules, bytes: &[u8], start: usize, end: usize) -> bool {
        self.next.resize(rules.0.len(), 0);
        let mut reached = false;
        for (rule, next) in rules.0.iter().zip(&mut self.next) {
            let Some(beginning) = &rule.beginning else { return start < end };
            if *next < start || *next == 0 {
                let rest = Range { start, end: bytes.len() };
                *next = beginning.find(bytes, rest).map_or(usize::MAX, |found| found.start);
            }
            reached |= *next < end;
        }
        reached
    }
}
