//! Finds the necessary repairs in an invalid TOML file, statement by statement.

use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml_parser::Source;

use super::Repair;
use crate::diagnostic::Edit;
use crate::diagnostic::correction::quoted;
use crate::text::{is_quote_mark, lines};

const CURLY: &str = "curly quotation marks: expected straight ones, `\"`";
const INNER: &str =
    "a text can't contain the mark that encloses it, nor a lone backslash between `\"`";
const LINES: &str = "a text of several lines is enclosed in `'''`";
const UNQUOTED: &str = "expected quotation marks around a text";

/// The repairs of a file, in order; empty if the file is valid TOML.
pub(super) fn repairs(text: &str) -> Vec<Repair> {
    if DeTable::parse(text).is_ok() {
        return Vec::new();
    }
    let newlines = text.match_indices('\n').map(|(newline, _)| newline).collect();
    let mut scan = Scan { text, newlines, repairs: Vec::new() };
    let mut at = 0;
    while at < text.len() {
        let end = scan.statement(at);
        at = scan.line_end(end) + 1;
    }
    scan.repairs
}

struct Scan<'t> {
    text: &'t str,
    newlines: Vec<usize>,
    repairs: Vec<Repair>,
}

impl<'t> Scan<'t> {
    /// Reads the statement that begins on the line at `at`, and returns the offset of its end.
    fn statement(&mut self, at: usize) -> usize {
        let line = self.line(at);
        let Some(value) = value(line) else { return at };
        let start = at + line.len() - value.len();
        match value.chars().next() {
            None | Some('#') => start,
            Some('[' | '{') => self.list(start),
            Some(_) => self.scalar(start, false),
        }
    }

    /// Reads a list or inline table, which may continue on later lines, and returns the offset of its end.
    fn list(&mut self, start: usize) -> usize {
        let (mut open, mut at) = (String::new(), start);
        while let Some(first) = self.text[at..].chars().next() {
            match first {
                // The list has no end.
                '\n' if open.ends_with('[') && begins_statement(self.line(at + 1)) => break,
                '#' => at = self.line_end(at),
                c if c.is_whitespace() || ",=[]{}".contains(c) => {
                    at += c.len_utf8();
                    match c {
                        '[' | '{' => open.push(c),
                        ']' | '}' => drop(open.pop()),
                        _ => {}
                    }
                    if open.is_empty() {
                        break;
                    }
                }
                _ => at = self.scalar(at, true),
            }
        }
        at
    }

    /// Reads a text or another scalar value, and returns the offset of its end.
    fn scalar(&mut self, start: usize, is_item: bool) -> usize {
        let rest = self.line(start);
        let first = rest.chars().next().unwrap_or('"');
        if !is_quote_mark(first) {
            return self.bare(start, is_item);
        }
        let token = Source::new(&self.text[start..]).lex().next();
        let token = token.map_or("", |token| &self.text[start..start + token.span().end()]);
        let width = if has_three_marks(rest) { 3 } else { 1 };
        let is_text = !is_curly(first) && reads(token) && !swallows(token);
        let after = self.line(start + token.len());
        if is_text && (is_item || width == 3 || ends_statement(after)) {
            return start + token.len();
        }
        let opening = rest.chars().take(width).map(char::len_utf8).sum();
        match closing(rest, is_item).filter(|_| width == 1) {
            Some(close) => {
                let has_curly = is_curly(first) || rest[close.clone()].contains(is_curly);
                let message = if has_curly { CURLY } else { INNER };
                let text = quoted(&rest[opening..close.start]);
                self.repair(message, vec![edit(start..start + close.end, &text)]);
                start + close.end
            }
            None if is_item => self.line_end(start),
            None => self.over_lines(start, opening, width),
        }
    }

    /// Encloses a multi-line text in `'''`, and returns the offset of its end: after the first line that ends with
    /// `width` marks or, failing that, before the next statement.
    fn over_lines(&mut self, start: usize, opening: usize, width: usize) -> usize {
        let from = start + opening;
        let mut end = self.line_end(from);
        while end < self.text.len() && !begins_statement(self.line(end + 1)) {
            end = self.line_end(end + 1);
        }
        let text = self.text[from..end].trim_end();
        let close = lines(text).find_map(|line| {
            let marks = line.text.trim_end().char_indices().rev().take(width);
            let marks: Vec<_> = marks.take_while(|(_, mark)| is_quote_mark(*mark)).collect();
            let (first, _) = marks.get(width - 1)?;
            Some(from + line.start + first..from + line.start + line.text.trim_end().len())
        });
        let open = edit(start..from, "'''");
        if let Some(close) = close {
            let end = close.end;
            let message = if self.text[start..from].contains(is_curly) { CURLY } else { LINES };
            self.repair(message, vec![open, edit(close, "'''")]);
            return end;
        }
        let end = from + text.len();
        let edits = match width == 1 && !text.contains('\n') {
            true => vec![edit(start..end, &quoted(text))],
            false => vec![open, edit(end..end, "'''")],
        };
        let line = self.text[..start].matches('\n').count() + 1;
        self.repair(&format!("the text that begins in line {line} has no end"), edits);
        end
    }

