//! A document as passages that can be compared: each with what it is, where it stands and what it says.

use std::collections::BTreeSet;

use crate::diagnostic::{FileId, Sources, Span};
use crate::document::{
    Block, Document, FigureId, Graph, Heading, Inline, Item, Label, Origin, Quotation, Table, Text,
    plain_text,
};

/// The longest heading in a place, in characters.
const LONGEST_HEADING: usize = 60;

/// What a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Title,
    Heading,
    Message,
    Paragraph,
    Item,
    Quotation,
    Practice,
    Caption,
    /// A graph and its table, with all that they show.
    Graph,
    Footnote,
}

/// A passage of a document.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    pub(super) kind: Kind,
    /// Where it stands, in words.
    pub(super) place: String,
    /// What it says; paragraphs are parted by line ends.
    pub(super) text: String,
    /// Its number, if it is an item that has one.
    pub(super) number: Option<u64>,
    /// The key of the graph that it is about.
    pub(super) graph: Option<String>,
    /// Who said or did it, as printed.
    pub(super) source: String,
    /// The figures that it prints.
    pub(super) figures: BTreeSet<FigureId>,
    /// The places of the files that its words came from.
    pub(super) origins: BTreeSet<Span>,
}

/// All passages of a document, in order, but those that say which edition it is.
pub(super) fn read(sources: &Sources, document: &Document) -> Vec<Passage> {
    let mut reader = Reader {
        mechanisms: sources.find("data/mechanisms.toml"),
        responses: sources
            .iter()
            .filter(|(_, source)| source.name.starts_with("data/responses/"))
            .map(|(id, _)| id)
            .collect(),
        heading: String::new(),
        practice: None,
        paragraphs: 0,
        passages: Vec::new(),
    };
    for node in &document.blocks {
        reader.block(&node.block);
    }
    reader.passages
}

struct Reader {
    mechanisms: Option<FileId>,
    responses: BTreeSet<FileId>,
    /// The heading under which the next passage stands.
    heading: String,
    /// The name of the mechanism whose practices follow.
    practice: Option<String>,
    /// Paragraphs under that heading so far.
    paragraphs: usize,
    passages: Vec<Passage>,
}

impl Reader {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(content) => self.add(Kind::Title, "title", content, None),
            Block::Edition(_) | Block::Contents(_) => {}
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => {
                self.paragraphs += 1;
                let kind = if self.is_practice(content) { Kind::Practice } else { Kind::Paragraph };
                self.add(kind, &format!("paragraph {}", self.paragraphs), content, None);
            }
            Block::List(list) => {
                list.items.iter().enumerate().for_each(|(index, item)| self.item(index, item));
            }
            Block::Quotation(quotation) => self.quotation(quotation),
            Block::Graph(graph) => self.graph(graph),
            Block::Table(table) => self.table(table),
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let words = plain_text(&heading.content);
        let is_name =
            origins(&heading.content).iter().all(|place| Some(place.file) == self.mechanisms);
        self.paragraphs = 0;
        if is_name && !words.is_empty() {
            // A mechanism's name over its practices: a place, not a passage.
            self.practice = Some(words);
            return;
        }
        self.practice = None;
        self.heading = shortened(&words);
        self.add(Kind::Heading, "heading", &heading.content, None);
    }

    fn item(&mut self, index: usize, item: &Item) {
        let mut content = Vec::new();
        gather(&item.blocks, &mut content);
        let kind = match item.key_message {
            true => Kind::Message,
            false if self.is_practice(&content) => Kind::Practice,
            false => Kind::Item,
        };
        let number = item.number.unwrap_or(index as u64 + 1);
        let name = if item.key_message { "message" } else { "item" };
        self.add(kind, &format!("{name} {number}"), &content, item.number);
    }

    fn quotation(&mut self, quotation: &Quotation) {
        let mut content = Vec::new();
        gather(&quotation.blocks, &mut content);
        let source = plain_text(&quotation.source);
        let what = match source.as_str() {
            "" => "quotation without a name".to_owned(),
            source => format!("quotation of {source}"),
        };
        self.add(Kind::Quotation, &what, &content, None);
        if let Some(passage) = self.passages.last_mut() {
            passage.source = source;
        }
    }

    fn graph(&mut self, graph: &Graph) {
        let label = graph.label.bare();
        let caption = graph.caption.as_deref().unwrap_or_default();
        let origin = match &graph.label {
            Label::Issued(text) => text.origin.clone(),
            Label::Numbered { .. } => Origin::Tool,
        };
        let mut content = vec![Inline::Text(Text { text: format!("{label}. "), origin })];
        content.extend_from_slice(caption);
        if let Some(note) = &graph.note {
            content.push(Inline::Break);
            content.extend_from_slice(note);
        }
        self.add(Kind::Caption, &label, &content, None);
        self.about(graph.key.clone());
        let shown = [Inline::tool(&graph.alt), Inline::Break, Inline::tool(&graph.svg)];
        self.add(Kind::Graph, &label, &shown, None);
        self.about(graph.key.clone());
    }

    /// A table belongs to its graph: what it says is what that shows.
    fn table(&mut self, table: &Table) {
        let mut content = Vec::new();
        let cells = table.rows.iter().flat_map(|row| &row.cells).chain(&table.notes);
        for cell in cells {
            content.extend_from_slice(cell);
            content.push(Inline::Break);
        }
        let what = plain_text(&table.caption);
        self.add(Kind::Graph, &what, &content, None);
        self.about(table.graph.clone());
    }

    fn about(&mut self, graph: String) {
        if let Some(passage) = self.passages.last_mut() {
            passage.graph = Some(graph);
        }
    }

    fn add(&mut self, kind: Kind, what: &str, content: &[Inline], number: Option<u64>) {
        let heading = match (&self.practice, self.heading.as_str()) {
            (Some(name), _) => format!("practices of {name}"),
            (None, "") => "opening text".to_owned(),
            (None, heading) => format!("“{heading}”"),
        };
        let place = match kind {
            Kind::Title => "title".to_owned(),
            Kind::Heading | Kind::Caption | Kind::Graph => what.to_owned(),
            Kind::Practice => format!("{heading}, {what}"),
            _ => format!("{heading}, {what}"),
        };
        let mut figures = BTreeSet::new();
        collect_figures(content, &mut figures);
        let source = self.practice.clone().unwrap_or_default();
        let (text, graph, origins) = (text(content), None, origins(content));
        self.passages.push(Passage { kind, place, text, number, graph, source, figures, origins });
        self.footnotes(content);
    }

    fn footnotes(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Footnote(note) => self.add(Kind::Footnote, "footnote", note, None),
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Link { content, .. } => self.footnotes(content),
                Inline::Text(_) | Inline::Reference { .. } | Inline::Break => {}
            }
        }
    }

    /// Whether all these words came from responses.
    fn is_practice(&self, content: &[Inline]) -> bool {
        let places = origins(content);
        !places.is_empty() && places.iter().all(|place| self.responses.contains(&place.file))
    }
}

