//! Bank accounts of organizations and people (STANDARDS B.8).
//!
//! Account numbers have no check digit and 8 to 32 digits, so the words decide: finds digits, in groups or not, right behind
//! 账号 or 账户, where a word for a bank, a payment or a holder (开户行, 户名, 银行, 汇款, 基本户) stands in front of it or behind in the same
//! line; behind 银行账号 and its like nothing more is needed. A number that passes as a card is a card (`bank_card`).
//!
//! Missed: accounts without such words, and accounts of letters (IBAN).

use super::boundary::Link;
use super::candidate::Candidates;
use super::context::Subjects;
use super::row::Row;
use super::start::Starts;
use crate::model::{Confidence, EntityKind, Reason};

const KIND: EntityKind = EntityKind::BankAccount;
pub(super) const WORDS: [&str; 6] = ["账号", "帐号", "账户", "帐户", "bankaccount", "account"];

/// Words that make an account one of a bank.
const BANKS: [&str; 14] = [
    "银行",
    "开户",
    "户名",
    "汇款",
    "转账",
    "收款",
    "付款",
    "对公",
    "基本户",
    "一般户",
    "支行",
    "信用社",
    "bank",
    "存折",
];
/// How many characters around an account are searched for such a word.
const REACH: usize = 60;

pub(super) fn detect(row: &Row<'_>, out: &mut Candidates) {
    let mut index = 0;
    while index < row.tokens.len() {
        index += if row.tokens.starts(index).has(Starts::ACCOUNT) { at(row, index, out) } else { 1 };
    }
}

/// Looks for an account that begins with token `index`; how many tokens it took.
fn at(row: &Row<'_>, index: usize, out: &mut Candidates) -> usize {
    let count = group_count(row, index);
    let Some(span) = row.tokens.span(index, count) else { return 1 };
    let long = matches!(row.tokens.ascii_of(index, count).len(), 8..=32);
    if !long || !row.labels(KIND, index, Subjects::ACCOUNT) {
        return 1;
    }
    if row.assumed != Some(KIND) && !speaks_of_bank(row, span.start(), span.end()) {
        return 1;
    }
    let judgement = if row.alone(index, count) { Ok(Confidence::percent(80)) } else { Err(Reason::Boundary) };
    out.judge(Some(span), KIND, judgement);
    if judgement.is_ok() { count } else { 1 }
}

/// More groups than a number of 32 digits has.
const MOST_GROUPS: usize = 17;

/// How many tokens from `index` are groups of digits of one number.
fn group_count(row: &Row<'_>, index: usize) -> usize {
    let joined = |place: &usize| {
        matches!(row.tokens.link(*place), Link::Blank | Link::Dash)
            && matches!((row.tokens.digits(*place), row.tokens.digits(place + 1)), (Some(2..=8), Some(1..=8)))
    };
    1 + (index..row.tokens.len()).take(MOST_GROUPS).take_while(joined).count()
}

/// Whether the line around these places has a word for a bank.
fn speaks_of_bank(row: &Row<'_>, start: usize, end: usize) -> bool {
    let near = |chars: &mut dyn Iterator<Item = char>| -> String {
        chars.take(REACH).take_while(|&c| c != '\n').map(|c| c.to_ascii_lowercase()).collect()
    };
    let before: String = near(&mut row.passage.before(start).chars().rev()).chars().rev().collect();
    let behind = near(&mut row.passage.after(end).chars());
    BANKS.iter().any(|word| before.contains(word) || behind.contains(word))
}
