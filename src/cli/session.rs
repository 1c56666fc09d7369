//! What all commands share: the project and its options, locks, and how a command ends early.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::arguments::Common;
use super::summary;
use super::terminal::Terminal;
use crate::diagnostic::{
    Diagnostic, Failure, MachineError, Severity, Sources, did_you_mean, in_backticks,
};
use crate::inputs::{self, Corrections, Inputs};
use crate::model::submissions::{FILE, process_keys};
use crate::model::text::unfit_in_line;
use crate::model::{self, ReportOptions, Survey};
use crate::out::Lock;
use crate::pipeline::{self, Composition, Options, Report};
use crate::text::listed;

/// The outcome of a command that was stopped by errors in the data.
pub(super) const NOTHING_WRITTEN: &str = "nothing was written";

/// The result of a command.
pub(super) type Outcome<T = ()> = Result<T, EarlyExit>;

/// The reason why a command ends early.
pub(super) enum EarlyExit {
    /// Wrong usage, to be printed.
    Usage(String),
    /// A failure to be printed; its diagnostics have no location in a file.
    Failed(Failure),
    /// Errors in data or templates, which were printed already.
    Reported,
}

impl<T: Into<Failure>> From<T> for EarlyExit {
    fn from(failure: T) -> Self {
        EarlyExit::Failed(failure.into())
    }
}

/// An error of usage.
pub(super) fn usage(message: impl Into<String>) -> EarlyExit {
    EarlyExit::Usage(message.into())
}

/// Checks that a text from the command line, described by `what`, has no unfit characters.
pub(super) fn check_text(what: &str, text: &str) -> Outcome {
    unfit_in_line(text).map_or(Ok(()), |unfit| {
        Err(usage(format!("{what} has {unfit}, which no report can carry: type it without")))
    })
}

/// A run of the program.
pub(super) struct Session<'a> {
    /// The options that all commands take.
    pub(super) common: &'a Common,
    pub(super) terminal: &'a Terminal,
}

/// A project that was read, with its report.
pub(super) struct Started {
    pub(super) root: PathBuf,
    pub(super) options: Options,
    pub(super) composed: Composition,
    pub(super) report: Report,
}

