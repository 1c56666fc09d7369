//! Parses the messages of the `typst` program in their short form.

use std::ops::Range;

use typst_syntax::{Lines, is_newline};

use crate::diagnostic::Severity;
use crate::pdf::{Job, Message, Place};

/// Parses messages in the short form: `NAME:LINE:COLUMN: error: TEXT`, or `error: TEXT` without a
/// location; a text may continue over several lines.
pub(super) fn read(stderr: &str, job: &Job<'_>) -> Vec<Message> {
    let source = Lines::new(job.source);
    let mut messages: Vec<Message> = Vec::new();
    for line in stderr.lines() {
        if let Some(message) = headed(line, job.name, &source) {
            messages.push(message);
        } else if let Some(last) = messages.last_mut() {
            match line.strip_prefix("hint: ") {
                Some(hint) => last.hints.push(hint.to_owned()),
                None => last.text = format!("{}\n{line}", last.text),
            }
        }
    }
    messages
}

/// The message whose first line is `line`, if it is one.
fn headed(line: &str, name: &str, source: &Lines<&str>) -> Option<Message> {
    let message = |severity, place, text: &str| {
        Some(Message { severity, text: text.to_owned(), place, hints: Vec::new() })
    };
    for (severity, word) in [(Severity::Error, "error: "), (Severity::Warning, "warning: ")] {
        if let Some(text) = line.strip_prefix(word) {
            return message(severity, None, text);
        }
        if let Some((place, text)) = line.split_once(&format!(": {word}"))
            && let Some(place) = parse_place(place, name, source)
        {
            return message(severity, Some(place), text);
        }
    }
    None
}

/// Parses `NAME:LINE:COLUMN`; lines are one-based, columns are zero-based and count characters.
fn parse_place(place: &str, own: &str, source: &Lines<&str>) -> Option<Place> {
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    if name == own {
        let end = source.len_bytes();
        let range = character(source, line.checked_sub(1)?, column).unwrap_or(end..end);
        Some(Place::Source(range))
    } else {
        Some(Place::File(name.to_owned()))
    }
}

/// The byte range of the character at `line` and `column`, both zero-based; empty at the end of a
/// line.
fn character(lines: &Lines<&str>, line: usize, column: usize) -> Option<Range<usize>> {
    let start = lines.line_column_to_byte(line, column)?;
    let character =
        lines.text()[start..].chars().next().filter(|character| !is_newline(*character));
    Some(start..start + character.map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use typst_syntax::Lines;

    use super::{character, read};
    use crate::diagnostic::Severity;
    use crate::pdf::{Job, Message, Place};

    #[test]
    fn a_message_of_several_lines_keeps_them_and_its_hints() {
        let said = "noise\nx.typ:1:0: error: a: error: b\nc\nhint: d\ny.svg:1:0: warning: e\n";
        let job = Job {
            name: "x.typ",
            source: "= One\n",
            files: &BTreeMap::new(),
            fonts: &[],
            timestamp: 0,
            time_limit: Duration::ZERO,
        };
        let found = read(said, &job);
        let error = Message {
            severity: Severity::Error,
            text: "a: error: b\nc".into(),
            place: Some(Place::Source(0..1)),
            hints: vec!["d".into()],
        };
        let warning = Message {
            severity: Severity::Warning,
            text: "e".into(),
            place: Some(Place::File("y.svg".into())),
            hints: Vec::new(),
        };
        assert_eq!(found, [error, warning]);
    }

    #[test]
    fn lines_end_where_typst_ends_them() {
        let text = "a\r\nb\u{2028}\u{fc}c\n";
        assert_eq!(character(&Lines::new(text), 0, 1), Some(1..1));
        assert_eq!(character(&Lines::new(text), 1, 0), Some(3..4));
        assert_eq!(character(&Lines::new(text), 2, 1), Some(9..10));
        assert_eq!(character(&Lines::new(text), 3, 0), Some(11..11));
        assert_eq!(character(&Lines::new(text), 4, 0), None);
    }
}
