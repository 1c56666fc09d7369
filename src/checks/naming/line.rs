//! The passages of a report split into words, once for all naming checks.

use std::ops::Range;

use crate::checks::CheckContext;
use crate::diagnostic::{Sources, Span};
use crate::document::{Author, Kind, Passage};
use crate::text::{self, Token, chunk_around, has_address, squeezed};

/// Function words that occur within names.
const SMALL: [&str; 18] = [
    "a", "an", "and", "at", "between", "by", "de", "for", "from", "in", "into", "la", "of", "on",
    "or", "the", "to", "with",
];

/// A passage split into words.
pub(super) struct Line<'c> {
    sources: &'c Sources,
    /// The passage.
    pub(super) passage: &'c Passage<'c>,
    /// Its words, in order.
    pub(super) words: Vec<Word>,
    /// The number of level-1 headings up to and including this passage; 0 before the first one.
    pub(super) division: usize,
    /// Whether it is written in capitals throughout, so that case has no meaning.
    pub(super) capitals: bool,
    /// Whether it may contain an address.
    addresses: bool,
}

/// A sequence of letters and digits.
pub(super) struct Word {
    /// Its byte range in the passage.
    pub(super) range: Range<usize>,
    /// In lower case.
    pub(super) lower: String,
    /// Whether it is written in lower case.
    pub(super) is_lower: bool,
    /// Its author; attribution lines belong to the secretariat.
    pub(super) author: Author,
}

impl Line<'_> {
    /// The text of the passage.
    pub(super) fn text(&self) -> &str {
        &self.passage.text
    }

    /// A word as written.
    pub(super) fn raw(&self, index: usize) -> &str {
        &self.text()[self.words[index].range.clone()]
    }

    /// The text between a word and the next one; after the last word, the rest of the passage.
    pub(super) fn gap_after(&self, index: usize) -> &str {
        let end = self.words.get(index + 1).map_or(self.text().len(), |next| next.range.start);
        &self.text()[self.words[index].range.end..end]
    }

    /// The text between a word and the previous one; before the first word, the start of the
    /// passage.
    pub(super) fn gap_before(&self, index: usize) -> &str {
        match index {
            0 => &self.text()[..self.words[0].range.start],
            _ => self.gap_after(index - 1),
        }
    }

    /// The range of the text from the first word of `words` to its last.
    pub(super) fn range(&self, words: Range<usize>) -> Range<usize> {
        self.words[words.start].range.start..self.words[words.end - 1].range.end
    }

    /// The text from the first word of `words` to its last, with single spaces.
    pub(super) fn written(&self, words: Range<usize>) -> String {
        squeezed(&self.text()[self.range(words)])
    }

    /// The place of words in the project's files.
    pub(super) fn place(&self, words: Range<usize>) -> Option<Span> {
        self.passage.place(self.sources, self.range(words))
    }

    /// Whether it is the title or a heading.
    pub(super) fn is_heading(&self) -> bool {
        matches!(self.passage.kind, Kind::Title | Kind::Heading(_))
    }

    /// Whether a word is part of an address, or of a document symbol such as `A/70/1`.
    pub(super) fn in_address(&self, index: usize) -> bool {
        let chunk = &self.text()[chunk_around(self.text(), self.words[index].range.start)];
        let is_symbol = || chunk.contains('/') && chunk.contains(|c: char| c.is_ascii_digit());
        is_symbol() || (self.addresses && has_address(chunk))
    }
}

/// Whether a lower-cased word is a function word that occurs within names.
pub(in crate::checks) fn is_small(word: &str) -> bool {
    SMALL.contains(&word)
}

/// Whether the text between two words is a hyphen.
pub(super) fn is_hyphen(gap: &str) -> bool {
    matches!(gap, "-" | "\u{2010}" | "\u{2011}")
}

/// Splits the passages of a report into words, without those that the tool adds.
pub(super) fn read<'c>(context: &'c CheckContext<'_>) -> Vec<Line<'c>> {
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
