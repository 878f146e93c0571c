//! stub
use super::file_sink::Encoder;
use super::output::Output;
use super::{Format, Layout, ReadOptions};
use crate::engine::Source;
use crate::error::Result;
use arrow_schema::SchemaRef;
use std::fs::File;
pub(super) fn open(_: File, _: Format, _: &ReadOptions) -> Result<(Box<dyn Source>, Layout)> {
    todo!()
}
pub(super) fn create<L>(_: Output, _: &L, _: &SchemaRef) -> Result<Box<dyn Encoder>> {
    todo!()
}
pub(super) use create as create_file;
pub(super) use create as create_stream;
