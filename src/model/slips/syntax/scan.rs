//! Reads a response line by line, as far as that can be done where TOML gives up, and finds what to mend.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::day::{DAYS, day, days, is_written};
use super::marks::{
    closing_straight, closing_triple, element_end, ends_statement, has_three_marks, is_curly,
    last_mark,
};
use super::{Kind, Slip};
use crate::diagnostic::Edit;
use crate::model::line_numbers;
use crate::model::slips::correction::quoted;
use crate::text::is_quote_mark;

const INNER: &str = "a text can't hold the mark that it stands between";
const LINES: &str = "a text of several lines stands between `'''` and `'''`";
const UNCLOSED: &str = "a text does not end: expected its mark";
const UNQUOTED: &str = "a text stands in quotation marks: expected `\"`";
const HEAD: &str = "the head of a table is written otherwise";
const BRACKET: &str = "a list does not end: expected `]`";
const ITEM: &str = "the items of a list stand between its first and its last line";
const COMMA: &str = "expected `,` between the items of a list";
const EQUALS: &str = "expected `=` between a key and its value";

/// The tables of a response, with their heads.
const HEADS: [(&str, &str); 3] =
    [("answer", "[answers]"), ("quote", "[[quote]]"), ("practice", "[[practice]]")];

/// What is to be mended in a response: where TOML can read it, days alone.
pub(super) fn slips(text: &str) -> Vec<Slip> {
    match DeTable::parse(text) {
        Ok(table) => days(text, table.get_ref()),
        Err(_) => {
            let lines = line_numbers::with_offsets(text).collect();
            Scan { text, lines, ..Scan::default() }.slips()
        }
    }
}

/// A response as it is read line by line.
#[derive(Default)]
struct Scan<'t> {
    text: &'t str,
    /// Lines with their offsets, without their ends.
    lines: Vec<(usize, &'t str)>,
    /// How many lists and inline tables are open.
    depth: usize,
    /// Where the last item of an open list ends, if no comma follows yet.
    item: Option<usize>,
    /// Where the last thing ends that an open list has.
    list_end: usize,
    slips: Vec<Slip>,
}

impl<'t> Scan<'t> {
    fn slips(mut self) -> Vec<Slip> {
        let mut index = 0;
        while let Some((at, line)) = self.lines.get(index).copied() {
            index = if line.trim_start().starts_with('#') {
                index + 1
            } else if let Some((written, wanted)) = head(line) {
                self.end_list();
                if written != wanted {
                    let start = at + (line.len() - line.trim_start().len());
                    self.found(HEAD, start..start + written.len(), wanted);
                }
                index + 1
            } else if let Some((key, value)) = self.statement(at, line) {
                self.end_list();
                let start = at + line.len() - value.len();
                match DAYS.contains(&key) {
                    true => self.day(index, key, start, value),
                    false => self.value(index, start),
                }
            } else if self.depth > 0 {
                self.value(index, at)
            } else if line.trim_start().starts_with(is_quote_mark) {
                self.lone_item(index)
            } else {
                index + 1
            };
        }
        self.end_list();
        self.slips
    }

    /// An item outside of a list: its list is still a comment, as in a form whose lines were not all uncommented.
    fn lone_item(&mut self, index: usize) -> usize {
        let comment = |line: &'t str| Some(line.trim().strip_prefix('#')?.trim());
        let is_item =
            |line: &str| line.trim_start_matches(['#', ' ', '\t']).starts_with(is_quote_mark);
        let begins = |line| comment(line).is_some_and(|line| line.ends_with('['));
        let ends = |line| comment(line).is_some_and(|line| line.starts_with(']'));
        let before = self.lines[..index].iter().rposition(|(_, line)| !is_item(line));
        let after = self.lines[index..].iter().position(|(_, line)| !is_item(line));
        let after = after.map(|after| index + after);
        let (Some(first), Some(last)) = (before, after) else { return index + 1 };
        if !begins(self.lines[first].1) || !ends(self.lines[last].1) {
            return index + 1;
        }
        let uncommented = [first, last].map(|line| {
            let (at, line) = self.lines[line];
            let sign = line.len() - line.trim_start_matches(['#', ' ', '\t']).len();
            Edit { original: at..at + sign, replacement: String::new() }
        });
        self.slips.push(Slip { kind: Kind::Syntax(ITEM), edits: uncommented.to_vec() });
        last + 1
    }

