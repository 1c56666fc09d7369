//! The graphs and tables of `data/report.toml`: which question a graph shows, and how, which must fit the survey; and
//! tables that are not made of answers, `data/tables/KEY.csv`.

use std::collections::BTreeSet;

use csv_core::{ReadFieldResult, ReaderBuilder};

use super::Survey;
use super::names::{GROUPS, find, is_new, keyed, report_unknown, unfit_file};
use super::question::QuestionKind;
use super::reader::{Context, Reader};
use super::text::{Located, Text, Written, unfit_characters};
use crate::diagnostic::{Code, Diagnostic, FileId, SourceKind, Span};
use crate::figure::Key;
use crate::text::{separator, trimmed};

/// How a graph is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphKind {
    /// A bar for each option.
    Bars,
    /// One bar, divided into segments.
    Stacked,
    /// A dot for each number that was answered.
    Dots,
}

/// A graph.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The key; the chart's file is `charts/KEY.svg`.
    pub key: Located<Key>,
    /// The id of its question, or of the grid whose items it compares.
    pub question: Key,
    /// The attribute or question by which its figures are broken down, if they are.
    pub by: Option<Key>,
    /// The keys of the earlier rounds with which its figures are compared.
    pub rounds: Vec<Key>,
    /// How it is drawn.
    pub kind: GraphKind,
    /// The caption.
    pub caption: Text,
    /// The label as issued, unless it is `Graph` and the number.
    pub label: Option<Text>,
    /// A note on what the graph leaves out.
    pub note: Option<Text>,
    /// Whether notes under its table explain why the figures do not add up.
    pub notes: bool,
}

/// A table that is not made of answers.
#[derive(Clone, Debug)]
pub struct Table {
    /// The key, which is the name of its file.
    pub key: Located<Key>,
    /// The caption.
    pub caption: Text,
    /// The source (Markdown).
    pub source: Text,
    /// The rows, the header first; each has a cell for each column.
    pub rows: Vec<Vec<Text>>,
}

/// Reads the graphs of data/report.toml.
pub(super) fn graphs(reader: &Reader<'_>, survey: &Survey) -> Vec<Graph> {
    keyed(reader, ("graph", "key"), "graph", unfit_file, |table, key| {
        let shown = question(table, survey);
        let question = shown.as_ref();
        let (by, rounds) = breakdown(table, question, survey);
        let kind = kind(table, question, survey);
        Some(Graph {
            key,
            by,
            rounds,
            caption: table.must_text("caption"),
            label: table.text("label"),
            note: table.text("note"),
            notes: table.boolean("notes").unwrap_or(false),
            kind: kind?,
            question: shown?,
        })
    })
}

/// The id of the question or grid that a graph shows.
fn question(table: &Reader<'_>, survey: &Survey) -> Option<Key> {
    let (context, id) = (table.context, table.required_text("question")?);
    let Some(shown) = survey.questions_of(&id.value).first().copied() else {
        let questions = survey.questions.iter();
        let grids = questions.clone().filter_map(|question| question.item.as_ref());
        let mut known: Vec<&str> = grids.map(|item| item.grid.as_str()).collect();
        known.dedup();
        known.extend(questions.map(|question| question.id.as_str()));
        report_unknown(context, "question", &id, known.into_iter());
        return None;
    };
    if shown.kind == QuestionKind::Text {
        context.error(Code::UnknownValue, id.span, "a question answered in words has no graph");
        return None;
    }
    if !shown.printed {
        let message = format!("`{}` has `print = false`, so that no graph can show it", id.value);
        let help = "take the graph out, or `print = false` in data/survey.toml";
        context.fault(Code::UnknownValue, id.span, message, help);
        return None;
    }
    Key::new(&id.value)
}

