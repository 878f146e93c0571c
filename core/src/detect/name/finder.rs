//! Candidates in a text, and the confidence of each.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use super::dotted;
use super::evidence::{HanRow, SPEAKER};
use super::given::Given;
use super::lattice::Lattice;
use super::lexicon::{Lexicon, number};
use super::surname::{Begins, RARE, Surnames};
use super::transliteration::Transliteration;
use crate::detect::candidate::Candidates;
use crate::detect::normalize::is_han;
use crate::detect::passage::Passage;
use crate::model::{Confidence, EntityKind, Finding, Span};

/// Finds names; its buffers serve many texts.
#[derive(Default)]
pub(in crate::detect) struct NameFinder {
    numbers: Vec<u16>,
    places: Vec<usize>,
    /// Evidence of the words in front of and behind each place of the row; NaN where none was asked for.
    front: Vec<f64>,
    behind: Vec<f64>,
    candidates: Vec<Candidate>,
    lattice: Lattice,
    found: Vec<Finding>,
}

/// A part of a row that may be a name, in characters of the row.
#[derive(Clone, Copy)]
struct Candidate {
    start: usize,
    end: usize,
    cost: f64,
    confidence: f64,
}

impl NameFinder {
    /// Whether a text of these bytes can hold a name: it has a character beyond U+0FFF.
    pub(in crate::detect) fn may_hold(bytes: &[u8]) -> bool {
        bytes.iter().any(|&byte| byte >= 0xE1)
    }

    /// Adds the names in `passage` to `out` where nothing else was found; `assumed`: the text is said to be a name.
    pub(in crate::detect) fn detect(&mut self, passage: Passage<'_>, assumed: bool, out: &mut Candidates) {
        self.found.clear();
        if assumed {
            self.take_whole(passage);
        }
        dotted::find(passage, &mut self.found);
        self.read_rows(passage, &out.findings);
        self.raise_repeated(passage);
        self.hand_over(out);
    }

    /// Takes the whole value, if it has the form of a name.
    fn take_whole(&mut self, passage: Passage<'_>) {
        let value = passage.text().trim();
        let start = passage.text().len() - passage.text().trim_start().len();
        if super::is_name(value) {
            self.add(start, start + value.len(), Confidence::percent(80));
        }
    }

    fn add(&mut self, start: usize, end: usize, confidence: Confidence) {
        let span = Span::try_new(start, end);
        self.found.extend(span.map(|span| Finding::new(span, EntityKind::Name, confidence)));
    }

    /// Reads every row of Han characters but those that a finding of `others` covers.
    fn read_rows(&mut self, passage: Passage<'_>, others: &[Finding]) {
        let surnames = Surnames::get();
        let (mut numbers, mut places) = (std::mem::take(&mut self.numbers), std::mem::take(&mut self.places));
        let mut characters = passage.text().char_indices().peekable();
        while let Some((place, c)) = characters.next() {
            if !is_han(c) {
                continue;
            }
            numbers.clear();
            places.clear();
            numbers.push(number(c));
            places.push(place);
            while let Some((place, c)) = characters.next_if(|&(_, c)| is_han(c) && numbers.len() < ROW) {
                numbers.push(number(c));
                places.push(place);
            }
            places.push(characters.peek().map_or(passage.text().len(), |&(place, _)| place));
            if numbers.len() > 1
                && !is_covered(&places, others)
                && numbers.iter().any(|&number| surnames.begins(number) != Begins::NOTHING)
            {
                self.read_row(&HanRow { passage, numbers: &numbers, places: &places });
            }
        }
        (self.numbers, self.places) = (numbers, places);
    }

    fn read_row(&mut self, row: &HanRow<'_>) {
        self.candidates.clear();
        self.front.clear();
        self.front.resize(row.numbers.len(), f64::NAN);
        self.behind.clear();
        self.behind.resize(row.numbers.len() + 1, f64::NAN);
        for (start, &first) in row.numbers.iter().enumerate() {
            let begins = Surnames::get().begins(first);
            if begins == Begins::NOTHING {
                continue;
            }
            self.propose_han(row, start, begins);
            if begins.is_of_transliterations() {
                self.propose_foreign(row, start);
            }
        }
        if self.candidates.is_empty() {
            return;
        }
        self.weigh(row);
        for at in 0..self.candidates.len() {
            let Some(&Candidate { start, end, confidence, .. }) = self.candidates.get(at) else { break };
            let percent = (confidence * 100.0).round().clamp(0.0, 95.0) as u8;
            if percent >= LEAST_PERCENT {
                self.add(row.place(start), row.place(end), Confidence::percent(percent));
            }
        }
    }

