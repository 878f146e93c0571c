//! A run of `apply` or `reveal` over all inputs.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use tempfile::NamedTempFile;
use weimu::engine::{ApplyOptions, Counts, Pipeline};
use weimu::error::{Error, ErrorKind, Phrase, Result};
use weimu::io::{self, Existing, Format, Opened, ReadOptions};
use weimu::policy::{LeakCheck, Policy};
use weimu::report::{ColumnReport, FileReport, LeakResult, RunReport};

use crate::args::RunArgs;
use crate::input::{Accept, Inputs};
use crate::output::{Job, Jobs, Wanted};
use crate::progress::Progress;
use crate::speech::{Form, Speech};
use crate::staging::{Staging, folder_of};
use crate::{interrupt, policy_file, stdout};

/// Which way a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Apply,
    Reveal,
}

impl Direction {
    fn name(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Reveal => "reveal",
        }
    }
}

/// Everything that was decided before the first row.
struct Prepared<'a> {
    direction: Direction,
    policy: Policy,
    options: ApplyOptions,
    jobs: Jobs,
    existing: Existing,
    args: &'a RunArgs,
    speech: Speech,
}

/// Runs, publishes the outputs and prints the report.
///
/// # Errors
/// The first failure; no output is left then.
pub(crate) fn run(direction: Direction, args: &RunArgs, columns: Option<&[String]>, speech: Speech) -> Result<()> {
    use_threads(args.threads)?;
    let inputs = Inputs::find(&args.inputs, Accept::Tables, Some(&args.out))?;
    let prepared = Prepared::new(direction, args, columns, &inputs, speech)?;
    interrupt::listen(speech);
    prepared.check_all()?;
    let report = prepared.execute()?;
    match speech.form {
        Form::Json => stdout::print_json(&report),
        Form::Text => stdout::print(&(report.text(speech.lang) + &skipped(inputs.skipped, speech))),
    }
}

impl<'a> Prepared<'a> {
    fn new(
        direction: Direction,
        args: &'a RunArgs,
        columns: Option<&[String]>,
        inputs: &Inputs,
        speech: Speech,
    ) -> Result<Self> {
        let policy = policy_file::load(&args.policy)?.for_one_run()?;
        let existing = if args.force { Existing::Replace } else { Existing::Refuse };
        let jobs = Wanted { out: &args.out, format: args.format.map(Format::from), existing }.plan(inputs)?;
        let mut options = ApplyOptions::new();
        if let Some(scenario) = &args.scenario {
            options = options.with_scenario(scenario);
        }
        if let Some(columns) = columns {
            options = options.with_columns(columns.to_vec());
        }
        let needs_keyring = policy.needs_keyring(args.scenario.as_deref());
        let needs_keyring = needs_keyring.map_err(|error| error.in_file(&args.policy))?;
        if let Some(keyring) = args.keyring.path() {
            jobs.refuse_keyring_beside(keyring)?;
            if needs_keyring {
                options = options.with_keyring(Arc::new(args.keyring.open(keyring, speech)?));
            }
        } else if needs_keyring {
            return Err(ErrorKind::KeyringMissing.into());
        }
        Ok(Self { direction, policy, options, jobs, existing, args, speech })
    }

    /// Compiles the policy for every input before the first is written, so that the last does not stop the run.
    fn check_all(&self) -> Result<()> {
        if self.jobs.jobs.len() > 1 {
            for job in &self.jobs.jobs {
                let opened = open(&job.input)?;
                self.pipeline(opened, job)?;
            }
        }
        Ok(())
    }

    fn execute(self) -> Result<RunReport> {
        let start = Instant::now();
        let mut staging = Staging::create(&self.jobs.root, self.existing)?;
        let mut files = Vec::new();
        let mut scenario = String::new();
        for job in &self.jobs.jobs {
            let (file, of) = self.job(job, &mut staging)?;
            files.push(file);
            scenario = of;
        }
        let dataset = self.policy.dataset().to_owned();
        let report = RunReport::new(self.direction.name(), scenario, dataset, files, start.elapsed().as_secs_f64());
        let report_file = self.args.report.as_deref().map(|path| ReportFile::create(path, &report)).transpose()?;
        staging.publish()?;
        report_file.map_or(Ok(()), ReportFile::publish)?;
        Ok(report)
    }

