//! The alternative text of a chart: all its figures in words, for a person who can't see it.

use super::base;
use super::content::{Content, Entry};
use crate::words::Word;

/// Describes a chart of that kind in one paragraph.
pub(super) fn describe(content: &Content<'_>, kind: &str) -> String {
    let (words, base) = (content.words, base::spoken(content));
    let mut sentences =
        vec![words.say(Word::AlternativeOpening, &[("kind", kind), ("base", &base)])];
    sentences.extend(content.nothing());
    let alike = content.shown.chunk_by(alike);
    sentences.extend(alike.map(|entries| figures(content, entries)));
    if content.asterisk().is_some() {
        sentences.push(words.say(Word::AlternativeAdopted, &[]));
    }
    sentences.extend(named(content));
    sentences.extend(content.not_published());
    sentences.join(" ")
}

/// Whether the same can be said of two options.
fn alike(one: &Entry<'_>, other: &Entry<'_>) -> bool {
    one.value() == other.value() && one.remark() == other.remark()
}

/// The figures of options that have the same.
fn figures(content: &Content<'_>, entries: &[Entry<'_>]) -> String {
    let words = content.words;
    let names: Vec<String> = entries.iter().map(|entry| name(content, entry)).collect();
    let first = &entries[0];
    let mut figures: Vec<String> = first.count().into_iter().chain(first.share()).collect();
    if entries.len() > 1 {
        figures[0] = words.say(Word::AlternativeEach, &[("figure", &figures[0])]);
    }
    figures.extend(first.remark());
    let figures = figures.join(&words.say(Word::AlternativeFiguresBetween, &[]));
    let options = words.list(&names);
    words.say(Word::AlternativeOptions, &[("options", &options), ("figures", &figures)])
}

/// The options that were named without a figure, in one sentence.
pub(super) fn named(content: &Content<'_>) -> Option<String> {
    let named = content.named.iter().map(|entry| name_of_named(content, entry));
    let options = content.words.list(&named.collect::<Vec<_>>());
    let sentence = || content.words.say(Word::ChartNamed, &[("options", &options)]);
    (!content.named.is_empty()).then(sentence)
}

fn name_of_named(content: &Content<'_>, entry: &Entry<'_>) -> String {
    let (name, held) = (name(content, entry), entry.held());
    match entry.tally.held {
        0 => name,
        _ => content.words.say(Word::ChartNamedOption, &[("option", &name), ("held", &held)]),
    }
}

/// An option by label and title.
pub(super) fn name(content: &Content<'_>, entry: &Entry<'_>) -> String {
    let title = entry.title();
    match &entry.choice.label {
        Some(label) => content.words.say(Word::OptionName, &[("label", label), ("title", &title)]),
        None => title,
    }
}
