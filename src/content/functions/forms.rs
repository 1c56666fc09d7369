//! Format strings for list items: text with names in braces, such as `{label} ({title})`.

use std::ops::Range;

use minijinja::{Error, ErrorKind, Value};

use super::{Result, unknown};
use crate::content::markers::{self, Marker};
use crate::content::values::{Part, changed_by_filter, invalid};
use crate::diagnostic::{FileId, Sources, Span};

/// A piece of a format string, with its location in a template if known.
#[derive(Clone, Copy)]
pub(super) enum FormPiece<'f> {
    /// Literal text.
    Text(&'f str, Option<Span>),
    /// The names between braces, optionally with alternatives and filters, such as `annex or
    /// title|lowerfirst`.
    Names(&'f str, Option<Span>),
}

/// The alternatives between braces, each with its filters.
pub(super) fn alternatives(names: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    names.split(" or ").map(|alternative| {
        let mut words = alternative.split('|').map(str::trim);
        (words.next().unwrap_or_default(), words.collect())
    })
}

/// Splits a format string into text and names. Parts of it that a template in `sources` contains
/// literally have a location.
pub(super) fn form_pieces<'f>(sources: &Sources, form: &'f str) -> Result<Vec<FormPiece<'f>>> {
    let (mut pieces, mut start) = (Vec::new(), None);
    for piece in markers::pieces(form).ok_or_else(changed_by_filter)? {
        match piece {
            markers::Piece::Marker(Marker::Text(file, at)) => start = Some((file, at)),
            markers::Piece::Marker(_) => {
                return Err(invalid("a form can't contain printed values"));
            }
            markers::Piece::Text(text) => push_run(sources, text, start.take(), &mut pieces)?,
        }
    }
    Ok(pieces)
}

/// Adds the pieces of a run of text. `start` is the location of the run in its template; it applies
/// only as far as the run and the template match, because data may have been appended.
fn push_run<'f>(
    sources: &Sources,
    text: &'f str,
    start: Option<(FileId, usize)>,
    pieces: &mut Vec<FormPiece<'f>>,
) -> Result<()> {
    let written =
        start.and_then(|(file, at)| sources.get(file).text().get(at..)).unwrap_or_default();
    let same = text.chars().zip(written.chars()).take_while(|(one, other)| one == other);
    let known: usize = same.map(|(character, _)| character.len_utf8()).sum();
    let place = |range: &Range<usize>| {
        let (file, at) = start.filter(|_| range.end <= known)?;
        Some(Span::new(file, at + range.start..at + range.end))
    };
    let mut at = 0;
    while at < text.len() {
        let open = text[at..].find(['{', '}']).map_or(text.len(), |found| at + found);
        if at < open {
            pieces.push(FormPiece::Text(&text[at..open], place(&(at..open))));
            at = open;
            continue;
        }
        let inside = text[open..].strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let Some((names, _)) = inside.filter(|(names, _)| !names.contains('{')) else {
            let message = "a name in braces, such as `{label}`, lacks one of them";
            let fault = Error::new(ErrorKind::SyntaxError, message);
            return Err(at_place(fault, place(&(open..open + 1))));
        };
        at = open + names.len() + 2;
        pieces.push(FormPiece::Names(names, place(&(open..at))));
    }
    Ok(())
}

/// Returns an error if a list item has no attribute of this name.
pub(super) fn check_name(item: &Value, name: &str) -> Result<()> {
    if has_name(item, name) {
        return Ok(());
    }
    let names: Vec<String> =
        item.try_iter().into_iter().flatten().map(|key| key.to_string()).collect();
    Err(unknown("name", name, names.iter().map(String::as_str)))
}

/// Whether an item has an attribute of this name.
pub(super) fn has_name(item: &Value, name: &str) -> bool {
    item.get_attr(name).is_ok_and(|value| !value.is_undefined())
}

/// Adds a location within a tag to an error, unless the error already has one.
pub(super) fn at_place(error: Error, place: Option<Span>) -> Error {
    match place {
        Some(place) if error.name().is_none() => error.with_source(Part(place)),
        _ => error,
    }
}
