//! Checks of who answered what: answers to questions that were not asked, missing answers and
//! attributes, and respondents that are not listed.

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Answer, Question, QuestionKind, Response, Survey};

/// Checks all effective responses and the list of respondents.
pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    let of_questions = survey.questions.iter().flat_map(|question| answers(survey, question));
    let mut found: Vec<Diagnostic> = of_questions.collect();
    for scale in survey.questions.iter().filter_map(disordered) {
        // Items of a grid share their scale.
        if !found.contains(&scale) {
            found.push(scale);
        }
    }
    found.extend(attributes(survey));
    found.extend(unlisted(survey));
    found
}

fn answers(survey: &Survey, question: &Question) -> impl Iterator<Item = Diagnostic> {
    let id = &question.id;
    let responses = || survey.responses.iter().filter(|response| !response.answers.is_empty());
    let is_asked = |response: &&Response| question.is_asked(&response.answers);
    let is_wordless = |answer: &&Answer| {
        let is_other = |key| question.option(key).is_some_and(|option| option.is_other);
        answer.other.is_none() && answer.chosen().any(|(key, _)| is_other(key))
    };
    let unasked = responses().filter(|response| !is_asked(response));
    let unasked = unasked.filter_map(|response| Some(response.answers.get(id)?.span));
    let missing = responses().filter(|response| question.required && is_asked(response));
    let missing = missing.filter(|response| !response.answers.contains_key(id));
    let wordless = responses().filter_map(|response| response.answers.get(id)).filter(is_wordless);
    let warning = |code, fault: &str| Diagnostic::warning(code, format!("`{id}` is {fault}"));
    let found = [
        warning(Code::AnswerUnasked, "answered, but was not asked here").at_places(unasked).help(
            "`only-if` in data/survey.toml says on which answers it was asked: find out which answer is wrong",
        ),
        warning(Code::AnswerMissing, "required, but not answered here")
            .at_places(missing.map(|response| response.span))
            .help("find out whether the answer was left out"),
        warning(Code::OtherUnnamed, "answered by another option without its words")
            .at_places(wordless.map(|answer| answer.span))
            .help("add the words of the respondent, such as `other = \"…\"`"),
    ];
    found.into_iter().filter_map(Diagnostic::placed)
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
    let warning = Diagnostic::warning(Code::ScaleValues, message)
        .at_each(values.iter().map(|(value, place)| (*place, value.to_string())));
    Some(warning.help("put the options in the order of the scale, each with a value of its own"))
}

/// A finding for each attribute that some respondents have and others lack.
fn attributes(survey: &Survey) -> impl Iterator<Item = Diagnostic> {
    survey.attributes.iter().filter_map(|attribute| {
        let key = &attribute.key;
        let all = survey.mechanisms.values();
        let lacking = all.filter(|mechanism| !mechanism.attributes.contains_key(key));
        let mut places: Vec<Span> = lacking.map(|mechanism| mechanism.span).collect();
        places.sort();
        let is_used = places.len() < survey.mechanisms.len();
        let message = format!("respondents have no `{key}`, though others have");
        Diagnostic::warning(Code::AttributeMissing, message)
            .at_places(places)
            .help(format!("add `{key} = \"…\"` to each: groups leave out who has none"))
            .placed()
            .filter(|_| is_used)
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
