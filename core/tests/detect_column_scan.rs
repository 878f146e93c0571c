//! The scan of a column, which reads only what can hold something, gives what reading every row in full gives.

#![expect(clippy::string_slice, reason = "texts are cut at the places of their characters")]

mod shared;

use proptest::prelude::*;
use shared::{data_file, lines};
use weimu::detect::{ColumnText, Detector, Refusals};
use weimu::model::{EntityKind, Finding, KindSet};
use weimu_scan::Cpu;

/// Pieces that tokens, links and forms are made of.
fn piece() -> impl Strategy<Value = String> {
    let digits = proptest::collection::vec(0u8..10, 1..12)
        .prop_map(|digits| digits.iter().map(|digit| char::from(b'0' + digit)).collect::<String>());
    let forms = prop::sample::select(vec![
        "11010519491231002X",
        "11010519491231002Ｘ",
        "110105 19491231 002X",
        "110105-1949-1231-0021",
        "440524188001010014",
        "110105491231002",
        "91350100M000100Y43",
        "91350100Ｍ000100Y43",
        "11350000003591037R",
        "13800138000",
        "138 0013 8000",
        "1380013-8000",
        "013800138000",
        "0086 138-0013-8000",
        "+86 13800138000",
        "(+86)13800138000",
        "1440123456789",
        "物联网卡号1440123456789",
        "６２２２０２０２００１１２２３０１１１",
        "6222 0202 0011 2230 111",
        "6222020200112230111",
        "卡号:378282246310005",
        "0375—2692229",
        "(0571)88889999",
        "（0571）8888 9999",
        "86 10 88889999",
        "86 10 123456",
        "010-123456",
        "电话2692229",
        "电话 26922290、26922291",
        "01088889999",
        "400-672-2705",
        "4006722705",
        "8006722705",
        "邮编467000",
        "转801",
        " ext 12",
        "分机：801",
        "a@b.cn",
        "13800138000@139.com",
        "电话13800138000@qq.com",
        "138 0013-8000@qq.com",
        "x@138.00138000.cn",
        "@",
        "13800138000＠１３９．com",
        "ａ@b．cn",
        "＠",
        "一九八五年三月十二日",
        "二〇〇一年3月5日",
        "东经120°10′25″",
        "30°15.53′N",
        "坐标30°15′",
        "20260301",
        "2026-03-01",
        "1.1",
        "192.168.1.1",
        "13:04:22",
        "PHL010101012345",
        "CAN310102991231",
        "11010571092X841",
        "11010519491231002X01",
        "44052418800101001401",
        "77777777777777777777",
        "898600123456789012345",
        "LTAI12345678901234567890",
        "E12345678",
        "京A12345",
        "490154203237518",
        "6222 0202 0001 1223 344",
    ]);
    let links = prop::sample::select(vec![
        " ",
        "-",
        "—",
        "--",
        "\u{200B}",
        "\u{2060}",
        "\u{FEFF}",
        "\u{A0}",
        "\u{3000}",
        ")",
        "）",
        "(",
        "、",
        ",",
        "，",
        "/",
        ".",
        ":",
        "转",
        "#",
        "ext",
        "x",
        "ex",
        "_",
        "=",
        "的",
        "年",
        "，联系",
        "永久居留证",
        "护照",
        "IMEI ",
        "纳税人识别号",
        "银行账号:",
        "微信号",
        "密码:",
        "出生",
        "．",
        "°",
        "北纬",
        "″E",
        "一九",
        "张伟",
        "地址:",
        "浙江省湖州市吴兴区仁皇山路666号",
        "é",
        "😀",
        "１",
        "Ａ",
        "A",
        "X",
        "e",
        "ab",
        "\n",
        "                         ",
    ]);
    prop_oneof![2 => digits, 2 => forms.prop_map(str::to_owned), 3 => links.prop_map(str::to_owned)]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..12).prop_map(|pieces| pieces.concat())
}

fn kind_sets() -> [KindSet; 6] {
    let of = |kinds: &[EntityKind]| kinds.iter().copied().collect();
    [
        KindSet::all(),
        of(&[EntityKind::IdCard, EntityKind::Uscc, EntityKind::Mobile, EntityKind::Email]),
        of(&[EntityKind::Email]),
        of(&[EntityKind::Uscc]),
        of(&[EntityKind::Landline, EntityKind::Hotline]),
        of(&[EntityKind::BankCard, EntityKind::Address]),
    ]
}

