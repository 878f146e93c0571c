//! The policy document: every fault, all at once, each with its line and column.
#![expect(clippy::panic, reason = "a test that fails panics, and its data is made up")]

use proptest::prelude::*;
use weimu::error::{ErrorKind, Fault, FaultKind, Lang};
use weimu::policy::Policy;

fn faults(text: &str) -> Vec<Fault> {
    match Policy::parse(text) {
        Ok(_) => Vec::new(),
        Err(error) => match error.kind() {
            ErrorKind::Policy(faults) => faults.clone(),
            other => panic!("not a fault of the policy: {other:?}"),
        },
    }
}

fn messages(text: &str) -> Vec<String> {
    faults(text).iter().map(|fault| fault.message(Lang::En)).collect()
}

/// The fault of the one rule in a policy that is otherwise right.
fn rule_fault(rule: &str) -> FaultKind {
    type_fault("id_card", rule)
}

fn type_fault(name: &str, rule: &str) -> FaultKind {
    let text = format!("weimu: 1\nkeys: {{k: {{keyring: k}}}}\nscenarios: {{s: {{types: {{{name}: {rule}}}}}}}\n");
    let mut faults = faults(&text);
    assert_eq!(faults.len(), 1, "{rule}: {faults:?}");
    faults.remove(0).kind
}

fn accepts(name: &str, rule: &str) {
    let text =
        format!("weimu: 1\ndataset: d\nkeys: {{k: {{keyring: k}}}}\nscenarios: {{s: {{types: {{{name}: {rule}}}}}}}\n");
    assert_eq!(messages(&text), [""; 0], "{name}: {rule}");
}

const DESIGN: &str = "
weimu: 1
dataset: city-subsidy-2026            # bound into every ciphertext as associated data
crypto: gm
keys:
  person: { keyring: person }
scenarios:
  open:
    unlisted: deny
    types:
      id_card:  { op: tokenize, key: person, domain: person }
      phone:    { op: mask, keep_first: 3, keep_last: 4 }
      address:  { op: generalize, level: county }
      name:     { op: mask, keep_first: 1 }
      uscc:     { op: keep }
  share:
    unlisted: inspect
    types:
      id_card:  { op: encrypt, key: person }
columns:
  身份证号:  { type: id_card }
  联系电话:  { type: phone }
  备注:      { scan: text }
  金额:      { op: keep }
checks:
  leak: deny
";

#[test]
fn the_policy_of_the_design_is_without_fault() {
    assert_eq!(messages(DESIGN), [""; 0]);
    let policy = Policy::parse(DESIGN).unwrap();
    assert_eq!(policy.scenarios(), ["open", "share"]);
    assert_eq!(policy.dataset(), "city-subsidy-2026");
    assert!(policy.check().is_ok());
    assert!(policy.needs_keyring(Some("open")).unwrap());
}

