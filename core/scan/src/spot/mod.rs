//! Places where an identifier may end, found 64 bytes at a time.
//!
//! For those who add a detector or a backend. A block of 64 bytes becomes a few masks of 64 bits, one bit for each byte
//! ([`ClassMasks`]); a backend supplies nothing else. Everything after the masks is written once, in `walk`: a stretch of
//! `n` digits is a mask anded with itself shifted, two groups of digits with something between them are a carry that an
//! addition drives through the bytes between. What is found is a superset of what a detector asks for in [`Wanted`], on
//! purpose: it depends on the bytes near a place alone, so that it holds whatever rows the bytes are cut into, and it leaves
//! everything that needs a look at characters to the caller. Words are found in the same pass: four bytes of each in eight
//! buckets, told by look-ups as the classes are, and compared in full where all four agree.

mod portable;
mod walk;
mod words;
#[cfg(target_arch = "x86_64")]
mod x86_64;

use weimu_cpu::Cpu;

use self::portable::Portable;
use self::walk::{Walk, Work};
pub use self::words::{Word, WordPlace, Words};

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The least number of ASCII digits in a row; 0 when digits alone are nothing.
    digits: u32,
    groups: bool,
    codes: bool,
    marks: bool,
    joints: bool,
    long: bool,
}

impl Wanted {
    /// Nothing.
    pub const NOTHING: Self = Self { digits: 0, groups: false, codes: false, marks: false, joints: false, long: false };
    /// Three digits and four with separators between, or four and three. A separator is a blank, `-`, `)`, or something beyond
    /// ASCII that is no Chinese character.
    pub const GROUPS: Self = Self { groups: true, ..Self::NOTHING };
    /// Fifteen digits or letters of which the first six are digits.
    pub const CODES: Self = Self { codes: true, ..Self::NOTHING };
    /// Sixteen digits or letters.
    pub const LONG: Self = Self { long: true, ..Self::NOTHING };
    /// Groups of digits or letters as addresses of devices and in networks have them, and two numbers as positions have them.
    ///
    /// These are, with the byte whose place is given: the first of what stands behind three points with one to three bytes
    /// between, behind three colons with one to four between or behind three dashes with two between; the last of four digits
    /// or letters behind two points with four bytes between; the second of two colons; the first digit up to five bytes behind a
    /// blank, comma or separator at which the decimals of a number end.
    pub const JOINTS: Self = Self { joints: true, ..Self::NOTHING };
    /// The byte `@`.
    pub const MARKS: Self = Self { marks: true, ..Self::NOTHING };

    /// `count` digits in a row, or as many as are told apart: 6 to 16.
    pub const fn digits(count: u32) -> Self {
        let digits = match count {
            0..=6 => 6,
            7..=16 => count,
            _ => 16,
        };
        Self { digits, ..Self::NOTHING }
    }

    /// The fewest bytes that a spot of these forms has, but for characters that stand for others.
    pub const fn least(self) -> usize {
        let least = if self.long { 16 } else { usize::MAX };
        let least = if self.codes { 15 } else { least };
        let least = if self.groups { 8 } else { least };
        if self.digits > 0 && (self.digits as usize) < least { self.digits as usize } else { least }
    }

    /// Both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        let digits = match (self.digits, other.digits) {
            (0, digits) | (digits, 0) => digits,
            (one, two) if one < two => one,
            (_, two) => two,
        };
        Self {
            digits,
            groups: self.groups || other.groups,
            codes: self.codes || other.codes,
            marks: self.marks || other.marks,
            joints: self.joints || other.joints,
            long: self.long || other.long,
        }
    }
}

/// A stretch of bytes at each of which something that is wanted may end.
///
/// Characters that stand for others, which are full-width digits, letters and `＠` and those without width, are a spot each
/// wherever they are, since they may be part of anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// What a search has found, each list in order.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Where forms may end.
    pub spots: Vec<Spot>,
    /// The places of `@`.
    pub marks: Vec<usize>,
    /// The places of joints.
    pub joints: Vec<usize>,
    /// The places of words.
    pub words: Vec<WordPlace>,
}

impl Found {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.spots.clear();
        self.marks.clear();
        self.joints.clear();
        self.words.clear();
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty() && self.marks.is_empty() && self.joints.is_empty() && self.words.is_empty()
    }
}

/// Finds spots on the backend it was made for.
#[derive(Clone, Copy, Debug)]
pub struct SpotScanner {
    backend: Backend,
}

