//! Names of people in text: what is found, what is not, and how much on labelled corpora.

#![expect(clippy::string_slice, reason = "a span that cuts a character is a failure")]

mod shared;

use shared::{data_file, lines};
use weimu::detect::Detector;
use weimu::model::{Confidence, EntityKind, KindSet};

fn names(text: &str) -> Vec<&str> {
    let detector = Detector::new().with_kinds(KindSet::EMPTY.with(EntityKind::Name));
    detector.find(text).iter().map(|finding| &text[finding.span.range()]).collect()
}

#[test]
fn names_beside_titles_and_labels_are_found() {
    let cases = [
        ("联系人：王建国，电话13800138000", "王建国"),
        ("法定代表人欧阳明华先生出席", "欧阳明华"),
        ("据记者李晓红报道", "李晓红"),
        ("经办人 赵敏", "赵敏"),
        ("乙方周丽（身份证号见附件）", "周丽"),
        ("{\"name\":\"陈志强\",\"age\":31}", "陈志强"),
        ("张伟，男，汉族，1980年3月生", "张伟"),
    ];
    for (text, name) in cases {
        assert_eq!(names(text), [name], "{text}");
    }
}

#[test]
fn all_names_of_a_list_are_found() {
    assert_eq!(names("出席会议的有王建国、李晓红、赵敏和陈志强。"), ["王建国", "李晓红", "赵敏", "陈志强"]);
}

#[test]
fn no_segment_of_a_dotted_name_is_left() {
    for dot in ['·', '•', '‧', '・', '･', '∙', '⋅', '．', '.'] {
        for parts in [vec!["艾力", "巴拉提"], vec!["迪丽努尔", "麦麦提"], vec!["约翰", "菲茨杰拉德", "肯尼迪"]]
        {
            let name = parts.join(&dot.to_string());
            let text = format!("联系人：{name}，电话待补");
            assert_eq!(names(&text), [name.as_str()], "{text}");
        }
    }
}

#[test]
fn what_follows_or_precedes_a_dotted_name_is_not_of_it() {
    assert_eq!(names("百分之五十的人对比尔·盖茨表示好感"), ["比尔·盖茨"]);
    let text = "瓦西利克·哈努家住康斯坦察县的尼·伯尔切斯库镇";
    assert_eq!(names(text), ["瓦西利克·哈努"]);
    assert_eq!(names("申请人阿不都·阿不力米提·吐尔逊"), ["阿不都·阿不力米提·吐尔逊"]);
}

#[test]
fn known_names_of_other_languages_are_found_without_a_title() {
    assert_eq!(names("昨天约翰没有来上课，史密斯代课。"), ["约翰", "史密斯"]);
    assert_eq!(names("欢迎内塔尼亚胡到访"), ["内塔尼亚胡"]);
    for text in ["前往汉密尔顿岛的渡轮", "《施密特》上映", "沃尔夫斯堡的工厂", "学习马克思主义"]
    {
        assert_eq!(names(text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn a_known_name_is_not_cut_out_of_a_longer_one() {
    for (text, part) in [("雅各布斯称", "雅各布"), ("住在约翰内斯堡附近", "约翰")] {
        assert!(!names(text).contains(&part), "{text}");
    }
}

#[test]
fn a_japanese_surname_stands_alone_beside_a_title() {
    assert_eq!(names("转达他对桥本首相的问候"), ["桥本"]);
    assert_eq!(names("穿过石川的公路"), Vec::<&str>::new());
}

#[test]
fn a_surname_in_front_of_an_address_of_respect_is_a_name() {
    assert_eq!(names("刘先生于2010年加入本公司"), ["刘"]);
    assert_eq!(names("现任教授、博导"), Vec::<&str>::new());
}

#[test]
fn words_places_and_organizations_are_no_names() {
    let texts = [
        "高速公路施工单位应当于每周五前上报",
        "张家港市公司位于王府井大街",
        "中共中央国务院关于安全生产的意见",
        "黄金周期间石油价格上涨，于是马上调整方案",
        "住址：杭州市西湖区文三路",
        "武汉林德源工贸发展有限公司",
        "现任金通灵科技股份有限公司",
        "陆万柒仟伍佰伍拾陆元叁角贰分",
        "柳办发〔2020〕4号",
        "原告张某与被告李某某、赵甲",
        "《哈利·波特》第一部",
    ];
    for text in texts {
        assert_eq!(names(text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn what_is_something_else_is_no_name() {
    let text = "地址：浙江省杭州市西湖区文三路王建国小区3幢201室";
    let findings = Detector::new().find(text);
    assert!(findings.iter().all(|finding| finding.kind != EntityKind::Name), "{findings:?}");
}

#[test]
fn a_lower_threshold_finds_more() {
    let Some(text) = data_file("ner/peoples_daily_dev.jsonl.zst") else { return };
    let precise = Detector::new().with_kinds(KindSet::EMPTY.with(EntityKind::Name));
    let thorough = precise.clone().with_threshold(Confidence::percent(25));
    let found = |detector: &Detector| -> usize {
        lines(&text).iter().map(|case| detector.find(case["text"].as_str().expect("a text")).len()).sum()
    };
    assert!(found(&thorough) > found(&precise));
}

/// Labels, findings, and findings with the span of a label.
fn counted(file: &str) -> Option<(usize, usize, usize)> {
    let (mut labelled, mut found, mut right) = (0, 0, 0);
    for case in lines(&data_file(file)?) {
        let text = case["text"].as_str().expect("a text");
        let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let place = |at: &serde_json::Value| bytes[at.as_u64().expect("a place") as usize];
        let spans = case["spans"].as_array().expect("spans").iter().filter(|span| span[2] == "PERSON");
        let people: Vec<_> = spans.map(|span| place(&span[0])..place(&span[1])).collect();
        let detector = Detector::new().with_kinds(KindSet::EMPTY.with(EntityKind::Name));
        let findings = detector.find(text);
        labelled += people.len();
        found += findings.len();
        right += findings.iter().filter(|finding| people.contains(&finding.span.range())).count();
    }
    Some((labelled, found, right))
}

#[test]
fn names_of_labelled_corpora_are_found_as_stated() {
    for (file, precision, recall) in [
        ("ner/resume_train.jsonl.zst", 0.93, 0.93),
        ("ner/peoples_daily_dev.jsonl.zst", 0.92, 0.78),
        ("ner/cluener_train.jsonl.zst", 0.73, 0.62),
    ] {
        let Some((labelled, found, right)) = counted(file) else { return };
        let (is_precision, is_recall) = (right as f64 / found as f64, right as f64 / labelled as f64);
        assert!(is_precision >= precision && is_recall >= recall, "{file}: {is_precision:.3}, {is_recall:.3}");
    }
}

#[test]
fn text_that_names_no_one_gives_few_names() {
    for (file, most) in [("laws_dev", 160), ("java_code", 20), ("logs_dev", 0), ("hard_negatives_dev", 2)] {
        let Some(text) = data_file(&format!("negative/{file}.jsonl.zst")) else { return };
        let found: usize = lines(&text).iter().map(|case| names(case["text"].as_str().expect("a text")).len()).sum();
        assert!(found <= most, "{file}: {found}");
    }
}
