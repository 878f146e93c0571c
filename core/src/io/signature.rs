//! What must hold of the schema of every input.

use std::collections::HashSet;

use arrow_schema::{DataType, Fields, Schema};

use super::Format;
use crate::error::{Error, ErrorKind, Phrase, Result};

/// Refuses a schema without columns, and one in which two fields at one place have the same name.
pub(super) fn check(schema: &Schema, format: Format) -> Result<()> {
    if schema.fields().is_empty() {
        let reason = Phrase::new("it has no columns", "没有任何列");
        return Err(ErrorKind::Malformed { format: format.name(), reason }.into());
    }
    distinct_names(schema.fields(), "")
}

fn distinct_names(fields: &Fields, prefix: &str) -> Result<()> {
    let mut seen = HashSet::with_capacity(fields.len());
    for field in fields {
        let path = format!("{prefix}{}", field.name());
        if !seen.insert(field.name()) {
            return Err(Error::from(ErrorKind::DuplicateColumn).in_column(&path));
        }
        distinct_inside(field.data_type(), &path)?;
    }
    Ok(())
}

fn distinct_inside(data_type: &DataType, path: &str) -> Result<()> {
    match data_type {
        DataType::Struct(children) => distinct_names(children, &format!("{path}.")),
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _) => distinct_inside(item.data_type(), path),
        _ => Ok(()),
    }
}
