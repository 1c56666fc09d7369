//! Tables that are not made of answers: pipe tables of templates, and those of data/tables/.

use super::{Resolver, origin, plain};
use crate::content::markdown::Events;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Block, Column, DataTable, Inline, Label, Row, Table, Text, plain_text};
use crate::model;
use crate::model::graphs::shape;
use crate::model::markdown::{Alignment, Event, Tag};
use crate::words::Word;

/// The opening of the line above or below a pipe table that is its caption.
const CAPTION: &str = "Table:";
/// The width of a page, and the room between two columns, in characters of a table.
const PAGE: usize = 100;
const GAP: usize = 4;
/// The length of a cell, in characters, from which a longer one makes its column no wider.
const LONGEST: usize = 45;
/// The greatest number of rows that is kept on one page.
const MOST_ROWS: usize = 25;

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
        let rows = table.rows.iter().map(|row| row.iter().map(cell).collect());
        let own = Table {
            caption: vec![Inline::Text(plain(table.caption))],
            notes: vec![self.input.words.line(Word::TableSource, source)],
            ..Table::default()
        };
        let place = self.input.sources.line(place);
        Some(self.data_table(own, Some(key), rows.collect(), &[], place))
    }

    /// A pipe table, perhaps with its caption; `None` if it is at fault.
    pub(super) fn pipe_table(
        &mut self,
        alignments: &[Alignment],
        mut caption: Option<Vec<Inline>>,
        events: &mut Events<'_>,
    ) -> Option<Block> {
        let (mut places, mut rows) = (Vec::new(), Vec::new());
        events.step();
        while let Some((Event::Start(Tag::TableHead | Tag::TableRow), at)) = events.peek() {
            // The parser adds missing cells, and removes those that are too many.
            let empty = cells(&events.parsed.text[at.clone()]);
            let own = self.within(events, Self::cells);
            match own.first().and_then(|first| caption_of(first)) {
                Some(line) if empty.len() == 1 => caption = Some(line),
                _ => {
                    places.push((self.block(at.start, at.end), empty));
                    rows.push(own);
                }
            }
        }
        events.step();
        let place = places[0].0;
        let faults = shape(&places, place);
        // Editions of release 0.2.0 printed such lines as they are.
        if !faults.is_empty() && !self.input.is_kept {
            self.diagnostics.extend(faults);
            return None;
        }
        let table = Table { caption: caption.unwrap_or_default(), ..Table::default() };
        Some(self.data_table(table, None, rows, alignments, place))
    }

    fn cells(&mut self, events: &mut Events<'_>) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some((Event::Start(Tag::TableCell), _)) = events.peek() {
            cells.push(self.within(events, Self::inlines));
        }
        cells
    }

    /// Adds blocks below others; a line that opens like a caption becomes that of a table above it.
    pub(super) fn add_below(blocks: &mut Vec<Block>, own: Vec<Block>) {
        if let (Some(Block::Table(Table { caption, data: Some(_), .. })), [Block::Paragraph(line)]) =
            (blocks.last_mut(), own.as_slice())
            && caption.is_empty()
            && let Some(line) = caption_of(line)
        {
            *caption = line;
        } else {
            blocks.extend(own);
        }
    }

    /// A table with its label, and the widths and alignments of its columns; `place` is shown if it
    /// is too wide. The first of the `rows` is the header.
    fn data_table(
        &mut self,
        table: Table,
        key: Option<&str>,
        mut rows: Vec<Vec<Vec<Inline>>>,
        alignments: &[Alignment],
        place: Span,
    ) -> Block {
        let (mut columns, mut centred, mut needs) = (Vec::new(), Vec::new(), Vec::new());
        for (index, title) in rows.remove(0).into_iter().enumerate() {
            let cells: Vec<String> =
                rows.iter().filter_map(|row| row.get(index)).map(|cell| plain_text(cell)).collect();
            // The first column names the rows, also if these are years.
            let numbers = match alignments.get(index) {
                None | Some(Alignment::None) => index > 0 && are_numbers(&cells),
                Some(alignment) => *alignment == Alignment::Right,
            };
            centred.push(alignments.get(index) == Some(&Alignment::Center));
            needs.push(Needs::of(&plain_text(&title), &cells, numbers));
            columns.push(Column { title, numbers });
        }
        let least: usize = needs.iter().map(|column| column.least).sum();
        if least > PAGE {
            let message = format!(
                "the longest words of this table need {least} characters side by side: a page has {PAGE}"
            );
            let warning = Diagnostic::warning(Code::TableTooWide, message).at(place, "");
            let help = "leave out columns, shorten words, or make two tables of it";
            self.diagnostics.push(warning.help(help));
        }
        self.tables += 1;
        let word = self.input.words.say(Word::TableLabel, &[]);
        let label = Label::Numbered { word, number: self.tables, stop: false };
        let key = key.map(str::to_owned);
        let data = Some(DataTable { key, label, widths: widths(&needs), centred });
        let splits = rows.len() > MOST_ROWS;
        let rows = rows.into_iter().map(|cells| Row { cells }).collect();
        Block::Table(Table { columns, rows, splits, data, ..table })
    }
}

