//! Private-use characters in the rendered Markdown. They are placeholders of values (slots), and they record the places
//! of the templates from which the text around them came.
//!
//! No input contains such characters: the model refuses them.

use std::ops::Range;

use super::markdown::{closes, is_paragraph};
use crate::diagnostic::{FileId, Span};

const SLOT: char = '\u{E000}';
const END: char = '\u{E001}';
const TEXT: char = '\u{E002}';
const LINE_END: char = '\u{E003}';
const PRINTED: char = '\u{E004}';
const ALL: [char; 5] = [SLOT, END, TEXT, LINE_END, PRINTED];

/// A marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// The slot with that number.
    Slot(usize),
    /// The characters after it are at that offset of a template.
    Text(FileId, usize),
    /// The same for the end of a line that prints something: it keeps `trim_blocks` from removing the line end.
    LineEnd(FileId, usize),
    /// A tag at that place printed the characters after it.
    Printed(Span),
}

impl Marker {
    /// The marker as it is written.
    pub(super) fn written(self) -> String {
        match self {
            Marker::Slot(index) => format!("{SLOT}{index}{END}"),
            Marker::Text(file, at) => format!("{TEXT}{}:{at}{END}", file.0),
            Marker::LineEnd(file, at) => format!("{LINE_END}{}:{at}{END}", file.0),
            Marker::Printed(Span { file, start, end }) => {
                format!("{PRINTED}{}:{start}:{end}{END}", file.0)
            }
        }
    }

    /// Reads the marker that `text` begins with, and its length.
    fn read(text: &str) -> Option<(Self, usize)> {
        let kind = text.chars().next()?;
        let end = text.find(END)?;
        let numbers = text.get(kind.len_utf8()..end)?.split(':').map(|number| number.parse().ok());
        let numbers: Vec<usize> = numbers.collect::<Option<_>>()?;
        let marker = match (kind, &numbers[..]) {
            (SLOT, &[index]) => Marker::Slot(index),
            (TEXT, &[file, at]) => Marker::Text(FileId(file), at),
            (LINE_END, &[file, at]) => Marker::LineEnd(FileId(file), at),
            (PRINTED, &[file, start, end]) => {
                Marker::Printed(Span { file: FileId(file), start, end })
            }
            _ => return None,
        };
        Some((marker, end + END.len_utf8()))
    }
}

/// Where the next marker begins; the end of the text if there is none.
pub(super) fn next_marker(text: &str) -> usize {
    text.find(ALL).unwrap_or(text.len())
}

/// A piece of rendered text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Characters of a template.
    Text(&'t str),
    /// A marker.
    Marker(Marker),
}

/// Splits rendered text at its markers; `None` if a filter damaged one of them.
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

