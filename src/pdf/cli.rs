//! The `typst` program as a subprocess. It runs in a folder of its own with the job's files,
//! without the environment variables that it reads, without network access and with a time limit.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::ops::Range;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use typst_syntax::{Lines, is_newline};

use super::{Compiled, Job, Message, Pdf, Place, TYPST_VERSION};
use crate::diagnostic::{Failure, MachineError, Severity};
use crate::files::{self, LARGEST_OUTPUT};
use crate::watchdog::{self, Limit, Step};
use run::{MOST_PRINTED, Run, run};

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
    let Run::Finished { stdout, .. } = run(Command::new(&program).arg("--version"), limit)? else {
        return Err(MachineError::at(&program, overdue(limit)));
    };
    // It prints `typst 0.15.1 (commit)`.
    let found = stdout.split_whitespace().nth(1).unwrap_or("unknown");
    if found == TYPST_VERSION {
        return Ok(program);
    }
    let message = format!("expected release `{TYPST_VERSION}`, found `{found}`; {}", way_on());
    Err(MachineError::at(program, message))
}

/// Compiles `job` with the `typst` at `program`.
pub(super) fn compile(job: &Job<'_>, program: &Path) -> Result<Compiled, Failure> {
    let temporary = env::temp_dir();
    let failed = |error| MachineError::io("make a temporary folder in", &temporary, &error);
    let folder = tempfile::tempdir().map_err(failed)?;
    // Typst prints the real path.
    let root = folder.path().canonicalize().map_err(failed)?;
    fs::create_dir(root.join("packages")).map_err(failed)?;
    stage(job, &root)?;
    let out = root.join("out");
    let words = super::command("../fonts", job.timestamp);
    let mut command = Command::new(program);
    command
        .args(words.split(' ').skip(1).chain([job.name]))
        .args(["--diagnostic-format", "short"])
        .args(["--package-path", "../packages", "--package-cache-path", "../packages"])
        .current_dir(&out);
    shield(&mut command);

    // Its limit counts from here, too: the program is to be stopped first, so that the folder is removed.
    watchdog::begin(Step::Typesetting);
    let (status, stderr) = match run(&mut command, job.time_limit)? {
        Run::Finished { status, stderr, .. } => (status, stderr),
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
    let printed = format!("{}{MAIN_SEPARATOR}", out.display());
    let messages = read_messages(&stderr.replace(&printed, ""), job);
    if status.success() {
        let name = Path::new(job.name).with_extension("pdf").display().to_string();
        let bytes = files::read(&out, &name, LARGEST_OUTPUT).map_err(|failure| {
            let why = MachineError::from(failure);
            MachineError::at(program, format!("could not read what `typst` wrote: {why}"))
        })?;
        let has_end = bytes.trim_ascii_end().ends_with(b"%%EOF");
        let pdf = Pdf::new(bytes);
        if !has_end || pdf.outline.pages == 0 {
            let message = "`typst` ended well, but what it wrote is no PDF with pages".to_owned();
            return Err(MachineError::at(program, format!("{message}; {}", way_on())).into());
        }
        return Ok(Compiled { pdf: Some(pdf), messages });
    }
    if messages.iter().any(|message| message.severity == Severity::Error) {
        return Ok(Compiled { pdf: None, messages });
    }
    let said = stderr.trim();
    // The message of `typst` if a single allocation exceeds the available memory.
    if said.starts_with("memory allocation of ") {
        return Err(Limit::Memory.exceeded(Step::Typesetting).into());
    }
    let message = format!("`typst` failed ({status}) and said `{said}`");
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

/// Writes the files of a job into the folders `out` and `fonts` of a temporary folder.
fn stage(job: &Job<'_>, root: &Path) -> Result<(), MachineError> {
    let source = (root.join("out").join(job.name), job.source.as_bytes());
    let files = job.files.iter().map(|(name, bytes)| (root.join("out").join(name), &bytes[..]));
    let fonts = job.fonts.iter().map(|(name, bytes)| (root.join("fonts").join(name), &bytes[..]));
    for (path, bytes) in files.chain(fonts).chain([source]) {
        fs::create_dir_all(path.parent().unwrap_or(root))
            .and_then(|()| fs::write(&path, bytes))
            .map_err(|error| MachineError::io("write for `typst`", &path, &error))?;
    }
    Ok(())
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

/// Parses messages in the short form: `NAME:LINE:COLUMN: error: TEXT`, or `error: TEXT` without a
/// location; a text may continue over several lines.
fn read_messages(stderr: &str, job: &Job<'_>) -> Vec<Message> {
    let source = Lines::new(job.source);
    let mut messages: Vec<Message> = Vec::new();
    for line in stderr.lines() {
        if let Some(message) = headed(line, job.name, &source) {
            messages.push(message);
        } else if let Some(last) = messages.last_mut() {
            match line.strip_prefix("hint: ") {
                Some(hint) => last.hints.push(hint.to_owned()),
                None => last.text = format!("{}\n{line}", last.text),
            }
        }
    }
    messages
}

/// The message whose first line is `line`, if it is one.
fn headed(line: &str, name: &str, source: &Lines<&str>) -> Option<Message> {
    let message = |severity, place, text: &str| {
        Some(Message { severity, text: text.to_owned(), place, hints: Vec::new() })
    };
    for (severity, word) in [(Severity::Error, "error: "), (Severity::Warning, "warning: ")] {
        if let Some(text) = line.strip_prefix(word) {
            return message(severity, None, text);
        }
        if let Some((place, text)) = line.split_once(&format!(": {word}"))
            && let Some(place) = parse_place(place, name, source)
        {
            return message(severity, Some(place), text);
        }
    }
    None
}

/// Parses `NAME:LINE:COLUMN`; lines are one-based, columns are zero-based and count characters.
fn parse_place(place: &str, own: &str, source: &Lines<&str>) -> Option<Place> {
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    if name == own {
        let end = source.len_bytes();
        let range = character(source, line.checked_sub(1)?, column).unwrap_or(end..end);
        Some(Place::Source(range))
    } else {
        Some(Place::File(name.to_owned()))
    }
}

/// The byte range of the character at `line` and `column`, both zero-based; empty at the end of a
/// line.
fn character(lines: &Lines<&str>, line: usize, column: usize) -> Option<Range<usize>> {
    let start = lines.line_column_to_byte(line, column)?;
    let character =
        lines.text()[start..].chars().next().filter(|character| !is_newline(*character));
    Some(start..start + character.map_or(0, char::len_utf8))
}

#[cfg(all(test, unix))]
mod tests;
