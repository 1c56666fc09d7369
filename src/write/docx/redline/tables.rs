//! Tables: rows that stayed, with changes in their cells, and rows that went or came.

use super::super::xml::{Element, element};
use super::changes::{Change, Merge};
use super::lines::{Line, Side};
use crate::align::{Step, align};

/// The rows of a table.
pub(super) struct Rows {
    /// The table without its rows.
    shell: Element,
    rows: Vec<Row>,
}

struct Row {
    /// Properties of the row.
    properties: Option<Element>,
    cells: Vec<Cell>,
}

struct Cell {
    /// Properties of the cell.
    properties: Option<Element>,
    /// Its paragraph.
    line: Line,
}

/// Reads a table whose cells hold a paragraph each.
pub(super) fn read(table: &Element, side: &Side<'_>) -> Rows {
    let cell = |cell: &Element| {
        let paragraph = cell.first("w:p").expect("a cell holds a paragraph");
        Cell { properties: cell.first("w:tcPr").cloned(), line: Line::read(paragraph, side) }
    };
    let row = |row: &Element| Row {
        properties: row.first("w:trPr").cloned(),
        cells: row.named("w:tc").map(cell).collect(),
    };
    Rows { shell: table.without("w:tr"), rows: table.named("w:tr").map(row).collect() }
}

impl Rows {
    /// What tells whether it is the same.
    pub(super) fn key(&self) -> String {
        self.rows.iter().map(Row::key).collect::<Vec<_>>().join("\u{3}")
    }

    /// All its words.
    pub(super) fn words(&self) -> String {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        cells.map(|cell| cell.line.words()).collect::<Vec<_>>().join(" ")
    }

    /// The style of each column: tables that differ in it are not the same table.
    pub(super) fn columns(&self) -> Vec<&str> {
        let cells = self.rows.first().map_or(&[][..], |row| &row.cells[..]);
        cells.iter().map(|cell| cell.line.kind.as_str()).collect()
    }

    /// The table with what changed. Rows of the same name, which the first cell gives, are the same row.
    pub(super) fn merge(&self, new: &Rows, merge: &mut Merge<'_>) -> Element {
        let keys = |rows: &[Row]| rows.iter().map(Row::key).collect::<Vec<_>>();
        let likeness = |before: usize, after: usize| {
            (self.rows[before].name() == new.rows[after].name()).then_some(1.0)
        };
        let mut table = new.shell.clone();
        for step in align(&keys(&self.rows), &keys(&new.rows), likeness) {
            let row = match step {
                Step::Both(before, after) => {
                    let (old, new) = (&self.rows[before], &new.rows[after]);
                    let cells = old.cells.iter().zip(&new.cells);
                    let lines = cells.map(|(old, new)| merge.line(&old.line, &new.line)).collect();
                    new.written(new.properties.clone(), lines)
                }
                Step::Before(before) => self.rows[before].whole(Change::Deleted, merge),
                Step::After(after) => new.rows[after].whole(Change::Inserted, merge),
            };
            table.children.push(row);
        }
        table
    }

    /// The table, all of which went or came.
    pub(super) fn whole(&self, change: Change, merge: &mut Merge<'_>) -> Element {
        let rows = self.rows.iter().map(|row| row.whole(change, merge));
        self.shell.clone().children(rows)
    }
}

impl Row {
    fn key(&self) -> String {
        self.cells.iter().map(|cell| cell.line.key()).collect::<Vec<_>>().join("\u{4}")
    }

    fn name(&self) -> String {
        self.cells.first().map_or(String::new(), |cell| cell.line.words())
    }

    fn whole(&self, change: Change, merge: &mut Merge<'_>) -> Element {
        let mut properties = self.properties.clone().unwrap_or_else(|| element("w:trPr"));
        properties.children.push(merge.mark(change));
        let lines = self.cells.iter().map(|cell| merge.whole(&cell.line, change)).collect();
        self.written(Some(properties), lines)
    }

    /// The row with these paragraphs in its cells.
    fn written(&self, properties: Option<Element>, lines: Vec<Element>) -> Element {
        let cells = self.cells.iter().zip(lines);
        let cells =
            cells.map(|(cell, line)| element("w:tc").children(cell.properties.clone()).child(line));
        element("w:tr").children(properties).children(cells)
    }
}
