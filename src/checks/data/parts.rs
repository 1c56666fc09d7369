//! Parts of a whole that do not add up: the options of a single-choice question, and shares of all
//! responses.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::figure::{Key, Relation};
use crate::model::{Base, Located, PublishedOption, PublishedQuestion, Question};

pub(super) fn check(question: &Question, published: &PublishedQuestion) -> Option<Diagnostic> {
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
pub(super) fn groups(question: &Question, published: &PublishedQuestion) -> Vec<Diagnostic> {
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
    let sum: u32 = counted.iter().map(|(_, count)| count).sum();
    let is_whole = counted.len() == question.counting().count();
    let fits = if is_whole { sum == base.value } else { sum <= base.value };
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
