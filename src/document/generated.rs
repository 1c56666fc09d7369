//! Generated content that informs readers about the report or helps them navigate.

use serde::{Deserialize, Serialize};

use super::{Inline, Row};

/// Generated content, except captions and tables of figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Generated {
    /// The issuing organization, above the title.
    Masthead(Masthead),
    /// The edition, as lines under the title.
    Edition(Vec<String>),
    /// The table of contents.
    Contents(Contents),
    /// The list of graphs, with its heading.
    Graphs(String),
    /// A line with a link to another place in the report.
    #[serde(rename = "Pointer")]
    BackLink(Vec<Inline>),
    /// A table of abbreviations or an index.
    #[serde(rename = "Register")]
    IndexTable(IndexTable),
}

/// A table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Its heading.
    pub heading: String,
    /// Whether it starts a new page.
    pub starts_page: bool,
}

/// A table of terms and the places they refer to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexTable {
    /// The column headers; the first column names the rows.
    pub columns: Vec<String>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Row>,
    /// The width of each column, as a percentage of the text width.
    pub widths: Vec<u8>,
}

/// The lines above the title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Masthead {
    /// The issuing organization.
    pub organization: String,
    /// The label of the document number.
    pub label: String,
    /// The document number; `None` if a blank is left to fill in.
    pub number: Option<String>,
}
