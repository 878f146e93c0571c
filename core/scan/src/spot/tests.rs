//! Every backend against a search byte by byte.

use proptest::prelude::*;
use weimu_cpu::Cpu;

use super::{Spot, SpotScanner, Wanted, is_gap, stands_for_other};

/// Whether something that is wanted ends at byte `at`, by the words of [`Wanted`].
fn is_hot(wanted: Wanted, bytes: &[u8], at: usize) -> bool {
    let digits =
        |end: usize, count: usize| end + 1 >= count && bytes[end + 1 - count..=end].iter().all(u8::is_ascii_digit);
    let three = bytes.get(at..at + 3).is_some_and(|three| stands_for_other([three[0], three[1], three[2]]));
    let long = wanted.digits > 0 && digits(at, wanted.digits as usize);
    let code = wanted.codes
        && at >= 17
        && bytes[at - 17..=at].iter().all(u8::is_ascii_alphanumeric)
        && bytes[at - 15..=at - 10].iter().all(u8::is_ascii_digit);
    let group = wanted.groups && at >= 6 && digits(at, 3) && {
        let gap = (0..at - 2).rev().take_while(|&place| is_gap(bytes[place])).count();
        gap > 0 && at >= gap + 3 && digits(at - 3 - gap, 3)
    };
    three || long || code || group
}

fn naive(wanted: Wanted, bytes: &[u8]) -> (Vec<usize>, Vec<usize>) {
    let hot = (0..bytes.len()).filter(|&at| is_hot(wanted, bytes, at)).collect();
    let marks = (0..bytes.len()).filter(|&at| wanted.marks && bytes[at] == b'@').collect();
    (hot, marks)
}

fn found(scanner: SpotScanner, wanted: Wanted, bytes: &[u8], step: usize) -> (Vec<usize>, Vec<usize>) {
    let (mut spots, mut marks) = (Vec::new(), Vec::new());
    let mut search = scanner.search(wanted, bytes);
    let mut reached = 0;
    while reached < bytes.len() {
        let (known, seen) = (spots.len(), marks.len());
        let before = std::mem::replace(&mut reached, search.advance(step, &mut spots, &mut marks));
        assert!(before < reached && reached <= bytes.len());
        assert!(spots[known..].iter().all(|spot| before <= spot.start && spot.start < spot.end && spot.end <= reached));
        assert!(marks[seen..].iter().all(|mark| (before..reached).contains(mark)));
    }
    assert!(spots.windows(2).all(|pair| pair[0].end <= pair[1].start));
    (spots.iter().flat_map(|&Spot { start, end }| start..end).collect(), marks)
}

fn check(bytes: &[u8]) {
    let all = Wanted::GROUPS.or(Wanted::CODES).or(Wanted::MARKS);
    for wanted in
        [all.or(Wanted::digits(11)), all.or(Wanted::digits(6)), Wanted::digits(16), Wanted::GROUPS, Wanted::CODES]
    {
        let expected = naive(wanted, bytes);
        for (level, cpu) in Cpu::levels() {
            for step in [1, 100, usize::MAX] {
                assert_eq!(found(SpotScanner::new(cpu), wanted, bytes, step), expected, "{level} {wanted:?} {step}");
            }
        }
    }
}

#[test]
fn every_length_and_every_place_in_a_block() {
    let text =
        "共91350100M000100Y43，0375—2692229 13８0013 8000\u{200B}a@b.cn)138-00138000（\u{FEFF}110105194912310021"
            .repeat(4);
    for from in 0..70 {
        for length in [0, 1, 2, 3, 60, 61, 62, 63, 64, 65, 66, 67, 128, 130, 200, 300] {
            check(&text.as_bytes()[from..from + length]);
        }
    }
}

#[test]
fn every_byte_has_the_same_classes_everywhere() {
    for byte in 0..=255 {
        for other in [
            [0xEF, 0xBC, byte],
            [0xEF, byte, 0x90],
            [byte, 0xBC, 0x95],
            [0xE2, byte, 0x8C],
            [0xE2, 0x80, byte],
            [0xEF, 0xBD, byte],
            [0xE2, 0x81, byte],
            [0xEF, 0xBB, byte],
        ] {
            check(&[&b"123"[..], &[byte], b"456", &other].concat());
        }
        check(&[&b"913501"[..], &[byte; 12], b"@1234567890123456"].concat());
    }
}

proptest! {
    #[test]
    fn spots_are_those_of_the_naive_search(text in "([0-9]{1,12}|[a-zA-Z]{1,4}|[０-９Ａ-ｚ]|[，：）—“\u{200B}\u{2060}\u{FEFF}\u{A0}]|汉|é|[ \\-)@.]){0,120}") {
        check(text.as_bytes());
    }

    #[test]
    fn any_bytes_give_the_same_spots(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"0123456789A -)@\xEF\xBC\x91\xE2\x80\x8B"[..])], 0..300)) {
        check(&bytes);
    }
}
