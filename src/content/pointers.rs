//! Adds references from each message of the summary to its point in the annex, and back.

use std::collections::BTreeMap;

use super::ComposeInput;
use super::anchors::{of_message, of_point};
use super::numbering::{self, Number, printed_parts};
use crate::document::{Block, Generated, HeadingKind, Inline, Node};
use crate::words::Word;

/// A message and its point, if both are printed.
struct Pair {
    message: String,
    point: String,
    /// The number of the message.
    said: u64,
    number: Number,
}

/// Adds the references to the body for each message that is printed together with its point.
pub(super) fn add(body: &mut Vec<Node>, input: &ComposeInput<'_>) {
    let pairs = pairs(body, input);
    let are_several = printed_parts(input).len() > 1;
    // Numbering of points and messages restarts in each part.
    let reference = |part: usize, number: &str, several: Word, lone: Word| match are_several {
        true => input.words.say(several, &[("part", &part.to_string()), ("number", number)]),
        false => input.words.say(lone, &[("number", number)]),
    };
    let to_point = |Number { part, point }: Number| {
        reference(part, &point.to_string(), Word::ReferencePoint, Word::ReferenceLonePoint)
    };
    let to_message = |part: usize, said: u64| {
        reference(part, &said.to_string(), Word::ReferenceMessage, Word::ReferenceLoneMessage)
    };
    for node in body.iter_mut() {
        let Block::List(list) = &mut node.block else { continue };
        for item in &mut list.items {
            let pair = pairs.iter().find(|pair| item.anchor.as_ref() == Some(&pair.message));
            let line = item.blocks.last_mut();
            if let (Some(pair), Some(Block::Paragraph(line))) = (pair, line) {
                line.push(Inline::tool(" "));
                let (anchor, label) = (pair.point.clone(), to_point(pair.number));
                line.push(Inline::CrossRef { anchor, label });
            }
        }
    }
    let mut index = 0;
    while index < body.len() {
        let anchor = match &body[index].block {
            Block::Heading(heading) => heading.anchor.as_ref(),
            _ => None,
        };
        if let Some(pair) = pairs.iter().find(|pair| anchor == Some(&pair.point)) {
            let (anchor, label) = (pair.message.clone(), to_message(pair.number.part, pair.said));
            let line = vec![Inline::CrossRef { anchor, label }];
            body.insert(index + 1, Node::generated(Block::Generated(Generated::BackLink(line))));
        }
        index += 1;
    }
}

fn pairs(body: &[Node], input: &ComposeInput<'_>) -> Vec<Pair> {
    let messages = messages(body);
    let has_heading = |anchor: &String| {
        body.iter().any(|node| match &node.block {
            Block::Heading(heading) => {
                heading.kind == HeadingKind::Point && heading.anchor.as_ref() == Some(anchor)
            }
            _ => false,
        })
    };
    let keys = input.survey.report.points.iter().map(|point| point.key.value.as_str());
    let pairs = keys.filter_map(|key| {
        let (message, point) = (of_message(key), of_point(key));
        let said = *messages.get(&message)?;
        let number = numbering::of_point(input, key)?;
        has_heading(&point).then_some(Pair { message, point, said, number })
    });
    pairs.collect()
}

/// The numbers of the printed messages, by anchor.
fn messages(body: &[Node]) -> BTreeMap<String, u64> {
    let mut messages = BTreeMap::new();
    for node in body {
        let Block::List(list) = &node.block else { continue };
        let items = list.items.iter().filter_map(|item| Some((item.anchor.clone()?, item.number?)));
        messages.extend(items);
    }
    messages
}
