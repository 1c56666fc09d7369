//! The parser of Markdown, for texts of the data and for templates.

pub(crate) use pulldown_cmark::{
    Event, OffsetIter, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};

/// What a text of the data is made of, with the offset of each piece: plain CommonMark.
pub(crate) fn events(text: &str) -> OffsetIter<'_> {
    Parser::new_ext(text, Options::empty()).into_offset_iter()
}
