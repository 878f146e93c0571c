//! Every kind's detector over one text, or over a column in one pass.

use std::ops::Range;

use weimu_scan::{Cpu, Run, RunScanner, Spot, SpotScanner, Wanted, count_digits};

use super::address::AddressFinder;
use super::candidate::{Candidates, Refusal};
use super::custom::{CustomCursor, CustomRule, CustomRules};
use super::date::Date;
use super::hot_row::{HotRow, HotRows};
use super::name::NameFinder;
use super::neighbourhood::Near;
use super::passage::Passage;
use super::refusals::Refusals;
use super::repeats::Repeats;
use super::row::Row;
use super::start::{self, Starts};
use super::token::Tokens;
use super::uscc::Beside;
use super::{
    announced, bank_account, bank_card, birth_date, business_reg, context, coordinate, email, foreigner_card, hotline,
    id_card, imei, ip, landline, mac, medical_record, mobile, neighbourhood, officer_card, org_code, overlap, passport,
    permit, plate, postcode, qq, secret, social_security, tax_number, uscc, vin,
};
use crate::model::{Confidence, EntityKind, Finding, KindSet, Reason, Span};

/// Finds personal and organization data in text.
///
/// Made once and shared: it holds settings, no text.
///
/// ```
/// use weimu::detect::Detector;
/// use weimu::model::EntityKind;
///
/// let text = "证号11010519491231002X,电话0375—2692229";
/// let kinds: Vec<_> = Detector::new().find(text).iter().map(|finding| finding.kind).collect();
/// assert_eq!(kinds, [EntityKind::IdCard, EntityKind::Landline]);
/// ```
#[derive(Clone, Debug)]
pub struct Detector {
    kinds: KindSet,
    threshold: Confidence,
    today: Date,
    assumed: Option<EntityKind>,
    custom: CustomRules,
    scanner: RunScanner,
    spots: SpotScanner,
    /// What a row must have to be read; nothing when every row is.
    wanted: Option<Wanted>,
    sought: Starts,
    /// Whether identity card numbers are asked for and every detector is one of those known to [`Detector::read_numbers`].
    knows_numbers: bool,
}

/// A column of text as Arrow keeps it: one buffer, and where the rows begin.
pub struct ColumnText<'a, Offset, Value> {
    /// The buffer that all rows lie in.
    pub bytes: &'a [u8],
    /// How many rows there are.
    pub rows: usize,
    /// Where row `n` begins in `bytes`; asked for 0 to `rows`, never decreasing.
    pub offset: Offset,
    /// The text of row `n`, which lies at its offset; nothing for a null.
    pub value: Value,
}

/// What was found in a text and what was refused.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// As [`Detector::find`] reports them.
    pub findings: Vec<Finding>,
    /// Candidates that failed, in order of place.
    pub refused: Vec<Refusal>,
}

impl Detector {
    /// All kinds, findings of 50 % and more, birth dates up to today.
    pub fn new() -> Self {
        Self {
            kinds: KindSet::all(),
            threshold: Confidence::DEFAULT_THRESHOLD,
            today: Date::today(),
            assumed: None,
            custom: CustomRules::default(),
            scanner: RunScanner::new(),
            spots: SpotScanner::new(Cpu::detect()),
            wanted: None,
            sought: Starts::default(),
            knows_numbers: false,
        }
        .prepared()
    }

    /// The same, with the ways to read that its settings allow.
    fn prepared(self) -> Self {
        let every_row = self.assumed.is_some() || !self.custom.is_empty();
        Self {
            wanted: if every_row { None } else { start::needs(self.kinds) },
            sought: start::sought(self.kinds),
            knows_numbers: start::knows_numbers(self.kinds, DETECTORS.len()),
            ..self
        }
    }

    /// Scans with what `cpu` has, which changes the time it takes and nothing else.
    #[must_use]
    pub fn with_cpu(self, cpu: Cpu) -> Self {
        Self { scanner: RunScanner::for_cpu(cpu), spots: SpotScanner::new(cpu), ..self }
    }

