//! The questionnaire of a survey: its questions as rows with one answer each. Every row has a short code, which is visible,
//! and an id, from which the names of bookmarks and content controls are made.

use crate::figure::Key;
use crate::model::{Choice, Question, QuestionKind, Survey};
use crate::text::squeezed;
use crate::words::{Word, Words};

/// How many practices of a part have a cell of their own.
const PRACTICES: usize = 3;

/// The custom property of a questionnaire with the key of the respondent it was made for.
pub const RESPONDENT: &str = "rapporteur-respondent";

/// A questionnaire.
#[derive(Clone, Debug)]
pub struct Questionnaire {
    /// Its title.
    pub title: String,
    /// The lines below the title: until when to answer, and how.
    pub lines: Vec<String>,
    /// The questions; the first section asks for the respondent.
    pub sections: Vec<Section>,
}

/// A question with its answers, or the place for statements.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its number and wording.
    pub heading: String,
    /// When and how to answer.
    pub notes: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A place for one answer.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its visible code, such as `3.8`.
    pub code: String,
    /// What it asks for.
    pub label: String,
    /// What it is for.
    pub field: Field,
    /// The options to tick in it, with their titles; empty if it is not of a grid.
    pub boxes: Vec<(Key, String)>,
}

/// What a row is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// The name of the respondent.
    Respondent,
    /// A question, and which part of its answer.
    Question(Key, Role),
    /// A statement on a summary point.
    Quote(Key),
    /// One of the practices of a part.
    Practice(Key, usize),
}

/// A part of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The whole answer: options, a number or a text.
    Answer,
    /// Whether this option was chosen.
    Option(Key),
    /// The rank of this option.
    Rank(Key),
    /// Whether none of the options was chosen.
    None,
    /// The respondent's own words for the option that needs them.
    Other,
}

impl Row {
    /// A row that is not of a grid; it gets its code with all others.
    fn new(label: String, field: Field) -> Self {
        Row { code: String::new(), label, field, boxes: Vec::new() }
    }

    /// Its id, unique in the questionnaire.
    pub fn id(&self) -> String {
        match &self.field {
            Field::Respondent => "respondent!".to_owned(),
            Field::Question(question, role) => match role {
                Role::Answer => question.to_string(),
                Role::Option(option) | Role::Rank(option) => format!("{question}.{option}"),
                Role::None => format!("{question}!none"),
                Role::Other => format!("{question}!other"),
            },
            Field::Quote(point) => format!("quote!{point}"),
            Field::Practice(part, number) => format!("practice!{part}!{number}"),
        }
    }

    /// Whether it is answered by a box to tick.
    pub fn is_box(&self) -> bool {
        matches!(self.field, Field::Question(_, Role::Option(_) | Role::None))
    }

    /// The id of the box for an option in it.
    pub fn box_id(&self, option: &Key) -> String {
        format!("{}.{option}", self.id())
    }
}

impl Field {
    /// The question it belongs to.
    pub fn question(&self) -> Option<&Key> {
        match self {
            Field::Question(question, _) => Some(question),
            Field::Respondent | Field::Quote(_) | Field::Practice(..) => None,
        }
    }
}

impl Questionnaire {
    /// The questionnaire of a survey, in `words`.
    pub fn new(survey: &Survey, words: &Words) -> Self {
        let report = &survey.report;
        let subject = report.subject.as_ref().unwrap_or(&report.title);
        let say = |word| words.say(word, &[]);
        let deadline = survey
            .deadline
            .map(|day| words.say(Word::QuestionnaireDeadline, &[("date", &words.date(day))]));
        let points = report.points.iter().map(|point| {
            Row::new(squeezed(&point.title.value), Field::Quote(point.key.value.clone()))
        });
        let practices = report.parts.iter().flat_map(|part| {
            (1..=PRACTICES).map(|number| {
                let field = Field::Practice(part.key.value.clone(), number);
                Row::new(format!("{} ({number})", squeezed(&part.title.value)), field)
            })
        });
        let respondent = Row::new(say(Word::QuestionnaireRespondent), Field::Respondent);
        let statements =
            |heading, how, rows| Section { heading: say(heading), notes: vec![say(how)], rows };
        let first = Section { heading: String::new(), notes: Vec::new(), rows: vec![respondent] };
        let mut sections = vec![first];
        sections.extend(asked(survey).map(|questions| section(survey, words, questions)));
        let (heading, how) = (Word::QuestionnaireStatements, Word::QuestionnaireStatementsHow);
        sections.push(statements(heading, how, points.collect()));
        let (heading, how) = (Word::QuestionnairePractices, Word::QuestionnairePracticesHow);
        sections.push(statements(heading, how, practices.collect()));
        sections.retain(|section| !section.rows.is_empty());
        for (index, section) in sections.iter_mut().enumerate() {
            if index > 0 {
                section.heading = format!("{index}. {}", section.heading);
            }
            for (row, number) in section.rows.iter_mut().zip(1..) {
                row.code = format!("{index}.{number}");
            }
        }
        Questionnaire {
            title: words.say(Word::QuestionnaireHeading, &[("title", &subject.value)]),
            lines: deadline.into_iter().chain([say(Word::QuestionnaireHow)]).collect(),
            sections,
        }
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.sections.iter().flat_map(|section| &section.rows)
    }
}

