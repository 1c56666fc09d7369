//! Determines what each heading introduces, assigns the anchors that references use to headings and
//! messages, numbers parts and points as templates print them, and adds references from each message of
//! the summary to its point in the annex, and back. Both are derived from the origin of the words: the title of a part or point, the
//! name of a mechanism, or a message.

use std::collections::{BTreeMap, BTreeSet};

use super::ComposeInput;
use crate::diagnostic::Span;
use crate::document::{Block, Generated, Heading, HeadingKind, Inline, Node, all_blocks, texts};
use crate::model::{Part, Process, Response, Survey};
use crate::words::Word;

/// The anchor of a point's heading.
pub(super) fn of_point(key: &str) -> String {
    format!("point-{}", plain(key))
}

/// The anchor of a point's message.
pub(super) fn of_message(key: &str) -> String {
    format!("message-{}", plain(key))
}

/// The anchor of a mechanism's practices in a part.
pub(super) fn of_practices(part: &str, mechanism: &str) -> String {
    format!("practices-{}-{}", plain(part), plain(mechanism))
}

/// Letters, digits and hyphens, which every format accepts; other characters are replaced by their
/// code points.
fn plain(key: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let spelled = |c| if is_plain(c) { c.to_string() } else { format!("_{:x}_", u32::from(c)) };
    key.chars().map(spelled).collect()
}

/// Sets the kind and anchor of the headings of a body, and the anchors of its messages.
pub(super) fn mark(blocks: &mut [Block], input: &ComposeInput<'_>) {
    let mut marker = Marker { input, known: BTreeSet::new() };
    for part in &input.survey.report.parts {
        marker.part(blocks, part);
    }
    for index in 0..blocks.len() {
        let (before, after) = blocks.split_at_mut(index + 1);
        if let Block::Heading(heading) = &mut before[index] {
            marker.heading(heading, after.first());
        } else if let Block::List(list) = &mut before[index] {
            for item in list.items.iter_mut().filter(|item| item.key_message) {
                item.anchor = item.blocks.first().and_then(|block| marker.message(block));
            }
        }
    }
}

struct Marker<'s> {
    input: &'s ComposeInput<'s>,
    known: BTreeSet<String>,
}

impl<'s> Marker<'s> {
    /// Marks the heading that introduces a part: of the headings with the part's title that precede
    /// its first point, the last one of the highest level.
    fn part(&mut self, blocks: &mut [Block], part: &Part) {
        let points = self.input.survey.report.points.iter();
        let points = points.filter(|point| point.part == part.key.value);
        let points: Vec<Span> = points.map(|point| point.title.span).collect();
        let titled = |heading: &Heading, spans: &[Span]| holds_any(&heading.content, spans);
        let headings = blocks.iter_mut().filter_map(|block| match block {
            Block::Heading(heading) => Some(heading),
            _ => None,
        });
        let above = headings.take_while(|heading| !titled(heading, &points));
        let own: Vec<_> = above.filter(|heading| titled(heading, &[part.title.span])).collect();
        if let Some(heading) = own.into_iter().rev().min_by_key(|heading| heading.level) {
            heading.kind = HeadingKind::Part;
            heading.anchor = self.claim(format!("part-{}", plain(&part.key.value)));
        }
    }

    /// Marks a heading that introduces a point or practices; `next` is the block after it.
    fn heading(&mut self, heading: &mut Heading, next: Option<&Block>) {
        if heading.kind != HeadingKind::Section {
            return;
        }
        let survey = self.input.survey;
        let mut points = survey.report.points.iter();
        if let Some(point) = points.find(|one| holds_any(&heading.content, &[one.title.span])) {
            heading.anchor = self.claim(of_point(&point.key.value));
            if heading.anchor.is_some() {
                heading.kind = HeadingKind::Point;
            }
        } else if let Some((mechanism, part)) = next.and_then(|block| self.practice(block))
            && holds_any(&heading.content, &[survey.mechanisms[mechanism].heading.span])
        {
            heading.kind = HeadingKind::Practices;
            heading.anchor = self.claim(of_practices(part, mechanism));
        }
    }

    fn message(&mut self, block: &Block) -> Option<String> {
        let Block::Paragraph(content) = block else { return None };
        let points = self.input.survey.report.points.iter();
        let mut messages = points.filter_map(|one| Some((&one.key.value, one.message.as_ref()?)));
        let (key, _) = messages.find(|(_, message)| holds_any(content, &[message.span]))?;
        self.claim(of_message(key))
    }

    /// The mechanism and part of the practice that a block starts with.
    fn practice(&self, block: &Block) -> Option<(&'s str, &'s str)> {
        let place = first_place(block)?;
        let response = response_at(self.input, place)?;
        let mut practices = response.practices.iter();
        let found = practices.find(|practice| practice.text.span.contains(place))?;
        Some((response.mechanism.as_str(), found.place.as_str()))
    }