#[test]
fn every_fault_is_told_at_once_in_the_order_of_the_document() {
    let text = "\
weimu: 2
dataset: 2026
crypto: sm
kyes: {}
keys:
  person: { keyring: person, secret: 0011 }
  run: { ephemeral: yes }
default: opne
scenarios:
  open:
    unlisted: forbid
    types:
      id_crad: { op: mask }
      phone: { op: masc }
      mobile: { op: mask, keep_frist: 3 }
      address: { op: generalize, level: street }
      name: { op: tokenize, key: persn }
columns:
  身份证号: { type: 身份证 }
  备注: { scan: txt }
  金额: {}
  金额: { op: keep }
checks: { leak: no }
";
    let types = "id_card, uscc, org_code, business_reg, mobile, landline, hotline, address, name, email, bank_card, bank_account, \
                 passport, permit, officer_card, plate, social_security, vin, imei, mac, ip, coordinate, postcode, wechat, qq, \
                 birth_date, medical_record, secret, secrecy_mark, phone, organization, region, date";
    let expected = [
        "1:8: weimu: this release understands `weimu: 1` only".to_owned(),
        "2:10: dataset: text, in quotes, is expected here, not a number".to_owned(),
        "3:9: crypto: `sm` is not a family of algorithms; known: gm, intl, any; did you mean `gm`?".to_owned(),
        "4:1: kyes: `kyes` is not a field here, which takes weimu, dataset, crypto, kinds, keys, extends, default, scenarios, columns, \
         checks; did you mean `keys`?"
            .to_owned(),
        "6:38: keys.person.secret: a policy names keys and never holds them; remove this, change the key if it was in use, and \
         write `keyring: NAME`"
            .to_owned(),
        "7:21: keys.run.ephemeral: `true` or `false` is expected here, not text".to_owned(),
        "8:10: default: the policy has no scenario `opne`; it has open; did you mean `open`?".to_owned(),
        "11:15: scenarios.open.unlisted: `forbid` is not what to do with unlisted columns; known: deny, drop, inspect".to_owned(),
        format!("13:7: scenarios.open.types.id_crad: `id_crad` is not a type; known: {types}; did you mean `id_card`?"),
        "14:20: scenarios.open.types.phone.op: `masc` is not an operation; known: keep, drop, null, replace, mask, generalize, \
         hash, tokenize, encrypt, fpe; did you mean `mask`?"
            .to_owned(),
        "15:27: scenarios.open.types.mobile.keep_frist: `keep_frist` is not a field here, which takes op, keep_first, keep_last, \
         mask_first, mask_last, keep_range, range, before, after, char; did you mean `keep_first`?"
            .to_owned(),
        "16:41: scenarios.open.types.address.level: `street` is not an address level; known: province, city, county, town, road, \
         room"
            .to_owned(),
        "17:34: scenarios.open.types.name.key: `keys` declares no `persn`; did you mean `person`?".to_owned(),
        format!("19:17: columns.身份证号.type: `身份证` is not a type; known: {types}, none; did you mean `id_card`?"),
        "20:15: columns.备注.scan: `txt` is not a way to scan; known: text; did you mean `text`?".to_owned(),
        "21:3: columns.金额: say what becomes of this column: `type`, `op` or `scan: text`".to_owned(),
        "22:3: columns.金额: `金额` stands here a second time, first in line 21; one of the two would be ignored, so remove one"
            .to_owned(),
        "23:17: checks.leak: `no` is not what to do about a leak; known: deny, warn, off".to_owned(),
    ];
    let found = messages(text);
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn a_policy_without_its_first_line_is_told_what_to_write() {
    assert_eq!(
        messages("dataset: d\nscenarios: {s: {}}\n"),
        ["1:1: the version is missing; a policy begins with `weimu: 1`"]
    );
    assert_eq!(messages("weimu: 1\n"), ["1:1: the policy has no scenario"]);
    assert_eq!(messages("").len(), 1);
    assert_eq!(messages("- a\n").len(), 1);
    assert_eq!(messages("weimu: '1'\nscenarios: {s: {}}\n"), ["1:8: weimu: a whole number is expected here, not text"]);
}

#[test]
fn json_is_a_policy_too() {
    let json = "{\n\t\"weimu\": 1,\n\t\"scenarios\": {\"s\": {\"types\": {\"name\": {\"op\": \"mask\", \"keep_first\": 1}}}},\n\t\"columns\": \
                {\"\\u59d3\\u540d\": {\"type\": \"name\"}}\n}\n";
    assert_eq!(messages(json), [""; 0]);
    let faulty = json.replace("mask", "masc");
    assert_eq!(
        faults(&faulty).iter().map(|fault| (fault.line, fault.path.as_str())).collect::<Vec<_>>(),
        [(3, "scenarios.s.types.name.op")]
    );
}

#[test]
fn line_ends_and_byte_order_marks_of_other_systems_are_accepted() {
    let expected = faults("weimu: 2\nscenarios: {s: {}}\ncolumns:\n  姓名: {}\n");
    assert_eq!(expected.len(), 2);
    assert_eq!(faults("weimu: 2\r\nscenarios: {s: {}}\r\ncolumns:\r\n  姓名: {}\r\n"), expected);
    assert_eq!(faults("\u{feff}weimu: 1\nscenarios: {s: {}}\n"), []);
}

#[test]
fn an_alias_stands_for_its_rule_and_cannot_multiply() {
    let text = "weimu: 1\nscenarios: {s: {types: {id_card: &m {op: mask}, passport: *m}}}\n";
    let explained = Policy::parse(text).unwrap().explain(None, Lang::En).unwrap();
    assert!(explained.rows.iter().all(|row| row.op == "mask"));
    assert_eq!(explained.rows.len(), 2);
    let mut bomb = "weimu: 1\na0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 8].join(", ");
        bomb += &format!("a{level}: &a{level} [{items}]\n");
    }
    assert!(matches!(faults(&bomb).as_slice(), [Fault { kind: FaultKind::TooLarge, .. }]));
}

