//! Edits TOML files that people maintain by hand: keeps comments, order and line endings.

use std::collections::{BTreeMap, VecDeque};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

/// Applies `change` to the text.
///
/// # Errors
///
/// If the text can't be parsed as TOML, or with the error of `change`.
pub fn change(
    text: &str,
    change: impl FnOnce(&mut DocumentMut) -> Result<(), String>,
) -> Result<String, String> {
    let (mark, body) = match text.strip_prefix('\u{FEFF}') {
        Some(body) => ("\u{FEFF}", body),
        None => ("", text),
    };
    let plain = body.replace("\r\n", "\n");
    let mut document: DocumentMut = plain.parse().map_err(|error: toml_edit::TomlError| {
        format!("it is not readable as TOML: {}", error.message().replace('\n', "; "))
    })?;
    change(&mut document)?;
    Ok(format!("{mark}{}", with_line_ends(body, &document.to_string())))
}

/// Restores line endings in a changed text, whose own are `\n`. A line takes the ending of the next old line that is the
/// same or sets the same key; a new line takes the ending of the preceding line.
fn with_line_ends(before: &str, after: &str) -> String {
    let mut ends: BTreeMap<&str, VecDeque<&str>> = BTreeMap::new();
    for line in before.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')) {
        let (words, end) = line.strip_suffix('\r').map_or((line, "\n"), |words| (words, "\r\n"));
        ends.entry(start(words)).or_default().push_back(end);
    }
    let mut last = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let mut changed = String::with_capacity(after.len() + before.len());
    for line in after.split_inclusive('\n') {
        let words = line.strip_suffix('\n').unwrap_or(line);
        last = ends.get_mut(start(words)).and_then(VecDeque::pop_front).unwrap_or(last);
        changed.push_str(words);
        changed.push_str(if line.ends_with('\n') { last } else { "" });
    }
    changed
}

/// The part of a line up to the `=` after a key.
fn start(line: &str) -> &str {
    line.split('=').next().unwrap_or(line)
}

/// Appends a table to the list of tables `key`, which is created if necessary.
///
/// # Errors
///
/// If `key` is something else.
pub fn append(document: &mut DocumentMut, key: &str, mut table: Table) -> Result<(), String> {
    if let Some(Item::Value(Value::Array(tables))) = document.get_mut(key) {
        tables.push(table.into_inline_table());
        return Ok(());
    }
    at_the_end(document, &mut table);
    let tables = document.entry(key).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    tables.as_array_of_tables_mut().ok_or(format!("`{key}` is no list of tables"))?.push(table);
    Ok(())
}

/// Prepares a table for insertion at the end of a document, so that a final comment stays before
/// it.
pub fn at_the_end(document: &mut DocumentMut, table: &mut Table) {
    let before = document.trailing().as_str().unwrap_or_default().to_owned();
    let gap = if document.is_empty() && before.is_empty() { "" } else { "\n" };
    let ended = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    table.decor_mut().set_prefix(format!("{before}{ended}{gap}"));
    document.set_trailing("");
}

/// Sets a key and keeps a comment next to the old value.
pub fn set(table: &mut dyn TableLike, key: &str, value: impl Into<Value>) {
    match table.get_mut(key).and_then(|item| item.as_value_mut()) {
        Some(old) => replace(old, value),
        None => drop(table.insert(key, Item::Value(value.into()))),
    }
}

/// Replaces a value; a comment beside it stays.
pub fn replace(old: &mut Value, new: impl Into<Value>) {
    let mut new = new.into();
    new.decor_mut().clone_from(old.decor());
    *old = new;
}
