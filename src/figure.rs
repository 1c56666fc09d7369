//! The identity of a figure: what it measures, and for which population. Its text form, such as
//! `sdg-relevance.sdg-8.share`, is formatted and parsed only here; figures.csv, manifest.json,
//! bookmarks, templates and issued editions use it.

use std::fmt;

use serde::Serialize;

mod key;
mod value;

pub use key::Key;
pub use value::{Relation, Share, Value, rounded, rounded_percent};

/// The prefix of figures about all respondents.
const RESPONDENTS: &str = "respondents";
/// The prefix of figures about invited mechanisms.
const RESPONSE_RATE: &str = "response-rate";
/// The prefix of figures about ties.
const RANK: &str = "rank";
/// The measure of those that answered in two rounds.
const ANSWERED_BOTH: &str = "answered-both.count";

/// The identity of a figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Figure {
    /// The population.
    pub of: Of,
    /// The group of respondents to which the population is limited, if it is.
    pub group: Option<Group>,
    /// The key of the earlier round of the survey that it is about; `None` for this one.
    pub round: Option<Key>,
    /// The measure.
    pub measure: Measure,
}

/// The population that a figure describes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// All mechanisms that responded to the survey.
    Respondents,
    /// The mechanisms that were invited.
    Invited,
    /// The mechanisms that answered the question with this id.
    Question(Key),
}

/// The respondents that share a value, such as a region or an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group {
    /// The key of the attribute, or the id of the question.
    pub by: Key,
    /// The key of the value.
    pub value: Key,
}

/// The measure of a figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// The denominator of shares.
    Base,
    /// The number that responded.
    Count,
    /// The share that responded.
    Share,
    /// A figure of the option with this key.
    Option(Key, Part),
    /// The number of options that share this rank.
    Tied(usize),
    /// A statistic of the numbers given in answers.
    Statistic(Statistic),
    /// The number that answered in an earlier round and in this one.
    AnsweredBoth,
}

/// What summarizes a set of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statistic {
    /// The arithmetic mean.
    Mean,
    /// The middle number, or the mean of the two in the middle.
    Median,
    /// The least number.
    Least,
    /// The greatest number.
    Greatest,
    /// The sum.
    Sum,
}

impl Statistic {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Statistic; 5] =
        [Statistic::Mean, Statistic::Median, Statistic::Least, Statistic::Greatest, Statistic::Sum];

    /// Its name in the text form of figures.
    pub fn name(self) -> &'static str {
        ["mean", "median", "least", "greatest", "sum"][self as usize]
    }
}

/// The figures of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The number that chose it.
    Count,
    /// That number as a share of the base.
    Share,
    /// In a ranking, the mean of the ranks that it was given.
    Mean,
    /// How much its share differs from that of an earlier round, in percentage points.
    Change,
}

impl Part {
    const ALL: [Part; 4] = [Part::Count, Part::Share, Part::Mean, Part::Change];

    fn name(self) -> &'static str {
        ["count", "share", "mean", "change"][self as usize]
    }
}

/// The role of a figure from which another one is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The numerator of a share.
    Count,
    /// The denominator.
    Base,
    /// The share of this round.
    Now,
    /// The share of an earlier round.
    Earlier,
}

impl Figure {
    /// The number of respondents.
    pub const RESPONDED: Figure = Figure::all(Of::Respondents, Measure::Count);
    /// The number of invited mechanisms that responded.
    pub const INVITED_RESPONDED: Figure = Figure::all(Of::Invited, Measure::Count);
    /// The number of invited mechanisms.
    pub const INVITED: Figure = Figure::all(Of::Invited, Measure::Base);
    /// The share of invited mechanisms that responded.
    pub const RESPONSE_RATE: Figure = Figure::all(Of::Invited, Measure::Share);

    /// A figure of the whole population.
    pub const fn all(of: Of, measure: Measure) -> Self {
        Figure { of, group: None, round: None, measure }
    }

    /// The same figure of a group.
    pub fn within(self, group: Option<&Group>) -> Self {
        Figure { group: group.cloned(), ..self }
    }

    /// The same figure of an earlier round.
    pub fn in_round(self, round: Option<&Key>) -> Self {
        Figure { round: round.cloned(), ..self }
    }

