//! Streams handed out to another language.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use weimu::engine::{Applied, Counts};
use weimu::error::{Error, ErrorKind, Lang, Result};

use super::guard::guarded;

/// What became of a stream that was handed out: its counts so far, whether it ended, and why it failed if it did.
#[derive(Clone, Debug, Default)]
pub struct Ending(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    counts: Counts,
    ended: bool,
    error: Option<Arc<Error>>,
}

impl Ending {
    /// What was counted so far.
    pub fn counts(&self) -> Counts {
        self.look(|state| state.counts.clone())
    }

    /// Whether every row went through.
    pub fn is_complete(&self) -> bool {
        self.look(|state| state.ended && state.error.is_none())
    }

    /// The error that ended the stream.
    pub fn error(&self) -> Option<Arc<Error>> {
        self.look(|state| state.error.clone())
    }

    /// The lock is held for moments only, and never while a producer is asked: a caller may wait for it.
    fn look<R>(&self, look: impl FnOnce(&mut State) -> R) -> R {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Hands out a result as a C stream, with messages in `lang`; `ending` learns what becomes of it.
pub fn exported(applied: Applied, lang: Lang, ending: Ending) -> FFI_ArrowArrayStream {
    FFI_ArrowArrayStream::new(Box::new(Exported { schema: applied.schema(), applied: Some(applied), lang, ending }))
}

/// A reader that neither panics nor says anything a C string cannot hold: arrow-rs calls it from C, where both abort.
struct Exported {
    applied: Option<Applied>,
    schema: SchemaRef,
    lang: Lang,
    ending: Ending,
}

impl Exported {
    fn pull(&mut self) -> Result<Option<RecordBatch>> {
        let Some(applied) = &mut self.applied else { return Ok(None) };
        let batch = guarded(|| applied.next().transpose().map_err(own));
        let counts = guarded(|| Ok(applied.counts()))?;
        self.ending.look(|state| state.counts = counts);
        batch
    }
}

impl Iterator for Exported {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.pull() {
            Ok(Some(batch)) => Some(Ok(batch)),
            Ok(None) => {
                self.applied = None;
                self.ending.look(|state| state.ended = true);
                None
            }
            Err(error) => {
                self.applied = None;
                let message = error.message(self.lang).replace('\0', "\u{fffd}");
                self.ending.look(|state| (state.ended, state.error) = (true, Some(Arc::new(error))));
                Some(Err(ArrowError::ExternalError(message.into())))
            }
        }
    }
}

impl RecordBatchReader for Exported {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

/// The engine gives its own errors; anything else may quote the data.
fn own(error: ArrowError) -> Error {
    match error {
        ArrowError::ExternalError(inner) => {
            inner.downcast::<Error>().map_or_else(|_| ErrorKind::Upstream.into(), |error| *error)
        }
        _ => ErrorKind::Upstream.into(),
    }
}
