//! Splits a template into text and tags, and a tag into code and strings; limits on the work and the nesting
//! depth of templates.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, FileId, Span};

/// The fuel for rendering the templates. A step costs 1, and so do 64 bytes that are printed, kept
/// or joined. The 40-page report of 2023 uses 12,000. In the worst case, templates produce 512 MB
/// of text within seconds.
pub(super) const FUEL: u64 = 8_000_000;
/// The number of bytes that cost as much as one step.
pub(super) const BYTES_PER_FUEL: u64 = 64;
/// The number of bytes printed by a tag, with markers, that cost as much as one step, because they are
/// read again.
pub(super) const BYTES_PER_FUEL_PRINTED: u64 = 8;
/// The maximum number of false claims reported.
pub(super) const MOST_CLAIMS: usize = 100;
/// The maximum number of operators in a tag, such as `|`, `.` or `not`; the parser recurses for
/// each.
const MOST_OPERATORS: usize = 500;
/// The maximum number of `{% elif %}` tags in a template; the parser recurses for each.
const MOST_BRANCHES: usize = 500;

pub(super) const ENDLESS: &str =
    "the templates do more than any report needs, and were stopped here";
pub(super) const ENDLESS_HELP: &str = "look for loops within loops, and for a macro or `{% set %}` that makes its own text longer each time";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Text,
    /// `{{ … }}`
    Print,
    /// `{% … %}`
    Block,
    /// `{# … #}`
    Comment,
}

/// A run of text, or a tag.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) range: Range<usize>,
}

impl Token {
    /// The content of a tag, without its delimiters.
    pub(super) fn inside<'t>(&self, template: &'t str) -> &'t str {
        &template[self.range.start + 2..self.range.end - 2]
    }

    /// The whitespace control signs at both ends of a tag: `-`, `+` or none.
    pub(crate) fn signs<'t>(&self, template: &'t str) -> [&'t str; 2] {
        let inside = self.inside(template);
        let rest = inside.strip_prefix(['-', '+']).unwrap_or(inside);
        let words = rest.strip_suffix(['-', '+']).unwrap_or(rest);
        [&inside[..inside.len() - rest.len()], &rest[words.len()..]]
    }

    /// The first word of a tag.
    pub(crate) fn name<'t>(&self, template: &'t str) -> &'t str {
        first_word(self.inside(template))
    }
}

/// The first word of a tag's content.
pub(super) fn first_word(inside: &str) -> &str {
    let words = inside.trim_start_matches(['-', '+']).trim_start();
    words.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

/// The tags of a template; an unclosed tag extends to the end of the template.
fn tags(template: &str) -> impl Iterator<Item = Range<usize>> {
    let tokens = tokens(template);
    let open = tokens.last().filter(|last| last.kind == TokenKind::Text).and_then(|last| {
        let at = template[last.range.clone()].find("{{").into_iter();
        let at = at.chain(template[last.range.clone()].find("{%")).min()?;
        Some(last.range.start + at..last.range.end)
    });
    let tags = tokens
        .into_iter()
        .filter(|token| matches!(token.kind, TokenKind::Print | TokenKind::Block));
    tags.map(|token| token.range).chain(open)
}

/// Splits a template into text and tags.
pub(crate) fn tokens(template: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut at, mut searched) = (0, 0);
    while let Some(found) = template[searched..].find('{') {
        let start = searched + found;
        let (kind, end) = match template.as_bytes().get(start + 1) {
            Some(b'{') => (TokenKind::Print, end_of_tag(template, start + 2, "}}")),
            Some(b'%') => (TokenKind::Block, end_of_tag(template, start + 2, "%}")),
            Some(b'#') => {
                (TokenKind::Comment, template[start + 2..].find("#}").map(|end| start + end + 4))
            }
            _ => {
                searched = start + 1;
                continue;
            }
        };
        let Some(end) = end else { break };
        let tag = Token { kind, range: start..end };
        let is_raw = kind == TokenKind::Block && tag.name(template) == "raw";
        tokens.extend([Token { kind: TokenKind::Text, range: at..start }, tag]);
        (at, searched) = (end, end);
        if is_raw {
            let mut ends = template[end..].match_indices("{%").map(|(found, _)| end + found);
            let is_end = |start: &usize| first_word(&template[start + 2..]) == "endraw";
            searched = ends.find(is_end).unwrap_or(template.len());
        }
    }
    tokens.push(Token { kind: TokenKind::Text, range: at..template.len() });
    tokens.retain(|token| !token.range.is_empty());
    tokens
}

/// Tags that begin a block, which a tag named `end` and their name ends.
const BLOCKS: [&str; 9] =
    ["if", "for", "set", "macro", "call", "filter", "with", "block", "autoescape"];