    /// Claims the anchor; `None` if it is already in use.
    fn claim(&mut self, anchor: String) -> Option<String> {
        self.known.insert(anchor.clone()).then_some(anchor)
    }
}

/// The anchors of the headings.
pub(super) fn of_headings(body: &[Node]) -> BTreeSet<&str> {
    body.iter().filter_map(|node| node.block.heading()?.anchor.as_deref()).collect()
}

/// The response whose file contains a location.
pub(super) fn response_at<'s>(input: &'s ComposeInput<'_>, place: Span) -> Option<&'s Response> {
    input.survey.response(input.sources.get(place.file).kind.response_key()?)
}

/// The source location of the first words of a block.
pub(super) fn first_place(block: &Block) -> Option<Span> {
    let mut lines = all_blocks([block]).into_iter().flat_map(Block::lines);
    lines.find_map(|(_, line)| places(line).next())
}

/// The source locations of the words of a line.
fn places(content: &[Inline]) -> impl Iterator<Item = Span> {
    texts(content).filter_map(|text| text.origin.place())
}

fn holds_any(content: &[Inline], outer: &[Span]) -> bool {
    places(content).any(|place| outer.iter().any(|outer| outer.contains(place)))
}

/// The number of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// The number of its part among the printed parts, starting at 1.
    pub(super) part: usize,
    /// The number of the point within its part, starting at 1.
    pub(super) point: usize,
}

/// Adds the references to the body for each message that is printed together with its point.
pub(super) fn add_references(body: &mut Vec<Node>, input: &ComposeInput<'_>) {
    let references = references(body, input);
    let reference_at = |anchor: Option<&String>| references.get(anchor?).cloned();
    for mut node in std::mem::take(body) {
        if let Block::List(list) = &mut node.block {
            for item in &mut list.items {
                if let Some(reference) = reference_at(item.anchor.as_ref())
                    && let Some(Block::Paragraph(line)) = item.blocks.last_mut()
                {
                    line.extend([Inline::tool(" "), reference]);
                }
            }
        }
        let heading = node.block.heading();
        let back = reference_at(heading.and_then(|heading| heading.anchor.as_ref()));
        body.push(node);
        let back = back.map(|reference| Block::Generated(Generated::BackLink(vec![reference])));
        body.extend(back.map(Node::generated));
    }
}

/// The reference that each printed message and point gets, by its anchor.
fn references(body: &[Node], input: &ComposeInput<'_>) -> BTreeMap<String, Inline> {
    let items = body.iter().filter_map(|node| match &node.block {
        Block::List(list) => Some(&list.items),
        _ => None,
    });
    let messages: BTreeMap<&str, u64> =
        items.flatten().filter_map(|item| Some((item.anchor.as_deref()?, item.number?))).collect();
    let headings = of_headings(body);
    let are_several = printed_parts(input.survey, input.process).len() > 1;
    // Numbering of points and messages restarts in each part.
    let reference = |anchor: &str, part: usize, number: &str, [several, lone]: [Word; 2]| {
        let part = part.to_string();
        let label = match are_several {
            true => input.words.say(several, &[("part", &part), ("number", number)]),
            false => input.words.say(lone, &[("number", number)]),
        };
        Inline::CrossRef { anchor: anchor.to_owned(), label }
    };
    let to_point = [Word::ReferencePoint, Word::ReferenceLonePoint];
    let to_message = [Word::ReferenceMessage, Word::ReferenceLoneMessage];
    let pairs = input.survey.report.points.iter().filter_map(|point| {
        let key = point.key.value.as_str();
        let (message, heading) = (of_message(key), of_point(key));
        let message_number = messages.get(message.as_str())?.to_string();
        let Number { part, point } = number_of_point(input, key)?;
        let point = reference(&heading, part, &point.to_string(), to_point);
        let back = reference(&message, part, &message_number, to_message);
        headings.contains(heading.as_str()).then_some([(message, point), (heading, back)])
    });
    pairs.flatten().collect()
}

/// The printed parts, in order: all, or those that the process takes.
pub(super) fn printed_parts<'m>(survey: &'m Survey, process: Option<&'m Process>) -> Vec<&'m Part> {
    let is_taken = |part: &&Part| process.is_none_or(|process| process.takes(&part.key.value));
    survey.report.parts.iter().filter(is_taken).collect()
}

/// The number of a point; `None` if its part is not printed.
pub(super) fn number_of_point(input: &ComposeInput<'_>, key: &str) -> Option<Number> {
    let points = &input.survey.report.points;
    let own = points.iter().find(|point| point.key.value == key)?;
    let mut siblings = points.iter().filter(|point| point.part == own.part);
    let point = siblings.position(|point| point.key.value == key)? + 1;
    let mut parts = printed_parts(input.survey, input.process).into_iter();
    let part = parts.position(|part| part.key.value == own.part)? + 1;
    Some(Number { part, point })
}
