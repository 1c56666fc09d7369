//! Every figure of the report, computed once: counts, bases, shares, ranks, ties and the response
//! rate.
//!
//! A figure starts from the published value, adds the answers of responses received later, and
//! subtracts withdrawn ones. Nothing is counted twice: if it is unknown whether a mechanism is
//! included in a published base, its answer is an error; if it withdrew, it stays included, with a
//! warning.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Span};
use crate::figure::{Figure, Key, Role, Share, Value};
use crate::model::{QuestionKind, Survey};

mod formula;
mod populations;
mod question;
mod respondents;
mod statistics;
mod steps;

pub use formula::{Formula, Sum, ValueOf, differing};
pub use respondents::in_order;

/// All figures of a report.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Each figure.
    pub figures: BTreeMap<Figure, Tallied>,
    /// The figures of each question, and those of its groups and of earlier rounds, by the figure of the base; text
    /// questions have none.
    pub questions: BTreeMap<Figure, QuestionTally>,
    /// Keys of the respondents that may be named, in the order in which the report lists them.
    pub respondents: Vec<Key>,
    /// The number of respondents that may not be named.
    pub unnamed: u32,
}

/// The result for one figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tallied {
    /// The value; `None` if it is unpublished.
    pub value: Option<Value>,
    /// The formula, for explanations.
    pub formula: Formula,
    /// The locations of the input values.
    pub from: Vec<Span>,
    /// The causes that moved it from the published value, by date, then by mechanism. If later
    /// answers can't be added to it, the causes that would have.
    pub later: Vec<Cause>,
}

impl Tallied {
    /// A figure that nothing moved.
    fn new(value: Option<Value>, formula: Formula) -> Self {
        Tallied { value, formula, from: Vec::new(), later: Vec::new() }
    }

    /// A figure as it was published at these places.
    fn as_published(value: Value, from: Vec<Span>) -> Self {
        Tallied { from, ..Tallied::new(Some(value), Formula::AsPublished) }
    }

    /// How the value was obtained, and thus how reliable it is.
    pub fn state(&self) -> State {
        match (&self.formula, self.value) {
            (Formula::Start(sum) | Formula::Sum(sum), _) if sum.adopted.is_some() => State::Adopted,
            (Formula::AsPublished | Formula::Printed { .. } | Formula::Start(_), _)
            | (Formula::Percentage { .. }, Some(Value::Number(_))) => State::Printed,
            (Formula::Percentage { .. }, _) => State::PercentageOnly,
            (Formula::NotPublished { .. } | Formula::NoBase, _)
            | (Formula::Change { .. }, None) => State::NotPublished,
            (Formula::SmallGroup | Formula::OneAnswer, _) => State::Suppressed,
            _ => State::Computed,
        }
    }

    /// Withholds the value, for the reason that `formula` gives.
    fn suppress(&mut self, formula: Formula) {
        (self.value, self.formula) = (None, formula);
    }
}

/// A response, amendment or withdrawal that moved a figure. Individual answers are internal:
/// outputs decide how much of a cause they show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The date of receipt, or the date the withdrawal takes effect; `None` if the response has no
    /// date.
    pub day: Option<Date>,
    /// The key of the mechanism.
    pub mechanism: Key,
    /// The kind of change.
    pub what: CauseKind,
}

/// The minimum group size: a change caused by fewer mechanisms could be attributed to them by a
/// reader who compares two reports.
const LEAST: usize = 3;

/// Whether a reader who also knows the figure without these causes could derive the answers of one
/// or two mechanisms.
pub fn is_attributable<'c>(causes: impl IntoIterator<Item = &'c Cause>) -> bool {
    are_of_few(LEAST, causes)
}

/// Whether these are causes of fewer than `least` mechanisms, but of at least one.
pub fn are_of_few<'c>(least: usize, causes: impl IntoIterator<Item = &'c Cause>) -> bool {
    let mechanisms: BTreeSet<&Key> = causes.into_iter().map(|cause| &cause.mechanism).collect();
    (1..least).contains(&mechanisms.len())
}

/// The effect of a later file on a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CauseKind {
    /// A new answer.
    Added,
    /// A different answer than before.
    Changed,
    /// A withdrawn answer.
    Withdrawn,
}

/// How a figure was obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As printed in the publication.
    Printed,
    /// A count that was not printed; the secretariat derived it from the printed percentage.
    Adopted,
    /// Computed from counts.
    Computed,
    /// Printed as a percentage, without a count: later answers can't be added to it.
    PercentageOnly,
    /// Unpublished, and therefore unknown.
    NotPublished,
    /// Known, but not shown, because it could be traced to a few respondents.
    Suppressed,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names =
            ["printed", "adopted", "computed", "percentage only", "not published", "not shown"];
        f.write_str(names[*self as usize])
    }
}

