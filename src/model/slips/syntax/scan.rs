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

/// The tables of a response, with their heads.
const HEADS: [(&str, &str); 3] =
    [("answer", "[answers]"), ("quote", "[[quote]]"), ("practice", "[[practice]]")];

/// What is to be mended in a response: where TOML can read it, days alone.
pub(super) fn slips(text: &str) -> Vec<Slip> {
    let mut slips = Vec::new();
    match DeTable::parse(text) {
        Ok(table) => days(text, table.get_ref(), &mut slips),
        Err(_) => {
            let lines = line_numbers::with_offsets(text).collect();
            slips = Scan { text, lines, ..Scan::default() }.slips();
        }
    }
    slips
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
            if line.trim_start().starts_with('#') {
                index += 1;
                continue;
            }
            let (head, statement) = (head(line), self.statement(at, line));
            if head.is_some() || statement.is_some() {
                self.end_list();
            }
            index = match (head, statement) {
                (Some((range, wanted)), _) => {
                    if line[range.clone()] != *wanted {
                        let range = at + range.start..at + range.end;
                        self.slips.push(Slip::one(Kind::Head, range, wanted.to_owned()));
                    }
                    index + 1
                }
                (None, Some((key, value))) if DAYS.contains(&key) => {
                    self.day(index, key, value);
                    index + 1
                }
                (None, Some((_, value))) => self.value(index, at + value),
                (None, None) if self.depth > 0 => self.value(index, at),
                (None, None) if line.trim_start().starts_with(is_quote_mark) => {
                    self.lone_item(index)
                }
                (None, None) => index + 1,
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
        self.slips.push(Slip { kind: Kind::Item, edits: uncommented.to_vec() });
        last + 1
    }

    /// The key of a line and where its value begins; puts in an `=` that is not there.
    fn statement(&mut self, at: usize, line: &'t str) -> Option<(&'t str, usize)> {
        let found = key_and_value(line);
        if found.is_some() || self.depth > 0 {
            return found;
        }
        let (key, gap) = key_without_equals(line)?;
        let range = at + gap.start..at + gap.end;
        self.slips.push(Slip::one(Kind::Equals, range, " = ".to_owned()));
        Some((key, gap.end))
    }

    /// Ends a list that is still open where something else begins.
    fn end_list(&mut self) {
        if self.depth > 0 {
            let range = self.list_end..self.list_end;
            self.slips.push(Slip::one(Kind::Bracket, range, "]".repeat(self.depth)));
        }
        (self.depth, self.item) = (0, None);
    }

    /// A line whose value is a day.
    fn day(&mut self, index: usize, key: &str, start: usize) {
        let (at, line) = self.lines[index];
        let value = line[start..].split('#').next().unwrap_or_default();
        let range = at + start..at + start + value.trim_end().len();
        if value_of(value, is_written).unwrap_or(true) {
            self.slips.push(day(self.text, key, range));
        }
    }

    /// The values from `from` to the end of line `index`; gives the line to go on with.
    fn value(&mut self, index: usize, from: usize) -> usize {
        let (at, line) = self.lines[index];
        let end = at + line.len();
        let mut position = from;
        while position < end {
            let rest = &self.text[position..end];
            let Some(first) = rest.chars().next() else { break };
            match first {
                '#' => break,
                '[' | '{' => (self.depth, self.item) = (self.depth + 1, None),
                ']' | '}' => (self.depth, self.item) = (self.depth.saturating_sub(1), None),
                ',' | '=' => self.item = None,
                c if c.is_whitespace() => {}
                c => {
                    // The item before has no comma.
                    if let Some(end) = self.item.take() {
                        self.slips.push(Slip::one(Kind::Comma, end..end, ",".to_owned()));
                    }
                    let next = match is_quote_mark(c) {
                        true => self.marked(index, position),
                        false => Ok(self.bare(position, end)),
                    };
                    match next {
                        Ok(next) => position = next,
                        Err(line) => {
                            let (at, last) = self.lines[line - 1];
                            self.list_end = at + last.trim_end().len();
                            return line;
                        }
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

    /// A text that begins with a mark at `start`: where it ends in this line, or the line to go on with.
    fn marked(&mut self, index: usize, start: usize) -> Result<usize, usize> {
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
                Ok(start + close)
            }
            (_, Some(last)) => {
                let mark = opening[last.start..].chars().next().filter(is_curly);
                let kind = mark.map_or(Kind::Inner, Kind::Curly);
                self.between_marks(kind, opening, start, last)
            }
            (None, None) if self.depth == 0 => self.over_lines(index, start, 1, Kind::Lines),
            (_, None) => Err(index + 1),
        }
    }

    /// A text whose marks, of which the second is at `close` in `opening`, must be others.
    fn between_marks(
        &mut self,
        kind: Kind,
        opening: &str,
        start: usize,
        close: Range<usize>,
    ) -> Result<usize, usize> {
        let first = opening.chars().next().map_or(0, char::len_utf8);
        let end = start + close.end;
        self.slips.push(Slip::one(kind, start..end, quoted(&opening[first..close.start])));
        Ok(end)
    }

    /// A text between three marks.
    fn three_marks(&mut self, index: usize, start: usize) -> Result<usize, usize> {
        let mut marks = self.text[start..].chars().take(3);
        if let Some(curly) = marks.clone().find(is_curly) {
            return self.over_lines(index, start, 3, Kind::Curly(curly));
        }
        let inner = start + 3;
        match closing_triple(&self.text[inner..], marks.next().unwrap_or('"')) {
            Some(close) => {
                let close = inner + close;
                let last = self.lines.partition_point(|(at, _)| *at < close) - 1;
                if last == index { Ok(close) } else { Err(last + 1) }
            }
            None => self.over_lines(index, start, 3, Kind::Curly('’')),
        }
    }

    /// A text that ends on a later line, which must come before the next key or table.
    fn over_lines(
        &mut self,
        index: usize,
        start: usize,
        width: usize,
        kind: Kind,
    ) -> Result<usize, usize> {
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
                return Err(later + 1);
            }
            if !line.trim().is_empty() {
                last = later;
            }
        }
        self.unclosed(index, last, start, opening);
        Err(last + 1)
    }

    /// A text from `start` that no mark ends: it ends with line `last`.
    fn unclosed(&mut self, index: usize, last: usize, start: usize, opening: usize) {
        let (at, line) = self.lines[last];
        let end = at + line.trim_end().len();
        let edits = match last == index && opening < 3 {
            true => {
                let replacement = quoted(&self.text[start + opening..end.max(start + opening)]);
                vec![Edit { original: start..end.max(start + opening), replacement }]
            }
            false => [start..start + opening, end..end]
                .map(|original| Edit { original, replacement: "'''".to_owned() })
                .to_vec(),
        };
        self.slips.push(Slip { kind: Kind::Unclosed, edits });
    }

    /// A value without marks; gives where it ends.
    fn bare(&mut self, start: usize, end: usize) -> usize {
        let rest = &self.text[start..end];
        let ends = |c: char| c == '#' || (self.depth > 0 && matches!(c, ',' | ']' | '}' | '='));
        let value = rest[..rest.find(ends).unwrap_or(rest.len())].trim_end();
        let is_key = rest[value.len()..].trim_start().starts_with('=');
        let plain = |c: char| c.is_alphanumeric() || " -_./()&:;".contains(c);
        if !is_key && value_of(value, |_| ()).is_none() && value.chars().all(plain) {
            let range = start..start + value.len();
            self.slips.push(Slip::one(Kind::Unquoted, range, quoted(value)));
        }
        start + value.len().max(1)
    }
}

/// The key of a line, and where its value begins.
pub(super) fn key_and_value(line: &str) -> Option<(&str, usize)> {
    let equals = line.find('=')?;
    let key = line[..equals].trim();
    let is_key = !key.is_empty()
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let value = &line[equals + 1..];
    is_key.then(|| (key, equals + 1 + (value.len() - value.trim_start().len())))
}

/// The key of a line that has `:` or nothing where `=` should be, and the gap between it and its value.
fn key_without_equals(line: &str) -> Option<(&str, Range<usize>)> {
    let line = line.trim_end();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let end = line.find(|c| !is_part(c)).filter(|end| *end > 0)?;
    let rest = line[end..].trim_start();
    let value = rest.strip_prefix(':').unwrap_or(rest).trim_start();
    let first = value.chars().next()?;
    let begins =
        is_quote_mark(first) || first == '[' || (value.len() < rest.len() && is_part(first));
    let apart = line[end..].starts_with([':', ' ', '\t']);
    (begins && apart).then(|| (&line[..end], end..line.len() - value.len()))
}

/// The head of a table of a response in a line, and how it is written.
pub(super) fn head(line: &str) -> Option<(Range<usize>, &'static str)> {
    let written = line.split('#').next().unwrap_or_default().trim_end();
    let start = written.len() - written.trim_start().len();
    let name = written.trim_start().strip_prefix('[')?;
    let name = name.trim_matches(|c: char| matches!(c, '[' | ']') || c.is_whitespace());
    let name = name.to_lowercase();
    let (_, head) = HEADS.iter().find(|(known, _)| name.trim_end_matches('s') == *known)?;
    Some((start..written.len(), head))
}

/// What `judge` says of a value, if TOML can read it.
fn value_of<T>(value: &str, judge: impl FnOnce(&DeValue<'_>) -> T) -> Option<T> {
    let line = format!("v = {value}");
    let table = DeTable::parse(&line).ok()?;
    let (_, value) = table.get_ref().iter().next()?;
    Some(judge(value.get_ref()))
}
