//! Checks a report for a process against the rules in `data/submissions.toml`, and counts words: all as
//! Word does, or those of the report's own text.
//!
//! A violated rule does not stop the build, because shortening a report begins with reading it.
//! Each finding is a warning at the rule and gives the value found.

use crate::diagnostic::{Code, Diagnostic, Sources, in_backticks};
use crate::document::{
    Block, Document, Generated, Kind, LineKind, Passage, Role, UnitKind, plain_text, shown_text,
};
use crate::model::submissions::Rule;
use crate::model::{Process, Survey};
use crate::text::listed;

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
/// document, as [`count_words`] counts them; `files` are those to be sent, with their sizes in bytes.
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
    let has_date = edition.date.is_some() || required.any(|field| field.value == "date");
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
        let help = match &*field.value {
            "mandate" if process.mandate.is_none() => format!(
                "say which call, decision or invitation the report responds to, and where it is \
                 published:\n[{}.mandate]\ntext = \"…\"\nsource = \"…\"\ncertainty = \"verified\"",
                process.key.value
            ),
            "date" if survey.report.edition.date.is_none() => {
                "write the day under `[edition]` in data/report.toml, such as\n\
                 date = 2023-07-14"
                    .to_owned()
            }
            _ => return None,
        };
        let message =
            format!("{} requires the `{}`, which is not given", named(process), field.value);
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

/// Counts words separated by whitespace in the Word document: title, lines under it, contents with
/// their page numbers, headings, paragraphs, items, quotations and their attributions, labels and
/// captions of graphs with their notes, tables with captions and notes, and footnotes. Like Word,
/// it does not count list numbers and bullets, headers and footers, and the text and alternative
/// text of pictures. `levels` is the depth of the table of contents.
pub fn count_words(document: &Document, sources: &Sources, levels: u8) -> usize {
    let passages = document.passages(sources);
    let words: usize = passages.iter().map(words_of_passage).sum();
    let added = document.blocks.iter().map(|node| match &node.block {
        Block::Generated(Generated::Contents(_)) => words_of_contents(document, levels),
        Block::Generated(Generated::Graphs(_)) => words_of_graphs(document, &passages),
        _ => 0,
    });
    words + added.sum::<usize>()
}

fn words_of_passage(passage: &Passage<'_>) -> usize {
    match passage.content {
        _ if passage.kind == Kind::Drawing || passage.line == LineKind::Alternative => 0,
        [] => words_in(&passage.text),
        content => words_in(&shown_text(content)),
    }
}

/// The entries of the table of contents: each listed heading with its page number.
fn words_of_contents(document: &Document, levels: u8) -> usize {
    let entries = document.all_blocks().into_iter().map(|block| match block {
        Block::Heading(heading) if heading.is_listed(levels) => {
            words_in(&plain_text(&heading.content)) + 1
        }
        _ => 0,
    });
    entries.sum()
}

/// The entries of the list of graphs: each label and caption with its page number.
fn words_of_graphs(document: &Document, passages: &[Passage<'_>]) -> usize {
    let is_entry = |passage: &&Passage<'_>| {
        let is_caption = passage.line == LineKind::Caption && passage.graph.is_some();
        is_caption || is_label_of_graph(passage)
    };
    document.graphs().len() + passages.iter().filter(is_entry).map(words_of_passage).sum::<usize>()
}

fn is_label_of_graph(passage: &Passage<'_>) -> bool {
    passage.kind == Kind::Label && passage.unit.kind == UnitKind::Graph
}

fn words_in(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Counts the words of a report's own text, in all text blocks, as `wc -w` does, including item numbers and graph labels.
/// Captions, tables of contents, tables and footnotes are not part of the report's own text and do
/// not count.
pub fn count_own_words(document: &Document, sources: &Sources) -> usize {
    let (mut words, mut last_unit) = (0, None);
    for passage in document.passages(sources) {
        let is_counted = match passage.kind {
            Kind::Label => is_label_of_graph(&passage),
            Kind::Title | Kind::Heading(_) | Kind::Paragraph | Kind::Item(_) | Kind::Message(_) => {
                true
            }
            Kind::Quotation | Kind::QuotationSource => true,
            Kind::Caption | Kind::Drawing | Kind::Table | Kind::Footnote => false,
            Kind::Edition | Kind::Generated => false,
        };
        if passage.role != Role::Text || !is_counted {
            continue;
        }
        if let UnitKind::Item { number: Some(_), .. } = passage.unit.kind {
            words += usize::from(last_unit != Some(passage.unit.number));
        }
        last_unit = Some(passage.unit.number);
        let marks = passage.marks.split_whitespace();
        words += marks.filter(|mark| *mark != "–").count();
        words += passage.text.split_whitespace().count();
    }
    words
}
