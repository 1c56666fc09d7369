//! Figures that changed: the old value, the new value, and the reason. Printed and computed values
//! are distinguished.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::comparable::Comparable;
use crate::figure::{Figure, Role};
use crate::figures;
use crate::tally::{Cause, CauseKind, Formula, State, Tallied};
use crate::text::capitalized;
use crate::uses::ReportParts;
use crate::words::{Word, Words};

mod why;

/// A figure that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FigureChange {
    /// Its id.
    pub id: String,
    /// The question that it belongs to, in words; absent for figures about respondents.
    pub question: Option<String>,
    /// Its meaning, in words.
    pub label: String,
    /// The old value; absent if it was not published or did not exist.
    pub from: Option<String>,
    /// The new value.
    pub to: Option<String>,
    /// The state of the old value: printed, adopted, computed and so on.
    pub from_state: Option<String>,
    /// The state of the new value.
    pub to_state: Option<String>,
    /// The reason for the change.
    pub why: String,
    /// Its old places in the text.
    pub places_before: Vec<String>,
    /// Its new places in the text.
    pub places_now: Vec<String>,
    /// The answers that changed it; for the secretariat only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<Vec<String>>,
}

/// Returns the figures whose values differ, in the order of the survey's questions.
pub(super) fn compare(
    reports: &[ReportParts<'_>; 2],
    internal: bool,
    passages: [&[Comparable]; 2],
) -> Vec<FigureChange> {
    let [before, after] = reports;
    let words = after.words;
    let [old_places, new_places] = passages.map(places);
    let all: BTreeSet<&Figure> =
        before.tally.figures.keys().chain(after.tally.figures.keys()).collect();
    let both = |figure: &Figure| reports.each_ref().map(|side| side.tally.figures.get(figure));
    let value = |tallied: Option<&Tallied>| tallied?.value;
    let differs = |figure: &&Figure| {
        let [was, is] = both(figure);
        let is_printed = old_places.contains_key(figure) || new_places.contains_key(figure);
        let is_told = is_printed || !figure.is_tie();
        is_told && (value(was) != value(is) || is_held(was, is))
    };
    let side = |figure: &Figure| if both(figure)[1].is_some() { after } else { before };
    let change = |figure: &Figure| {
        let [was, is] = both(figure);
        let side = side(figure);
        let state = |side: &ReportParts<'_>| {
            let tallied = side.tally.figures.get(figure)?;
            Some(tallied.state().to_string())
        };
        let [came, gone] = causes(was, is);
        let described = figures::describe(side.survey, side.tally, figure);
        let described = described.expect("a figure that changed is in one of the two");
        let question = described.question;
        FigureChange {
            id: figure.to_string(),
            question: question.map(|question| figures::label(side.survey, question)),
            label: described.label(words),
            from: value(was).map(|value| words.value(value)),
            to: value(is).map(|value| words.value(value)),
            from_state: state(before),
            to_state: state(after),
            why: why::why(figure, reports),
            places_before: old_places.get(figure).cloned().unwrap_or_default(),
            places_now: new_places.get(figure).cloned().unwrap_or_default(),
            answers: internal.then(|| {
                let gone = gone.iter().map(|cause| {
                    let event = told(cause, before);
                    words.say(Word::ResponseWithout, &[("event", &event)])
                });
                came.iter().map(|cause| told(cause, after)).chain(gone).collect()
            }),
        }
    };
    let mut differing: Vec<&Figure> = all.into_iter().filter(differs).collect();
    differing.sort_by_key(|figure| figures::position(side(figure).survey, figure));
    differing.into_iter().map(change).collect()
}

/// The words for a figure in this state that has no value; `None` if it is not withheld.
pub(super) fn absent(state: &Option<String>, words: &Words) -> Option<String> {
    let is = |known: State| state.as_ref().is_some_and(|state| *state == known.to_string());
    let word = is(State::NotPublished).then_some(Word::ChangesNotPublished);
    let word = word.or(is(State::Suppressed).then_some(Word::ChangesNotShown))?;
    Some(words.say(word, &[]))
}

