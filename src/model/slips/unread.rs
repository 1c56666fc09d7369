//! Files of data/, data/frameworks/ and templates/ that have no part in the report, such as the copies that shared folders make when two
//! people change a file at once: `report-PC-ANNA.toml`, `summary - Copy.md`, `words (1).toml`.

use crate::diagnostic::{Code, Diagnostic, Source, SourceKind, Sources, capped};
use crate::model::slips::files::{is_made_by_itself, without_copy_words};

/// The files that say which parts, questions and processes there are.
const NAMING: [SourceKind; 3] = [SourceKind::Report, SourceKind::Survey, SourceKind::Submissions];

/// The warning for files that are not read; `paths` are those of the three folders.
pub(crate) fn unread(sources: &Sources, paths: &[String]) -> Option<Diagnostic> {
    let uses = Uses::new(sources);
    let is_unread = |path: &&String| {
        let name = path.rsplit('/').next().unwrap_or(path);
        // A part may be taken out whose template and framework stay; they are read and checked, and used again with it.
        let may_be_unused = uses.is_list_or_template(path);
        !is_made_by_itself(name)
            && !uses.is_read(path)
            && (!may_be_unused || original(path, paths, &uses).is_some())
    };
    let unread: Vec<&String> = paths.iter().filter(is_unread).collect();
    let are = match unread.len() {
        0 => return None,
        1 => "is",
        _ => "are",
    };
    let message = format!("{} {are} not read", capped(&unread));
    let copies = unread.iter().find_map(|path| Some((*path, original(path, paths, &uses)?)));
    let help = match copies {
        Some((copy, original)) => format!(
            "`{copy}` has the name of a copy of `{original}`, such as shared folders make when two people change a file \
             at once: compare them, leave in `{original}` what holds, and delete the copy"
        ),
        None => "data/ and templates/ are for the files of the report: keep other files elsewhere"
            .to_owned(),
    };
    Some(Diagnostic::warning(Code::UnreadFile, message).help(help))
}

/// The file that is read and that another one has the name of a copy of.
fn original<'p>(copy: &str, paths: &'p [String], uses: &Uses<'_>) -> Option<&'p str> {
    let (folder, name) = copy.rsplit_once('/')?;
    let (stem, ending) = name.rsplit_once('.')?;
    // `charter-in-brief.md` is no copy of `charter.md`.
    let may_be_a_key = uses.is_list_or_template(copy);
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
            ending == other_ending && (is_copy || without_copy_words(stem) == Some(other))
        })
    };
    let originals = paths.iter().filter(is_original).filter(|path| uses.is_read(path));
    originals.map(String::as_str).max_by_key(|path| path.len())
}

/// What the files of a project name.
struct Uses<'s> {
    sources: &'s Sources,
    /// The names of templates that templates include, or the ends of such names.
    included: Vec<&'s str>,
}

impl<'s> Uses<'s> {
    fn new(sources: &'s Sources) -> Self {
        let templates = sources.iter().map(|(_, source)| source);
        let templates = templates.filter(|source| source.kind == SourceKind::Template);
        Uses { sources, included: templates.flat_map(|source| names_in(source.text())).collect() }
    }

    /// Whether a file is a framework or a template: one that nothing uses is read all the same.
    fn is_list_or_template(&self, path: &str) -> bool {
        let source = self.sources.find(path).map(|file| &self.sources.get(file).kind);
        matches!(source, Some(SourceKind::Framework(_) | SourceKind::Template))
    }

    fn is_read(&self, path: &str) -> bool {
        let source = self.sources.find(path).map(|file| self.sources.get(file));
        source.is_some_and(|source| match &source.kind {
            SourceKind::Other => false,
            SourceKind::Framework(key) => {
                self.sources.of_kind(&SourceKind::Survey).is_none_or(|survey| {
                    ['"', '\''].iter().any(|quote| {
                        self.sources.get(survey).text().contains(&format!("{quote}{key}{quote}"))
                    })
                })
            }
            SourceKind::Template => {
                source.name == "templates/report.md" || self.is_included(source)
            }
            _ => true,
        })
    }

    /// Whether a template includes this one: by its name, or by a key of the project and the end of its name, as in
    /// `"templates/" ~ part.key ~ ".md"`.
    fn is_included(&self, template: &Source) -> bool {
        let name = template.name.rsplit('/').next().unwrap_or(&template.name);
        self.included.iter().any(|included| {
            let is_its_name = *included == template.name || *included == name;
            is_its_name || name.strip_suffix(included).is_some_and(|key| self.is_key(key))
        })
    }

    fn is_key(&self, key: &str) -> bool {
        let naming = NAMING.iter().filter_map(|kind| self.sources.of_kind(kind));
        let mut texts = naming.map(|file| self.sources.get(file).text());
        let is_word = |text: &str| {
            text.match_indices(key).any(|(at, _)| {
                let is_inner = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
                !text[..at].ends_with(is_inner) && !text[at + key.len()..].starts_with(is_inner)
            })
        };
        !key.is_empty() && texts.any(is_word)
    }
}

/// The texts in quotation marks that end in `.md`.
fn names_in(template: &str) -> impl Iterator<Item = &str> {
    template.match_indices(".md").filter_map(|(at, ending)| {
        let end = at + ending.len();
        let quote = template[end..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let start = template[..at].rfind(quote)? + 1;
        Some(&template[start..end])
    })
}