    /// Reports only `kinds`. What is another kind on the same bytes is still known as that, and not reported.
    #[must_use]
    pub fn with_kinds(self, kinds: KindSet) -> Self {
        Self { kinds, ..self }.prepared()
    }

    /// Finds what these rules say, too.
    #[must_use]
    pub fn with_custom(self, rules: impl IntoIterator<Item = CustomRule>) -> Self {
        Self { custom: CustomRules::new(rules), ..self }.prepared()
    }

    /// Reports findings of this confidence and more.
    #[must_use]
    pub fn with_threshold(self, threshold: Confidence) -> Self {
        Self { threshold, ..self }
    }

    /// Accepts birth dates up to `today`.
    #[must_use]
    pub fn with_today(self, today: Date) -> Self {
        Self { today, ..self }
    }

    /// Takes every value to be announced as of `kind`, as the name of a column does.
    #[must_use]
    pub(super) fn with_assumed(self, kind: EntityKind) -> Self {
        Self { assumed: Some(kind), ..self }.prepared()
    }

    /// The findings in `text`, in order, none overlapping another; spans are bytes of `text`.
    pub fn find(&self, text: &str) -> Vec<Finding> {
        let mut scratch = Scratch::default();
        self.read_text(text, &mut scratch);
        scratch.out.findings
    }

    /// The findings in `text`, and the candidates that were refused with their reasons.
    pub fn explain(&self, text: &str) -> Explanation {
        let Candidates { findings, mut refusals } = self.candidates(text);
        refusals.retain(|refusal| self.kinds.contains(refusal.kind));
        refusals.sort_by_key(|refusal| refusal.span);
        Explanation { findings, refused: refusals }
    }

    pub(super) fn candidates(&self, text: &str) -> Candidates {
        let mut scratch = Scratch::default();
        self.scanner.runs(text.as_bytes(), &mut scratch.runs);
        announced::places(text.as_bytes(), &mut scratch.marks);
        let anchored = self.seeks_addresses() && AddressFinder::anchors().find(text.as_bytes(), 0).is_some();
        self.read_row(text, anchored, &mut scratch);
        scratch.out
    }

