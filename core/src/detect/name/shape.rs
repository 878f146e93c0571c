//! Whether a whole value has the form of a name.

use super::character::Character;
use super::tables::Tables;
use super::traits::Traits;
use super::transliteration::is_middle_dot;
use crate::detect::normalize::is_han;

/// Whether `value` can be the name of a Chinese person: a surname with one or two characters that are no word together, a name
/// that is known by itself, or parts joined by middle dots.
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
    let characters = &Tables::get().characters;
    let (mut all, mut foreign) = (0, 0);
    for character in value.chars().filter(|&c| !is_middle_dot(c)).map(|c| characters.of(c)) {
        all += 1;
        foreign += usize::from(character.sounds_foreign());
    }
    foreign * 10 >= all * 6
}

fn is_han_name(value: &str) -> bool {
    let Tables { characters, surnames, lexicon, known, .. } = Tables::get();
    let all: Vec<Character> = value.chars().map(|c| characters.of(c)).collect();
    if known.is_one_or_two(&all) {
        return !lexicon.is_word(&all);
    }
    let given = match all.as_slice() {
        [first, second, given @ ..] if surnames.double(&[*first, *second]).is_some() && !given.is_empty() => given,
        [first, given @ ..] if surnames.single(*first).is_some() => given,
        _ => return false,
    };
    let fits = match given {
        [only] => !only.is_never_last(),
        [first, last] => !last.is_never_last() && (first.traits.has(Traits::GIVEN) || last.traits.has(Traits::GIVEN)),
        [second, ..] => given.len() == 3 && surnames.single(*second).is_some(),
        [] => false,
    };
    fits && !lexicon.is_word(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_known_need_no_surname() {
        for name in ["卓玛", "扎西次仁", "买买提", "约翰", "王小明", "热合曼·艾则孜"] {
            assert!(is_name(name), "{name}");
        }
        for other in ["卓玛县", "扎西次仁卓玛达娃", "的卓玛", "阿克苏", "文化·旅游"] {
            assert!(!is_name(other), "{other}");
        }
    }
}
