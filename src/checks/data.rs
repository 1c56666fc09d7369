//! Checks of the published figures: shares that do not follow from their counts, bases that differ, parts that do not
//! sum, figures to which late answers can't be added, graphs without data.

use crate::diagnostic::Diagnostic;
use crate::model::Survey;
use crate::tally::Tally;

mod bases;
mod counts;
mod fits;
mod graphs;
mod parts;
mod shares;

/// Checks survey and figures.
pub fn check(survey: &Survey, tally: &Tally) -> Vec<Diagnostic> {
    let mut diagnostics = shares::check(survey);
    diagnostics.extend(bases::check(survey));
    for (id, published) in &survey.published.questions {
        let Some(question) = survey.question(id) else { continue };
        diagnostics.extend(parts::check(question, published));
        diagnostics.extend(counts::check(published, tally.questions.get(id)));
    }
    diagnostics.extend(graphs::check(survey, tally));
    diagnostics
}
