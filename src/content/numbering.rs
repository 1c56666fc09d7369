//! Numbers of parts and points, as templates print them. They are derived from the data only, not
//! from headings.

use super::ComposeInput;
use crate::model::Part;

/// The number of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// The number of its part among the printed parts, starting at 1.
    pub(super) part: usize,
    /// The number of the point within its part, starting at 1.
    pub(super) point: usize,
}

/// The printed parts, in order.
pub(super) fn printed_parts<'m>(input: &'m ComposeInput<'_>) -> Vec<&'m Part> {
    let parts = input.survey.report.parts.iter();
    let process = input.process;
    parts.filter(|part| process.is_none_or(|process| process.takes(&part.key.value))).collect()
}

/// The number of a part among the printed parts, starting at 1; `None` if it is not printed.
pub(super) fn of_part(input: &ComposeInput<'_>, key: &str) -> Option<usize> {
    printed_parts(input).iter().position(|part| part.key.value == key).map(|at| at + 1)
}

/// The number of a point; `None` if its part is not printed.
pub(super) fn of_point(input: &ComposeInput<'_>, key: &str) -> Option<Number> {
    let points = &input.survey.report.points;
    let own = points.iter().find(|point| point.key.value == key)?;
    let mut siblings = points.iter().filter(|point| point.part == own.part);
    let point = siblings.position(|point| point.key.value == key)? + 1;
    Some(Number { part: of_part(input, &own.part)?, point })
}
