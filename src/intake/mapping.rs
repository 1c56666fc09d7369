//! `data/intake.toml`: how the columns of exports become answers.

use std::collections::BTreeMap;

use super::sheet::{Cell, Sheet};
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::figure::Key;
use crate::model::names::{find, report_unknown};
use crate::model::question::find_question;
use crate::model::reader::{Context, Reader, Value, read_file};
use crate::model::{Question, Survey, Text};
use crate::text::squeezed;

/// The file with the mappings.
pub const FILE: &str = "data/intake.toml";

/// How the exports of one form are read.
#[derive(Clone, Debug)]
pub struct Export {
    /// Its name.
    pub name: Text,
    /// The name of the sheet, if it is not the first one with all columns.
    pub sheet: Option<String>,
    /// The orientation of the table.
    pub respondents: Orientation,
    /// The first row with the titles of the columns, from one, and the number of such rows.
    pub header: (u32, u32),
    /// The first row of answers, from one.
    pub first: u32,
    /// The separator of a CSV file; `None` to detect it.
    pub separator: Option<u8>,
    /// The decimal sign, if it is known.
    pub decimal: Option<char>,
    /// The order of day and month in dates such as 3/7/2023, if it is known.
    pub dates: Option<Dates>,
    /// The title of the column with the respondents.
    pub respondent: String,
    /// The title of the column with the dates on which responses were received.
    pub received: Option<String>,
    /// Rows to leave out: those with one of the values in the column.
    pub leave_out: Vec<(String, Vec<String>)>,
    /// Rows that are not complete: those with one of the values in the column.
    pub partial: Vec<(String, Vec<String>)>,
    /// The meaning of a question whose cells are all empty.
    pub blank: Meaning,
    /// The meaning of a question of which all boxes are explicitly unticked.
    pub unticked: Meaning,
    /// Whether a further row of a respondent amends the earlier one; otherwise somebody must decide.
    pub amends: bool,
    /// Values that mean that a cell is empty, unless `values` lists them.
    pub empty: Vec<String>,
    /// Titles of columns without answers.
    pub unread: Vec<String>,
    /// Names of respondents in the file, with their keys.
    pub names: Vec<(String, Key)>,
    /// The columns with answers.
    pub columns: Vec<Column>,
}

/// A column with answers.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// The id of the question that it answers.
    pub question: Key,
    /// The content of its cells.
    pub role: Role,
    /// Values in cells, with the keys of their options.
    pub values: Vec<(String, Key)>,
    /// What separates several options in a cell.
    pub separator: Option<String>,
}

/// The content of a column's cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The whole answer.
    Answer,
    /// Whether this option was chosen, or its rank.
    Option(Key),
    /// The respondent's own words for the option that needs them.
    Other,
}

/// The orientation of a table: what contains the answers of one respondent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    /// A row.
    Rows,
    /// A column.
    Columns,
    /// A sheet, with titles in one column and answers in the next.
    Sheets,
}

/// The order of dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    /// The day first.
    DayFirst,
    /// The month first.
    MonthFirst,
}

/// The meaning of a missing answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The question was not answered.
    Skipped,
    /// It was answered: none of the options.
    None,
    /// The file does not say which.
    Ask,
}

/// The names of [`Meaning`] in the file.
pub const MEANINGS: [(&str, Meaning); 3] =
    [("skipped", Meaning::Skipped), ("none", Meaning::None), ("ask", Meaning::Ask)];

/// Reads the mappings of a project.
pub fn read(sources: &Sources, survey: &Survey) -> (Vec<Export>, Vec<Diagnostic>) {
    let Some(file) = sources.find(FILE) else { return Default::default() };
    let context = Context::new(sources);
    let exports = read_file(&context, file, |reader| {
        let tables = reader.tables("export").into_iter();
        let exports: Vec<Export> = tables.filter_map(|table| export(survey, table)).collect();
        reader.finish();
        exports
    });
    (exports, context.into_diagnostics())
}

