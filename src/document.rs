//! The document tree: small, resolved and owned. Numbers are given, references found, graphs drawn; writers walk it and
//! decide nothing, and all that reads its words reads its passages.

use serde::{Deserialize, Serialize};

mod added;
mod graph;
mod inline;
mod passage;
mod walk;

pub use added::{Added, Contents, Masthead, Register};
pub use graph::{Column, Graph, Label, Row, Table};
pub use inline::{Inline, Origin, Text, links, plain_text, shown_text, texts};
pub use passage::{Author, Kind, Passage, Piece, Unit, UnitKind};
pub use walk::{LineKind, all_blocks, visit_blocks, visit_inlines};

/// A report, ready to be written in any format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The metadata in the properties of the files.
    pub about: About,
    /// The report from its title to its end.
    pub blocks: Vec<Node>,
}

impl Document {
    /// All blocks, each before those in it.
    pub fn all_blocks(&self) -> Vec<&Block> {
        all_blocks(self.blocks.iter().map(|node| &node.block))
    }

    /// The graphs, in order.
    pub fn graphs(&self) -> Vec<&Graph> {
        let blocks = self.all_blocks().into_iter();
        let graphs = blocks.filter_map(|block| match block {
            Block::Graph(graph) => Some(graph),
            _ => None,
        });
        graphs.collect()
    }
}

/// Properties of the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The title, as plain text.
    pub title: String,
    /// What it is about; none if data/report.toml says nothing of it.
    pub subject: Option<String>,
    /// The issuing organization.
    pub organization: String,
    /// BCP 47 tag of its language, such as `en`.
    pub language: String,
    /// What the edition is; absent from a report as issued.
    pub edition: Option<String>,
    /// How the number of a page is said.
    #[serde(default)]
    pub page_number: Vec<PageNumber>,
}

/// A piece of what is said of a page's number, such as `Page 3 of 20`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageNumber {
    /// Words around the numbers.
    Words(String),
    /// The number of the page.
    Page,
    /// How many pages there are.
    Pages,
}

/// Whose words a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// The report's own text.
    Text,
    /// What the tool adds: edition line, contents, captions, data tables.
    Apparatus,
}

/// A block and whose words it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The block.
    pub block: Block,
    /// Whose words it is.
    pub role: Role,
}

impl Node {
    /// A block of the report's own text.
    pub fn text(block: Block) -> Self {
        Node { block, role: Role::Text }
    }

    /// A block that the tool adds.
    pub fn apparatus(block: Block) -> Self {
        Node { block, role: Role::Apparatus }
    }
}

/// A block of the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// The title of the report.
    Title(Vec<Inline>),
    /// What the tool adds so that readers know what they have, and find their way.
    Added(Added),
    /// A heading.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List(List),
    /// What a mechanism said, with its name.
    Quotation(Quotation),
    /// A graph with its caption.
    Graph(Graph),
    /// The figures of a graph.
    Table(Table),
}

/// A heading; its number, where it has one, is part of its content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 4; never skips a level.
    pub level: u8,
    /// Whether it begins a page.
    pub starts_page: bool,
    /// What it opens.
    #[serde(default)]
    pub opens: Opens,
    /// The name by which references find it; unique in the document.
    #[serde(default)]
    pub anchor: Option<String>,
    /// The heading's words.
    pub content: Vec<Inline>,
}

impl Heading {
    /// A heading of a section.
    pub fn new(level: u8, content: Vec<Inline>) -> Self {
        Heading { level, starts_page: false, opens: Opens::Section, anchor: None, content }
    }

    /// Whether contents of so many levels list it.
    pub fn is_listed(&self, levels: u8) -> bool {
        self.level <= levels && self.opens != Opens::Practices
    }
}

/// What a heading opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Opens {
    /// Any section.
    #[default]
    Section,
    /// A part of the annex.
    Part,
    /// A summary point.
    Point,
    /// The practices of a mechanism, which the contents leave out.
    Practices,
}

/// A list; all items are numbered or none is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// The items.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The number as printed; none in a bulleted list.
    pub number: Option<u64>,
    /// Whether it is one of the messages that the survey conveys.
    pub key_message: bool,
    /// The name by which references find it; unique in the document.
    #[serde(default)]
    pub anchor: Option<String>,
    /// Paragraphs and lists.
    pub blocks: Vec<Block>,
}

/// What a mechanism said in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quotation {
    /// Paragraphs and lists; the text includes its quotation marks, if it has any.
    pub blocks: Vec<Block>,
    /// Who said it; empty where it is anonymous.
    pub source: Vec<Inline>,
}
