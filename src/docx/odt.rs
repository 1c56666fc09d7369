//! Reads the content of an OpenDocument text.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use super::builder::Builder;
use super::package::Package;
use super::xml::{self, Node, attribute, elements, find, name};
use super::{Block, Cell, Comment, Document, Mark, MarkKind, Paragraph, Refusal};

pub(super) fn read(package: &mut Package<'_>) -> Result<Document, Refusal> {
    let text = package.text("content.xml")?.unwrap_or_default();
    let content = xml::parse("content.xml", &text)?;
    let mut reader = Reader::default();
    for node in content.descendants() {
        match name(node) {
            ("text", "changed-region") => reader.change(node),
            (_, "annotation-end") => {
                let name = attribute(node, "name").unwrap_or_default();
                reader.builder.ended_comments.insert(name.to_owned());
            }
            _ => {}
        }
    }
    let text = find(content.root_element(), &["body", "text"]);
    let blocks = text.map(|text| reader.blocks(text, false)).unwrap_or_default();
    let mut document = Document { blocks, comments: reader.comments, ..Document::default() };
    if let Some(text) = package.text("styles.xml")? {
        let styles = xml::parse("styles.xml", &text)?;
        let pages = find(styles.root_element(), &["master-styles"]);
        document.margins = pages.map(|it| Reader::default().apart(it)).unwrap_or_default();
    }
    if let Some(text) = package.text("meta.xml")? {
        let meta = xml::parse("meta.xml", &text)?;
        let own = meta.descendants().filter(|node| name(*node).1 == "user-defined");
        let named = own.filter_map(|it| Some((attribute(it, "name")?.to_owned(), xml::text(it))));
        document.properties = named.collect();
    }
    document.add_threads(&BTreeSet::new());
    Ok(document)
}

/// The author of a tracked change or comment.
fn author(node: Node<'_, '_>) -> Mark {
    let text = |name: &str| {
        let mut inner = node.descendants();
        inner.find(|it| it.tag_name().name() == name).map(xml::text)
    };
    Mark { author: text("creator").unwrap_or_default(), date: text("date") }
}

/// What is known while a text is read.
#[derive(Default)]
struct Reader {
    /// The marks that tracked changes leave, and their authors, by id.
    changes: BTreeMap<String, (Vec<MarkKind>, Mark)>,
    comments: Vec<Comment>,
    builder: Builder,
}

/// Paragraphs of a table of contents or of a list of figures, in the styles that they have in Word.
fn styled(mut blocks: Vec<Block>, style: &str) -> Vec<Block> {
    for block in &mut blocks {
        if let Block::Paragraph(Paragraph { style: own, .. }) = block
            && own.is_empty()
        {
            *own = style.to_owned();
        }
    }
    blocks
}

impl Reader {
    fn change(&mut self, region: Node<'_, '_>) {
        let (Some(id), Some(change)) = (attribute(region, "id"), elements(region).next()) else {
            return;
        };
        let marks = match name(change).1 {
            "insertion" => vec![MarkKind::Inserted],
            "deletion" => {
                let paragraphs = self.apart(change).into_iter();
                let removed = paragraphs.map(|own| MarkKind::Removed(own.whole_text));
                removed.flat_map(|removed| [MarkKind::Joined, removed]).skip(1).collect()
            }
            _ => vec![MarkKind::Formatted],
        };
        self.changes.insert(id.to_owned(), (marks, author(change)));
    }

    /// Reads a start, an end or a place of a tracked change; `false` if it is none.
    fn tracked(&mut self, node: Node<'_, '_>) -> bool {
        let id = attribute(node, "change-id").unwrap_or_default();
        match (name(node).1, self.changes.get(id)) {
            ("change-start", Some((marks, by))) => {
                self.builder.open(id, marks[0].clone(), by.clone());
            }
            ("change-end", _) => self.builder.close(id, false),
            ("change", Some((marks, by))) => {
                marks.iter().for_each(|kind| self.builder.mark_place(kind.clone(), by.clone()));
            }
            _ => return false,
        }
        true
    }

