//! A policy against a schema: the plan, its inverse, and what is refused before the first row.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics, and its data is made up")]

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, TimeUnit};
use weimu::error::{Error, ErrorKind, Fault, FaultKind, Lang};
use weimu::keys::{Keyring, Profile};
use weimu::model::{AddressLevel, ColumnType, EntityKind, KindSet};
use weimu::policy::{Action, Inspected, LeakCheck, Plan, PlannedColumn, Policy};
use weimu::transform::{DatePrecision, TextBuffer, Texts, Transform};

fn schema<const N: usize>(fields: [(&str, DataType); N]) -> Schema {
    Schema::new(fields.map(|(name, data_type)| Field::new(name, data_type, true)).to_vec())
}

fn list(item: DataType) -> DataType {
    DataType::List(Arc::new(Field::new("item", item, true)))
}

fn structure<const N: usize>(fields: [(&str, DataType); N]) -> DataType {
    DataType::Struct(Fields::from(fields.map(|(name, data_type)| Field::new(name, data_type, true)).to_vec()))
}

fn keyring() -> Keyring {
    let mut keyring = Keyring::create(Profile::Gm).unwrap();
    keyring.add("person").unwrap();
    keyring
}

fn policy(unlisted: &str, columns: &str) -> Policy {
    let text = format!(
        "weimu: 1\ndataset: d\nkeys:\n  person: {{keyring: person}}\n  run: {{ephemeral: true}}\nscenarios:\n  s:\n    unlisted: \
         {unlisted}\n    types:\n      id_card: {{op: tokenize, key: person}}\n      phone: {{op: mask, keep_first: 3, keep_last: 4}}\n      \
         name: {{op: encrypt, key: person}}\n      address: {{op: generalize, level: county}}\n      birth_date: {{op: generalize, \
         precision: year}}\n      uscc: {{op: keep}}\n      secret: {{op: drop}}\ncolumns: {columns}\n"
    );
    Policy::parse(&text).unwrap()
}

fn plan(policy: &Policy, schema: &Schema, profile: &[Inspected]) -> Plan {
    policy.compile(None, schema, profile, Some(&keyring())).unwrap()
}

fn faults_of(error: &Error) -> Vec<Fault> {
    match error.kind() {
        ErrorKind::Policy(faults) => faults.clone(),
        other => panic!("not a fault of the policy: {other:?}"),
    }
}

fn faults(policy: &Policy, schema: &Schema) -> Vec<Fault> {
    faults_of(&policy.compile(None, schema, &[], Some(&keyring())).unwrap_err())
}

fn word(action: &Action) -> String {
    match action {
        Action::Keep => "keep".to_owned(),
        Action::Drop => "drop".to_owned(),
        Action::Values(transform) => format!("values {}", transform.name()),
        Action::Truncate(precision) => format!("truncate {precision:?}"),
        Action::Bucket(width) => format!("bucket {width}"),
        Action::Text(_) => "text".to_owned(),
        Action::RevealText(inverses) => format!("reveal text {}", inverses.openers.len()),
        Action::Struct(fields) => format!("struct({})", words(fields).join(", ")),
        Action::List(item) => format!("list({})", word(&item.action)),
        other => panic!("{other:?}"),
    }
}

fn words(columns: &[PlannedColumn]) -> Vec<String> {
    columns.iter().map(|column| word(&column.action)).collect()
}

fn entity(kind: EntityKind) -> ColumnType {
    ColumnType::Entity(kind)
}

#[test]
fn each_type_becomes_what_its_rule_says() {
    let policy = policy(
        "deny",
        "{证: {type: id_card}, 话: {type: mobile}, 名: {type: name}, 址: {type: address}, 码: {type: uscc}, 密: {type: secret}, 注: {scan: \
         text}, 额: {op: keep}, 无: {type: none}}",
    );
    let names = ["证", "话", "名", "址", "码", "密", "注", "额", "无"];
    let plan = plan(&policy, &schema(names.map(|name| (name, DataType::Utf8))), &[]);
    let expected = [
        "values tokenize",
        "values mask",
        "values encrypt",
        "values generalize",
        "keep",
        "drop",
        "text",
        "keep",
        "keep",
    ];
    assert_eq!(words(&plan.columns), expected);
    assert_eq!((plan.scenario.as_str(), plan.dataset.as_str(), plan.leak), ("s", "d", LeakCheck::Deny));
    let allowed: Vec<_> = plan.columns.iter().map(|column| (column.allow, column.allow_address)).collect();
    let uscc: KindSet = [EntityKind::Uscc].into_iter().collect();
    assert_eq!(allowed[3], (KindSet::EMPTY.with(EntityKind::Name), Some(AddressLevel::County)));
    assert_eq!(allowed[4], (uscc, None));
    let in_text = uscc.with(EntityKind::BirthDate).with(EntityKind::Name);
    assert_eq!(allowed[6], (in_text, Some(AddressLevel::County)));
    assert_eq!(allowed[7], (KindSet::EMPTY, None));
}

