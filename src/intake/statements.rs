//! Quotations and practices that a questionnaire or a letter has.

use serde::Serialize;

use crate::docx::Paragraph;
use crate::figure::Key;
use crate::model::{Response, Survey};
use crate::text::{closes, is_quote_mark, squeezed};

/// A passage that the report may print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Its text (Markdown).
    pub text: String,
    /// The summary point, if it is a quotation.
    pub point: Option<Key>,
    /// The part, if it is a practice; with neither, somebody must decide.
    pub part: Option<Key>,
}

/// Signs that people type before the items of a list.
pub(super) const BULLETS: [char; 5] = ['•', '▪', '‣', '·', '●'];

/// Paragraphs as Markdown, without quotation marks around them all.
pub(super) fn markdown(paragraphs: &[&Paragraph]) -> String {
    let texts = paragraphs.iter().map(|paragraph| {
        let text = paragraph.text();
        let text = text.trim_start_matches(BULLETS).trim_start();
        text.lines().map(escaped).collect::<Vec<_>>().join("\n\n")
    });
    let text = texts.collect::<Vec<_>>().join("\n\n");
    let opening = text.chars().next().filter(|first| is_quote_mark(*first));
    let inner = opening.and_then(|opening| {
        text.strip_prefix(opening)?.strip_suffix(|closing| closes(opening, closing))
    });
    inner.map(|inner| inner.trim().to_owned()).unwrap_or(text)
}

/// Escapes a line so that Markdown prints it as it is.
pub(super) fn escaped(line: &str) -> String {
    let line = line.trim();
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let is_mark = |at: usize, c: char| {
        "\\`*_<[]".contains(c)
            || at == 0 && "#>+-=~".contains(c)
            || digits > 0 && at == digits && ".)".contains(c)
    };
    let escaped = line.char_indices().flat_map(|(at, c)| [is_mark(at, c).then_some('\\'), Some(c)]);
    escaped.flatten().collect()
}

/// The statements that the response of a respondent does not have yet.
pub(super) fn new_statements(
    survey: &Survey,
    key: &Key,
    statements: &[Statement],
) -> Vec<Statement> {
    let known = survey.response(key).into_iter().flat_map(Response::contributions);
    let known: Vec<String> = known.map(|one| squeezed(&one.text.value)).collect();
    let is_new = |one: &&Statement| !known.contains(&squeezed(&one.text));
    statements.iter().filter(is_new).cloned().collect()
}