    /// Reads every row of a column in one pass over its buffer.
    ///
    /// Calls `sink` with the row and each finding, in order of rows and places, spans counted from the beginning of the row;
    /// adds what was refused to `refused`. The findings of a row are those that [`find`](Self::find) gives for its text.
    pub fn find_column<'a, Offset, Value>(
        &self,
        column: &ColumnText<'a, Offset, Value>,
        refused: &mut Refusals,
        mut sink: impl FnMut(usize, Finding),
    ) where
        Offset: Fn(usize) -> usize,
        Value: Fn(usize) -> Option<&'a str>,
    {
        let mut report = |row: usize, out: &Candidates| self.report(row, out, refused, &mut sink);
        match self.wanted {
            Some(wanted) => self.read_hot_rows(column, wanted, &mut report),
            None => self.read_rows(column, &mut report),
        }
    }

    /// Reads texts that lie anywhere, as [`find_column`](Self::find_column) reads those of one buffer.
    ///
    /// A text is given with its row, and nothing for a null.
    pub fn find_texts<'a>(
        &self,
        texts: impl Iterator<Item = (usize, Option<&'a str>)>,
        refused: &mut Refusals,
        mut sink: impl FnMut(usize, Finding),
    ) {
        let mut report = |row: usize, out: &Candidates| self.report(row, out, refused, &mut sink);
        let (mut scratch, mut repeats) = (Scratch::default(), Repeats::new(texts.size_hint().0));
        for (row, text) in texts {
            let Some(text) = text else { continue };
            if let Some(said) = repeats.said_of(text) {
                report(row, said);
                continue;
            }
            self.read_text(text, &mut scratch);
            repeats.remember(text, &scratch.out);
            report(row, &scratch.out);
        }
    }

    /// Hands on what was said of a row.
    fn report(&self, row: usize, out: &Candidates, refused: &mut Refusals, sink: &mut impl FnMut(usize, Finding)) {
        out.findings.iter().for_each(|&finding| sink(row, finding));
        let of_kinds = out.refusals.iter().filter(|refusal| self.kinds.contains(refusal.kind));
        of_kinds.for_each(|refusal| refused.add(refusal.kind, refusal.reason));
    }

    /// Fills `scratch.out` with what is said of `text`.
    fn read_text(&self, text: &str, scratch: &mut Scratch) {
        let anchored = self.seeks_addresses() && AddressFinder::anchors().find(text.as_bytes(), 0).is_some();
        scratch.marks.clear();
        match self.wanted {
            Some(wanted) => {
                scratch.spots.clear();
                let mut search = self.spots.search(wanted, text.as_bytes());
                search.advance(usize::MAX, &mut scratch.spots, &mut scratch.marks);
                self.read_hot_row(text, anchored, scratch);
            }
            None => {
                scratch.runs.clear();
                self.scanner.runs(text.as_bytes(), &mut scratch.runs);
                announced::places(text.as_bytes(), &mut scratch.marks);
                self.read_row(text, anchored, scratch);
            }
        }
    }

    /// Reads the rows that have what is `wanted`.
    fn read_hot_rows<'a, Offset, Value>(
        &self,
        column: &ColumnText<'a, Offset, Value>,
        wanted: Wanted,
        report: &mut impl FnMut(usize, &Candidates),
    ) where
        Offset: Fn(usize) -> usize,
        Value: Fn(usize) -> Option<&'a str>,
    {
        let (base, end) = ((column.offset)(0), (column.offset)(column.rows));
        let bytes = column.bytes.get(base..end).unwrap_or_default();
        let offset = |row: usize| (column.offset)(row).saturating_sub(base);
        let anchor = |from: usize| {
            Some(self.seeks_addresses()).filter(|&seeks| seeks).and_then(|_| AddressFinder::anchors().find(bytes, from))
        };
        let mut rows =
            HotRows::new(self.spots.search(wanted, bytes), wanted.least(), bytes, column.rows, offset, anchor);
        let mut scratch = Scratch::default();
        while let Some(row) = rows.next(&mut scratch.spots, &mut scratch.marks) {
            let numbers = self.read_numbers(column, row, &mut scratch.out, report);
            if numbers > row.number {
                rows.skip_to(numbers);
                continue;
            }
            if let Some(text) = (column.value)(row.number) {
                self.read_hot_row(text, row.anchored, &mut scratch);
                report(row.number, &scratch.out);
            }
        }
    }

    /// Reports the rows from `row` on that are an identity card number each and nothing else; the first that is not.
    ///
    /// A column of numbers is read by this alone. What the other detectors say of such a number is in `uscc` and here: one of
    /// region 62 may be that of a bank card.
    fn read_numbers<'a, Offset, Value>(
        &self,
        column: &ColumnText<'a, Offset, Value>,
        row: HotRow,
        out: &mut Candidates,
        report: &mut impl FnMut(usize, &Candidates),
    ) -> usize
    where
        Offset: Fn(usize) -> usize,
        Value: Fn(usize) -> Option<&'a str>,
    {
        let mut number = row.number;
        if row.end - row.start != 18 || !self.knows_numbers {
            return number;
        }
        while number < column.rows
            && let Some(ascii) = (column.value)(number).and_then(|text| <&[u8; 18]>::try_from(text.as_bytes()).ok())
            && !ascii.starts_with(b"62")
            && let Some(confidence) =
                id_card::whole(ascii, self.today).filter(|&confidence| confidence >= self.threshold)
        {
            out.clear();
            let span = Span::try_new(0, 18);
            match uscc::beside_id_card(ascii) {
                Beside::Nothing => {}
                Beside::Refused(reason) => out.refuse(span, EntityKind::Uscc, reason),
                Beside::Code => break,
            }
            out.accept(span, EntityKind::IdCard, confidence);
            report(number, out);
            number += 1;
        }
        number
    }

    /// Fills `scratch.out` from the neighbourhoods of the spots and marks that `scratch` holds.
    fn read_hot_row(&self, text: &str, anchored: bool, scratch: &mut Scratch) {
        scratch.out.clear();
        let (mut spot, mut mark, mut done) = (0, 0, 0);
        loop {
            let next_spot = scratch.spots.get(spot).copied();
            let next_mark = scratch.marks.get(mark).copied();
            let near = match (next_spot, next_mark) {
                (Some(here), _) if here.end <= done => {
                    spot += 1;
                    continue;
                }
                (Some(here), place) if place.is_none_or(|place| here.start < place) => {
                    neighbourhood::around(text, here.start.max(done))
                }
                (_, Some(place)) => {
                    mark += 1;
                    neighbourhood::around_mark(text, place)
                }
                (_, None) => break,
            };
            let range = near.range(text);
            if range.end > done && self.may_hold(text, &near) {
                self.read_near(text, &near, range.start.max(done)..range.end, scratch);
            }
            done = done.max(range.end);
        }
        let passage = Passage::new(text);
        if !scratch.marks.is_empty() {
            email::detect(passage, &scratch.marks, &mut scratch.out);
        }
        self.settle(passage, anchored, scratch);
    }

    /// Whether some detector that is sought can say anything here.
    fn may_hold(&self, text: &str, near: &Near) -> bool {
        let Near::Alone(range) = near else { return true };
        let ascii = text.as_bytes().get(range.clone()).unwrap_or_default();
        let starts = Starts::alone(ascii, ascii.iter().all(u8::is_ascii_digit));
        let (announced, subjects) = starts.announced(ascii.len());
        match () {
            () if neighbourhood::may_be_in_address(text, range) => true,
            () if !starts.has(self.sought) => false,
            () if starts.without(announced).has(self.sought) => true,
            () => context::subjects(Passage::new(text), range.start).has(subjects),
        }
    }

    /// Adds what the detectors say of `part` to `scratch.out`.
    fn read_near(&self, text: &str, near: &Near, part: Range<usize>, scratch: &mut Scratch) {
        match near {
            Near::Everything => {
                let rest = text.as_bytes().get(part.clone()).unwrap_or_default();
                scratch.runs.clear();
                self.scanner.runs(rest, &mut scratch.runs);
                for run in &mut scratch.runs {
                    (run.start, run.end) = (run.start + part.start, run.end + part.start);
                }
            }
            Near::Alone(_) | Near::Linked(_) => neighbourhood::list_runs(text, part, &mut scratch.runs),
        }
        self.read_tokens(Passage::new(text), scratch);
    }

    /// Reads every row with a digit, a mark or an anchor.
    fn read_rows<'a, Offset, Value>(
        &self,
        column: &ColumnText<'a, Offset, Value>,
        report: &mut impl FnMut(usize, &Candidates),
    ) where
        Offset: Fn(usize) -> usize,
        Value: Fn(usize) -> Option<&'a str>,
    {
        let places = Places::of(self, column);
        let (mut scratch, mut repeats) = (Scratch::default(), Repeats::new(column.rows));
        let (mut cursor, mut customs) = (Cursor::default(), CustomCursor::default());
        for row in 0..column.rows {
            let (start, end) = ((column.offset)(row), (column.offset)(row + 1));
            let anchored = cursor.take(&places, start, end, &mut scratch);
            let custom = customs.reaches(&self.custom, places.bytes, start - places.base, end - places.base);
            let named = || places.may_hold_name(start, end);
            if scratch.runs.is_empty() && scratch.marks.is_empty() && !anchored && !custom && !named() {
                continue;
            }
            let Some(text) = (column.value)(row) else { continue };
            if let Some(said) = repeats.said_of(text) {
                report(row, said);
                continue;
            }
            self.read_row(text, anchored, &mut scratch);
            repeats.remember(text, &scratch.out);
            report(row, &scratch.out);
        }
    }

    /// Fills `scratch.out` from the places of `text` that `scratch` holds.
    fn read_row(&self, text: &str, anchored: bool, scratch: &mut Scratch) {
        let passage = Passage::new(text);
        scratch.out.clear();
        self.read_tokens(passage, scratch);
        if !scratch.marks.is_empty() {
            // Where hot rows alone are read, words for passwords and the like are not looked for either.
            let detect = if self.wanted.is_some() { email::detect } else { announced::detect };
            detect(passage, &scratch.marks, &mut scratch.out);
        }
        self.custom.detect(passage, self.assumed, &mut scratch.out);
        self.settle(passage, anchored, scratch);
    }

    /// Adds what the detectors say of the runs in `scratch` to `scratch.out`.
    fn read_tokens(&self, passage: Passage<'_>, scratch: &mut Scratch) {
        let Scratch { runs, tokens, out, .. } = scratch;
        if runs.is_empty() {
            return;
        }
        tokens.read(passage, runs);
        let row = Row { passage, tokens, today: self.today, assumed: self.assumed };
        for (starts, detect) in DETECTORS {
            if tokens.all_starts().has(starts) {
                detect(&row, out);
            }
        }
    }

    /// Settles which of the findings in `scratch.out` stay, and looks for addresses and names around them.
    fn settle(&self, passage: Passage<'_>, anchored: bool, scratch: &mut Scratch) {
        let Scratch { finder, names, out, .. } = scratch;
        overlap::resolve(out);
        if anchored {
            finder.detect(passage, self.assumed == Some(EntityKind::Address), out);
        }
        if self.kinds.contains(EntityKind::Name) && NameFinder::may_hold(passage.text().as_bytes()) {
            names.detect(passage, self.assumed == Some(EntityKind::Name), out);
        }
        self.select(out);
    }

    fn select(&self, out: &mut Candidates) {
        let Candidates { findings, refusals } = out;
        findings.retain(|finding| {
            let sure = finding.confidence >= self.threshold;
            if !sure {
                refusals.push(Refusal { span: finding.span, kind: finding.kind, reason: Reason::Context });
            }
            sure && self.kinds.contains(finding.kind)
        });
    }

    fn seeks_addresses(&self) -> bool {
        self.kinds.contains(EntityKind::Address)
    }
}

