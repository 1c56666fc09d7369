//! Reads a filled-in questionnaire. An answer is found by the bookmark of its cell, by the tag of its box, or by the code and
//! words of its row; a tick is a box that is ticked, a sign or a word.

use super::answer::{Part, answer};
use super::mapping::Meaning;
use super::statements::{Statement, markdown};
use super::values::{Tick, find_option, same_text, tick};
use super::{Record, Remark};
use crate::docx::{Cell, Control, Document, Paragraph, paragraphs};
use crate::model::recovery::prose::first_fault;
use crate::model::{self, Question, QuestionKind, Survey};
use crate::questionnaire::{Field, Questionnaire, RESPONDENT, Role, Row};
use crate::text::squeezed;
use crate::write::docx::answer_name;

/// The record of a filled-in questionnaire; `None` if the document is no questionnaire of the survey.
pub(super) fn record(
    survey: &Survey,
    asked: &Questionnaire,
    document: &Document,
) -> Option<Record> {
    let mut form =
        Form { survey, asked, entries: Vec::new(), statements: Vec::new(), remarks: Vec::new() };
    document.rows().into_iter().for_each(|cells| form.find(cells));
    if form.entries.is_empty() {
        return None;
    }
    let name = form.respondent(document);
    let answers = survey.questions.iter();
    let answers = answers.filter_map(|one| Some((one.id.clone(), form.answer(one)?))).collect();
    Some(Record {
        place: "the questionnaire".to_owned(),
        name,
        answers,
        statements: form.statements,
        remarks: form.remarks,
        text: Some(document.text()),
        ..Record::default()
    })
}

struct Form<'a> {
    survey: &'a Survey,
    asked: &'a Questionnaire,
    entries: Vec<Entry<'a>>,
    statements: Vec<Statement>,
    remarks: Vec<Remark>,
}

/// What was entered in a cell, or beside an option in it.
struct Entry<'a> {
    code: &'a str,
    field: Field,
    /// All text in the cell and beside the question.
    text: String,
    /// The state of the box.
    checked: Option<bool>,
}

impl<'a> Form<'a> {
    /// Adds the entries of a row of a table, if it is one of the questionnaire.
    fn find(&mut self, cells: &'a [Cell]) {
        let [label, answer @ ..] = cells else { return };
        let label = squeezed(&text(&paragraphs(label), " "));
        let mut answer: Vec<&Paragraph> = answer.iter().flat_map(|cell| paragraphs(cell)).collect();
        let tags = answer.iter().filter_map(|one| one.control.as_ref()?.tag.as_ref());
        let names: Vec<&String> =
            answer.iter().flat_map(|one| one.bookmarks()).chain(tags).collect();
        let is_here = |row: &Row| {
            let boxes = row.boxes.iter().map(|(key, _)| row.box_id(key));
            boxes.chain([row.id()]).any(|id| names.contains(&&answer_name(&id)))
        };
        let asked = self.asked;
        let coded = || asked.rows().find(|row| label.split(' ').any(|word| word == row.code));
        let Some(row) = asked.rows().find(|row| is_here(row)).or_else(coded) else { return };
        let beside = without(&label, &row.label).map(|beside| {
            let words = beside.split(' ').filter(|word| *word != row.code);
            words.collect::<Vec<_>>().join(" ")
        });
        if beside.is_none() {
            let what =
                format!("is “{}” in the survey: look whether it is the same question", row.label);
            let question = row.field.question();
            self.remarks.push(Remark::new(&row.code, question, &label, what));
            if !is_here(row) {
                return;
            }
        }
        if !row.boxes.is_empty() {
            return answer.into_iter().for_each(|paragraph| self.find_option(row, paragraph));
        }
        let is_text = row.field.question().and_then(|id| self.survey.question(id));
        let is_text = is_text.is_some_and(|question| question.kind == QuestionKind::Text);
        let gap = if is_text { "\n\n" } else { " " };
        let text = text(&answer, gap) + gap + &beside.unwrap_or_default();
        let text = text.trim().to_owned();
        let checked = answer.iter().find_map(|one| one.control.as_ref()?.checked);
        answer.retain(|one| !one.text().is_empty());
        let (point, part) = match &row.field {
            Field::Quote(point) => (Some(point.clone()), None),
            Field::Practice(part, _) => (None, Some(part.clone())),
            Field::Respondent | Field::Question(..) => (None, None),
        };
        if !answer.is_empty() && (point.is_some() || part.is_some()) {
            let form = point.as_ref().map(|_| model::Form::Quotation);
            let statement = Statement { text: markdown(&answer), point, part };
            if let Some(fault) = first_fault(&statement.text, form) {
                let what = format!("is not taken over: {fault}");
                return self.remarks.push(Remark::new(&row.code, None, &text, what));
            }
            self.statements.push(statement);
        }
        let (code, field) = (&row.code, row.field.clone());
        self.entries.push(Entry { code, field, text, checked });
    }

