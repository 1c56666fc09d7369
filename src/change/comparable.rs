//! Splits a document into pieces that can be compared, each with its kind, place and text.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{SourceKind, Sources, Span};
use crate::document::{
    Inline, Kind as Line, LineKind, Origin, Passage, Role, Text, UnitKind, plain_text,
};
use crate::figure::{Figure, Key};
use crate::uses::ReportParts;
use crate::words::{Word, Words};

/// The maximum length of a heading in a place, in characters.
const LONGEST_HEADING: usize = 60;

/// The kind of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Title,
    Heading,
    Message,
    Paragraph,
    Item,
    Quotation,
    Practice,
    Caption,
    /// A graph or its table, with everything that they show.
    Graph,
    Footnote,
    /// A table that is not made of answers, with a line for each row.
    Table,
}

/// A piece of a document.
#[derive(Clone, Debug)]
pub struct Comparable {
    pub(super) kind: Kind,
    /// A description of its place.
    pub place: String,
    /// Its text; paragraphs are separated by line ends.
    pub text: String,
    /// The same text with emphasis in asterisks, and `[note]` for each footnote reference; for a
    /// table, its words without the figures.
    pub(super) set: String,
    /// The number of an item, if it has one, or the level of a heading.
    pub(super) number: Option<u64>,
    /// The key of the graph that it belongs to.
    pub(super) graph: Option<String>,
    /// The printed name of its source.
    pub(super) source: String,
    /// The key of the mechanism that is its source, or the printed name if the key is unknown;
    /// empty if it has no source.
    pub(super) who: String,
    /// The figures that it prints.
    pub(super) figures: BTreeSet<Figure>,
    /// The source places that its words were read from.
    pub origins: BTreeSet<Span>,
}

/// All pieces of a document in order, except what the tool adds, such as the edition line.
pub(super) fn read(report: &ReportParts<'_>) -> Vec<Comparable> {
    let ReportParts { sources, survey, document, words, .. } = *report;
    let named = survey.mechanisms.values();
    let names = named.map(|one| (one.quotation.value.as_str(), one.key.as_str())).collect();
    let part = |key: &Key| survey.report.parts.iter().find(|part| part.key.value == *key);
    let messages = survey.report.points.iter().filter_map(|point| {
        Some((point.message.as_ref()?.span, part(&point.part)?.title.value.as_str()))
    });
    let mut messages: Vec<(Span, &str)> = messages.collect();
    if messages.iter().all(|(_, part)| *part == messages[0].1) {
        messages.clear();
    }
    let drawings = document.graphs().into_iter();
    let drawings = drawings.map(|graph| (graph.key.as_str(), graph.svg.as_str())).collect();
    let (heading, practice, paragraphs, found) = (String::new(), None, 0, Vec::new());
    let mut reader =
        Reader { sources, words, names, messages, drawings, heading, practice, paragraphs, found };
    let passages = document.passages(sources);
    let mut lines: Vec<&Passage<'_>> = passages.iter().collect();
    lines.sort_by_key(|line| line.unit.number);
    lines.chunk_by(|one, next| one.unit == next.unit).for_each(|unit| reader.unit(unit));
    reader.found
}

struct Reader<'w> {
    sources: &'w Sources,
    words: &'w Words,
    /// Keys of mechanisms by the names that are printed below quotations.
    names: BTreeMap<&'w str, &'w str>,
    /// The messages, each with the title of its part, if several parts have messages.
    messages: Vec<(Span, &'w str)>,
    /// The SVG of graphs, by key.
    drawings: BTreeMap<&'w str, &'w str>,
    /// The current heading.
    heading: String,
    /// The name of the mechanism whose practices follow, if any.
    practice: Option<String>,
    /// The number of paragraphs below the current heading so far.
    paragraphs: usize,
    found: Vec<Comparable>,
}

