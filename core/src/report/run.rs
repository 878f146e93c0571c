//! What a whole run did.

use serde::Serialize;

use super::amount::grouped;
use super::word::{self, ByKind};
use super::{FileReport, LeakResult};
use crate::error::Lang;

/// What a run of `apply` or `reveal` did, in numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunReport {
    /// Version of weimu.
    pub weimu: &'static str,
    /// `apply` or `reveal`.
    pub command: &'static str,
    /// The scenario.
    pub scenario: String,
    /// The dataset that ciphertexts are bound to; empty if the policy names none.
    pub dataset: String,
    /// One entry per input.
    pub files: Vec<FileReport>,
    /// Over all inputs.
    pub totals: Totals,
}

/// Sums over all inputs of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Totals {
    /// Inputs.
    pub files: u64,
    /// Rows.
    pub rows: u64,
    /// Values that a rule was applied to.
    pub values: u64,
    /// Values that the rule did not fit, which were treated more strictly.
    pub fallback: u64,
    /// Findings inside text.
    #[serde(serialize_with = "word::by_kind")]
    pub findings: ByKind,
    /// Findings in the output that no rule explains.
    pub unexplained: u64,
    /// Seconds.
    pub seconds: f64,
}

impl RunReport {
    /// The report of a run over `files`.
    pub fn new(command: &'static str, scenario: String, dataset: String, files: Vec<FileReport>, seconds: f64) -> Self {
        let totals = Totals::of(&files, seconds);
        Self { weimu: env!("CARGO_PKG_VERSION"), command, scenario, dataset, files, totals }
    }

    /// The report for a reader.
    pub fn text(&self, lang: Lang) -> String {
        let mut text =
            format!("weimu {} {}, {} {}", self.weimu, self.command, lang.pick("scenario", "场景"), self.scenario);
        if !self.dataset.is_empty() {
            text.push_str(&format!(", {} {}", lang.pick("dataset", "数据集"), self.dataset));
        }
        text.push_str("\n\n");
        for file in &self.files {
            text.push_str(&file.text(lang));
            text.push('\n');
        }
        if self.files.len() > 1 {
            text.push_str(&self.totals.text(lang));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }
}

impl Totals {
    fn of(files: &[FileReport], seconds: f64) -> Self {
        let mut totals = Self { files: files.len() as u64, seconds, ..Self::default() };
        for file in files {
            totals.rows += file.rows;
            for column in &file.columns {
                totals.values += column.values;
                totals.fallback += column.fallback;
                column.findings.iter().for_each(|(&kind, &count)| *totals.findings.entry(kind).or_default() += count);
            }
            if let LeakResult::Found { count } = file.leak {
                totals.unexplained += count;
            }
        }
        totals
    }

    fn text(&self, lang: Lang) -> String {
        let (files, rows, values) = (grouped(self.files), grouped(self.rows), grouped(self.values));
        let (fallback, unexplained, seconds) = (grouped(self.fallback), grouped(self.unexplained), self.seconds);
        match lang {
            Lang::En => format!(
                "total: {files} files, {rows} rows, {values} values, {fallback} stricter, {unexplained} unexplained, {seconds:.2} s\n"
            ),
            Lang::Zh => format!(
                "合计：{files} 个文件，{rows} 行，处理 {values} 个值，从严 {fallback}，无法解释 {unexplained}，{seconds:.2} 秒\n"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ColumnType, EntityKind, Reason};
    use crate::report::ColumnReport;

    fn file() -> FileReport {
        let mut id = ColumnReport::new("身份证号", ColumnType::Entity(EntityKind::IdCard), "mask");
        (id.rows, id.nulls, id.values, id.fallback) = (1_200, 3, 1_197, 2);
        let mut note = ColumnReport::new("备注", ColumnType::None, "scan");
        (note.rows, note.values) = (1_200, 40);
        note.findings.insert(EntityKind::Mobile, 40);
        note.refused.insert((EntityKind::IdCard, Reason::Checksum), 5);
        note.refused.insert((EntityKind::IdCard, Reason::Date), 1);
        let columns = vec![id, note];
        let leak = LeakResult::of(&columns);
        let (input, output, format) = ("a.csv".to_owned(), "out/a.csv".to_owned(), "CSV".to_owned());
        FileReport { input, output, format, rows: 1_200, seconds: 0.25, leak, columns }
    }

    #[test]
    fn json_has_the_words_of_the_catalogue() {
        let report = RunReport::new("apply", "open".to_owned(), "demo".to_owned(), vec![file()], 0.5);
        let json = serde_json::to_value(&report).unwrap();
        let columns = &json["files"][0]["columns"];
        assert_eq!(columns[0]["type"], "id_card");
        assert_eq!(columns[0]["level"], 3);
        assert_eq!(columns[1]["findings"], serde_json::json!({"mobile": 40}));
        assert_eq!(columns[1]["refused"], serde_json::json!({"id_card": {"checksum": 5, "date": 1}}));
        assert_eq!(json["files"][0]["leak"], serde_json::json!({"result": "passed"}));
        assert_eq!(json["totals"]["values"], 1_237);
    }

    #[test]
    fn text_tells_what_was_done_in_both_languages() {
        let report = RunReport::new("apply", "open".to_owned(), String::new(), vec![file(), file()], 0.5);
        let (en, zh) = (report.text(Lang::En), report.text(Lang::Zh));
        for part in
            ["a.csv → out/a.csv", "1,200 rows", "leak check: passed", "id_card checksum 5", "mobile 40", "2,400 rows"]
        {
            assert!(en.contains(part), "{part} is missing in:\n{en}");
        }
        for part in ["居民身份证号", "掩码", "泄漏检查：通过", "校验位不符 5", "合计"] {
            assert!(zh.contains(part), "{part} is missing in:\n{zh}");
        }
    }

    #[test]
    fn unexplained_findings_are_a_warning() {
        let mut file = file();
        file.columns[1].unexplained.insert(EntityKind::Uscc, 7);
        file.leak = LeakResult::of(&file.columns);
        assert_eq!(file.leak, LeakResult::Found { count: 7 });
        assert!(file.text(Lang::En).contains("WARNING; 7 unexplained"));
    }
}
