//! Writes graphs with their captions, and their data tables.

use super::body::{Body, Drawing};
use super::lines::{Setting, field, runs, styled};
use super::names::graph_name;
use super::styles::{table_width, twips};
use super::xml::{Element, element, template, value};
use crate::document::{Column, DataTable, Graph, Inline, Label, Picture, Row, Table, plain_text};

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
        self.children.push(styled("Graph").child(picture));
        let caption = graph.caption.as_deref().unwrap_or_default();
        self.caption("Caption", Some(&graph.key), &graph.label, caption);
        if let Some(note) = &graph.note {
            let children = self.children.len();
            self.keep_last_with_next(children - 1);
            self.add_line("Graph Note", note);
        }
    }

    /// Adds a picture with its caption.
    pub(super) fn picture(&mut self, picture: &'a Picture) {
        let run = self.pixels(picture, table_width(self.input.design));
        self.children.push(styled("Graph").child(run));
        if let Some(caption) = &picture.caption {
            self.add_line("Caption", caption);
        }
    }

    /// The run of a picture, which is made smaller if it is wider than `most` points.
    pub(super) fn pixels(&mut self, picture: &'a Picture, most: f64) -> Element {
        let scale = (most / picture.width).min(1.0);
        let name = format!("{} ({})", picture.file, self.drawings.len() + 1);
        let (words, Picture { width, height, .. }) = ([name, plain_text(&picture.alt)], picture);
        self.drawing(&picture.key, words, (width * scale, height * scale))
    }

    /// The run of a drawing with this width and height in points.
    fn drawing(
        &mut self,
        key: &'a str,
        [name, alternative]: [String; 2],
        (across, down): (f64, f64),
    ) -> Element {
        let (ids, targets) = (self.lines.ids, &mut self.lines.targets);
        let raster = &self.input.pictures[key];
        targets.insert(ids.picture(key), ids.path(key, raster.extension()));
        if !raster.svg.is_empty() {
            targets.insert(ids.drawing(key), ids.path(key, "svg"));
        }
        let emu = |points: f64| ((points * EMU).round() as u32).to_string();
        let values: [(&str, &str); 8] = [
            ("id", &(ids.pictures + self.drawings.len() + 1).to_string()),
            ("name", &name),
            ("alternative", &alternative),
            ("file", &format!("{key}.{}", raster.extension())),
            ("across", &emu(across)),
            ("down", &emu(down)),
            ("pixels", &ids.picture(key)),
            ("svg", &ids.drawing(key)),
        ];
        let mut run = template(include_str!("parts/picture.xml"), &values);
        if raster.svg.is_empty() {
            run.each(&mut |part| part.children.retain(|child| child.name != "a:extLst"));
        }
        self.drawings.push(Drawing { key, alternative, raster });
        run
    }

    /// Adds the caption paragraph of a graph or table: the label, with its number as a field, and the
    /// caption text, which may be empty.
    fn caption(&mut self, style: &str, key: Option<&str>, label: &Label, caption: &[Inline]) {
        let setting = self.setting(style);
        let strong = Setting { strong: true, ..setting };
        let words = match label {
            Label::Numbered { word, number, .. } => {
                let mut label = runs(&format!("{word} "), strong);
                let instruction = self.sequences.instruction(word, *number);
                label.extend(field(&instruction, &number.to_string(), strong));
                label
            }
            Label::Issued(_) => runs(&label.bare(), strong),
        };
        let mut content = match key {
            Some(key) => self.lines.bookmarked(graph_name(key), words),
            None => words,
        };
        let stop = label.text().split_off(label.bare().len());
        let between = format!("{stop}{}", label.separator(!caption.is_empty()));
        content.extend(runs(&between, strong));
        content.extend(self.lines.line(caption, setting));
        let paragraph = self.lines.numbered(style, caption, content, None);
        self.children.push(paragraph);
    }

    /// Adds a table with its caption and notes.
    pub(super) fn table(&mut self, table: &Table) {
        let mut title = plain_text(&table.caption);
        match &table.data {
            Some(DataTable { key, label, .. }) => {
                self.caption("Table Caption", key.as_deref(), label, &table.caption);
                title = label.text() + label.separator(!table.caption.is_empty()) + &title;
            }
            None => self.add_line("Table Caption", &table.caption),
        }
        let widths = match (&table.data, table.widths()) {
            (Some(data), _) => self.shares(data.widths.iter().map(|width| f64::from(*width))),
            (None, Some(widths)) => self.shares(widths.into_iter().map(|width| width as f64)),
            (None, None) => widths(table, table_width(self.input.design)),
        };
        // The styles of long tables do not keep rows together.
        let style = |column: &Column| match (column.numbers, table.splits) {
            (true, false) => "Table Number",
            (true, true) => "Table Number Long",
            (false, false) => "Table Text",
            (false, true) => "Table Text Long",
        };
        let styles: Vec<&str> = table.columns.iter().map(style).collect();
        let titles = table.columns.iter().map(|column| column.title.as_slice()).collect();
        let centred = table.data.as_ref().map_or(&[][..], |data| &data.centred);
        self.grid(&title, titles, &table.rows, &styles, (widths, centred));
        self.add_line("Table Note", &table.notes.join(&Inline::Break));
    }

    /// The column widths in twips, given each as a part of the whole.
    pub(super) fn shares(&self, widths: impl IntoIterator<Item = f64>) -> Vec<usize> {
        let whole = table_width(self.input.design);
        let widths: Vec<f64> = widths.into_iter().collect();
        let sum = widths.iter().sum::<f64>().max(1.0);
        widths.iter().map(|width| twips(whole * width / sum) as usize).collect()
    }

    /// Adds the header row and the rows of a table, with a style and a width for each column, and
    /// whether it is centred. The title is for assistive technology.
    pub(super) fn grid(
        &mut self,
        title: &str,
        titles: Vec<&[Inline]>,
        rows: &[Row],
        styles: &[&str],
        (widths, centred): (Vec<usize>, &[bool]),
    ) {
        let width = widths.iter().sum::<usize>().to_string();
        let values: [(&str, &str); 2] = [("width", &width), ("title", title)];
        let mut table = template(include_str!("parts/table.xml"), &values);
        let columns = widths.iter().map(|width| element("w:gridCol").with("w:w", width));
        table.children.push(element("w:tblGrid").children(columns));
        let rows = rows.iter().map(|row| row.cells.iter().map(Vec::as_slice).collect());
        for (index, cells) in std::iter::once(titles).chain(rows).enumerate() {
            let header = (index == 0).then(|| element("w:tblHeader"));
            let properties = element("w:trPr").child(element("w:cantSplit")).children(header);
            let cells = cells.into_iter().enumerate().map(|(column, cell)| {
                let (style, width) = (styles[column], &widths[column]);
                let mut cell = self.line(style, cell);
                if centred.get(column) == Some(&true) {
                    cell.find_or_insert("w:pPr").children.push(value("w:jc", "center"));
                }
                let width = element("w:tcW").with("w:w", width).with("w:type", "dxa");
                element("w:tc").child(element("w:tcPr").child(width)).child(cell)
            });
            table.children.push(element("w:tr").child(properties).children(cells));
        }
        self.children.push(table);
    }
}

/// The column widths in twips (twentieths of a point): fixed for a few columns of numbers; the other
/// columns share the rest.
fn widths(table: &Table, whole: f64) -> Vec<usize> {
    let numbers = table.columns.iter().filter(|column| column.numbers).count();
    let words = table.columns.len() - numbers;
    let left = (whole - NUMBERS * numbers as f64) / words.max(1) as f64;
    let width = |numbers| twips(if numbers { NUMBERS } else { left }).max(1) as usize;
    table.columns.iter().map(|column| width(column.numbers)).collect()
}