/// The caption that a line is, without its opening.
pub(super) fn caption_of(line: &[Inline]) -> Option<Vec<Inline>> {
    let (Inline::Text(first), rest) = line.split_first()? else { return None };
    let words = first.text.strip_prefix(CAPTION)?.trim_start();
    let first = Text { text: words.to_owned(), origin: first.origin.clone() };
    let first = (!words.is_empty()).then_some(Inline::Text(first));
    Some(first.into_iter().chain(rest.iter().cloned()).collect())
}

/// The error for lines that look like rows of a table but belong to none.
pub(super) fn without_header(rows: Vec<Span>) -> Option<Diagnostic> {
    let message =
        "this is no table: the line below its header is missing, or has not as many cells";
    let error = Diagnostic::error(Code::TableHeader, message);
    let help = "write an empty line, the header, a line such as `|---|---|` with as many cells, and the rows; a \
                backslash before the sign prints it";
    (!rows.is_empty()).then(|| error.at_each(rows.into_iter().map(|row| (row, ""))).help(help))
}

/// A cell of a CSV file, with its line ends.
fn cell(text: &model::Text) -> Vec<Inline> {
    let mut start = 0;
    let lines = text.value.split('\n').map(|line| {
        let origin = origin(text, text.place(start, start + line.len()));
        start += line.len() + 1;
        let text = Text { text: line.to_owned(), origin };
        (!line.is_empty()).then_some(Inline::Text(text)).into_iter().collect()
    });
    lines.collect::<Vec<Vec<Inline>>>().join(&Inline::Break)
}

/// For each cell of a line of a pipe table, whether it is empty.
fn cells(row: &str) -> Vec<bool> {
    let row = row.trim().replace("\\|", "x");
    let row = row.strip_prefix('|').unwrap_or(&row);
    let row = row.strip_suffix('|').unwrap_or(row);
    row.split('|').map(|cell| cell.trim().is_empty()).collect()
}

/// Whether the cells of a column are numbers, of which some may be missing.
fn are_numbers(cells: &[String]) -> bool {
    let has_digit = |cell: &String| cell.contains(char::is_numeric);
    let is_sign = |c: char| c.is_numeric() || c.is_whitespace() || ".,'’+-−–—%()*".contains(c);
    cells.iter().any(has_digit) && cells.iter().all(|cell| cell.chars().all(is_sign))
}

/// What the texts of a column need.
struct Needs {
    /// The length of its longest word or number, in characters.
    least: usize,
    /// Its share of the room that is left; none for numbers.
    weight: usize,
}

impl Needs {
    fn of(title: &str, cells: &[String], numbers: bool) -> Self {
        let length = |text: &str| text.chars().count();
        let words = cells.iter().flat_map(|cell| cell.split(|c| c == ' ' && !numbers));
        let least = title.split_whitespace().chain(words).map(length).max().unwrap_or(0) + GAP;
        let longest = cells.iter().map(|cell| length(cell)).max().unwrap_or(0).max(length(title));
        Needs { least, weight: if numbers { 0 } else { longest.clamp(1, LONGEST) } }
    }
}

/// The width of each column as a percentage of the table's.
fn widths(needs: &[Needs]) -> Vec<u8> {
    let least: usize = needs.iter().map(|column| column.least).sum();
    let weights: usize = needs.iter().map(|column| column.weight).sum();
    let (room, page) = (PAGE.saturating_sub(least), PAGE.max(least));
    let width = |column: &Needs| match weights {
        0 => column.least + room / needs.len(),
        _ => column.least + room * column.weight / weights,
    };
    needs.iter().map(|column| (width(column) * 100 / page).clamp(1, 100) as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::{Needs, are_numbers, cells, widths};

    fn owned(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn numbers_are_known_in_their_usual_forms() {
        let numbers: [&[&str]; 2] = [
            &["1", "–2", "−3.5", "1,234", "1 234", "12%", "12 %"],
            &["12 (34%)", "", "–", "..", "5*"],
        ];
        assert!(numbers.iter().all(|column| are_numbers(&owned(column))));
        let words: [&[&str]; 4] = [&["", "–"], &["1", "n/a"], &["1", "two"], &["SDG 8"]];
        assert!(!words.iter().any(|column| are_numbers(&owned(column))));
    }

    #[test]
    fn cells_are_counted_as_they_are_typed() {
        for (row, number) in [
            ("| a | b |", 2),
            ("a | b", 2),
            ("| a | |", 2),
            ("| a |  | ", 2),
            ("|a\\|b|c|", 2),
            ("||", 1),
            ("text", 1),
            ("| a | b", 2),
        ] {
            assert_eq!(cells(row).len(), number, "{row}");
        }
        assert_eq!(cells("| a | |"), [false, true]);
    }

    #[test]
    fn numbers_get_what_they_need_and_words_the_rest() {
        let column =
            |title: &str, cells: &[&str], numbers| Needs::of(title, &owned(cells), numbers);
        let needs =
            [column("Region", &["Eastern Africa"], false), column("2023", &["1 234"], true)];
        assert_eq!(widths(&needs), [91, 9]);
        let words = "a long text that goes on over many a line of its cell";
        let needs = [column("Name", &["Alpha"], false), column("Text", &[words], false)];
        assert_eq!(widths(&needs), [17, 82]);
        assert_eq!(widths(&[column("", &[&"x".repeat(300)], false)]), [100]);
    }
}
