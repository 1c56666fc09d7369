//! Two documents as one with tracked changes: accepting all gives the second one, rejecting all the first.
//!
//! Both are written as they always are; then their paragraphs and tables are put together. Word computes the numbers of
//! lists, the contents and where pages begin, so that those of the second document stand.

use std::collections::BTreeMap;

use self::changes::Merge;
use self::lines::Side;
use super::lists::Instance;
use super::package::packed;
use super::xml::Element;
use super::{Extras, Picture, Text, finish, part};
use crate::document::{Document, Graph};
use crate::figure::Figure;

mod changes;
mod comments;
mod ends;
mod lines;
mod merge;
mod runs;
mod tables;
mod units;

/// A document to compare.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The tree.
    pub document: &'a Document,
    /// What its Word document needs besides.
    pub extras: &'a Extras<'a>,
}

/// How changes are marked.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a> {
    /// Who made them: an organization.
    pub author: &'a str,
    /// When, such as `2023-07-14T00:00:00Z`.
    pub date: &'a str,
    /// What caused a figure to change: the comment on its new value.
    pub causes: &'a BTreeMap<Figure, String>,
}

/// The Word document with the changes from `before` to `after`.
///
/// # Panics
/// If a graph of a document has no picture.
pub fn redline(before: &Version<'_>, after: &Version<'_>, marks: &Marks<'_>) -> Vec<u8> {
    let mut old = Text::write(before.document, before.extras);
    let mut new = Text::write(after.document, after.extras);
    set_apart(&mut old, &new);
    let raised = new.body.instances.started.len();
    let mut merge = Merge::new(marks, new.body.lines.bookmarks.next());
    let merged = {
        let (first, second) =
            (Side::of(&old, before.extras, raised), Side::of(&new, after.extras, 0));
        merge.bodies(units::read(&old.main, &first), units::read(&new.main, &second))
    };
    let body = new.main.find("w:body").expect("a document has a body");
    body.children = merged;

    let shown = new.main.attributes_of("a:blip", "r:embed");
    let mut files = Vec::new();
    for (text, extras) in [(&new, after.extras), (&old, before.extras)] {
        for graph in &text.body.graphs {
            let Picture { png, svg, .. } = &extras.pictures[&graph.key];
            let (picture, drawing) = ids(text, graph);
            if shown.contains(&picture) {
                files.push((format!("word/{}", text.media[&picture]), png.clone()));
                files.push((format!("word/{}", text.media[&drawing]), svg.clone().into_bytes()));
            }
        }
    }
    add_footnotes(&mut new, &mut old);
    new.body.instances.started.append(&mut old.body.instances.started);
    new.links.append(&mut old.links);
    new.media.append(&mut old.media);
    let comments = comments::root(&merge.comments, marks).map(|root| part("comments", root));
    let package = new.package(after.document, after.extras, comments.into_iter().collect());
    package.pack(packed(files.into_iter()))
}

/// Gives what the older text refers to ids of its own.
fn set_apart(old: &mut Text<'_>, new: &Text<'_>) {
    let apart = |id: &String| format!("before-{id}");
    old.links = old.links.iter().map(|(id, target)| (apart(id), target.clone())).collect();
    let media = |path: &String| path.replacen("media/", "media/before/", 1);
    old.media = old.media.iter().map(|(id, path)| (apart(id), media(path))).collect();
    let (notes, lists) = (new.body.lines.footnotes, new.body.instances.started.len());
    let pictures = new.body.graphs.len();
    let rename = &mut |element: &mut Element| match element.name.as_str() {
        "w:hyperlink" => change(element, "r:id", |id| Some(apart(&id.to_owned()))),
        "a:blip" | "asvg:svgBlip" => change(element, "r:embed", |id| Some(apart(&id.to_owned()))),
        "w:footnote" | "w:footnoteReference" => change(element, "w:id", |id| {
            id.parse::<usize>().ok().filter(|id| *id > 0).map(|id| (id + notes).to_string())
        }),
        "w:numId" => change(element, "w:val", |id| {
            let id = id.parse::<usize>().ok().filter(|id| *id > Instance::OF_STYLES);
            id.map(|id| (id + lists).to_string())
        }),
        "wp:docPr" | "pic:cNvPr" => {
            change(element, "id", |id| Some((id.parse::<usize>().ok()? + pictures).to_string()));
        }
        _ => {}
    };
    old.main.each(rename);
    old.footnotes.each(rename);
}

/// Changes the value of an attribute that is there.
fn change(element: &mut Element, attribute: &str, to: impl Fn(&str) -> Option<String>) {
    if let Some(value) = element.attribute(attribute).and_then(to) {
        element.set(attribute, value);
    }
}

/// The ids by which a text refers to the picture and the drawing of a graph.
fn ids(text: &Text<'_>, graph: &Graph) -> (String, String) {
    let own = |id: String| if text.media.contains_key(&id) { id } else { format!("before-{id}") };
    (own(finish::picture_id(&graph.key)), own(finish::drawing_id(&graph.key)))
}

/// Puts the older footnotes that are still referred to beside the newer ones.
fn add_footnotes(new: &mut Text<'_>, old: &mut Text<'_>) {
    let referred = new.main.attributes_of("w:footnoteReference", "w:id");
    lines::without_bookmarks(&mut old.footnotes);
    let notes = std::mem::take(&mut old.footnotes.children);
    let kept = notes.into_iter().filter(|note| {
        let is_referred_to = |id| referred.contains(id);
        note.attribute("w:type").is_none() && note.attribute("w:id").is_some_and(is_referred_to)
    });
    new.footnotes.children.extend(kept);
}
