//! Decisions of data/decisions.toml: the lines that record one, and those that are about nothing any more.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::decisions::{FILE, lines};
use crate::model::{Accepted, Survey};

/// The lines that record a decision, after a line end; `more` is a line of its own.
pub(super) fn entry(finding: Code, text: &str, more: &str) -> String {
    format!("\n{}", lines(finding, text, more))
}

/// The finding for decisions on findings of that code that are no longer there; none if there are none.
pub(super) fn lapsed(
    survey: &Survey,
    finding: Code,
    is_found: impl Fn(&Accepted) -> bool,
) -> Option<Diagnostic> {
    let mut lapsed = survey.accepted.iter().filter(|one| one.finding == finding && !is_found(one));
    let first = lapsed.next()?;
    let message = format!("no `{}` has this text any more", finding.name());
    let warning = Diagnostic::warning(Code::DecisionLapsed, message).at(first.text.span, "");
    let warning = warning.at_each(lapsed.map(|one| (one.text.span, "")));
    Some(
        warning
            .help(format!("take the entry out of {FILE}; if the text was changed, decide again")),
    )
}
