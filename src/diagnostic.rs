//! Diagnostics about the user's files: source texts with their errata, spans, and coded messages.
//!
//! Rendering is separate from content: see [`draw`].

use std::fmt::{self, Display};
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

mod alignment;
pub mod correction;
pub mod draw;
mod edited;
mod escape;
mod kind;
mod sources;
mod wording;

pub use crate::codes::{Code, Group};
pub use alignment::{Alignment, align};
pub(crate) use alignment::{markdown, toml_string};
pub use correction::Fix;
pub use edited::{Edit, Edited, spliced};
pub use escape::{escaped, escaped_beside_colours, escaped_json, escaped_line};
pub use kind::SourceKind;
pub use sources::{Source, Sources, plain_lines};
/// The optimal string alignment distance: the number of insertions, deletions, replacements and
/// swaps of neighbouring characters that turn one text into the other.
pub use strsim::osa_distance as edit_distance;
pub use wording::{capped, counted, did_you_mean, in_backticks};

/// One file of the project, identified by its index in [`Sources`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct FileId(pub usize);

/// A byte range in a file's text after errata were applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The offset of the first byte.
    pub start: usize,
    /// The offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The byte range `range` of `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Span { file, start: range.start, end: range.end }
    }

    /// Whether it contains another span.
    pub fn contains(self, inner: Span) -> bool {
        self.file == inner.file && self.start <= inner.start && inner.end <= self.end
    }

    /// The byte range, without the file.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// The severity of a diagnostic, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Informational; shown by `check`.
    Note,
    /// Probably wrong, but the build continues.
    Warning,
    /// Stops the build.
    Error,
}

/// A location shown with a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// The location.
    #[serde(skip)]
    pub span: Span,
    /// A description of the location; may be empty.
    pub text: String,
}

/// A message about the user's files.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Diagnostic {
    /// The severity.
    pub severity: Severity,
    /// The kind of finding.
    pub code: Code,
    /// A one-line message: what was expected and what was found.
    pub message: String,
    /// The message of several findings that are merged, with their number for `#`; `None` if only equal messages are.
    pub many: Option<Box<String>>,
    /// The location of the finding first, then related locations.
    pub labels: Vec<Label>,
    /// Advice on what to do.
    pub help: Option<String>,
    /// Whether the help contains corrected lines.
    pub has_corrected_lines: bool,
    /// Corrections that can be applied automatically; empty if a person must find the wording.
    pub fixes: Vec<Fix>,
    /// How people can accept it; `None` if they can't.
    pub acceptance: Option<Box<Acceptance>>,
}

/// How people can accept a finding, and whether they did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The id of the finding, which changes with the text at its places.
    pub id: String,
    /// By whom, when and why it was accepted, if it was.
    pub decision: Option<String>,
}

impl Diagnostic {
    /// An error, which stops the build.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// The error for a received file that can't be read.
    pub fn unreadable(name: &str, why: impl Display, help: &str) -> Self {
        Self::error(Code::UnreadableFile, format!("`{name}` can't be read: {why}")).help(help)
    }

