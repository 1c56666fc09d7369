//! Responses that were received, changed or removed, and names of mechanisms that changed.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::Serialize;

use super::{Reports, TextChange};
use crate::figure::Key;
use crate::model::{Answers, Mechanism, Response, Withdrawal};
use crate::uses::ReportParts;
use crate::words::Word;

/// The kind of a change to a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    /// It was received.
    Received,
    /// It was amended or corrected.
    Changed,
    /// It was withdrawn.
    Withdrawn,
    /// It no longer exists, without a withdrawal.
    Removed,
}

/// A response that was received, changed or removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResponseChange {
    /// The date, if the response has one.
    pub on: Option<Date>,
    /// The kind of the change.
    pub event: Event,
    /// The part that changed: `response`, `quotation` or `practice`.
    pub what: &'static str,
    /// The name of the mechanism; absent if it must not be shown.
    pub name: Option<String>,
    /// The answers to each question; for the secretariat only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<Vec<String>>,
}

/// Returns the responses that differ, by date.
pub(super) fn compare(reports: &Reports<'_>, internal: bool) -> Vec<ResponseChange> {
    let [old, new] = reports.each_ref().map(present);
    let keys: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let mut changes = Vec::new();
    for key in keys {
        let name = name(key, reports);
        let (old, new) = (old.get(key).copied(), new.get(key).copied());
        for Withdrawal { on, what } in taken_back(old.flatten(), new.flatten()) {
            let (on, event, name) = (Some(on), Event::Withdrawn, name.clone());
            changes.push(ResponseChange { on, event, what, name, answers: None });
        }
        let Some((event, on)) = event(key, old, new, reports) else { continue };
        let none = Answers::default();
        let [was, is] = [old, new].map(|one| one.flatten().map_or(&none, |one| &one.answers));
        let answers = internal.then(|| answers(was, is, reports));
        changes.push(ResponseChange { on, event, what: "response", name, answers });
    }
    changes.sort_by_key(|change| (change.on, change.name.clone()));
    changes
}

/// The newly withdrawn quotations and practices of a response that itself remains.
fn taken_back(old: Option<&Response>, new: Option<&Response>) -> Vec<Withdrawal> {
    let all = |response: Option<&Response>| response.map_or(Vec::new(), |r| r.taken_back.clone());
    let (mut old, mut new) = (all(old), all(new));
    new.retain(|gone| {
        let known = old.iter().position(|known| known == gone);
        known.map(|known| old.remove(known)).is_none()
    });
    new
}

/// The keys of all respondents, with the response if there is a file for it.
fn present<'s>(side: &ReportParts<'s>) -> BTreeMap<&'s str, Option<&'s Response>> {
    let survey = side.survey;
    let published = survey.published.respondents.keys().map(Key::as_str);
    let published = published.filter(|key| survey.withdrawal(key).is_none());
    let responses = survey.responses.iter();
    let responses = responses.map(|response| (response.mechanism.as_str(), Some(response)));
    published.map(|key| (key, None)).chain(responses).collect()
}

fn event(
    key: &str,
    old: Option<Option<&Response>>,
    new: Option<Option<&Response>>,
    reports: &Reports<'_>,
) -> Option<(Event, Option<Date>)> {
    let [before, after] = reports;
    let received = |response: Option<&Response>| response?.received;
    match (old, new) {
        (None, new) => {
            let came_back = before.survey.withdrawal(key).is_some();
            let first = new?.and_then(|response| response.first_received);
            Some((Event::Received, first.filter(|_| !came_back).or(received(new?))))
        }
        (Some(old), None) => Some(match after.survey.withdrawal(key) {
            Some(withdrawn) => (Event::Withdrawn, Some(withdrawn.on)),
            None => (Event::Removed, received(old)),
        }),
        (Some(old), Some(new)) => {
            differs(old, new, reports).then(|| (Event::Changed, received(new)))
        }
    }
}

/// Whether a response says something else than before.
fn differs(old: Option<&Response>, new: Option<&Response>, reports: &Reports<'_>) -> bool {
    // The file of an already published response that is added or removed changes nothing by itself.
    let Some((old, new)) = old.zip(new) else {
        let is_more = |only: &Response| only.received.is_some() || only.contributions().count() > 0;
        return old.or(new).is_some_and(is_more);
    };
    let (was, is) = (said(old, reports), said(new, reports));
    match taken_back(Some(old), Some(new)).len() {
        0 => was != is,
        // Withdrawals are reported separately.
        taken_back => {
            is.iter().any(|said| !was.contains(said))
                || was.iter().filter(|said| !is.contains(said)).count() > taken_back
        }
    }
}