/// How a graph is drawn. Numbers have dots, and options don't.
fn kind(table: &Reader<'_>, question: Option<&Key>, survey: &Survey) -> Option<GraphKind> {
    let (bars, stacked) = (("bars", GraphKind::Bars), ("stacked", GraphKind::Stacked));
    let kinds = [bars, stacked, ("dots", GraphKind::Dots)];
    let kind = table.require("kind", |table, key| table.word(key, &kinds))?;
    let (id, place) = (question?, table.place("kind")?);
    let is_number = survey.questions_of(id).first()?.kind == QuestionKind::Number;
    let (what, help) = match (is_number, kind == GraphKind::Dots) {
        (true, false) => ("numbers, which no bars can show", "write `kind = \"dots\"`"),
        (false, true) => {
            ("options, which no dots can show", "write `kind = \"bars\"`, or `kind = \"stacked\"`")
        }
        _ => return Some(kind),
    };
    let message = format!("the answers to `{id}` are {what}");
    table.context.fault(Code::UnknownValue, place, message, help);
    None
}

/// The attribute or question by which a graph of this question breaks down its figures, or the earlier rounds with which
/// it compares them. A grid, whose items it compares, has neither.
fn breakdown(table: &Reader<'_>, shown: Option<&Key>, survey: &Survey) -> (Option<Key>, Vec<Key>) {
    let (context, by) = (table.context, table.text("by"));
    let names = table.words("rounds").unwrap_or_default();
    let Some(place) = by.as_ref().or(names.first()) else { return Default::default() };
    let item = shown.and_then(|id| Some((id, &survey.questions_of(id).first()?.id)));
    if let Some((id, item)) = item.filter(|(id, item)| id != item) {
        let message = format!("`{id}` is a grid, whose items are compared with each other only");
        let help = format!("name one of its items: `question = \"{item}\"`");
        context.fault(Code::UnknownValue, place.span, message, help);
        return Default::default();
    }
    if let (Some(_), Some(first)) = (&by, names.first()) {
        let message = "a graph shows figures by group, or those of earlier rounds";
        let help = "take out `by` or `rounds`, or make two graphs";
        context.fault(Code::UnknownValue, first.span, message, help);
    }
    let by = by.and_then(|by| {
        find(context, GROUPS, &by, &survey.group_keys(), |key| key).copied().cloned()
    });
    let round = |name| find(context, "round", name, &survey.rounds, |round| &round.key);
    let rounds = names.iter().filter_map(|name| Some(round(name)?.key.clone()));
    (by, rounds.collect::<BTreeSet<Key>>().into_iter().collect())
}

/// Reads the tables of data/report.toml, and reports files of data/tables/ that it does not name.
pub(super) fn tables(reader: &Reader<'_>, graphs: &[Graph]) -> Vec<Table> {
    let context = reader.context;
    let mut known: Vec<Key> = graphs.iter().map(|graph| graph.key.value.clone()).collect();
    let mut tables = Vec::new();
    for table in reader.tables("table") {
        let key = table.required_text("key");
        let key = key.and_then(|name| context.key("key", &name, unfit_file));
        let (caption, source) = (table.required_text("caption"), table.required_text("source"));
        table.finish();
        let key = key.filter(|key| is_new(context, "graph or table", key, known.iter()));
        let Some(key) = key else { continue };
        known.push(key.value.clone());
        let path = format!("data/tables/{}.csv", key.value);
        let Some(file) = context.sources.find(&path) else {
            let help = "save the table there as CSV (UTF-8), with the names of its columns in the first line";
            context.fault(Code::MissingFile, key.span, format!("there is no file `{path}`"), help);
            continue;
        };
        if let (Some(caption), Some(source), Some(rows)) = (caption, source, rows(context, file)) {
            tables.push(Table { key, caption, source, rows });
        }
    }
    for (_, source) in context.sources.iter() {
        if let SourceKind::Table(name) = &source.kind
            && !known.iter().any(|key| **key == **name)
        {
            let message = format!("`{}` is not read", source.name);
            context.report(Diagnostic::warning(Code::UnreadFile, message).help(format!(
                "name it in data/report.toml: `[[table]]`, with `key = \"{name}\"`, `caption` and `source`"
            )));
        }
    }
    tables
}

