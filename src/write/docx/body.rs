//! The blocks of the tree as paragraphs and tables, each in its style.

use std::collections::BTreeMap;

use docx_rs::{Docx, IndentLevel, NumberingId, Paragraph, Pic, Run, TableCell, TableRow, XMLDocx};

use super::bookmarks::{graph_name, heading_name};
use super::contents::{self, Entry};
use super::lines::{Lines, Setting, field, runs, styled};
use super::numbering::{Instance, Instances, LEVELS};
use super::styles::{of_level, text_width, twips};
use super::{Extras, Picture};
use crate::document::{
    Block, Document, Graph, Heading, Inline, Item, Label, List, Quotation, Table, plain_text,
};

/// Units of a drawing to a point.
const EMU: f64 = 12_700.0;
/// The width of a column of numbers, in points.
const NUMBERS: f64 = 80.0;

/// The document so far.
pub(super) struct Body<'a> {
    extras: &'a Extras<'a>,
    docx: Docx,
    headings: Vec<Entry>,
    heading: usize,
    sequences: Sequences,
    after_contents: bool,
    /// Graphs in order.
    pub(super) graphs: Vec<&'a Graph>,
    /// Lists that start anew.
    pub(super) instances: Instances,
    /// Bookmarks, links and footnotes.
    pub(super) lines: Lines,
}

/// The longest end of a quotation, in characters, that is kept on the page of its source: some programs do not break a
/// paragraph that is kept with the next one, and would leave half a page empty.
const KEPT: usize = 1_000;

/// What a block stands in.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Depth of the lists around it.
    level: usize,
    /// Whether it is in a quotation.
    quoted: bool,
}

impl<'a> Body<'a> {
    /// Builds the parts of a document from its blocks.
    pub(super) fn write(document: &'a Document, extras: &'a Extras<'a>) -> (XMLDocx, Self) {
        let mut body = Body {
            extras,
            docx: Docx::new(),
            headings: contents::headings(document),
            heading: 0,
            sequences: Sequences::default(),
            after_contents: false,
            graphs: Vec::new(),
            instances: Instances::default(),
            lines: Lines::default(),
        };
        for node in &document.blocks {
            body.block(&node.block, Place::default());
        }
        let docx = std::mem::take(&mut body.docx);
        (docx.build(), body)
    }

    fn add(&mut self, paragraph: Paragraph) {
        self.docx = std::mem::take(&mut self.docx).add_paragraph(paragraph);
    }

    fn line(&mut self, style: &str, content: &[Inline]) -> Paragraph {
        let bold = self.extras.design.look(style).bold == Some(true);
        self.lines.paragraph(style, content, bold)
    }

    fn block(&mut self, block: &'a Block, place: Place) {
        let after_contents = std::mem::take(&mut self.after_contents);
        match block {
            Block::Title(content) => {
                let title = self.line("Title", content);
                self.add(title);
            }
            Block::Edition(lines) => {
                for line in lines {
                    let line = self.line("Subtitle", &[Inline::tool(line)]);
                    self.add(line);
                }
            }
            Block::Contents(heading) => {
                let heading = self.line("TOC Heading", &[Inline::tool(heading)]);
                self.add(heading);
                let levels = self.extras.design.page.contents;
                let entries = contents::paragraphs(&self.headings, self.extras.pages, levels);
                entries.into_iter().for_each(|entry| self.add(entry));
                self.after_contents = true;
            }
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => {
                let style = if after_contents { "Opening".to_owned() } else { continued(place) };
                let paragraph = self.line(&style, content);
                self.add(paragraph);
            }
            Block::List(list) => self.list(list, place),
            Block::Quotation(quotation) => self.quotation(quotation, place),
            Block::Graph(graph) => self.graph(graph),
            Block::Table(table) => self.table(table),
        }
    }

    fn heading(&mut self, heading: &Heading) {
        self.heading += 1;
        let mut paragraph =
            self.line(&format!("Heading {}", heading.level.min(4)), &heading.content);
        let content = std::mem::take(&mut paragraph.children);
        self.lines.bookmarked(heading_name(self.heading), content, &mut paragraph.children);
        let paragraph = match heading.starts_page {
            true => paragraph.page_break_before(true),
            false => paragraph,
        };
        self.add(paragraph);
    }

    fn list(&mut self, list: &'a List, place: Place) {
        let place = Place { level: place.level + 1, ..place };
        let level = place.level.min(LEVELS);
        let mut instance = match place.quoted {
            true => Instance::QUOTED_BULLETS,
            false => Instance::BULLETS,
        };
        let mut next = None;
        for item in &list.items {
            if let Some(number) = item.number {
                if next != Some(number) {
                    instance = self.instances.start(place.quoted, level, number);
                }
                next = Some(number + 1);
            }
            self.item(item, place, instance);
        }
    }

