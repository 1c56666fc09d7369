//! Describes figures: meaning, formula and sources. Shared by figures.csv, explain, notes of
//! changes and checks.

use crate::diagnostic::{Span, in_backticks};
use crate::figure::{Figure, Group, Measure, Of, Part, Role};
use crate::model::{Base, Choice, Question, QuestionKind, Round, Survey, Text};
use crate::tally::{Formula, Tallied, Tally};
use crate::text::{listed, squeezed};
use crate::words::{Word, Words};

mod csv;
mod formula;

pub use csv::csv;
pub use formula::{formula, of, printed_of};

/// The description of a figure.
#[derive(Clone, Debug)]
pub struct Description<'a> {
    /// The figure.
    pub figure: Figure,
    /// Its value, and how that was obtained.
    pub tallied: &'a Tallied,
    /// Its question; `None` for a figure about all respondents.
    pub question: Option<&'a Question>,
    /// The title of the group to which it is limited, if it is.
    pub group: Option<&'a Text>,
    /// The earlier round that it is of, if it is.
    pub round: Option<&'a Round>,
    /// Its option, if it is about one.
    pub choice: Option<&'a Choice>,
    /// The reason for adopting it, if it was not printed.
    pub adopted: Option<&'a Text>,
    /// What the respondents are called.
    noun: &'a str,
}

/// Describes a figure; `None` if the tally does not contain it.
pub fn describe<'a>(
    survey: &'a Survey,
    tally: &'a Tally,
    figure: &Figure,
) -> Option<Description<'a>> {
    let tallied = tally.figures.get(figure)?;
    let question = figure.question_id().and_then(|id| survey.question(id));
    let round = figure.round.as_ref().and_then(|key| survey.round(key));
    let choice = match figure.measure.compared() {
        Measure::Option(key, _) => question.and_then(|question| question.option(key)),
        _ => None,
    };
    let adopted = match &tallied.formula {
        Formula::Start(sum) | Formula::Sum(sum) => sum.adopted.as_ref(),
        _ => None,
    };
    let group = figure.group.as_ref().and_then(|group| survey.group_title(group));
    let (figure, noun) = (figure.clone(), &survey.noun.other);
    Some(Description { figure, tallied, question, group, round, choice, adopted, noun })
}

impl<'a> Description<'a> {
    /// The value as the report displays it; `None` if it is unpublished.
    pub fn value(&self, words: &Words) -> Option<String> {
        self.tallied.value.map(|value| words.value(value))
    }

    /// The formula, in words.
    pub fn formula(&self, words: &Words) -> String {
        formula(&self.tallied.formula, words)
    }

    /// The locations of its input values; the last one is the reason for adopting it, if any.
    pub fn from(&self) -> Vec<Span> {
        self.tallied.from.iter().copied().chain(self.adopted.map(|why| why.span)).collect()
    }

    /// The figures that it is computed from, with their roles.
    pub fn parts(&self, survey: &'a Survey, tally: &'a Tally) -> Vec<(Role, Description<'a>)> {
        let parts = self.figure.parts().into_iter();
        parts.filter_map(|(role, part)| Some((role, describe(survey, tally, &part)?))).collect()
    }

    fn is_ranking(&self) -> bool {
        self.question.is_some_and(|question| question.kind == QuestionKind::Ranking)
    }

    /// A description for the people responsible for the figure.
    pub fn what(&self) -> String {
        let mut what = self.what_of_all(&self.figure.measure);
        what.extend(self.group.map(|group| format!(", of {}", squeezed(&group.value))));
        let is_statistic = matches!(self.figure.measure.compared(), Measure::Statistic(_));
        let unit = self.question.and_then(|question| question.unit.as_ref());
        what.extend(unit.filter(|_| is_statistic).map(|unit| format!(", in {}", unit.value)));
        what.extend(self.round.map(|round| {
            let preposition = match self.figure.measure {
                Measure::Change(_) => " since",
                Measure::AnsweredBoth => " and in",
                _ => ", in",
            };
            format!("{preposition} {}", squeezed(&round.title))
        }));
        let conditions = self.question.map_or(&[][..], |question| &question.conditions);
        what.extend(conditions.iter().map(|condition| {
            let options = in_backticks(condition.options.iter().map(|key| key.as_str()));
            let options = listed(&options, "or");
            format!(", asked only of those that answered {options} to `{}`", condition.question)
        }));
        what
    }

