//! Reads spreadsheets (XLSX, XLSB, XLS, ODS) and CSV files as rows of cells. Cells are values: no formula is
//! evaluated, no link followed, no macro run.

use std::fmt::Display;
use std::io::{self, Cursor, Read};

use calamine::{Data, Dimensions, Reader, SheetVisible, Sheets};
use csv::StringRecord;
use jiff::civil::Date;
use rust_xlsxwriter::utility::row_col_to_cell;
use zip::ZipArchive;

use crate::diagnostic::Diagnostic;
use crate::{docx, inputs, text};

/// The maximum size of a workbook's files, unpacked, in bytes.
const LARGEST_UNPACKED: u64 = 512 << 20;

/// The maximum number of columns in Excel.
const WIDEST: usize = 16_384;

/// A table of cells.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The name; empty for a CSV file.
    pub name: String,
    /// The rows, each with as many cells as the longest one.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The content as trimmed text; a number in its shortest form.
    pub text: String,
    /// The date, if it contains one.
    pub day: Option<Date>,
    /// Whether it contains a number, not a text.
    pub is_number: bool,
    /// Whether a formula computed it.
    pub is_formula: bool,
    /// Its row and column, counted from zero.
    at: (usize, usize),
}

impl Sheet {
    /// The same cells with rows as columns; each cell keeps its address.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let width = self.rows.first().map_or(0, Vec::len);
        let column = |index: usize| self.rows.iter().map(|row| row[index].clone()).collect();
        Sheet { rows: (0..width).map(column).collect(), ..self.clone() }
    }
}

/// Whether a file is read as a table, not as a document: spreadsheets and CSV files are, and texts with tabs.
pub fn is_table(name: &str, bytes: &[u8]) -> bool {
    let first_line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match ending(name).as_str() {
        "txt" => first_line.contains(&b'\t'),
        ending => ["csv", "tsv", "xlsx", "xlsm", "xlsb", "xls", "ods"].contains(&ending),
    }
}

/// Reads the visible sheets of a file. `separator` is that of a CSV file, if it is known.
///
/// # Errors
/// If it is no file of a known kind, is encrypted or broken, or unpacks to too much.
pub fn read(name: &str, bytes: Vec<u8>, separator: Option<u8>) -> Result<Vec<Sheet>, Diagnostic> {
    match ending(name).as_str() {
        "csv" | "tsv" | "txt" => csv(name, bytes, separator).map(|sheet| vec![sheet]),
        _ => workbook(name, bytes),
    }
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase()
}

fn csv(name: &str, bytes: Vec<u8>, separator: Option<u8>) -> Result<Sheet, Diagnostic> {
    let csv = inputs::decoded(bytes);
    let (separator, csv) = match csv.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((named, rest)) => (named.trim().bytes().next(), rest),
        None => (separator, csv.as_str()),
    };
    let separator = separator.unwrap_or_else(|| text::separator(csv));
    let mut builder = csv::ReaderBuilder::new();
    let builder = builder.delimiter(separator).has_headers(false).flexible(true);
    let records: Result<Vec<StringRecord>, csv::Error> =
        builder.from_reader(csv.as_bytes()).into_records().collect();
    let records =
        records.map_err(|error| Diagnostic::unreadable(name, error, "save it as CSV again"))?;
    let width = records.iter().map(StringRecord::len).max().unwrap_or(0);
    if width > WIDEST {
        let why = format!("it has more than {WIDEST} columns");
        return Err(Diagnostic::unreadable(name, why, "look whether it is the right file"));
    }
    let rows = records.iter().enumerate().map(|(row, record)| {
        let cell = |column| Cell::new(record.get(column).unwrap_or_default(), (row, column));
        (0..width).map(cell).collect()
    });
    Ok(Sheet { name: String::new(), rows: rows.collect() })
}

fn workbook(name: &str, bytes: Vec<u8>) -> Result<Vec<Sheet>, Diagnostic> {
    const HELP: &str = "open it in Excel or LibreOffice and save it as .xlsx without a password";
    if bytes.starts_with(b"PK") {
        check_unpacked(name, &bytes)?;
    }
    let is_locked = docx::is_locked(&bytes);
    let failed = |error: calamine::Error| match error {
        _ if is_locked => {
            Diagnostic::unreadable(name, "it is locked by a password or a label", HELP)
        }
        calamine::Error::Msg(_) => {
            Diagnostic::unreadable(name, "it is no spreadsheet, or a broken one", HELP)
        }
        error => Diagnostic::unreadable(name, error, HELP),
    };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(failed)?;
    let visible = book.sheets_metadata().iter();
    let visible = visible.filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
    names.into_iter().map(|name| sheet(&mut book, name).map_err(failed)).collect()
}

