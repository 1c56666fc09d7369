//! Appends runs to a merged paragraph.

use super::super::xml::Element;
use super::lines::{with_words, words};

/// The last child of a paragraph if it is this link, otherwise a new link.
pub(super) fn inside<'p>(paragraph: &'p mut Element, link: &Element) -> &'p mut Element {
    let is_same = |last: &Element| last.name == link.name && last.attributes == link.attributes;
    if !paragraph.children.last().is_some_and(is_same) {
        paragraph.children.push(link.clone());
    }
    paragraph.children.last_mut().expect("the link is there")
}

/// Appends a run; text with the same formatting is joined to the run before it.
pub(super) fn add_run(parent: &mut Element, run: Element) {
    if let Some(last) = parent.children.last_mut()
        && last.name == "w:r"
        && let (Some(before), Some(more)) = (words(last), words(&run))
        && with_words(last, "") == with_words(&run, "")
    {
        *last = with_words(last, &format!("{before}{more}"));
        return;
    }
    parent.children.push(run);
}

/// A copy of a run with its text and field instructions marked as deleted.
pub(super) fn deleted(run: &Element) -> Element {
    let mut run = run.clone();
    run.each(&mut |part| match part.name.as_str() {
        "w:t" => part.name = "w:delText".to_owned(),
        "w:instrText" => part.name = "w:delInstrText".to_owned(),
        _ => {}
    });
    run
}
