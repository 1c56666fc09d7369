//! Numbers parts and points as templates print them, from the data only, and adds references from
//! each message of the summary to its point in the annex, and back.

use std::collections::BTreeMap;

use super::ComposeInput;
use super::anchors::{of_headings, of_message, of_point};
use crate::document::{Block, Generated, Inline, Node};
use crate::model::{Part, Process, Survey};
use crate::words::Word;

/// The number of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// The number of its part among the printed parts, starting at 1.
    pub(super) part: usize,
    /// The number of the point within its part, starting at 1.
    pub(super) point: usize,
}

/// A message and its point, if both are printed.
struct Pair {
    message: String,
    point: String,
    message_number: u64,
    number: Number,
}

/// Adds the references to the body for each message that is printed together with its point.
pub(super) fn add(body: &mut Vec<Node>, input: &ComposeInput<'_>) {
    let pairs = pairs(body, input);
    let are_several = printed_parts(input.survey, input.process).count() > 1;
    // Numbering of points and messages restarts in each part.
    let reference = |anchor: &str, part: usize, number: String, [several, lone]: [Word; 2]| {
        let part = part.to_string();
        let label = match are_several {
            true => input.words.say(several, &[("part", &part), ("number", &number)]),
            false => input.words.say(lone, &[("number", &number)]),
        };
        Inline::CrossRef { anchor: anchor.to_owned(), label }
    };
    let to_point = [Word::ReferencePoint, Word::ReferenceLonePoint];
    let to_message = [Word::ReferenceMessage, Word::ReferenceLoneMessage];
    for mut node in std::mem::take(body) {
        if let Block::List(list) = &mut node.block {
            for item in &mut list.items {
                let pair = pairs.iter().find(|pair| item.anchor.as_ref() == Some(&pair.message));
                if let (Some(pair), Some(Block::Paragraph(line))) = (pair, item.blocks.last_mut()) {
                    let Number { part, point } = pair.number;
                    line.push(Inline::tool(" "));
                    line.push(reference(&pair.point, part, point.to_string(), to_point));
                }
            }
        }
        let anchor = node.block.heading().and_then(|heading| heading.anchor.as_ref());
        let pair = pairs.iter().find(|pair| anchor == Some(&pair.point));
        body.push(node);
        if let Some(Pair { message, message_number, number, .. }) = pair {
            let number_of_message = message_number.to_string();
            let line = vec![reference(message, number.part, number_of_message, to_message)];
            body.push(Node::generated(Block::Generated(Generated::BackLink(line))));
        }
    }
}

fn pairs(body: &[Node], input: &ComposeInput<'_>) -> Vec<Pair> {
    let items = body.iter().filter_map(|node| match &node.block {
        Block::List(list) => Some(&list.items),
        _ => None,
    });
    let messages: BTreeMap<&str, u64> =
        items.flatten().filter_map(|item| Some((item.anchor.as_deref()?, item.number?))).collect();
    let headings = of_headings(body);
    let keys = input.survey.report.points.iter().map(|point| point.key.value.as_str());
    let pairs = keys.filter_map(|key| {
        let (message, point) = (of_message(key), of_point(key));
        let message_number = *messages.get(message.as_str())?;
        let number = number_of_point(input, key)?;
        headings.contains(point.as_str()).then_some(Pair { message, point, message_number, number })
    });
    pairs.collect()
}

/// The printed parts, in order: all, or those that the process takes.
pub(super) fn printed_parts<'m>(
    survey: &'m Survey,
    process: Option<&'m Process>,
) -> impl Iterator<Item = &'m Part> {
    let parts = survey.report.parts.iter();
    parts.filter(move |part| process.is_none_or(|process| process.takes(&part.key.value)))
}

/// The number of a point; `None` if its part is not printed.
pub(super) fn number_of_point(input: &ComposeInput<'_>, key: &str) -> Option<Number> {
    let points = &input.survey.report.points;
    let own = points.iter().find(|point| point.key.value == key)?;
    let mut siblings = points.iter().filter(|point| point.part == own.part);
    let point = siblings.position(|point| point.key.value == key)? + 1;
    let part =
        printed_parts(input.survey, input.process).position(|part| part.key.value == own.part)? + 1;
    Some(Number { part, point })
}
