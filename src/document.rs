//! The document tree: small, resolved and owned. Numbers are given, references found, graphs drawn; writers walk it and
//! decide nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;

mod added;
mod graph;

pub use added::{Added, Contents, Masthead, Register};
pub use graph::{Column, Graph, Label, Row, Table};

/// The stable name of a figure of the tally, such as `sdg-relevance.sdg-8.share`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FigureId(pub String);

impl fmt::Display for FigureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A report, ready to be written in any format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// What stands in the properties of the files.
    pub about: About,
    /// The report from its title to its end.
    pub blocks: Vec<Node>,
}

impl Document {
    /// All blocks, each before those that stand in it.
    pub fn all_blocks(&self) -> Vec<&Block> {
        let mut waiting: Vec<&Block> = self.blocks.iter().rev().map(|node| &node.block).collect();
        let mut all = Vec::new();
        while let Some(block) = waiting.pop() {
            all.push(block);
            waiting.extend(block.inner().into_iter().rev());
        }
        all
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

impl Block {
    /// The blocks that stand in it.
    pub fn inner(&self) -> Vec<&Block> {
        match self {
            Block::List(list) => list.items.iter().flat_map(|item| &item.blocks).collect(),
            Block::Quotation(quotation) => quotation.blocks.iter().collect(),
            Block::Title(_)
            | Block::Added(_)
            | Block::Heading(_)
            | Block::Paragraph(_)
            | Block::Graph(_)
            | Block::Table(_) => Vec::new(),
        }
    }
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
    /// Paragraphs and lists; quotation marks, where there are any, stand in the text.
    pub blocks: Vec<Block>,
    /// Who said it; empty where it is anonymous.
    pub source: Vec<Inline>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Inline {
    /// Plain text.
    Text(Text),
    /// Emphasized, usually in italics.
    Emphasis(Vec<Inline>),
    /// Strongly emphasized, usually bold.
    Strong(Vec<Inline>),
    /// A link to an address.
    Link {
        /// An `http:`, `https:` or `mailto:` address.
        target: String,
        /// What is shown.
        content: Vec<Inline>,
    },
    /// A reference to a graph.
    Reference {
        /// The key of the graph.
        graph: String,
        /// Its label.
        label: String,
    },
    /// A reference to a heading or item, by its anchor.
    Cross {
        /// The anchor.
        anchor: String,
        /// What is shown.
        label: String,
    },
    /// Words in another language than the report's.
    Foreign {
        /// BCP 47 tag of the language.
        language: String,
        /// The words.
        content: Vec<Inline>,
    },
    /// A note at the foot of the page.
    Footnote(Vec<Inline>),
    /// A forced end of line.
    Break,
}

impl Inline {
    /// Text that the tool itself adds.
    pub fn tool(text: impl Into<String>) -> Self {
        Inline::Text(Text { text: text.into(), origin: Origin::Tool })
    }
}

/// Plain text that knows where it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The characters; no markup, never empty.
    pub text: String,
    /// Where they came from.
    pub origin: Origin,
}

/// Where a piece of text came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// A template or a text of the data.
    Place(Span),
    /// The tally, at a place of a template.
    Figure(FigureId, Span),
    /// The tool.
    Tool,
}

/// The plain text of inlines, without emphasis, links, footnotes and what refers to anchors; a break is a space.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    push_plain(inlines, &mut text);
    text
}

/// The same with what refers to anchors: the words that readers see.
pub fn shown_text(inlines: &[Inline]) -> String {
    let piece = |inline: &Inline| match inline {
        Inline::Cross { label, .. } => label.clone(),
        Inline::Emphasis(content)
        | Inline::Strong(content)
        | Inline::Link { content, .. }
        | Inline::Foreign { content, .. } => shown_text(content),
        Inline::Text(_) | Inline::Reference { .. } | Inline::Footnote(_) | Inline::Break => {
            plain_text(std::slice::from_ref(inline))
        }
    };
    inlines.iter().map(piece).collect()
}

fn push_plain(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(&text.text),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Link { content, .. }
            | Inline::Foreign { content, .. } => push_plain(content, out),
            Inline::Reference { label, .. } => out.push_str(label),
            Inline::Cross { .. } | Inline::Footnote(_) => {}
            Inline::Break => out.push(' '),
        }
    }
}