#[test]
fn findings_in_text_follow_the_rules_of_their_kinds_and_others_are_masked_whole() {
    let plan =
        plan(&policy("deny", "{注: {scan: text, allow: [hotline]}}"), &schema([("注", DataType::LargeUtf8)]), &[]);
    let [PlannedColumn { action: Action::Text(rules), allow, .. }] = plan.columns.as_slice() else { panic!() };
    assert!(allow.contains(EntityKind::Hotline));
    let name = |kind| rules.rule(kind).name();
    assert_eq!(
        [EntityKind::IdCard, EntityKind::Landline, EntityKind::Uscc, EntityKind::Secret, EntityKind::Email].map(name),
        ["tokenize", "mask", "keep", "replace", "mask"]
    );
    assert_eq!(applied(&rules.otherwise, "a@b.cn"), "******");
    assert_eq!(applied(rules.rule(EntityKind::Mobile), "13800138000"), "138****8000");
}

fn applied(transform: &Transform, value: &str) -> String {
    let mut out = TextBuffer::default();
    transform.apply(&[Some(value)][..], weimu::transform::NonceRange::NONE, &mut out).unwrap();
    out.get(0).unwrap().to_owned()
}

#[test]
fn one_value_gives_one_token_in_a_column_and_inside_text() {
    let plan = plan(
        &policy("deny", "{证: {type: id_card}, 注: {scan: text}}"),
        &schema([("证", DataType::Utf8), ("注", DataType::Utf8)]),
        &[],
    );
    let [PlannedColumn { action: Action::Values(column), .. }, PlannedColumn { action: Action::Text(text), .. }] =
        plan.columns.as_slice()
    else {
        panic!()
    };
    let value = "11010519491231002X";
    let token = applied(column, value);
    assert!(token.starts_with("wt1."), "{token}");
    assert_eq!(token, applied(text.rule(EntityKind::IdCard), value));
}

#[test]
fn an_ephemeral_key_is_one_key_for_the_whole_run_and_another_for_the_next() {
    let policy = policy("deny", "{a: {type: id_card, op: hash, key: run}, b: {type: id_card, op: hash, key: run}}");
    let run = || {
        let plan = policy.compile(None, &schema([("a", DataType::Utf8), ("b", DataType::Utf8)]), &[], None).unwrap();
        let hash = |column: &PlannedColumn| match &column.action {
            Action::Values(transform) => applied(transform, "x"),
            other => panic!("{other:?}"),
        };
        (hash(&plan.columns[0]), hash(&plan.columns[1]))
    };
    let (one, two) = (run(), run());
    assert_eq!(one.0, one.1);
    assert_ne!(one.0, two.0);
}

