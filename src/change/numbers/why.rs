//! The reason why a figure changed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{causes, parts};
use crate::change::{ComparedReport, Comparison};
use crate::figure::{Figure, Value, rounded_percent};
use crate::figures::{formula, of};
use crate::tally::{Cause, CauseKind, Formula, State, Tallied};
use crate::words::{Word, Words};

/// Describes why a figure changed: the derivation of its value, and the dates of the causes.
pub(super) fn why(figure: &Figure, comparison: &Comparison<'_>) -> String {
    let Comparison { before, after, words, .. } = comparison;
    let (was, is) = (before.tally.figures.get(figure), after.tally.figures.get(figure));
    let reason = match (was, is) {
        // The sum includes the published value.
        (Some(was), Some(is)) if goes_on(was, is) => formula(&is.formula, words),
        (Some(was), Some(is)) => {
            let (earlier, now) = (earlier(figure, was, before, words), formula(&is.formula, words));
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
    let is_adopted = match was.state {
        State::Printed => false,
        State::Adopted if was.later.is_empty() => true,
        _ => return false,
    };
    sum.published == count && sum.adopted.is_some() == is_adopted
}

/// Describes the derivation of the old value. If a printed percentage differs from that of its
/// count, reports both.
fn earlier(figure: &Figure, was: &Tallied, side: &ComparedReport<'_>, words: &Words) -> String {
    let before = || words.say(Word::WhyBefore, &[("formula", &formula(&was.formula, words))]);
    if was.value.is_none() && parts(figure, side) == (Some(0), Some(0)) {
        return words.say(Word::WhyNoAnswers, &[]);
    }
    let Some(Value::Share(share)) = was.value else {
        return match (was.state, was.value.map(|value| words.value(value))) {
            (State::Suppressed, _) => before(),
            (State::NotPublished, _) | (_, None) => words.say(Word::WhyNotPublished, &[]),
            (State::Printed, Some(value)) => words.say(Word::WhyPrinted, &[("value", &value)]),
            (State::Adopted, Some(value)) if was.later.is_empty() => {
                words.say(Word::WhyAdopted, &[("value", &value)])
            }
            (_, Some(_)) => before(),
        };
    };
    let printed = words.share(share.percent, share.relation);
    let (count, base) = parts(figure, side);
    match (was.state, count.zip(base)) {
        (State::Printed | State::PercentageOnly, Some((count, base))) => {
            as_printed(share.percent, &printed, (count, base), words)
        }
        (State::Printed | State::PercentageOnly, None) => {
            words.say(Word::WhyPrinted, &[("value", &printed)])
        }
        (_, Some((count, base))) => of(Word::WhyBeforeOf, count, base, words),
        (_, None) => before(),
    }
}

/// Describes a printed share, with the share that its count and base give.
fn as_printed(percent: u32, printed: &str, (count, base): (u32, u32), words: &Words) -> String {
    let (given, count, base) = (rounded_percent(count, base), count.to_string(), base.to_string());
    let values = [("value", printed), ("count", &count), ("base", &base)];
    match given.filter(|given| *given != percent) {
        None => words.say(Word::WhyPrintedOf, &values),
        Some(given) => {
            let share = words.say(Word::NumbersShare, &[("n", &given.to_string())]);
            let values: Vec<(&str, &str)> =
                values.into_iter().chain([("share", share.as_str())]).collect();
            words.say(Word::WhyPrintedThough, &values)
        }
    }
}

/// The dates of the causes, without the names of the mechanisms.
fn days(was: Option<&Tallied>, is: Option<&Tallied>, words: &Words) -> Vec<String> {
    let [came, gone] = causes(was, is);
    let without = |responses: String| words.say(Word::WhyWithout, &[("responses", &responses)]);
    let mut pieces = told_by_day(&came, words);
    pieces.extend(told_by_day(&gone, words).into_iter().map(without));
    pieces
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
