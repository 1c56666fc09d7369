//! `data/errata.toml`: exact pieces of data/ or templates/ that are replaced when they are read.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Edit, FileId, Sources, Span};
use crate::model::reader::{Context, Reader, read_file};
use crate::model::text::Text;

const FILE: &str = "data/errata.toml";

/// Whether an erratum is put in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Proposed,
    Applied,
    Rejected,
}

/// One replacement, found in its file.
struct Erratum {
    file: FileId,
    edit: Edit,
    status: Status,
    /// Where the erratum itself stands.
    span: Span,
}

/// Checks all errata and, if `wanted`, puts the applied ones in.
pub(super) fn apply(sources: &mut Sources, wanted: bool, diagnostics: &mut Vec<Diagnostic>) {
    let Some(file) = sources.find(FILE) else { return };
    let context = Context::new(sources);
    let errata: Vec<Erratum> = read_file(&context, file, |reader| {
        let tables = reader.tables("erratum");
        let errata = tables.into_iter().filter_map(|table| erratum(&context, table));
        let errata = errata.collect();
        reader.finish();
        errata
    });
    diagnostics.extend(context.into_diagnostics());
    let mut edits: BTreeMap<FileId, Vec<(Edit, Span)>> = BTreeMap::new();
    for erratum in errata.into_iter().filter(|erratum| erratum.status == Status::Applied) {
        edits.entry(erratum.file).or_default().push((erratum.edit, erratum.span));
    }
    for (file, edits) in edits {
        let apart = without_overlaps(edits, diagnostics);
        if wanted {
            sources.edit(file, apart);
        }
    }
}

fn erratum(context: &Context<'_>, table: Reader<'_>) -> Option<Erratum> {
    let file = table.required_text("file");
    let issued = table.required_text("issued");
    table.required("corrected");
    let corrected = table.text("corrected");
    table.required_text("why");
    table.required("status");
    let statuses = [
        ("proposed", Status::Proposed),
        ("applied", Status::Applied),
        ("rejected", Status::Rejected),
    ];
    let status = table.word("status", &statuses);
    table.text("by");
    table.date("on");
    let span = table.span;
    table.finish();
    let (name, issued, corrected, status) = (file?, issued?, corrected?, status?);
    let file = correctable(context, &name)?;
    let start = only_place(context, file, &issued)?;
    let original = start..start + issued.value.len();
    Some(Erratum { file, edit: Edit { original, replacement: corrected.value }, status, span })
}

/// The file, if it may have errata.
fn correctable(context: &Context<'_>, name: &Text) -> Option<FileId> {
    let report = |message: String, help: &str| {
        context.report(Diagnostic::error("erratum-file", message).at(name.span, "").help(help));
    };
    if name.value.starts_with("data/responses/") {
        let message = "what mechanisms said is never corrected".to_owned();
        report(message, "ask the mechanism for a new text, and amend its response");
        return None;
    }
    let file = context.sources.find(&name.value).filter(|_| name.value != FILE);
    if file.is_none() {
        let message = format!("there is no file `{}` to correct", name.value);
        report(message, "give its path in the project, such as `data/report.toml`");
    }
    file
}

/// Where the issued piece stands: exactly once in its file.
fn only_place(context: &Context<'_>, file: FileId, issued: &Text) -> Option<usize> {
    let source = context.sources.get(file);
    let mut places = source.original().match_indices(&issued.value).map(|(start, _)| start);
    let (first, second) = (places.next(), places.next());
    let error = match (first, second) {
        (Some(start), None) => return Some(start),
        (Some(first), Some(second)) => {
            let message = format!("this piece stands more than once in `{}`", source.name);
            let piece = |start: usize| Span::new(file, start..start + issued.value.len());
            Diagnostic::error("erratum-ambiguous", message)
                .at(issued.span, "")
                .at(piece(first), "here")
                .at(piece(second), "and here")
                .help("give more of the text around it")
        }
        (None, _) => {
            let message = format!("this piece does not stand in `{}`", source.name);
            Diagnostic::error("erratum-not-found", message)
                .at(issued.span, "")
                .help("it must stand there exactly so, with every space and line end")
        }
    };
    context.report(error);
    None
}

fn without_overlaps(mut edits: Vec<(Edit, Span)>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Edit> {
    edits.sort_by_key(|(edit, _)| edit.original.start);
    let mut apart: Vec<(Edit, Span)> = Vec::new();
    for (edit, span) in edits {
        match apart.last().filter(|(before, _)| before.original.end > edit.original.start) {
            Some((_, before)) => diagnostics.push(
                Diagnostic::error("erratum-ambiguous", "two errata correct the same words")
                    .at(span, "this one")
                    .at(*before, "and this one"),
            ),
            None => apart.push((edit, span)),
        }
    }
    apart.into_iter().map(|(edit, _)| edit).collect()
}