#[test]
fn an_operation_keeps_the_type_where_it_can_and_is_refused_where_it_cannot_work() {
    let timestamp = DataType::Timestamp(TimeUnit::Microsecond, None);
    for (op, data_type, expected) in [
        ("op: generalize, precision: month", DataType::Date32, "truncate Month"),
        ("op: generalize, precision: year", timestamp.clone(), "truncate Year"),
        ("op: generalize, precision: year", DataType::Utf8, "values generalize"),
        ("op: generalize, width: 10", DataType::Int32, "bucket 10"),
        ("op: generalize, width: 0.5", DataType::Float64, "bucket 0.5"),
        ("op: mask, keep_first: 3", DataType::Int64, "values mask"),
        ("op: hash, key: run", DataType::Date32, "values hash"),
        ("op: mask", DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8View)), "values mask"),
        ("op: mask", list(DataType::Utf8), "list(values mask)"),
        ("op: generalize, precision: year", list(DataType::Date32), "list(truncate Year)"),
        ("op: keep", list(structure([("x", DataType::Utf8)])), "list(struct(keep))"),
        ("op: drop", list(DataType::Binary), "drop"),
        ("op: null", structure([("x", DataType::Utf8)]), "values null"),
        ("op: drop", DataType::Float64, "drop"),
        ("op: keep", DataType::Binary, "keep"),
        ("scan: text", list(DataType::Utf8), "list(text)"),
    ] {
        let plan = plan(&policy("deny", &format!("{{a: {{{op}}}}}")), &schema([("a", data_type.clone())]), &[]);
        assert_eq!(words(&plan.columns), [expected], "{op} on {data_type}");
    }
    for (op, data_type) in [
        ("op: mask", DataType::Float64),
        ("op: mask", DataType::Boolean),
        ("op: mask", DataType::Binary),
        ("op: mask", structure([("x", DataType::Utf8)])),
        ("op: mask", timestamp),
        ("op: mask", DataType::Decimal128(10, 2)),
        ("op: generalize, level: county", DataType::Int64),
        ("op: generalize, level: county", DataType::Date32),
        ("op: generalize, precision: year", DataType::Float64),
        ("op: generalize, width: 5", DataType::Date32),
        ("op: generalize, width: 5", list(DataType::Boolean)),
        ("scan: text", DataType::Int64),
    ] {
        let faults = faults(&policy("deny", &format!("{{a: {{{op}}}}}")), &schema([("a", data_type.clone())]));
        assert!(
            matches!(faults.as_slice(), [Fault { kind: FaultKind::OpNotForColumn { .. }, .. }]),
            "{op} on {data_type}: {faults:?}"
        );
    }
}

#[test]
fn every_fault_of_the_fit_is_told_at_once() {
    let policy = policy("deny", "\n  证件号: {type: id_card}\n  行政区: {type: region}\n  额: {op: mask}");
    let schema = Schema::new(vec![
        Field::new("证件", DataType::Utf8, true),
        Field::new("行政区", DataType::Utf8, true),
        Field::new("额", DataType::Float64, true),
        Field::new("证件", DataType::Utf8, true),
    ]);
    let found: Vec<_> = faults(&policy, &schema).iter().map(|fault| fault.message(Lang::En)).collect();
    let expected = [
        "18:3: columns.证件号: the data has no column `证件号`; did you mean `证件`?",
        "19:3: columns.行政区: scenario `s` has no rule for `region`; add one under its `types`, or give the column an `op`",
        "证件: no rule names this column; add it under `columns`, or set `unlisted: drop` or `unlisted: inspect`",
        "额: `mask` does not work on a column of type Float64; use `generalize` with `width`, `drop` or `null`",
        "证件: two columns of the data have this name, and a rule could protect one and miss the other; rename one",
    ];
    assert_eq!(found, expected);
}

#[test]
fn unlisted_columns_are_refused_left_out_or_inspected() {
    let fields = || {
        schema([
            ("证", DataType::Utf8),
            ("号", DataType::Int64),
            ("话", DataType::Utf8View),
            ("注", DataType::Utf8),
            ("区", DataType::Utf8),
            ("额", DataType::Float64),
            ("日", DataType::Date32),
            ("时", DataType::Timestamp(TimeUnit::Second, None)),
            ("邮", DataType::Utf8),
            ("坐标", DataType::Float64),
            ("组", list(DataType::Utf8)),
        ])
    };
    let profile = [
        Inspected::new("证", entity(EntityKind::IdCard)),
        Inspected::new("号", entity(EntityKind::IdCard)),
        Inspected::new("话", ColumnType::Phone),
        Inspected::new("区", ColumnType::Region),
        Inspected::new("日", entity(EntityKind::BirthDate)),
        Inspected::new("时", ColumnType::Date),
        Inspected::new("邮", entity(EntityKind::Email)),
        Inspected::new("坐标", entity(EntityKind::Coordinate)),
        Inspected::new("组", entity(EntityKind::Mobile)),
    ];
    let inspect = policy("inspect", "{}");
    assert!(inspect.needs_profile(None, &fields()).unwrap());
    let expected = [
        "values tokenize",
        "values tokenize",
        "values mask",
        "text",
        "text",
        "keep",
        "truncate Year",
        "keep",
        "values mask",
        "values null",
        "list(values mask)",
    ];
    assert_eq!(words(&plan(&inspect, &fields(), &profile).columns), expected);

    let drop = policy("drop", "{注: {scan: text}}");
    assert!(!drop.needs_profile(None, &fields()).unwrap());
    let dropped = plan(&drop, &fields(), &[]);
    assert_eq!(words(&dropped.columns).iter().filter(|word| *word == "drop").count(), 10);

    let deny = faults(&policy("deny", "{注: {scan: text}}"), &fields());
    assert_eq!(deny.iter().filter(|fault| fault.kind == FaultKind::ColumnUnlisted).count(), 10);
}