/// The rows of a CSV file; `None` if it is at fault.
fn rows(context: &Context<'_>, file: FileId) -> Option<Vec<Vec<Text>>> {
    let text = context.sources.get(file).text();
    let whole = Span::new(file, 0..text.len());
    let whole = Text::new(context.sources, text.to_owned(), whole);
    let mut faults = unfit_characters(&whole, |_| false);
    let rows = split(text, file, &mut faults);
    if faults.is_empty() {
        let rows = rows.iter().map(|row| {
            let whole = Span::new(file, row[0].span.start..row[row.len() - 1].span.end);
            (whole, row.iter().map(|cell| cell.value.is_empty()).collect())
        });
        faults = shape(&rows.collect::<Vec<_>>(), Span::new(file, 0..0));
    }
    let is_fit = faults.is_empty();
    faults.into_iter().for_each(|fault| context.report(fault));
    is_fit.then_some(rows)
}

/// Splits a CSV file into cells, up to a quotation mark that is not closed.
fn split(text: &str, file: FileId, faults: &mut Vec<Diagnostic>) -> Vec<Vec<Text>> {
    let separator = separator(text);
    let mut parser = ReaderBuilder::new().delimiter(separator).build();
    let (mut rows, mut row, mut at) = (Vec::new(), Vec::new(), 0);
    let mut value = vec![0; text.len() + 1];
    loop {
        let (start, mut length) = (at, 0);
        let ends_row = loop {
            let rest = &text.as_bytes()[at..];
            let (result, read, written) = parser.read_field(rest, &mut value[length..]);
            (at, length) = (at + read, length + written);
            match result {
                ReadFieldResult::Field { record_end } => break record_end,
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => unreachable!("a cell is not longer than the file"),
                ReadFieldResult::End => return rows,
            }
        };
        // The parser also reads empty lines before a row, and the sign after a cell.
        let sign = text[start..at].ends_with([char::from(separator), '\n']);
        let span = Span::new(file, trimmed(text, start..at - usize::from(sign)));
        let written = &text[span.range()];
        let marks = written.matches('"').count();
        if written.starts_with('"') && (marks % 2 == 1 || !written.ends_with('"')) {
            let mark = Span::new(file, span.start..span.start + 1);
            let error = Diagnostic::error(Code::CsvQuotes, "this quotation mark is not closed");
            let help = "a cell is between quotation marks from its first to its last character; write a mark within it twice";
            faults.push(error.at(mark, "").help(help));
            return rows;
        }
        let value = String::from_utf8_lossy(&value[..length]).trim().to_owned();
        let verbatim = written.find(&value).map(|at| Written::Verbatim(span.start + at));
        row.push(Text { value, span, written: verbatim });
        if ends_row {
            rows.push(std::mem::take(&mut row));
        }
    }
}

/// The faults of a table, whose rows are given by their places and whether each cell is empty, the
/// header first: columns without a name, rows that have not as many cells as the header, no rows.
pub(crate) fn shape(rows: &[(Span, Vec<bool>)], table: Span) -> Vec<Diagnostic> {
    let Some(((header, names), rows)) = rows.split_first() else {
        let error = Diagnostic::error(Code::TableHeader, "this table is empty").at(table, "");
        return vec![error.help("write the names of its columns into the first line")];
    };
    let mut faults = Vec::new();
    if names.contains(&true) {
        let message = "a column of this table has no name";
        faults.push(Diagnostic::error(Code::TableHeader, message).at(*header, "").help(
            "name every column, the first one, too: those who listen to the report hear the name with each cell",
        ));
    }
    if rows.is_empty() {
        let message = "this table has a header, but no rows";
        let error = Diagnostic::error(Code::TableCells, message).at(*header, "");
        faults.push(error.help("write the rows below the header, or take the table out"));
    }
    let is_odd = |cells: &[bool]| cells.len() != names.len() || !cells.contains(&false);
    let odd = rows.iter().filter(|(_, cells)| is_odd(cells)).map(|(place, cells)| {
        let filled = if cells.contains(&false) { cells.len() } else { 0 };
        (*place, format!("{filled} here"))
    });
    let odd: Vec<(Span, String)> = odd.collect();
    if !odd.is_empty() {
        let message =
            format!("a row has not as many cells as the header, which has {}", names.len());
        faults.push(Diagnostic::error(Code::TableCells, message).at_each(odd).help(
            "give each row a cell for each column; within a cell, put the sign that separates cells between \
             quotation marks in a CSV file, and after a backslash in a template; an empty line ends a table",
        ));
    }
    faults
}
