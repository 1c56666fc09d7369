//! Every figure of the report, computed once: counts, bases, shares, ranks, ties, the response rate.
//!
//! A figure starts from what is published, adds the answers of responses received later, and takes out those that were
//! withdrawn. Nothing is ever counted twice: where it isn't known whether a mechanism is in a published base, its answer
//! is an error, and one that it took back stays in, with a warning.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Span};
use crate::figure::{Figure, Key, Share, Value};
use crate::model::Survey;

mod formula;
mod question;
mod respondents;
mod steps;

pub use formula::{Formula, Sum, differing};
pub use respondents::in_order;

/// All figures of a report.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Each figure.
    pub figures: BTreeMap<Figure, Tallied>,
    /// Each question's figures, by id of the question; questions answered in words have none.
    pub questions: BTreeMap<Key, QuestionTally>,
    /// Keys of the mechanisms that responded and may be named, in the order in which the report lists them.
    pub respondents: Vec<Key>,
    /// How many more responded that may not be named.
    pub unnamed: u32,
    /// Responses received since the publication.
    pub later_responses: usize,
}

/// What was computed for one figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tallied {
    /// The value; none if it isn't published.
    pub value: Option<Value>,
    /// How far it can be trusted, and why.
    pub state: State,
    /// How it came about.
    pub formula: Formula,
    /// Where the values that it came from stand.
    pub from: Vec<Span>,
    /// What moved it from what is published, by day, then by mechanism; where later answers can't be added to it, those.
    pub later: Vec<Cause>,
}

/// A response, amendment or withdrawal that moved a figure. Who chose what is internal: what is shown of it is for
/// those who show it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// When it was received, or from when it is withdrawn; absent where the response bears no day.
    pub day: Option<Date>,
    /// The key of the mechanism.
    pub mechanism: Key,
    /// What happened.
    pub what: Happened,
}

/// Fewer mechanisms than this behind a change could be identified by a reader who compares two reports.
const LEAST: usize = 3;

/// Whether a reader who knows a figure without these causes can subtract the answers of one or two mechanisms.
pub fn is_attributable<'c>(causes: impl IntoIterator<Item = &'c Cause>) -> bool {
    let mechanisms: BTreeSet<&Key> = causes.into_iter().map(|cause| &cause.mechanism).collect();
    (1..LEAST).contains(&mechanisms.len())
}

/// What a later file did to a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happened {
    /// It answered.
    Added,
    /// It answered otherwise than before.
    Changed,
    /// It took its answer back.
    Withdrawn,
}

/// How a figure came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As it was printed.
    Printed,
    /// A count that was not printed, taken from the printed percentage by the secretariat.
    Adopted,
    /// From counts.
    Computed,
    /// Printed as a percentage, without a count: later answers can't be added to it.
    PercentageOnly,
    /// Not published, so not known.
    NotPublished,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::Printed => "printed",
            State::Adopted => "adopted",
            State::Computed => "computed",
            State::PercentageOnly => "percentage only",
            State::NotPublished => "not published",
        })
    }
}

/// The figures of one question.
#[derive(Clone, Debug)]
pub struct QuestionTally {
    /// What shares are shares of; none if it isn't published.
    pub base: Option<u32>,
    /// Whether the base was adopted.
    pub base_adopted: bool,
    /// Answers received since the publication.
    pub later: u32,
    /// Answers that the publication counted and that were taken back since.
    pub withdrawn: u32,
    /// The options in the order of the question.
    pub options: Vec<OptionTally>,
}

impl QuestionTally {
    /// The option of that key.
    pub fn option(&self, key: &str) -> Option<&OptionTally> {
        self.options.iter().find(|option| option.key == key)
    }

    /// Groups of options of the same rank, from the first on; options without a rank are left out.
    pub fn ranking(&self) -> Vec<Vec<&OptionTally>> {
        let mut groups: BTreeMap<usize, Vec<&OptionTally>> = BTreeMap::new();
        for option in &self.options {
            if let Some(rank) = option.rank {
                groups.entry(rank).or_default().push(option);
            }
        }
        groups.into_values().collect()
    }

    /// Whether an option alone has the first rank.
    pub fn leads(&self, key: &str) -> bool {
        matches!(self.ranking().first().map(Vec::as_slice), Some([first]) if first.key == key)
    }
}

/// The figures of one option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionTally {
    /// The key of the option.
    pub key: Key,
    /// How many chose it.
    pub count: Option<u32>,
    /// Their share of the base.
    pub share: Option<Share>,
    /// How `count` came about, or `share` where there is no count.
    pub state: State,
    /// How `share` came about.
    pub share_state: State,
    /// Whether the publication names it, without a figure, and at which place.
    pub named: Option<usize>,
    /// How many later answers chose it that could not be added to its figure.
    pub held: u32,
    /// Its rank, from 1; equal figures have equal ranks. None without a figure.
    pub rank: Option<usize>,
}

impl Tally {
    /// The figure with this text form.
    pub fn figure(&self, id: &str) -> Option<&Tallied> {
        self.figures.get(&Figure::parse(id)?)
    }

    /// The value of a figure; none if it isn't published, or there is no such figure.
    pub fn value(&self, figure: &Figure) -> Option<Value> {
        self.figures.get(figure)?.value
    }

    fn add(&mut self, figure: Figure, tallied: Tallied) {
        let taken = self.figures.insert(figure, tallied);
        assert!(taken.is_none(), "each figure is computed once");
    }
}

/// Computes all figures. Diagnostics are errors where an answer can't be counted safely.
pub fn tally(survey: &Survey) -> (Tally, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut tally = Tally {
        figures: BTreeMap::new(),
        questions: BTreeMap::new(),
        respondents: respondents::named(survey),
        unnamed: respondents::unnamed(survey),
        later_responses: respondents::later(survey).count(),
    };
    respondents::add_figures(survey, &mut tally);
    for question in &survey.questions {
        if !question.options.is_empty() {
            question::add(survey, question, &mut tally, &mut diagnostics);
        }
    }
    (tally, diagnostics)
}
