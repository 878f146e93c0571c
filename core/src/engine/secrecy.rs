//! The guard against state secrets: data that carries a secrecy mark is not processed at all.
//!
//! A mark is noticed where a column is searched: in free text before its findings are replaced, in columns that stay as they
//! are, and in a column of secrecy levels whatever its rule is. A column that `allow`s `secrecy_mark` is let through.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};

use super::counts::ColumnCounts;
use super::output::{TextArray, with_texts};
use crate::detect::validate;
use crate::error::{ErrorKind, Result};
use crate::model::{ColumnType, EntityKind, KindSet};
use crate::transform::Texts;

const KIND: EntityKind = EntityKind::SecrecyMark;

/// Refuses a column of secrecy levels in which some row has one.
///
/// # Errors
/// [`ErrorKind::Secrecy`].
pub(super) fn refuse_levels(array: &ArrayRef, of: ColumnType, allowed: KindSet) -> Result<()> {
    if of != ColumnType::Entity(KIND) || allowed.contains(KIND) {
        return Ok(());
    }
    let values = array.as_any_dictionary_opt().map_or(array, |dictionary| dictionary.values());
    let Some(texts) = TextArray::of(values) else { return Ok(()) };
    let is_level = |text: &str| validate(KIND, text).is_some_and(|verdict| verdict.valid);
    let marked = with_texts!(&texts, texts => (0..values.len()).filter_map(|row| texts.get(row)).any(is_level));
    if marked { Err(ErrorKind::Secrecy.into()) } else { Ok(()) }
}

/// Refuses a column in which a mark was found.
///
/// # Errors
/// [`ErrorKind::Secrecy`].
pub(super) fn refuse_marks(counts: &ColumnCounts, allowed: KindSet) -> Result<()> {
    let found = counts.findings.contains_key(&KIND) || counts.unexplained.contains_key(&KIND);
    if found && !allowed.contains(KIND) { Err(ErrorKind::Secrecy.into()) } else { Ok(()) }
}
