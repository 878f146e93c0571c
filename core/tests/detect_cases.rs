//! Published examples and labelled cases, each decided as its label says.

#![expect(clippy::string_slice, reason = "a span that cuts a character is a failure")]

mod shared;

use serde_json::Value;
use shared::{case_file, case_files, data_file, lines};
use weimu::detect::{Detector, keep_address, validate};
use weimu::model::{AddressLevel, EntityKind, Reason};

fn identifiers() -> Value {
    serde_json::from_str(&case_file("identifiers.json")).expect("well-formed JSON")
}

fn examples(group: &str) -> Vec<(String, String, String)> {
    let all = identifiers();
    let list = all["examples"][group].as_array().expect("a list of examples").clone();
    assert!(!list.is_empty());
    let field = |case: &Value, name: &str| case[name].as_str().unwrap_or_default().to_owned();
    list.iter().map(|case| (field(case, "value"), field(case, "expect"), field(case, "reason"))).collect()
}

fn is_valid(kind: EntityKind, value: &str) -> bool {
    validate(kind, value).expect("a kind with a validator").valid
}

#[test]
fn identity_cards_are_judged_as_published() {
    for group in ["resident_id_18", "resident_id_15"] {
        for (value, expect, reason) in examples(group) {
            let verdict = validate(EntityKind::IdCard, &value).expect("a kind with a validator");
            assert_eq!(verdict.valid, expect == "valid", "{value}");
            let expected = match reason.split(' ').next() {
                Some("check") => Some(Reason::Checksum),
                Some("date") => Some(Reason::Date),
                Some("province" | "region") => Some(Reason::Region),
                _ => None,
            };
            assert_eq!(verdict.reason, expected, "{value}");
        }
    }
}

#[test]
fn credit_codes_are_judged_as_published() {
    for (value, expect, reason) in examples("uscc") {
        let verdict = validate(EntityKind::Uscc, &value).expect("a kind with a validator");
        assert_eq!(verdict.valid, expect != "invalid", "{value}");
        let expected = match (expect.as_str(), reason.as_str()) {
            ("check-fails-but-issued", _) => Some(Reason::Pilot),
            (_, "check") => Some(Reason::Checksum),
            (_, "shape") => Some(Reason::Shape),
            (_, "dept/category") => Some(Reason::Prefix),
            _ => None,
        };
        assert_eq!(verdict.reason, expected, "{value}");
    }
}

#[test]
fn mobile_numbers_are_judged_as_published() {
    for (value, expect, _) in examples("mobile") {
        assert_eq!(is_valid(EntityKind::Mobile, &value), expect == "valid", "{value}");
    }
}

#[test]
fn landlines_and_hotlines_are_judged_as_published() {
    for (value, expect, _) in examples("landline_service") {
        let valid = is_valid(EntityKind::Landline, &value) || is_valid(EntityKind::Hotline, &value);
        assert_eq!(valid, expect == "valid", "{value}");
    }
}

#[test]
fn emails_postcodes_and_bank_cards_are_judged_as_published() {
    for (group, kind) in
        [("email", EntityKind::Email), ("postcode", EntityKind::Postcode), ("bank_card", EntityKind::BankCard)]
    {
        for (value, expect, _) in examples(group) {
            assert_eq!(is_valid(kind, &value), expect != "invalid", "{value}");
        }
    }
}

