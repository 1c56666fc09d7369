//! The texts of the project's files with errata applied, and a mapping from them back to the files
//! on disk.

use std::collections::BTreeMap;
use std::ops::Range;

use super::kind::{MECHANISMS, RESPONDENTS};
use super::{Edit, Edited, FileId, SourceKind, Span, align};
use crate::text::{Noun, line_start, overlap, trimmed};

/// The byte order mark.
const MARK: char = '\u{FEFF}';

/// A text file of the project.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path within the project, separated by `/`.
    pub name: String,
    /// The kind of file.
    pub kind: SourceKind,
    /// The text as in the file, with its line ends and its byte order mark.
    on_disk: String,
    original: String,
    /// The offsets in `original` of its line starts.
    line_starts: Vec<usize>,
    edited: Edited,
    /// Whether the edits are repairs of invalid TOML, not errata.
    is_repaired: bool,
}

impl Source {
    /// The text that the stages work on.
    pub fn text(&self) -> &str {
        &self.edited.text
    }

    /// The text without errata, with `\n` line ends and without a byte order mark.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// Maps a range of the text to the original text, rounded to whole characters, because parsers
    /// may point into the middle of one.
    pub fn original_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.edited.original(range.start, false);
        let end = self.edited.original(range.end, true);
        let original = &self.original;
        original.floor_char_boundary(start)..original.ceil_char_boundary(end.max(start))
    }

    /// Whether the file is a template of the report's text.
    pub fn is_template(&self) -> bool {
        self.kind == SourceKind::Template
    }

    /// Whether the text was repaired, because the file is not valid TOML.
    pub fn is_repaired(&self) -> bool {
        self.is_repaired
    }

    /// Whether an erratum changed any part of `range` of the text.
    pub fn is_corrected(&self, range: Range<usize>) -> bool {
        !self.is_repaired && self.edited.edits.iter().any(|(text, _)| overlap(text, &range))
    }

    /// The correction that contains `range` of the text: its range in the text, and the range that it
    /// replaces in the file.
    pub fn correction(&self, range: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
        let contains = |text: &Range<usize>| text.start <= range.start && range.end <= text.end;
        let edits = self.edited.edits.iter().filter(|_| !self.is_repaired);
        edits.clone().find(|(text, _)| contains(text) && !text.is_empty()).cloned()
    }

    /// The file as it is on disk.
    pub fn on_disk(&self) -> &str {
        &self.on_disk
    }

    /// Maps a range of the text to the bytes of the file.
    pub fn range_on_disk(&self, range: Range<usize>) -> Range<usize> {
        let mark = if self.on_disk.starts_with(MARK) { MARK.len_utf8() } else { 0 };
        let line_ends = || self.on_disk.match_indices('\n');
        let on_disk = |offset: usize| {
            let before = line_ends().take(self.original[..offset].matches('\n').count());
            let returns = before.filter(|(at, _)| self.on_disk[..*at].ends_with('\r'));
            mark + offset + returns.count()
        };
        let Range { start, end } = self.original_range(range);
        on_disk(start)..on_disk(end)
    }

    /// Maps a range of the original text to the text. A range that touches a replacement maps to the
    /// whole replacement.
    pub fn range_from_original(&self, range: Range<usize>) -> Range<usize> {
        let start = self.edited.edited(range.start, false);
        let end = self.edited.edited(range.end, true);
        self.text().floor_char_boundary(start)..self.text().ceil_char_boundary(end.max(start))
    }
}

/// A text with `\n` line ends and without a byte order mark.
pub fn plain_lines(text: &str) -> String {
    text.strip_prefix(MARK).unwrap_or(text).replace("\r\n", "\n")
}

/// All text files of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    /// The first file with each name.
    by_name: BTreeMap<String, FileId>,
    /// What the respondents are called in messages and built-in words.
    pub noun: Noun,
}

impl Sources {
    /// Adds a file without edits, as it is on disk.
    pub fn add(&mut self, name: impl Into<String>, on_disk: impl Into<String>) -> FileId {
        let (name, on_disk) = (name.into(), on_disk.into());
        let text = plain_lines(&on_disk);
        let file = FileId(self.files.len());
        self.by_name.entry(name.clone()).or_insert(file);
        let line_ends = text.match_indices('\n').map(|(newline, _)| newline + 1);
        self.files.push(Source {
            kind: SourceKind::of(&name),
            name,
            line_starts: std::iter::once(0).chain(line_ends).collect(),
            on_disk,
            original: text.clone(),
            edited: Edited { text, edits: Vec::new() },
            is_repaired: false,
        });
        file
    }

    /// The files as they are on disk, with some changed or added, and some removed.
    pub fn with(&self, changed: &BTreeMap<String, String>, removed: &[&str]) -> Self {
        let mut sources = Sources { noun: self.noun.clone(), ..Sources::default() };
        let is_removed = |source: &&Source| removed.contains(&source.name.as_str());
        for source in self.files.iter().filter(|source| !is_removed(source)) {
            let text = changed.get(&source.name).unwrap_or(&source.original);
            sources.add(&source.name, text);
        }
        for (name, text) in changed.iter().filter(|(name, _)| self.find(name).is_none()) {
            sources.add(name, text);
        }
        sources
    }

