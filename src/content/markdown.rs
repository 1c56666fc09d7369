//! Parses Markdown into blocks and inlines that still contain markers, with the offset of each
//! piece.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::Range;

use crate::model::markdown::{Event, OffsetIter, Options, Parser, Tag, TextMergeWithOffset};
use crate::model::text::unfit;

/// The maximum nesting depth of paragraphs, lists, emphasis and links. Word supports 9 list levels,
/// and an edition's document.json can be read back up to a depth of about 20.
const DEEPEST: usize = 13;
const TOO_DEEP: &str = "lists, emphasis and links that are more than 12 levels deep";

/// A parsed block.
#[derive(Debug)]
pub(super) enum RawBlock {
    Heading { level: u8, content: Vec<RawInline>, at: usize },
    Paragraph(Vec<RawInline>),
    List { first: Option<u64>, items: Vec<Vec<RawBlock>> },
}

/// A parsed piece of a line.
#[derive(Clone, Debug)]
pub(super) enum RawInline {
    Text { text: String, at: Range<usize> },
    Emphasis(Vec<RawInline>),
    Strong(Vec<RawInline>),
    Link { target: String, content: Vec<RawInline>, at: Range<usize> },
    Footnote { label: String, at: Range<usize> },
    Break,
}

/// The kind of text being parsed; only templates may have footnotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A rendered template.
    Template,
    /// A text of the data.
    Field,
}

/// A Markdown construct that reports do not support.
#[derive(Debug)]
pub(super) struct Unsupported {
    pub(super) what: &'static str,
    pub(super) at: Range<usize>,
}

/// A character reference, such as `&#xE000;`, to a character that no report can contain.
#[derive(Debug)]
pub(super) struct UnfitReference {
    pub(super) character: char,
    pub(super) what: &'static str,
    pub(super) at: Range<usize>,
}

/// The result of parsing a text, including what was left out.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) blocks: Vec<RawBlock>,
    /// The content of each referenced footnote, by label.
    pub(super) footnotes: BTreeMap<String, Vec<RawInline>>,
    pub(super) unsupported: Vec<Unsupported>,
    pub(super) unfit: Vec<UnfitReference>,
}

/// Parses a text. Unsupported constructs are left out and listed in the result.
pub(super) fn parse(text: &str, kind: Kind) -> Parsed {
    let unfit = unfit_references(text);
    let mut fit = text.to_owned();
    for reference in &unfit {
        // Spaces of the same length replace the reference, so that it is never decoded.
        fit.replace_range(reference.at.clone(), &" ".repeat(reference.at.len()));
    }
    let options = match kind {
        Kind::Template => Options::ENABLE_FOOTNOTES,
        Kind::Field => Options::empty(),
    };
    let events = Parser::new_ext(&fit, options).into_offset_iter();
    let mut reader = Reader {
        text: &fit,
        events: TextMergeWithOffset::new(events).peekable(),
        kind,
        depth: 0,
        footnotes: BTreeMap::new(),
        unsupported: Vec::new(),
    };
    let blocks = reader.blocks();
    Parsed { blocks, footnotes: reader.footnotes, unsupported: reader.unsupported, unfit }
}

/// Numeric references to characters that no report can contain; they could be mistaken for markers.
fn unfit_references(text: &str) -> Vec<UnfitReference> {
    let found = text.match_indices("&#").filter_map(|(start, _)| {
        let body = &text[start + 2..];
        let end = body.find(';')?;
        let number = match body[..end].strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => body[..end].parse(),
        };
        let character = char::from_u32(number.ok()?)?;
        let what = unfit(character)?;
        Some(UnfitReference { character, what, at: start..start + 2 + end + 1 })
    });
    found.collect()
}

struct Reader<'t> {
    text: &'t str,
    events: Peekable<TextMergeWithOffset<'t, OffsetIter<'t>>>,
    kind: Kind,
    /// The number of open blocks and inlines.
    depth: usize,
    footnotes: BTreeMap<String, Vec<RawInline>>,
    unsupported: Vec<Unsupported>,
}