#[test]
fn a_column_key_that_stands_twice_is_a_fault_with_both_lines() {
    let text = "weimu: 1\nscenarios: {s: {}}\ncolumns:\n  证件号: { op: drop }\n  姓名: { op: drop }\n  证件号: { op: keep }\n";
    let kind = FaultKind::DuplicateKey { key: "证件号".to_owned(), first: 4 };
    assert_eq!(faults(text), [Fault::new(6, 3, "columns.证件号", kind)]);
}

#[test]
fn operations_take_their_own_fields_only() {
    for (rule, field) in [
        ("{op: keep, key: k}", "key"),
        ("{op: encrypt, key: k, domain: d}", "domain"),
        ("{op: tokenize, key: k, length: 8}", "length"),
        ("{op: replace, with: x, char: '*'}", "char"),
        ("{op: mask, level: county}", "level"),
    ] {
        assert!(matches!(faults_of(rule), FaultKind::UnknownField { field: found, .. } if found == field), "{rule}");
    }
    fn faults_of(rule: &str) -> FaultKind {
        let text = format!(
            "weimu: 1\ndataset: d\nkeys: {{k: {{keyring: k}}}}\nscenarios: {{s: {{types: {{id_card: {rule}}}}}}}\n"
        );
        let mut faults = faults(&text);
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults.remove(0).kind
    }
}

#[test]
fn every_form_of_every_operation_is_read() {
    for (name, rule) in [
        ("id_card", "{op: keep}"),
        ("id_card", "{op: drop}"),
        ("id_card", "{op: null}"),
        ("id_card", "{op: 'null'}"),
        ("id_card", "{op: replace, with: ''}"),
        ("id_card", "{op: mask}"),
        ("id_card", "{op: mask, char: '#'}"),
        ("id_card", "{op: mask, keep_first: 6, keep_last: 4}"),
        ("id_card", "{op: mask, mask_first: 6}"),
        ("id_card", "{op: mask, keep_range: [1, 6]}"),
        ("id_card", "{op: mask, range: [7, 14], char: X}"),
        ("email", "{op: mask, before: '@'}"),
        ("email", "{op: mask, after: '@'}"),
        ("address", "{op: generalize, level: county}"),
        ("birth_date", "{op: generalize, precision: quarter}"),
        ("coordinate", "{op: generalize, width: 0.5}"),
        ("id_card", "{op: hash, key: k, domain: d, length: 16, algorithm: hmac-sm3}"),
        ("id_card", "{op: tokenize, key: k, domain: d, algorithm: sm4-siv}"),
        ("id_card", "{op: encrypt, key: k, algorithm: sm4-gcm}"),
        ("organization", "{op: mask, keep_first: 2}"),
        ("region", "{op: keep}"),
        ("date", "{op: generalize, precision: month}"),
    ] {
        accepts(name, rule);
    }
}

#[test]
fn an_unkeyed_hash_is_refused() {
    assert_eq!(rule_fault("{op: hash}"), FaultKind::UnkeyedHash);
    assert_eq!(rule_fault("{op: sha256}"), FaultKind::UnkeyedHash);
    assert_eq!(rule_fault("{op: SM3}"), FaultKind::UnkeyedHash);
    assert_eq!(rule_fault("{op: hash, key: k, algorithm: sm3}"), FaultKind::UnkeyedHash);
}

