//! Normalizes a text into the units that are compared, each with its place.

use std::ops::Range;

use crate::diagnostic::draw::harmless;
use crate::text::{chunks_after, chunks_before, is_quote_mark, squeezed};

/// The number of words shown before and after a difference.
const SHOWN: usize = 4;

/// The content of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A character.
    Character(char),
    /// A mark for omitted text.
    Omission,
    /// A mark for inserted text, which may replace other text.
    Insertion,
}

/// A unit and its place in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) what: What,
    start: usize,
    end: usize,
    /// Whether it is the first unit of a word.
    pub(super) begins: bool,
}

/// A text and its units.
#[derive(Clone, Debug)]
pub(super) struct ComparedText<'t> {
    text: &'t str,
    pub(super) units: Vec<Unit>,
}

impl<'t> ComparedText<'t> {
    /// A received text, in which marks of omission and insertion have no special meaning.
    pub(super) fn received(text: &'t str) -> Self {
        ComparedText { text, units: units(text, |_| None) }
    }

    /// A quotation in Markdown, with marks of omission and insertion interpreted.
    pub(super) fn quotation(text: &'t str) -> Self {
        ComparedText { text, units: units(text, mark) }
    }

    /// The range of units in the text.
    pub(super) fn range(&self, units: &Range<usize>) -> Range<usize> {
        let start = self.units.get(units.start).map_or(self.text.len(), |first| first.start);
        start..units.clone().last().map_or(start, |last| self.units[last].end)
    }

    /// The line of the text in which units start, from 1.
    pub(super) fn line(&self, units: &Range<usize>) -> usize {
        self.text[..self.range(units).start].matches('\n').count() + 1
    }

    /// Units with some words of context, on one line, for a message.
    pub(super) fn excerpt(&self, units: &Range<usize>) -> String {
        let range = self.range(units);
        let start = chunks_before(self.text, range.start, SHOWN);
        let end = chunks_after(self.text, range.end, SHOWN);
        let mark = |rest: &str| if rest.trim().is_empty() { "" } else { "…" };
        let (before, after) = (mark(&self.text[..start]), mark(&self.text[end..]));
        format!("{before}{}{after}", harmless(&squeezed(&self.text[start..end])))
    }
}

/// The units of a text. `mark` recognizes a mark at the start of a string and returns its length in
/// bytes.
fn units(text: &str, mark: impl Fn(&str) -> Option<(What, usize)>) -> Vec<Unit> {
    let (mut units, mut begins, mut start) = (Vec::new(), true, 0);
    while let Some(character) = text[start..].chars().next() {
        let mark = mark(&text[start..]);
        let end = start + mark.map_or(character.len_utf8(), |(_, length)| length);
        let found = match mark {
            Some((what, _)) => vec![what],
            None => alike(character).into_iter().map(What::Character).collect(),
        };
        let parts_words = mark.is_some() || character.is_whitespace();
        for what in found {
            units.push(Unit { what, start, end, begins: begins || parts_words });
            begins = false;
        }
        begins |= parts_words;
        start = end;
    }
    units
}

/// The mark of omission or insertion at the start of a text, with its length in bytes.
fn mark(text: &str) -> Option<(What, usize)> {
    let omission = omission(text).map(|length| (What::Omission, length));
    omission.or_else(|| Some((What::Insertion, insertion(text)?)))
}

/// The length in bytes of a mark of omission at the start of a text: `…`, `...` or `. . .`,
/// optionally in brackets.
fn omission(text: &str) -> Option<usize> {
    let closing = match text.chars().next()? {
        '[' => Some(']'),
        '(' => Some(')'),
        _ => None,
    };
    let inner = if closing.is_some() { &text[1..] } else { text };
    let is_dot = |c: char| c == '.' || c == '…';
    let dots = inner.find(|c: char| !is_dot(c) && c != ' ').unwrap_or(inner.len());
    let run = inner[..dots].trim_end();
    let is_mark = run.contains('…') || run.matches('.').count() > 2;
    match closing {
        _ if !is_mark => None,
        Some(closing) => inner[dots..].starts_with(closing).then_some(1 + dots + 1),
        None => run.starts_with(is_dot).then_some(run.len()),
    }
}

/// The length in bytes of an insertion in brackets at the start of a text.
fn insertion(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('[')?;
    let end = inner.find([']', '\n'])?;
    inner[end..].starts_with(']').then_some(end + 2)
}

/// The characters that a character is compared as: none, itself, or the letters of a ligature.
fn alike(character: char) -> Vec<char> {
    match character {
        'ﬀ' => vec!['f', 'f'],
        'ﬁ' => vec!['f', 'i'],
        'ﬂ' => vec!['f', 'l'],
        'ﬃ' => vec!['f', 'f', 'i'],
        'ﬄ' => vec!['f', 'f', 'l'],
        // Hyphens and dashes, soft hyphens, zero-width characters, marks of lists, and those of Markdown.
        '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Vec::new(),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => Vec::new(),
        '•' | '·' | '◦' | '▪' | '●' => Vec::new(),
        '*' | '_' | '\\' | '`' | '#' | '<' | '>' => Vec::new(),
        mark if mark.is_whitespace() || is_quote_mark(mark) => Vec::new(),
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use super::{ComparedText, What, insertion, omission};

    fn shown(text: &ComparedText<'_>) -> String {
        let units = text.units.iter().map(|unit| match unit.what {
            What::Character(character) => character,
            What::Omission => '…',
            What::Insertion => '+',
        });
        units.collect()
    }

    #[test]
    fn what_makes_no_other_text_is_set_aside() {
        let received = ComparedText::received("“Well-\nknown eﬃcient  co‐operation’s” • *here*");
        let quoted = ComparedText::quotation("'Well-known *efficient* cooperation's'\n\n- here");
        assert_eq!(shown(&received), "Wellknownefficientcooperationshere");
        assert_eq!(shown(&quoted), shown(&received));
    }

    #[test]
    fn marks_of_omission_and_insertion_are_read() {
        let quoted =
            ComparedText::quotation("[O]ne … two... [...] three (…) four [and] five. . . [x");
        assert_eq!(shown(&quoted), "+ne…two……three…four+five…[x");
        assert_eq!(
            (omission("... b"), omission("[…] b"), omission(". b")),
            (Some(3), Some(5), None)
        );
        assert_eq!((insertion("[a] b"), insertion("[a b")), (Some(3), None));
    }

    #[test]
    fn units_know_where_they_are_written() {
        let quoted = ComparedText::quotation("We *trust* each \\[other]");
        assert_eq!(quoted.range(&(2..7)), 4..9);
        assert_eq!(quoted.excerpt(&(7..8)), "We *trust* each \\[other]");
    }
}
