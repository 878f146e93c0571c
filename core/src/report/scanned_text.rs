//! What a scan says about a text.

use serde::Serialize;

use super::amount::grouped;
use super::table::{Align, Table, printable};
use super::word::{self, kind_word};
use crate::error::Lang;
use crate::model::{Confidence, EntityKind, Reason};

/// What was found in a text, by place; never the text itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScannedText {
    /// The input, as the user named it.
    pub file: String,
    /// Length in characters.
    pub characters: u64,
    /// In order of place.
    pub findings: Vec<TextFinding>,
    /// Refused candidates in order of place; nothing unless they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Vec<TextRefusal>>,
}

/// A place in a text, and what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TextFinding {
    /// First character, counted from 0.
    pub start: u64,
    /// Character after the last.
    pub end: u64,
    /// What it is.
    #[serde(serialize_with = "word::kind")]
    pub kind: EntityKind,
    /// How sure that is.
    #[serde(serialize_with = "word::confidence")]
    pub confidence: Confidence,
}

/// A place in a text, and why what stands there is not of the kind it looks like.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextRefusal {
    /// First character, counted from 0.
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

impl ScannedText {
    /// The result for a reader.
    pub fn text(&self, lang: Lang) -> String {
        let (file, characters, found) =
            (printable(&self.file), grouped(self.characters), grouped(self.findings.len() as u64));
        let mut text = match lang {
            Lang::En => format!("{file} ({characters} characters, {found} found)\n\n"),
            Lang::Zh => format!("{file}（{characters} 个字符，命中 {found} 处）\n\n"),
        };
        let places = [(lang.pick("start", "起"), Align::Right), (lang.pick("end", "止"), Align::Right)];
        let kind = (lang.pick("kind", "类别"), Align::Left);
        let mut found = Table::new(&[places[0], places[1], kind, (lang.pick("confidence", "置信度"), Align::Right)]);
        for TextFinding { start, end, kind, confidence } in &self.findings {
            let confidence = format!("{:.2}", confidence.as_f64());
            found.push(vec![start.to_string(), end.to_string(), kind_word(*kind, lang).to_owned(), confidence]);
        }
        if !self.findings.is_empty() {
            text.push_str(&found.text("  "));
            text.push('\n');
        }
        if let Some(refused) = self.refused.as_ref().filter(|refused| !refused.is_empty()) {
            let reason = (lang.pick("refused because of", "未认定原因"), Align::Left);
            let outline = (lang.pick("outline", "轮廓"), Align::Left);
            let mut table = Table::new(&[places[0], places[1], kind, reason, outline]);
            for TextRefusal { start, end, kind, reason, outline } in refused {
                let (kind, reason) = (kind_word(*kind, lang), word::reason_word(*reason, lang));
                let words = [kind, reason, outline].map(str::to_owned);
                table.push([vec![start.to_string(), end.to_string()], words.to_vec()].concat());
            }
            text.push_str(&table.text("  "));
            text.push('\n');
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }
}
