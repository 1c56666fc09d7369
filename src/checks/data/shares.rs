//! Published percentages: those that do not match their counts, those that no count can give, and
//! those without a count.

use std::cmp::Reverse;
use std::ops::{Range, RangeInclusive};

use crate::checks::grouped;
use crate::diagnostic::{Code, Diagnostic, Span, in_backticks};
use crate::figure::{Share, rounded_percent};
use crate::model::{Base, Located, PublishedOption, PublishedQuestion, Survey};
use crate::tally::{QuestionTally, differing};
use crate::text::listed;

/// Bases up to this multiple of the known one are searched,
const REACH: u32 = 2;
/// but none that is greater than this.
const LARGEST: u32 = 1_000_000;
/// What is said of a printed percentage that differs from its count.
const KEPT: &str = "stays as printed until a later response changes it";
/// The maximum number of fitting bases to list.
const TOLD: usize = 4;

pub(super) fn check(survey: &Survey) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = response_rate(survey).into_iter().collect();
    for (id, published) in &survey.published.questions {
        diagnostics.extend(published.with_groups().flat_map(|it| of_question(it, KEPT)));
        let is_of_respondents =
            survey.question(id).is_some_and(|question| question.base == Base::Respondents);
        let respondents = is_of_respondents.then_some(survey.published.number() as u32);
        let largest = published.base.as_ref().map(|base| base.value).or(respondents);
        diagnostics.extend(largest.and_then(|largest| of_no_count(published, largest)));
    }
    let earlier = survey.rounds.iter().flat_map(|round| round.published.questions.values());
    let earlier = earlier.flat_map(PublishedQuestion::with_groups);
    diagnostics.extend(earlier.flat_map(|published| of_question(published, "")));
    diagnostics
}

fn response_rate(survey: &Survey) -> Option<Diagnostic> {
    let printed = survey.published.response_rate.as_ref()?;
    let respondents = survey.published.respondents.keys();
    let invited = respondents.filter(|key| survey.mechanisms[*key].invited);
    let unnamed = survey.published.unnamed.as_ref().map(|number| number.value);
    let respondents = unnamed.unwrap_or(invited.count() as u32);
    let differing = Differing::new(Share::equal(printed.value), respondents, &survey.invited)?;
    Some(differing.diagnostic(&[printed.span], KEPT, "were invited"))
}

/// A published percentage that differs from that of its count and base.
#[derive(Clone, Copy, PartialEq)]
struct Differing<'a> {
    printed: u32,
    count: u32,
    computed: u32,
    base: &'a Located<u32>,
}

impl<'a> Differing<'a> {
    fn new(share: Share, count: u32, base: &'a Located<u32>) -> Option<Self> {
        let computed = differing(share, count, base.value)?;
        Some(Differing { printed: share.percent, count, computed, base })
    }

    fn diagnostic(self, places: &[Span], note: &'static str, base_is: &str) -> Diagnostic {
        let Differing { printed, count, computed, base: Located { value: base, span } } = self;
        let message = format!("{printed}% is printed, but {count} of {base} is {computed}%");
        let texts = std::iter::once(note).chain(std::iter::repeat("and this one"));
        let warning = Diagnostic::warning(Code::PercentageDiffers, message)
            .at_each(places.iter().copied().zip(texts));
        warning.at(*span, base_is).help(self.fitting())
    }

