//! Markers: private-use characters in the rendered Markdown. They are placeholders for values
//! (slots), and they record the template locations of the surrounding text.
//!
//! Input never contains such characters, because the model rejects them.

use std::ops::Range;

use super::markdown::{closes, is_paragraph};
use super::slots::Slot;
use crate::diagnostic::{FileId, Span};

const SLOT: char = '\u{E000}';
const END: char = '\u{E001}';
const TEXT: char = '\u{E002}';
const LINE_END: char = '\u{E003}';
const TAG: char = '\u{E004}';
const TAG_END: char = '\u{E005}';
const ALL: [char; 6] = [SLOT, END, TEXT, LINE_END, TAG, TAG_END];

/// A marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// The slot with this number.
    Slot(usize),
    /// The following characters start at this offset of a template.
    Text(FileId, usize),
    /// Like `Text`, for the end of a line that prints something; it prevents `trim_blocks` from
    /// removing the line end.
    LineEnd(FileId, usize),
    /// The following characters, up to the end of the tag, are printed by the tag at this location.
    Tag(Span),
    /// The end of what the last tag printed.
    TagEnd,
}

impl Marker {
    /// Encodes the marker.
    pub(super) fn written(self) -> String {
        match self {
            Marker::Slot(index) => format!("{SLOT}{index}{END}"),
            Marker::Text(file, at) => format!("{TEXT}{}:{at}{END}", file.0),
            Marker::LineEnd(file, at) => format!("{LINE_END}{}:{at}{END}", file.0),
            Marker::Tag(Span { file, start, end }) => {
                format!("{TAG}{}:{start}:{end}{END}", file.0)
            }
            Marker::TagEnd => format!("{TAG_END}0{END}"),
        }
    }

    /// Decodes the marker at the start of `text`; also returns its length in bytes.
    fn read(text: &str) -> Option<(Self, usize)> {
        let kind = text.chars().next()?;
        let end = text.find(END)?;
        let numbers = text.get(kind.len_utf8()..end)?.split(':').map(|number| number.parse().ok());
        let numbers: Vec<usize> = numbers.collect::<Option<_>>()?;
        let marker = match (kind, &numbers[..]) {
            (SLOT, &[index]) => Marker::Slot(index),
            (TEXT, &[file, at]) => Marker::Text(FileId(file), at),
            (LINE_END, &[file, at]) => Marker::LineEnd(FileId(file), at),
            (TAG, &[file, start, end]) => Marker::Tag(Span { file: FileId(file), start, end }),
            (TAG_END, _) => Marker::TagEnd,
            _ => return None,
        };
        Some((marker, end + END.len_utf8()))
    }
}

/// The offset of the next marker; the length of the text if there is none.
pub(super) fn next_marker(text: &str) -> usize {
    text.find(ALL).unwrap_or(text.len())
}

/// A piece of rendered text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Literal characters.
    Text(&'t str),
    /// A marker.
    Marker(Marker),
}

/// Splits rendered text at its markers; `None` if a filter damaged a marker.
pub(super) fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(ALL) {
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
        }
        let (marker, length) = Marker::read(&rest[at..])?;
        pieces.push(Piece::Marker(marker));
        rest = &rest[at + length..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Some(pieces)
}

/// Joins the lines of a macro's text into one: removes line ends at the edges and replaces inner
/// ones with spaces, except before punctuation. Text that is not a single paragraph is returned
/// unchanged. `None` if a filter damaged a marker.
pub(super) fn one_line(rendered: &str) -> Option<String> {
    let is_one = !rendered.contains('\n') || next_marker(rendered) == rendered.len();
    if is_one || !is_paragraph(visible(rendered)?.trim()) {
        return Some(rendered.to_owned());
    }
    let (mut joined, mut has_words) = (String::new(), false);
    for (index, line) in rendered.split('\n').enumerate() {
        // Leading spaces without a marker are indentation.
        let line = line.trim_start();
        let words = visible(line)?;
        if index > 0 {
            joined.truncate(joined.trim_end().len());
            let is_apart = words.is_empty() || words.starts_with(' ') || closes(&words);
            joined += if has_words && !is_apart { " " } else { "" };
        }
        has_words |= !words.is_empty();
        joined += line;
    }
    Some(joined)
}

/// The visible characters of rendered text, with an `x` in place of each slot.
fn visible(rendered: &str) -> Option<String> {
    let words = pieces(rendered)?.into_iter().map(|piece| match piece {
        Piece::Text(text) => text,
        Piece::Marker(Marker::Slot(_)) => "x",
        Piece::Marker(_) => "",
    });
    Some(words.collect())
}

/// Rendered text that a tag prints, with its markers.
pub(super) fn printed(rendered: String, tag: Span) -> String {
    match rendered.as_str() {
        "" => rendered,
        text => format!("{}{text}{}", Marker::Tag(tag).written(), Marker::TagEnd.written()),
    }
}

/// A printed value.
#[derive(Clone, Debug)]
pub(super) struct PrintedValue {
    pub(super) slot: Slot,
    /// The tag that printed the value; for a macro's value, the tag that printed the macro's text.
    pub(super) place: Span,
}

/// Rendered text with slot placeholders, and the source that printed each piece of it.
#[derive(Default)]
pub(super) struct Printout {
    pub(super) text: String,
    /// The printed values, by the number of their slots.
    pub(super) slots: Vec<PrintedValue>,
    /// The marker of what printed each piece, if known, and the offset at which the piece begins, in
    /// ascending order. A `LineEnd` is one that follows whitespace or nothing, and prints nothing itself.
    printers: Vec<(usize, Option<Marker>)>,
}

