//! Every backend against a search byte by byte.

use proptest::prelude::*;
use weimu_cpu::Cpu;

use super::{Found, Spot, SpotScanner, Wanted, Word, Words, is_comma, is_gap, stands_for_other};

/// Whether something that is wanted ends at byte `at`, by the words of [`Wanted`].
fn is_hot(wanted: Wanted, bytes: &[u8], at: usize) -> bool {
    let digits =
        |end: usize, count: usize| end + 1 >= count && bytes[end + 1 - count..=end].iter().all(u8::is_ascii_digit);
    let three = bytes.get(at..at + 3).is_some_and(|three| stands_for_other([three[0], three[1], three[2]]));
    let long = wanted.digits > 0 && digits(at, wanted.digits as usize);
    let code = wanted.codes
        && at >= 14
        && bytes[at - 14..=at].iter().all(u8::is_ascii_alphanumeric)
        && bytes[at - 14..=at - 9].iter().all(u8::is_ascii_digit);
    let stretch = wanted.long && at >= 15 && bytes[at - 15..=at].iter().all(u8::is_ascii_alphanumeric);
    let grouped = |before: usize, behind: usize| {
        wanted.groups && at >= before + behind && digits(at, behind) && {
            let gap = (0..=at - behind).rev().take_while(|&place| is_gap(bytes[place])).count();
            gap > 0 && at >= gap + behind && digits(at - behind - gap, before)
        }
    };
    three || long || code || stretch || grouped(3, 4) || grouped(4, 3)
}

/// By the words of [`Wanted::JOINTS`].
fn is_joint(bytes: &[u8], at: usize) -> bool {
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    let chain = |joint: u8, reach: std::ops::RangeInclusive<usize>| {
        let behind = |place: usize| {
            reach
                .clone()
                .filter_map(move |by| place.checked_sub(by))
                .filter(|&place| is(place, joint))
                .collect::<Vec<_>>()
        };
        at > 0 && is(at - 1, joint) && behind(at - 1).into_iter().any(|second| !behind(second).is_empty())
    };
    let member = |at: usize| bytes[at].is_ascii_alphanumeric();
    let groups = member(at) && (chain(b'.', 2..=4) || chain(b':', 2..=5) || chain(b'-', 3..=3));
    let device = at >= 9 && (at - 3..=at).all(member) && is(at - 4, b'.') && is(at - 9, b'.');
    let colons = at > 0 && is(at, b':') && is(at - 1, b':');
    let position = bytes[at].is_ascii_digit()
        && (at == 0 || !bytes[at - 1].is_ascii_digit())
        && (1..=5).filter_map(|by| at.checked_sub(by)).any(|gap| {
            let decimals = bytes[..gap].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
            let whole = (gap - decimals).checked_sub(2).is_some_and(|whole| bytes[whole].is_ascii_digit());
            (is_comma(bytes[gap]) || is_gap(bytes[gap])) && decimals > 0 && whole && is(gap - decimals - 1, b'.')
        });
    groups || device || colons || position
}

const WORDS: [&str; 14] =
    ["电话", "手机", "机械", "qq", "mac", "account", "★", "3生", "sim卡", "\u{A0}生", "纳税人识别号", "a", "Pwd", "码"];

/// The last two are told by case, and by what stands behind.
fn words() -> Words {
    Words::new(WORDS.iter().enumerate().map(|(number, text)| Word {
        text,
        in_either_case: number < 12,
        before_ascii: number == 13,
    }))
}

fn is_word(bytes: &[u8], at: usize, word: usize) -> bool {
    let text = WORDS[word].as_bytes();
    let Some(here) = bytes.get(at..at + text.len()).filter(|_| text.len() > 1) else { return false };
    match word {
        12 => here == text,
        13 => here == text && bytes.get(at + 3).is_some_and(u8::is_ascii),
        _ => here.eq_ignore_ascii_case(text),
    }
}

