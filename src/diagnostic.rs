//! What is said about the user's files: sources with their errata, places in them, and coded diagnostics.
//!
//! Drawing a diagnostic is apart from what it means: see [`draw`].

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub mod draw;
mod escape;
mod fix;
mod kind;
mod merge;
mod sources;
mod wording;
mod written;

pub use crate::codes::Code;
pub use escape::{escaped, escaped_beside_colours, escaped_json, escaped_line};
pub use fix::{Fix, Kind as FixKind};
pub use kind::SourceKind;
pub use merge::merge_equal;
pub use sources::{Edit, LeftOut, Source, Sources};
/// How many characters must be inserted, deleted, replaced or swapped with a neighbour to turn one text into the other.
pub use strsim::osa_distance as edit_distance;
pub use wording::{counted, did_you_mean, in_backticks};
pub use written::{Alignment, align};
pub(crate) use written::{markdown, toml_string};

/// One file of the project, as numbered by [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub(crate) usize);

impl FileId {
    /// Its place among the files, from 0.
    pub fn number(self) -> usize {
        self.0
    }
}

/// A piece of a file: byte offsets in its text after the errata were put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The piece `range` of `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Span { file, start: range.start, end: range.end }
    }

    /// The byte range, without the file.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// How grave a diagnostic is. Ordered: an error is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; shown by `check`.
    Note,
    /// Probably wrong; the build goes on.
    Warning,
    /// Stops the build.
    Error,
}

/// A place shown with a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
}

/// Something to say about the user's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// What was found.
    pub code: Code,
    /// One line: what was expected and what was found.
    pub message: String,
    /// The place at fault first, then places that explain it.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether the help has the lines as they should be.
    pub has_corrected_lines: bool,
    /// Corrections that are certain; empty where a person must find the words.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// An error, which stops the build.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note.
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// A diagnostic of that severity.
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            severity,
            code,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            has_corrected_lines: false,
            fixes: Vec::new(),
        }
    }

    /// Adds a place: the first one added is the place at fault.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds places, each with what is there.
    #[must_use]
    pub fn at_each<T: Into<String>>(self, places: impl IntoIterator<Item = (Span, T)>) -> Self {
        places.into_iter().fold(self, |diagnostic, (span, text)| diagnostic.at(span, text))
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds corrections that are certain.
    #[must_use]
    pub fn fix(mut self, fixes: impl IntoIterator<Item = Fix>) -> Self {
        self.fixes.extend(fixes);
        self
    }
}

/// Whether any of `diagnostics` stops the build.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// The machine failed: a disk, a program.
#[derive(Debug)]
pub struct MachineError {
    /// What could not be done, and what to do next.
    pub message: String,
    /// The file it was about.
    pub path: Option<PathBuf>,
}

impl MachineError {
    /// A failure without a file.
    pub fn new(message: impl Into<String>) -> Self {
        MachineError { message: message.into(), path: None }
    }

    /// A failure to do `what` with the file at `path`.
    pub fn io(what: &str, path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        MachineError { message: format!("could not {what}: {error}"), path: Some(path.into()) }
    }
}

impl fmt::Display for MachineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => {
                write!(f, "{}: {}", escaped_line(&path.display().to_string()), self.message)
            }
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for MachineError {}

/// Why a station could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// The user's files are at fault: at least one error among these.
    Input(Vec<Diagnostic>),
    /// The machine is.
    Machine(MachineError),
}

impl From<MachineError> for Failure {
    fn from(error: MachineError) -> Self {
        Failure::Machine(error)
    }
}

/// Names near to `found` among `known`, for a "did you mean" help.
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = found.chars().count() / 3 + 1;
    known
        .into_iter()
        .map(|name| (edit_distance(found, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}
