//! `weimu scan`: what the columns of a table hold, or where in a text something stands.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::Serialize;
use weimu::detect::{Detector, outline};
use weimu::engine::{Profile, RefusedExample, Scan};
use weimu::error::{Error, ErrorKind, Phrase, Result};
use weimu::model::Span;
use weimu::report::{CellRefusal, ScannedColumn, ScannedTable, ScannedText, TextFinding, TextRefusal};

use crate::args::ScanArgs;
use crate::input::{Accept, Input, Inputs, is_text};
use crate::progress::Progress;
use crate::run;
use crate::speech::{Form, Speech};
use crate::stdout;

/// Longer texts are refused: a text is looked through as a whole, in memory.
const LONGEST_TEXT: u64 = 256 << 20;
/// Refused candidates shown per column.
const EXAMPLES: usize = 20;
/// The word for the standard input.
const STDIN: &str = "-";

/// What a scan says about one input.
#[derive(Serialize)]
#[serde(untagged)]
enum Scanned {
    Table(ScannedTable),
    Text(ScannedText),
}

pub(super) fn run(args: &ScanArgs, speech: Speech) -> Result<()> {
    run::use_threads(args.threads)?;
    let mut results = Vec::new();
    for word in &args.inputs {
        if word == STDIN {
            results.push(Scanned::Text(scan_text(io::stdin().lock(), "-", args)?));
            continue;
        }
        for input in Inputs::find(std::slice::from_ref(word), Accept::TablesAndTexts, None)?.files {
            results.push(scan_file(&input, args, speech)?);
        }
    }
    match (speech.form, results.as_slice()) {
        (Form::Json, [only]) => stdout::print_json(only),
        (Form::Json, several) => stdout::print_json(&serde_json::json!({ "files": several })),
        (Form::Text, several) => {
            let texts: Vec<String> = several.iter().map(|scanned| scanned.text(speech)).collect();
            stdout::print(&texts.join("\n"))
        }
    }
}

impl Scanned {
    fn text(&self, speech: Speech) -> String {
        match self {
            Self::Table(table) => table.text(speech.lang),
            Self::Text(text) => text.text(speech.lang),
        }
    }
}

fn scan_file(input: &Input, args: &ScanArgs, speech: Speech) -> Result<Scanned> {
    let name = input.path.display().to_string();
    if !is_text(&input.path) {
        return scan_table(&input.path, args, speech).map(Scanned::Table);
    }
    let file = File::open(&input.path).map_err(|error| Error::io(READ, &error).in_file(&name))?;
    scan_text(file, &name, args).map(Scanned::Text)
}

fn scan_table(path: &Path, args: &ScanArgs, speech: Speech) -> Result<ScannedTable> {
    let name = path.display().to_string();
    let opened = run::open(path)?;
    let progress = Progress::new(name.clone(), speech);
    let mut source = progress.watch(opened.source);
    let mut scan = Scan::new(source.schema(), Detector::new()).with_examples(if args.explain { EXAMPLES } else { 0 });
    let mut rows = 0;
    while let Some(batch) = source.next()? {
        scan.push(&batch).map_err(|error| error.rows_after(rows).in_file(&name))?;
        rows += batch.num_rows() as u64;
        progress.show(rows);
    }
    let Profile { rows, columns, .. } = scan.finish();
    let columns = columns.into_iter().map(|column| ScannedColumn {
        name: column.name,
        column_type: column.decision.column_type,
        confidence: column.decision.confidence,
        level: column.decision.level,
        text: column.decision.text,
        nulls: column.nulls,
        findings: column.findings,
        refused: args.explain.then_some(column.refused),
        examples: args.explain.then(|| column.examples.into_iter().map(cell_refusal).collect()),
    });
    Ok(ScannedTable { file: name, format: opened.format.name().to_owned(), rows, columns: columns.collect() })
}

fn cell_refusal(example: RefusedExample) -> CellRefusal {
    let RefusedExample { row, start, end, kind, reason, outline, .. } = example;
    CellRefusal { row: row + 1, start, end, kind, reason, outline }
}

fn scan_text(source: impl Read, name: &str, args: &ScanArgs) -> Result<ScannedText> {
    let text = read_text(source).map_err(|error| error.in_file(name))?;
    let explanation = Detector::new().explain(&text);
    let places = Characters::of(&text);
    let findings = explanation.findings.iter().map(|finding| {
        let (start, end) = places.of_span(finding.span);
        TextFinding { start, end, kind: finding.kind, confidence: finding.confidence }
    });
    let refused = explanation.refused.iter().map(|refusal| {
        let (start, end) = places.of_span(refusal.span);
        let outline = outline(text.get(refusal.span.range()).unwrap_or_default());
        TextRefusal { start, end, kind: refusal.kind, reason: refusal.reason, outline }
    });
    Ok(ScannedText {
        file: name.to_owned(),
        characters: places.count(),
        findings: findings.collect(),
        refused: args.explain.then(|| refused.collect()),
    })
}

/// The text, without a byte order mark, which is no character of it.
fn read_text(source: impl Read) -> Result<String> {
    let mut bytes = Vec::new();
    source.take(LONGEST_TEXT + 1).read_to_end(&mut bytes).map_err(|error| Error::io(READ, &error))?;
    if bytes.len() as u64 > LONGEST_TEXT {
        let reason = Phrase::new(
            "texts of more than 256 MiB are not scanned as a whole; split it",
            "不支持整体扫描超过 256 MiB 的文本;请拆分",
        );
        return Err(ErrorKind::Argument { argument: "INPUT".to_owned(), reason }.into());
    }
    let text = String::from_utf8(bytes).map_err(|_| ErrorKind::Encoding { encoding: "UTF-8" })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Character numbers of bytes: a count every [`STEP`](Self::STEP) bytes, so that looking one up reads no more than that.
struct Characters<'a> {
    bytes: &'a [u8],
    before: Vec<u64>,
}

impl<'a> Characters<'a> {
    const STEP: usize = 256;

    fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut before = vec![0];
        let mut sum = 0;
        for block in bytes.chunks(Self::STEP) {
            sum += starts(block);
            before.push(sum);
        }
        Self { bytes, before }
    }

    fn count(&self) -> u64 {
        self.before.last().copied().unwrap_or(0)
    }

    fn of_span(&self, span: Span) -> (u64, u64) {
        (self.of_byte(span.start()), self.of_byte(span.end()))
    }

    fn of_byte(&self, byte: usize) -> u64 {
        let block = byte / Self::STEP;
        let rest = self.bytes.get(block * Self::STEP..byte).unwrap_or_default();
        self.before.get(block).copied().unwrap_or(0) + starts(rest)
    }
}

/// How many characters of UTF-8 begin in `bytes`.
fn starts(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64
}

const READ: Phrase = Phrase::new("read the input", "读取输入");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_as_a_walk_over_them_does() {
        let text = "身份证号:11010519491231002X,𠮷é".repeat(40);
        let places = Characters::of(&text);
        assert_eq!(places.count(), text.chars().count() as u64);
        for (character, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(places.of_byte(byte), character as u64);
        }
        assert_eq!(places.of_byte(text.len()), places.count());
    }

    #[test]
    fn a_byte_order_mark_is_no_character_of_the_text() {
        assert_eq!(read_text("\u{feff}ab".as_bytes()).unwrap(), "ab");
    }

    #[test]
    fn text_of_another_encoding_is_refused() {
        let error = read_text(&b"\xc9\xed\xb7\xdd"[..]).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Encoding { .. }));
    }
}
