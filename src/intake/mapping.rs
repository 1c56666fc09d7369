//! `data/intake.toml`: how the columns of exports become answers.

use std::collections::BTreeMap;

use super::sheet::{Cell, Sheet};
use super::values::{other_option, plain};
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::figure::Key;
use crate::model::mechanisms;
use crate::model::reader::{Context, Reader, Value};
use crate::model::{QuestionKind, Survey, Text};
use crate::questionnaire::Role;
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
    /// Which of the two readings of dates such as 3/7/2023 applies, the day or the month first, if it is known.
    pub dates: Option<usize>,
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

const MEANINGS: [(&str, Meaning); 3] =
    [("skipped", Meaning::Skipped), ("none", Meaning::None), ("ask", Meaning::Ask)];

/// Reads the mappings of a project.
pub fn read(sources: &Sources, survey: &Survey) -> (Vec<Export>, Vec<Diagnostic>) {
    let Some(file) = sources.find(FILE) else { return Default::default() };
    let context = Context::new(sources);
    let exports = context.read(file, |reader| {
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
    let separators = [(";", b';'), (",", b','), ("tab", b'\t')];
    let header = table.require("header", Reader::number).map(|row| row.value);
    let rows = table.number("header-rows").map_or(1, |rows| rows.value);
    let text = |key| table.text(key).map(|text: Text| text.value);
    let who = table.required_text("respondent");
    let export = Export {
        sheet: text("sheet"),
        respondents: table.word("respondents", &across).unwrap_or(Orientation::Rows),
        first: table.number("first").map_or(header.unwrap_or(0) + rows, |row| row.value),
        separator: table.word("separator", &separators),
        decimal: table.word("decimal", &[(".", '.'), (",", ',')]),
        dates: table.word("dates", &[("dmy", 0), ("mdy", 1)]),
        received: text("received"),
        leave_out: entries(&table, "leave-out", list),
        partial: entries(&table, "partial", list),
        blank: table.word("blank", &MEANINGS).unwrap_or(Meaning::Skipped),
        unticked: table.word("unticked", &MEANINGS).unwrap_or(Meaning::Ask),
        amends: table.word("again", &[("ask", false), ("amend", true)]).unwrap_or(false),
        empty: words(&table, "empty"),
        unread: words(&table, "unread"),
        names: entries(&table, "names", |names, name, key| {
            let key = names.string(name, key)?;
            Some(mechanisms::known(names.context, &key, &survey.mechanisms)?.value)
        }),
        columns: table.tables("column").into_iter().filter_map(|one| column(survey, one)).collect(),
        name: name?,
        header: (header?, rows),
        respondent: who?.value,
    };
    table.finish();
    Some(export)
}

fn words(table: &Reader<'_>, key: &'static str) -> Vec<String> {
    table.words(key).unwrap_or_default().into_iter().map(|word| word.value).collect()
}

/// The entries of a table with names that the project chose, each as `read` understands it.
fn entries<'t, T>(
    table: &Reader<'t>,
    key: &'static str,
    read: impl Fn(&Reader<'t>, &str, Value<'t>) -> Option<T>,
) -> Vec<(String, T)> {
    let Some(table) = table.table(key) else { return Vec::new() };
    let entry = |(name, value): (Text, Value<'t>)| {
        Some((name.value.clone(), read(&table, &name.value, value)?))
    };
    table.values().into_iter().filter_map(entry).collect()
}

fn list<'t>(table: &Reader<'t>, key: &str, value: Value<'t>) -> Option<Vec<String>> {
    let words = value.items().into_iter().filter_map(|item| table.string(key, item));
    Some(words.map(|word| word.value).collect())
}

fn column(survey: &Survey, table: Reader<'_>) -> Option<Column> {
    let title = table.required_text("title");
    let id = table.required_text("question");
    let question = id.and_then(|id| survey.find_question(table.context, &id));
    let option = table.text("option");
    let is_other = table.boolean("other").unwrap_or(false);
    let separator = table.unchecked_text("separator").map(|text| text.value);
    let find_key = |name: &Text| question?.find_key(table.context, name);
    let values =
        entries(&table, "values", |values, name, key| find_key(&values.string(name, key)?));
    let role = match option {
        Some(option) => find_key(&option).map(match question?.kind {
            QuestionKind::Ranking => Role::Rank,
            _ => Role::Option,
        }),
        None => Some(if is_other { Role::Other } else { Role::Answer }),
    };
    if let (Some(question), Some(Role::Other)) = (question, &role)
        && other_option(question).is_none()
    {
        let message = format!("question `{}` has no option for other answers", question.id);
        let help = "add `other = true` to the question, or read the column as another question";
        table.context.fault(Code::UnknownOption, table.span, message, help);
    }
    table.finish();
    let question = question?.id.clone();
    Some(Column { title: title?.value, question, role: role?, values, separator })
}

