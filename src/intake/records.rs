//! The records of an export: one for each respondent's row, with its answers and what was not understood.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::{Part, answer};
use super::mapping::{Column, Export, Orientation, Table};
use super::sheet::{Cell, Sheet};
use super::values::{days_in, same_text};
use super::{Record, Remark};
use crate::diagnostic::in_backticks;
use crate::model::{Question, Survey};
use crate::text::squeezed;

const TWO_DAYS: &str = "may be two days: add `dates = \"dmy\"` (day first) or `dates = \"mdy\"` to the export, and \
                        receive the file again";
const NO_VALUE: &str =
    "is a formula without a value: look it up in the file, and enter it in the response";

/// What became of a record, as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    /// The name of the file that has it.
    pub file: String,
    /// Where it is in its file.
    pub place: String,
    /// The respondent: its key, or else its name in the file.
    pub respondent: String,
    /// What became of it.
    pub outcome: String,
    /// What was not understood, or differs.
    pub open: Vec<String>,
    /// Its row, where a row has it.
    #[serde(skip)]
    pub row: Option<usize>,
    /// The new file.
    #[serde(skip)]
    pub path: Option<String>,
    /// Whether it was not taken in, because somebody has to decide.
    #[serde(skip)]
    pub is_unresolved: bool,
}

impl Line {
    /// A line about a place.
    pub fn new(place: &str, outcome: String) -> Self {
        Line { place: place.to_owned(), outcome, ..Line::default() }
    }

    /// The line about a record, with what was not understood.
    pub(super) fn of(record: &Record) -> Self {
        let open = record
            .remarks
            .iter()
            .map(|Remark { place, found, what, .. }| format!("{place}: “{found}” {what}"));
        Line {
            place: record.place.clone(),
            respondent: record.name.clone(),
            open: open.collect(),
            row: record.row,
            ..Line::default()
        }
    }

    /// Its file and its place there.
    pub fn full_place(&self) -> String {
        let Line { file, place, .. } = self;
        let is_file = file.is_empty() || place == file;
        if is_file { place.clone() } else { format!("{file}, {place}") }
    }

    /// Records why it was not taken in.
    pub fn refuse(&mut self, why: &str) {
        self.is_unresolved = true;
        self.outcome = format!("NOT taken in, because {why}");
    }

    /// Records that the project has it already.
    pub fn set_unchanged(&mut self) {
        self.outcome = "unchanged".to_owned();
        self.open.clear();
    }
}

/// The records of a file, and lines about what is not read.
///
/// # Errors
/// If no sheet has the columns of the export: the titles that the most similar one lacks.
pub fn records(
    export: &Export,
    survey: &Survey,
    sheets: &[Sheet],
) -> Result<(Vec<Record>, Vec<Line>), Vec<String>> {
    let is_named =
        |sheet: &&Sheet| export.sheet.as_ref().is_none_or(|name| same_text(name, &sheet.name));
    let tables: Vec<Table> =
        sheets.iter().filter(is_named).map(|sheet| export.table(sheet)).collect();
    let wanted = if export.respondents == Orientation::Sheets { usize::MAX } else { 1 };
    let complete = tables.iter().filter(|table| export.missing(table).is_empty());
    let complete: Vec<&Table> = complete.take(wanted).collect();
    let Some(first) = complete.first() else {
        let missing = tables.iter().map(|table| export.missing(table));
        return Err(missing.min_by_key(Vec::len).unwrap_or_default());
    };
    let (mut records, mut lines) = (Vec::new(), Vec::from_iter(unread(export, first)));
    for table in complete {
        for cells in table.rows.iter().skip((export.first as usize).saturating_sub(1)) {
            let row = Row { export, survey, table, cells, remarks: Vec::new() };
            if export.titles().all(|title| row.text(title).is_empty()) {
                continue;
            }
            match export.leave_out.iter().find(|rule| row.matches(rule)) {
                Some((title, _)) => {
                    let value = squeezed(row.text(title));
                    let why = format!("left out, because “{title}” is “{value}”");
                    lines.push(Line::new(&row.place(), why));
                }
                None => records.push(row.record()),
            }
        }
    }
    Ok((records, lines))
}

