//! How usual characters are in given names.

use super::character::{Character, Characters};
use super::lexicon::lines;
use super::traits::Traits;

/// Costs of characters in given names, in nats, by how usual they are there.
pub(super) struct Given([f64; LEVELS]);

impl Given {
    /// The costs, and in `characters` how usual each is.
    pub(super) fn new(characters: &mut Characters) -> Self {
        lines(include_str!("given.tsv")).for_each(|line| read(line, characters));
        Self(std::array::from_fn(|level| SHARES.get(level).map_or(f64::INFINITY, |&share| cost(share))))
    }

    /// The cost of a character as the first of two.
    pub(super) fn first(&self, character: Character) -> f64 {
        self.cost(character.first)
    }

    /// The cost of a character as the last of two, or as the only one.
    pub(super) fn last(&self, character: Character) -> f64 {
        self.cost(character.last)
    }

    fn cost(&self, usual: u8) -> f64 {
        self.0.get(usize::from(usual) % LEVELS).copied().unwrap_or(f64::INFINITY)
    }
}

impl Character {
    /// Whether it is in no given name: a particle, a suffix.
    pub(super) fn is_never_last(self) -> bool {
        self.last == NEVER
    }

    /// Whether it begins no given name.
    pub(super) fn is_never_first(self) -> bool {
        self.first == NEVER
    }
}

fn read(line: &str, characters: &mut Characters) {
    let mut fields = line.split('\t');
    let (Some(place), Some(level), Some(of)) = (fields.next(), fields.next(), fields.next()) else { return };
    let usual = match level {
        "4" => 1,
        "3" => 2,
        "2" => 3,
        _ => NEVER,
    };
    characters.describe(of, |character| {
        let slot = if place.ends_with("first") { &mut character.first } else { &mut character.last };
        *slot = usual;
        if usual != NEVER {
            character.traits.add(Traits::GIVEN);
        }
    });
}

fn cost(share: f64) -> f64 {
    -share.ln()
}

/// Shares of the given names' characters: of one that is in no list, of those of three lists, and of one that is in no name.
const SHARES: [f64; 5] = [0.0001, 0.009, 0.003, 0.0009, 0.000_002];
/// Places for the shares: a power of two, so that none lies beyond.
const LEVELS: usize = 8;
/// The last of the shares.
const NEVER: u8 = 4;
