//! How long the stages of a build take, for `build --timings`.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The begin of the first stage.
static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
/// The stages that have ended: when each began, how long it took, and its name.
static STAGES: Mutex<Vec<(Duration, Duration, &str)>> = Mutex::new(Vec::new());

/// Does the work of a stage, and records how long it takes.
pub fn time<T>(stage: &'static str, work: impl FnOnce() -> T) -> T {
    let began = FIRST.elapsed();
    let result = work();
    let took = FIRST.elapsed() - began;
    STAGES.lock().unwrap_or_else(PoisonError::into_inner).push((began, took, stage));
    result
}

/// A table of the stages in the order in which they began, in milliseconds. A stage that begins before the
/// one above it has ended runs beside it.
pub fn table() -> String {
    let mut stages = STAGES.lock().unwrap_or_else(PoisonError::into_inner).clone();
    stages.sort();
    let rows = stages.iter().map(|(began, took, stage)| {
        let [began, took] = [began, took].map(|time| time.as_secs_f64() * 1_000.0);
        format!("\n{began:>8.1} {took:>8.1}  {stage}")
    });
    format!("{:>8} {:>8}  {}{}", "began", "took", "(milliseconds)", rows.collect::<String>())
}
