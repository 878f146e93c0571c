//! How usual characters are in given names.

use std::sync::OnceLock;

use super::lexicon::{NUMBERS, lines, number};

/// Costs of characters in given names, in nats.
pub(super) struct Given {
    first: Vec<f64>,
    last: Vec<f64>,
    usual: Vec<bool>,
}

impl Given {
    pub(super) fn get() -> &'static Self {
        static GIVEN: OnceLock<Given> = OnceLock::new();
        GIVEN.get_or_init(Self::build)
    }

    /// The cost of a character as the first of two.
    pub(super) fn first(&self, number: u16) -> f64 {
        self.first.get(usize::from(number)).copied().unwrap_or_else(|| cost(UNLISTED))
    }

    /// The cost of a character as the last of two, or as the only one.
    pub(super) fn last(&self, number: u16) -> f64 {
        self.last.get(usize::from(number)).copied().unwrap_or_else(|| cost(UNLISTED))
    }

    /// Whether a character is listed for any place in a given name.
    pub(super) fn is_usual(&self, number: u16) -> bool {
        self.usual.get(usize::from(number)).copied().unwrap_or(false)
    }

    /// Whether a character is in no given name: a particle, a suffix.
    pub(super) fn is_never_last(&self, number: u16) -> bool {
        self.last(number) >= cost(NEVER)
    }

    /// Whether a character begins no given name.
    pub(super) fn is_never_first(&self, number: u16) -> bool {
        self.first(number) >= cost(NEVER)
    }

    fn build() -> Self {
        let mut given = Self {
            first: vec![cost(UNLISTED); NUMBERS],
            last: vec![cost(UNLISTED); NUMBERS],
            usual: vec![false; NUMBERS],
        };
        for line in lines(include_str!("given.tsv")) {
            given.read(line);
        }
        given
    }

    fn read(&mut self, line: &str) {
        let mut fields = line.split('\t');
        let (Some(place), Some(level), Some(characters)) = (fields.next(), fields.next(), fields.next()) else {
            return;
        };
        let share = match level {
            "4" => 0.009,
            "3" => 0.003,
            "2" => 0.0009,
            _ => NEVER,
        };
        let table = if place.ends_with("first") { &mut self.first } else { &mut self.last };
        for number in characters.chars().map(|c| usize::from(number(c))) {
            if let (Some(slot), Some(usual)) = (table.get_mut(number), self.usual.get_mut(number)) {
                *slot = cost(share);
                *usual |= share > NEVER;
            }
        }
    }
}

fn cost(share: f64) -> f64 {
    -share.ln()
}

/// The share of a character that is in no list, and of one that is in no name.
const UNLISTED: f64 = 0.0001;
const NEVER: f64 = 0.000_002;
