//! Reports keys and tables that a TOML file repeats although they may occur only once.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Context;
use crate::diagnostic::{Code, Diagnostic, FileId, Span};
use crate::text::{Token, line_start, lines};

/// Tables that a response may have several of, each with keys that it may have only once.
const SEVERAL: [(&str, &str, &[&str]); 2] = [
    ("[[quote]]", "quotation", &["point", "form", "text", "source"]),
    ("[[practice]]", "practice", &["part", "text"]),
];

/// A key or table, and where it is repeated.
struct Repeat<'t> {
    key: &'t str,
    first: Range<usize>,
    again: Vec<Range<usize>>,
    /// The offset and header of the table that contains it.
    table: Option<(usize, &'t str)>,
}

/// Reports the repetitions at `places` with their first occurrences: one error per key, or one
/// error per quotation or practice that lacks a header of its own.
pub(super) fn report(context: &Context<'_>, file: FileId, places: &[Range<usize>]) {
    let source = context.sources.get(file);
    let text = source.text();
    let mut repeats: BTreeMap<usize, Repeat<'_>> = BTreeMap::new();
    for place in places {
        let Some(first) = first(text, place) else { continue };
        let (key, table) = (name(text, place), table(text, place.start));
        let new = || Repeat { key, first: first.clone(), again: Vec::new(), table };
        repeats.entry(first.start).or_insert_with(new).again.push(place.clone());
    }
    let is_response = source.kind.is_response();
    for repeat in repeats.values() {
        let several = SEVERAL.iter().find(|(head, _, keys)| {
            let here = repeat.table.is_some_and(|(_, table)| table == *head);
            is_response && here && keys.contains(&repeat.key)
        });
        let keys = several.map_or(&[][..], |(.., keys)| keys);
        let here = repeats.values().filter(|one| one.table == repeat.table);
        let here: Vec<&Repeat<'_>> = here.filter(|one| keys.contains(&one.key)).collect();
        let is_second = here.len() > 1 && here.iter().any(|one| one.key == "text");
        if is_second && here[0].first != repeat.first {
            // They are all one error, reported with the first.
            continue;
        }
        let repeated = if is_second { here } else { vec![repeat] };
        let again = repeated.iter().flat_map(|one| one.again.clone());
        let mut again: Vec<Range<usize>> = again.collect();
        again.sort_by_key(|place| place.start);
        let key = repeat.key;
        let (message, help) = match several {
            Some((head, what, _)) if is_second => {
                let line = text[..again[0].start].matches('\n').count() + 1;
                let message = format!("a second {what} begins without a line `{head}`");
                (message, format!("put a line `{head}` before line {line}"))
            }
            _ if is_head(text, again[0].start) => (
                format!("the table `{key}` is there twice"),
                "put everything below them under one of them".to_owned(),
            ),
            _ => {
                let or = several.map_or_else(String::new, |(head, what, _)| {
                    format!("; or, if a second {what} begins there, put a line `{head}` before it")
                });
                let message = format!("`{key}` is there twice where it may be once");
                (message, format!("leave one of these lines{or}"))
            }
        };
        let again = again.into_iter().map(|place| (Span::new(file, place), "again here"));
        let first = repeated.iter().map(|one| (Span::new(file, one.first.clone()), "first here"));
        let error = Diagnostic::error(Code::DuplicateKey, message);
        context.report(error.at_each(again.chain(first)).help(help));
    }
}

/// Whether a parse error at this place is due to a repeated key or table header.
pub(super) fn is_repeated(text: &str, place: &Range<usize>) -> bool {
    let after = text[place.end..].trim_start_matches([' ', '\t']);
    !place.is_empty() && after.starts_with(['=', ']', '.']) && first(text, place).is_some()
}

/// The key at a place, with the keys of the tables before it: `colours.red`.
fn name<'t>(text: &'t str, place: &Range<usize>) -> &'t str {
    let before = &text[line_start(text, place.start)..place.start];
    match before.contains(['{', '[']) {
        true => &text[place.clone()],
        false => text[place.start - before.trim_start().len()..place.end].trim_end(),
    }
}

/// The first occurrence of a repeated key or table header.
fn first(text: &str, again: &Range<usize>) -> Option<Range<usize>> {
    let key = name(text, again);
    let is_head = is_head(text, again.start);
    let line = line_start(text, again.start);
    // In an inline table, the first occurrence is on the same line.
    let before = &text[line..again.start];
    if let Some(at) = before.find(key).filter(|_| !is_head && before.contains('{')) {
        return Some(line + at..line + at + key.len());
    }
    let table = table(text, again.start).filter(|_| !is_head);
    let begin = table.map_or(0, |(begin, _)| begin);
    let place = |Token { text: line, start }: Token<'_>| {
        let name = match is_head {
            true => line.trim_start().strip_prefix('[')?.trim_start_matches('['),
            false => line.trim_start(),
        };
        let after = name.strip_prefix(key)?.trim_start();
        let at = begin + start + (line.len() - name.len());
        let ends = if is_head { [']'; 2] } else { ['=', '.'] };
        after.starts_with(ends).then(|| at..at + key.len())
    };
    lines(&text[begin..line]).find_map(place)
}

/// Whether an offset is in a table header.
fn is_head(text: &str, at: usize) -> bool {
    text[line_start(text, at)..].trim_start().starts_with('[')
}

/// The offset and header of the table that contains an offset.
fn table(text: &str, at: usize) -> Option<(usize, &str)> {
    let mut lines = lines(&text[..line_start(text, at)]);
    let head = lines.rfind(|line| line.text.trim_start().starts_with('['))?;
    Some((head.start, head.text.split('#').next().unwrap_or_default().trim()))
}
