//! Words in front of a candidate.

use super::passage::Passage;

/// How many characters in front of a candidate are read.
const REACH: usize = 14;

/// Whether one of `words` stands close in front of `at`, in the same clause. ASCII words are given in lower case.
pub(super) fn named(passage: Passage<'_>, at: usize, words: &[&str]) -> bool {
    let clause = clause_before(passage, at);
    words.iter().any(|word| clause.contains(word))
}

fn clause_before(passage: Passage<'_>, at: usize) -> String {
    let before = passage.before(at);
    let mut reversed: Vec<char> =
        before.chars().rev().take(REACH).take_while(|c| !matches!(c, '。' | '；' | ';' | '\n' | '，')).collect();
    reversed.reverse();
    reversed.into_iter().flat_map(char::to_lowercase).collect()
}
