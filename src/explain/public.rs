//! Explanations that can be passed on: what a figure is and how it was obtained, without source
//! lines and individual answers.

use serde::Serialize;

use super::{Explanation, Look};
use crate::figure::{Of, Role};
use crate::figures::{self, Description};
use crate::model::{Base, Survey};
use crate::tally::{Formula, State, Sum, Tallied, differing, is_attributable};
use crate::text::{in_words, wrapped};
use crate::uses::ReportParts;

/// The public explanation of a figure. In JSON, it is one object on one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PublicExplanation<'e> {
    /// The id.
    pub figure: &'e str,
    /// The value as displayed; `None` if it is unpublished.
    pub value: Option<&'e str>,
    /// A description in words.
    pub what: &'e str,
    /// The question's wording, or else its graph's caption.
    pub wording: Option<&'e str>,
    /// How it was obtained, as a sentence.
    pub how: &'e str,
}

impl<'e> From<&'e Explanation> for PublicExplanation<'e> {
    fn from(Explanation { figure, value, what, wording, how, .. }: &'e Explanation) -> Self {
        let (value, wording) = (value.as_deref(), wording.as_deref());
        PublicExplanation { figure, value, what, wording, how }
    }
}

/// Formats public explanations for people, one paragraph each.
pub fn human_public(explained: &[PublicExplanation<'_>], look: Look) -> String {
    let paragraphs = explained.iter().map(|one| {
        let value = one.value.unwrap_or("no figure");
        let question = one.wording.iter().map(|wording| format!(" (“{wording}”)"));
        let text = format!("{value}: {}{}", one.how, question.collect::<String>());
        let what = format!("This is {}.", one.what);
        let lines = [text, what].into_iter().flat_map(|text| wrapped(&text, look.width));
        lines.map(|line| line + "\n").collect::<String>()
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// How a figure was obtained.
pub(super) fn how(input: &ReportParts<'_>, described: &Description<'_>) -> String {
    let ReportParts { survey, tally, .. } = input;
    let tallied = described.tallied;
    match &tallied.formula {
        Formula::Change { .. } => figures::formula(&tallied.formula, input.words),
        Formula::Statistic { numbers, .. } => format!("from {numbers} answers"),
        Formula::Computed { base: 0, .. } => "nobody has answered".to_owned(),
        Formula::Computed { count, base } => {
            let parts = described.parts(survey, tally).into_iter();
            let mut count_of = parts.filter(|(role, _)| *role == Role::Count);
            let split = count_of.find_map(|(_, part)| split(survey, part.tallied));
            let of = format!("{count} of the {base} {}", base_is(described));
            split.map_or(of.clone(), |split| format!("{of}; {split}"))
        }
        Formula::Printed { share, parts: Some((count, base)) } => {
            let of = format!("{count} of the {base} {}", base_is(described));
            match differing(*share, *count, *base) {
                None => format!("as published, {of}"),
                Some(percent) => format!("as published, though {of} is {percent}%"),
            }
        }
        Formula::Percentage { .. } if tallied.state() == State::PercentageOnly => {
            "published as a percentage, without a count".to_owned()
        }
        Formula::Percentage { pending: 1.., .. } | Formula::Percentage { left: 1.., .. } => {
            "as published, because later answers can't be added to it".to_owned()
        }
        Formula::Printed { .. } | Formula::Percentage { .. } | Formula::AsPublished => {
            "as published".to_owned()
        }
        Formula::NotPublished { .. } => "not published".to_owned(),
        Formula::SmallGroup | Formula::OneAnswer => described.formula(input.words),
        Formula::NoBase => "a share of what is not published".to_owned(),
        Formula::Received(_) => "counted from the responses".to_owned(),
        Formula::Tied { options, rank } => format!("{} options share rank {rank}", options.len()),
        Formula::Start(sum) => start(sum).to_owned(),
        Formula::Sum(_) => split(survey, tallied).unwrap_or_else(|| "computed".to_owned()),
    }
}

/// A description of a share's denominator.
fn base_is(described: &Description<'_>) -> &'static str {
    match (&described.figure.of, described.question.map(|question| question.base)) {
        (Of::Respondents | Of::Invited, _) => "that were invited",
        (Of::Question(_), Some(Base::Responses)) => "options that were chosen",
        (Of::Question(_), _) => "that answered",
    }
}

fn start(sum: &Sum) -> &'static str {
    match sum.adopted {
        None => "as published",
        Some(_) => "worked out from the published percentage",
    }
}

/// The published and the later part of a number; `None` if nothing was added later, or if it would
/// reveal the answers of one or two mechanisms in a confidential survey.
fn split(survey: &Survey, tallied: &Tallied) -> Option<String> {
    let Formula::Sum(sum) = &tallied.formula else { return None };
    if survey.confidential && is_attributable(&tallied.later) {
        return None;
    }
    let number = |number: i64| u32::try_from(number.abs()).map_or(number.to_string(), in_words);
    let mut parts = vec![format!("{} {}", sum.published, start(sum))];
    if sum.received != 0 || (sum.changed == 0 && sum.withdrawn == 0) {
        parts.push(match sum.received {
            0 => "none received since".to_owned(),
            received => format!("{} received since", number(received)),
        });
    }
    match sum.changed {
        0 => {}
        more @ 1.. => parts.push(format!("{} more by changed answers", number(more))),
        fewer => parts.push(format!("{} fewer by changed answers", number(fewer))),
    }
    if sum.withdrawn != 0 {
        parts.push(format!("{} withdrawn since", number(sum.withdrawn)));
    }
    Some(parts.join(", "))
}
