//! Every kind's detector over one text, or over a column in one pass.

use weimu_scan::{Cpu, Found, IdCard, IdCardReader, Run, RunScanner, SpotScanner, SpotSearch};

use super::address::AddressFinder;
use super::candidate::{Candidates, Refusal};
use super::context::Subjects;
use super::custom::{CustomCursor, CustomRule, CustomRules};
use super::date::Date;
use super::hot_row::{self, HotRow, HotRows, Which};
use super::id_card::Beside;
use super::id_card_column::{Look, Looker, Other};
use super::name::NameFinder;
use super::neighbourhood::{Dates, Near};
use super::passage::Passage;
use super::refusals::Refusals;
use super::repeats::Repeats;
use super::row::Row;
use super::start::{self, Sought, Starts};
use super::token::Tokens;
use super::word::{Role, WordSet};
use super::{
    announced, bank_account, bank_card, birth_date, business_reg, coordinate, email, foreigner_card, hotline, id_card,
    imei, ip, landline, mac, medical_record, mobile, neighbourhood, officer_card, org_code, overlap, passport, permit,
    plate, postcode, qq, secret, social_security, tax_number, uscc, vin,
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
    cards: IdCardReader,
    /// What the identifiers that are asked for have at least.
    sought: Sought,
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

/// How many values of a column of numbers are read together.
const AT_A_TIME: usize = 64;

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
            cards: IdCardReader::for_cpu(Cpu::detect()),
            sought: Sought::of(KindSet::EMPTY),
            knows_numbers: false,
        }
        .prepared()
    }

    /// The same, with the ways to read that its settings allow.
    fn prepared(self) -> Self {
        // Addresses, names and rules of a policy end where something else was found.
        let alone = !self.seeks_addresses() && !self.seeks_names() && self.custom.is_empty();
        Self {
            sought: Sought::of(if alone { self.kinds } else { KindSet::all() }),
            knows_numbers: start::knows_numbers(self.kinds, DETECTORS.len())
                && self.assumed.is_none()
                && self.custom.is_empty(),
            ..self
        }
    }

    /// Which rows of a column are read: names and addresses have no digits, and what is announced by a column's name no words.
    fn which_rows(&self) -> Which {
        let everywhere =
            self.assumed.is_some() || !self.custom.is_empty() || self.seeks_addresses() || self.seeks_names();
        if everywhere { Which::Every } else { Which::Hot }
    }

    /// A search for what is sought.
    fn search<'a>(&self, bytes: &'a [u8]) -> SpotSearch<'a> {
        let words = (self.sought.subjects != Subjects::NONE).then(|| &WordSet::get().words);
        self.spots.search(self.sought.wanted, words, bytes)
    }

    /// Scans with what `cpu` has, which changes the time it takes and nothing else.
    #[must_use]
    pub fn with_cpu(self, cpu: Cpu) -> Self {
        let (scanner, spots, cards) = (RunScanner::for_cpu(cpu), SpotScanner::new(cpu), IdCardReader::for_cpu(cpu));
        Self { scanner, spots, cards, ..self }
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
        self.read_row(text, &mut scratch);
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
        let mut report = |row: usize, findings: &[Finding], refusals: &[Refusal]| {
            findings.iter().for_each(|&finding| sink(row, finding));
            self.count(refusals, refused);
        };
        self.read_rows(column, &mut report);
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
        let mut report = |row: usize, findings: &[Finding], refusals: &[Refusal]| {
            findings.iter().for_each(|&finding| sink(row, finding));
            self.count(refusals, refused);
        };
        let (mut scratch, mut repeats) = (Scratch::default(), Repeats::new(texts.size_hint().0));
        for (row, text) in texts {
            let Some(text) = text else { continue };
            if let Some(said) = repeats.said_of(text) {
                report(row, &said.findings, &said.refusals);
                continue;
            }
            self.read_text(text, &mut scratch);
            repeats.remember(text, &scratch.out);
            report(row, &scratch.out.findings, &scratch.out.refusals);
        }
    }

    /// Adds the refusals of the kinds that are asked for.
    #[inline]
    fn count(&self, refusals: &[Refusal], refused: &mut Refusals) {
        let of_kinds = refusals.iter().filter(|refusal| self.kinds.contains(refusal.kind));
        of_kinds.for_each(|refusal| refused.add(refusal.kind, refusal.reason));
    }

    /// Fills `scratch.out` with what is said of `text`.
    fn read_text(&self, text: &str, scratch: &mut Scratch) {
        hot_row::search(self.search(text.as_bytes()), self.sought, text.as_bytes(), &mut scratch.found);
        self.read_hot_row(text, scratch);
    }

    /// Reads the rows that have what is sought, or all of them.
    fn read_rows<'a, Offset, Value>(
        &self,
        column: &ColumnText<'a, Offset, Value>,
        report: &mut impl FnMut(usize, &[Finding], &[Refusal]),
    ) where
        Offset: Fn(usize) -> usize,
        Value: Fn(usize) -> Option<&'a str>,
    {
        let (base, end) = ((column.offset)(0), (column.offset)(column.rows));
        let bytes = column.bytes.get(base..end).unwrap_or_default();
        let offset = |row: usize| (column.offset)(row).saturating_sub(base);
        let mut rows = HotRows::new(self.search(bytes), self.sought, self.which_rows(), bytes, column.rows, offset);
        let (mut scratch, mut repeats) = (Scratch::default(), Repeats::new(column.rows));
        let mut customs = CustomCursor::default();
        while let Some(row) = rows.next(&mut scratch.found) {
            let numbers = self.read_numbers(column, row, &mut scratch.out, report);
            if numbers > row.number {
                rows.skip_to(numbers);
                continue;
            }
            if scratch.found.is_empty()
                && !customs.reaches(&self.custom, bytes, row.start, row.end)
                && !self.may_hold(bytes, row)
            {
                continue;
            }
            let Some(text) = (column.value)(row.number) else { continue };
            if let Some(said) = repeats.said_of(text) {
                report(row.number, &said.findings, &said.refusals);
                continue;
            }
            self.read_hot_row(text, &mut scratch);
            repeats.remember(text, &scratch.out);
            report(row.number, &scratch.out.findings, &scratch.out.refusals);
        }
    }

    /// Whether a row without anything that was found may hold something all the same.
    fn may_hold(&self, bytes: &[u8], row: HotRow) -> bool {
        let bytes = bytes.get(row.start..row.end).unwrap_or_default();
        self.assumed.is_some()
            || self.seeks_names() && NameFinder::may_hold(bytes)
            || self.seeks_addresses() && AddressFinder::anchors().find(bytes, 0).is_some()
    }

    /// Reports the rows from `row` on that are an identity card number each and nothing beside; the first that is not.
    ///
    /// A column of numbers is read by this alone.
    fn read_numbers<'a, Offset, Value>(
        &self,
        column: &ColumnText<'a, Offset, Value>,
        row: HotRow,
        out: &mut Candidates,
        report: &mut impl FnMut(usize, &[Finding], &[Refusal]),
    ) -> usize
    where
        Offset: Fn(usize) -> usize,
        Value: Fn(usize) -> Option<&'a str>,
    {
        let mut number = row.number;
        let Some(span) = Span::try_new(0, row.end - row.start).filter(|span| span.end() == 18 && self.knows_numbers)
        else {
            return number;
        };
        let looker = Looker::new(self.today, self.threshold);
        let mut cards = [IdCard::default(); AT_A_TIME];
        // The first few tell whether it is a column of numbers.
        let mut ahead = 8;
        loop {
            let start = (column.offset)(number);
            let bytes = column.bytes.get(start..).unwrap_or_default();
            let values = bytes.get(..18 * ahead).unwrap_or(bytes).as_chunks().0;
            self.cards.read(values, &mut cards);
            let is_18 = |row: usize| (column.value)(row).is_some_and(|text| text.len() == 18);
            let first = number;
            let mut others = [0; Other::COUNT];
            for (value, &card) in values.iter().zip(&cards).take(column.rows - first) {
                if !is_18(number) {
                    break;
                }
                if let Some(Look { sure, other }) = looker.look(value, card) {
                    report(number, &[Finding::new(span, EntityKind::IdCard, sure)], &[]);
                    others[other as usize % Other::COUNT] += 1;
                } else if self.read_number(value, out) {
                    report(number, &out.findings, &out.refusals);
                } else {
                    break;
                }
                number += 1;
            }
            for (other, kind, reason) in Other::REFUSED {
                (0..others[other as usize]).for_each(|_| report(first, &[], &[Refusal { span, kind, reason }]));
            }
            if number - first < ahead {
                return number;
            }
            ahead = AT_A_TIME;
        }
    }

    /// Fills `out` with what is said of a value that is an identity card number and nothing beside; whether it is one.
    fn read_number(&self, ascii: &[u8; 18], out: &mut Candidates) -> bool {
        let Some(confidence) = id_card::whole(ascii, self.today).filter(|&confidence| confidence >= self.threshold)
        else {
            return false;
        };
        out.clear();
        let span = Span::try_new(0, 18);
        out.accept(span, EntityKind::IdCard, confidence);
        let beside =
            [(EntityKind::Uscc, uscc::beside_id_card(ascii)), (EntityKind::BankCard, bank_card::beside_id_card(ascii))];
        for (kind, beside) in beside {
            match beside {
                Beside::Nothing => {}
                Beside::Refused(reason) => out.refuse(span, kind, reason),
                Beside::Accepted(confidence) => out.accept(span, kind, confidence),
            }
        }
        if out.findings.len() > 1 {
            overlap::resolve(out);
            self.select(out);
        }
        true
    }

    /// Fills `scratch.out` from the neighbourhoods of what `scratch` holds of `text`.
    fn read_hot_row(&self, text: &str, scratch: &mut Scratch) {
        let passage = Passage::new(text);
        scratch.out.clear();
        scratch.marks.clear();
        scratch.marks.extend_from_slice(&scratch.found.marks);
        self.list_near(text, scratch);
        for number in 0..scratch.near.len() {
            if let Some(near) = scratch.near.get(number).cloned() {
                self.list_runs(text, &near, scratch);
                self.read_tokens(passage, scratch);
            }
        }
        self.read_beside(passage, scratch);
    }

    /// Replaces `scratch.near` by the parts of `text` in which something that is sought may stand, in order; adds the places of
    /// words beside which there need be no digit to `scratch.marks`.
    fn list_near(&self, text: &str, scratch: &mut Scratch) {
        let Scratch { found, marks, near, .. } = scratch;
        near.clear();
        if self.assumed.is_some() {
            near.push(Near::Everything);
        }
        let mut done = if near.is_empty() { 0 } else { text.len() };
        for spot in found.spots.iter() {
            if spot.end <= done {
                continue;
            }
            let around = neighbourhood::around(text, spot.start.max(done));
            done = around.range(text).end;
            let silent = |run: Run| !self.sought.may_be_alone(text.as_bytes(), run);
            if !matches!(around, Near::Alone(run) if silent(run)) {
                near.push(around);
            }
        }
        // A spot of `＠` has everything read.
        if near.contains(&Near::Everything) {
            marks.extend(announced::wide_marks(text.as_bytes()));
        }
        for &mark in &found.marks {
            add(neighbourhood::around_mark(text, mark), text, near);
        }
        let mut done = 0;
        for &joint in found.joints.iter() {
            if joint >= done {
                let stretch = neighbourhood::around_joint(text, joint);
                done = stretch.end;
                add(neighbourhood::stretched(text, stretch), text, near);
            }
        }
        let announced = marks.len();
        for &place in &found.words {
            let Some((role, length)) = WordSet::get().role(place.word) else { continue };
            let range = match role {
                Role::Announced => {
                    marks.push(place.start);
                    continue;
                }
                Role::Context(Subjects::BIRTH) => neighbourhood::behind_word(text, place.start, length, Dates::Whole),
                Role::Context(_) => neighbourhood::behind_word(text, place.start, length, Dates::Any),
                Role::Born => Some(neighbourhood::around_date(text, place.start + length - '生'.len_utf8())),
                Role::Province => neighbourhood::behind_word(text, place.start, length, Dates::Any),
            };
            if let Some(range) = range {
                add(range, text, near);
            }
        }
        if found.marks.len() < marks.len() {
            marks.sort_unstable();
        }
        if announced < marks.len() {
            // What stands behind a word may be of a kind that is not asked for, and is then known as that.
            if !self.sought.has_all() {
                near.push(Near::Everything);
            }
        }
        merge(text, near);
    }

    /// Replaces the runs in `scratch` by those of `part`.
    fn list_runs(&self, text: &str, part: &Near, scratch: &mut Scratch) {
        let range = part.range(text);
        scratch.runs.clear();
        match part {
            Near::Alone(run) if run.digits > 0 => scratch.runs.push(*run),
            _ if range.len() < text.len() => neighbourhood::list_runs(text, range, &mut scratch.runs),
            _ => self.scanner.runs(text.as_bytes(), &mut scratch.runs),
        }
    }

    /// Fills `scratch.out` from all runs and marks of `text`, which `scratch` holds.
    fn read_row(&self, text: &str, scratch: &mut Scratch) {
        let passage = Passage::new(text);
        scratch.out.clear();
        self.read_tokens(passage, scratch);
        self.read_beside(passage, scratch);
    }

    /// Adds to `scratch.out` what has no tokens, and settles what stays.
    fn read_beside(&self, passage: Passage<'_>, scratch: &mut Scratch) {
        if !scratch.marks.is_empty() {
            // Where no word is sought, words for passwords and the like are not looked for either.
            let announces = self.sought.subjects.has(Subjects::ANNOUNCED);
            if announces {
                announced::detect(passage, &scratch.marks, self.today, self.assumed, &mut scratch.out);
            } else {
                email::detect(passage, &scratch.marks, &mut scratch.out);
            }
        }
        self.custom.detect(passage, self.assumed, &mut scratch.out);
        self.settle(passage, scratch);
    }

    /// Adds what the detectors say of the runs in `scratch` to `scratch.out`.
    fn read_tokens(&self, passage: Passage<'_>, scratch: &mut Scratch) {
        let Scratch { runs, tokens, out, .. } = scratch;
        if runs.is_empty() {
            return;
        }
        tokens.read(passage, runs);
        let row = Row { passage, tokens, today: self.today, assumed: self.assumed };
        let all = row.starts();
        for (starts, detect) in DETECTORS {
            if all.has(starts) {
                detect(&row, out);
            }
        }
    }

    /// Settles which of the findings in `scratch.out` stay, and looks for addresses and names around them.
    fn settle(&self, passage: Passage<'_>, scratch: &mut Scratch) {
        let Scratch { finder, names, out, .. } = scratch;
        overlap::resolve(out);
        if self.seeks_addresses() && AddressFinder::anchors().find(passage.text().as_bytes(), 0).is_some() {
            finder.detect(passage, self.assumed == Some(EntityKind::Address), out);
        }
        if self.seeks_names() && NameFinder::may_hold(passage.text().as_bytes()) {
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

    fn seeks_names(&self) -> bool {
        self.kinds.contains(EntityKind::Name)
    }
}

/// Adds a part of `text`, unless it lies in the last one.
fn add(near: Near, text: &str, parts: &mut Vec<Near>) {
    let range = near.range(text);
    let last = parts.last().map(|last| last.range(text));
    if last.is_none_or(|last| range.start < last.start || last.end < range.end) {
        parts.push(near);
    }
}

/// Brings parts of `text` in order, and those that overlap together.
fn merge(text: &str, parts: &mut Vec<Near>) {
    if parts.is_sorted_by(|one, two| one.range(text).end <= two.range(text).start) {
        return;
    }
    parts.sort_unstable_by_key(|part| part.range(text).start);
    parts.dedup_by(|next, part| {
        let (range, behind) = (part.range(text), next.range(text));
        let overlap = behind.start < range.end;
        if overlap && range != behind {
            *part = Near::Linked(range.start..range.end.max(behind.end));
        }
        overlap
    });
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
    found: Found,
    /// Parts of a text that are read.
    near: Vec<Near>,
    runs: Vec<Run>,
    marks: Vec<usize>,
    tokens: Tokens,
    finder: AddressFinder,
    names: NameFinder,
    out: Candidates,
}
