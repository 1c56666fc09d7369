//! Reads a document that a respondent was to agree to.

use super::values::{Tick, tick};
use crate::docx::{Cell, Document, Paragraph};

/// The codes of the rows in which a respondent agrees, asks for changes and gives the day.
pub const MARKS: [&str; 3] = ["C1", "C2", "C3"];

/// What a respondent decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The code of the response and its state.
    pub code: String,
    /// Whether the box beside the agreement is ticked; `None` if that is unclear.
    pub agreed: Option<bool>,
    /// What is marked or written beside the changes; empty if nothing is.
    pub changes: String,
    /// What is written as the day.
    pub day: String,
    /// The paragraphs that must be unchanged.
    pub rest: Vec<String>,
}

/// Reads the decision; `None` if the document is not one of these. `is_key` recognizes the keys of respondents.
pub fn returned(document: &Document, is_key: impl Fn(&str) -> bool) -> Option<Returned> {
    let rows = document.rows();
    let own = |code: &str| rows.iter().find(|row| row.len() == 3 && text(&row[0]) == code);
    let [agreed, changes, day] = MARKS.map(|code| own(code).map(|row| text(&row[2])));
    let is_state = |state: &str| state.len() == 8 && u32::from_str_radix(state, 16).is_ok();
    let is_code = |word: &&str| {
        word.rsplit_once('-').is_some_and(|(key, state)| is_state(state) && is_key(key))
    };
    let mut rest: Vec<String> = document.paragraphs().into_iter().map(Paragraph::text).collect();
    let code = rest.iter().flat_map(|text| text.split_whitespace()).find(is_code)?.to_owned();
    if let Some(marks) = rest.iter().rposition(|text| *text == MARKS[0]) {
        rest.truncate(marks);
    }
    let agreed = match tick(&agreed?, None) {
        Tick::On => Some(true),
        Tick::Off => Some(false),
        Tick::Unclear => None,
    };
    let changes = changes?.replace('☐', "").trim().to_owned();
    Some(Returned { code, agreed, changes, day: day.unwrap_or_default(), rest })
}

fn text(cell: &Cell) -> String {
    let texts: Vec<String> = cell.paragraphs().into_iter().map(Paragraph::text).collect();
    texts.join("\n").trim().to_owned()
}