    /// Adds the entry beside an option, or the name of one, in the cell of a grid.
    fn find_option(&mut self, row: &'a Row, paragraph: &Paragraph) {
        let text = paragraph.text();
        let Some(id) = row.field.question() else { return };
        let Control { tag, checked } = paragraph.control.clone().unwrap_or_default();
        let option = row.boxes.iter().find_map(|(key, title)| {
            let is_it = tag.as_ref() == Some(&answer_name(&row.box_id(key)));
            let rest = without(&text, title);
            let rest = rest.filter(|rest| is_it || tick(rest, checked) != Tick::Unclear);
            rest.or(is_it.then(|| text.clone())).map(|rest| (key, rest))
        });
        let question = self.survey.question(id).filter(|_| checked.is_none());
        // A name without a box.
        let named = question.and_then(|question| find_option(question, &text));
        let option = named.map(|named| (named, "x".to_owned())).or(option);
        if let Some((key, text)) = option {
            let field = Field::Question(id.clone(), Role::Option(key.clone()));
            self.entries.push(Entry { code: &row.code, field, text, checked });
        } else if !text.is_empty() {
            self.remarks.push(Remark::new(&row.code, Some(id), &text, "is no option: ask"));
        }
    }

    /// The respondent: the key that the form was made for, or else the name in it.
    fn respondent(&mut self, document: &Document) -> String {
        let entry = self.entries.iter().find(|entry| entry.field == Field::Respondent);
        let name = entry.map_or(String::new(), |entry| squeezed(&entry.text));
        let made_for = document.properties.get(RESPONDENT);
        let made_for = made_for.and_then(|key| self.survey.mechanisms.get(key.as_str()));
        let Some(made_for) = made_for else { return name };
        if name.is_empty() || made_for.names().iter().any(|own| same_text(&own.value, &name)) {
            return made_for.key.to_string();
        }
        let what = format!("filled in the questionnaire that was made for `{}`", made_for.key);
        self.remarks.push(Remark::new("the respondent", None, &name, what));
        name
    }

    /// The answer to a question.
    fn answer(&mut self, question: &Question) -> Option<String> {
        let parts = self.entries.iter().filter_map(|entry| {
            let Field::Question(id, role) = &entry.field else { return None };
            (*id == question.id).then_some(Part {
                place: entry.code.to_owned(),
                role,
                text: &entry.text,
                is_empty: entry.text.is_empty(),
                checked: entry.checked,
                decimal: None,
                column: None,
            })
        });
        answer(question, parts.collect(), [Meaning::Skipped; 2], &mut self.remarks)
    }
}

fn text(paragraphs: &[&Paragraph], gap: &str) -> String {
    let texts = paragraphs.iter().map(|one| one.text()).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join(gap)
}

/// A text without words in it; `None` if it does not have them.
fn without(text: &str, words: &str) -> Option<String> {
    let at = text.to_lowercase().find(&words.to_lowercase())?;
    let (before, after) = (text.get(..at)?, text.get(at + words.len()..)?);
    Some(format!("{} {}", before.trim(), after.trim()).trim().to_owned())
}
