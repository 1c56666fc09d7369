//! Splits a template into text and tags, and a tag into code and strings.

use std::ops::Range;

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
pub(super) fn tags(template: &str) -> impl Iterator<Item = Range<usize>> {
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
