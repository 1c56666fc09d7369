//! Reads documents that respondents send: questionnaires, and letters, whose passages are offered.

use super::statements::{BULLETS, Statement, escaped, markdown};
use super::{Record, form};
use crate::diagnostic::{Code, Diagnostic};
use crate::docx::{self, Block, Document, Paragraph, Piece};
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
    let (document, text) = match is_plain {
        true => plain(name, bytes)?,
        false => docx::read(name, bytes).map(|document| (document.clone(), document.text()))?,
    };
    let Some(record) = form::record(survey, asked, &document) else {
        let (place, statements) = ("the letter".to_owned(), offers(&document));
        return Ok(Some(Record { place, statements, text: Some(text), ..Record::default() }));
    };
    let is_blank =
        record.answers.is_empty() && record.statements.is_empty() && record.remarks.is_empty();
    Ok((!is_blank).then_some(record))
}

/// A plain text as a document, and as it is.
fn plain(name: &str, bytes: &[u8]) -> Result<(Document, String), Diagnostic> {
    let text = inputs::decoded(bytes.to_vec());
    if text.is_empty() || text.contains('\0') {
        let why = if text.is_empty() { "it is empty" } else { "it is no plain text" };
        let message = format!("`{name}` can't be read: {why}");
        let error = Diagnostic::error(Code::UnreadableFile, message);
        return Err(error.help("look whether it is the right file, or ask for it again"));
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_new = true;
    for line in text.lines().map(str::trim) {
        let item = line.strip_prefix("- ");
        match blocks.last_mut() {
            _ if line.is_empty() => {}
            Some(Block::Paragraph(last))
                if !is_new && item.is_none() && !line.starts_with(BULLETS) =>
            {
                last.pieces.push(Piece { text: format!(" {line}"), control: None });
            }
            _ => {
                let pieces = vec![Piece { text: item.unwrap_or(line).to_owned(), control: None }];
                let is_item = item.is_some();
                blocks.push(Block::Paragraph(Paragraph {
                    is_item,
                    pieces,
                    ..Paragraph::default()
                }));
            }
        }
        is_new = line.is_empty();
    }
    Ok((Document { blocks, ..Document::default() }, text))
}

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
            true => vec![markdown(std::slice::from_ref(paragraph))],
            false => quoted.into_iter().map(escaped).collect(),
        };
        offers.extend(texts.into_iter().map(|text| Statement { text, place: None }));
    }
    offers
}

/// The longer passages in quotation marks, without the marks.
fn quoted(text: &str) -> Vec<&str> {
    let (mut passages, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find(['“', '„', '«', '"']) {
        let opening = rest[start..].chars().next().expect("a mark was found");
        let inside = &rest[start + opening.len_utf8()..];
        let Some(end) = inside.find(|c| closes(opening, c)) else { break };
        let passage = inside[..end].trim();
        if passage.split_whitespace().count() >= FEWEST_WORDS {
            passages.push(passage);
        }
        rest = inside[end..].trim_start_matches(|c| closes(opening, c));
    }
    passages
}