#[derive(Clone, Copy, Debug)]
enum Backend {
    Portable(Portable),
    #[cfg(target_arch = "x86_64")]
    Avx2(x86_64::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(x86_64::Avx512),
}

impl SpotScanner {
    /// The fastest scanner that `cpu` has.
    pub fn new(cpu: Cpu) -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let avx512 = cpu.avx512_vbmi().map(|token| Backend::Avx512(x86_64::Avx512::new(token)));
            let avx2 = || cpu.avx2().map(|token| Backend::Avx2(x86_64::Avx2::new(token)));
            if let Some(backend) = avx512.or_else(avx2) {
                return Self { backend };
            }
        }
        let _ = cpu;
        Self { backend: Backend::Portable(Portable) }
    }

    /// Begins a search in `bytes`, for words too if any are given.
    pub fn search<'a>(self, wanted: Wanted, words: Option<&'a Words>, bytes: &'a [u8]) -> SpotSearch<'a> {
        SpotSearch { scanner: self, walk: Walk::new(wanted, words, bytes) }
    }

    fn run<W: Work>(self, work: W) {
        match self.backend {
            Backend::Portable(backend) => work.run(backend),
            #[cfg(target_arch = "x86_64")]
            Backend::Avx2(backend) => backend.within(work),
            #[cfg(target_arch = "x86_64")]
            Backend::Avx512(backend) => backend.within(work),
        }
    }
}

/// A search that goes on where it stopped, so that the bytes are still near when spots are looked at.
#[derive(Clone, Debug)]
pub struct SpotSearch<'a> {
    scanner: SpotScanner,
    walk: Walk<'a>,
}

impl SpotSearch<'_> {
    /// Searches `length` bytes or a little more, and adds to what was found.
    ///
    /// Gives how far the search has come: what is found later lies behind, but for words, which end there. A spot that goes on
    /// there is cut in two.
    pub fn advance(&mut self, length: usize, found: &mut Found) -> usize {
        self.scanner.run(walk::Advance { walk: &mut self.walk, length, found });
        self.walk.reached()
    }

    /// Leaves out what lies before `at`, a place that nothing reaches over.
    pub fn skip_to(&mut self, at: usize) {
        self.walk.skip_to(at);
    }
}

/// Bytes of a block.
const BLOCK: usize = 64;
/// A block and the bytes behind it: four of five tell what a word is that begins with its last byte, three a character.
const SIGHT: usize = BLOCK + 4;

/// Which bytes of a block are what; bit `i` for byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct ClassMasks {
    /// ASCII digits.
    digit: u64,
    /// ASCII digits and letters.
    alphanumeric: u64,
    /// Bytes of separators: see [`is_gap`].
    gap: u64,
    /// `@`.
    mark: u64,
    /// First bytes of characters that stand for others: see [`stands_for_other`].
    other: u64,
    /// `.`.
    point: u64,
    /// `:`.
    colon: u64,
    /// `-`.
    dash: u64,
    /// Comma and blanks of ASCII: see [`is_comma`].
    comma: u64,
}

/// What a backend supplies.
trait Classify: Copy {
    /// The classes of the first 64 bytes.
    fn classes(self, bytes: &[u8; SIGHT]) -> ClassMasks;

    /// The bytes of the first 64 at which the four bytes may stand by which a word is told: all at which they do.
    fn words(self, bytes: &[u8; SIGHT], words: &Words) -> u64;
}

/// Whether a byte may be part of a separator between groups: blank, `-`, `)`, the second and later bytes of any character
/// beyond ASCII, and the first bytes of those among which are blanks, dashes, parentheses and characters without width.
///
/// Chinese characters begin with other bytes, so that they part groups.
const fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b')' | 0x80..=0xBF | 0xC2 | 0xC3 | 0xCF | 0xE2 | 0xE3 | 0xEF)
}

/// Whether a byte may stand between the two numbers of a position, but for what [`is_gap`] says.
const fn is_comma(byte: u8) -> bool {
    matches!(byte, b',' | b' ' | b'\t'..=b'\r')
}

/// Whether these are a full-width digit, letter or `＠` (U+FF10–FF19, FF20–FF3A, FF41–FF5A) or a character without width
/// (U+200B–200D, U+2060, U+FEFF).
const fn stands_for_other(bytes: [u8; 3]) -> bool {
    matches!(
        bytes,
        [0xEF, 0xBC, 0x90..=0x99 | 0xA0..=0xBA]
            | [0xEF, 0xBD, 0x81..=0x9A]
            | [0xEF, 0xBB, 0xBF]
            | [0xE2, 0x80, 0x8B..=0x8D]
            | [0xE2, 0x81, 0xA0]
    )
}

#[cfg(test)]
mod tests;
