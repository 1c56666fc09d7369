//! Figures that changed: from what, to what, and why. What was printed and what is computed are told apart.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::Side;
use super::passages::Passage;
use crate::document::FigureId;
use crate::figures;
use crate::tally::{Cause, Figure, Formula, Happened, State, Value, rounded_percent};

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
    internal: bool,
) -> Vec<FigureChange> {
    let (old_places, new_places) = (places(old), places(new));
    let mut ids: Vec<&FigureId> = before.tally.figures.keys().collect();
    ids.extend(after.tally.figures.keys().filter(|id| before.tally.figure(&id.0).is_none()));
    let differs = |id: &&&FigureId| {
        let (was, is) = (before.tally.figure(&id.0), after.tally.figure(&id.0));
        let is_printed = old_places.contains_key(**id) || new_places.contains_key(**id);
        let is_told = is_printed || !figures::is_size_of_tie(&id.0);
        is_told && (shown(was) != shown(is) || is_held(was, is))
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
            let (question, label) = figures::title(survey, id);
            let change = FigureChange {
                id: id.0.clone(),
                question,
                label,
                from: shown(was),
                to: shown(is),
                from_state: state(before),
                to_state: state(after),
                why: why(id, before, after),
                places_before: old_places.get(*id).cloned().unwrap_or_default(),
                places_now: new_places.get(*id).cloned().unwrap_or_default(),
                answers: internal.then(|| {
                    let gone = gone.iter().map(|cause| format!("without: {}", told(cause, before)));
                    came.iter().map(|cause| told(cause, after)).chain(gone).collect()
                }),
            };
            (figures::position(survey, id), change)
        })
        .collect();
    changes.sort_by_key(|(position, _)| *position);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// For each figure that changed, why: what a comment on it says.
pub(super) fn reasons(changes: &[FigureChange]) -> BTreeMap<FigureId, String> {
    let reason = |change: &FigureChange| {
        let value = |value: &Option<String>| value.clone().unwrap_or("not published".to_owned());
        let (from, to) = (value(&change.from), value(&change.to));
        let question = change.question.as_ref().map_or(String::new(), |words| format!("{words}: "));
        let about = sentence(&format!("{question}{}", change.label));
        format!("{about}: for {from} read {to}. {}.", sentence(&change.why))
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

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn shown(figure: Option<&Figure>) -> Option<String> {
    figure?.value.map(|value| match value {
        Value::Count(count) => count.to_string(),
        Value::Share(share) => share.to_string(),
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

fn why(id: &FigureId, before: &Side<'_>, after: &Side<'_>) -> String {
    let (was, is) = (before.tally.figure(&id.0), after.tally.figure(&id.0));
    let reason = match (was, is) {
        // The sum says what was published, too.
        (Some(was), Some(is)) if goes_on(was, is) => is.formula.to_string(),
        (Some(was), Some(is)) => format!("{}; now {}", earlier(id, was, before), is.formula),
        (None, Some(is)) => format!("new: {}", is.formula),
        (Some(_), None) => "the figure is no longer part of the survey".to_owned(),
        (None, None) => unreachable!("a figure that changed is in one of the two"),
    };
    match days(was, is).as_slice() {
        [] => reason,
        days => format!("{reason} ({})", days.join(", ")),
    }
}

/// Whether how a count came about begins with what it was, published or adopted, to which nothing had been added.
fn goes_on(was: &Figure, is: &Figure) -> bool {
    let (Formula::Start(sum) | Formula::Sum(sum)) = &is.formula else { return false };
    let Some(Value::Count(count)) = was.value else { return false };
    let is_adopted = match was.state {
        State::Printed => false,
        State::Adopted if was.later.is_empty() => true,
        _ => return false,
    };
    sum.published == count && sum.adopted.is_some() == is_adopted
}

/// How an earlier value came about. A printed percentage that its count does not give is told apart from what that gives.
fn earlier(id: &FigureId, was: &Figure, side: &Side<'_>) -> String {
    if was.value.is_none() && parts(id, side) == (Some(0), Some(0)) {
        return "no answers before".to_owned();
    }
    let Some(Value::Share(share)) = was.value else {
        return match (was.state, shown(Some(was))) {
            (State::NotPublished, _) | (_, None) => "not published before".to_owned(),
            (State::Printed, Some(value)) => format!("{value} as printed"),
            (State::Adopted, Some(value)) if was.later.is_empty() => format!("{value} adopted"),
            (_, Some(_)) => format!("before {}", was.formula),
        };
    };
    let (count, base) = parts(id, side);
    match (was.state, count.zip(base)) {
        (State::Printed | State::PercentageOnly, Some((count, base))) => {
            match rounded_percent(count, base) {
                Some(percent) if percent != share.percent => {
                    format!("{share} as printed; {count} of {base} is {percent}%")
                }
                _ => format!("{share} as printed ({count} of {base})"),
            }
        }
        (State::Printed | State::PercentageOnly, None) => format!("{share} as printed"),
        (_, Some((count, base))) => format!("before {count} of {base}"),
        (_, None) => format!("before {}", was.formula),
    }
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

/// The days of what moved a figure, without saying whose answers these were.
fn days(was: Option<&Figure>, is: Option<&Figure>) -> Vec<String> {
    let [came, gone] = causes(was, is);
    let mut pieces = told_by_day(&came);
    pieces.extend(told_by_day(&gone).into_iter().map(|piece| format!("without {piece}")));
    pieces
}

fn told_by_day(causes: &[&Cause]) -> Vec<String> {
    let mut days: BTreeMap<(Option<Date>, &str), usize> = BTreeMap::new();
    for cause in causes {
        let what = match cause.what {
            Happened::Added => "received on",
            Happened::Changed => "amended on",
            Happened::Withdrawn => "withdrawn from",
        };
        *days.entry((cause.day, what)).or_default() += 1;
    }
    let day = |((day, what), count): (&(Option<Date>, &str), &usize)| {
        let responses = if *count == 1 { "response" } else { "responses" };
        match day {
            Some(day) => format!("{count} {responses} {what} {}", long(*day)),
            None => format!("{count} {responses}"),
        }
    };
    days.iter().map(day).collect()
}

/// A day in words.
fn long(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

fn told(cause: &Cause, side: &Side<'_>) -> String {
    let name = side.survey.mechanisms.get(&cause.mechanism);
    let name = name.map_or(cause.mechanism.as_str(), |mechanism| &mechanism.name.value);
    let day = cause.day.map_or(String::new(), |day| format!(" ({})", long(day)));
    let what = match cause.what {
        Happened::Added => "answered",
        Happened::Changed => "changed its answer",
        Happened::Withdrawn => "withdrew its answer",
    };
    format!("{name} {what}{day}")
}
