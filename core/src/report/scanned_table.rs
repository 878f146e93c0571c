//! What a scan says about a table.

use serde::Serialize;

use super::amount::{grouped, or_dash};
use super::table::{Align, Table, printable};
use super::word::{self, ByKind, ByReason, kind_word, kinds_text, reason_word, reasons_text, type_word};
use crate::error::Lang;
use crate::model::{ColumnType, Confidence, EntityKind, Reason};

/// What the columns of a table hold, and what was found in them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScannedTable {
    /// The input, as the user named it.
    pub file: String,
    /// Its format.
    pub format: String,
    /// Rows that were looked through.
    pub rows: u64,
    /// One entry per field without children.
    pub columns: Vec<ScannedColumn>,
}

/// What one column holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScannedColumn {
    /// Name; nested fields are joined by a dot.
    pub name: String,
    /// What it seems to hold.
    #[serde(rename = "type", serialize_with = "word::column_type")]
    pub column_type: ColumnType,
    /// How sure that is.
    #[serde(serialize_with = "word::confidence")]
    pub confidence: Confidence,
    /// Proposed protection level of the type, 1 (public) to 4 (most sensitive).
    pub level: u8,
    /// Whether the values are free text, to be searched rather than replaced.
    pub text: bool,
    /// Nulls.
    pub nulls: u64,
    /// Findings in all rows.
    #[serde(serialize_with = "word::by_kind")]
    pub findings: ByKind,
    /// Refused candidates in all rows; nothing unless they were asked for.
    #[serde(serialize_with = "optional_by_reason", skip_serializing_if = "Option::is_none")]
    pub refused: Option<ByReason>,
    /// Some of the refused candidates; nothing unless they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub examples: Option<Vec<CellRefusal>>,
}

/// A place in a table, and why what stands there is not of the kind it looks like.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellRefusal {
    /// Row, counted from 1; in a list, the number of the item.
    pub row: u64,
    /// First character of the value, counted from 0.
    pub start: u64,
    /// Character after the last.
    pub end: u64,
    /// What it looks like.
    #[serde(serialize_with = "word::kind")]
    pub kind: EntityKind,
    /// The condition that it failed.
    #[serde(serialize_with = "word::reason")]
    pub reason: Reason,
    /// Its separators and marks, and `*` for every other character.
    pub outline: String,
}

fn optional_by_reason<S: serde::Serializer>(counts: &Option<ByReason>, serializer: S) -> Result<S::Ok, S::Error> {
    word::by_reason(counts.as_ref().unwrap_or(&ByReason::new()), serializer)
}

impl ScannedTable {
    /// The result for a reader.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = match lang {
            Lang::En => format!("{} ({}, {} rows)\n\n", printable(&self.file), self.format, grouped(self.rows)),
            Lang::Zh => format!("{}（{}，{} 行）\n\n", printable(&self.file), self.format, grouped(self.rows)),
        };
        let mut table = Table::new(&[
            (lang.pick("column", "列"), Align::Left),
            (lang.pick("type", "类型"), Align::Left),
            (lang.pick("confidence", "置信度"), Align::Right),
            (lang.pick("level", "级别"), Align::Right),
            (lang.pick("nulls", "空值"), Align::Right),
            (lang.pick("found", "命中"), Align::Left),
            (lang.pick("refused", "未认定"), Align::Left),
        ]);
        self.columns.iter().for_each(|column| table.push(column.row(lang)));
        text.push_str(&table.text("  "));
        text.push_str(&self.examples_text(lang));
        text
    }

    fn examples_text(&self, lang: Lang) -> String {
        let mut table = Table::new(&[
            (lang.pick("column", "列"), Align::Left),
            (lang.pick("row", "行"), Align::Right),
            (lang.pick("start", "起"), Align::Right),
            (lang.pick("end", "止"), Align::Right),
            (lang.pick("kind", "类别"), Align::Left),
            (lang.pick("refused because of", "未认定原因"), Align::Left),
            (lang.pick("outline", "轮廓"), Align::Left),
        ]);
        let cells =
            self.columns.iter().flat_map(|column| column.examples.iter().flatten().map(move |cell| (column, cell)));
        let rows: Vec<_> = cells.map(|(column, cell)| cell.row(&column.name, lang)).collect();
        if rows.is_empty() {
            return String::new();
        }
        rows.into_iter().for_each(|row| table.push(row));
        format!("\n{}", table.text("  "))
    }
}

impl CellRefusal {
    fn row(&self, column: &str, lang: Lang) -> Vec<String> {
        let Self { row, start, end, kind, reason, outline } = self;
        let (kind, reason) = (kind_word(*kind, lang), reason_word(*reason, lang));
        let numbers = [row, start, end].map(u64::to_string);
        let words = [kind, reason, outline].map(str::to_owned);
        [vec![column.to_owned()], numbers.to_vec(), words.to_vec()].concat()
    }
}

impl ScannedColumn {
    fn row(&self, lang: Lang) -> Vec<String> {
        let typed = self.column_type != ColumnType::None;
        let if_typed = |text: String| if typed { text } else { "–".to_owned() };
        vec![
            self.name.clone(),
            if self.text { lang.pick("text", "文本") } else { type_word(self.column_type, lang) }.to_owned(),
            if_typed(format!("{:.2}", self.confidence.as_f64())),
            if_typed(self.level.to_string()),
            or_dash(self.nulls),
            kinds_text(&self.findings, lang),
            self.refused.as_ref().map(|refused| reasons_text(refused, lang)).unwrap_or_default(),
        ]
    }
}
