//! Reads a filled-in questionnaire. An answer is found by the bookmark of its cell, by the tag of its box, or by the code and
//! words of its row; a tick is a box that is ticked, a sign or a word.

use std::collections::BTreeMap;

use super::mapping::is_same;
use super::records::{Given, Record, Remark, TICKED, UNTICKED, is_named, plain_number};
use super::statements::{Place, Statement, markdown};
use crate::docx::{Cell, Document, Paragraph, Piece};
use crate::figure::Key;
use crate::model::{Question, QuestionKind, Survey};
use crate::questionnaire::{Field, Questionnaire, RESPONDENT, Row};
use crate::text::squeezed;
use crate::write::docx::answer_name;

/// Boxes that are ticked, and boxes that are not.
const ON: [char; 7] = ['☒', '☑', '✓', '✔', '✗', '■', '🗹'];
const OFF: [char; 2] = ['☐', '□'];

/// The respondent's record, and its text for comparison with quotations; `None` if the document is no questionnaire of the
/// survey. The record of one that is not filled in has neither answers nor statements nor remarks.
pub(super) fn record(
    survey: &Survey,
    asked: &Questionnaire,
    document: &Document,
) -> Option<Record> {
    let mut form = Form { survey, asked, found: BTreeMap::new(), remarks: Vec::new() };
    for cells in document.rows() {
        form.find(cells);
    }
    if form.found.is_empty() {
        return None;
    }
    let name = form.respondent(document);
    let mut answers = BTreeMap::new();
    for question in &survey.questions {
        if let Some(given) = form.answer(question) {
            answers.insert(question.id.clone(), given);
        }
    }
    let statements = form.statements();
    Some(Record {
        place: "the questionnaire".to_owned(),
        row: None,
        name,
        received: None,
        answers,
        remarks: form.remarks,
        partial: false,
        statements,
        text: Some(document.text()),
    })
}

struct Form<'a> {
    survey: &'a Survey,
    asked: &'a Questionnaire,
    /// The answers' paragraphs, by the codes of their rows.
    found: BTreeMap<&'a str, (&'a Row, Found)>,
    remarks: Vec<Remark>,
}

/// What a row has.
#[derive(Default)]
struct Found {
    /// What was added beside the question.
    beside: String,
    answer: Vec<Paragraph>,
}

/// Whether a box is ticked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tick {
    On,
    Off,
    /// It is not clear.
    Unclear,
}

impl<'a> Form<'a> {
    /// Adds the answer of a row of a table, if it is one of the questionnaire.
    fn find(&mut self, cells: &[Cell]) {
        let [label, answer @ ..] = cells else { return };
        if answer.is_empty() {
            return;
        }
        let answer: Vec<&Paragraph> = answer.iter().flat_map(Cell::paragraphs).collect();
        let tags = answer
            .iter()
            .flat_map(|one| &one.pieces)
            .filter_map(|piece| piece.control.as_ref()?.tag.as_deref());
        let names = answer.iter().flat_map(|one| &one.bookmarks).map(String::as_str).chain(tags);
        let names: Vec<&str> = names.collect();
        let label = label.paragraphs().into_iter().map(Paragraph::text).collect::<Vec<_>>();
        let label = squeezed(&label.join(" "));
        let is_here = |row: &&Row| {
            let boxes = row.boxes.iter().map(|(key, _)| row.box_id(key));
            let ids = boxes.chain([row.id()]);
            ids.map(|id| answer_name(&id)).any(|name| names.contains(&name.as_str()))
        };
        let has_code = |row: &&Row| label.split([' ', '\t']).any(|word| word == row.code);
        let asked = self.asked;
        let named = asked.rows().find(is_here);
        let worded = || asked.rows().find(|row| has_code(row) && beside(row, &label).is_some());
        let Some(row) = named.or_else(worded) else {
            if let Some(row) = asked.rows().find(has_code).filter(|_| !label.is_empty()) {
                let what =
                    format!("was not read: its words are not those of the survey, “{}”", row.label);
                self.remarks.push(remark(&row.code, row.question(), &label, what));
            }
            return;
        };
        let beside = beside(row, &label).unwrap_or_else(|| {
            let what = format!("is asked in other words in the survey: “{}”", row.label);
            self.remarks.push(remark(&row.code, row.question(), &label, what));
            String::new()
        });
        let answer = answer.into_iter().cloned().collect();
        self.found.entry(&row.code).or_insert((row, Found { beside, answer }));
    }

    fn remark(&mut self, row: &Row, found: &str, what: impl Into<String>) {
        self.remarks.push(remark(&row.code, row.question(), found, what));
    }

    /// The paragraphs of the answer to a field that have text.
    fn texts(&self, field: &Field) -> Vec<&Paragraph> {
        let found = self.found.values().find(|(row, _)| row.field == *field);
        let answer = found.into_iter().flat_map(|(_, found)| &found.answer);
        answer.filter(|paragraph| !paragraph.text().is_empty()).collect()
    }

