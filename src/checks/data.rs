//! Checks of the published figures: shares that do not follow from their counts, bases that differ,
//! parts that do not add up, figures to which late answers can't be added, graphs without data.

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic};
use crate::figure::Figure;
use crate::model::Survey;
use crate::tally::Tally;

mod bases;
mod counts;
mod fits;
mod graphs;
mod parts;
mod shares;

/// Checks the survey and its figures.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let CheckContext { survey, tally, .. } = *context;
    if let Some(error) = too_many(survey, tally) {
        return vec![error];
    }
    let mut diagnostics = shares::check(survey);
    diagnostics.extend(bases::check(survey));
    for (id, published) in &survey.published.questions {
        let Some(question) = survey.question(id) else { continue };
        diagnostics.extend(parts::check(question, published));
        diagnostics.extend(counts::check(published, tally.questions.get(id)));
    }
    diagnostics.extend(graphs::check(survey, tally));
    diagnostics.extend(early_edition(survey));
    diagnostics
}

/// A warning if the edition is dated before the last response that it includes.
fn early_edition(survey: &Survey) -> Option<Diagnostic> {
    let edition = &survey.report.edition;
    let (date, span) = edition.date.zip(edition.date_span)?;
    let last = survey.received_by().filter(|last| *last > date)?;
    let message = format!("the edition is dated {date}, but includes a response of {last}");
    let warning = Diagnostic::warning(Code::EditionBeforeResponse, message).at(span, "");
    Some(warning.help("give the day of this edition, or build `--as-of` an earlier day"))
}

/// An error if more invited mechanisms responded than were invited.
fn too_many(survey: &Survey, tally: &Tally) -> Option<Diagnostic> {
    let responded = tally.value(&Figure::INVITED_RESPONDED)?.count()?;
    let invited = &survey.invited;
    if responded <= invited.value {
        return None;
    }
    let message = format!(
        "{responded} mechanisms that were invited responded, but only {} were invited",
        invited.value
    );
    Some(Diagnostic::error(Code::ImpossibleCount, message).at(invited.span, "").help(
        "correct this number; or, for each mechanism that responded without having been invited, set \
         `invited = false` in its table in data/mechanisms.toml",
    ))
}
