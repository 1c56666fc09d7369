//! Inserts the slots into the parsed Markdown and numbers graphs and list items, which yields the
//! body of the document.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::ComposeInput;
use super::markdown::{self, DEEPEST, Events, Parsed, html_name, is_inline};
use super::markers::{Marker, Piece, PrintedValue, Printout, pieces};
use super::slots::Slot;
use super::{anchors, foreign};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Block, Heading, Inline, Item, List, Node, Origin, Table, Text, plain_text};
use crate::model;
use crate::model::markdown::{CodeBlockKind, Event, Options, Tag};
use crate::model::text::unfit_character;

mod insets;
mod lines;
mod tables;

/// Resolves rendered Markdown into the blocks of the body.
pub(super) fn resolve(
    input: &ComposeInput<'_>,
    rendered: &Printout,
) -> (Vec<Node>, Vec<Diagnostic>) {
    let placed_tables = rendered.slots.iter().filter_map(|printed| match &printed.slot {
        Slot::Table(key) => Some(key.as_str()),
        _ => None,
    });
    let mut resolver = Resolver {
        input,
        rendered,
        field: None,
        is_in_footnote: false,
        graphs: 0,
        tables: 0,
        places: BTreeMap::new(),
        placed_tables: placed_tables.collect(),
        references: Vec::new(),
        unresolved: Vec::new(),
        item: Item::default(),
        diagnostics: Vec::new(),
    };
    let mut blocks = resolver.text_blocks(&rendered.text);
    start_pages(&mut blocks);
    anchors::mark(&mut blocks, input);
    resolver.diagnostics.extend(lines::without_address(&resolver.unresolved));
    let unfound = foreign::mark(&mut blocks, input);
    // Words may be missing because the process omits some parts.
    if input.process.is_none() {
        resolver.diagnostics.extend(unfound);
    }
    resolver.refer(&mut blocks);
    let node = |block| match block {
        Block::Table(Table { data: None, .. }) => Node::generated(block),
        _ => Node::text(block),
    };
    (blocks.into_iter().map(node).collect(), resolver.diagnostics)
}

/// Starts a page at first- and second-level headings, unless the preceding block is a heading as
/// well.
fn start_pages(blocks: &mut [Block]) {
    let mut after_heading = true;
    for block in blocks {
        let is_heading = block.heading().is_some();
        if let Block::Heading(heading) = block {
            heading.starts_page = heading.level <= 2 && !after_heading;
        }
        after_heading = is_heading;
    }
}

