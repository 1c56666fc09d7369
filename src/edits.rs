//! Edits that people made in the Word document of a report, and what becomes of each of them.
//!
//! A returned document is compared with the report that was sent: differences of words are the changes, and tracked changes
//! and comments add who made them, when and why. Each change then gets an action: text of the secretariat can be applied to
//! its file; a computed number, a respondent's words and structure cannot.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Edit;
use crate::figure::Figure;

mod action;
mod apply;
mod borders;
mod compare;
mod describe;
mod escape;
mod lines;
mod marks;
mod pairs;
mod paragraphs;
mod reading;
pub mod record;
pub mod reply;
pub mod sheet;
mod strings;
mod target;
mod tokens;
mod words;

pub use crate::docx::Mark;
pub use apply::{Applied, apply, is_kept_as_issued};
pub use compare::changes;
pub use record::{FileChange, ReviewEdit};
pub use target::Finder;

/// A change to the report, found in a returned document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRevision {
    /// What was done.
    pub kind: ChangeKind,
    /// The passage in which, or after which, it was done: an index in the passages of the report as sent.
    pub passage: usize,
    /// The bytes of the passage's text that `after` replaces. Empty where text is only added; the whole text where the passage
    /// is removed or moved.
    pub range: Range<usize>,
    /// The new text; for a passage that was moved, the text of the one before it.
    pub after: String,
    /// Who tracked it; empty for a change that was not tracked.
    #[serde(default, rename = "by")]
    pub marks: Vec<Mark>,
    /// The comments on it, by index in those of the returned document.
    #[serde(skip)]
    pub comments: Vec<usize>,
}

impl TextRevision {
    /// Whether both make the same change to the same words, whoever made it.
    fn is_same(&self, other: &TextRevision) -> bool {
        (&self.kind, self.passage, &self.range, &self.after)
            == (&other.kind, other.passage, &other.range, &other.after)
    }
}

/// The kind of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Words within a passage.
    #[default]
    Words,
    /// A new paragraph after the passage, with the name of its style.
    NewParagraph(String),
    /// The whole passage was removed.
    RemovedParagraph,
    /// The whole passage was moved.
    Moved,
    /// The passage was split at the start of `range`; `range` is the white space between the two parts.
    Split,
    /// The passage was joined to the next one; `after` is the text between them.
    Merged,
    /// A change that text can't carry, in words: a row of a table, the level of a list, formatting.
    Structure(String),
    /// A comment on unchanged text.
    Comment,
}

/// What can be done about a change.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Action {
    /// The text is the secretariat's: it can be applied, with this effect.
    Apply(EditTarget, String),
    /// Computed numbers are not edited: the figures of the changed words.
    Figures(Vec<Figure>),
    /// Words of the respondent with this key, who has to agree; the target is in its response, which stays as it is: an
    /// amendment makes the edit.
    Respondent(String, Option<EditTarget>),
    /// The project has another text by now, or a proposal for one.
    Overtaken(String),
}

/// What can be done about a change, or why it is left to be done by hand.
type Verdict = Result<Action, String>;

/// What makes an edit in a file of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditTarget {
    /// The name of the file.
    pub file: String,
    /// The line of the first piece in the file on disk, from 1.
    pub line: usize,
    /// The pieces of the file's text, in which errata are applied, that are replaced; they don't overlap. Markdown is
    /// escaped; the escapes of a TOML string are added when they are applied.
    pub pieces: Vec<Edit>,
    /// What readers get; `None` if it is known to the template only.
    pub change: Option<Rewording>,
}

/// The texts that readers get before and after an edit, with signs for the ends of paragraphs.
pub type Rewording = (String, String);
