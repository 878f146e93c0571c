//! Stretches of identifier characters.
//!
//! An identifier character is an ASCII digit or letter, or its full-width form (U+FF10–FF19, U+FF21–FF3A, U+FF41–FF5A).
//! A backend supplies one operation: 64 bytes → a mask of the bytes at which a digit may begin. Everything after the mask,
//! widening a digit to its run and counting, is written once, here.

mod portable;

use weimu_cpu::Cpu;

/// A maximal stretch of identifier characters with at least one digit among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// How many of its characters are digits; never 0.
    pub digits: usize,
}

/// Finds runs with the best backend of this machine.
#[derive(Clone, Copy, Debug)]
pub struct RunScanner {
    backend: Backend,
}

#[derive(Clone, Copy, Debug)]
enum Backend {
    Portable,
}

impl RunScanner {
    /// The scanner for this machine.
    pub fn new() -> Self {
        Self::for_cpu(Cpu::detect())
    }

    /// The scanner for `cpu`; every processor has the portable one.
    pub fn for_cpu(_cpu: Cpu) -> Self {
        Self { backend: Backend::Portable }
    }

    /// Every scanner that can run on this machine, the portable one first: tests compare them.
    pub fn available() -> impl Iterator<Item = Self> {
        [Self { backend: Backend::Portable }].into_iter()
    }

    /// Appends the runs of `bytes` to `runs`, in order.
    pub fn runs(&self, bytes: &[u8], runs: &mut Vec<Run>) {
        match self.backend {
            Backend::Portable => collect(bytes, portable::digit_mask, runs),
        }
    }
}

impl Default for RunScanner {
    fn default() -> Self {
        Self::new()
    }
}

const BLOCK: usize = 64;

/// Walks the blocks; `mask` has bit `i` set where byte `i` may begin a digit (an ASCII digit, or the first byte of a
/// full-width character).
fn collect(bytes: &[u8], mask: impl Fn(&[u8; BLOCK]) -> u64, runs: &mut Vec<Run>) {
    let (blocks, tail) = bytes.as_chunks::<BLOCK>();
    let mut done = 0;
    for (number, block) in blocks.iter().enumerate() {
        take(bytes, number * BLOCK, mask(block), &mut done, runs);
    }
    let mut last = [0; BLOCK];
    for (slot, &byte) in last.iter_mut().zip(tail) {
        *slot = byte;
    }
    take(bytes, blocks.len() * BLOCK, mask(&last), &mut done, runs);
}

fn take(bytes: &[u8], base: usize, mut mask: u64, done: &mut usize, runs: &mut Vec<Run>) {
    while mask != 0 {
        let at = base + mask.trailing_zeros() as usize;
        mask &= mask - 1;
        if at < *done || !is_digit(bytes, at) {
            continue;
        }
        let run = widen(bytes, at, *done);
        *done = run.end;
        runs.push(run);
    }
}

fn is_digit(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b'0'..=b'9') => true,
        _ => full_width(bytes, at).is_some_and(|byte| byte.is_ascii_digit()),
    }
}

fn widen(bytes: &[u8], digit: usize, floor: usize) -> Run {
    let mut start = digit;
    while let Some(before) = step_back(bytes, start).filter(|&before| before >= floor) {
        start = before;
    }
    let (mut end, mut digits) = (digit, 0);
    loop {
        while bytes.get(end..end + 8).is_some_and(|eight| portable::count_digits(eight) == 8) {
            (end, digits) = (end + 8, digits + 8);
        }
        match bytes.get(end) {
            Some(b'0'..=b'9') => (end, digits) = (end + 1, digits + 1),
            Some(b'A'..=b'Z' | b'a'..=b'z') => end += 1,
            _ => match full_width(bytes, end) {
                Some(byte) => (end, digits) = (end + 3, digits + usize::from(byte.is_ascii_digit())),
                None => return Run { start, end, digits },
            },
        }
    }
}

fn step_back(bytes: &[u8], at: usize) -> Option<usize> {
    let before = at.checked_sub(1)?;
    if bytes.get(before)?.is_ascii_alphanumeric() {
        return Some(before);
    }
    let before = at.checked_sub(3)?;
    full_width(bytes, before).map(|_| before)
}

/// How many characters of `bytes` are digits, full-width ones included.
pub fn count_digits(bytes: &[u8]) -> usize {
    let plain = portable::count_digits(bytes);
    if plain == bytes.len() || bytes.is_ascii() {
        return plain;
    }
    let wide = |&at: &usize| full_width(bytes, at).is_some_and(|byte| byte.is_ascii_digit());
    plain + (0..bytes.len()).filter(wide).count()
}

/// The ASCII form of the full-width digit or letter whose three bytes begin at `at`.
fn full_width(bytes: &[u8], at: usize) -> Option<u8> {
    match bytes.get(at..at + 3)? {
        [0xEF, 0xBC, last @ 0x90..=0x99] => Some(last - 0x90 + b'0'),
        [0xEF, 0xBC, last @ 0xA1..=0xBA] => Some(last - 0xA1 + b'A'),
        [0xEF, 0xBD, last @ 0x81..=0x9A] => Some(last - 0x81 + b'a'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Run, RunScanner};

    fn naive(text: &str) -> Vec<Run> {
        let narrow = |c: char| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(c as u32 - 0xFEE0).expect("full-width forms")
            }
            other => other,
        };
        let mut runs: Vec<Run> = Vec::new();
        let mut open: Option<Run> = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let plain = narrow(c);
            if plain.is_ascii_alphanumeric() {
                let run = open.get_or_insert(Run { start: at, end: at, digits: 0 });
                run.end = at + c.len_utf8();
                run.digits += usize::from(plain.is_ascii_digit());
            } else {
                runs.extend(open.take().filter(|run| run.digits > 0));
            }
        }
        runs
    }

    fn check(text: &str) {
        for scanner in RunScanner::available() {
            let mut runs = Vec::new();
            scanner.runs(text.as_bytes(), &mut runs);
            assert_eq!(runs, naive(text));
        }
    }

    #[test]
    fn a_run_over_a_block_border_is_one_run() {
        for shift in 0..70 {
            check(&format!("{}a1380013８０００z，x", "，".repeat(shift)));
            check(&format!("{}a1380013８０００z，x", " ".repeat(shift)));
        }
    }

    proptest! {
        #[test]
        fn runs_are_those_of_the_naive_walk(text in "([0-9a-zA-Z]|[０-９Ａ-ｚ]|[，：（）\u{FF00}-\u{FF5F}]|汉|é| |-){0,300}") {
            check(&text);
        }

        #[test]
        fn digits_are_counted_one_by_one(text in "([0-9a-zA-Z:/]|[０-９Ａ-ｚ]|汉|é){0,40}") {
            let is_digit = |c: &char| matches!(c, '0'..='9' | '０'..='９');
            prop_assert_eq!(super::count_digits(text.as_bytes()), text.chars().filter(is_digit).count());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut runs = Vec::new();
            RunScanner::available().for_each(|scanner| scanner.runs(&bytes, &mut runs));
            prop_assert!(runs.iter().all(|run| run.start < run.end && run.end <= bytes.len() && run.digits > 0));
        }
    }
}
