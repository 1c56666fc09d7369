//! Explains the figures of a report to the people responsible for them: the meaning of a number,
//! how it was obtained, the source lines it is based on, and where the report shows it.
//!
//! Explanations are for internal use: they show individual answers; a [`PublicExplanation`] does
//! not. In JSON, each [`Explanation`] is one object on one line, with the names of its fields.

use serde::Serialize;

use crate::figure::Figure;
use crate::figures;
use crate::text::squeezed;
use crate::uses::{Hit, ReportParts, Use, Uses};

mod facts;
mod public;
mod query;
mod text;

pub use facts::{Part, Reason, SourceLine};
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
            state: described.tallied.state.to_string(),
            meaning: facts::meaning(described.tallied.state),
            formula: described.formula(words),
            how: public::how(&self.input, &described),
            held: facts::pending(described.tallied, words),
            adopted: facts::reason(&self.input, &described),
            from: facts::from(&self.input, &described),
            parts: facts::parts(&self.input, &described),
            used: self.uses.of(sources, id, hits),
        }
    }
}