#[test]
fn what_cannot_be_looked_into_must_be_named() {
    for data_type in
        [DataType::Binary, DataType::LargeBinary, DataType::FixedSizeBinary(16), list(DataType::BinaryView)]
    {
        let found = faults(&policy("inspect", "{}"), &schema([("a", data_type.clone())]));
        assert!(
            matches!(found.as_slice(), [Fault { kind: FaultKind::ColumnOpaque { .. }, line: 0, .. }]),
            "{data_type}"
        );
    }
}

#[test]
fn fields_of_a_struct_are_named_by_a_dotted_path_and_the_rest_is_unlisted() {
    let person = || structure([("证", DataType::Utf8), ("注", DataType::Utf8), ("年", DataType::Int32)]);
    let columns = "{人.证: {type: id_card}, 人.年: {op: generalize, width: 10}, 列.证: {op: mask}}";
    let fields = || schema([("人", person()), ("列", list(person()))]);
    let inspected = plan(&policy("inspect", columns), &fields(), &[]);
    assert_eq!(
        words(&inspected.columns),
        ["struct(values tokenize, text, bucket 10)", "list(struct(values mask, text, keep))"]
    );
    let refused: Vec<_> = faults(&policy("deny", columns), &fields()).into_iter().map(|fault| fault.path).collect();
    assert_eq!(refused, ["人.注", "列.注", "列.年"]);
    let dropped = plan(&policy("drop", "{人.证: {type: id_card}}"), &fields(), &[]);
    assert_eq!(words(&dropped.columns), ["struct(values tokenize, drop, drop)", "drop"]);
    let both = faults(&policy("deny", "{人: {op: drop}, 人.证: {op: keep}, 列: {op: drop}}"), &fields());
    assert!(matches!(both.as_slice(), [Fault { kind: FaultKind::Conflict { .. }, .. }]), "{both:?}");
}

#[test]
fn a_type_without_a_rule_is_never_passed_through() {
    let fields = || schema([("a", DataType::Utf8), ("b", DataType::Float64)]);
    let columns = "{a: {type: email}, b: {type: coordinate}}";
    assert_eq!(words(&plan(&policy("inspect", columns), &fields(), &[]).columns), ["values mask", "values null"]);
    assert_eq!(words(&plan(&policy("drop", columns), &fields(), &[]).columns), ["drop", "drop"]);
    let found = faults(&policy("deny", columns), &fields());
    assert!(found.iter().all(|fault| matches!(fault.kind, FaultKind::TypeWithoutRule { .. })));
    assert_eq!(found.len(), 2);
}

#[test]
fn an_id_mask_beside_a_birth_date_is_refused() {
    let compiled = |id: &str, birth: &str| {
        let text = format!(
            "weimu: 1\nscenarios: {{s: {{unlisted: deny, types: {{id_card: {{op: mask, {id}}}}}}}}}\ncolumns: {{证: {{type: id_card}}, 生: \
             {{type: birth_date, {birth}}}}}\n"
        );
        let schema = schema([("证", DataType::Utf8), ("生", DataType::Utf8)]);
        Policy::parse(&text).unwrap().compile(None, &schema, &[], None)
    };
    for (id, birth) in [
        ("keep_first: 6, keep_last: 4", "op: keep"),
        ("keep_first: 7, keep_last: 5", "op: keep"),
        ("range: [7, 14]", "op: keep"),
        ("keep_first: 6, keep_last: 4", "op: generalize, precision: day"),
        ("keep_first: 6, keep_last: 4", "op: generalize, precision: month"),
    ] {
        let found = faults_of(&compiled(id, birth).unwrap_err());
        let kind = FaultKind::IdMaskBesideBirthDate { column: "生".to_owned() };
        assert!(found.iter().any(|fault| fault.kind == kind && fault.line == 2), "{id} {birth}: {found:?}");
    }
    for (id, birth) in [
        ("keep_first: 6, keep_last: 3", "op: keep"),
        ("keep_first: 6, keep_last: 4", "op: generalize, precision: year"),
        ("keep_first: 6, keep_last: 4", "op: drop"),
        ("keep_first: 6, keep_last: 4", "op: mask"),
    ] {
        assert!(compiled(id, birth).is_ok(), "{id} {birth}");
    }
}

