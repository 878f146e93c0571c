//! Parts of a row that may be names, and what each costs.

use super::character::Character;
use super::evidence::{SPEAKER, most_behind};
use super::lexicon::{NO_WORD, nats};
use super::row::HanRow;
use super::surname::{PERSON, Surname};
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
    /// The place where candidates begin.
    from: usize,
    /// The most that a candidate may cost beyond words and the evidence behind it.
    room: f64,
    /// Evidence of the words in front of `from`, and behind each place; NaN where none was asked for.
    front: f64,
    behind: Vec<f64>,
}

impl Candidates {
    /// Reads the candidates of `row`, in order of their starts.
    pub(super) fn read(&mut self, row: &HanRow<'_>) -> &[Candidate] {
        self.found.clear();
        self.behind.clear();
        self.behind.resize(row.len() + 1, f64::NAN);
        let mut characters = row.characters();
        while let [first, rest @ ..] = characters {
            if first.traits.has(Traits::BEGINS_NAME) {
                self.begin(row, row.len() - characters.len());
                if let Some(surname) = row.tables.surnames.single(*first) {
                    self.propose_given(row, *first, surname, rest);
                    self.propose_unusual(row, first.traits, surname, rest);
                }
                if first.traits.has(Traits::BEGINS_TWO) && row.words(self.from).is_surname {
                    self.propose_two(row);
                }
                if first.sounds_foreign() {
                    self.propose_foreign(row, *first);
                }
            }
            characters = rest;
        }
        &self.found
    }

    fn begin(&mut self, row: &HanRow<'_>, start: usize) {
        self.from = start;
        self.front = if start == 0 { row.in_front(0) } else { f64::NAN };
        let most = if start == 0 { self.front } else { row.most_in_front(start) };
        self.room = most + LEAST_ODDS + ROUNDING;
    }

    /// Adds a surname of one character with one and with two of `rest` behind it.
    ///
    /// Most candidates are these. Words are looked up where there would be room if the characters were none.
    #[inline]
    fn propose_given(&mut self, row: &HanRow<'_>, first: Character, surname: Surname, rest: &[Character]) {
        let given = &row.tables.given;
        let &[second, ref rest @ ..] = rest else { return };
        let alone = [first, second].map(|character| u16::from(character.alone)).iter().sum();
        if !second.is_never_last() {
            let cost = surname.cost + ONE_CHARACTER + given.last(second);
            if self.has_room(row, rest.first(), cost, alone) {
                let two = row.words(self.from).two;
                self.propose_near(row, self.from + 2, rest.first(), cost + penalty(two), alone.min(two.into()));
            }
        }
        let &[third, ref rest @ ..] = rest else { return };
        if !third.is_never_last() && !second.is_never_first() {
            let cost = surname.cost + TWO_CHARACTERS + given.first(second) + given.last(third);
            if self.has_room(row, rest.first(), cost, alone + u16::from(third.alone)) {
                let three = row.words(self.from).three;
                let cut = row.best_cut(self.from, self.from + 3);
                self.propose_near(row, self.from + 3, rest.first(), cost + penalty(three), cut);
            }
        }
    }

    /// Adds the names of a surname with another one behind it, and with no given name.
    fn propose_unusual(&mut self, row: &HanRow<'_>, first: Traits, surname: Surname, rest: &[Character]) {
        let Some(second) = rest.first() else { return };
        if first.has(Traits::COMMON_SURNAME) && second.traits.has(Traits::COMMON_SURNAME) {
            self.propose_two_surnames(row, surname);
        }
        if second.traits.has(Traits::RESPECT) {
            self.propose_alone(row, surname);
        }
    }

    /// Adds the names that begin with a surname of two characters.
    fn propose_two(&mut self, row: &HanRow<'_>) {
        let two = row.between(self.from, self.from + 2);
        if let Some(surname) = row.tables.surnames.double(two) {
            self.propose_given_behind_two(row, surname);
        }
        if row.tables.surnames.is_japanese(two) {
            self.propose_japanese(row);
        }
        for length in row.tables.known.lengths(row.from(self.from)) {
            let end = self.from + length;
            self.propose_known(row, end, KNOWN);
            // Two names in one: 扎西次仁.
            let second = row.tables.known.at_start(row.from(end));
            if second > 0 {
                self.propose_known(row, end + second, KNOWN + SECOND_KNOWN);
            }
        }
    }

