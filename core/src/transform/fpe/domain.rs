//! What a set of identifiers is to the cipher: numbers below a size.

/// Texts of one shape, numbered.
///
/// Ranking is one to one: [`rank`](Self::rank) of what [`put`](Self::put) wrote gives the same place, and of a text that fits
/// and the place it has, `put` writes that text. Both index tables by parts of the value and are not constant time.
pub(super) trait Domain {
    /// How many places each class has. Classes are the forms that never become one another, such as numbers of another length.
    fn sizes(&self) -> Vec<u64>;

    /// The place of a text; nothing if it is not of this domain.
    fn rank(&self, text: &str) -> Option<Place>;

    /// Overwrites a text of the domain by that of the same class and context at `place`. What is not numbered stays.
    fn put(&self, place: Place, text: &mut [u8]);
}

/// A text by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Which of the domain's sizes holds.
    pub(super) class: usize,
    /// What is kept, in full: each gets a permutation of its own.
    pub(super) context: u64,
    /// Below the size.
    pub(super) rank: u64,
}

/// The longest text of any domain in bytes, separators included.
pub(super) const LONGEST: usize = 48;

/// What is checked of every domain: ranking is one to one on what fits.
#[cfg(test)]
pub(super) mod check {
    use super::{Domain, Place};

    /// Asserts that `text` fits and is written again from its place.
    pub(in super::super) fn comes_back(domain: &impl Domain, text: &str) -> Place {
        let place = domain.rank(text).unwrap_or_else(|| panic!("{text} fits"));
        assert!(place.rank < domain.sizes()[place.class], "{text}: {place:?}");
        assert_eq!(at(domain, place, text), text);
        place
    }

    /// The text at a place, of the shape of `like`.
    pub(in super::super) fn at(domain: &impl Domain, place: Place, like: &str) -> String {
        let mut bytes = like.as_bytes().to_vec();
        domain.put(place, &mut bytes);
        String::from_utf8(bytes).expect("text stays text")
    }

    /// Asserts that `rank`, reduced to the size, is the place of what is written for it.
    pub(in super::super) fn is_a_place(domain: &impl Domain, like: &str, rank: u64) -> String {
        let mut place = domain.rank(like).unwrap_or_else(|| panic!("{like} fits"));
        place.rank = rank % domain.sizes()[place.class];
        let text = at(domain, place, like);
        assert_eq!(domain.rank(&text), Some(place), "{text}");
        text
    }
}
