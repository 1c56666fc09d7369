//! Leads readers from each message of the summary to its point in the annex, and back.

use std::collections::BTreeMap;

use super::anchors::{of_message, of_point};
use crate::document::{Added, Block, Inline, Node, Opens};
use crate::model::Survey;
use crate::words::Words;

/// A point that is printed.
struct Printed {
    /// The number of its part, if several parts are printed.
    part: Option<usize>,
    /// Its number in its part.
    number: usize,
}

/// Adds references to the body, where both a message and its point are printed.
pub(super) fn add(body: &mut Vec<Node>, survey: &Survey, words: &Words) {
    let (points, messages) = (points(body), messages(body));
    let keys = survey.report.points.iter().map(|point| point.key.value.as_str());
    let pairs: Vec<(String, String)> = keys
        .map(|key| (of_message(key), of_point(key)))
        .filter(|(message, point)| points.contains_key(point) && messages.contains_key(message))
        .collect();
    for node in body.iter_mut() {
        let Block::List(list) = &mut node.block else { continue };
        for item in &mut list.items {
            let pair = pairs.iter().find(|(message, _)| item.anchor.as_ref() == Some(message));
            let line = item.blocks.last_mut();
            if let (Some((_, point)), Some(Block::Paragraph(line))) = (pair, line) {
                let label = to_point(&points[point], words);
                line.push(Inline::tool(" "));
                line.push(Inline::Cross { anchor: point.clone(), label });
            }
        }
    }
    let mut index = 0;
    while index < body.len() {
        let anchor = match &body[index].block {
            Block::Heading(heading) => heading.anchor.as_ref(),
            _ => None,
        };
        let pair = pairs.iter().find(|(_, point)| anchor == Some(point));
        if let Some((message, _)) = pair {
            let number = messages[message].to_string();
            let label = words.say("reference.message", &[("number", &number)]);
            let line = vec![Inline::Cross { anchor: message.clone(), label }];
            body.insert(index + 1, Node::apparatus(Block::Added(Added::Pointer(line))));
        }
        index += 1;
    }
}

fn to_point(point: &Printed, words: &Words) -> String {
    let number = point.number.to_string();
    match point.part {
        Some(part) => {
            words.say("reference.point", &[("part", &part.to_string()), ("number", &number)])
        }
        None => words.say("reference.lone-point", &[("number", &number)]),
    }
}

/// The printed points, by their anchors.
fn points(body: &[Node]) -> BTreeMap<String, Printed> {
    let headings = || {
        body.iter().filter_map(|node| match &node.block {
            Block::Heading(heading) => Some(heading),
            _ => None,
        })
    };
    let parts = headings().filter(|heading| heading.opens == Opens::Part).count();
    let (mut part, mut number) = (0, 0);
    let mut points = BTreeMap::new();
    for heading in headings() {
        match (heading.opens, &heading.anchor) {
            (Opens::Part, _) => (part, number) = (part + 1, 0),
            (Opens::Point, anchor) => {
                number += 1;
                let printed = Printed { part: (parts > 1).then_some(part), number };
                points.extend(anchor.clone().map(|anchor| (anchor, printed)));
            }
            (Opens::Section | Opens::Practices, _) => {}
        }
    }
    points
}

/// The numbers of the printed messages, by their anchors.
fn messages(body: &[Node]) -> BTreeMap<String, u64> {
    let mut messages = BTreeMap::new();
    for node in body {
        let Block::List(list) = &node.block else { continue };
        let items = list.items.iter().filter_map(|item| Some((item.anchor.clone()?, item.number?)));
        messages.extend(items);
    }
    messages
}
