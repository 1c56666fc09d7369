//! Writes a document as readable Typst source: the page design first, then the report, with one
//! paragraph per line. The report calls only functions of Typst itself or of the page design.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::document::{
    About, Block, DataTable, Document, Graph, Heading, HeadingKind, Inline, Item, Label, List,
    Picture, Quotation, Row, Table, all_blocks, all_inlines, encoded, plain_text, texts,
};

use self::escape::Before;

mod escape;
mod generated;
mod page;

pub use page::check_page;

/// The source of a report.
#[derive(Debug)]
pub struct TypstSource {
    /// The source.
    pub text: String,
    /// The range of the project's page design.
    pub page: Range<usize>,
    /// The end of the whole page design.
    pub design_end: usize,
    /// What each part of the source is, in order.
    pub parts: Vec<SourcePart>,
}

/// A part of the source, which ends where the next one begins.
#[derive(Clone, Debug)]
pub struct SourcePart {
    /// The offset at which it begins.
    pub start: usize,
    /// The name of the block for messages.
    pub name: &'static str,
    /// Where its first words come from; `None` if the program generates all of them.
    pub place: Option<Span>,
}

/// Writes `document` as Typst source. `page` is the text of templates/page.typ, or empty; `command` is
/// the command line that compiles the source.
pub fn typst(document: &Document, page: &str, command: &str) -> TypstSource {
    let mut writer = Writer { out: String::new(), depth: 0, parts: Vec::new() };
    let part = |writer: &mut Writer, name, place| {
        writer.parts.push(SourcePart { start: writer.out.len(), name, place });
    };
    part(&mut writer, "the page design", None);
    writer.opening(&document.about.title, command);
    let has_tables = document.all_blocks().into_iter().any(|block| block.data_table().is_some());
    let has_pictures = !document.pictures().is_empty();
    let unused = [("data-table", has_tables), ("picture", has_pictures), ("logo", has_pictures)];
    let unused: Vec<&str> =
        unused.iter().filter(|(_, used)| !used).map(|(name, _)| *name).collect();
    let page = page::add(&mut writer.out, page, &unused);
    let design_end = writer.out.len();
    writer.out.push('\n');
    part(&mut writer, "the title of the report", None);
    writer.about(&document.about);
    for node in &document.blocks {
        writer.out.push('\n');
        let lines = all_blocks([&node.block]).into_iter().flat_map(Block::lines);
        let mut words = lines.flat_map(|(_, line)| texts(line));
        let place = words.find_map(|text| text.origin.place());
        part(&mut writer, name(&node.block), place);
        writer.block(&node.block);
    }
    TypstSource { text: writer.out, page, design_end, parts: writer.parts }
}

fn name(block: &Block) -> &'static str {
    match block {
        Block::Title(_) => "the title",
        Block::Generated(_) => "a generated list or table",
        Block::Heading(_) => "a heading",
        Block::Paragraph(_) => "a paragraph",
        Block::List(_) => "a list",
        Block::Quotation(_) => "a quotation",
        Block::Graph(_) => "a graph",
        Block::Table(_) => "a table",
        Block::Picture(_) => "a picture",
    }
}

/// The source so far, and the indentation level of the next line.
struct Writer {
    out: String,
    depth: usize,
    parts: Vec<SourcePart>,
}

impl Writer {
    fn opening(&mut self, title: &str, command: &str) {
        let (title, command) = (escape::one_line(title), escape::one_line(command));
        self.line(&format!("// {title}\n//\n// Compile this file with:\n// {command}\n"));
    }

    fn about(&mut self, about: &About) {
        let optional = |text: Option<&str>| text.map_or("none".into(), escape::string);
        let arguments = [
            ("title", escape::string(&about.title)),
            ("subject", optional(about.subject.as_deref())),
            ("organization", escape::string(&about.organization)),
            ("language", escape::string(&about.language)),
            ("edition", optional(about.edition.as_deref())),
            ("page-number", generated::page_number(&about.page_number)),
        ];
        self.call("#show: report.with", &arguments);
        self.close(")");
    }