    /// Describes the counts and bases that would fit the percentage.
    fn fitting(self) -> String {
        let Differing { printed, count, base: Located { value: base, .. }, .. } = self;
        let counts = counts_of(printed, *base);
        let bases = count.max(1)..=base.saturating_mul(REACH).min(LARGEST);
        let bases = bases.filter(|base| rounded_percent(count, *base) == Some(printed));
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
fn of_question(published: &PublishedQuestion, note: &'static str) -> Vec<Diagnostic> {
    let Some(base) = &published.base else { return Vec::new() };
    let options = published.options.values();
    let mut differing = grouped(options.filter_map(|option| {
        let share = Differing::new(option.share?.value, option.count?.value, base)?;
        Some((share, option.span))
    }));
    differing.iter_mut().for_each(|(_, places)| places.sort());
    differing.sort_by_key(|(_, places)| places.first().copied());
    differing.iter().map(|(share, places)| share.diagnostic(places, note, "the base")).collect()
}

/// Percentages without a count that no count can give.
fn of_no_count(published: &PublishedQuestion, largest: u32) -> Option<Diagnostic> {
    let (bases, what) = match published.base.is_some() {
        true => (largest..=largest, largest.to_string()),
        false => (1..=largest, format!("up to {largest} respondents")),
    };
    let options = published.options.values().filter(|option| option.count.is_none());
    let exact = options.filter_map(|option| option.share.filter(|share| share.value.is_exact()));
    let exact = exact.map(|Located { value, span }| Located { value: value.percent, span });
    let is_unfit = |percent: &Located<u32>| {
        bases.clone().all(|base| counts_of(percent.value, base).is_empty())
    };
    let mut unfit: Vec<Located<u32>> = exact.filter(is_unfit).collect();
    unfit.sort_by_key(|percent| percent.span);
    let first = unfit.first().filter(|_| largest > 0)?;
    let message = format!("{}% is printed, but no count of {what} gives it", first.value);
    let warning = Diagnostic::warning(Code::PercentageUnfit, message)
        .at_each(unfit.iter().map(|percent| (percent.span, nearest(percent.value, bases.clone()))));
    Some(warning.help("find out the count and the base; or whether it was rounded down"))
}

/// The nearest possible share; of equally near ones, that with the largest base.
fn nearest(percent: u32, bases: RangeInclusive<u32>) -> String {
    let shares = bases.flat_map(|base| {
        let share = move |count| Some((rounded_percent(count, base)?, count, base));
        (0..=base).filter_map(share)
    });
    let nearest = shares.min_by_key(|(share, _, base)| (share.abs_diff(percent), Reverse(*base)));
    nearest.map_or(String::new(), |(share, count, base)| format!("{count} of {base} is {share}%"))
}

/// A figure without a count: its key, the option, and the number of later answers that could not be added to it.
type Countless<'a> = (&'a str, &'a PublishedOption, u32);

/// Returns one finding for all figures of a question that have a percentage and no count: late
/// answers can't be added to them.
pub(super) fn without_counts(
    published: &PublishedQuestion,
    tally: Option<&QuestionTally>,
) -> Option<Diagnostic> {
    let countless = |option: &PublishedOption| option.share.is_some() && option.count.is_none();
    let figures = published.options.iter().filter(|(_, option)| countless(option));
    let figures = figures.map(|(key, option)| {
        let tallied = tally.and_then(|tally| tally.option(key));
        (key.as_str(), option, tallied.map_or(0, |option| option.pending))
    });
    let mut figures: Vec<Countless<'_>> = figures.collect();
    figures.sort_by_key(|(_, option, _)| option.span);
    let places = figures.iter().map(|(_, option, pending)| match pending {
        0 => (option.span, String::new()),
        _ if figures.len() == 1 => (option.span, String::new()),
        pending => (option.span, format!("not including {pending}")),
    });
    let lines: Vec<String> = figures.iter().filter_map(|figure| line(figure, published)).collect();
    let note = Diagnostic::note(Code::PercentageOnly, message(&figures)).at_each(places);
    let note = note.help(match lines.len() {
        0 => "if the count is known, add it, as in `count = 12`; otherwise the percentage is printed as published"
            .to_owned(),
        1 => format!("only one count fits; to adopt it, write\n{}", lines[0]),
        _ => format!("only one count fits each; to adopt them, write\n{}", lines.join("\n")),
    });
    note.placed()
}

fn message(figures: &[Countless<'_>]) -> String {
    let keys = listed(&in_backticks(figures.iter().map(|(key, ..)| key)), "and");
    let (has, it) = if figures.len() == 1 { ("has", "it") } else { ("have", "them") };
    match figures.iter().map(|(.., pending)| pending).sum() {
        0 => format!("{keys} {has} no published count, so later answers can't be added to {it}"),
        pending if figures.len() == 1 => format!(
            "{keys} has no published count: it does not include {pending} of the answers received since"
        ),
        1.. => {
            format!("{keys} have no published count: they do not include answers received since")
        }
    }
}

/// The TOML line that adopts the count behind a percentage, if exactly one count fits.
fn line((key, option, _): &Countless<'_>, published: &PublishedQuestion) -> Option<String> {
    let percent = option.share.filter(|share| share.value.is_exact())?.value.percent;
    let base = published.base.as_ref()?.value;
    let counts = counts_of(percent, base);
    (counts.len() == 1).then(|| {
        let count = counts.start;
        format!(
            "{key} = {{ count = {count}, percent = {percent}, \
             adopted = \"{percent}% of {base}: no other count fits\" }}"
        )
    })
}

/// The counts that round to `percent` of `base`.
fn counts_of(percent: u32, base: u32) -> Range<u32> {
    let (percent, base) = (u64::from(percent), u64::from(base));
    // The first count of which the share is at least `halves` / 2 per cent.
    let first =
        |halves: u64| (halves * base).div_ceil(200).min(base + 1).min(u32::MAX.into()) as u32;
    first((2 * percent).saturating_sub(1))..first(2 * percent + 1)
}

#[cfg(test)]
mod tests {
    use super::counts_of;
    use crate::figure::rounded_percent;

    #[test]
    fn a_percentage_fits_what_rounds_to_it() {
        assert!(counts_of(83, 13).is_empty());
        assert_eq!(counts_of(62, 13), 8..9);
    }

    #[test]
    fn ranges_are_what_a_search_finds() {
        for percent in 0..=130 {
            for base in 0..60 {
                let gives = |count: &u32| rounded_percent(*count, base) == Some(percent);
                let counts: Vec<u32> = (0..=base).filter(gives).collect();
                assert!(counts_of(percent, base).eq(counts), "{percent}% of {base}");
            }
        }
    }
}
