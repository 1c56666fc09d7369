//! Phrases shared by messages.

use super::nearest;

/// A count with its noun, such as `1 place` or `3 places`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Puts words in backticks.
pub fn in_backticks<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> Vec<String> {
    words.into_iter().map(|word| format!("`{}`", word.as_ref())).collect()
}

/// Help for an unknown name: the closest known name, or else the result of `otherwise`.
pub fn did_you_mean<'a>(
    found: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: impl FnOnce() -> String,
) -> String {
    nearest(found, known).map_or_else(otherwise, |near| format!("did you mean `{near}`?"))
}
