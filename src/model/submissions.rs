//! `data/submissions.toml`: the processes to which the report is submitted, with the parts that
//! each takes and the rules it sets.
//!
//! Each rule records its source and how certain it is; a rule that is absent is not checked.

use toml::de::DeTable;

use super::names::{find_key, unfit_file};
use super::reader::{Context, Reader};
use super::report::Part;
use super::text::{Located, Text};
use crate::diagnostic::{Code, Diagnostic, Span, in_backticks};
use crate::figure::Key;

/// The path of the file, which is optional.
pub const FILE: &str = "data/submissions.toml";

/// The endings of the file formats for submission.
const FORMATS: [&str; 2] = ["pdf", "docx"];

/// The items that the front matter can include.
const FRONT: [&str; 3] = ["organization", "mandate", "date"];

/// Folder names in out/ that are already in use, so that no process can have them.
const TAKEN: [&str; 4] = ["as-issued", "changes", "charts", "fonts"];

/// A process to which the report is submitted.
#[derive(Clone, Debug)]
pub struct Process {
    /// The key: the argument of `--for`, and the name of the folder in out/.
    pub key: Located<Key>,
    /// Its name.
    pub name: Text,
    /// The keys of the parts that it takes; `None` if it takes all.
    pub parts: Option<Vec<Text>>,
    /// The stem of its file names; by default built from the report's name, the key and the
    /// edition.
    pub file_name: Option<Text>,
    /// The mandate, call or invitation that the report responds to, in words.
    pub mandate: Option<Rule<Text>>,
    /// The endings of the file formats that it takes.
    pub formats: Option<Rule<Vec<Text>>>,
    /// The maximum number of words, as Word counts them.
    pub words: Option<Rule<u32>>,
    /// The size in megabytes (10⁶ bytes) that each file must stay below.
    pub megabytes: Option<Rule<u32>>,
    /// The languages that it takes, as BCP 47 tags.
    pub languages: Option<Rule<Vec<Text>>>,
    /// The items that the front matter must include: `organization`, `mandate`, `date`.
    pub front_matter: Option<Rule<Vec<Text>>>,
}

impl Process {
    /// Whether it takes the part with this key.
    pub fn takes(&self, part: &str) -> bool {
        self.parts.as_ref().is_none_or(|parts| parts.iter().any(|taken| taken.value == part))
    }

    /// Whether it takes files with this ending.
    pub fn takes_format(&self, ending: &str) -> bool {
        let is_taken = |rule: &Rule<Vec<Text>>| rule.value.iter().any(|one| one.value == ending);
        self.formats.as_ref().map_or(FORMATS.contains(&ending), is_taken)
    }
}

/// A known rule of a process.
#[derive(Clone, Debug)]
pub struct Rule<T> {
    /// The value of the rule.
    pub value: T,
    /// The location of the value.
    pub span: Span,
    /// The source of the rule.
    pub source: Text,
    /// Whether it was read in the source itself, not in a copy of it or in a secondary source.
    pub is_verified: bool,
}

/// The keys of the processes in a text of [`FILE`], in file order, including those with errors.
pub fn process_keys(text: &str) -> Vec<String> {
    let (table, _) = DeTable::parse_recoverable(text);
    let tables = table.get_ref().iter().filter(|(_, value)| value.get_ref().is_table());
    let mut keys: Vec<_> = tables.map(|(key, _)| key).collect();
    keys.sort_by_key(|key| key.span().start);
    keys.into_iter().map(|key| key.get_ref().to_string()).collect()
}

/// Reads the file, if it exists.
pub(crate) fn read(context: &Context<'_>, parts: &[Part]) -> Vec<Process> {
    let Some(file) = context.sources.find(FILE) else { return Vec::new() };
    context.read(file, |reader| {
        let entries = reader.entries().into_iter();
        entries.filter_map(|(key, table)| process(key, table, parts)).collect()
    })
}

fn process(key: Text, table: Reader<'_>, parts: &[Part]) -> Option<Process> {
    let key = table.context.key("process", &key, unfit_folder);
    table.read(|table| {
        Some(Process {
            name: table.must_text("name"),
            parts: table.words("parts").map(|keys| known_parts(table.context, keys, parts)),
            file_name: table.text("file-name").and_then(|name| file_stem(table.context, name)),
            mandate: rule(table, "mandate", |rule| {
                let text = rule.required_text("text")?;
                Some(Located { span: text.span, value: text })
            }),
            formats: rule(table, "formats", |rule| listed(rule, "take", &FORMATS)),
            words: rule(table, "words", |rule| rule.require("most", Reader::number)),
            megabytes: rule(table, "megabytes", |rule| rule.require("under", Reader::number)),
            languages: rule(table, "languages", |rule| listed(rule, "take", &[])),
            front_matter: rule(table, "front-matter", |rule| listed(rule, "require", &FRONT)),
            key: key?,
        })
    })
}

/// Reads a rule: a table with its value (read by `read`), its source and its certainty.
fn rule<T>(
    table: &Reader<'_>,
    key: &'static str,
    read: impl FnOnce(&Reader<'_>) -> Option<Located<T>>,
) -> Option<Rule<T>> {
    table.table(key)?.read(|rule| {
        let value = read(rule);
        let source = rule.must_text("source");
        let certainties = [("verified", true), ("secondary", false)];
        let is_verified = rule.require("certainty", |rule, key| rule.word(key, &certainties));
        let Located { value, span } = value?;
        Some(Rule { value, span, source, is_verified: is_verified? })
    })
}

/// A required, non-empty list of words, which are some of those `known` unless these are empty, with the location of its
/// first word.
fn listed(rule: &Reader<'_>, key: &'static str, known: &[&str]) -> Option<Located<Vec<Text>>> {
    let mut words = rule.require(key, Reader::words)?;
    let Some(span) = words.first().map(|word| word.span) else {
        let error = Diagnostic::error(Code::EmptyText, format!("`{key}` is empty"));
        let error = error.at(rule.span, "in this table");
        rule.context.report(error.help("leave the table out where there is no such rule"));
        return None;
    };
    words.retain(|word| {
        let is_known = known.is_empty() || known.contains(&&*word.value);
        if !is_known {
            let help = format!("expected some of {}", in_backticks(known).join(", "));
            rule.context.refuse(key, word, help);
        }
        is_known
    });
    Some(Located { span, value: words })
}

fn known_parts(context: &Context<'_>, mut keys: Vec<Text>, parts: &[Part]) -> Vec<Text> {
    keys.retain(|key| find_key(context, "part", key, parts, |part| &part.key.value).is_some());
    keys
}

/// The reason why a key can't be the name of a folder in out/; `None` if it can.
fn unfit_folder(key: &str) -> Option<&'static str> {
    let is_taken = TAKEN.contains(&key) || key.starts_with("as-of-");
    let why = "the folder of outputs has one of this name already; take another";
    is_taken.then_some(why).or(unfit_file(key))
}

/// The stem of a process's file names, which must be safe on every file system.
fn file_stem(context: &Context<'_>, name: Text) -> Option<Text> {
    let is_fit = unfit_file(&name.value.to_ascii_lowercase().replace('_', "-")).is_none();
    if !is_fit {
        let help = "the files have this name: use letters a to z, digits, `-` and `_`, 100 at most, \
                    beginning with a letter or digit; the ending is added";
        context.refuse("file-name", &name, help);
    }
    is_fit.then_some(name)
}
