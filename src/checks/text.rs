//! Checks of the document tree: the levels of its headings.

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::document::{Block, Heading, Inline, plain_text, texts};

/// Reports headings that skip a level.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut level = 0;
    for node in &context.document().blocks {
        let Block::Heading(heading) = &node.block else { continue };
        if heading.level > level + 1 {
            diagnostics.push(skipped(context.sources, level, heading));
        }
        level = heading.level;
    }
    diagnostics
}

fn skipped(sources: &Sources, before: u8, heading: &Heading) -> Diagnostic {
    let (level, found) = (heading.level, plain_text(&heading.content));
    let message = match before {
        0 => format!("the first heading, `{found}`, must be of level 1, found level {level}"),
        _ => {
            format!("the heading `{found}` is of level {level}, right under one of level {before}")
        }
    };
    let error = Diagnostic::error(Code::HeadingLevel, message)
        .help("readers who listen to a report find their way by its headings: leave out no level");
    match first_place(&heading.content) {
        Some(place) if sources.get(place.file).is_template() => error.at(sources.line(place), ""),
        Some(place) => error.at(place, ""),
        None => error,
    }
}

/// The place of the first words of a line.
pub(super) fn first_place(content: &[Inline]) -> Option<Span> {
    texts(content).into_iter().find_map(|text| text.origin.place())
}
