//! The tables that the program appends to the report: an index of mechanisms, the abbreviations
//! used, and the addresses of links.

use std::collections::{BTreeMap, BTreeSet};

use super::ComposeInput;
use super::anchors::{
    Number, first_place, number_of_point, of_headings, of_point, of_practices, printed_parts,
    response_at,
};
use crate::document::{
    self, Block, Generated, Heading, IndexTable, Inline, Node, Quotation, Row, all_blocks,
    plain_text,
};
use crate::figure::Key;
use crate::text::has_word;
use crate::words::Word;

/// The tables, each under its heading; tables without rows are omitted.
pub(super) fn registers(input: &ComposeInput<'_>, body: &[Node]) -> Vec<Node> {
    let words = input.words;
    let tables = [
        (Word::IndexHeading, index(input, body)),
        (Word::AbbreviationsHeading, abbreviations(input, body)),
        (Word::LinksHeading, links(input, body)),
    ];
    let mut nodes: Vec<Node> = Vec::new();
    for (heading, register) in tables {
        if register.rows.is_empty() {
            continue;
        }
        let heading = Heading::new(1, vec![Inline::tool(words.say(heading, &[]))]);
        let heading = Heading { starts_page: nodes.is_empty(), ..heading };
        nodes.push(Node::generated(Block::Heading(heading)));
        nodes.push(Node::generated(Block::Generated(Generated::IndexTable(register))));
    }
    nodes
}

/// The anchors that the index refers to for a mechanism.
#[derive(Default)]
struct Indexed {
    /// By part and number, the points for which it is quoted.
    points: BTreeMap<usize, BTreeMap<usize, String>>,
    /// By part, its practices.
    practices: BTreeMap<usize, String>,
}

/// The index of mechanisms: for each part, the points for which they are quoted and their practices.
fn index(input: &ComposeInput<'_>, body: &[Node]) -> IndexTable {
    let is_divided = printed_parts(input.survey, input.process).len() > 1;
    let of_part = |part: usize| input.words.say(Word::IndexPart, &[("number", &part.to_string())]);
    let mut mechanisms: Vec<_> = indexed(input, body).into_iter().collect();
    let heading = |key: &Key| &input.survey.mechanisms[key].heading.value;
    mechanisms.sort_by_cached_key(|(key, _)| heading(key).to_lowercase());
    let rows = mechanisms.into_iter().map(|(key, Indexed { points, practices })| {
        // Such as `Part 1: 3, 5`, with one line for each part.
        let lines = points.into_iter().map(|(part, points)| {
            let targets = points.into_iter().map(|(number, anchor)| (anchor, number.to_string()));
            let points = references(input, targets.collect());
            if !is_divided {
                return points;
            }
            let part = vec![Inline::tool(of_part(part))];
            input.words.line(Word::IndexPoints, vec![("part", part), ("points", points)])
        });
        let lines = lines.collect::<Vec<_>>().join(&Inline::Break);
        let practices = practices.into_iter().map(|(part, anchor)| match is_divided {
            true => (anchor, of_part(part)),
            false => (anchor, input.words.say(Word::IndexPractices, &[])),
        });
        let name = vec![Inline::tool(heading(key))];
        Row { cells: vec![name, lines, references(input, practices.collect())] }
    });
    let columns =
        [(Word::IndexMechanism, 52), (Word::IndexStatements, 27), (Word::IndexPractices, 21)];
    without_empty_columns(input.words.table(&columns, rows))
}

/// The mechanisms with printed statements or practices.
fn indexed<'m>(input: &'m ComposeInput<'_>, body: &[Node]) -> BTreeMap<&'m Key, Indexed> {
    let anchors = of_headings(body);
    let mut found: BTreeMap<&Key, Indexed> = BTreeMap::new();
    for node in body {
        let Block::Quotation(quotation) = &node.block else { continue };
        let Some((mechanisms, point)) = quoted(input, quotation) else { continue };
        let anchor = of_point(point);
        if let Some(Number { part, point }) = number_of_point(input, point)
            && anchors.contains(anchor.as_str())
        {
            for mechanism in mechanisms {
                let points = &mut found.entry(mechanism).or_default().points;
                points.entry(part).or_default().insert(point, anchor.clone());
            }
        }
    }
    for (part, index) in printed_parts(input.survey, input.process).into_iter().zip(1..) {
        for mechanism in input.survey.mechanisms.keys() {
            let anchor = of_practices(&part.key.value, mechanism);
            if !anchors.contains(anchor.as_str()) {
                continue;
            }
            let response = input.survey.response(mechanism);
            let own = response.into_iter().flat_map(|response| &response.practices);
            let own = own.filter(|practice| practice.place == part.key.value);
            for key in own.flat_map(|practice| &practice.joint).chain([mechanism]) {
                found.entry(key).or_default().practices.insert(index, anchor.clone());
            }
        }
    }
    found
}