    /// Writes blocks separated by blank lines.
    fn blocks(&mut self, blocks: &[Block]) {
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 {
                self.out.push('\n');
            }
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(content) => self.line(&format!("#title{}", bracketed(content))),
            Block::Generated(generated) => self.generated(generated),
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => self.line(&inlines(content, LINE_BREAK)),
            Block::List(list) => self.list(list),
            Block::Quotation(quotation) => self.quotation(quotation),
            Block::Graph(graph) => self.graph(graph),
            Block::Table(table) => self.table(table),
            Block::Picture(picture) => self.picture(picture),
        }
    }

    fn page_break(&mut self) {
        self.line("#pagebreak(weak: true)");
        self.out.push('\n');
    }

    fn heading(&mut self, heading: &Heading) {
        if heading.starts_page {
            self.page_break();
        }
        if is_plain(&heading.content) {
            return self.line(&opening(heading, &heading.content));
        }
        // Contents, running heads and bookmarks repeat the heading itself: they get its plain words.
        let plain = Inline::tool(plain_text(&heading.content));
        self.open("#[");
        self.line(&format!("#show std.heading: block{}", bracketed(&heading.content)));
        self.line(&opening(heading, &[plain]));
        self.close("]");
    }

    fn list(&mut self, list: &List) {
        let is_numbered = list.items.iter().any(|item| item.number.is_some());
        let are_messages = list.items.iter().all(|item| item.key_message);
        self.open(match (are_messages && is_numbered, is_numbered) {
            (true, _) => "#messages(",
            (false, true) => "#enum(",
            (false, false) => "#list(",
        });
        for item in &list.items {
            self.item(item);
        }
        self.close(")");
    }

    fn item(&mut self, item: &Item) {
        let call = item.number.map_or(String::new(), |number| format!("enum.item({number})"));
        if item.key_message {
            self.open(&format!("{call}[#key-message["));
            self.blocks(&item.blocks);
            self.close(&format!("]{}],", label(item.anchor.as_deref())));
        } else if let [Block::Paragraph(content)] = item.blocks.as_slice() {
            self.line(&format!("{call}{},", bracketed(content)));
        } else {
            self.open(&format!("{call}["));
            self.blocks(&item.blocks);
            self.close("],");
        }
    }

    fn quotation(&mut self, quotation: &Quotation) {
        let source = Some(&quotation.source).filter(|source| !source.is_empty());
        self.open(&format!("#quotation(source: {})[", optional(source)));
        self.blocks(&quotation.blocks);
        self.close("]");
    }

    fn graph(&mut self, graph: &Graph) {
        let arguments = [
            ("", escape::string(&format!("charts/{}.svg", graph.key))),
            ("alt", escape::string(&graph.alternative())),
            ("label", separated(&graph.label, graph.caption.is_some())),
            ("caption", optional(graph.caption.as_ref())),
            ("note", optional(graph.note.as_ref())),
            ("width", format!("{}pt", graph.width)),
            ("height", format!("{}pt", graph.height)),
        ];
        self.call("#graph", &arguments);
        self.close(&format!(") {}", anchor(&graph.key)));
    }

    fn picture(&mut self, picture: &Picture) {
        let arguments = [
            ("", escape::string(&picture.path())),
            ("alt", escape::string(&plain_text(&picture.alt))),
            ("caption", optional(picture.caption.as_ref())),
            ("width", format!("{}pt", picture.width)),
        ];
        self.call("#picture", &arguments);
        self.close(")");
    }

    fn table(&mut self, table: &Table) {
        let has_caption = !table.caption.is_empty();
        let label = |data: &DataTable| ("label", separated(&data.label, has_caption));
        let mut arguments: Vec<_> = table.data.iter().map(label).collect();
        arguments.push(("caption", bracketed(&table.caption)));
        arguments.extend(generated::columns(table));
        let header = table.columns.iter().map(|column| bracketed(&column.title) + ",");
        arguments.push(("header", format!("({})", header.collect::<String>())));
        let name = if table.data.is_some() { "#data-table" } else { "#figures-table" };
        self.call(name, &arguments);
        self.open("notes: (");
        for note in &table.notes {
            self.line(&format!("{},", bracketed(note)));
        }
        self.close("),");
        self.rows(&table.rows);
        let key = table.data.as_ref().and_then(|data| data.key.as_deref());
        self.close(&key.map_or(")".to_owned(), |key| format!(") {}", anchor(key))));
    }

    /// Writes rows of cells, one row per line.
    fn rows(&mut self, rows: &[Row]) {
        for row in rows {
            let cells = row.cells.iter().map(|cell| bracketed(cell));
            self.line(&format!("{},", cells.collect::<Vec<_>>().join(", ")));
        }
    }

    /// Writes a call with an argument per line; those without a name come first.
    fn call(&mut self, name: &str, arguments: &[(&str, String)]) {
        self.open(&format!("{name}("));
        for (name, value) in arguments {
            let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
            self.line(&format!("{name}{value},"));
        }
    }

    /// Writes a line and increases the indentation.
    fn open(&mut self, text: &str) {
        self.line(text);
        self.depth += 1;
    }

    /// Decreases the indentation and writes a line.
    fn close(&mut self, text: &str) {
        self.depth -= 1;
        self.line(text);
    }

    /// Writes a line, which may continue after forced line breaks with the same indentation.
    fn line(&mut self, text: &str) {
        let indent = "  ".repeat(self.depth);
        text.split('\n').for_each(|line| self.out.push_str(&format!("{indent}{line}\n")));
    }
}

