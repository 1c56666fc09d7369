//! The answers, quotations and practices of one mechanism, and the source text, such as an e-mail or a completed form,
//! against which its quotations are checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::reader::Reader;
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::figure::Key;

/// The answers of a mechanism by question id; unanswered questions are absent.
pub type Answers = BTreeMap<Key, Answer>;

/// The answers, quotations and practices of one mechanism.
#[derive(Clone, Debug)]
pub struct Response {
    /// The key of the mechanism.
    pub mechanism: Key,
    /// The date on which it was first received; `None` for responses that are counted in the
    /// published figures.
    pub first_received: Option<Date>,
    /// The date on which its latest part was received; `None` for responses that are counted in the
    /// published figures and were not amended.
    pub received: Option<Date>,
    /// Whether the mechanism must not be named.
    pub anonymous: bool,
    /// The other respondents that gave it, if it counts once for all of them.
    pub joint: Vec<Key>,
    /// The answers originally given.
    pub first_answers: Answers,
    /// The answers in each amendment, by date.
    pub amendments: Vec<Answers>,
    /// The current answers, after all amendments.
    pub answers: Answers,
    /// Its quotations and other statements, by point.
    pub quotes: Vec<Contribution>,
    /// Its practices, by part.
    pub practices: Vec<Contribution>,
    /// Its withdrawn quotations and practices, by date.
    pub taken_back: Vec<Withdrawal>,
    /// Paths, within the project, of its source texts.
    pub source_texts: Vec<Arc<Text>>,
    /// The files that its answers were received in.
    pub origins: Vec<ImportSource>,
    /// What was not understood when it was received.
    pub open: Vec<OpenItem>,
    /// Where the file names the mechanism.
    pub span: Span,
}

impl Response {
    /// Its quotations, other statements and practices.
    pub fn contributions(&self) -> impl Iterator<Item = &Contribution> {
        self.quotes.iter().chain(&self.practices)
    }
}

/// The file that answers were received in.
#[derive(Clone, Debug)]
pub struct ImportSource {
    /// Its path within the project.
    pub file: Text,
    /// The row with the answers, if they are in a row.
    pub row: Option<u32>,
    /// Whether the respondent had not finished.
    pub partial: bool,
    /// The response file, by the place where it names the mechanism.
    pub of: Span,
}

impl ImportSource {
    /// The file and the row, such as `received/kobo.csv, row 3`.
    pub fn place(&self) -> String {
        let row = self.row.map_or_else(String::new, |row| format!(", row {row}"));
        format!("{}{row}", self.file.value)
    }
}

/// Something in a received file that was not understood or needs a decision.
#[derive(Clone, Debug)]
pub struct OpenItem {
    /// The place in the file, such as `C5`.
    pub place: String,
    /// What it is about.
    pub what: String,
    /// Where the response file has it.
    pub span: Span,
}

/// Reads `from` of a response; `of` is where the file names its mechanism.
pub(super) fn import_source(reader: &Reader<'_>, of: Span) -> Option<ImportSource> {
    reader.table("from")?.read(|table| {
        let file = table.must_text("file");
        // For the import, which looks for them in the text of this file.
        table.text("sha256");
        table.text("written");
        let row = table.number("row").map(|row| row.value);
        let partial = table.boolean("partial").unwrap_or(false);
        Some(ImportSource { file, row, partial, of })
    })
}

/// Reads `[[open]]` of a response.
pub(super) fn open_items(reader: &Reader<'_>) -> Vec<OpenItem> {
    reader.read_tables("open", |table| {
        let text = |key| table.unchecked_text(key).unwrap_or_default().value;
        let [place, what, ..] = ["place", "what", "question", "found"].map(text);
        Some(OpenItem { place, what, span: table.place("what").unwrap_or(table.span) })
    })
}

/// A withdrawn quotation or practice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Withdrawal {
    /// The date the withdrawal takes effect.
    pub on: Date,
    /// The kind of statement: `quotation` or `practice`.
    pub what: &'static str,
}

