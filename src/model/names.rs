//! Errors about names: duplicate names and references to unknown names.

use super::reader::Context;
use super::text::{Located, Text};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::figure::Key;

/// Whether a key is not in use yet; reports an error if it is.
pub(crate) fn is_new<'k>(
    context: &Context<'_>,
    what: &str,
    key: &Located<Key>,
    mut taken: impl Iterator<Item = &'k Key>,
) -> bool {
    let is_new = taken.all(|taken| *taken != key.value);
    if !is_new {
        let message = format!("the {what} `{}` is there twice", key.value);
        context.report(Diagnostic::error(Code::DuplicateKey, message).at(key.span, "again here"));
    }
    is_new
}

/// The maximum length of a name that file names contain, in characters. File names may have 255, and
/// those of changes add the names of two editions.
pub(crate) const LONGEST_FILE_NAME: usize = 100;

/// Whether a name contains only lower-case letters a to z, digits and hyphens, and is short enough, so
/// that it is safe on every file system.
pub(crate) fn is_file_name(name: &str) -> bool {
    name.len() <= LONGEST_FILE_NAME
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The item whose key is `name`; reports an error if there is none.
pub(crate) fn find<'i, T>(
    context: &Context<'_>,
    what: &'static str,
    name: &Text,
    items: &'i [T],
    key: impl Fn(&'i T) -> &'i Key + Copy,
) -> Option<&'i T> {
    let found = items.iter().find(|item| *key(item) == *name.value);
    if found.is_none() {
        context.report(unknown(what, name, items.iter().map(|item| key(item).as_str())));
    }
    found
}

/// The error for a reference to an unknown name.
pub(crate) fn unknown<'a>(
    what: &'static str,
    name: &Text,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let code = match what {
        "mechanism" => Code::UnknownMechanism,
        "question" => Code::UnknownQuestion,
        "option" => Code::UnknownOption,
        "point" => Code::UnknownPoint,
        "part" => Code::UnknownPart,
        "framework" => Code::UnknownFramework,
        other => unreachable!("there is no code for an unknown {other}"),
    };
    let error = Diagnostic::error(code, format!("there is no {what} `{}`", name.value));
    let listed = known.clone().collect::<Vec<_>>();
    let otherwise = || match listed.len() {
        1..=24 => format!("expected one of: {}", listed.join(", ")),
        _ => format!("add the {what} first"),
    };
    error.at(name.span, "").help(did_you_mean(&name.value, known, otherwise))
}