#[test]
fn an_id_mask_that_no_column_uses_is_not_held_against_a_birth_date() {
    let text = |column: &str| {
        format!(
            "weimu: 1\nscenarios: {{s: {{types: {{id_card: {{op: mask, keep_first: 6, keep_last: 4}}}}}}}}\ncolumns: {{生: {{type: birth_date, \
             op: keep}}, 注: {{{column}}}}}\n"
        )
    };
    let fields = schema([("生", DataType::Date32), ("注", DataType::Utf8)]);
    let compile = |column| Policy::parse(&text(column)).unwrap().compile(None, &fields, &[], None);
    assert!(compile("op: drop").is_ok());
    assert!(compile("scan: text").is_err());
}

#[test]
fn names_of_organizations_are_kept_or_searched_but_not_masked_whole() {
    let fields = || schema([("a", DataType::Utf8), ("b", DataType::Utf8)]);
    let profile = [Inspected::new("b", ColumnType::Organization)];
    let columns = "{a: {type: organization}}";
    assert_eq!(words(&plan(&policy("inspect", columns), &fields(), &profile).columns), ["text", "text"]);
    let open = Policy::builtin("open").unwrap();
    let plan = open.compile(None, &fields(), &profile, None).unwrap();
    assert_eq!(words(&plan.columns), ["text", "text"]);
    assert!(plan.columns[1].allow.contains(EntityKind::Address));
}

#[test]
fn a_birth_date_that_was_only_inspected_counts_too() {
    let text = "weimu: 1\nscenarios: {s: {unlisted: inspect, types: {id_card: {op: mask, keep_first: 6, keep_last: 4}, birth_date: {op: keep}}}}\n";
    let policy = Policy::parse(text).unwrap();
    let fields = schema([("证", DataType::Utf8), ("生", DataType::Date32)]);
    let profile =
        [Inspected::new("证", entity(EntityKind::IdCard)), Inspected::new("生", entity(EntityKind::BirthDate))];
    let error = policy.compile(None, &fields, &profile, None).unwrap_err();
    assert!(matches!(faults_of(&error).as_slice(), [Fault { kind: FaultKind::IdMaskBesideBirthDate { .. }, .. }]));
}

#[test]
fn a_keyring_is_needed_only_when_the_plan_uses_it() {
    let policy = policy("deny", "{a: {type: id_card}}");
    let fields = schema([("a", DataType::Utf8)]);
    let missing = policy.compile(None, &fields, &[], None).unwrap_err();
    assert_eq!(*missing.kind(), ErrorKind::KeyringMissing);
    let empty = Keyring::create(Profile::Gm).unwrap();
    let unknown = policy.compile(None, &fields, &[], Some(&empty)).unwrap_err();
    assert_eq!(*unknown.kind(), ErrorKind::KeyMissing { name: "person".to_owned() });
    let faulty = policy.compile(None, &schema([("b", DataType::Utf8)]), &[], None).unwrap_err();
    assert!(matches!(faulty.kind(), ErrorKind::Policy(_)), "faults come before the keyring");
    let text = "weimu: 1\nkeys: {person: {keyring: person}}\nscenarios: {s: {types: {id_card: {op: tokenize, key: person}}}}\ncolumns: {a: {op: drop}}\n";
    assert!(Policy::parse(text).unwrap().compile(None, &fields, &[], None).is_ok());
}

