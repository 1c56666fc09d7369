//! `data/mechanisms.toml` or `data/respondents.toml`: the mechanisms that can respond, and the forms of their names.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::names::{find, fit, report_unknown};
use super::reader::{Context, Reader};
use super::survey::Attribute;
use super::text::{Located, Text};
use crate::diagnostic::{Code, Diagnostic, SourceKind, Span};
use crate::figure::{Group, Key};

/// A mechanism that can respond.
#[derive(Clone, Debug)]
pub struct Mechanism {
    /// The key.
    pub key: Key,
    /// The full name.
    pub name: Text,
    /// The acronym.
    pub acronym: Option<Text>,
    /// The form of its name in a list of names.
    pub list: Text,
    /// The form of its name in a heading.
    pub heading: Text,
    /// The form of its name in the attribution of a quotation.
    pub quotation: Text,
    /// Whether it was invited to respond.
    pub invited: bool,
    /// The keys of its values, by attribute.
    pub attributes: BTreeMap<Key, Key>,
    /// Where its entry begins.
    pub span: Span,
}

/// The mechanisms by key.
pub(crate) type Mechanisms = BTreeMap<Key, Mechanism>;

pub(crate) fn read(context: &Context<'_>, attributes: &[Attribute]) -> Mechanisms {
    let Some(file) = context.required_file(context.sources.registry()) else {
        return Mechanisms::new();
    };
    if let Some(other) = context.sources.of_kind(&SourceKind::Mechanisms).filter(|one| *one != file)
    {
        let name = &context.sources.get(other).name;
        let message =
            format!("`{name}` is not read: respondents are in `{}`", context.sources.registry());
        let help = "put all respondents into one file, and remove the other";
        context.fault(Code::UnreadFile, Span::new(other, 0..0), message, help);
    }
    context.read(file, |reader| {
        let entries = reader.entries().into_iter();
        let read = entries.filter_map(|(key, entry)| {
            entry.read(|entry| mechanism(key, entry, attributes)).map(|one| (one.key.clone(), one))
        });
        let mechanisms = read.collect();
        report_same_names(context, &mechanisms);
        mechanisms
    })
}

fn mechanism(key: Text, entry: &Reader<'_>, attributes: &[Attribute]) -> Option<Mechanism> {
    // A missing name is reported; the mechanism is known nevertheless.
    let name = entry.required_text("name").unwrap_or_else(|| key.clone());
    let acronym = entry.text("acronym");
    let mut full = name.clone();
    if let Some(acronym) = &acronym {
        let value = format!("{} ({})", name.value, acronym.value);
        full = Text { value, span: name.span, written: None };
    }
    let [list, heading, quotation] = ["list", "heading", "quotation"]
        .map(|form| entry.text(form).unwrap_or_else(|| full.clone()));
    // For people who read the file: the address of its web page.
    entry.text("link");
    let invited = entry.boolean("invited").unwrap_or(true);
    let attributes = attributes.iter();
    let attributes =
        attributes.filter_map(|known| Some((known.key.clone(), attribute(entry, known)?)));
    let attributes = attributes.collect();
    let Located { value: key, span } = entry.context.key("key", &key, fit)?;
    Some(Mechanism { key, name, acronym, list, heading, quotation, invited, attributes, span })
}

/// The value of an attribute; reports an unknown one.
fn attribute(entry: &Reader<'_>, attribute: &Attribute) -> Option<Key> {
    let (name, value) = entry.take(|name| attribute.key == name).pop()?;
    let value = entry.string(&name.value, value)?;
    let found = find(entry.context, "value", &value, &attribute.values, |(key, _)| &key.value);
    Some(found?.0.value.clone())
}

impl Mechanism {
    /// Whether it belongs to a group by an attribute.
    pub fn is_within(&self, group: &Group) -> bool {
        self.attributes.get(&group.by) == Some(&group.value)
    }

    /// All forms of its name: full, in a list, in a heading, in an attribution.
    pub fn names(&self) -> [&Text; 4] {
        [&self.name, &self.list, &self.heading, &self.quotation]
    }

    /// Whether `called` is its name, its acronym or one of its forms, ignoring case and whitespace.
    pub(crate) fn is_called(&self, called: &str) -> bool {
        let wanted = squeezed(called);
        self.names().into_iter().chain(&self.acronym).any(|form| squeezed(&form.value) == wanted)
    }
}

/// Reports mechanisms with the same name.
fn report_same_names(context: &Context<'_>, mechanisms: &Mechanisms) {
    let mut in_order: Vec<&Mechanism> = mechanisms.values().collect();
    in_order.sort_by_key(|mechanism| mechanism.span.start);
    let mut named = BTreeMap::new();
    for mechanism in in_order {
        let first = *named.entry(squeezed(&mechanism.name.value)).or_insert(mechanism);
        if first.key == mechanism.key {
            continue;
        }
        let message = format!("`{}` and `{}` have the same name", first.key, mechanism.key);
        let help = format!(
            "if they are one, keep `{}` alone, and put what came under `{}` under that key; if they are \
             two, tell them apart by their names",
            first.key, mechanism.key
        );
        let error = Diagnostic::error(Code::SameName, message).help(help);
        let error = error.at(mechanism.name.span, "again here");
        context.report(error.at(first.name.span, "first here"));
    }
}

/// A name in lower case and without whitespace.
fn squeezed(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect()
}

/// Keys of mechanisms in the order given in the file, without duplicates, each with its location.
pub type KeyList = IndexMap<Key, Span>;

/// Reads a list of mechanisms under a key. Reports unknown mechanisms, and duplicates with the code
/// `twice`.
pub(crate) fn list(
    table: &Reader<'_>,
    key: &'static str,
    all: &Mechanisms,
    twice: Code,
) -> KeyList {
    let mut list = KeyList::default();
    let names = table.words(key).unwrap_or_default().into_iter();
    for key in names.filter_map(|name| known(table.context, &name, all)) {
        let first = *list.entry(key.value.clone()).or_insert(key.span);
        if first != key.span {
            let message = format!("`{}` is named twice in this list", key.value);
            table.context.twice(twice, key.span, first, message);
        }
    }
    list
}

/// The key of the mechanism with this name; reports an unknown one.
pub(crate) fn known(context: &Context<'_>, name: &Text, all: &Mechanisms) -> Option<Located<Key>> {
    let found = all.get_key_value(name.value.as_str());
    if found.is_none() {
        report_unknown(context, "mechanism", name, all.keys().map(Key::as_str));
    }
    found.map(|(key, _)| Located { value: key.clone(), span: name.span })
}
