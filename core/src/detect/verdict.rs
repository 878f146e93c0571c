//! One whole value, judged as the kind it is meant to be.

use super::candidate::Candidates;
use super::date::Date;
use super::detector::Detector;
use super::normalize::{identifier, is_zero_width};
use super::region_code::Known;
use super::uscc::{self, Standing};
use super::{
    bank_card, business_reg, foreigner_card, id_card, imei, org_code, secrecy_mark, secret, tax_number, vin, wechat,
};
use crate::model::{Confidence, EntityKind, Reason};

/// Whether a value is what it is meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it may be taken for a value of the kind.
    pub valid: bool,
    /// What it failed; beside `valid`, a stated weakness such as [`Reason::Pilot`].
    pub reason: Option<Reason>,
    /// How sure it is that the value is of the kind; 0 for one that is not.
    pub confidence: Confidence,
}

impl Verdict {
    fn valid(confidence: Confidence) -> Self {
        Self { valid: true, reason: None, confidence }
    }

    fn of(judgement: Result<Confidence, Reason>) -> Self {
        judgement.map_or_else(Self::invalid, Self::valid)
    }

    fn invalid(reason: Reason) -> Self {
        Self { valid: false, reason: Some(reason), confidence: Confidence::percent(0) }
    }
}

/// Judges `value` as a whole to be of `kind`, today.
///
/// Blanks around it, separators and full-width digits are allowed. An identity card number whose six-digit region was never
/// issued is not valid ([`Reason::Region`]); a credit code of the pilot is valid, with [`Reason::Pilot`]; the taxpayer number of
/// before 2015 is judged as a credit code. Nothing for addresses and names, which have no validator.
pub fn validate(kind: EntityKind, value: &str) -> Option<Verdict> {
    let ascii: Vec<u8> = value.chars().filter_map(identifier).collect();
    Some(match kind {
        EntityKind::IdCard => id_card(value, &ascii),
        EntityKind::Uscc => uscc(value, &ascii),
        EntityKind::BankCard => bank_card(value, &ascii),
        EntityKind::OrgCode => number(value, org_code::check(&ascii).map(|()| Confidence::percent(92))),
        EntityKind::BusinessReg => business_reg(value, &ascii),
        EntityKind::Vin => number(value, vin::check(&ascii).map(|()| Confidence::percent(98))),
        EntityKind::Imei => number(value, imei::check(&ascii)),
        EntityKind::SocialSecurity if ascii.len() == 18 => id_card(value, &ascii),
        EntityKind::Wechat => Verdict::of(wechat::check(value)),
        EntityKind::Secret => Verdict::of(secret::check(value)),
        EntityKind::SecrecyMark => Verdict::of(secrecy_mark::check(value)),
        EntityKind::Address | EntityKind::Name => return None,
        _ => whole(kind, value),
    })
}

fn business_reg(value: &str, ascii: &[u8]) -> Verdict {
    match business_reg::check(ascii) {
        Ok(Known::Never) => Verdict::invalid(Reason::Region),
        _ => number(value, business_reg::judge_announced(ascii)),
    }
}

/// As `judgement` says of a value that is nothing but identifier characters and separators.
fn number(value: &str, judgement: Result<Confidence, Reason>) -> Verdict {
    if is_one_number(value) { Verdict::of(judgement) } else { Verdict::invalid(Reason::Shape) }
}

fn id_card(value: &str, ascii: &[u8]) -> Verdict {
    if !is_one_number(value) {
        return Verdict::invalid(Reason::Shape);
    }
    match (foreigner_card::check(ascii, Date::today()), foreigner_card::is_old_shape(ascii)) {
        (Ok(()), _) => return Verdict::valid(Confidence::percent(97)),
        (Err(reason @ (Reason::Date | Reason::Checksum)), _) => return Verdict::invalid(reason),
        (_, true) if foreigner_card::check_old(ascii) == Err(Reason::Prefix) => {
            return Verdict::invalid(Reason::Prefix);
        }
        (_, true) => return Verdict::valid(Confidence::percent(70)),
        _ => {}
    }
    let judgement = match ascii.len() {
        15 => id_card::check_old(ascii).map(|known| (known, 85)),
        18 => id_card::check(ascii, Date::today()).map(|known| (known, 100)),
        _ => Err(Reason::Length),
    };
    match judgement {
        Ok((Known::InForce | Known::OtherTime, percent)) => Verdict::valid(Confidence::percent(percent)),
        Ok(_) => Verdict::invalid(Reason::Region),
        Err(reason) => Verdict::invalid(reason),
    }
}

fn uscc(value: &str, ascii: &[u8]) -> Verdict {
    if !is_one_number(value) {
        return Verdict::invalid(Reason::Shape);
    }
    if ascii.len() == 15 {
        return Verdict::of(tax_number::check(ascii).map(|_| Confidence::percent(92)));
    }
    match uscc::check(ascii) {
        Ok(Standing::Pilot) => Verdict { reason: Some(Reason::Pilot), ..Verdict::valid(Standing::Pilot.confidence()) },
        Ok(standing) => Verdict::valid(standing.confidence()),
        Err(reason) => Verdict::invalid(reason),
    }
}

fn bank_card(value: &str, ascii: &[u8]) -> Verdict {
    match ascii {
        _ if !is_one_number(value) || !ascii.iter().all(u8::is_ascii_digit) => Verdict::invalid(Reason::Shape),
        _ if !matches!(ascii.len(), 13..=19) => Verdict::invalid(Reason::Length),
        [b'3'..=b'6' | b'9', ..] if bank_card::luhn(ascii) => Verdict::valid(Confidence::percent(80)),
        [b'3'..=b'6' | b'9', ..] => Verdict::invalid(Reason::Checksum),
        _ => Verdict::invalid(Reason::Prefix),
    }
}

/// Whether a value holds nothing but identifier characters and what separates them.
fn is_one_number(value: &str) -> bool {
    use super::normalize::{is_blank, is_dash};
    value.trim().chars().all(|c| identifier(c).is_some() || is_zero_width(c) || is_dash(c) || is_blank(c))
}

/// A value is of the kind when the detector finds it from its first character to its last.
fn whole(kind: EntityKind, value: &str) -> Verdict {
    let trimmed = value.trim().trim_matches(is_zero_width);
    let Candidates { findings, refusals } = Detector::new().with_assumed(kind).candidates(trimmed);
    let found = findings.iter().find(|finding| finding.kind == kind);
    match found {
        Some(finding) if finding.span.range() == (0..trimmed.len()) => Verdict::valid(finding.confidence),
        Some(_) => Verdict::invalid(Reason::Shape),
        None => {
            let reason = refusals.iter().find(|refusal| refusal.kind == kind).map(|refusal| refusal.reason);
            Verdict::invalid(reason.unwrap_or(Reason::Shape))
        }
    }
}
