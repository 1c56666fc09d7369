//! Reads and checks the errata.

use std::ops::Range;

use super::{Erratum, FILE, Status, made_id};
use crate::diagnostic::{Code, Diagnostic, FileId, SourceKind, Sources, Span};
use crate::model::reader::{Context, Reader, read_file};
use crate::model::text::Text;
use crate::text::overlap;

/// All errata whose issued text occurs exactly once in its file, or was corrected there by hand, in the order of data/errata.toml.
/// Reports the others, and applied errata that overlap.
pub fn read(sources: &Sources) -> (Vec<Erratum>, Vec<Diagnostic>) {
    let Some(file) = sources.find(FILE) else { return Default::default() };
    let context = Context::new(sources);
    let errata: Vec<Erratum> = read_file(&context, file, |reader| {
        let tables = reader.tables("erratum").into_iter().enumerate();
        let errata = tables.filter_map(|(index, table)| erratum(&context, table, index));
        let errata = errata.collect();
        reader.finish();
        errata
    });
    report_conflicts(&context, &errata);
    (errata, context.into_diagnostics())
}

fn erratum(context: &Context<'_>, table: Reader<'_>, index: usize) -> Option<Erratum> {
    let id = table.text("id");
    let file = table.required_text("file");
    let issued = table.required_text("issued");
    table.required("corrected");
    let corrected = table.text("corrected");
    let why = table.required_text("why");
    table.required("status");
    let statuses = [Status::Proposed, Status::Applied, Status::Rejected];
    let status = table.word("status", &statuses.map(|status| (status.word(), status)));
    let by = table.text("by").map(|by| by.value);
    let on = table.date("on").map(|day| day.value);
    let span = table.span;
    table.finish();
    let id = match id {
        Some(id) => Some(typable(context, id)?),
        None => None,
    };
    let (name, issued, corrected) = (file?, issued?, corrected?);
    let (why, status) = (why?.value, status?);
    let file = correctable(context, &name)?;
    let (original, by_hand) = place(context, file, &issued, &corrected, status)?;
    let (issued, corrected) = (issued.value, corrected.value);
    let id = id.unwrap_or_else(|| made_id(&name.value, &issued));
    Some(Erratum {
        id,
        file,
        original,
        by_hand,
        issued,
        corrected,
        why,
        status,
        by,
        on,
        index,
        span,
    })
}

/// Checks that an id can be typed on a command line.
fn typable(context: &Context<'_>, id: Text) -> Option<String> {
    let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.value.starts_with(|c: char| c.is_ascii_alphanumeric()) && id.value.chars().all(is_fit) {
        return Some(id.value);
    }
    let message = format!("`{}` is no id that can be typed", id.value);
    let help = "use letters, digits, `-`, `_` and `.`; without an `id`, one is made";
    context.fault(Code::ErratumId, id.span, message, help);
    None
}

/// Reports errata with the same id, and applied errata that overlap.
fn report_conflicts(context: &Context<'_>, errata: &[Erratum]) {
    let is_applied = |it: &Erratum| !it.by_hand && it.status == Status::Applied;
    for (index, erratum) in errata.iter().enumerate() {
        let mut before = errata[..index].iter();
        let conflict = |code: Code, message: String, first: &Erratum| {
            let error = Diagnostic::error(code, message);
            error.at(erratum.span, "this one").at(first.span, "and this one")
        };
        if let Some(first) = before.clone().find(|first| first.id == erratum.id) {
            let message = format!("two errata have the id `{}`", erratum.id);
            let error = conflict(Code::ErratumId, message, first);
            context.report(error.help("take one of them out, or give it an `id` of its own"));
        }
        let overlaps = |first: &&Erratum| {
            let is_here = first.file == erratum.file && is_applied(first) && is_applied(erratum);
            is_here && overlap(&first.original, &erratum.original)
        };
        if let Some(first) = before.find(overlaps) {
            let message = "two errata correct the same words".to_owned();
            context.report(conflict(Code::ErratumAmbiguous, message, first));
        }
    }
}

/// The file with this name, if it may have errata.
fn correctable(context: &Context<'_>, name: &Text) -> Option<FileId> {
    let kind = SourceKind::of(&name.value);
    if kind.is_response() {
        let message = "what mechanisms said is never corrected";
        let help = "ask the mechanism for a new text, and amend its response";
        context.fault(Code::ErratumFile, name.span, message, help);
        return None;
    }
    let file = context.sources.find(&name.value).filter(|_| kind != SourceKind::Errata);
    if file.is_none() {
        let message = format!("there is no file `{}` to correct", name.value);
        let help = "give its path in the project, such as `data/report.toml`";
        context.fault(Code::ErratumFile, name.span, message, help);
    }
    file
}

/// The range of the issued text, which must occur exactly once in its file. If the file has the corrected text in its
/// place, it was corrected by hand: the range of that text, and `true`. So was a proposed deletion of what is not there.
fn place(
    context: &Context<'_>,
    file: FileId,
    issued: &Text,
    corrected: &Text,
    status: Status,
) -> Option<(Range<usize>, bool)> {
    let source = context.sources.get(file);
    let text = source.original();
    let places: Vec<usize> = text.match_indices(&issued.value).map(|(at, _)| at).collect();
    let is_gone =
        places.is_empty() || (places.len() == 1 && corrected.value.contains(&issued.value));
    let by_hand = text.find(&corrected.value).filter(|_| is_gone && !corrected.value.is_empty());
    let error = match (by_hand, &places[..]) {
        (Some(start), _) => return Some((start..start + corrected.value.len(), true)),
        (None, []) if corrected.value.is_empty() && status == Status::Proposed => {
            return Some((0..0, true));
        }
        (None, [start]) => return Some((*start..start + issued.value.len(), false)),
        (None, [first, second, ..]) => {
            let message = format!("this piece occurs more than once in `{}`", source.name);
            let piece = |start: usize| Span::new(file, start..start + issued.value.len());
            Diagnostic::error(Code::ErratumAmbiguous, message)
                .at(issued.span, "")
                .at(piece(*first), "here")
                .at(piece(*second), "and here")
                .help("give more of the text around it")
        }
        (None, []) => {
            let message = format!("this piece is not in `{}`", source.name);
            Diagnostic::error(Code::ErratumNotFound, message).at(issued.span, "").help(
                "it must be there exactly so, with every space and line end; \
                 if the file itself was changed, delete this erratum",
            )
        }
    };
    context.report(error);
    None
}
