//! A document as passages that can be compared: each with what it is, where it stands and what it says.

use std::collections::{BTreeMap, BTreeSet};

use self::words::{collect_figures, gather, origins, text};
use crate::diagnostic::{FileId, SourceKind, Sources, Span};
use crate::document::{
    Block, Document, Graph, Heading, Inline, Item, Label, Node, Origin, Quotation, Role, Table,
    Text, plain_text,
};
use crate::figure::Figure;
use crate::model::Survey;
use crate::words::{Word, Words};

mod words;

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
    /// The same with emphasis between asterisks, and `[note]` where a footnote is referred to; of a table, its words
    /// without the figures.
    pub(super) set: String,
    /// Its number, if it is an item that has one; the level of a heading.
    pub(super) number: Option<u64>,
    /// The key of the graph that it is about.
    pub(super) graph: Option<String>,
    /// Who said or did it, as printed.
    pub(super) source: String,
    /// Whose words these are, whatever the printed name: the key of a mechanism, if it is known; empty for others.
    pub(super) who: String,
    /// The figures that it prints.
    pub(super) figures: BTreeSet<Figure>,
    /// The places of the files that its words came from.
    pub(super) origins: BTreeSet<Span>,
}

/// All passages of a document, in order, but those that say which edition it is.
pub(super) fn read(
    sources: &Sources,
    survey: &Survey,
    document: &Document,
    words: &Words,
) -> Vec<Passage> {
    let mut reader = Reader {
        words,
        mechanisms: sources.of_kind(&SourceKind::Mechanisms),
        responses: sources
            .iter()
            .filter_map(|(id, source)| Some((id, source.kind.response_key()?.to_owned())))
            .collect(),
        names: survey
            .mechanisms
            .values()
            .map(|mechanism| (mechanism.quotation.value.clone(), mechanism.key.to_string()))
            .collect(),
        heading: String::new(),
        practice: None,
        paragraphs: 0,
        passages: Vec::new(),
    };
    // The headings of what the tool makes of the report are none of its passages.
    let is_own = |node: &&Node| node.role == Role::Text || !matches!(node.block, Block::Heading(_));
    for node in document.blocks.iter().filter(is_own) {
        reader.block(&node.block);
    }
    reader.passages
}

struct Reader<'w> {
    words: &'w Words,
    mechanisms: Option<FileId>,
    /// The files of responses, each with the key of its mechanism.
    responses: BTreeMap<FileId, String>,
    /// Keys of mechanisms by the names that stand under quotations.
    names: BTreeMap<String, String>,
    /// The heading under which the next passage stands.
    heading: String,
    /// The name of the mechanism whose practices follow.
    practice: Option<String>,
    /// Paragraphs under that heading so far.
    paragraphs: usize,
    passages: Vec<Passage>,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(content) => {
                self.add(Kind::Title, self.words.say(Word::PlaceTitle, &[]), content, None)
            }
            Block::Added(_) => {}
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => {
                self.paragraphs += 1;
                let kind = if self.is_practice(content) { Kind::Practice } else { Kind::Paragraph };
                let number = self.paragraphs.to_string();
                let place = self.words.say(Word::PlaceParagraph, &[("number", &number)]);
                self.add(kind, place, content, None);
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
        let level = Some(u64::from(heading.level));
        let place = self.words.say(Word::PlaceHeading, &[]);
        self.add(Kind::Heading, place, &heading.content, level);
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
        let key = if item.key_message { Word::PlaceMessage } else { Word::PlaceItem };
        let place = self.words.say(key, &[("number", &number.to_string())]);
        self.add(kind, place, &content, item.number);
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
            "" => self.words.say(Word::PlaceQuotationUnnamed, &[]),
            source => self.words.say(Word::PlaceQuotation, &[("mechanism", source)]),
        };
        let at = self.passages.len();
        self.add(Kind::Quotation, what, &content, None);
        let who = self.who(&content).or_else(|| self.names.get(&source).cloned());
        self.passages[at].who = who.unwrap_or_else(|| source.clone());
        self.passages[at].source = source;
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
        let at = self.passages.len();
        self.add(Kind::Caption, label.clone(), &content, None);
        self.passages[at].graph = Some(graph.key.clone());
        // The title of the drawing is the caption, which is told by itself.
        let drawing = graph.svg.split_once("</title>").map_or(graph.svg.as_str(), |(_, rest)| rest);
        let shown = [Inline::tool(graph.alternative()), Inline::Break, Inline::tool(drawing)];
        self.of_graph(label, &shown, &graph.key, String::new());
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
        let words: Vec<Inline> =
            content.iter().filter(|inline| !is_figure(inline)).cloned().collect();
        self.of_graph(what, &content, &table.graph, text(&words, None));
    }

    /// What a graph or its table shows, and the words in it that are no figures.
    fn of_graph(&mut self, what: String, shown: &[Inline], graph: &str, words: String) {
        let at = self.passages.len();
        self.add(Kind::Graph, what, shown, None);
        self.passages[at].graph = Some(graph.to_owned());
        self.passages[at].set = words;
    }

    fn add(&mut self, kind: Kind, what: String, content: &[Inline], number: Option<u64>) {
        let heading = match (&self.practice, self.heading.as_str()) {
            (Some(name), _) => self.words.say(Word::PlacePractices, &[("mechanism", name)]),
            (None, "") => self.words.say(Word::PlaceOpening, &[]),
            (None, heading) => self.words.say(Word::PlaceQuoted, &[("words", heading)]),
        };
        let place = match kind {
            Kind::Title | Kind::Heading | Kind::Caption | Kind::Graph => what,
            _ => self.words.say(Word::PlaceUnder, &[("heading", &heading), ("what", &what)]),
        };
        let mut figures = BTreeSet::new();
        collect_figures(content, &mut figures);
        let source = self.practice.clone().unwrap_or_default();
        let who = self.who(content).unwrap_or_default();
        let note = self.words.say(Word::PlaceNote, &[]);
        let (text, set, graph) = (text(content, None), text(content, Some(&note)), None);
        let origins = origins(content);
        let passage =
            Passage { kind, place, text, set, number, graph, source, who, figures, origins };
        self.passages.push(passage);
        self.footnotes(content);
    }

    fn footnotes(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Footnote(note) => {
                    self.add(Kind::Footnote, self.words.say(Word::PlaceFootnote, &[]), note, None);
                }
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Link { content, .. }
                | Inline::Foreign { content, .. } => self.footnotes(content),
                Inline::Text(_)
                | Inline::Reference { .. }
                | Inline::Cross { .. }
                | Inline::Break => {}
            }
        }
    }

    /// Whether all these words came from responses.
    fn is_practice(&self, content: &[Inline]) -> bool {
        let places = origins(content);
        !places.is_empty() && places.iter().all(|place| self.responses.contains_key(&place.file))
    }

    /// The mechanism whose response words came from.
    fn who(&self, content: &[Inline]) -> Option<String> {
        origins(content).iter().find_map(|place| self.responses.get(&place.file)).cloned()
    }
}

fn is_figure(inline: &Inline) -> bool {
    matches!(inline, Inline::Text(Text { origin: Origin::Figure(..), .. }))
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
