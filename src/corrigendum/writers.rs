//! Writes the corrigendum, as Markdown and as a document.

use super::{Corrigendum, Entry};
use crate::change::note;
use crate::document::{About, Block, Column, Document, Inline, Row, Table};
use crate::errata::Status;
use crate::text::squeezed;
use crate::words::{Word, Words};

/// The headings of the entries by decision.
const GROUPS: [(Word, Status); 3] = [
    (Word::CorrigendumGroupsApplied, Status::Applied),
    (Word::CorrigendumGroupsProposed, Status::Proposed),
    (Word::CorrigendumGroupsRejected, Status::Rejected),
];
/// The column titles.
const COLUMNS: [Word; 4] = [
    Word::CorrigendumColumnWhere,
    Word::CorrigendumColumnFor,
    Word::CorrigendumColumnRead,
    Word::CorrigendumColumnWhy,
];

impl Corrigendum {
    /// The corrigendum as Markdown.
    pub fn markdown(&self, words: &Words) -> String {
        let mut out = format!("# {}\n", plain(&self.title(words)));
        if self.entries.is_empty() {
            out.push_str(&format!("\n{}\n", plain(&words.say(Word::CorrigendumNone, &[]))));
        }
        for (title, status) in GROUPS {
            let own = self.entries.iter().filter(|entry| entry.erratum.status == status);
            let items: String = own.map(|entry| format!("\n{}", item(entry, words))).collect();
            if !items.is_empty() {
                out.push_str(&format!("\n## {}\n{items}", plain(&words.say(title, &[]))));
            }
        }
        out
    }

    /// The corrigendum as a document for the readers of the report, with its applied errata only;
    /// `report` is the metadata of the report.
    pub fn document(&self, report: &About, words: &Words) -> Document {
        let title = self.title(words);
        let lines = std::iter::once(&report.organization).chain(&report.edition).cloned();
        let applied = self.entries.iter().filter(|entry| entry.erratum.status == Status::Applied);
        let applied: Vec<&Entry> = applied.collect();
        let block = match applied.is_empty() {
            true => Block::Paragraph(vec![Inline::tool(words.say(Word::CorrigendumNone, &[]))]),
            false => table(&applied, words),
        };
        let about = About { title: title.clone(), ..report.clone() };
        Document::generated(about, &title, lines.collect(), vec![block])
    }
}

fn item(entry: &Entry, words: &Words) -> String {
    let mut lines = vec![format!("- **{}**", plain(&entry.place(words)))];
    match entry.reading() {
        Some((issued, corrected)) => {
            lines.push(said(Word::CorrigendumFor, issued, words));
            lines.push(match corrected.is_empty() {
                true => format!("  - {}", plain(&words.say(Word::CorrigendumReadNothing, &[]))),
                false => said(Word::CorrigendumRead, corrected, words),
            });
        }
        None => lines.extend(entry.impact.iter().map(|own| impact(own, words))),
    }
    lines.push(format!(
        "  - {}",
        words.say(Word::CorrigendumWhy, &[("why", &plain(&entry.erratum.why))])
    ));
    let values = [
        ("id", format!("`{}`", entry.erratum.id)),
        ("file", format!("`{}`", entry.file)),
        ("line", entry.line.to_string()),
        ("decision", plain(&entry.decision(words))),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    lines.push(format!("  - {}", words.say(Word::CorrigendumErratum, &values)));
    lines.join("\n") + "\n"
}

/// A visible change as a list item.
fn impact(impact: &note::Entry, words: &Words) -> String {
    let quoted = |key: Word, text: &String| {
        let text = words.say(Word::CorrigendumQuoted, &[("words", &plain(text))]);
        words.say(key, &[("words", &text)])
    };
    let mut told = vec![plain(&impact.what)];
    told.extend(impact.from.as_ref().map(|from| quoted(Word::CorrigendumFor, from)));
    told.extend(impact.to.as_ref().map(|to| quoted(Word::CorrigendumRead, to)));
    told.extend(impact.places.iter().map(|place| plain(place)));
    format!("  - {}", told.join(&words.say(Word::ListBetweenLong, &[])))
}

/// Text as it is in the file: inline, or as a fenced block if it has several lines.
fn said(key: Word, text: &str, words: &Words) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    if !text.contains('\n') {
        let fence = "`".repeat(longest + 1);
        // A backtick or space at either end would be taken for a part of the fence.
        let gap = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
        let text = format!("{fence}{gap}{text}{gap}{fence}");
        return format!("  - {}", words.say(key, &[("words", &text)]));
    }
    let fence = "`".repeat((longest + 1).max(3));
    let lines: String = text.lines().map(|line| format!("    {line}\n")).collect();
    let [before, after] = words.around(key, "words", &[]).map(|piece| piece.trim().to_owned());
    format!("  - {before}\n\n    {fence}\n{lines}    {fence}\n{after}")
}

/// Escapes words so that Markdown takes none of them for markup, and joins them into one line.
fn plain(words: &str) -> String {
    let is_sign = |c: char| "\\`*_[]<>#&|~".contains(c);
    let escaped = |c: char| is_sign(c).then_some('\\').into_iter().chain([c]);
    squeezed(words).chars().flat_map(escaped).collect()
}

fn table(entries: &[&Entry], words: &Words) -> Block {
    let column =
        |key: Word| Column { title: vec![Inline::tool(words.say(key, &[]))], numbers: false };
    let row = |entry: &&Entry| {
        let (issued, corrected) = match entry.reading() {
            Some((issued, "")) => (issued.to_owned(), words.say(Word::CorrigendumTakenOut, &[])),
            Some((issued, corrected)) => (issued.to_owned(), corrected.to_owned()),
            None => sides(&entry.impact),
        };
        let cells = [entry.place(words), issued, corrected, entry.erratum.why.clone()];
        Row { cells: cells.iter().map(|text| lines(text)).collect() }
    };
    Block::Table(Table {
        caption: vec![Inline::tool(words.say(Word::CorrigendumCaption, &[]))],
        columns: COLUMNS.map(column).to_vec(),
        rows: entries.iter().map(row).collect(),
        splits: true,
        ..Table::default()
    })
}

/// The issued and the corrected side, with a line for each impact.
fn sides(impact: &[note::Entry]) -> (String, String) {
    let side = |words: fn(&note::Entry) -> &Option<String>, place: usize| {
        let line = |impact: &note::Entry| {
            let words = words(impact).clone().or_else(|| impact.places.get(place).cloned());
            format!("{}: {}", impact.what, words.unwrap_or_else(|| "—".to_owned()))
        };
        impact.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    (side(|impact| &impact.from, 0), side(|impact| &impact.to, 1))
}

/// The lines of a cell, separated by forced line breaks.
fn lines(words: &str) -> Vec<Inline> {
    let mut lines: Vec<&str> = words.lines().filter(|line| !line.trim().is_empty()).collect();
    // Equal consecutive lines, such as those of similar impact, are shown once.
    lines.dedup();
    Inline::lines(lines)
}