impl Session<'_> {
    /// Reads the project and composes its report. If that fails, prints the errors and the
    /// `outcome` of the command.
    pub(super) fn start(&self, outcome: &str) -> Outcome<Started> {
        let root = self.project()?;
        self.check_process(&root)?;
        let options = self.options()?;
        let mut composed = pipeline::compose(&root, &options.scope)?;
        match composed.report.take() {
            Some(report) => Ok(Started { root, options, composed, report }),
            None => Err(self.at_fault(&composed, outcome)),
        }
    }

    /// Reads the files of a project and its survey with the responses that `scope` selects. If that
    /// fails, prints the errors.
    pub(super) fn survey(
        &self,
        root: &Path,
        corrections: Corrections<'_>,
        scope: &ReportOptions,
    ) -> Outcome<(Inputs, Survey)> {
        let (inputs, mut diagnostics) = inputs::read(root, corrections)?;
        let (survey, found) = model::read(&inputs.sources, scope, &[]);
        diagnostics.extend(found);
        match survey {
            Some(survey) => Ok((inputs, survey)),
            None => Err(self.at_fault_in(&inputs.sources, &diagnostics, NOTHING_WRITTEN)),
        }
    }

    /// Unwraps the result of a stage. If the stage found errors, prints them and the `outcome` of
    /// the command.
    pub(super) fn unwrap<T>(
        &self,
        result: Result<T, Failure>,
        composed: &mut Composition,
        outcome: &str,
    ) -> Outcome<T> {
        result.map_err(|failure| match failure {
            Failure::Machine(error) => error.into(),
            Failure::Input(found) => {
                composed.diagnostics.extend(found);
                self.at_fault(composed, outcome)
            }
        })
    }

    /// Prints the errors that prevent a report, and the `outcome`. Warnings and notes are omitted;
    /// they can wait until the errors are fixed.
    pub(super) fn at_fault(&self, composed: &Composition, outcome: &str) -> EarlyExit {
        self.at_fault_in(&composed.inputs.sources, &composed.diagnostics, outcome)
    }

    /// Prints the errors in files, and the `outcome`.
    pub(super) fn at_fault_in(
        &self,
        sources: &Sources,
        found: &[Diagnostic],
        outcome: &str,
    ) -> EarlyExit {
        let errors = found.iter().filter(|found| found.severity == Severity::Error);
        self.terminal.diagnostics(sources, &errors.cloned().collect::<Vec<_>>());
        self.terminal.say(&summary::at_fault(found, outcome));
        EarlyExit::Reported
    }

    /// The project given by `--project`, or the closest one at or above the current folder.
    pub(super) fn project(&self) -> Outcome<PathBuf> {
        if let Some(folder) = &self.common.project {
            let is_project = inputs::find_project(folder).is_ok_and(|found| found == *folder);
            return is_project.then(|| folder.clone()).ok_or_else(|| {
                let folder = folder.display();
                usage(format!("`{folder}` is not a project: it has no data/report.toml"))
            });
        }
        let here = env::current_dir()
            .map_err(|error| MachineError::io("find this folder", ".", &error))?;
        inputs::find_project(&here).map_err(|error| {
            usage(format!("{error}; go into a project, or name one with `--project DIR`"))
        })
    }

    /// Checks that the project has the process given by `--for`. Other errors in the file are
    /// ignored here.
    pub(super) fn check_process(&self, root: &Path) -> Outcome {
        let Some(asked) = &self.common.process else { return Ok(()) };
        if !root.join(FILE).is_file() {
            return Err(usage(format!(
                "there is no process `{asked}`: the project has no {FILE}, which says what each process takes"
            )));
        }
        let keys = process_keys(&inputs::text(root, FILE)?);
        if keys.contains(asked) {
            return Ok(());
        }
        let known =
            did_you_mean(asked, keys.iter().map(String::as_str), || match keys.is_empty() {
                true => "the file names none".to_owned(),
                false => format!("there are {}", keys.join(", ")),
            });
        Err(usage(format!("there is no process `{asked}` in {FILE}; {known}")))
    }

    /// The output folder. Outputs other than the default edition have subfolders of their own, so
    /// that they do not overwrite each other.
    pub(super) fn output_folder(&self, root: &Path) -> Outcome<PathBuf> {
        let Common { out, process, as_issued, as_of, .. } = self.common;
        let mut folder = out.clone().unwrap_or_else(|| root.join("out"));
        if let Some(process) = process {
            folder = subfolder(&folder, process)?;
        }
        match (as_issued, as_of) {
            (true, _) => subfolder(&folder, "as-issued"),
            (false, Some(day)) => subfolder(&folder, &format!("as-of-{day}")),
            (false, None) => Ok(folder),
        }
    }

    pub(super) fn options(&self) -> Outcome<Options> {
        let Common { as_of, as_issued, process, engine, time_limit, .. } = self.common;
        let timestamp = env::var("SOURCE_DATE_EPOCH").ok().map(|text| {
            let timestamp = text.parse().ok().and_then(|s| Timestamp::from_second(s).ok());
            timestamp.ok_or_else(|| {
                usage(format!("SOURCE_DATE_EPOCH can't be `{text}`: expected seconds since 1970"))
            })
        });
        let timestamp = timestamp.transpose()?;
        let today = timestamp.map(|timestamp| timestamp.to_zoned(TimeZone::UTC).date());
        let (as_of, as_issued, process) = (*as_of, *as_issued, process.clone());
        Ok(Options {
            scope: ReportOptions { as_of, as_issued, today, process, with_pending: false },
            engine: engine.engine(),
            time_limit: Duration::from_secs(*time_limit),
            timestamp: timestamp.map(Timestamp::as_second),
        })
    }

    /// The current date: that of `SOURCE_DATE_EPOCH` in UTC, or else that of the local clock.
    pub(super) fn today(&self) -> Outcome<Date> {
        Ok(self.options()?.scope.today.unwrap_or_else(|| Zoned::now().date()))
    }

    /// Completes interrupted changes in a project before it is read.
    pub(super) fn complete(&self, root: &Path) -> Outcome {
        if Lock::is_needed_to_read(root) { Ok(self.lock(root).map(drop)?) } else { Ok(()) }
    }

    /// Locks a project or an output folder, and reports when it has to wait.
    pub(super) fn lock(&self, folder: &Path) -> Result<Lock, MachineError> {
        let words = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
        let words: Vec<String> = ["rapporteur".to_owned()].into_iter().chain(words).collect();
        let mut progress = Some(self.terminal.progress("waiting for another command"));
        let lock = Lock::new(folder, &words.join(" "), |holder| {
            progress = None;
            self.terminal.say(&format!("waiting for {holder}, which is writing here"));
        })?;
        drop(progress);
        for (files, what) in [
            (
                lock.completed(),
                "completed, because an interrupted command had begun to write there",
            ),
            (
                lock.left_alone(),
                "changed by hand since a command was interrupted there, and left unchanged; run that command again",
            ),
        ] {
            if !files.is_empty() {
                let files = listed(&in_backticks(files), "and");
                self.terminal.say(&format!("{files}: {what}"));
            }
        }
        Ok(lock)
    }
}

/// A folder within an output folder. The output folder itself may be a link to anywhere, but folders
/// within it must not lead out of it.
pub(super) fn subfolder(folder: &Path, name: &str) -> Outcome<PathBuf> {
    let path = folder.join(name);
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(place), Ok(around)) if !place.starts_with(&around) => {
            let message = format!("this link leads out of {}: remove it", folder.display());
            Err(MachineError { message, path: Some(path) }.into())
        }
        _ => Ok(path),
    }
}
