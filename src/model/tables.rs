//! Tables that are not made of answers: `data/tables/KEY.csv`, with captions and sources in
//! data/report.toml.

use csv_core::{ReadFieldResult, ReaderBuilder};

use super::graphs::Graph;
use super::names::{is_new, unfit_file};
use super::reader::{Context, Reader};
use super::text::{Located, Text, Written, unfit_characters};
use crate::diagnostic::{Code, Diagnostic, FileId, SourceKind, Span};
use crate::figure::Key;
use crate::text::{separator, trimmed};

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

/// Reads the tables of data/report.toml, and reports files of data/tables/ that it does not name.
pub(super) fn read(reader: &Reader<'_>, graphs: &[Graph]) -> Vec<Table> {
    let context = reader.context;
    let mut known: Vec<Key> = graphs.iter().map(|graph| graph.key.value.clone()).collect();
    let mut tables = Vec::new();
    for table in reader.tables("table") {
        let key = table.required_key("key", unfit_file);
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
