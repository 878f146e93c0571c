//! Any Arrow stream in, an Arrow stream out: what Python, C and services call.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};

use super::inspect::{SAMPLE_ROWS, inspect};
use super::peek::Peek;
use super::{Counts, Engine, Profile, Run, Scan, Source};
use crate::detect::Detector;
use crate::error::{Error, ErrorKind, Result};
use crate::keys::Keyring;
use crate::policy::{Inspected, Policy};
use crate::transform::RunSeed;

/// Rows handled at a time; larger input batches are cut, so that memory stays bounded.
const BATCH_ROWS: usize = 65_536;

/// What an application of a policy may be given besides the data.
#[derive(Clone, Debug, Default)]
pub struct ApplyOptions {
    scenario: Option<String>,
    keyring: Option<Arc<Keyring>>,
    columns: Option<Vec<String>>,
    seed: Option<Arc<RunSeed>>,
}

impl ApplyOptions {
    /// The policy's only or default scenario, no keyring.
    pub fn new() -> Self {
        Self::default()
    }

    /// Chooses a scenario by name.
    #[must_use]
    pub fn with_scenario(self, name: impl Into<String>) -> Self {
        Self { scenario: Some(name.into()), ..self }
    }

    /// Gives the keys that the policy names.
    #[must_use]
    pub fn with_keyring(self, keyring: Arc<Keyring>) -> Self {
        Self { keyring: Some(keyring), ..self }
    }

    /// Reveals only these columns.
    #[must_use]
    pub fn with_columns(self, columns: Vec<String>) -> Self {
        Self { columns: Some(columns), ..self }
    }

    /// Draws nonces from a fixed seed, so that a run with keys of a keyring can be repeated byte for byte.
    ///
    /// For tests: two runs with one seed over different data reuse nonces, which breaks `encrypt`.
    #[must_use]
    pub fn with_fixed_seed(self, seed: Arc<RunSeed>) -> Self {
        Self { seed: Some(seed), ..self }
    }

    fn scenario(&self) -> Option<&str> {
        self.scenario.as_deref()
    }
}

/// Applies a policy to a stream.
///
/// The input is pulled only from the thread that pulls the result, and lazily: before the first result only what an
/// `unlisted: inspect` needs to decide about columns ([`SAMPLE_ROWS`] rows).
///
/// # Errors
/// Everything wrong with policy, keyring and schema; what is wrong with the data comes out of the stream.
pub fn apply(input: Box<dyn RecordBatchReader + Send>, policy: &Policy, options: &ApplyOptions) -> Result<Applied> {
    let mut source = Peek::new(ReaderSource(input));
    let engine = compiled(&mut source, policy, options)?;
    Applied::new(source, engine, options)
}

/// Compiles a policy for a source, looking at its first rows if the policy has columns inspected.
pub(super) fn compiled<S: Source>(source: &mut Peek<S>, policy: &Policy, options: &ApplyOptions) -> Result<Engine> {
    let schema = source.schema();
    let inspected = if policy.needs_profile(options.scenario(), &schema)? {
        let decisions = inspect(&schema, &source.sample(SAMPLE_ROWS)?).into_iter();
        decisions.map(|(name, decision)| Inspected::new(name, decision.column_type)).collect()
    } else {
        Vec::new()
    };
    let plan = policy.compile(options.scenario(), &schema, &inspected, options.keyring.as_deref())?;
    Engine::new(plan, schema)
}

/// Opens what a policy sealed in a stream.
///
/// # Errors
/// As [`apply`]; a value that does not authenticate comes out of the stream as an error.
pub fn reveal(input: Box<dyn RecordBatchReader + Send>, policy: &Policy, options: &ApplyOptions) -> Result<Applied> {
    let source = Peek::new(ReaderSource(input));
    let engine = compiled_reveal(&source.schema(), policy, options)?;
    Applied::new(source, engine, options)
}

