//! The identity of a figure: what it measures, and for which population. Its text form, such as
//! `sdg-relevance.sdg-8.share`, is formatted and parsed only here; figures.csv, manifest.json,
//! bookmarks, templates and issued editions use it.

use std::fmt;

use serde::Serialize;

mod key;
mod measure;
mod value;

pub use key::Key;
pub use measure::{Measure, Part, Statistic, unfit_option};
pub use value::{Relation, Share, Value, rounded, rounded_percent};

/// Why a name can't be used.
const UNFIT: &str = "other figures have such names; use small letters, digits and hyphens";
/// The prefix of figures about all respondents.
const RESPONDENTS: &str = "respondents";
/// The prefix of figures about invited mechanisms.
const RESPONSE_RATE: &str = "response-rate";
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

/// The role of a figure from which another one is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The numerator of a share.
    Count,
    /// The denominator.
    Base,
    /// The figure of this round.
    Now,
    /// The figure of an earlier round.
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

    /// The figures that it is computed from: the count and the base of a share, the base of an
    /// option's count, or the two that a change is the difference of.
    pub fn parts(&self) -> Vec<(Role, Figure)> {
        let base = || (Role::Base, self.with(Measure::Base));
        match &self.measure {
            Measure::Base | Measure::Count | Measure::Tied(_) | Measure::AnsweredBoth => Vec::new(),
            Measure::Share => vec![(Role::Count, self.with(Measure::Count)), base()],
            Measure::Statistic(_) | Measure::Option(_, Part::Count | Part::Mean) => vec![base()],
            Measure::Option(key, Part::Share) => {
                vec![(Role::Count, self.with(Measure::Option(key.clone(), Part::Count))), base()]
            }
            Measure::Change(of) => {
                let earlier = self.with((**of).clone());
                vec![(Role::Now, earlier.clone().in_round(None)), (Role::Earlier, earlier)]
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
            (id, _) => (Of::Question(Key::new(id)?), Measure::parse(measured, round.is_some())?),
        };
        Some(Figure { of, group, round, measure })
    }
}

/// The reason why a question can't have this id; `None` if it can.
pub fn unfit_question(id: &str) -> Option<&'static str> {
    (id == RESPONSE_RATE || id.contains(['.', '@', '#'])).then_some(UNFIT)
}

/// The reason why an attribute, one of its values, an item or a round can't have this key; `None` if it can.
pub fn unfit_group(key: &str) -> Option<&'static str> {
    key.contains(['.', '/', '@', '#', '=']).then_some(UNFIT)
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
        write!(f, ".{}", self.measure)
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
            "goals#2021.8.7.mean-change",
            "use/halls@region=north#2021.median-change",
            "goals#2021.answered-both.count",
        ] {
            let figure = Figure::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(figure.to_string(), text);
        }
        for text in [
            "", "goals", "goals.", "goals.count", "goals#.base", "goals.rank.3.share", ".base",
            "goals.8.share-change",
        ] {
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
