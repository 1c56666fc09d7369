//! Writes the blocks of the tree as styled paragraphs and tables.

use super::DocxInput;
use super::lines::{Lines, Setting, start_page};
use super::lists::{self, Instances, LEVELS};
use super::names::{Ids, Sequences, anchor_name, heading_name};
use super::section::{self, Head};
use super::styles::{LIST_LEVELS, of_level};
use super::xml::{Element, element, value};
use crate::document::{
    Block, Generated, Heading, HeadingKind, Inline, Item, List, Node, Quotation, plain_text,
};
use crate::raster::Raster;

/// The state of a document being written.
pub(super) struct Body<'a> {
    pub(super) input: &'a DocxInput<'a>,
    pub(super) children: Vec<Element>,
    /// The number of headings so far.
    headings: usize,
    pub(super) sequences: Sequences,
    /// The graphs and pictures so far, in order.
    pub(super) drawings: Vec<Drawing<'a>>,
    after_contents: bool,
    /// The page headers of the sections so far.
    pub(super) heads: Vec<Head>,
    /// The number of lists in content controls so far.
    pub(super) frames: usize,
    /// The last heading so far.
    pub(super) title: String,
    /// Lists with restarted numbering.
    pub(super) instances: Instances,
    /// Bookmarks, links and footnotes so far.
    pub(super) lines: Lines,
}

/// A graph, a picture or the logo.
pub(super) struct Drawing<'a> {
    /// The key of its files.
    pub(super) key: &'a str,
    /// Its alternative text.
    pub(super) alternative: String,
    /// Its files.
    pub(super) raster: &'a Raster,
}

/// The maximum length, in characters, of a quotation's last paragraph that is kept on the page of
/// its attribution: some programs do not break a paragraph that is kept with the next one, and
/// would leave half a page empty.
const KEPT: usize = 1_000;

/// The context of a block.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// The nesting depth of the lists around it.
    level: usize,
    /// Whether it is in a quotation.
    quoted: bool,
}

impl<'a> Body<'a> {
    /// Writes the blocks of a document and the end of its last section.
    pub(super) fn write(input: &'a DocxInput<'a>, ids: Ids) -> Self {
        let mut body = Body {
            input,
            children: Vec::new(),
            headings: 0,
            sequences: Sequences::default(),
            drawings: Vec::new(),
            after_contents: false,
            heads: vec![Head::TITLE],
            frames: 0,
            title: String::new(),
            instances: Instances { ids, ..Instances::default() },
            lines: Lines::new(input.document, ids),
        };
        let blocks = &input.document.blocks;
        for (index, node) in blocks.iter().enumerate() {
            body.begin_section(node, blocks.get(index + 1));
            body.block(&node.block, Place::default());
        }
        let end = body.section();
        body.children.push(end);
        body
    }

    /// The properties of the current section.
    fn section(&self) -> Element {
        let head = self.heads[self.heads.len() - 1];
        section::properties(&self.input.design.page, Some(head), self.heads.len() == 1)
    }