/// The figures of one question.
#[derive(Clone, Debug)]
pub struct QuestionTally {
    /// The denominator of shares; `None` if it is unpublished.
    pub base: Option<u32>,
    /// The options, in the question's order.
    pub options: Vec<OptionTally>,
}

impl QuestionTally {
    /// The option with this key.
    pub fn option(&self, key: &str) -> Option<&OptionTally> {
        self.options.iter().find(|option| option.key == key)
    }

    /// Groups of options with equal rank, in rank order; options without a rank are omitted.
    pub fn ranking(&self) -> Vec<Vec<&OptionTally>> {
        let mut groups: BTreeMap<usize, Vec<&OptionTally>> = BTreeMap::new();
        for (rank, option) in self.options.iter().filter_map(|it| Some((it.rank?, it))) {
            groups.entry(rank).or_default().push(option);
        }
        groups.into_values().collect()
    }

    /// Whether something was answered that can be shown.
    pub fn has_answers(&self) -> bool {
        let has_share = |it: &OptionTally| it.count.is_some_and(|n| n > 0) || it.share.is_some();
        let are_numbers = self.options.is_empty() && self.base.is_some_and(|base| base > 0);
        are_numbers || self.options.iter().any(has_share)
    }

    /// Whether the option is the only one with rank 1.
    pub fn leads(&self, key: &str) -> bool {
        matches!(self.ranking().first().map(Vec::as_slice), Some([first]) if first.key == key)
    }
}

/// The figures of one option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionTally {
    /// The key of the option.
    pub key: Key,
    /// The number of respondents that chose it.
    pub count: Option<u32>,
    /// The count as a share of the base.
    pub share: Option<Share>,
    /// Whether `count` was adopted, not published.
    pub is_adopted: bool,
    /// The position at which the publication mentions it without a figure.
    pub named: Option<usize>,
    /// The number of later answers that chose it but could not be added to its figure.
    pub pending: u32,
    /// The one-based rank; equal figures have equal ranks. `None` without a figure.
    pub rank: Option<usize>,
}

impl Tally {
    /// The figure with this text form.
    pub fn figure(&self, id: &str) -> Option<&Tallied> {
        self.figures.get(&Figure::parse(id)?)
    }

    /// The figures of all that answered a question.
    pub fn question(&self, id: &Key) -> Option<&QuestionTally> {
        self.questions.get(&Figure::base(id))
    }

    /// The number of respondents, named or not.
    pub fn number_of_respondents(&self) -> u32 {
        self.respondents.len() as u32 + self.unnamed
    }

    /// The value of a figure; `None` if it is unpublished or does not exist.
    pub fn value(&self, figure: &Figure) -> Option<Value> {
        self.figures.get(figure)?.value
    }

    /// The count or the base that a figure is computed from; `None` if it has none, or if that is not known.
    pub fn part(&self, figure: &Figure, role: Role) -> Option<u32> {
        let (_, part) = figure.parts().into_iter().find(|(own, _)| *own == role)?;
        self.value(&part)?.count()
    }

    /// Whether nobody has responded yet, and nothing is published.
    pub fn is_empty(&self) -> bool {
        let responded = self.value(&Figure::RESPONDED) == Some(Value::Count(0));
        let mut now = self.questions.iter().filter(|(base, _)| base.round.is_none());
        responded && now.all(|(_, question)| question.base == Some(0))
    }

    /// Whether a figure has no value, because it could be traced to a few respondents.
    pub fn is_suppressed(&self, figure: &Figure) -> bool {
        self.figures.get(figure).is_some_and(|tallied| tallied.state() == State::Suppressed)
    }

    fn add(&mut self, figure: Figure, tallied: Tallied) {
        let taken = self.figures.insert(figure, tallied);
        assert!(taken.is_none(), "each figure is computed once");
    }
}

/// Computes all figures. Answers that can't be counted safely are reported as errors.
pub fn tally(survey: &Survey) -> (Tally, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut tally = Tally {
        respondents: respondents::named(survey),
        unnamed: respondents::unnamed(survey),
        ..Tally::default()
    };
    respondents::add_figures(survey, &mut tally);
    for question in survey.questions.iter().filter(|question| question.printed) {
        if question.kind != QuestionKind::Text {
            diagnostics.extend(question::add(survey, question, None, &mut tally));
        }
    }
    populations::add_groups(survey, &mut tally, &mut diagnostics);
    populations::add_rounds(survey, &mut tally);
    (tally, diagnostics)
}
