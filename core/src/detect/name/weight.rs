//! The weights of the pieces that are no names, worked out once for every cost that there is.

use super::lexicon::{NO_WORD, nats};
use super::row::HanRow;
use super::transliteration::{OFTEN, Transliteration};

/// Weights by kind, length and cost of a piece.
pub(super) struct Weights {
    alone: [f64; COSTS],
    /// Words of two to four characters.
    words: [[f64; COSTS]; 3],
    /// Unknown words of two to four characters, by the sum of the costs of their characters.
    unknown: [[f64; COSTS]; 3],
    /// Transliterations from two characters on, by the number of those characters that are often in one.
    foreign: [[f64; LONGEST_PIECE + 1]; FOREIGN.len()],
}

/// The weights of all pieces that begin at a place, by their length.
pub(super) type Pieces = [f64; LONGEST_PIECE];

/// Characters of the longest piece, a transliteration.
pub(super) const LONGEST_PIECE: usize = FOREIGN.len() + 1;

/// The weight of a piece of `length` characters that costs so many nats.
///
/// Weights are scaled by the length, so that products over a window stay far from zero.
pub(super) fn weight(length: usize, cost: f64) -> f64 {
    (NATS_PER_CHARACTER * length as f64 - cost).exp()
}

impl Weights {
    pub(super) fn new(sounds: &Transliteration) -> Self {
        let [often, sometimes] = sounds.costs();
        let foreign = |length: usize, share: f64, of_often: usize| {
            let sound = of_often as f64 * often + length.saturating_sub(of_often) as f64 * sometimes;
            weight(length, FOREIGN_WORD + sound - share.ln())
        };
        let by_cost = |weigh: &dyn Fn(f64) -> f64| std::array::from_fn(|cost| weigh(nats(cost as u16)));
        Self {
            alone: by_cost(&|cost| weight(1, cost)),
            words: [2, 3, 4].map(|length| by_cost(&|cost| known(length, cost))),
            unknown: UNKNOWN.map(|(length, share)| by_cost(&|cost| weight(length, share + cost))),
            foreign: std::array::from_fn(|at| {
                let share = FOREIGN.get(at).copied().unwrap_or(0.0);
                std::array::from_fn(|of_often| foreign(at + 2, share, of_often))
            }),
        }
    }

    /// The weights of the pieces of `row` that begin at `place`: a character, words, unknown words, transliterations.
    pub(super) fn pieces(&self, row: &HanRow<'_>, place: usize) -> Pieces {
        let mut pieces = [0.0; LONGEST_PIECE];
        let (rest, words) = (row.from(place), row.words(place));
        let Some(first) = rest.first() else { return pieces };
        let [alone, longer @ ..] = &mut pieces;
        *alone = of(&self.alone, first.alone);
        for ((slot, table), cost) in longer.iter_mut().zip(&self.words).zip([words.two, words.three, words.four]) {
            *slot = of(table, cost);
        }
        let mut inside = u16::from(first.inside);
        for (((slot, table), (length, share)), character) in
            longer.iter_mut().zip(&self.unknown).zip(UNKNOWN).zip(rest.iter().skip(1))
        {
            inside += u16::from(character.inside);
            let known = table.get(usize::from(inside)).copied();
            *slot += known.unwrap_or_else(|| weight(length, share + nats(inside)));
        }
        if first.sounds_foreign() {
            self.add_foreign(row, place, longer);
        }
        pieces
    }

    fn add_foreign(&self, row: &HanRow<'_>, place: usize, longer: &mut [f64]) {
        let mut often = 0;
        let sounds =
            row.from(place).iter().map_while(|character| character.sounds_foreign().then_some(character.sound));
        for (at, sound) in sounds.take(LONGEST_PIECE).enumerate() {
            often += usize::from(sound == OFTEN);
            let table = at.checked_sub(1).and_then(|at| Some((longer.get_mut(at)?, self.foreign.get(at)?)));
            if let Some((slot, table)) = table {
                *slot += table.get(often).copied().unwrap_or(0.0);
            }
        }
    }
}

/// The weight of a word that costs so many nats, or of none.
fn known(length: usize, cost: f64) -> f64 {
    if cost == nats(u16::from(NO_WORD)) { 0.0 } else { weight(length, cost) }
}

fn of(table: &[f64; COSTS], cost: u8) -> f64 {
    table.get(usize::from(cost)).copied().unwrap_or(0.0)
}

/// Costs in half nats that a byte can hold.
const COSTS: usize = 256;

/// Weights are scaled by this much for each character.
const NATS_PER_CHARACTER: f64 = 6.0;

/// Unknown words of two, three and four characters with their costs: shares of running text of 5, 4 and 1.7 in a thousand.
const UNKNOWN: [(usize, f64); 3] = [(2, 5.3), (3, 5.52), (4, 6.4)];

/// Shares of transliterations of two characters and more.
pub(super) const FOREIGN: [f64; 7] = [0.12, 0.3, 0.3, 0.15, 0.07, 0.04, 0.02];

/// The cost of a transliteration that is no person.
pub(super) const FOREIGN_WORD: f64 = 6.73;
