//! Columns of published tables are decided as their labels say, by their header and their first values.

mod shared;

use serde_json::Value;
use shared::data_file;
use weimu::detect::decide_column;

fn expected(label: &str) -> &'static [&'static str] {
    match label {
        "ID_CARD" => &["id_card"],
        "USCC" => &["uscc"],
        "PHONE" => &["phone", "mobile", "landline", "hotline"],
        "ADDRESS" | "ADDRESS_OR_URL" => &["address"],
        "ORG" => &["organization"],
        "PERSON" => &["name"],
        "REGION" | "REGION_CODE" => &["region"],
        "DATE" => &["date"],
        "POSTCODE" => &["postcode"],
        "BANK_ACCOUNT" => &["bank_account"],
        "FREE_TEXT" => &["none"],
        _ => &[],
    }
}

#[test]
fn published_columns_are_decided_as_labelled() {
    let Some(labels) = data_file("tables/columns.json") else { return };
    let labels: Value = serde_json::from_str(&labels).expect("well-formed JSON");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (table, columns) in labels.as_object().expect("tables") {
        let Some(text) = data_file(table) else { continue };
        let rows = csv_rows(&text);
        for (name, label) in columns.as_object().expect("columns") {
            let Some(label) = label.as_str() else { continue };
            let place =
                rows[0].iter().position(|header| header.trim_start_matches('\u{FEFF}') == name).expect("a header");
            let values = rows.iter().skip(1).filter_map(|row| row.get(place)).map(String::as_str);
            let decision = decide_column(name, values.filter(|value| !value.is_empty()).take(1000));
            let wanted = expected(label);
            seen += usize::from(!wanted.is_empty());
            if !wanted.is_empty() && !wanted.contains(&decision.column_type.name())
                || label == "FREE_TEXT" && !decision.text
            {
                wrong.push(format!("{table} {name} {label}: {decision:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(seen > 20);
}

/// A reader for quoted fields, enough for these files.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            other => field.push(other),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows
}

#[test]
fn names_alone_decide_where_values_cannot() {
    for (name, wanted) in
        [("法人代表", "name"), ("姓名", "name"), ("所在省份", "region"), ("开户账号", "bank_account"), ("备注", "none")]
    {
        assert_eq!(decide_column(name, std::iter::empty()).column_type.name(), wanted, "{name}");
    }
}

#[test]
fn values_outvote_a_name_that_says_nothing() {
    let values = ["11010519491231002X", "440524188001010014", "51343620000320711X"];
    assert_eq!(decide_column("c1", values.into_iter()).column_type.name(), "id_card");
    let mixed = ["13800138000", "0375-2692229", "400-672-2705", "15266235191"];
    assert_eq!(decide_column("c2", mixed.into_iter()).column_type.name(), "phone");
}

#[test]
fn names_of_organizations_that_begin_with_a_division_are_organizations() {
    let values =
        ["来凤县中心医院", "武汉市第八医院", "郑州市财政局", "湖北省红十字会", "襄阳市慈善总会", "柳州市第一中学"];
    for name in ["name", "c1"] {
        assert_eq!(decide_column(name, values.into_iter()).column_type.name(), "organization", "{name}");
    }
    let addresses = ["来凤县翔凤镇武汉大道1号", "武汉市江岸区中山大道1307号", "郑州市金水区经三路25号"];
    assert_eq!(decide_column("c1", addresses.into_iter()).column_type.name(), "address");
}