/// A sheet as an export reads it.
pub(super) struct Table {
    /// The name of the sheet.
    pub(super) name: String,
    /// The titles of the columns.
    pub(super) titles: Vec<String>,
    /// The columns, by plain title.
    columns: BTreeMap<String, usize>,
    /// The rows, each of one respondent but for the header.
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The cell of a row in the column with this title.
    pub(super) fn cell<'c>(&self, row: &'c [Cell], title: &str) -> Option<&'c Cell> {
        row.get(*self.columns.get(&plain(title))?)
    }
}

impl Export {
    /// A sheet as this export reads it.
    pub(super) fn table(&self, sheet: &Sheet) -> Table {
        let Sheet { name, rows } = match self.respondents {
            Orientation::Rows => sheet.clone(),
            Orientation::Columns | Orientation::Sheets => sheet.transposed(),
        };
        let titles = titles(&rows, self.header);
        let columns = titles.iter().enumerate().map(|(column, title)| (plain(title), column));
        Table { columns: columns.collect(), name, titles, rows }
    }

    /// The titles that a file must have.
    pub(super) fn titles(&self) -> impl Iterator<Item = &String> {
        let columns = self.columns.iter().map(|column| &column.title);
        [&self.respondent].into_iter().chain(&self.received).chain(columns)
    }

    /// The titles that a sheet lacks.
    pub(super) fn missing(&self, table: &Table) -> Vec<String> {
        let is_missing = |title: &&String| !table.columns.contains_key(&plain(title));
        self.titles().filter(is_missing).cloned().collect()
    }

    /// The content of a row, by question; where several columns answer a question, each cell follows its title.
    pub fn cells(&self, sheet: &Sheet, row: u32) -> BTreeMap<Key, String> {
        let table = self.table(sheet);
        let is_row = |cells: &&Vec<Cell>| cells.first().is_some_and(|it| it.row() == row as usize);
        let mut found: BTreeMap<Key, String> = BTreeMap::new();
        let Some(cells) = table.rows.iter().find(is_row) else { return found };
        for column in &self.columns {
            let cell = table.cell(cells, &column.title).filter(|cell| !cell.text.is_empty());
            let Some(cell) = cell else { continue };
            let columns = self.columns.iter().filter(|one| one.question == column.question);
            let title =
                if columns.count() > 1 { format!("{}: ", column.title) } else { String::new() };
            let text = found.entry(column.question.clone()).or_default();
            let gap = if text.is_empty() { "" } else { "\n" };
            *text += &format!("{gap}{title}{}", cell.text);
        }
        found
    }
}

/// The titles of columns: the cells of the header rows, joined. What repeats gets a number.
pub(super) fn titles(rows: &[Vec<Cell>], (first, number): (u32, u32)) -> Vec<String> {
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    let header = rows.iter().skip((first as usize).saturating_sub(1)).take(number as usize);
    let title = |column: usize| {
        let is_empty = |row: &Vec<Cell>| row[column].text.is_empty();
        // The title of several columns may be in the first one only.
        let first = if header.clone().next_back().is_none_or(is_empty) { column } else { 0 };
        let texts = |row: &Vec<Cell>| {
            row[first..=column]
                .iter()
                .map(|cell| squeezed(&cell.text))
                .rfind(|text| !text.is_empty())
        };
        let mut parts: Vec<String> = header.clone().filter_map(texts).collect();
        parts.dedup();
        let title = parts.join(" / ");
        let again = times.entry(title.clone()).or_default();
        *again += 1;
        if *again > 1 && !title.is_empty() { format!("{title} ({again})") } else { title }
    };
    (0..rows.first().map_or(0, Vec::len)).map(title).collect()
}