pub(super) fn compiled_reveal(schema: &SchemaRef, policy: &Policy, options: &ApplyOptions) -> Result<Engine> {
    let keyring = options.keyring.as_deref().ok_or(ErrorKind::KeyringMissing)?;
    let plan = policy.compile_reveal(options.scenario(), schema, options.columns.as_deref(), keyring)?;
    Engine::new(plan, schema.clone())
}

/// Looks through a stream.
///
/// # Errors
/// The producer fails, or a batch is of another schema.
pub fn scan(input: Box<dyn RecordBatchReader + Send>) -> Result<Profile> {
    let mut source = ReaderSource(input);
    let mut scan = Scan::new(source.schema(), Detector::new());
    while let Some(batch) = source.next()? {
        for part in parts(batch) {
            guarded(|| scan.push(&part))?;
        }
    }
    guarded(|| Ok(scan.finish()))
}

/// The result of a policy over a stream, pulled batch by batch.
///
/// After an error the stream is over.
pub struct Applied {
    source: Peek<ReaderSource>,
    parts: VecDeque<RecordBatch>,
    run: Option<Run>,
    schema: SchemaRef,
    counts: Counts,
}

impl Applied {
    fn new(source: Peek<ReaderSource>, engine: Engine, options: &ApplyOptions) -> Result<Self> {
        let run = Arc::new(engine).start(&*options.run_seed()?);
        let (schema, counts) = (run.output_schema().clone(), run.counts());
        Ok(Self { source, parts: VecDeque::new(), run: Some(run), schema, counts })
    }

    /// What was counted so far; complete once the stream has ended.
    pub fn counts(&self) -> Counts {
        self.run.as_ref().map_or_else(|| self.counts.clone(), Run::counts)
    }

    fn pull(&mut self) -> Result<Option<RecordBatch>> {
        let Some(run) = &mut self.run else { return Ok(None) };
        while self.parts.is_empty() {
            let Some(batch) = self.source.next()? else {
                self.counts = run.counts();
                self.run = None;
                return Ok(None);
            };
            self.parts = parts(batch);
        }
        let Some(part) = self.parts.pop_front() else { return Ok(None) };
        guarded(|| run.apply(&part)).map(Some)
    }
}

impl ApplyOptions {
    pub(super) fn run_seed(&self) -> Result<Arc<RunSeed>> {
        match &self.seed {
            Some(seed) => Ok(seed.clone()),
            None => RunSeed::random().map(Arc::new),
        }
    }
}

impl Iterator for Applied {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let result = self.pull().transpose()?;
        if result.is_err() {
            self.counts = self.counts();
            self.run = None;
            self.parts.clear();
        }
        Some(result.map_err(|error| ArrowError::ExternalError(Box::new(error))))
    }
}

impl RecordBatchReader for Applied {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

/// An Arrow reader as a source; what it says when it fails is not repeated, for it may quote the data.
pub(super) struct ReaderSource(Box<dyn RecordBatchReader + Send>);

impl Source for ReaderSource {
    fn schema(&self) -> SchemaRef {
        self.0.schema()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>> {
        self.0.next().transpose().map_err(upstream)
    }
}

fn upstream(error: ArrowError) -> Error {
    match error {
        ArrowError::ExternalError(inner) => {
            inner.downcast::<Error>().map_or_else(|_| ErrorKind::Upstream.into(), |error| *error)
        }
        _ => ErrorKind::Upstream.into(),
    }
}

fn parts(batch: RecordBatch) -> VecDeque<RecordBatch> {
    if batch.num_rows() <= BATCH_ROWS {
        return VecDeque::from([batch]);
    }
    let starts = (0..batch.num_rows()).step_by(BATCH_ROWS);
    starts.map(|start| batch.slice(start, BATCH_ROWS.min(batch.num_rows() - start))).collect()
}

/// Turns a panic into an error without its text, which may quote a value.
fn guarded<R>(work: impl FnOnce() -> Result<R>) -> Result<R> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(ErrorKind::Internal { invariant: "an unexpected state was reached" }.into()))
}
