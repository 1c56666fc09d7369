//! Errors about names: duplicate names and references to unknown names.

use super::reader::{Context, Reader, Unfit};
use super::text::{Located, Text};
use crate::diagnostic::{Code, Diagnostic, SourceKind, did_you_mean};
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

/// The reason why a name can't be part of file names; `None` if it is safe on every file system. File names may have 255
/// characters, and those of changes add the names of two editions.
pub(crate) fn unfit_file(name: &str) -> Option<&'static str> {
    let is_safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_fit = name.len() <= 100 && name.chars().all(is_safe) && !name.starts_with('-');
    (!is_fit).then_some(
        "files have this name: use small letters a to z, digits and hyphens, 100 at most, no hyphen first",
    )
}

/// What figures can be broken down by.
pub(super) const GROUPS: &str = "attribute or question with one answer";

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
        report_unknown(context, what, name, items.iter().map(|item| key(item).as_str()));
    }
    found
}

/// The key with this name of one of `items`; reports an error if there is none. A name whose definition may be at fault
/// is taken as it is.
pub(crate) fn find_key<T>(
    context: &Context<'_>,
    what: &'static str,
    name: &Text,
    items: &[T],
    key: impl Fn(&T) -> &Key,
) -> Option<Key> {
    let known = items.iter().map(|item| key(item).as_str());
    let is_known = known.clone().any(|known| known == name.value);
    let is_fit = is_known || !report_unknown(context, what, name, known);
    Key::new(&name.value).filter(|_| is_fit)
}

/// Reports a reference to an unknown name, unless the file that would define it is broken, or the definition at fault.
/// Returns whether it is reported.
pub(crate) fn report_unknown<'a>(
    context: &Context<'_>,
    what: &'static str,
    name: &Text,
    known: impl Iterator<Item = &'a str> + Clone,
) -> bool {
    use SourceKind::{Earlier, Framework, Mechanisms, Report, Survey};
    let is_in_survey = |kind: &SourceKind| *kind == Survey;
    let is_in_report = |kind: &SourceKind| *kind == Report;
    let (code, is_its_file): (Code, fn(&SourceKind) -> bool) = match what {
        "mechanism" => (Code::UnknownMechanism, |kind| *kind == Mechanisms),
        "question" | "earlier question" | GROUPS => (Code::UnknownQuestion, is_in_survey),
        "option" => (Code::UnknownOption, |kind| matches!(kind, Survey | Framework(_))),
        "point" => (Code::UnknownPoint, is_in_report),
        "part" => (Code::UnknownPart, is_in_report),
        "round" => (Code::UnknownRound, |kind| matches!(kind, Earlier(_))),
        "framework" => (Code::UnknownFramework, |_| false),
        _ => (Code::UnknownValue, is_in_survey),
    };
    if context.is_broken(is_its_file) || context.is_faulty(&name.value) {
        return false;
    }
    let listed = known.clone().collect::<Vec<_>>();
    let otherwise = || match listed.len() {
        1..=24 => format!("expected one of: {}", listed.join(", ")),
        _ => format!("add the {what} first"),
    };
    let help = did_you_mean(&name.value, known, otherwise);
    context.fault(code, name.span, format!("there is no {what} `{}`", name.value), help);
    true
}

/// The entries of a list of tables with `key` and `title`.
pub(crate) fn titled(
    table: &Reader<'_>,
    list: &'static str,
    unfit: Unfit,
) -> Vec<(Located<Key>, Text)> {
    keyed(table, (list, "key"), "item", unfit, |entry, key| Some((key, entry.must_text("title"))))
}

/// Every name can be a key.
pub(crate) fn fit(_: &str) -> Option<&'static str> {
    None
}

/// The values that `read` makes of a list of tables, each with a key of its own under `field`.
pub(crate) fn keyed<T>(
    table: &Reader<'_>,
    (list, field): (&'static str, &'static str),
    what: &str,
    unfit: Unfit,
    mut read: impl FnMut(&Reader<'_>, Located<Key>) -> Option<T>,
) -> Vec<T> {
    let mut known: Vec<Key> = Vec::new();
    let values = table.tables(list).into_iter().filter_map(|entry| {
        let key = entry.must_key(field, unfit);
        let value = entry.read(|entry| read(entry, key.clone()));
        if value.is_none() {
            table.context.add_faulty(&key.value);
        }
        let value = value.filter(|_| is_new(table.context, what, &key, known.iter()));
        known.push(key.value);
        value
    });
    values.collect()
}
