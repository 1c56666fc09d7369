//! The command line: argument handling, output and exit codes.
//!
//! Exit codes: 0 success; 1 errors in data or templates; 2 wrong usage; 3 failure of the machine.

use std::env;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, exit};
use std::time::Duration;

use clap::{ColorChoice, CommandFactory};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::diagnostic::{Diagnostic, Failure, MachineError, Severity, Sources};
use crate::explain::{Answer, ExplainInput, Explainer};
use crate::inputs::{self, Corrections};
use crate::model::ReportOptions;
use crate::model::text::unfit_in_line;
use crate::out;
use crate::pdf;
use crate::pipeline::{self, Composition, Options, Report};
use crate::watchdog;
use crate::words;
use arguments::{Arguments, Command, Format, New};
use terminal::Terminal;

mod arguments;
mod check;
mod diff;
mod errata;
mod help;
mod init;
mod issue;
mod locks;
mod new;
mod process;
mod summary;
mod terminal;

const DONE: u8 = 0;
const INPUT_AT_FAULT: u8 = 1;
const WRONG_USAGE: u8 = 2;
const MACHINE_FAILED: u8 = 3;

/// The outcome of a build that was stopped by errors in the data.
const NOTHING_WRITTEN: &str = "nothing was written";

/// Runs the program with this process's arguments.
pub fn run() -> ExitCode {
    let arguments = match help::parse() {
        Ok(arguments) => arguments,
        Err(message) => return ExitCode::from(print_usage(&message)),
    };
    let report_panic = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !pdf::is_panic_of_typst() {
            report_panic(info);
        }
    }));
    let terminal = Terminal::new(arguments.color, arguments.common.format);
    let time_limit = Duration::from_secs(arguments.common.time_limit);
    let code = watchdog::watch(
        time_limit,
        || execute(&arguments, &terminal),
        |exceeded| {
            let faults = [exceeded];
            terminal.diagnostics(&Sources::default(), &faults);
            terminal.say(&summary::at_fault(&faults, NOTHING_WRITTEN));
            exit(INPUT_AT_FAULT.into());
        },
    );
    ExitCode::from(match terminal.unprinted() {
        None => code,
        Some(error) => {
            terminal.error(&error.to_string());
            MACHINE_FAILED
        }
    })
}

/// Prints help or the version as a result, or a usage error; returns the exit code.
fn print_usage(message: &clap::Error) -> u8 {
    let terminal = Terminal::new(ColorChoice::Auto, Format::Human);
    if message.use_stderr() {
        terminal.usage(message);
        return WRONG_USAGE;
    }
    match message.print().err().as_ref().and_then(terminal::unprinted) {
        None => DONE,
        Some(error) => {
            terminal.error(&error.to_string());
            MACHINE_FAILED
        }
    }
}

fn execute(arguments: &Arguments, terminal: &Terminal) -> u8 {
    let result = match &arguments.command {
        Some(Command::Check(asked)) => check::check(arguments, *asked, terminal),
        Some(Command::Diff { from, to, internal }) => {
            diff::diff(arguments, terminal, from.as_deref(), to, *internal)
        }
        Some(Command::Issue(asked)) => issue::issue(arguments, terminal, asked),
        Some(Command::Errata(asked)) => errata::errata(arguments, terminal, asked),
        Some(Command::Explain { figure, public }) => {
            explain(arguments, terminal, &figure.join(" "), *public)
        }
        Some(Command::New { what: New::Response(asked) }) => {
            new::response(arguments, asked, terminal)
        }
        Some(Command::Init(asked)) => init::init(arguments, asked, terminal),
        Some(Command::Words) => print_words(arguments, terminal),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "rapporteur", &mut script);
            terminal.print(&String::from_utf8_lossy(&script));
            Ok(DONE)
        }
        Some(Command::Build) | None => build(arguments, terminal),
    };
    result.unwrap_or_else(|Ended { code, found, error }| {
        terminal.diagnostics(&Sources::default(), &found);
        error.iter().for_each(|error| terminal.error(&error.to_string()));
        code
    })
}