#[test]
fn ecb_and_broken_algorithms_are_refused() {
    for name in ["ecb", "sm4-ecb", "AES/ECB/PKCS5Padding"] {
        assert_eq!(rule_fault(&format!("{{op: encrypt, key: k, algorithm: {name}}}")), FaultKind::Ecb, "{name}");
    }
    for name in ["md5", "sha1", "SHA-1", "des", "3des", "des-ede3-cbc", "rc4", "hmac-md5"] {
        let expected = FaultKind::WeakAlgorithm { algorithm: name.to_owned() };
        assert_eq!(rule_fault(&format!("{{op: hash, key: k, algorithm: {name}}}")), expected);
        assert_eq!(rule_fault(&format!("{{op: {name}}}")), expected);
    }
}

#[test]
fn an_algorithm_must_be_of_the_operation_and_of_the_suite() {
    assert!(matches!(
        rule_fault("{op: encrypt, key: k, algorithm: sm4-siv}"),
        FaultKind::AlgorithmNotForOp { op: "encrypt", .. }
    ));
    let gm = rule_fault("{op: tokenize, key: k, algorithm: aes-256-siv}");
    let expected = |suite, instead: &str| FaultKind::OutsideSuite {
        algorithm: if suite == "gm" { "aes-256-siv" } else { "sm4-siv" }.to_owned(),
        suite,
        instead: instead.to_owned(),
    };
    assert_eq!(gm, expected("gm", "sm4-siv"));
    let text = |suite: &str, algorithm: &str| {
        format!(
            "weimu: 1\ncrypto: {suite}\nkeys: {{k: {{keyring: k}}}}\nscenarios: {{s: {{types: {{id_card: {{op: tokenize, key: k, algorithm: \
             {algorithm}}}}}}}}}\n"
        )
    };
    assert_eq!(faults(&text("intl", "sm4-siv")).remove(0).kind, expected("intl", "aes-256-siv"));
    assert!(faults(&text("any", "aes-256-siv")).is_empty());
    assert!(faults(&text("any", "sm4-siv")).is_empty());
    assert!(faults(&text("intl", "aes-256-siv")).is_empty());
}

#[test]
fn algorithms_in_the_place_of_fpe_and_later_operations_are_named_as_such() {
    for name in ["ff1", "FF3-1"] {
        assert_eq!(rule_fault(&format!("{{op: {name}, key: k}}")), FaultKind::FpeAlgorithm);
        assert_eq!(rule_fault(&format!("{{op: fpe, key: k, algorithm: {name}}}")), FaultKind::FpeAlgorithm);
    }
    for name in ["pseudonym", "shift_date", "noise", "round", "shuffle"] {
        assert_eq!(rule_fault(&format!("{{op: {name}}}")), FaultKind::NotInVersion { op: name.to_owned() });
    }
}

#[test]
fn rules_of_fpe_that_hold_are_accepted() {
    for (name, rule) in [
        ("id_card", "{op: fpe, key: k}"),
        ("id_card", "{op: fpe, key: k, domain: person, keep: region}"),
        ("id_card", "{op: fpe, key: k, keep: [birth_year], version: 16909060}"),
        ("uscc", "{op: fpe, key: k, keep: region, algorithm: ff1-sm4}"),
        ("phone", "{op: fpe, key: k, keep_prefix: 3}"),
        ("mobile", "{op: fpe, key: k, keep_prefix: 5}"),
        ("bank_card", "{op: fpe, key: k, keep_prefix: 8}"),
        ("plate", "{op: fpe, key: k, keep: province}"),
        ("qq", "{op: fpe, key: k, format: digits, keep_prefix: 1}"),
        ("medical_record", "{op: fpe, key: k, alphabet: 0123456789-}"),
    ] {
        accepts(name, rule);
    }
}