/// For each changed figure, the reason as the text of a comment.
pub(super) fn reasons(changes: &[FigureChange], words: &Words) -> BTreeMap<Figure, String> {
    let reason = |change: &FigureChange| {
        let value = |value: &Option<String>, state: &Option<String>| {
            let none = || words.say(Word::ChangesNotPublished, &[]);
            value.clone().or_else(|| absent(state, words)).unwrap_or_else(none)
        };
        let from = value(&change.from, &change.from_state);
        let to = value(&change.to, &change.to_state);
        let figure = match &change.question {
            None => change.label.clone(),
            Some(question) => {
                let values = [("question", question.as_str()), ("figure", &change.label)];
                words.say(Word::WhyFigure, &values)
            }
        };
        let (figure, why) = (capitalized(&figure), capitalized(&change.why));
        let values = [("figure", figure.as_str()), ("from", &from), ("to", &to), ("why", &why)];
        words.say(Word::WhyComment, &values)
    };
    let known =
        changes.iter().filter_map(|change| Some((Figure::parse(&change.id)?, reason(change))));
    known.collect()
}

/// Whether the later answers to a figure that they can't be added to differ: its value stays the
/// same.
fn is_held(was: Option<&Tallied>, is: Option<&Tallied>) -> bool {
    let is_fixed = |tallied: &Tallied| {
        matches!(tallied.formula, Formula::Percentage { .. } | Formula::NotPublished { .. })
    };
    was.zip(is).is_some_and(|(was, is)| {
        let differs = was.later != is.later && was.formula != is.formula;
        is_fixed(was) && is_fixed(is) && differs
    })
}

/// The places of each figure in the text.
fn places(passages: &[Comparable]) -> BTreeMap<&Figure, Vec<String>> {
    let mut places: BTreeMap<&Figure, Vec<String>> = BTreeMap::new();
    for passage in passages {
        for figure in &passage.figures {
            let places = places.entry(figure).or_default();
            if !places.contains(&passage.place) {
                places.push(passage.place.clone());
            }
        }
    }
    places
}

/// The count and the base of a share, if both are known.
fn parts(figure: &Figure, side: &ReportParts<'_>) -> Option<(u32, u32)> {
    let parts = if figure.measure.is_share() { figure.parts() } else { Vec::new() };
    let value = |wanted: Role| {
        let (_, part) = parts.iter().find(|(role, _)| *role == wanted)?;
        side.tally.value(part)?.count()
    };
    value(Role::Count).zip(value(Role::Base))
}

/// The causes on one side only: those that were added, and those that no longer count.
fn causes<'f>(was: Option<&'f Tallied>, is: Option<&'f Tallied>) -> [Vec<&'f Cause>; 2] {
    let causes = |figure: Option<&'f Tallied>| figure.map_or(&[][..], |figure| &figure.later[..]);
    let (old, new) = (causes(was), causes(is));
    let without = |these: &'f [Cause], those: &[Cause]| {
        these.iter().filter(|cause| !those.contains(cause)).collect()
    };
    [without(new, old), without(old, new)]
}

/// Describes what a mechanism did; for the secretariat only.
fn told(cause: &Cause, side: &ReportParts<'_>) -> String {
    let words = side.words;
    let name = side.survey.mechanisms.get(&cause.mechanism);
    let name = name.map_or(cause.mechanism.as_str(), |mechanism| &mechanism.name.value);
    let key = match cause.what {
        CauseKind::Added => Word::ResponseAnswered,
        CauseKind::Changed => Word::ResponseChanged,
        CauseKind::Withdrawn => Word::ResponseWithdrew,
    };
    let event = words.say(key, &[("mechanism", name)]);
    match cause.day {
        Some(day) => {
            words.say(Word::ResponseWithDay, &[("event", &event), ("date", &words.date(day))])
        }
        None => event,
    }
}
