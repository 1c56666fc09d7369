//! What the tool adds so that readers know what they have, and find their way.

use serde::{Deserialize, Serialize};

use super::{Inline, Row};

/// What the tool adds beside captions and tables of figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Added {
    /// Who issues the report, above its title.
    Masthead(Masthead),
    /// What this edition is: lines under the title.
    Edition(Vec<String>),
    /// The table of contents.
    Contents(Contents),
    /// The list of graphs, with this heading.
    Graphs(String),
    /// A line that leads to another place of the report.
    Pointer(Vec<Inline>),
    /// What is found where: abbreviations, an index.
    Register(Register),
}

/// A table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Its heading.
    pub heading: String,
    /// Whether it begins a page.
    pub starts_page: bool,
}

/// A table of words and where they lead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Register {
    /// The header of each column; the first column names the rows.
    pub columns: Vec<String>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Row>,
    /// How wide each column is, in hundredths of the text.
    pub widths: Vec<u8>,
}

/// The lines above the title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Masthead {
    /// The issuing organization.
    pub organization: String,
    /// The label of the document's number.
    pub label: String,
    /// The number; none where its place is to be filled in.
    pub number: Option<String>,
}
