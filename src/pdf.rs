//! Compiles Typst source into a PDF, with the `typst` program or with the same release built in;
//! both give the same bytes.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::diagnostic::{Code, Diagnostic, Failure, MachineError, Severity, Sources, Span};

#[cfg(feature = "builtin")]
mod builtin;
mod cli;
mod outline;

pub use outline::Outline;

/// The Typst release of both engines.
pub const TYPST_VERSION: &str = "0.15.1";

/// The standards that the PDF conforms to, in the syntax of the `typst` program.
const PDF_STANDARDS: &str = "ua-1,a-2a";

/// An engine that compiles the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The library in this program.
    Builtin,
    /// The `typst` program on the PATH.
    Cli,
}

/// The input of a compilation.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The name of the source file, such as `iscm-survey-2023.typ`.
    pub name: &'a str,
    /// The Typst source text.
    pub source: &'a str,
    /// The other files that the source reads, by their path from its folder, such as
    /// `charts/sdg-relevance.svg`.
    pub files: &'a BTreeMap<String, Vec<u8>>,
    /// All available fonts, as file names and contents.
    pub fonts: &'a [(String, Arc<Vec<u8>>)],
    /// The creation date, as a Unix timestamp in seconds.
    pub timestamp: i64,
    /// The time limit for the program; the built-in engine is watched by [`crate::watchdog`].
    pub time_limit: Duration,
}

/// A file of the project whose text is part of the source.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The span of the whole file.
    pub file: Span,
    /// The offset in the source at which it begins.
    pub start: usize,
    /// The offset in the source up to which the definitions of the file are used.
    pub used_until: usize,
}

/// The output of an engine.
#[derive(Debug)]
pub struct Compiled {
    /// The PDF; without one, at least one of the messages is an error.
    pub pdf: Option<Pdf>,
    /// The errors and warnings about the source.
    pub messages: Vec<Message>,
}

/// A PDF with its outline.
#[derive(Debug, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its pages, bookmarks and pictures.
    pub outline: Outline,
}

impl Pdf {
    fn new(bytes: Vec<u8>) -> Self {
        Pdf { outline: outline::read(&bytes), bytes }
    }
}

/// An error or a warning of Typst.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    severity: Severity,
    text: String,
    place: Option<Place>,
    hints: Vec<String>,
}

/// The location of a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    /// A byte range of the source.
    Source(Range<usize>),
    /// Another file, by its path.
    File(String),
}

/// Compiles `job` with `engine`; `None` is the faster one: the built-in engine if it is optimized, otherwise the program if
/// the one on `search_path`, the PATH, is [`TYPST_VERSION`]. Also returns the engine that was used.
///
/// # Errors
/// If the engine is missing, of another release, or does not finish.
pub fn compile(
    search_path: &OsStr,
    job: &Job<'_>,
    engine: Option<Engine>,
) -> Result<(Engine, Compiled), Failure> {
    let find = || cli::find(search_path, job.time_limit);
    let program = match engine {
        Some(Engine::Builtin) => None,
        Some(Engine::Cli) => Some(find()?),
        None if !cfg!(feature = "builtin") => Some(find()?),
        None if cfg!(debug_assertions) => find().ok(),
        None => None,
    };
    Ok(match program {
        Some(program) => (Engine::Cli, cli::compile(job, &program)?),
        None => (Engine::Builtin, compile_builtin(job)?),
    })
}

/// The command that compiles the same PDF by hand, without its last word, the name of the source; to be run in the folder
/// of the source, with the fonts in `font_path`.
pub fn command(font_path: &str, timestamp: i64) -> String {
    format!(
        "typst compile --font-path {font_path} --ignore-system-fonts --ignore-embedded-fonts \
         --creation-timestamp {timestamp} --pdf-standard {PDF_STANDARDS}"
    )
}

#[cfg(feature = "builtin")]
fn compile_builtin(job: &Job<'_>) -> Result<Compiled, MachineError> {
    IN_TYPST.store(true, Ordering::Relaxed);
    let compiled = std::panic::catch_unwind(|| builtin::compile(job));
    IN_TYPST.store(false, Ordering::Relaxed);
    compiled.unwrap_or_else(|payload| {
        let said = payload.downcast_ref::<String>().map(String::as_str);
        let said = said.or(payload.downcast_ref::<&str>().copied()).unwrap_or("nothing");
        Err(MachineError::new(format!("the built-in engine failed and said `{said}`")))
    })
}

/// Whether the built-in engine is running. Typst has bugs of its own; if it panics, the panic is
/// reported as a failure.
static IN_TYPST: AtomicBool = AtomicBool::new(false);

/// Whether a panic occurred in the built-in engine, so that [`compile`] reports it.
pub fn is_panic_of_typst() -> bool {
    IN_TYPST.load(Ordering::Relaxed)
}

#[cfg(not(feature = "builtin"))]
fn compile_builtin(_: &Job<'_>) -> Result<Compiled, MachineError> {
    Err(MachineError::new(
        "this program was built without the built-in engine; use `--engine cli`, or build it with \
         the feature `builtin`",
    ))
}

/// The diagnostics for messages about a source, which is added to `sources` as `out/NAME.typ` if there
/// are any; `part` is the part of it that was copied from a file of the project.
pub fn diagnostics(
    (name, source): (&str, &str),
    part: Option<Part>,
    messages: Vec<Message>,
    sources: &mut Sources,
) -> Vec<Diagnostic> {
    if messages.is_empty() {
        return Vec::new();
    }
    let file = sources.add(format!("out/{name}"), source);
    let diagnostics = messages.into_iter().map(|message| {
        // The message of a Typst `panic` may have several lines.
        let mut text = message.text.lines().collect::<Vec<_>>().join(" ");
        if let Some(Place::File(path)) = &message.place {
            text = format!("`{path}`: {text}");
        }
        let code = match message.severity {
            Severity::Error => Code::TypstError,
            Severity::Warning | Severity::Note => Code::TypstWarning,
        };
        let mut diagnostic = Diagnostic::new(message.severity, code, text);
        if let Some(Place::Source(range)) = message.place {
            let in_part = part.and_then(|part| in_part(part, source, range.clone()));
            diagnostic = diagnostic.at(in_part.unwrap_or_else(|| Span::new(file, range)), "");
        }
        if !message.hints.is_empty() {
            diagnostic = diagnostic.help(message.hints.join("; "));
        }
        diagnostic
    });
    diagnostics.collect()
}

/// Maps a range of the source to the file that is part of it: to the same text or, in code that uses
/// the file's definitions, to the definition of the name there.
fn in_part(part: Part, source: &str, range: Range<usize>) -> Option<Span> {
    let (file, end) = (part.file.file, part.start + part.file.end);
    if (part.start..end).contains(&range.start) {
        return Some(Span::new(file, range.start - part.start..range.end.min(end) - part.start));
    }
    let is_in_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '.';
    let before = source[..range.start].trim_end_matches(is_in_name);
    let name = source.get(before.len()..part.used_until)?;
    let name = name.split(|c| !is_in_name(c)).next()?.split('.').next()?;
    let definition = format!("#let {name} ");
    let start = source[part.start..end].rfind(&definition)?;
    Some(Span::new(file, start..start + definition.trim_end().len()))
}
