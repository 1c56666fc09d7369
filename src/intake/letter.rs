//! Reads documents that respondents send: questionnaires, and letters, whose passages are offered.

use serde::Serialize;

use super::{Record, form};
use crate::diagnostic::{Code, Diagnostic};
use crate::docx::{self, Block, Document, Paragraph, Piece};
use crate::figure::Key;
use crate::inputs;
use crate::model::{Response, Survey};
use crate::questionnaire::Questionnaire;
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
const BULLETS: [char; 5] = ['•', '▪', '‣', '·', '●'];

/// The record of a document: of a filled-in questionnaire, or of a letter, which has no answers. `None` if it is a
/// questionnaire that is not filled in.
///
/// # Errors
/// If it is neither a document nor a text, or can't be read.
pub fn document(
    survey: &Survey,
    asked: &Questionnaire,
    name: &str,
    bytes: &[u8],
) -> Result<Option<Record>, Diagnostic> {
    let is_plain = name.to_lowercase().ends_with(".txt");
    let (document, text) = if is_plain {
        let text = plain_text(name, bytes)?;
        (plain_document(&text), text)
    } else {
        let document = docx::read(name, bytes)?;
        let text = document.text();
        (document, text)
    };
    let Some(record) = form::record(survey, asked, &document) else {
        let (place, statements) = ("the letter".to_owned(), offers(&document));
        return Ok(Some(Record { place, statements, text: Some(text), ..Record::default() }));
    };
    let is_blank =
        record.answers.is_empty() && record.statements.is_empty() && record.remarks.is_empty();
    Ok((!is_blank).then_some(record))
}

fn plain_text(name: &str, bytes: &[u8]) -> Result<String, Diagnostic> {
    let text = inputs::decoded(bytes.to_vec());
    let why = match text.as_str() {
        "" => "it is empty",
        text if text.contains('\0') => "it is no plain text",
        _ => return Ok(text),
    };
    let error = Diagnostic::error(Code::UnreadableFile, format!("`{name}` can't be read: {why}"));
    Err(error.help("look whether it is the right file, or ask for it again"))
}

/// A plain text as a document: lines belong to one paragraph until a blank line or the next item of a list.
fn plain_document(text: &str) -> Document {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut is_new = true;
    for line in text.lines().map(str::trim) {
        let item = line.strip_prefix("- ");
        let starts = is_new || item.is_some() || line.starts_with(BULLETS);
        if starts && !line.is_empty() {
            paragraphs.push(Paragraph { is_item: item.is_some(), ..Paragraph::default() });
        }
        if let Some(last) = paragraphs.last_mut().filter(|_| !line.is_empty()) {
            let blank = if starts { "" } else { " " };
            let text = format!("{blank}{}", item.unwrap_or(line));
            last.pieces.push(Piece { text, control: None });
        }
        is_new = line.is_empty();
    }
    let blocks = paragraphs.into_iter().map(Block::Paragraph).collect();
    Document { blocks, ..Document::default() }
}

/// The marks that open a quotation.
const OPENING: [char; 4] = ['“', '„', '«', '"'];

/// The fewest words of a passage in quotation marks that is offered: shorter ones are names or terms.
const FEWEST_WORDS: usize = 4;

/// The passages of a letter that the report may print: in quotation marks, or items of lists.
pub(super) fn offers(document: &Document) -> Vec<Statement> {
    let mut offers = Vec::new();
    for paragraph in document.paragraphs() {
        let text = paragraph.text();
        let quoted = quoted(&text);
        let is_item = paragraph.is_item || text.starts_with(BULLETS);
        let texts = match quoted.is_empty() && is_item && !text.is_empty() {
            true => vec![markdown(&[paragraph])],
            false => quoted.into_iter().map(escaped).collect(),
        };
        offers.extend(texts.into_iter().map(|text| Statement { text, point: None, part: None }));
    }
    offers
}

/// The longer passages in quotation marks, without the marks.
fn quoted(text: &str) -> Vec<&str> {
    let (mut passages, mut rest) = (Vec::new(), text);
    while let Some((_, inside)) = rest.split_once(OPENING) {
        let opening = rest[..rest.len() - inside.len()].chars().next_back().expect("it is a mark");
        let Some(end) = inside.find(|c| closes(opening, c)) else { break };
        passages.push(inside[..end].trim());
        rest = inside[end..].trim_start_matches(|c| closes(opening, c));
    }
    passages.retain(|passage| passage.split_whitespace().count() >= FEWEST_WORDS);
    passages
}

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
fn escaped(line: &str) -> String {
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