    /// Ends the section before a heading that starts a page after the contents, if the page header
    /// changes there: to the current part, or the current chapter. `next` is the node after the
    /// heading.
    fn begin_section(&mut self, node: &'a Node, next: Option<&'a Node>) {
        if let Block::Generated(Generated::Contents(_)) = &node.block {
            self.after_contents = true;
        }
        let heading = |node: &'a Node| {
            node.block.heading().filter(|heading| heading.kind != HeadingKind::Practices)
        };
        let Some(own) = heading(node).filter(|own| own.starts_page && self.after_contents) else {
            return;
        };
        let next = next.and_then(heading).map(|next| next.level);
        let head = match own.level {
            1 if next != Some(2) => Head::CHAPTER,
            _ => Head::PART,
        };
        if self.heads.last() != Some(&head) {
            let end = section::end(self.section());
            self.children.push(end);
            self.heads.push(head);
        }
    }

    /// Adds a paragraph in a style.
    pub(super) fn add_line(&mut self, style: &str, content: &[Inline]) {
        let line = self.line(style, content);
        self.children.push(line);
    }

    /// Creates a paragraph in a style.
    pub(super) fn line(&mut self, style: &str, content: &[Inline]) -> Element {
        let line = self.lines.line(content, self.setting(style));
        self.lines.numbered(style, content, line, None)
    }

    /// The formatting of text in a style, which may be bold.
    pub(super) fn setting(&self, style: &str) -> Setting<'static> {
        let bold_style = self.input.design.look(style).bold == Some(true);
        Setting { bold_style, ..Setting::default() }
    }

    fn block(&mut self, block: &'a Block, place: Place) {
        match block {
            Block::Title(content) => self.add_line("Title", content),
            Block::Generated(generated) => self.generated(generated),
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => self.add_line(&continued(place), content),
            Block::List(list) => self.list(list, place),
            Block::Quotation(quotation) => self.quotation(quotation, place),
            Block::Graph(graph) => self.graph(graph),
            Block::Table(table) => self.table(table),
            Block::Picture(picture) => self.picture(picture),
        }
    }

    fn heading(&mut self, heading: &Heading) {
        self.headings += 1;
        self.title = plain_text(&heading.content);
        let style = match heading.kind {
            HeadingKind::Practices => "Practices".to_owned(),
            HeadingKind::Section | HeadingKind::Part | HeadingKind::Point => {
                format!("Heading {}", heading.level.min(4))
            }
        };
        if heading.kind == HeadingKind::Part {
            self.lines.part.clone_from(&heading.anchor);
        }
        let content = self.lines.heading(heading, self.setting(&style));
        let names = heading.anchor.as_deref().map(anchor_name).into_iter();
        let names = names.chain([heading_name(self.headings)]);
        let mut paragraph = self.lines.numbered(&style, &heading.content, content, names);
        if heading.starts_page {
            start_page(&mut paragraph);
        }
        self.children.push(paragraph);
    }

    fn list(&mut self, list: &'a List, place: Place) {
        let place = Place { level: place.level + 1, ..place };
        let level = place.level.min(LEVELS);
        let mut instance = if place.quoted { lists::QUOTED_BULLETS } else { lists::BULLETS };
        let mut next = None;
        for item in &list.items {
            if let Some(number) = item.number {
                let definition = match (place.quoted, item.key_message) {
                    (true, _) => lists::QUOTED_NUMBERS,
                    (false, true) => lists::MESSAGES,
                    (false, false) => lists::NUMBERS,
                };
                if next != Some(number) {
                    instance = self.instances.start(definition, level, number);
                }
                next = Some(number + 1);
            }
            self.item(item, place, instance);
        }
    }

    /// Adds an item: the first paragraph has the bullet or number, the others follow below it.
    fn item(&mut self, item: &'a Item, place: Place, instance: usize) {
        let style = match (place.quoted, item.key_message, item.number) {
            (true, ..) => "Quote".to_owned(),
            (false, true, _) => "Key Message".to_owned(),
            (false, false, Some(_)) => of_level("List Number", place.level),
            (false, false, None) => of_level("List Bullet", place.level),
        };
        let (first, rest) = match item.blocks.as_slice() {
            [Block::Paragraph(content), rest @ ..] => (content.as_slice(), rest),
            rest => (&[][..], rest),
        };
        let content = self.lines.line(first, self.setting(&style));
        let name = item.anchor.as_deref().map(anchor_name);
        let mut paragraph = self.lines.numbered(&style, first, content, name);
        // The bullet style includes the numbering, on the levels that have a style.
        if instance != lists::BULLETS || place.level > LIST_LEVELS {
            let numbering = element("w:numPr")
                .child(value("w:ilvl", place.level.min(LEVELS) - 1))
                .child(value("w:numId", instance));
            paragraph.find_or_insert("w:pPr").children.push(numbering);
        }
        self.children.push(paragraph);
        rest.iter().for_each(|block| self.block(block, place));
    }

    fn quotation(&mut self, quotation: &'a Quotation, place: Place) {
        let inside = Place { level: 0, quoted: true };
        let children = self.children.len();
        quotation.blocks.iter().for_each(|block| self.block(block, inside));
        if !quotation.source.is_empty() {
            if length(&quotation.blocks) <= KEPT {
                self.keep_last_with_next(children);
            }
            self.add_line("Quotation Source", &quotation.source);
        }
        debug_assert!(!place.quoted, "quotations do not hold quotations");
    }

    /// Keeps the last paragraph on the page of the next one, unless it is among the first `from`
    /// blocks.
    pub(super) fn keep_last_with_next(&mut self, from: usize) {
        let added = self.children.get_mut(from..).and_then(<[_]>::last_mut);
        if let Some(last) = added.filter(|last| last.name == "w:p") {
            last.find_or_insert("w:pPr").children.push(element("w:keepNext"));
        }
    }
}

/// The length of the last paragraph, in characters.
fn length(blocks: &[Block]) -> usize {
    match blocks.last() {
        Some(Block::Paragraph(content)) => plain_text(content).chars().count(),
        Some(Block::List(list)) => list.items.last().map_or(0, |item| length(&item.blocks)),
        _ => 0,
    }
}

/// The style of a paragraph that does not start a list item.
fn continued(place: Place) -> String {
    match place {
        Place { quoted: true, .. } => "Quote".to_owned(),
        Place { level: 0, .. } => "Normal".to_owned(),
        Place { level, .. } => of_level("List Continue", level),
    }
}
