//! Changes TOML files that people keep by hand: comments, order and line ends stay as they are.

use toml_edit::{DocumentMut, Table, TableLike, Value};

/// The text with what `change` makes of it.
///
/// # Errors
/// If the text can't be read as TOML, or `change` says why it can't be made.
pub fn change(
    text: &str,
    change: impl FnOnce(&mut DocumentMut) -> Result<(), String>,
) -> Result<String, String> {
    let windows = text.contains("\r\n");
    let (mark, body) = match text.strip_prefix('\u{FEFF}') {
        Some(body) => ("\u{FEFF}", body),
        None => ("", text),
    };
    let mut document: DocumentMut =
        body.replace("\r\n", "\n").parse().map_err(|error: toml_edit::TomlError| {
            format!("it is not readable as TOML: {}", error.message().replace('\n', "; "))
        })?;
    change(&mut document)?;
    let changed = document.to_string();
    Ok(format!("{mark}{}", if windows { changed.replace('\n', "\r\n") } else { changed }))
}

/// Prepares a table that is to stand at the end of a document: a comment at the end stays before it.
pub fn at_the_end(document: &mut DocumentMut, table: &mut Table) {
    let before = document.trailing().as_str().unwrap_or_default().to_owned();
    let gap = if document.is_empty() && before.is_empty() { "" } else { "\n" };
    let ended = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    table.decor_mut().set_prefix(format!("{before}{ended}{gap}"));
    document.set_trailing("");
}

/// Sets a key; a comment beside the old value stays.
pub fn set(table: &mut dyn TableLike, key: &str, value: impl Into<Value>) {
    let mut value = value.into();
    match table.get_mut(key).and_then(|item| item.as_value_mut()) {
        Some(old) => {
            value.decor_mut().clone_from(old.decor());
            *old = value;
        }
        None => drop(table.insert(key, toml_edit::Item::Value(value))),
    }
}
