//! Tables that are not made of answers: pipe tables of templates, and those of data/tables/.

use std::ops::Range;

use super::{Resolver, origin, plain};
use crate::content::markdown::Events;
use crate::content::markers::{Marker, Piece, pieces};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{
    Block, Column, DataTable, Inline, Label, Origin, Row, Table, Text, plain_text,
};
use crate::model;
use crate::model::markdown::{Alignment, Event, Tag};
use crate::model::tables::shape;
use crate::words::Word;

/// The opening of the paragraph above or below a pipe table that is its caption.
const CAPTION: &str = "Table:";
/// The width of a page and the space between two columns, in characters of a table.
const PAGE: usize = 100;
const GAP: usize = 3;
/// The length of a cell, in characters, from which a longer one makes its column no wider.
const LONGEST: usize = 45;
/// The greatest number of rows that is kept on one page.
const MOST_ROWS: usize = 25;

/// A table before its columns are arranged.
struct Draft {
    key: Option<String>,
    caption: Vec<Inline>,
    header: Vec<Vec<Inline>>,
    alignments: Vec<Alignment>,
    rows: Vec<Row>,
    notes: Vec<Vec<Inline>>,
}

impl Resolver<'_> {
    /// The table of data/tables/ with this key.
    pub(super) fn own_table(&self, key: &str) -> Option<&model::Table> {
        self.input.survey.report.tables.iter().find(|table| *table.key.value == *key)
    }

    /// A table of data/tables/ with its source, printed by the tag at `place`.
    pub(super) fn csv_table(&mut self, key: &str, place: Span) -> Option<Block> {
        let table = self.own_table(key)?.clone();
        self.print_once("table", key, place);
        let source = vec![("source", self.inline_field(table.source, place))];
        let draft = Draft {
            key: Some(key.to_owned()),
            caption: vec![Inline::Text(plain(table.caption))],
            header: table.header.iter().map(cell).collect(),
            alignments: vec![Alignment::None; table.header.len()],
            rows: table
                .rows
                .iter()
                .map(|row| Row { cells: row.iter().map(cell).collect() })
                .collect(),
            notes: vec![self.input.words.line(Word::TableSource, source)],
        };
        Some(self.arranged(draft, self.input.sources.line(place)))
    }

    /// A pipe table; `None` if it is at fault.
    pub(super) fn pipe_table(
        &mut self,
        alignments: &[Alignment],
        caption: Option<Vec<Inline>>,
        at: &Range<usize>,
        events: &mut Events<'_>,
    ) -> Option<Block> {
        let (mut places, mut rows) = (Vec::new(), Vec::new());
        let mut caption = caption;
        events.step();
        while let Some((Event::Start(Tag::TableHead | Tag::TableRow), at)) = events.peek() {
            let written = &events.parsed.text[at.clone()];
            let mut cells = self.within(events, Self::cells);
            match cells.first_mut().and_then(|first| self.caption_of(first)) {
                Some(own) if cells_in(written) == 1 => caption = Some(own),
                _ => {
                    places.push((self.block(at.start, at.end), cells_in(written)));
                    rows.push(Row { cells });
                }
            }
        }
        events.step();
        let header = rows.remove(0).cells;
        let place = places[0].0;
        let names: Vec<(Span, bool)> =
            header.iter().map(|name| (place, plain_text(name).trim().is_empty())).collect();
        // Editions of release 0.2.0 printed such lines as they are.
        let faults = if self.input.is_kept { Vec::new() } else { shape(&names, &places, place) };
        let is_fit = faults.is_empty();
        self.diagnostics.extend(faults);
        let (caption, notes) = (caption.unwrap_or_default(), Vec::new());
        let alignments = alignments.to_vec();
        let draft = Draft { key: None, caption, header, alignments, rows, notes };
        is_fit.then(|| self.arranged(draft, self.block(at.start, at.start)))
    }

    fn cells(&mut self, events: &mut Events<'_>) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some((Event::Start(Tag::TableCell), _)) = events.peek() {
            cells.push(self.within(events, Self::inlines));
        }
        cells
    }

    /// Reports a line that looks like a row of a table but belongs to none.
    pub(super) fn loose_row(&mut self, at: &Range<usize>) {
        let message = "this line belongs to no table: there is no header, or the line below it has other cells";
        let error =
            Diagnostic::error(Code::TableHeader, message).at(self.block(at.start, at.end), "");
        self.diagnostics.push(error.help(
            "begin a table with an empty line, its header, and a line such as `|---|---|` with as many cells; to \
             print the sign, write `\\|`",
        ));
    }

    /// The caption that a line is, without its opening.
    pub(super) fn caption_of(&self, line: &[Inline]) -> Option<Vec<Inline>> {
        let (Inline::Text(first), rest) = line.split_first()? else { return None };
        let words = first.text.strip_prefix(CAPTION)?.trim_start();
        let opening = first.text.len() - words.len();
        let origin = match first.origin {
            Origin::Place(span) => {
                Origin::Place(self.input.sources.part(span, &first.text, opening..first.text.len()))
            }
            ref other => other.clone(),
        };
        let first = Text { text: words.to_owned(), origin };
        let first = (!words.is_empty()).then_some(Inline::Text(first));
        Some(first.into_iter().chain(rest.iter().cloned()).collect())
    }

    /// Adds blocks below others; a line that opens like a caption becomes that of a table above it.
    pub(super) fn add_below(&mut self, blocks: &mut Vec<Block>, own: Vec<Block>) {
        if let (
            Some(Block::Table(Table { caption, data: Some(data), .. })),
            [Block::Paragraph(line)],
        ) = (blocks.last_mut(), own.as_slice())
            && caption.is_empty()
            && let Some(own) = self.caption_of(line)
        {
            (*caption, data.label) = (own, Some(self.next_label()));
        } else {
            blocks.extend(own);
        }
    }

    fn next_label(&mut self) -> Label {
        self.tables += 1;
        let word = self.input.words.say(Word::TableLabel, &[]);
        Label::Numbered { word, number: self.tables, stop: false }
    }

    /// A table with the widths and alignments of its columns; `place` shows it if it is too wide.
    fn arranged(&mut self, draft: Draft, place: Span) -> Block {
        let Draft { key, caption, header, alignments, rows, notes } = draft;
        let texts: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| plain_text(cell)).collect())
            .collect();
        let (mut columns, mut centred, mut needs) = (Vec::new(), Vec::new(), Vec::new());
        for (index, (title, alignment)) in header.into_iter().zip(alignments).enumerate() {
            let cells: Vec<&str> =
                texts.iter().filter_map(|row| row.get(index)).map(String::as_str).collect();
            // The first column names the rows, also where they are years.
            let numbers = match alignment {
                Alignment::None => index > 0 && are_numbers(&cells),
                alignment => alignment == Alignment::Right,
            };
            needs.push(Needs::of(&plain_text(&title), &cells, numbers));
            centred.push(alignment == Alignment::Center);
            columns.push(Column { title, numbers });
        }
        let least: usize = needs.iter().map(|column| column.least).sum();
        if least > PAGE && !self.input.is_kept {
            let message = format!(
                "the longest words of this table need {least} characters in a line, which has about {PAGE}"
            );
            let warning = Diagnostic::warning(Code::TableTooWide, message).at(place, "");
            self.diagnostics
                .push(warning.help("leave out columns, shorten words, or make two tables of it"));
        }
        let widths = widths(&needs);
        let label = (!caption.is_empty()).then(|| self.next_label());
        let data = Some(DataTable { key, label, widths, centred });
        let splits = rows.len() > MOST_ROWS;
        Block::Table(Table { caption, columns, rows, notes, splits, data, ..Table::default() })
    }
}

