//! Ends the program when a step takes too long or uses too much memory, even in code that can't be
//! interrupted, such as rendering templates or the built-in typesetter. The work runs in a thread
//! of its own, watched by the main thread.
//!
//! Memory usage is known only on Linux; on other systems, only single allocations and time are
//! limited.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use crate::diagnostic::{Code, Diagnostic};

/// The memory limit for this program and for the `typst` program, in bytes. A report of 1,000 pages
/// takes a third of it.
pub const MOST_MEMORY: u64 = 4 << 30;
/// The interval at which time and memory are checked.
const INTERVAL: Duration = Duration::from_millis(20);
/// The stack size of the worker thread, in bytes; set explicitly because some systems have a small
/// default.
const STACK: usize = 256 << 20;

/// A step of the work.
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
    /// Writing files, which is never interrupted.
    Writing,
}

impl Step {
    /// The name for messages, and help on where to look for the cause of a delay.
    fn words(self) -> (&'static str, &'static str) {
        const LARGE: &str = "look for a file that is much larger than it should be";
        match self {
            Step::Reading => ("reading the files", LARGE),
            Step::Data => ("reading the data", LARGE),
            Step::Templates => {
                ("rendering the templates", "look for loops within loops in templates/")
            }
            Step::Checks => ("checking the report", LARGE),
            Step::Typesetting => {
                ("typesetting the report", "look for what has no end in templates/page.typ")
            }
            Step::Files => ("making the Word document", LARGE),
            Step::Writing => ("writing the files", LARGE),
        }
    }
}

/// The limit that was exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The time limit of a step.
    Time(Duration),
    /// [`MOST_MEMORY`].
    Memory,
}

impl Limit {
    /// The error for a step that exceeded this limit.
    pub fn exceeded(self, step: Step) -> Diagnostic {
        let (name, cause) = step.words();
        let (code, limit) = match self {
            Limit::Time(limit) => {
                (Code::TimeLimit, format!("took longer than {} s", limit.as_secs()))
            }
            Limit::Memory => {
                (Code::MemoryLimit, format!("takes more than {} GiB of memory", MOST_MEMORY >> 30))
            }
        };
        let more = "; `--time-limit SECONDS` gives it more time";
        let more = if code == Code::TimeLimit { more } else { "" };
        Diagnostic::error(code, format!("{name} {limit} and was stopped"))
            .help(format!("{cause}{more}"))
    }
}

/// Whether a thread is blocked in [`allow_memory`] until the program ends.
static ASKS_TOO_MUCH: AtomicBool = AtomicBool::new(false);

/// Returns if a single allocation of `bytes` is allowed. Otherwise the calling thread blocks here
/// while the program ends with [`Limit::Memory`].
pub fn allow_memory(bytes: usize) {
    if bytes as u64 > MOST_MEMORY {
        ASKS_TOO_MUCH.store(true, Ordering::Relaxed);
        loop {
            thread::park();
        }
    }
}

/// The current step, and its start time unless it is never interrupted.
static WATCHED: Mutex<(Step, Option<Instant>)> = Mutex::new((Step::Reading, None));

/// Begins a step. Time is measured separately for each step.
pub fn begin(step: Step) {
    let since = (step != Step::Writing).then(Instant::now);
    *watched() = (step, since);
}

/// Runs `work`. If a step exceeds a limit, calls `end`, which must end the program.
///
/// # Panics
///
/// If `work` panics.
pub fn watch<T: Send>(
    time_limit: Duration,
    work: impl FnOnce() -> T + Send,
    end: impl Fn(Diagnostic),
) -> T {
    begin(Step::Reading);
    thread::scope(|scope| {
        let (done, ended) = mpsc::channel::<()>();
        let worker = spawn(scope, move || {
            let made = work();
            drop(done);
            made
        });
        while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
            // While this lock is held, the work can't begin to write.
            let watched = watched();
            let (step, since) = *watched;
            if let Some(limit) = exceeded(step, since, time_limit) {
                end(limit.exceeded(step));
            }
        }
        worker.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Starts a thread beside the work, with as large a stack.
///
/// # Panics
/// If the system has no more threads.
pub fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> ScopedJoinHandle<'scope, T> {
    let thread = thread::Builder::new().stack_size(STACK);
    thread.spawn_scoped(scope, work).expect("a thread can be started")
}

fn exceeded(step: Step, since: Option<Instant>, time_limit: Duration) -> Option<Limit> {
    if ASKS_TOO_MUCH.load(Ordering::Relaxed) {
        return Some(Limit::Memory);
    }
    // The `typst` program is stopped by its own runner; the grace period gives it the chance to do
    // so first.
    let grace = if step == Step::Typesetting { GRACE } else { Duration::ZERO };
    if since?.elapsed() >= time_limit + grace {
        return Some(Limit::Time(time_limit));
    }
    let memory = memory_of("self").unwrap_or(0);
    (memory > MOST_MEMORY).then_some(Limit::Memory)
}

/// Additional time for typesetting, so that the `typst` program is stopped first, on a busy machine as well.
const GRACE: Duration = Duration::from_secs(2);

/// The resident memory in bytes of a process, given by its id or `self`; `None` if it is unknown.
pub fn memory_of(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

fn watched() -> MutexGuard<'static, (Step, Option<Instant>)> {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner)
}
