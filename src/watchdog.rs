//! Ends the program when a step takes too long or too much memory, whatever it is doing: rendering templates, or in the
//! built-in typesetter, which can't be interrupted. The work is done in a thread of its own, and the first thread watches it.
//!
//! How much memory is in use is known on Linux only; elsewhere what is asked for at once is limited, and the time.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::diagnostic::{Code, Diagnostic};

/// The most memory that this program or the `typst` program may take, in bytes. A report of 1,000 pages takes a third.
pub const MOST_MEMORY: u64 = 4 << 30;
/// How often time and memory are looked at.
const INTERVAL: Duration = Duration::from_millis(20);
/// Bytes of the stack: no system's default, some of which are small.
const STACK: usize = 256 << 20;

/// What the program is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Reading the files of a project.
    Reading,
    /// Reading and counting the data.
    Data,
    /// Rendering the templates.
    Templates,
    /// Checking the report.
    Checks,
    /// Compiling the PDF.
    Typesetting,
    /// Making the other files.
    Files,
    /// Writing files: this is never interrupted.
    Writing,
}

impl Step {
    /// What it is, for a message.
    fn name(self) -> &'static str {
        match self {
            Step::Reading => "reading the files",
            Step::Data => "reading the data",
            Step::Templates => "rendering the templates",
            Step::Checks => "checking the report",
            Step::Typesetting => "typesetting the report",
            Step::Files => "making the Word document",
            Step::Writing => "writing the files",
        }
    }

    /// Where to look.
    fn cause(self) -> &'static str {
        match self {
            Step::Templates => "look for loops within loops in templates/",
            Step::Typesetting => "look for what has no end in templates/page.typ",
            Step::Reading | Step::Data | Step::Checks | Step::Files | Step::Writing => {
                "look for a file that is much larger than it should be"
            }
        }
    }
}

/// What was exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The time that a step may take.
    Time(Duration),
    /// [`MOST_MEMORY`].
    Memory,
}

impl Limit {
    /// The error for a step that exceeded it.
    pub fn exceeded(self, step: Step) -> Diagnostic {
        let (name, cause) = (step.name(), step.cause());
        match self {
            Limit::Time(limit) => {
                let limit = limit.as_secs();
                let message = format!("{name} took longer than {limit} s and was stopped");
                Diagnostic::error(Code::TimeLimit, message)
                    .help(format!("{cause}; `--time-limit SECONDS` gives it more time"))
            }
            Limit::Memory => {
                let limit = MOST_MEMORY >> 30;
                let message =
                    format!("{name} takes more than {limit} GiB of memory and was stopped");
                Diagnostic::error(Code::MemoryLimit, message).help(cause)
            }
        }
    }
}

/// What is being done, and since when.
struct Watched {
    step: Step,
    since: Option<Instant>,
}

/// Whether a thread waits in [`allow_memory`] for the end of the program.
static ASKS_TOO_MUCH: AtomicBool = AtomicBool::new(false);

/// Returns if `bytes` of memory may be asked for at once; else the program ends with [`Limit::Memory`] while the thread
/// waits here.
pub fn allow_memory(bytes: usize) {
    if bytes as u64 > MOST_MEMORY {
        ASKS_TOO_MUCH.store(true, Ordering::Relaxed);
        loop {
            thread::park();
        }
    }
}

static WATCHED: Mutex<Watched> = Mutex::new(Watched { step: Step::Reading, since: None });

/// Says that a step begins: the time is measured for each.
pub fn begin(step: Step) {
    let since = (step != Step::Writing).then(Instant::now);
    *watched() = Watched { step, since };
}

/// Does what the program is asked for; if a step exceeds a limit, `end` is called, which must end the program.
///
/// # Panics
/// If `work` does.
pub fn watch<T: Send>(
    time_limit: Duration,
    work: impl FnOnce() -> T + Send,
    end: impl Fn(Diagnostic),
) -> T {
    begin(Step::Reading);
    thread::scope(|scope| {
        let (done, ended) = mpsc::channel::<()>();
        let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || {
            let made = work();
            drop(done);
            made
        });
        let worker = worker.expect("a thread can be started");
        while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
            // As long as this is locked, the work can't begin to write.
            let watched = watched();
            if let Some(limit) = exceeded(&watched, time_limit) {
                end(limit.exceeded(watched.step));
            }
        }
        worker.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn exceeded(watched: &Watched, time_limit: Duration) -> Option<Limit> {
    if ASKS_TOO_MUCH.load(Ordering::Relaxed) {
        return Some(Limit::Memory);
    }
    let since = watched.since?;
    // The `typst` program is stopped by whoever started it; this is for what can't be stopped otherwise.
    let grace = if watched.step == Step::Typesetting { GRACE } else { Duration::ZERO };
    if since.elapsed() >= time_limit + grace {
        return Some(Limit::Time(time_limit));
    }
    let memory = memory_of("self").unwrap_or(0);
    (memory > MOST_MEMORY).then_some(Limit::Memory)
}

/// How much longer typesetting may take, so that the `typst` program is stopped before.
const GRACE: Duration = Duration::from_millis(500);

/// The bytes of memory that a process takes, by its number or `self`; `None` where that is not known.
pub fn memory_of(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

fn watched() -> MutexGuard<'static, Watched> {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner)
}