#[test]
fn other_identifiers_are_judged_as_published() {
    let groups = [
        ("foreigner_pr_18", EntityKind::IdCard),
        ("foreigner_pr_15_old", EntityKind::IdCard),
        ("driver_licence_no", EntityKind::IdCard),
        ("org_code", EntityKind::OrgCode),
        ("biz_reg_15", EntityKind::BusinessReg),
        ("imei", EntityKind::Imei),
        ("imsi_iccid", EntityKind::Imei),
        ("vin", EntityKind::Vin),
        ("passport", EntityKind::Passport),
        ("hk_mo_permit_mainlander", EntityKind::Permit),
        ("taiwan_permit_mainlander", EntityKind::Permit),
        ("home_return_permit_hkmo", EntityKind::Permit),
        ("taiwan_compatriot_permit", EntityKind::Permit),
        ("officer_card", EntityKind::OfficerCard),
        ("social_security_card", EntityKind::SocialSecurity),
        ("qq", EntityKind::Qq),
        ("wechat", EntityKind::Wechat),
        ("mac", EntityKind::Mac),
        ("plate", EntityKind::Plate),
        ("ip", EntityKind::Ip),
        ("date_of_birth", EntityKind::BirthDate),
    ];
    for (group, kind) in groups {
        for (value, expect, _) in examples(group) {
            assert_eq!(is_valid(kind, &value), expect != "invalid", "{group} {value}");
        }
    }
    // 113.3,33.7 is a position of ten kilometres, which STANDARDS B.11 does not call precise.
    for (value, expect, _) in examples("lonlat").into_iter().filter(|(value, ..)| value != "113.3,33.7") {
        assert_eq!(is_valid(EntityKind::Coordinate, &value), expect == "valid", "{value}");
    }
    // Of a person, a taxpayer number is an identity card number.
    for (value, expect, _) in examples("tax_id").into_iter().filter(|(value, ..)| !value.starts_with("1101051949")) {
        assert_eq!(is_valid(EntityKind::Uscc, &value), expect == "valid", "{value}");
    }
}

#[test]
fn a_valid_value_is_found_as_a_whole_in_running_text() {
    let groups = [
        ("resident_id_18", EntityKind::IdCard),
        ("resident_id_15", EntityKind::IdCard),
        ("uscc", EntityKind::Uscc),
        ("mobile", EntityKind::Mobile),
    ];
    for (group, kind) in groups {
        for (value, ..) in examples(group).into_iter().filter(|(_, expect, _)| expect != "invalid") {
            let text = format!("经查号码为{value}的记录");
            let findings = Detector::new().find(&text);
            let found = findings.iter().find(|finding| finding.kind == kind).map(|finding| finding.span.range());
            let begin = "经查号码为".len();
            assert_eq!(found, Some(begin..begin + value.len()), "{text}");
        }
    }
}

#[test]
fn collisions_go_to_the_stricter_kind() {
    let kinds = |text: &str| Detector::new().find(text).iter().map(|finding| finding.kind).collect::<Vec<_>>();
    // STANDARDS B.12: an identity card number that is also an 18-digit card, and one that passes MOD 31.
    assert_eq!(kinds("620502198912049897"), [EntityKind::IdCard]);
    assert_eq!(kinds("362322198709086409"), [EntityKind::IdCard]);
    assert_eq!(kinds("110108720315090"), [EntityKind::IdCard]);
}

#[test]
fn nothing_is_found_inside_longer_references() {
    let texts = [
        "索 引 号 F1000-0201-2021-3979054 发文字号 鹤政办〔2021〕39号",
        "运单1101051949123100213800138",
        "序列号 SN13834556549D",
        "0.13800138000",
        "12-13800138000",
        "档案 CG2021-13800138000-01",
        "7-11010519491231002X-2",
        "911101081005923142006U",
        "编号 0201-2021-3979054",
        "createTime=1480857350421",
    ];
    for text in texts {
        assert_eq!(Detector::new().find(text), [], "{text}");
    }
}

