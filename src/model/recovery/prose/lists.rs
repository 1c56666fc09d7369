//! Finds lines that Markdown unintentionally interprets as a list.

use std::ops::Range;

use super::{Finding, Prose};
use crate::diagnostic::{Code, Edit};
use crate::model::markdown::{Event, Tag, TagEnd, events};

/// A top-level list.
struct List {
    /// The number of the first item, if the list is numbered.
    first: Option<u64>,
    items: Vec<Range<usize>>,
    /// Whether the text before the list ends with a colon.
    announced: bool,
}

/// Finds lists with a single item that no colon introduces, and numbered lists that do not start
/// with 1. A practice may consist of a single item.
pub(super) fn find(value: &str, kind: Prose) -> Option<Finding> {
    let unintended: Vec<List> = lists(value)
        .into_iter()
        .filter(|list| match list.first {
            Some(first) if first != 1 => true,
            _ => {
                let whole =
                    list.items.iter().any(|item| value[item.clone()].trim() == value.trim());
                let meant = list.announced || (whole && kind == Prose::Practice);
                list.items.len() == 1 && !meant
            }
        })
        .collect();
    let items: Vec<&Range<usize>> = unintended.iter().flat_map(|list| &list.items).collect();
    let edits: Vec<Edit> = items.iter().filter_map(|item| escaped(value, item)).collect();
    let places = unintended.iter().filter_map(|list| {
        let item = list.items.first()?;
        let line = value[item.clone()].split('\n').next().unwrap_or_default();
        let marker = line.split_whitespace().next().unwrap_or_default();
        Some((item.start..item.start + marker.len(), "taken for a list"))
    });
    let places: Vec<_> = places.collect();
    (!edits.is_empty()).then_some(Finding {
        code: Code::UnintendedList,
        message: "Markdown takes this line for a list: a backslash makes it a line of text",
        places,
        edits,
    })
}

fn lists(value: &str) -> Vec<List> {
    let mut found: Vec<List> = Vec::new();
    let mut depth = 0usize;
    for (event, range) in events(value) {
        match event {
            Event::Start(Tag::List(first)) => {
                depth += 1;
                if depth == 1 {
                    let announced = value[..range.start].trim_end().ends_with(':');
                    found.push(List { first, items: Vec::new(), announced });
                }
            }
            Event::End(TagEnd::List(_)) => depth = depth.saturating_sub(1),
            Event::Start(Tag::Item) if depth == 1 => {
                if let Some(list) = found.last_mut() {
                    list.items.push(range);
                }
            }
            _ => {}
        }
    }
    found
}

/// The edit that inserts a backslash before the list marker.
fn escaped(value: &str, item: &Range<usize>) -> Option<Edit> {
    let text = &value[item.clone()];
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let at = item.start + digits;
    value[at..]
        .starts_with(['-', '+', '*', '.', ')'])
        .then(|| Edit { original: at..at, replacement: "\\".to_owned() })
}
