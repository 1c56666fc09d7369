//! Renders diagnostics: as text with source excerpts for people, and as JSON for programs.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::term::{self, termcolor};
use serde::Serialize;

use super::escape::{is_harmful, with_escapes};
use super::{
    Diagnostic, FileId, Fix, Label, Severity, Sources, Span, counted, escaped, escaped_json,
    escaped_line,
};
use crate::text::Noun;
use excerpt::{Excerpt, Excerpts};

mod excerpt;

/// The maximum number of locations shown in text output.
const MOST_PLACES: usize = 8;

/// Renders diagnostics as text for a terminal, with ANSI colours if `coloured`.
///
/// # Panics
///
/// If a span is outside its file, which no stage may produce.
pub fn human(sources: &Sources, diagnostics: &[Diagnostic], coloured: bool) -> String {
    let diagnostics = &*in_words_of(&sources.noun, diagnostics);
    let texts: Vec<Cow<'_, str>> =
        sources.iter().map(|(_, source)| harmless(source.original())).collect();
    let mut buffer =
        if coloured { termcolor::Buffer::ansi() } else { termcolor::Buffer::no_color() };
    let config = term::Config { tab_width: 4, ..term::Config::default() };
    for diagnostic in diagnostics {
        let files = excerpts(sources, &texts, shown(diagnostic));
        let drawn = codespan_form(sources, &files, diagnostic);
        term::emit_to_write_style(&mut buffer, &config, &files, &drawn)
            .expect("a diagnostic's place lies in its file");
    }
    String::from_utf8(buffer.into_inner()).expect("diagnostics are UTF-8")
}

/// Renders diagnostics as one JSON object per line. The format is stable:
///
/// - `severity`: `error`, `warning` or `note`;
/// - `code`: its kebab-case name, listed in the module `codes`;
/// - `group`: `fault`, `decide` (before the report is sent), `look` or `style`;
/// - `message`: one line;
/// - `places`: the location of the finding first, each with `file` (within the project), `line` and
///   `column` (one-based, counting characters, in the file on disk) and `text` (may be empty);
/// - `help`: what to do, or null;
/// - `fixes`: corrections that are certain, each with its location, `for`, `read` and `why`;
/// - `id`: what `check --decide` takes; empty outside of checks;
/// - `accepted`: by whom, when and why it was accepted, or null.
pub fn json(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut lines = String::new();
    let diagnostics = &*in_words_of(&sources.noun, diagnostics);
    for diagnostic in diagnostics {
        let labels = diagnostic.labels.iter();
        let places = labels.map(|label| Located::new(sources, label.span, label));
        let fixes = diagnostic.fixes.iter().map(|fix| Located::new(sources, fix.span, fix));
        let object = JsonDiagnostic {
            severity: diagnostic.severity,
            code: diagnostic.code.name(),
            group: diagnostic.code.group().name(),
            message: &diagnostic.message,
            places: places.collect(),
            help: diagnostic.help.as_deref(),
            fixes: fixes.collect(),
            id: diagnostic.id(),
            accepted: diagnostic.accepted(),
        };
        let line = serde_json::to_string(&object).expect("strings and numbers serialize");
        lines.push_str(&escaped_json(&line));
        lines.push('\n');
    }
    lines
}

/// The diagnostics with the survey's noun for its respondents. Only the first line of a help is prose.
fn in_words_of<'d>(noun: &Noun, diagnostics: &'d [Diagnostic]) -> Cow<'d, [Diagnostic]> {
    if *noun == Noun::default() {
        return Cow::Borrowed(diagnostics);
    }
    let applied = |text: &mut String| *text = noun.applied(text).into_owned();
    let mut diagnostics = diagnostics.to_vec();
    for diagnostic in &mut diagnostics {
        applied(&mut diagnostic.message);
        diagnostic.labels.iter_mut().for_each(|label| applied(&mut label.text));
        if let Some(help) = &mut diagnostic.help {
            let end = help.find('\n').unwrap_or(help.len());
            let prose = noun.applied(&help[..end]).into_owned();
            help.replace_range(..end, &prose);
        }
    }
    Cow::Owned(diagnostics)
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    severity: Severity,
    code: &'a str,
    group: &'static str,
    message: &'a str,
    places: Vec<Located<'a, Label>>,
    help: Option<&'a str>,
    fixes: Vec<Located<'a, Fix>>,
    id: &'a str,
    accepted: Option<&'a str>,
}

