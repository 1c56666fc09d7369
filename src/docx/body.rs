//! Reads the main part of a Word document.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::{Builder, Tracked, author};
use super::package::Package;
use super::xml::{self, Node, attribute, elements, find, name, value, wrapped};
use super::{Block, Cell, Comment, Document, Mark, MarkKind, Paragraph, Reading};

/// How deep replies to replies are followed.
const MOST_REPLIES: usize = 20;

/// What is known while a document is read.
#[derive(Default)]
pub(super) struct Reader {
    /// The styles, by id: their names in lower case, and whether they make list items.
    pub(super) styles: BTreeMap<String, (String, bool)>,
    /// The footnotes and endnotes, by kind and id.
    pub(super) notes: BTreeMap<(String, String), Vec<Paragraph>>,
    /// The comments.
    pub(super) comments: Vec<Comment>,
    /// Their indices by id, in a Word document.
    pub(super) ids: BTreeMap<String, usize>,
    /// The marks that tracked changes leave, and their authors, by id, in an OpenDocument text.
    pub(super) changes: BTreeMap<String, (Vec<MarkKind>, Mark)>,
    pub(super) builder: Builder,
}

/// Reads the main part, which has this path and text, with the names of its styles, its notes and comments, and the custom
/// properties.
pub(super) fn read(package: &mut Package<'_>, main: &str, text: &str) -> Reading<Document> {
    let mut reader = Reader::default();
    for (path, text) in package.related(main, "styles")? {
        reader.styles =
            elements(xml::parse(&path, &text)?.root_element()).filter_map(style).collect();
    }
    let mut properties = BTreeMap::new();
    for kind in ["custom-properties", "customProperties"] {
        for (path, text) in package.related("", kind)? {
            let named =
                |one: Node<'_, '_>| Some((attribute(one, "name")?.to_owned(), xml::text(one)));
            properties.extend(elements(xml::parse(&path, &text)?.root_element()).filter_map(named));
        }
    }
    let document = xml::parse(main, text)?;
    let root = document.root_element();
    if name(root) != ("w", "document") {
        let help = "open it in Word or LibreOffice and save it as a Word document (.docx)";
        return Err(("it is an Office file, but no Word document".to_owned(), help));
    }
    for kind in ["footnote", "endnote"] {
        for (path, text) in package.related(main, &format!("{kind}s"))? {
            for note in elements(xml::parse(&path, &text)?.root_element()) {
                let id = attribute(note, "id").unwrap_or_default().to_owned();
                let paragraphs = reader.apart(note);
                reader.notes.insert((kind.to_owned(), id), paragraphs);
            }
        }
    }
    let mut margins = Vec::new();
    for kind in ["header", "footer"] {
        for (path, text) in package.related(main, kind)? {
            margins.extend(reader.apart(xml::parse(&path, &text)?.root_element()));
        }
    }
    let listed = reader.read_comments(package, main)?;
    let ends = root.descendants().filter(|node| name(*node) == ("w", "commentRangeEnd"));
    let ends = ends.filter_map(|node| attribute(node, "id")).map(str::to_owned);
    reader.builder.ended_comments = ends.collect();
    let body = find(root, &["body"]);
    let blocks = body.map(|body| reader.blocks(body)).unwrap_or_default();
    let mut document = Document { blocks, margins, properties, comments: reader.comments };
    document.add_threads(&listed);
    Ok(document)
}

/// A style: its id, its name in lower case, and whether it makes list items.
fn style(node: Node<'_, '_>) -> Option<(String, (String, bool))> {
    let name = value(find(node, &["name"])?)?.to_lowercase();
    let is_item = find(node, &["pPr", "numPr"]).is_some() || name.starts_with("list");
    Some((attribute(node, "styleId")?.to_owned(), (name, is_item)))
}

/// The elements in another, also in wrappers.
fn parts<'a, 'i>(node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    let parts = elements(node).flat_map(|part| match wrapped(part) {
        Some(inside) => parts(inside),
        None => vec![part],
    });
    parts.collect()
}

/// The changes that the properties of a row or cell track.
fn tracked(properties: Option<Node<'_, '_>>) -> impl Iterator<Item = (Tracked, Mark)> {
    let tracked = properties.into_iter().flat_map(elements);
    tracked.filter_map(|it| Some((Tracked::named(name(it).1)?, author(it))))
}

impl Reader {
    /// Reads the comments; returns which of them are in the list of threads.
    fn read_comments(&mut self, package: &mut Package<'_>, main: &str) -> Reading<BTreeSet<usize>> {
        let (mut ends, mut listed) = (Vec::new(), BTreeSet::new());
        for (path, text) in package.related(main, "comments")? {
            for node in elements(xml::parse(&path, &text)?.root_element()) {
                let texts: Vec<String> = self.apart(node).iter().map(Paragraph::text).collect();
                let text = texts.join("\n").trim().to_owned();
                // A thread refers to comments by their last paragraphs.
                let last = node.descendants().rfind(|it| name(*it) == ("w", "p"));
                ends.push(last.and_then(|last| attribute(last, "paraId")).map(str::to_owned));
                let id = attribute(node, "id").unwrap_or_default().to_owned();
                self.ids.insert(id, self.comments.len());
                self.comments.push(Comment { by: author(node), text, ..Comment::default() });
            }
        }
        let comments = &mut self.comments;
        for (path, text) in package.related(main, "commentsExtended")? {
            let parsed = xml::parse(&path, &text)?;
            let index = |id: Option<&str>| ends.iter().position(|end| end.as_deref() == id);
            for node in elements(parsed.root_element()) {
                let Some(id) = attribute(node, "paraId") else { continue };
                let Some(own) = index(Some(id)) else { continue };
                listed.insert(own);
                let parent = attribute(node, "paraIdParent");
                comments[own].reply_to = parent.and_then(|id| index(Some(id)));
                comments[own].is_done =
                    matches!(attribute(node, "done"), Some("1" | "true" | "on"));
            }
        }
        // Replies to replies are of one thread, which is done if its first comment is.
        for index in 0..comments.len() {
            let root = (0..MOST_REPLIES).fold(index, |at, _| comments[at].reply_to.unwrap_or(at));
            comments[index].reply_to = Some(root).filter(|root| *root != index);
            comments[index].is_done = comments[root].is_done;
        }
        Ok(listed)
    }

