//! Blocks that the tool adds: masthead, edition lines, contents, list of graphs, pointers and
//! registers. The contents and the list of graphs are fields with filled-in entries, each a link
//! with its page number in the PDF.

use docx_rs::Run;

use super::DocxInput;
use super::body::Body;
use super::lines::{
    Setting, built, field_mark, field_start, link, page_field, runs, start_page, styled, tab,
};
use super::names::{graph_name, heading_name, sequence_name};
use super::styles::{lang, table_width};
use super::xml::{Element, element, value};
use crate::document::{
    Block, Contents, Document, Generated, Graph, IndexTable, Inline, Label, Masthead, plain_text,
};

/// The number of underlined spaces in the field for a number.
const BLANKS: usize = 24;

impl<'a> Body<'a> {
    pub(super) fn generated(&mut self, generated: &'a Generated) {
        match generated {
            Generated::Masthead(masthead) => self.masthead(masthead),
            Generated::Edition(lines) => self.add_line("Subtitle", &Inline::lines(lines)),
            Generated::Contents(Contents { heading, starts_page }) => {
                let DocxInput { document, design, .. } = self.input;
                let entries = contents(document, design.page.contents);
                self.framed(heading, *starts_page, entries);
            }
            Generated::Graphs(heading) => {
                let entries = list_of_graphs(&self.input.document.graphs());
                self.framed(heading, false, entries);
            }
            Generated::BackLink(content) => self.add_line("Pointer", content),
            Generated::IndexTable(register) => self.register(register),
        }
    }

    /// Adds the contents or the list of graphs in a content control; Word offers to update the first
    /// one.
    fn framed(&mut self, heading: &str, starts_page: bool, entries: Vec<Element>) {
        let mut heading = self.line("TOC Heading", &[Inline::tool(heading)]);
        if starts_page {
            start_page(&mut heading);
        }
        self.frames += 1;
        let language = lang(&self.input.document.about.language);
        let gallery = element("w:docPartObj")
            .child(value("w:docPartGallery", "Table of Contents"))
            .child(element("w:docPartUnique"));
        let properties = element("w:sdtPr")
            .child(element("w:rPr").child(language))
            .child(value("w:id", self.frames))
            .children((self.frames == 1).then_some(gallery));
        let content = element("w:sdtContent").child(heading).children(entries);
        self.children.push(element("w:sdt").child(properties).child(content));
    }

    fn masthead(&mut self, masthead: &'a Masthead) {
        let plain = Setting::default();
        let logo = masthead.logo.as_ref().map(|logo| {
            let end = element("w:br").with("w:type", "textWrapping");
            self.pixels(logo, table_width(self.input.design)).child(end)
        });
        let number = match &masthead.number {
            Some(number) => runs(number, Setting::strong()),
            None => {
                let blank = Run::new().add_text("\u{A0}".repeat(BLANKS)).underline("single");
                // Its words, which a click selects as a whole, are to be replaced.
                let properties = element("w:sdtPr")
                    .child(value("w:alias", &masthead.label))
                    .child(element("w:showingPlcHdr"));
                let content = element("w:sdtContent").child(built(&blank));
                vec![element("w:sdt").child(properties).child(content)]
            }
        };
        let paragraph = styled("Masthead")
            .children(logo)
            .children(runs(&masthead.organization, Setting::strong()))
            .child(tab())
            .children(runs(&format!("{} ", masthead.label), plain))
            .children(number);
        self.children.push(paragraph);
    }

    fn register(&mut self, register: &IndexTable) {
        let widths = self.shares(register.widths.iter().map(|width| f64::from(*width)));
        let titles: Vec<Inline> = register.columns.iter().map(Inline::tool).collect();
        let titles = titles.iter().map(std::slice::from_ref).collect();
        let styles = vec!["Index Text"; widths.len()];
        let title = self.title.clone();
        self.grid(&title, titles, &register.rows, &styles, (widths, &[]));
        // Word requires a paragraph after a table.
        self.children.push(styled("Table Note"));
    }
}

/// The paragraphs of the table of contents for headings down to `levels`.
fn contents(document: &Document, levels: u8) -> Vec<Element> {
    let headings = document.all_blocks().into_iter().filter_map(Block::heading);
    let listed = headings.enumerate().filter(|(_, heading)| heading.is_listed(levels));
    let listed = listed.map(|(index, heading)| {
        let link = entry(&heading_name(index + 1), &plain_text(&heading.content));
        (format!("TOC {}", heading.level.min(3)), link)
    });
    list(&format!(" TOC \\o \"1-{levels}\" \\h \\z "), listed)
}

/// The paragraphs of a list, given the style and link of each, wrapped in a field with this
/// instruction.
fn list(instruction: &str, links: impl Iterator<Item = (String, Element)>) -> Vec<Element> {
    let links: Vec<(String, Element)> = links.collect();
    let last = links.len().saturating_sub(1);
    let paragraph = |(index, (style, link)): (usize, (String, Element))| {
        let start = (index == 0).then(|| field_start(instruction, Setting::default()));
        let end = (index == last).then(|| field_mark("end", Setting::default()));
        styled(&style).children(start.into_iter().flatten()).child(link).children(end)
    };
    links.into_iter().enumerate().map(paragraph).collect()
}

/// A link, with a field for the page of its target.
fn entry(anchor: &str, text: &str) -> Element {
    let page = page_field(&format!(" PAGEREF {anchor} \\h "), anchor);
    let content = [runs(text, Setting::default()), vec![tab()], page].concat();
    link("w:anchor", anchor, content)
}

/// The paragraphs of the list of graphs.
fn list_of_graphs(graphs: &[&Graph]) -> Vec<Element> {
    let listed = graphs.iter().map(|graph| {
        let caption = graph.caption.as_deref().map(plain_text).unwrap_or_default();
        let separator = graph.label.separator(graph.caption.is_some());
        let text = format!("{}{separator}{caption}", graph.label.text());
        ("Table of Figures".to_owned(), entry(&graph_name(&graph.key), &text))
    });
    list(&graphs_instruction(graphs), listed)
}

/// The instruction of the field that lists graphs: by their sequence, or by the caption style if
/// their labels use different words.
fn graphs_instruction(graphs: &[&Graph]) -> String {
    let sequence = |graph: &&Graph| match &graph.label {
        Label::Numbered { word, .. } => Some(sequence_name(word)),
        Label::Issued(_) => None,
    };
    let first = graphs.first().and_then(sequence);
    match first.filter(|first| graphs.iter().all(|graph| sequence(graph).as_ref() == Some(first))) {
        Some(sequence) => format!(" TOC \\h \\z \\c \"{sequence}\" "),
        None => " TOC \\h \\z \\t \"Caption,1\" ".to_owned(),
    }
}
