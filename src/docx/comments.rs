//! Reads the comments of a Word document and their threads.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::author;
use super::package::Package;
use super::xml::{self, Node, attribute, elements, name};
use super::{Comment, Paragraph, Refusal};

/// How deep replies to replies are followed.
const MOST_REPLIES: usize = 20;

/// Reads the comments, their indices by id, and which of them are in the list of threads; `paragraphs` reads the text of one.
pub(super) fn read(
    package: &mut Package<'_>,
    main: &str,
    mut paragraphs: impl FnMut(Node<'_, '_>) -> Vec<Paragraph>,
) -> Result<(Vec<Comment>, BTreeMap<String, usize>, BTreeSet<usize>), Refusal> {
    let (mut comments, mut ends) = (Vec::new(), Vec::new());
    let (mut indices, mut listed) = (BTreeMap::new(), BTreeSet::new());
    for (path, text) in package.related(main, "comments")? {
        for node in elements(xml::parse(&path, &text)?.root_element()) {
            let texts: Vec<String> = paragraphs(node).iter().map(Paragraph::text).collect();
            let text = texts.join("\n").trim().to_owned();
            // A thread refers to comments by their last paragraphs.
            let last = node.descendants().rfind(|it| name(*it) == ("w", "p"));
            ends.push(last.and_then(|last| attribute(last, "paraId")).map(str::to_owned));
            let id = attribute(node, "id").unwrap_or_default().to_owned();
            indices.insert(id, comments.len());
            comments.push(Comment { by: author(node), text, ..Comment::default() });
        }
    }
    for (path, text) in package.related(main, "commentsExtended")? {
        let parsed = xml::parse(&path, &text)?;
        let index = |id: Option<&str>| ends.iter().position(|end| end.as_deref() == id);
        for node in elements(parsed.root_element()) {
            let Some(id) = attribute(node, "paraId") else { continue };
            let Some(own) = index(Some(id)) else { continue };
            listed.insert(own);
            let parent = attribute(node, "paraIdParent");
            comments[own].reply_to = parent.and_then(|id| index(Some(id)));
            comments[own].is_done = matches!(attribute(node, "done"), Some("1" | "true" | "on"));
        }
    }
    // Replies to replies are of one thread, which is done if its first comment is.
    for index in 0..comments.len() {
        let root = (0..MOST_REPLIES).fold(index, |at, _| comments[at].reply_to.unwrap_or(at));
        comments[index].reply_to = Some(root).filter(|root| *root != index);
        comments[index].is_done = comments[root].is_done;
    }
    Ok((comments, indices, listed))
}