impl Printout {
    /// Removes the markers from rendered text; `slots` are the values of its slots. Line-end markers are
    /// kept where Markdown would otherwise see an empty line, which would end a paragraph, or strip
    /// trailing whitespace.
    pub(super) fn new(rendered: &str, slots: &[Slot]) -> Self {
        let (mut printout, mut tags) = (Printout::default(), Vec::new());
        for piece in pieces(rendered).expect("markers are written whole") {
            match piece {
                Piece::Text(text) => printout.text.push_str(text),
                Piece::Marker(Marker::Slot(index)) => {
                    // A value that a part of a tag prints has that place.
                    let part = |inner: Span, outer: Span| match outer.contains(inner) {
                        true => inner,
                        false => outer,
                    };
                    let place = tags.iter().rev().copied().reduce(part);
                    let place = place.unwrap_or(Span::new(FileId(0), 0..0));
                    printout.keep(Marker::Slot(printout.slots.len()));
                    printout.slots.push(PrintedValue { slot: slots[index].clone(), place });
                    printout.begin(tags.last().copied().map(Marker::Tag));
                }
                Piece::Marker(end @ Marker::LineEnd(file, at)) => {
                    if printout.text.chars().next_back().is_none_or(char::is_whitespace) {
                        printout.keep(end);
                    }
                    printout.begin(Some(Marker::Text(file, at)));
                }
                Piece::Marker(text @ Marker::Text(..)) => printout.begin(Some(text)),
                Piece::Marker(Marker::Tag(tag)) => {
                    tags.push(tag);
                    printout.begin(Some(Marker::Tag(tag)));
                }
                Piece::Marker(Marker::TagEnd) => {
                    tags.pop();
                    printout.begin(tags.last().copied().map(Marker::Tag));
                }
            }
        }
        printout
    }

    /// Keeps a marker in the text.
    fn keep(&mut self, marker: Marker) {
        self.begin(Some(marker));
        self.text.push_str(&marker.written());
    }

    fn begin(&mut self, printer: Option<Marker>) {
        self.printers.pop_if(|(at, _)| *at == self.text.len());
        self.printers.push((self.text.len(), printer));
    }

    /// The printer of the character at `at`, and the offset at which it begins.
    pub(super) fn printer(&self, at: usize) -> (usize, Option<Marker>) {
        let after = self.printers.partition_point(|(start, _)| *start <= at);
        after.checked_sub(1).map_or((0, None), |index| self.printers[index])
    }

    /// The printer of the first non-whitespace character from `at` on; if unknown, the nearest
    /// known printer before it.
    pub(super) fn next_printer(&self, at: usize) -> (usize, Option<Marker>) {
        let rest = &self.text[at..];
        let at = at + rest.len() - rest.trim_start().len();
        let after = self.printers.partition_point(|(start, _)| *start <= at);
        let mut before = self.printers[..after].iter().rev();
        let known = before.find(|(_, printer)| printer.is_some());
        known.copied().unwrap_or((at, None))
    }

    /// Splits a range of the text into parts with one printer each.
    pub(super) fn parts(&self, range: Range<usize>) -> Vec<(Range<usize>, Option<Marker>)> {
        let first = self.printers.partition_point(|(start, _)| *start <= range.start);
        let inside = self.printers[first..].iter().map(|(start, _)| *start);
        let inside = inside.take_while(|start| *start < range.end);
        let bounds = [range.start].into_iter().chain(inside.clone()).zip(inside.chain([range.end]));
        bounds.map(|(start, end)| (start..end, self.printer(start).1)).collect()
    }

    /// The template offset of the character at `at`; `None` if it was not printed by template text.
    pub(super) fn offset(&self, at: usize) -> Option<(FileId, usize)> {
        match self.printer(at) {
            (start, Some(Marker::Text(file, offset))) => Some((file, offset + at - start)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Marker, Printout, pieces};
    use crate::content::slots::Slot;
    use crate::diagnostic::FileId;

    #[test]
    fn markers_go_and_slots_stay() {
        let (file, slot) = (FileId(0), Marker::Slot(12).written());
        let rendered = format!(
            "{}a{slot}{}b",
            Marker::Text(file, 3).written(),
            Marker::Text(file, 9).written()
        );
        let slots = vec![Slot::ItemNumber(1); 13];
        let printout = Printout::new(&rendered, &slots);
        let slot = Marker::Slot(0).written();
        assert_eq!(printout.text, format!("a{slot}b"));
        assert_eq!(printout.offset(0), Some((file, 3)));
        assert_eq!(printout.printer(2), (1, Some(Marker::Slot(0))));
        assert_eq!(printout.offset(1 + slot.len()), Some((file, 9)));
    }

    #[test]
    fn a_line_that_prints_nothing_is_no_empty_line() {
        let end = Marker::LineEnd(FileId(0), 7).written();
        let printout = Printout::new(&format!("a\n {end}\nb\n\nc{end}\n"), &[]);
        assert_eq!(printout.text, format!("a\n {end}\nb\n\nc\n"));
    }

    #[test]
    fn a_damaged_marker_is_seen() {
        assert_eq!(pieces(&Marker::Slot(12).written().replace("12", "twelve")), None);
        assert_eq!(pieces(&Marker::Text(FileId(0), 1).written()[3..]), None);
    }
}
