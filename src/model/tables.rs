//! Tables that are not made of answers: `data/tables/KEY.csv`, with captions and sources in
//! data/report.toml.

use csv_core::{ReadFieldResult, ReaderBuilder};

use super::names::{is_file_name, is_new};
use super::reader::{Context, Reader};
use super::report::Graph;
use super::text::{Located, Text, Written, unfit, unfit_character};
use crate::diagnostic::{Code, Diagnostic, FileId, SourceKind, Span};
use crate::figure::Key;
use crate::text::trimmed;

/// A table that is not made of answers.
#[derive(Clone, Debug)]
pub struct Table {
    /// The key, which is the name of its file.
    pub key: Located<Key>,
    /// The caption.
    pub caption: Text,
    /// The source (Markdown).
    pub source: Text,
    /// The names of the columns.
    pub header: Vec<Text>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Vec<Text>>,
}

/// Reads the tables of data/report.toml, and reports files of data/tables/ that it does not name.
pub(super) fn read(reader: &Reader<'_>, graphs: &[Graph]) -> Vec<Table> {
    let context = reader.context;
    let (mut tables, mut named): (Vec<Table>, Vec<Located<Key>>) = (Vec::new(), Vec::new());
    for table in reader.tables("table") {
        let unfit =
            "its file in data/tables/ has this name: use small letters a to z, digits and hyphens";
        let key = table.required_key("key", |key| (!is_file_name(key)).then_some(unfit));
        let (caption, source) = (table.required_text("caption"), table.required_text("source"));
        table.finish();
        let Some(key) = key else { continue };
        let graphs = graphs.iter().map(|graph| &graph.key.value);
        let is_new = is_new(
            context,
            "graph or table",
            &key,
            graphs.chain(named.iter().map(|key| &key.value)),
        );
        named.push(key.clone());
        let path = format!("data/tables/{}.csv", key.value);
        let Some(file) = context.sources.find(&path) else {
            let help = "save the table there as CSV (UTF-8), with the names of the columns in its first line";
            context.fault(Code::MissingFile, key.span, format!("there is no file `{path}`"), help);
            continue;
        };
        let rows = rows(context, file).filter(|_| is_new);
        let (Some(caption), Some(source), Some(mut rows)) = (caption, source, rows) else {
            continue;
        };
        let header = rows.remove(0);
        tables.push(Table { key, caption, source, header, rows });
    }
    for (_, source) in context.sources.iter() {
        let SourceKind::Table(name) = &source.kind else { continue };
        if !named.iter().any(|key| *key.value == **name) {
            let help = format!(
                "add `[[table]]` with `key = \"{name}\"`, `caption` and `source` to data/report.toml, or keep it elsewhere"
            );
            let message = format!("{} is not read", source.name);
            context.report(Diagnostic::warning(Code::UnreadFile, message).help(help));
        }
    }
    tables
}

/// The rows of a CSV file, the header first; `None` if they are at fault.
fn rows(context: &Context<'_>, file: FileId) -> Option<Vec<Vec<Text>>> {
    let text = context.sources.get(file).text();
    let unfit = text.char_indices().filter_map(|(at, character)| {
        let place = Span::new(file, at..at + character.len_utf8());
        Some(unfit_character(character, unfit(character)?, place))
    });
    let mut faults: Vec<Diagnostic> = unfit.collect();
    let rows = match faults.is_empty() {
        true => split(text, file).map_err(|fault| faults.push(fault)).unwrap_or_default(),
        false => Vec::new(),
    };
    if faults.is_empty() {
        let header: Vec<(Span, bool)> = rows
            .first()
            .into_iter()
            .flatten()
            .map(|cell| (cell.span, cell.value.is_empty()))
            .collect();
        let all = rows.iter().map(|row| {
            let (first, last) = (row[0].span, row[row.len() - 1].span);
            let is_empty = row.iter().all(|cell| cell.value.is_empty());
            (Span::new(file, first.start..last.end), if is_empty { 0 } else { row.len() })
        });
        faults = shape(&header, &all.collect::<Vec<_>>(), Span::new(file, 0..0));
    }
    let is_fit = faults.is_empty();
    faults.into_iter().for_each(|fault| context.report(fault));
    is_fit.then_some(rows)
}

