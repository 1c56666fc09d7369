//! Reads and checks the errata.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::{Erratum, FILE, Status, made_id};
use crate::diagnostic::{Code, Diagnostic, FileId, SourceKind, Sources, Span};
use crate::model::reader::{Context, Reader};
use crate::model::text::Text;
use crate::text::overlap;

/// All errata whose issued text occurs exactly once in its file, or was corrected there by hand, in the order of data/errata.toml.
/// Reports the others, and applied errata that overlap.
pub fn read(sources: &Sources) -> (Vec<Erratum>, Vec<Diagnostic>) {
    let Some(file) = sources.find(FILE) else { return Default::default() };
    let context = Context::new(sources);
    let errata: Vec<Erratum> = context.read(file, |reader| {
        let tables = reader.tables("erratum").into_iter().enumerate();
        let entries = tables.filter_map(|(index, table)| entry(&context, table, index));
        let entries: Vec<(Erratum, Span)> = entries.collect();
        reader.finish();
        let errata = entries.iter().map(|(erratum, _)| erratum);
        let texts =
            errata.flat_map(|it| [&it.issued, &it.corrected].map(|text| (it.file, &**text)));
        let places = places(sources, texts);
        let located = entries.iter().filter_map(|(erratum, issued)| {
            let (original, by_hand) = place(&context, erratum, *issued, &places)?;
            Some(Erratum { original, by_hand, ..erratum.clone() })
        });
        located.collect()
    });
    report_conflicts(&context, &errata);
    (errata, context.into_diagnostics())
}

/// An erratum that is not located yet, with the place of its issued text.
fn entry(context: &Context<'_>, table: Reader<'_>, index: usize) -> Option<(Erratum, Span)> {
    let id = table.text("id");
    let file = table.required_text("file");
    let issued = table.required_text("issued");
    let corrected = table.require("corrected", Reader::text);
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
    let (name, issued, corrected, why, status) = (file?, issued?, corrected?, why?, status?);
    let erratum = Erratum {
        file: correctable(context, &name)?,
        id: id.unwrap_or_else(|| made_id(&name.value, &issued.value)),
        original: 0..0,
        by_hand: false,
        issued: issued.value,
        corrected: corrected.value,
        why: why.value,
        status,
        by,
        on,
        index,
        span,
    };
    Some((erratum, issued.span))
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
    let conflict = |code: Code, message: String, [first, second]: [&Erratum; 2]| {
        Diagnostic::error(code, message).at(second.span, "this one").at(first.span, "and this one")
    };
    let mut by_id: HashMap<&str, &Erratum> = HashMap::new();
    for erratum in errata {
        if let Some(first) = by_id.insert(&erratum.id, erratum) {
            let message = format!("two errata have the id `{}`", erratum.id);
            let error = conflict(Code::ErratumId, message, [first, erratum]);
            context.report(error.help("take one of them out, or give it an `id` of its own"));
        }
    }
    let mut applied: Vec<&Erratum> = errata.iter().filter(|it| is_applied(it)).collect();
    applied.sort_by_key(|erratum| (erratum.file, erratum.original.start));
    // Of those before, the one that ends last.
    let mut last: Option<&Erratum> = None;
    for erratum in applied {
        let before = last.filter(|last| last.file == erratum.file);
        if let Some(first) = before.filter(|first| overlap(&first.original, &erratum.original)) {
            let message = "two errata correct the same words".to_owned();
            let pair =
                if first.index < erratum.index { [first, erratum] } else { [erratum, first] };
            context.report(conflict(Code::ErratumAmbiguous, message, pair));
        }
        if before.is_none_or(|before| before.original.end < erratum.original.end) {
            last = Some(erratum);
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

/// The first two places of each text in its file.
type Places<'t> = HashMap<(FileId, &'t str), Vec<usize>>;

/// Finds all texts of a file at once.
fn places<'t>(sources: &Sources, texts: impl Iterator<Item = (FileId, &'t str)>) -> Places<'t> {
    let mut by_file: BTreeMap<FileId, BTreeSet<&str>> = BTreeMap::new();
    for (file, text) in texts.filter(|(_, text)| !text.is_empty()) {
        by_file.entry(file).or_default().insert(text);
    }
    let mut places = Places::new();
    for (file, texts) in by_file {
        let texts = Vec::from_iter(texts);
        let searcher = AhoCorasick::new(&texts).expect("there are not billions of errata");
        for found in searcher.find_overlapping_iter(sources.get(file).original()) {
            let text = texts[found.pattern()];
            let places = places.entry((file, text)).or_default();
            let is_apart = places.last().is_none_or(|last| last + text.len() <= found.start());
            if places.len() < 2 && is_apart {
                places.push(found.start());
            }
        }
    }
    places
}

/// The range of the issued text, which must occur exactly once in its file. If the file has the corrected text in its
/// place, it was corrected by hand: the range of that text, and `true`. So was a proposed deletion of what is not there.
fn place(
    context: &Context<'_>,
    erratum: &Erratum,
    at: Span,
    places: &Places<'_>,
) -> Option<(Range<usize>, bool)> {
    let Erratum { file, issued, corrected, status, .. } = erratum;
    let source = context.sources.get(*file);
    let places_of = |text| places.get(&(*file, text)).map_or(&[][..], Vec::as_slice);
    let places = places_of(issued.as_str());
    let is_gone = places.is_empty() || (places.len() == 1 && corrected.contains(issued));
    let by_hand = places_of(corrected.as_str()).first().filter(|_| is_gone);
    let error = match (by_hand, places) {
        (Some(start), _) => return Some((*start..start + corrected.len(), true)),
        (None, []) if corrected.is_empty() && *status == Status::Proposed => {
            return Some((0..0, true));
        }
        (None, [start]) => return Some((*start..start + issued.len(), false)),
        (None, [first, second, ..]) => {
            let message = format!("this piece occurs more than once in `{}`", source.name);
            let piece = |start: usize| Span::new(*file, start..start + issued.len());
            Diagnostic::error(Code::ErratumAmbiguous, message)
                .at(at, "")
                .at(piece(*first), "here")
                .at(piece(*second), "and here")
                .help("give more of the text around it")
        }
        (None, []) => {
            let message = format!("this piece is not in `{}`", source.name);
            Diagnostic::error(Code::ErratumNotFound, message).at(at, "").help(
                "it must be there exactly so, with every space and line end; \
                 if the file itself was changed, delete this erratum",
            )
        }
    };
    context.report(error);
    None
}
