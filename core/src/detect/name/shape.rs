//! Whether a whole value has the form of a name.

use super::given::Given;
use super::lexicon::{Lexicon, number};
use super::surname::Surnames;
use super::transliteration::{Transliteration, is_middle_dot};
use crate::detect::normalize::is_han;

/// Whether `value` can be the name of a Chinese person: a surname with one or two characters that are no word together, or
/// parts joined by middle dots.
pub(in crate::detect) fn is_name(value: &str) -> bool {
    let mut parts = value.split(is_middle_dot);
    if value.chars().count() > LONGEST || !value.split(is_middle_dot).all(is_part) {
        return false;
    }
    match (parts.next(), parts.next()) {
        (Some(_), Some(_)) => parts_sound_foreign(value),
        (Some(whole), None) => is_han_name(whole),
        _ => false,
    }
}

/// Characters of the longest name on a card (民委发〔2016〕33号: 25).
const LONGEST: usize = 25;

fn is_part(part: &str) -> bool {
    !part.is_empty() && part.chars().all(is_han)
}

fn parts_sound_foreign(value: &str) -> bool {
    let table = Transliteration::get();
    let (mut all, mut foreign) = (0, 0);
    for number in value.chars().filter(|&c| !is_middle_dot(c)).map(number) {
        all += 1;
        foreign += usize::from(table.cost(number).is_some());
    }
    foreign * 10 >= all * 6
}

fn is_han_name(value: &str) -> bool {
    let numbers: Vec<u16> = value.chars().map(number).collect();
    let surnames = Surnames::get();
    let given = match numbers.as_slice() {
        [first, second, given @ ..] if surnames.double_ln_share(&[*first, *second]).is_some() && !given.is_empty() => {
            given
        }
        [first, given @ ..] if surnames.weight(*first).is_some() => given,
        _ => return false,
    };
    let fits = match given {
        [only] => !Given::get().is_never_last(*only),
        [first, last] => {
            !Given::get().is_never_last(*last) && Given::get().is_usual(*first) | Given::get().is_usual(*last)
        }
        [second, ..] => given.len() == 3 && surnames.weight(*second).is_some(),
        [] => false,
    };
    fits && Lexicon::get().cost(&numbers).is_none()
}