#[derive(Serialize)]
struct Located<'a, T> {
    file: &'a str,
    line: usize,
    column: usize,
    #[serde(flatten)]
    what: &'a T,
}

impl<'a, T> Located<'a, T> {
    fn new(sources: &'a Sources, span: Span, what: &'a T) -> Self {
        let (line, column) = sources.line_column(span);
        Located { file: &sources.get(span.file).name, line, column, what }
    }
}

/// Replaces characters that control the terminal or hide text by others with the same number of
/// bytes, so that offsets stay valid and the caret has a width.
pub fn harmless(text: &str) -> Cow<'_, str> {
    with_escapes(text, is_harmful, |character, out| match character.len_utf8() {
        3 => out.push('\u{FFFD}'),
        bytes => out.push_str(&"?".repeat(bytes)),
    })
}

/// Excerpts of the files that a diagnostic shows.
fn excerpts<'a>(sources: &'a Sources, texts: &'a [Cow<'_, str>], labels: &[Label]) -> Excerpts<'a> {
    let mut places: BTreeMap<FileId, Vec<Range<usize>>> = BTreeMap::new();
    for Label { span, .. } in labels {
        let place = sources.get(span.file).original_range(span.range());
        places.entry(span.file).or_default().push(place);
    }
    let excerpt = |(file, places): (FileId, Vec<Range<usize>>)| {
        (file.0, Excerpt::new(&sources.get(file).name, &texts[file.0], &places))
    };
    Excerpts(places.into_iter().map(excerpt).collect())
}

fn codespan_form(
    sources: &Sources,
    files: &Excerpts<'_>,
    diagnostic: &Diagnostic,
) -> codespan::Diagnostic<usize> {
    let severity = match diagnostic.severity {
        Severity::Note => codespan::Severity::Note,
        Severity::Warning => codespan::Severity::Warning,
        Severity::Error => codespan::Severity::Error,
    };
    let labels = shown(diagnostic).iter().enumerate().map(|(index, label)| {
        let style = match index {
            0 => codespan::LabelStyle::Primary,
            _ => codespan::LabelStyle::Secondary,
        };
        let range = sources.get(label.span.file).original_range(label.span.range());
        let range = files.place(label.span.file.0, &range);
        codespan::Label::new(style, label.span.file.0, range).with_message(escaped(&label.text))
    });
    let mut message = escaped_line(&diagnostic.message).into_owned();
    message
        .extend(diagnostic.acceptance.iter().map(|acceptance| format!(" (id {})", acceptance.id)));
    codespan::Diagnostic::new(severity)
        .with_code(diagnostic.code.name())
        .with_message(message)
        .with_labels(labels.collect())
        .with_notes(notes(sources, diagnostic))
}

/// The labels shown in text output.
fn shown(diagnostic: &Diagnostic) -> &[Label] {
    &diagnostic.labels[..diagnostic.labels.len().min(MOST_PLACES)]
}

/// The help, plus a note if the file on disk differs from the text that was read.
fn notes(sources: &Sources, diagnostic: &Diagnostic) -> Vec<String> {
    let mut notes: Vec<String> =
        diagnostic.help.iter().map(|help| format!("help: {}", escaped(help))).collect();
    let hidden = diagnostic.labels.len() - shown(diagnostic).len();
    if hidden > 0 {
        notes.push(format!("note: and at {}", counted(hidden, "other place", "other places")));
    }
    let is_corrected =
        |label: &Label| sources.get(label.span.file).is_corrected(label.span.range());
    notes.extend(diagnostic.accepted().map(|why| format!("note: {}", escaped(why))));
    if shown(diagnostic).iter().any(is_corrected) {
        notes.push("note: an applied erratum (data/errata.toml) changed what is shown".to_owned());
    }
    notes
}