type Places = (Vec<usize>, Vec<usize>, Vec<usize>, Vec<(usize, usize)>);

fn naive(wanted: Wanted, bytes: &[u8]) -> Places {
    let hot = (0..bytes.len()).filter(|&at| is_hot(wanted, bytes, at)).collect();
    let marks = (0..bytes.len()).filter(|&at| wanted.marks && bytes[at] == b'@').collect();
    let joints = (0..bytes.len()).filter(|&at| wanted.joints && is_joint(bytes, at)).collect();
    let words = (0..bytes.len()).flat_map(|at| (0..WORDS.len()).map(move |word| (at, word)));
    (hot, marks, joints, words.filter(|&(at, word)| is_word(bytes, at, word)).collect())
}

fn found(scanner: SpotScanner, wanted: Wanted, words: &Words, bytes: &[u8], step: usize) -> Places {
    let mut found = Found::default();
    let mut search = scanner.search(wanted, Some(words), bytes);
    let mut reached = 0;
    while reached < bytes.len() {
        let (known, seen) = (found.spots.len(), found.marks.len());
        let before = std::mem::replace(&mut reached, search.advance(step, &mut found));
        assert!(before < reached && reached <= bytes.len());
        let spots = &found.spots[known..];
        assert!(spots.iter().all(|spot| before <= spot.start && spot.start < spot.end && spot.end <= reached));
        assert!(found.marks[seen..].iter().all(|mark| (before..reached).contains(mark)));
    }
    assert!(found.spots.windows(2).all(|pair| pair[0].end <= pair[1].start));
    let spots = found.spots.iter().flat_map(|&Spot { start, end }| start..end).collect();
    let words = found.words.iter().map(|place| (place.start, usize::from(place.word))).collect();
    (spots, found.marks, found.joints, words)
}

fn check(bytes: &[u8]) {
    let words = words();
    let all = Wanted::GROUPS.or(Wanted::CODES).or(Wanted::MARKS).or(Wanted::JOINTS);
    for wanted in [
        all.or(Wanted::digits(11)),
        all.or(Wanted::digits(6)).or(Wanted::LONG),
        Wanted::digits(16),
        Wanted::GROUPS,
        Wanted::CODES,
        Wanted::LONG,
    ] {
        let expected = naive(wanted, bytes);
        for (level, cpu) in Cpu::levels() {
            for step in [1, 100, usize::MAX] {
                let found = found(SpotScanner::new(cpu), wanted, &words, bytes, step);
                assert_eq!(found, expected, "{level} {wanted:?} {step}");
            }
        }
    }
}

#[test]
fn every_length_and_every_place_in_a_block() {
    let text =
        "共91350100M000100Y43，0375—2692229 13８0013 8000\u{200B}a@b.cn)138-00138000电话SIM卡mAc机Qq3生★码1a0:1f::2.3 4.5, 6.7（10.1.2.3；00:1a:2B:3c00-11-22-33，001a.2b3c.4d5e\u{FEFF}110105194912310021"
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
    fn spots_are_those_of_the_naive_search(text in "([0-9]{1,12}|[a-zA-Z]{1,4}|[０-９＠-ｚ]|[，：）—“\u{200B}\u{2060}\u{FEFF}\u{A0}]|汉|é|电话|[手机码]|★|3生|[0-9]{1,3}\\.[0-9]{1,3}|:[0-9a-f]{2}:|-[0-9]{2}-|[0-9a-f]{4}\\.|[,\\t] ?|sim卡|qQ|Mac|pwd|Pwd|acc|ount|\u{A0}生|[ \\-)@.:]){0,120}") {
        check(text.as_bytes());
    }

    #[test]
    fn any_bytes_give_the_same_spots(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"0123456789A -)@\xEF\xBC\x91\xE2\x80\x8B"[..])], 0..300)) {
        check(&bytes);
    }
}
