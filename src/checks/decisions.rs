//! Decisions in data/decisions.toml: the lines that record one, and decisions whose finding no
//! longer exists.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::decisions::{FILE, lines};
use crate::model::{Accepted, Survey};

/// The lines that record a decision, preceded by a line end; `more` is an additional line.
pub(super) fn entry(finding: Code, text: &str, more: &str) -> String {
    format!("\n{}", lines(finding, text, more))
}

/// The warning about decisions on `finding` that no longer match anything; `None` if all still do.
pub(super) fn lapsed(
    survey: &Survey,
    finding: Code,
    is_found: impl Fn(&Accepted) -> bool,
) -> Option<Diagnostic> {
    let lapsed = survey.accepted.iter().filter(|one| one.finding == finding && !is_found(one));
    let message = format!("no `{}` has this text any more", finding.name());
    Diagnostic::warning(Code::DecisionLapsed, message)
        .at_places(lapsed.map(|one| one.text.span))
        .help(format!("take the entry out of {FILE}; if the text was changed, decide again"))
        .placed()
}
