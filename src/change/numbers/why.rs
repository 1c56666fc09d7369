//! The reason why a figure changed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{causes, parts};
use crate::figure::{Figure, Value};
use crate::figures::{formula, of, printed_of};
use crate::tally::{Cause, CauseKind, Formula, State, Tallied};
use crate::uses::ReportParts;
use crate::words::{Word, Words};

/// Describes why a figure changed: the derivation of its value, and the dates of the causes.
pub(super) fn why(figure: &Figure, [before, after]: &[ReportParts<'_>; 2]) -> String {
    let words = after.words;
    let (was, is) = (before.tally.figures.get(figure), after.tally.figures.get(figure));
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
    match (was.state(), was.value, parts(figure, side)) {
        (_, None, Some((0, 0))) => words.say(Word::WhyNoAnswers, &[]),
        (State::Printed | State::PercentageOnly, Some(Value::Share(share)), Some(parts)) => {
            printed_of([Word::WhyPrintedOf, Word::WhyPrintedThough], share, parts, words)
        }
        (State::Printed, Some(value), _)
        | (State::PercentageOnly, Some(value @ Value::Share(_)), None) => {
            of_value(Word::WhyPrinted, value)
        }
        (_, Some(Value::Share(_)), Some((count, base))) => {
            of(Word::WhyBeforeOf, count, base, words)
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
