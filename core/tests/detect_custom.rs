//! Kinds that a policy declares: found as the plain expression finds them, in columns as in texts.
#![expect(clippy::panic, clippy::string_slice, reason = "a test that fails panics, and its data is made up")]

use proptest::prelude::*;
use regex_automata::meta::Regex;
use weimu::detect::{Checksum, ColumnText, CustomRule, Detector, PatternFault, Refusals, ScanCost};
use weimu::model::{CustomKind, EntityKind, Finding, Reason};

fn rule(name: &str, pattern: &str) -> CustomRule {
    let kind = CustomKind::declare(name).expect("few kinds");
    CustomRule::try_new(kind, pattern).unwrap_or_else(|fault| panic!("{pattern}: {fault:?}"))
}

fn custom(findings: &[Finding]) -> Vec<(usize, usize)> {
    let own = findings.iter().filter(|finding| matches!(finding.kind, EntityKind::Custom(_)));
    own.map(|finding| (finding.span.start(), finding.span.end())).collect()
}

#[test]
fn a_match_is_found_beside_chinese_characters_and_not_inside_a_longer_word() {
    let detector = Detector::new().with_custom([rule("staff", "WM-[0-9]{6}")]);
    assert_eq!(custom(&detector.find("工号WM-201234离职")), [(6, 15)]);
    for text in ["XWM-201234", "WM-2012345", "wm-201234", "WM-20123"] {
        assert_eq!(custom(&detector.find(text)), [], "{text}");
    }
    let refused = detector.explain("XWM-201234").refused;
    assert!(refused.iter().any(|refusal| refusal.reason == Reason::Boundary && refusal.kind.name() == "custom:staff"));
}

#[test]
fn check_characters_and_words_in_front_are_conditions() {
    let checked = rule("meter", "[0-9]{11}").with_checksum(Checksum::Luhn);
    let detector = Detector::new().with_custom([checked]);
    assert_eq!(custom(&detector.find("表号79927398713")).len(), 1);
    assert_eq!(custom(&detector.find("表号79927398714")).len(), 0);
    let announced = rule("file", "[A-Z]{2}[0-9]{5}").with_words(["档案", "File No"]);
    let detector = Detector::new().with_custom([announced]);
    for (text, found) in [("档案号:AB12345", 1), ("FILE NO. AB12345", 1), ("型号AB12345", 0), ("档案。AB12345", 0)]
    {
        assert_eq!(custom(&detector.find(text)).len(), found, "{text}");
    }
}

#[test]
fn what_a_policy_declares_wins_over_what_only_looks_like_something() {
    let detector = Detector::new().with_custom([rule("ticket", "138[0-9]{8}")]);
    let kinds: Vec<_> = detector.find("13800138000").iter().map(|finding| finding.kind.name()).collect();
    assert_eq!(kinds, ["custom:ticket"]);
}

#[test]
fn patterns_that_cannot_be_used_are_refused() {
    let kind = CustomKind::declare("refused").expect("few kinds");
    let fault = |pattern: &str| CustomRule::try_new(kind, pattern).expect_err("it cannot be used");
    assert!(matches!(fault("工号(["), PatternFault::Syntax { at: 4, .. }), "{:?}", fault("工号(["));
    for pattern in ["", "a*", "x|", "^$"] {
        assert_eq!(fault(pattern), PatternFault::MatchesNothing, "{pattern}");
    }
    assert_eq!(fault(&"a".repeat(1001)), PatternFault::TooLarge);
    assert_eq!(fault(r"\w{1,1000}\w{1,1000}"), PatternFault::TooLarge);
}

#[test]
fn only_a_fixed_beginning_makes_a_pattern_cheap() {
    for (pattern, cost) in [
        ("WM-[0-9]{6}", ScanCost::Filtered),
        ("(?:沪|京)房权证[0-9]{6}", ScanCost::Filtered),
        ("[0-9]{6}-WM", ScanCost::Full),
        (r"\w+号", ScanCost::Full),
    ] {
        assert_eq!(rule("cost", pattern).cost(), cost, "{pattern}");
    }
}

proptest! {
    /// The oracle is the expression itself on each row alone, matches beside letters or digits left out.
    #[test]
    fn columns_are_read_as_texts_are(
        rows in prop::collection::vec(prop::option::of("(WM-|[0-9]{0,4}|工号|房|x|-| ){0,8}"), 0..30),
        pattern in prop::sample::select(vec!["WM-[0-9]{2,3}", "[0-9]{2}房", "工号|房", "x-?"]),
    ) {
        let detector = Detector::new().with_custom([rule("column", pattern)]);
        let regex = Regex::new(pattern).expect("a pattern");
        let alone = |text: &str| -> Vec<(usize, usize)> {
            let beside = |c: Option<char>, d: Option<char>| [c, d].iter().all(|c| c.is_some_and(|c| c.is_ascii_alphanumeric()));
            let matches = regex.find_iter(text).filter(|found| {
                let (before, value, after) = (&text[..found.start()], &text[found.range()], &text[found.end()..]);
                !beside(before.chars().next_back(), value.chars().next())
                    && !beside(value.chars().next_back(), after.chars().next())
            });
            matches.map(|found| (found.start(), found.end())).collect()
        };
        let mut bytes = b"head".to_vec();
        let mut offsets = vec![bytes.len()];
        for row in &rows {
            bytes.extend(row.as_deref().unwrap_or_default().as_bytes());
            offsets.push(bytes.len());
        }
        let column = ColumnText {
            bytes: &bytes,
            rows: rows.len(),
            offset: |row: usize| offsets[row],
            value: |row: usize| rows[row].as_deref(),
        };
        let mut found = vec![Vec::new(); rows.len()];
        detector.find_column(&column, &mut Refusals::new(), |row, finding| found[row].push(finding));
        for (row, found) in rows.iter().zip(&found) {
            let text = row.as_deref().unwrap_or_default();
            prop_assert_eq!(custom(found), alone(text), "{}", text);
            prop_assert_eq!(custom(&detector.find(text)), alone(text), "{}", text);
        }
    }
}