#[test]
fn rules_of_fpe_that_protect_little_or_say_too_little_are_refused() {
    let fault = |name: &str, rule: &str| type_fault(name, &format!("{{op: fpe, key: k, {rule}}}"));
    let small = |kept: &str| FaultKind::FpeDomainTooSmall { kept: kept.to_owned() };
    assert_eq!(fault("id_card", "keep: [region, birth_year]"), small("region birth_year"));
    assert_eq!(fault("mobile", "keep_prefix: 6"), small("6"));
    assert_eq!(fault("phone", "keep_prefix: 11"), small("11"));
    assert_eq!(fault("bank_card", "keep_prefix: 10"), small("10"));
    assert_eq!(fault("name", "domain: d"), FaultKind::FpeWithoutFormat { name: "name" });
    assert_eq!(fault("address", "domain: d"), FaultKind::FpeWithoutFormat { name: "address" });
    assert_eq!(fault("landline", "domain: d"), FaultKind::FpeWithoutFormat { name: "landline" });
    let keep = |part: &str, name, can: &str| FaultKind::FpeKeep { part: part.to_owned(), name, can: can.to_owned() };
    assert_eq!(fault("uscc", "keep: birth_year"), keep("keep: birth_year", "uscc", "keep: region"));
    assert_eq!(fault("mobile", "keep: region"), keep("keep: region", "mobile", "keep_prefix"));
    assert_eq!(fault("id_card", "keep_prefix: 6"), keep("keep_prefix", "id_card", "keep: region, birth_year"));
    assert_eq!(fault("plate", "keep: region"), keep("keep: region", "plate", "keep: province"));
    let conflict = FaultKind::Conflict { one: "format".to_owned(), other: "alphabet".to_owned() };
    assert_eq!(fault("qq", "format: digits, alphabet: ab"), conflict);
    for alphabet in ["a", "aa", "'0123 '", "帷幕"] {
        let refused = fault("qq", &format!("alphabet: {alphabet}"));
        assert!(matches!(refused, FaultKind::FpeAlphabet { .. }), "{alphabet}: {refused:?}");
    }
    assert!(matches!(fault("qq", "format: numbers"), FaultKind::UnknownWord { .. }));
    assert!(matches!(fault("id_card", "keep: county"), FaultKind::UnknownWord { .. }));
    assert!(matches!(fault("id_card", "version: 0"), FaultKind::WrongType { .. }));
    assert!(matches!(fault("id_card", "length: 8"), FaultKind::UnknownField { .. }));
    assert!(matches!(fault("id_card", "algorithm: sm4-siv"), FaultKind::AlgorithmNotForOp { .. }));
    assert_eq!(rule_fault("{op: fpe}"), FaultKind::KeyNotNamed { op: "fpe" });
}

#[test]
fn every_fault_of_a_rule_of_fpe_is_told_at_once_with_its_place() {
    let text = "\
weimu: 1
crypto: gm
keys: { k: { keyring: k } }
scenarios: { s: { types: {} } }
columns:
  a: { op: fpe, key: k }
  b: { op: fpe, type: id_card, keep: [region, county], keep_prefix: x }
  c: { op: fpe, type: name, key: k, algorithm: ff1-aes-256, format: digits }
";
    let expected = [
        "6:3: columns.a: `fpe` keeps the format of a type; give the column a `type` (id_card, uscc, mobile, phone, bank_card or plate), or \
         say which characters its values have (`format: digits`, `alphabet: CHARACTERS`)",
        "7:3: columns.b: `fpe` needs `key: NAME`, a name under `keys`",
        "7:47: columns.b.keep: `county` is not a part that can stay; known: region, birth_year, province",
        "7:69: columns.b.keep_prefix: a whole number is expected here, not text",
        "8:48: columns.c.algorithm: `crypto: gm` excludes `ff1-aes-256`; use ff1-sm4, or `crypto: any`",
    ];
    assert_eq!(messages(text), expected);
    let without = text
        .replace("  a: { op: fpe, key: k }\n", "")
        .replace("  b: { op: fpe, type: id_card, keep: [region, county], keep_prefix: x }\n", "");
    assert_eq!(messages(&without), [expected[4].replacen("8:", "6:", 1)]);
}