    /// Another measure of the same population.
    pub fn with(&self, measure: Measure) -> Self {
        Figure { measure, ..self.clone() }
    }

    /// A figure of a question.
    pub fn question(id: &Key, measure: Measure) -> Self {
        Figure::all(Of::Question(id.clone()), measure)
    }

    /// The base of a question.
    pub fn base(question: &Key) -> Self {
        Figure::question(question, Measure::Base)
    }

    /// The count or the share of an option.
    pub fn option(question: &Key, option: &Key, part: Part) -> Self {
        Figure::question(question, Measure::Option(option.clone(), part))
    }

    /// The number of options of a question that share a rank.
    pub fn tied(question: &Key, rank: usize) -> Self {
        Figure::question(question, Measure::Tied(rank))
    }

    /// The id of its question.
    pub fn question_id(&self) -> Option<&Key> {
        match &self.of {
            Of::Question(id) => Some(id),
            Of::Respondents | Of::Invited => None,
        }
    }

    /// Whether it is the size of a tie, which only counts other figures; its changes are reported only
    /// where the report prints it.
    pub fn is_tie(&self) -> bool {
        matches!(self.measure, Measure::Tied(_))
    }

    /// Whether it is a share.
    pub fn is_share(&self) -> bool {
        matches!(self.measure, Measure::Share | Measure::Option(_, Part::Share))
    }

    /// The figures that it is computed from: the count and the base of a share, the base of an
    /// option's count, or the shares that a change is the difference of.
    pub fn parts(&self) -> Vec<(Role, Figure)> {
        let base = || (Role::Base, self.with(Measure::Base));
        match &self.measure {
            Measure::Base | Measure::Count | Measure::Tied(_) | Measure::AnsweredBoth => Vec::new(),
            Measure::Share => vec![(Role::Count, self.with(Measure::Count)), base()],
            Measure::Statistic(_) | Measure::Option(_, Part::Count | Part::Mean) => vec![base()],
            Measure::Option(key, Part::Share) => {
                vec![(Role::Count, self.with(Measure::Option(key.clone(), Part::Count))), base()]
            }
            Measure::Option(key, Part::Change) => {
                let share = self.with(Measure::Option(key.clone(), Part::Share));
                vec![(Role::Now, share.clone().in_round(None)), (Role::Earlier, share)]
            }
        }
    }

    /// Parses the text form: `QUESTION[@ATTRIBUTE=VALUE][#ROUND].MEASURE`. An option's key may contain
    /// dots; a question's id, a group's keys and a round's key may not.
    pub fn parse(text: &str) -> Option<Figure> {
        let (population, measured) = text.split_once('.')?;
        let (population, round) = match population.split_once('#') {
            None => (population, None),
            Some((population, round)) => (population, Some(Key::new(round)?)),
        };
        let (of, group) = match population.split_once('@') {
            None => (population, None),
            Some((of, group)) => {
                let (by, value) = group.split_once('=')?;
                (of, Some(Group { by: Key::new(by)?, value: Key::new(value)? }))
            }
        };
        let (of, measure) = match (of, measured) {
            (RESPONDENTS, "count") => (Of::Respondents, Measure::Count),
            (RESPONSE_RATE, "base") => (Of::Invited, Measure::Base),
            (RESPONSE_RATE, "count") => (Of::Invited, Measure::Count),
            (RESPONSE_RATE, "share") => (Of::Invited, Measure::Share),
            (id, ANSWERED_BOTH) if round.is_some() => {
                (Of::Question(Key::new(id)?), Measure::AnsweredBoth)
            }
            (id, _) => (Of::Question(Key::new(id)?), Measure::parse(measured)?),
        };
        Some(Figure { of, group, round, measure })
    }
}

impl Measure {
    /// Parses the measure of a question.
    fn parse(text: &str) -> Option<Measure> {
        let statistic = Statistic::ALL.into_iter().find(|statistic| statistic.name() == text);
        if text == "base" {
            return Some(Measure::Base);
        } else if let Some(statistic) = statistic {
            return Some(Measure::Statistic(statistic));
        }
        let (key, part) = text.rsplit_once('.')?;
        let part = Part::ALL.into_iter().find(|one| one.name() == part)?;
        match tied_rank(key) {
            Some(rank) => (part == Part::Count).then_some(Measure::Tied(rank)),
            None => Some(Measure::Option(Key::new(key)?, part)),
        }
    }
}