impl Reader<'_> {
    /// Reads blocks up to the end of their container.
    fn blocks(&mut self) -> Vec<RawBlock> {
        let mut blocks = Vec::new();
        while let Some((event, range)) = self.events.peek() {
            let at = range.start;
            match event {
                Event::End(_) => break,
                // HTML is not treated as markup: it is printed verbatim.
                Event::Start(Tag::Paragraph | Tag::HtmlBlock) => {
                    blocks.push(RawBlock::Paragraph(self.inside()));
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    let level = *level as u8;
                    blocks.push(RawBlock::Heading { level, content: self.inside(), at });
                }
                Event::Start(Tag::List(first)) => {
                    let first = *first;
                    let items = self.within(Self::items);
                    blocks.push(RawBlock::List { first, items });
                }
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    let label = label.to_string();
                    self.footnote(label);
                }
                Event::Start(tag) if !is_inline(tag) => self.skip_block(),
                Event::Rule => {
                    let at = range.clone();
                    self.events.next();
                    self.unsupported.push(Unsupported { what: "a rule", at });
                }
                // The text of an item in a tight list is not wrapped in a paragraph.
                _ => blocks.push(RawBlock::Paragraph(self.inlines())),
            }
        }
        blocks
    }

    fn items(&mut self) -> Vec<Vec<RawBlock>> {
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), _)) = self.events.peek() {
            self.events.next();
            items.push(self.blocks());
            self.events.next();
        }
        items
    }

    /// Reads inlines up to the end of their container or the next block.
    fn inlines(&mut self) -> Vec<RawInline> {
        let mut inlines = Vec::new();
        while let Some((event, range)) = self.events.peek() {
            let at = range.clone();
            match event {
                Event::End(_) | Event::Rule => break,
                Event::Start(tag) if !is_inline(tag) => break,
                Event::Start(Tag::Emphasis) => inlines.push(RawInline::Emphasis(self.inside())),
                Event::Start(Tag::Strong) => inlines.push(RawInline::Strong(self.inside())),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let target = dest_url.to_string();
                    inlines.push(RawInline::Link { target, content: self.inside(), at });
                }
                Event::Start(_) => {
                    self.unsupported.push(Unsupported { what: "an image", at });
                    inlines.extend(self.inside());
                }
                Event::HardBreak => {
                    self.events.next();
                    inlines.push(RawInline::Break);
                }
                Event::SoftBreak => {
                    self.events.next();
                    let next = self.events.peek();
                    let is_blank = self.kind == Kind::Field
                        || !matches!(next, Some((Event::Text(text), _)) if closes(text));
                    let text = || RawInline::Text { text: " ".to_owned(), at };
                    inlines.extend(is_blank.then(text));
                }
                Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                    let text = text.replace('\n', " ");
                    // The parser's range excludes the backslash of an escape at the beginning.
                    let is_escape = text.starts_with(|c: char| c.is_ascii_punctuation())
                        && self.text[..at.start].ends_with('\\');
                    let at = at.start - usize::from(is_escape)..at.end;
                    self.events.next();
                    if self.kind == Kind::Template && text.contains("[^") {
                        let what =
                            "a footnote without its text (`[^name]: …`, on a line of its own)";
                        self.unsupported.push(Unsupported { what, at: at.clone() });
                    }
                    inlines.push(RawInline::Text { text, at });
                }
                Event::Code(text) => {
                    let text = text.to_string();
                    self.events.next();
                    self.unsupported.push(Unsupported { what: "code", at: at.clone() });
                    inlines.push(RawInline::Text { text, at });
                }
                Event::FootnoteReference(label) => {
                    let label = label.to_string();
                    self.events.next();
                    inlines.push(RawInline::Footnote { label, at });
                }
                Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {
                    unreachable!("only footnotes are switched on")
                }
            }
        }
        inlines
    }

    /// Reads the inlines between the next start event and its end.
    fn inside(&mut self) -> Vec<RawInline> {
        self.within(Self::inlines)
    }

    /// Calls `read` for the content between the next start event and its end; skips content nested
    /// too deeply.
    fn within<T>(&mut self, read: fn(&mut Self) -> Vec<T>) -> Vec<T> {
        let Some((_, at)) = self.events.next() else { return Vec::new() };
        if self.depth == DEEPEST {
            self.unsupported.push(Unsupported { what: TOO_DEEP, at });
            self.skip();
            return Vec::new();
        }
        self.depth += 1;
        let content = read(self);
        self.depth -= 1;
        self.events.next();
        content
    }

    /// Skips events up to the end of the current container.
    fn skip(&mut self) {
        let mut depth = 0;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => return,
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
    }

    /// Reads the definition of a footnote.
    fn footnote(&mut self, label: String) {
        let Some((_, at)) = self.events.next() else { return };
        let mut blocks = self.blocks();
        self.events.next();
        match (blocks.pop(), blocks.is_empty()) {
            (Some(RawBlock::Paragraph(content)), true) => {
                self.footnotes.insert(label, content);
            }
            _ => {
                let what = "a footnote that is not one paragraph";
                self.unsupported.push(Unsupported { what, at });
            }
        }
    }

    /// Skips an unsupported block.
    fn skip_block(&mut self) {
        let Some((Event::Start(tag), at)) = self.events.next() else { return };
        let what = match tag {
            Tag::BlockQuote(_) => "a block quotation",
            Tag::CodeBlock(_) => "a code block (four spaces at the beginning of a line make one)",
            _ => "this block",
        };
        self.unsupported.push(Unsupported { what, at });
        self.skip();
    }
}

/// Whether a text is a single paragraph without hard breaks.
pub(super) fn is_paragraph(text: &str) -> bool {
    let mut blocks = 0;
    Parser::new_ext(text, Options::ENABLE_FOOTNOTES).all(|event| match event {
        Event::Start(tag) if !is_inline(&tag) => {
            blocks += 1;
            blocks == 1 && tag == Tag::Paragraph
        }
        Event::HardBreak | Event::Rule => false,
        _ => true,
    })
}

/// Whether a text begins with a punctuation mark that no space precedes, such as a comma.
pub(super) fn closes(text: &str) -> bool {
    let mut characters = text.chars();
    let is_mark = characters.next().is_some_and(|c| matches!(c, ',' | '.' | ')'));
    is_mark && !characters.next().is_some_and(|c| c.is_alphanumeric() || c == '.')
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. })
}
