//! Reads a filled-in questionnaire. An answer is found by the bookmark of its cell, by the tag of its box, or by the code and
//! words of its row; a tick is a box that is ticked, a sign or a word.

use std::collections::BTreeMap;

use super::statements::{Place, Statement, markdown};
use super::values::{Tick, find_option, other_option, parse_number, same_text, tick};
use super::{AnswerValue, Record, Remark};
use crate::docx::{Cell, Control, Document, Paragraph};
use crate::model::recovery::prose::first_fault;
use crate::model::text::first_unfit;
use crate::model::{self, Question, QuestionKind, Survey};
use crate::questionnaire::{Field, Questionnaire, RESPONDENT, Row};
use crate::text::squeezed;
use crate::write::docx::answer_name;

/// The record of a filled-in questionnaire; `None` if the document is no questionnaire of the survey.
pub(super) fn record(
    survey: &Survey,
    asked: &Questionnaire,
    document: &Document,
) -> Option<Record> {
    let mut form = Form { survey, asked, entries: Vec::new(), remarks: Vec::new() };
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
        statements: form.entries.iter().filter_map(Entry::statement).collect(),
        remarks: form.remarks,
        text: Some(document.text()),
        ..Record::default()
    })
}

struct Form<'a> {
    survey: &'a Survey,
    asked: &'a Questionnaire,
    entries: Vec<Entry<'a>>,
    remarks: Vec<Remark>,
}

/// What was entered in a cell, or beside an option in it.
struct Entry<'a> {
    code: &'a str,
    field: Field,
    /// The paragraphs with text.
    paragraphs: Vec<&'a Paragraph>,
    /// All text in the cell and beside the question.
    text: String,
    /// The state of the box.
    checked: Option<bool>,
}

impl<'a> Form<'a> {
    /// Adds the entries of a row of a table, if it is one of the questionnaire.
    fn find(&mut self, cells: &'a [Cell]) {
        let [label, answer @ ..] = cells else { return };
        let label = squeezed(&text(&label.paragraphs()));
        let mut answer: Vec<&Paragraph> = answer.iter().flat_map(Cell::paragraphs).collect();
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
        let text = format!("{} {}", text(&answer), beside.unwrap_or_default()).trim().to_owned();
        let checked = answer.iter().find_map(|one| one.control.as_ref()?.checked);
        answer.retain(|one| !one.text().is_empty());
        let fault = match row.field {
            Field::Quote(_) => first_fault(&markdown(&answer), Some(model::Form::Quotation)),
            Field::Practice(..) => first_fault(&markdown(&answer), None),
            _ => first_unfit(&text),
        };
        if let Some(fault) = fault {
            let what = format!("is not taken over: {fault}");
            return self.remarks.push(Remark::new(&row.code, row.field.question(), &text, what));
        }
        let (code, field) = (&row.code, row.field.clone());
        self.entries.push(Entry { code, field, paragraphs: answer, text, checked });
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
            let field = Field::Option(id.clone(), key.clone());
            let (code, paragraphs) = (&row.code, Vec::new());
            self.entries.push(Entry { code, field, paragraphs, text, checked });
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
    fn answer(&mut self, question: &Question) -> Option<AnswerValue> {
        let Form { entries, remarks, .. } = self;
        let (id, known) = (&question.id, remarks.len());
        let mut fault = |code: &str, text: &str, what: &str| {
            remarks.push(Remark::new(code, Some(id), text, format!("{what}: ask")));
        };
        let (mut keys, mut ranks, mut own, mut none) = (Vec::new(), BTreeMap::new(), None, false);
        let (mut value, mut section) = (None, "");
        for entry in entries.iter().filter(|entry| entry.field.question() == Some(id)) {
            let Entry { code, text, checked, .. } = entry;
            section = code.split('.').next().unwrap_or_default();
            match (&entry.field, tick(text, *checked)) {
                (Field::Option(..) | Field::None(_), Tick::Unclear) => {
                    fault(code, text, "is neither ticked nor empty");
                }
                (Field::Option(_, key), Tick::On) => keys.push(key.clone()),
                (Field::None(_), Tick::On) => none = true,
                _ if text.is_empty() => {}
                (Field::Rank(_, key), _) => {
                    let rank = text.trim_end_matches('.').parse::<usize>().ok();
                    match rank.filter(|rank| !ranks.contains_key(rank)) {
                        Some(rank) => _ = ranks.insert(rank, key.clone()),
                        None => fault(code, text, "is no rank, or is one that is there twice"),
                    }
                }
                (Field::Other(_), _) => own = Some(squeezed(text)),
                (Field::Answer(_), _) => {
                    value = entry.value(question);
                    if value.is_none() {
                        fault(code, text, "is no number, or may be two");
                    }
                }
                _ => {}
            }
        }
        let is_gapless = ranks.keys().copied().eq(1..=ranks.len());
        keys.extend(ranks.into_values());
        let other = other_option(question).filter(|_| own.is_some());
        keys.extend(other.filter(|other| !keys.contains(other)).cloned());
        let (number, is_ranking) = (keys.len(), question.kind == QuestionKind::Ranking);
        let whole = match question.most_options().filter(|most| number > *most) {
            Some(most) => Some(format!("takes {most} at most, but has {number}")),
            None if none && number > 0 => Some("has “none” beside other options".to_owned()),
            None if !is_gapless => Some("has ranks that do not go from 1 without a gap".to_owned()),
            None => None,
        };
        whole.iter().for_each(|what| fault(section, "", what));
        let is_open = whole.is_some() || is_ranking && remarks.len() > known;
        let options = (none || number > 0).then_some(AnswerValue::Options(keys, own));
        value.or(options).filter(|_| !is_open)
    }
}

impl Entry<'_> {
    /// The number or text of an answer.
    fn value(&self, question: &Question) -> Option<AnswerValue> {
        if question.kind == QuestionKind::Text {
            let texts: Vec<String> = self.paragraphs.iter().map(|one| one.text()).collect();
            return Some(AnswerValue::Text(texts.join("\n\n")));
        }
        let unit = question.unit.as_ref().map_or("", |unit| unit.value.as_str());
        let digits: String = self.text.trim_end_matches(unit).split_whitespace().collect();
        parse_number(&digits, None).map(AnswerValue::Number)
    }

    fn statement(&self) -> Option<Statement> {
        let place = match &self.field {
            Field::Quote(point) => Place::Point(point.clone()),
            Field::Practice(part, _) => Place::Part(part.clone()),
            _ => return None,
        };
        let statement = Statement { text: markdown(&self.paragraphs), place: Some(place) };
        (!self.paragraphs.is_empty()).then_some(statement)
    }
}

fn text(paragraphs: &[&Paragraph]) -> String {
    paragraphs.iter().map(|one| one.text()).collect::<Vec<_>>().join(" ")
}

/// A text without words in it; `None` if it does not have them.
fn without(text: &str, words: &str) -> Option<String> {
    let at = text.to_lowercase().find(&words.to_lowercase())?;
    let (before, after) = (text.get(..at)?, text.get(at + words.len()..)?);
    Some(format!("{} {}", before.trim(), after.trim()).trim().to_owned())
}