    /// One input; gives its report and the name of the scenario.
    fn job(&self, job: &Job, staging: &mut Staging) -> Result<(FileReport, String)> {
        let start = Instant::now();
        let mut opened = open(&job.input)?;
        let format = job.format.unwrap_or(opened.format);
        let layout = opened.layout.for_format(format);
        let progress = Progress::new(job.input.display().to_string(), self.speech);
        opened.source = progress.watch(opened.source);
        let pipeline = self.pipeline(opened, job)?;
        let (scenario, leak) = (pipeline.engine().scenario().to_owned(), pipeline.engine().leak_check());
        let staged = staging.place(&job.output);
        let counts = write(pipeline, &staged, &layout, &progress);
        let counts = counts.map_err(|error| renamed(error, &staged, job))?;
        let seconds = start.elapsed().as_secs_f64();
        Ok((file_report(job, format, &counts, leak, seconds), scenario))
    }

    fn pipeline(&self, opened: Opened, job: &Job) -> Result<Pipeline> {
        let pipeline = match self.direction {
            Direction::Apply => Pipeline::apply(opened.source, &self.policy, &self.options),
            Direction::Reveal => Pipeline::reveal(opened.source, &self.policy, &self.options),
        };
        pipeline.map_err(|error| error.in_file(job.input.display().to_string()))
    }
}

/// Opens a table. Text is none: its first line would be taken for the names of columns, which are not changed.
pub(crate) fn open(path: &Path) -> Result<Opened> {
    if crate::input::is_text(path) {
        return Err(ErrorKind::UnknownFormat { name: path.display().to_string() }.into());
    }
    io::open(path, &ReadOptions::default())
}

/// Lets the library use as many threads as were asked for.
///
/// # Errors
/// The operating system gives no threads.
pub(crate) fn use_threads(threads: Option<u16>) -> Result<()> {
    let Some(threads) = threads else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global();
    let reason = Phrase::new("the operating system gave no threads", "操作系统未能创建线程");
    pool.map_err(|_| ErrorKind::Argument { argument: "--threads".to_owned(), reason }.into())
}

fn write(pipeline: Pipeline, staged: &Path, layout: &io::Layout, progress: &Progress) -> Result<Counts> {
    let mut sink = io::create(staged, layout, pipeline.output_schema(), Existing::Refuse)?;
    let counts = pipeline.run(sink.as_mut(), &interrupt::CANCELLED, &|done| progress.show(done.rows))?;
    sink.finish()?;
    Ok(counts)
}

/// An error about a staged file is about the output that it is to become; any other about the input.
fn renamed(error: Error, staged: &Path, job: &Job) -> Error {
    if error.at().file.as_deref() != Some(&*staged.display().to_string()) {
        return error.in_file(job.input.display().to_string());
    }
    let mut named = Error::from(error.kind().clone()).in_file(job.output.display().to_string());
    if let Some(column) = &error.at().column {
        named = named.in_column(column);
    }
    match error.at().row {
        Some(row) => named.in_row(row),
        None => named,
    }
}

fn file_report(job: &Job, format: Format, counts: &Counts, leak: LeakCheck, seconds: f64) -> FileReport {
    let columns: Vec<ColumnReport> = counts.columns.iter().map(ColumnReport::from).collect();
    FileReport {
        input: job.input.display().to_string(),
        output: job.output.display().to_string(),
        format: format.name().to_owned(),
        rows: counts.rows,
        seconds,
        leak: if leak == LeakCheck::Off { LeakResult::Off } else { LeakResult::of(&columns) },
        columns,
    }
}

/// The report as a file, complete before outputs get their names and named after them.
struct ReportFile<'a> {
    file: NamedTempFile,
    path: &'a Path,
}

impl<'a> ReportFile<'a> {
    fn create(path: &'a Path, report: &RunReport) -> Result<Self> {
        let text = stdout::json_text(report)?;
        let folder = folder_of(path);
        let created = fs::create_dir_all(folder)
            .and_then(|()| tempfile::Builder::new().prefix(".weimu-").suffix(".tmp").tempfile_in(folder))
            .and_then(|mut file| file.write_all(text.as_bytes()).map(|()| file));
        let file = created.map_err(|error| Error::io(WRITE_REPORT, &error).in_file(path.display().to_string()))?;
        Ok(Self { file, path })
    }

    fn publish(self) -> Result<()> {
        let Self { file, path } = self;
        let named = file.persist(path).map(drop);
        named.map_err(|error| Error::io(WRITE_REPORT, &error.error).in_file(path.display().to_string()))
    }
}

const WRITE_REPORT: Phrase = Phrase::new("write the report", "写入报告");

fn skipped(count: u64, speech: Speech) -> String {
    match (count, speech.lang) {
        (0, _) => String::new(),
        (count, weimu::error::Lang::En) => format!("\nskipped: {count} files of other formats\n"),
        (count, weimu::error::Lang::Zh) => format!("\n跳过：{count} 个其他格式的文件\n"),
    }
}