/// Splits a CSV file into cells; an error if a quotation mark is not closed.
fn split(text: &str, file: FileId) -> Result<Vec<Vec<Text>>, Diagnostic> {
    let separator = separator(text);
    let mut parser = ReaderBuilder::new().delimiter(separator).build();
    let (mut rows, mut row, mut at) = (Vec::new(), Vec::new(), 0);
    let mut buffer = vec![0; text.len() + 1];
    loop {
        let (start, mut length) = (at, 0);
        let ends_row = loop {
            let (result, read, written) =
                parser.read_field(&text.as_bytes()[at..], &mut buffer[length..]);
            (at, length) = (at + read, length + written);
            match result {
                ReadFieldResult::Field { record_end } => break record_end,
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => unreachable!("a cell is not longer than the file"),
                ReadFieldResult::End => return Ok(rows),
            }
        };
        // The parser skips empty lines before a row, and reads the sign after a cell.
        let read = &text[start..at];
        let end = at - usize::from(read.ends_with([char::from(separator), '\n']));
        let place = trimmed(text, start..end.max(start));
        let written = &text[place.clone()];
        let span = Span::new(file, place);
        let is_closed =
            written.len() > 1 && written.ends_with('"') && written.matches('"').count() % 2 == 0;
        if written.starts_with('"') && !is_closed {
            let mark = Span::new(file, span.start..span.start + 1);
            let message = "this quotation mark is not closed, or a blank precedes it";
            return Err(Diagnostic::error(Code::CsvQuotes, message).at(mark, "").help(
                "put a cell between quotation marks from its beginning to its end, and write a mark within it twice",
            ));
        }
        let value = String::from_utf8_lossy(&buffer[..length]).trim().to_owned();
        let verbatim = written.find(&value).map(|offset| Written::Verbatim(span.start + offset));
        row.push(Text { value, span, written: verbatim });
        if ends_row {
            rows.push(std::mem::take(&mut row));
        }
    }
}

/// The sign between the cells: the one that is in the first line most often, outside quotation marks.
fn separator(text: &str) -> u8 {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let count = |sign: u8| -> usize {
        first.split('"').step_by(2).map(|part| part.matches(char::from(sign)).count()).sum()
    };
    // Of equals, the last one counts.
    [b'\t', b';', b','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

/// The faults of a table: columns without a name, rows that have not as many cells as the header, or no rows. `header`
/// are the cells of the header, and whether each is empty; `rows` have their numbers of cells, the header first.
pub(crate) fn shape(
    header: &[(Span, bool)],
    rows: &[(Span, usize)],
    table: Span,
) -> Vec<Diagnostic> {
    let unnamed: Vec<(Span, &str)> =
        header.iter().filter(|(_, is_empty)| *is_empty).map(|(place, _)| (*place, "")).collect();
    let columns = header.len();
    let odd: Vec<(Span, String)> = rows
        .iter()
        .skip(1)
        .filter(|(_, cells)| *cells != columns)
        .map(|(place, cells)| {
            (*place, if *cells == 0 { "none here".to_owned() } else { format!("{cells} here") })
        })
        .collect();
    let mut faults = Vec::new();
    if rows.is_empty() {
        let help = "write the names of the columns into its first line, and the rows below";
        faults.push(
            Diagnostic::error(Code::TableHeader, "this table is empty").at(table, "").help(help),
        );
    } else if rows.len() == 1 {
        let help = "write them below the header, each in a line";
        faults.push(
            Diagnostic::error(Code::TableCells, "this table has no rows")
                .at(rows[0].0, "the header")
                .help(help),
        );
    }
    if !unnamed.is_empty() {
        let message = "a column of this table has no name";
        let help = "name every column in the header, the first one, too: those who listen hear the name with each cell";
        faults.push(Diagnostic::error(Code::TableHeader, message).at_each(unnamed).help(help));
    }
    if !odd.is_empty() {
        let cells = if columns == 1 { "1 cell".to_owned() } else { format!("{columns} cells") };
        let message = match odd.len() {
            1 => format!("a row has more or fewer cells than the header, which has {cells}"),
            more => {
                format!("{more} rows have more or fewer cells than the header, which has {cells}")
            }
        };
        let help = "give each row a cell for each column, empty or not; a sign that separates no cells is between \
                    quotation marks in a CSV file, and after a backslash in a template";
        faults.push(Diagnostic::error(Code::TableCells, message).at_each(odd).help(help));
    }
    faults
}
