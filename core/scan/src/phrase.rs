//! Places of whole words.

use aho_corasick::{AhoCorasick, Input, MatchKind};

/// A set of words, found in one pass; letters are distinguished by case.
#[derive(Clone, Debug)]
pub struct PhraseSet(Option<AhoCorasick>);

impl PhraseSet {
    /// The set of `phrases`; empty ones are left out.
    pub fn new(phrases: &[&str]) -> Self {
        let phrases = phrases.iter().filter(|phrase| !phrase.is_empty());
        Self(AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(phrases).ok())
    }

    /// The first byte of every place in `bytes` where one of the words stands, in order; words may overlap.
    pub fn places(&self, bytes: &[u8]) -> impl Iterator<Item = usize> {
        let next = move |from: usize| {
            let found = self.0.as_ref()?.find(Input::new(bytes).range(from.min(bytes.len())..))?;
            Some(found.start())
        };
        std::iter::successors(next(0), move |place| next(place + 1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::PhraseSet;

    const PHRASES: [&str; 5] = ["密码", "微信", "aba", "pwd", "ba"];

    proptest! {
        #[test]
        fn found_are_the_places_of_the_words(text in "[密码微信abpwd ]{0,60}") {
            let places: Vec<usize> = PhraseSet::new(&PHRASES).places(text.as_bytes()).collect();
            let starts = |at: &usize| PHRASES.iter().any(|phrase| text.as_bytes()[*at..].starts_with(phrase.as_bytes()));
            let naive: Vec<usize> = (0..text.len()).filter(starts).collect();
            prop_assert_eq!(places, naive);
        }
    }
}
