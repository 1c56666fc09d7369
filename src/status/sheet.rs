//! Writes the status as a spreadsheet for mail merge.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::Status;

/// The titles of the columns.
const COLUMNS: [&str; 6] = ["key", "name", "state", "on", "days", "unanswered"];

/// The maximum length of a text in a cell, in characters.
const LONGEST: usize = 32_000;

/// An XLSX file with a row for each respondent that was invited. Texts stay texts, also those that begin with `=`.
pub fn sheet(status: &Status) -> Vec<u8> {
    workbook(status).expect("a sheet of a few columns is within the limits of the format")
}

fn workbook(status: &Status) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let about = DocProperties::new().set_comment("For the secretariat only.");
    let (day, year) = (status.day, status.day.year().clamp(1900, 9999) as u16);
    let day = ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8)?;
    book.set_properties(&about.set_creation_datetime(&day));
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, title, &Format::new().set_bold())?;
    }
    for (row, one) in (1..).zip(status.respondents.iter().filter(|one| one.invited)) {
        let day = one.on.map_or_else(String::new, |day| day.to_string());
        let state = one.state.name().to_owned();
        let texts = [one.key.clone(), one.name.clone(), state, day, one.unanswered.join(", ")];
        for (column, text) in [0, 1, 2, 3, 5].into_iter().zip(texts) {
            sheet.write_string(row, column, text.chars().take(LONGEST).collect::<String>())?;
        }
        if let Some(days) = one.days {
            sheet.write_number(row, 4, days)?;
        }
    }
    sheet.autofit();
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}