    /// Adds a candidate whose own characters cost so many half nats as words, if `next` and what stands in front leave room.
    #[inline(always)]
    fn propose_near(&mut self, row: &HanRow<'_>, end: usize, next: Option<&Character>, cost: f64, cut: u16) {
        if self.has_room(row, next, cost, cut) {
            self.propose(row, end, cost, cut);
        }
    }

    /// Whether a candidate in front of `next` may cost so much whose own characters cost so many half nats as words.
    #[inline(always)]
    fn has_room(&mut self, row: &HanRow<'_>, next: Option<&Character>, cost: f64, cut: u16) -> bool {
        let behind = match next {
            Some(next) => most_behind(next),
            None => self.at_end(row),
        };
        cost <= nats(cut) + self.room + behind
    }

    /// The most that evidence behind the last character of the row could say.
    fn at_end(&mut self, row: &HanRow<'_>) -> f64 {
        let speaker = if self.from == 0 { SPEAKER } else { 0.0 };
        self.behind(row, row.len()) + speaker
    }

    /// Adds a surname of two characters with one and with two behind it.
    fn propose_given_behind_two(&mut self, row: &HanRow<'_>, surname: Surname) {
        let given = &row.tables.given;
        if let [only, last @ ..] = row.between(self.from + 2, self.from + 4) {
            if !only.is_never_last() {
                self.propose_any(row, self.from + 3, surname.cost + ONE_CHARACTER + given.last(*only));
            }
            if let [last] = last
                && !last.is_never_last()
                && !only.is_never_first()
            {
                let cost = surname.cost + TWO_CHARACTERS + given.first(*only) + given.last(*last);
                self.propose_any(row, self.from + 4, cost);
            }
        }
    }

    /// The surnames of both parents and two characters.
    fn propose_two_surnames(&mut self, row: &HanRow<'_>, surname: Surname) {
        let &[_, second, first, last] = row.between(self.from, self.from + 4) else { return };
        let Some(second) = row.tables.surnames.single(second) else { return };
        let given = &row.tables.given;
        let cost = PERSON + TWO_SURNAMES - surname.ln_share - second.ln_share;
        self.propose_any(row, self.from + 4, cost + given.first(first) + given.last(last));
    }

    /// A surname in front of an address of respect.
    fn propose_alone(&mut self, row: &HanRow<'_>, surname: Surname) {
        let next = row.between(self.from + 1, self.from + 3);
        if row.tables.around.is_respect(next) && !row.is(self.from, '任') {
            self.propose_any(row, self.from + 1, PERSON - surname.ln_share + ALONE);
        }
    }

    fn propose_japanese(&mut self, row: &HanRow<'_>) {
        for (length, share) in [(0, 0.1_f64), (1, 0.05), (2, 0.5), (3, 0.2)] {
            let end = self.from + 2 + length;
            if end <= row.len() {
                let given = length as f64 * -f64::ln(0.0012);
                self.propose_any(row, end, PERSON - f64::ln(0.00004) - share.ln() + given);
            }
        }
    }

    /// A name that is known by itself, of this cost; goods and places have the same ones.
    fn propose_known(&mut self, row: &HanRow<'_>, end: usize, cost: f64) {
        let of_thing = row.is_thing(end) || row.title(self.from, end) < 0.0;
        let against = [(of_thing, OF_THING), (row.touches_sound(self.from, end), TOUCHES_SOUND)];
        let against: f64 = against.into_iter().filter(|&(holds, _)| holds).map(|(_, nats)| nats).sum();
        self.propose_any(row, end, cost + against);
    }

    fn propose_any(&mut self, row: &HanRow<'_>, end: usize, cost: f64) {
        let length = end - self.from;
        let is_word = length > 1 && row.words(self.from).of(length).is_some();
        let word = if is_word { IS_A_WORD } else { 0.0 };
        self.propose_near(row, end, row.get(end), cost + word, row.best_cut(self.from, end));
    }

