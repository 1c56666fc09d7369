//! Reads a filled-in questionnaire. An answer is found by the bookmark of its cell, by the tag of its box, or by the code and
//! words of its row; a tick is a box that is ticked, a sign or a word.

use std::collections::{BTreeMap, BTreeSet};

use super::mapping::same_text;
use super::statements::{Place, Statement, markdown};
use super::values::{TICKED, UNTICKED, is_option_name, parse_number};
use super::{AnswerValue, Record, Remark};
use crate::docx::{Cell, Document, Paragraph};
use crate::figure::Key;
use crate::model::{Question, QuestionKind, Survey};
use crate::questionnaire::{Field, Questionnaire, RESPONDENT, Row};
use crate::text::squeezed;
use crate::write::docx::answer_name;

/// Boxes that are ticked, and boxes that are not.
const ON: [char; 7] = ['☒', '☑', '✓', '✔', '✗', '■', '🗹'];
const OFF: [char; 2] = ['☐', '□'];

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
    let statements = form.entries.iter().filter_map(Entry::statement).collect();
    Some(Record {
        place: "the questionnaire".to_owned(),
        name,
        answers,
        remarks: form.remarks,
        statements,
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
    paragraphs: Vec<Paragraph>,
    /// All text in the cell and beside the question.
    text: String,
    /// The state of the box.
    checked: Option<bool>,
}

/// Whether a box is ticked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tick {
    On,
    Off,
    Unclear,
}

impl<'a> Form<'a> {
    /// Adds the entries of a row of a table, if it is one of the questionnaire.
    fn find(&mut self, cells: &[Cell]) {
        let [label, answer @ ..] = cells else { return };
        let text = |paragraphs: &[&Paragraph]| {
            paragraphs.iter().map(|one| one.text()).collect::<Vec<_>>().join(" ")
        };
        let label = squeezed(&text(&label.paragraphs()));
        let answer: Vec<&Paragraph> = answer.iter().flat_map(Cell::paragraphs).collect();
        let tags = answer.iter().filter_map(|one| one.control()?.tag.as_ref());
        let names: BTreeSet<&String> =
            answer.iter().flat_map(|one| &one.bookmarks).chain(tags).collect();
        let is_here = |row: &&Row| {
            let boxes = row.boxes.iter().map(|(key, _)| row.box_id(key));
            boxes.chain([row.id()]).any(|id| names.contains(&answer_name(&id)))
        };
        let has_code = |row: &&Row| label.split(' ').any(|word| word == row.code);
        let asked = self.asked;
        let coded = || asked.rows().find(has_code);
        let Some(row) = asked.rows().find(is_here).or_else(coded) else { return };
        let beside = without(&label, &row.label).map(|beside| {
            let words = beside.split(' ').filter(|word| *word != row.code);
            words.collect::<Vec<_>>().join(" ")
        });
        if beside.is_none() {
            let what =
                format!("is “{}” in the survey: look whether it is the same question", row.label);
            self.remark(&row.code, row.field.question(), &label, what);
            if !is_here(&row) {
                return;
            }
        }
        if !row.boxes.is_empty() {
            answer.into_iter().for_each(|paragraph| self.find_option(row, paragraph));
            return;
        }
        let filled = answer.iter().filter(|one| !one.text().is_empty());
        self.entries.push(Entry {
            code: &row.code,
            field: row.field.clone(),
            text: format!("{} {}", text(&answer), beside.unwrap_or_default()).trim().to_owned(),
            checked: answer.iter().find_map(|one| one.control()?.checked),
            paragraphs: filled.map(|one| (*one).clone()).collect(),
        });
    }

    /// Adds the entry beside an option, or the name of one, in the cell of a grid.
    fn find_option(&mut self, row: &'a Row, paragraph: &Paragraph) {
        let (text, control) = (paragraph.text(), paragraph.control());
        let Some(question) = row.field.question() else { return };
        let checked = control.and_then(|control| control.checked);
        let option = row.boxes.iter().find_map(|(key, title)| {
            let tag = control.and_then(|control| control.tag.as_ref());
            let rest = without(&text, title);
            let is_it = tag == Some(&answer_name(&row.box_id(key)));
            let rest = rest.filter(|rest| is_it || tick(rest, checked) != Tick::Unclear);
            rest.or(is_it.then(|| text.clone())).map(|rest| (key, rest))
        });
        let asked = self.survey.question(question);
        let mut options = asked.into_iter().flat_map(|asked| &asked.options);
        let (key, rest) = match (option, options.find(|option| is_option_name(option, &text))) {
            // A name without a box.
            (_, Some(named)) if checked.is_none() => (&named.key.value, "x".to_owned()),
            (Some(option), _) => option,
            (None, _) if text.is_empty() => return,
            (None, _) => {
                return self.remark(&row.code, Some(question), &text, "is no option: ask");
            }
        };
        let field = Field::Option(question.clone(), key.clone());
        let entry = Entry { code: &row.code, field, text: rest, checked, paragraphs: Vec::new() };
        self.entries.push(entry);
    }

    fn remark(
        &mut self,
        place: &str,
        question: Option<&Key>,
        found: &str,
        what: impl Into<String>,
    ) {
        let (place, found, what) = (place.to_owned(), found.to_owned(), what.into());
        self.remarks.push(Remark { place, question: question.cloned(), found, what });
    }