pub(super) struct Resolver<'a> {
    pub(super) input: &'a ComposeInput<'a>,
    /// The rendered templates.
    rendered: &'a Printout,
    /// The Markdown text of the data that is being read in place of the templates, to which offsets refer.
    field: Option<model::Text>,
    /// Whether a footnote is being read.
    is_in_footnote: bool,
    graphs: usize,
    /// The number of tables with a caption so far.
    tables: usize,
    /// The tag that prints each graph or table, by key.
    places: BTreeMap<String, Span>,
    /// The graphs whose tables are printed by templates, by key.
    placed_tables: BTreeSet<&'a str>,
    /// The graphs referred to, with the location of each reference.
    references: Vec<(String, Span)>,
    /// The locations of links without an address.
    unresolved: Vec<Span>,
    /// The list item that is being read, with the properties that slots set.
    item: Item,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Resolver<'_> {
    /// Resolves a text into blocks, and reports what reports do not support.
    fn text_blocks(&mut self, text: &str) -> Vec<Block> {
        let (text, references) = markdown::without_unfit_references(text);
        for (character, at) in references {
            let place = self.block(at.start, at.end);
            self.diagnostics.extend(unfit_character(character, place));
        }
        let has_footnotes = self.is_template() || !self.input.is_kept;
        let mut options = Options::empty();
        options.set(Options::ENABLE_FOOTNOTES, has_footnotes);
        options.set(Options::ENABLE_TABLES, self.is_template());
        let (parsed, mut unsupported) = Parsed::new(&text, options);
        unsupported.extend(markdown::extensions(&text, self.is_template()));
        for (what, at) in unsupported.into_iter().filter(|_| !self.input.is_kept) {
            self.unsupported(what, &at);
        }
        if self.is_template() && !self.input.is_kept {
            let rows = parsed.loose_rows().into_iter().map(|at| self.block(at.start, at.end));
            let error = tables::without_header(rows.collect());
            self.diagnostics.extend(error);
        }
        self.blocks(&mut parsed.events())
    }

    /// Resolves blocks up to the end of their container.
    fn blocks(&mut self, events: &mut Events<'_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some((event, at)) = events.peek() {
            match event {
                Event::End(_) => break,
                Event::Start(Tag::HtmlBlock) if !self.input.is_kept => {
                    self.skip(html_name(&events.parsed.text[at.clone()]), events);
                }
                Event::Start(Tag::Paragraph)
                    if self.is_template() && events.depth == 0 && self.is_picture(events) =>
                {
                    blocks.extend(self.within(events, Self::picture));
                }
                Event::Start(Tag::Paragraph | Tag::HtmlBlock) => {
                    let own = self.within(events, Self::paragraph);
                    Self::add_below(&mut blocks, own);
                }
                Event::Start(Tag::Table(_)) if events.depth > 0 => {
                    self.skip("a table in a list", events);
                }
                Event::Start(Tag::Table(alignments)) => {
                    let caption = match blocks.last() {
                        Some(Block::Paragraph(line)) => tables::caption_of(line),
                        _ => None,
                    };
                    blocks.pop_if(|_| caption.is_some());
                    blocks.extend(self.pipe_table(alignments, caption, events));
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    if !self.is_template() {
                        self.unsupported("a heading", at);
                    }
                    let content = self.within(events, Self::inlines);
                    if self.is_template() && plain_text(&content).trim().is_empty() {
                        let place = self.block(at.start, at.end);
                        let help = "write its text after the `#`, or delete the heading";
                        self.error(Code::EmptyText, place, "this heading has no words", help);
                    }
                    blocks.push(Block::Heading(Heading::new(*level as u8, content)));
                }
                Event::Start(Tag::List(first)) => {
                    let items = self.within(events, |own, events| own.items(*first, events));
                    blocks.push(Block::List(List { items }));
                }
                // It is read where it is referred to.
                Event::Start(Tag::FootnoteDefinition(_)) => events.skip(),
                Event::Start(Tag::BlockQuote(_)) => self.skip("a block quotation", events),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                    self.skip("a code block", events);
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                    let what = "a code block (four spaces at the beginning of a line make one)";
                    self.skip(what, events);
                }
                Event::Start(tag) if !is_inline(tag) => self.skip("this block", events),
                Event::Rule => self.skip("a thematic break", events),
                // The text of an item in a tight list is not wrapped in a paragraph.
                _ => blocks.extend(self.paragraph(events)),
            }
        }
        blocks
    }

    fn items(&mut self, first: Option<u64>, events: &mut Events<'_>) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), _)) = events.peek() {
            events.step();
            let outer = std::mem::take(&mut self.item);
            let blocks = self.blocks(events);
            let own = std::mem::replace(&mut self.item, outer);
            events.step();
            let number = first.map(|first| own.number.unwrap_or(first + items.len() as u64));
            items.push(Item { number, blocks, ..own });
        }
        items
    }

    /// The blocks of a paragraph: itself, or those of the slot that is alone in it.
    fn paragraph(&mut self, events: &mut Events<'_>) -> Vec<Block> {
        let pieces = events.lone_text().map(|text| self.printed(text)).unwrap_or_default();
        let [Piece::Marker(Marker::Slot(index))] = pieces[..] else {
            return paragraph(self.inlines(events)).into_iter().collect();
        };
        events.step();
        let PrintedValue { slot, place } = self.rendered.slots[index].clone();
        match slot {
            Slot::Markdown(text) => self.field(text),
            Slot::Quotation { text, quote, source } => {
                vec![self.quotation(text, quote.as_deref(), source)]
            }
            Slot::Graph(key, word) => {
                let mut blocks = self.graph(&key, &word, place);
                let is_placed = self.placed_tables.contains(key.as_str());
                blocks.extend((!is_placed).then(|| self.figures(&key, place)).flatten());
                blocks
            }
            Slot::Table(key) if self.own_table(&key).is_some() => {
                self.csv_table(&key, place).into_iter().collect()
            }
            Slot::Table(key) => {
                self.references.push((key.clone(), place));
                self.figures(&key, place).into_iter().collect()
            }
            _ => paragraph(self.inline_slot(index)).into_iter().collect(),
        }
    }

    /// Reads the content between the next start event and its end; skips content nested too deeply.
    pub(super) fn within<T>(
        &mut self,
        events: &mut Events<'_>,
        read: impl FnOnce(&mut Self, &mut Events<'_>) -> Vec<T>,
    ) -> Vec<T> {
        if events.depth == DEEPEST {
            self.skip("lists, emphasis and links that are more than 12 levels deep", events);
            return Vec::new();
        }
        events.depth += 1;
        events.step();
        let content = read(self, events);
        events.step();
        events.depth -= 1;
        content
    }

    /// Skips an unsupported element.
    pub(super) fn skip(&mut self, what: &str, events: &mut Events<'_>) {
        if let Some((_, at)) = events.peek() {
            self.unsupported(what, at);
        }
        events.skip();
    }

    /// The blocks of a Markdown text of the data.
    fn field(&mut self, text: model::Text) -> Vec<Block> {
        self.field = Some(text.clone());
        let blocks = self.text_blocks(&text.value);
        self.field = None;
        blocks
    }

    fn unsupported(&mut self, what: &str, at: &Range<usize>) {
        let message = format!("{what} can't be printed here");
        let exact = self.place(at);
        let is_line = !self.input.sources.slice(exact).contains('\n');
        let place = if is_line { exact } else { self.block(at.start, at.end) };
        let help = "texts hold paragraphs, *emphasis*, **strong emphasis**, links, lists and footnotes; \
                    templates also headings and tables";
        self.error(Code::UnsupportedMarkdown, place, message, help);
    }

    fn error(&mut self, code: Code, place: Span, message: impl Into<String>, help: &str) {
        self.diagnostics.push(Diagnostic::error(code, message).at(place, "").help(help));
    }

    fn is_template(&self) -> bool {
        self.field.is_none()
    }

    /// Splits a text into characters and slots; only templates contain slots.
    pub(super) fn pieces<'t>(&self, text: &'t str) -> Vec<Piece<'t>> {
        match self.is_template() {
            true => pieces(text).expect("slots are written whole"),
            false => vec![Piece::Text(text)],
        }
    }

    /// The pieces of a text that print something.
    pub(super) fn printed<'t>(&self, text: &'t str) -> Vec<Piece<'t>> {
        let mut pieces = self.pieces(text);
        pieces.retain(|piece| match piece {
            Piece::Text(text) => !text.trim().is_empty(),
            Piece::Marker(marker) => matches!(marker, Marker::Slot(_)),
        });
        pieces
    }

    /// The span that a diagnostic shows for `start..end` of the text being read: a line of a
    /// template, or a range of a text of the data.
    fn block(&self, start: usize, end: usize) -> Span {
        let sources = self.input.sources;
        if let Some(text) = &self.field {
            let place = text.place(start, end.max(start));
            // A block's range includes its line end.
            let words = sources.slice(place).trim_end();
            return Span { end: place.start + words.len(), ..place };
        }
        match self.rendered.next_printer(start) {
            (from, Some(Marker::Text(file, offset) | Marker::LineEnd(file, offset))) => {
                let distance = start.saturating_sub(from);
                let end = (offset + distance).min(sources.get(file).text().len());
                sources.line(Span::new(file, end..end))
            }
            (_, Some(Marker::Tag(place))) => sources.line(place),
            (_, Some(Marker::Slot(index))) => sources.line(self.rendered.slots[index].place),
            (_, Some(Marker::TagEnd) | None) => {
                let root = sources.find("templates/report.md");
                Span::new(root.expect("the root template was rendered"), 0..0)
            }
        }
    }

    /// The exact source location of `at` in the text being read; the whole line if there is no
    /// exact one.
    pub(super) fn place(&self, at: &Range<usize>) -> Span {
        let offset = |at: usize| self.rendered.offset(at).filter(|_| self.is_template());
        if let Some((file, start)) = offset(at.start)
            && let Some((end_file, last)) = at.end.checked_sub(1).and_then(offset)
            && end_file == file
            && self.input.sources.get(file).text().get(start..last + 1).is_some()
        {
            return Span::new(file, start..last + 1);
        }
        self.block(at.start, at.end)
    }
}

/// A paragraph with this content; `None` if there is no content.
fn paragraph(content: Vec<Inline>) -> Option<Block> {
    (!content.is_empty()).then_some(Block::Paragraph(content))
}

/// A text of the data, unchanged.
pub(super) fn plain(text: model::Text) -> Text {
    let origin = origin(&text, text.place(0, text.value.len()));
    Text { text: text.value, origin }
}

/// The origin of a piece of a text of the data; `Computed` if the program composed the text.
fn origin(text: &model::Text, place: Span) -> Origin {
    match text.written {
        Some(_) => Origin::Place(place),
        None => Origin::Computed(place),
    }
}