/// The reason why a question can't have this id; `None` if it can.
pub fn unfit_question(id: &str) -> Option<&'static str> {
    match id {
        RESPONSE_RATE => Some("the figures of the response rate have this name; choose another"),
        _ if id.contains('.') => Some(
            "a dot parts a question's id from its options, as in `question.option`; use hyphens",
        ),
        _ if id.contains(['@', '#']) => {
            Some("figures of groups and rounds have these signs; use hyphens")
        }
        _ => None,
    }
}

/// The reason why an attribute, one of its values, an item or a round can't have this key; `None` if it can.
pub fn unfit_group(key: &str) -> Option<&'static str> {
    key.contains(['.', '/', '@', '#', '=']).then_some("use small letters, digits and hyphens")
}

/// The reason why an option can't have this key; `None` if it can.
pub fn unfit_option(key: &str) -> Option<&'static str> {
    tied_rank(key)
        .map(|_| "the figures of options that share a rank have this name; choose another")
}

/// The rank of the tie with this name, such as `rank.3`.
fn tied_rank(name: &str) -> Option<usize> {
    let digits = name.strip_prefix(RANK)?.strip_prefix('.')?;
    digits.parse().ok().filter(|_| digits.bytes().all(|digit| digit.is_ascii_digit()))
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            Of::Respondents => f.write_str(RESPONDENTS)?,
            Of::Invited => f.write_str(RESPONSE_RATE)?,
            Of::Question(id) => f.write_str(id)?,
        }
        if let Some(Group { by, value }) = &self.group {
            write!(f, "@{by}={value}")?;
        }
        if let Some(round) = &self.round {
            write!(f, "#{round}")?;
        }
        match &self.measure {
            Measure::Base => f.write_str(".base"),
            Measure::Count => f.write_str(".count"),
            Measure::Share => f.write_str(".share"),
            Measure::Option(key, part) => write!(f, ".{key}.{}", part.name()),
            Measure::Statistic(statistic) => write!(f, ".{}", statistic.name()),
            Measure::AnsweredBoth => write!(f, ".{ANSWERED_BOTH}"),
            Measure::Tied(rank) => write!(f, ".{RANK}.{rank}.count"),
        }
    }
}

impl From<Figure> for String {
    fn from(figure: Figure) -> Self {
        figure.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{Figure, Measure, Of, unfit_option, unfit_question};

    #[test]
    fn the_text_form_is_parsed_as_it_is_written() {
        for text in [
            "respondents.count",
            "response-rate.share",
            "respondents.base",
            "goals.base",
            "goals.8.7.share",
            "goals.none.count",
            "goals.base.count",
            "goals.rank.count",
            "goals.rank.3.count",
            "goals.rank.x.share",
            "goals.mean",
            "goals.mean.count",
            "goals.8.7.mean",
            "use/halls@region=north.median",
            "respondents@region=north.count",
            "respondents#2021.count",
            "use/halls@region=north#2021.median",
            "goals#2021.8.7.change",
            "goals#2021.answered-both.count",
        ] {
            let figure = Figure::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(figure.to_string(), text);
        }
        for text in
            ["", "goals", "goals.", "goals.count", "goals#.base", "goals.rank.3.share", ".base"]
        {
            assert_eq!(Figure::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_question_may_be_called_respondents() {
        let figure = Figure::parse("respondents.base").expect("a figure");
        assert!(matches!(figure, Figure { of: Of::Question(_), measure: Measure::Base, .. }));
    }

    #[test]
    fn only_names_that_collide_are_refused() {
        assert!(unfit_question("response-rate").is_some() && unfit_question("a.b").is_some());
        assert!(unfit_option("rank.1").is_some());
        for key in ["8.7", "none", "other", "rank", "rank.", "rank.x", "rank.1.b", "count"] {
            assert_eq!(unfit_option(key), None, "{key}");
        }
    }
}
