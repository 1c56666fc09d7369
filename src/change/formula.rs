//! How figures came about, in the words of the report's language.

use crate::tally::{Formula, Sum, differing};
use crate::words::Words;

/// How a figure came about.
pub(super) fn told(formula: &Formula, words: &Words) -> String {
    match formula {
        Formula::AsPublished => words.say("formula.as-published", &[]),
        Formula::NotPublished { held: 0 } => words.say("formula.not-published", &[]),
        Formula::NotPublished { held } => {
            let held = words.count("count.held", *held, &[]);
            words.say("formula.not-published-held", &[("held", &held)])
        }
        Formula::NoBase => words.say("formula.no-base", &[]),
        Formula::Received(number) => words.say("formula.received", &[("n", &number.to_string())]),
        Formula::Start(sum) => start(sum, words),
        Formula::Sum(sum) => told_sum(sum, words),
        Formula::Tied { options, rank } => {
            let options = options.join(&words.say("list.between", &[]));
            words.say("formula.tied", &[("options", &options), ("rank", &rank.to_string())])
        }
        Formula::Computed { base: 0, .. } => words.say("formula.no-share", &[]),
        Formula::Computed { count, base } => of("formula.computed", *count, *base, words),
        Formula::Printed { parts: None, .. } => words.say("formula.printed", &[]),
        Formula::Printed { share, parts: Some((count, base)) } => {
            match differing(*share, *count, *base) {
                None => of("formula.printed-of", *count, *base, words),
                Some(percent) => {
                    let (count, base) = (count.to_string(), base.to_string());
                    let share = words.say("numbers.share", &[("n", &percent.to_string())]);
                    let values = [("count", count.as_str()), ("base", &base), ("share", &share)];
                    words.say("formula.printed-though", &values)
                }
            }
        }
        Formula::Percentage { held, left } => percentage(*held, *left, words),
    }
}

/// A text about a count of a base.
pub(super) fn of(key: &str, count: u32, base: u32, words: &Words) -> String {
    words.say(key, &[("count", &count.to_string()), ("base", &base.to_string())])
}

fn percentage(held: u32, left: u32, words: &Words) -> String {
    let mut told = words.say("formula.printed", &[]);
    if held > 0 {
        let held = words.count("count.held", held, &[]);
        told = words.say("formula.printed-without", &[("formula", &told), ("held", &held)]);
    }
    if left > 0 {
        let values = [("formula", told.as_str()), ("n", &left.to_string())];
        told = words.say("formula.printed-with", &values);
    }
    told
}

/// What was published or adopted.
fn start(sum: &Sum, words: &Words) -> String {
    let number = sum.published.to_string();
    match &sum.adopted {
        Some(why) => words.say("formula.adopted", &[("n", &number), ("why", why)]),
        None => words.say("formula.published", &[("n", &number)]),
    }
}

fn told_sum(sum: &Sum, words: &Words) -> String {
    let mut told = start(sum, words);
    let mut add = |key: &str, number: i64| {
        let sign = if number < 0 { "−" } else { "+" };
        let number = number.abs().to_string();
        told = words.say(key, &[("sum", &told), ("sign", sign), ("n", &number)]);
    };
    if sum.received != 0 || (sum.changed == 0 && sum.withdrawn == 0) {
        add("formula.sum-received", sum.received);
    }
    if sum.changed != 0 {
        add("formula.sum-changed", sum.changed);
    }
    if sum.withdrawn != 0 {
        add("formula.sum-withdrawn", -sum.withdrawn);
    }
    words.say("formula.sum-is", &[("sum", &told), ("n", &sum.value().to_string())])
}
