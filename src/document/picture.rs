//! Pictures of the project.

use serde::{Deserialize, Serialize};

use super::{Inline, plain_text};

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
    /// The alternative text, without markup.
    pub fn alternative(&self) -> String {
        plain_text(&self.alt)
    }

    /// The path of the picture in the output folder.
    pub fn path(&self) -> String {
        format!("images/{}.{}", self.key, self.extension)
    }
}