#[test]
fn a_mask_that_leaves_a_whole_value_is_refused() {
    for (name, rule, length) in [
        ("mobile", "{op: mask, keep_first: 6, keep_last: 5}", 11),
        ("phone", "{op: mask, keep_first: 11}", 11),
        ("id_card", "{op: mask, keep_first: 6, keep_last: 12}", 15),
        ("id_card", "{op: mask, keep_last: 15}", 15),
        ("uscc", "{op: mask, keep_range: [1, 18]}", 18),
        ("landline", "{op: mask, keep_first: 3, keep_last: 4}", 7),
        ("mobile", "{op: mask, range: [12, 14]}", 11),
        ("passport", "{op: mask, keep_first: 9}", 9),
    ] {
        assert!(
            matches!(type_fault(name, rule), FaultKind::MaskKeepsAll { length: found, .. } if found == length),
            "{name} {rule}"
        );
    }
    assert_eq!(type_fault("name", "{op: mask, mask_first: 0, mask_last: 0}"), FaultKind::MaskHidesNothing);
    assert_eq!(type_fault("email", "{op: mask, after: ''}"), FaultKind::MaskHidesNothing);
    accepts("mobile", "{op: mask, keep_first: 5, keep_last: 5}");
    accepts("name", "{op: mask, keep_first: 1, keep_last: 1}");
}

#[test]
fn a_mask_of_a_column_is_checked_by_the_column_s_type() {
    let text = "weimu: 1\nscenarios: {s: {}}\ncolumns:\n  电话: {type: mobile, op: mask, keep_first: 11}\n  其他: {op: mask, keep_first: 11}\n";
    assert_eq!(
        faults(text),
        [Fault::new(4, 26, "columns.电话.op", FaultKind::MaskKeepsAll { name: "mobile", length: 11 })]
    );
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    for rule in [
        "{op: mask, keep_first: 1, mask_last: 1}",
        "{op: mask, range: [1, 2], before: '@'}",
        "{op: generalize, level: county, width: 1}",
    ] {
        assert!(matches!(rule_fault(rule), FaultKind::Conflict { .. }), "{rule}");
    }
    for rule in ["{op: mask, range: [3, 2]}", "{op: mask, range: [0, 2]}", "{op: mask, range: [1]}"] {
        assert_eq!(rule_fault(rule), FaultKind::RangeReversed, "{rule}");
    }
    for rule in [
        "{op: mask, keep_first: -1}",
        "{op: generalize, width: 0}",
        "{op: hash, key: k, length: 4}",
        "{op: hash, key: k, length: 65}",
    ] {
        assert!(matches!(rule_fault(rule), FaultKind::OutOfRange { .. }), "{rule}");
    }
    for rule in
        ["{op: mask, char: ''}", "{op: mask, char: '**'}", "{op: mask, char: '7'}", "{op: mask, keep_first: 1.5}"]
    {
        assert!(matches!(rule_fault(rule), FaultKind::WrongType { .. }), "{rule}");
    }
    let column = "weimu: 1\nscenarios: {s: {}}\ncolumns: {a: {scan: text, op: drop}, b: {scan: text, type: name}}\n";
    assert!(faults(column).iter().all(|fault| matches!(fault.kind, FaultKind::Conflict { .. })));
    assert_eq!(faults(column).len(), 2);
}

#[test]
fn what_cannot_be_revealed_is_not_encrypted() {
    let text = "weimu: 1\ndataset: d\nkeys: {run: {ephemeral: true}}\nscenarios: {s: {types: {name: {op: encrypt, key: run}}}}\n";
    assert_eq!(faults(text).remove(0).kind, FaultKind::EphemeralEncrypt { key: "run".to_owned() });
    assert!(faults(&text.replace("encrypt", "tokenize")).is_empty());
}

#[test]
fn encryption_needs_the_name_of_the_dataset() {
    assert_eq!(rule_fault("{op: encrypt, key: k}"), FaultKind::DatasetMissing);
    accepts("name", "{op: encrypt, key: k}");
}

