//! Tells of each heading what it opens, and gives it and the messages the anchors by which references find them. Both
//! follow from where their words came from: the title of a part or point, the name of a mechanism, a message.

use std::collections::BTreeSet;

use crate::diagnostic::Span;
use crate::document::{Block, Heading, Inline, Opens, Origin};
use crate::model::Survey;

/// The anchor of a point's heading.
pub(super) fn of_point(key: &str) -> String {
    format!("point-{}", plain(key))
}

/// The anchor of a point's message.
pub(super) fn of_message(key: &str) -> String {
    format!("message-{}", plain(key))
}

/// The anchor of a mechanism's practices in a part.
fn of_practices(part: Option<&str>, mechanism: &str) -> String {
    let part = part.map_or(String::new(), |part| plain(part) + "-");
    format!("practices-{part}{}", plain(mechanism))
}

/// Letters, digits and hyphens, which every format takes.
fn plain(key: &str) -> String {
    key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// Marks the blocks of a body.
pub(super) fn mark(blocks: &mut [Block], survey: &Survey) {
    let mut marker = Marker { survey, part: None, known: BTreeSet::new() };
    blocks.iter_mut().for_each(|block| marker.block(block));
}

struct Marker<'s> {
    survey: &'s Survey,
    /// The key of the part that was opened last.
    part: Option<&'s str>,
    known: BTreeSet<String>,
}

impl Marker<'_> {
    fn block(&mut self, block: &mut Block) {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::List(list) => {
                for item in list.items.iter_mut().filter(|item| item.key_message) {
                    let places = match item.blocks.first() {
                        Some(Block::Paragraph(content)) => places(content),
                        _ => Vec::new(),
                    };
                    let points = self.survey.report.points.iter();
                    let mut messages =
                        points.filter_map(|p| Some((&p.key.value, p.message.as_ref()?)));
                    let found = messages.find(|(_, message)| all_within(&places, message.span));
                    let anchor = found.map(|(key, _)| of_message(key));
                    item.anchor = anchor.and_then(|anchor| self.first(anchor));
                }
            }
            Block::Title(_)
            | Block::Added(_)
            | Block::Paragraph(_)
            | Block::Quotation(_)
            | Block::Graph(_)
            | Block::Table(_) => {}
        }
    }

    fn heading(&mut self, heading: &mut Heading) {
        let places = places(&heading.content);
        let report = &self.survey.report;
        let any = |span: Span| places.iter().any(|place| within(*place, span));
        if let Some(point) = report.points.iter().find(|point| any(point.title.span)) {
            heading.opens = Opens::Point;
            heading.anchor = self.first(of_point(&point.key.value));
        } else if let Some(part) = report.parts.iter().find(|part| any(part.title.span)) {
            self.part = Some(&part.key.value);
            heading.opens = Opens::Part;
            heading.anchor = self.first(format!("part-{}", plain(&part.key.value)));
        } else {
            let mut mechanisms = self.survey.mechanisms.values();
            let named = mechanisms.find(|one| all_within(&places, one.heading.span));
            if let Some(mechanism) = named {
                heading.opens = Opens::Practices;
                heading.anchor = self.first(of_practices(self.part, &mechanism.key));
            }
        }
    }

    /// An anchor, if nothing bears it yet.
    fn first(&mut self, anchor: String) -> Option<String> {
        self.known.insert(anchor.clone()).then_some(anchor)
    }
}

/// The places that the words of a line came from.
pub(super) fn places(content: &[Inline]) -> Vec<Span> {
    let of = |inline: &Inline| match inline {
        Inline::Text(text) => match &text.origin {
            Origin::Place(span) | Origin::Figure(_, span) => vec![*span],
            Origin::Tool => Vec::new(),
        },
        Inline::Emphasis(content)
        | Inline::Strong(content)
        | Inline::Link { content, .. }
        | Inline::Foreign { content, .. } => places(content),
        Inline::Reference { .. } | Inline::Cross { .. } | Inline::Footnote(_) | Inline::Break => {
            Vec::new()
        }
    };
    content.iter().flat_map(of).collect()
}

fn all_within(places: &[Span], outer: Span) -> bool {
    !places.is_empty() && places.iter().all(|place| within(*place, outer))
}

fn within(place: Span, outer: Span) -> bool {
    place.file == outer.file && outer.start <= place.start && place.end <= outer.end
}
