//! Every figure of the report, computed once: counts, bases, shares, ranks, ties, the response rate.
//!
//! A figure starts from what is published and adds the answers of responses received later. Nothing is ever counted
//! twice: where it isn't known whether a mechanism is in a published base, its answer is an error.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::diagnostic::{Diagnostic, Span};
use crate::document::FigureId;
use crate::model::{Mechanism, Relation, Survey};

mod question;
mod share;

pub use share::{Share, rounded_percent};

/// All figures of a report.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Each figure by id.
    pub figures: BTreeMap<FigureId, Figure>,
    /// Each question's figures, by id of the question; questions answered in words have none.
    pub questions: BTreeMap<String, QuestionTally>,
    /// Keys of the mechanisms that responded and may be named, in the order in which the report lists them.
    pub respondents: Vec<String>,
    /// Responses received since the publication.
    pub later_responses: usize,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The value; none if it isn't published.
    pub value: Option<Value>,
    /// How far it can be trusted, and why.
    pub state: State,
    /// How it came about, in words.
    pub formula: String,
    /// Where the values that it came from stand.
    pub from: Vec<Span>,
}

/// The value of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// How many.
    Count(u32),
    /// What share.
    Share(Share),
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
    pub key: String,
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
    /// The figure of that id.
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.get(&FigureId(id.to_owned()))
    }

    fn add(&mut self, id: String, figure: Figure) {
        let taken = self.figures.insert(FigureId(id), figure);
        assert!(taken.is_none(), "each figure is computed once");
    }
}

/// Computes all figures. Diagnostics are errors where an answer can't be counted safely.
pub fn tally(survey: &Survey) -> (Tally, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut tally = Tally {
        figures: BTreeMap::new(),
        questions: BTreeMap::new(),
        respondents: respondents(survey),
        later_responses: later(survey).count(),
    };
    count_responses(survey, &mut tally);
    for question in &survey.questions {
        if !question.options.is_empty() {
            let counted = question::count(survey, question, &mut diagnostics);
            question::add_figures(survey, question, &counted, &mut tally);
            tally.questions.insert(question.id.clone(), counted);
        }
    }
    (tally, diagnostics)
}

/// Keys of mechanisms whose responses the publication does not count.
fn later(survey: &Survey) -> impl Iterator<Item = &str> {
    let keys = survey.responses.iter().map(|response| response.mechanism.as_str());
    keys.filter(|key| !survey.published.counts(key))
}

/// Keys of all that responded and may be named.
fn respondents(survey: &Survey) -> Vec<String> {
    let anonymous = |key: &str| survey.responses.iter().any(|r| r.anonymous && r.mechanism == key);
    let published = survey.published.respondents.iter().map(|key| key.value.as_str());
    let keys: BTreeSet<&str> = published.chain(later(survey)).collect();
    let order: Vec<&str> =
        survey.report.respondents_order.iter().map(|key| key.value.as_str()).collect();
    let named = keys.into_iter().filter(|key| !anonymous(key));
    let named = named.map(|key| &survey.mechanisms[key]);
    in_order(named, &order, |mechanism| &mechanism.list.value)
        .into_iter()
        .map(|mechanism| mechanism.key.clone())
        .collect()
}

/// Mechanisms in a given order; those that it does not name follow, by the form of their name that is printed.
pub fn in_order<'m>(
    mechanisms: impl Iterator<Item = &'m Mechanism>,
    order: &[&str],
    printed: impl Fn(&Mechanism) -> &str,
) -> Vec<&'m Mechanism> {
    let place = |mechanism: &Mechanism| {
        let listed = order.iter().position(|key| *key == mechanism.key);
        (listed.unwrap_or(order.len()), printed(mechanism).to_lowercase())
    };
    let mut ordered: Vec<&Mechanism> = mechanisms.collect();
    ordered.sort_by_cached_key(|mechanism| place(mechanism));
    ordered
}

/// The response rate: how many of the invited responded.
fn count_responses(survey: &Survey, tally: &mut Tally) {
    let published = survey.published.respondents.iter().map(|key| key.value.as_str());
    let all: BTreeSet<&str> = published.chain(later(survey)).collect();
    let invited = all.iter().filter(|key| survey.mechanisms[**key].invited).count() as u32;
    let base = survey.invited.value;
    let printed = survey.published.response_rate.as_ref().filter(|_| tally.later_responses == 0);
    let from: Vec<Span> = survey.published.respondents.iter().map(|key| key.span).collect();
    let state = match tally.later_responses {
        0 if !survey.published.respondents.is_empty() => State::Printed,
        _ => State::Computed,
    };
    let count = |value: usize, formula: &str| Figure {
        value: Some(Value::Count(value as u32)),
        state,
        formula: formula.to_owned(),
        from: from.clone(),
    };
    tally.add("respondents.count".into(), count(all.len(), "mechanisms that responded"));
    tally.add(
        "response-rate.count".into(),
        count(invited as usize, "invited mechanisms that responded"),
    );
    let asked = Figure {
        value: Some(Value::Count(base)),
        state: State::Printed,
        formula: "invited mechanisms".into(),
        from: vec![survey.invited.span],
    };
    tally.add("response-rate.base".into(), asked);
    let share = match printed {
        Some(rate) => Figure {
            value: Some(Value::Share(Share {
                percent: rate.percent.value,
                relation: Relation::Equal,
            })),
            state: State::Printed,
            formula: format!("as printed ({invited} of {base})"),
            from: vec![rate.percent.span],
        },
        None => Figure {
            value: rounded_percent(invited, base)
                .map(|percent| Value::Share(Share::equal(percent))),
            state: State::Computed,
            formula: format!("{invited} of {base}"),
            from,
        },
    };
    tally.add("response-rate.share".into(), share);
}
