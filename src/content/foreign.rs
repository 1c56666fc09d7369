//! Marks words in other languages than the report's, so that a voice says them rightly.

use super::apparatus::{each_block, each_line};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Block, Inline, Text, plain_text};
use crate::model::{self, Foreign};
use crate::text::whole_words;

/// Marks the words in all lines of a body. Words that stand nowhere are told.
pub(super) fn mark(blocks: &mut [Block], foreign: &[Foreign]) -> Vec<Diagnostic> {
    let mut text = String::new();
    each_block(blocks, &mut |block| {
        each_line(block, &mut |content| {
            text.push_str(&plain_text(content));
            text.push('\n');
            line(content, foreign);
        });
    });
    let all = foreign.iter().flat_map(|one| &one.words);
    let missing = all.filter(|words| !text.contains(words.value.as_str()));
    let note = |words: &model::Text| {
        let message = format!("`{}` stands nowhere in the report", words.value);
        Diagnostic::note(Code::ForeignNotFound, message)
            .at(words.span, "")
            .help("write it as the report does, with its capitals")
    };
    missing.map(note).collect()
}

fn line(content: &mut Vec<Inline>, foreign: &[Foreign]) {
    let mut marked = Vec::new();
    for mut inline in std::mem::take(content) {
        match &mut inline {
            Inline::Text(text) => {
                marked.extend(split(text, foreign));
                continue;
            }
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Link { content, .. }
            | Inline::Footnote(content) => line(content, foreign),
            Inline::Foreign { .. }
            | Inline::Reference { .. }
            | Inline::Cross { .. }
            | Inline::Break => {}
        }
        marked.push(inline);
    }
    *content = marked;
}

/// A text, parted around the words.
fn split(text: &Text, foreign: &[Foreign]) -> Vec<Inline> {
    let piece = |words: &str| Inline::Text(Text { text: words.to_owned(), ..text.clone() });
    let mut pieces = Vec::new();
    let mut rest = text.text.as_str();
    while let Some((at, words, language)) = next(rest, foreign) {
        if at > 0 {
            pieces.push(piece(&rest[..at]));
        }
        let language = language.to_owned();
        pieces.push(Inline::Foreign { language, content: vec![piece(words)] });
        rest = &rest[at + words.len()..];
    }
    if !rest.is_empty() {
        pieces.push(piece(rest));
    }
    pieces
}

/// The first words of another language: where they stand, and the language; the longest where several begin there.
fn next<'f>(text: &str, foreign: &'f [Foreign]) -> Option<(usize, &'f str, &'f str)> {
    let all = foreign.iter().flat_map(|one| one.words.iter().map(move |words| (one, words)));
    let found = all.filter_map(|(one, words)| {
        let words = words.value.as_str();
        Some((whole_words(text, words).next()?, words, one.language.value.as_str()))
    });
    found.min_by_key(|(at, words, _)| (*at, usize::MAX - words.len()))
}
