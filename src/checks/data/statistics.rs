//! Published statistics that can't all be right: in the wrong order, or outside the scale.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::figure::Statistic::{self, Greatest, Least, Mean, Median, Sum};
use crate::model::{Located, PublishedQuestion, Question, QuestionKind};

/// Statistics of which the first is never greater than the second.
const ORDER: [[Statistic; 2]; 5] =
    [[Least, Median], [Median, Greatest], [Least, Mean], [Mean, Greatest], [Least, Greatest]];

pub(super) fn check(question: &Question, published: &PublishedQuestion) -> Option<Diagnostic> {
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
