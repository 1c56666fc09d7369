//! The note as plain text for an email.

use super::{Entry, NOTHING, end, sections};
use crate::change::Changes;
use crate::text::{squeezed, wrapped};
use crate::words::{Word, Words};

/// The maximum line length, in characters.
const WIDTH: usize = 72;

/// The note as plain text, in lines of at most 72 characters.
pub fn text(changes: &Changes, words: &Words) -> String {
    let mut out = String::new();
    paragraph(&mut out, "", &words.say(Word::ChangesTitle, &[("report", &changes.report)]));
    out.push('\n');
    let [from, to] = leads([Word::ChangesFrom, Word::ChangesTo], "", words);
    paragraph(&mut out, &from, &changes.from);
    paragraph(&mut out, &to, &changes.to);
    let keys = [
        Word::ChangesFor,
        Word::ChangesRead,
        Word::ChangesWhere,
        Word::ChangesWhy,
        Word::ChangesMore,
    ];
    let leads = leads(keys, "  ", words);
    for section in sections(changes, words) {
        out.push_str(&format!("\n\n{}\n", section.title.to_uppercase()));
        for group in &section.groups {
            if let Some(about) = &group.about {
                out.push('\n');
                paragraph(&mut out, "* ", about);
            }
            for (index, entry) in group.entries.iter().enumerate() {
                // No blank line between entries that are a single line each.
                if index == 0 || entry.is_reading || !entry.places.is_empty() {
                    out.push('\n');
                }
                write_entry(&mut out, entry, &leads);
            }
        }
    }
    out.push_str("\n\n");
    paragraph(&mut out, "", &end(changes, words));
    out
}

/// Line labels, indented and padded to the same width.
fn leads<const N: usize>(keys: [Word; N], indent: &str, words: &Words) -> [String; N] {
    let leads = keys.map(|key| words.say(key, &[]));
    let longest = leads.iter().map(|lead| lead.chars().count()).max().unwrap_or(0);
    leads.map(|lead| format!("{indent}{lead:<width$}", width = longest + 2))
}

fn write_entry(out: &mut String, entry: &Entry, [from, to, place, why, more]: &[String; 5]) {
    paragraph(out, "", &entry.what);
    let reading = [(from, &entry.from), (to, &entry.to)];
    for (lead, text) in reading.into_iter().filter(|_| entry.is_reading) {
        paragraph(out, lead, text.as_deref().unwrap_or(NOTHING));
    }
    let blanks = " ".repeat(place.chars().count());
    for (index, line) in entry.places.iter().enumerate() {
        paragraph(out, if index == 0 { place } else { &blanks }, line);
    }
    entry.why.iter().for_each(|line| paragraph(out, why, line));
    entry.more.iter().for_each(|line| paragraph(out, more, line));
}

/// Appends a text whose first line starts with `lead`; the other lines are indented to the same
/// width. Line ends in the text are kept.
fn paragraph(out: &mut String, lead: &str, text: &str) {
    let indent = lead.chars().count();
    let lines =
        text.split('\n').flat_map(|line| wrapped(&squeezed(line), WIDTH.saturating_sub(indent)));
    for (index, line) in lines.enumerate() {
        let lead = if index == 0 { lead } else { &" ".repeat(indent) };
        out.push_str(format!("{lead}{line}").trim_end());
        out.push('\n');
    }
}
