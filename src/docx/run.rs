//! Reads the text of runs.

use super::body::Reader;
use super::builder::{Tracked, author};
use super::xml::{self, Node, attribute, elements, find, name, value, wrapped};
use super::{Control, Mark, MarkKind};

impl Reader {
    /// Reads what is in a paragraph.
    pub(super) fn inline(&mut self, parent: Node<'_, '_>) {
        for part in elements(parent) {
            let (prefix, local) = name(part);
            match local {
                "r" if prefix == "w" => {
                    let start = self.builder.end();
                    self.run(part);
                    if let Some(change) = find(part, &["rPr", "rPrChange"])
                        && start < self.builder.end()
                    {
                        self.builder.mark(start, MarkKind::Formatted, author(change));
                    }
                }
                "sdt" => {
                    wrapped(part).into_iter().for_each(|content| self.inline(content));
                    if self.builder.removal().is_none() {
                        let own = find(part, &["sdtPr"]).map(control);
                        let own = own.filter(|own| *own != Control::default());
                        let first = &mut self.builder.paragraph.control;
                        *first = first.take().or(own);
                    }
                }
                "fldSimple" => {
                    self.builder.fields.push(true);
                    self.inline(part);
                    self.builder.fields.pop();
                }
                _ if self.range(part) => {}
                _ => match (Tracked::named(local), wrapped(part)) {
                    (Some(change), _) if prefix == "w" => {
                        self.within([(change, author(part))], |reader| reader.inline(part));
                    }
                    (_, Some(inside)) => self.inline(inside),
                    _ => {}
                },
            }
        }
    }

    fn run(&mut self, parent: Node<'_, '_>) {
        for part in elements(parent) {
            match name(part).1 {
                "fldChar" => {
                    self.builder.field(attribute(part, "fldCharType").unwrap_or_default());
                }
                "footnoteReference" | "endnoteReference" => self.note(part),
                "commentReference" => {
                    let id = attribute(part, "id").unwrap_or_default();
                    if let Some(comment) = self.ids.get(id)
                        && !self.builder.ended_comments.contains(id)
                    {
                        self.builder.comment(id, *comment);
                    }
                }
                "pict" | "drawing" => {
                    let boxes = part.descendants().filter(|it| name(*it) == ("w", "txbxContent"));
                    let boxes: Vec<_> = boxes.flat_map(|it| self.apart(it)).collect();
                    self.builder.paragraph.notes.extend(boxes);
                }
                "AlternateContent" => {
                    wrapped(part).into_iter().for_each(|inside| self.run(inside));
                }
                _ => {
                    let text = run_text(part);
                    if !text.is_empty() {
                        self.builder.text(&text);
                    }
                }
            }
        }
    }

    /// Adds the paragraphs of a note; those of a removed one are gone.
    fn note(&mut self, reference: Node<'_, '_>) {
        let id = attribute(reference, "id").unwrap_or_default();
        let kind = name(reference).1.trim_end_matches("Reference");
        let note = self.notes.get(&(kind.to_owned(), id.to_owned())).cloned().unwrap_or_default();
        if self.builder.removal().is_none() {
            self.builder.paragraph.notes.extend(note);
            return;
        }
        for mark in note.into_iter().flat_map(|paragraph| paragraph.marks) {
            if let MarkKind::Removed(_) = mark.kind {
                self.builder.mark_place(mark.kind, mark.by);
            }
        }
    }

    /// Reads the start or end of a range; `false` if it is none.
    pub(super) fn range(&mut self, node: Node<'_, '_>) -> bool {
        let own = attribute(node, "name");
        let id = attribute(node, "id").or(own).unwrap_or_default();
        match (name(node).1, own, self.ids.get(id)) {
            ("bookmarkStart" | "bookmark-start", Some(name), _) => self.builder.bookmark(id, name),
            ("bookmark", Some(name), _) => {
                self.builder.mark_place(MarkKind::Bookmark(name.to_owned()), Mark::default());
            }
            ("commentRangeStart", _, Some(comment)) => self.builder.comment(id, *comment),
            ("bookmarkEnd" | "bookmark-end", ..) => self.builder.close(id, false),
            ("commentRangeEnd" | "annotation-end", ..) => self.builder.close(id, true),
            _ => return self.change_mark(node),
        }
        true
    }
}

fn control(properties: Node<'_, '_>) -> Control {
    let checked = find(properties, &["checkbox"]).map(|own| {
        let checked = find(own, &["checked"]).and_then(value);
        checked.is_some_and(|state| matches!(state, "1" | "true" | "on"))
    });
    let tag = find(properties, &["tag"]).and_then(value);
    Control { tag: tag.map(str::to_owned), checked }
}

/// The text of a part of a run. Instructions of fields are none; their results are.
fn run_text(part: Node<'_, '_>) -> String {
    match name(part).1 {
        "t" | "delText" if attribute(part, "space") == Some("preserve") => xml::text(part),
        "t" | "delText" => xml::text(part).trim_matches([' ', '\t', '\n', '\r']).to_owned(),
        "tab" | "ptab" => "\t".to_owned(),
        "br" if attribute(part, "type").is_none_or(|kind| kind == "textWrapping") => {
            "\n".to_owned()
        }
        "cr" => "\n".to_owned(),
        "noBreakHyphen" => "\u{2011}".to_owned(),
        "sym" => symbol(part).to_owned(),
        _ => String::new(),
    }
}

/// The boxes and ticks among the characters of symbol fonts.
fn symbol(part: Node<'_, '_>) -> &'static str {
    let code = attribute(part, "char").unwrap_or_default().to_uppercase();
    match code.trim_start_matches('F').trim_start_matches('0') {
        "FE" | "52" => "☑",
        "FD" | "53" | "54" => "☒",
        "FC" => "✓",
        "FB" => "✗",
        "A8" | "6F" | "A3" => "☐",
        _ => "",
    }
}
