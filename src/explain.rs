//! Explains the figures of a report to the people responsible for them: the meaning of a number,
//! how it was obtained, the source lines it is based on, and where the report shows it.
//!
//! Explanations are for internal use: they show individual answers; a [`PublicExplanation`] does
//! not. In JSON, each [`Explanation`] is one object on one line, with the names of its fields.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::diagnostic::Span;
use crate::diagnostic::draw::harmless;
use crate::figure::{Figure, Key, Role};
use crate::figures::{self, Description};
use crate::model::ImportSource;
use crate::tally::{Formula, State, Sum};
use crate::text::{listed, squeezed};
use crate::uses::{Hit, Place, ReportParts, Use, Uses};
use crate::words::{Word, Words};

mod public;
mod query;
mod text;

pub use public::{PublicExplanation, human_public};
pub use query::Sentence;
pub use text::{Look, human};

/// The explanation of one figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The id.
    pub figure: String,
    /// The value as displayed; `None` if it is unpublished.
    pub value: Option<String>,
    /// A description in words.
    pub what: String,
    /// The id of the question.
    pub question: Option<String>,
    /// The question's wording, or else its graph's caption.
    pub wording: Option<String>,
    /// How it was obtained: printed, adopted, computed, percentage only or not published.
    pub state: String,
    /// The meaning of that state.
    pub meaning: &'static str,
    /// The formula, in words.
    pub formula: String,
    /// For an unpublished figure: how many later answers would belong to it, in words.
    #[serde(skip)]
    pub held: Option<String>,
    /// How it was obtained, as a sentence that can be passed on.
    #[serde(skip)]
    pub how: String,
    /// The reason for adopting it, if it was adopted.
    pub adopted: Option<Reason>,
    /// The source lines that it is based on.
    pub from: Vec<SourceLine>,
    /// The figures that it is computed from.
    pub parts: Vec<Part>,
    /// The places in the report that show it.
    pub used: Vec<Use>,
}

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

/// The interpretation of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A figure, by its id.
    Figure,
    /// A question, an option or a graph with this name.
    Group(String),
    /// A phrase of the report.
    Phrase(String),
}

/// The answer to a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The interpretation and one or more figures.
    Figures(Asked, Vec<Explanation>),
    /// The report contains the phrase, but the phrase contains no figure.
    NoFigure(Vec<Sentence>),
    /// Nothing matches; contains similar ids, labels and names.
    Nothing(Vec<String>),
}

/// Explains the figures of one report.
pub struct Explainer<'a> {
    input: ReportParts<'a>,
    uses: Uses,
}

impl<'a> Explainer<'a> {
    /// Analyses the report once, for any number of queries.
    pub fn new(input: ReportParts<'a>) -> Self {
        Explainer { input, uses: Uses::new(&input) }
    }

    /// The full explanation of a figure in the tally.
    fn figure(&self, id: &Figure, hits: &[Hit]) -> Explanation {
        let ReportParts { sources, survey, tally, words, .. } = self.input;
        let described = figures::describe(survey, tally, id).expect("a figure of the tally");
        let question = described.question;
        Explanation {
            figure: id.to_string(),
            value: described.value(words),
            what: described.what(),
            question: question.map(|question| question.id.to_string()),
            wording: question
                .and_then(|question| survey.wording(question))
                .map(|text| squeezed(&text.value)),
            state: described.tallied.state().to_string(),
            meaning: meaning(described.tallied.state()),
            formula: described.formula(words),
            how: public::how(&self.input, &described),
            held: match described.tallied.formula {
                Formula::NotPublished { pending: pending @ 1.. } => {
                    Some(words.count(Word::CountHeld, pending, &[]))
                }
                _ => None,
            },
            adopted: reason(&self.input, &described),
            from: from(&self.input, &described),
            parts: parts(&self.input, &described),
            used: self.uses.of(sources, id, hits),
        }
    }
}

/// The meaning of a state for the people responsible for the figure.
fn meaning(state: State) -> &'static str {
    [
        "it was published or asked so",
        "the secretariat took it from a printed percentage, for it was not printed itself",
        "it follows from the counts, and was not printed so",
        "it was printed without a count, so later answers can't be added to it",
        "nobody published it, so the report can't show it",
        "it is known, but readers could trace it to a few respondents",
    ][state as usize]
}

/// The figures that a figure is computed from: for a share, its count and base.
fn parts(input: &ReportParts<'_>, described: &Description<'_>) -> Vec<Part> {
    let parts = described.parts(input.survey, input.tally).into_iter();
    let part = |(role, part): (Role, Description<'_>)| Part {
        role: ["count", "base", "now", "earlier"][role as usize],
        value: part.value(input.words),
        state: part.tallied.state().to_string(),
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
    let state = part.tallied.state();
    let (formula, value) = (part.formula(words), part.value(words).unwrap_or_default());
    let formula = formula.strip_prefix(&value).unwrap_or(&formula).trim_start();
    match &part.tallied.formula {
        Formula::AsPublished | Formula::Start(Sum { adopted: None, .. }) => state.to_string(),
        Formula::Start(_) | Formula::NotPublished { .. } => formula.to_owned(),
        _ => format!("{state}: {formula}"),
    }
}

/// The reason for adopting an adopted figure.
fn reason(input: &ReportParts<'_>, described: &Description<'_>) -> Option<Reason> {
    let why = described.adopted?;
    Some(Reason { why: why.value.clone(), place: Place::new(input.sources, why.span) })
}

/// The source lines of a figure, in order and without duplicates; the last one is the reason for
/// adopting it, if any.
fn from(input: &ReportParts<'_>, described: &Description<'_>) -> Vec<SourceLine> {
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