type Detect = fn(&Row<'_>, &mut Candidates);

/// The detectors of identifiers, in the order in which they speak.
const DETECTORS: [(Starts, Detect); 26] = [
    (Starts::ID_CARD, id_card::detect),
    (Starts::USCC, uscc::detect),
    (Starts::BANK_CARD, bank_card::detect),
    (Starts::MOBILE, mobile::detect),
    (Starts::LANDLINE, landline::detect),
    (Starts::HOTLINE, hotline::detect),
    (Starts::POSTCODE, postcode::detect),
    (Starts::FOREIGNER, foreigner_card::detect),
    (Starts::ORG_CODE, org_code::detect),
    (Starts::FIFTEEN, business_reg::detect),
    (Starts::TAX, tax_number::detect),
    (Starts::PASSPORT, passport::detect),
    (Starts::PERMIT, permit::detect),
    (Starts::OFFICER, officer_card::detect),
    (Starts::PLATE, plate::detect),
    (Starts::SOCIAL_SECURITY, social_security::detect),
    (Starts::VIN, vin::detect),
    (Starts::DEVICE, imei::detect),
    (Starts::HEXADECIMAL, mac::detect),
    (Starts::HEXADECIMAL, ip::detect),
    (Starts::HEXADECIMAL, coordinate::detect),
    (Starts::ACCOUNT, bank_account::detect),
    (Starts::QQ, qq::detect),
    (Starts::YEAR, birth_date::detect),
    (Starts::MEDICAL, medical_record::detect),
    (Starts::ACCESS_KEY, secret::detect_tokens),
];

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}

