//! A compiled plan, and one run of it.

use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{Field, Schema, SchemaRef};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator};

use super::column::{Column, ColumnState, Shared};
use super::counts::{ColumnCounts, Counts};
use crate::detect::Detector;
use crate::error::{ErrorKind, LeakCount, Result};
use crate::model::ColumnType;
use crate::policy::{LeakCheck, Plan};
use crate::transform::RunSeed;

/// A plan joined with the schema it was made for; shared by any number of runs.
pub struct Engine {
    input: SchemaRef,
    output: SchemaRef,
    columns: Vec<Column>,
    types: Vec<ColumnType>,
    leak: LeakCheck,
    scenario: String,
    detector: Detector,
}

impl Engine {
    /// Compiles `plan` for batches of `input`.
    ///
    /// # Errors
    /// An action does not work on the type of its column.
    pub fn new(plan: Plan, input: SchemaRef) -> Result<Self> {
        let types = plan.columns.iter().map(|planned| planned.column_type).collect();
        let columns = plan.columns.into_iter().zip(input.fields());
        let columns: Vec<Column> =
            columns.map(|(planned, field)| Column::new(planned, field, None)).collect::<Result<_>>()?;
        if columns.len() != input.fields().len() {
            return Err(ErrorKind::SchemaChanged.into());
        }
        let fields: Vec<Arc<Field>> = columns.iter().filter_map(|column| column.output().cloned()).collect();
        let detector = Detector::new().with_custom(plan.custom);
        let output = Arc::new(Schema::new_with_metadata(fields, input.metadata().clone()));
        Ok(Self { input, output, columns, types, leak: plan.leak, scenario: plan.scenario, detector })
    }

    /// The schema of the batches that go in.
    pub fn input_schema(&self) -> &SchemaRef {
        &self.input
    }

    /// The schema of the batches that come out.
    pub fn output_schema(&self) -> &SchemaRef {
        &self.output
    }

    /// The scenario that the plan is for.
    pub fn scenario(&self) -> &str {
        &self.scenario
    }

    /// What is done about unexplained findings in the output.
    pub fn leak_check(&self) -> LeakCheck {
        self.leak
    }

    /// Begins a run whose nonces are drawn from `seed`.
    pub fn start(self: &Arc<Self>, seed: &RunSeed) -> Run {
        let mut leaf = 0;
        let states = self.columns.iter().zip(&self.types);
        let states = states.map(|(column, &of)| column.state(of, seed.bytes(), &mut leaf)).collect();
        Run { engine: self.clone(), states, rows: 0, failed: false }
    }
}

/// One run: batches go in by order of rows, and each comes out changed.
///
/// After an error the run is over and refuses everything.
pub struct Run {
    engine: Arc<Engine>,
    states: Vec<ColumnState>,
    rows: u64,
    failed: bool,
}

impl Run {
    /// Applies the plan to the next batch.
    ///
    /// # Errors
    /// With column and row of the whole run. An unexplained finding in the result is an error under `leak: deny`, and the
    /// batch is not handed out.
    pub fn apply(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        if self.failed {
            return Err(ErrorKind::Internal { invariant: "a run that failed was used again" }.into());
        }
        let result = self.changed(batch).map_err(|error| error.rows_after(self.rows));
        self.failed = result.is_err();
        self.rows += batch.num_rows() as u64;
        result
    }

    /// The schema of the batches that come out.
    pub fn output_schema(&self) -> &SchemaRef {
        &self.engine.output
    }

    /// What is run.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What was counted so far.
    pub fn counts(&self) -> Counts {
        let mut columns = Vec::new();
        self.states.iter().for_each(|state| collect(state, &mut columns));
        Counts { rows: self.rows, columns }
    }

    fn changed(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let engine = &self.engine;
        let same = |(ours, theirs): (&Arc<Field>, &Arc<Field>)| {
            ours.name() == theirs.name() && ours.data_type() == theirs.data_type()
        };
        let schema = batch.schema_ref();
        if schema.fields().len() != engine.input.fields().len()
            || !engine.input.fields().iter().zip(schema.fields()).all(same)
        {
            return Err(ErrorKind::SchemaChanged.into());
        }
        let shared = Shared { detector: &engine.detector, leak: engine.leak };
        let work = engine.columns.par_iter().zip(batch.columns()).zip(self.states.par_iter_mut());
        let results: Vec<_> = work.map(|((column, array), state)| column.apply(array, state, &shared)).collect();
        let arrays: Vec<_> = results.into_iter().filter_map(Result::transpose).collect::<Result<_>>()?;
        if engine.leak == LeakCheck::Deny {
            self.refuse_leaks()?;
        }
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(engine.output.clone(), arrays, &options)
            .map_err(|_| ErrorKind::Internal { invariant: "the columns of a result do not fit its schema" }.into())
    }

    fn refuse_leaks(&self) -> Result<()> {
        let leaks: Vec<LeakCount> = self.counts().columns.iter().flat_map(ColumnCounts::leaks).collect();
        if leaks.is_empty() { Ok(()) } else { Err(ErrorKind::Leak(leaks).into()) }
    }
}

fn collect(state: &ColumnState, columns: &mut Vec<ColumnCounts>) {
    if state.children.is_empty() {
        columns.push(state.counts.clone());
    }
    state.children.iter().for_each(|child| collect(child, columns));
}
