//! What the surroundings of a candidate say, in nats for and against a name.

use super::character::Character;
use super::context::{After, Before};
use super::lexicon::LONGEST;
use super::row::HanRow;
use super::tables::Tables;
use super::traits::Traits;
use super::transliteration::{OFTEN, is_middle_dot};
use crate::detect::normalize::is_han;

/// The most that words that begin with a character could say for a name in front of it.
pub(super) fn most_behind(next: &Character) -> f64 {
    match next.traits {
        traits if traits.has(Traits::BEGINS_PERSON) => PERSON,
        traits if traits.has(Traits::BEGINS_LINK) => LINK_AFTER,
        _ => 0.0,
    }
}

impl HanRow<'_> {
    /// The most that words in front of `start`, which is not the first place, could say, by the character there alone.
    pub(super) fn most_in_front(&self, start: usize) -> f64 {
        match start.checked_sub(1).and_then(|before| self.get(before)) {
            Some(before) if before.traits.has(Traits::ENDS_TITLE) => TITLE,
            Some(before) if before.traits.has(Traits::ENDS_LINK) => LINK_BEFORE,
            _ => 0.0,
        }
    }

    /// The evidence of what stands between the candidate's ends and the edges of the row, beyond the words beside it and
    /// but for a title.
    pub(super) fn beyond_words(&self, start: usize, end: usize) -> f64 {
        let when = |holds: bool, nats: f64| if holds { nats } else { 0.0 };
        let (at_start, at_end) = (start == 0, end == self.len());
        when(at_start && at_end && self.is_speaker(start, end), SPEAKER)
            + when((at_start || at_end) && self.touches_dot(start, end), TOUCHES_DOT)
            + when(self.is_appointed(start), APPOINTED)
            + when(self.is_behind_place(start), BEHIND_PLACE)
            + when(self.is_in_amount(start, end), IN_AMOUNT)
    }

    /// The evidence of a title that the candidate is part of; it is never for a name, and takes longest to see.
    pub(super) fn title(&self, start: usize, end: usize) -> f64 {
        if self.is_in_title(start, end) { IN_TITLE } else { 0.0 }
    }

    /// The evidence of an organization that the candidate would begin the name of.
    pub(super) fn organization(&self, end: usize, behind: f64) -> f64 {
        let says_person = behind >= PERSON || end == self.len();
        if !says_person && self.goes_on_as_organization(end) { ORGANIZATION.min(behind) - behind } else { 0.0 }
    }

    /// Evidence of the words in front of `start`.
    pub(super) fn in_front(&self, start: usize) -> f64 {
        match self.tables.around.before(self.between(start.saturating_sub(LONGEST), start)) {
            Some(Before::Title) => return TITLE,
            Some(Before::Link) => return LINK_BEFORE,
            None if start > 0 => return 0.0,
            None => {}
        }
        let before = self.text_before(start);
        let Some(last) = before.chars().next_back() else { return EDGE };
        let label = before.trim_end_matches(is_between_label_and_value);
        if label.len() < before.len() && is_label(label) {
            return LABEL;
        }
        if is_mark(last) { MARK } else { OTHER_SCRIPT }
    }

    /// Evidence of the words behind `end`.
    pub(super) fn behind(&self, end: usize) -> f64 {
        if end < self.len() {
            return match self.tables.around.after(self.between(end, end + LONGEST)) {
                Some(After::Person) => PERSON,
                Some(After::Thing) => THING,
                Some(After::Link) => LINK_AFTER,
                None => 0.0,
            };
        }
        let behind = self.text_behind(end);
        match behind.chars().next() {
            None => EDGE,
            Some('〔' | '［') => DOCUMENT,
            Some(_) if is_particulars(behind) => PARTICULARS,
            Some(next) if is_mark(next) => MARK,
            Some(_) => OTHER_SCRIPT,
        }
    }

    /// Whether a word for a place or a thing stands behind `end`.
    pub(super) fn is_thing(&self, end: usize) -> bool {
        self.tables.around.after(self.between(end, end + LONGEST)) == Some(After::Thing)
    }

    /// Whether a character that is often in transliterations stands directly beside the candidate.
    pub(super) fn touches_sound(&self, start: usize, end: usize) -> bool {
        let beside = [start.checked_sub(1).and_then(|at| self.get(at)), self.get(end)];
        beside.into_iter().flatten().any(|character| character.sound == OFTEN)
    }

    /// Whether the row goes on to a word for an organization, without a word that could stand between the two.
    fn goes_on_as_organization(&self, end: usize) -> bool {
        let row = self.between(end, end + ORGANIZATION_REACH);
        for (from, first) in row.iter().enumerate() {
            if self.tables.around.is_organization(row.get(from..).unwrap_or_default()) {
                return true;
            }
            if first.traits.has(Traits::BREAK) {
                return false;
            }
        }
        false
    }

    /// Whether the candidate begins a line and a colon follows.
    fn is_speaker(&self, start: usize, end: usize) -> bool {
        let begins = self.text_before(start).chars().next_back().is_none_or(|c| c == '\n');
        begins && self.text_behind(end).starts_with([':', '：'])
    }

    /// Whether 任 begins the candidate and is the verb: 现任, 2008年起任.
    fn is_appointed(&self, start: usize) -> bool {
        self.is(start, '任')
            && self
                .text_before(start)
                .chars()
                .next_back()
                .is_some_and(|c| "现曾历时兼担出连月年今起日后，、别派聘".contains(c))
    }

    /// Whether the candidate follows the end of a division's or a road's name: 杭州市, 中山路.
    fn is_behind_place(&self, start: usize) -> bool {
        start.checked_sub(1).and_then(|at| self.get(at)).is_some_and(|before| before.traits.has(Traits::PLACE))
    }

    /// Whether a middle dot joins the candidate to more: such names are read as a whole.
    fn touches_dot(&self, start: usize, end: usize) -> bool {
        let dot = |c: char| c != '.' && is_middle_dot(c);
        self.text_before(start).ends_with(dot) || self.text_behind(end).starts_with(dot)
    }

    /// Whether the candidate is part of an amount in the numerals of banks: 陆万柒仟伍佰元.
    fn is_in_amount(&self, start: usize, end: usize) -> bool {
        let around = self.between(start.saturating_sub(2), end + 2);
        around.iter().any(|around| around.traits.has(Traits::AMOUNT))
    }

    /// Whether the candidate is part of a title in 《》.
    fn is_in_title(&self, start: usize, end: usize) -> bool {
        let mark = |c: &char| matches!(c, '《' | '》' | '\n');
        self.may_be_in_title
            && self.text_before(start).chars().rev().take(TITLE_REACH).find(mark) == Some('《')
            && self.text_behind(end).chars().take(TITLE_REACH).find(mark) == Some('》')
    }
}

