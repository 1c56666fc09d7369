//! The responses that a file was read into before. Those that nobody has edited or amended since can be read again.

use std::collections::BTreeSet;

use jiff::civil::Date;
use toml::{Table, Value};

use crate::diagnostic::Sources;
use crate::inputs::hash;

/// A response file that a received file was read into.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// Its path.
    pub path: String,
    /// The key of the respondent.
    pub key: String,
    /// The path of the received file.
    pub file: String,
    /// The row there, if the answers are in a row.
    pub row: Option<usize>,
    /// The date on which it was received.
    pub received: Option<Date>,
    /// Whether all files of the respondent are as this file was read into them.
    pub is_untouched: bool,
}

/// The response files that the file with this SHA-256 was read into.
pub fn earlier(sources: &Sources, sha256: &str) -> Vec<Earlier> {
    let (mut found, mut touched) = (Vec::new(), BTreeSet::new());
    for (_, source) in sources.iter() {
        let (Some(key), text) = (source.kind.response_key(), source.original()) else { continue };
        let is_candidate = text.contains(sha256);
        let table = is_candidate.then(|| text.parse::<Table>().ok()).flatten().unwrap_or_default();
        let from = |name: &str| table.get("from").and_then(|from| from.get(name));
        let word = |name: &str| from(name).and_then(Value::as_str).unwrap_or_default();
        let (is_of_file, written) = (word("sha256") == sha256, word("written"));
        let is_as_written = !written.is_empty() && mark(&text.replacen(written, "", 1)) == written;
        if !is_of_file || !is_as_written {
            touched.insert(key);
        }
        found.extend(is_of_file.then(|| Earlier {
            path: source.name.clone(),
            key: key.to_owned(),
            file: word("file").to_owned(),
            row: from("row").and_then(Value::as_integer).map(|row| row as usize),
            received: table.get("received").and_then(|day| day.to_string().parse().ok()),
            is_untouched: true,
        }));
    }
    found.iter_mut().for_each(|one| one.is_untouched = !touched.contains(one.key.as_str()));
    found
}

/// The mark by which a response is recognized as untouched: of its text with an empty mark.
pub(super) fn mark(text: &str) -> String {
    hash(text.as_bytes())[..8].to_owned()
}
