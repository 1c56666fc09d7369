//! What a figure is, in words, and the values that it came from.

use serde::Serialize;

use super::Material;
use super::lines::{Place, SourceLine, source_lines};
use super::names::name;
use crate::document::FigureId;
use crate::model::{Base, Choice, Question, Survey, Text};
use crate::tally::{Figure, State, Value};
use crate::text::squeezed;

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
    /// Where they stand.
    #[serde(flatten)]
    pub place: Place,
}

/// What a figure is about.
pub(super) enum Subject<'s> {
    /// The base of a question.
    Base(&'s Question),
    /// How many chose an option.
    Count(&'s Question, &'s Choice),
    /// What share chose an option.
    Share(&'s Question, &'s Choice),
    /// Anything about those who were asked.
    Respondents,
}

/// What the figure of that id is about.
pub(super) fn subject<'s>(survey: &'s Survey, id: &str) -> Subject<'s> {
    for question in &survey.questions {
        let Some(rest) = id.strip_prefix(&question.id) else { continue };
        if rest == ".base" {
            return Subject::Base(question);
        }
        for choice in &question.options {
            let kind = rest.strip_prefix('.').and_then(|rest| rest.strip_prefix(&choice.key.value));
            match kind {
                Some(".count") => return Subject::Count(question, choice),
                Some(".share") => return Subject::Share(question, choice),
                _ => {}
            }
        }
    }
    Subject::Respondents
}

/// What a figure is, in words.
pub(super) fn what(subject: &Subject<'_>, id: &str, figure: &Figure) -> String {
    let chosen = |choice: &Choice| format!("chose {}", name(choice));
    match subject {
        Subject::Base(question) => match question.base {
            Base::Respondents => "how many mechanisms answered the question".to_owned(),
            Base::Responses => "how many options all that answered chose together".to_owned(),
        },
        Subject::Count(_, choice) => format!("how many mechanisms {}", chosen(choice)),
        Subject::Share(question, choice) => match question.base {
            Base::Respondents => {
                format!("the share of those that answered that {}", chosen(choice))
            }
            Base::Responses => format!("the share of all responses that {}", chosen(choice)),
        },
        Subject::Respondents => match id {
            "respondents.count" => "how many mechanisms responded to the survey".to_owned(),
            "response-rate.base" => "how many mechanisms were invited".to_owned(),
            "response-rate.count" => "how many of the invited mechanisms responded".to_owned(),
            "response-rate.share" => "the share of the invited that responded".to_owned(),
            other => match other.strip_suffix(".count").and_then(|tie| tie.split_once(".rank.")) {
                Some((question, rank)) => {
                    format!("how many options of `{question}` share rank {rank}")
                }
                None => figure.formula.to_string(),
            },
        },
    }
}

/// A question by its wording, else by what its graph shows.
pub(super) fn wording(material: &Material<'_>, question: &Question) -> Option<String> {
    let mut graphs = material.survey.report.graphs.iter();
    let graph = graphs.find(|graph| graph.question == question.id);
    let text = question.wording.as_ref().or(graph.map(|graph| &graph.caption));
    text.map(|text| squeezed(&text.value))
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
pub(super) fn parts(material: &Material<'_>, subject: &Subject<'_>, id: &FigureId) -> Vec<Part> {
    let roles: &[(&str, String)] = &match subject {
        Subject::Base(_) => Vec::new(),
        Subject::Count(question, _) => vec![("base", format!("{}.base", question.id))],
        Subject::Share(question, choice) => {
            let count = format!("{}.{}.count", question.id, choice.key.value);
            vec![("count", count), ("base", format!("{}.base", question.id))]
        }
        Subject::Respondents => match id.0.strip_suffix(".share") {
            Some(rate) => {
                vec![("count", format!("{rate}.count")), ("base", format!("{rate}.base"))]
            }
            None => Vec::new(),
        },
    };
    let known = roles.iter().filter_map(|(role, id)| {
        let id = FigureId(id.clone());
        let figure = material.tally.figures.get(&id)?;
        let subject = self::subject(material.survey, &id.0);
        Some(Part {
            role,
            value: figure.value.map(shown),
            state: figure.state.to_string(),
            formula: figure.formula.to_string(),
            adopted: reason(material, &subject, figure),
            from: from(material, &subject, figure),
            figure: id.0,
        })
    });
    known.collect()
}

/// The lines that a figure came from; the last one is that of the reason why it was adopted.
pub(super) fn from(
    material: &Material<'_>,
    subject: &Subject<'_>,
    figure: &Figure,
) -> Vec<SourceLine> {
    let mut spans = figure.from.clone();
    spans.extend(why(material, subject, figure).map(|why| why.span));
    source_lines(material.sources, material.survey, &spans)
}

/// Why an adopted figure was adopted.
pub(super) fn reason(
    material: &Material<'_>,
    subject: &Subject<'_>,
    figure: &Figure,
) -> Option<Reason> {
    let why = why(material, subject, figure)?;
    Some(Reason { why: why.value.clone(), place: Place::new(material.sources, why.span) })
}

fn why<'s>(material: &Material<'s>, subject: &Subject<'_>, figure: &Figure) -> Option<&'s Text> {
    let published = &material.survey.published.questions;
    let why = match subject {
        Subject::Base(question) => published.get(&question.id)?.adopted.as_ref(),
        Subject::Count(question, choice) => {
            published.get(&question.id)?.options.get(&choice.key.value)?.adopted.as_ref()
        }
        Subject::Share(..) | Subject::Respondents => None,
    };
    why.filter(|_| matches!(figure.state, State::Adopted | State::Computed))
}

/// A value as the report shows it.
pub(super) fn shown(value: Value) -> String {
    match value {
        Value::Count(count) => count.to_string(),
        Value::Share(share) => share.to_string(),
    }
}