    /// The key of a line and what follows; puts in an `=` that is not there.
    fn statement(&mut self, at: usize, line: &'t str) -> Option<(&'t str, &'t str)> {
        let found = key_and_value(line);
        if found.is_some() || self.depth > 0 {
            return found;
        }
        let (key, value) = key_without_equals(line)?;
        self.found(EQUALS, at + key.len()..at + line.len() - value.len(), " = ");
        Some((key, value))
    }

    /// Ends a list that is still open where something else begins.
    fn end_list(&mut self) {
        if self.depth > 0 {
            self.found(BRACKET, self.list_end..self.list_end, &"]".repeat(self.depth));
        }
        (self.depth, self.item) = (0, None);
    }

    /// A line whose value, which begins at `start`, is a day.
    fn day(&mut self, index: usize, key: &str, start: usize, value: &str) -> usize {
        let value = value.split('#').next().unwrap_or_default();
        if value_of(value, is_written).unwrap_or(true) {
            self.slips.push(day(self.text, key, start..start + value.trim_end().len()));
        }
        index + 1
    }

    /// The values from `from` to the end of line `index`; gives the line to go on with.
    fn value(&mut self, index: usize, from: usize) -> usize {
        let (at, line) = self.lines[index];
        let end = at + line.len();
        let mut position = from;
        while let Some(first) = self.text[position..end].chars().next() {
            match first {
                '#' => break,
                '[' | '{' => (self.depth, self.item) = (self.depth + 1, None),
                ']' | '}' => (self.depth, self.item) = (self.depth.saturating_sub(1), None),
                ',' | '=' => self.item = None,
                c if c.is_whitespace() => {}
                c => {
                    // The item before has no comma.
                    if let Some(end) = self.item.take() {
                        self.found(COMMA, end..end, ",");
                    }
                    position = match is_quote_mark(c) {
                        true => self.marked(index, position),
                        false => self.bare(position, end),
                    };
                    if position > end {
                        let next = self.lines.partition_point(|(at, _)| *at < position);
                        let (at, last) = self.lines[next - 1];
                        self.list_end = at + last.trim_end().len();
                        return next;
                    }
                    self.item = (self.depth > 0).then_some(position);
                    self.list_end = position;
                    continue;
                }
            }
            position += first.len_utf8();
            if !first.is_whitespace() {
                self.list_end = position;
            }
        }
        index + 1
    }

    /// A text that begins with a mark at `start`: where it ends in this line, or where the line begins to go on with.
    fn marked(&mut self, index: usize, start: usize) -> usize {
        let (at, line) = self.lines[index];
        let opening = &self.text[start..at + line.len()];
        let first = opening.chars().next().unwrap_or('"');
        if has_three_marks(opening) {
            return self.three_marks(index, start);
        }
        if is_curly(&first) {
            let close = if self.depth > 0 { element_end(opening) } else { last_mark(opening) };
            let kind = Kind::Curly(first);
            return match close {
                Some(close) => self.between_marks(kind, opening, start, close),
                None => self.over_lines(index, start, 1, kind),
            };
        }
        let close = closing_straight(opening, first);
        match (close, last_mark(opening)) {
            (Some(close), _) if self.depth > 0 || ends_statement(&opening[close..]) => {
                start + close
            }
            (_, Some(last)) => {
                let mark = opening[last.start..].chars().next().filter(is_curly);
                let kind = mark.map_or(Kind::Syntax(INNER), Kind::Curly);
                self.between_marks(kind, opening, start, last)
            }
            (None, None) if self.depth == 0 => {
                self.over_lines(index, start, 1, Kind::Syntax(LINES))
            }
            (_, None) => self.after(index),
        }
    }

    /// A text whose marks, of which the second is at `close` in `opening`, must be others.
    fn between_marks(
        &mut self,
        kind: Kind,
        opening: &str,
        start: usize,
        close: Range<usize>,
    ) -> usize {
        let first = opening.chars().next().map_or(0, char::len_utf8);
        let end = start + close.end;
        self.slips.push(Slip::one(kind, start..end, &quoted(&opening[first..close.start])));
        end
    }

    /// A text between three marks.
    fn three_marks(&mut self, index: usize, start: usize) -> usize {
        let mut marks = self.text[start..].chars().take(3);
        if let Some(curly) = marks.clone().find(is_curly) {
            return self.over_lines(index, start, 3, Kind::Curly(curly));
        }
        let inner = start + 3;
        match closing_triple(&self.text[inner..], marks.next().unwrap_or('"')) {
            Some(close) => {
                let close = inner + close;
                let last = self.lines.partition_point(|(at, _)| *at < close) - 1;
                if last == index { close } else { self.after(last) }
            }
            None => self.over_lines(index, start, 3, Kind::Curly('’')),
        }
    }