/// What one row is read with; the buffers serve every row of a column.
#[derive(Default)]
struct Scratch {
    runs: Vec<Run>,
    spots: Vec<Spot>,
    marks: Vec<usize>,
    tokens: Tokens,
    finder: AddressFinder,
    names: NameFinder,
    out: Candidates,
}

/// What the scanners found in the buffer of a column, counted from the beginning of the first row.
struct Places<'a> {
    bytes: &'a [u8],
    base: usize,
    seeks_addresses: bool,
    seeks_names: bool,
    runs: Vec<Run>,
    marks: Vec<usize>,
}

impl<'a> Places<'a> {
    fn of<Offset: Fn(usize) -> usize, Value>(detector: &Detector, column: &ColumnText<'a, Offset, Value>) -> Self {
        let (base, end) = ((column.offset)(0), (column.offset)(column.rows));
        let bytes = column.bytes.get(base..end).unwrap_or_default();
        let mut places = Self {
            bytes,
            base,
            seeks_addresses: detector.seeks_addresses(),
            seeks_names: detector.kinds.contains(EntityKind::Name),
            runs: Vec::new(),
            marks: Vec::new(),
        };
        detector.scanner.runs(bytes, &mut places.runs);
        announced::places(bytes, &mut places.marks);
        places
    }

