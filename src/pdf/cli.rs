//! The `typst` program as a subprocess: it is given the job in a folder of its own, none of the
//! variables that it listens to, no network and a limited time.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read, Seek};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{Job, Outcome, TYPST_VERSION, command_line};
use crate::diagnostic::{MachineError, Severity};

mod messages;

/// The longest that `typst --version` may take.
const VERSION_TIME_LIMIT: Duration = Duration::from_secs(10);

/// A proxy that no one answers at, so that nothing is downloaded.
const NO_PROXY_THERE: &str = "http://127.0.0.1:9";

/// Finds the `typst` of the release [`TYPST_VERSION`]: the first one in the folders of
/// `search_path`, as a shell does. Folders that are not absolute are passed over, so that a project
/// cannot bring a program with it.
pub(super) fn find(search_path: &OsStr, time_limit: Duration) -> Result<PathBuf, MachineError> {
    let name = format!("typst{}", env::consts::EXE_SUFFIX);
    let program = env::split_paths(search_path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&name))
        .find(|program| program.is_file())
        .ok_or_else(|| MachineError::new(format!("no `typst` on the PATH; {}", way_on())))?;

    let limit = time_limit.min(VERSION_TIME_LIMIT);
    let finished = run(Command::new(&program).arg("--version"), limit)?;
    // It prints `typst 0.15.1 (commit)`.
    let printed = String::from_utf8_lossy(&finished.stdout);
    let found = printed.split_whitespace().nth(1).unwrap_or("unknown");
    if found == TYPST_VERSION {
        return Ok(program);
    }
    let message = format!("expected release `{TYPST_VERSION}`, found `{found}`; {}", way_on());
    Err(MachineError { message, path: Some(program) })
}

/// Compiles `job` with the `typst` at `program`.
pub(super) fn compile(job: &Job<'_>, program: &Path) -> Result<Outcome, MachineError> {
    let staging = Staging::new(job)?;
    let words = command_line(job.name, "../fonts", job.timestamp);
    let mut command = Command::new(program);
    command
        .args(&words[1..])
        .args(["--diagnostic-format", "short"])
        .args(["--package-path", "../packages", "--package-cache-path", "../packages"])
        .current_dir(staging.folder("out"));
    shield(&mut command);

    let finished = run(&mut command, job.time_limit)?;
    let stderr = String::from_utf8_lossy(&finished.stderr);
    // Typst says where it looked for a file.
    let folder = format!("{}{MAIN_SEPARATOR}", staging.folder("out").display());
    let messages = messages::read(&stderr.replace(&folder, ""), job);
    if finished.status.success() {
        let path = staging.folder("out").join(job.name).with_extension("pdf");
        let bytes = fs::read(&path)
            .map_err(|error| MachineError::io("read what `typst` wrote", &path, &error))?;
        return Ok(Outcome { bytes: Some(bytes), messages });
    }
    if messages.iter().any(|message| message.severity == Severity::Error) {
        return Ok(Outcome { bytes: None, messages });
    }
    let said = stderr.trim();
    Err(failed(program, format!("`typst` failed ({}) and said `{said}`", finished.status)))
}

/// What to do where the program is missing or of another release.
fn way_on() -> String {
    let install = format!("install it with `cargo install --locked typst-cli@{TYPST_VERSION}`");
    if cfg!(feature = "builtin") { install + ", or use `--engine builtin`" } else { install }
}

/// What to say of a program that was stopped after `limit`.
fn overdue(limit: Duration) -> String {
    let message = format!("did not end within {} s and was stopped", limit.as_secs());
    if cfg!(feature = "builtin") {
        message + "; `--engine builtin` does without it"
    } else {
        message
    }
}

/// A failure of the program at `program`.
fn failed(program: &Path, message: String) -> MachineError {
    MachineError { message, path: Some(program.to_owned()) }
}

/// A temporary folder with the folders `out`, `fonts` and `packages`; the last one is empty.
struct Staging {
    /// Its real path, as Typst prints it.
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

/// Keeps the environment from changing what `typst` does, and `typst` from the network.
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

/// Runs `command` to its end, or kills it when `limit` is over. It writes into files, which never
/// fill up as a pipe does.
fn run(command: &mut Command, limit: Duration) -> Result<Output, MachineError> {
    let program = PathBuf::from(command.get_program());
    let error = |error| MachineError::io("run it", &program, &error);
    let mut stdout = tempfile::tempfile().map_err(error)?;
    let mut stderr = tempfile::tempfile().map_err(error)?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(stdout.try_clone().map_err(error)?)
        .stderr(stderr.try_clone().map_err(error)?)
        .spawn()
        .map_err(error)?;

    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    let status = loop {
        if let Some(status) = child.try_wait().map_err(error)? {
            break status;
        }
        if started.elapsed() >= limit {
            child.kill().and_then(|()| child.wait()).map_err(error)?;
            return Err(failed(&program, overdue(limit)));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    let stdout = read(&mut stdout).map_err(error)?;
    let stderr = read(&mut stderr).map_err(error)?;
    Ok(Output { status, stdout, stderr })
}

/// All bytes of a file that another process wrote.
fn read(file: &mut fs::File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(all(test, unix))]
mod tests;
