//! Instruments a template, so that what it renders says where in the template it came from.
//!
//! A marker is put before each run of literal text on each line, and calls around each tag that prints. Blanks and line
//! ends are printed as they would be without them, but for one rule: a line that prints something keeps its line end,
//! even after a tag.

use std::ops::Range;

use super::markers::Marker;
use crate::diagnostic::FileId;

/// The function of templates that is called before a tag prints, with the tag's file, start and end.
pub(super) const BEGIN: &str = "__begin";
/// The function of templates that is called after a tag printed.
pub(super) const END: &str = "__end";

/// Tags whose blocks are rendered to a value before they are printed. `set` is one if it has no `=`.
const CAPTURES: [&str; 4] = ["macro", "call", "filter", "set"];

/// A template with markers.
pub(super) struct Instrumented {
    pub(super) text: String,
    /// Where each piece of the template begins in `text`, and its range in the template.
    copied: Vec<(usize, Range<usize>)>,
}

impl Instrumented {
    /// The offset in the template for an offset in the instrumented text.
    pub(super) fn original(&self, offset: usize) -> usize {
        let next = self.copied.partition_point(|(start, _)| *start <= offset);
        let Some((start, piece)) = next.checked_sub(1).map(|index| &self.copied[index]) else {
            return 0;
        };
        // What was inserted after a piece is at its end.
        (piece.start + offset - start).min(piece.end)
    }
}

/// Instruments a template that the template engine can parse.
pub(super) fn instrument(file: FileId, template: &str) -> Instrumented {
    let tokens = tokens(template);
    let unmarked = unmarked(template, &tokens);
    let printing = printing_lines(template, &tokens);
    let out = Instrumented { text: String::new(), copied: Vec::new() };
    let mut writer = Writer { file, template, out };
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &tokens[before]);
        match token.kind {
            Kind::Text | Kind::Raw => {
                let is_marked = !unmarked.iter().any(|range| range.contains(&token.range.start));
                let is_after_tag = before.is_some_and(|tag| !tag.trims_after(template));
                writer.text(token, is_marked, is_after_tag, before.is_some(), &printing);
            }
            Kind::Print => {
                let sign = if token.trims_before(template) { "-" } else { "+" };
                writer.begin(sign, token);
                writer.copy(token.range.clone());
                writer.end(if token.trims_after(template) { "-" } else { "+" });
            }
            Kind::Block => {
                let name = token.name(template);
                if matches!(name, "filter" | "call") {
                    writer.begin(token.sign_before(template), token);
                }
                writer.copy(token.range.clone());
                if matches!(name, "endfilter" | "endcall") {
                    writer.end(token.sign_after(template));
                }
            }
            Kind::Comment => writer.copy(token.range.clone()),
        }
    }
    writer.out
}

struct Writer<'t> {
    file: FileId,
    template: &'t str,
    out: Instrumented,
}

impl Writer<'_> {
    fn copy(&mut self, range: Range<usize>) {
        self.out.text.push_str(&self.template[range.clone()]);
        self.out.copied.push((self.out.text.len() - range.len(), range));
    }

    fn begin(&mut self, sign: &str, tag: &Token) {
        let Range { start, end } = tag.range;
        let call = format!("{{%{sign} do {BEGIN}({}, {start}, {end}) %}}", self.file.0);
        self.out.text.push_str(&call);
    }

    fn end(&mut self, sign: &str) {
        self.out.text.push_str(&format!("{{% do {END}() {sign}%}}"));
    }

    fn text(
        &mut self,
        token: &Token,
        is_marked: bool,
        is_after_tag: bool,
        is_after_any: bool,
        printing: &[Range<usize>],
    ) {
        let mut start = token.range.start;
        for line in self.template[token.range.clone()].split_inclusive('\n') {
            let is_first = start == token.range.start;
            let words = line.trim_end_matches('\n');
            let blanks = words.len() - words.trim_start().len();
            let has_words = blanks < words.len();
            // Blanks between two tags of a line are printed as well.
            let is_between = words.len() == line.len() && !words.is_empty();
            let is_whole = is_first && is_after_tag && token.kind == Kind::Text;
            let at = match (is_whole, has_words) {
                (true, true) => Some(0),
                (true, false) => is_between.then_some(0),
                (false, true) => Some(blanks),
                (false, false) => None,
            };
            if let Some(at) = at.filter(|_| is_marked) {
                self.copy(start..start + at);
                self.marker(Marker::Text(self.file, start + at));
                self.copy(start + at..start + words.len());
            } else {
                self.copy(start..start + words.len());
            }
            let end = start + words.len();
            let ends_with_tag = is_first && is_after_any && !has_words && words.len() < line.len();
            let forced_break = words.len() > 1 && words.ends_with("  ");
            let next = printing.partition_point(|line| line.end <= end);
            let prints = printing.get(next).is_some_and(|line| line.contains(&end));
            if ends_with_tag && prints && !forced_break {
                self.marker(Marker::LineEnd(self.file, end));
            }
            self.copy(end..start + line.len());
            start += line.len();
        }
    }

    fn marker(&mut self, marker: Marker) {
        self.out.text.push_str(&marker.written());
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    /// The text between `{% raw %}` and `{% endraw %}`.
    Raw,
    /// `{{ … }}`
    Print,
    /// `{% … %}`
    Block,
    /// `{# … #}`
    Comment,
}

/// A piece of a template.
#[derive(Debug)]
struct Token {
    kind: Kind,
    range: Range<usize>,
}

