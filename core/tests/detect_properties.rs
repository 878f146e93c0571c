//! What holds for every text.

use proptest::prelude::*;
use weimu::detect::{ColumnText, Detector, Refusals, decide_column, keep_address, validate};
use weimu::model::{AddressLevel, EntityKind, Finding};

/// Pieces out of which texts come close to what detectors look for.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("11010519491231002X"),
        Just("110105491231002"),
        Just("91350100M000100Y43"),
        Just("13800138000"),
        Just("152-6623-5191"),
        Just("0375—2692229"),
        Just("(0571)88889999"),
        Just("400-672-2705"),
        Just("+86 "),
        Just("１３８"),
        Just("00138000"),
        Just("转801"),
        Just("a@b.cn"),
        Just("@"),
        Just("ａ＠b．cn"),
        Just("一九八五年三月"),
        Just("十二日"),
        Just("东经"),
        Just("120°10′25″"),
        Just("30°15.53′N"),
        Just("\u{200B}"),
        Just("浙江省湖州市吴兴区"),
        Just("仁皇山路666号"),
        Just("2幢3单元1201室"),
        Just("地址:"),
        Just("邮编467000"),
        Just("的"),
        Just("("),
        Just("）"),
        Just("-"),
        Just(" "),
        Just("，"),
        Just("6222020200112230111"),
        Just("2"),
        Just("X"),
        Just("AB-"),
        Just("密码"),
        Just("密"),
        Just("级：绝"),
        Just("pass"),
        Just("word=Passw0rd!"),
        Just("pwd"),
        Just("微信号"),
        Just("zhangsan88"),
        Just("★30年"),
        Just("护照号"),
        Just("E12345678"),
        Just("京A12345"),
        Just("·"),
        Just("港"),
        Just("1M8GDM9AXKP042788"),
        Just("IMEI：490154203237518"),
        Just("10.0.0.1"),
        Just("::ffff:"),
        Just("00:1A:2B:3C:4D:5E"),
        Just("120.0868,30.8941"),
        Just("QQ"),
        Just("出生"),
        Just("1990年1月5日"),
        Just("账号：开户行"),
        Just("住院号"),
        Just("军字第1234567号"),
        Just("CAN110081080310"),
        Just("组织机构代码D2143569-X"),
        Just("é"),
        Just("😀"),
    ];
    proptest::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

fn find_column(detector: &Detector, rows: &[Option<String>], lead: &str) -> (Vec<(usize, Finding)>, Refusals) {
    let mut bytes = lead.to_owned();
    let mut offsets = vec![bytes.len()];
    for row in rows {
        bytes.push_str(row.as_deref().unwrap_or_default());
        offsets.push(bytes.len());
    }
    let column = ColumnText {
        bytes: bytes.as_bytes(),
        rows: rows.len(),
        offset: |row: usize| offsets[row],
        value: |row: usize| rows[row].as_deref(),
    };
    let (mut found, mut refused) = (Vec::new(), Refusals::new());
    detector.find_column(&column, &mut refused, |row, finding| found.push((row, finding)));
    (found, refused)
}

/// What is said of each row by itself.
fn find_each(detector: &Detector, rows: &[Option<String>]) -> (Vec<(usize, Finding)>, Refusals) {
    let (mut found, mut refused) = (Vec::new(), Refusals::new());
    for (number, row) in rows.iter().enumerate() {
        let explanation = detector.explain(row.as_deref().unwrap_or_default());
        found.extend(explanation.findings.into_iter().map(|finding| (number, finding)));
        explanation.refused.iter().for_each(|refusal| refused.add(refusal.kind, refusal.reason));
    }
    (found, refused)
}

#[test]
fn columns_with_few_texts_and_with_many_give_what_their_rows_give() {
    let many = (0..5000).map(|number| Some(format!("电话{},第{}号", 13_800_138_000_u64 + number * 7919, number % 61)));
    let few = (0..5000).map(|number| Some(format!("电话{},第1号", 13_800_138_000_u64 + number % 5)));
    for rows in [many.collect::<Vec<_>>(), few.collect()] {
        assert_eq!(find_column(&Detector::new(), &rows, ""), find_each(&Detector::new(), &rows));
    }
}

#[test]
fn a_name_is_found_whatever_else_its_characters_are() {
    let rows = [Some("00:1A:2B:3C:4D:5E微信号CAN110081080310".to_owned())];
    assert_eq!(find_column(&Detector::new(), &rows, ""), find_each(&Detector::new(), &rows));
}

#[test]
fn values_that_touch_in_the_buffer_stay_apart() {
    let rows =
        ["1101051949", "1231002X", "138001", "38000", "2", "AB-13800138000", "1"].map(|row| Some(row.to_owned()));
    let (found, _) = find_column(&Detector::new(), &rows, "1");
    let rows: Vec<usize> = found.iter().map(|&(row, _)| row).collect();
    assert_eq!(rows, [5]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_column_gives_what_its_rows_give(rows in proptest::collection::vec(proptest::option::of(text()), 0..8), lead in text()) {
        let detector = Detector::new();
        prop_assert_eq!(find_column(&detector, &rows, &lead), find_each(&detector, &rows));
    }

    #[test]
    fn a_column_that_repeats_itself_gives_what_its_rows_give(
        texts in proptest::collection::vec(text(), 1..4),
        rows in proptest::collection::vec(any::<prop::sample::Index>(), 0..24),
    ) {
        let detector = Detector::new();
        let rows: Vec<_> = rows.iter().map(|index| Some(index.get(&texts).clone())).collect();
        prop_assert_eq!(find_column(&detector, &rows, ""), find_each(&detector, &rows));
    }

    #[test]
    fn findings_are_in_order_apart_and_on_characters(text in prop_oneof![text(), any::<String>()]) {
        let mut reached = 0;
        for finding in Detector::new().find(&text) {
            prop_assert!(finding.span.start() >= reached);
            prop_assert!(text.get(finding.span.range()).is_some());
            reached = finding.span.end();
        }
    }

    #[test]
    fn no_text_makes_anything_panic(text in prop_oneof![text(), any::<String>(), "[ -~一-龥（）０-９·\u{2010}-\u{2015}]{0,60}"]) {
        for kind in EntityKind::ALL {
            validate(*kind, &text);
        }
        for level in AddressLevel::ALL {
            if let Some(cut) = keep_address(&text, level) {
                prop_assert!(text.get(..cut.keep).is_some());
            }
        }
        decide_column(&text, std::iter::once(text.as_str()));
        Detector::new().explain(&text);
    }
}
