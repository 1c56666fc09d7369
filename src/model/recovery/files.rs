//! Checks for response files that another program renamed: `KEY (1).toml`, `Copy of KEY.toml`,
//! `KEY.toml.txt`. Finds files of data/, data/frameworks/ and templates/ that the report does not use, such as the conflict
//! copies that shared folders create when two people change a file at once: `report-PC-ANNA.toml`, `summary - Copy.md`.

use crate::diagnostic::{Code, Diagnostic, FileId, SourceKind, Sources, capped};
use crate::figure::Key;
use crate::model::reader::Context;
use crate::model::text::Located;

const FOLDER: &str = "data/responses";

/// Prefixes that programs add to the name of a copy, in lowercase.
const BEFORE: [&str; 4] = ["copy of ", "copie de ", "copia de ", "kopie von "];

/// Suffixes that programs add to the name of a copy, in lowercase.
const AFTER: [&str; 6] = ["copy", "(copy)", "copie", "copia", "kopie", "(another copy)"];

/// Reports a file whose name marks it as a copy, and suggests a name. Returns whether it is a copy;
/// copies are not read further.
pub(crate) fn report_copy(
    context: &Context<'_>,
    file: FileId,
    stem: &str,
    mechanism: &Located<Key>,
) -> bool {
    let Some(original) = without_copy_words(stem) else { return false };
    let key = &mechanism.value;
    let wanted = match *key == original.split('.').next().unwrap_or_default() {
        true => format!("{original}.toml"),
        false => format!("{key}.toml"),
    };
    let text = |file| context.sources.get(file).original();
    let help = match context.sources.find(&format!("{FOLDER}/{wanted}")) {
        None => format!("call it `{wanted}`"),
        Some(there) if text(there) == text(file) => {
            format!("`{wanted}` exists with the same content: delete this file")
        }
        Some(_) => choose(&wanted, key),
    };
    let message = format!("`{FOLDER}/{stem}.toml` has the name of a copy");
    context.fault(Code::WrongFileName, mechanism.span, message, help);
    true
}

/// Files that operating systems create in folders.
const OWN: [&str; 2] = ["thumbs.db", "desktop.ini"];

/// Diagnostics for files in data/responses/ that are not read: an error for each one that should be
/// named `*.toml`, such as `KEY.toml.txt`, and a warning for the others.
pub(crate) fn unread(names: &[String]) -> Vec<Diagnostic> {
    let (mut found, mut others) = (Vec::new(), Vec::new());
    for name in names {
        let path = format!("{FOLDER}/{name}");
        if let Some(wanted) = readable(name) {
            let help = match names.contains(&wanted) {
                true => choose(&wanted, wanted.split('.').next().unwrap_or_default()),
                false => format!(
                    "call it `{wanted}`; Windows shows the end of a name after View, File name extensions"
                ),
            };
            let message = format!("`{path}` is not read: its name does not end in `.toml`");
            found.push(Diagnostic::error(Code::WrongFileName, message).help(help));
        } else if !name.ends_with(".toml") && !is_made_by_itself(name) {
            others.push(path);
        }
    }
    let help = format!(
        "a response counts once it is filled into the form that `rapporteur new response KEY` writes; keep \
         other files elsewhere than in {FOLDER}/"
    );
    found.extend(not_read(&others, help));
    found
}

/// Whether an operating system or program created a file of this name automatically.
fn is_made_by_itself(name: &str) -> bool {
    name.starts_with("~$") || OWN.contains(&&*name.to_lowercase())
}

/// The warning for files that are not read; `None` if there are none.
fn not_read<T: AsRef<str>>(paths: &[T], help: String) -> Option<Diagnostic> {
    let are = match paths.len() {
        0 => return None,
        1 => "is",
        _ => "are",
    };
    let message = format!("{} {are} not read", capped(paths));
    Some(Diagnostic::warning(Code::UnreadFile, message).help(help))
}

/// The help text if a file with the suggested name already exists.
fn choose(wanted: &str, key: &str) -> String {
    format!(
        "`{wanted}` is there too: delete the one that does not hold; if both do, call the later one \
         `{key}.2023-08-02.toml` (with its day), which amends the first"
    )
}

/// The name under which the file would be read; `None` if it is read already or is not a TOML file.
fn readable(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let stem = lower.strip_suffix(".txt").unwrap_or(&lower).strip_suffix(".toml")?;
    (!name.ends_with(".toml") && !name.starts_with('.'))
        .then(|| format!("{}.toml", &name[..stem.len()]))
}

/// The stem of the original file, if `stem` marks a copy.
fn without_copy_words(stem: &str) -> Option<&str> {
    let mut rest = stem.trim();
    while let Some(shorter) = without_number(rest).or_else(|| without_word(rest)) {
        rest = shorter;
    }
    (rest != stem && !rest.is_empty()).then_some(rest)
}

/// Removes a number in parentheses from the end, as in ` (1)`.
fn without_number(stem: &str) -> Option<&str> {
    let (head, number) = stem.strip_suffix(')')?.rsplit_once('(')?;
    let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    is_number.then(|| head.trim_end())
}

/// Removes a word for a copy from the beginning or end.
fn without_word(stem: &str) -> Option<&str> {
    let lower = stem.to_ascii_lowercase();
    if let Some(before) = BEFORE.iter().find(|before| lower.starts_with(**before)) {
        return Some(stem[before.len()..].trim_start());
    }
    let after = AFTER.iter().find(|after| lower.ends_with(**after))?;
    let head = &stem[..stem.len() - after.len()];
    let cut = head.trim_end_matches([' ', '-', '–', '_']);
    (cut.len() < head.len()).then_some(cut)
}

/// The warning for files that are not read; `paths` are the files of these three folders.
pub(crate) fn unread_elsewhere(sources: &Sources, paths: &[String]) -> Option<Diagnostic> {
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

#[cfg(test)]
mod tests {
    use super::{readable, without_copy_words};

    #[test]
    fn copies_are_known_by_their_names() {
        for name in [
            "alpha (1)", "alpha(2)", "alpha - Copy", "alpha - Copy (2)", "Copy of alpha",
            "alpha copy", "alpha - Copie", "Copie de alpha", "alpha (copy)", "Copy of alpha (3)",
        ] {
            assert_eq!(without_copy_words(name), Some("alpha"), "{name}");
        }
        assert_eq!(without_copy_words("alpha.2024-08-02 (1)"), Some("alpha.2024-08-02"));
        assert_eq!(without_copy_words("alpha"), None);
        assert_eq!(without_copy_words("photocopy"), None);
    }

    #[test]
    fn names_that_are_not_read_are_known() {
        assert_eq!(readable("alpha.toml.txt").as_deref(), Some("alpha.toml"));
        assert_eq!(readable("alpha.TOML").as_deref(), Some("alpha.toml"));
        assert_eq!(readable("alpha.toml"), None);
        assert_eq!(readable("letter.txt"), None);
    }
}