    /// Applies `edits` to a file, in any order.
    ///
    /// # Panics
    ///
    /// If two edits overlap; callers must check this.
    pub fn edit(&mut self, file: FileId, edits: Vec<Edit>) {
        let source = &mut self.files[file.0];
        source.edited = Edited::new(&source.original, &edits);
    }

    /// Applies repairs to a file without edits so that it can be parsed; each repair is reported as an
    /// error. Returns the span of each edit, in order of position.
    ///
    /// # Panics
    ///
    /// If two edits overlap; callers must check this.
    pub fn repair(&mut self, file: FileId, edits: Vec<Edit>) -> Vec<Span> {
        self.edit(file, edits);
        let source = &mut self.files[file.0];
        source.is_repaired = true;
        source.edited.edits.iter().map(|(text, _)| Span::new(file, text.clone())).collect()
    }

    /// The file with this id.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0]
    }

    /// The file with this name.
    pub fn find(&self, name: &str) -> Option<FileId> {
        self.by_name.get(name).copied()
    }

    /// The name of the file that lists the respondents.
    pub fn registry(&self) -> &'static str {
        let is_older = self.find(MECHANISMS).is_some() || self.noun == Noun::default();
        if is_older && self.find(RESPONDENTS).is_none() { MECHANISMS } else { RESPONDENTS }
    }

    /// The key by which a response names its respondent.
    pub fn respondent_key(&self) -> &'static str {
        let is_older = self.noun == Noun::default() && self.registry() == MECHANISMS;
        if is_older { "mechanism" } else { "respondent" }
    }

    /// The first file of this kind.
    pub fn of_kind(&self, kind: &SourceKind) -> Option<FileId> {
        self.iter().find(|(_, source)| source.kind == *kind).map(|(file, _)| file)
    }

    /// All files with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index), file))
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.get(span.file).text()[span.range()]
    }

    /// The line in which a span ends, without surrounding whitespace.
    pub fn line(&self, span: Span) -> Span {
        let text = self.get(span.file).text();
        let start = line_start(text, text.floor_char_boundary(span.end));
        let line = text[start..].lines().next().unwrap_or_default();
        Span::new(span.file, trimmed(text, start..start + line.len()))
    }

    /// The span of `range` of a printed text that was read from `span`; `span` itself if the file's
    /// spelling of the text can't be aligned with it.
    pub fn part(&self, span: Span, text: &str, range: Range<usize>) -> Span {
        let written = self.slice(span);
        let part = match written == text {
            true => range,
            false => match align(written, text) {
                Some(alignment) => alignment.range(range),
                None => return span,
            },
        };
        Span::new(span.file, span.start + part.start..span.start + part.end)
    }

    /// The one-based line and column of a span in the file on disk; the column counts characters.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let source = self.get(span.file);
        let offset = source.original_range(span.range()).start;
        let line = source.line_starts.partition_point(|start| *start <= offset);
        let before = &source.original()[source.line_starts[line - 1]..offset];
        (line, before.chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Edit, Sources, Span};

    #[test]
    fn a_place_after_an_edit_maps_back_to_the_file() {
        let mut sources = Sources::default();
        let file = sources.add("a", "one two three");
        sources.edit(file, vec![Edit { range: 4..7, text: "2".into() }]);
        let source = sources.get(file);
        assert_eq!(source.text(), "one 2 three");
        assert_eq!(source.original_range(0..3), 0..3);
        assert_eq!(source.original_range(4..5), 4..7);
        assert_eq!(source.original_range(6..11), 8..13);
        assert_eq!(source.original_range(4..11), 4..13);
    }

    #[test]
    fn a_removed_piece_leaves_its_neighbours_in_place() {
        let mut sources = Sources::default();
        let file = sources.add("a", "one two three");
        sources.edit(file, vec![Edit { range: 4..8, text: String::new() }]);
        let source = sources.get(file);
        assert_eq!(source.text(), "one three");
        assert_eq!(source.original_range(4..9), 8..13);
        assert_eq!(source.original_range(0..4), 0..4);
    }

    #[test]
    fn lines_and_columns_count_from_1_in_the_file_on_disk() {
        let mut sources = Sources::default();
        let file = sources.add("a", "één\ntwee\n\ndrie");
        sources.edit(file, vec![Edit { range: 6..10, text: String::new() }]);
        let place = |at: usize| sources.line_column(Span::new(file, at..at));
        assert_eq!([place(0), place(4), place(5)], [(1, 1), (1, 3), (1, 4)]);
        assert_eq!([place(7), place(8), place(12)], [(3, 1), (4, 1), (4, 5)]);
    }

    #[test]
    fn places_are_mapped_to_the_file_and_back() {
        let mut sources = Sources::default();
        let file = sources.add("a", "\u{FEFF}one\r\ntwo\r\nthree four");
        let edits = [(4..7, "2"), (8..14, "")];
        let edits = edits.map(|(range, words)| Edit { range, text: words.into() });
        sources.edit(file, edits.to_vec());
        let source = sources.get(file);
        assert_eq!(source.text(), "one\n2\nfour");
        for (range, on_disk) in [
            (0..3, 3..6),
            (3..4, 6..8),
            (4..5, 8..11),
            (6..10, 19..23),
            (7..9, 20..22),
            (0..10, 3..23),
        ] {
            assert_eq!(source.range_on_disk(range.clone()), on_disk);
            assert_eq!(source.range_from_original(source.original_range(range.clone())), range);
        }
    }
}
