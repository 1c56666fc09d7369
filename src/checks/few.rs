//! Checks that readers can't derive the answers of a few mechanisms by subtraction.
//!
//! The figures of a question, its statistics included, describe populations: all answers, those of
//! each group that is shown, and what the shown groups leave of all. A reader knows who responded,
//! when, and in which group, and can subtract the figures of one population from those of another
//! one, in the same report or in an earlier one. So, if answers are confidential,
//!
//! - a population must differ from nothing, and from any other, by none or at least three mechanisms.
//!
//! A group without changes has the same figures in two reports, even if only one of them shows it. So,
//! if small groups are not shown, confidential or not,
//!
//! - what both reports together leave of all must not be smaller than the least group that is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use super::{CheckContext, lapsed_decisions};
use crate::diagnostic::{Code, Diagnostic, Span, in_backticks};
use crate::figure::{Figure, Group, Key};
use crate::model::decisions;
use crate::model::{Accepted, Survey};
use crate::tally::{Cause, Tally, are_of_few, is_attributable};
use crate::text::listed;

/// The baseline of a report that is not compared with another one.
const PUBLICATION: &str = "since the publication";

/// Questions whose figures reveal the answers of a few mechanisms.
#[derive(Debug)]
pub struct Few<'t> {
    /// The baseline of the comparison, in words.
    since: String,
    /// The causes that added these answers, by question.
    questions: BTreeMap<&'t Key, Population<'t>>,
}

impl<'t> Few<'t> {
    /// What a confidential report reveals to those who know the publication; `None` if nothing.
    pub fn in_report(survey: &'t Survey, tally: &'t Tally) -> Option<Self> {
        let report = KnownReport::new(survey, tally);
        let questions = report.causes.keys().map(|question| {
            let populations = report.populations(question, None);
            let populations = Vec::from_iter(iter::once(Population::new()).chain(populations));
            let pairs = populations.iter().enumerate();
            let pairs = pairs.flat_map(|(at, one)| populations[..at].iter().map(move |b| (one, b)));
            (*question, differences(pairs))
        });
        Few::new(PUBLICATION.to_owned(), questions.collect())
    }

    /// What two reports reveal together, where `name` is the name of the older one; `None` if nothing.
    /// Changes matter only if the survey is `confidential`.
    pub fn between(
        name: &str,
        reports: [(&'t Survey, &'t Tally); 2],
        confidential: bool,
    ) -> Option<Self> {
        let [was, is] = &reports.map(|(survey, tally)| KnownReport::new(survey, tally));
        let all: BTreeSet<&Key> = was.causes.keys().chain(is.causes.keys()).copied().collect();
        let questions = all.into_iter().map(|question| {
            let old = was.populations(question, Some(is));
            let new = is.populations(question, Some(was));
            let gone = || old.difference(&new).filter(|_| confidential);
            let pairs = gone().flat_map(|one| new.difference(&old).map(move |other| (one, other)));
            let mut few = differences(pairs);
            for (report, both) in [(was, &old), (is, &new)] {
                let alone = report.populations(question, None);
                let least = report.survey.suppress_below as usize;
                let small =
                    both.difference(&alone).filter(|it| are_of_few(least, it.iter().copied()));
                few.extend(small.flatten());
            }
            (question, few)
        });
        Few::new(format!("since {name}"), questions.collect())
    }

    fn new(since: String, mut questions: BTreeMap<&'t Key, Population<'t>>) -> Option<Self> {
        questions.retain(|_, causes| !causes.is_empty());
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
        let lines = decisions::lines(Code::FewResponses, &self.text(), "only = \"texts\"");
        self.finding(Diagnostic::error, "a note of what changed", survey).help(format!(
            "wait until three have answered; or decide, and put into data/decisions.toml, for a note without the counts of \
             these questions and without a redline:{lines}\nor, if the mechanisms agree, the same lines without `only`"
        ))
    }

    fn on_report(&self, survey: &Survey) -> Diagnostic {
        let lines = decisions::lines(Code::FewResponses, &self.text(), "");
        self.finding(Diagnostic::warning, "the report", survey).help(format!(
            "wait until three have answered: an `embargo` day in the future holds a response back; or, if the mechanisms \
             agree, put into data/decisions.toml:{lines}"
        ))
    }

