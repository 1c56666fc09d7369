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
    if !content.named.is_empty() {
        let names: Vec<String> = content.named.iter().map(named).collect();
        sentences.push(format!("Named as significant, no figure published: {}.", list(&names)));
    }
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

/// An option that was named without a figure.
fn named(entry: &Entry<'_>) -> String {
    match entry.tally.held {
        0 => name(entry),
        held => format!("{} ({held} of the answers received since)", name(entry)),
    }
}

/// An option by label and title.
fn name(entry: &Entry<'_>) -> String {
    match &entry.choice.label {
        Some(label) => format!("{label} ({})", entry.title()),
        None => entry.title(),
    }
}
