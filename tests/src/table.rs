//! Tables as whole batches, and policies applied to them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use arrow_select::concat::concat_batches;
use weimu::engine::{self, ApplyOptions, Counts};
use weimu::error::Error;
use weimu::io::{self, ReadOptions};
use weimu::policy::Policy;

use crate::place::{root, shared};

/// A table with the types of its columns as the shared material states them.
pub struct Table {
    /// Path below its folder.
    pub name: String,
    /// All rows.
    pub batch: RecordBatch,
    /// Stated type by column; nothing for a column that is not sensitive.
    pub types: BTreeMap<String, Option<String>>,
}

impl Table {
    /// Columns whose stated type is one of `types`.
    pub fn columns_of(&self, types: &[&str]) -> impl Iterator<Item = (&str, &str)> {
        let known = self.types.iter().filter_map(|(name, of)| Some((name.as_str(), of.as_deref()?)));
        known.filter(move |(_, of)| types.contains(of))
    }
}

/// The demo tables of the project, in the order of their names.
pub fn demo() -> Vec<Table> {
    let folder = root().join("corpora/demo");
    let types: BTreeMap<String, BTreeMap<String, Option<String>>> =
        serde_json::from_str(&fs::read_to_string(folder.join("columns.json")).expect("corpora/demo/columns.json"))
            .expect("JSON");
    types.into_iter().map(|(name, types)| Table { batch: read(&folder.join(&name)), name, types }).collect()
}

/// The real tables of the shared material; nothing, said loudly, where it is not present.
pub fn real() -> Option<Vec<Table>> {
    let stated = shared("data/tables/columns.json")?;
    let types: BTreeMap<String, BTreeMap<String, Option<String>>> =
        serde_json::from_str(&fs::read_to_string(stated).expect("columns.json can be read")).expect("JSON");
    let tables = types.into_iter().filter_map(|(name, types)| {
        let path = shared(&format!("data/{name}"))?;
        Some(Table { batch: read(&path), name, types })
    });
    Some(tables.collect())
}

/// The whole file as one batch; a file that ends in `.zst` is decompressed first.
pub fn read(path: &Path) -> RecordBatch {
    if path.extension().is_some_and(|extension| extension == "zst") {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let plain = folder.path().join(path.file_stem().expect("a name in front of .zst"));
        let mut file = File::create(&plain).expect("a temporary file");
        zstd::stream::copy_decode(File::open(path).expect("the file"), &mut file).expect("zstd");
        return read(&plain);
    }
    try_read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The whole file as one batch.
///
/// # Errors
/// Whatever reading gives.
pub fn try_read(path: &Path) -> Result<RecordBatch, Error> {
    let mut source = io::open(path, &ReadOptions::default())?.source;
    let mut batches = Vec::new();
    while let Some(batch) = source.next()? {
        batches.push(batch);
    }
    Ok(concat_batches(&source.schema(), &batches).expect("batches of one schema"))
}

/// `batch` as a stream of batches of `rows` rows.
pub fn stream(batch: &RecordBatch, rows: usize) -> Box<dyn RecordBatchReader + Send> {
    let starts = (0..batch.num_rows()).step_by(rows.max(1));
    let parts: Vec<_> = starts.map(|start| Ok(batch.slice(start, rows.min(batch.num_rows() - start)))).collect();
    Box::new(RecordBatchIterator::new(parts, batch.schema()))
}

/// A policy over a table in batches of `rows` rows.
///
/// # Errors
/// Those of compiling and of running.
pub fn applied(
    batch: &RecordBatch,
    rows: usize,
    policy: &Policy,
    options: &ApplyOptions,
) -> Result<(RecordBatch, Counts), Error> {
    collected(engine::apply(stream(batch, rows), policy, options)?)
}

/// What `applied` made, opened again.
///
/// # Errors
/// Those of compiling and of running.
pub fn revealed(
    batch: &RecordBatch,
    rows: usize,
    policy: &Policy,
    options: &ApplyOptions,
) -> Result<RecordBatch, Error> {
    Ok(collected(engine::reveal(stream(batch, rows), policy, options)?)?.0)
}

fn collected(mut stream: engine::Applied) -> Result<(RecordBatch, Counts), Error> {
    let schema: SchemaRef = stream.schema();
    let batches = stream.by_ref().collect::<Result<Vec<_>, _>>().map_err(own)?;
    Ok((concat_batches(&schema, &batches).expect("batches of one schema"), stream.counts()))
}

fn own(error: ArrowError) -> Error {
    match error {
        ArrowError::ExternalError(error) => *error.downcast().expect("streams fail with errors of weimu"),
        other => panic!("not an error of weimu: {other}"),
    }
}