    fn text(&self, field: &Field) -> String {
        let texts: Vec<String> = self.texts(field).into_iter().map(Paragraph::text).collect();
        texts.join("\n\n")
    }

    /// The respondent: the key that the form was made for, or else the name in it.
    fn respondent(&mut self, document: &Document) -> String {
        let name = squeezed(&self.text(&Field::Respondent));
        let made_for = document.properties.get(RESPONDENT).map(String::as_str);
        let made_for = made_for.and_then(|key| self.survey.mechanisms.get(key));
        let Some(made_for) = made_for else { return name };
        if name.is_empty() || made_for.names().iter().any(|own| is_same(&own.value, &name)) {
            return made_for.key.to_string();
        }
        let what = format!("filled in the questionnaire that was made for `{}`", made_for.key);
        self.remarks.push(remark("the respondent", None, &name, what));
        name
    }

    /// The answer to a question.
    fn answer(&mut self, question: &Question) -> Option<Given> {
        let is_own = |(row, _): &&(&Row, Found)| row.question() == Some(&question.id);
        let rows: Vec<&'a Row> = self.found.values().filter(is_own).map(|(row, _)| *row).collect();
        let (mut chosen, mut ranks, mut none) = (Vec::new(), BTreeMap::new(), None);
        for row in rows {
            match &row.field {
                Field::Answer(_) if question.kind.has_options() => {
                    chosen.extend(self.ticked_in(question, row));
                }
                Field::Answer(id) => {
                    let text = self.text(&Field::Answer(id.clone()));
                    return if text.is_empty() { None } else { self.value(question, row, text) };
                }
                Field::Option(_, key) if self.is_ticked(row) => chosen.push((row, key.clone())),
                Field::None(_) if self.is_ticked(row) => none = Some(row),
                Field::Rank(_, key) => {
                    let text = self.text(&row.field);
                    match text.trim_end_matches('.').parse::<usize>() {
                        _ if text.is_empty() => {}
                        Ok(rank) if !ranks.contains_key(&rank) => {
                            ranks.insert(rank, key.clone());
                        }
                        Ok(_) => self.remark(row, &text, "is a rank that is there twice: ask"),
                        Err(_) => self.remark(row, &text, "is no rank: ask"),
                    }
                }
                _ => {}
            }
        }
        let own = squeezed(&self.text(&Field::Other(question.id.clone())));
        let own = (!own.is_empty()).then_some(own);
        if let (Some(_), Some(other)) = (&own, question.options.iter().find(|one| one.is_other)) {
            let other = &other.key.value;
            let row = self.found.values().map(|(row, _)| *row);
            let row = row.clone().find(|row| row.field == Field::Other(question.id.clone()))?;
            if !chosen.iter().any(|(_, key)| key == other) {
                chosen.push((row, other.clone()));
            }
        }
        let mut keys: Vec<Key> = chosen.iter().map(|(_, key)| key.clone()).collect();
        if question.kind == QuestionKind::Ranking {
            let is_gapless = ranks.keys().copied().eq(1..=ranks.len());
            keys = ranks.into_values().collect();
            if !is_gapless
                || self.remarks.iter().any(|one| one.question.as_ref() == Some(&question.id))
            {
                self.open(question, "has ranks that do not go from 1 without a gap: ask");
                return None;
            }
        }
        let most = if question.kind.is_one_option() { Some(1) } else { question.most };
        if let Some(most) = most.filter(|most| keys.len() > *most as usize) {
            self.open(
                question,
                format!("takes {most} at most, but {} are chosen: ask", keys.len()),
            );
            return None;
        }
        match (none, keys.is_empty()) {
            (Some(row), false) => {
                self.remark(row, "", "is ticked beside other options: ask");
                None
            }
            (None, true) => None,
            (..) => Some(Given::Options(keys, own)),
        }
    }

    /// A remark about a whole question.
    fn open(&mut self, question: &Question, what: impl Into<String>) {
        let row = self.found.values().find(|(row, _)| row.question() == Some(&question.id));
        if let Some((row, _)) = row {
            let number = row.code.split('.').next().unwrap_or_default().to_owned();
            self.remarks.push(remark(&number, Some(&question.id), "", what));
        }
    }

    /// The number or text of an answer.
    fn value(&mut self, question: &Question, row: &Row, text: String) -> Option<Given> {
        if question.kind == QuestionKind::Text {
            return Some(Given::Text(text));
        }
        let unit = question.unit.as_ref().map_or("", |unit| unit.value.as_str());
        let digits: String = text.trim_end_matches(unit).split_whitespace().collect();
        let number = plain_number(&digits, None);
        if number.is_none() {
            self.remark(row, &text, "is no number, or may be two: ask");
        }
        number.map(Given::Number)
    }

    /// Whether the box of a row is ticked.
    fn is_ticked(&mut self, row: &Row) -> bool {
        let Some((_, found)) = self.found.get(row.code.as_str()) else { return false };
        let pieces = found.answer.iter().flat_map(|paragraph| &paragraph.pieces);
        let beside = Piece { text: found.beside.clone(), control: None };
        let pieces: Vec<&Piece> = pieces.chain([&beside]).collect();
        let shown: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        match tick(&pieces) {
            Tick::On => return true,
            Tick::Off => {}
            Tick::Unclear => self.remark(row, shown.trim(), "is neither ticked nor empty: ask"),
        }
        false
    }