/// A cell of a CSV file; its line ends are printed.
fn cell(text: &model::Text) -> Vec<Inline> {
    let mut start = 0;
    let lines = text.value.split('\n').map(|line| {
        let origin = origin(text, text.place(start, start + line.len()));
        start += line.len() + 1;
        let text = Text { text: line.trim_end().to_owned(), origin };
        (!text.text.is_empty()).then_some(Inline::Text(text)).into_iter().collect()
    });
    lines.collect::<Vec<Vec<Inline>>>().join(&Inline::Break)
}

/// The number of cells in a row of a pipe table, of which the parser adds and removes some.
fn cells_in(row: &str) -> usize {
    let mut escaped = false;
    let is_separator = |c: char| {
        let is_separator = c == '|' && !escaped;
        escaped = c == '\\' && !escaped;
        is_separator
    };
    let mut cells: Vec<&str> = row.trim().split(is_separator).collect();
    let is_blank = |cell: &str| {
        let mut pieces = pieces(cell).into_iter().flatten();
        pieces.all(|piece| match piece {
            Piece::Text(text) => text.trim().is_empty(),
            Piece::Marker(marker) => !matches!(marker, Marker::Slot(_)),
        })
    };
    cells.pop_if(|last| is_blank(last));
    cells.len() - usize::from(cells.first().is_some_and(|first| first.is_empty()))
}

