//! Merges equal findings at several locations into one.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Diagnostic;

/// Merges diagnostics that differ only in their location and have exactly one label. The first one
/// keeps its position and receives the labels of the others.
pub fn merge_equal(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::new();
    let mut first: HashMap<_, usize> = HashMap::new();
    for diagnostic in diagnostics {
        if diagnostic.labels.len() != 1 {
            merged.push(diagnostic);
            continue;
        }
        let Diagnostic { severity, code, message, help, .. } = &diagnostic;
        match first.entry((*severity, *code, message.clone(), help.clone())) {
            Entry::Occupied(index) => {
                let Diagnostic { labels, fixes, .. } = diagnostic;
                let equal = &mut merged[*index.get()];
                equal.labels.extend(labels);
                equal.fixes.extend(fixes);
            }
            Entry::Vacant(entry) => {
                entry.insert(merged.len());
                merged.push(diagnostic);
            }
        }
    }
    merged
}
