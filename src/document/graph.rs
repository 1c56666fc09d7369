//! Graphs, tables and pictures.

use serde::{Deserialize, Deserializer, Serialize};

use super::{Inline, Text, plain_text};

/// A graph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Graph {
    /// The key; the file is `charts/KEY.svg`.
    pub key: String,
    /// The key of the graph that it continues, if the graph is too tall for one page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<String>,
    /// The label under the graph, such as `Graph 1`, which is part of the report's own text.
    pub label: Label,
    /// The caption (generated); `None` in a report as issued.
    pub caption: Option<Vec<Inline>>,
    /// A note on what the graph omits, and why (generated).
    pub note: Option<Vec<Inline>>,
    /// The rows of the drawing: one for each option, then the base.
    #[serde(default)]
    pub drawn: Vec<Vec<Inline>>,
    /// The alternative text: all figures of the graph in words.
    #[serde(deserialize_with = "line")]
    pub alt: Vec<Inline>,
    /// The drawing.
    pub svg: String,
    /// The width of the drawing, in points.
    pub width: f64,
    /// The height of the drawing, in points.
    pub height: f64,
}

/// Reads a line; release 0.2.0 stored it as a string.
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
    /// The key of the whole graph, as in data/report.toml.
    pub fn whole(&self) -> &str {
        self.continues.as_ref().unwrap_or(&self.key)
    }

    /// The alternative text of the drawing, without markup.
    pub fn alternative(&self) -> String {
        plain_text(&self.alt)
    }

    /// The path of the drawing in the output folder.
    pub fn path(&self) -> String {
        format!("charts/{}.svg", self.key)
    }
}

/// The label of a graph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Label {
    /// A word and a number.
    Numbered {
        /// The word, such as `Graph`.
        word: String,
        /// The number: the graph's one-based position among all graphs, or the one that was issued.
        number: usize,
        /// Whether a full stop follows, as in the issued report.
        stop: bool,
    },
    /// A label without a number, as issued.
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

    /// The label without a final full stop, for use in references.
    pub fn bare(&self) -> String {
        self.text().trim_end_matches('.').to_owned()
    }

    /// The separator between the label and a caption, if there is one.
    pub fn separator(&self, has_caption: bool) -> &'static str {
        match (has_caption, self.text().ends_with('.')) {
            (false, _) => "",
            (true, true) => " ",
            (true, false) => ". ",
        }
    }
}

/// The figures of a graph as a table, or a table that is not made of answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The key of the graph; empty if there is none.
    pub graph: String,
    /// The caption; empty if there is none.
    pub caption: Vec<Inline>,
    /// The columns; the first one names the rows.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Row>,
    /// Notes on the marks and the bases of its figures; the source of other tables.
    pub notes: Vec<Vec<Inline>>,
    /// Whether a page break may separate its rows.
    #[serde(default)]
    pub splits: bool,
    /// The properties that only a table that is not made of answers has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<DataTable>,
}

/// The properties of a table that is not made of answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataTable {
    /// The key in data/report.toml; `None` for a table of a template.
    pub key: Option<String>,
    /// The label.
    pub label: Label,
    /// The width of each column, as a percentage of the table's width.
    pub widths: Vec<u8>,
    /// Whether each column is centred.
    pub centred: Vec<bool>,
}

/// The most columns of numbers that leave enough width to the names of rows, whatever is in them.
const FEW_COLUMNS: usize = 3;
/// The characters that fit into a line of a table, and those that the space around a column takes.
const LINE: usize = 100;
const AROUND: usize = 3;

impl Table {
    /// The relative widths of the columns, if there are many: those of numbers are as wide as their
    /// longest number or word, those of words share the rest.
    pub fn widths(&self) -> Option<Vec<usize>> {
        let (numbers, words): (Vec<_>, Vec<_>) = self.columns.iter().partition(|it| it.numbers);
        let longest = |(index, column): (usize, &Column)| {
            let title = plain_text(&column.title);
            let words = title.split(' ').map(|word| word.chars().count());
            let cells = self.rows.iter().map(|row| plain_text(&row.cells[index]).chars().count());
            AROUND + words.chain(cells.filter(|_| column.numbers)).max().unwrap_or(0)
        };
        let longest: Vec<usize> = self.columns.iter().enumerate().map(longest).collect();
        let of_numbers = self.columns.iter().zip(&longest).filter(|(column, _)| column.numbers);
        let rest = LINE.saturating_sub(of_numbers.map(|(_, width)| width).sum());
        let rest = rest / words.len().max(1);
        let width = |(column, longest): (&Column, &usize)| match column.numbers {
            true => *longest,
            false => rest.max(*longest).max(AROUND * 4),
        };
        let widths = self.columns.iter().zip(&longest).map(width);
        (numbers.len() > FEW_COLUMNS).then(|| widths.collect())
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// The header text.
    pub title: Vec<Inline>,
    /// Whether the column contains numbers, which are right-aligned.
    pub numbers: bool,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The content of each cell.
    pub cells: Vec<Vec<Inline>>,
}

/// A picture from templates/images/.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// The name of its file in the project.
    pub file: String,
    /// The name of its outputs without extension: words of the file name, then a hash of the content.
    pub key: String,
    /// The file extension of its output: `svg`, `png` or `jpg`.
    pub extension: String,
    /// The alternative text.
    pub alt: Vec<Inline>,
    /// The caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<Vec<Inline>>,
    /// The texts that it draws.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drawn: Vec<Vec<Inline>>,
    /// The printed width, in points.
    pub width: f64,
    /// The printed height, in points.
    pub height: f64,
}

impl Picture {
    /// The path of the picture in the output folder.
    pub fn path(&self) -> String {
        format!("images/{}.{}", self.key, self.extension)
    }
}
