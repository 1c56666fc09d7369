//! comments.xml: the reasons why figures changed.

use super::super::styles::W;
use super::super::xml::{Element, element, value};
use super::Marks;

/// The comments part; `None` without comments.
pub(super) fn root(comments: &[String], marks: &Marks<'_>) -> Option<Element> {
    let initials: String =
        marks.author.split_whitespace().filter_map(|word| word.chars().next()).take(3).collect();
    let comment = |(id, words): (usize, &String)| {
        let reference = element("w:r")
            .child(element("w:rPr").child(value("w:rStyle", "CommentReference")))
            .child(element("w:annotationRef"));
        let text = element("w:r").child(element("w:t").with("xml:space", "preserve").text(words));
        let style = element("w:pPr").child(value("w:pStyle", "CommentText"));
        element("w:comment")
            .with("w:id", id)
            .with("w:author", marks.author)
            .with("w:date", marks.date)
            .with("w:initials", &initials)
            .child(element("w:p").child(style).child(reference).child(text))
    };
    let comments: Vec<Element> = comments.iter().enumerate().map(comment).collect();
    (!comments.is_empty()).then(|| element("w:comments").with("xmlns:w", W).children(comments))
}