/// Whether outputs may show the answers to a question.
fn is_printed(question: &Key, reports: &Reports<'_>) -> bool {
    let mut surveys = reports.iter().map(|report| report.survey);
    surveys.all(|survey| survey.question(question).is_none_or(|it| it.printed))
}

/// The content of a response for comparison: its answers, quotations and practices.
fn said(response: &Response, reports: &Reports<'_>) -> Vec<(Key, Vec<String>)> {
    let answers = response.answers.iter().filter(|(question, _)| is_printed(question, reports));
    let answers = answers.map(|(question, answer)| {
        (question.clone(), answer.words.iter().map(|word| word.value.clone()).collect())
    });
    let texts = response.contributions().map(|it| (it.place.clone(), vec![it.text.value.clone()]));
    answers.chain(texts).collect()
}

/// The name of the mechanism; `None` if it is anonymous on either side.
fn name(key: &str, reports: &Reports<'_>) -> Option<String> {
    let is_anonymous = reports.iter().any(|side| {
        side.survey.response(key).is_some_and(|response| response.anonymous)
            || side.survey.withdrawal(key).is_some_and(|withdrawn| withdrawn.anonymous)
    });
    let mut mechanisms = reports.iter().rev().filter_map(|s| s.survey.mechanisms.get(key));
    mechanisms.next().filter(|_| !is_anonymous).map(|mechanism| mechanism.list.value.clone())
}

/// The answers that differ, as `question: before → now`.
fn answers(was: &Answers, is: &Answers, reports: &Reports<'_>) -> Vec<String> {
    let words = reports[1].words;
    let mut questions: BTreeSet<&Key> = was.keys().chain(is.keys()).collect();
    questions.retain(|question| is_printed(question, reports));
    let given = |answers: &Answers, question: &Key| {
        let given: Vec<&str> =
            answers.get(question)?.words.iter().map(|word| word.value.as_str()).collect();
        Some(match given.is_empty() {
            true => words.say(Word::ResponseNone, &[]),
            false => given.join(&words.say(Word::ListBetween, &[])),
        })
    };
    let differing = questions.into_iter().filter_map(|question| {
        let (was, is) = (given(was, question), given(is, question));
        let key = if was.is_none() { Word::ResponseAnswer } else { Word::ResponseAnswers };
        let differs = was != is;
        let shown = |given: Option<String>| {
            given.unwrap_or_else(|| words.say(Word::ResponseUnanswered, &[]))
        };
        let (before, now) = (shown(was), shown(is));
        let values = [("question", question.as_str()), ("before", &before), ("now", &now)];
        let answer = [&values[..], &[("answer", &now)]].concat();
        differs.then(|| words.say(key, &answer))
    });
    differing.collect()
}

/// The wording for the list of respondents.
const LIST: Word = Word::PlaceRespondents;

/// Returns the names that differ.
pub(super) fn compare_names(reports: &Reports<'_>) -> Vec<TextChange> {
    let words = reports[1].words;
    let list = words.say(LIST, &[]);
    let [old, new] = reports.each_ref().map(|side| -> BTreeMap<&Key, &Mechanism> {
        let respondents = side.tally.respondents.iter();
        respondents.map(|key| (key, &side.survey.mechanisms[key])).collect()
    });
    let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
    let gone =
        gone.map(|(_, one)| TextChange::new([Some(&list), None], [Some(&one.list.value), None]));
    let come = new.iter().filter(|(key, _)| !old.contains_key(*key));
    let come =
        come.map(|(_, one)| TextChange::new([None, Some(&list)], [None, Some(&one.list.value)]));
    let mut changes: Vec<TextChange> = gone.chain(come).collect();
    for (was, is) in old.iter().filter_map(|(key, was)| Some((was, new.get(key)?))) {
        let pairs = forms(was).into_iter().zip(forms(is));
        // A name that is printed the same way in several places is reported once.
        let mut differing: IndexMap<(&str, &str), Vec<String>> = IndexMap::new();
        for ((place, from), (_, to)) in pairs.filter(|((_, from), (_, to))| from != to) {
            differing.entry((from, to)).or_default().push(words.say(place, &[]));
        }
        for ((from, to), places) in differing {
            let place = places.join(&words.say(Word::ListBetween, &[]));
            changes.push(TextChange::new([Some(&place); 2], [Some(from), Some(to)]));
        }
    }
    changes
}

/// The printed names of a mechanism, by where they are printed.
fn forms(mechanism: &Mechanism) -> [(Word, &str); 3] {
    [
        (LIST, &mechanism.list.value),
        (Word::PlaceOverPractices, &mechanism.heading.value),
        (Word::PlaceUnderQuotations, &mechanism.quotation.value),
    ]
}
