//! The alternative text of a chart: all its figures in words, for people who can't see it.

use super::content::{Alike, Content, Entry};
use super::{Line, base};
use crate::document::{Inline, plain_text};
use crate::words::Word;

/// Describes a chart of the given kind in one paragraph.
pub(super) fn describe(content: &Content<'_>, kind: Word) -> Line {
    let words = content.words;
    let opening = vec![("kind", words.line(kind, Vec::new())), ("base", base::spoken(content))];
    let mut sentences = vec![words.line(Word::AlternativeOpening, opening)];
    sentences.extend(content.nothing());
    let alike = content.shown.chunk_by(alike);
    sentences.extend(alike.map(|entries| figures(content, entries)));
    if content.asterisk().is_some() {
        sentences.push(words.line(Word::AlternativeAdopted, Vec::new()));
    }
    sentences.extend(named(content));
    sentences.extend(content.not_published());
    sentences.join(&Inline::tool(" "))
}

/// Whether two options have the same figures and remark.
fn alike(one: &Entry<'_>, other: &Entry<'_>) -> bool {
    let said = |entry: &Entry<'_>| {
        let alone = entry.alone();
        (plain_text(&alone.value()), alone.remark().map(|remark| plain_text(&remark)))
    };
    said(one) == said(other)
}

/// A sentence with the figures of options that have the same ones.
fn figures(content: &Content<'_>, entries: &[Entry<'_>]) -> Line {
    let (words, alike) = (content.words, Alike(entries));
    let names = entries.iter().map(|entry| vec![Inline::tool(entry.name())]);
    let mut figures: Vec<Line> = alike.count().into_iter().chain(alike.share()).collect();
    if entries.len() > 1 {
        let first = std::mem::take(&mut figures[0]);
        figures[0] = words.line(Word::AlternativeEach, vec![("figure", first)]);
    }
    figures.extend(alike.remark());
    let between = words.say(Word::AlternativeFiguresBetween, &[]);
    let figures = figures.join(&Inline::tool(between));
    let values = vec![("options", words.list_line(names.collect())), ("figures", figures)];
    words.line(Word::AlternativeOptions, values)
}

/// A sentence with the options that were named without a figure.
pub(super) fn named(content: &Content<'_>) -> Option<Line> {
    let words = content.words;
    let named = content.named.iter().map(|entry| {
        let name = vec![entry.without_figure(entry.name())];
        match entry.tally.pending {
            0 => name,
            _ => {
                let values = vec![("option", name), ("held", entry.alone().pending())];
                words.line(Word::ChartNamedOption, values)
            }
        }
    });
    let options = words.list_line(named.collect());
    (!content.named.is_empty()).then(|| words.line(Word::ChartNamed, vec![("options", options)]))
}
