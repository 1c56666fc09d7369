//! The records of an export: one for each respondent's row, with its answers and what was not understood.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::mapping::{
    Column, Dates, Export, Meaning, Orientation, Role, other_option, same_text, titles,
};
use super::sheet::{Cell, Sheet};
use super::values::{TICKED, UNTICKED, days_in, is_option_name, parse_number};
use super::{AnswerValue, Record, Remark};
use crate::figure::Key;
use crate::model::{Question, QuestionKind, Survey};
use crate::text::squeezed;

/// The titles of columns that the mapping neither reads nor lists as unread.
pub fn unread(export: &Export, sheets: &[Sheet]) -> Vec<String> {
    let complete = sheets.iter().map(|sheet| export.oriented(sheet));
    let Some(sheet) = complete.into_iter().find(|sheet| export.missing(sheet).is_empty()) else {
        return Vec::new();
    };
    let rules = export.leave_out.iter().chain(&export.partial).map(|(title, _)| title);
    let known: Vec<&String> = export.titles().chain(&export.unread).chain(rules).collect();
    let is_unread =
        |title: &String| !title.is_empty() && !known.iter().any(|one| same_text(one, title));
    titles(&sheet, export.header).into_iter().filter(is_unread).collect()
}

/// The records of a file, and the places that were left out, each with the reason.
pub type Records = (Vec<Record>, Vec<(String, String)>);

/// The records of a file.
///
/// # Errors
/// If no sheet has the columns of the export: the titles that the most similar one lacks.
pub fn records(export: &Export, survey: &Survey, sheets: &[Sheet]) -> Result<Records, Vec<String>> {
    let named =
        |sheet: &&Sheet| export.sheet.as_ref().is_none_or(|name| same_text(name, &sheet.name));
    let oriented: Vec<Sheet> =
        sheets.iter().filter(named).map(|sheet| export.oriented(sheet)).collect();
    let lacks = |sheet: &Sheet| export.missing(sheet).len();
    let complete = oriented.iter().filter(|sheet| lacks(sheet) == 0);
    let wanted = if export.respondents == Orientation::Sheets { usize::MAX } else { 1 };
    let complete: Vec<&Sheet> = complete.take(wanted).collect();
    if complete.is_empty() {
        let nearest = oriented.iter().min_by_key(|sheet| lacks(sheet));
        let missing = nearest.map(|sheet| export.missing(sheet)).unwrap_or_default();
        return Err(missing.into_iter().map(str::to_owned).collect());
    }
    let (mut records, mut left_out) = (Vec::new(), Vec::new());
    for sheet in complete {
        let titles = titles(sheet, export.header).into_iter().enumerate();
        let columns = titles.map(|(column, title)| (title.to_lowercase(), column)).collect();
        for cells in sheet.rows.iter().skip(export.first as usize - 1) {
            let row = Row { export, survey, columns: &columns, cells, remarks: Vec::new() };
            if row.is_blank() {
                continue;
            }
            let place = row.place(sheet);
            match row.why_left_out() {
                Some(why) => left_out.push((place, why)),
                None => records.push(row.record(place)),
            }
        }
    }
    Ok((records, left_out))
}

/// A respondent's cells.
struct Row<'a> {
    export: &'a Export,
    survey: &'a Survey,
    /// The columns, by title in lower case.
    columns: &'a BTreeMap<String, usize>,
    cells: &'a [Cell],
    remarks: Vec<Remark>,
}