#[test]
fn key_material_is_refused_and_not_repeated() {
    let key = "0123456789abcdeffedcba9876543210";
    for entry in [format!("'{key}'"), format!("{{hex: '{key}'}}"), format!("{{keyring: k, secret: '{key}'}}")] {
        let text = format!("weimu: 1\nkeys: {{k: {entry}}}\nscenarios: {{s: {{}}}}\n");
        let faults = faults(&text);
        assert!(faults.iter().any(|fault| fault.kind == FaultKind::KeyWritten), "{faults:?}");
    }
    let inline = format!("weimu: 1\nscenarios: {{s: {{types: {{name: {{op: tokenize, key: {key}x}}}}}}}}\n");
    for message in messages(&inline) {
        assert!(!message.contains("456789"), "{message}");
    }
}

#[test]
fn a_built_in_policy_is_extended_entry_by_entry() {
    let text = "weimu: 1\nextends: open\nscenarios: {open: {unlisted: deny, types: {uscc: {op: keep}}}}\ncolumns: {a: {op: drop}}\n";
    let explained = Policy::parse(text).unwrap().explain(None, Lang::En).unwrap();
    let op = |name: &str| explained.rows.iter().find(|row| row.name == name).map(|row| row.op);
    assert_eq!((op("uscc"), op("id_card"), op("a")), (Some("keep"), Some("hash"), Some("drop")));
    assert!(explained.unlisted.starts_with("deny"));
    let unknown = faults("weimu: 1\nextends: opne\nscenarios: {s: {}}\n").remove(0);
    assert!(matches!(unknown.kind, FaultKind::BuiltinUnknown { .. }));
    assert!(unknown.message(Lang::En).ends_with("did you mean `open`?"), "{}", unknown.message(Lang::En));
}

#[test]
fn every_built_in_policy_is_without_fault() {
    for name in Policy::builtin_names() {
        let policy = Policy::builtin(name).unwrap();
        assert_eq!(policy.scenarios(), [*name]);
        assert!(policy.check().is_ok(), "{name}");
        assert_eq!(messages(Policy::builtin_text(name).unwrap()), [""; 0], "{name}");
    }
    assert!(Policy::builtin("closed").is_none());
    assert!(!Policy::builtin("open").unwrap().needs_keyring(None).unwrap());
    assert!(Policy::builtin("share").unwrap().needs_keyring(None).unwrap());
}

#[test]
fn the_scenario_is_the_only_one_or_the_default_or_named() {
    let several = Policy::parse(DESIGN).unwrap();
    let refused = |name| match several.needs_keyring(name).unwrap_err().kind() {
        ErrorKind::Policy(faults) => faults[0].kind.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(None), FaultKind::ScenarioNotChosen { known: "open, share".to_owned() });
    assert!(matches!(refused(Some("shrae")), FaultKind::ScenarioUnknown { .. }));
    let default = Policy::parse(&format!("{DESIGN}default: share\n")).unwrap();
    assert_eq!(default.explain(None, Lang::En).unwrap().scenario, "share");
}

#[test]
fn a_type_without_a_rule_is_refused_where_unlisted_columns_are() {
    let text =
        "weimu: 1\nscenarios:\n  a: {unlisted: deny}\n  b: {unlisted: inspect}\ncolumns:\n  电话: {type: phone}\n";
    let error = Policy::parse(text).unwrap().check().unwrap_err();
    let ErrorKind::Policy(faults) = error.kind() else { panic!("{error:?}") };
    let kind = FaultKind::TypeWithoutRule { name: "phone", scenario: "a".to_owned() };
    assert_eq!(*faults, [Fault::new(6, 3, "columns.电话", kind)]);
}

