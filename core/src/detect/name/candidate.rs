//! Parts of a row that may be names, and what each costs.

use super::character::Character;
use super::evidence::SPEAKER;
use super::row::HanRow;
use super::surname::Surname;
use super::traits::Traits;
use super::weight::{FOREIGN, FOREIGN_WORD};

/// A part of a row that may be a name, in characters of the row.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The cost of the name, in nats.
    pub(super) cost: f64,
}

/// The candidates of a row; the buffers serve many rows.
///
/// Two characters of five begin a surname or a transliteration, and one in fifty a candidate. What is asked first is
/// therefore what costs least: whether the most that the characters beside it could say would be enough.
#[derive(Default)]
pub(super) struct Candidates {
    found: Vec<Candidate>,
    /// Evidence of the words in front of the place where `from` is, and behind each place; NaN where none was asked for.
    from: usize,
    front: f64,
    behind: Vec<f64>,
}

impl Candidates {
    /// Reads the candidates of `row`, in order of their starts.
    pub(super) fn read(&mut self, row: &HanRow<'_>) -> &[Candidate] {
        self.found.clear();
        self.behind.clear();
        self.behind.resize(row.len() + 1, f64::NAN);
        for (start, first) in row.characters().iter().enumerate() {
            if first.traits.has(Traits::BEGINS_NAME) {
                (self.from, self.front) = (start, f64::NAN);
                self.propose_han(row, first);
                if first.sounds_foreign() {
                    self.propose_foreign(row, first);
                }
            }
        }
        &self.found
    }

    /// Adds the Han names that may begin here.
    fn propose_han(&mut self, row: &HanRow<'_>, first: &Character) {
        if self.from + 1 >= row.len() {
            return;
        }
        let surnames = &row.tables.surnames;
        if let Some(surname) = surnames.single(*first) {
            self.propose_given(row, 1, surname);
            self.propose_two_surnames(row, surname);
            self.propose_alone(row, surname);
        }
        let two = row.between(self.from, self.from + 2);
        if let Some(surname) = surnames.double(two) {
            self.propose_given(row, 2, surname);
        }
        if surnames.is_japanese(two) {
            self.propose_japanese(row);
        }
    }

    /// Adds a surname of `length` characters with one and with two behind it.
    fn propose_given(&mut self, row: &HanRow<'_>, length: usize, surname: Surname) {
        let given = &row.tables.given;
        let at = self.from + length;
        let rarity = if length == 1 && surname.is_rare() { RARE_SURNAME } else { 0.0 };
        let surname = PERSON - surname.ln_share + rarity;
        if let [only, last @ ..] = row.between(at, at + 2) {
            if !only.is_never_last() {
                self.propose(row, at + 1, surname + ONE_CHARACTER + given.last(*only));
            }
            if let [last] = last
                && !last.is_never_last()
                && !only.is_never_first()
            {
                self.propose(row, at + 2, surname + TWO_CHARACTERS + given.first(*only) + given.last(*last));
            }
        }
    }

    /// The surnames of both parents and two characters.
    fn propose_two_surnames(&mut self, row: &HanRow<'_>, surname: Surname) {
        let &[_, second, first, last] = row.between(self.from, self.from + 4) else { return };
        let Some(second) = row.tables.surnames.single(second) else { return };
        if surname.weight < COMMON || second.weight < COMMON {
            return;
        }
        let given = &row.tables.given;
        let cost = PERSON + TWO_SURNAMES - surname.ln_share - second.ln_share;
        self.propose(row, self.from + 4, cost + given.first(first) + given.last(last));
    }

    /// A surname in front of an address of respect.
    fn propose_alone(&mut self, row: &HanRow<'_>, surname: Surname) {
        let next = row.between(self.from + 1, self.from + 3);
        if row.tables.around.is_respect(next) && !row.is(self.from, '任') {
            self.propose(row, self.from + 1, PERSON - surname.ln_share + ALONE);
        }
    }

    fn propose_japanese(&mut self, row: &HanRow<'_>) {
        for (length, share) in [(1, 0.05_f64), (2, 0.5), (3, 0.2)] {
            let end = self.from + 2 + length;
            if end <= row.len() {
                let given = length as f64 * -f64::ln(0.0012);
                self.propose(row, end, PERSON - f64::ln(0.00004) - share.ln() + given);
            }
        }
    }

    /// Adds a candidate, unless its own characters are far likelier as words.
    fn propose(&mut self, row: &HanRow<'_>, end: usize, cost: f64) {
        let start = self.from;
        let most = row.best_cut(start, end) + LEAST_ODDS;
        let word = if row.words(start).of(end - start).is_some() { IS_A_WORD } else { 0.0 };
        if cost + word - row.most_evidence(start, end) > most + ROUNDING {
            return;
        }
        let (front, behind) = self.words_beside(row, end);
        let cost = cost - front - behind;
        if cost + word - SPEAKER > most {
            return;
        }
        let cost = cost + word - row.beyond_words(start, end) - row.organization(end, behind);
        if cost <= most {
            self.found.push(Candidate { start, end, cost });
        }
    }

    /// The evidence of the words beside a candidate: in front of it, behind it.
    fn words_beside(&mut self, row: &HanRow<'_>, end: usize) -> (f64, f64) {
        if self.front.is_nan() {
            self.front = row.in_front(self.from);
        }
        let Some(behind) = self.behind.get_mut(end) else { return (self.front, 0.0) };
        if behind.is_nan() {
            *behind = row.behind(end);
        }
        (self.front, *behind)
    }

    /// Adds the transliterated names that begin here: the words around must speak for a person.
    fn propose_foreign(&mut self, row: &HanRow<'_>, first: &Character) {
        let start = self.from;
        let mut sound = row.tables.sounds.cost(*first).unwrap_or(0.0);
        let rest = row.from(start).get(1..).unwrap_or_default();
        let costs = rest.iter().map_while(|character| row.tables.sounds.cost(*character));
        for ((end, cost), share) in (start + 2..).zip(costs).zip(FOREIGN) {
            sound += cost;
            if sure_foreign(row.most_evidence(start, end) + ROUNDING) <= FOREIGN_ODDS {
                continue;
            }
            let (front, behind) = self.words_beside(row, end);
            let beside = front + behind;
            if sure_foreign(beside + SPEAKER) <= FOREIGN_ODDS {
                continue;
            }
            let nats = sure_foreign(beside + row.beyond_words(start, end) + row.organization(end, behind));
            if nats > FOREIGN_ODDS {
                self.found.push(Candidate { start, end, cost: FOREIGN_NAME + sound - share.ln() - nats });
            }
        }
    }
}

/// What evidence says of a transliteration: less than of a Han name, as places and goods are written alike.
fn sure_foreign(nats: f64) -> f64 {
    match nats {
        _ if nats >= STRONG => nats - 0.8,
        _ if nats > 0.0 => nats * 0.45 - 1.9,
        _ => nats - 1.9,
    }
}

/// The cost of a transliteration that is a person.
const FOREIGN_NAME: f64 = 5.65;
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

/// More than sums of the same costs in another order can differ by.
const ROUNDING: f64 = 1e-9;
