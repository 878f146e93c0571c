//! Telling encoding and dialect from the start of a file.

use crate::io::{Dialect, Encoding, Format, Terminator};

/// The encoding of a file that begins with `head`.
///
/// A byte order mark decides. Without one the text is UTF-8 when `head` is, save for a character cut off at its end; and
/// also when it holds more whole characters of UTF-8 beyond ASCII than faults, because then it is damaged UTF-8, which must
/// be an error and not mojibake. Everything else is taken for GB 18030, strictly.
pub(super) fn encoding(head: &[u8]) -> Encoding {
    let marked = [Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be];
    if let Some(encoding) = marked.into_iter().find(|encoding| head.starts_with(encoding.byte_order_mark())) {
        return encoding;
    }
    match std::str::from_utf8(head) {
        Ok(_) => Encoding::Utf8,
        Err(error) if error.error_len().is_none() => Encoding::Utf8,
        Err(_) if is_damaged_utf8(head) => Encoding::Utf8,
        Err(_) => Encoding::Gb18030,
    }
}

fn is_damaged_utf8(head: &[u8]) -> bool {
    let (mut whole, mut faults) = (0, 0);
    for chunk in head.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    whole > faults
}

/// The dialect of a file that begins with `text`: `whole` says whether the text is the whole file.
///
/// The delimiter is the candidate that divides every record of the sample into as many fields as the header, more than one;
/// of several, the one that gives most. When none does, it is the one that divides the header into most, so that a ragged
/// file is refused as ragged rather than read as a single column.
///
/// The marks say per column whether its every value is quoted.
pub(super) fn dialect(text: &str, whole: bool, format: Format, given: Option<u8>) -> (Dialect, Vec<bool>) {
    let candidates: &[u8] = match (&given, format) {
        (Some(delimiter), _) => std::slice::from_ref(delimiter),
        (None, Format::Tsv) => b"\t",
        (None, _) => b",\t;|",
    };
    let mut best: Option<(Sample, u8)> = None;
    for &delimiter in candidates {
        let sample = Sample::of(text, whole, delimiter);
        if best.as_ref().is_none_or(|(kept, _)| sample.rank() > kept.rank()) {
            best = Some((sample, delimiter));
        }
    }
    let (sample, delimiter) = best.unwrap_or_else(|| (Sample::of(text, whole, b','), b','));
    let dialect = Dialect {
        delimiter,
        terminator: sample.terminator.unwrap_or_default(),
        quoted_header: sample.header_is_quoted(),
        ..Dialect::default()
    };
    (dialect, sample.quoted_columns())
}

/// The first records of a file, each as one mark per field.
struct Sample {
    records: Vec<Vec<Mark>>,
    terminator: Option<Terminator>,
}

/// How a field is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Bare,
    /// Quoted, because it holds a delimiter, a quote or a line end.
    QuotedByNeed,
    /// Quoted though it could be bare.
    QuotedByHabit,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    FieldStart,
    Field,
    Quoted,
    QuoteInQuoted,
}

impl Sample {
    /// Divides `text` as the CSV reader would.
    fn of(text: &str, whole: bool, delimiter: u8) -> Self {
        let mut sample = Self { records: Vec::new(), terminator: None };
        let mut record = Vec::new();
        let mut place = Place::FieldStart;
        let mut bytes = text.bytes().peekable();
        while let Some(byte) = bytes.next() {
            place = match place {
                Place::Quoted if byte == b'"' => Place::QuoteInQuoted,
                Place::Quoted => {
                    sample_need(&mut record, byte == delimiter || matches!(byte, b'\r' | b'\n'));
                    Place::Quoted
                }
                Place::QuoteInQuoted if byte == b'"' => {
                    sample_need(&mut record, true);
                    Place::Quoted
                }
                Place::FieldStart if byte == b'"' => {
                    record.push(Mark::QuotedByHabit);
                    Place::Quoted
                }
                _ if byte == delimiter => {
                    end_field(&mut record, place);
                    Place::FieldStart
                }
                _ if matches!(byte, b'\r' | b'\n') => {
                    let crlf = byte == b'\r' && bytes.next_if_eq(&b'\n').is_some();
                    sample.end_record(&mut record, place, line_end(byte, crlf));
                    Place::FieldStart
                }
                Place::FieldStart => {
                    record.push(Mark::Bare);
                    Place::Field
                }
                Place::Field | Place::QuoteInQuoted => Place::Field,
            };
            if sample.records.len() == SAMPLE_RECORDS {
                return sample;
            }
        }
        if whole && !record.is_empty() {
            end_field(&mut record, place);
            sample.records.push(record);
        }
        sample
    }

    fn end_record(&mut self, record: &mut Vec<Mark>, place: Place, terminator: Terminator) {
        if record.is_empty() && place == Place::FieldStart {
            return;
        }
        end_field(record, place);
        self.records.push(std::mem::take(record));
        self.terminator.get_or_insert(terminator);
    }

    /// How well the delimiter fits: whether it divides every record alike, and into how many fields.
    fn rank(&self) -> (bool, usize) {
        let fields = self.records.first().map_or(0, Vec::len);
        let alike = fields > 1 && self.records.iter().all(|record| record.len() == fields);
        (alike, fields)
    }

    fn header_is_quoted(&self) -> bool {
        self.records.first().is_some_and(|header| is_quoted_by_habit(header.iter().copied()))
    }

    /// Per column, whether its every value is quoted; as in the header where there are no values.
    fn quoted_columns(&self) -> Vec<bool> {
        let Some((header, records)) = self.records.split_first() else {
            return Vec::new();
        };
        let column = |at: usize| records.iter().filter_map(move |record| record.get(at).copied());
        let quoted =
            |at: usize| if records.is_empty() { self.header_is_quoted() } else { is_quoted_by_habit(column(at)) };
        (0..header.len()).map(quoted).collect()
    }
}

fn sample_need(record: &mut [Mark], needed: bool) {
    if let (Some(mark), true) = (record.last_mut(), needed) {
        *mark = Mark::QuotedByNeed;
    }
}

/// Marks the field that ends at `place`, unless it was marked when it began.
fn end_field(record: &mut Vec<Mark>, place: Place) {
    if place == Place::FieldStart {
        record.push(Mark::Bare);
    }
}

fn line_end(byte: u8, crlf: bool) -> Terminator {
    match (byte, crlf) {
        (_, true) => Terminator::CrLf,
        (b'\r', false) => Terminator::Cr,
        _ => Terminator::Lf,
    }
}

fn is_quoted_by_habit(mut marks: impl Iterator<Item = Mark> + Clone) -> bool {
    marks.clone().all(|mark| mark != Mark::Bare) && marks.any(|mark| mark == Mark::QuotedByHabit)
}

/// Records that are looked at.
const SAMPLE_RECORDS: usize = 200;
