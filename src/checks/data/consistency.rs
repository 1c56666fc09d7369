//! Published figures that can't all be right: parts that do not add up to the whole, and statistics in the wrong order
//! or outside the scale.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::figure::Statistic::{self, Greatest, Least, Mean, Median, Sum};
use crate::figure::{Key, Relation};
use crate::model::{Base, Located, PublishedOption, PublishedQuestion, Question, QuestionKind};

/// Statistics of which the first is never greater than the second.
const ORDER: [[Statistic; 2]; 5] =
    [[Least, Median], [Median, Greatest], [Least, Mean], [Mean, Greatest], [Least, Greatest]];

/// Checks the figures of a question and of the groups of those that answered it; those of options only if they
/// `are_whole`: all options that were asked are known.
pub(super) fn check(
    question: &Question,
    published: &PublishedQuestion,
    are_whole: bool,
) -> Vec<Diagnostic> {
    let of_each = published.with_groups().flat_map(|published| {
        let parts = are_whole.then(|| parts(question, published)).flatten();
        parts.into_iter().chain(statistics(question, published))
    });
    of_each.chain(groups(question, published)).collect()
}

/// The options of a single-choice question, and shares of all responses, must add up.
fn parts(question: &Question, published: &PublishedQuestion) -> Option<Diagnostic> {
    if !question.kind.is_one_option() && question.base != Base::Responses {
        return None;
    }
    let counts = |key: &Key| question.option(key).is_some_and(|option| option.counts);
    let options = published.options.iter().filter(|(key, _)| counts(key));
    let mut options: Vec<&PublishedOption> = options.map(|(_, option)| option).collect();
    options.sort_by_key(|option| option.span);
    let base = published.base.as_ref();
    let of_counts = base.and_then(|base| self::counts(question, base, &options));
    of_counts.or_else(|| percentages(question, &options))
}

/// Groups by one attribute must not sum to more than the whole.
fn groups(question: &Question, published: &PublishedQuestion) -> Vec<Diagnostic> {
    let mut parts: BTreeMap<(&Key, Option<&Key>), Vec<&Located<u32>>> = BTreeMap::new();
    for (group, figures) in &published.groups {
        let counts = figures.options.iter().map(|(key, option)| (Some(key), option.count.as_ref()));
        for (option, number) in counts.chain([(None, figures.base.as_ref())]) {
            parts.entry((&group.by, option)).or_default().extend(number);
        }
    }
    let of_whole = |((by, option), parts): ((&Key, Option<&Key>), Vec<&Located<u32>>)| {
        let count = |key: &Key| published.options.get(key)?.count.as_ref();
        let whole = option.map_or(published.base.as_ref(), count)?;
        let sum: u64 = parts.iter().map(|part| u64::from(part.value)).sum();
        let what = option.map_or(question.id.to_string(), |key| format!("{}.{key}", question.id));
        let message =
            format!("the groups of `{what}` by `{by}` sum to {sum}, but all are {}", whole.value);
        let warning = Diagnostic::warning(Code::PartsDoNotSum, message)
            .at(whole.span, "all")
            .at_each(parts.iter().map(|part| (part.span, part.value.to_string())))
            .help("each respondent is in one group: find out which number is wrong");
        (sum > whole.value.into()).then_some(warning)
    };
    parts.into_iter().filter_map(of_whole).collect()
}

/// The counts must add up to the base, or to at most the base if some are not published.
fn counts(
    question: &Question,
    base: &Located<u32>,
    options: &[&PublishedOption],
) -> Option<Diagnostic> {
    let counted = options.iter().filter_map(|one| Some((one.span, one.count.as_ref()?.value)));
    let counted: Vec<(Span, u32)> = counted.collect();
    let sum: u64 = counted.iter().map(|(_, count)| u64::from(*count)).sum();
    let is_whole = counted.len() == question.counting().count();
    let whole = u64::from(base.value);
    let fits = if is_whole { sum == whole } else { sum <= whole };
    if fits || counted.is_empty() {
        return None;
    }
    let message =
        format!("the parts of `{}` sum to {sum}, but the base is {}", question.id, base.value);
    let warning = Diagnostic::warning(Code::PartsDoNotSum, message)
        .at(base.span, "the base")
        .at_each(counted.iter().map(|(place, count)| (*place, count.to_string())));
    Some(warning.help("each who answered is in one of the parts: find out which number is wrong"))
}