    /// An item: its first paragraph bears the bullet or number, the others follow below it.
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
        let paragraph = self.line(&style, first);
        // The style of a bullet has it by itself, on the levels that have a style.
        let by_style = instance == Instance::BULLETS && place.level <= super::styles::LIST_LEVELS;
        let paragraph = match by_style {
            true => paragraph,
            false => paragraph.numbering(
                NumberingId::new(instance),
                IndentLevel::new(place.level.min(LEVELS) - 1),
            ),
        };
        self.add(paragraph);
        rest.iter().for_each(|block| self.block(block, place));
    }

    fn quotation(&mut self, quotation: &'a Quotation, place: Place) {
        let inside = Place { level: 0, quoted: true };
        let has_source = !quotation.source.is_empty();
        let children = self.docx.document.children.len();
        quotation.blocks.iter().for_each(|block| self.block(block, inside));
        if has_source {
            if length(&quotation.blocks) <= KEPT {
                self.keep_last_with_next(children);
            }
            let source = self.line("Quotation Source", &quotation.source);
            self.add(source);
        }
        debug_assert!(!place.quoted, "quotations do not hold quotations");
    }

    /// Keeps the last paragraph of the document, if it is not one of the first `from`, on the page of what follows.
    fn keep_last_with_next(&mut self, from: usize) {
        let added = self.docx.document.children.get_mut(from..).and_then(<[_]>::last_mut);
        if let Some(docx_rs::DocumentChild::Paragraph(last)) = added {
            last.property.keep_next = Some(true);
        }
    }

    fn graph(&mut self, graph: &'a Graph) {
        self.graphs.push(graph);
        let Picture { width, height, .. } = self.extras.pictures[&graph.key];
        let emu = |points: f64| (points * EMU).round() as u32;
        // Its bytes are put into the package by its key.
        let picture = Pic::new_with_dimensions(Vec::new(), width, height)
            .id(super::finish::picture_id(&graph.key))
            .size(emu(graph.width), emu(graph.height));
        self.add(styled("Graph").add_run(Run::new().add_image(picture)));
        let caption = self.caption(graph);
        self.add(caption);
        if let Some(note) = &graph.note {
            let children = self.docx.document.children.len();
            self.keep_last_with_next(children - 1);
            let note = self.line("Graph Note", note);
            self.add(note);
        }
    }

    /// The label, its number a field, and the caption.
    fn caption(&mut self, graph: &Graph) -> Paragraph {
        let strong = Setting::strong();
        let label = match &graph.label {
            Label::Numbered { word, number, .. } => {
                let mut label = runs(&format!("{word} "), strong);
                let instruction = self.sequences.instruction(word, *number);
                label.extend(field(&instruction, &number.to_string(), strong));
                label
            }
            Label::Issued(_) => runs(&graph.label.bare(), strong),
        };
        let mut paragraph = styled("Caption");
        self.lines.bookmarked(graph_name(&graph.key), label, &mut paragraph.children);
        let stop = graph.label.text().split_off(graph.label.bare().len());
        let between = format!("{stop}{}", graph.separator());
        if !between.is_empty() {
            paragraph.children.extend(runs(&between, strong));
        }
        if let Some(caption) = &graph.caption {
            paragraph.children.extend(self.lines.line(caption, Setting::default()));
        }
        paragraph
    }

    fn table(&mut self, table: &Table) {
        let caption = self.line("Table Caption", &table.caption);
        self.add(caption);
        let widths = widths(table, text_width(self.extras.design));
        let styles: Vec<&str> = table
            .columns
            .iter()
            .map(|column| if column.numbers { "Table Number" } else { "Table Text" })
            .collect();
        let titles: Vec<&Vec<Inline>> = table.columns.iter().map(|column| &column.title).collect();
        let rows = table.rows.iter().map(|row| row.cells.iter().collect());
        let mut written = Vec::new();
        for cells in std::iter::once(titles).chain(rows) {
            let cells =
                cells.into_iter().zip(&styles).zip(&widths).map(|((cell, style), width)| {
                    let cell = self.line(style, cell);
                    TableCell::new().add_paragraph(cell).width(*width, docx_rs::WidthType::Dxa)
                });
            written.push(TableRow::new(cells.collect()).cant_split());
        }
        let table_width = widths.iter().sum();
        let written = docx_rs::Table::new(written)
            .style("FiguresTable")
            .set_grid(widths)
            .width(table_width, docx_rs::WidthType::Dxa)
            .layout(docx_rs::TableLayoutType::Fixed);
        self.docx = std::mem::take(&mut self.docx).add_table(written);
        let notes = self.line("Table Note", &table.notes.join(&Inline::Break));
        self.add(notes);
    }
}

/// How many characters the last paragraph has.
fn length(blocks: &[Block]) -> usize {
    match blocks.last() {
        Some(Block::Paragraph(content)) => plain_text(content).chars().count(),
        Some(Block::List(list)) => list.items.last().map_or(0, |item| length(&item.blocks)),
        _ => 0,
    }
}

/// The style of a paragraph that begins no item.
fn continued(place: Place) -> String {
    match place {
        Place { quoted: true, .. } => "Quote".to_owned(),
        Place { level: 0, .. } => "Normal".to_owned(),
        Place { level, .. } => of_level("List Continue", level),
    }
}

/// Word's sequences of numbers: the last number of each, by the word that they count.
#[derive(Debug, Default)]
struct Sequences(BTreeMap<String, usize>);

impl Sequences {
    /// The field that gives the next number of that word. It counts on by itself; a number that does not follow is set.
    fn instruction(&mut self, word: &str, number: usize) -> String {
        let name: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        let name = if name.is_empty() { "Graph".to_owned() } else { name };
        let last = self.0.insert(name.clone(), number).unwrap_or(0);
        let set = if number == last + 1 { String::new() } else { format!("\\r {number} ") };
        format!(" SEQ {name} \\* ARABIC {set}")
    }
}

/// Widths of columns, in twentieths of a point: numbers have a fixed one, words share what is left.
fn widths(table: &Table, whole: f64) -> Vec<usize> {
    let numbers = table.columns.iter().filter(|column| column.numbers).count();
    let words = table.columns.len() - numbers;
    let left = (whole - NUMBERS * numbers as f64) / words.max(1) as f64;
    let width = |numbers| twips(if numbers { NUMBERS } else { left }).max(1) as usize;
    table.columns.iter().map(|column| width(column.numbers)).collect()
}