    fn what_of_all(&self, measure: &Measure) -> String {
        let noun = self.noun;
        let option = self.choice.map(called).unwrap_or_default();
        let base = self.question.map_or(Base::Respondents, |question| question.base);
        match (&self.figure.of, measure) {
            (_, Measure::Change(of)) if of.is_share() => {
                format!("by how many percentage points the share of {option} changed")
            }
            (_, Measure::Change(of)) => format!("by how much {} changed", self.what_of_all(of)),
            (Of::Respondents, _) => format!("how many {noun} responded to the survey"),
            (Of::Invited, Measure::Base) => format!("how many {noun} were invited"),
            (Of::Invited, Measure::Share) => "the share of the invited that responded".to_owned(),
            (Of::Invited, _) => format!("how many of the invited {noun} responded"),
            (Of::Question(id), Measure::Tied(rank)) => {
                format!("how many options of `{id}` share rank {rank}")
            }
            (Of::Question(_), Measure::AnsweredBoth) => {
                format!("how many {noun} answered the question both now")
            }
            (Of::Question(id), Measure::Statistic(statistic)) => {
                format!("the {} of the numbers given to `{id}`", statistic.name())
            }
            (Of::Question(_), Measure::Option(_, part)) => match (part, base) {
                (Part::Mean, _) => format!("the mean rank given to {option}"),
                (Part::Count, _) if self.is_ranking() => format!("how many ranked {option} first"),
                (Part::Count, _) => format!("how many {noun} chose {option}"),
                (Part::Share, Base::Respondents) => {
                    format!("the share of those that answered that chose {option}")
                }
                (Part::Share, Base::Responses) => {
                    format!("the share of all responses that chose {option}")
                }
            },
            (Of::Question(_), _) if base == Base::Responses => {
                "how many options all that answered chose together".to_owned()
            }
            (Of::Question(_), _) => format!("how many {noun} answered the question"),
        }
    }

    /// A short label in the report's wording, such as `Colour 1 – Red, share`, without the
    /// question.
    pub fn label(&self, words: &Words) -> String {
        let label = self.label_of_all(&self.figure.measure, words);
        let group = self.group.map(|group| group.value.as_str());
        let limits = group.into_iter().chain(self.round.map(|round| round.title.as_str()));
        limits.fold(label, |label, limit| {
            words.say(Word::FigureOfGroup, &[("figure", &label), ("group", limit)])
        })
    }

    fn label_of_all(&self, measure: &Measure, words: &Words) -> String {
        let word = match (&self.figure.of, measure) {
            (_, Measure::Change(of)) if of.is_share() => Word::FigureChange,
            (_, Measure::Change(of)) => {
                let figure = self.label_of_all(of, words);
                return words.say(Word::FigureChangeOf, &[("figure", &figure)]);
            }
            (Of::Respondents, _) => Word::FigureResponded,
            (Of::Invited, Measure::Count) => Word::FigureInvitedResponded,
            (Of::Invited, Measure::Base) => Word::FigureInvited,
            (Of::Invited, _) => Word::FigureResponseRate,
            (Of::Question(_), Measure::Tied(_)) => Word::FigureTied,
            (Of::Question(_), Measure::Statistic(statistic)) => Word::of_statistic(*statistic),
            (Of::Question(_), Measure::AnsweredBoth) => Word::FigureAnsweredBoth,
            (Of::Question(_), Measure::Option(_, part)) => match part {
                Part::Mean => Word::FigureMeanRank,
                Part::Count if self.is_ranking() => Word::FigureFirst,
                Part::Count => Word::FigureCount,
                Part::Share => Word::FigureShare,
            },
            (Of::Question(_), _) => Word::FigureAnswered,
        };
        let option = self.choice.map_or_else(String::new, name);
        match measure.compared() {
            Measure::Tied(rank) => words.say(word, &[("rank", &rank.to_string())]),
            Measure::Option(..) => words.say(word, &[("option", &option)]),
            _ => words.say(word, &[]),
        }
    }
}

/// The sort key of a figure in survey order: respondents, then for each question its base, its ties
/// and its options, and the same of each group and of each earlier round.
pub fn position(survey: &Survey, figure: &Figure) -> ([usize; 4], Measure) {
    let round = figure.round.as_ref();
    let round = round.and_then(|key| survey.rounds.iter().position(|round| round.key == *key));
    let place = |group: &Group| survey.groups(&group.by).iter().position(|(one, _)| one == group);
    let group = figure.group.as_ref().and_then(place);
    let id = figure.question_id();
    let question = id.and_then(|id| survey.questions.iter().position(|one| one.id == *id));
    let options = question.map_or(&[][..], |question| &survey.questions[question].options);
    let option = match figure.measure.compared() {
        Measure::Option(key, _) => options.iter().position(|choice| choice.key.value == *key),
        _ => None,
    };
    let places = [question, round, group, option];
    (places.map(|place| place.map_or(0, |place| place + 1)), figure.measure.clone())
}

/// The label of a question: its wording, its graph's caption, or its id.
pub fn label(survey: &Survey, question: &Question) -> String {
    let wording = survey.wording(question).map(|text| text.value.as_str());
    match (&question.item, wording) {
        (Some(item), Some(wording)) => format!("{wording} – {}", item.title.value),
        (_, wording) => wording.unwrap_or(&question.id).to_owned(),
    }
}

/// The label and title of an option.
pub fn name(choice: &Choice) -> String {
    match &choice.label {
        Some(label) => format!("{label} – {}", choice.title.value),
        None => choice.title.value.clone(),
    }
}

/// The name of an option in running text, on one line.
fn called(choice: &Choice) -> String {
    let title = squeezed(&choice.title.value);
    match &choice.label {
        Some(label) => format!("{label} ({title})"),
        None => title,
    }
}

/// All names of an option, in reports and in project files.
pub fn names(choice: &Choice) -> Vec<String> {
    let title = squeezed(&choice.title.value);
    let mut names = vec![choice.key.value.to_string(), called(choice)];
    names.extend(choice.variants.values().map(|text| text.value.clone()));
    if let Some(label) = &choice.label {
        names.extend([label.clone(), format!("{label} {title}"), format!("{label} – {title}")]);
    }
    names.push(title);
    names
}
