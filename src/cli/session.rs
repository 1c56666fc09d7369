//! What all commands share: the project and its options, locks, and how a command ends early.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::arguments::Common;
use super::terminal::{Terminal, counts};
use crate::diagnostic::{
    Diagnostic, Failure, MachineError, Severity, Sources, collected, did_you_mean, has_errors,
    in_backticks,
};
use crate::inputs::{self, Corrections, Inputs};
use crate::model::submissions::{FILE, process_keys};
use crate::model::text::unfit_in_line;
use crate::model::{self, ReportOptions, Survey};
use crate::out::{self, Finished, Lock, Written};
use crate::pdf::Engine;
use crate::pipeline::{self, Composition, Loaded, Options, Subject};
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

/// Checks that a folder from the command line is a project.
pub(super) fn check_project(folder: &Path) -> Outcome {
    match inputs::is_project(folder) {
        true => Ok(()),
        false => Err(usage(format!(
            "`{}` is not a project: it has no data/report.toml",
            folder.display()
        ))),
    }
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

impl Session<'_> {
    /// The options, and the composition of the project's report. If that fails, prints the errors and the
    /// `outcome` of the command.
    pub(super) fn start(&self, outcome: &str) -> Outcome<(Options, Composition)> {
        self.compose(outcome, |root, options| pipeline::compose(root, &options.scope))
    }

    /// Like [`Session::start`], with another way to compose.
    pub(super) fn compose(
        &self,
        outcome: &str,
        compose: impl Fn(&Path, &Options) -> Result<Composition, MachineError>,
    ) -> Outcome<(Options, Composition)> {
        let root = self.project()?;
        self.check_process(&root)?;
        let options = self.options()?;
        let progress = self.terminal.progress("making the report");
        let composed = compose(&root, &options)?;
        drop(progress);
        match composed.report {
            Some(_) => Ok((options, composed)),
            None => Err(self.at_fault(&composed, outcome)),
        }
    }

    /// Reads two reports of a project. If one is at fault, prints its errors.
    pub(super) fn load(&self, root: &Path, subjects: [Subject; 2]) -> Outcome<[Loaded; 2]> {
        let loaded = pipeline::load(root, subjects, &self.options()?)?;
        match loaded.iter().find(|loaded| loaded.composed.report.is_none()) {
            Some(faulty) => Err(self.at_fault(&faulty.composed, NOTHING_WRITTEN)),
            None => Ok(loaded),
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
        let (inputs, mut found) = inputs::read(root, corrections)?;
        let survey = collected(model::read(&inputs.sources, scope, &[]), &mut found);
        let survey =
            survey.ok_or_else(|| self.at_fault_in(&inputs.sources, &found, NOTHING_WRITTEN))?;
        Ok((inputs, survey))
    }

    /// The error for a stage that failed. If the stage found errors, prints them and the `outcome` of the command.
    pub(super) fn failed(
        &self,
        failure: Failure,
        composed: &mut Composition,
        outcome: &str,
    ) -> EarlyExit {
        match failure {
            Failure::Machine(error) => error.into(),
            Failure::Input(found) => {
                composed.diagnostics.extend(found);
                self.at_fault(composed, outcome)
            }
        }
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
        self.terminal.say(&format!("{}; {outcome}", counts(found)));
        EarlyExit::Reported
    }

    /// Ends a command before it writes anything if there are errors in files.
    pub(super) fn stop_at_errors(&self, sources: &Sources, found: &[Diagnostic]) -> Outcome {
        match has_errors(found) {
            true => Err(self.at_fault_in(sources, found, NOTHING_WRITTEN)),
            false => Ok(()),
        }
    }

    /// Writes files into an output folder, then prints `message`.
    pub(super) fn write(
        &self,
        folder: &Path,
        files: &[(String, Vec<u8>)],
        message: &str,
    ) -> Outcome {
        let written = out::write(&self.lock(folder)?, files, &BTreeMap::new())?;
        self.terminal.say(message);
        self.say_moved_aside(folder, &written);
        Ok(())
    }

    /// Reports which files that a person had changed were moved aside.
    pub(super) fn say_moved_aside(&self, folder: &Path, written: &Written) {
        for (name, aside) in &written.moved_aside {
            let aside = folder.join(aside);
            self.terminal.say(&format!(
                "`{name}` was changed since it was written: that one is kept as {}",
                aside.display()
            ));
        }
    }

    /// The project given by `--project`, or the closest one at or above the current folder.
    pub(super) fn project(&self) -> Outcome<PathBuf> {
        if let Some(folder) = &self.common.project {
            return check_project(folder).map(|()| folder.clone());
        }
        let here = env::current_dir()
            .map_err(|error| MachineError::io("find this folder", ".", &error))?;
        let found = here.ancestors().find(|folder| inputs::is_project(folder));
        found.map(Path::to_owned).ok_or_else(|| {
            usage(format!(
                "there is no project at or above `{}`: no folder there contains data/report.toml; \
                 go into a project, or name one with `--project DIR`",
                here.display()
            ))
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
        let known = || match keys.is_empty() {
            true => "the file names none".to_owned(),
            false => format!("there are {}", keys.join(", ")),
        };
        let known = did_you_mean(asked, keys.iter().map(String::as_str), known);
        let unknown = || usage(format!("there is no process `{asked}` in {FILE}; {known}"));
        keys.contains(asked).then_some(()).ok_or_else(unknown)
    }

    /// The output folder. Outputs other than the default edition have subfolders of their own, so
    /// that they do not overwrite each other.
    pub(super) fn output_folder(&self, root: &Path) -> Outcome<PathBuf> {
        let Common { out, process, as_issued, as_of, .. } = self.common;
        let mut folder = out.clone().unwrap_or_else(|| root.join("out"));
        let as_issued = as_issued.then(|| "as-issued".to_owned());
        let as_of = as_of.map(|day| format!("as-of-{day}"));
        for name in process.clone().into_iter().chain(as_issued).chain(as_of) {
            folder = subfolder(&folder, &name)?;
        }
        Ok(folder)
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
        Ok(Options {
            scope: ReportOptions {
                as_of: *as_of,
                as_issued: *as_issued,
                today: timestamp.map(|timestamp| timestamp.to_zoned(TimeZone::UTC).date()),
                process: process.clone(),
                with_pending: false,
            },
            engine: match engine.as_str() {
                "builtin" => Some(Engine::Builtin),
                "cli" => Some(Engine::Cli),
                _ => None,
            },
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
        let words = env::args_os().skip(1);
        let command = words.fold("rapporteur".to_owned(), |command, word| {
            format!("{command} {}", word.to_string_lossy())
        });
        let lock = Lock::new(folder, &command, |holder| {
            self.terminal.say(&format!("waiting for {holder}, which is writing here"));
        })?;
        let say = |files: &[String], what: &str| match files {
            [] => {}
            files => self.terminal.say(&format!("{}: {what}", listed(&in_backticks(files), "and"))),
        };
        let Finished { placed, changed_since } = &lock.finished;
        say(placed, "completed, because an interrupted command had begun to write there");
        say(
            changed_since,
            "changed by hand since a command was interrupted there, and left unchanged; run that command again",
        );
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
            Err(MachineError::at(path, message).into())
        }
        _ => Ok(path),
    }
}