/// The questions as people are asked them: the items of a grid together.
fn asked(survey: &Survey) -> impl Iterator<Item = &[Question]> {
    let grid = |question: &Question| question.item.as_ref().map(|item| item.grid.clone());
    survey.questions.chunk_by(move |one, next| grid(one).is_some() && grid(one) == grid(next))
}

/// The section of a question, or of all items of a grid.
fn section(survey: &Survey, words: &Words, questions: &[Question]) -> Section {
    let first = &questions[0];
    let mut notes: Vec<String> = first.help.iter().map(|help| squeezed(&help.value)).collect();
    notes.extend(how(words, first));
    for condition in &first.conditions {
        let number = asked(survey)
            .position(|own| own.iter().any(|question| question.id == condition.question));
        let Some(question) = survey.question(&condition.question) else { continue };
        let number = number.map_or(0, |index| index + 1).to_string();
        let options = condition.options.iter().filter_map(|key| question.option(key));
        let options: Vec<String> = options.map(|option| squeezed(&option.title.value)).collect();
        let options = options.join(&words.say(Word::ListBetweenLong, &[]));
        let values = [("number", number.as_str()), ("options", &options)];
        notes.push(words.say(Word::QuestionnaireOnlyIf, &values));
    }
    let id = first.item.as_ref().map_or(&first.id, |item| &item.grid);
    let wording = survey.wording(first);
    let heading = wording.map_or_else(|| id.to_string(), |words| squeezed(&words.value));
    let rows = questions.iter().flat_map(|question| rows(words, question));
    Section { heading, notes, rows: rows.collect() }
}

/// How to answer a question.
fn how(words: &Words, question: &Question) -> Option<String> {
    let word = match (question.kind, question.item.is_some(), question.most) {
        (QuestionKind::Single | QuestionKind::Scale, false, _) => Word::QuestionnaireOne,
        (QuestionKind::Single | QuestionKind::Scale, true, _) => Word::QuestionnaireOneEach,
        (QuestionKind::Multiple, _, None) => Word::QuestionnaireSeveral,
        (QuestionKind::Multiple, _, Some(_)) => Word::QuestionnaireAtMost,
        (QuestionKind::Ranking, _, None) => Word::QuestionnaireRank,
        (QuestionKind::Ranking, _, Some(_)) => Word::QuestionnaireRankMost,
        (QuestionKind::Number | QuestionKind::Text, ..) => return None,
    };
    let most = question.most.map(|most| most.to_string());
    Some(words.say(word, most.as_deref().map(|most| ("n", most)).as_slice()))
}

fn title(option: &Choice) -> String {
    let label = option.label.as_ref().map(|label| format!("{}: ", squeezed(label)));
    label.unwrap_or_default() + &squeezed(&option.title.value)
}

/// The rows of a question: one for each option, or one for the answer. An item of a grid has one with a
/// box for each option, if it is no ranking and needs no box for "none of these".
fn rows(words: &Words, question: &Question) -> Vec<Row> {
    let is_ranking = question.kind == QuestionKind::Ranking;
    let has_none = question.kind == QuestionKind::Multiple && question.option("none").is_none();
    let item = question.item.as_ref().map(|item| squeezed(&item.title.value));
    let row = |label: String, role| {
        let label = item.as_ref().map_or(label.clone(), |item| format!("{item}: {label}"));
        Row::new(label, Field::Question(question.id.clone(), role))
    };
    let mut rows = Vec::new();
    let has_boxes = item.is_some() && !is_ranking && !has_none;
    if let Some(item) = item.as_ref().filter(|_| has_boxes) {
        let boxes = question.options.iter().map(|option| (option.key.value.clone(), title(option)));
        let field = Field::Question(question.id.clone(), Role::Answer);
        rows.push(Row { boxes: boxes.collect(), ..Row::new(item.clone(), field) });
    }
    for option in &question.options {
        let role = if is_ranking { Role::Rank } else { Role::Option };
        let own = row(title(option), role(option.key.value.clone()));
        rows.extend((!has_boxes).then_some(own));
        if option.is_other && !is_ranking {
            let other = words.say(Word::QuestionnaireOther, &[("title", &title(option))]);
            rows.push(row(other, Role::Other));
        }
    }
    if has_none {
        rows.push(row(words.say(Word::QuestionnaireNone, &[]), Role::None));
    }
    if !question.kind.has_options() && !has_boxes {
        let label = match &question.unit {
            Some(unit) => words.say(Word::QuestionnaireUnit, &[("unit", &squeezed(&unit.value))]),
            None => words.say(Word::QuestionnaireAnswer, &[]),
        };
        rows.push(row(label, Role::Answer));
    }
    rows
}
