//! Formulas of figures, in words.

use crate::figure::{Share, Statistic, Value};
use crate::tally::{Formula, Sum, ValueOf, differing};
use crate::words::{Word, Words};

/// How a figure was obtained, in words that can be passed on to readers.
pub fn formula(formula: &Formula, words: &Words) -> String {
    let simple = |word| words.say(word, &[]);
    match formula {
        Formula::AsPublished => simple(Word::FormulaAsPublished),
        Formula::NotPublished { pending: 0 } => simple(Word::FormulaNotPublished),
        Formula::NotPublished { pending } => {
            let pending = words.count(Word::CountHeld, *pending, &[]);
            words.say(Word::FormulaNotPublishedHeld, &[("held", &pending)])
        }
        Formula::SmallGroup => simple(Word::FormulaSmallGroup),
        Formula::OneAnswer => simple(Word::FormulaOneAnswer),
        Formula::NoBase => simple(Word::FormulaNoBase),
        Formula::Received(number) => {
            words.say(Word::FormulaReceived, &[("n", &number.to_string())])
        }
        Formula::Start(sum) => start(sum, words),
        Formula::Sum(sum) => of_sum(sum, words),
        Formula::Tied { options, rank } => {
            let options = options.iter().map(|key| key.as_str()).collect::<Vec<_>>();
            let options = options.join(&simple(Word::ListBetween));
            words.say(Word::FormulaTied, &[("options", &options), ("rank", &rank.to_string())])
        }
        Formula::Statistic { statistic, numbers, sum } => {
            let word = match statistic {
                Statistic::Mean => Word::FormulaMean,
                Statistic::Median => Word::FormulaMedian,
                Statistic::Least => Word::FormulaLeast,
                Statistic::Greatest => Word::FormulaGreatest,
                Statistic::Sum => Word::FormulaSum,
            };
            words.say(word, &[("n", &numbers.to_string()), ("sum", &words.decimal(*sum))])
        }
        Formula::Change { now, earlier, round } => {
            let [now, earlier] = [now, earlier].map(|value| value_of(*value, words));
            let values = [("now", now.as_str()), ("earlier", &earlier), ("round", round)];
            words.say(Word::FormulaChange, &values)
        }
        Formula::Computed { base: 0, .. } => simple(Word::FormulaNoShare),
        Formula::Computed { count, base } => of(Word::FormulaComputed, *count, *base, words),
        Formula::Printed { parts: None, .. } => simple(Word::FormulaPrinted),
        Formula::Printed { share, parts: Some(parts) } => {
            let forms = [Word::FormulaPrintedOf, Word::FormulaPrintedThough];
            printed_of(forms, *share, *parts, words)
        }
        Formula::Percentage { pending, left } => percentage(*pending, *left, words),
    }
}

/// A value, with what is known of its count and base.
fn value_of(ValueOf { value, count, base }: ValueOf, words: &Words) -> String {
    let (printed, count) = (words.value(value), count.map(|count| count.to_string()));
    let Some(base) = base.map(|base| base.to_string()) else { return printed };
    match (value, &count) {
        (Value::Share(_), None) => printed,
        (Value::Share(_), Some(count)) => {
            let values = [("share", printed.as_str()), ("count", count), ("base", &base)];
            words.say(Word::FormulaShareOf, &values)
        }
        _ => words.say(Word::FormulaNumberOf, &[("number", &printed), ("base", &base)]),
    }
}

/// A printed share with its count and base, and with the share that they give if that differs: the
/// words for both cases.
pub fn printed_of(
    [same, though]: [Word; 2],
    share: Share,
    (count, base): (u32, u32),
    words: &Words,
) -> String {
    let given = differing(share, count, base);
    let given = given.map(|percent| words.say(Word::NumbersShare, &[("n", &percent.to_string())]));
    let value = words.share(share.percent, share.relation);
    let (count, base) = (count.to_string(), base.to_string());
    let values = [("value", value.as_str()), ("count", &count), ("base", &base)];
    match &given {
        None => words.say(same, &values),
        Some(share) => words.say(though, &[&values[..], &[("share", share)]].concat()),
    }
}

/// A text about a count and its base.
pub fn of(word: Word, count: u32, base: u32, words: &Words) -> String {
    words.say(word, &[("count", &count.to_string()), ("base", &base.to_string())])
}

fn percentage(pending: u32, left: u32, words: &Words) -> String {
    let mut text = words.say(Word::FormulaPrinted, &[]);
    if pending > 0 {
        let pending = words.count(Word::CountHeld, pending, &[]);
        text = words.say(Word::FormulaPrintedWithout, &[("formula", &text), ("held", &pending)]);
    }
    if left > 0 {
        let values = [("formula", text.as_str()), ("n", &left.to_string())];
        text = words.say(Word::FormulaPrintedWith, &values);
    }
    text
}

/// The published or adopted number.
fn start(sum: &Sum, words: &Words) -> String {
    let number = sum.published.to_string();
    match &sum.adopted {
        Some(why) => words.say(Word::FormulaAdopted, &[("n", &number), ("why", &why.value)]),
        None => words.say(Word::FormulaPublished, &[("n", &number)]),
    }
}

fn of_sum(sum: &Sum, words: &Words) -> String {
    let mut text = start(sum, words);
    let mut add = |word: Word, number: i64| {
        let sign = if number < 0 { "−" } else { "+" };
        let number = number.abs().to_string();
        text = words.say(word, &[("sum", &text), ("sign", sign), ("n", &number)]);
    };
    if sum.received != 0 || (sum.changed == 0 && sum.withdrawn == 0) {
        add(Word::FormulaSumReceived, sum.received);
    }
    if sum.changed != 0 {
        add(Word::FormulaSumChanged, sum.changed);
    }
    if sum.withdrawn != 0 {
        add(Word::FormulaSumWithdrawn, -sum.withdrawn);
    }
    words.say(Word::FormulaSumIs, &[("sum", &text), ("n", &sum.value().to_string())])
}
