//! Finds the places of a byte buffer that may hold an identifier, over whole column buffers.
//!
//! Detectors are exact and slow; this crate is blunt and fast. One pass over the contiguous bytes of a column gives
//!
//! - [`Run`]s: maximal stretches of identifier characters that hold at least one digit ([`RunScanner`]);
//! - anchors: characters that Chinese addresses are made of ([`AnchorSet`]);
//! - phrases: whole words out of a set ([`PhraseSet`]);
//! - marks: places of one byte such as `@` ([`marks`]);
//! - [`Spot`]s: places where one of the forms that are wanted may end ([`SpotScanner`]), so that nothing else need be read.
//!
//! And of values that are 18 characters each, what arithmetic tells of identity card numbers ([`IdCardReader`]).
//!
//! The scanners know nothing of rows: a run may reach over the end of a row when two values touch in the buffer, and the
//! caller cuts it there. The bytes are meant to be UTF-8; other bytes give runs of no use, never a panic.
#![deny(unsafe_code)]

mod anchor;
mod id_card;
mod phrase;
mod run;
mod spot;

pub use anchor::AnchorSet;
pub use id_card::{IdCard, IdCardReader};
pub use phrase::PhraseSet;
pub use run::{Run, RunScanner, count_digits};
pub use spot::{Found, Spot, SpotScanner, SpotSearch, Wanted, Word, WordPlace, Words};
pub use weimu_cpu::Cpu;

/// Every place of `byte` in `bytes`, in order.
pub fn marks(byte: u8, bytes: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(byte, bytes)
}