fn sheet(book: &mut Sheets<Cursor<Vec<u8>>>, name: String) -> Result<Sheet, calamine::Error> {
    let range = book.worksheet_range(&name)?;
    let formulas = book.worksheet_formula(&name)?;
    let cell = |(row, column): (usize, usize), data: &Data| {
        let (text, day) = value(data);
        let formula = formulas.get_value((row as u32, column as u32));
        let is_formula = formula.is_some_and(|formula| !formula.is_empty());
        let is_number = matches!(data, Data::Int(_) | Data::Float(_));
        Cell { day, is_number, is_formula, ..Cell::new(&text, (row, column)) }
    };
    // From the first row and column, also if these are empty.
    let range = range.end().map(|end| range.range((0, 0), end)).unwrap_or_default();
    let rows = range.rows().enumerate().map(|(row, cells)| {
        let cells = cells.iter().enumerate();
        cells.map(|(column, data)| cell((row, column), data)).collect()
    });
    let mut sheet = Sheet { name, rows: rows.collect() };
    if let Sheets::Xlsx(book) = book {
        for merged in book.merge_cells_by_sheet_name(&sheet.name)? {
            fill_merged(&mut sheet, merged);
        }
    }
    Ok(sheet)
}

/// The text of a cell, and its day.
fn value(data: &Data) -> (String, Option<Date>) {
    match data {
        Data::DateTimeIso(text) => (text.clone(), text.get(..10).and_then(|day| day.parse().ok())),
        Data::DateTime(day) => {
            let (year, month, day, hour, minute, second, _) = day.to_ymd_hms_milli();
            let date = Date::new(year as i16, month as i8, day as i8).ok();
            let text = date.map_or_else(String::new, |date| date.to_string());
            match (hour, minute, second) {
                (0, 0, 0) => (text, date),
                _ => (format!("{text} {hour:02}:{minute:02}:{second:02}"), date),
            }
        }
        data => (data.to_string(), None),
    }
}

/// Gives all merged cells the content of the first one.
fn fill_merged(sheet: &mut Sheet, merged: Dimensions) {
    let [top, left, bottom, right] =
        [merged.start.0, merged.start.1, merged.end.0, merged.end.1].map(|at| at as usize);
    let Some(first) = sheet.rows.get(top).and_then(|row| row.get(left)).cloned() else { return };
    for row in sheet.rows.iter_mut().take(bottom + 1).skip(top) {
        for cell in row.iter_mut().take(right + 1).skip(left) {
            *cell = Cell { at: cell.at, ..first.clone() };
        }
    }
}

impl Cell {
    /// Where it is: `C5`, as spreadsheets show it.
    pub fn address(&self) -> String {
        row_col_to_cell(self.at.0 as u32, self.at.1 as u16)
    }

    /// Its row, from one.
    pub fn row(&self) -> usize {
        self.at.0 + 1
    }

    fn new(text: &str, at: (usize, usize)) -> Self {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Cell { text: text.trim().to_owned(), at, ..Cell::default() }
    }
}

/// Checks that the files of a ZIP archive are not larger than those of any workbook, unpacked.
///
/// # Errors
/// If it does, or if it is broken.
fn check_unpacked(name: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
    const HELP: &str = "look whether it is the right file; if it is, save it again, or as CSV";
    let failed = |error: &dyn Display| Diagnostic::unreadable(name, error, HELP);
    let mut left = LARGEST_UNPACKED;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| failed(&error))?;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| failed(&error))?;
        let read = io::copy(&mut file.take(left + 1), &mut io::sink());
        let read = read.map_err(|error| failed(&error))?;
        let most = LARGEST_UNPACKED >> 20;
        let rest = left.checked_sub(read);
        left = rest.ok_or_else(|| failed(&format!("it unpacks to more than {most} MiB")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn cells_of_a_csv_file_have_addresses() {
        let csv = "\u{FEFF}a;b\r\n\"one\ntwo\";=1+1\r\nx\r\n".as_bytes().to_vec();
        let sheet = &read("a.csv", csv, None).expect("a table")[0];
        assert_eq!(sheet.rows[1][0].text, "one\ntwo");
        assert_eq!(sheet.rows[1][1].text, "=1+1");
        assert_eq!(sheet.rows[2][1].address(), "B3");
    }
}