    /// The finding, with the places of the answers.
    fn finding(
        &self,
        new: fn(Code, String) -> Diagnostic,
        what: &str,
        survey: &Survey,
    ) -> Diagnostic {
        let questions = in_backticks(self.questions.keys().map(|key| key.as_str()));
        let (since, questions) = (&self.since, listed(&questions, "and"));
        let many = self.questions.values().any(|causes| !is_attributable(causes.iter().copied()));
        let few = if many { "a few" } else { "one or two" };
        let message =
            format!("{what} gives away what {few} mechanisms answered {since} to {questions}");
        let places = self.questions.iter().flat_map(|(question, causes)| {
            let responses = causes.iter().filter_map(|cause| survey.response(&cause.mechanism));
            responses.filter_map(|response| Some(response.answers.get(*question)?.span))
        });
        let places: BTreeSet<Span> = places.collect();
        new(Code::FewResponses, message).at_places(places)
    }
}

/// The mechanism that changed a figure, and the date.
fn shown(cause: &Cause) -> String {
    let day = cause.day.iter().map(|day| format!(" {day}"));
    format!("{}{}", cause.mechanism.as_str(), day.collect::<String>())
}

/// The answers in a population, as the causes that added them.
type Population<'t> = BTreeSet<&'t Cause>;

/// The differences of populations by which readers learn the answers of one or two mechanisms.
fn differences<'p, 't: 'p>(
    pairs: impl Iterator<Item = (&'p Population<'t>, &'p Population<'t>)>,
) -> Population<'t> {
    let differences = pairs.map(|(one, other)| one.symmetric_difference(other).copied());
    let few = differences.filter(|difference| is_attributable(difference.clone()));
    few.flatten().collect()
}

/// A report with the figures that its readers know.
struct KnownReport<'t> {
    survey: &'t Survey,
    tally: &'t Tally,
    /// The causes of changes to the figures of each question.
    causes: BTreeMap<&'t Key, Population<'t>>,
}

impl<'t> KnownReport<'t> {
    /// A report of this survey.
    fn new(survey: &'t Survey, tally: &'t Tally) -> Self {
        let mut causes: BTreeMap<&Key, Population<'_>> = BTreeMap::new();
        for (figure, tallied) in &tally.figures {
            if let Some(question) = figure.question_id() {
                causes.entry(question).or_default().extend(&tallied.later);
            }
        }
        KnownReport { survey, tally, causes }
    }

    /// The populations of which readers know the figures, also from an `other` report.
    fn populations(
        &self,
        question: &Key,
        other: Option<&KnownReport<'_>>,
    ) -> BTreeSet<Population<'t>> {
        let whole = self.causes.get(question).cloned().unwrap_or_default();
        let reports = || iter::once(self).chain(other);
        let shown = reports().flat_map(|report| report.tally.questions.keys());
        let shown = shown.filter(|it| it.round.is_none() && it.question_id() == Some(question));
        let shown: BTreeSet<&Group> = shown.filter_map(|part| part.group.as_ref()).collect();
        let mut rests: BTreeMap<&Key, Population<'_>> = BTreeMap::new();
        let mut populations = BTreeSet::new();
        for group in shown {
            let own = self.within(question, group);
            let has_own = |report: &KnownReport<'_>| {
                let part = Figure::base(question).within(Some(group));
                report.tally.questions.contains_key(&part) && report.within(question, group) == own
            };
            let rest = rests.entry(&group.by).or_insert_with(|| whole.clone());
            if reports().any(has_own) {
                rest.retain(|cause| !own.contains(cause));
                populations.insert(own);
            }
        }
        populations.extend(rests.into_values().chain([whole]));
        populations
    }

    /// The answers of a group, whether it is shown or not.
    fn within(&self, question: &Key, group: &Group) -> Population<'t> {
        let is_within = |cause: &&&Cause| match self.survey.response(&cause.mechanism) {
            Some(response) => self.survey.is_within(response, group),
            None => self.survey.mechanisms[&cause.mechanism].is_within(group),
        };
        self.causes.get(question).into_iter().flatten().filter(is_within).copied().collect()
    }
}

/// Checks the report of a confidential survey.
pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    let found = survey.confidential.then(|| Few::in_report(survey, context.tally)).flatten();
    let decisions = || survey.accepted.iter().filter(|one| !one.texts_only);
    let open = found.as_ref().filter(|few| few.decision(decisions()).is_none());
    let finding = open.map(|few| few.on_report(survey));
    // Decisions with another baseline are about notes of changes.
    let is_found = |one: &Accepted| {
        let is_here = |few: &Few<'_>| one.covers(Code::FewResponses, &few.text());
        found.as_ref().is_some_and(is_here) || !one.text.value.starts_with(PUBLICATION)
    };
    let lapsed =
        context.whole.then(|| lapsed_decisions(survey, Code::FewResponses, is_found)).flatten();
    finding.into_iter().chain(lapsed).collect()
}
