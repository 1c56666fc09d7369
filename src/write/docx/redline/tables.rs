//! Merges tables with their captions and notes: common rows with changes in their cells, and
//! deleted and inserted rows.

use super::super::xml::Element;
use super::changes::{Change, Merge};
use super::lines::{Line, LineContext};
use crate::align::{Step, align};

/// A table with its caption and its notes.
pub(super) struct Table {
    caption: Line,
    /// The table without its rows.
    shell: Element,
    rows: Vec<Row>,
    notes: Line,
}

struct Row {
    /// The row, with a paragraph in each cell.
    element: Element,
    /// The paragraphs of its cells.
    cells: Vec<Line>,
}

impl Table {
    /// Reads a table whose cells contain one paragraph each.
    pub(super) fn read([caption, table, notes]: [&Element; 3], side: &LineContext<'_>) -> Self {
        let cell =
            |cell: &Element| Line::read(cell.first("w:p").expect("a cell holds a paragraph"), side);
        let row = |row: &Element| Row {
            element: row.clone(),
            cells: row.named("w:tc").map(cell).collect(),
        };
        Table {
            caption: Line::read(caption, side),
            shell: table.without("w:tr"),
            rows: table.named("w:tr").map(row).collect(),
            notes: Line::read(notes, side),
        }
    }

    /// Its comparison key.
    pub(super) fn key(&self) -> String {
        let rows = self.rows.iter().map(Row::key).collect::<Vec<_>>().join("\u{3}");
        [self.caption.key(), rows, self.notes.key()].join("\u{2}")
    }

    /// The text of its caption and cells.
    pub(super) fn words(&self) -> String {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        std::iter::once(&self.caption).chain(cells).map(Line::words).collect::<Vec<_>>().join(" ")
    }

    /// The styles of its caption, columns and notes; tables with different styles are never
    /// matched.
    pub(super) fn styles(&self) -> Vec<&str> {
        let columns = self.rows.iter().take(1).flat_map(|row| &row.cells);
        columns.chain([&self.caption, &self.notes]).map(|line| line.kind.as_str()).collect()
    }

    /// Merges two versions of a table. Rows with the same name, which is the text of the first
    /// cell, are matched.
    pub(super) fn merge(&self, new: &Table, merge: &mut Merge<'_>) -> Vec<Element> {
        let keys = |rows: &[Row]| rows.iter().map(Row::key).collect::<Vec<_>>();
        let likeness = |before: usize, after: usize| {
            (self.rows[before].name() == new.rows[after].name()).then_some(1.0)
        };
        let caption = merge.line(&self.caption, &new.caption);
        let rows = align(&keys(&self.rows), &keys(&new.rows), likeness).into_iter();
        let rows = rows.map(|step| match step {
            Step::Both(before, after) => {
                let (old, new) = (&self.rows[before], &new.rows[after]);
                let cells = old.cells.iter().zip(&new.cells);
                new.written(cells.map(|(old, new)| merge.line(old, new)))
            }
            Step::Before(before) => self.rows[before].whole(Change::Deleted, merge),
            Step::After(after) => new.rows[after].whole(Change::Inserted, merge),
        });
        let table = new.shell.clone().children(rows);
        vec![caption, table, merge.line(&self.notes, &new.notes)]
    }

    /// Writes a table that was deleted or inserted as a whole.
    pub(super) fn whole(&self, change: Change, merge: &mut Merge<'_>) -> Vec<Element> {
        let caption = merge.whole(&self.caption, change);
        let rows = self.rows.iter().map(|row| row.whole(change, merge));
        let table = self.shell.clone().children(rows);
        vec![caption, table, merge.whole(&self.notes, change)]
    }
}

impl Row {
    fn key(&self) -> String {
        self.cells.iter().map(Line::key).collect::<Vec<_>>().join("\u{4}")
    }

    fn name(&self) -> String {
        self.cells.first().map_or(String::new(), Line::words)
    }

    fn whole(&self, change: Change, merge: &mut Merge<'_>) -> Element {
        let mark = merge.mark(change);
        let mut row = self.written(self.cells.iter().map(|line| merge.whole(line, change)));
        row.find_or_insert("w:trPr").children.push(mark);
        row
    }

    /// The row with the given paragraphs in its cells.
    fn written(&self, lines: impl Iterator<Item = Element>) -> Element {
        let mut row = self.element.clone();
        let paragraphs = row.children.iter_mut().filter_map(|cell| cell.find("w:p"));
        paragraphs.zip(lines).for_each(|(paragraph, line)| *paragraph = line);
        row
    }
}
