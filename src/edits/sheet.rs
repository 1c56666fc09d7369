//! The sheet in which the secretariat writes what it decides about edits.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook, XlsxError};

use super::record::{Decided, EditDecision, ReviewEdit};
use crate::diagnostic::{Code, Diagnostic};

/// The titles of the columns, with their widths; people fill in the last five.
const COLUMNS: [(&str, f64); 13] = [
    ("edit", 8.0),
    ("by", 16.0),
    ("change", 16.0),
    ("place", 24.0),
    ("text", 40.0),
    ("new text", 40.0),
    ("comments", 30.0),
    ("what can be done", 30.0),
    ("decision", 16.0),
    ("words", 40.0),
    ("reason", 40.0),
    ("agreed", 12.0),
    ("letter", 20.0),
];

/// The column of the decision.
const DECISION: u16 = 8;

/// The maximum length of a text in a cell, in characters.
const LONGEST: usize = 32_000;

/// The texts of an edit, in the columns of the sheet.
pub fn row(edit: &ReviewEdit) -> [String; COLUMNS.len()] {
    let under = format!("{} (under “{}”)", edit.place, edit.section);
    let comments = edit.comments.iter().map(|one| format!("{}: {}", one.by.author, one.text));
    let decided = &edit.decided;
    [
        edit.id.clone(),
        edit.authors().join(", "),
        edit.change.kind.name().to_owned(),
        if edit.section.is_empty() { edit.place.clone() } else { under.trim_start().to_owned() },
        edit.context.clone(),
        edit.change.after.clone(),
        comments.collect::<Vec<_>>().join("\n"),
        edit.possible(),
        decided.decision.map_or("", EditDecision::name).to_owned(),
        decided.words.clone(),
        decided.reason.clone(),
        decided.agreed.map_or_else(String::new, |day| day.to_string()),
        decided.letter.clone(),
    ]
}

/// An XLSX file with a row for each edit. Texts stay texts, also those that begin with `=`.
pub fn sheet(edits: &[ReviewEdit]) -> Vec<u8> {
    workbook(edits).expect("a sheet of a few columns is within the limits of the format")
}

fn workbook(edits: &[ReviewEdit]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let (bold, wrapped) =
        (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    for (column, (title, width)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, title, &bold)?;
        sheet.set_column_width(column, width)?;
    }
    for (index, edit) in (1..).zip(edits) {
        for (column, text) in (0..).zip(row(edit)) {
            let text: String = text.chars().take(LONGEST).collect();
            sheet.write_string_with_format(index, column, text, &wrapped)?;
        }
    }
    let names = EditDecision::ALL.map(|(_, name, _)| name);
    let names = DataValidation::new().allow_list_strings(&names)?;
    sheet.add_data_validation(1, DECISION, edits.len().max(1) as u32, DECISION, &names)?;
    sheet.set_freeze_panes(1, 1)?;
    book.save_to_buffer()
}

/// Reads what a sheet decides, by the names of the edits, from its cells, with the titles of the columns in the first row.
/// `edits` are those of the record.
///
/// # Errors
/// If a column is missing, an edit is unknown, or a cell can't be read: all faults, each with its row.
pub fn decisions(
    name: &str,
    rows: &[Vec<String>],
    edits: &[ReviewEdit],
) -> Result<BTreeMap<String, Decided>, Vec<Diagnostic>> {
    let titles = rows.first().map_or(&[][..], Vec::as_slice);
    let column = |title: &str| titles.iter().position(|cell| cell.eq_ignore_ascii_case(title));
    let fault = |text: String, help: &str| Diagnostic::error(Code::UnreadableFile, text).help(help);
    if let Some(missing) = ["edit", "decision", "words"].iter().find(|it| column(it).is_none()) {
        let help = "use the sheet that `rapporteur edits` wrote";
        return Err(vec![fault(format!("`{name}` has no column `{missing}`"), help)]);
    }
    let names = EditDecision::ALL.map(|(_, name, _)| name).join(", ");
    let (mut all, mut faults) = (BTreeMap::new(), Vec::new());
    for (number, cells) in (2..).zip(&rows[1..]) {
        let cell = |title| column(title).and_then(|at| cells.get(at)).cloned().unwrap_or_default();
        let [id, written, words, reason, agreed, letter] =
            ["edit", "decision", "words", "reason", "agreed", "letter"].map(cell);
        let known =
            EditDecision::ALL.iter().find(|(_, name, _)| name.eq_ignore_ascii_case(&written));
        let (decision, day) = (known.map(|(decision, ..)| *decision), agreed.parse::<Date>().ok());
        let needs_words =
            matches!(decision, Some(EditDecision::InPart | EditDecision::InOtherWords));
        let (what, help) = if id.is_empty() {
            continue;
        } else if !edits.iter().any(|edit| edit.id == id) {
            (format!("there is no edit `{id}`"), "`rapporteur edits` lists them")
        } else if decision.is_none() && !written.is_empty() {
            (format!("`{written}` is no decision"), &*format!("write {names}"))
        } else if needs_words && words.is_empty() {
            let help = "write the words to be printed in the column `words`";
            (format!("`{id}` is accepted {written} without words"), help)
        } else if day.is_none() && !agreed.is_empty() {
            (format!("`{agreed}` is no day"), "write the day as 2023-08-02")
        } else {
            all.insert(id, Decided { decision, words, reason, agreed: day, letter });
            continue;
        };
        faults.push(fault(format!("{name}, row {number}: {what}"), help));
    }
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}
