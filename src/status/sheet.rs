//! Writes the status as a spreadsheet for mail merge.

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::Status;

/// The titles of the columns.
const COLUMNS: [&str; 7] =
    ["key", "name", "state", "answered", "days since", "days left", "unanswered"];
/// The widths of the columns, in characters.
const WIDTHS: [f64; 7] = [20.0, 50.0, 12.0, 12.0, 12.0, 12.0, 40.0];

/// An XLSX file with a row for each respondent that was invited. Texts stay texts, also those that begin with `=`.
pub fn sheet(status: &Status) -> Vec<u8> {
    workbook(status).expect("a sheet of a few columns is within the limits of the format")
}

fn workbook(status: &Status) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let about = DocProperties::new().set_comment("For the secretariat only.");
    book.set_properties(&about.set_creation_datetime(&midnight(status.day)?));
    let sheet = book.add_worksheet();
    for (column, (title, width)) in (0..).zip(COLUMNS.into_iter().zip(WIDTHS)) {
        sheet.write_string_with_format(0, column, title, &Format::new().set_bold())?;
        sheet.set_column_width(column, width)?;
    }
    for (row, one) in (1..).zip(status.respondents.iter().filter(|one| one.invited)) {
        let day = one.on.map_or_else(String::new, |day| day.to_string());
        let texts = [&one.key, &one.name, one.state.name(), &day].into_iter().enumerate();
        for (column, text) in texts {
            sheet.write_string(row, column as u16, limited(text))?;
        }
        for (column, days) in [(4, one.days_since), (5, one.days_left)] {
            if let Some(days) = days {
                sheet.write_number(row, column, days)?;
            }
        }
        sheet.write_string(row, 6, limited(&one.unanswered.join(", ")))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

/// As much of a text as a cell can hold.
fn limited(text: &str) -> String {
    text.chars().take(32_000).collect()
}

fn midnight(day: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year().clamp(1900, 9999) as u16, day.month() as u8, day.day() as u8)
}
