//! Checks of the published figures: shares that do not follow from their counts, bases that differ,
//! parts that do not add up, statistics that can't all be right, figures to which late answers can't
//! be added, graphs without data.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::figure::Statistic::{self, Greatest, Least, Mean, Median, Sum};
use crate::figure::{Figure, Key, Relation, rounded};
use crate::model::{
    Base, Graph, Located, PublishedOption, PublishedQuestion, Question, QuestionKind, Survey,
};
use crate::tally::{OptionTally, QuestionTally, Tally};

mod rounds;
mod shares;

/// Statistics of which the first is never greater than the second.
const ORDER: [[Statistic; 2]; 5] =
    [[Least, Median], [Median, Greatest], [Least, Mean], [Mean, Greatest], [Least, Greatest]];

/// Checks the survey and its figures.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let CheckContext { survey, tally, .. } = *context;
    if let Some(error) = too_many(context).or_else(|| of_none(survey)) {
        return vec![error];
    }
    let mut diagnostics = shares::check(survey);
    diagnostics.extend(differing_bases(survey));
    for (id, published) in &survey.published.questions {
        let Some(question) = survey.question(id) else { continue };
        diagnostics.extend(contradictions(question, published, true));
        diagnostics.extend(shares::without_counts(published, tally.question(id)));
    }
    diagnostics.extend(rounds::not_reviewed(context.sources));
    diagnostics.extend(rounds::check(survey, tally));
    let graphs = survey.report.graphs.iter();
    diagnostics.extend(graphs.filter_map(|graph| without_data(graph, survey, tally)));
    diagnostics.extend(early_edition(survey));
    diagnostics
}

/// Figures of a question, and of the groups of those that answered it, that can't all be right; those of options
/// only if they `are_whole`: all options that were asked are known.
fn contradictions(
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

/// A warning if the edition is dated before the last response that it includes.
fn early_edition(survey: &Survey) -> Option<Diagnostic> {
    let edition = &survey.report.edition;
    let Located { value: date, span } = edition.date?;
    let last = survey.received_by().filter(|last| *last > date)?;
    let message = format!("the edition is dated {date}, but includes a response of {last}");
    let warning = Diagnostic::warning(Code::EditionBeforeResponse, message).at(span, "");
    Some(warning.help("give the day of this edition, or build `--as-of` an earlier day"))
}

/// An error if more invited mechanisms responded than were invited.
fn too_many(context: &CheckContext<'_>) -> Option<Diagnostic> {
    let CheckContext { survey, tally, .. } = context;
    let responded = tally.value(&Figure::INVITED_RESPONDED)?.count()?;
    let Located { value: invited, span } = survey.invited;
    let message = format!(
        "{responded} mechanisms that were invited responded, but only {invited} were invited"
    );
    let error = Diagnostic::error(Code::ImpossibleCount, message).at(span, "").help(format!(
        "correct this number; or, for each mechanism that responded without having been invited, set \
         `invited = false` in its table in {}",
        context.sources.registry()
    ));
    (responded > invited).then_some(error)
}

/// An error if nobody was invited, although a response rate is published.
fn of_none(survey: &Survey) -> Option<Diagnostic> {
    let rate = survey.published.response_rate.as_ref()?;
    let message = format!("{}% of those that were invited responded, but none was", rate.value);
    let error = Diagnostic::error(Code::ImpossibleCount, message).at(survey.invited.span, "");
    let error = error.at(rate.span, "printed").help("write how many were invited");
    (survey.invited.value == 0).then_some(error)
}

/// Returns one finding for all bases that differ without naming the respondents they leave out.
fn differing_bases(survey: &Survey) -> Option<Diagnostic> {
    let published = &survey.published;
    let respondents = published.number();
    let (_, first) = published.respondents.first()?;
    let is_of_respondents =
        |id: &str| survey.question(id).is_some_and(|question| question.base == Base::Respondents);
    let differing = published.questions.iter().filter_map(|(id, question)| {
        let base = question.base.as_ref().filter(|_| is_of_respondents(id))?;
        let explained = question.not_counted.len() + base.value as usize == respondents;
        let counted = question.counted.len() == base.value as usize;
        (!explained && !counted).then_some(base)
    });
    let mut differing: Vec<&Located<u32>> = differing.collect();
    differing.sort_by_key(|base| base.span);
    let base = differing.first()?;
    let same = differing.iter().all(|other| other.value == base.value);
    let differs = match (same, differing.len()) {
        (true, 1) => format!("the base of a question is {}", base.value),
        (true, many) => format!("the base of {many} questions is {}", base.value),
        (false, many) => format!("the bases of {many} questions differ from that"),
    };
    let message = format!("{respondents} responded, but {differs}");
    let places = differing.into_iter().map(|base| {
        let missing = respondents.abs_diff(base.value as usize);
        let are = if missing == 1 { "is" } else { "are" };
        (base.span, format!("{missing} of the {respondents} {are} not in it"))
    });
    let warning = Diagnostic::warning(Code::BaseDiffers, message).at_each(places);
    Some(warning.at(*first, format!("the first of the {respondents} respondents")).help(
        "find out who did not answer, and name them under the question: `not-counted = [\"KEY\"]`",
    ))
}

/// A warning if a graph has no data, or data for only one of several options.
fn without_data(graph: &Graph, survey: &Survey, tally: &Tally) -> Option<Diagnostic> {
    let questions = survey.questions_of(&graph.question).into_iter();
    let tallied = questions.filter_map(|question| tally.question(&question.id));
    let tallied: Vec<&QuestionTally> = tallied.collect();
    let options: Vec<&OptionTally> =
        tallied.iter().flat_map(|question| &question.options).collect();
    let known = options.iter().filter(|o| o.count.is_some() || o.share.is_some()).count();
    let has = match (known, options.len()) {
        (0, 0) if tallied.iter().any(|question| question.base.is_some()) => return None,
        (0, _) => "no data".to_owned(),
        (1, all @ 3..) => format!("a figure for one of its {all} options only"),
        _ => return None,
    };
    let message = format!("graph `{}` has {has}", graph.key.value);
    let warning = Diagnostic::warning(Code::GraphWithoutData, message).at(graph.key.span, "");
    Some(warning.help("find the figures for data/published.toml, or leave the graph out"))
}

/// A warning if the options of a single-choice question, or shares of all responses, do not add up.
fn parts(question: &Question, published: &PublishedQuestion) -> Option<Diagnostic> {
    if !question.kind.is_one_option() && question.base != Base::Responses {
        return None;
    }
    let is_counted = |key: &Key| question.option(key).is_some_and(|option| option.counts);
    let options = published.options.iter().filter(|(key, _)| is_counted(key));
    let mut options: Vec<&PublishedOption> = options.map(|(_, option)| option).collect();
    options.sort_by_key(|option| option.span);
    let base = published.base.as_ref();
    let of_counts = base.and_then(|base| counts(question, base, &options));
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
    let is_exact = printed.iter().all(|(_, share)| share.is_exact());
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

/// A warning about published statistics that can't all be right: in the wrong order, or outside the
/// scale.
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
    rounded(one, decimals) > rounded(other, decimals)
}

/// Half of the last decimal of a number.
fn half_unit(number: Decimal) -> Decimal {
    Decimal::new(5, number.scale() + 1)
}