    /// Adds the Han names that may begin at `start`.
    fn propose_han(&mut self, row: &HanRow<'_>, start: usize, begins: Begins) {
        let surnames = Surnames::get();
        let &[first, ref rest @ ..] = row.between(start, start + 4) else { return };
        if let Some(weight) = surnames.weight(first).filter(|_| begins.is_surname()) {
            let surname = Surname { length: 1, ln_share: surnames.ln_share(first), is_rare: weight < RARE };
            self.propose_given(row, start, surname);
            self.propose_two_surnames(row, start, weight);
            self.propose_alone(row, start, surname);
        }
        let two = row.between(start, start + 2);
        if let Some(ln_share) = surnames.double_ln_share(two) {
            self.propose_given(row, start, Surname { length: 2, ln_share, is_rare: false });
        }
        if begins.may_be_japanese() && !rest.is_empty() && Surnames::is_japanese(two) {
            self.propose_japanese(row, start);
        }
    }

    fn propose_given(&mut self, row: &HanRow<'_>, start: usize, surname: Surname) {
        let given = Given::get();
        let at = start + surname.length;
        let rarity = if surname.is_rare { RARE_SURNAME } else { 0.0 };
        let surname = PERSON - surname.ln_share + rarity;
        if let [only, last @ ..] = row.between(at, at + 2) {
            if !given.is_never_last(*only) {
                self.propose(row, start, at + 1, surname + ONE_CHARACTER + given.last(*only));
            }
            if let [last] = last
                && !given.is_never_last(*last)
                && !given.is_never_first(*only)
            {
                self.propose(row, start, at + 2, surname + TWO_CHARACTERS + given.first(*only) + given.last(*last));
            }
        }
    }

    /// The surnames of both parents and two characters.
    fn propose_two_surnames(&mut self, row: &HanRow<'_>, start: usize, weight: f64) {
        let (surnames, given) = (Surnames::get(), Given::get());
        let &[surname, second, first, last] = row.between(start, start + 4) else { return };
        if weight < COMMON || surnames.weight(second).is_none_or(|other| other < COMMON) {
            return;
        }
        let cost = PERSON + TWO_SURNAMES - surnames.ln_share(surname) - surnames.ln_share(second);
        self.propose(row, start, start + 4, cost + given.first(first) + given.last(last));
    }

    /// A surname in front of an address of respect.
    fn propose_alone(&mut self, row: &HanRow<'_>, start: usize, surname: Surname) {
        let next = row.between(start + 1, start + 3);
        let is_verb = row.between(start, start + 1) == [number('任')];
        if !is_verb && RESPECT.iter().any(|word| word.chars().map(number).eq(next.iter().copied())) {
            self.propose(row, start, start + 1, PERSON - surname.ln_share + ALONE);
        }
    }

    fn propose_japanese(&mut self, row: &HanRow<'_>, start: usize) {
        for (length, share) in [(1, 0.05_f64), (2, 0.5), (3, 0.2)] {
            if start + 2 + length <= row.numbers.len() {
                let given = length as f64 * -f64::ln(0.0012);
                self.propose(row, start, start + 2 + length, PERSON - f64::ln(0.00004) - share.ln() + given);
            }
        }
    }

    /// The evidence of the words beside a candidate: in front of it, behind it.
    fn words_beside(&mut self, row: &HanRow<'_>, start: usize, end: usize) -> (f64, f64) {
        let front = once(&mut self.front, start, || row.in_front(start));
        (front, once(&mut self.behind, end, || row.behind(end)))
    }

    /// Adds a candidate, unless its own characters are far likelier as words.
    fn propose(&mut self, row: &HanRow<'_>, start: usize, end: usize, cost: f64) {
        let lexicon = Lexicon::get();
        let own = row.between(start, end);
        let (front, behind) = self.words_beside(row, start, end);
        let cost = cost - front - behind;
        let alone: f64 = own.iter().map(|&number| lexicon.alone(number)).sum();
        if cost - SPEAKER > alone + LEAST_ODDS {
            return;
        }
        let most = best_cut(lexicon, own) + LEAST_ODDS;
        if cost - SPEAKER > most {
            return;
        }
        let word = if own.len() > 1 && lexicon.cost(own).is_some() { IS_A_WORD } else { 0.0 };
        let cost = cost + word - row.beyond_words(start, end) - row.organization(end, behind);
        if cost <= most {
            self.candidates.push(Candidate { start, end, cost, confidence: 0.0 });
        }
    }