/// The lines of blocks, parted by breaks.
fn gather(blocks: &[Block], out: &mut Vec<Inline>) {
    for block in blocks {
        if !out.is_empty() {
            out.push(Inline::Break);
        }
        match block {
            Block::Paragraph(content) => out.extend_from_slice(content),
            Block::List(list) => {
                for item in &list.items {
                    let mark =
                        item.number.map_or("– ".to_owned(), |number| format!("{number}. "));
                    let mut inner = Vec::new();
                    gather(&item.blocks, &mut inner);
                    out.push(Inline::tool(mark));
                    out.append(&mut inner);
                    out.push(Inline::Break);
                }
                out.pop();
            }
            Block::Quotation(quotation) => gather(&quotation.blocks, out),
            Block::Heading(heading) => out.extend_from_slice(&heading.content),
            Block::Title(content) => out.extend_from_slice(content),
            Block::Graph(_) | Block::Table(_) | Block::Edition(_) | Block::Contents(_) => {}
        }
    }
}

/// Plain text with an address after each link; breaks are line ends.
fn text(content: &[Inline]) -> String {
    let mut out = String::new();
    push(content, &mut out);
    out.trim().to_owned()
}

fn push(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) => out.push_str(&text.text),
            Inline::Emphasis(content) | Inline::Strong(content) => push(content, out),
            Inline::Link { content, target } => {
                push(content, out);
                if plain_text(content) != *target {
                    out.push_str(&format!(" ({target})"));
                }
            }
            Inline::Reference { label, .. } => out.push_str(label),
            Inline::Footnote(_) => {}
            Inline::Break => out.push('\n'),
        }
    }
}

/// The places that words came from; what the tool adds comes from none.
fn origins(content: &[Inline]) -> BTreeSet<Span> {
    let mut places = BTreeSet::new();
    for inline in content {
        match inline {
            Inline::Text(text) => match &text.origin {
                Origin::Place(span) | Origin::Figure(_, span) => drop(places.insert(*span)),
                Origin::Tool => {}
            },
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Link { content, .. }
            | Inline::Footnote(content) => places.append(&mut origins(content)),
            Inline::Reference { .. } | Inline::Break => {}
        }
    }
    places
}

fn collect_figures(content: &[Inline], figures: &mut BTreeSet<FigureId>) {
    for inline in content {
        match inline {
            Inline::Text(text) => {
                if let Origin::Figure(id, _) = &text.origin {
                    figures.insert(id.clone());
                }
            }
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Link { content, .. }
            | Inline::Footnote(content) => collect_figures(content, figures),
            Inline::Reference { .. } | Inline::Break => {}
        }
    }
}

/// A heading, cut at a word if it is long.
fn shortened(heading: &str) -> String {
    if heading.chars().count() <= LONGEST_HEADING {
        return heading.to_owned();
    }
    let cut: String = heading.chars().take(LONGEST_HEADING).collect();
    let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{} …", words.trim_end_matches([',', '.', ';', ':']))
}