#[test]
fn explain_says_what_becomes_of_what_and_why() {
    let policy = Policy::parse(DESIGN).unwrap();
    let text = policy.explain(Some("share"), Lang::En).unwrap().to_string();
    let expected = "\
scenario: share
dataset: city-subsidy-2026
unlisted: inspect: a column that no rule names is treated as what it is found to hold
leak check: deny: an unexplained finding in the output fails the run

for     name      op       gives                                                                          reversible  same in, same out  key     rule
type    id_card   encrypt  ciphertext, sm4-gcm                                                            yes         no                 person  scenarios.share.types.id_card
column  身份证号  encrypt  ciphertext, sm4-gcm                                                            yes         no                 person  columns.身份证号 → scenarios.share.types.id_card
column  联系电话  mask     every character masked: no rule for the type (phone)                           no          yes                -       columns.联系电话
column  备注      scan     findings in the text, each by its type's rule; a kind without a rule is masked whole  yes         no                 -       columns.备注
column  金额      keep     the value, on purpose                                                          no          yes                -       columns.金额
";
    let squeeze =
        |text: &str| text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    assert_eq!(squeeze(&text), squeeze(expected));
    let chinese = policy.explain(Some("open"), Lang::Zh).unwrap().to_string();
    assert!(chinese.contains("保留前 3 后 4,其余为 `*`"), "{chinese}");
}

#[test]
fn explain_says_what_fpe_keeps_and_under_which_key() {
    let text = "
weimu: 1
crypto: intl
keys: { k: { keyring: k }, run: { ephemeral: true } }
scenarios:
  s:
    types:
      id_card: { op: fpe, key: k, domain: person, keep: birth_year, version: 9 }
      phone:   { op: fpe, key: run, keep_prefix: 3 }
";
    let policy = Policy::parse(text).unwrap();
    let explained = policy.explain(None, Lang::En).unwrap();
    let rows: Vec<_> =
        explained.rows.iter().map(|row| (row.gives.as_str(), row.reversible, row.deterministic)).collect();
    let expected = [
        ("another value of the same format, ff1-aes-256, domain person, keeping birth_year, key version 9", true, true),
        ("another value of the same format, ff1-aes-256, domain phone, keeping 3, key of this run only", false, true),
    ];
    assert_eq!(rows, expected);
    let chinese = policy.explain(None, Lang::Zh).unwrap();
    assert!(chinese.rows[0].gives.starts_with("同格式的另一个值"), "{chinese}");
}

#[test]
fn every_fault_speaks_both_languages() {
    let broken = "weimu: 2\nkyes: {}\nextends: x\nscenarios: {s: {types: {id_card: {op: hash}, mobile: {op: mask, keep_first: 11}}}}\n";
    let fpe = "weimu: 1\nkeys: {k: {keyring: k}}\nscenarios: {s: {types: {id_card: {op: fpe, key: k, keep: [region, birth_year]}, name: {op: \
               fpe, key: k}, uscc: {op: fpe, key: k, keep_prefix: 1}, qq: {op: fpe, key: k, alphabet: a}, email: {op: ff1}}}}\ncolumns: {c: {op: \
               fpe, key: k}}\n";
    let (mut faults, of_fpe) = (faults(broken), faults(fpe));
    assert!(faults.len() >= 4 && of_fpe.len() == 6, "{of_fpe:?}");
    faults.extend(of_fpe);
    for fault in faults {
        let (en, zh) = (fault.kind.text(Lang::En), fault.kind.text(Lang::Zh));
        assert!(en.is_ascii() && !zh.is_ascii(), "{en} / {zh}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn arbitrary_text_is_a_policy_or_a_list_of_faults(text in any::<String>()) {
        prop_assert!(Policy::parse(&text).is_err());
    }

    #[test]
    fn a_policy_with_a_piece_replaced_is_a_policy_or_a_list_of_faults(
        at in 0usize..900,
        piece in "[ \n:{}\\[\\],&*!|>'\"%@`#a-z0-9-]{0,6}",
        cut in 0usize..8,
    ) {
        let mut characters: Vec<char> = DESIGN.chars().collect();
        let at = at.min(characters.len());
        let end = (at + cut).min(characters.len());
        characters.splice(at..end, piece.chars());
        let text: String = characters.into_iter().collect();
        if let Ok(policy) = Policy::parse(&text) {
            let _ = policy.check();
            for scenario in policy.scenarios() {
                prop_assert!(policy.explain(Some(scenario), Lang::Zh).is_ok());
            }
        }
    }
}