    /// Adds a candidate, unless its own characters are far likelier as words.
    #[inline(never)]
    fn propose(&mut self, row: &HanRow<'_>, end: usize, cost: f64, cut: u16) {
        let start = self.from;
        let most = nats(cut) + LEAST_ODDS;
        let (front, behind) = (self.front(row), self.behind(row, end));
        let cost = cost - front - behind;
        if cost - SPEAKER > most {
            return;
        }
        let cost = cost - row.beyond_words(start, end) - row.organization(end, behind);
        if cost > most {
            return;
        }
        let cost = cost - row.title(start, end);
        if cost <= most {
            self.found.push(Candidate { start, end, cost });
        }
    }

    /// The evidence of the words in front of the candidates.
    fn front(&mut self, row: &HanRow<'_>) -> f64 {
        if self.front.is_nan() {
            self.front = row.in_front(self.from);
        }
        self.front
    }

    /// The evidence of the words behind `end`.
    fn behind(&mut self, row: &HanRow<'_>, end: usize) -> f64 {
        let Some(behind) = self.behind.get_mut(end) else { return 0.0 };
        if behind.is_nan() {
            *behind = row.behind(end);
        }
        *behind
    }

    /// Adds the transliterated names that begin here: the words around must speak for a person.
    fn propose_foreign(&mut self, row: &HanRow<'_>, first: Character) {
        let start = self.from;
        let mut sound = row.tables.sounds.cost(first).unwrap_or(0.0);
        let costs = row.from(start + 1).iter().map_while(|character| row.tables.sounds.cost(*character));
        for ((end, cost), share) in (start + 2..).zip(costs).zip(FOREIGN) {
            sound += cost;
            let most_behind = row.get(end).map_or_else(|| self.at_end(row), most_behind);
            if sure_foreign(self.room - LEAST_ODDS + most_behind) <= FOREIGN_ODDS {
                continue;
            }
            let (front, behind) = (self.front(row), self.behind(row, end));
            let around = front + behind + row.beyond_words(start, end) + row.organization(end, behind);
            if sure_foreign(around) <= FOREIGN_ODDS {
                continue;
            }
            let nats = sure_foreign(around + row.title(start, end));
            if nats > FOREIGN_ODDS {
                self.found.push(Candidate { start, end, cost: FOREIGN_NAME + sound - share.ln() - nats });
            }
        }
    }
}

/// What a name costs more for being a word, too.
fn penalty(word: u8) -> f64 {
    if word == NO_WORD { 0.0 } else { IS_A_WORD }
}

/// What evidence says of a transliteration: less than of a Han name, as places and goods are written alike.
fn sure_foreign(nats: f64) -> f64 {
    match nats {
        _ if nats >= STRONG => nats - 0.8,
        _ if nats > 0.0 => nats * 0.6 - 1.9,
        _ => nats - 1.9,
    }
}

/// The cost of a transliteration that is a person.
const FOREIGN_NAME: f64 = 5.65;
/// Evidence below which a transliteration is not weighed as a person.
const FOREIGN_ODDS: f64 = FOREIGN_WORD - FOREIGN_NAME - LEAST_ODDS;

/// Evidence that alone says that a transliteration is a person.
const STRONG: f64 = 2.5;

/// Of three quarters of people the given name has two characters, of a fifth one.
const TWO_CHARACTERS: f64 = 0.29;
const ONE_CHARACTER: f64 = 1.9;
/// One of the names that are known by themselves, and another one behind it.
const KNOWN: f64 = PERSON + 10.0;
const SECOND_KNOWN: f64 = 6.0;
/// What a known name costs more in front of a word for a thing and in a title, and beside characters of transliterations.
const OF_THING: f64 = 14.0;
const TOUCHES_SOUND: f64 = 4.0;
const TWO_SURNAMES: f64 = 4.6;
const ALONE: f64 = 1.2;
/// A name that is also a word is most often the word.
const IS_A_WORD: f64 = 3.0;

/// A candidate this much less likely than words is not worth weighing: one in ten.
const LEAST_ODDS: f64 = 2.2;

/// More than sums of the same costs in another order can differ by.
const ROUNDING: f64 = 1e-9;