/// What may stand between the label of a field and its value.
fn is_between_label_and_value(c: char) -> bool {
    matches!(c, ':' | '：' | ' ' | '\u{3000}' | '=' | '"' | '\'' | '“' | '【' | '】' | '[' | ']' | '|' | '\t')
}

/// Whether `text` ends with the label of a field that holds a name.
fn is_label(text: &str) -> bool {
    let tables = Tables::get();
    let mut last: Vec<Character> = text.chars().rev().take(LONGEST).map(|c| tables.characters.of(c)).collect();
    last.reverse();
    let han = last.iter().rposition(|last| last.number == 0).map_or(0, |at| at + 1);
    let ascii = text.len() - text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '_').len();
    let word = text.get(text.len() - ascii..).unwrap_or_default().to_ascii_lowercase();
    tables.around.before(last.get(han..).unwrap_or_default()) == Some(Before::Title)
        || LABELS
            .iter()
            .any(|label| word == *label || word.ends_with("name") && !NOT_OF_PEOPLE.contains(&word.as_str()))
}

/// Whether `text` begins with what forms and résumés put behind a name: a sex, a telephone, an identity card number.
fn is_particulars(text: &str) -> bool {
    let rest = text.trim_start_matches([',', '，', ':', '：', ' ', '(', '（', '、', '\t']);
    if rest.len() == text.len() || text.len() - rest.len() > 6 {
        return false;
    }
    let digits = rest.trim_start_matches('+').bytes().take_while(u8::is_ascii_digit).count();
    let sex = rest.strip_prefix(['男', '女']).is_some_and(|rest| !rest.starts_with(is_han));
    sex || digits >= 11 || PARTICULARS_WORDS.iter().any(|word| rest.starts_with(word))
}

/// Marks that stand between names and at the edges of clauses.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '：'
            | '；'
            | '！'
            | '？'
            | '…'
            | '（'
            | '）'
            | '('
            | ')'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '《'
            | '》'
            | '【'
            | '】'
            | '['
            | ']'
            | '—'
            | ':'
            | ';'
            | ','
            | '='
            | '/'
            | '|'
            | '<'
            | '>'
            | '"'
            | '\''
            | ' '
            | '\t'
            | '\u{3000}'
    )
}

const PARTICULARS_WORDS: [&str; 10] =
    ["电话", "手机", "身份证", "联系", "证件号", "微信", "先生", "女士", "汉族", "公民身份"];

const LABELS: [&str; 12] = [
    "name",
    "user",
    "username",
    "contact",
    "owner",
    "customer",
    "patient",
    "linkman",
    "xm",
    "xingming",
    "applicant",
    "author",
];

const NOT_OF_PEOPLE: [&str; 12] = [
    "filename",
    "classname",
    "hostname",
    "tablename",
    "columnname",
    "fieldname",
    "typename",
    "appname",
    "companyname",
    "orgname",
    "rename",
    "productname",
];

/// Characters in which a word for an organization is looked for.
const ORGANIZATION_REACH: usize = 18;
const TITLE_REACH: usize = 20;

const BEHIND_PLACE: f64 = -2.5;
const TOUCHES_DOT: f64 = -8.0;
const IN_AMOUNT: f64 = -6.0;
const EDGE: f64 = 0.8;
const MARK: f64 = 1.2;
const OTHER_SCRIPT: f64 = 0.3;
const TITLE: f64 = 3.2;
const LABEL: f64 = 3.2;
const LINK_BEFORE: f64 = 0.8;
const PERSON: f64 = 3.0;
const THING: f64 = -3.5;
const ORGANIZATION: f64 = -5.5;
const LINK_AFTER: f64 = 0.8;
/// The number of a document: 柳办发〔2020〕4号.
const DOCUMENT: f64 = -8.0;
const PARTICULARS: f64 = 4.0;
/// A candidate that begins a line and has a colon behind it; nothing beyond the words beside it speaks more for a name.
pub(super) const SPEAKER: f64 = 2.0;
const APPOINTED: f64 = -4.0;
const IN_TITLE: f64 = -2.5;
