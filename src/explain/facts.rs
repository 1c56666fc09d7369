//! Details of a figure: its parts, its sources and its meaning in words.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::diagnostic::Span;
use crate::diagnostic::draw::harmless;
use crate::figure::{Key, Role};
use crate::figures::Description;
use crate::model::ImportSource;
use crate::tally::{Formula, State, Sum, Tallied};
use crate::text::listed;
use crate::uses::{Place, ReportParts};
use crate::words::{Word, Words};

/// A figure that another one is computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The id.
    pub figure: String,
    /// The role in the computation: `count`, `base`, `now` or `earlier`.
    pub role: &'static str,
    /// The value as displayed; `None` if it is unpublished.
    pub value: Option<String>,
    /// How it was obtained.
    pub state: String,
    /// The formula, in words.
    pub formula: String,
    /// State and formula combined, without repetition.
    #[serde(skip)]
    pub how: String,
    /// The reason for adopting it, if it was adopted.
    pub adopted: Option<Reason>,
    /// The source lines that it is based on.
    pub from: Vec<SourceLine>,
}

/// The reason for adopting a count or base that was not printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The reason, in the secretariat's words.
    pub why: String,
    /// The location of these words.
    #[serde(flatten)]
    pub place: Place,
}

/// A source line of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceLine {
    /// The location.
    #[serde(flatten)]
    pub place: Place,
    /// The line, without surrounding whitespace.
    pub text: String,
    /// The line as an applied erratum corrects it; `None` if no erratum does.
    pub corrected: Option<String>,
    /// The mechanism whose response contains the line, if it is in a response.
    pub mechanism: Option<String>,
    /// The file, and the row in it, that the response was received in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// Whether outputs must not name that mechanism.
    pub anonymous: bool,
}

/// The meaning of a state for the people responsible for the figure.
pub(super) fn meaning(state: State) -> &'static str {
    match state {
        State::Printed => "it was published or asked so",
        State::Adopted => {
            "the secretariat took it from a printed percentage, for it was not printed itself"
        }
        State::Computed => "it follows from the counts, and was not printed so",
        State::PercentageOnly => {
            "it was printed without a count, so later answers can't be added to it"
        }
        State::Suppressed => "it is known, but readers could trace it to a few respondents",
        State::NotPublished => "nobody published it, so the report can't show it",
    }
}

/// The figures that a figure is computed from: for a share, its count and base.
pub(super) fn parts(input: &ReportParts<'_>, described: &Description<'_>) -> Vec<Part> {
    let parts = described.parts(input.survey, input.tally).into_iter();
    let part = |(role, part): (Role, Description<'_>)| Part {
        role: match role {
            Role::Count => "count",
            Role::Base => "base",
            Role::Now => "now",
            Role::Earlier => "earlier",
        },
        value: part.value(input.words),
        state: part.tallied.state.to_string(),
        formula: part.formula(input.words),
        how: how(&part, input.words),
        adopted: reason(input, &part),
        from: from(input, &part),
        figure: part.figure.to_string(),
    };
    parts.map(part).collect()
}

/// How a count or base was obtained, to be shown next to its value.
fn how(part: &Description<'_>, words: &Words) -> String {
    let state = part.tallied.state;
    let (formula, value) = (part.formula(words), part.value(words).unwrap_or_default());
    let formula = formula.strip_prefix(&value).unwrap_or(&formula).trim_start();
    match &part.tallied.formula {
        Formula::AsPublished | Formula::Start(Sum { adopted: None, .. }) => state.to_string(),
        Formula::Start(_) | Formula::NotPublished { .. } => formula.to_owned(),
        _ => format!("{state}: {formula}"),
    }
}

/// The number of later answers that would belong to an unpublished figure, in words.
pub(super) fn pending(tallied: &Tallied, words: &Words) -> Option<String> {
    match tallied.formula {
        Formula::NotPublished { pending } if pending > 0 => {
            Some(words.count(Word::CountHeld, pending, &[]))
        }
        _ => None,
    }
}

/// The reason for adopting an adopted figure.
pub(super) fn reason(input: &ReportParts<'_>, described: &Description<'_>) -> Option<Reason> {
    let why = described.adopted?;
    Some(Reason { why: why.value.clone(), place: Place::new(input.sources, why.span) })
}

/// The source lines of a figure, in order and without duplicates; the last one is the reason for
/// adopting it, if any.
pub(super) fn from(input: &ReportParts<'_>, described: &Description<'_>) -> Vec<SourceLine> {
    let mut known = BTreeSet::new();
    let lines = described.from().into_iter().map(|span| source_line(input, span));
    lines.filter(|line| known.insert(line.place.clone())).collect()
}

fn source_line(input: &ReportParts<'_>, span: Span) -> SourceLine {
    let ReportParts { sources, survey, .. } = input;
    let source = sources.get(span.file);
    let place = Place::new(sources, span);
    let text = source.original().lines().nth(place.line - 1).unwrap_or_default().trim();
    let read = sources.slice(sources.line(span)).trim();
    let of_file = survey.responses.iter().filter(|response| response.span.file == span.file);
    let mut mechanisms: Vec<&Key> = of_file
        .flat_map(|response| [&response.mechanism].into_iter().chain(&response.joint))
        .collect();
    if mechanisms.is_empty() {
        let amended = source.kind.response_key().and_then(|key| survey.response(key));
        mechanisms.extend(amended.map(|response| &response.mechanism));
    }
    let mut origins = survey.responses.iter().flat_map(|response| &response.origins);
    let names = mechanisms.iter().map(|key| survey.mechanisms[*key].list.value.clone());
    SourceLine {
        place,
        text: harmless(text).into_owned(),
        corrected: (read != text).then(|| harmless(read).into_owned()),
        anonymous: mechanisms.iter().any(|key| !survey.may_name(key)),
        received: origins.find(|origin| origin.of.file == span.file).map(ImportSource::place),
        mechanism: (!mechanisms.is_empty()).then(|| listed(&names.collect::<Vec<_>>(), "and")),
    }
}