/// The reason why the program ends early.
struct Ended {
    code: u8,
    /// Errors without a location in a file.
    found: Vec<Diagnostic>,
    /// The error to print; `None` if everything was printed already.
    error: Option<MachineError>,
}

impl From<MachineError> for Ended {
    fn from(error: MachineError) -> Self {
        Ended { code: MACHINE_FAILED, found: Vec::new(), error: Some(error) }
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Machine(error) => error.into(),
            Failure::Input(found) => Ended { code: INPUT_AT_FAULT, found, error: None },
        }
    }
}

/// Checks that a text from the command line, described by `what`, has no unfit characters.
fn check_text(what: &str, text: &str) -> Result<(), Ended> {
    match unfit_in_line(text) {
        None => Ok(()),
        Some(unfit) => {
            Err(usage(format!("{what} has {unfit}, which no report can carry: type it without")))
        }
    }
}

fn usage(message: impl Into<String>) -> Ended {
    Ended { code: WRONG_USAGE, found: Vec::new(), error: Some(MachineError::new(message)) }
}

/// A project that was read, with its report.
struct Started {
    root: PathBuf,
    options: Options,
    composed: Composition,
    report: Report,
}

/// Reads the project and composes its report. If that fails, prints the errors and the `outcome` of
/// the command.
fn start(arguments: &Arguments, terminal: &Terminal, outcome: &str) -> Result<Started, Ended> {
    let root = project(arguments)?;
    process::check(arguments, &root)?;
    let options = options(arguments)?;
    let mut composed = pipeline::compose(&root, &options.scope)?;
    match composed.report.take() {
        Some(report) => Ok(Started { root, options, composed, report }),
        None => Err(at_fault(&composed, terminal, outcome)),
    }
}

/// Unwraps the result of a stage. If the stage found errors, prints them and the `outcome` of the
/// command.
fn made<T>(
    result: Result<T, Failure>,
    composed: &mut Composition,
    terminal: &Terminal,
    outcome: &str,
) -> Result<T, Ended> {
    result.map_err(|failure| match failure {
        Failure::Machine(error) => error.into(),
        Failure::Input(found) => {
            composed.diagnostics.extend(found);
            at_fault(composed, terminal, outcome)
        }
    })
}

fn build(arguments: &Arguments, terminal: &Terminal) -> Result<u8, Ended> {
    locks::complete(&project(arguments)?, terminal)?;
    let Started { root, options, mut composed, report } =
        start(arguments, terminal, NOTHING_WRITTEN)?;
    let folder = output_folder(arguments, &root, &options.scope)?;
    let progress = terminal.progress("typesetting");
    let built = pipeline::build(&mut composed, &report, &options, || {
        drop(progress);
        locks::outputs(&folder, terminal)
    });
    let mut built = made(built, &mut composed, terminal, NOTHING_WRITTEN)?;
    let findings = built.submitted.iter_mut().flat_map(|own| std::mem::take(&mut own.findings));
    let findings: Vec<Diagnostic> = findings.collect();
    terminal.for_programs(&composed.inputs.sources, &composed.diagnostics);
    terminal.diagnostics(&composed.inputs.sources, &findings);
    terminal.say(&summary::built(&folder, &built, &report, &composed.diagnostics));
    Ok(DONE)
}

/// Prints the errors that prevent a report, and the `outcome`. Warnings and notes are omitted; they
/// can wait until the errors are fixed.
fn at_fault(composed: &Composition, terminal: &Terminal, outcome: &str) -> Ended {
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    let errors: Vec<Diagnostic> = composed.diagnostics.iter().filter(is_error).cloned().collect();
    terminal.diagnostics(&composed.inputs.sources, &errors);
    terminal.say(&summary::at_fault(&composed.diagnostics, outcome));
    Ended { code: INPUT_AT_FAULT, found: Vec::new(), error: None }
}

