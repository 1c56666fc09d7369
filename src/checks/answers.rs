//! Checks of who answered what: answers to questions that were not asked, missing answers and
//! attributes, and respondents that are not listed.

use std::collections::BTreeSet;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Answer, Question, QuestionKind, Response, Survey};

/// Checks all effective responses and the list of respondents.
pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    let mut found: Vec<Diagnostic> = Vec::new();
    for question in &survey.questions {
        found.extend(survey.responses.iter().filter_map(|response| answer(question, response)));
    }
    // Items of a grid share their scale, and findings in the same place are merged.
    found.extend(survey.questions.iter().filter_map(disordered));
    found.extend(attributes(survey));
    found.extend(unlisted(survey));
    found
}

/// A finding about the answer of a response to a question, or that it has none.
fn answer(question: &Question, response: &Response) -> Option<Diagnostic> {
    let id = &question.id;
    let is_asked = question.is_asked(&response.answers);
    let is_wordless = |answer: &Answer| {
        let mut chosen = answer.chosen().filter_map(|(key, _)| question.option(key));
        answer.other.is_none() && chosen.any(|option| option.is_other)
    };
    let (code, fault, place, help) = match response.answers.get(id) {
        Some(answer) if !is_asked => (
            Code::AnswerUnasked,
            "answered, but was not asked here",
            answer.span,
            "`only-if` in data/survey.toml says on which answers it was asked: find out which answer is wrong",
        ),
        Some(answer) if is_wordless(answer) => (
            Code::OtherUnnamed,
            "answered by another option without its words",
            answer.span,
            "add the words of the respondent, such as `other = \"…\"`",
        ),
        None if is_asked && question.required && !response.answers.is_empty() => (
            Code::AnswerMissing,
            "required, but not answered here",
            response.span,
            "find out whether the answer was left out",
        ),
        _ => return None,
    };
    Some(Diagnostic::warning(code, format!("`{id}` is {fault}")).at(place, "").help(help))
}

/// A finding if the values of a scale neither rise nor fall from option to option.
fn disordered(question: &Question) -> Option<Diagnostic> {
    let values = question.counting().filter_map(|option| Some((option.value?, option.key.span)));
    let values: Vec<_> = values.collect();
    let is_ordered = values.is_sorted_by(|one, next| one.0 < next.0)
        || values.is_sorted_by(|one, next| one.0 > next.0);
    if question.kind != QuestionKind::Scale || is_ordered {
        return None;
    }
    let name = question.item.as_ref().map_or(&question.id, |item| &item.grid);
    let message = format!("the values of `{name}` do not rise or fall from option to option");
    let warning = Diagnostic::warning(Code::ScaleValues, message.clone())
        .merged(message)
        .at_each(values.iter().map(|(value, place)| (*place, value.to_string())));
    Some(warning.help("put the options in the order of the scale, each with a value of its own"))
}

/// A finding for each attribute that some respondents have and others lack.
fn attributes(survey: &Survey) -> impl Iterator<Item = Diagnostic> {
    survey.attributes.iter().filter_map(|attribute| {
        let key = &attribute.key;
        let all = survey.mechanisms.values();
        let lacking = all.filter(|mechanism| !mechanism.attributes.contains_key(key));
        let places: BTreeSet<Span> = lacking.map(|mechanism| mechanism.span).collect();
        let is_used = places.len() < survey.mechanisms.len();
        let message = format!("respondents have no `{key}`, though others have");
        Diagnostic::warning(Code::AttributeMissing, message)
            .at_places(places.into_iter().filter(|_| is_used))
            .help(format!("add `{key} = \"…\"` to each: groups leave out who has none"))
            .placed()
    })
}

/// A finding if the number of invited respondents is not that of those listed, which rates by group need.
fn unlisted(survey: &Survey) -> Option<Diagnostic> {
    let listed = survey.mechanisms.values().filter(|mechanism| mechanism.invited).count();
    let invited = &survey.invited;
    let is_needed = !survey.attributes.is_empty() && survey.published.unnamed.is_none();
    let message = format!("{} were invited, but {listed} of those listed were", invited.value);
    let warning = Diagnostic::warning(Code::InvitedDiffers, message).at(invited.span, "").help(
        "list all that were invited, or correct the number: response rates of groups are not known otherwise",
    );
    (is_needed && listed != invited.value as usize).then_some(warning)
}