/// An answer to one question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The keys of the options, in a ranking in its order; or the number or text.
    pub words: Vec<Text>,
    /// The respondent's own words for the option that needs them.
    pub other: Option<Text>,
    /// The date on which the file with this answer was received.
    pub received: Option<Date>,
    /// The location of the answer.
    pub span: Span,
}

impl Answer {
    /// The number of a numeric answer.
    pub fn number(&self) -> Option<Decimal> {
        self.words.first()?.value.parse().ok()
    }

    /// The keys of the chosen options, or the text of a text answer, each with its location.
    pub fn chosen(&self) -> impl Iterator<Item = (&str, Span)> {
        self.words.iter().map(|word| (word.value.as_str(), word.span))
    }
}

/// A quotation, another statement or a practice of a mechanism.
#[derive(Clone, Debug)]
pub struct Contribution {
    /// The key of the summary point that it supports, or of the part of a practice.
    pub place: Key,
    /// Whether quotation marks are added.
    pub form: Form,
    /// The attribution, if it is not the mechanism's registered form.
    pub source: Option<Text>,
    /// The text that is printed (Markdown).
    pub text: Text,
    /// The text as it was given, if the one that is printed is a translation.
    pub original: Option<Text>,
    /// The tag of the language in which it was given, if it is not the report's.
    pub language: Option<Text>,
    /// The other respondents that made it.
    pub joint: Vec<Key>,
    /// Path, within the project, of the source text that it was taken from.
    pub source_text: Option<Arc<Text>>,
    /// Whether the source must stay anonymous.
    pub anonymous: bool,
    /// The date that determines its position among other quotations: that of the original statement
    /// if it replaces one.
    pub placed: Option<Date>,
}

/// How a statement is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With quotation marks added.
    Quotation,
    /// Without added quotation marks; the text may contain its own.
    Statement,
}

/// Folders that source texts can't be in: their files are part of outputs or editions, or are
/// generated.
const KEPT: [&str; 4] = ["data", "templates", "fonts", "out"];

/// What reading a source text found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// A text file, with its contents.
    Text(String),
    /// The file does not exist.
    Missing,
    /// A file that is not plain text.
    NoText,
    /// A file that may not be read, with the error.
    Refused(Diagnostic),
}

/// Reads `source-text` of a response: a path within the project.
pub(super) fn source_text(reader: &Reader<'_>) -> Option<Text> {
    let path = reader.text("source-text")?;
    let Some(why) = unfit(&path.value) else { return Some(path) };
    let help = "give a path within the project, such as `received/KEY.txt`";
    reader.context.fault(Code::SourceText, path.span, format!("`source-text` {why}"), help);
    None
}

/// The reason why a path is not allowed for a source text; `None` if it is allowed.
fn unfit(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_kept = |folder: &str| KEPT.contains(&folder.to_lowercase().as_str());
    if path.starts_with('/') || path.contains(':') || parts.contains(&"..") {
        Some("leads out of the project")
    } else if path.contains('\\') || parts.iter().any(|part| ["", "."].contains(&part.trim())) {
        Some("is no path of a file whose folders are parted by `/`")
    } else if parts.len() > 1 && is_kept(parts[0]) {
        Some("is in a folder whose files are sent out or kept with editions")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::unfit;

    #[test]
    fn a_text_stands_within_the_project_and_apart_from_what_is_sent() {
        for path in ["received/alpha.txt", "alpha.txt", "received/2023/a mail.txt", "data.txt"] {
            assert_eq!(unfit(path), None, "{path}");
        }
        let paths = [
            "", " ", "/etc/hosts", "C:/a.txt", "c:a.txt", "../a.txt", "received/../../a.txt",
            "received\\a.txt", "received//a.txt", "./a.txt", "received/", "data/a.txt",
            "Data/editions/a.txt", "out/a.txt",
        ];
        for path in paths {
            assert!(unfit(path).is_some(), "{path}");
        }
    }
}
