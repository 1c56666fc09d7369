//! Applies the project's severity overrides to diagnostics.

use crate::diagnostic::Diagnostic;
use crate::model::Level;

/// Returns the diagnostics with the severity configured for their code, without those that are
/// turned off.
pub fn apply(
    levels: &[Level],
    diagnostics: impl IntoIterator<Item = Diagnostic>,
) -> Vec<Diagnostic> {
    let graded = diagnostics.into_iter().filter_map(|diagnostic| {
        match levels.iter().find(|level| level.code == diagnostic.code) {
            Some(level) => level.severity.map(|severity| Diagnostic { severity, ..diagnostic }),
            None => Some(diagnostic),
        }
    });
    graded.collect()
}