#[test]
fn the_inverse_opens_what_was_sealed_and_leaves_the_rest() {
    let columns = "{证: {type: id_card}, 名: {type: name}, 话: {type: phone}, 注: {scan: text}, 额: {op: keep}, 密: {type: secret}}";
    let output = schema([
        ("证", DataType::Utf8),
        ("名", DataType::Utf8),
        ("话", DataType::Utf8),
        ("注", DataType::Utf8),
        ("额", DataType::Int64),
    ]);
    let reveal =
        |columns: Option<&[String]>, policy: &Policy| policy.compile_reveal(None, &output, columns, &keyring());
    let policy = policy("deny", columns);
    let all = reveal(None, &policy).unwrap();
    assert_eq!(words(&all.columns), ["values reveal", "values reveal", "keep", "reveal text 2", "keep"]);
    assert_eq!(all.leak, LeakCheck::Off);
    let one = reveal(Some(&["证".to_owned()]), &policy).unwrap();
    assert_eq!(words(&one.columns), ["values reveal", "keep", "keep", "keep", "keep"]);
    let wrong = reveal(Some(&["证件".to_owned(), "话".to_owned()]), &policy).unwrap_err();
    let kinds: Vec<_> = faults_of(&wrong).into_iter().map(|fault| (fault.path, fault.kind)).collect();
    assert!(matches!(&kinds[0], (path, FaultKind::ColumnUnknown { .. }) if path == "证件"));
    assert_eq!(kinds[1], ("话".to_owned(), FaultKind::RevealIrreversible));
}

#[test]
fn inspected_columns_are_searched_for_everything_that_could_be_sealed() {
    let inverse = policy("inspect", "{}")
        .compile_reveal(
            None,
            &schema([
                ("a", DataType::Utf8),
                ("b", DataType::Int64),
                ("c", list(DataType::Utf8)),
                ("d", structure([("e", DataType::Utf8)])),
            ]),
            None,
            &keyring(),
        )
        .unwrap();
    assert_eq!(words(&inverse.columns), ["reveal text 2", "keep", "list(reveal text 2)", "struct(reveal text 2)"]);
    let share = Policy::builtin("share").unwrap();
    let inverse = share.compile_reveal(None, &schema([("a", DataType::Utf8)]), None, &keyring()).unwrap();
    let domains = 17;
    assert_eq!(words(&inverse.columns), [format!("reveal text {domains}")]);
    let open = Policy::builtin("open").unwrap();
    let inverse = open.compile_reveal(None, &schema([("a", DataType::Utf8)]), None, &keyring()).unwrap();
    assert_eq!(words(&inverse.columns), ["keep"]);
}

#[test]
fn revealing_gives_back_what_was_tokenized() {
    let policy = policy("deny", "{证: {type: id_card}, 注: {scan: text}}");
    let fields = schema([("证", DataType::Utf8), ("注", DataType::Utf8)]);
    let keyring = keyring();
    let forward = policy.compile(None, &fields, &[], Some(&keyring)).unwrap();
    let backward = policy.compile_reveal(None, &fields, None, &keyring).unwrap();
    let (Action::Values(seal), Action::Values(open)) = (&forward.columns[0].action, &backward.columns[0].action) else {
        panic!()
    };
    let value = "11010519491231002X";
    assert_eq!(applied(open, &applied(seal, value)), value);
}

#[test]
fn the_built_in_policies_compile_for_every_inspected_type() {
    for name in Policy::builtin_names() {
        let policy = Policy::builtin(name).unwrap();
        let types: Vec<ColumnType> =
            EntityKind::ALL.iter().copied().map(ColumnType::Entity).chain([ColumnType::Phone]).collect();
        let fields: Vec<_> = types.iter().map(|of| Field::new(of.name(), DataType::Utf8, true)).collect();
        let profile: Vec<_> = types.iter().map(|of| Inspected::new(of.name(), *of)).collect();
        let plan = policy.compile(None, &Schema::new(fields), &profile, Some(&keyring())).unwrap();
        let passed: Vec<_> = plan
            .columns
            .iter()
            .filter(|column| matches!(column.action, Action::Keep) && column.column_type.level() > 1)
            .map(|column| column.name.as_str())
            .collect();
        assert_eq!(passed, [""; 0], "{name}");
        assert!(matches!(plan.columns[EntityKind::BirthDate.index()].action, Action::Values(_)));
    }
}

#[test]
fn a_precision_is_the_one_that_was_asked_for() {
    for (precision, name) in DatePrecision::ALL {
        let policy = policy("deny", &format!("{{a: {{op: generalize, precision: {name}}}}}"));
        let plan = plan(&policy, &schema([("a", DataType::Date32)]), &[]);
        assert!(matches!(plan.columns[0].action, Action::Truncate(found) if found == precision), "{name}");
    }
}