    /// The respondent: the key that the form was made for, or else the name in it.
    fn respondent(&mut self, document: &Document) -> String {
        let entry = self.entries.iter().find(|entry| entry.field == Field::Respondent);
        let name = entry.map_or(String::new(), |entry| squeezed(&entry.text));
        let made_for = document.properties.get(RESPONDENT).map(String::as_str);
        let made_for = made_for.and_then(|key| self.survey.mechanisms.get(key));
        let Some(made_for) = made_for else { return name };
        if name.is_empty() || made_for.names().iter().any(|own| same_text(&own.value, &name)) {
            return made_for.key.to_string();
        }
        let what = format!("filled in the questionnaire that was made for `{}`", made_for.key);
        self.remark("the respondent", None, &name, what);
        name
    }

    /// The answer to a question.
    fn answer(&mut self, question: &Question) -> Option<AnswerValue> {
        let id = &question.id;
        let (mut keys, mut ranks, mut own, mut none) = (Vec::new(), BTreeMap::new(), None, false);
        let (mut value, mut found, mut place) = (None, Vec::new(), "");
        for entry in self.entries.iter().filter(|entry| entry.field.question() == Some(id)) {
            let mut report = |what| found.push((entry.code, entry.text.clone(), what));
            place = entry.code.split('.').next().unwrap_or_default();
            match (&entry.field, tick(&entry.text, entry.checked)) {
                (Field::Option(..) | Field::None(_), Tick::Unclear) => {
                    report("is neither ticked nor empty");
                }
                (Field::Option(_, key), Tick::On) => keys.push(key.clone()),
                (Field::None(_), Tick::On) => none = true,
                (Field::Rank(_, key), _) if !entry.text.is_empty() => {
                    let rank = entry.text.trim_end_matches('.').parse::<usize>();
                    let rank = rank.ok().filter(|rank| !ranks.contains_key(rank));
                    match rank {
                        Some(rank) => _ = ranks.insert(rank, key.clone()),
                        None => report("is no rank, or is one that is there twice"),
                    }
                }
                (Field::Other(_), _) if !entry.text.is_empty() => own = Some(squeezed(&entry.text)),
                (Field::Answer(_), _) if !entry.text.is_empty() => {
                    value = entry.value(question);
                    if value.is_none() {
                        report("is no number, or may be two");
                    }
                }
                _ => {}
            }
        }
        if let (Some(_), Some(other)) = (&own, question.options.iter().find(|one| one.is_other))
            && !keys.contains(&other.key.value)
        {
            keys.push(other.key.value.clone());
        }
        let is_gapless = ranks.keys().copied().eq(1..=ranks.len());
        keys.extend(ranks.into_values());
        let most = if question.kind.is_one_option() { Some(1) } else { question.most };
        let fault = match most.filter(|most| keys.len() > *most as usize) {
            Some(most) => Some(format!("takes {most} at most, but has {}", keys.len())),
            None if none && !keys.is_empty() => Some("has “none” beside other options".to_owned()),
            None if !is_gapless => Some("has ranks that do not go from 1 without a gap".to_owned()),
            None => None,
        };
        let is_ranking = question.kind == QuestionKind::Ranking;
        let is_open = fault.is_some() || is_ranking && !found.is_empty();
        for (code, text, what) in found {
            self.remark(code, Some(id), &text, format!("{what}: ask"));
        }
        if let Some(fault) = fault {
            self.remark(place, Some(id), "", format!("{fault}: ask"));
        }
        let options = (none || !keys.is_empty()).then_some(AnswerValue::Options(keys, own));
        value.or(options).filter(|_| !is_open)
    }
}

impl Entry<'_> {
    /// The number or text of an answer.
    fn value(&self, question: &Question) -> Option<AnswerValue> {
        if question.kind == QuestionKind::Text {
            let texts: Vec<String> = self.paragraphs.iter().map(Paragraph::text).collect();
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

/// A text without words in it; `None` if it does not have them.
fn without(text: &str, words: &str) -> Option<String> {
    let at = text.to_lowercase().find(&words.to_lowercase())?;
    let (before, after) = (text.get(..at)?, text.get(at + words.len()..)?);
    Some(format!("{} {}", before.trim(), after.trim()).trim().to_owned())
}

/// Whether a box is ticked, given all text in and beside it, and its state. What is typed counts more than the box; a box
/// whose sign differs from its state is unclear.
pub(super) fn tick(text: &str, state: Option<bool>) -> Tick {
    let is_on = text.contains(ON);
    let typed: String = text.chars().filter(|c| !ON.contains(c) && !OFF.contains(c)).collect();
    let typed = typed.to_lowercase();
    match typed.trim_matches(|c: char| c.is_whitespace() || "[]()".contains(c)) {
        "" if state.is_some_and(|state| state != is_on) => Tick::Unclear,
        "" if is_on => Tick::On,
        "" => Tick::Off,
        typed if TICKED.contains(&typed) => Tick::On,
        typed if UNTICKED.contains(&typed) && !is_on => Tick::Off,
        _ => Tick::Unclear,
    }
}
