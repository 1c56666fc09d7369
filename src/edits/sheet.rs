//! The sheet in which the secretariat writes what it decides about edits.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook, XlsxError};

use super::record::{EditDecision, ReviewEdit};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};

/// The titles of the columns, with their widths; people fill in the last three.
const COLUMNS: [(&str, f64); 11] = [
    ("edit", 8.0),
    ("by", 16.0),
    ("section", 24.0),
    ("place", 20.0),
    ("before", 40.0),
    ("after", 40.0),
    ("comments", 30.0),
    ("what can be done", 30.0),
    ("decision", 16.0),
    ("words", 40.0),
    ("reason", 40.0),
];

/// The maximum length of a text in a cell, in characters.
const LONGEST: usize = 32_000;

/// An XLSX file with a row for each edit. Texts stay texts, also those that begin with `=`.
pub fn sheet<'e>(edits: impl Iterator<Item = &'e ReviewEdit>) -> Vec<u8> {
    workbook(edits).expect("a sheet of a few columns is within the limits of the format")
}

fn workbook<'e>(edits: impl Iterator<Item = &'e ReviewEdit>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let (bold, wrapped) =
        (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    for (column, (title, width)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, title, &bold)?;
        sheet.set_column_width(column, width)?;
    }
    let mut last = 0;
    for (row, edit) in (1..).zip(edits) {
        let comments: Vec<String> = edit
            .comments
            .iter()
            .map(|comment| format!("{}: {}", comment.by, comment.text))
            .collect();
        let decision = edit.decision.map_or("", EditDecision::name);
        let texts = [
            &edit.id,
            &edit.authors().join(", "),
            &edit.section,
            &edit.place,
            &edit.before,
            &edit.after,
            &comments.join("\n"),
            &edit.possible(),
            decision,
            &edit.words,
            &edit.reason,
        ];
        for (column, text) in (0..).zip(texts) {
            let text: String = text.chars().take(LONGEST).collect();
            sheet.write_string_with_format(row, column, text, &wrapped)?;
        }
        last = row;
    }
    let names: Vec<&str> = EditDecision::ALL.iter().map(|(_, name, _)| *name).collect();
    sheet.add_data_validation(
        1,
        8,
        last.max(1),
        8,
        &DataValidation::new().allow_list_strings(&names)?,
    )?;
    sheet.set_freeze_panes(1, 1)?;
    book.save_to_buffer()
}

/// What a row of the sheet decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowDecision {
    /// The name of the edit.
    pub id: String,
    /// The decision; `None` if the cell is empty.
    pub decision: Option<EditDecision>,
    /// The words instead of those of the reviewer.
    pub words: String,
    /// The reason.
    pub reason: String,
}

/// Reads the decisions from the rows of a sheet: its cells, with the titles of the columns in the first row. `edits` are the
/// edits of the record.
///
/// # Errors
/// If a column is missing, an edit is unknown or given twice, or a decision can't be read: all faults, each with its cell.
pub fn decisions(
    name: &str,
    rows: &[Vec<String>],
    edits: &[ReviewEdit],
) -> Result<Vec<RowDecision>, Vec<Diagnostic>> {
    let fault =
        |text: String, help: String| Diagnostic::error(Code::UnreadableFile, text).help(help);
    let titles = rows.first().map_or(&[][..], Vec::as_slice);
    let column = |title: &str| {
        let at = titles.iter().position(|cell| cell.trim().eq_ignore_ascii_case(title));
        at.ok_or_else(|| {
            let help = "use the sheet that `rapporteur edits` wrote".to_owned();
            vec![fault(format!("`{name}` has no column `{title}`"), help)]
        })
    };
    let [id, decision, words, reason] =
        [column("edit")?, column("decision")?, column("words")?, column("reason")?];
    let (mut decided, mut faults) = (BTreeMap::new(), Vec::new());
    for (row, cells) in (2..).zip(&rows[1..]) {
        let cell = |column: usize| cells.get(column).map_or("", |cell| cell.trim());
        let key = cell(id);
        if key.is_empty() {
            continue;
        }
        let place = format!("{name}, row {row}");
        if !edits.iter().any(|edit| edit.id == key) {
            let near = did_you_mean(key, edits.iter().map(|edit| edit.id.as_str()), || {
                "`rapporteur edits` lists them".to_owned()
            });
            faults.push(fault(format!("{place}: there is no edit `{key}`"), near));
        }
        let written = cell(decision);
        let read = EditDecision::parse(written);
        if read.is_none() && !written.is_empty() {
            let names: Vec<&str> = EditDecision::ALL.iter().map(|(_, name, _)| *name).collect();
            faults.push(fault(
                format!("{place}: `{written}` is no decision"),
                format!("write {}", names.join(", ")),
            ));
        }
        if matches!(read, Some(EditDecision::InPart | EditDecision::InOtherWords))
            && cell(words).is_empty()
        {
            faults.push(fault(
                format!("{place}: `{key}` is accepted {written} without words"),
                "write the words to be printed in the column `words`".to_owned(),
            ));
        }
        let own = RowDecision {
            id: key.to_owned(),
            decision: read,
            words: cell(words).to_owned(),
            reason: cell(reason).to_owned(),
        };
        if decided.insert(key.to_owned(), own).is_some() {
            faults.push(fault(
                format!("{place}: `{key}` is in the sheet twice"),
                "keep one of the rows".to_owned(),
            ));
        }
    }
    if faults.is_empty() { Ok(decided.into_values().collect()) } else { Err(faults) }
}
