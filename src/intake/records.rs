//! The records of an export: one for each respondent's row, with its answers and what was not understood.

use jiff::civil::Date;

use super::mapping::{Column, Export, Meaning, Orientation, Role, Table};
use super::sheet::{Cell, Sheet};
use super::values::{Tick, days_in, find_option, other_option, parse_number, same_text, tick};
use super::{AnswerValue, Record, Remark};
use crate::diagnostic::edit_distance;
use crate::figure::Key;
use crate::model::text::first_unfit;
use crate::model::{Choice, Question, QuestionKind, Survey};
use crate::text::squeezed;

const NO_TICK: &str = "is neither a tick nor empty: ask, and enter the answer in the response";
const NO_NUMBER: &str = "is no number of at most 6 decimals: ask, and enter it in the response";
const SAME_RANK: &str = "a rank is there twice: ask, and enter the ranking in the response";
const TWO_NUMBERS: &str =
    "may be two numbers: add `decimal = \",\"` or `decimal = \".\"` to the export";
const TWO_DAYS: &str =
    "may be two days: add `dates = \"dmy\"` (day first) or `dates = \"mdy\"` to the export";
const NO_VALUE: &str =
    "is a formula without a value: look it up in the file, and enter it in the response";

/// What a file contains.
pub struct Records {
    /// The records.
    pub records: Vec<Record>,
    /// The places that were left out, each with the reason.
    pub left_out: Vec<(String, String)>,
    /// The titles of columns that the mapping neither reads nor lists as unread.
    pub unread: Vec<String>,
}

/// The records of a file.
///
/// # Errors
/// If no sheet has the columns of the export: the titles that the most similar one lacks.
pub fn records(export: &Export, survey: &Survey, sheets: &[Sheet]) -> Result<Records, Vec<String>> {
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
    let unread = unread(export, first);
    let (mut records, mut left_out) = (Vec::new(), Vec::new());
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
                    left_out.push((row.place(), why));
                }
                None => records.push(row.record()),
            }
        }
    }
    Ok(Records { records, left_out, unread })
}

