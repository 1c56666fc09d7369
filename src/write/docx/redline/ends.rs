//! The end of a merged body. The mark that ends a paragraph joins it, once deleted, to the next one; after the last
//! paragraph there is none, so that its mark always stays, and the one before it goes instead.

use super::super::xml::{Element, element};
use super::changes::{Change, Entry, Merge};
use super::units::{Unit, ends_section};
use crate::align::Step;

/// Where a document ends with a table that the other lacks, lets the unit before it, which stayed, go and come: its end
/// can't join what stands behind a table.
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

/// Makes the last paragraph of a body one whose mark stays.
pub(super) fn close(merge: &mut Merge<'_>, entries: &mut Vec<Entry>) {
    let is_section = |entry: &Entry| entry.element.name == "w:p" && ends_section(&entry.element);
    let is_line = |entry: &Entry| entry.element.name == "w:p" && !ends_section(&entry.element);
    let Some(last) = entries.iter().rposition(is_line) else { return };
    let Some(change) = entries[last].change else { return };
    let kept = entries[..last].iter().rposition(|entry| is_line(entry) && entry.change.is_none());
    let from = kept.map_or(0, |kept| kept + 1);
    // The ends of sections behind the last line that stayed went or came with what stands behind them.
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

/// Makes one paragraph of the last that went and the last that came.
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

/// Marks the end of the last kept paragraph instead of the end of the last one.
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

/// The properties of a paragraph without a mark on its end.
fn plain(paragraph: &Element) -> Element {
    paragraph.first("w:pPr").map_or(element("w:pPr"), |own| own.without("w:rPr"))
}

/// The properties that a paragraph has once its changes are rejected.
fn older(properties: &Element) -> Element {
    let change = properties.first("w:pPrChange");
    let before = change.and_then(|change| change.children.first());
    before.unwrap_or(properties).clone()
}
