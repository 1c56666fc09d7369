//! Checks a report for a process against the rules in `data/submissions.toml`.
//!
//! A violated rule does not stop the build, because shortening a report begins with reading it.
//! Each finding is a warning at the rule and gives the value found.

use crate::diagnostic::{Code, Diagnostic, in_backticks};
use crate::model::submissions::{Field, Rule};
use crate::model::{Process, Survey};
use crate::text::listed;

pub mod word_count;

/// The number of bytes in a megabyte: the smaller of the two common definitions, so that a file
/// that passes here passes everywhere.
const MEGABYTE: u64 = 1_000_000;

/// The codes of the findings, which only a report for a process has.
pub const CODES: [Code; 6] = [
    Code::EditionUnfinished,
    Code::LanguageNotTaken,
    Code::MandateUnverified,
    Code::RequiredMissing,
    Code::TooLarge,
    Code::TooManyWords,
];

/// Findings for the rules of a process that are violated or can't be verified. `words` is the number of words of the
/// document, as [`word_count::count`] counts them; `files` are those to be sent, with their sizes in bytes.
pub fn check(
    process: &Process,
    survey: &Survey,
    words: usize,
    files: &[(String, u64)],
) -> Vec<Diagnostic> {
    let found = unfinished(process, survey).into_iter().chain(words_of(process, words));
    let found = found.chain(language(process, survey)).chain(front_matter(process, survey));
    found.chain(mandate_unverified(process)).chain(sizes(process, files)).collect()
}

/// Formats a size in megabytes with one decimal, rounded up.
pub fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(MEGABYTE / 10);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// The warning for an edition that is not ready to be submitted. A rule may require the date as well.
fn unfinished(process: &Process, survey: &Survey) -> Option<Diagnostic> {
    let edition = &survey.report.edition;
    let mut required = process.front_matter.iter().flat_map(|rule| &rule.value);
    let has_date = edition.date.is_some() || required.any(|field| field.value == Field::Date);
    let missing = [
        (edition.kind.value.eq_ignore_ascii_case("draft"), "is a draft"),
        (edition.document_number.is_none(), "has no document number"),
        (!has_date, "has no date"),
    ];
    let missing = missing.into_iter().filter(|(is_missing, _)| *is_missing);
    let missing: Vec<String> = missing.map(|(_, what)| what.to_owned()).collect();
    let message = format!("the edition for {} {}", named(process), listed(&missing, "and"));
    let help = "write what it is when it is sent under `[edition]` in data/report.toml: `kind`, `document-number`, `date`";
    let warning = Diagnostic::warning(Code::EditionUnfinished, message);
    (!missing.is_empty()).then(|| warning.at(edition.number.span, "").help(help))
}

fn words_of(process: &Process, words: usize) -> Option<Diagnostic> {
    let rule = process.words.as_ref()?;
    let excess = words.checked_sub(rule.value as usize).filter(|excess| *excess > 0)?;
    let message =
        format!("the report has {words} words, {excess} more than {} takes", named(process));
    let help = "words are counted as Word does, with contents, captions, tables and footnotes; \
                leave out a part with `parts`, or shorten the texts";
    Some(violation(Code::TooManyWords, message, rule).help(help))
}

fn sizes(process: &Process, files: &[(String, u64)]) -> Option<Diagnostic> {
    let rule = process.megabytes.as_ref()?;
    let limit = u64::from(rule.value) * MEGABYTE;
    let large = files.iter().filter(|(_, bytes)| *bytes >= limit);
    let large: Vec<String> =
        large.map(|(name, bytes)| format!("`{name}` has {}", megabytes(*bytes))).collect();
    let (process, most) = (named(process), rule.value);
    let message = format!("{}, but {process} takes files under {most} MB", large.join(", "));
    let help = "a megabyte is a million bytes here; most of a file is its fonts and charts";
    (!large.is_empty()).then(|| violation(Code::TooLarge, message, rule).help(help))
}

fn language(process: &Process, survey: &Survey) -> Option<Diagnostic> {
    let rule = process.languages.as_ref()?;
    let language = &survey.report.language;
    let bare = language.value.split('-').next().unwrap_or_default();
    if rule.value.iter().any(|taken| taken.value == language.value || taken.value == bare) {
        return None;
    }
    let message =
        format!("{} takes no report in the language `{}`", named(process), language.value);
    let taken = in_backticks(rule.value.iter().map(|taken| &taken.value)).join(", ");
    let warning = violation(Code::LanguageNotTaken, message, rule)
        .at(language.span, "the language of the report");
    Some(warning.help(format!("it takes {taken}: send a translation with the report")))
}

/// Findings for missing items of the front matter; the organization is always present.
fn front_matter(process: &Process, survey: &Survey) -> Vec<Diagnostic> {
    let rules = process.front_matter.iter();
    let fields = rules.flat_map(|rule| rule.value.iter().map(move |field| (rule, field)));
    let missing = fields.filter_map(|(rule, field)| {
        let help = match field.value {
            Field::Organization => return None,
            Field::Mandate if process.mandate.is_some() => return None,
            Field::Date if survey.report.edition.date.is_some() => return None,
            Field::Mandate => format!(
                "say which call, decision or invitation the report responds to, and where it is \
                 published:\n[{}.mandate]\ntext = \"…\"\nsource = \"…\"\ncertainty = \"verified\"",
                process.key.value
            ),
            Field::Date => "write the day under `[edition]` in data/report.toml, such as\n\
                            date = 2023-07-14"
                .to_owned(),
        };
        let message =
            format!("{} requires the `{}`, which is not given", named(process), field.value.word());
        let warning = Diagnostic::warning(Code::RequiredMissing, message);
        Some(warning.at(field.span, source_of(rule)).help(help))
    });
    missing.collect()
}

/// The warning for a printed mandate that was not verified in its source.
fn mandate_unverified(process: &Process) -> Option<Diagnostic> {
    let rule = process.mandate.as_ref().filter(|rule| !rule.is_verified)?;
    let message = "the mandate that is printed was not read in its source";
    let help = "read it there, correct it word for word, and write `certainty = \"verified\"`";
    Some(violation(Code::MandateUnverified, message, rule).help(help))
}

/// The warning for a violated rule.
fn violation<T>(code: Code, message: impl Into<String>, rule: &Rule<T>) -> Diagnostic {
    Diagnostic::warning(code, message).at(rule.span, source_of(rule))
}

fn named(process: &Process) -> String {
    format!("`{}`", process.key.value)
}

/// The source of a rule and how certain it is.
fn source_of<T>(rule: &Rule<T>) -> String {
    let source = rule.source.value.trim();
    match rule.is_verified {
        true => source.to_owned(),
        false => format!("{source} (read in secondary sources)"),
    }
}