fn check_labelled(text: &str) -> usize {
    let cases = lines(text);
    let mut wrong = Vec::new();
    for case in &cases {
        let kind = if case["type"] == "ID_CARD" { EntityKind::IdCard } else { EntityKind::Uscc };
        let value = case["value"].as_str().expect("a value");
        let verdict = validate(kind, value).expect("a kind with a validator");
        let expected = match (case["valid"].as_bool(), kind) {
            (Some(valid), _) => valid,
            // A region that was never issued is no valid number; lower case is accepted.
            (None, EntityKind::IdCard) => false,
            (None, _) => true,
        };
        if kind == EntityKind::IdCard && REGIONS_LEFT_OUT.iter().any(|region| value.starts_with(region)) {
            assert_eq!(Detector::new().find(value).len(), usize::from(expected), "{value}");
        } else if verdict.valid != expected {
            wrong.push(format!("{value} {} -> {:?}", case["note"], verdict));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    cases.len()
}

/// Codes that only a table under the LGPL has; to STANDARDS B.1 a region is soft evidence, and the numbers are found.
const REGIONS_LEFT_OUT: [&str; 4] = ["420524", "540201", "332532", "332702"];

#[test]
fn labelled_cases_are_decided_as_labelled() {
    assert_eq!(check_labelled(&case_file("id_uscc.jsonl")), 400);
    if let Some(all) = data_file("values/id_uscc_cases.jsonl.zst") {
        assert_eq!(check_labelled(&all), 4000);
    }
}

#[test]
fn numbers_with_an_unissued_region_are_found_all_the_same() {
    let text = case_file("id_uscc.jsonl");
    let unissued: Vec<Value> = lines(&text).into_iter().filter(|case| case["valid"].is_null()).collect();
    assert!(!unissued.is_empty());
    for case in unissued.iter().filter(|case| case["type"] == "ID_CARD") {
        let value = case["value"].as_str().expect("a value");
        assert_eq!(
            Detector::new().find(value).first().map(|finding| finding.kind),
            Some(EntityKind::IdCard),
            "{value}"
        );
    }
}

#[test]
fn addresses_are_cut_as_the_golden_cases_say() {
    let golden: Value = serde_json::from_str(&case_file("address_golden.json")).expect("well-formed JSON");
    let cases = golden["golden"].as_array().expect("a list");
    assert!(!cases.is_empty());
    for case in cases {
        let text = case["address"].as_str().expect("an address");
        let levels = [
            ("keep_city", AddressLevel::City),
            ("keep_county", AddressLevel::County),
            ("keep_town", AddressLevel::Town),
        ];
        for (field, level) in levels {
            let cut = keep_address(text, level).expect("golden addresses begin with a division");
            let kept = text.get(..cut.keep).expect("a character boundary");
            let output = if cut.whole { kept.to_owned() } else { format!("{kept}***") };
            assert_eq!(output, case[field].as_str().expect("an output"), "{field}");
        }
    }
}

#[test]
fn what_is_kept_of_an_address_down_to_its_county_is_no_address() {
    let golden: Value = serde_json::from_str(&case_file("address_golden.json")).expect("well-formed JSON");
    for case in golden["golden"].as_array().expect("a list") {
        for field in ["keep_city", "keep_county"] {
            let kept = case[field].as_str().expect("an output");
            for text in [kept.to_owned(), format!("地址:{kept}"), format!("{kept},13800138000")] {
                let kinds: Vec<_> = Detector::new().find(&text).iter().map(|finding| finding.kind).collect();
                assert!(!kinds.contains(&EntityKind::Address), "{text}");
            }
        }
    }
}

#[test]
fn masked_values_are_not_found_again() {
    for text in
        ["138****8000", "1101**********002X", "0375-***2229", "张**", "9135************43", "北京市海淀区**********"]
    {
        assert_eq!(Detector::new().find(text), [], "{text}");
    }
}

#[test]
fn golden_addresses_are_found_in_running_text() {
    let golden: Value = serde_json::from_str(&case_file("address_golden.json")).expect("well-formed JSON");
    for case in golden["golden"].as_array().expect("a list") {
        let address = case["address"].as_str().expect("an address");
        let text = format!("申请人,联系地址:{address},特此证明。");
        let findings = Detector::new().find(&text);
        let found: Vec<&str> = findings.iter().filter_map(|finding| text.get(finding.span.range())).collect();
        assert_eq!(found, [address]);
    }
}

#[test]
fn a_region_alone_is_no_address() {
    for text in [
        "河南省郑州市金水区",
        "全市共有河南省郑州市金水区等地",
        "鹤政办〔2021〕39号",
        "郑州市中级人民法院",
        "北京市海淀区人民政府",
    ] {
        assert_eq!(Detector::new().find(text), [], "{text}");
    }
}

#[test]
fn seed_texts_give_what_is_to_be_found_and_nothing_else() {
    let cases: Value = serde_json::from_str(&case_file("seed_ground_truth.json")).expect("well-formed JSON");
    let mut seen = 0;
    for case in cases.as_array().expect("a list") {
        let file = case["file"].as_str().expect("a file name");
        let Some(text) = data_file(&format!("regulations/{file}")) else { continue };
        let value = case["value"].as_str().expect("a value");
        let kind = case["kind"].as_str().and_then(|kind| kind.split(' ').next()).expect("a kind");
        let found = Detector::new().find(&text);
        let begin = text.find(value).expect("the value stands in its file");
        let touching: Vec<_> = found
            .iter()
            .filter(|finding| finding.span.start() < begin + value.len() && begin < finding.span.end())
            .collect();
        if case["must_detect"] == true {
            let names: Vec<&str> = touching.iter().map(|finding| finding.kind.name()).collect();
            assert_eq!(names, [kind], "{value}");
            assert!(touching[0].span.start() == begin, "{value}");
        } else {
            assert!(touching.is_empty(), "{value}");
        }
        seen += 1;
    }
    if seen > 0 {
        assert_eq!(seen, 10);
    }
}

fn addresses(text: &str) -> Vec<(String, Option<AddressLevel>)> {
    let found = Detector::new().find(text).into_iter().filter(|finding| finding.kind == EntityKind::Address);
    found.map(|finding| (text[finding.span.range()].to_owned(), finding.level)).collect()
}

#[test]
fn masked_text_is_no_detail_of_an_address() {
    for text in [
        "疾病预防控制中心地址：拉萨市***",
        "地址：荆州市***",
        "地址：荆州市●●●●",
        "住址：浙江省湖州市吴兴区×××",
        "住址：浙江省湖州市吴兴区XXXXXX",
        "住址：浙江省湖州市XX区XX路XX号",
        "观海卫镇工业区***",
    ] {
        assert_eq!(addresses(text), [], "{text}");
    }
    assert_eq!(
        addresses("住址：湖州市吴兴区仁皇山街道***"),
        [("湖州市吴兴区仁皇山街道".to_owned(), Some(AddressLevel::Town))]
    );
    assert_eq!(
        addresses("住址：湖州市吴兴区仁皇山路XX号"),
        [("湖州市吴兴区仁皇山路".to_owned(), Some(AddressLevel::Road))]
    );
}

#[test]
fn an_organization_is_an_address_only_where_a_label_says_so() {
    for text in ["来凤县中心医院", "经武汉市第八医院诊断", "恩施州来凤县中心医院", "随州市中心医院（东院区）"]
    {
        assert_eq!(addresses(text), [], "{text}");
    }
    assert_eq!(addresses("地址：来凤县中心医院").len(), 1);
    assert_eq!(addresses("地址：平顶山市新城区市审批中心大楼").len(), 1);
    let with_its_place = "随州市中心医院（随州市曾都区烈山大道700号）";
    assert_eq!(addresses(with_its_place), [("随州市曾都区烈山大道700号".to_owned(), Some(AddressLevel::Room))]);
}

#[test]
fn a_number_behind_a_named_place_is_read() {
    assert_eq!(addresses("北京市朝阳区芍药居北里101号世奥国际中心")[0].1, Some(AddressLevel::Room));
    let found = Detector::new().find("南京市桑树园小区11号");
    assert_eq!(found[0].confidence.as_percent(), 95);
}

/// A file of labelled cases and the kind that it is about.
struct Cases {
    file: String,
    kind: Option<EntityKind>,
    all: Value,
}

impl Cases {
    fn read() -> Vec<Self> {
        let files: Vec<Self> = case_files("toml")
            .into_iter()
            .map(|file| {
                let all: Value = toml::from_str(&case_file(&file)).expect("well-formed TOML");
                let kind = all["kind"].as_str().map(|name| EntityKind::from_name(name).expect("the name of a kind"));
                Self { file, kind, all }
            })
            .collect();
        assert!(files.len() > 25, "only {} files of cases", files.len());
        files
    }

    fn list(&self, name: &str) -> &[Value] {
        self.all[name].as_array().map_or(&[], Vec::as_slice)
    }

    /// The places of the findings of the kind, or of all, counted in characters.
    fn found(&self, text: &str) -> Vec<(usize, usize)> {
        let characters = |byte: usize| text[..byte].chars().count();
        let of_kind = |finding: &weimu::model::Finding| self.kind.is_none_or(|kind| kind == finding.kind);
        let found = Detector::new().find(text).into_iter().filter(of_kind);
        found.map(|finding| (characters(finding.span.start()), characters(finding.span.end()))).collect()
    }
}

fn text_of<'a>(case: &'a Value, field: &str) -> &'a str {
    case[field].as_str().expect("a text")
}

