//! A document as passages that can be compared: each with what it is, where it stands and what it says.

use std::collections::{BTreeMap, BTreeSet};

use super::Side;
use crate::diagnostic::FileId;
use crate::document::{
    Block, FigureId, Graph, Heading, Inline, Item, Origin, Quotation, Table, plain_text,
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
    /// The same with emphasis between asterisks, and `[note]` where a footnote is referred to.
    pub(super) set: String,
    /// Its number, if it is an item that has one; the level of a heading.
    pub(super) number: Option<u64>,
    /// The key of the graph that it is about.
    pub(super) graph: Option<String>,
    /// Who said or did it, as printed.
    pub(super) source: String,
    /// Who that is, whatever the printed name: the key of a mechanism, if it is known.
    pub(super) who: String,
    /// The figures that it prints.
    pub(super) figures: BTreeSet<FigureId>,
}

/// All passages of a document, in order, but those that say which edition it is.
pub(super) fn read(side: &Side<'_>) -> Vec<Passage> {
    let mut reader = Reader {
        mechanisms: side.sources.find("data/mechanisms.toml"),
        responses: side
            .sources
            .iter()
            .filter_map(|(id, source)| {
                let name = source.name.strip_prefix("data/responses/")?;
                Some((id, name.split('.').next().unwrap_or(name).to_owned()))
            })
            .collect(),
        names: side
            .survey
            .mechanisms
            .values()
            .flat_map(|m| {
                [&m.heading, &m.quotation].map(|name| (name.value.clone(), m.key.clone()))
            })
            .collect(),
        heading: String::new(),
        practice: None,
        paragraphs: 0,
        passages: Vec::new(),
    };
    for node in &side.document.blocks {
        reader.block(&node.block);
    }
    reader.passages
}

struct Reader {
    mechanisms: Option<FileId>,
    /// The files of responses, each with the key of its mechanism.
    responses: BTreeMap<FileId, String>,
    /// Keys of mechanisms by the names that stand over practices and under quotations.
    names: BTreeMap<String, String>,
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
        let is_name = origins(&heading.content).iter().all(|file| Some(*file) == self.mechanisms);
        self.paragraphs = 0;
        if is_name && !words.is_empty() {
            // A mechanism's name over its practices: a place, not a passage.
            self.practice = Some(words);
            return;
        }
        self.practice = None;
        self.heading = shortened(&words);
        let level = Some(u64::from(heading.level));
        self.add(Kind::Heading, "heading", &heading.content, level);
    }

    fn item(&mut self, index: usize, item: &Item) {
        let mut content = Vec::new();
        gather(&item.blocks, 1, &mut content);
        let kind = match item.key_message {
            true => Kind::Message,
            false if self.is_practice(&content) => Kind::Practice,
            false => Kind::Item,
        };
        let number = item.number.unwrap_or(index as u64 + 1);
        let name = if item.key_message { "message" } else { "item" };
        self.add(kind, &format!("{name} {number}"), &content, item.number);
        self.graphs(&item.blocks);
    }

    /// The graphs and tables that stand in an item.
    fn graphs(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Graph(graph) => self.graph(graph),
                Block::Table(table) => self.table(table),
                _ => block
                    .inner()
                    .into_iter()
                    .for_each(|inner| self.graphs(std::slice::from_ref(inner))),
            }
        }
    }

    fn quotation(&mut self, quotation: &Quotation) {
        let mut content = Vec::new();
        gather(&quotation.blocks, 0, &mut content);
        let source = plain_text(&quotation.source);
        let what = match source.as_str() {
            "" => "quotation without a name".to_owned(),
            source => format!("quotation of {source}"),
        };
        let at = self.passages.len();
        self.add(Kind::Quotation, &what, &content, None);
        self.passages[at].who = self.who(&content, &source);
        self.passages[at].source = source;
    }

    fn graph(&mut self, graph: &Graph) {
        let label = graph.label.bare();
        let caption = graph.caption.as_deref().unwrap_or_default();
        let mut content = vec![Inline::tool(format!("{label}. "))];
        content.extend_from_slice(caption);
        if let Some(note) = &graph.note {
            content.push(Inline::Break);
            content.extend_from_slice(note);
        }
        let at = self.passages.len();
        self.add(Kind::Caption, &label, &content, None);
        self.passages[at].graph = Some(graph.key.clone());
        let shown = [Inline::tool(&graph.alt), Inline::Break, Inline::tool(&graph.svg)];
        self.add(Kind::Graph, &label, &shown, None);
        self.about(graph.key.clone());
    }

    /// A table belongs to its graph: what it says is what that shows.
    fn table(&mut self, table: &Table) {
        let mut content = Vec::new();
        let titles = table.columns.iter().map(|column| &column.title);
        let cells = table.rows.iter().flat_map(|row| &row.cells).chain(&table.notes);
        for cell in titles.chain(cells) {
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
        let who = self.who(content, &source);
        let (text, set, graph) = (text(content, false), text(content, true), None);
        let passage = Passage { kind, place, text, set, number, graph, source, who, figures };
        self.passages.push(passage);
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
        let files = origins(content);
        !files.is_empty() && files.iter().all(|file| self.responses.contains_key(file))
    }

    /// Whose words these are that `source` is printed at.
    fn who(&self, content: &[Inline], source: &str) -> String {
        let of_response =
            origins(content).iter().find_map(|file| self.responses.get(file)).cloned();
        of_response.or_else(|| self.names.get(source).cloned()).unwrap_or_else(|| source.to_owned())
    }
}

