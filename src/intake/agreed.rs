//! Reads a document that a respondent was to agree to.

use super::values::{Tick, tick};
use crate::docx::{Cell, Document, Paragraph, paragraphs};

/// The codes of the rows in which a respondent agrees, asks for changes and gives the day.
pub const MARKS: [&str; 3] = ["C1", "C2", "C3"];

/// What a respondent decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The code of the response and its state.
    pub code: String,
    /// Whether the box beside the agreement is ticked.
    pub agreed: Tick,
    /// Whether the box beside the changes is ticked; unclear if words are written there.
    pub asks: Tick,
    /// What is marked or written beside the changes.
    pub changes: String,
    /// What is written as the day.
    pub day: String,
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
    let texts: Vec<String> = document.paragraphs().into_iter().map(Paragraph::text).collect();
    let code = texts.iter().flat_map(|text| text.split_whitespace()).find(is_code)?.to_owned();
    let (agreed, asks) = (tick(&agreed?, None), tick(changes.as_ref()?, None));
    let changes = changes?.replace('☐', "").trim().to_owned();
    Some(Returned { code, agreed, asks, changes, day: day.unwrap_or_default() })
}

fn text(cell: &Cell) -> String {
    let texts: Vec<String> = paragraphs(cell).into_iter().map(Paragraph::text).collect();
    texts.join("\n").trim().to_owned()
}
