//! Respondents without any statement in the report, contributions of mechanisms missing from its list
//! of respondents, and answers in words that are printed nowhere.

use std::collections::BTreeSet;

use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span, counted};
use crate::document::{Author, Kind, Passage};
use crate::figure::Key;
use crate::model::text::comparable;
use crate::model::{Mechanism, QuestionKind, Response, Survey};

pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let respondents = silent(context).into_iter().chain(unlisted(context));
    respondents.chain(unprinted_answers(context)).collect()
}

/// One finding for all respondents with neither a quotation nor a practice, if the report has places
/// for quotations or anybody contributed a practice.
fn silent(context: &CheckContext<'_>) -> Option<Diagnostic> {
    let survey = context.survey;
    if survey.report.points.is_empty() && !survey.responses.iter().any(has_words) {
        return None;
    }
    let has_said = |key: &str| survey.response(key).is_some_and(has_words);
    let silent = context.tally.respondents.iter().filter(|key| !has_said(key));
    let silent: Vec<&Mechanism> = silent.map(|key| &survey.mechanisms[key]).collect();
    let label = |mechanism: &Mechanism| {
        let waiting = survey.waiting.iter().find(|waits| waits.mechanism == mechanism.key);
        waiting.map_or(String::new(), |waits| format!("its response waits: {}", waits.reason))
    };
    let message = match silent.as_slice() {
        [] => return None,
        [one] => format!("`{}` responded, but has neither quotation nor practice", one.name.value),
        many => format!("{} respondents have neither quotation nor practice", many.len()),
    };
    let warning = Diagnostic::warning(Code::RespondentSilent, message)
        .at_each(silent.iter().map(|one| (place(context, one), label(one))));
    let all_wait = warning.labels.iter().all(|label| !label.text.is_empty());
    Some(warning.help(match all_wait {
        true => "it is printed when it no longer waits",
        false => "find out whether what it said was left out",
    }))
}

fn has_words(response: &Response) -> bool {
    response.contributions().next().is_some()
}

/// The place where a mechanism is registered as a respondent.
fn place(context: &CheckContext<'_>, mechanism: &Mechanism) -> Span {
    let published = || context.survey.published.respondents.get(&mechanism.key).copied();
    let response = context.survey.response(&mechanism.key).map(|response| response.span);
    response.or_else(published).unwrap_or(mechanism.span)
}

/// One finding for all mechanisms that contribute but are missing from the printed list of
/// respondents.
fn unlisted(context: &CheckContext<'_>) -> Option<Diagnostic> {
    let survey = context.survey;
    let respondents: BTreeSet<&Key> = context.tally.respondents.iter().collect();
    let (list, named) = list(context)?;
    let may_be_named = |key: &&Response| respondents.contains(&key.mechanism);
    let told = survey.responses.iter().filter(|r| has_words(r)).filter(may_be_named);
    let unlisted: Vec<&Response> = told.filter(|r| !named.contains(&r.mechanism)).collect();
    let name = |response: &Response| &survey.mechanisms[&response.mechanism].name.value;
    let message = match unlisted.as_slice() {
        [] => return None,
        [one] => {
            format!("`{}` contributes, but the list of respondents does not name it", name(one))
        }
        many => format!("{} contribute whom the list of respondents does not name", many.len()),
    };
    let warning = Diagnostic::warning(Code::RespondentUnlisted, message)
        .at_each(unlisted.iter().map(|one| (one.span, "has a quotation or practice")))
        .at_each(context.place(list).map(|place| (place, "the list")));
    Some(warning.help("write the list by `{% for name in respondents() %}`, which names them all"))
}

/// The paragraph that names the most respondents, if it names more than half, and the respondents
/// that it names.
fn list<'p>(context: &'p CheckContext<'_>) -> Option<(&'p Passage<'p>, BTreeSet<&'p Key>)> {
    let respondents = &context.tally.respondents;
    let texts = context.passages.iter().filter(|passage| {
        passage.author == Author::Secretariat && matches!(passage.kind, Kind::Paragraph)
    });
    let named = texts.map(|text| (text, named(&text.text, context.survey, respondents)));
    let (list, named) = named.max_by_key(|(_, named)| named.len())?;
    (named.len() > 2 && named.len() * 2 > respondents.len()).then_some((list, named))
}

/// The next name of a list is expected within this number of bytes.
const NEXT: usize = 500;

/// The respondents that a text names. Each is searched for after the previous one first, then in
/// the whole text.
fn named<'p>(text: &str, survey: &Survey, respondents: &'p [Key]) -> BTreeSet<&'p Key> {
    let mut next = 0;
    let is_named = |key: &&Key| {
        let Mechanism { name, list, heading, .. } = &survey.mechanisms[*key];
        let forms = [name, list, heading].map(|form| form.value.as_str());
        let near = &text[next..text.floor_char_boundary(next + NEXT)];
        let found = forms.iter().find_map(|form| Some(near.find(form)? + form.len()));
        next += found.unwrap_or_default();
        found.is_some() || forms.iter().any(|form| text.contains(form))
    };
    respondents.iter().filter(is_named).collect()
}

/// A note for each question with answers in words that no template prints and no quotation or practice repeats.
fn unprinted_answers(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    let questions = survey.questions.iter().filter(|asked| asked.kind == QuestionKind::Text);
    let shown: BTreeSet<Span> = context.passages.iter().flat_map(Passage::spans).collect();
    let is_shown = |answer: Span| {
        let next = shown.range(Span { end: answer.start, ..answer }..).next();
        next.is_some_and(|span| span.file == answer.file && span.start < answer.end)
    };
    let notes = questions.filter_map(|question| {
        let unprinted = survey.responses.iter().flat_map(|response| {
            let printed = response.contributions().map(|one| comparable(&one.text.value));
            let printed: Vec<String> = printed.collect();
            let words = response.answers.get(&question.id).into_iter().flat_map(|answer| &answer.words);
            words.filter(move |words| {
                let is_repeated = || {
                    printed.iter().any(|text| text.contains(&comparable(&words.value)))
                };
                !is_shown(words.span) && !is_repeated()
            })
        });
        let places: Vec<Span> = unprinted.map(|words| words.span).collect();
        let (id, are) =
            (&question.id, counted(places.len(), "answer in words is", "answers in words are"));
        let note = Diagnostic::note(Code::AnswerNotPrinted, format!("{are} printed nowhere: `{id}`"));
        note.at_places(places).placed().map(|note| note.help(format!(
            "`{{% for answer in answers(\"{id}\") %}}` in a template prints them with their sources, as quotations"
        )))
    });
    notes.collect()
}
