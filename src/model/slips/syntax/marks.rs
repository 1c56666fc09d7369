//! Quotation marks in a line of TOML: which are straight, and where the text between them ends.

use std::ops::Range;

use crate::text::is_quote_mark;

/// Whether a text of several lines begins here, with three marks.
pub(super) fn has_three_marks(text: &str) -> bool {
    let marks: Vec<char> = text.chars().take(3).take_while(|c| is_quote_mark(*c)).collect();
    let same = marks.windows(2).all(|pair| pair[0] == pair[1]);
    marks.len() == 3 && (same || marks.iter().any(is_curly))
}

/// Whether a mark is none of TOML's.
pub(super) fn is_curly(mark: &char) -> bool {
    !matches!(mark, '"' | '\'')
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

/// Whether nothing but a comment follows.
pub(super) fn ends_statement(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with('#')
}

/// The last mark of a line, after which nothing but a comment follows; not its first character.
pub(super) fn last_mark(text: &str) -> Option<Range<usize>> {
    marks_before(text, &[]).last()
}

/// The mark that ends an item of a list, which begins with a mark.
pub(super) fn element_end(text: &str) -> Option<Range<usize>> {
    marks_before(text, &[',', ']', '}']).next()
}

/// The marks of a text, but for its first character, before one of these signs, a comment or the end.
fn marks_before(text: &str, signs: &[char]) -> impl Iterator<Item = Range<usize>> {
    let marks = text.char_indices().skip(1).filter(|(_, c)| is_quote_mark(*c));
    let ranges = marks.map(|(at, mark)| at..at + mark.len_utf8());
    ranges.filter(move |range| {
        let rest = text[range.end..].trim_start();
        ends_statement(rest) || rest.starts_with(signs)
    })
}