/// Joins the lines of a macro's text: line ends at its edges are left out, and those within it become blanks, except before
/// punctuation. What is more than a paragraph stays as it is. `None` if a filter damaged a marker.
pub(super) fn one_line(rendered: &str) -> Option<String> {
    if next_marker(rendered) == rendered.len() || !is_paragraph(visible(rendered)?.trim()) {
        return Some(rendered.to_owned());
    }
    let (mut joined, mut has_words) = (String::new(), false);
    for (index, line) in rendered.split('\n').enumerate() {
        // Blanks that no marker precedes indent the line.
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

/// The characters of rendered text, with an `x` for each slot.
fn visible(rendered: &str) -> Option<String> {
    let words = pieces(rendered)?.into_iter().map(|piece| match piece {
        Piece::Text(text) => text,
        Piece::Marker(Marker::Slot(_)) => "x",
        Piece::Marker(_) => "",
    });
    Some(words.collect())
}

/// What printed a character of the rendered text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Printer {
    /// A template, from that offset on.
    Text(FileId, usize),
    /// The tag at that place: the text itself has none.
    Tag(Span),
    /// The slot with that number.
    Slot(usize),
    /// The end of a line of a template, after a blank or nothing: it prints nothing itself.
    Nothing(FileId, usize),
    /// Not known.
    Unknown,
}

/// Rendered text with the placeholders of its slots, and what printed each piece of it.
pub(super) struct Printout {
    pub(super) text: String,
    /// Where in the text each printer begins, in order.
    printers: Vec<(usize, Printer)>,
}

impl Printout {
    /// Takes the markers out of rendered text. The end of a line stays where Markdown would take away what is before it:
    /// an empty line would end a paragraph.
    pub(super) fn new(rendered: &str) -> Self {
        let mut printout = Printout { text: String::new(), printers: Vec::new() };
        for piece in pieces(rendered).expect("markers are written whole") {
            match piece {
                Piece::Text(text) => printout.text.push_str(text),
                Piece::Marker(marker) => printout.marker(marker),
            }
        }
        printout
    }

    fn marker(&mut self, marker: Marker) {
        match marker {
            Marker::Slot(index) => self.keep(marker, Printer::Slot(index), Printer::Unknown),
            Marker::LineEnd(file, at) if self.ends_with_blank() => {
                self.keep(marker, Printer::Nothing(file, at), Printer::Text(file, at));
            }
            Marker::Text(file, at) | Marker::LineEnd(file, at) => {
                self.begin(Printer::Text(file, at));
            }
            Marker::Printed(place) => self.begin(Printer::Tag(place)),
        }
    }

    fn keep(&mut self, marker: Marker, printer: Printer, next: Printer) {
        self.begin(printer);
        self.text.push_str(&marker.written());
        self.begin(next);
    }

    /// Whether Markdown would take what is printed so far for an empty line, or take away its last blank.
    fn ends_with_blank(&self) -> bool {
        self.text.chars().next_back().is_none_or(char::is_whitespace)
    }

    fn begin(&mut self, printer: Printer) {
        self.printers.pop_if(|(at, _)| *at == self.text.len());
        self.printers.push((self.text.len(), printer));
    }

    /// What printed the character at `at`, and where that begins.
    pub(super) fn printer(&self, at: usize) -> (usize, Printer) {
        let after = self.printers.partition_point(|(start, _)| *start <= at);
        after.checked_sub(1).map_or((0, Printer::Unknown), |index| self.printers[index])
    }

    /// What printed the first character from `at` on that is no blank; if that is not known, what printed the one before it.
    pub(super) fn next_printer(&self, at: usize) -> (usize, Printer) {
        let rest = &self.text[at..];
        let at = at + rest.len() - rest.trim_start().len();
        let after = self.printers.partition_point(|(start, _)| *start <= at);
        let mut before = self.printers[..after].iter().rev();
        let known = before.find(|(_, printer)| *printer != Printer::Unknown);
        known.copied().unwrap_or((at, Printer::Unknown))
    }

    /// Parts a range of the text so that each part has one printer.
    pub(super) fn parts(&self, range: Range<usize>) -> Vec<(Range<usize>, Printer)> {
        let first = self.printers.partition_point(|(start, _)| *start <= range.start);
        let inside = self.printers[first..].iter().map(|(start, _)| *start);
        let bounds = inside.take_while(|start| *start < range.end);
        let mut parts = Vec::new();
        let mut start = range.start;
        for end in bounds.chain([range.end]) {
            let (_, printer) = self.printer(start);
            parts.push((start..end, printer));
            start = end;
        }
        parts
    }

    /// The offset in a template of the character at `at`, if a template has it.
    pub(super) fn offset(&self, at: usize) -> Option<(FileId, usize)> {
        match self.printer(at) {
            (start, Printer::Text(file, offset)) => Some((file, offset + at - start)),
            (_, Printer::Tag(_) | Printer::Slot(_) | Printer::Nothing(..) | Printer::Unknown) => {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Marker, Printer, Printout, pieces};
    use crate::diagnostic::FileId;

    #[test]
    fn markers_go_and_slots_stay() {
        let (file, slot) = (FileId(0), Marker::Slot(12).written());
        let rendered = format!(
            "{}a{slot}{}b",
            Marker::Text(file, 3).written(),
            Marker::Text(file, 9).written()
        );
        let printout = Printout::new(&rendered);
        assert_eq!(printout.text, format!("a{slot}b"));
        assert_eq!(printout.offset(0), Some((file, 3)));
        assert_eq!(printout.printer(2), (1, Printer::Slot(12)));
        assert_eq!(printout.offset(1 + slot.len()), Some((file, 9)));
    }

    #[test]
    fn a_line_that_prints_nothing_is_no_empty_line() {
        let end = Marker::LineEnd(FileId(0), 7).written();
        let printout = Printout::new(&format!("a\n {end}\nb\n\nc{end}\n"));
        assert_eq!(printout.text, format!("a\n {end}\nb\n\nc\n"));
    }

    #[test]
    fn a_damaged_marker_is_seen() {
        assert_eq!(pieces(&Marker::Slot(12).written().replace("12", "twelve")), None);
        assert_eq!(pieces(&Marker::Text(FileId(0), 1).written()[3..]), None);
    }
}
