//! The corrigendum as Markdown.

use super::{Corrigendum, Entry, Impact};
use crate::text::squeezed;
use crate::words::{Word, Words};

pub(super) fn write(corrigendum: &Corrigendum, words: &Words) -> String {
    let mut out = format!("# {}\n", plain(&corrigendum.title(words)));
    if corrigendum.entries.is_empty() {
        out.push_str(&format!("\n{}\n", plain(&words.say(Word::CorrigendumNone, &[]))));
    }
    for (title, entries) in corrigendum.groups(words) {
        out.push_str(&format!("\n## {}\n", plain(&title)));
        for entry in entries {
            out.push('\n');
            out.push_str(&item(entry, words));
        }
    }
    out
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
    lines.push(format!("  - {}", words.say(Word::CorrigendumWhy, &[("why", &plain(&entry.why))])));
    let values = [
        ("id", format!("`{}`", entry.id)),
        ("file", format!("`{}`", entry.file)),
        ("line", entry.line.to_string()),
        ("decision", plain(&entry.decision(words))),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    lines.push(format!("  - {}", words.say(Word::CorrigendumErratum, &values)));
    lines.join("\n") + "\n"
}

/// A visible change as a list item.
fn impact(impact: &Impact, words: &Words) -> String {
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
