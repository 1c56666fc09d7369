//! Lines: texts that know where they came from, and what marks them.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::figure::Figure;

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

    /// Text of the tool that shows figures, or says that they are not published.
    pub fn mention(text: impl Into<String>, figures: Vec<Figure>) -> Self {
        Inline::Text(Text { text: text.into(), origin: Origin::Mention(figures) })
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
#[serde(from = "KeptOrigin")]
pub enum Origin {
    /// Literal text of a template or of the data: the file has the text there, perhaps with escapes. In a tree that release
    /// 0.2.0 kept, the line of a template or a whole text.
    Place(Span),
    /// A template, which computed it: the tag that prints it. Also a name that is made from several texts of the data.
    Computed(Span),
    /// The tally: the tag of a template that prints it.
    Figure(Figure, Span),
    /// The tool, in words that show figures or say that they are not published.
    Mention(Vec<Figure>),
    /// The tool.
    Tool,
}

/// An origin in a kept tree, which another release may have written.
#[derive(Deserialize)]
enum KeptOrigin {
    Place(Span),
    Computed(Span),
    Figure(String, Span),
    Mention(Vec<String>),
    Tool,
}

impl From<KeptOrigin> for Origin {
    /// A figure that this release does not know is plain text.
    fn from(kept: KeptOrigin) -> Self {
        match kept {
            KeptOrigin::Place(span) => Origin::Place(span),
            KeptOrigin::Computed(span) => Origin::Computed(span),
            KeptOrigin::Figure(figure, span) => match Figure::parse(&figure) {
                Some(figure) => Origin::Figure(figure, span),
                None => Origin::Place(span),
            },
            KeptOrigin::Mention(figures) => {
                Origin::Mention(figures.iter().filter_map(|figure| Figure::parse(figure)).collect())
            }
            KeptOrigin::Tool => Origin::Tool,
        }
    }
}

impl Origin {
    /// The place in the project's files; none for what the tool adds.
    pub fn place(&self) -> Option<Span> {
        match self {
            Origin::Place(span) | Origin::Computed(span) | Origin::Figure(_, span) => Some(*span),
            Origin::Mention(_) | Origin::Tool => None,
        }
    }

    /// The figures that the text shows or speaks of.
    pub fn figures(&self) -> &[Figure] {
        match self {
            Origin::Figure(figure, _) => std::slice::from_ref(figure),
            Origin::Mention(figures) => figures,
            Origin::Place(_) | Origin::Computed(_) | Origin::Tool => &[],
        }
    }
}

/// The texts of a line in order, with those of its footnotes.
pub fn texts<'l>(line: &'l [Inline]) -> Vec<&'l Text> {
    let text = |inline: &'l Inline| match inline {
        Inline::Text(text) => vec![text],
        other => texts(other.content()),
    };
    line.iter().flat_map(text).collect()
}

/// The links of a line, with what each shows and where it leads.
pub fn links<'c>(content: &'c [Inline]) -> Vec<(&'c [Inline], &'c str)> {
    let link = |inline: &'c Inline| match inline {
        Inline::Link { target, content } => vec![(content.as_slice(), target.as_str())],
        other => links(other.content()),
    };
    content.iter().flat_map(link).collect()
}

/// The plain text of inlines, without emphasis, links, footnotes and what refers to anchors; a break is a space.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    push_text(inlines, false, &mut text);
    text
}

/// The same with what refers to anchors: the words that readers see.
pub fn shown_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    push_text(inlines, true, &mut text);
    text
}

fn push_text(inlines: &[Inline], with_anchors: bool, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(&text.text),
            Inline::Reference { label, .. } => out.push_str(label),
            Inline::Cross { label, .. } if with_anchors => out.push_str(label),
            Inline::Cross { .. } | Inline::Footnote(_) => {}
            Inline::Break => out.push(' '),
            Inline::Emphasis(_)
            | Inline::Strong(_)
            | Inline::Link { .. }
            | Inline::Foreign { .. } => push_text(inline.content(), with_anchors, out),
        }
    }
}
