//! Figures that changed: from what, to what, and why. What was printed and what is computed are told apart.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Side;
use super::labels;
use super::passages::Passage;
use crate::document::FigureId;
use crate::figures;
use crate::tally::{Cause, Figure, Happened, State, Value};
use crate::text::capitalized;
use crate::words::{Word, Words};

mod why;

/// A figure that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FigureChange {
    /// Its id.
    pub id: String,
    /// The question that it belongs to, in words; absent for those about respondents.
    pub question: Option<String>,
    /// What it tells, in words.
    pub label: String,
    /// Its value before; absent if it was not published, or did not exist.
    pub from: Option<String>,
    /// Its value now.
    pub to: Option<String>,
    /// How the value before came about.
    pub from_state: Option<String>,
    /// How the value now came about.
    pub to_state: Option<String>,
    /// Why it changed.
    pub why: String,
    /// Where it stood in the text.
    pub places_before: Vec<String>,
    /// Where it stands in the text.
    pub places_now: Vec<String>,
    /// Whose answers changed it: for the secretariat only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<Vec<String>>,
}

/// The figures whose values differ, in the order of the survey's questions.
pub(super) fn compare(
    before: &Side<'_>,
    after: &Side<'_>,
    (old, new): (&[Passage], &[Passage]),
    words: &Words,
    internal: bool,
) -> Vec<FigureChange> {
    let (old_places, new_places) = (places(old), places(new));
    let mut ids: Vec<&FigureId> = before.tally.figures.keys().collect();
    ids.extend(after.tally.figures.keys().filter(|id| before.tally.figure(&id.0).is_none()));
    let differs = |id: &&&FigureId| {
        let (was, is) = (before.tally.figure(&id.0), after.tally.figure(&id.0));
        let is_printed = old_places.contains_key(**id) || new_places.contains_key(**id);
        let is_told = is_printed || !figures::is_size_of_tie(&id.0);
        is_told && (value(was) != value(is) || is_held(was, is))
    };
    let mut changes: Vec<(usize, FigureChange)> = ids
        .iter()
        .filter(differs)
        .map(|id| {
            let (was, is) = (before.tally.figure(&id.0), after.tally.figure(&id.0));
            let survey = if is.is_some() { after.survey } else { before.survey };
            let state = |side: &Side<'_>| {
                let figure = side.tally.figure(&id.0)?;
                // A share of nothing is no secret.
                let is_none = figure.value.is_none() && parts(id, side) == (Some(0), Some(0));
                Some(if is_none { State::Computed } else { figure.state }.to_string())
            };
            let [came, gone] = causes(was, is);
            let (question, label) = labels::title(survey, id, words);
            let change = FigureChange {
                id: id.0.clone(),
                question,
                label,
                from: shown(was, words),
                to: shown(is, words),
                from_state: state(before),
                to_state: state(after),
                why: why::why(id, before, after, words),
                places_before: old_places.get(*id).cloned().unwrap_or_default(),
                places_now: new_places.get(*id).cloned().unwrap_or_default(),
                answers: internal.then(|| {
                    let gone = gone.iter().map(|cause| {
                        words.say(Word::ResponseWithout, &[("event", &told(cause, before, words))])
                    });
                    came.iter().map(|cause| told(cause, after, words)).chain(gone).collect()
                }),
            };
            (figures::position(survey, id), change)
        })
        .collect();
    changes.sort_by_key(|(position, _)| *position);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// For each figure that changed, why: what a comment on it says.
pub(super) fn reasons(changes: &[FigureChange], words: &Words) -> BTreeMap<FigureId, String> {
    let reason = |change: &FigureChange| {
        let value = |value: &Option<String>| {
            value.clone().unwrap_or_else(|| words.say(Word::ChangesNotPublished, &[]))
        };
        let (from, to) = (value(&change.from), value(&change.to));
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
    changes.iter().map(|change| (FigureId(change.id.clone()), reason(change))).collect()
}

/// Whether later answers to a figure that has no count differ: they are held, and its value stays.
fn is_held(was: Option<&Figure>, is: Option<&Figure>) -> bool {
    let has_no_count =
        |figure: &Figure| matches!(figure.state, State::PercentageOnly | State::NotPublished);
    match (was, is) {
        (Some(was), Some(is)) => {
            has_no_count(was)
                && has_no_count(is)
                && was.later != is.later
                && was.formula != is.formula
        }
        _ => false,
    }
}

fn value(figure: Option<&Figure>) -> Option<Value> {
    figure?.value
}

fn shown(figure: Option<&Figure>, words: &Words) -> Option<String> {
    value(figure).map(|value| match value {
        Value::Count(count) => count.to_string(),
        Value::Share(share) => words.share(share.percent, share.relation),
    })
}

/// Where each figure stands.
fn places(passages: &[Passage]) -> BTreeMap<&FigureId, Vec<String>> {
    let mut places: BTreeMap<&FigureId, Vec<String>> = BTreeMap::new();
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

/// Count and base of a share.
fn parts(id: &FigureId, side: &Side<'_>) -> (Option<u32>, Option<u32>) {
    let count = |id: String| match side.tally.figure(&id)?.value? {
        Value::Count(count) => Some(count),
        Value::Share(_) => None,
    };
    let Some(of) = id.0.strip_suffix(".share") else { return (None, None) };
    let own = count(format!("{of}.base"));
    let question = of.split_once('.').map_or(of, |(question, _)| question);
    (count(format!("{of}.count")), own.or_else(|| count(format!("{question}.base"))))
}

/// What moves a figure on one side only: what came, and what no longer counts.
fn causes<'f>(was: Option<&'f Figure>, is: Option<&'f Figure>) -> [Vec<&'f Cause>; 2] {
    let causes = |figure: Option<&'f Figure>| figure.map_or(&[][..], |figure| &figure.later[..]);
    let (old, new) = (causes(was), causes(is));
    let without = |these: &'f [Cause], those: &[Cause]| {
        these.iter().filter(|cause| !those.contains(cause)).collect()
    };
    [without(new, old), without(old, new)]
}

/// Who did what, for the secretariat.
fn told(cause: &Cause, side: &Side<'_>, words: &Words) -> String {
    let name = side.survey.mechanisms.get(&cause.mechanism);
    let name = name.map_or(cause.mechanism.as_str(), |mechanism| &mechanism.name.value);
    let key = match cause.what {
        Happened::Added => Word::ResponseAnswered,
        Happened::Changed => Word::ResponseChanged,
        Happened::Withdrawn => Word::ResponseWithdrew,
    };
    let event = words.say(key, &[("mechanism", name)]);
    match cause.day {
        Some(day) => {
            words.say(Word::ResponseWithDay, &[("event", &event), ("date", &words.date(day))])
        }
        None => event,
    }
}
