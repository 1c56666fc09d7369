//! Writes graphs with their captions, and their data tables.

use docx_rs::{
    DocumentChild, Paragraph, Pic, Run, TableCell, TableLayoutType, TableRow, WidthType,
};

use super::body::Body;
use super::drawing::Drawing;
use super::lines::{Setting, field, runs, styled};
use super::names::graph_name;
use super::styles::{table_width, twips};
use crate::document::{Column, Graph, Inline, Label, Picture, Row, Table, plain_text};

/// English Metric Units (the units of drawings) per point.
const EMU: f64 = 12_700.0;
/// The width of a column of numbers, in points.
const NUMBERS: f64 = 80.0;

impl<'a> Body<'a> {
    /// Adds a graph with its caption and note.
    pub(super) fn graph(&mut self, graph: &'a Graph) {
        let name = match (&graph.label, graph.caption.as_deref().map(plain_text)) {
            (Label::Numbered { .. }, Some(caption)) => format!("{}: {caption}", graph.label.bare()),
            (label, _) => format!("{} ({})", label.bare(), self.drawings.len() + 1),
        };
        let (words, size) = ([name, graph.alternative()], (graph.width, graph.height));
        let picture = self.drawing(&graph.key, words, size);
        self.add(styled("Graph").add_run(picture));
        let caption = self.caption(graph);
        self.add(caption);
        if let Some(note) = &graph.note {
            let children = self.children.len();
            self.keep_last_with_next(children - 1);
            self.add_line("Graph Note", note);
        }
    }

    /// Adds a picture with its caption.
    pub(super) fn picture(&mut self, picture: &'a Picture) {
        let run = self.pixels(picture, table_width(self.input.design));
        let mut paragraph = styled("Graph").add_run(run);
        match &picture.caption {
            Some(caption) => {
                self.add(paragraph);
                self.add_line("Caption", caption);
            }
            None => {
                paragraph.property.keep_next = Some(false);
                self.add(paragraph);
            }
        }
    }

    /// The run of a picture, which is made smaller if it is wider than `most` points.
    pub(super) fn pixels(&mut self, picture: &'a Picture, most: f64) -> Run {
        let scale = (most / picture.width).min(1.0);
        let name = format!("{} ({})", picture.file, self.drawings.len() + 1);
        let (words, Picture { width, height, .. }) = ([name, picture.alternative()], picture);
        self.drawing(&picture.key, words, (width * scale, height * scale))
    }

    /// The run of a drawing with this width and height in points.
    fn drawing(
        &mut self,
        key: &'a str,
        [name, alternative]: [String; 2],
        (across, down): (f64, f64),
    ) -> Run {
        let (ids, targets) = (self.lines.ids, &mut self.lines.targets);
        let raster = &self.input.pictures[key];
        targets.insert(ids.picture(key), ids.path(key, raster.extension()));
        if !raster.svg.is_empty() {
            targets.insert(ids.drawing(key), ids.path(key, "svg"));
        }
        let emu = |points: f64| (points * EMU).round() as u32;
        // The image bytes are added to the package later, by key.
        let picture = Pic::new_with_dimensions(Vec::new(), raster.width, raster.height)
            .size(emu(across), emu(down));
        self.drawings.push(Drawing { key, name, alternative, raster });
        Run::new().add_image(picture)
    }

    /// The caption paragraph: the label, with its number as a field, and the caption text.
    fn caption(&mut self, graph: &Graph) -> Paragraph {
        let strong = Setting::strong();
        let label = match &graph.label {
            Label::Numbered { word, number, .. } => {
                let mut label = runs(&format!("{word} "), strong);
                let instruction = self.sequences.instruction(word, *number);
                label.extend(field(&instruction, &number.to_string(), strong));
                label
            }
            Label::Issued(_) => runs(&graph.label.bare(), strong),
        };
        let mut paragraph = styled("Caption");
        paragraph.children = self.lines.bookmarked(graph_name(&graph.key), label);
        let stop = graph.label.text().split_off(graph.label.bare().len());
        let between = format!("{stop}{}", graph.separator());
        paragraph.children.extend(runs(&between, strong));
        if let Some(caption) = &graph.caption {
            paragraph.children.extend(self.lines.line(caption, Setting::default()));
        }
        paragraph
    }

    /// Adds a table with its caption and notes.
    pub(super) fn table(&mut self, table: &Table) {
        self.tables.push(plain_text(&table.caption));
        self.add_line("Table Caption", &table.caption);
        let widths = widths(table, table_width(self.input.design));
        // The styles of long tables do not keep rows together.
        let style = |column: &Column| match (column.numbers, table.splits) {
            (true, false) => "Table Number",
            (true, true) => "Table Number Long",
            (false, false) => "Table Text",
            (false, true) => "Table Text Long",
        };
        let styles: Vec<&str> = table.columns.iter().map(style).collect();
        let titles = table.columns.iter().map(|column| column.title.clone()).collect();
        self.grid(titles, &table.rows, &styles, widths);
        self.add_line("Table Note", &table.notes.join(&Inline::Break));
    }

    /// Adds the header row and the rows of a table, with a style and a width for each column.
    pub(super) fn grid(
        &mut self,
        titles: Vec<Vec<Inline>>,
        rows: &[Row],
        styles: &[&str],
        widths: Vec<usize>,
    ) {
        let mut written = Vec::new();
        for cells in std::iter::once(&titles).chain(rows.iter().map(|row| &row.cells)) {
            let cells = cells.iter().zip(styles).zip(&widths).map(|((cell, style), width)| {
                let cell = self.line(style, cell);
                TableCell::new().add_paragraph(cell).width(*width, WidthType::Dxa)
            });
            written.push(TableRow::new(cells.collect()).cant_split());
        }
        let width = widths.iter().sum();
        let table = docx_rs::Table::new(written)
            .style("FiguresTable")
            .set_grid(widths)
            .width(width, WidthType::Dxa)
            .layout(TableLayoutType::Fixed);
        self.children.push(DocumentChild::Table(Box::new(table)));
    }
}

/// The column widths in twips (twentieths of a point): fixed for numbers; the other columns share
/// the rest.
fn widths(table: &Table, whole: f64) -> Vec<usize> {
    let numbers = table.columns.iter().filter(|column| column.numbers).count();
    let words = table.columns.len() - numbers;
    let left = (whole - NUMBERS * numbers as f64) / words.max(1) as f64;
    let width = |numbers| twips(if numbers { NUMBERS } else { left }).max(1) as usize;
    table.columns.iter().map(|column| width(column.numbers)).collect()
}