    /// Adds the transliterated names that begin at `start`: the words around must speak for a person.
    fn propose_foreign(&mut self, row: &HanRow<'_>, start: usize) {
        let mut sound = 0.0;
        for (length, cost) in sounds(row.between(start, start + FOREIGN.len() + 1)) {
            sound += cost;
            let Some(share) = length.checked_sub(2).and_then(|at| FOREIGN.get(at)) else { continue };
            let end = start + length;
            let (front, behind) = self.words_beside(row, start, end);
            let beside = front + behind;
            if sure_foreign(beside + SPEAKER) <= FOREIGN_ODDS {
                continue;
            }
            let nats = sure_foreign(beside + row.beyond_words(start, end) + row.organization(end, behind));
            if nats > FOREIGN_ODDS {
                let cost = FOREIGN_NAME + sound - share.ln() - nats;
                self.candidates.push(Candidate { start, end, cost, confidence: 0.0 });
            }
        }
    }

    /// Gives each candidate its share of all cuts of the part of the row around it.
    fn weigh(&mut self, row: &HanRow<'_>) {
        let mut next = 0;
        while let Some(&Candidate { start, mut end, .. }) = self.candidates.get(next) {
            let first = next;
            while let Some(candidate) = self.candidates.get(next).filter(|candidate| candidate.start < end + AROUND) {
                end = end.max(candidate.end);
                next += 1;
            }
            let (from, to) = (start.saturating_sub(AROUND), (end + AROUND).min(row.numbers.len()));
            self.weigh_window(row.between(from, to), from, first, next);
        }
    }

    fn weigh_window(&mut self, window: &[u16], offset: usize, first: usize, last: usize) {
        let Self { lattice, candidates, .. } = self;
        lattice.clear();
        let mut next = first;
        for start in 0..window.len() {
            add_words(lattice, window, start);
            while let Some(candidate) = candidates.get(next).filter(|c| next < last && c.start - offset == start) {
                lattice.add(start, candidate.end - offset, candidate.cost, Some(next));
                next += 1;
            }
        }
        lattice.shares(window.len(), |candidate, share| {
            if let Some(candidate) = candidates.get_mut(candidate) {
                candidate.confidence = share;
            }
        });
    }

    /// Raises what is written like a name that is sure elsewhere in the text.
    fn raise_repeated(&mut self, passage: Passage<'_>) {
        let text = |finding: &Finding| passage.between(finding.span.start(), finding.span.end());
        let sure: HashSet<&str> = self
            .found
            .iter()
            .filter(|finding| finding.confidence >= SURE && finding.span.byte_len() >= 9)
            .map(text)
            .collect();
        for finding in self.found.iter_mut().filter(|finding| finding.confidence < SURE) {
            if sure.contains(text(finding)) {
                let share = finding.confidence.as_f64();
                let raised = share * REPEATED / (1.0 - share + share * REPEATED);
                finding.confidence = Confidence::percent((raised * 100.0) as u8);
            }
        }
    }

    /// Hands the best of overlapping names to `out`, where nothing else was found.
    fn hand_over(&mut self, out: &mut Candidates) {
        if self.found.is_empty() {
            return;
        }
        self.found.sort_by_key(|finding| (Reverse(finding.confidence), Reverse(finding.span.byte_len())));
        let mut taken: BTreeMap<usize, usize> =
            out.findings.iter().map(|finding| (finding.span.start(), finding.span.end())).collect();
        for &finding in &self.found {
            let (start, end) = (finding.span.start(), finding.span.end());
            if taken.range(..end).next_back().is_none_or(|(_, &taken_to)| taken_to <= start) {
                taken.insert(start, end);
                out.findings.push(finding);
            }
        }
        out.findings.sort_by_key(|finding| finding.span);
    }
}

#[derive(Clone, Copy)]
struct Surname {
    length: usize,
    ln_share: f64,
    is_rare: bool,
}

/// Whether one of a few findings covers all of a row.
fn is_covered(places: &[usize], others: &[Finding]) -> bool {
    let (Some(&start), Some(&end)) = (places.first(), places.last()) else { return false };
    others.len() <= FEW && others.iter().any(|other| other.span.start() <= start && end <= other.span.end())
}

/// What `slots` hold at `place`, filled when it is first asked for.
fn once(slots: &mut [f64], place: usize, fill: impl FnOnce() -> f64) -> f64 {
    let Some(slot) = slots.get_mut(place) else { return 0.0 };
    if slot.is_nan() {
        *slot = fill();
    }
    *slot
}

/// What evidence says of a transliteration: less than of a Han name, as places and goods are written alike.
fn sure_foreign(nats: f64) -> f64 {
    match nats {
        _ if nats >= STRONG => nats - 0.8,
        _ if nats > 0.0 => nats * 0.45 - 1.9,
        _ => nats - 1.9,
    }
}