/// Whether the cells of a column are numbers, of which some may be missing.
fn are_numbers(cells: &[&str]) -> bool {
    let has_digit = |cell: &&str| cell.contains(char::is_numeric);
    let is_sign = |c: char| c.is_numeric() || c.is_whitespace() || ".,'’+-−–—%()*".contains(c);
    let is_number = |cell: &&str| match has_digit(cell) {
        true => cell.chars().all(is_sign),
        false => cell.chars().count() < 4 && !cell.contains(char::is_alphanumeric),
    };
    cells.iter().any(has_digit) && cells.iter().all(is_number)
}

/// What the texts of a column need.
struct Needs {
    /// The length of its longest word or number, in characters.
    least: usize,
    /// Its share of the room that is left; none for numbers.
    weight: usize,
}

impl Needs {
    fn of(title: &str, cells: &[&str], numbers: bool) -> Self {
        let length = |text: &str| text.chars().count();
        let words = cells.iter().flat_map(|cell| cell.split_whitespace().filter(|_| !numbers));
        let whole = cells.iter().copied().filter(|_| numbers);
        let least = title.split_whitespace().chain(words).chain(whole).map(length).max();
        let longest = cells.iter().copied().chain([title]).map(length).max().unwrap_or(0);
        let weight = if numbers { 0 } else { longest.clamp(1, LONGEST) };
        Needs { least: least.unwrap_or(0) + GAP, weight }
    }
}

/// The width of each column as a percentage of the table's.
fn widths(needs: &[Needs]) -> Vec<u8> {
    let least: usize = needs.iter().map(|column| column.least).sum();
    let weights: usize = needs.iter().map(|column| column.weight).sum();
    let (room, page) = (PAGE.saturating_sub(least), PAGE.max(least).max(1));
    let width = |column: &Needs| match weights {
        0 => column.least + room / needs.len(),
        _ => column.least + room * column.weight / weights,
    };
    needs.iter().map(|column| (width(column) * 100 / page).clamp(1, 100) as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::{Needs, are_numbers, cells_in, widths};

    #[test]
    fn numbers_are_known_in_their_usual_forms() {
        for column in [
            &["1", "–2", "−3.5", "1,234", "1 234", "12%", "12 %"][..],
            &["12 (34%)", "", "–", "..", "5*"],
        ] {
            assert!(are_numbers(column), "{column:?}");
        }
        for column in
            [&["", "–"][..], &["1", "n/a"], &["1", "two"], &["SDG 8"], &["1", "see below"]]
        {
            assert!(!are_numbers(column), "{column:?}");
        }
    }

    #[test]
    fn cells_are_counted_as_they_are_typed() {
        for (row, cells) in [
            ("| a | b |", 2),
            ("a | b", 2),
            ("| a | |", 2),
            ("| a |  | ", 2),
            ("|a\\|b|c|", 2),
            ("||", 1),
            ("text", 1),
            ("| a | b", 2),
        ] {
            assert_eq!(cells_in(row), cells, "{row}");
        }
    }

    #[test]
    fn numbers_get_what_they_need_and_words_the_rest() {
        let column = |title: &str, cells: &[&str], numbers| Needs::of(title, cells, numbers);
        let needs =
            [column("Region", &["Eastern Africa"], false), column("2023", &["1 234"], true)];
        assert_eq!(widths(&needs), [92, 8]);
        let words = "a long text that goes on over many a line of its cell";
        let needs = [column("Name", &["Alpha"], false), column("Text", &[words], false)];
        assert_eq!(widths(&needs), [16, 83]);
        assert_eq!(widths(&[column("", &[&"x".repeat(300)], false)]), [100]);
    }
}
