//! The Markdown parser, for the survey's texts and for templates.

pub(crate) use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd,
    TextMergeWithOffset,
};

/// Parses a text of the survey as plain CommonMark: events with their byte ranges.
pub(crate) fn events(text: &str) -> OffsetIter<'_> {
    Parser::new_ext(text, Options::empty()).into_offset_iter()
}
