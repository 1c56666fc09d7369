//! Parses Markdown, which still contains markers, into events with their ranges.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::markdown::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use crate::model::text::unfit;

/// The maximum nesting depth of paragraphs, lists, emphasis and links. Word supports 9 list levels,
/// and an edition's document.json can be read back up to a depth of about 20.
pub(super) const DEEPEST: usize = 13;

/// A Markdown construct that reports do not support: its name and range.
pub(super) type Unsupported = (&'static str, Range<usize>);

/// A parsed text.
pub(super) struct Parsed<'t> {
    pub(super) text: &'t str,
    events: Vec<(Event<'t>, Range<usize>)>,
    /// The index of the paragraph of each footnote, by label.
    footnotes: BTreeMap<String, usize>,
}

/// A position in the events of a text.
#[derive(Clone)]
pub(super) struct Events<'p> {
    pub(super) parsed: &'p Parsed<'p>,
    next: usize,
    /// The number of open blocks and inlines.
    pub(super) depth: usize,
}

impl<'t> Parsed<'t> {
    /// Parses a text; also returns what is wrong with its footnotes.
    pub(super) fn new(text: &'t str, options: Options) -> (Self, Vec<Unsupported>) {
        let events = TextMergeWithOffset::new(Parser::new_ext(text, options).into_offset_iter());
        let events: Vec<(Event<'t>, Range<usize>)> = events.collect();
        let (mut footnotes, mut unsupported) = (BTreeMap::new(), Vec::new());
        for (index, (event, at)) in events.iter().enumerate() {
            let Event::Start(Tag::FootnoteDefinition(label)) = event else { continue };
            let mut content = events[index + 1..].iter().map(|(event, _)| event);
            let is_paragraph = content.next() == Some(&Event::Start(Tag::Paragraph))
                && content.find(|event| **event == Event::End(TagEnd::Paragraph)).is_some()
                && content.next() == Some(&Event::End(TagEnd::FootnoteDefinition));
            if !is_paragraph {
                unsupported.push(("a footnote that is not one paragraph", at.clone()));
            } else if footnotes.insert(label.to_string(), index + 1).is_some() {
                unsupported.push(("a second text of the same footnote", at.clone()));
            }
        }
        let references = events.iter().filter_map(|(event, _)| match event {
            Event::FootnoteReference(label) => Some(&**label),
            _ => None,
        });
        let references: BTreeSet<&str> = references.collect();
        let unused = footnotes.iter().filter(|(label, _)| !references.contains(label.as_str()));
        unsupported.extend(
            unused
                .map(|(_, index)| ("a footnote that nothing refers to", events[*index].1.clone())),
        );
        (Parsed { text, events, footnotes }, unsupported)
    }

    /// The lines that begin like a row of a table but belong to none.
    pub(super) fn loose_rows(&self) -> Vec<Range<usize>> {
        let is_table = |event: &Event<'_>| matches!(event, Event::Start(Tag::Table(_)));
        let tables = self.events.iter().filter(|(event, _)| is_table(event));
        let mut tables = tables.map(|(_, at)| at).peekable();
        let (mut rows, mut start) = (Vec::new(), 0);
        for line in self.text.split_inclusive('\n') {
            while tables.next_if(|table| table.end <= start).is_some() {}
            let is_inside = tables.peek().is_some_and(|table| table.start < start + line.len());
            if line.trim_start().starts_with('|') && !is_inside {
                rows.push(start..start + line.len());
            }
            start += line.len();
        }
        rows
    }

    /// The events from the beginning.
    pub(super) fn events(&self) -> Events<'_> {
        Events { parsed: self, next: 0, depth: 0 }
    }
}

impl<'p> Events<'p> {
    /// The next event and its range.
    pub(super) fn peek(&self) -> Option<&'p (Event<'p>, Range<usize>)> {
        self.parsed.events.get(self.next)
    }

    /// Moves to the next event.
    pub(super) fn step(&mut self) {
        self.next += 1;
    }

    /// Moves behind the element that starts here.
    pub(super) fn skip(&mut self) {
        let mut depth = 0;
        while let Some((event, _)) = self.peek() {
            self.step();
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// The text that makes up a paragraph alone.
    pub(super) fn lone_text(&self) -> Option<&'p str> {
        let Some((Event::Text(text), _)) = self.peek() else { return None };
        let is_end = |(event, _): &(Event<'_>, _)| match event {
            Event::End(_) | Event::Rule => true,
            Event::Start(tag) => !is_inline(tag),
            _ => false,
        };
        self.parsed.events.get(self.next + 1).is_none_or(is_end).then_some(text)
    }

    /// The events of the paragraph of a footnote.
    pub(super) fn footnote(&self, label: &str) -> Option<Self> {
        let next = *self.parsed.footnotes.get(label)?;
        Some(Events { parsed: self.parsed, next, depth: 0 })
    }
}

/// Strikethrough and task lists, which extend CommonMark and are never printed, and tables, which
/// only templates have. Without the options that switch them on, the parser reads their signs as text.
pub(super) fn extensions(text: &str, has_tables: bool) -> Vec<Unsupported> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events = Parser::new_ext(text, options | Options::ENABLE_FOOTNOTES).into_offset_iter();
    let unsupported = events.filter_map(|(event, at)| match event {
        Event::Start(Tag::Table(_)) if !has_tables => Some(("a table", at)),
        Event::Start(Tag::Strikethrough) if text[at.clone()].starts_with("~~") => {
            Some(("struck-through text", at))
        }
        Event::TaskListMarker(_) => Some(("a task list", at)),
        _ => None,
    });
    unsupported.collect()
}

/// The name of a piece of HTML.
pub(super) fn html_name(html: &str) -> &'static str {
    if html.trim_start().starts_with("<!--") { "an HTML comment" } else { "HTML" }
}

/// The text with spaces of the same length in place of references, such as `&#xE000;`, to characters that
/// no report can contain, so that they are never decoded and mistaken for markers. Also returns these
/// characters, with the ranges of the references.
pub(super) fn without_unfit_references(text: &str) -> (String, Vec<(char, Range<usize>)>) {
    let mut fit = text.to_owned();
    let references = text.match_indices("&#").filter_map(|(start, _)| {
        let (number, _) = text[start + 2..].split_once(';')?;
        let at = start..start + 2 + number.len() + 1;
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        let character = char::from_u32(code.ok()?)?;
        unfit(character)?;
        fit.replace_range(at.clone(), &" ".repeat(at.len()));
        Some((character, at))
    });
    let references = references.collect();
    (fit, references)
}

/// Whether a text is a single paragraph without hard breaks.
pub(super) fn is_paragraph(text: &str) -> bool {
    let mut blocks = 0;
    let options = Options::ENABLE_FOOTNOTES | Options::ENABLE_TABLES;
    Parser::new_ext(text, options).all(|event| match event {
        Event::Start(tag) if !is_inline(&tag) => {
            blocks += 1;
            blocks == 1 && tag == Tag::Paragraph
        }
        Event::HardBreak | Event::Rule => false,
        _ => true,
    })
}

/// Whether a text begins with a punctuation mark that no space precedes, such as a comma.
pub(super) fn closes(text: &str) -> bool {
    let mut characters = text.chars();
    let is_mark = characters.next().is_some_and(|c| matches!(c, ',' | '.' | ')'));
    is_mark && !characters.next().is_some_and(|c| c.is_alphanumeric() || c == '.')
}

/// Whether an element is part of a line.
pub(crate) fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. })
}
