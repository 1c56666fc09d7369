//! Finds files of data/ and templates/ that the report does not use, such as `KEY.toml.txt`, and the conflict copies that
//! shared folders create when two people change a file at once: `report-PC-ANNA.toml`, `summary - Copy.md`.

use crate::diagnostic::{Code, Diagnostic, SourceKind, Sources, capped};

/// The folder of responses.
const RESPONSES: &str = "data/responses/";

/// Files that operating systems create in folders.
const OWN: [&str; 2] = ["thumbs.db", "desktop.ini"];

/// Diagnostics for files that are not read: an error for each one whose name should end in `.toml`, and a warning for the
/// others.
pub(crate) fn unread(sources: &Sources, paths: &[String]) -> Vec<Diagnostic> {
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for path in paths {
        let name = path.rsplit('/').next().unwrap_or(path);
        match kind(sources, path) {
            SourceKind::Other if name.starts_with("~$") => {}
            SourceKind::Other if OWN.contains(&&*name.to_lowercase()) => {}
            // It was refused.
            SourceKind::Other if path.starts_with(RESPONSES) && name.ends_with(".toml") => {}
            SourceKind::Other => match readable(name).filter(|_| path.starts_with(RESPONSES)) {
                None => unread.push(path),
                Some(wanted) => {
                    let message = format!("`{path}` is not read: its name does not end in `.toml`");
                    let help = format!(
                        "call it `{wanted}`; Windows shows the end of a name after View, File name extensions"
                    );
                    found.push(Diagnostic::error(Code::WrongFileName, message).help(help));
                }
            },
            // Other files may be temporarily unused, such as those of a removed part.
            SourceKind::Framework(_) | SourceKind::Template => {
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                let is_named = || sources.iter().any(|(_, one)| one.text().contains(stem));
                if original(sources, path, paths).is_some() && !is_named() {
                    unread.push(path);
                }
            }
            _ => {}
        }
    }
    let are = if unread.len() == 1 { "is" } else { "are" };
    let message = format!("{} {are} not read", capped(&unread));
    let copies = unread.iter().find_map(|path| Some((*path, original(sources, path, paths)?)));
    let help = match copies {
        Some((copy, original)) => format!(
            "`{copy}` has the name of a copy of `{original}`, such as shared folders make when two people change a file \
             at once: compare them, keep what is right in `{original}`, and delete the copy"
        ),
        None => "data/ and templates/ are for the files of the report: take responses in with `rapporteur receive FILE`, and \
                 keep other files elsewhere"
            .to_owned(),
    };
    let warning = Diagnostic::warning(Code::UnreadFile, message).help(help);
    found.extend((!unread.is_empty()).then_some(warning));
    found
}

/// The name under which a file would be read as TOML; `None` if it is no TOML file.
fn readable(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let stem = lower.strip_suffix(".txt").unwrap_or(&lower).strip_suffix(".toml")?;
    Some(format!("{}.toml", &name[..stem.len()]))
}

fn kind<'s>(sources: &'s Sources, path: &str) -> &'s SourceKind {
    sources.find(path).map_or(&SourceKind::Other, |file| &sources.get(file).kind)
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
    let is_apart = |c: char| !c.is_alphanumeric();
    let is_original = |path: &&String| {
        let other = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        let other = other.and_then(|name| name.rsplit_once('.'));
        other.is_some_and(|(other, other_ending)| {
            let after = stem.strip_prefix(other).filter(|rest| rest.starts_with(is_apart));
            let before = stem.strip_suffix(other).filter(|rest| rest.ends_with(is_apart));
            let rest = after.or(before).filter(|_| ending == other_ending);
            rest.is_some_and(|rest| !may_be_a_key || rest.contains(is_unfit_for_keys))
                && *kind(sources, path) != SourceKind::Other
        })
    };
    paths.iter().filter(is_original).map(String::as_str).max_by_key(|path| path.len())
}
