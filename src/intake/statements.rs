//! Quotations and practices that a questionnaire or a letter has.

use crate::docx::Paragraph;
use crate::figure::Key;
use crate::model::Survey;
use crate::text::{closes, is_quote_mark, squeezed};

/// A passage that the report may print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its text (Markdown).
    pub text: String,
    /// Where it belongs; `None` if somebody must decide.
    pub place: Option<Place>,
}

/// Where a statement belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A quotation, by its summary point.
    Point(Key),
    /// A practice, by its part.
    Part(Key),
}

/// Signs that people type before the items of a list.
pub(super) const BULLETS: [char; 5] = ['•', '▪', '‣', '·', '●'];

/// Paragraphs as Markdown, without quotation marks around them all.
pub(super) fn markdown(paragraphs: &[Paragraph]) -> String {
    let texts = paragraphs.iter().map(|paragraph| {
        let text = paragraph.text();
        let text = text.trim_start_matches(BULLETS).trim_start();
        text.lines().map(escaped).collect::<Vec<_>>().join("\n\n")
    });
    let text = texts.collect::<Vec<_>>().join("\n\n");
    let (first, last) = (text.chars().next(), text.chars().next_back());
    match (first, last) {
        (Some(first), Some(last)) if is_quote_mark(first) && closes(first, last) => {
            text[first.len_utf8()..].strip_suffix(last).unwrap_or(&text).trim().to_owned()
        }
        _ => text,
    }
}

/// Escapes a line so that Markdown prints it as it is.
pub(super) fn escaped(line: &str) -> String {
    let mut text = String::new();
    let line = line.trim();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = number.len() < line.len() && number.starts_with(['.', ')']);
    for (at, c) in line.char_indices() {
        let is_mark = matches!(c, '\\' | '`' | '*' | '_' | '<' | '[' | ']')
            || at == 0 && matches!(c, '#' | '>' | '+' | '-' | '=' | '~')
            || is_numbered && at == line.len() - number.len();
        if is_mark {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

/// The statements that the response of a respondent does not have yet.
pub fn new_statements(survey: &Survey, key: &Key, statements: &[Statement]) -> Vec<Statement> {
    let response = survey.response(key);
    let quotes = response.into_iter().flat_map(|own| own.quotes.iter().map(|one| &one.text));
    let practices = response.into_iter().flat_map(|own| own.practices.iter().map(|one| &one.text));
    let known: Vec<String> = quotes.chain(practices).map(|text| squeezed(&text.value)).collect();
    let is_fresh = |one: &&Statement| !known.contains(&squeezed(&one.text));
    statements.iter().filter(is_fresh).cloned().collect()
}
