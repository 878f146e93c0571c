//! Stands in for a format whose Cargo feature is off.

use std::fs::File;

use arrow_schema::SchemaRef;

use super::file_sink::Encoder;
use super::output::Output;
use super::{Format, Layout, ReadOptions};
use crate::engine::Source;
use crate::error::{Error, ErrorKind, Phrase, Result};

pub(super) fn open(_: File, format: Format, _: &ReadOptions) -> Result<(Box<dyn Source>, Layout)> {
    Err(refused(format.name()))
}

pub(super) fn create<L>(_: Output, _: &L, _: &SchemaRef) -> Result<Box<dyn Encoder>> {
    Err(refused("output"))
}

fn refused(what: &str) -> Error {
    let reason = Phrase::new("this build of weimu has no support for the format", "此 weimu 构建不支持该格式");
    ErrorKind::Argument { argument: what.to_owned(), reason }.into()
}