impl Reader<'_> {
    fn unit(&mut self, unit: &[&Passage<'_>]) {
        let is_note = |passage: &&Passage<'_>| passage.kind == Line::Footnote;
        let (notes, lines): (Vec<_>, Vec<_>) = unit.iter().copied().partition(is_note);
        let Some(first) = lines.first() else { return };
        match (first.unit.kind, first.kind) {
            (UnitKind::Generated, _) => return,
            (UnitKind::Graph, _) => self.graph(&lines),
            (UnitKind::Table, _) if first.graph.is_none() => self.data_table(&lines),
            (UnitKind::Table, _) => self.table(&lines),
            (UnitKind::Picture, _) => self.picture(&lines),
            (UnitKind::Quotation, _) => self.quotation(&lines),
            (UnitKind::Item { index, number, key_message }, _) => {
                let (kind, word, part) = match (key_message, self.part_of(&lines)) {
                    (true, Some(part)) => (Kind::Message, Word::PlaceMessageOf, part),
                    (true, None) => (Kind::Message, Word::PlaceMessage, ""),
                    (false, _) if self.is_practice(unit) => (Kind::Practice, Word::PlaceItem, ""),
                    (false, _) => (Kind::Item, Word::PlaceItem, ""),
                };
                let shown = number.unwrap_or(index as u64 + 1).to_string();
                let place = self.words.say(word, &[("number", &shown), ("part", part)]);
                self.add(kind, place, &lines, unit).number = number;
            }
            (UnitKind::Line, Line::Title) => {
                self.add(Kind::Title, self.words.say(Word::PlaceTitle, &[]), &lines, unit);
            }
            (UnitKind::Line, Line::Heading(level)) => self.heading(level, first),
            (UnitKind::Line, _) => {
                self.paragraphs += 1;
                let kind = if self.is_practice(unit) { Kind::Practice } else { Kind::Paragraph };
                let number = self.paragraphs.to_string();
                let place = self.words.say(Word::PlaceParagraph, &[("number", &number)]);
                self.add(kind, place, &lines, unit);
            }
        }
        for note in notes {
            let place = self.words.say(Word::PlaceFootnote, &[]);
            self.add(Kind::Footnote, place, &[note], &[note]);
        }
    }

    fn heading(&mut self, level: u8, heading: &Passage<'_>) {
        // Headings that the tool adds are not compared.
        if heading.role != Role::Text {
            return;
        }
        let words = plain_text(heading.content);
        let is_name = |span: Span| self.sources.get(span.file).kind == SourceKind::Mechanisms;
        self.paragraphs = 0;
        if !words.is_empty() && heading.spans().all(is_name) {
            // The name of a mechanism above its practices gives the place of other pieces and is
            // not a piece itself.
            self.practice = Some(words);
            return;
        }
        self.practice = None;
        self.heading = shortened(&words);
        let place = self.words.say(Word::PlaceHeading, &[]);
        self.add(Kind::Heading, place, &[heading], &[heading]).number = Some(u64::from(level));
    }

    fn quotation(&mut self, unit: &[&Passage<'_>]) {
        let is_source = |line: &&Passage<'_>| line.line == LineKind::Source;
        let (source, said): (Vec<_>, Vec<_>) = unit.iter().copied().partition(is_source);
        let source = source.first().map_or(String::new(), |source| plain_text(source.content));
        let has_source = !source.is_empty();
        let place = if has_source { Word::PlaceQuotation } else { Word::PlaceQuotationUnnamed };
        let place = self.words.say(place, &[("mechanism", &source)]);
        let known = self.names.get(source.as_str()).copied().unwrap_or(&source).to_owned();
        let piece = self.add(Kind::Quotation, place, &said, &said);
        piece.source = source;
        if piece.who.is_empty() {
            piece.who = known;
        }
    }

    fn graph(&mut self, unit: &[&Passage<'_>]) {
        let (key, label) = (unit[0].graph.unwrap_or_default(), &unit[0].text);
        let label = label.trim_end_matches('.');
        let caption = captions(unit);
        let piece =
            self.add(Kind::Caption, label.to_owned(), &caption, &[&unit[..1], &caption].concat());
        piece.graph = Some(key.to_owned());
        for text in [&mut piece.text, &mut piece.set] {
            *text = format!("{label}. {text}").trim().to_owned();
        }
        let alternative = unit.iter().filter(|line| line.line == LineKind::Alternative);
        let alternative: String = alternative.map(|line| plain_text(line.content)).collect();
        // The title of the SVG is the caption, which is compared separately.
        let svg = self.drawings.get(key).copied().unwrap_or_default();
        let drawing = svg.split_once("</title>").map_or(svg, |(_, rest)| rest);
        let shown = format!("{alternative}\n{drawing}").trim().to_owned();
        let piece = self.add(Kind::Graph, label.to_owned(), &[], &[]);
        (piece.text, piece.graph) = (shown, Some(key.to_owned()));
    }

    /// Adds a picture; its path changes with its content.
    fn picture(&mut self, unit: &[&Passage<'_>]) {
        let place = self.words.say(Word::PlacePicture, &[]);
        let piece = self.add(Kind::Paragraph, place, &captions(unit), unit);
        piece.set = format!("{}\n{}", piece.set, unit[0].text);
    }

    /// Adds a table as what its graph shows.
    fn table(&mut self, unit: &[&Passage<'_>]) {
        let is_caption = |line: &&Passage<'_>| line.line == LineKind::TableCaption;
        let (caption, lines): (Vec<_>, Vec<_>) = unit.iter().copied().partition(is_caption);
        let place: String = caption.iter().map(|line| plain_text(line.content)).collect();
        // The figures of cells are compared separately; those of a note belong to its words.
        let words = lines.iter().map(|line| {
            let is_cell = matches!(line.line, LineKind::Cell { .. });
            let is_figure = |inline: &Inline| {
                is_cell && matches!(inline, Inline::Text(Text { origin: Origin::Figure(..), .. }))
            };
            let mut out = String::new();
            for words in line.content.split(is_figure) {
                push(words, None, &mut out);
            }
            out.trim().to_owned()
        });
        let words = words.collect::<Vec<_>>().join("\n").trim().to_owned();
        let key = unit[0].graph.unwrap_or_default();
        let piece = self.add(Kind::Graph, place, &lines, &lines);
        (piece.set, piece.graph) = (words, Some(key.to_owned()));
    }

    /// Adds a table that is not made of answers.
    fn data_table(&mut self, unit: &[&Passage<'_>]) {
        let row = |line: &Passage<'_>| match line.line {
            LineKind::Cell { row, .. } => (line.kind, Some(row)),
            _ => (line.kind, None),
        };
        // The label gives the place, and is not a part of the text.
        let is_shown = |line: &&Passage<'_>| !line.content.is_empty() || line.kind != Line::Label;
        let lines: Vec<_> = unit.iter().copied().filter(is_shown).collect();
        let rows = lines.chunk_by(|one, next| row(one) == row(next)).map(|row| {
            row.iter().map(|cell| joined(&[cell], None)).collect::<Vec<_>>().join(" | ")
        });
        let rows = rows.collect::<Vec<_>>().join("\n").trim().to_owned();
        self.add(Kind::Table, unit[0].text.clone(), unit, unit).text = rows;
    }

    /// Adds a piece with the text of `lines`; its figures and source places are taken from `all`.
    fn add(
        &mut self,
        kind: Kind,
        what: String,
        lines: &[&Passage<'_>],
        all: &[&Passage<'_>],
    ) -> &mut Comparable {
        let heading = match (&self.practice, self.heading.as_str()) {
            (Some(name), _) => self.words.say(Word::PlacePractices, &[("mechanism", name)]),
            (None, "") => self.words.say(Word::PlaceOpening, &[]),
            (None, heading) => self.words.say(Word::PlaceQuoted, &[("words", heading)]),
        };
        let place = match kind {
            Kind::Title | Kind::Heading | Kind::Caption | Kind::Graph => what,
            _ => self.words.say(Word::PlaceUnder, &[("heading", &heading), ("what", &what)]),
        };
        let origins: BTreeSet<Span> = all.iter().flat_map(|line| line.spans()).collect();
        let figures = all.iter().flat_map(|line| line.figures());
        let who = origins.iter().find_map(|span| self.response_key(*span));
        self.found.push(Comparable {
            kind,
            place,
            text: joined(lines, None),
            set: joined(lines, Some(&self.words.say(Word::PlaceNote, &[]))),
            number: None,
            graph: None,
            source: self.practice.clone().unwrap_or_default(),
            who: who.unwrap_or_default().to_owned(),
            figures: figures.map(|(_, figure)| figure.clone()).collect(),
            origins,
        });
        self.found.last_mut().expect("it was added")
    }

    /// The title of the part that a message is about, if several parts have messages.
    fn part_of(&self, message: &[&Passage<'_>]) -> Option<&'_ str> {
        let mut spans = message.iter().flat_map(|line| line.spans());
        spans.find_map(|span| {
            let found = self.messages.iter().find(|(text, _)| text.contains(span));
            found.map(|(_, part)| *part)
        })
    }

    /// Whether all words of a unit are from responses.
    fn is_practice(&self, unit: &[&Passage<'_>]) -> bool {
        let mut spans = unit.iter().flat_map(|line| line.spans()).peekable();
        spans.peek().is_some() && spans.all(|span| self.response_key(span).is_some())
    }

    /// The key of the mechanism whose response contains a place.
    fn response_key(&self, span: Span) -> Option<&str> {
        self.sources.get(span.file).kind.response_key()
    }
}

/// The lines of a caption.
fn captions<'u, 'd>(unit: &[&'u Passage<'d>]) -> Vec<&'u Passage<'d>> {
    unit.iter().copied().filter(|line| line.kind == Line::Caption).collect()
}

/// The text of lines, each after its list markers.
fn joined(lines: &[&Passage<'_>], note: Option<&str>) -> String {
    let lines = lines.iter().map(|line| {
        let mut out = line.marks.clone();
        push(line.content, note, &mut out);
        out
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Appends plain text, with the target after each link and breaks as line ends. If `note` is set,
/// it replaces each footnote, and emphasis is marked with asterisks.
fn push(content: &[Inline], note: Option<&str>, out: &mut String) {
    for inline in content {
        let mark = match inline {
            Inline::Emphasis(_) if note.is_some() => "*",
            Inline::Strong(_) if note.is_some() => "**",
            _ => "",
        };
        match inline {
            Inline::Text(text) => out.push_str(&text.text),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Foreign { content, .. } => {
                out.push_str(mark);
                push(content, note, out);
                out.push_str(mark);
            }
            Inline::Link { content, target } => {
                push(content, note, out);
                if plain_text(content) != *target {
                    out.push_str(&format!(" ({target})"));
                }
            }
            Inline::Reference { label, .. } => out.push_str(label),
            // The target of a cross-reference is compared in its own place.
            Inline::CrossRef { .. } => {}
            Inline::Footnote(_) => out.push_str(note.unwrap_or_default()),
            Inline::Break => out.push('\n'),
        }
    }
}

/// A heading, truncated at a word boundary if it is long.
fn shortened(heading: &str) -> String {
    if heading.chars().count() <= LONGEST_HEADING {
        return heading.to_owned();
    }
    let cut: String = heading.chars().take(LONGEST_HEADING).collect();
    let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{} …", words.trim_end_matches([',', '.', ';', ':']))
}
