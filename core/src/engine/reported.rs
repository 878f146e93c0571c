//! Counts of a run as a report shows them.

use super::counts::ColumnCounts;
use crate::report::ColumnReport;

impl From<&ColumnCounts> for ColumnReport {
    fn from(counts: &ColumnCounts) -> Self {
        Self {
            rows: counts.rows,
            nulls: counts.nulls,
            values: counts.values,
            fallback: counts.fallback,
            findings: counts.findings.clone(),
            refused: counts.refused.clone(),
            unexplained: counts.unexplained.iter().map(|(&kind, &(count, _))| (kind, count)).collect(),
            ..Self::new(&counts.name, counts.column_type, counts.action)
        }
    }
}
