//! Texts outside the document that are written to an output: file names, keys, reasons in
//! figures.csv and manifest.json, the page design, the wording of notes, and errata.

use crate::diagnostic::{SourceKind, Sources, Span};
use crate::figure::Key;
use crate::model::{Located, Survey, Text};
use crate::text::{self, Token};

/// Returns these texts, each with its place.
pub(super) fn outside(sources: &Sources, survey: &Survey) -> Vec<(String, Option<Span>)> {
    let mut texts = keys(survey);
    let published = survey.published.questions.values().flat_map(|all| all.with_groups());
    let reasons = published.flat_map(|question| {
        let options = question.options.values().filter_map(|option| option.adopted.as_ref());
        question.adopted.iter().chain(options)
    });
    let file_names = survey.processes.iter().filter_map(|process| process.file_name.as_ref());
    let names = [&survey.report.name].into_iter().chain(file_names);
    texts.extend(reasons.chain(names).map(of_text));
    // The manifest omits the file names of mechanisms that must not be named.
    let is_response = |kind: &SourceKind| matches!(kind, SourceKind::Response(_));
    for (file, source) in sources.iter().filter(|(_, source)| !is_response(&source.kind)) {
        if let SourceKind::PageDesign | SourceKind::Words | SourceKind::Errata = source.kind {
            texts.extend(lines(source.text()).map(|(line, start)| {
                (line.to_owned(), Some(Span::new(file, start..start + line.len())))
            }));
        }
        texts.push((source.name.clone(), None));
    }
    texts
}

/// The keys of questions, options, parts, points, graphs, tables and processes: they appear in figures.csv,
/// file names and anchors.
fn keys(survey: &Survey) -> Vec<(String, Option<Span>)> {
    let report = &survey.report;
    let mut keys: Vec<&Located<Key>> = report.parts.iter().map(|part| &part.key).collect();
    keys.extend(report.points.iter().map(|point| &point.key));
    keys.extend(report.graphs.iter().map(|graph| &graph.key));
    keys.extend(report.tables.iter().map(|table| &table.key));
    keys.extend(survey.processes.iter().map(|process| &process.key));
    keys.extend(survey.options().map(|option| &option.key));
    let keys = keys.into_iter().map(|key| (key.value.to_string(), Some(key.span)));
    keys.chain(survey.questions.iter().map(|one| (one.id.to_string(), None))).collect()
}

fn of_text(text: &Text) -> (String, Option<Span>) {
    (text.value.clone(), Some(text.place(0, text.value.len())))
}

/// The lines of a file, trimmed and without comments and blank lines, each with its byte offset.
fn lines(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let lines = text::lines(text)
        .map(|Token { text, start }| (text.trim(), start + text.len() - text.trim_start().len()));
    lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
}
