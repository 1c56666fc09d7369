//! Quotation marks in a line of TOML: which are straight, and where the text between them ends.

use std::ops::Range;

use crate::text::is_quote_mark;

/// Three marks at the beginning of a text of several lines.
pub(super) fn three_marks(text: &str) -> Option<()> {
    let mut characters = text.chars();
    let marks = [characters.next()?, characters.next()?, characters.next()?];
    let curly = marks.iter().any(|mark| !matches!(mark, '"' | '\''));
    let same = marks[0] == marks[1] && marks[1] == marks[2];
    (marks.iter().all(|mark| is_quote_mark(*mark)) && (same || curly)).then_some(())
}

/// Where the text that begins with a straight mark ends, after its closing mark.
pub(super) fn closing_straight(text: &str, mark: char) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' if mark == '"' => escaped = true,
            c if c == mark => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Where the text of several lines ends, after its closing marks: up to two more of them belong to the text.
pub(super) fn closing_triple(text: &str, mark: char) -> Option<usize> {
    let (mut escaped, mut run) = (false, 0);
    for (at, character) in text.char_indices() {
        if character == mark && !escaped {
            run += 1;
            let more = text[at + 1..].starts_with(mark) && run < 5;
            if run >= 3 && !more {
                return Some(at + 1);
            }
        } else {
            run = 0;
        }
        escaped = character == '\\' && mark == '"' && !escaped;
    }
    None
}

pub(super) fn first(marks: &str) -> char {
    marks.chars().next().unwrap_or('"')
}

/// Whether nothing but a comment follows.
pub(super) fn ends_statement(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with('#')
}

/// The last mark of a line, after which nothing but a comment follows; not its first character.
pub(super) fn last_mark(text: &str) -> Option<Range<usize>> {
    let marks = text.char_indices().skip(1).filter(|(_, c)| is_quote_mark(*c));
    let ranges = marks.map(|(at, mark)| at..at + mark.len_utf8());
    ranges.filter(|range| ends_statement(&text[range.end..])).last()
}

/// The mark that ends an item of a list.
pub(super) fn element_end(text: &str) -> Option<Range<usize>> {
    let mut marks = text.char_indices().filter(|(_, c)| is_quote_mark(*c));
    let ends = |rest: &str| {
        let rest = rest.trim_start();
        rest.is_empty() || rest.starts_with([',', ']', '}', '#'])
    };
    marks.find_map(|(at, mark)| {
        let end = at + mark.len_utf8();
        ends(&text[end..]).then_some(at..end)
    })
}