#[test]
fn every_kind_but_names_and_addresses_has_cases() {
    let files = Cases::read();
    for &kind in EntityKind::ALL.iter().filter(|kind| !matches!(kind, EntityKind::Name | EntityKind::Address)) {
        let cases = files.iter().find(|cases| cases.kind == Some(kind));
        assert!(cases.is_some(), "{} has no file of cases", kind.name());
        let cases = cases.expect("asserted above");
        for list in ["valid", "invalid", "text", "silent"] {
            assert!(cases.list(list).len() >= 2, "{} {list}", kind.name());
        }
    }
}

#[test]
fn values_of_every_kind_are_judged_as_labelled() {
    let mut wrong = Vec::new();
    for cases in Cases::read() {
        let Some(kind) = cases.kind else { continue };
        for case in cases.list("valid") {
            let verdict = validate(kind, text_of(case, "value")).expect("a kind with a validator");
            if !verdict.valid || verdict.confidence.as_percent() < 50 {
                wrong.push(format!("{}: {} is {verdict:?}", cases.file, case["value"]));
            }
        }
        for case in cases.list("invalid") {
            let verdict = validate(kind, text_of(case, "value")).expect("a kind with a validator");
            let reason = verdict.reason.map(Reason::name);
            if verdict.valid || reason != Some(text_of(case, "reason")) {
                wrong.push(format!("{}: {} is {verdict:?}", cases.file, case["value"]));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn values_of_every_kind_are_found_in_text_as_labelled() {
    let mut wrong = Vec::new();
    for cases in Cases::read() {
        for case in cases.list("text") {
            let place = |span: &Value, end: usize| span[end].as_u64().expect("a place") as usize;
            let spans = case["spans"].as_array().expect("spans").iter().map(|span| (place(span, 0), place(span, 1)));
            let found = cases.found(text_of(case, "text"));
            if found != spans.collect::<Vec<_>>() {
                wrong.push(format!("{}: {} has {found:?}", cases.file, case["text"]));
            }
        }
        for case in cases.list("silent") {
            let found = cases.found(text_of(case, "text"));
            if !found.is_empty() {
                wrong.push(format!("{}: {} has {found:?}", cases.file, case["text"]));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn what_other_projects_judge_otherwise_is_judged_as_the_clause_says() {
    let rulings: toml::Table = include_str!("../../corpora/peers.toml").parse().expect("well-formed TOML");
    let rulings = rulings["ruling"].as_array().expect("a list");
    assert!(rulings.len() > 10);
    for ruling in rulings {
        let kind = ruling["kind"].as_str().and_then(EntityKind::from_name).expect("a kind");
        assert!(ruling["clause"].as_str().is_some_and(|clause| clause.len() > 40) && ruling["peer"].is_str());
        for value in ruling["values"].as_array().expect("a list") {
            let value = value.as_str().expect("a text");
            assert_eq!(Some(is_valid(kind, value)), ruling["valid"].as_bool(), "{value}");
        }
    }
}