fn unread(export: &Export, table: &Table) -> Vec<String> {
    let rules = export.leave_out.iter().chain(&export.partial).map(|(title, _)| title);
    let known: Vec<&String> = export.titles().chain(&export.unread).chain(rules).collect();
    let is_known = |title: &String| known.iter().any(|one| same_text(one, title));
    let unread = table.titles.iter().filter(|title| !title.is_empty() && !is_known(title));
    unread.cloned().collect()
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
    fn answer(&mut self, question: &Question) -> Option<AnswerValue> {
        let columns = self.export.columns.iter().filter(|column| column.question == question.id);
        let cells = columns.filter_map(|column| Some((column, self.cell(&column.title)?)));
        let mut cells: Vec<(&Column, &Cell)> = cells.collect();
        cells.retain(|(_, cell)| {
            let unfit = first_unfit(&cell.text);
            let what = unfit.iter().map(|unfit| format!("is not taken over: {unfit}"));
            what.for_each(|what| self.remark(cell, Some(question), what));
            unfit.is_none()
        });
        for (_, cell) in cells.iter().filter(|(_, cell)| cell.is_formula) {
            if ["", "0"].contains(&cell.text.as_str()) {
                self.remark(cell, Some(question), NO_VALUE);
            }
        }
        let find = |role: Role| cells.iter().find(|(column, _)| column.role == role);
        let mut given = match find(Role::Answer) {
            Some((column, cell)) => self.whole(question, column, cell),
            None => self.ticked(question, &cells),
        };
        let own = find(Role::Other).map(|(_, cell)| &cell.text).filter(|text| !text.is_empty());
        if let (Some(own), Some(key)) = (own, other_option(question)) {
            let none = || AnswerValue::Options(Vec::new(), None);
            given.get_or_insert_with(none).add_own(key, own);
        }
        given.iter_mut().for_each(|given| given.sort(question));
        let most = question.most_options().unwrap_or(usize::MAX);
        if let (Some(AnswerValue::Options(keys, _)), Some((_, first))) = (&given, cells.first())
            && keys.len() > most
        {
            let what = format!("takes {most} at most, but has {}: ask", keys.len());
            self.remark(first, Some(question), what);
            return None;
        }
        given.or_else(|| self.unticked(question, &cells))
    }

    /// The options whose boxes are ticked, or that have a rank; `None` if there is none.
    fn ticked(&mut self, question: &Question, cells: &[(&Column, &Cell)]) -> Option<AnswerValue> {
        let is_ranking = question.kind == QuestionKind::Ranking;
        let mut chosen: Vec<(u32, Key)> = Vec::new();
        for (column, cell) in cells {
            let Role::Option(key) = &column.role else { continue };
            let rank = cell.text.parse::<u32>().ok().filter(|_| is_ranking);
            let is_title = || self.option(question, column, &cell.text) == Some(key);
            match (rank, tick(&cell.text, None)) {
                (Some(0), _) | (None, Tick::Off) => {}
                (Some(rank), _) => chosen.push((rank, key.clone())),
                _ if self.is_empty(cell) => {}
                (_, state) if state == Tick::On || is_title() => chosen.push((0, key.clone())),
                _ => self.remark(cell, Some(question), NO_TICK),
            }
        }
        chosen.sort_by_key(|(rank, _)| *rank);
        if is_ranking && chosen.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            self.remark(cells.first()?.1, Some(question), SAME_RANK);
            return None;
        }
        let keys: Vec<Key> = chosen.into_iter().map(|(_, key)| key).collect();
        (!keys.is_empty()).then_some(AnswerValue::Options(keys, None))
    }

    /// The answer if no box is ticked.
    fn unticked(&mut self, question: &Question, cells: &[(&Column, &Cell)]) -> Option<AnswerValue> {
        let boxes = cells.iter().filter(|(column, _)| matches!(column.role, Role::Option(_)));
        let boxes: Vec<&Cell> = boxes.map(|(_, cell)| *cell).collect();
        let first = *boxes.first().filter(|_| question.kind != QuestionKind::Ranking)?;
        let (key, meaning) = match boxes.iter().all(|cell| cell.text.is_empty()) {
            true => ("blank", self.export.blank),
            false => ("unticked", self.export.unticked),
        };
        let is_clear = boxes.iter().all(|cell| tick(&cell.text, None) == Tick::Off);
        match meaning {
            Meaning::None if is_clear => return Some(AnswerValue::Options(Vec::new(), None)),
            Meaning::Ask if is_clear => {
                let what = format!(
                    "no box is ticked: was `{}` skipped, or answered with none? add `{key} = \"skipped\"` or `{key} = \
                     \"none\"` to the export, or ask",
                    question.id
                );
                self.remark(first, Some(question), what);
            }
            Meaning::None | Meaning::Skipped | Meaning::Ask => {}
        }
        None
    }

    /// The answer in one cell.
    fn whole(&mut self, question: &Question, column: &Column, cell: &Cell) -> Option<AnswerValue> {
        let is_value = column.values.iter().any(|(value, _)| same_text(value, &cell.text));
        match question.kind {
            _ if self.is_empty(cell) && !is_value => None,
            QuestionKind::Text => Some(AnswerValue::Text(cell.text.clone())),
            QuestionKind::Number => self.number(question, cell),
            _ => self.options(question, column, cell),
        }
    }

    fn number(&mut self, question: &Question, cell: &Cell) -> Option<AnswerValue> {
        let digits: String = cell.text.split_whitespace().collect();
        let sign = if cell.is_number { Some('.') } else { self.export.decimal };
        let number = parse_number(&digits, sign);
        if number.is_none() {
            let may_be = ['.', ','].iter().any(|sign| parse_number(&digits, Some(*sign)).is_some());
            self.remark(cell, Some(question), if may_be { TWO_NUMBERS } else { NO_NUMBER });
        }
        number.map(AnswerValue::Number)
    }

    /// The options in a cell. What is no option is the respondent's own words, if the question takes them.
    fn options(
        &mut self,
        question: &Question,
        column: &Column,
        cell: &Cell,
    ) -> Option<AnswerValue> {
        let text = cell.text.as_str();
        let (keys, left) = match self.option(question, column, text) {
            Some(key) => (vec![key.clone()], ""),
            None if question.kind.is_one_option() => (Vec::new(), text),
            None => split(question, column, text),
        };
        let other = other_option(question);
        let other = other.filter(|key| !keys.contains(key) || column.separator.is_some());
        let mut given = AnswerValue::Options(keys, None);
        match other {
            _ if left.is_empty() => {}
            Some(key) => given.add_own(key, left),
            None => self.unknown(question, cell, left),
        }
        (!matches!(&given, AnswerValue::Options(keys, _) if keys.is_empty())).then_some(given)
    }

    fn unknown(&mut self, question: &Question, cell: &Cell, text: &str) {
        let lower = text.to_lowercase();
        let distance = |option: &&Choice| edit_distance(&option.title.value.to_lowercase(), &lower);
        let near = question.options.iter().min_by_key(distance);
        let near = near.filter(|option| distance(option) * 4 <= text.chars().count());
        let near = near.map(|option| format!("; perhaps `{}`", option.key.value));
        let near = near.unwrap_or_default();
        let what = format!("“{text}” is no option{near}: add it to `values` of the column, or ask");
        self.remark(cell, Some(question), what);
    }

    /// The key of the option with this value, key or title.
    fn option<'q>(
        &self,
        question: &'q Question,
        column: &'q Column,
        text: &str,
    ) -> Option<&'q Key> {
        let value = column.values.iter().find(|(value, _)| same_text(value, text));
        value.map(|(_, key)| key).or_else(|| find_option(question, text))
    }
}

/// The options that a text begins with, and the rest of it. Longer names are matched first, because titles and other
/// answers may contain the separator.
fn split<'c>(question: &Question, column: &Column, text: &'c str) -> (Vec<Key>, &'c str) {
    let separator = column.separator.as_deref().unwrap_or(";").trim();
    let mut names: Vec<(&str, &Key)> =
        column.values.iter().map(|(value, key)| (value.as_str(), key)).collect();
    for Choice { key, title, .. } in &question.options {
        names.extend([title.value.as_str(), &key.value].map(|name| (name, &key.value)));
    }
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
    let next = |rest: &'c str| {
        names.iter().find_map(|(name, key)| {
            let after = rest.get(name.len()..).filter(|_| same_text(&rest[..name.len()], name))?;
            let is_whole = match separator {
                "" => after.is_empty() || after.starts_with(char::is_whitespace),
                _ => after.is_empty() || after.trim_start().starts_with(separator),
            };
            is_whole.then_some((after.trim_start(), *key))
        })
    };
    let (mut keys, mut rest) = (Vec::new(), text);
    while !rest.is_empty()
        && let Some((after, key)) = next(rest)
    {
        keys.push(key.clone());
        rest = after.strip_prefix(separator).unwrap_or(after).trim_start();
    }
    (keys, rest.trim_end_matches(separator).trim())
}
