//! The short names with which files refer to each other's entries.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::Serialize;

/// The name of a question, an option, a part, a point, a graph, a process or a respondent; never
/// blank. Other restrictions on keys of each kind are checked where they are read.
#[derive(Clone, Debug, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Key(Arc<str>);

impl Key {
    /// A key with this name; `None` if the name is blank.
    pub fn new(name: &str) -> Option<Self> {
        (!name.trim().is_empty()).then(|| Key(name.into()))
    }

    /// The key as a string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Key {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// A key equals another key, or any text, with the same characters.
impl<T: AsRef<str> + ?Sized> PartialEq<T> for Key {
    fn eq(&self, other: &T) -> bool {
        *self.0 == *other.as_ref()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.to_string()
    }
}
