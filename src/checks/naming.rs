//! Checks of names and terms: mechanisms, goals and objectives against their registered names,
//! acronyms against their introductions, terms against each other, and links.
//!
//! The words of mechanisms are never changed, so findings in them are collected in one note.
use std::collections::BTreeSet;
use std::ops::Range;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Sources, Span, counted};
use crate::document::{Author, Kind, Passage};
use crate::text::{self, Token, chunk_around, has_address, squeezed};

mod acronyms;
mod introductions;
mod links;
mod names;
mod register;
mod terms;

/// Checks the names, acronyms, terms and links of a report.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let (survey, lines) = (context.survey, read(context));
    let mut findings =
        Findings { sources: context.sources, diagnostics: Vec::new(), asides: BTreeSet::new() };
    names::mechanisms(survey, &lines, &mut findings);
    names::titles(survey, &lines, &mut findings);
    terms::check(survey, &lines, &mut findings);
    acronyms::check(context, &lines, &mut findings);
    links::check(context, &mut findings);
    findings.diagnostics.extend(mechanisms_words(findings.asides));
    findings.diagnostics
}

/// The findings of the naming checks.
struct Findings<'c> {
    sources: &'c Sources,
    /// Findings in the secretariat's words.
    diagnostics: Vec<Diagnostic>,
    /// Places in the words of mechanisms, with what readers may not understand there.
    asides: BTreeSet<(Span, String)>,
}

impl Findings<'_> {
    /// The form in which the secretariat writes a name, and its place. If a respondent wrote it,
    /// adds an aside with the registered name and returns `None`.
    fn own_form<'n>(
        &mut self,
        line: &Line,
        words: Range<usize>,
        registered: impl FnOnce(&str) -> &'n str,
    ) -> Option<(String, Span)> {
        let span = line.place(words.clone())?;
        let form = line.written(words.clone());
        let author = line.words[words.start].author;
        if author == Author::Respondent {
            self.asides.insert((span, format!("registered: `{}`", registered(&form))));
        }
        (author == Author::Secretariat).then_some((form, span))
    }
}

/// The note that collects all findings in the words of mechanisms.
fn mechanisms_words(asides: BTreeSet<(Span, String)>) -> Option<Diagnostic> {
    let names = counted(asides.len(), "name or term", "names or terms");
    let message = format!("{names} in respondents' own words may need an explanation");
    let note = Diagnostic::note(Code::MechanismTerms, message).at_each(asides).placed()?;
    Some(note.help(
        "these words stay as they are: add acronyms to `[abbreviations]` in data/report.toml, or ask the respondent",
    ))
}

/// Function words that occur within names.
const SMALL: [&str; 18] = [
    "a", "an", "and", "at", "between", "by", "de", "for", "from", "in", "into", "la", "of", "on",
    "or", "the", "to", "with",
];

/// A passage split into words.
struct Line<'c> {
    sources: &'c Sources,
    /// The passage.
    passage: &'c Passage<'c>,
    /// Its words, in order.
    words: Vec<Word>,
    /// The number of level-1 headings up to and including this passage; 0 before the first one.
    division: usize,
    /// Whether it is written in capitals throughout, so that case has no meaning.
    capitals: bool,
    /// Whether it may contain an address.
    addresses: bool,
}

/// A sequence of letters and digits.
struct Word {
    /// Its byte range in the passage.
    range: Range<usize>,
    /// In lower case.
    lower: String,
    /// Whether it is written in lower case.
    is_lower: bool,
    /// Its author; attribution lines belong to the secretariat.
    author: Author,
}

impl Line<'_> {
    /// The text of the passage.
    fn text(&self) -> &str {
        &self.passage.text
    }

    /// A word as written.
    fn raw(&self, index: usize) -> &str {
        &self.text()[self.words[index].range.clone()]
    }

    /// The text between a word and the next one; after the last word, the rest of the passage.
    fn gap_after(&self, index: usize) -> &str {
        let end = self.words.get(index + 1).map_or(self.text().len(), |next| next.range.start);
        &self.text()[self.words[index].range.end..end]
    }

    /// The text between a word and the previous one; before the first word, the start of the
    /// passage.
    fn gap_before(&self, index: usize) -> &str {
        match index {
            0 => &self.text()[..self.words[0].range.start],
            _ => self.gap_after(index - 1),
        }
    }

    /// The range of the text from the first word of `words` to its last.
    fn range(&self, words: Range<usize>) -> Range<usize> {
        self.words[words.start].range.start..self.words[words.end - 1].range.end
    }

    /// The text from the first word of `words` to its last, with single spaces.
    fn written(&self, words: Range<usize>) -> String {
        squeezed(&self.text()[self.range(words)])
    }

    /// The place of words in the project's files.
    fn place(&self, words: Range<usize>) -> Option<Span> {
        self.passage.place(self.sources, self.range(words))
    }

    /// Whether it is the title or a heading.
    fn is_heading(&self) -> bool {
        matches!(self.passage.kind, Kind::Title | Kind::Heading(_))
    }

    /// What is between the spaces around a word, without punctuation.
    fn chunk(&self, index: usize) -> &str {
        let chunk = chunk_around(self.text(), self.words[index].range.start);
        self.text()[chunk].trim_matches(|c: char| !c.is_alphanumeric())
    }

    /// Whether a word is part of an address, or of a document symbol such as `A/70/1`.
    fn in_address(&self, index: usize) -> bool {
        let chunk = self.chunk(index);
        let is_symbol = || chunk.contains('/') && chunk.contains(|c: char| c.is_ascii_digit());
        is_symbol() || (self.addresses && has_address(chunk))
    }
}

/// Whether a lower-cased word is a function word that occurs within names.
pub(super) fn is_small(word: &str) -> bool {
    SMALL.contains(&word)
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{2011}')
}

/// Splits the passages of a report into words, without those that the tool adds.
fn read<'c>(context: &'c CheckContext<'_>) -> Vec<Line<'c>> {
    let mut division = 0;
    let mut lines = Vec::new();
    for passage in &context.passages {
        division += usize::from(passage.kind == Kind::Heading(1));
        let word = |word: Token<'_>| {
            let lower = word.text.to_lowercase();
            let author = match passage.kind {
                Kind::QuotationSource => Author::Secretariat,
                _ => passage.author_at(context.sources, word.start),
            };
            Word { is_lower: lower == word.text, lower, author, range: word.range() }
        };
        let words: Vec<Word> = text::words(&passage.text).map(word).collect();
        if passage.author != Author::Tool && !words.is_empty() {
            let text = passage.text.as_str();
            let capitals = words.len() > 1 && !text.chars().any(char::is_lowercase);
            let addresses = has_address(text);
            let sources = context.sources;
            lines.push(Line { sources, passage, words, division, capitals, addresses });
        }
    }
    lines
}
