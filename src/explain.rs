//! Explains the figures of a report to those who answer for them: what a number is, how it came about, from which lines
//! of which files, and where the report shows it.
//!
//! It is for use inside the secretariat: it shows which mechanism chose what; a [`PublicExplanation`] does not. As JSON, each [`Explanation`] is one object
//! on one line, with the names of its fields.

use serde::Serialize;

use crate::diagnostic::Sources;
use crate::document::Document;
use crate::figure::Figure;
use crate::figures;
use crate::model::Survey;
use crate::tally::Tally;
use crate::text::squeezed;
use crate::uses::{Hit, Use, Uses};
use crate::words::Words;
use query::Found;

mod facts;
mod lines;
mod public;
mod query;
mod standing;
mod text;

pub use facts::{Part, Reason};
pub use lines::SourceLine;
pub use public::{PublicExplanation, human_public};
pub use standing::Standing;
pub use text::{Look, human};

/// A report, and what it was made from.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// The survey.
    pub survey: &'a Survey,
    /// Its figures.
    pub tally: &'a Tally,
    /// The report.
    pub document: &'a Document,
    /// What the tool itself says in it.
    pub words: &'a Words,
}

/// All that is known of one figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Its id.
    pub figure: String,
    /// As it is shown; none if it isn't published.
    pub value: Option<String>,
    /// What it is, in words.
    pub what: String,
    /// The id of its question.
    pub question: Option<String>,
    /// The question's wording, else what its graph shows.
    pub wording: Option<String>,
    /// How it came about: printed, adopted, computed, percentage only or not published.
    pub state: String,
    /// What that means.
    pub meaning: &'static str,
    /// How it came about, in more words.
    pub formula: String,
    /// How many of the answers received since would belong to what is not published, in words.
    #[serde(skip)]
    pub held: Option<String>,
    /// Why it was adopted, if it was.
    pub adopted: Option<Reason>,
    /// The lines that it came from.
    pub from: Vec<SourceLine>,
    /// The figures that it rests on.
    pub parts: Vec<Part>,
    /// Where the report shows it.
    pub used: Vec<Use>,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A figure, by its id.
    Figure,
    /// A question, an option or a graph, which is called so.
    Group(String),
    /// A phrase of the report.
    Phrase(String),
}

/// The answer to a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What it asks for, and the figures; at least one.
    Figures(Asked, Vec<Explanation>),
    /// The report contains the phrase, but the phrase contains no figure.
    NoFigure(Vec<Standing>),
    /// Nothing is called so. Ids, labels and names that come near.
    Nothing(Vec<String>),
}

/// Explains the figures of one report.
pub struct Explainer<'a> {
    material: Material<'a>,
    uses: Uses,
}

impl<'a> Explainer<'a> {
    /// Reads the report once, for any number of queries.
    pub fn new(material: Material<'a>) -> Self {
        let Material { sources, survey, tally, document, .. } = material;
        Explainer { material, uses: Uses::new(sources, survey, tally, document) }
    }

    /// Answers a query: the id of a figure, question or option, the label or key of a graph, a phrase of the report, or
    /// the name of an option, in this order.
    pub fn explain(&self, query: &str) -> Answer {
        let explain = |ids: Vec<Figure>, hits: &[Hit]| {
            ids.iter().map(|id| self.figure(id, hits)).collect::<Vec<_>>()
        };
        match query::find(&self.material, &self.uses.passages, query) {
            Found::Id(id) => Answer::Figures(Asked::Figure, explain(vec![id], &[])),
            Found::Group(name, ids) => Answer::Figures(Asked::Group(name), explain(ids, &[])),
            Found::Phrase(ids, hits) => {
                let phrase = squeezed(query);
                Answer::Figures(Asked::Phrase(phrase), explain(ids, &hits))
            }
            Found::Words(hits) => {
                Answer::NoFigure(standing::standings(&self.material, &self.uses.passages, &hits))
            }
            Found::Nothing(near) => Answer::Nothing(near),
        }
    }

    /// What can be said to anybody of figures that were explained.
    pub fn public(&self, explained: &[Explanation]) -> Vec<PublicExplanation> {
        public::public(&self.material, explained)
    }

    /// All that is known of a figure of the tally.
    fn figure(&self, id: &Figure, hits: &[Hit]) -> Explanation {
        let Material { sources, survey, tally, words, .. } = self.material;
        let described = figures::describe(survey, tally, id).expect("a figure of the tally");
        let question = described.question;
        Explanation {
            figure: id.to_string(),
            value: described.value(words),
            what: described.what(),
            question: question.map(|question| question.id.to_string()),
            wording: question.and_then(|question| facts::wording(&self.material, question)),
            state: described.tallied.state.to_string(),
            meaning: facts::meaning(described.tallied.state),
            formula: described.formula(words),
            held: facts::held(described.tallied, words),
            adopted: facts::reason(&self.material, &described),
            from: facts::from(&self.material, &described),
            parts: facts::parts(&self.material, &described),
            used: self.uses.of(sources, id, hits),
        }
    }
}
