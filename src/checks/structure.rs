//! Checks of the report's structure: numbers, headings, graphs, order, points, respondents,
//! repeated statements.

use super::CheckContext;
use crate::diagnostic::Diagnostic;

mod graphs;
mod headings;
mod keys;
mod numbers;
mod order;
mod points;
mod repeats;
mod respondents;

/// Checks the report.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let checks = [
        numbers::check,
        headings::check,
        graphs::check,
        order::check,
        points::check,
        respondents::check,
        repeats::check,
    ];
    checks.iter().flat_map(|check| check(context)).collect()
}