impl<'a> Row<'a> {
    fn cell(&self, title: &str) -> Option<&'a Cell> {
        let place = *self.columns.get(&squeezed(title).to_lowercase())?;
        self.cells.get(place)
    }

    fn text(&self, title: &str) -> &'a str {
        self.cell(title).map_or("", |cell| &cell.text)
    }

    /// Whether a cell is empty, or contains a word that means so.
    fn is_empty(&self, cell: &Cell) -> bool {
        cell.text.is_empty() || self.export.empty.iter().any(|word| same_text(word, &cell.text))
    }

    /// Whether all cells of the mapped columns are empty.
    fn is_blank(&self) -> bool {
        self.export.titles().all(|title| self.text(title).is_empty())
    }

    fn place(&self, sheet: &Sheet) -> String {
        match (self.export.respondents, self.cells.first()) {
            (Orientation::Sheets, _) => format!("sheet “{}”", sheet.name),
            (Orientation::Columns, Some(cell)) => {
                let address = cell.address();
                format!("column {}", address.trim_end_matches(|c: char| c.is_ascii_digit()))
            }
            (_, cell) => format!("row {}", cell.map_or(0, Cell::row)),
        }
    }

    fn why_left_out(&self) -> Option<String> {
        let (title, _) = self.export.leave_out.iter().find(|rule| self.matches(rule))?;
        Some(format!("left out, because “{title}” is “{}”", squeezed(self.text(title))))
    }

    fn matches(&self, (title, values): &(String, Vec<String>)) -> bool {
        values.iter().any(|value| same_text(value, self.text(title)))
    }

    fn record(mut self, place: String) -> Record {
        let mut answers = BTreeMap::new();
        for question in &self.survey.questions {
            let columns = self.export.columns.iter().filter(|one| one.question == question.id);
            let columns: Vec<&Column> = columns.collect();
            if columns.is_empty() {
                continue;
            }
            if let Some(given) = self.answer(question, &columns) {
                answers.insert(question.id.clone(), given);
            }
        }
        let received = self.export.received.as_ref().and_then(|title| self.day(title));
        Record {
            row: (self.export.respondents == Orientation::Rows).then(|| self.cells[0].row()),
            name: squeezed(self.text(&self.export.respondent)),
            received,
            answers,
            partial: self.export.partial.iter().any(|rule| self.matches(rule)),
            remarks: self.remarks,
            statements: Vec::new(),
            text: None,
            place,
        }
    }

    fn remark(&mut self, cell: &Cell, question: Option<&Question>, what: impl Into<String>) {
        self.remarks.push(Remark {
            place: cell.address(),
            question: question.map(|question| question.id.clone()),
            found: cell.text.clone(),
            what: what.into(),
        });
    }

    fn day(&mut self, title: &str) -> Option<Date> {
        let cell = self.cell(title)?;
        if cell.day.is_some() || self.is_empty(cell) {
            return cell.day;
        }
        let days = days_in(&cell.text);
        match (days.as_slice(), self.export.dates) {
            ([day], _) | ([day, _], Some(Dates::DayFirst)) | ([_, day], Some(Dates::MonthFirst)) => {
                return Some(*day);
            }
            ([], _) => self.remark(cell, None, "is no day; the response has none"),
            _ => self.remark(
                cell,
                None,
                "may be two days: add `dates = \"dmy\"` (day first) or `dates = \"mdy\"` to the export",
            ),
        }
        None
    }

    /// The answer in the columns of a question.
    fn answer(&mut self, question: &Question, columns: &[&Column]) -> Option<AnswerValue> {
        for column in columns {
            let cell = self.cell(&column.title)?;
            if cell.is_formula && ["", "0"].contains(&cell.text.as_str()) {
                self.remark(
                    cell,
                    Some(question),
                    "is a formula without a value: look it up in the file, and enter it in the response",
                );
            }
        }
        let boxes = columns.iter().any(|column| matches!(column.role, Role::Option(_)));
        let whole = columns.iter().find(|column| column.role == Role::Answer);
        let other = columns.iter().find(|column| column.role == Role::Other);
        let other = other.map(|column| self.text(&column.title)).filter(|text| !text.is_empty());
        let mut given = match whole {
            Some(column) => self.whole(question, column),
            None => self.ticked(question, columns),
        };
        if let (Some(words), Some(key)) = (other, other_option(question)) {
            let options = given.get_or_insert_with(|| AnswerValue::Options(Vec::new(), None));
            if let AnswerValue::Options(keys, own) = options {
                if !keys.contains(key) {
                    keys.push(key.clone());
                }
                *own = Some(words.to_owned());
            }
        }
        if given.is_none() && boxes && question.kind != QuestionKind::Ranking {
            return self.unticked(question, columns);
        }
        given
    }

    /// The options whose boxes are ticked, or that have a rank; `None` if there is none.
    fn ticked(&mut self, question: &Question, columns: &[&Column]) -> Option<AnswerValue> {
        let mut chosen: Vec<(u32, Key)> = Vec::new();
        for column in columns {
            let Role::Option(key) = &column.role else { continue };
            let Some(cell) = self.cell(&column.title) else { continue };
            let lower = cell.text.to_lowercase();
            let is_title = || self.option(question, column, &cell.text).as_ref() == Some(key);
            match (question.kind, lower.parse::<u32>()) {
                (QuestionKind::Ranking, Ok(0)) => {}
                (QuestionKind::Ranking, Ok(rank)) => chosen.push((rank, key.clone())),
                _ if self.is_empty(cell) || UNTICKED.contains(&lower.as_str()) => {}
                _ if TICKED.contains(&lower.as_str()) || is_title() => {
                    chosen.push((0, key.clone()))
                }
                _ => self.remark(
                    cell,
                    Some(question),
                    "is neither a tick nor empty: ask, and enter the answer in the response",
                ),
            }
        }
        chosen.sort_by_key(|(rank, _)| *rank);
        let keys: Vec<Key> = chosen.into_iter().map(|(_, key)| key).collect();
        (!keys.is_empty()).then_some(AnswerValue::Options(keys, None))
    }

    /// The answer if no box is ticked.
    fn unticked(&mut self, question: &Question, columns: &[&Column]) -> Option<AnswerValue> {
        let boxes = columns.iter().filter(|column| matches!(column.role, Role::Option(_)));
        let cells: Vec<&Cell> = boxes.filter_map(|column| self.cell(&column.title)).collect();
        let is_blank = cells.iter().all(|cell| cell.text.is_empty());
        let (key, meaning) = match is_blank {
            true => ("blank", self.export.blank),
            false => ("unticked", self.export.unticked),
        };
        let understood = cells.iter().all(|cell| {
            cell.text.is_empty() || UNTICKED.contains(&cell.text.to_lowercase().as_str())
        });
        match meaning {
            Meaning::None if understood => Some(AnswerValue::Options(Vec::new(), None)),
            Meaning::Ask if understood => {
                let first = *cells.first()?;
                let what = format!(
                    "no box is ticked: was `{}` skipped, or answered with none? add `{key} = \"skipped\"` or `{key} = \
                     \"none\"` to the export, or ask",
                    question.id
                );
                self.remark(first, Some(question), what);
                None
            }
            Meaning::None | Meaning::Skipped | Meaning::Ask => None,
        }
    }

    /// The answer in one cell.
    fn whole(&mut self, question: &Question, column: &Column) -> Option<AnswerValue> {
        let cell = self.cell(&column.title)?;
        let is_value = column.values.iter().any(|(value, _)| same_text(value, &cell.text));
        if self.is_empty(cell) && !is_value {
            return None;
        }
        match question.kind {
            QuestionKind::Text => Some(AnswerValue::Text(cell.text.clone())),
            QuestionKind::Number => self.number(question, cell),
            QuestionKind::Single | QuestionKind::Scale => {
                match self.option(question, column, &cell.text) {
                    Some(key) => Some(AnswerValue::Options(vec![key], None)),
                    None => match other_option(question) {
                        Some(key) => {
                            Some(AnswerValue::Options(vec![key.clone()], Some(cell.text.clone())))
                        }
                        None => {
                            self.unknown(question, cell, &cell.text);
                            None
                        }
                    },
                }
            }
            QuestionKind::Multiple | QuestionKind::Ranking => self.joined(question, column, cell),
        }
    }

    fn unknown(&mut self, question: &Question, cell: &Cell, text: &str) {
        let near = question.options.iter().map(|option| {
            (
                option,
                crate::diagnostic::edit_distance(
                    &option.title.value.to_lowercase(),
                    &text.to_lowercase(),
                ),
            )
        });
        let near = near
            .min_by_key(|(_, distance)| *distance)
            .filter(|(_, distance)| distance * 4 <= text.chars().count());
        let near = near
            .map_or_else(String::new, |(option, _)| format!("; perhaps `{}`", option.key.value));
        let what = format!("“{text}” is no option{near}: add it to `values` of the column, or ask");
        self.remark(cell, Some(question), what);
    }

    /// The key of the option with this value, key or title.
    fn option(&self, question: &Question, column: &Column, text: &str) -> Option<Key> {
        let value = column.values.iter().find(|(value, _)| same_text(value, text));
        let named = || {
            let mut options = question.options.iter();
            options
                .find(|option| is_option_name(option, text))
                .map(|option| option.key.value.clone())
        };
        value.map(|(_, key)| key.clone()).or_else(named)
    }

    /// Several options in one cell. Known titles are matched first, longest first, because titles and other answers
    /// may contain the separator.
    fn joined(&mut self, question: &Question, column: &Column, cell: &Cell) -> Option<AnswerValue> {
        let separator = column.separator.as_deref().unwrap_or(";");
        let mut names: Vec<(String, Key)> = column.values.clone();
        for option in &question.options {
            let key = &option.key.value;
            names.extend(
                [option.title.value.clone(), key.to_string()].map(|name| (name, key.clone())),
            );
        }
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
        let (mut keys, mut rest, mut left) = (Vec::new(), cell.text.as_str(), String::new());
        while !rest.is_empty() {
            let found = names.iter().find_map(|(name, key)| {
                let after =
                    rest.get(name.len()..).filter(|_| same_text(&rest[..name.len()], name))?;
                let is_whole = after.trim().is_empty()
                    || after.trim_start().starts_with(separator.trim())
                        && !separator.trim().is_empty()
                    || separator.trim().is_empty() && after.starts_with(char::is_whitespace);
                is_whole.then_some((after, key))
            });
            match found.filter(|_| left.is_empty()) {
                Some((after, key)) => {
                    keys.push(key.clone());
                    rest = after.trim_start();
                    rest = rest.strip_prefix(separator.trim()).unwrap_or(rest).trim_start();
                }
                None => {
                    left = rest.trim_end_matches(separator.trim()).trim().to_owned();
                    rest = "";
                }
            }
        }
        let mut own = None;
        if !left.is_empty() {
            match other_option(question)
                .filter(|key| !keys.contains(key) || column.separator.is_some())
            {
                Some(key) => {
                    if !keys.contains(key) {
                        keys.push(key.clone());
                    }
                    own = Some(left);
                }
                None => self.unknown(question, cell, &left),
            }
        }
        (!keys.is_empty()).then_some(AnswerValue::Options(keys, own))
    }

    fn number(&mut self, question: &Question, cell: &Cell) -> Option<AnswerValue> {
        let digits: String = cell.text.chars().filter(|c| !c.is_whitespace()).collect();
        let sign = if cell.is_number { Some('.') } else { self.export.decimal };
        let number = parse_number(&digits, sign);
        if number.is_none() {
            let what = match parse_number(&digits, Some('.'))
                .or_else(|| parse_number(&digits, Some(',')))
            {
                Some(_) => {
                    "may be two numbers: add `decimal = \",\"` or `decimal = \".\"` to the export"
                }
                None => "is no number: ask, and enter the number in the response",
            };
            self.remark(cell, Some(question), what);
        }
        number.map(AnswerValue::Number)
    }
}
