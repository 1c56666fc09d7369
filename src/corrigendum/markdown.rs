//! The corrigendum as Markdown.

use super::{Corrigendum, Effect, Entry};

pub(super) fn write(corrigendum: &Corrigendum) -> String {
    let mut out = format!("# {}\n", plain(&corrigendum.title()));
    if corrigendum.entries.is_empty() {
        out.push_str("\nThere are no errata.\n");
    }
    for (title, entries) in corrigendum.groups() {
        out.push_str(&format!("\n## {title}\n"));
        for entry in entries {
            out.push('\n');
            out.push_str(&item(entry));
        }
    }
    out
}

fn item(entry: &Entry) -> String {
    let mut lines = vec![format!("- **{}**", plain(&entry.place()))];
    match entry.effects.as_slice() {
        [] => {
            lines.push(said("for", &entry.issued));
            lines.push(match entry.corrected.is_empty() {
                true => "  - read nothing: it is taken out".to_owned(),
                false => said("read", &entry.corrected),
            });
        }
        [Effect { from: Some(from), to: Some(to), places, .. }] if places.is_empty() => {
            lines.extend([said("for", from), said("read", to)]);
        }
        effects => lines.extend(effects.iter().map(effect)),
    }
    lines.push(format!("  - why: {}", plain(&entry.why)));
    let (id, decision) = (&entry.id, plain(&entry.decision()));
    lines.push(format!("  - `{id}` in `{}`, line {}: {decision}", entry.file, entry.line));
    lines.join("\n") + "\n"
}

/// What readers see change.
fn effect(effect: &Effect) -> String {
    let mut told = vec![format!("  - {}", plain(&effect.what))];
    told.extend(effect.from.as_ref().map(|from| format!("for “{}”", plain(from))));
    told.extend(effect.to.as_ref().map(|to| format!("read “{}”", plain(to))));
    told.extend(effect.places.iter().map(|place| plain(place)));
    told.join("; ")
}

/// Words as they stand in the file: in a line, or in lines of their own.
fn said(what: &str, words: &str) -> String {
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    if !words.contains('\n') {
        let fence = "`".repeat(longest + 1);
        // A mark or blank at an end would be taken for a part of the fence.
        let gap =
            if words.starts_with(['`', ' ']) || words.ends_with(['`', ' ']) { " " } else { "" };
        return format!("  - {what} {fence}{gap}{words}{gap}{fence}");
    }
    let fence = "`".repeat((longest + 1).max(3));
    let lines: String = words.lines().map(|line| format!("    {line}\n")).collect();
    format!("  - {what}\n\n    {fence}\n{lines}    {fence}\n")
}

/// Words that Markdown must not take for markup; in one line.
fn plain(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_sign = |c: char| "\\`*_[]<>#&|~".contains(c);
    words.chars().flat_map(|c| is_sign(c).then_some('\\').into_iter().chain([c])).collect()
}