/// The first block that nothing ends: its tag, and the tag of an outer block that ends in it, if there is one.
pub(crate) fn unclosed(template: &str) -> Option<(Token, Option<Token>)> {
    let mut open: Vec<Token> = Vec::new();
    for tag in tokens(template).into_iter().filter(|token| token.kind == TokenKind::Block) {
        let name = tag.name(template);
        let is_value = name == "set" && tag.inside(template).contains('=');
        match (name.strip_prefix("end"), open.last().map(|last| last.name(template))) {
            (None, _) if BLOCKS.contains(&name) && !is_value => open.push(tag),
            (Some(ended), Some(last)) if ended == last => drop(open.pop()),
            (Some(ended), Some(_)) if open.iter().any(|tag| tag.name(template) == ended) => {
                return open.pop().map(|last| (last, Some(tag)));
            }
            _ => {}
        }
    }
    open.pop().map(|last| (last, None))
}

/// The end of the tag whose content starts at `from`; delimiters in strings and brackets do not
/// close it.
fn end_of_tag(template: &str, from: usize, end: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character, in_string) in characters(&template[from..]) {
        match character {
            _ if in_string => {}
            _ if depth == 0 && template[from + at..].starts_with(end) => {
                return Some(from + at + end.len());
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The characters of a tag with their offsets, and whether each is part of a string, including its
/// quotes.
pub(super) fn characters(tag: &str) -> impl Iterator<Item = (usize, char, bool)> {
    let (mut quote, mut is_escaped) = (None, false);
    tag.char_indices().map(move |(at, character)| {
        match quote {
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if character == '\\' => is_escaped = true,
            Some(open) if open == character => quote = None,
            Some(_) => {}
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None => return (at, character, false),
        }
        (at, character, true)
    })
}

/// The error for a template that is nested too deeply to be parsed.
pub(super) fn too_deep(file: FileId, template: &str) -> Option<Diagnostic> {
    let mut branches = 0;
    for tag in tags(template) {
        let inside = &template[tag.clone()];
        branches += usize::from(first_word(&inside[2..]) == "elif");
        let (message, help) = if operators(inside) > MOST_OPERATORS {
            let help = "keep parts of it with `{% set name = … %}` and use the names";
            (format!("this tag is too long: it has more than {MOST_OPERATORS} operators"), help)
        } else if branches > MOST_BRANCHES {
            let help = "put a part of it into a template of its own, with `{% include … %}`";
            (format!("this template has more than {MOST_BRANCHES} `elif`"), help)
        } else {
            continue;
        };
        let line = inside.find('\n').unwrap_or(inside.len());
        let start = inside[..line].char_indices().nth(SHOWN).map_or(line, |(end, _)| end);
        let place = Span::new(file, tag.start..tag.start + start);
        return Some(Diagnostic::error(Code::TemplateSyntax, message).at(place, "").help(help));
    }
    None
}

/// The number of characters highlighted of a tag that is too long.
const SHOWN: usize = 20;

/// The number of operators in a tag, outside its strings.
fn operators(tag: &str) -> usize {
    let code = characters(tag).map(|(_, c, in_string)| if in_string { ' ' } else { c });
    let code: String = code.collect();
    let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    let joins = |word: &&str| matches!(*word, "not" | "and" | "or" | "if" | "else" | "is" | "in");
    let signs = code.matches(|c| "-+*/%~|.([{<>=!".contains(c));
    words.filter(joins).count() + signs.count()
}

#[cfg(test)]
mod tests {
    use super::{MOST_OPERATORS, operators, too_deep};
    use crate::diagnostic::FileId;

    #[test]
    fn what_joins_values_is_counted_outside_strings() {
        assert_eq!(operators("{{ not a.b|upper and - c }}"), 4 + 3);
        assert_eq!(operators(r#"{{ "not | \" ." ~ nothing }}"#), 2 + 1);
        assert_eq!(operators("{% set a = [\"x\", \"y\", \"z\"] %}"), 5);
    }

    #[test]
    fn a_tag_that_does_not_end_is_refused_too() {
        let deep =
            |open: &str, end: &str| format!("a {open}{}{end}", "not ".repeat(MOST_OPERATORS));
        for (open, end) in
            [("{{ ", "a }}"), ("{{ ", "a"), ("{% if ", "a %}{% endif %}"), ("{{ \"", "a")]
        {
            let found = too_deep(FileId(0), &deep(open, end));
            assert_eq!(found.is_some(), !open.ends_with('"'), "{open}{end}");
        }
        let branches = "{% elif a %}".repeat(501);
        assert!(too_deep(FileId(0), &format!("{{% if a %}}{branches}{{% endif %}}")).is_some());
    }
}
