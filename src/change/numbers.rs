//! Figures that changed: the old value, the new value, and the reason. Printed and computed values
//! are distinguished.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::Reports;
use super::comparable::Comparable;
use crate::figure::{Figure, Role, Value};
use crate::figures::{self, formula};
use crate::tally::{Cause, CauseKind, Formula, State, Tallied};
use crate::text::capitalized;
use crate::uses::ReportParts;
use crate::words::{Word, Words};

/// A figure that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FigureChange {
    /// Its id.
    pub id: Figure,
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
    reports: &Reports<'_>,
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
        let state = |tallied: Option<&Tallied>| Some(tallied?.state().to_string());
        let [came, gone] = causes(was, is);
        let described = figures::describe(side.survey, side.tally, figure);
        let described = described.expect("a figure that changed is in one of the two");
        let question = described.question;
        FigureChange {
            id: figure.clone(),
            question: question.map(|question| figures::label(side.survey, question)),
            label: described.label(words),
            from: value(was).map(|value| words.value(value)),
            to: value(is).map(|value| words.value(value)),
            from_state: state(was),
            to_state: state(is),
            why: why(figure, [was, is], reports),
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

impl FigureChange {
    /// The old and the new value, or the words for one that is not published or not shown.
    pub(super) fn values(&self, words: &Words) -> [Option<String>; 2] {
        let known = [(&self.from, &self.from_state), (&self.to, &self.to_state)];
        known.map(|(value, state)| {
            let is = |known: State| state.as_ref().is_some_and(|own| *own == known.to_string());
            let absent = is(State::NotPublished).then_some(Word::ChangesNotPublished);
            let absent = absent.or(is(State::Suppressed).then_some(Word::ChangesNotShown));
            value.clone().or_else(|| Some(words.say(absent?, &[])))
        })
    }
}

/// For each changed figure, the reason as the text of a comment.
pub(super) fn reasons(changes: &[FigureChange], words: &Words) -> BTreeMap<Figure, String> {
    let reason = |change: &FigureChange| {
        let none = || words.say(Word::ChangesNotPublished, &[]);
        let [from, to] = change.values(words).map(|value| value.unwrap_or_else(none));
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
    changes.iter().map(|change| (change.id.clone(), reason(change))).collect()
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

/// Describes why a figure changed: the derivation of its value, and the dates of the causes.
fn why(figure: &Figure, [was, is]: [Option<&Tallied>; 2], [before, after]: &Reports<'_>) -> String {
    let words = after.words;
    let reason = match (was, is) {
        // The sum includes the published value.
        (Some(was), Some(is)) if goes_on(was, is) => formula(&is.formula, words),
        (Some(was), Some(is)) => {
            let (earlier, now) = (earlier(figure, was, before), formula(&is.formula, words));
            words.say(Word::WhyNow, &[("earlier", &earlier), ("formula", &now)])
        }
        (None, Some(is)) => words.say(Word::WhyNew, &[("formula", &formula(&is.formula, words))]),
        (Some(_), None) => words.say(Word::WhyGone, &[]),
        (None, None) => unreachable!("a figure that changed is in one of the two"),
    };
    match days(was, is, words).as_slice() {
        [] => reason,
        days => {
            let days = days.join(&words.say(Word::ListBetween, &[]));
            words.say(Word::WhyDays, &[("reason", &reason), ("days", &days)])
        }
    }
}

/// Whether the new sum starts with the old value, published or adopted without later additions.
fn goes_on(was: &Tallied, is: &Tallied) -> bool {
    let (Formula::Start(sum) | Formula::Sum(sum)) = &is.formula else { return false };
    let Some(Value::Count(count)) = was.value else { return false };
    let is_adopted = match was.state() {
        State::Printed => false,
        State::Adopted if was.later.is_empty() => true,
        _ => return false,
    };
    sum.published == count && sum.adopted.is_some() == is_adopted
}

/// Describes the derivation of the old value. If a printed percentage differs from that of its
/// count, reports both.
fn earlier(figure: &Figure, was: &Tallied, side: &ReportParts<'_>) -> String {
    let words = side.words;
    let before = || words.say(Word::WhyBefore, &[("formula", &formula(&was.formula, words))]);
    let of_value = |word, value| words.say(word, &[("value", &words.value(value))]);
    let [count, base] = [Role::Count, Role::Base].map(|role| side.tally.part(figure, role));
    match (was.state(), was.value, count.zip(base)) {
        (_, None, Some((0, 0))) => words.say(Word::WhyNoAnswers, &[]),
        (State::Printed | State::PercentageOnly, Some(Value::Share(share)), Some(parts)) => {
            figures::printed_of([Word::WhyPrintedOf, Word::WhyPrintedThough], share, parts, words)
        }
        (State::Printed, Some(value), _)
        | (State::PercentageOnly, Some(value @ Value::Share(_)), None) => {
            of_value(Word::WhyPrinted, value)
        }
        (_, Some(Value::Share(_)), Some((count, base))) => {
            figures::of(Word::WhyBeforeOf, count, base, words)
        }
        (_, Some(Value::Share(_)), None) | (State::Suppressed, ..) => before(),
        (State::NotPublished, ..) | (_, None, _) => words.say(Word::WhyNotPublished, &[]),
        (State::Adopted, Some(value), _) if was.later.is_empty() => {
            of_value(Word::WhyAdopted, value)
        }
        (_, Some(_), _) => before(),
    }
}

/// The dates of the causes, without the names of the mechanisms.
fn days(was: Option<&Tallied>, is: Option<&Tallied>, words: &Words) -> Vec<String> {
    let [came, gone] = causes(was, is).map(|causes| told_by_day(&causes, words));
    let without = |responses: &String| words.say(Word::WhyWithout, &[("responses", responses)]);
    [came, gone.iter().map(without).collect()].concat()
}

fn told_by_day(causes: &[&Cause], words: &Words) -> Vec<String> {
    let mut days: BTreeMap<(Option<Date>, Word), u32> = BTreeMap::new();
    for cause in causes {
        let key = match cause.what {
            CauseKind::Added => Word::WhyReceived,
            CauseKind::Changed => Word::WhyAmended,
            CauseKind::Withdrawn => Word::WhyWithdrawn,
        };
        *days.entry((cause.day, key)).or_default() += 1;
    }
    let told = |((day, key), number): (&(Option<Date>, Word), &u32)| match day {
        Some(day) => words.count(*key, *number, &[("date", &words.date(*day))]),
        None => words.count(Word::CountResponses, *number, &[]),
    };
    days.iter().map(told).collect()
}