    /// Whether the row from `start` to `end`, places of the column's buffer, is to be read for names.
    fn may_hold_name(&self, start: usize, end: usize) -> bool {
        let row = self.bytes.get(start.saturating_sub(self.base)..end.saturating_sub(self.base));
        self.seeks_names && row.is_some_and(NameFinder::may_hold)
    }

    /// Whether an anchor lies between `start` and `end`; `last` is the one that was found last.
    fn is_anchored(&self, last: &mut Option<usize>, start: usize, end: usize) -> bool {
        let place = match *last {
            Some(place) if place >= start => place,
            _ => AddressFinder::anchors().find(self.bytes, start).unwrap_or(usize::MAX),
        };
        *last = Some(place);
        place < end
    }

    /// The part of `run` that lies between `start` and `end`, counted from `start`, if it has a digit of its own: values that
    /// touch in the buffer make one run.
    fn part(&self, run: Run, start: usize, end: usize) -> Option<Run> {
        let (from, to) = (run.start.max(start), run.end.min(end));
        let part = || self.bytes.get(from..to).unwrap_or_default();
        let digits = if (from, to) == (run.start, run.end) { run.digits } else { count_digits(part()) };
        (digits > 0).then(|| Run { start: from - start, end: to - start, digits })
    }
}

/// How far the rows have used up the places.
#[derive(Default)]
struct Cursor {
    run: usize,
    mark: usize,
    /// The anchor that was found last, once one was looked for.
    anchor: Option<usize>,
}

impl Cursor {
    /// Hands the places between `start` and `end` to `scratch`, counted from `start`; whether an anchor is among them.
    fn take(&mut self, places: &Places<'_>, start: usize, end: usize, scratch: &mut Scratch) -> bool {
        let (start, end) = (start.saturating_sub(places.base), end.saturating_sub(places.base));
        scratch.runs.clear();
        while let Some(run) = places.runs.get(self.run).filter(|run| run.start < end) {
            scratch.runs.extend(places.part(*run, start, end));
            if run.end > end {
                break;
            }
            self.run += 1;
        }
        scratch.marks.clear();
        while let Some(&mark) = places.marks.get(self.mark).filter(|&&mark| mark < end) {
            scratch.marks.extend(mark.checked_sub(start));
            self.mark += 1;
        }
        places.seeks_addresses && places.is_anchored(&mut self.anchor, start, end)
    }
}