/// The length of each beginning of `characters` that could be a transliteration, and the cost of its last character.
fn sounds(characters: &[u16]) -> impl Iterator<Item = (usize, f64)> {
    let costs = characters.iter().map_while(|&number| Transliteration::get().cost(number));
    costs.enumerate().map(|(at, cost)| (at + 1, cost))
}

/// Adds the pieces that are no names and begin at `start`: words, characters, unknown words, transliterations.
fn add_words(lattice: &mut Lattice, window: &[u16], start: usize) {
    let lexicon = Lexicon::get();
    let rest = window.get(start..).unwrap_or_default();
    let Some(&first) = rest.first() else { return };
    lattice.add(start, start + 1, lexicon.alone(first), None);
    lexicon.words(rest, |length, cost| lattice.add(start, start + length, cost, None));
    let mut inside = lexicon.inside(first);
    for (&number, unknown) in rest.iter().skip(1).zip(UNKNOWN) {
        inside += lexicon.inside(number);
        lattice.add(start, start + unknown.length, unknown.cost + inside, None);
    }
    let mut sound = 0.0;
    for (length, cost) in sounds(rest.get(..rest.len().min(FOREIGN.len() + 1)).unwrap_or_default()) {
        sound += cost;
        if let Some(share) = length.checked_sub(2).and_then(|at| FOREIGN.get(at)) {
            lattice.add(start, start + length, FOREIGN_WORD + sound - share.ln(), None);
        }
    }
}

/// The cost of the cheapest cut of a few characters into words and characters.
fn best_cut(lexicon: &Lexicon, characters: &[u16]) -> f64 {
    let mut best = [0.0; ROW_OF_A_NAME + 1];
    let length = characters.len().min(ROW_OF_A_NAME);
    for start in (0..length).rev() {
        let rest = characters.get(start..length).unwrap_or_default();
        let from = |at: usize| best.get(at).copied().unwrap_or(0.0);
        let mut cheapest = rest.first().map_or(0.0, |&number| lexicon.alone(number)) + from(start + 1);
        lexicon.words(rest, |length, cost| cheapest = cheapest.min(cost + from(start + length)));
        if let Some(slot) = best.get_mut(start) {
            *slot = cheapest;
        }
    }
    best.first().copied().unwrap_or(0.0)
}

/// A word that is in no lexicon.
#[derive(Clone, Copy)]
struct Unknown {
    length: usize,
    cost: f64,
}

/// Unknown words of two, three and four characters: shares of running text of 5, 4 and 1.7 in a thousand.
const UNKNOWN: [Unknown; 3] =
    [Unknown { length: 2, cost: 5.3 }, Unknown { length: 3, cost: 5.52 }, Unknown { length: 4, cost: 6.4 }];

/// Shares of transliterations of two characters and more.
const FOREIGN: [f64; 7] = [0.12, 0.3, 0.3, 0.15, 0.07, 0.04, 0.02];

/// The costs of a transliteration that is a person, and of one that is not.
const FOREIGN_NAME: f64 = 5.65;
const FOREIGN_WORD: f64 = 6.73;
/// Evidence below which a transliteration is not weighed as a person.
const FOREIGN_ODDS: f64 = FOREIGN_WORD - FOREIGN_NAME - LEAST_ODDS;

/// Evidence that alone says that a transliteration is a person.
const STRONG: f64 = 2.5;

/// The cost of a person being named: one word in 800 of running text.
const PERSON: f64 = 6.72;
/// Of three quarters of people the given name has two characters, of a fifth one.
const TWO_CHARACTERS: f64 = 0.29;
const ONE_CHARACTER: f64 = 1.9;
const TWO_SURNAMES: f64 = 4.6;
const ALONE: f64 = 1.2;
const RARE_SURNAME: f64 = 1.5;
/// The weight from which a surname is one of the hundred that nine of ten people have.
const COMMON: f64 = 100.0;
/// A name that is also a word is most often the word.
const IS_A_WORD: f64 = 3.0;

/// A candidate this much less likely than words is not worth weighing: one in ten.
const LEAST_ODDS: f64 = 2.2;
/// Findings of less are not kept.
const LEAST_PERCENT: u8 = 10;

const SURE: Confidence = Confidence::percent(80);
/// How much likelier a name is that is sure elsewhere in the text.
const REPEATED: f64 = 12.0;

/// Characters around candidates that are cut with them.
const AROUND: usize = 5;
/// Characters that are read at once; a longer row is read in parts.
const ROW: usize = 400;
const ROW_OF_A_NAME: usize = 5;

/// Findings that are looked through for each row; where there are more, rows are read though they are covered.
const FEW: usize = 8;

/// Addresses of respect behind a surname alone.
const RESPECT: [&str; 6] = ["先生", "女士", "小姐", "太太", "老师", "教授"];
