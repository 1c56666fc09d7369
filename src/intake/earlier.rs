//! The responses that a file was read into before. Those that nobody has edited or amended since can be read again.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;
use toml::value::Datetime;

use crate::diagnostic::{Source, Sources};
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

/// What a response says about its origin.
#[derive(Deserialize)]
struct Head {
    received: Option<Datetime>,
    from: From,
}

#[derive(Deserialize)]
struct From {
    file: String,
    sha256: String,
    row: Option<usize>,
    #[serde(default)]
    written: String,
}

/// The response files that the file with this SHA-256 was read into.
pub fn earlier(sources: &Sources, sha256: &str) -> Vec<Earlier> {
    let responses = || sources.iter().map(|(_, source)| source).filter(|it| it.kind.is_response());
    let of_file = |source: &Source| {
        let is_candidate = source.original().contains(sha256);
        let head = is_candidate.then(|| toml::from_str::<Head>(source.original()).ok()).flatten();
        head.filter(|head| head.from.sha256 == sha256)
    };
    let is_untouched = |source: &Source| {
        of_file(source).is_some_and(|Head { from: From { written, .. }, .. }| {
            !written.is_empty() && mark(&source.original().replacen(&written, "", 1)) == written
        })
    };
    let touched = responses().filter(|source| !is_untouched(source));
    let touched: BTreeSet<&str> = touched.filter_map(|it| it.kind.response_key()).collect();
    let found = responses().filter_map(|source| {
        let (Head { received, from }, key) = (of_file(source)?, source.kind.response_key()?);
        Some(Earlier {
            path: source.name.clone(),
            key: key.to_owned(),
            file: from.file,
            row: from.row,
            received: received.and_then(|day| day.to_string().parse().ok()),
            is_untouched: !touched.contains(key),
        })
    });
    found.collect()
}

/// The mark by which a response is recognized as untouched: of its text with an empty mark.
pub(super) fn mark(text: &str) -> String {
    hash(text.as_bytes())[..8].to_owned()
}