fn export(survey: &Survey, table: Reader<'_>) -> Option<Export> {
    let name = table.required_text("name");
    let across = [
        ("rows", Orientation::Rows),
        ("columns", Orientation::Columns),
        ("sheets", Orientation::Sheets),
    ];
    let orders = [("dmy", Dates::DayFirst), ("mdy", Dates::MonthFirst)];
    let separators = [(";", b';'), (",", b','), ("tab", b'\t')];
    let header = table.required_number("header").map(|row| row.value);
    let rows = table.number("header-rows").map_or(1, |rows| rows.value);
    let text = |key| table.text(key).map(|text: Text| text.value);
    let respondent = table.required_text("respondent");
    let export = Export {
        sheet: text("sheet"),
        respondents: table.word("respondents", &across).unwrap_or(Orientation::Rows),
        first: table.number("first").map_or(header.unwrap_or(0) + rows, |row| row.value),
        separator: table.word("separator", &separators),
        decimal: table.word("decimal", &[(".", '.'), (",", ',')]),
        dates: table.word("dates", &orders),
        received: text("received"),
        leave_out: lists(&table, "leave-out"),
        partial: lists(&table, "partial"),
        blank: table.word("blank", &MEANINGS).unwrap_or(Meaning::Skipped),
        unticked: table.word("unticked", &MEANINGS).unwrap_or(Meaning::Ask),
        amends: table.word("again", &[("ask", false), ("amend", true)]).unwrap_or(false),
        empty: words(&table, "empty"),
        unread: words(&table, "unread"),
        names: names(survey, &table),
        columns: table.tables("column").into_iter().filter_map(|one| column(survey, one)).collect(),
        name: name?,
        header: (header?, rows),
        respondent: respondent?.value,
    };
    table.finish();
    Some(export)
}

fn words(table: &Reader<'_>, key: &'static str) -> Vec<String> {
    table.words(key).unwrap_or_default().into_iter().map(|word| word.value).collect()
}

/// A table of lists of words, by name.
fn lists(table: &Reader<'_>, key: &'static str) -> Vec<(String, Vec<String>)> {
    let Some(lists) = table.table(key) else { return Vec::new() };
    let list = |(name, value): (Text, Value<'_>)| {
        let words = value.items().into_iter().filter_map(|item| lists.string(&name.value, item));
        (name.value.clone(), words.map(|word| word.value).collect())
    };
    lists.values().into_iter().map(list).collect()
}

fn names(survey: &Survey, table: &Reader<'_>) -> Vec<(String, Key)> {
    let Some(names) = table.table("names") else { return Vec::new() };
    let named = names.values().into_iter().filter_map(|(name, value)| {
        let key = names.string(&name.value, value)?;
        let found = survey.mechanisms.get_key_value(key.value.as_str());
        if found.is_none() {
            let keys = survey.mechanisms.keys().map(|key| key.as_str());
            report_unknown(names.context, "mechanism", &key, keys);
        }
        Some((name.value, found?.0.clone()))
    });
    named.collect()
}

fn column(survey: &Survey, table: Reader<'_>) -> Option<Column> {
    let title = table.required_text("title");
    let id = table.required_text("question");
    let question = id.and_then(|id| find_question(table.context, &id, &survey.questions));
    let option = table.text("option");
    let is_other = table.boolean("other").unwrap_or(false);
    let separator = table.unchecked_text("separator").map(|text| text.value);
    let values = table.table("values");
    let Some(question) = question else {
        table.finish();
        return None;
    };
    let find_key = |name: &Text| {
        let found =
            find(table.context, "option", name, &question.options, |option| &option.key.value);
        Some(found?.key.value.clone())
    };
    let values = values.map(|values| {
        let pairs = values.values().into_iter().filter_map(|(value, key)| {
            let key = values.string(&value.value, key)?;
            Some((value.value, find_key(&key)?))
        });
        pairs.collect()
    });
    let role = match (&option, is_other) {
        (Some(option), _) => Role::Option(find_key(option)?),
        (None, true) => Role::Other,
        (None, false) => Role::Answer,
    };
    if role == Role::Other && other_option(question).is_none() {
        let message = format!("question `{}` has no option for other answers", question.id);
        let help = "add `other = true` to the question, or read the column as another question";
        table.context.fault(Code::UnknownOption, table.span, message, help);
    }
    let column = Column {
        title: title?.value,
        question: question.id.clone(),
        role,
        values: values.unwrap_or_default(),
        separator,
    };
    table.finish();
    Some(column)
}