    fn blocks(&mut self, parent: Node<'_, '_>, is_item: bool) -> Vec<Block> {
        let blocks = elements(parent).flat_map(|part| match name(part) {
            ("text", "p" | "h") => {
                self.inline(part);
                vec![Block::Paragraph(Paragraph { is_item, ..self.builder.finish() })]
            }
            ("table", "table") => vec![Block::Table(self.rows(part))],
            (_, "tracked-changes" | "annotation" | "change-info") => Vec::new(),
            ("text", "index-title") => styled(self.blocks(part, is_item), "toc heading"),
            ("text", "index-body") => styled(self.blocks(part, is_item), "toc 1"),
            ("text", "list-item") => self.blocks(part, true),
            _ if self.tracked(part) => Vec::new(),
            _ => self.blocks(part, is_item),
        });
        blocks.collect()
    }

    /// The paragraphs of a note, a deletion or a comment, read apart from the text around it.
    fn apart(&mut self, parent: Node<'_, '_>) -> Vec<Paragraph> {
        let outer = take(&mut self.builder);
        let blocks = self.blocks(parent, false);
        self.builder = outer;
        super::paragraphs(&blocks).into_iter().cloned().collect()
    }

    fn rows(&mut self, table: Node<'_, '_>) -> Vec<Vec<Cell>> {
        let rows = elements(table).flat_map(|part| match name(part) {
            ("table", "table-row") => {
                let cells = elements(part).filter(|it| name(*it) == ("table", "table-cell"));
                vec![cells.map(|it| Cell { blocks: self.blocks(it, false) }).collect()]
            }
            _ => self.rows(part),
        });
        rows.collect()
    }

    fn inline(&mut self, element: Node<'_, '_>) {
        for part in element.children() {
            let own = attribute(part, "name").unwrap_or_default();
            match name(part) {
                // A line end and the blanks around it are one blank.
                _ if part.is_text() => {
                    let mut lines = part.text().unwrap_or_default().split(['\n', '\r', '\t']);
                    let first = lines.next().unwrap_or_default().to_owned();
                    let text = lines.fold(first, |text, line| text + " " + line.trim_start());
                    self.builder.text(&text);
                }
                ("text", "s") => {
                    let count = attribute(part, "c").and_then(|count| count.parse().ok());
                    self.builder.text(&" ".repeat(count.unwrap_or(1).min(1_000)));
                }
                ("text", "tab") => self.builder.text("\t"),
                ("text", "line-break") => self.builder.text("\n"),
                ("text", "bookmark") => {
                    self.builder.mark_place(MarkKind::Bookmark(own.to_owned()), Mark::default())
                }
                ("text", "bookmark-start") => self.builder.bookmark(own, own),
                (_, "bookmark-end") => self.builder.close(own, false),
                (_, "annotation-end") => self.builder.close(own, true),
                (_, "annotation") => self.comment(part, own),
                ("text", "note") => {
                    let body = find(part, &["note-body"]).map(|body| self.apart(body));
                    self.builder.paragraph.notes.extend(body.unwrap_or_default());
                }
                (_, "title" | "desc") => {}
                ("text", "bookmark-ref" | "sequence" | "page-number" | "page-count") => {
                    self.builder.fields.push(true);
                    self.inline(part);
                    self.builder.fields.pop();
                }
                _ if self.tracked(part) => {}
                _ => self.inline(part),
            }
        }
    }

    fn comment(&mut self, node: Node<'_, '_>, name: &str) {
        let texts: Vec<String> = self.apart(node).iter().map(Paragraph::text).collect();
        let is_done = attribute(node, "resolved") == Some("true");
        let (by, text) = (author(node), texts.join("\n"));
        self.builder.comment(name, self.comments.len());
        self.comments.push(Comment { by, text, is_done, reply_to: None });
    }
}
