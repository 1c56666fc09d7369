//! What differs between two builds.

use crate::manifest::Manifest;

/// What changed since an earlier build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Keys of the mechanisms that responded since.
    pub new_respondents: Vec<String>,
    /// Ids of the figures whose value or state changed, or that are new.
    pub figures: Vec<String>,
}

/// Compares two builds.
pub fn between(before: &Manifest, after: &Manifest) -> Change {
    let new = after.respondents.iter().filter(|key| !before.respondents.contains(key));
    let changed = after.figures.iter().filter(|(id, figure)| {
        before
            .figures
            .get(*id)
            .is_none_or(|old| (&old.value, &old.state) != (&figure.value, &figure.state))
    });
    Change {
        new_respondents: new.cloned().collect(),
        figures: changed.map(|(id, _)| id.clone()).collect(),
    }
}