/// The option of a question that respondents name in their own words.
pub(super) fn other_option(question: &Question) -> Option<&Key> {
    question.options.iter().find(|option| option.is_other).map(|option| &option.key.value)
}

impl Export {
    /// The sheet as this export reads it: respondents in rows.
    pub(super) fn oriented(&self, sheet: &Sheet) -> Sheet {
        match self.respondents {
            Orientation::Rows => sheet.clone(),
            Orientation::Columns | Orientation::Sheets => sheet.transposed(),
        }
    }

    /// The titles that a file must have.
    pub(super) fn titles(&self) -> impl Iterator<Item = &String> {
        let columns = self.columns.iter().map(|column| &column.title);
        [&self.respondent].into_iter().chain(&self.received).chain(columns)
    }

    /// The titles that a sheet lacks.
    pub(super) fn missing(&self, sheet: &Sheet) -> Vec<&str> {
        let titles = titles(sheet, self.header);
        let is_missing = |title: &&String| !titles.iter().any(|one| same_text(one, title));
        self.titles().filter(is_missing).map(String::as_str).collect()
    }
}

impl Export {
    /// The content of a row, by question; where several columns answer a question, each cell follows its title.
    pub fn cells(&self, sheet: &Sheet, row: u32) -> BTreeMap<Key, String> {
        let titles = titles(sheet, self.header);
        let is_row =
            |cells: &&Vec<Cell>| cells.first().is_some_and(|cell| cell.row() == row as usize);
        let mut found: BTreeMap<Key, String> = BTreeMap::new();
        for (title, cell) in titles.iter().zip(sheet.rows.iter().find(is_row).into_iter().flatten())
        {
            let column = self.columns.iter().find(|column| same_text(&column.title, title));
            let Some(column) = column.filter(|_| !cell.text.is_empty()) else { continue };
            let columns = self.columns.iter().filter(|one| one.question == column.question).count();
            let text = found.entry(column.question.clone()).or_default();
            let title = if columns > 1 { format!("{title}: ") } else { String::new() };
            *text += &format!("{}{title}{}", if text.is_empty() { "" } else { "\n" }, cell.text);
        }
        found
    }
}

/// The titles of a sheet's columns: the cells of the header rows, joined. What repeats gets a number.
pub(super) fn titles(sheet: &Sheet, (first, rows): (u32, u32)) -> Vec<String> {
    let width = sheet.rows.first().map_or(0, Vec::len);
    let mut titles: Vec<String> = Vec::with_capacity(width);
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for column in 0..width {
        let header = sheet.rows.iter().skip(first as usize - 1).take(rows as usize);
        let mut parts: Vec<String> = header.map(|row| squeezed(&row[column].text)).collect();
        parts.retain(|part| !part.is_empty());
        parts.dedup();
        let title = parts.join(" / ");
        let again = times.entry(title.clone()).or_insert(0);
        *again += 1;
        let is_again = *again > 1 && !title.is_empty();
        titles.push(if is_again { format!("{title} ({again})") } else { title });
    }
    titles
}

/// Whether two titles or values are the same, apart from white space and case.
pub(super) fn same_text(one: &str, other: &str) -> bool {
    squeezed(one).to_lowercase() == squeezed(other).to_lowercase()
}
