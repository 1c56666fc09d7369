//! Merges two documents into one with tracked changes: accepting all changes gives the newer
//! document, rejecting all the older.
//!
//! Both are written as usual; then their paragraphs and tables are merged. Word computes list
//! numbers, the contents and page breaks, so these are always those of the newer document.

use std::collections::{BTreeMap, BTreeSet};

use self::changes::Merge;
use self::lines::{Line, LineContext};
use super::names::Ids;
use super::{DocxInput, Pages, Text, files, part};
use crate::figure::Figure;

mod bodies;
mod changes;
mod lines;

/// The metadata of the tracked changes.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a> {
    /// The author of the changes: an organization.
    pub author: &'a str,
    /// The date of the changes, such as `2023-07-14T00:00:00Z`, if it is known.
    pub date: Option<&'a str>,
    /// The reason for each figure that changed: the comment on its new value.
    pub causes: &'a BTreeMap<Figure, String>,
}

/// Writes a Word document with the changes from `before` to `after`; `pages` are those of `after`.
///
/// # Panics
/// If a graph or picture of a document has no drawing.
pub fn redline(
    before: &DocxInput<'_>,
    after: &DocxInput<'_>,
    pages: &Pages,
    marks: &Marks<'_>,
) -> Vec<u8> {
    let mut new = Text::write(after, Ids::default());
    let older = Ids {
        prefix: "before-",
        folder: "before/",
        lists: new.body.instances.started.len(),
        footnotes: new.body.lines.footnotes.len(),
        pictures: new.body.drawings.len(),
    };
    let mut old = Text::write(before, older);
    let mut merge = Merge::new(marks, new.body.lines.bookmarks.next());
    let merged = merge.bodies(bodies::read(&old), bodies::read(&new));
    let body = new.main.find("w:body").expect("a document has a body");
    body.children = merged;
    merge_margins(&old, &mut new, &mut merge);

    let shown = new.main.attributes_of("a:blip", "r:embed");
    let pictures = |text: &Text<'_>| {
        let ids = text.body.lines.ids;
        let keys = text.body.drawings.iter().map(|drawing| drawing.key);
        // A picture may be printed twice.
        let keys: BTreeSet<&str> = keys.filter(|key| shown.contains(&ids.picture(key))).collect();
        let pictures =
            keys.into_iter().filter_map(|key| text.body.input.pictures.get_key_value(key));
        files(pictures, ids)
    };
    let media = [pictures(&new), pictures(&old)].concat();
    add_footnotes(&mut new, &mut old);
    new.body.instances.started.append(&mut old.body.instances.started);
    new.body.lines.targets.append(&mut old.body.lines.targets);
    let comments =
        changes::comments_part(&merge.comments, marks).map(|root| part("comments", root));
    new.package(comments, media).packed().finish(pages)
}

/// Marks the changes in the page headers and footers.
fn merge_margins(old: &Text<'_>, new: &mut Text<'_>, merge: &mut Merge<'_>) {
    let mut margins = std::mem::take(&mut new.margins);
    let [older, newer] = [old, &*new].map(LineContext::of);
    for part in &mut margins {
        let Some(same) = old.margins.iter().find(|same| same.name == part.name) else { continue };
        for (line, before) in part.root.children.iter_mut().zip(&same.root.children) {
            *line = merge.line(Some(&Line::read(before, &older)), Some(&Line::read(line, &newer)));
        }
    }
    new.margins = margins;
}

/// Adds the older footnotes that are still referred to.
fn add_footnotes(new: &mut Text<'_>, old: &mut Text<'_>) {
    let referred = new.main.attributes_of("w:footnoteReference", "w:id");
    let mut notes = std::mem::take(&mut old.body.lines.footnotes);
    notes.retain(|note| note.attribute("w:id").is_some_and(|id| referred.contains(id)));
    notes.iter_mut().for_each(lines::without_bookmarks);
    new.body.lines.footnotes.extend(notes);
}