/// Explains the figures that a query refers to; if `public`, in a form that can be passed on.
fn explain(
    arguments: &Arguments,
    terminal: &Terminal,
    query: &str,
    public: bool,
) -> Result<u8, Ended> {
    let interrupted = out::interrupted(&project(arguments)?, "");
    terminal.diagnostics(&Sources::default(), interrupted.as_slice());
    let Started { composed, report, .. } =
        start(arguments, terminal, "there is no report to explain")?;
    let explainer = Explainer::new(ExplainInput {
        sources: &composed.inputs.sources,
        survey: &report.survey,
        tally: &report.tally,
        document: &report.document,
        words: &report.words,
    });
    let answer = explainer.explain(query);
    match &answer {
        Answer::Figures(_, explained) if public => {
            terminal.explained_to_all(&explainer.public(explained));
        }
        Answer::NoFigure(_) if public => terminal.error("the phrase contains no figure"),
        _ => terminal.explained(&answer, query),
    }
    Ok(if matches!(answer, Answer::Figures(..)) { DONE } else { INPUT_AT_FAULT })
}

/// Prints all words that the program adds to a report.
fn print_words(arguments: &Arguments, terminal: &Terminal) -> Result<u8, Ended> {
    let (inputs, _) = inputs::read(&project(arguments)?, Corrections::Applied)?;
    let (words, faults) = words::read(&inputs.sources);
    terminal.diagnostics(&inputs.sources, &faults);
    let Some(words) = words.filter(|_| faults.is_empty()) else { return Ok(INPUT_AT_FAULT) };
    terminal.print(&words.toml());
    Ok(DONE)
}

/// The project given by `--project`, or the closest one at or above the current folder.
fn project(arguments: &Arguments) -> Result<PathBuf, Ended> {
    if let Some(folder) = &arguments.common.project {
        let error =
            || format!("`{}` is not a project: it has no data/report.toml", folder.display());
        return match inputs::find_project(folder).is_ok_and(|found| found == *folder) {
            true => Ok(folder.clone()),
            false => Err(usage(error())),
        };
    }
    let here =
        env::current_dir().map_err(|error| MachineError::io("find this folder", ".", &error))?;
    inputs::find_project(&here).map_err(|error| {
        usage(format!("{error}; go into a project, or name one with `--project DIR`"))
    })
}

/// The output folder. Outputs other than the default edition have subfolders of their own, so that
/// they do not overwrite each other.
fn output_folder(
    arguments: &Arguments,
    root: &Path,
    scope: &ReportOptions,
) -> Result<PathBuf, Ended> {
    let folder = arguments.common.out.clone().unwrap_or_else(|| root.join("out"));
    let folder = match &scope.process {
        Some(process) => subfolder(&folder, process)?,
        None => folder,
    };
    match (scope.as_issued, scope.as_of) {
        (true, _) => subfolder(&folder, "as-issued"),
        (false, Some(day)) => subfolder(&folder, &format!("as-of-{day}")),
        (false, None) => Ok(folder),
    }
}

/// A folder within an output folder. The output folder itself may be a link to anywhere, but folders
/// within it must not lead out of it.
fn subfolder(folder: &Path, name: &str) -> Result<PathBuf, Ended> {
    let path = folder.join(name);
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(place), Ok(around)) if !place.starts_with(&around) => {
            let message = format!("this link leads out of {}: remove it", folder.display());
            Err(MachineError { message, path: Some(path) }.into())
        }
        _ => Ok(path),
    }
}

fn options(arguments: &Arguments) -> Result<Options, Ended> {
    let common = &arguments.common;
    let timestamp = match env::var("SOURCE_DATE_EPOCH") {
        Err(_) => None,
        Ok(text) => Some(
            text.parse().ok().and_then(|s| Timestamp::from_second(s).ok()).ok_or_else(|| {
                usage(format!("SOURCE_DATE_EPOCH can't be `{text}`: expected seconds since 1970"))
            })?,
        ),
    };
    let today = timestamp.map(|timestamp| timestamp.to_zoned(TimeZone::UTC).date());
    Ok(Options {
        scope: ReportOptions {
            as_of: common.as_of,
            as_issued: common.as_issued,
            today,
            process: common.process.clone(),
        },
        engine: common.engine.engine(),
        time_limit: Duration::from_secs(common.time_limit),
        timestamp: timestamp.map(Timestamp::as_second),
    })
}
