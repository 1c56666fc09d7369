//! Finds the necessary repairs in an invalid TOML file, statement by statement.

use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml_parser::Source;

use super::Repair;
use crate::diagnostic::Edit;
use crate::diagnostic::correction::quoted;
use crate::text::is_quote_mark;

const CURLY: &str = "curly quotation marks: expected straight ones, `\"`";
const INNER: &str =
    "a text can't contain the mark that encloses it, nor a lone backslash between `\"`";
const LINES: &str = "a text of several lines is enclosed in `'''`";
const UNOPENED: &str = "a text has no beginning: expected `'''`";
const UNQUOTED: &str = "expected quotation marks around a text";
const HEAD: &str = "the brackets around the name of a table do not match";
const BRACKET: &str = "a list has no end: expected `]`";
const COMMA: &str = "expected `,` between the items of a list";
const NO_VALUE: &str = "a value is missing after `=`: in a form, `\"\"` leaves the field empty";
const EQUALS: &str = "expected `=` between a key and its value";

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
        if let Some((written, wanted)) = head(line) {
            let start = at + line.len() - line.trim_start().len();
            if written != wanted {
                self.found(HEAD, start..start + written.len(), &wanted);
            }
            return at;
        }
        let without_equals = || Some((key_without_equals(line)?, false));
        let value = value(line).map(|value| (value, true)).or_else(without_equals);
        let Some((value, has_equals)) = value else { return at };
        let start = at + line.len() - value.len();
        if !has_equals {
            let key = line[..line.len() - value.len()].trim_end_matches([':', ' ', '\t']).len();
            self.found(EQUALS, at + key..start, " = ");
        }
        if value.is_empty()
            && let Some(end) = self.over_lines(start, 0, 3, UNOPENED)
        {
            return end;
        }
        match value.chars().next() {
            None | Some('#') => {
                let equals = self.text[..start].trim_end().len();
                let comment = if value.is_empty() { "" } else { " " };
                self.found(NO_VALUE, equals..start, &format!(" \"\"{comment}"));
                start
            }
            Some('[' | '{') => self.list(start),
            Some(_) => self.scalar(start, false),
        }
    }

    /// Reads a list or inline table, which may continue on later lines, and returns the offset of
    /// its end.
    fn list(&mut self, start: usize) -> usize {
        // The closing brackets of open lists; the end of the last item, unless a separator or
        // bracket follows; the end of the last token.
        let (mut open, mut item, mut end) = (String::new(), None, start);
        let mut at = start;
        while let Some(first) = self.text[at..].chars().next() {
            match first {
                '\n' if open.ends_with(']') && begins_statement(self.line(at + 1)) => break,
                '#' => {
                    at = self.line_end(at);
                    continue;
                }
                '[' | '{' => open.push(if first == '[' { ']' } else { '}' }),
                ']' | '}' => drop(open.pop()),
                ',' | '=' => {}
                c if c.is_whitespace() => {
                    at += c.len_utf8();
                    continue;
                }
                _ => {
                    if let Some(end) = item {
                        self.found(COMMA, end..end, ",");
                    }
                    at = self.scalar(at, true);
                    (end, item) = (at, Some(at));
                    continue;
                }
            }
            at += 1;
            (item, end) = (None, at);
            if open.is_empty() {
                return at;
            }
        }
        let closing: String = open.chars().rev().collect();
        self.found(BRACKET, end..end, &closing);
        end
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
        let has_curly = rest[..opening].contains(is_curly);
        if width == 1
            && let Some(close) = closing(rest, is_item)
        {
            let inner = &rest[opening..close.start];
            let has_curly = has_curly || rest[close.clone()].contains(is_curly);
            let message = if has_curly { CURLY } else { INNER };
            self.found(message, start..start + close.end, &quoted(inner));
            return start + close.end;
        }
        if is_item && !has_curly {
            return self.line_end(start);
        }
        self.over_lines(start, opening, width, if has_curly { CURLY } else { LINES })
            .unwrap_or(start)
    }

    /// Encloses a multi-line text in `'''`, and returns the offset of its end: after a line that
    /// ends with `width` marks or, failing that, before the next statement. A text without opening
    /// marks must have closing ones.
    fn over_lines(
        &mut self,
        start: usize,
        opening: usize,
        width: usize,
        message: &str,
    ) -> Option<usize> {
        let edit = |range| Edit { range, text: "'''".to_owned() };
        let (mut from, mut end) = (start + opening, start + opening);
        loop {
            let line = self.line(from).trim_end();
            let marks: usize = line.chars().rev().take(width).map(char::len_utf8).sum();
            let close = from + line.len() - marks..from + line.len();
            let is_closed = line.chars().rev().take(width).filter(|c| is_quote_mark(*c)).count();
            if is_closed == width {
                let end = close.end;
                let mut edits = vec![edit(start..start + opening), edit(close)];
                if self.text[..start].ends_with('=') {
                    edits[0].text.insert(0, ' ');
                }
                self.repair(message, edits);
                return Some(end);
            }
            if !line.is_empty() {
                end = from + line.len();
            }
            from = self.line_end(from) + 1;
            let next = self.line(from);
            let is_comment = opening == 0 && next.trim_start().starts_with('#');
            if from > self.text.len() || is_comment || begins_statement(next) {
                break;
            }
        }
        if opening == 0 {
            return None;
        }
        let edits = match width == 1 && !self.text[start..end].contains('\n') {
            true => {
                let text = quoted(&self.text[start + opening..end]);
                vec![Edit { range: start..end, text }]
            }
            false => vec![edit(start..start + opening), edit(end..end)],
        };
        let line = self.newlines.partition_point(|newline| *newline < start) + 1;
        let message = format!("the text that begins in line {line} has no end");
        self.repair(&message, edits);
        Some(end)
    }

    /// Reads a value without quotation marks, and returns the offset of its end.
    fn bare(&mut self, start: usize, is_item: bool) -> usize {
        let rest = self.line(start);
        let ends = |c: char| c == '#' || (is_item && matches!(c, ',' | ']' | '}' | '='));
        let value = rest[..rest.find(ends).unwrap_or(rest.len())].trim_end();
        let is_key = rest[value.len()..].trim_start().starts_with('=');
        let is_plain = |c: char| c.is_alphanumeric() || " -_./()&:;,".contains(c);
        if is_key || reads(value) {
            return start + value.len();
        }
        if !is_item && let Some(end) = self.over_lines(start, 0, 3, UNOPENED) {
            return end;
        }
        if value.chars().all(is_plain) {
            self.found(UNQUOTED, start..start + value.len(), &quoted(value));
        }
        start + value.len().max(1)
    }

    fn found(&mut self, message: &str, range: Range<usize>, text: &str) {
        self.repair(message, vec![Edit { range, text: text.to_owned() }]);
    }

    /// Adds a repair; equal ones within a line become one.
    fn repair(&mut self, message: &str, mut edits: Vec<Edit>) {
        if let Some(Repair { message: earlier, edits: own }) = self.repairs.last_mut()
            && earlier == message
            && !self.text[own[own.len() - 1].range.start..edits[0].range.start].contains('\n')
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
    head(line).is_some() || value(line).is_some()
}

/// The text after the `=` of a line that assigns a value to a key.
fn value(line: &str) -> Option<&str> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim();
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '"');
    (!key.is_empty() && key.chars().all(is_key)).then(|| value.trim_start())
}

/// The value of a line that has `:` or nothing between key and value.
fn key_without_equals(line: &str) -> Option<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let end = line.find(|c| !is_part(c)).filter(|end| *end > 0)?;
    let rest = line[end..].trim_start();
    let value = rest.strip_prefix(':').unwrap_or(rest).trim_start();
    let first = value.chars().next()?;
    let has_colon = value.len() < rest.len() && is_part(first);
    let is_apart = line[end..].starts_with([':', ' ', '\t']);
    (is_apart && (is_quote_mark(first) || first == '[' || has_colon)).then_some(value)
}

/// The table header on a line, as written and with its brackets corrected.
fn head(line: &str) -> Option<(&str, String)> {
    let written = line.split('#').next().unwrap_or_default().trim();
    let name = written.strip_prefix('[')?.trim_matches(['[', ']', ' ', '\t']);
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(is_key) {
        return None;
    }
    let is_list = written.starts_with("[[") || written.ends_with("]]");
    Some((written, if is_list { format!("[[{name}]]") } else { format!("[{name}]") }))
}
