//! Names of people in Chinese text.
//!
//! Finds:
//! - Han names: a surname of the table (1,074, double ones included) or a Japanese surname of two characters, and a given name
//!   of one or two characters; two surnames before a given name (STANDARDS C.2);
//! - a surname alone in front of 先生, 女士, 老师 or 教授;
//! - names with a middle dot, in every form of it (U+00B7, U+2022, U+2027, U+30FB, U+FF65, U+2219, U+22C5, a full stop): all
//!   segments, or none;
//! - 1,497 usual names of other languages and of peoples of China that have no surname: 约翰, 吐尔逊, 卓玛; others of other
//!   languages by their sound, where the words around say that it is a person; a Japanese surname alone beside a title.
//!
//! No law or standard gives a check for a name. What decides is likelihood: a row of Han characters is cut in every way into
//! words of a lexicon, single characters, unknown words, transliterations and names, each with its cost, and the confidence of
//! a name is the share of all cuts that it is part of. Characters usual in given names, titles, roles and verbs of saying beside
//! it, list and line structure raise it; words for places and organizations behind it lower it. Findings of 50 % and more are
//! precise (nine of ten are names); a threshold of 25 % finds more and errs more.
//!
//! Misses: given names alone that are not known, names in Latin letters (found only as a column), unusual characters without a
//! context, nicknames; what hides a name already (张某, 李甲) is none; of famous names those that are words of the lexicon.

mod candidate;
mod character;
mod context;
mod dotted;
mod evidence;
mod finder;
mod given;
mod known;
mod lattice;
mod lexicon;
mod pair;
mod row;
mod shape;
mod surname;
mod tables;
mod traits;
mod transliteration;
mod weight;

pub(super) use finder::NameFinder;
pub(super) use shape::is_name;