impl Token {
    /// The sign after `{{` or `{%`: `-`, `+` or none.
    fn sign_before<'t>(&self, template: &'t str) -> &'t str {
        sign(&template[self.range.start + 2..self.range.start + 3])
    }

    /// The sign before `}}` or `%}`.
    fn sign_after<'t>(&self, template: &'t str) -> &'t str {
        let before_end = template[..self.range.end - 2].char_indices().next_back();
        before_end.map_or("", |(at, _)| sign(&template[at..self.range.end - 2]))
    }

    fn trims_before(&self, template: &str) -> bool {
        self.sign_before(template) == "-"
    }

    fn trims_after(&self, template: &str) -> bool {
        self.sign_after(template) == "-"
    }

    /// The first word of a tag.
    fn name<'t>(&self, template: &'t str) -> &'t str {
        let inside = template[self.range.start + 2..].trim_start_matches(['-', '+']).trim_start();
        let end = inside.find(|c: char| !c.is_alphanumeric()).unwrap_or(inside.len());
        &inside[..end]
    }

    /// What is in a tag after its name.
    fn rest<'t>(&self, template: &'t str) -> &'t str {
        let (_, rest) =
            template[self.range.clone()].split_once(self.name(template)).unwrap_or_default();
        rest
    }
}

fn sign(text: &str) -> &str {
    if matches!(text, "-" | "+") { text } else { "" }
}

/// Parts a template into text and tags.
fn tokens(template: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut push = |kind, range: Range<usize>| {
        if !range.is_empty() {
            tokens.push(Token { kind, range });
        }
    };
    let (mut at, mut searched) = (0, 0);
    while let Some(found) = template[searched..].find('{') {
        let start = searched + found;
        let (kind, end) = match template.as_bytes().get(start + 1) {
            Some(b'{') => (Kind::Print, end_of_tag(template, start + 2, "}}")),
            Some(b'%') => (Kind::Block, end_of_tag(template, start + 2, "%}")),
            Some(b'#') => {
                (Kind::Comment, template[start + 2..].find("#}").map(|end| start + end + 4))
            }
            _ => {
                searched = start + 1;
                continue;
            }
        };
        let Some(end) = end else { break };
        push(Kind::Text, at..start);
        push(kind, start..end);
        (at, searched) = (end, end);
        if kind == Kind::Block && (Token { kind, range: start..end }).name(template) == "raw" {
            let ends = template[end..].match_indices("{%").map(|(found, _)| end + found);
            let is_end =
                |start: &usize| Token { kind, range: *start..*start }.name(template) == "endraw";
            let Some(end_of_raw) = ends.into_iter().find(is_end) else { break };
            push(Kind::Raw, end..end_of_raw);
            (at, searched) = (end_of_raw, end_of_raw);
        }
    }
    push(Kind::Text, at..template.len());
    tokens
}

/// The end of a tag: braces in strings and in values do not end it.
fn end_of_tag(template: &str, from: usize, end: &str) -> Option<usize> {
    let (mut depth, mut quote, mut is_escaped) = (0_usize, None, false);
    for (at, character) in template[from..].char_indices() {
        match (quote, character) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, _) if depth == 0 && template[from + at..].starts_with(end) => {
                return Some(from + at + end.len());
            }
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    None
}

/// The ranges of blocks on one line that are rendered to a value and contain literal text only: templates may compare
/// such a value.
fn unmarked(template: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let (mut found, mut open): (_, Vec<(usize, bool)>) = (Vec::new(), Vec::new());
    for token in tokens {
        match token.kind {
            Kind::Print => open.iter_mut().for_each(|(_, is_literal)| *is_literal = false),
            Kind::Block => {
                let name = token.name(template);
                let is_block = name != "set" || is_block_set(token.rest(template));
                if name.strip_prefix("end").is_some_and(|begun| CAPTURES.contains(&begun)) {
                    if let Some((start, true)) = open.pop() {
                        let range = start..token.range.start;
                        found.extend((!template[range.clone()].contains('\n')).then_some(range));
                    }
                    continue;
                }
                if matches!(name, "include" | "call" | "filter" | "block") {
                    open.iter_mut().for_each(|(_, is_literal)| *is_literal = false);
                }
                if CAPTURES.contains(&name) && is_block {
                    open.push((token.range.end, true));
                }
            }
            Kind::Text | Kind::Raw | Kind::Comment => {}
        }
    }
    found
}

/// Whether a `set` tag begins a block: what follows its name has no `=` before a filter.
fn is_block_set(rest: &str) -> bool {
    let target = rest.split(['|', '%']).next().unwrap_or_default();
    !target.contains('=')
}

/// The lines that print something and end outside tags.
fn printing_lines(template: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let (mut lines, mut start, mut next) = (Vec::new(), 0, 0);
    for line in template.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let (mut prints, mut is_open) = (false, false);
        while let Some(token) = tokens.get(next) {
            if token.range.start >= range.end {
                break;
            }
            let shown = token.range.start.max(range.start)..token.range.end.min(range.end);
            prints |= match token.kind {
                Kind::Text | Kind::Raw => !template[shown].trim().is_empty(),
                Kind::Print => token.range.start >= range.start,
                Kind::Block | Kind::Comment => false,
            };
            let goes_on = token.range.end > range.end;
            is_open |= goes_on && !matches!(token.kind, Kind::Text | Kind::Raw);
            if token.range.end > range.end {
                break;
            }
            next += 1;
        }
        if prints && !is_open {
            lines.push(range);
        }
    }
    lines
}