/// Removes columns without content.
fn without_empty_columns(mut register: IndexTable) -> IndexTable {
    for column in (0..register.columns.len()).rev() {
        if register.rows.iter().all(|row| row.cells[column].is_empty()) {
            register.columns.remove(column);
            register.widths.remove(column);
            register.rows.iter_mut().for_each(|row| drop(row.cells.remove(column)));
        }
    }
    register
}

/// A sequence of references. Each separator is part of the preceding reference, because some
/// programs read the text outside the references of a cell before all references.
fn references(input: &ComposeInput<'_>, targets: Vec<(String, String)>) -> Vec<Inline> {
    let between = input.words.say(Word::ListBetween, &[]);
    let last = targets.len().saturating_sub(1);
    let targets = targets.into_iter().enumerate();
    let references = targets.map(|(index, (anchor, label))| {
        let label = if index < last { label + &between } else { label };
        Inline::CrossRef { anchor, label }
    });
    references.collect()
}

/// The mechanisms quoted, if their names are printed, and the key of the point that the quotation
/// belongs to.
fn quoted<'m>(
    input: &'m ComposeInput<'_>,
    quotation: &Quotation,
) -> Option<(impl Iterator<Item = &'m Key>, &'m str)> {
    if quotation.source.is_empty() {
        return None;
    }
    let place = quotation.blocks.iter().find_map(first_place)?;
    let response = response_at(input, place)?;
    let quote = response.quotes.iter().find(|quote| quote.text.span.contains(place))?;
    Some(([&response.mechanism].into_iter().chain(&quote.joint), quote.place.as_str()))
}

/// The abbreviations of the project that the report uses, in alphabetical order.
fn abbreviations(input: &ComposeInput<'_>, body: &[Node]) -> IndexTable {
    let survey = input.survey;
    let mechanisms = survey.mechanisms.values().filter(|one| survey.may_name(&one.key));
    let acronyms =
        mechanisms.filter_map(|one| Some((one.acronym.as_ref()?.value.as_str(), &one.name)));
    let others = survey.report.abbreviations.iter();
    let others = others.map(|one| (one.short.value.as_str(), &one.full));
    let known = acronyms.chain(others).map(|(short, full)| (short, full.value.as_str()));
    let text = printed_words(body);
    let is_used = |short: &str| has_word(&text, short) || has_word(&text, &format!("{short}s"));
    let used = known.filter(|(short, _)| is_used(short));
    let used: BTreeSet<_> = used.map(|(short, full)| (short.to_lowercase(), short, full)).collect();
    let rows = used.into_iter().map(|(_, short, full)| Row {
        cells: vec![vec![Inline::tool(short)], vec![Inline::tool(full)]],
    });
    input.words.table(&[(Word::AbbreviationsShort, 22), (Word::AbbreviationsFull, 78)], rows)
}

/// The addresses of links whose text is not the address itself, for readers of the printed report;
/// without duplicates, in document order.
fn links(input: &ComposeInput<'_>, body: &[Node]) -> IndexTable {
    let (mut found, mut known) = (Vec::new(), BTreeSet::new());
    let blocks = all_blocks(body.iter().map(|node| &node.block));
    for (content, target) in blocks.into_iter().flat_map(Block::prose).flat_map(document::links) {
        let entry = (plain_text(content), target);
        let is_shown = entry.0.split_whitespace().collect::<String>() == target;
        if !is_shown && known.insert(entry.clone()) {
            found.push(entry);
        }
    }
    let rows = found.into_iter().map(|(words, target)| {
        let address =
            Inline::Link { target: target.to_owned(), content: vec![Inline::tool(target)] };
        Row { cells: vec![vec![Inline::tool(words)], vec![address]] }
    });
    input.words.table(&[(Word::LinksWords, 40), (Word::LinksAddress, 60)], rows)
}

/// The text of a body, one line per line of prose.
fn printed_words(body: &[Node]) -> String {
    let blocks = all_blocks(body.iter().map(|node| &node.block));
    blocks.into_iter().flat_map(Block::prose).map(|line| plain_text(line) + "\n").collect()
}
