//! The end of a merged body. A paragraph whose end mark is deleted is joined to the next paragraph.
//! The last paragraph has no next one, so its end mark is always kept, and the one before it is
//! marked instead.

use super::super::xml::{Element, element};
use super::changes::{Change, Entry, Merge};
use super::units::{Unit, ends_section};
use crate::align::Step;

/// If a document ends with a table that the other lacks, replaces the common unit before it by a
/// deletion and an insertion: its end can't be joined to the content after a table.
pub(super) fn part_before_table(steps: &mut Vec<Step>, old: &[Unit], new: &[Unit]) {
    let unit = |step: &Step| match *step {
        Step::Both(_, at) | Step::After(at) => &new[at],
        Step::Before(at) => &old[at],
    };
    let is_page = |step: &Step| matches!(step, Step::Both(..)) && unit(step).is_fixed();
    let end = steps.iter().rposition(|step| !is_page(step)).map_or(0, |last| last + 1);
    let Some(kept) = steps[..end].iter().rposition(|step| matches!(step, Step::Both(..))) else {
        return;
    };
    let behind = &steps[kept + 1..end];
    let went = behind.iter().any(|step| matches!(step, Step::Before(_)));
    let came = behind.iter().any(|step| matches!(step, Step::After(_)));
    let holds_more = behind.iter().any(|step| !unit(step).is_line());
    if let Step::Both(before, after) = steps[kept]
        && went != came
        && holds_more
        && !unit(&steps[kept]).is_fixed()
    {
        steps.insert(if came { kept + 1 } else { end }, Step::After(after));
        steps[kept] = Step::Before(before);
    }
}

/// Ensures that the last paragraph of a body is one whose end mark is kept.
pub(super) fn close(merge: &mut Merge<'_>, entries: &mut Vec<Entry>) {
    let is_section = |entry: &Entry| entry.element.name == "w:p" && ends_section(&entry.element);
    let is_line = |entry: &Entry| entry.element.name == "w:p" && !ends_section(&entry.element);
    let Some(last) = entries.iter().rposition(is_line) else { return };
    let Some(change) = entries[last].change else { return };
    let kept = entries[..last].iter().rposition(|entry| is_line(entry) && entry.change.is_none());
    let from = kept.map_or(0, |kept| kept + 1);
    // Section breaks after the last common line were deleted or inserted together with the content
    // after them.
    for entry in entries[from..last].iter_mut().filter(|entry| is_section(entry)) {
        if let Some(properties) = entry.element.find("w:pPr") {
            merge.mark_end(properties, change);
        }
    }
    let other = entries[from..last]
        .iter()
        .rposition(|entry| is_line(entry) && entry.change != Some(change))
        .map(|at| from + at);
    match (other, kept) {
        (Some(other), _) => join(merge, entries, other, last),
        (None, Some(kept)) => shift(merge, entries, kept, last, change),
        (None, None) => {}
    }
}

/// Joins the last deleted and the last inserted paragraph into one.
fn join(merge: &mut Merge<'_>, entries: &mut Vec<Entry>, other: usize, last: usize) {
    let first = entries.remove(other);
    let second = &mut entries[last - 1];
    let (old, new) = if first.change == Some(Change::Deleted) {
        (&first.element, &second.element)
    } else {
        (&second.element, &first.element)
    };
    let mut properties = plain(new);
    merge.changed_from(&mut properties, &plain(old));
    let content = [old, new].map(|paragraph| paragraph.without("w:pPr").children).concat();
    let element = element("w:p").child(properties).children(content);
    *second = Entry { change: None, element };
}

/// Marks the end of the last common paragraph instead of that of the last one.
fn shift(merge: &mut Merge<'_>, entries: &mut [Entry], kept: usize, last: usize, change: Change) {
    let (own, of_last) = (plain(&entries[kept].element), plain(&entries[last].element));
    let (mut stays, before) = match change {
        Change::Inserted => (of_last, older(&own)),
        Change::Deleted => (own.without("w:pPrChange"), of_last),
    };
    merge.changed_from(&mut stays, &before);
    *entries[last].element.find_or_insert("w:pPr") = stays;
    let mut marked = own;
    merge.mark_end(&mut marked, change);
    *entries[kept].element.find_or_insert("w:pPr") = marked;
}

/// The properties of a paragraph without the mark on its end.
fn plain(paragraph: &Element) -> Element {
    paragraph.first("w:pPr").map_or(element("w:pPr"), |own| own.without("w:rPr"))
}

/// The properties of a paragraph after its changes are rejected.
fn older(properties: &Element) -> Element {
    let change = properties.first("w:pPrChange");
    let before = change.and_then(|change| change.children.first());
    before.unwrap_or(properties).clone()
}