/// A forced line break; the source continues on the next line.
const LINE_BREAK: &str = " \\\n";

/// The content as an argument, or `none`.
fn optional(content: Option<&Vec<Inline>>) -> String {
    content.map_or("none".into(), |content| bracketed(content))
}

fn bracketed(content: &[Inline]) -> String {
    format!("[{}]", inlines(content, LINE_BREAK))
}

/// Inlines as markup; breaks are written as `line_break`. Adjacent texts are joined first.
fn inlines(content: &[Inline], line_break: &str) -> String {
    let (mut out, mut before) = (String::new(), Before::Start);
    for pieces in content.chunk_by(|a, b| matches!((a, b), (Inline::Text(_), Inline::Text(_)))) {
        let call = match &pieces[0] {
            Inline::Text(_) => {
                out.push_str(&escape::markup(&plain_text(pieces), before));
                continue;
            }
            Inline::Break => {
                out.push_str(line_break);
                before = Before::Start;
                continue;
            }
            Inline::Emphasis(_) => "#emph".to_owned(),
            Inline::Strong(_) => "#strong".to_owned(),
            Inline::Link { target, .. } => format!("#link({})", escape::string(&encoded(target))),
            Inline::Reference { graph, .. } => format!("#link({})", anchor(graph)),
            Inline::CrossRef { anchor, .. } => format!("#cross(<{anchor}>)"),
            Inline::Foreign { language, .. } => format!("#foreign({})", escape::string(language)),
            Inline::Footnote(_) => "#footnote".to_owned(),
        };
        let content = match &pieces[0] {
            Inline::Reference { label, .. } | Inline::CrossRef { label, .. } => {
                escape::markup(label, Before::Start)
            }
            other => inlines(other.content(), line_break),
        };
        out.push_str(&format!("{call}[{content}]"));
        before = Before::Call;
    }
    out
}

/// A heading with this content.
fn opening(heading: &Heading, content: &[Inline]) -> String {
    // A heading in markup must be on one line.
    let content = inlines(content, " \\ ");
    let opening = match heading.kind {
        HeadingKind::Section | HeadingKind::Point => {
            format!("{} {content}", "=".repeat(heading.level.into()))
        }
        HeadingKind::Part => format!("#part-opening(level: {})[{content}]", heading.level),
        HeadingKind::Practices => format!("#practices-of(level: {})[{content}]", heading.level),
    };
    opening + &label(heading.anchor.as_deref())
}

/// Whether inlines can be repeated elsewhere: they contain no notes, links or references.
fn is_plain(content: &[Inline]) -> bool {
    use Inline::{CrossRef, Footnote, Link, Reference};
    let is_bound =
        |it: &&Inline| matches!(it, Link { .. } | Reference { .. } | CrossRef { .. } | Footnote(_));
    !all_inlines(content).iter().any(is_bound)
}

/// The label that makes the preceding element a target of references.
fn label(anchor: Option<&str>) -> String {
    anchor.map_or(String::new(), |anchor| format!(" <{anchor}>"))
}

/// The label of a graph or table.
fn anchor(graph: &str) -> String {
    format!("<graph-{graph}>")
}

/// A label with what separates it from a caption, if there is one.
fn separated(label: &Label, has_caption: bool) -> String {
    escape::string(&(label.text() + label.separator(has_caption)))
}

#[cfg(test)]
mod tests;
