//! Marks words in languages other than the report's, so that screen readers pronounce them
//! correctly.

use std::ops::Range;

use super::ComposeInput;
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::document::{Block, Inline, Origin, Text, plain_text, texts, visit_blocks};
use crate::model::{self, Foreign};
use crate::text::whole_words;

/// Marks the words in all lines of a body. Returns a note for each phrase that does not occur in
/// it.
pub(super) fn mark(blocks: &mut [Block], input: &ComposeInput<'_>) -> Vec<Diagnostic> {
    let (sources, foreign) = (input.sources, &input.survey.report.foreign);
    let mut missing: Vec<&model::Text> = foreign.iter().flat_map(|one| &one.words).collect();
    visit_blocks(blocks, &mut |block| {
        let is_data = block.data_table().is_some();
        let lines = block.lines_mut().into_iter();
        for (_, content) in lines.filter(|(kind, _)| is_data || kind.is_prose()) {
            let text = plain_text(content);
            missing.retain(|words| !text.contains(words.value.as_str()));
            line(content, sources, foreign);
        }
    });
    let note = |words: &model::Text| {
        let message = format!("`{}` is nowhere in the report", words.value);
        Diagnostic::note(Code::ForeignNotFound, message)
            .at(words.span, "")
            .help("write it as the report does, with its capitals")
    };
    missing.into_iter().map(note).collect()
}

fn line(content: &mut Vec<Inline>, sources: &Sources, foreign: &[Foreign]) {
    let mut inlines = std::mem::take(content);
    // Literal text may be split into several pieces.
    for run in inlines.chunk_by_mut(|one, next| is_literal(one) && is_literal(next)) {
        if let Inline::Text(_) = run[0] {
            content.extend(split(run, sources, foreign));
        } else if let [other] = run {
            other.nested_mut().into_iter().for_each(|content| line(content, sources, foreign));
            content.push(other.clone());
        }
    }
}

fn is_literal(inline: &Inline) -> bool {
    matches!(inline, Inline::Text(Text { origin: Origin::Place(_), .. }))
}

/// Splits contiguous texts at the foreign words.
fn split(texts: &[Inline], sources: &Sources, foreign: &[Foreign]) -> Vec<Inline> {
    let whole = plain_text(texts);
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
fn part(inlines: &[Inline], sources: &Sources, range: Range<usize>) -> Vec<Inline> {
    let (mut pieces, mut start) = (Vec::new(), 0);
    for Text { text, origin } in texts(inlines) {
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
