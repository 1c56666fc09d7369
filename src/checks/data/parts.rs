//! Parts of a whole that do not add up: the options of a single-choice question, and shares of all
//! responses.

use crate::diagnostic::{Code, Diagnostic};
use crate::figure::{Key, Relation};
use crate::model::{Base, PublishedOption, PublishedQuestion, Question};

pub(super) fn check(question: &Question, published: &PublishedQuestion) -> Option<Diagnostic> {
    if !question.kind.is_one_option() && question.base != Base::Responses {
        return None;
    }
    counts(question, published).or_else(|| percentages(question, published))
}

/// The counts must add up to the base, or to at most the base if some are not published.
fn counts(question: &Question, published: &PublishedQuestion) -> Option<Diagnostic> {
    let base = published.base.as_ref()?;
    let counted: Vec<(&PublishedOption, u32)> = options(question, published)
        .filter_map(|option| Some((option, option.count.as_ref()?.value)))
        .collect();
    let sum: u32 = counted.iter().map(|(_, count)| count).sum();
    let is_whole = counted.len() == question.options.iter().filter(|option| option.counts).count();
    let fits = if is_whole { sum == base.value } else { sum <= base.value };
    if fits || counted.is_empty() {
        return None;
    }
    let message =
        format!("the parts of `{}` sum to {sum}, but the base is {}", question.id, base.value);
    let warning = Diagnostic::warning(Code::PartsDoNotSum, message)
        .at(base.span, "the base")
        .at_each(counted.iter().map(|(option, count)| (option.span, count.to_string())));
    Some(warning.help("each who answered is in one of the parts: find out which number is wrong"))
}

/// The percentages must add up to 100, allowing for rounding.
fn percentages(question: &Question, published: &PublishedQuestion) -> Option<Diagnostic> {
    let printed = options(question, published).filter_map(|option| Some((option, option.percent?)));
    let printed: Vec<_> = printed.collect();
    let sum: u32 = printed.iter().map(|(_, percent)| percent.value).sum();
    let rounding = printed.len() as u32 / 2;
    let is_exact = printed.iter().all(|(_, percent)| percent.relation == Relation::Equal);
    let is_whole =
        printed.len() == question.options.iter().filter(|option| option.counts).count() && is_exact;
    let is_least = printed.iter().all(|(_, percent)| percent.relation != Relation::LessThan);
    let is_more = is_least && sum > 100 + rounding;
    let is_less = is_whole && sum + rounding < 100;
    if !is_more && !is_less {
        return None;
    }
    let message = format!("the shares of `{}` sum to {sum}%", question.id);
    let parts =
        printed.iter().map(|(option, percent)| (option.span, format!("{}%", percent.value)));
    let warning = Diagnostic::warning(Code::PartsDoNotSum, message).at_each(parts);
    Some(warning.help("the parts of a whole are 100%, but for rounding: find out which is wrong"))
}

/// The options that count, in file order.
fn options<'p>(
    question: &Question,
    published: &'p PublishedQuestion,
) -> impl Iterator<Item = &'p PublishedOption> {
    let counts = |key: &Key| question.option(key).is_some_and(|option| option.counts);
    let options = published.options.iter().filter(|(key, _)| counts(key));
    let mut options: Vec<&PublishedOption> = options.map(|(_, option)| option).collect();
    options.sort_by_key(|option| option.span);
    options.into_iter()
}
