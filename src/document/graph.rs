//! Graphs, and tables of their figures.

use serde::{Deserialize, Deserializer, Serialize};

use super::{Inline, Text, plain_text};

/// A graph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Graph {
    /// The key: the file is `charts/KEY.svg`.
    pub key: String,
    /// The report's own text under the graph, such as `Graph 1`.
    pub label: Label,
    /// What it shows (apparatus); none in a report as issued.
    pub caption: Option<Vec<Inline>>,
    /// What is not in the graph and why (apparatus).
    pub note: Option<Vec<Inline>>,
    /// The lines of the drawing: a row for each option, then the base.
    #[serde(default)]
    pub drawn: Vec<Vec<Inline>>,
    /// What a person who can't see it should know: all its figures in words.
    #[serde(deserialize_with = "line")]
    pub alt: Vec<Inline>,
    /// The drawing.
    pub svg: String,
    /// Width of the drawing, in points.
    pub width: f64,
    /// Height of the drawing, in points.
    pub height: f64,
}

/// Reads a line, which release 0.2.0 kept as a string.
fn line<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Inline>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Kept {
        Text(String),
        Line(Vec<Inline>),
    }
    Ok(match Kept::deserialize(deserializer)? {
        Kept::Text(text) => vec![Inline::tool(text)],
        Kept::Line(line) => line,
    })
}

impl Graph {
    /// The alternative text of the drawing, without markup.
    pub fn alternative(&self) -> String {
        plain_text(&self.alt)
    }

    /// The path of the drawing in the folder of outputs.
    pub fn path(&self) -> String {
        format!("charts/{}.svg", self.key)
    }

    /// The separator between the label and the caption.
    pub fn separator(&self) -> &'static str {
        match (&self.caption, self.label.text().ends_with('.')) {
            (None, _) => "",
            (Some(_), true) => " ",
            (Some(_), false) => ". ",
        }
    }
}

/// What a graph is called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Label {
    /// A word and a number.
    Numbered {
        /// Such as `Graph`.
        word: String,
        /// The number: the graph's own among all graphs, from 1, or the one that was issued.
        number: usize,
        /// Whether a stop follows, as one was issued.
        stop: bool,
    },
    /// A label without a number, as it was issued.
    Issued(Text),
}

impl Label {
    /// The label as it is printed.
    pub fn text(&self) -> String {
        match self {
            Label::Numbered { word, number, stop } => {
                format!("{word} {number}{}", if *stop { "." } else { "" })
            }
            Label::Issued(text) => text.text.clone(),
        }
    }

    /// The label as a reference names it: without a stop after it.
    pub fn bare(&self) -> String {
        self.text().trim_end_matches('.').to_owned()
    }
}

/// The figures of a graph as a table: what the drawing says to those who see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The key of the graph.
    pub graph: String,
    /// What it holds.
    pub caption: Vec<Inline>,
    /// Its columns; the first one names the rows.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Row>,
    /// What its marks mean and what its figures rest on.
    pub notes: Vec<Vec<Inline>>,
    /// Whether a page may end between its rows.
    #[serde(default)]
    pub splits: bool,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// The words in the header.
    pub title: Vec<Inline>,
    /// Whether it contains numbers, which are aligned to the right.
    pub numbers: bool,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The content of each cell.
    pub cells: Vec<Vec<Inline>>,
}