    /// The options that are ticked in the cell of an item, or the one that is written there.
    fn ticked_in(&mut self, question: &Question, row: &'a Row) -> Vec<(&'a Row, Key)> {
        let Some((_, Found { answer, .. })) = self.found.get(row.code.as_str()) else {
            return Vec::new();
        };
        let (mut chosen, mut unclear) = (Vec::new(), Vec::new());
        for paragraph in answer {
            let text = paragraph.text();
            let tags =
                paragraph.pieces.iter().filter_map(|piece| piece.control.as_ref()?.tag.as_ref());
            let tags: Vec<&String> = tags.collect();
            let bare = text
                .trim_matches(|c: char| ON.contains(&c) || OFF.contains(&c) || c.is_whitespace());
            let is_typed =
                |word: &str| TICKED.contains(&word.to_lowercase().trim_matches(['[', ']']));
            let title = [
                Some(bare),
                bare.split_once(' ').filter(|(word, _)| is_typed(word)).map(|(_, rest)| rest),
                bare.rsplit_once(' ').filter(|(_, word)| is_typed(word)).map(|(rest, _)| rest),
            ];
            let titles: Vec<&str> = title
                .into_iter()
                .flatten()
                .map(|title| title.trim_matches(|c: char| OFF.contains(&c) || c.is_whitespace()))
                .collect();
            let option = row.boxes.iter().find(|(key, title)| {
                let name = answer_name(&row.box_id(key));
                tags.iter().any(|tag| **tag == name) || titles.iter().any(|one| is_same(one, title))
            });
            let has_box = text.contains(|c| ON.contains(&c) || OFF.contains(&c));
            let written = question.options.iter().find(|option| is_named(option, bare));
            let key = match (option, written) {
                (Some((key, _)), _) => key.clone(),
                (None, Some(option)) if !has_box => {
                    chosen.push((row, option.key.value.clone()));
                    continue;
                }
                _ if text.is_empty() => continue,
                _ => {
                    unclear.push(text);
                    continue;
                }
            };
            let title =
                row.boxes.iter().find(|(own, _)| *own == key).map_or("", |(_, title)| title);
            let mut pieces = paragraph.pieces.clone();
            for piece in pieces.iter_mut().filter(|piece| piece.text.contains(title)) {
                piece.text = piece.text.replacen(title, "", 1);
            }
            match tick(&pieces.iter().collect::<Vec<_>>()) {
                Tick::On => chosen.push((row, key)),
                Tick::Off => {}
                Tick::Unclear => unclear.push(text),
            }
        }
        for text in unclear {
            self.remark(row, &text, "is neither an option nor a tick: ask");
        }
        chosen
    }

    /// The statements and practices.
    fn statements(&self) -> Vec<Statement> {
        let statements = self.asked.rows().filter_map(|row| {
            let place = match &row.field {
                Field::Quote(point) => Place::Point(point.clone()),
                Field::Practice(part, _) => Place::Part(part.clone()),
                _ => return None,
            };
            let texts = self.texts(&row.field);
            (!texts.is_empty()).then(|| Statement { text: markdown(&texts), place: Some(place) })
        });
        statements.collect()
    }
}

fn remark(place: &str, question: Option<&Key>, found: &str, what: impl Into<String>) -> Remark {
    Remark {
        place: place.to_owned(),
        question: question.cloned(),
        found: found.to_owned(),
        what: what.into(),
    }
}

/// What a label has beside the code and the words of a row; `None` if it has other words.
fn beside(row: &Row, label: &str) -> Option<String> {
    let at = label.to_lowercase().find(&row.label.to_lowercase())?;
    let (before, after) = (label.get(..at)?, label.get(at + row.label.len()..)?);
    let words = before.split_whitespace().chain(after.split_whitespace());
    let words: Vec<&str> = words.filter(|word| *word != row.code).collect();
    Some(words.join(" "))
}

/// Whether a box is ticked, given all that is in and beside it. What is typed counts more than the box; a box whose sign
/// differs from its state is unclear.
fn tick(pieces: &[&Piece]) -> Tick {
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let is_on = text.contains(ON);
    let typed: String = text.chars().filter(|c| !ON.contains(c) && !OFF.contains(c)).collect();
    let typed = squeezed(&typed).to_lowercase();
    let typed = typed.trim_matches(['[', ']', '(', ')', ' ']);
    let mut states = pieces.iter().filter_map(|piece| piece.control.as_ref()?.checked);
    match typed {
        "" if states.any(|state| state != is_on) => Tick::Unclear,
        "" if is_on => Tick::On,
        "" => Tick::Off,
        typed if TICKED.contains(&typed) => Tick::On,
        typed if UNTICKED.contains(&typed) && !is_on => Tick::Off,
        _ => Tick::Unclear,
    }
}
