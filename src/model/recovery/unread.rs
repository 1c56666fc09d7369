//! Finds files of data/, data/frameworks/ and templates/ that the report does not use, such as the
//! conflict copies that shared folders create when two people change a file at once:
//! `report-PC-ANNA.toml`, `summary - Copy.md`, `words (1).toml`.

use super::files::{is_made_by_itself, not_read, without_copy_words};
use crate::diagnostic::{Diagnostic, SourceKind, Sources};

/// The warning for files that are not read; `paths` are the files of these three folders.
pub(crate) fn unread(sources: &Sources, paths: &[String]) -> Option<Diagnostic> {
    let is_unread = |path: &&String| match kind(sources, path) {
        SourceKind::Other => !is_made_by_itself(file_name(path)),
        // Other files may be temporarily unused, such as those of a removed part.
        SourceKind::Framework(_) | SourceKind::Template => {
            original(sources, path, paths).is_some() && !is_named(sources, path)
        }
        _ => false,
    };
    let unread: Vec<&String> = paths.iter().filter(is_unread).collect();
    let copies = unread.iter().find_map(|path| Some((*path, original(sources, path, paths)?)));
    let help = match copies {
        Some((copy, original)) => format!(
            "`{copy}` has the name of a copy of `{original}`, such as shared folders make when two people change a file \
             at once: compare them, keep what is right in `{original}`, and delete the copy"
        ),
        None => "data/ and templates/ are for the files of the report: keep other files elsewhere"
            .to_owned(),
    };
    not_read(&unread, help)
}

fn kind<'s>(sources: &'s Sources, path: &str) -> &'s SourceKind {
    sources.find(path).map_or(&SourceKind::Other, |file| &sources.get(file).kind)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The file of which `copy` is a copy, judging by its name; `None` if no such file is read.
fn original<'p>(sources: &Sources, copy: &str, paths: &'p [String]) -> Option<&'p str> {
    let (folder, name) = copy.rsplit_once('/')?;
    let (stem, ending) = name.rsplit_once('.')?;
    // `charter-in-brief.md` is not a copy of `charter.md`.
    let may_be_a_key =
        matches!(kind(sources, copy), SourceKind::Framework(_) | SourceKind::Template);
    let is_unfit_for_keys =
        |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c));
    let is_original = |path: &&String| {
        let other = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        let other = other.and_then(|name| name.rsplit_once('.'));
        other.is_some_and(|(other, other_ending)| {
            let is_copy = stem.strip_prefix(other).is_some_and(|rest| {
                let is_apart = rest.starts_with(|c: char| !c.is_alphanumeric());
                is_apart && (!may_be_a_key || rest.contains(is_unfit_for_keys))
            });
            let is_read = *kind(sources, path) != SourceKind::Other;
            let is_first = without_copy_words(other).is_none();
            ending == other_ending
                && (is_copy || without_copy_words(stem) == Some(other))
                && (is_read && is_first)
        })
    };
    paths.iter().filter(is_original).map(String::as_str).max_by_key(|path| path.len())
}

/// Whether a template includes the file by name, or a question refers to the framework.
fn is_named(sources: &Sources, path: &str) -> bool {
    let (name, of) = match kind(sources, path) {
        SourceKind::Framework(key) => (key.as_str(), SourceKind::Survey),
        _ => (file_name(path), SourceKind::Template),
    };
    let mut files = sources.iter().filter(|(_, source)| source.kind == of);
    files.any(|(_, source)| {
        ["\"", "'", "/"].iter().any(|mark| source.text().contains(&format!("{mark}{name}")))
    })
}