/// The lines of blocks, parted by breaks; `depth` is that of the lists around them.
fn gather(blocks: &[Block], depth: usize, out: &mut Vec<Inline>) {
    for block in blocks {
        let is_line = !matches!(
            block,
            Block::Graph(_) | Block::Table(_) | Block::Edition(_) | Block::Contents(_)
        );
        if !out.is_empty() && is_line {
            out.push(Inline::Break);
        }
        match block {
            Block::Paragraph(content) | Block::Title(content) => out.extend_from_slice(content),
            Block::List(list) => {
                for (index, item) in list.items.iter().enumerate() {
                    if index > 0 {
                        out.push(Inline::Break);
                    }
                    let mark = item.number.map_or("–".to_owned(), |number| format!("{number}."));
                    out.push(Inline::tool(format!(
                        "{}{mark} ",
                        "– ".repeat(depth.saturating_sub(1))
                    )));
                    let mut inner = Vec::new();
                    gather(&item.blocks, depth + 1, &mut inner);
                    out.append(&mut inner);
                }
            }
            Block::Quotation(quotation) => {
                gather(&quotation.blocks, depth, out);
                out.push(Inline::Break);
                out.extend_from_slice(&quotation.source);
            }
            Block::Heading(heading) => out.extend_from_slice(&heading.content),
            Block::Graph(_) | Block::Table(_) | Block::Edition(_) | Block::Contents(_) => {}
        }
    }
}

/// Plain text with an address after each link; breaks are line ends. With marks, it tells what is emphasized and where
/// footnotes are.
fn text(content: &[Inline], marks: bool) -> String {
    let mut out = String::new();
    push(content, marks, &mut out);
    out.trim().to_owned()
}

fn push(content: &[Inline], marks: bool, out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) => out.push_str(&text.text),
            Inline::Emphasis(content) => between("*", content, marks, out),
            Inline::Strong(content) => between("**", content, marks, out),
            Inline::Link { content, target } => {
                push(content, marks, out);
                if plain_text(content) != *target {
                    out.push_str(&format!(" ({target})"));
                }
            }
            Inline::Reference { label, .. } => out.push_str(label),
            Inline::Footnote(_) if marks => out.push_str("[note]"),
            Inline::Footnote(_) => {}
            Inline::Break => out.push('\n'),
        }
    }
}

/// Adds emphasized words, between `mark` if it is to be told.
fn between(mark: &str, content: &[Inline], marks: bool, out: &mut String) {
    let mark = if marks { mark } else { "" };
    out.push_str(mark);
    push(content, marks, out);
    out.push_str(mark);
}

/// The files that words came from; what the tool adds comes from none.
fn origins(content: &[Inline]) -> BTreeSet<FileId> {
    let mut files = BTreeSet::new();
    for inline in content {
        match inline {
            Inline::Text(text) => match &text.origin {
                Origin::Place(span) | Origin::Figure(_, span) => drop(files.insert(span.file)),
                Origin::Tool => {}
            },
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Link { content, .. }
            | Inline::Footnote(content) => files.append(&mut origins(content)),
            Inline::Reference { .. } | Inline::Break => {}
        }
    }
    files
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