/// GB 11643, 7.
fn check_character(body: &str) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    b"10X98765432"[sum as usize % 11]
}

/// A number of 18 characters: nearly always the days exist and the check character holds.
fn number() -> impl Strategy<Value = String> {
    let region = prop_oneof![
        4 => (11u32..72, 0u32..40, 0u32..40).prop_map(|(province, city, county)| province * 10_000 + city * 100 + county),
        1 => 131_000u32..131_100,
        2 => prop::sample::select(vec![110_105, 330_327, 421_182, 622_301, 710_000, 810_000, 910_100, 513_436]),
        1 => 0u32..1_000_000,
    ];
    let day = prop_oneof![9 => (1u32..13, 1u32..32), 1 => (0u32..100, 0u32..100)];
    let year = prop_oneof![9 => 1930u32..2025, 1 => 1795u32..2200, 1 => 0u32..10_000];
    (region, year, day, 0u32..1000, any::<bool>(), proptest::option::weighted(0.1, (0usize..18, b' '..127))).prop_map(
        |(region, year, (month, day), serial, lower, slip)| {
            let body = format!("{region:06}{year:04}{month:02}{day:02}{serial:03}");
            let last = check_character(&body);
            let mut number = format!("{body}{}", char::from(if lower { last.to_ascii_lowercase() } else { last }));
            if let Some((at, byte)) = slip {
                number.replace_range(at..=at, char::from(byte).encode_utf8(&mut [0; 4]));
            }
            number
        },
    )
}

type Result = (Vec<(usize, Finding)>, Refusals);

fn scanned(detector: &Detector, rows: &[Option<&str>], lead: &str) -> Result {
    let mut bytes = lead.to_owned();
    let mut offsets = vec![bytes.len()];
    for row in rows {
        bytes.push_str(row.unwrap_or_default());
        offsets.push(bytes.len());
    }
    let column = ColumnText {
        bytes: bytes.as_bytes(),
        rows: rows.len(),
        offset: |row: usize| offsets[row],
        value: |row: usize| rows[row],
    };
    let (mut found, mut refused) = (Vec::new(), Refusals::new());
    detector.find_column(&column, &mut refused, |row, finding| found.push((row, finding)));
    (found, refused)
}

/// By the detectors over every row in full.
fn read(detector: &Detector, rows: &[Option<&str>]) -> Result {
    let (mut found, mut refused) = (Vec::new(), Refusals::new());
    for (number, row) in rows.iter().enumerate() {
        let explanation = detector.explain(row.unwrap_or_default());
        found.extend(explanation.findings.into_iter().map(|finding| (number, finding)));
        explanation.refused.iter().for_each(|refusal| refused.add(refusal.kind, refusal.reason));
    }
    (found, refused)
}

fn check(rows: &[Option<&str>], lead: &str) {
    for kinds in kind_sets() {
        let detector = Detector::new().with_kinds(kinds);
        let expected = read(&detector, rows);
        for (level, cpu) in Cpu::levels() {
            let (found, refused) = scanned(&detector.clone().with_cpu(cpu), rows, lead);
            assert_eq!(found, expected.0, "{level} {kinds:?} {rows:?}");
            assert!(
                refused.iter().eq(expected.1.iter()),
                "{level} {kinds:?} {rows:?} {:?}",
                refused.iter().collect::<Vec<_>>()
            );
        }
        let (mut found, mut refused) = (Vec::new(), Refusals::new());
        let texts = rows.iter().copied().enumerate();
        detector.find_texts(texts, &mut refused, |row, finding| found.push((row, finding)));
        assert_eq!((found, refused), expected, "{kinds:?} {rows:?}");
        for (row, text) in rows.iter().enumerate() {
            let found: Vec<_> =
                detector.find(text.unwrap_or_default()).into_iter().map(|finding| (row, finding)).collect();
            let of_row: Vec<_> = expected.0.iter().copied().filter(|&(at, _)| at == row).collect();
            assert_eq!(found, of_row, "{kinds:?} {text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_column_gives_what_its_rows_give(rows in proptest::collection::vec(text(), 0..6), lead in text()) {
        let rows: Vec<_> = rows.iter().map(|row| Some(row.as_str())).collect();
        check(&rows, &lead);
    }

    #[test]
    fn a_column_of_numbers_gives_what_its_rows_give(mut numbers in proptest::collection::vec(number(), 1..40), other in text(), at in any::<prop::sample::Index>(), null in any::<prop::sample::Index>()) {
        numbers.insert(at.index(numbers.len()), other);
        let null = null.index(numbers.len() * 2);
        let rows: Vec<_> = numbers.iter().enumerate().map(|(row, number)| Some(number.as_str()).filter(|_| row != null)).collect();
        check(&rows, "");
    }

    #[test]
    fn a_text_cut_into_rows_anywhere_gives_what_the_parts_give(text in text(), cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..9), null in any::<bool>()) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| places[cut.index(places.len())]).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let rows: Vec<_> = cuts.windows(2).map(|pair| Some(&text[pair[0]..pair[1]]).filter(|row| !null || row.len() != 1)).collect();
        check(&rows, "");
    }
}

