//! Published percentages that do not match their counts, or that no count can give.

use std::cmp::Reverse;
use std::ops::RangeInclusive;

use super::fits::{bases_of, counts_of, fits_some};
use crate::checks::grouped;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::figure::{Relation, rounded_percent};
use crate::model::{Base, Located, PublishedOption, PublishedQuestion, Survey};
use crate::text::listed;

/// Bases up to this multiple of the known one are searched.
const REACH: u32 = 2;
/// The maximum number of fitting bases to list.
const TOLD: usize = 4;

pub(super) fn check(survey: &Survey) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = response_rate(survey).into_iter().collect();
    for (id, published) in &survey.published.questions {
        diagnostics.extend(of_question(published));
        let is_of_respondents =
            survey.question(id).is_some_and(|question| question.base == Base::Respondents);
        let largest = match &published.base {
            Some(base) => Some(base.value),
            None => is_of_respondents.then_some(survey.published.number() as u32),
        };
        diagnostics.extend(largest.and_then(|largest| of_no_count(published, largest)));
    }
    diagnostics
}

fn response_rate(survey: &Survey) -> Option<Diagnostic> {
    let printed = survey.published.response_rate.as_ref()?;
    let respondents = survey.published.number() as u32;
    let share = Share { printed: printed.value, count: respondents, base: &survey.invited };
    (!share.follows()).then(|| share.diagnostic(&[printed.span], "were invited"))
}

/// A published percentage with its count and base.
#[derive(Clone, Copy, PartialEq)]
struct Share<'a> {
    printed: u32,
    count: u32,
    base: &'a Located<u32>,
}

impl Share<'_> {
    fn follows(self) -> bool {
        let computed = rounded_percent(self.count, self.base.value);
        computed.is_none_or(|computed| computed == self.printed)
    }

    fn diagnostic(self, places: &[Span], base_is: &str) -> Diagnostic {
        let Share { printed, count, base } = self;
        let computed = rounded_percent(count, base.value).unwrap_or(0);
        let message =
            format!("{printed}% is printed, but {count} of {} is {computed}%", base.value);
        let texts = std::iter::once("stays as printed until a later response changes it")
            .chain(std::iter::repeat("and this one"));
        Diagnostic::warning(Code::PercentageDiffers, message)
            .at_each(places.iter().copied().zip(texts))
            .at(base.span, base_is)
            .help(self.fitting())
    }

    /// Describes the counts and bases that would fit the percentage.
    fn fitting(self) -> String {
        let Share { printed, count, base: Located { value: base, .. } } = self;
        let counts = counts_of(printed, *base);
        let bases = bases_of(printed, count, base.saturating_mul(REACH));
        let of_bases = bases.take(TOLD).map(|base| format!("{count} of {base}"));
        let of_counts = match counts.len() {
            0..=TOLD => counts.map(|count| format!("{count} of {base}")).collect(),
            _ => vec![format!("{} to {} of {base}", counts.start, counts.end - 1)],
        };
        let fitting: Vec<String> = of_bases.chain(of_counts).collect();
        match fitting.is_empty() {
            true => format!(
                "no count of {base} is {printed}%, and there is no base of which {count} is: \
                 find out which of the three is wrong"
            ),
            false => format!("{printed}% fits {}", listed(&fitting, "or")),
        }
    }
}

/// One finding for each published share that differs from the computed one, listing all options
/// with it.
fn of_question(published: &PublishedQuestion) -> Vec<Diagnostic> {
    let Some(base) = &published.base else { return Vec::new() };
    let options = published.options.values();
    let shares = options.filter_map(|option| Some((share(option, base)?, option.span)));
    let mut differing = grouped(shares.filter(|(share, _)| !share.follows()));
    differing.iter_mut().for_each(|(_, places)| places.sort());
    differing.sort_by_key(|(_, places)| places.first().copied());
    differing.iter().map(|(share, places)| share.diagnostic(places, "the base")).collect()
}

fn share<'a>(option: &PublishedOption, base: &'a Located<u32>) -> Option<Share<'a>> {
    let percent = option.percent.filter(|percent| percent.relation == Relation::Equal)?;
    Some(Share { printed: percent.value, count: option.count.as_ref()?.value, base })
}

/// Percentages without a count that no count can give.
fn of_no_count(published: &PublishedQuestion, largest: u32) -> Option<Diagnostic> {
    let (bases, what) = match published.base.is_some() {
        true => (largest..=largest, largest.to_string()),
        false => (1..=largest, format!("up to {largest} respondents")),
    };
    let options = published.options.values().filter(|option| option.count.is_none());
    let percents = options.filter_map(|option| option.percent);
    let printed = percents.filter(|percent| percent.relation == Relation::Equal);
    let mut unfit: Vec<_> =
        printed.filter(|percent| !fits_some(percent.value, bases.clone())).collect();
    unfit.sort_by_key(|percent| percent.span);
    let first = unfit.first().filter(|_| largest > 0)?;
    let message = format!("{}% is printed, but no count of {what} gives it", first.value);
    let warning = Diagnostic::warning(Code::PercentageUnfit, message)
        .at_each(unfit.iter().map(|percent| (percent.span, nearest(percent.value, bases.clone()))));
    Some(warning.help("find out the count and the base; or whether it was rounded down"))
}

/// The nearest possible share; of equally near ones, that with the largest base.
fn nearest(percent: u32, bases: RangeInclusive<u32>) -> String {
    // Only the counts next to those that would give the percentage can be nearest.
    let shares = bases.flat_map(|base| {
        let beside = counts_of(percent, base);
        let counts = [beside.start.saturating_sub(1), beside.start, beside.end];
        let counts = counts.into_iter().filter(move |count| *count <= base);
        let shares = counts.filter_map(move |count| rounded_percent(count, base));
        shares.map(move |share| (share, counts_of(share, base).start, base))
    });
    let nearest = shares.min_by_key(|(share, _, base)| (share.abs_diff(percent), Reverse(*base)));
    nearest.map_or(String::new(), |(share, count, base)| format!("{count} of {base} is {share}%"))
}