    /// A warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note.
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// A diagnostic with this severity.
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            severity,
            code,
            message: message.into(),
            many: None,
            labels: Vec::new(),
            help: None,
            has_corrected_lines: false,
            fixes: Vec::new(),
            acceptance: None,
        }
    }

    /// Merges it with others that have the same `many`, the message for several; `#` stands for their number.
    pub fn merged(self, many: impl Into<String>) -> Self {
        Diagnostic { many: Some(Box::new(many.into())), ..self }
    }

    /// Adds a label, unless it has the same one; the first one added marks the finding itself.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        let label = Label { span, text: text.into() };
        if !self.labels.contains(&label) {
            self.labels.push(label);
        }
        self
    }

    /// Adds several labels.
    pub fn at_each<T: Into<String>>(self, places: impl IntoIterator<Item = (Span, T)>) -> Self {
        places.into_iter().fold(self, |diagnostic, (span, text)| diagnostic.at(span, text))
    }

    /// Adds several labels without text.
    pub fn at_places(self, places: impl IntoIterator<Item = Span>) -> Self {
        self.at_each(places.into_iter().map(|place| (place, "")))
    }

    /// The diagnostic, if it has a location.
    pub fn placed(self) -> Option<Self> {
        (!self.labels.is_empty()).then_some(self)
    }

    /// The id by which it can be accepted; empty if it can't.
    pub fn id(&self) -> &str {
        self.acceptance.as_ref().map_or("", |acceptance| &acceptance.id)
    }

    /// By whom, when and why it was accepted, if it was.
    pub fn accepted(&self) -> Option<&str> {
        self.acceptance.as_ref()?.decision.as_deref()
    }

    /// The group: that of faults for errors, and for others the one of the code, which is no fault.
    pub fn group(&self) -> Group {
        match self.severity {
            Severity::Error => Group::Fault,
            Severity::Warning | Severity::Note => self.code.group().max(Group::Decide),
        }
    }

    /// Sets the help.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds corrections that can be applied automatically.
    pub fn fix(mut self, fixes: impl IntoIterator<Item = Fix>) -> Self {
        self.fixes.extend(fixes);
        self
    }
}

/// Whether any of `diagnostics` stops the build.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// The result of a stage, whose findings are added to `all`.
pub fn collected<T>((result, found): (T, Vec<Diagnostic>), all: &mut Vec<Diagnostic>) -> T {
    all.extend(found);
    result
}

/// A failure of the machine, such as a disk or program error.
#[derive(Debug)]
pub struct MachineError {
    /// What could not be done, and what to do next.
    pub message: String,
    /// The file concerned, if any.
    pub path: Option<PathBuf>,
    /// Whether the cause is that the file does not exist, or that no file can have this name.
    pub is_missing: bool,
}

impl MachineError {
    /// A failure that concerns no file.
    pub fn new(message: impl Into<String>) -> Self {
        MachineError { message: message.into(), path: None, is_missing: false }
    }

    /// A failure that concerns the file at `path`.
    pub fn at(path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        MachineError { path: Some(path.into()), ..Self::new(message) }
    }

    /// An I/O failure to do `what` with the file at `path`.
    pub fn io(what: &str, path: impl Into<PathBuf>, error: &io::Error) -> Self {
        let missing = [ErrorKind::NotFound, ErrorKind::NotADirectory, ErrorKind::InvalidFilename];
        let is_missing = missing.contains(&error.kind());
        MachineError { is_missing, ..Self::at(path, format!("could not {what}: {error}")) }
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

/// The reason why a stage failed.
#[derive(Debug)]
pub enum Failure {
    /// Errors in the user's files: the diagnostics include at least one error.
    Input(Vec<Diagnostic>),
    /// A failure of the machine.
    Machine(MachineError),
}

impl Failure {
    /// Whether a file does not exist.
    pub fn is_missing(&self) -> bool {
        matches!(self, Failure::Machine(MachineError { is_missing: true, .. }))
    }
}

/// For internal files of the program, which are not part of a report.
impl From<Failure> for MachineError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Input(found) => {
                MachineError::new(found.into_iter().map(|it| it.message).collect::<String>())
            }
            Failure::Machine(error) => error,
        }
    }
}

impl From<Diagnostic> for Failure {
    fn from(error: Diagnostic) -> Self {
        Failure::Input(vec![error])
    }
}

impl From<MachineError> for Failure {
    fn from(error: MachineError) -> Self {
        Failure::Machine(error)
    }
}

/// The name in `known` closest to `found`, for a "did you mean" hint: one with a similar spelling, or else the only one of
/// which it is a part, as `quito` of `quito-process`.
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = found.chars().count() / 3 + 1;
    let known: Vec<&str> = known.into_iter().collect();
    let similar = known.iter().map(|name| (edit_distance(found, name), *name));
    let similar = similar.filter(|(distance, _)| *distance <= limit).min();
    let mut longer = known.iter().filter(|name| name.split('-').any(|part| part == found));
    let longer = longer.next().filter(|_| longer.next().is_none());
    similar.map(|(_, name)| name).or(longer.copied())
}