#[test]
fn numbers_that_fill_their_rows_give_what_each_gives() {
    let regions = ["110105", "440524", "622301", "350100", "999999", "110199", "330327", "810000", "421182", "513436"];
    let days =
        ["19491231", "20000229", "19000229", "20260101", "20991231", "17991231", "18000101", "20010431", "19841130"];
    let mut rows = Vec::new();
    for number in 0..20_000_u32 {
        let (region, day) = (regions[number as usize % 10], days[number as usize / 10 % 9]);
        let body = format!("{region}{day}{:03}", number.wrapping_mul(7919) % 1000);
        let last = if number % 97 == 0 { b"0123456789X"[number as usize / 97 % 11] } else { check_character(&body) };
        let last = if number % 3 == 0 { last.to_ascii_lowercase() } else { last };
        rows.push(format!("{body}{}", char::from(last)));
        if number % 1009 == 0 {
            rows.push(["", "1", "a@b.cn", "13800138000", "11010519491231002／"][number as usize % 5].to_owned());
        }
    }
    let rows: Vec<_> = rows.iter().enumerate().map(|(at, row)| Some(row.as_str()).filter(|_| at % 501 != 0)).collect();
    for kinds in kind_sets() {
        let detector = Detector::new().with_kinds(kinds);
        let expected = read(&detector, &rows);
        for (level, cpu) in Cpu::levels() {
            let (found, refused) = scanned(&detector.clone().with_cpu(cpu), &rows, "1");
            let other = found.iter().zip(&expected.0).find(|(one, other)| one != other);
            assert_eq!(other, None, "{level} {kinds:?} {:?}", other.map(|((row, _), _)| rows[*row]));
            assert_eq!(found.len(), expected.0.len());
            assert_eq!(refused.iter().collect::<Vec<_>>(), expected.1.iter().collect::<Vec<_>>(), "{level} {kinds:?}");
        }
    }
}

#[test]
fn labelled_and_negative_texts_give_what_their_rows_give() {
    let mut seen = 0;
    for name in [
        "mixed/mixed_dev",
        "negative/hard_negatives_dev",
        "negative/laws_dev",
        "negative/logs_dev",
        "negative/java_code",
    ] {
        let Some(data) = data_file(&format!("{name}.jsonl.zst")) else { return };
        let cases = lines(&data);
        let texts: Vec<_> = cases.iter().map(|case| case["text"].as_str().expect("a text")).collect();
        let rows: Vec<_> = texts.iter().map(|text| Some(*text)).collect();
        let whole = [texts.concat()];
        seen += rows.len();
        for kinds in kind_sets() {
            let detector = Detector::new().with_kinds(kinds);
            let (expected, in_one) = (read(&detector, &rows), read(&detector, &[Some(&whole[0])]));
            for (level, cpu) in Cpu::levels() {
                let detector = detector.clone().with_cpu(cpu);
                assert_eq!(scanned(&detector, &rows, "1"), expected, "{name} {level}");
                assert_eq!(scanned(&detector, &[Some(&whole[0])], "1"), in_one, "{name} in one {level}");
            }
        }
    }
    assert!(seen > 5_000, "{seen}");
}
