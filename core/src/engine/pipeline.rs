//! From a source to a sink in bounded memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use arrow_array::RecordBatch;

use super::peek::Peek;
use super::stream::{ApplyOptions, compiled, compiled_reveal};
use super::{Counts, Engine, Run, Sink, Source};
use crate::error::{Error, ErrorKind, Result};
use crate::policy::Policy;

/// Batches that may wait between two stages.
const WAITING: usize = 1;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Rows written.
    pub rows: u64,
    /// Rows in the input, where the format says.
    pub of_rows: Option<u64>,
}

/// A run over one source: compiled, its first rows perhaps looked at, nothing written yet.
pub struct Pipeline {
    source: Peek<Box<dyn Source>>,
    run: Run,
}

impl Pipeline {
    /// Compiles `policy` for `source`.
    ///
    /// # Errors
    /// Everything wrong with policy, keyring and schema.
    pub fn apply(source: Box<dyn Source>, policy: &Policy, options: &ApplyOptions) -> Result<Self> {
        let mut source = Peek::new(source);
        let engine = compiled(&mut source, policy, options)?;
        Self::new(source, engine, options)
    }

    /// Compiles the way back of `policy` for `source`.
    ///
    /// # Errors
    /// Everything wrong with policy, keyring and schema.
    pub fn reveal(source: Box<dyn Source>, policy: &Policy, options: &ApplyOptions) -> Result<Self> {
        let source = Peek::new(source);
        let engine = compiled_reveal(&source.schema(), policy, options)?;
        Self::new(source, engine, options)
    }

    fn new(source: Peek<Box<dyn Source>>, engine: Engine, options: &ApplyOptions) -> Result<Self> {
        Ok(Self { source, run: Arc::new(engine).start(&*options.run_seed()?) })
    }

    /// The schema that the sink will be given.
    pub fn output_schema(&self) -> &arrow_schema::SchemaRef {
        self.run.output_schema()
    }

    /// What will be run.
    pub fn engine(&self) -> &Engine {
        self.run.engine()
    }

    /// Runs to the end; the sink is left open, for the caller to finish once everything held.
    ///
    /// Reading, the plan and writing overlap when more than one thread may be used. `progress` is called after each batch;
    /// once `cancelled` is set the run ends.
    ///
    /// # Errors
    /// The first failure of source, plan or sink.
    pub fn run(
        self,
        sink: &mut dyn Sink,
        cancelled: &AtomicBool,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Counts> {
        let Self { mut source, mut run } = self;
        let of_rows = source.rows_hint();
        let check = |batch: RecordBatch| {
            if cancelled.load(Ordering::Relaxed) { Err(Error::from(ErrorKind::Interrupted)) } else { Ok(batch) }
        };
        let mut rows = 0;
        let mut write = |batch: &RecordBatch| {
            sink.write(batch)?;
            rows += batch.num_rows() as u64;
            progress(Progress { rows, of_rows });
            Ok(())
        };
        if rayon::current_num_threads() == 1 {
            while let Some(batch) = source.next()? {
                write(&run.apply(&check(batch)?)?)?;
            }
            return Ok(run.counts());
        }
        thread::scope(|scope| {
            let (to_run, from_source) = sync_channel(WAITING);
            let (to_sink, from_run) = sync_channel(WAITING);
            let reader = scope.spawn(move || read(&mut source, &to_run));
            let writer = scope.spawn(move || from_run.iter().try_for_each(|batch| write(&batch)));
            let applied = transform(&mut run, &from_source, &to_sink, check);
            drop((from_source, to_sink));
            let read = reader.join().unwrap_or_else(|_| Err(panicked()));
            let written = writer.join().unwrap_or_else(|_| Err(panicked()));
            applied.and(read).and(written)
        })?;
        Ok(run.counts())
    }
}

/// Ends quietly when the other side is gone: its own error says why.
fn read(source: &mut dyn Source, to_run: &SyncSender<RecordBatch>) -> Result<()> {
    while let Some(batch) = source.next()? {
        if to_run.send(batch).is_err() {
            break;
        }
    }
    Ok(())
}

fn transform(
    run: &mut Run,
    from_source: &Receiver<RecordBatch>,
    to_sink: &SyncSender<RecordBatch>,
    check: impl Fn(RecordBatch) -> Result<RecordBatch>,
) -> Result<()> {
    for batch in from_source {
        let result = run.apply(&check(batch)?)?;
        if to_sink.send(result).is_err() {
            break;
        }
    }
    Ok(())
}

fn panicked() -> Error {
    ErrorKind::Internal { invariant: "a stage of the pipeline stopped unexpectedly" }.into()
}
