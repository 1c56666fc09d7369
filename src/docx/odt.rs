//! Reads what is particular to an OpenDocument text: the texts of paragraphs, and tracked changes.

use std::collections::BTreeSet;

use super::body::Reader;
use super::package::Package;
use super::xml::{self, Node, attribute, elements, find, name};
use super::{Comment, Document, Mark, MarkKind, Paragraph, Reading};

pub(super) fn read(package: &mut Package<'_>) -> Reading<Document> {
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
    let blocks = text.map(|text| reader.blocks(text)).unwrap_or_default();
    let mut document = Document { blocks, ..Document::default() };
    if let Some(text) = package.text("styles.xml")? {
        let styles = xml::parse("styles.xml", &text)?;
        let pages = styles.descendants().filter(|node| name(*node).1 == "master-page");
        document.margins = pages.flat_map(elements).flat_map(|it| reader.apart(it)).collect();
    }
    if let Some(text) = package.text("meta.xml")? {
        let meta = xml::parse("meta.xml", &text)?;
        let own = meta.descendants().filter(|node| name(*node).1 == "user-defined");
        let named = own.filter_map(|it| Some((attribute(it, "name")?.to_owned(), xml::text(it))));
        document.properties = named.collect();
    }
    document.comments = reader.comments;
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
    pub(super) fn change_mark(&mut self, node: Node<'_, '_>) -> bool {
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

    /// A paragraph. Those of a table of contents or of a list of figures have the styles that they have in Word.
    pub(super) fn text_paragraph(&mut self, node: Node<'_, '_>) -> Paragraph {
        self.text_inline(node);
        let is_in = |name: &str| node.ancestors().any(|outer| outer.tag_name().name() == name);
        let style = match (is_in("index-title"), is_in("index-body")) {
            (true, _) => "toc heading",
            (false, true) => "toc 1",
            (false, false) => "",
        };
        let is_item = is_in("list-item");
        Paragraph { style: style.to_owned(), is_item, ..self.builder.finish() }
    }

    fn text_inline(&mut self, element: Node<'_, '_>) {
        for part in element.children() {
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
                ("text", "note") => {
                    let body = find(part, &["note-body"]).map(|body| self.apart(body));
                    self.builder.paragraph.notes.extend(body.unwrap_or_default());
                }
                (_, "annotation") => {
                    let texts: Vec<String> = self.apart(part).iter().map(Paragraph::text).collect();
                    let is_done = attribute(part, "resolved") == Some("true");
                    let (by, text) = (author(part), texts.join("\n"));
                    let name = attribute(part, "name").unwrap_or_default();
                    self.builder.comment(name, self.comments.len());
                    self.comments.push(Comment { by, text, is_done, reply_to: None });
                }
                (_, "title" | "desc") => {}
                ("text", "bookmark-ref" | "sequence" | "page-number" | "page-count") => {
                    self.builder.fields.push(true);
                    self.text_inline(part);
                    self.builder.fields.pop();
                }
                _ if self.range(part) => {}
                _ => self.text_inline(part),
            }
        }
    }
}
