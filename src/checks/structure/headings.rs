//! Headings that are the only subheading of their parent: a section should have at least two
//! subsections or none.

use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Kind, Passage};

pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let headings: Vec<(u8, &Passage)> = all(context).collect();
    let lone = headings.iter().enumerate().filter_map(|(at, (level, heading))| {
        // The first subheading of its parent, with no other heading of its level before the next
        // higher one.
        let (above, parent) = headings[..at].last()?;
        let rest = headings[at + 1..].iter().take_while(|(other, _)| other > above);
        let is_lone = above < level && !rest.clone().any(|(other, _)| other == level);
        is_lone.then(|| alone(context, heading, parent))
    });
    lone.collect()
}

/// All headings with their levels.
pub(super) fn all<'p>(
    context: &'p CheckContext<'_>,
) -> impl Iterator<Item = (u8, &'p Passage<'p>)> {
    context.passages.iter().filter_map(|passage| Some((level(passage)?, passage)))
}

/// The level of a heading; `None` for other passages.
pub(super) fn level(passage: &Passage) -> Option<u8> {
    match passage.kind {
        Kind::Heading(level) => Some(level),
        _ => None,
    }
}

fn alone(context: &CheckContext<'_>, heading: &Passage, parent: &Passage) -> Diagnostic {
    let message = format!("the heading `{}` is the only one of its level here", heading.text);
    let places = [(heading, ""), (parent, "under this one")];
    let places = places.map(|(passage, text)| Some((context.place(passage)?, text)));
    let note = Diagnostic::note(Code::LoneHeading, message).at_each(places.into_iter().flatten());
    note.help("delete it, or divide the text under the heading above into at least two parts")
}
