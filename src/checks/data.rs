//! Checks of the published figures: percentages that do not fit their counts, counts that could be adopted, figures
//! to which late answers can't be added.

use crate::diagnostic::{Diagnostic, Span};
use crate::document::FigureId;
use crate::model::{PublishedOption, PublishedPercent, PublishedQuestion, Relation, Survey};
use crate::tally::{Tally, Value, rounded_percent};

/// Checks survey and figures.
pub fn check(survey: &Survey, tally: &Tally) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    match too_many(survey, tally) {
        Some(error) => diagnostics.push(error),
        None => diagnostics.extend(response_rate(survey)),
    }
    for (id, question) in &survey.published.questions {
        for (key, option) in &question.options {
            let held = tally.questions.get(id).and_then(|tally| tally.option(key)?.held.into());
            diagnostics.extend(percentage_differs(question, option));
            diagnostics.extend(no_count(question, key, option, held.unwrap_or(0)));
        }
    }
    diagnostics
}

/// More of the invited responded than were invited.
fn too_many(survey: &Survey, tally: &Tally) -> Option<Diagnostic> {
    let count = tally.figures.get(&FigureId("response-rate.count".to_owned()))?;
    let Some(Value::Count(responded)) = count.value else { return None };
    let invited = &survey.invited;
    if responded <= invited.value {
        return None;
    }
    let message = format!(
        "{responded} mechanisms that were invited responded, but only {} were invited",
        invited.value
    );
    Some(Diagnostic::error("impossible-count", message).at(invited.span, "").help(
        "correct this number; or, for each mechanism that responded without having been invited, set \
         `invited = false` in its table in data/mechanisms.toml",
    ))
}

fn response_rate(survey: &Survey) -> Option<Diagnostic> {
    let printed = &survey.published.response_rate.as_ref()?.percent;
    let respondents = survey.published.respondents.len() as u32;
    let invited = survey.invited.value;
    differs(printed.value, respondents, invited, printed.span)
}

fn percentage_differs(
    question: &PublishedQuestion,
    option: &PublishedOption,
) -> Option<Diagnostic> {
    let percent = option.percent.filter(|percent| percent.relation == Relation::Equal)?;
    let (count, base) = (option.count.as_ref()?, question.base.as_ref()?);
    differs(percent.value, count.value, base.value, option.span)
}

fn differs(printed: u32, count: u32, base: u32, span: Span) -> Option<Diagnostic> {
    let computed = rounded_percent(count, base)?;
    let warning = || {
        let message = format!("{printed}% is printed, but {count} of {base} is {computed}%");
        Diagnostic::warning("percentage-differs", message)
            .at(span, "stays as printed until a later response changes it")
    };
    (computed != printed).then(warning)
}

/// A figure with a percentage and no count.
fn no_count(
    question: &PublishedQuestion,
    key: &str,
    option: &PublishedOption,
    held: u32,
) -> Option<Diagnostic> {
    let percent = option.percent.filter(|_| option.count.is_none())?;
    let message = match held {
        0 => format!("`{key}` has no published count, so later answers can't be added to it"),
        held => format!(
            "`{key}` has no published count: it does not include {held} of the answers received since"
        ),
    };
    let note = Diagnostic::note("percentage-only", message).at(option.span, "");
    Some(match only_count(question, percent) {
        Some((count, base)) => note.help(format!(
            "only one count fits; to adopt it, write\n{key} = {{ count = {count}, percent = {0}, \
             adopted = \"{0}% of {base}: no other count fits\" }}",
            percent.value
        )),
        None => note,
    })
}

/// The count that a percentage of a known base stands for, if there is exactly one.
fn only_count(question: &PublishedQuestion, percent: PublishedPercent) -> Option<(u32, u32)> {
    if percent.relation != Relation::Equal {
        return None;
    }
    let base = question.base.as_ref()?.value;
    let mut fitting =
        (0..=base).filter(|count| rounded_percent(*count, base) == Some(percent.value));
    match (fitting.next(), fitting.next()) {
        (Some(count), None) => Some((count, base)),
        _ => None,
    }
}