    /// The blocks of the body or of a cell.
    pub(super) fn blocks(&mut self, parent: Node<'_, '_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        self.add_blocks(parent, &mut blocks);
        let last = match blocks.last_mut() {
            Some(Block::Paragraph(last)) => Some(last),
            _ => None,
        };
        let rest = self.builder.flush(last);
        blocks.extend(rest.map(Block::Paragraph));
        blocks
    }

    fn add_blocks(&mut self, parent: Node<'_, '_>, blocks: &mut Vec<Block>) {
        for part in parts(parent) {
            let (prefix, local) = name(part);
            match (local, Tracked::named(local)) {
                ("p" | "h", _) => blocks.extend(self.paragraph(part).map(Block::Paragraph)),
                ("tbl" | "table", _) => {
                    blocks.extend(self.builder.flush(None).map(Block::Paragraph));
                    let rows = self.rows(part);
                    if !rows.is_empty() {
                        blocks.push(Block::Table(rows));
                    }
                }
                (_, Some(change)) if prefix == "w" => {
                    self.within([(change, author(part))], |reader| reader.add_blocks(part, blocks));
                }
                _ => drop(self.range(part)),
            }
        }
    }

    /// The paragraphs of a note, text box or comment, read apart from the text around it.
    pub(super) fn apart(&mut self, parent: Node<'_, '_>) -> Vec<Paragraph> {
        let outer = std::mem::take(&mut self.builder);
        let blocks = self.blocks(parent);
        let rest = std::mem::replace(&mut self.builder, outer).finish();
        let mut paragraphs: Vec<Paragraph> =
            super::paragraphs(&blocks).into_iter().cloned().collect();
        paragraphs.extend(Some(rest).filter(|rest| !rest.marks.is_empty()));
        paragraphs
    }

    fn rows(&mut self, table: Node<'_, '_>) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        for row in parts(table) {
            if !matches!(name(row).1, "tr" | "table-row") {
                self.range(row);
                continue;
            }
            let cells = self.within(tracked(find(row, &["trPr"])), |reader| {
                let cells = parts(row).into_iter();
                let cells = cells.filter(|cell| matches!(name(*cell).1, "tc" | "table-cell"));
                cells.filter_map(|cell| reader.cell(cell)).collect::<Vec<_>>()
            });
            if !cells.is_empty() {
                rows.push(cells);
            }
        }
        rows
    }

    /// A cell; `None` if it was removed.
    fn cell(&mut self, cell: Node<'_, '_>) -> Option<Cell> {
        self.within(tracked(find(cell, &["tcPr"])), |reader| {
            let blocks = reader.blocks(cell);
            reader.builder.removal().is_none().then_some(blocks)
        })
    }

    /// Reads what is within tracked changes.
    pub(super) fn within<T>(
        &mut self,
        changes: impl IntoIterator<Item = (Tracked, Mark)>,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let count = self.builder.context.len();
        self.builder.context.extend(changes);
        let found = read(self);
        self.builder.context.truncate(count);
        found
    }

    /// A paragraph; `None` if its end was removed, so that its text belongs to the next one.
    fn paragraph(&mut self, node: Node<'_, '_>) -> Option<Paragraph> {
        if name(node).0 == "text" {
            return Some(self.text_paragraph(node));
        }
        let properties = find(node, &["pPr"]);
        let style = properties.and_then(|own| value(find(own, &["pStyle"])?));
        let (style, is_item) =
            style.and_then(|id| self.styles.get(id)).cloned().unwrap_or_default();
        let number = properties.and_then(|own| value(find(own, &["numPr", "numId"])?));
        let start = self.builder.end();
        self.inline(node);
        let paragraph = &mut self.builder.paragraph;
        paragraph.style = style;
        paragraph.is_item = number.map_or(is_item, |number| number != "0");
        if let Some(change) = properties.and_then(|own| find(own, &["pPrChange"])) {
            self.builder.mark(start, MarkKind::Formatted, author(change));
        }
        if self.builder.removal().is_some() {
            return None;
        }
        let mark = properties.and_then(|own| find(own, &["rPr"]));
        let tracked = |names: [&str; 2]| {
            let marks = mark.into_iter().flat_map(elements);
            marks.filter(|it| names.contains(&name(*it).1)).last().map(author)
        };
        match (tracked(["del", "moveFrom"]), tracked(["ins", "moveTo"])) {
            (Some(_), Some(_)) => None,
            (Some(by), None) => {
                self.builder.mark_place(MarkKind::Joined, by);
                None
            }
            (None, inserted) => {
                let split = inserted.into_iter();
                split.for_each(|by| self.builder.mark_place(MarkKind::Split, by));
                Some(self.builder.finish())
            }
        }
    }
}
