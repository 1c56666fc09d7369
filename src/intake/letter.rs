//! Reads documents that respondents send: questionnaires, and letters, whose passages are offered.

use super::form;
use super::records::Record;
use super::statements::{BULLETS, Statement, escaped, markdown};
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
    let (document, text) = match name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()) {
        Some(ending) if ["txt", "md"].contains(&ending.as_str()) => plain(name, bytes)?,
        _ => {
            let document = docx::read(name, bytes)?;
            let text = document.text();
            (document, text)
        }
    };
    let letter = || Record {
        place: "the letter".to_owned(),
        statements: offers(&document),
        text: Some(text),
        ..Record::default()
    };
    let record = form::record(survey, asked, &document).unwrap_or_else(letter);
    let is_empty = record.answers.is_empty()
        && record.statements.is_empty()
        && record.remarks.is_empty()
        && record.place != "the letter";
    Ok((!is_empty).then_some(record))
}

/// A plain text as a document, and as it is.
fn plain(name: &str, bytes: &[u8]) -> Result<(Document, String), Diagnostic> {
    let why = match (bytes.is_empty(), bytes.contains(&0) && !bytes.starts_with(b"\xFF\xFE")) {
        (true, _) => "it is empty",
        (_, true) => "it is no plain text",
        (false, false) => {
            let text = inputs::decoded(bytes.to_vec());
            let mut paragraphs: Vec<String> = vec![String::new()];
            for line in text.lines().map(str::trim) {
                let last = paragraphs.last_mut().expect("there is one");
                match line.starts_with(BULLETS) || line.starts_with("- ") || line.is_empty() {
                    true => paragraphs.push(line.to_owned()),
                    false if last.is_empty() => last.push_str(line),
                    false => last.push_str(&format!(" {line}")),
                }
            }
            let blocks = paragraphs.into_iter().filter(|text| !text.is_empty()).map(|text| {
                let item = text.strip_prefix("- ").map(str::to_owned);
                let is_item = item.is_some();
                let piece = Piece { text: item.unwrap_or(text), control: None };
                Block::Paragraph(Paragraph { is_item, pieces: vec![piece], ..Paragraph::default() })
            });
            let document = Document { blocks: blocks.collect(), ..Document::default() };
            return Ok((document, text));
        }
    };
    let error = Diagnostic::error(Code::UnreadableFile, format!("`{name}` can't be read: {why}"));
    Err(error.help("look whether it is the right file, or ask for it again"))
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