/// The percentages must add up to 100, allowing for rounding.
fn percentages(question: &Question, options: &[&PublishedOption]) -> Option<Diagnostic> {
    let printed = options.iter().filter_map(|option| Some((option.span, option.share?.value)));
    let printed: Vec<_> = printed.collect();
    let sum: u32 = printed.iter().map(|(_, share)| share.percent).sum();
    let rounding = printed.len() as u32 / 2;
    let is_exact = printed.iter().all(|(_, share)| share.relation == Relation::Equal);
    let is_whole = is_exact && printed.len() == question.counting().count();
    let is_least = printed.iter().all(|(_, share)| share.relation != Relation::LessThan);
    let is_more = is_least && sum > 100 + rounding;
    let is_less = is_whole && sum + rounding < 100;
    let message = format!("the shares of `{}` sum to {sum}%", question.id);
    let warning = Diagnostic::warning(Code::PartsDoNotSum, message)
        .at_each(printed.iter().map(|(place, share)| (*place, format!("{}%", share.percent))))
        .help("the parts of a whole are 100%, but for rounding: find out which is wrong");
    (is_more || is_less).then_some(warning)
}

fn statistics(question: &Question, published: &PublishedQuestion) -> Option<Diagnostic> {
    let found = |statistic| published.statistics.get(&statistic);
    let disordered = ORDER.iter().filter_map(|[low, high]| {
        let (one, other) = (found(*low)?, found(*high)?);
        let why = format!("the {} is more than the {}", low.name(), high.name());
        is_greater(one.value, other.value).then_some((one.span, why))
    });
    let mut wrong: Vec<(Span, String)> = disordered.collect();
    if let (Some(mean), Some(sum), Some(base)) = (found(Mean), found(Sum), &published.base) {
        let base = Decimal::from(base.value);
        let rounding = half_unit(mean.value) * base + half_unit(sum.value);
        if (mean.value * base - sum.value).abs() > rounding {
            wrong.push((sum.span, format!("{base} times the mean is {}", mean.value * base)));
        }
    }
    let ranks = published.options.values().filter_map(|option| option.mean.as_ref());
    let numbers = published.statistics.iter().filter(|(statistic, _)| **statistic != Sum);
    let values = numbers.map(|(_, value)| value).chain(ranks);
    if let Some((least, greatest)) = range(question) {
        let is_outside = |value: &&Located<Decimal>| value.value < least || value.value > greatest;
        let outside = values.filter(is_outside);
        wrong.extend(outside.map(|one| (one.span, format!("not from {least} to {greatest}"))));
    }
    wrong.sort();
    let message = format!("the published statistics of `{}` can't all be right", question.id);
    let warning = Diagnostic::warning(Code::StatisticsDiffer, message).at_each(wrong);
    warning.help("find out which number is wrong").placed()
}

/// The least and the greatest value of a scale or rank of a ranking.
fn range(question: &Question) -> Option<(Decimal, Decimal)> {
    let values = || question.counting().filter_map(|option| option.value);
    match question.kind {
        QuestionKind::Scale => values().min().zip(values().max()),
        QuestionKind::Ranking => {
            let most = question.most.unwrap_or(question.options.len() as u32);
            Some((Decimal::ONE, Decimal::from(most)))
        }
        _ => None,
    }
}

/// Whether a number is greater than another, both rounded to the decimals that they share.
fn is_greater(one: Decimal, other: Decimal) -> bool {
    let decimals = one.scale().min(other.scale());
    let rounded = |number: Decimal| {
        number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
    };
    rounded(one) > rounded(other)
}

/// Half of the last decimal of a number.
fn half_unit(number: Decimal) -> Decimal {
    Decimal::new(5, number.scale() + 1)
}