/// The line about columns that the mapping neither reads nor lists as unread.
fn unread(export: &Export, table: &Table) -> Option<Line> {
    let rules = export.leave_out.iter().chain(&export.partial).map(|(title, _)| title);
    let known: Vec<&String> = export.titles().chain(&export.unread).chain(rules).collect();
    let is_known = |title: &String| known.iter().any(|one| same_text(one, title));
    let mut unread =
        table.titles.iter().filter(|title| !title.is_empty() && !is_known(title)).peekable();
    unread.peek()?;
    let unread = in_backticks(unread).join(", ");
    Some(Line::new("columns", format!("not read: {unread} (map them, or add them to `unread`)")))
}

/// A respondent's cells.
struct Row<'a> {
    export: &'a Export,
    survey: &'a Survey,
    table: &'a Table,
    cells: &'a [Cell],
    remarks: Vec<Remark>,
}

impl<'a> Row<'a> {
    fn cell(&self, title: &str) -> Option<&'a Cell> {
        self.table.cell(self.cells, title)
    }

    fn text(&self, title: &str) -> &'a str {
        self.cell(title).map_or("", |cell| &cell.text)
    }

    /// Whether a cell is empty, or contains a word that means so.
    fn is_empty(&self, cell: &Cell) -> bool {
        cell.text.is_empty() || self.export.empty.iter().any(|word| same_text(word, &cell.text))
    }

    fn place(&self) -> String {
        match self.export.respondents {
            Orientation::Sheets => format!("sheet “{}”", self.table.name),
            Orientation::Columns => {
                let address = self.cells[0].address();
                format!("column {}", address.trim_end_matches(|c: char| c.is_ascii_digit()))
            }
            Orientation::Rows => format!("row {}", self.cells[0].row()),
        }
    }

    fn matches(&self, (title, values): &(String, Vec<String>)) -> bool {
        values.iter().any(|value| same_text(value, self.text(title)))
    }

    fn record(mut self) -> Record {
        let questions = self.survey.questions.iter();
        let answers =
            questions.filter_map(|one| Some((one.id.clone(), self.answer(one)?))).collect();
        let received = self.export.received.as_ref().and_then(|title| self.day(title));
        Record {
            place: self.place(),
            row: (self.export.respondents == Orientation::Rows).then(|| self.cells[0].row()),
            name: squeezed(self.text(&self.export.respondent)),
            received,
            answers,
            partial: self.export.partial.iter().any(|rule| self.matches(rule)),
            remarks: self.remarks,
            ..Record::default()
        }
    }

    fn remark(&mut self, cell: &Cell, question: Option<&Question>, what: impl Into<String>) {
        let question = question.map(|question| &question.id);
        self.remarks.push(Remark::new(&cell.address(), question, &cell.text, what));
    }

    fn day(&mut self, title: &str) -> Option<Date> {
        let cell = self.cell(title)?;
        if cell.day.is_some() || self.is_empty(cell) {
            return cell.day;
        }
        let what = match (days_in(&cell.text).as_slice(), self.export.dates) {
            ([day], _) => return Some(*day),
            (days @ [_, _], Some(reading)) => return Some(days[reading]),
            ([], _) => "is no day; the response has none",
            _ => TWO_DAYS,
        };
        self.remark(cell, None, what);
        None
    }

    /// The answer in the columns of a question.
    fn answer(&mut self, question: &Question) -> Option<String> {
        let columns = self.export.columns.iter().filter(|column| column.question == question.id);
        let cells = columns.filter_map(|column| Some((column, self.cell(&column.title)?)));
        let cells: Vec<(&Column, &Cell)> = cells.collect();
        for (_, cell) in cells.iter().filter(|(_, cell)| cell.is_formula) {
            if ["", "0"].contains(&cell.text.as_str()) {
                self.remark(cell, Some(question), NO_VALUE);
            }
        }
        let parts = cells.into_iter().map(|(column, cell)| Part {
            place: cell.address(),
            role: &column.role,
            text: &cell.text,
            is_empty: self.is_empty(cell)
                && column.values.iter().all(|(value, _)| !same_text(value, &cell.text)),
            checked: None,
            decimal: if cell.is_number { Some('.') } else { self.export.decimal },
            column: Some(column),
        });
        let meanings = [self.export.blank, self.export.unticked];
        answer(question, parts.collect(), meanings, &mut self.remarks)
    }
}