    /// Reads a value without quotation marks, and returns the offset of its end.
    fn bare(&mut self, start: usize, is_item: bool) -> usize {
        let rest = self.line(start);
        let ends = |c: char| c == '#' || (is_item && matches!(c, ',' | ']' | '}' | '='));
        let value = rest[..rest.find(ends).unwrap_or(rest.len())].trim_end();
        let is_key = rest[value.len()..].trim_start().starts_with('=');
        let is_plain = |c: char| c.is_alphanumeric() || " -_./()&:;".contains(c);
        if !is_key && !reads(value) && value.chars().all(is_plain) {
            self.repair(UNQUOTED, vec![edit(start..start + value.len(), &quoted(value))]);
        }
        start + value.len().max(1)
    }

    /// Adds a repair; equal ones within a line become one.
    fn repair(&mut self, message: &str, mut edits: Vec<Edit>) {
        if let Some(Repair { message: earlier, edits: own }) = self.repairs.last_mut()
            && earlier == message
            && !self.text[own[own.len() - 1].original.start..edits[0].original.start].contains('\n')
        {
            own.append(&mut edits);
        } else {
            self.repairs.push(Repair { message: message.to_owned(), edits });
        }
    }

    /// The rest of the line at `at`.
    fn line(&self, at: usize) -> &'t str {
        self.text.get(at..self.line_end(at)).unwrap_or_default()
    }

    fn line_end(&self, at: usize) -> usize {
        let after = self.newlines.partition_point(|newline| *newline < at);
        self.newlines.get(after).copied().unwrap_or(self.text.len())
    }
}

/// Whether a value is valid TOML.
fn reads(value: &str) -> bool {
    DeValue::parse(value).is_ok()
}

fn is_curly(mark: char) -> bool {
    is_quote_mark(mark) && !matches!(mark, '"' | '\'')
}

/// Whether a multi-line text begins here.
fn has_three_marks(text: &str) -> bool {
    let curly = text.chars().take(3).take_while(|mark| is_curly(*mark)).count();
    curly == 3 || text.starts_with("'''") || text.starts_with("\"\"\"")
}

/// Whether a multi-line text ends with the opening marks of another one, because its own closing
/// marks are missing.
fn swallows(token: &str) -> bool {
    let last = token.rsplit_once('\n').map_or("", |(_, last)| last);
    value(last).is_some_and(|value| value == "'''" || value == "\"\"\"")
}

/// Whether the rest of a line is empty or a comment.
fn ends_statement(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with('#')
}

/// The mark that closes the text at the beginning of a line: for a list item, the first one before
/// a comma or bracket; otherwise, the last one before a comment or the line end.
fn closing(rest: &str, is_item: bool) -> Option<Range<usize>> {
    let marks = rest.char_indices().skip(1).filter(|(_, c)| is_quote_mark(*c));
    let mut marks = marks.map(|(at, mark)| at..at + mark.len_utf8()).filter(|mark| {
        let after = rest[mark.end..].trim_start();
        ends_statement(after) || (is_item && after.starts_with([',', ']', '}']))
    });
    if is_item { marks.next() } else { marks.last() }
}

/// Whether a line is a table header or assigns a value to a key.
fn begins_statement(line: &str) -> bool {
    let head = line.split('#').next().unwrap_or_default().trim().strip_prefix('[');
    let name = head.map(|head| head.trim_matches(['[', ']', ' ', '\t']));
    let is_name = |name: &str| name.starts_with(char::is_alphabetic) && name.chars().all(is_key);
    name.is_some_and(is_name) || value(line).is_some()
}

/// The text after the `=` of a line that assigns a value to a key.
fn value(line: &str) -> Option<&str> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim();
    (!key.is_empty() && key.chars().all(is_key)).then(|| value.trim_start())
}

fn is_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '"')
}

fn edit(original: Range<usize>, replacement: &str) -> Edit {
    Edit { original, replacement: replacement.to_owned() }
}
