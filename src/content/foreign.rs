//! Marks words in languages other than the report's, so that screen readers pronounce them
//! correctly.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::document::{Block, Inline, Origin, Text, plain_text, visit_blocks};
use crate::model::{self, Foreign};
use crate::text::whole_words;

/// Marks the words in all lines of a body. Returns a note for each phrase that does not occur in
/// it.
pub(super) fn mark(
    blocks: &mut [Block],
    sources: &Sources,
    foreign: &[Foreign],
) -> Vec<Diagnostic> {
    let mut text = String::new();
    visit_blocks(blocks, &mut |block| {
        let is_data = block.data_table().is_some();
        let lines = block.lines_mut().into_iter();
        for (_, content) in lines.filter(|(kind, _)| is_data || kind.is_prose()) {
            text.push_str(&plain_text(content));
            text.push('\n');
            line(content, sources, foreign);
        }
    });
    let all = foreign.iter().flat_map(|one| &one.words);
    let missing = all.filter(|words| !text.contains(words.value.as_str()));
    let note = |words: &model::Text| {
        let message = format!("`{}` is nowhere in the report", words.value);
        Diagnostic::note(Code::ForeignNotFound, message)
            .at(words.span, "")
            .help("write it as the report does, with its capitals")
    };
    missing.map(note).collect()
}

fn line(content: &mut Vec<Inline>, sources: &Sources, foreign: &[Foreign]) {
    let mut marked = Vec::new();
    let mut texts: Vec<Text> = Vec::new();
    for mut inline in std::mem::take(content) {
        if let Inline::Text(text) = &inline {
            // Literal text may be split into several pieces.
            let goes_on = texts.last().is_some_and(|last| is_literal(last) && is_literal(text));
            if !goes_on {
                marked.extend(split(&std::mem::take(&mut texts), sources, foreign));
            }
            texts.push(text.clone());
            continue;
        }
        if let Some(content) = inline.nested_mut() {
            line(content, sources, foreign);
        }
        marked.extend(split(&std::mem::take(&mut texts), sources, foreign));
        marked.push(inline);
    }
    marked.extend(split(&texts, sources, foreign));
    *content = marked;
}

fn is_literal(text: &Text) -> bool {
    matches!(text.origin, Origin::Place(_))
}

/// Splits contiguous texts at the foreign words.
fn split(texts: &[Text], sources: &Sources, foreign: &[Foreign]) -> Vec<Inline> {
    let whole: String = texts.iter().map(|text| text.text.as_str()).collect();
    let (mut pieces, mut start) = (Vec::new(), 0);
    while let Some((at, words, language)) = next(&whole[start..], foreign) {
        let (at, end) = (start + at, start + at + words.len());
        pieces.extend(part(texts, sources, start..at));
        let content = part(texts, sources, at..end);
        pieces.push(Inline::Foreign { language: language.to_owned(), content });
        start = end;
    }
    pieces.extend(part(texts, sources, start..whole.len()));
    pieces
}

/// A range of contiguous texts.
fn part(texts: &[Text], sources: &Sources, range: Range<usize>) -> Vec<Inline> {
    let (mut pieces, mut start) = (Vec::new(), 0);
    for Text { text, origin } in texts {
        let own = range.start.max(start)..range.end.min(start + text.len());
        if own.start < own.end {
            let own = own.start - start..own.end - start;
            let origin = match origin {
                Origin::Place(span) => Origin::Place(sources.part(*span, text, own.clone())),
                other => other.clone(),
            };
            pieces.push(Inline::Text(Text { text: text[own].to_owned(), origin }));
        }
        start += text.len();
    }
    pieces
}

/// The first foreign words in a text: their offset, the words, and their language. If several
/// phrases start there, the longest is returned.
fn next<'f>(text: &str, foreign: &'f [Foreign]) -> Option<(usize, &'f str, &'f str)> {
    let all = foreign.iter().flat_map(|one| one.words.iter().map(move |words| (one, words)));
    let found = all.filter_map(|(one, words)| {
        let words = words.value.as_str();
        Some((whole_words(text, words).next()?, words, one.language.value.as_str()))
    });
    found.min_by_key(|(at, words, _)| (*at, usize::MAX - words.len()))
}
