//! A report for a process: whether it keeps the rules that `data/submissions.toml` has of that process.
//!
//! A rule that is broken stops no build, for shortening a report begins with reading it; each finding is a warning at the
//! rule, with the number found.

use crate::diagnostic::{Code, Diagnostic, in_backticks};
use crate::model::submissions::{Certainty, Field, Rule};
use crate::model::{Process, Survey};

pub mod words;

/// Bytes of a megabyte. It is the smaller one of the two that are in use, so that a file which passes here passes
/// wherever it is weighed.
const MEGABYTE: u64 = 1_000_000;

/// What goes to a process.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The process.
    pub process: &'a Process,
    /// The survey.
    pub survey: &'a Survey,
    /// Words of the document, as [`words::count`] counts them.
    pub words: usize,
    /// The files to be sent: names and sizes in bytes.
    pub files: &'a [(String, u64)],
}

/// What is known of a process and not kept, or not known to be so.
pub fn check(submission: &Submission<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    diagnostics.extend(words_of(submission));
    diagnostics.extend(language(submission));
    diagnostics.extend(front_matter(submission));
    diagnostics.extend(mandate_unverified(submission));
    diagnostics.extend(sizes(submission));
    diagnostics
}

/// A size in megabytes with one decimal, rounded up, as it is shown.
pub fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(MEGABYTE / 10);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

fn words_of(submission: &Submission<'_>) -> Option<Diagnostic> {
    let rule = submission.process.words.as_ref()?;
    let (found, most) = (submission.words, rule.value as usize);
    let warning = || {
        let message = format!(
            "the report has {found} words, {} more than {} takes",
            found - most,
            named(submission.process)
        );
        Diagnostic::warning(Code::TooManyWords, message).at(rule.span, said(rule)).help(
            "words are counted as Word does, with contents, captions, tables and footnotes; \
             leave out a part with `parts`, or shorten the texts",
        )
    };
    (found > most).then(warning)
}

fn sizes(submission: &Submission<'_>) -> Option<Diagnostic> {
    let rule = submission.process.megabytes.as_ref()?;
    let limit = u64::from(rule.value) * MEGABYTE;
    let large = submission.files.iter().filter(|(_, bytes)| *bytes >= limit);
    let large: Vec<String> =
        large.map(|(name, bytes)| format!("`{name}` has {}", megabytes(*bytes))).collect();
    let warning = || {
        let process = named(submission.process);
        let message =
            format!("{}, but {process} takes files under {} MB", large.join(", "), rule.value);
        Diagnostic::warning(Code::TooLarge, message)
            .at(rule.span, said(rule))
            .help("a megabyte is a million bytes here; most of a file is its fonts and charts")
    };
    (!large.is_empty()).then(warning)
}

fn language(submission: &Submission<'_>) -> Option<Diagnostic> {
    let rule = submission.process.languages.as_ref()?;
    let language = &submission.survey.report.language;
    let bare = language.value.split('-').next().unwrap_or_default();
    let is_taken = rule.value.iter().any(|taken| taken.value == language.value)
        || rule.value.iter().any(|taken| taken.value == bare);
    let warning = || {
        let taken = in_backticks(rule.value.iter().map(|taken| &taken.value));
        let process = named(submission.process);
        Diagnostic::warning(
            Code::LanguageNotTaken,
            format!("{process} takes no report in the language `{}`", language.value),
        )
        .at(rule.span, said(rule))
        .at(language.span, "the language of the report")
        .help(format!("it takes {}: send a translation with the report", taken.join(", ")))
    };
    (!is_taken).then(warning)
}

/// What the front matter must name and does not; a report always has its organization.
fn front_matter(submission: &Submission<'_>) -> Vec<Diagnostic> {
    let Submission { process, survey, .. } = submission;
    let Some(rule) = &process.front_matter else { return Vec::new() };
    let mut diagnostics = Vec::new();
    for field in &rule.value {
        let help = match field.value {
            Field::Organization => continue,
            Field::Mandate if process.mandate.is_some() => continue,
            Field::Date if survey.report.edition.date.is_some() => continue,
            Field::Mandate => format!(
                "say which call, decision or invitation the report responds to, and where that \
                 stands:\n[{}.mandate]\ntext = \"…\"\nsource = \"…\"\ncertainty = \"verified\"",
                process.key.value
            ),
            Field::Date => "write the day under `[edition]` in data/report.toml, such as\n\
                            date = 2023-07-14"
                .to_owned(),
        };
        let message =
            format!("{} requires the `{}`, which is not given", named(process), field.value.word());
        let warning = Diagnostic::warning(Code::RequiredMissing, message);
        diagnostics.push(warning.at(field.span, said(rule)).help(help));
    }
    diagnostics
}

/// A mandate is printed: one that nobody has read in its source should be.
fn mandate_unverified(submission: &Submission<'_>) -> Option<Diagnostic> {
    let rule = submission.process.mandate.as_ref()?;
    let warning = || {
        let message = "the mandate that is printed was not read in its source";
        Diagnostic::warning(Code::MandateUnverified, message)
            .at(rule.span, said(rule))
            .help("read it there, correct it word for word, and write `certainty = \"verified\"`")
    };
    (rule.certainty == Certainty::Secondary).then(warning)
}

fn named(process: &Process) -> String {
    format!("`{}`", process.key.value)
}

/// Where a rule was read and how sure it is.
fn said<T>(rule: &Rule<T>) -> String {
    let source = rule.source.value.trim();
    match rule.certainty {
        Certainty::Verified => source.to_owned(),
        Certainty::Secondary => format!("{source} (read in secondary sources)"),
    }
}
