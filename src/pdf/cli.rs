//! The `typst` program as a subprocess. It runs in a folder of its own with the job's files,
//! without the environment variables that it reads, without network access and with a time limit.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{Job, Outcome, TYPST_VERSION, command_line, outline};
use crate::diagnostic::{Failure, MachineError, Severity};
use crate::files::{self, LARGEST_OUTPUT, Unread};
use crate::watchdog::{Limit, Step};
use run::{MOST_PRINTED, Run, run};

mod messages;
mod run;

/// The time limit for `typst --version`.
const VERSION_TIME_LIMIT: Duration = Duration::from_secs(10);

/// A proxy address at which nothing answers, so that nothing is downloaded.
const NO_PROXY_THERE: &str = "http://127.0.0.1:9";

/// Finds the `typst` of the release [`TYPST_VERSION`]: the first one in the folders of
/// `search_path`, as a shell does. Relative folders are skipped, so that a project cannot supply a
/// program of its own.
pub(super) fn find(search_path: &OsStr, time_limit: Duration) -> Result<PathBuf, MachineError> {
    let name = format!("typst{}", env::consts::EXE_SUFFIX);
    let program = env::split_paths(search_path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&name))
        .find(|program| program.is_file())
        .ok_or_else(|| MachineError::new(format!("no `typst` on the PATH; {}", way_on())))?;

    let limit = time_limit.min(VERSION_TIME_LIMIT);
    let Run::Finished(finished) = run(Command::new(&program).arg("--version"), limit)? else {
        return Err(MachineError::at(&program, overdue(limit)));
    };
    // It prints `typst 0.15.1 (commit)`.
    let found = finished.stdout.split_whitespace().nth(1).unwrap_or("unknown");
    if found == TYPST_VERSION {
        return Ok(program);
    }
    let message = format!("expected release `{TYPST_VERSION}`, found `{found}`; {}", way_on());
    Err(MachineError::at(program, message))
}

/// Compiles `job` with the `typst` at `program`.
pub(super) fn compile(job: &Job<'_>, program: &Path) -> Result<Outcome, Failure> {
    let staging = Staging::new(job)?;
    let words = command_line(job.name, "../fonts", job.timestamp);
    let mut command = Command::new(program);
    command
        .args(&words[1..])
        .args(["--diagnostic-format", "short"])
        .args(["--package-path", "../packages", "--package-cache-path", "../packages"])
        .current_dir(staging.folder("out"));
    shield(&mut command);

    let finished = match run(&mut command, job.time_limit)? {
        Run::Finished(finished) => finished,
        // The report itself is the cause, because the program responded to `--version` before.
        Run::Exceeded(limit) => {
            return Err(limit.exceeded(Step::Typesetting).into());
        }
        Run::Talks => {
            let message = format!("printed more than {} MiB and was stopped", MOST_PRINTED >> 20);
            return Err(MachineError::at(program, message).into());
        }
    };
    // Typst prints the folder in which it looked for a file.
    let folder = format!("{}{MAIN_SEPARATOR}", staging.folder("out").display());
    let messages = messages::read(&finished.stderr.replace(&folder, ""), job);
    if finished.status.success() {
        let name = Path::new(job.name).with_extension("pdf").display().to_string();
        let written = files::read(&staging.folder("out"), &name, LARGEST_OUTPUT);
        let bytes = written.map_err(|unread| match unread {
            Unread::Failed { error, path } => {
                MachineError::io("read what `typst` wrote", path, &error)
            }
            Unread::Refused(why) => MachineError::at(program, why.message),
        })?;
        let has_end = bytes.trim_ascii_end().ends_with(b"%%EOF");
        if !has_end || outline::read(&bytes).pages == 0 {
            let message = "`typst` ended well, but what it wrote is no PDF with pages".to_owned();
            return Err(MachineError::at(program, format!("{message}; {}", way_on())).into());
        }
        return Ok(Outcome { bytes: Some(bytes), messages });
    }
    if messages.iter().any(|message| message.severity == Severity::Error) {
        return Ok(Outcome { bytes: None, messages });
    }
    let said = finished.stderr.trim();
    // The message of `typst` if a single allocation exceeds the available memory.
    if said.starts_with("memory allocation of ") {
        return Err(Limit::Memory.exceeded(Step::Typesetting).into());
    }
    let message = format!("`typst` failed ({}) and said `{said}`", finished.status);
    Err(MachineError::at(program, message).into())
}

/// Advice for a missing program or one of another release.
fn way_on() -> String {
    let install = format!("install it with `cargo install --locked typst-cli@{TYPST_VERSION}`");
    if cfg!(feature = "builtin") { install + ", or use `--engine builtin`" } else { install }
}

/// The message for a program that was stopped after `limit`.
fn overdue(limit: Duration) -> String {
    let message = format!("did not end within {} s and was stopped", limit.as_secs());
    if cfg!(feature = "builtin") {
        message + "; `--engine builtin` does without it"
    } else {
        message
    }
}

/// A temporary folder with the folders `out`, `fonts` and `packages`; the last one is empty.
struct Staging {
    /// The real path, as Typst prints it.
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Staging {
    fn new(job: &Job<'_>) -> Result<Self, MachineError> {
        let temporary = env::temp_dir();
        let error = |error| MachineError::io("make a temporary folder in", &temporary, &error);
        let folder = tempfile::tempdir().map_err(error)?;
        let path = folder.path().canonicalize().map_err(error)?;
        let staging = Staging { path, _folder: folder };
        staging.write("out", job.name, job.source.as_bytes())?;
        for (name, bytes) in job.files {
            staging.write("out", name, bytes)?;
        }
        for font in job.fonts {
            staging.write("fonts", &font.name, &font.bytes)?;
        }
        fs::create_dir(staging.folder("packages")).map_err(error)?;
        Ok(staging)
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    fn write(&self, folder: &str, name: &str, bytes: &[u8]) -> Result<(), MachineError> {
        let path = self.folder(folder).join(name);
        let parent = path.parent().expect("the path has a folder before the name");
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, bytes))
            .map_err(|error| MachineError::io("write for `typst`", &path, &error))
    }
}

/// Isolates `typst` from environment variables and from the network.
fn shield(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"TYPST_") {
            command.env_remove(name);
        }
    }
    for name in ["SOURCE_DATE_EPOCH", "no_proxy", "NO_PROXY"] {
        command.env_remove(name);
    }
    for name in ["https_proxy", "HTTPS_PROXY"] {
        command.env(name, NO_PROXY_THERE);
    }
}

#[cfg(all(test, unix))]
mod tests;
