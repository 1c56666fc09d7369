//! Checks that readers of a confidential survey can't derive the answers of one or two mechanisms
//! by subtraction.
//!
//! If earlier counts are known, the same counts with one more response reveal that response.

use std::collections::{BTreeMap, BTreeSet};

use super::{CheckContext, decisions};
use crate::diagnostic::{Code, Diagnostic, Span, in_backticks};
use crate::figure::Key;
use crate::model::{Accepted, Survey};
use crate::tally::{Cause, Tally, is_attributable};
use crate::text::listed;

/// The baseline of a report that is not compared with another one.
const PUBLICATION: &str = "since the publication";

/// Questions whose counts changed because of only one or two mechanisms.
#[derive(Debug)]
pub struct Few<'t> {
    /// The baseline of the comparison, in words.
    since: String,
    /// The causes of the changes, by question.
    questions: BTreeMap<&'t Key, BTreeSet<&'t Cause>>,
}

impl<'t> Few<'t> {
    /// The changes in a report since the publication; `None` if they reveal no mechanism's answers.
    pub fn in_report(tally: &'t Tally) -> Option<Self> {
        Few::new(PUBLICATION.to_owned(), causes(tally))
    }

    /// The changes between two reports, where `name` is the name of the older one; `None` if they
    /// reveal no mechanism's answers.
    pub fn between(name: &str, was: &'t Tally, is: &'t Tally) -> Option<Self> {
        let (old, mut new) = (causes(was), causes(is));
        for (question, old) in old {
            let new = new.entry(question).or_default();
            *new = new.symmetric_difference(&old).copied().collect();
        }
        Few::new(format!("since {name}"), new)
    }

    fn new(since: String, mut questions: BTreeMap<&'t Key, BTreeSet<&'t Cause>>) -> Option<Self> {
        questions.retain(|_, causes| is_attributable(causes.iter().copied()));
        (!questions.is_empty()).then_some(Few { since, questions })
    }

    /// The text that a decision refers to; it changes with every response that is added to these
    /// counts.
    pub fn text(&self) -> String {
        let questions = self.questions.iter().map(|(question, causes)| {
            let causes: Vec<String> = causes.iter().map(|cause| shown(cause)).collect();
            format!("{question} ({})", causes.join(", "))
        });
        format!("{}: {}", self.since, questions.collect::<Vec<_>>().join("; "))
    }

    /// The questions.
    pub fn questions(&self) -> BTreeSet<Key> {
        self.questions.keys().map(|question| (*question).clone()).collect()
    }

    /// The decision that covers these changes, if there is one.
    pub fn decision<'d>(
        &self,
        accepted: impl IntoIterator<Item = &'d Accepted>,
    ) -> Option<&'d Accepted> {
        let text = self.text();
        accepted.into_iter().find(|one| one.covers(Code::FewResponses, &text))
    }

    /// The error that prevents a note of changes from being written without a decision, with the
    /// places of the answers in `survey`.
    pub fn in_changes(&self, survey: &Survey) -> Diagnostic {
        let text = self.text();
        let help = format!(
            "wait until three have answered; or decide, and put into data/decisions.toml, for a note without the counts of \
             these questions and without a redline:{}\nor, if the mechanisms agree, the same lines without `only`",
            decisions::entry(Code::FewResponses, &text, "only = \"texts\"")
        );
        self.finding(Diagnostic::error, "a note of what changed", survey).help(help)
    }

    fn on_report(&self, survey: &Survey) -> Diagnostic {
        let text = self.text();
        let help = format!(
            "wait until three have answered: an `embargo` day in the future holds a response back; or, if the mechanisms \
             agree, put into data/decisions.toml:{}",
            decisions::entry(Code::FewResponses, &text, "")
        );
        self.finding(Diagnostic::warning, "the report", survey).help(help)
    }

    /// The finding, with the places of the answers.
    fn finding(
        &self,
        new: fn(Code, String) -> Diagnostic,
        what: &str,
        survey: &Survey,
    ) -> Diagnostic {
        let questions = in_backticks(self.questions.keys().map(|key| key.as_str()));
        let questions = listed(&questions, "and");
        let since = &self.since;
        let message =
            format!("{what} gives away what one or two mechanisms answered {since} to {questions}");
        let places = self.questions.iter().flat_map(|(question, causes)| {
            let responses = causes.iter().filter_map(|cause| survey.response(&cause.mechanism));
            responses.filter_map(|response| Some(response.answers.get(*question)?.span))
        });
        let places: BTreeSet<Span> = places.collect();
        new(Code::FewResponses, message).at_each(places.into_iter().map(|place| (place, "")))
    }
}

/// The mechanism that changed a figure, and the date.
fn shown(cause: &Cause) -> String {
    let day = cause.day.iter().map(|day| format!(" {day}"));
    format!("{}{}", cause.mechanism.as_str(), day.collect::<String>())
}

/// The causes of changes to the figures of each question.
fn causes(tally: &Tally) -> BTreeMap<&Key, BTreeSet<&Cause>> {
    let mut causes: BTreeMap<&Key, BTreeSet<&Cause>> = BTreeMap::new();
    for (figure, tallied) in &tally.figures {
        if let Some(question) = figure.question_id() {
            causes.entry(question).or_default().extend(&tallied.later);
        }
    }
    causes
}

/// Checks the report of a confidential survey.
pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    let found = Few::in_report(context.tally).filter(|_| survey.confidential);
    let is_whole = |one: &&Accepted| !one.texts_only;
    let decision =
        found.as_ref().and_then(|few| few.decision(survey.accepted.iter().filter(is_whole)));
    let finding = found.as_ref().filter(|_| decision.is_none()).map(|few| few.on_report(survey));
    // Decisions with another baseline are about notes of changes.
    let is_found = |one: &Accepted| {
        let is_here = found.as_ref().is_some_and(|few| one.covers(Code::FewResponses, &few.text()));
        is_here || !one.text.value.starts_with(PUBLICATION)
    };
    let lapsed =
        context.whole.then(|| decisions::lapsed(survey, Code::FewResponses, is_found)).flatten();
    finding.into_iter().chain(lapsed).collect()
}
