//! Reads documents that respondents send: questionnaires, and letters, whose passages are offered.

use super::statements::{BULLETS, Statement, escaped, markdown};
use super::{Record, form};
use crate::diagnostic::Diagnostic;
use crate::docx::{self, Block, Document, Paragraph};
use crate::inputs;
use crate::model::Survey;
use crate::questionnaire::Questionnaire;
use crate::text::closes;

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
    let text = is_plain.then(|| plain_text(name, bytes)).transpose()?;
    let document = match &text {
        Some(text) => plain_document(text),
        None => docx::read(name, bytes)?,
    };
    let Some(record) = form::record(survey, asked, &document) else {
        let (place, statements) = ("the letter".to_owned(), offers(&document));
        let text = text.or_else(|| Some(document.text()));
        return Ok(Some(Record { place, statements, text, ..Record::default() }));
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
    Err(Diagnostic::unreadable(name, why, "look whether it is the right file, or ask for it again"))
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
            last.whole_text += &format!("{blank}{}", item.unwrap_or(line));
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
