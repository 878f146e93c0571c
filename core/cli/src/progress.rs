//! A progress bar, on a terminal only.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use indicatif::{ProgressBar, ProgressStyle};
use weimu::engine::Source;
use weimu::error::Result;

use crate::speech::Speech;

/// A bar for one input; it draws on the standard error, and nowhere if that is no terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
    rows: &'static str,
    meter: Arc<Meter>,
}

/// How much of an input was read, of how much.
#[derive(Default)]
struct Meter {
    done: AtomicU64,
    all: AtomicU64,
}

impl Progress {
    /// A bar labelled with the name of an input.
    pub(crate) fn new(name: String, speech: Speech) -> Self {
        let bar = ProgressBar::new(0).with_prefix(name);
        let style = ProgressStyle::with_template("{prefix}  {bar:30} {percent:>3}%  {msg}  {elapsed}");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, rows: speech.lang.pick("rows", "行"), meter: Arc::default() }
    }

    /// The source, watched.
    pub(crate) fn watch(&self, source: Box<dyn Source>) -> Box<dyn Source> {
        Box::new(Watched { source, meter: self.meter.clone() })
    }

    /// Shows that `rows` rows are done.
    pub(crate) fn show(&self, rows: u64) {
        self.bar.set_length(self.meter.all.load(Ordering::Relaxed));
        self.bar.set_position(self.meter.done.load(Ordering::Relaxed));
        self.bar.set_message(format!("{rows} {}", self.rows));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A source that says how far it is to a meter that stays outside the pipeline.
struct Watched {
    source: Box<dyn Source>,
    meter: Arc<Meter>,
}

impl Source for Watched {
    fn schema(&self) -> SchemaRef {
        self.source.schema()
    }

    fn next(&mut self) -> Result<Option<RecordBatch>> {
        let batch = self.source.next();
        if let Some((done, all)) = self.source.progress() {
            self.meter.done.store(done, Ordering::Relaxed);
            self.meter.all.store(all, Ordering::Relaxed);
        }
        batch
    }

    fn rows_hint(&self) -> Option<u64> {
        self.source.rows_hint()
    }

    fn progress(&self) -> Option<(u64, u64)> {
        self.source.progress()
    }
}
