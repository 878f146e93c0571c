//! All that is known before a text is read.

use std::sync::OnceLock;

use super::character::Characters;
use super::context::Around;
use super::given::Given;
use super::known::KnownNames;
use super::lexicon::Lexicon;
use super::surname::Surnames;
use super::transliteration::Transliteration;
use super::weight::Weights;

/// The tables, made when the first text with a Han character is read.
pub(super) struct Tables {
    pub(super) characters: Characters,
    pub(super) lexicon: Lexicon,
    pub(super) known: KnownNames,
    pub(super) surnames: Surnames,
    pub(super) given: Given,
    pub(super) sounds: Transliteration,
    pub(super) around: Around,
    pub(super) weights: Weights,
}

impl Tables {
    pub(super) fn get() -> &'static Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(Self::build)
    }

    fn build() -> Self {
        let mut characters = Characters::new();
        let surnames = Surnames::new(&mut characters);
        let known = KnownNames::new(&mut characters);
        let lexicon = Lexicon::new(&mut characters, surnames.keys_of_two().chain(known.keys()));
        let given = Given::new(&mut characters);
        let sounds = Transliteration::new(&mut characters);
        let around = Around::new(&mut characters);
        let weights = Weights::new(&sounds);
        Self { characters, lexicon, known, surnames, given, sounds, around, weights }
    }
}
