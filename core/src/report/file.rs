//! What was done to one input.

use serde::Serialize;

use super::ColumnReport;
use super::amount::{grouped, or_dash};
use super::table::{Align, Table, printable};
use super::word::{action_word, kinds_text, reasons_text, type_word};
use crate::error::Lang;
use crate::model::ColumnType;

/// What was done to one input, in numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileReport {
    /// The input, as the user named it.
    pub input: String,
    /// The output.
    pub output: String,
    /// Format of the output.
    pub format: String,
    /// Rows that went through.
    pub rows: u64,
    /// Seconds from opening the input to the last row written.
    pub seconds: f64,
    /// What the scan of the output found.
    pub leak: LeakResult,
    /// One entry per field without children, in the order of the input.
    pub columns: Vec<ColumnReport>,
}

/// What the scan of the output found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "lowercase")]
#[non_exhaustive]
pub enum LeakResult {
    /// Nothing that no rule explains.
    Passed,
    /// Findings that no rule explains; the policy only warns of them.
    Found {
        /// How many.
        count: u64,
    },
    /// The output was not scanned.
    Off,
}

impl LeakResult {
    /// The result of a scan that saw `columns`.
    pub fn of(columns: &[ColumnReport]) -> Self {
        match columns.iter().map(ColumnReport::unexplained_count).sum() {
            0 => Self::Passed,
            count => Self::Found { count },
        }
    }
}

impl FileReport {
    /// The report for a reader.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = format!("{} → {}\n", printable(&self.input), printable(&self.output));
        let (rows, seconds) = (grouped(self.rows), self.seconds);
        text.push_str(&match lang {
            Lang::En => format!("  {rows} rows, {}, {seconds:.2} s\n\n", self.format),
            Lang::Zh => format!("  {rows} 行，{}，{seconds:.2} 秒\n\n", self.format),
        });
        text.push_str(&self.table(lang).text("  "));
        text.push('\n');
        self.notes(lang).iter().for_each(|note| text.push_str(&format!("  {note}\n")));
        text
    }

    fn table(&self, lang: Lang) -> Table {
        let mut table = Table::new(&[
            (lang.pick("column", "列"), Align::Left),
            (lang.pick("type", "类型"), Align::Left),
            (lang.pick("level", "级别"), Align::Right),
            (lang.pick("done", "处理"), Align::Left),
            (lang.pick("values", "处理值数"), Align::Right),
            (lang.pick("nulls", "空值"), Align::Right),
            (lang.pick("stricter", "从严"), Align::Right),
            (lang.pick("found in text", "文本内命中"), Align::Left),
        ]);
        for column in &self.columns {
            let typed = column.column_type != ColumnType::None;
            table.push(vec![
                column.name.clone(),
                type_word(column.column_type, lang).to_owned(),
                if typed { column.level.to_string() } else { "–".to_owned() },
                action_word(&column.action, lang).to_owned(),
                or_dash(column.values),
                or_dash(column.nulls),
                or_dash(column.fallback),
                kinds_text(&column.findings, lang),
            ]);
        }
        table
    }

    fn notes(&self, lang: Lang) -> Vec<String> {
        let mut notes = vec![self.leak_note(lang)];
        for column in &self.columns {
            let name = printable(&column.name);
            if column.fallback > 0 {
                notes.push(fallback_note(&name, column, lang));
            }
            if !column.refused.is_empty() {
                let label = lang.pick("looked alike and was refused in", "形似而未认定");
                notes.push(format!("{label} `{name}`: {}", reasons_text(&column.refused, lang)));
            }
            if !column.unexplained.is_empty() {
                let label = lang.pick("unexplained in the output of", "输出中无规则解释");
                notes.push(format!("{label} `{name}`: {}", kinds_text(&column.unexplained, lang)));
            }
        }
        notes
    }

    fn leak_note(&self, lang: Lang) -> String {
        match self.leak {
            LeakResult::Passed => lang
                .pick(
                    "leak check: passed; the output was scanned and nothing unexplained was found",
                    "泄漏检查：通过；已扫描输出，没有规则无法解释的命中",
                )
                .to_owned(),
            LeakResult::Found { count } => match lang {
                Lang::En => format!("leak check: WARNING; {} unexplained findings in the output", grouped(count)),
                Lang::Zh => format!("泄漏检查：警告；输出中有 {} 处规则无法解释的命中", grouped(count)),
            },
            LeakResult::Off => {
                lang.pick("leak check: off; the output was not scanned", "泄漏检查：未启用；未扫描输出").to_owned()
            }
        }
    }
}

fn fallback_note(name: &str, column: &ColumnReport, lang: Lang) -> String {
    let (count, action) = (grouped(column.fallback), action_word(&column.action, lang));
    match lang {
        Lang::En if column.fallback == 1 => {
            format!("stricter: 1 value of `{name}` did not fit `{action}` and lost more than the rule asks")
        }
        Lang::En => {
            format!("stricter: {count} values of `{name}` did not fit `{action}` and lost more than the rule asks")
        }
        Lang::Zh => format!("从严：`{name}` 有 {count} 个值不适用“{action}”，已按更严格的方式处理"),
    }
}
