//! Runs a program to completion, or kills it with all its child processes if it exceeds a limit.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::diagnostic::MachineError;
use crate::watchdog::{Limit, MOST_MEMORY, memory_of};

/// The maximum number of bytes that a program may print.
pub(super) const MOST_PRINTED: u64 = 64 << 20;
/// The maximum number of bytes read from its output; enough for a report with an error in every
/// line.
const MOST_READ: u64 = 1 << 20;

/// The way a run ended.
pub(super) enum Run {
    /// The program exited by itself and printed this.
    Finished { status: ExitStatus, stdout: String, stderr: String },
    /// It was killed because it exceeded a limit.
    Exceeded(Limit),
    /// It was killed because it printed more than [`MOST_PRINTED`].
    Talks,
}

/// Runs `command` with its output redirected to files, which unlike pipes never block.
pub(super) fn run(command: &mut Command, limit: Duration) -> Result<Run, MachineError> {
    let program = PathBuf::from(command.get_program());
    let error = |error| MachineError::io("run it", &program, &error);
    let mut stdout = tempfile::tempfile().map_err(error)?;
    let mut stderr = tempfile::tempfile().map_err(error)?;
    command
        .stdin(Stdio::null())
        .stdout(stdout.try_clone().map_err(error)?)
        .stderr(stderr.try_clone().map_err(error)?);
    let mut running = Running(group::spawn(command).map_err(error)?);

    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    let process = running.0.id().to_string();
    let status = loop {
        if let Some(status) = running.0.try_wait().map_err(error)? {
            break status;
        }
        let printed = [&stdout, &stderr].map(|file| file.metadata().map_or(0, |file| file.len()));
        if started.elapsed() >= limit {
            return Ok(Run::Exceeded(Limit::Time(limit)));
        }
        if memory_of(&process).is_some_and(|memory| memory > MOST_MEMORY) {
            return Ok(Run::Exceeded(Limit::Memory));
        }
        if printed.iter().sum::<u64>() > MOST_PRINTED {
            return Ok(Run::Talks);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(4));
    };
    let [stdout, stderr] = [read(&mut stdout), read(&mut stderr)];
    Ok(Run::Finished { status, stdout: stdout.map_err(error)?, stderr: stderr.map_err(error)? })
}

/// The beginning of a file written by another process.
fn read(file: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(MOST_READ).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A running program; dropping it kills it and its child processes.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        group::end(&mut self.0);
        let _ = self.0.wait();
        group::forget(&self.0);
    }
}

/// Runs the program in a process group of its own, so that the whole group can be killed.
#[cfg(unix)]
mod group {
    use std::io;
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command};
    use std::sync::{Mutex, MutexGuard, Once, PoisonError};
    use std::thread;

    use rustix::process::{Pid, Signal, kill_process_group};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// The running process groups.
    static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

    pub(super) fn spawn(command: &mut Command) -> io::Result<Child> {
        end_with_this_program();
        let mut groups = groups();
        let child = command.process_group(0).spawn()?;
        groups.extend(pid(&child));
        Ok(child)
    }

    pub(super) fn end(child: &mut Child) {
        if let Some(group) = pid(child) {
            // If all its processes have exited, the group no longer exists.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }

    pub(super) fn forget(child: &Child) {
        let group = pid(child);
        groups().retain(|other| Some(*other) != group);
    }

    fn pid(child: &Child) -> Option<Pid> {
        Pid::from_raw(child.id().try_into().ok()?)
    }

    fn groups() -> MutexGuard<'static, Vec<Pid>> {
        GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Process groups other than the foreground one get no Ctrl-C, so signals that end this program
    /// also kill them.
    fn end_with_this_program() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
            thread::spawn(move || {
                for signal in signals.forever() {
                    for group in groups().drain(..) {
                        let _ = kill_process_group(group, Signal::KILL);
                    }
                    let _ = emulate_default_handler(signal);
                }
            });
        });
    }
}

/// On other systems, only the program itself is killed.
#[cfg(not(unix))]
mod group {
    use std::io;
    use std::process::{Child, Command};

    pub(super) fn spawn(command: &mut Command) -> io::Result<Child> {
        command.spawn()
    }

    pub(super) fn end(child: &mut Child) {
        let _ = child.kill();
    }

    pub(super) fn forget(_: &Child) {}
}
