//! Numbers of parts and points, as templates print them: those of the data, whatever headings say.

use super::Material;
use crate::model::Part;

/// The number of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// That of its part among the printed ones, from 1.
    pub(super) part: usize,
    /// Its own among the points of its part, from 1.
    pub(super) point: usize,
}

/// The parts that are printed, in order.
pub(super) fn printed_parts<'m>(material: &'m Material<'_>) -> Vec<&'m Part> {
    let parts = material.survey.report.parts.iter();
    let process = material.process;
    parts.filter(|part| process.is_none_or(|process| process.takes(&part.key.value))).collect()
}

/// The number of a part among the printed ones, from 1.
pub(super) fn of_part(material: &Material<'_>, key: &str) -> Option<usize> {
    printed_parts(material).iter().position(|part| part.key.value == key).map(|at| at + 1)
}

/// The number of a point, if its part is printed.
pub(super) fn of_point(material: &Material<'_>, key: &str) -> Option<Number> {
    let points = &material.survey.report.points;
    let own = points.iter().find(|point| point.key.value == key)?;
    let mut siblings = points.iter().filter(|point| point.part == own.part);
    let point = siblings.position(|point| point.key.value == key)? + 1;
    Some(Number { part: of_part(material, &own.part)?, point })
}
