//! What a figure is, in words, and the values that it came from.

use serde::Serialize;

use super::Material;
use super::lines::{SourceLine, source_lines};
use crate::figure::Role;
use crate::figures::{self, Description};
use crate::model::Question;
use crate::tally::{Formula, State, Tallied};
use crate::text::squeezed;
use crate::uses::Place;
use crate::words::{Word, Words};

/// A figure that another one is computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Its id.
    pub figure: String,
    /// Whether it is the count or the base.
    pub role: &'static str,
    /// As it is shown; none if it isn't published.
    pub value: Option<String>,
    /// How it came about.
    pub state: String,
    /// How it came about, in more words.
    pub formula: String,
    /// State and formula together, without what one of them says twice.
    #[serde(skip)]
    pub how: String,
    /// Why it was adopted, if it was.
    pub adopted: Option<Reason>,
    /// The lines that it came from.
    pub from: Vec<SourceLine>,
}

/// Why a count or base that was not printed was adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// In the secretariat's words.
    pub why: String,
    /// The place of these words.
    #[serde(flatten)]
    pub place: Place,
}

/// What a state means for whoever answers for the figure.
pub(super) fn meaning(state: State) -> &'static str {
    match state {
        State::Printed => "it stands so in what was published or asked",
        State::Adopted => {
            "the secretariat took it from a printed percentage, for it was not printed itself"
        }
        State::Computed => "it follows from the counts, and was not printed so",
        State::PercentageOnly => {
            "it was printed without a count, so later answers can't be added to it"
        }
        State::NotPublished => "nobody published it, so the report can't show it",
    }
}

/// The figures that a figure rests on: the count and the base of a share.
pub(super) fn parts(material: &Material<'_>, described: &Description<'_>) -> Vec<Part> {
    let parts = described.parts(material.survey, material.tally).into_iter();
    let part = |(role, part): (Role, Description<'_>)| Part {
        role: match role {
            Role::Count => "count",
            Role::Base => "base",
        },
        value: part.value(material.words),
        state: part.tallied.state.to_string(),
        formula: part.formula(material.words),
        how: how(&part, material.words),
        adopted: reason(material, &part),
        from: from(material, &part),
        figure: part.figure.to_string(),
    };
    parts.map(part).collect()
}

/// How a count or base came about, beside its value.
fn how(part: &Description<'_>, words: &Words) -> String {
    let state = part.tallied.state.to_string();
    let formula = part.formula(words);
    let value = part.value(words).unwrap_or_default();
    let formula = formula.strip_prefix(&value).unwrap_or(&formula).trim_start();
    match &part.tallied.formula {
        Formula::AsPublished => state,
        Formula::Start(sum) if sum.adopted.is_none() => state,
        Formula::Start(_) | Formula::NotPublished { .. } => formula.to_owned(),
        _ => format!("{state}: {formula}"),
    }
}

/// The lines that a figure came from; the last one is that of the reason why it was adopted.
pub(super) fn from(material: &Material<'_>, described: &Description<'_>) -> Vec<SourceLine> {
    source_lines(material.sources, material.survey, &described.from())
}

/// How many of the answers received since would belong to a figure that is not published.
pub(super) fn held(tallied: &Tallied, words: &Words) -> Option<String> {
    match tallied.formula {
        Formula::NotPublished { held } if held > 0 => Some(words.count(Word::CountHeld, held, &[])),
        _ => None,
    }
}

/// Why an adopted figure was adopted.
pub(super) fn reason(material: &Material<'_>, described: &Description<'_>) -> Option<Reason> {
    let why = described.adopted?;
    Some(Reason { why: why.value.clone(), place: Place::new(material.sources, why.span) })
}

/// A question by its wording, else by what its graph shows, in one line.
pub(super) fn wording(material: &Material<'_>, question: &Question) -> Option<String> {
    let text = figures::wording(material.survey, question);
    text.map(|text| squeezed(&text.value))
}
