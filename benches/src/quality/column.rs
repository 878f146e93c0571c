//! Columns of published tables, and of the demo tables: their type, with their names and with names hidden (c1, c2, …).
//!
//! A column counts as sensitive when it is labelled with a type. `false` are columns without a label that are given a level
//! of 3 or more, and beside them those that are given any type at all.

use serde_json::Value;
use weimu::detect::{ColumnDecision, decide_column};
use weimu::model::ColumnType;

use super::material::{corpus, rows, shared};
use super::score::{SHARE, Show, record, share};
use crate::Failure;
use crate::record::Record;

pub(super) fn score(name: &str) -> Result<Vec<Record>, Failure> {
    let Some(labels) = shared("tables/columns.json")? else { return Ok(Vec::new()) };
    let labels: Value = serde_json::from_str(&labels)?;
    let mut columns = Vec::new();
    for (table, labels) in labels.as_object().into_iter().flatten() {
        let Some(text) = shared(table)? else { continue };
        columns.extend(Column::of_table(table, &rows(&text)?, labels));
    }
    Ok(figures(name, &columns))
}

pub(super) fn score_demo(name: &str) -> Result<Vec<Record>, Failure> {
    let labels: Value = serde_json::from_str(&corpus("demo/columns.json")?)?;
    let mut columns = Vec::new();
    for (table, labels) in labels.as_object().into_iter().flatten().filter(|(table, _)| table.ends_with(".csv")) {
        let table = table.rsplit('/').next().unwrap_or(table);
        columns.extend(Column::of_table(table, &rows(&corpus(&format!("demo/{table}"))?)?, labels));
    }
    Ok(figures(name, &columns))
}

struct Column {
    table: String,
    name: String,
    /// The number of the column, from 1.
    number: usize,
    label: Option<String>,
    values: Vec<String>,
}

impl Column {
    fn of_table(table: &str, rows: &[Vec<String>], labels: &Value) -> Vec<Self> {
        let Some((header, rows)) = rows.split_first() else { return Vec::new() };
        let column = |(place, name): (usize, &String)| {
            let label = labels.get(name.as_str())?;
            let values = rows.iter().filter_map(|row| row.get(place)).filter(|value| !value.is_empty());
            Some(Self {
                table: table.to_owned(),
                name: name.clone(),
                number: place + 1,
                label: label.as_str().map(str::to_owned),
                values: values.take(weimu::engine::SAMPLE_ROWS).cloned().collect(),
            })
        };
        header.iter().enumerate().filter_map(column).collect()
    }

    fn decided_as(&self, name: &str) -> ColumnDecision {
        decide_column(name, self.values.iter().map(String::as_str))
    }

    /// Whether a decision is what the label says; nothing for a column without one.
    fn is_right(&self, decision: &ColumnDecision) -> Option<bool> {
        let wanted = types(self.label.as_deref()?);
        let text = self.label.as_deref() != Some("FREE_TEXT") || decision.text;
        Some(text && wanted.contains(&decision.column_type.name()))
    }
}

/// The types that a label allows.
fn types(label: &str) -> &'static [&'static str] {
    match label {
        "ID_CARD" | "id_card" => &["id_card"],
        "USCC" | "uscc" => &["uscc"],
        "PHONE" | "phone" => &["phone", "mobile", "landline", "hotline"],
        "mobile" => &["mobile", "phone"],
        "landline" => &["landline", "phone"],
        "ADDRESS" | "ADDRESS_OR_URL" | "address" => &["address"],
        "ORG" | "organization" => &["organization"],
        "PERSON" | "name" => &["name"],
        "BIRTH_DATE" => &["birth_date"],
        "REGION" | "REGION_CODE" | "region" => &["region"],
        "DATE" | "date" => &["date"],
        "birth_date" => &["birth_date"],
        "POSTCODE" | "postcode" => &["postcode"],
        "BANK_ACCOUNT" | "bank_account" => &["bank_account"],
        "bank_card" => &["bank_card"],
        "email" => &["email"],
        "GEO" => &["coordinate"],
        "FREE_TEXT" | "URL" | "HASH" | "none" => &["none"],
        _ => &[],
    }
}

fn figures(name: &str, columns: &[Column]) -> Vec<Record> {
    let mut records = of_names(&format!("{name}/named"), columns, 1.0, |column| column.name.clone());
    records.extend(of_names(&format!("{name}/hidden"), columns, 0.95, |column| format!("c{}", column.number)));
    records
}

fn of_names(name: &str, columns: &[Column], goal: f64, named: impl Fn(&Column) -> String) -> Vec<Record> {
    let mut show = Show::new();
    let (mut labelled, mut right, mut levelled, mut typed) = (0, 0, 0, 0);
    for column in columns {
        let decision = column.decided_as(&named(column));
        let line = || format!("{} {} {:?}: {decision:?}", column.table, column.name, column.label);
        match column.is_right(&decision) {
            Some(is_right) => {
                labelled += 1;
                right += usize::from(is_right);
                if !is_right {
                    show.show(&format!("{name} wrong"), line);
                }
            }
            None => {
                levelled += usize::from(decision.level >= 3);
                typed += usize::from(decision.column_type != ColumnType::None);
                if decision.column_type != ColumnType::None {
                    show.show(&format!("{name} typed without a label"), line);
                }
            }
        }
    }
    let most = if goal < 1.0 { 0.0 } else { 1.0 };
    vec![
        record(format!("{name}/right"), SHARE, share(right, labelled), goal),
        record(format!("{name}/false-of-level-3"), "columns", levelled as f64, most),
        record(format!("{name}/false-of-any-type"), "columns", typed as f64, f64::NAN),
    ]
}
