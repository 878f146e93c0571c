//! The known word nearest to one that was mistyped.

use super::fault_list::shown;
use crate::error::Suggestion;
use crate::model::EntityKind;

/// The known word that `word` is probably meant to be: at most a third of its characters differ, or it is the Chinese name of a kind.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Suggestion {
    let typed = folded(word);
    let chinese =
        EntityKind::ALL.iter().find(|kind| !word.is_empty() && kind.name_zh().contains(word.trim_end_matches('码')));
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        if chinese.is_some_and(|kind| kind.name() == candidate) {
            return Suggestion(Some(candidate.to_owned()));
        }
        let distance = distance(&typed, &folded(candidate));
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    let near = best.filter(|(distance, _)| *distance <= (typed.len() / 3).max(1) && *distance < typed.len());
    Suggestion(near.map(|(_, candidate)| shown(candidate)))
}

/// Words joined for a message.
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// Longest word compared: the names that are compared with are shorter.
const LONGEST: usize = 64;

fn folded(word: &str) -> Vec<char> {
    word.chars().take(LONGEST).flat_map(char::to_lowercase).filter(|c| !matches!(c, '_' | '-' | ' ')).collect()
}

/// Levenshtein distance with adjacent transpositions (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &to) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(from != to)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && from == b[j - 1] && a[i - 1] == to {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognized() {
        let known = ["mask", "hash", "tokenize", "id_card"];
        for (typed, meant) in
            [("masc", "mask"), ("hsah", "hash"), ("tokenise", "tokenize"), ("idcard", "id_card"), ("身份证", "id_card")]
        {
            assert_eq!(nearest(typed, known).0.as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn a_word_that_is_far_from_all_suggests_nothing() {
        for typed in ["", "x", "frobnicate", "列"] {
            assert_eq!(nearest(typed, ["mask", "hash"]).0, None, "{typed}");
        }
    }

    #[test]
    fn distance_agrees_with_hand_counted_cases() {
        let of = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!((of("", ""), of("", "abc"), of("abc", "")), (0, 3, 3));
        assert_eq!((of("kitten", "sitting"), of("ab", "ba"), of("手机", "手机号")), (3, 1, 1));
    }
}
