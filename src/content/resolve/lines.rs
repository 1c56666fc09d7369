//! Pieces of lines: emphasis, links, footnotes, and the slots within them.

use super::{Resolver, plain};
use crate::content::markdown::RawInline;
use crate::content::markers::Piece;
use crate::content::values::Slot;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Block, Inline, Origin, Text, plain_text};
use crate::model;

impl Resolver<'_> {
    pub(super) fn inlines(&mut self, raw: Vec<RawInline>) -> Vec<Inline> {
        let mut inlines = Vec::new();
        for inline in raw {
            match inline {
                RawInline::Text { text, at } => {
                    let place = self.place(at.start, at.end);
                    for piece in self.split(&text) {
                        match piece {
                            Piece::Text(text) => inlines.push(Inline::Text(Text {
                                text: text.to_owned(),
                                origin: Origin::Place(place),
                            })),
                            Piece::Slot(index) => {
                                let slot = self.slots[index].clone();
                                inlines.extend(self.inline_slot(&slot, place));
                            }
                        }
                    }
                }
                RawInline::Emphasis(content) => {
                    inlines.push(Inline::Emphasis(self.inlines(content)));
                }
                RawInline::Strong(content) => inlines.push(Inline::Strong(self.inlines(content))),
                RawInline::Link { target, content, at } => {
                    let place = self.place(at.start, at.end);
                    let content = self.inlines(content);
                    inlines.extend(self.link(&target, content, place));
                }
                RawInline::Footnote { label } => {
                    let note = self.footnotes.get(&label).cloned().unwrap_or_default();
                    inlines.push(Inline::Footnote(self.inlines(note)));
                }
                RawInline::Break => inlines.push(Inline::Break),
            }
        }
        inlines
    }

    /// What a slot prints within a line.
    pub(super) fn inline_slot(&mut self, slot: &Slot, line: Span) -> Vec<Inline> {
        let text = match slot {
            Slot::Computed(text) => Text { text: text.clone(), origin: Origin::Place(line) },
            Slot::Plain(text) => plain(text.clone()),
            Slot::Figure(id, text) => {
                Text { text: text.clone(), origin: Origin::Figure(id.clone(), line) }
            }
            Slot::ItemNumber(number) => {
                self.item.number = Some(*number);
                return Vec::new();
            }
            Slot::Markdown(field) => return self.inline_field(field.clone(), line),
            Slot::Message(field) => {
                self.item.key_message = true;
                return self.inline_field(field.clone(), line);
            }
            Slot::Reference(key) => {
                self.references.push((key.clone(), line));
                return vec![Inline::Reference { graph: key.clone(), label: String::new() }];
            }
            Slot::Quotation(..) | Slot::Graph(..) | Slot::Table(_) => {
                debug_assert!(slot.is_block());
                let message =
                    "a quotation, graph or table must stand alone in its paragraph or item";
                self.diagnostics.push(
                    Diagnostic::error(Code::BlockInLine, message)
                        .at(line, "")
                        .help("put an empty line before and after it"),
                );
                return Vec::new();
            }
        };
        if text.text.is_empty() { Vec::new() } else { vec![Inline::Text(text)] }
    }

    /// A Markdown text within a line: it may have one paragraph only.
    fn inline_field(&mut self, field: model::Text, line: Span) -> Vec<Inline> {
        let whole = field.span;
        let mut blocks = self.field(field);
        match (blocks.pop(), blocks.is_empty()) {
            (Some(Block::Paragraph(content)), true) => content,
            (None, _) => Vec::new(),
            _ => {
                let message = "a text within a line must be one paragraph, without a list";
                self.diagnostics.push(
                    Diagnostic::error(Code::BlockInLine, message)
                        .at(line, "printed here")
                        .at(whole, "the text")
                        .help("make the text one paragraph, or print it in a paragraph of its own"),
                );
                Vec::new()
            }
        }
    }

    /// A link, or its text where it has no address.
    fn link(&mut self, target: &str, content: Vec<Inline>, place: Span) -> Vec<Inline> {
        let target: String = self
            .split(target)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Slot(index) => match &self.slots[index] {
                    Slot::Computed(text) | Slot::Figure(_, text) => text.clone(),
                    Slot::Plain(text) | Slot::Markdown(text) | Slot::Message(text) => {
                        text.value.clone()
                    }
                    Slot::ItemNumber(_)
                    | Slot::Quotation(..)
                    | Slot::Graph(..)
                    | Slot::Table(_)
                    | Slot::Reference(_) => String::new(),
                },
            })
            .collect();
        if target.is_empty() || target == "#" {
            self.unresolved.push(self.narrow(place, &plain_text(&content)));
            return content;
        }
        let scheme = target.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let has_address = target.len() > scheme.len() + 1;
        if !has_address || !["http", "https", "mailto"].contains(&scheme.as_str()) {
            let message = format!("a link can't lead to `{target}`");
            self.diagnostics.push(
                Diagnostic::error(Code::LinkScheme, message)
                    .at(place, "")
                    .help("addresses begin with `https://`, `http://` or `mailto:`"),
            );
            return content;
        }
        vec![Inline::Link { target, content }]
    }

    /// The link that shows `words`, where it stands once in its line; else the line.
    fn narrow(&self, line: Span, words: &str) -> Span {
        let link = format!("[{words}](");
        let written = self.material.sources.slice(line);
        let found: Vec<usize> =
            written.match_indices(&link).map(|(at, _)| line.start + at).collect();
        match found[..] {
            [start] => {
                let after = start - line.start + link.len();
                let length = written[after..].find(')').map_or(0, |end| end + 1);
                Span { start, end: line.start + after + length, ..line }
            }
            _ => line,
        }
    }
}

/// One note on all links that have no address.
pub(super) fn without_address(places: &[Span]) -> Option<Diagnostic> {
    let message = match places.len() {
        0 => return None,
        1 => "this link has no address".to_owned(),
        more => format!("{more} links have no address"),
    };
    let note = Diagnostic::note(Code::LinkUnresolved, message)
        .help("put the address between the parentheses");
    let mut seen: Vec<Span> = Vec::new();
    for place in places {
        if !seen.contains(place) {
            seen.push(*place);
        }
    }
    let first = |index: usize| if index == 0 { "printed as text" } else { "" };
    let labelled = seen.into_iter().enumerate();
    Some(labelled.fold(note, |note, (index, place)| note.at(place, first(index))))
}
