//! The strings of a TOML file: where they are, what they say, and how to change them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Edit, SourceKind, toml_string};

/// A string of a TOML file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TomlString {
    /// Its keys, with the index of a table in a list, such as `point.3.title`.
    pub(super) path: String,
    /// Its range in the file, with its quotation marks.
    pub(super) token: Range<usize>,
    /// What it says.
    pub(super) value: String,
}

impl TomlString {
    /// Whether reports print it as Markdown.
    pub(super) fn is_markdown(&self) -> bool {
        let key = self.path.rsplit('.').next().unwrap_or_default();
        match self.path.split('.').next() {
            Some("point") => ["title", "message", "text"].contains(&key),
            Some("quote" | "practice") => ["text", "translation"].contains(&key),
            Some("table") => key == "source",
            _ => false,
        }
    }

    /// The range in the file of a range of the value.
    pub(super) fn in_file(&self, file: &str, value: Range<usize>) -> Range<usize> {
        let token = &file[self.token.clone()];
        let range = toml_string(token, &self.value).map(|alignment| alignment.range(value.clone()));
        let range = range.unwrap_or_else(|| {
            let start = token.find(&self.value).unwrap_or(0);
            start + value.start..start + value.end
        });
        self.token.start + range.start..self.token.start + range.end
    }

    /// Whether it can go over several lines.
    fn is_long(&self, file: &str) -> bool {
        let token = &file[self.token.clone()];
        token.len() >= 6 && ["\"\"\"", "'''"].iter().any(|marks| token.starts_with(marks))
    }

    /// The range in the file between its quotation marks.
    pub(super) fn inside(&self, file: &str) -> Range<usize> {
        let marks = if self.is_long(file) { 3 } else { 1 };
        self.token.start + marks..self.token.end - marks
    }

    /// Whether a range of the file is between its quotation marks.
    fn contains(&self, range: &Range<usize>) -> bool {
        self.token.start < range.start && range.end < self.token.end
    }

    /// The replacements with the escapes of this string; a literal string has none.
    fn written(&self, file: &str, mut pieces: Vec<Edit>) -> Vec<Edit> {
        if file[self.token.clone()].starts_with('"') {
            let is_long = self.is_long(file);
            pieces.iter_mut().for_each(|piece| piece.text = basic(&piece.text, is_long));
        }
        pieces
    }
}

/// The strings of a TOML file; `None` if it can't be parsed.
pub(super) fn strings(file: &str) -> Option<Vec<TomlString>> {
    let mut strings = Vec::new();
    add_table(&mut strings, "", DeTable::parse(file).ok()?.get_ref());
    Some(strings)
}

fn add_table(strings: &mut Vec<TomlString>, before: &str, table: &DeTable<'_>) {
    for (key, value) in table {
        add(strings, format!("{before}{}", key.get_ref()), value);
    }
}

fn add(strings: &mut Vec<TomlString>, path: String, value: &Spanned<DeValue<'_>>) {
    match value.get_ref() {
        DeValue::String(text) => {
            strings.push(TomlString { path, token: value.span(), value: text.to_string() });
        }
        DeValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                add(strings, format!("{path}.{index}"), item);
            }
        }
        DeValue::Table(table) => add_table(strings, &format!("{path}."), table),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {}
    }
}

/// The string that contains a range of a file.
pub(super) fn string_at(file: &str, range: &Range<usize>) -> Option<TomlString> {
    strings(file)?.into_iter().find(|string| string.contains(range))
}

/// The replacements as they are written into the file, with the escapes of TOML strings. `None` if
/// one is in no string.
pub(super) fn written(kind: &SourceKind, file: &str, pieces: &[Edit]) -> Option<Vec<Edit>> {
    if matches!(kind, SourceKind::Template | SourceKind::Table(_)) {
        return Some(pieces.to_vec());
    }
    let (mut written, mut open) = (Vec::new(), pieces.to_vec());
    for string in strings(file)? {
        let (own, others) = open.into_iter().partition(|piece| string.contains(&piece.range));
        open = others;
        written.extend(string.written(file, own));
    }
    open.is_empty().then_some(written)
}

/// A text with the escapes of a basic string.
fn basic(text: &str, is_long: bool) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => written.extend(['\\', character]),
            '\n' if !is_long => written += "\\n",
            character => written.push(character),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::{string_at, strings, written};
    use crate::diagnostic::{Edit, SourceKind, spliced};

    fn changed(file: &str, old: &str, new: &str) -> String {
        let at = file.find(old).expect("a piece");
        let piece = Edit { range: at..at + old.len(), text: new.to_owned() };
        let pieces = written(&SourceKind::Report, file, &[piece]).expect("in a string");
        spliced(file, &pieces)
    }

    #[test]
    fn a_basic_string_gets_its_escapes() {
        let new = "a \"b\" \\ c's";
        for (file, expected) in [
            ("x = \"old\" # y", "x = \"a \\\"b\\\" \\\\ c's\" # y"),
            ("x = '''\nz old''' # y", "x = '''\nz a \"b\" \\ c's''' # y"),
            ("x = \"\"\"\nold\n\"\"\" # y", "x = \"\"\"\na \\\"b\\\" \\\\ c's\n\"\"\" # y"),
        ] {
            assert_eq!(changed(file, "old", new), expected);
            let value = strings(&changed(file, "old", new)).expect("TOML")[0].value.clone();
            assert!(value.contains(new), "{value}");
        }
        assert_eq!(changed("x = \"a old\"", "old", "b\nc"), "x = \"a b\\nc\"");
    }

    #[test]
    fn places_in_values_and_in_files_are_mapped() {
        for file in [r#"x = "a \"b\" c""#, "x = 'a \"b\" c'", "x = '''\na \"b\" c'''"] {
            let at = file.rfind('c').expect("c");
            let string = string_at(file, &(at..at + 1)).expect("a string");
            let place = string.in_file(file, string.value.len() - 1..string.value.len());
            assert_eq!(place, at..at + 1);
        }
    }
}
