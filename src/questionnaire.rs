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
    /// Whether an option of a question was chosen.
    Option(Key, Key),
    /// Whether none of the options of a question was chosen.
    None(Key),
    /// The respondent's own words for the option of a question that needs them.
    Other(Key),
    /// The rank of an option of a question.
    Rank(Key, Key),
    /// The whole answer to a question: options, a number or a text.
    Answer(Key),
    /// A statement on a summary point.
    Quote(Key),
    /// One of the practices of a part.
    Practice(Key, usize),
}

impl Row {
    /// Its id, unique in the questionnaire.
    pub fn id(&self) -> String {
        match &self.field {
            Field::Respondent => "respondent!".to_owned(),
            Field::Option(question, option) | Field::Rank(question, option) => {
                box_id(question, option)
            }
            Field::None(question) => format!("{question}!none"),
            Field::Other(question) => format!("{question}!other"),
            Field::Answer(question) => question.to_string(),
            Field::Quote(point) => format!("quote!{point}"),
            Field::Practice(part, number) => format!("practice!{part}!{number}"),
        }
    }

    /// The id of the box for an option in it.
    pub fn box_id(&self, option: &Key) -> String {
        box_id(&self.id(), option)
    }
}

impl Field {
    /// The question it belongs to.
    pub fn question(&self) -> Option<&Key> {
        match self {
            Field::Option(question, _)
            | Field::None(question)
            | Field::Other(question)
            | Field::Rank(question, _)
            | Field::Answer(question) => Some(question),
            Field::Respondent | Field::Quote(_) | Field::Practice(..) => None,
        }
    }
}

fn box_id(question: &str, option: &str) -> String {
    format!("{question}.{option}")
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
        let mut sections = vec![Section {
            heading: String::new(),
            notes: Vec::new(),
            rows: vec![(say(Word::QuestionnaireRespondent), Field::Respondent).into()],
        }];
        sections.extend(asked(survey).map(|questions| section(survey, words, questions)));
        let points = report.points.iter().map(|point| {
            (squeezed(&point.title.value), Field::Quote(point.key.value.clone())).into()
        });
        let parts = report.parts.iter().flat_map(|part| {
            (1..=PRACTICES).map(|number| {
                let field = Field::Practice(part.key.value.clone(), number);
                (format!("{} ({number})", squeezed(&part.title.value)), field).into()
            })
        });
        sections.extend([
            Section {
                heading: say(Word::QuestionnaireStatements),
                notes: vec![say(Word::QuestionnaireStatementsHow)],
                rows: points.collect(),
            },
            Section {
                heading: say(Word::QuestionnairePractices),
                notes: vec![say(Word::QuestionnairePracticesHow)],
                rows: parts.collect(),
            },
        ]);
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

impl From<(String, Field)> for Row {
    fn from((label, field): (String, Field)) -> Self {
        Row { code: String::new(), label, field, boxes: Vec::new() }
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
    let is_grid = first.item.is_some();
    let mut notes: Vec<String> = first.help.iter().map(|help| squeezed(&help.value)).collect();
    notes.extend(how(words, first));
    for condition in &first.conditions {
        let number = asked(survey)
            .position(|own| own.iter().any(|question| question.id == condition.question));
        let Some(question) = survey.question(&condition.question) else { continue };
        let options = condition.options.iter().filter_map(|key| question.option(key));
        let options: Vec<String> = options.map(|option| squeezed(&option.title.value)).collect();
        let values = [
            ("number", number.map_or(0, |index| index + 1).to_string()),
            ("options", options.join(&words.say(Word::ListBetweenLong, &[]))),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        notes.push(words.say(Word::QuestionnaireOnlyIf, &values));
    }
    let id = first.item.as_ref().map_or(&first.id, |item| &item.grid);
    let wording = survey.wording(first);
    let heading = wording.map_or_else(|| id.to_string(), |words| squeezed(&words.value));
    let rows = match is_grid {
        true => questions.iter().flat_map(|question| item_rows(words, question)).collect(),
        false => rows(words, first),
    };
    Section { heading, notes, rows }
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

/// The rows of a question: one for each option, or one for the answer.
fn rows(words: &Words, question: &Question) -> Vec<Row> {
    let id = &question.id;
    let mut rows: Vec<Row> = Vec::new();
    for option in &question.options {
        let key = option.key.value.clone();
        let field = match question.kind {
            QuestionKind::Ranking => Field::Rank(id.clone(), key),
            _ => Field::Option(id.clone(), key),
        };
        rows.push((title(option), field).into());
        if option.is_other && question.kind != QuestionKind::Ranking {
            let label = words.say(Word::QuestionnaireOther, &[("title", &title(option))]);
            rows.push((label, Field::Other(id.clone())).into());
        }
    }
    if has_none(question) {
        rows.push((words.say(Word::QuestionnaireNone, &[]), Field::None(id.clone())).into());
    }
    if !question.kind.has_options() {
        let unit = question.unit.as_ref().map(|unit| squeezed(&unit.value));
        let label = match &unit {
            Some(unit) => words.say(Word::QuestionnaireUnit, &[("unit", unit)]),
            None => words.say(Word::QuestionnaireAnswer, &[]),
        };
        rows.push((label, Field::Answer(id.clone())).into());
    }
    rows
}

/// Whether a question has a box for "none of these".
fn has_none(question: &Question) -> bool {
    question.kind == QuestionKind::Multiple && question.option("none").is_none()
}

/// The rows of an item of a grid: one with a box for each option, or one for the rank of each option.
fn item_rows(words: &Words, question: &Question) -> Vec<Row> {
    let item = question.item.as_ref().map_or("", |item| item.title.value.as_str());
    let item = squeezed(item);
    if question.kind == QuestionKind::Ranking || has_none(question) {
        let with_item = |row: Row| Row { label: format!("{item}: {}", row.label), ..row };
        return rows(words, question).into_iter().map(with_item).collect();
    }
    let boxes = question.options.iter().map(|option| (option.key.value.clone(), title(option)));
    let field = Field::Answer(question.id.clone());
    let other = question.options.iter().find(|option| option.is_other).map(|option| {
        let own = words.say(Word::QuestionnaireOther, &[("title", &title(option))]);
        (format!("{item}: {own}"), Field::Other(question.id.clone())).into()
    });
    let row = Row { boxes: boxes.collect(), ..(item.clone(), field).into() };
    std::iter::once(row).chain(other).collect()
}
