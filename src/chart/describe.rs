//! The alternative text of a chart: all its figures in words, for a person who can't see it.

use super::content::{Content, Entry, list};

/// Describes a chart of that kind in one paragraph.
pub(super) fn describe(content: &Content<'_>, kind: &str) -> String {
    let base = match (content.base(), content.base_origin()) {
        (None, _) => "base not published".to_owned(),
        (Some(base), None) => format!("base {base}"),
        (Some(base), Some(origin)) => format!("base {base} ({origin})"),
    };
    let mut sentences = vec![format!("{kind}, {base}.")];
    sentences.extend(content.nothing().map(str::to_owned));
    sentences.extend(content.shown.chunk_by(alike).map(figures));
    if content.asterisk().is_some() {
        let meaning = "are not printed but taken from the printed percentage";
        sentences.push(format!("Counts marked with an asterisk {meaning}."));
    }
    sentences.extend(named(&content.named));
    sentences.extend(content.not_published());
    sentences.join(" ")
}

/// Whether the same can be said of two options.
fn alike(one: &Entry<'_>, other: &Entry<'_>) -> bool {
    one.value() == other.value() && one.remark() == other.remark()
}

/// The figures of options that have the same.
fn figures(entries: &[Entry<'_>]) -> String {
    let names: Vec<String> = entries.iter().map(name).collect();
    let first = &entries[0];
    let share = first.tally.share.map(|share| share.to_string());
    let mut figures: Vec<String> = first.count().into_iter().chain(share).collect();
    if entries.len() > 1 {
        figures[0].push_str(" each");
    }
    figures.extend(first.remark());
    format!("{}: {}.", list(&names), figures.join(", "))
}

/// The options that were named without a figure, in one sentence.
pub(super) fn named(entries: &[Entry<'_>]) -> Option<String> {
    let names: Vec<String> = entries.iter().map(name_of_named).collect();
    let sentence = || format!("Named as significant, no figure published: {}.", list(&names));
    (!names.is_empty()).then(sentence)
}

fn name_of_named(entry: &Entry<'_>) -> String {
    match entry.tally.held {
        0 => name(entry),
        held => format!("{} ({held} of the answers received since)", name(entry)),
    }
}

/// An option by label and title.
pub(super) fn name(entry: &Entry<'_>) -> String {
    match &entry.choice.label {
        Some(label) => format!("{label} ({})", entry.title()),
        None => entry.title(),
    }
}
