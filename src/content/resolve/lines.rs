//! Resolves inline content: emphasis, links, footnotes, and the slots within them.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Resolver, origin, plain};
use crate::content::markdown::{Events, closes, html_name, is_inline};
use crate::content::markers::{Marker, Piece, PrintedValue, next_marker};
use crate::content::slots::Slot;
use crate::diagnostic::{Code, Diagnostic, Span, markdown};
use crate::document::{Block, Inline, Origin, Text};
use crate::model;
use crate::model::markdown::{Event, Tag};

/// The help for what must be a block of its own.
const APART: &str = "put an empty line before and after it";

impl Resolver<'_> {
    /// Resolves inlines up to the end of their container or the next block.
    pub(in crate::content) fn inlines(&mut self, events: &mut Events<'_>) -> Vec<Inline> {
        let mut inlines = Vec::new();
        while let Some((event, at)) = events.peek() {
            match event {
                Event::End(_) | Event::Rule => break,
                Event::Start(tag) if !is_inline(tag) => break,
                Event::Start(Tag::Emphasis) => {
                    inlines.push(Inline::Emphasis(self.within(events, Self::inlines)));
                }
                Event::Start(Tag::Strong) => {
                    inlines.push(Inline::Strong(self.within(events, Self::inlines)));
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let content = self.within(events, Self::inlines);
                    inlines.extend(self.link(dest_url, content, at));
                }
                Event::Start(_) => {
                    if self.is_template() {
                        let message = "a picture must be on a line of its own, outside lists";
                        self.error(Code::BlockInLine, self.place(at), message, APART);
                    } else {
                        self.unsupported("a picture", at);
                    }
                    inlines.extend(self.within(events, Self::inlines));
                }
                Event::HardBreak => {
                    events.step();
                    inlines.push(Inline::Break);
                }
                Event::SoftBreak => {
                    events.step();
                    let is_before_mark =
                        matches!(events.peek(), Some((Event::Text(text), _)) if closes(text));
                    if !self.is_template() || !is_before_mark {
                        inlines.extend(self.text(" ", at.clone()));
                    }
                }
                Event::Html(html) | Event::InlineHtml(html) if !self.input.is_kept => {
                    events.step();
                    self.unsupported(html_name(html), at);
                }
                Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                    events.step();
                    // The parser's range excludes the backslash of an escape at the beginning.
                    let is_escape = text.starts_with(|c: char| c.is_ascii_punctuation())
                        && events.parsed.text[..at.start].ends_with('\\');
                    let at = at.start - usize::from(is_escape)..at.end;
                    let written = &events.parsed.text[at.clone()];
                    let has_footnotes = self.is_template() || !self.input.is_kept;
                    if let Some(start) = written.find("[^").filter(|_| has_footnotes) {
                        let end =
                            written[start..].find(']').map_or(written.len(), |end| start + end + 1);
                        let what =
                            "a footnote without its text (`[^name]: …`, on a line of its own)";
                        self.unsupported(what, &(at.start + start..at.start + end));
                    }
                    if let Some((before, rest)) =
                        written.split_once("![").filter(|_| self.is_template())
                        && rest.contains("](")
                        && !before.ends_with('\\')
                    {
                        let place = self.place(&(at.start + before.len()..at.end));
                        let message =
                            "this is printed as it is: an address with spaces makes no picture";
                        let help =
                            "put `<` before the address and `>` after it, or rename the file";
                        self.error(Code::PictureNotFound, place, message, help);
                    }
                    inlines.extend(self.text(&text.replace('\n', " "), at));
                }
                Event::Code(text) => {
                    events.step();
                    self.unsupported("code", at);
                    inlines.extend(self.text(text, at.clone()));
                }
                Event::FootnoteReference(label) => {
                    events.step();
                    inlines.extend(self.footnote(label, at, events));
                }
                Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {
                    unreachable!("only footnotes are switched on")
                }
            }
        }
        inlines
    }

    fn footnote(&mut self, label: &str, at: &Range<usize>, events: &Events<'_>) -> Option<Inline> {
        if self.is_in_footnote {
            self.unsupported("a footnote within a footnote", at);
            return None;
        }
        let mut note = events.footnote(label)?;
        self.is_in_footnote = true;
        let content = self.within(&mut note, Self::inlines);
        self.is_in_footnote = false;
        Some(Inline::Footnote(content))
    }

    /// Splits a text into pieces; in templates, one piece for each printer.
    pub(in crate::content) fn text(&mut self, text: &str, at: Range<usize>) -> Vec<Inline> {
        if let Some(field) = &self.field {
            let origin = origin(field, field.place(at.start, at.end));
            return vec![Inline::Text(Text { text: text.to_owned(), origin })];
        }
        let (mut inlines, mut rest) = (Vec::new(), text);
        for (range, printer) in self.rendered.parts(at.clone()) {
            let written = &self.rendered.text[range.clone()];
            let words = &rest[..next_marker(rest)];
            match printer {
                Some(Marker::Slot(_) | Marker::LineEnd(..)) => {
                    self.push_literal(&mut inlines, words, range, None);
                    rest = rest.get(words.len() + written.len()..).unwrap_or_default();
                    if let Some(Marker::Slot(index)) = printer {
                        inlines.extend(self.inline_slot(index));
                    }
                }
                Some(Marker::Text(..) | Marker::Tag(_) | Marker::TagEnd) | None => {
                    let length = match words.starts_with(written) {
                        true => written.len(),
                        false => markdown(written, words).map_or(words.len(), |(_, length)| length),
                    };
                    self.push_literal(&mut inlines, &words[..length], range, printer);
                    rest = &rest[length..];
                }
            }
        }
        self.push_literal(&mut inlines, rest, at, None);
        inlines
    }

    /// Appends literal text from range `at` of the rendered templates. Merges it with the previous
    /// piece if both are adjacent in the source file.
    fn push_literal(
        &self,
        inlines: &mut Vec<Inline>,
        words: &str,
        at: Range<usize>,
        printer: Option<Marker>,
    ) {
        if words.is_empty() {
            return;
        }
        let origin = self.literal(at, printer);
        if let (Some(Inline::Text(last)), Origin::Place(place)) = (inlines.last_mut(), &origin)
            && let Origin::Place(before) = &mut last.origin
            && (before.file, before.end) == (place.file, place.start)
        {
            before.end = place.end;
            last.text.push_str(words);
        } else {
            inlines.push(Inline::Text(Text { text: words.to_owned(), origin }));
        }
    }

    /// The origin of literal text from range `at` of the rendered templates.
    fn literal(&self, at: Range<usize>, printer: Option<Marker>) -> Origin {
        if let Some(Marker::Text(..)) = printer
            && let Some((file, start)) = self.rendered.offset(at.start)
        {
            let template = self.input.sources.get(file).text();
            let end = start + at.len();
            let written = template.get(start..end).unwrap_or_default();
            // Within a line, a line end is printed as a space.
            if written.replace('\n', " ") == self.rendered.text[at.clone()].replace('\n', " ") {
                return Origin::Place(Span::new(file, start..end));
            }
        }
        match printer {
            Some(Marker::Tag(place)) => Origin::Computed(place),
            _ => Origin::Computed(self.block(at.start, at.end)),
        }
    }

    /// The inline content of a slot.
    pub(super) fn inline_slot(&mut self, index: usize) -> Vec<Inline> {
        let PrintedValue { slot, place } = self.rendered.slots[index].clone();
        let text = match &slot {
            Slot::Computed(text) => Text { text: text.clone(), origin: Origin::Computed(place) },
            Slot::Plain(text) => plain(text.clone()),
            Slot::Figure(id, text) => {
                Text { text: text.clone(), origin: Origin::Figure(id.clone(), place) }
            }
            Slot::ItemNumber(number) => {
                self.item.number = Some(*number);
                return Vec::new();
            }
            Slot::Markdown(field) => return self.inline_field(field.clone(), place),
            Slot::Message(field) => {
                self.item.key_message = true;
                return self.inline_field(field.clone(), place);
            }
            Slot::Reference(key) => {
                self.references.push((key.clone(), place));
                return vec![Inline::Reference { graph: key.clone(), label: String::new() }];
            }
            Slot::Quotation { .. } | Slot::Graph(..) | Slot::Table(_) => {
                let line = self.input.sources.line(place);
                let message = "a quotation, graph or table must be alone in its paragraph or item";
                self.error(Code::BlockInLine, line, message, APART);
                return Vec::new();
            }
        };
        if text.text.is_empty() { Vec::new() } else { vec![Inline::Text(text)] }
    }

    /// Inline content of a Markdown text, which must be a single paragraph.
    pub(super) fn inline_field(&mut self, field: model::Text, tag: Span) -> Vec<Inline> {
        let whole = field.span;
        let mut blocks = self.field(field);
        match (blocks.pop(), blocks.is_empty()) {
            (Some(Block::Paragraph(content)), true) => content,
            (None, _) => Vec::new(),
            _ => {
                let message = "a text within a line must be one paragraph, without a list";
                self.diagnostics.push(
                    Diagnostic::error(Code::BlockInLine, message)
                        .at(self.input.sources.line(tag), "printed here")
                        .at(whole, "the text")
                        .help("make the text one paragraph, or print it in a paragraph of its own"),
                );
                Vec::new()
            }
        }
    }

    /// An address with the texts of its slots.
    pub(in crate::content) fn address(&self, target: &str) -> String {
        let pieces = self.pieces(target).into_iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Marker(Marker::Slot(index)) => self.rendered.slots[index].slot.text(),
            Piece::Marker(_) => "",
        });
        pieces.collect()
    }

    /// A link, or only its text if it has no address.
    fn link(&mut self, target: &str, content: Vec<Inline>, at: &Range<usize>) -> Vec<Inline> {
        let target = self.address(target);
        if target.is_empty() || target == "#" {
            let (place, line) = (self.place(at), self.block(at.start, at.end));
            let sources = self.input.sources;
            // If identical links occur in a line, the whole line is shown once.
            let is_only = sources.slice(line).matches(sources.slice(place)).count() == 1;
            self.unresolved.push(if is_only { place } else { line });
            return content;
        }
        let scheme = target.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let has_address = target.len() > scheme.len() + 1;
        if !has_address || !["http", "https", "mailto"].contains(&scheme.as_str()) {
            let message = format!("a link can't lead to `{target}`");
            let help = "addresses begin with `https://`, `http://` or `mailto:`";
            self.error(Code::LinkScheme, self.block(at.start, at.end), message, help);
            return content;
        }
        vec![Inline::Link { target, content }]
    }
}

/// A single note on all links without an address; `None` if there are none.
pub(super) fn without_address(places: &[Span]) -> Option<Diagnostic> {
    let message = match places.len() {
        0 => return None,
        1 => "this link has no address".to_owned(),
        more => format!("{more} links have no address"),
    };
    let note = Diagnostic::note(Code::LinkUnresolved, message)
        .help("put the address between the parentheses");
    let mut seen = BTreeSet::new();
    let places = places.iter().filter(|place| seen.insert(**place)).copied();
    let words = std::iter::once("printed as text").chain(std::iter::repeat(""));
    Some(note.at_each(places.zip(words)))
}

/// The first or the last paragraph of the blocks, at any depth.
pub(super) fn line_at_end(blocks: Vec<&mut Block>, is_last: bool) -> Option<&mut Vec<Inline>> {
    let mut blocks = blocks.into_iter();
    match if is_last { blocks.next_back() } else { blocks.next() }? {
        Block::Paragraph(content) => Some(content),
        block => line_at_end(block.inner_mut(), is_last),
    }
}
