//! Which of two findings on the same bytes stays (STANDARDS B.12).
//!
//! More evidence wins; with as much, the higher protection level; then the longer; then the earlier. An identity card
//! number with a known region is certain, and so wins over a credit code, a card number or a telephone number that the same
//! digits would make.

use std::cmp::Reverse;

use super::candidate::{Candidates, Refusal};
use crate::model::{Finding, Reason};

/// Leaves findings that do not overlap, in order of place; the others become refusals.
pub(super) fn resolve(out: &mut Candidates) {
    let Candidates { findings, refusals } = out;
    findings.sort_by_key(|finding| finding.span);
    if findings.windows(2).any(|pair| matches!(pair, [a, b] if a.span.overlaps(b.span))) {
        let mut kept = Vec::with_capacity(findings.len());
        for cluster in findings.chunk_by_mut(reaches_over()) {
            settle(cluster, &mut kept, refusals);
        }
        *findings = kept;
    }
}

/// Whether a finding begins before all those in front of it have ended; asked of neighbours in order of place.
fn reaches_over() -> impl FnMut(&Finding, &Finding) -> bool {
    let mut reach = 0;
    move |left, right| {
        reach = reach.max(left.span.end());
        right.span.start() < reach
    }
}

fn settle(cluster: &mut [Finding], kept: &mut Vec<Finding>, refusals: &mut Vec<Refusal>) {
    let first = kept.len();
    cluster.sort_by_key(|finding| {
        (Reverse(finding.confidence), Reverse(finding.kind.level()), Reverse(finding.span.byte_len()), finding.span)
    });
    for &mut finding in cluster {
        if kept.iter().skip(first).any(|other| other.span.overlaps(finding.span)) {
            refusals.push(Refusal { span: finding.span, kind: finding.kind, reason: Reason::Overlap });
        } else {
            kept.push(finding);
        }
    }
    if let Some(cluster) = kept.get_mut(first..) {
        cluster.sort_by_key(|finding| finding.span);
    }
}