    /// A text that ends on a later line, which must come before the next key or table.
    fn over_lines(&mut self, index: usize, start: usize, width: usize, kind: Kind) -> usize {
        let opening: usize = self.text[start..].chars().take(width).map(char::len_utf8).sum();
        let edit = |original| Edit { original, replacement: "'''".to_owned() };
        let mut last = index;
        for later in index..self.lines.len() {
            let (at, line) = self.lines[later];
            if later > index && (key_and_value(line).is_some() || head(line).is_some()) {
                break;
            }
            let from = if later == index { start + opening } else { at };
            let line = self.text[from..at + line.len()].trim_end();
            let close: usize = line.chars().rev().take(width).map(char::len_utf8).sum();
            let marks = &line[line.len() - close..];
            if marks.chars().count() == width && marks.chars().all(is_quote_mark) {
                let close = from + line.len() - close..from + line.len();
                let edits = vec![edit(start..start + opening), edit(close)];
                self.slips.push(Slip { kind, edits });
                return self.after(later);
            }
            if !line.trim().is_empty() {
                last = later;
            }
        }
        self.unclosed(index, last, start, opening);
        self.after(last)
    }

    /// A text from `start` that no mark ends: it ends with line `last`.
    fn unclosed(&mut self, index: usize, last: usize, start: usize, opening: usize) {
        let (at, line) = self.lines[last];
        let end = at + line.trim_end().len();
        if last == index && opening < 3 {
            let end = end.max(start + opening);
            let text = quoted(&self.text[start + opening..end]);
            return self.found(UNCLOSED, start..end, &text);
        }
        let edit = |original| Edit { original, replacement: "'''".to_owned() };
        let edits = vec![edit(start..start + opening), edit(end..end)];
        self.slips.push(Slip { kind: Kind::Syntax(UNCLOSED), edits });
    }

    /// A value without marks; gives where it ends.
    fn bare(&mut self, start: usize, end: usize) -> usize {
        let rest = &self.text[start..end];
        let ends = |c: char| c == '#' || (self.depth > 0 && matches!(c, ',' | ']' | '}' | '='));
        let value = rest[..rest.find(ends).unwrap_or(rest.len())].trim_end();
        let is_key = rest[value.len()..].trim_start().starts_with('=');
        let plain = |c: char| c.is_alphanumeric() || " -_./()&:;".contains(c);
        if !is_key && value_of(value, |_| ()).is_none() && value.chars().all(plain) {
            self.found(UNQUOTED, start..start + value.len(), &quoted(value));
        }
        start + value.len().max(1)
    }

    fn found(&mut self, message: &'static str, original: Range<usize>, replacement: &str) {
        self.slips.push(Slip::one(Kind::Syntax(message), original, replacement));
    }

    /// Where the line after that of `index` begins.
    fn after(&self, index: usize) -> usize {
        let (at, line) = self.lines[index];
        at + line.len() + 1
    }
}

/// The key of a line, and all that follows its `=`.
pub(super) fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim();
    let is_key = !key.is_empty()
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    is_key.then(|| (key, value.trim_start()))
}

/// The key of a line that has `:` or nothing where `=` should be, and all that follows.
fn key_without_equals(line: &str) -> Option<(&str, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let end = line.find(|c| !is_part(c)).filter(|end| *end > 0)?;
    let rest = line[end..].trim_start();
    let value = rest.strip_prefix(':').unwrap_or(rest).trim_start();
    let first = value.chars().next()?;
    let begins =
        is_quote_mark(first) || first == '[' || (value.len() < rest.len() && is_part(first));
    let apart = line[end..].starts_with([':', ' ', '\t']);
    (begins && apart).then(|| (&line[..end], value))
}

/// The head of a table of a response in a line: as it stands there, and as it is written.
pub(super) fn head(line: &str) -> Option<(&str, &'static str)> {
    let written = line.split('#').next().unwrap_or_default().trim();
    let name = written.strip_prefix('[')?;
    let name = name.trim_matches(|c: char| matches!(c, '[' | ']') || c.is_whitespace());
    let name = name.to_lowercase();
    let (_, head) = HEADS.iter().find(|(known, _)| name.trim_end_matches('s') == *known)?;
    Some((written, head))
}

/// What `judge` says of a value, if TOML can read it.
fn value_of<T>(value: &str, judge: impl FnOnce(&DeValue<'_>) -> T) -> Option<T> {
    let line = format!("v = {value}");
    let table = DeTable::parse(&line).ok()?;
    let (_, value) = table.get_ref().iter().next()?;
    Some(judge(value.get_ref()))
}
