//! comments.xml: what caused a number to change.

use super::super::lines::{run, styled, text};
use super::super::styles::W;
use super::super::xml::{Element, element, value};
use super::Marks;

/// The part; none without comments.
pub(super) fn root(comments: &[String], marks: &Marks<'_>) -> Option<Element> {
    let initials: String =
        marks.author.split_whitespace().filter_map(|word| word.chars().next()).take(3).collect();
    let comment = |(id, words): (usize, &String)| {
        let style = value("w:rStyle", "CommentReference");
        let reference = run([style]).child(element("w:annotationRef"));
        let words = run([]).child(text(words));
        element("w:comment")
            .with("w:id", id)
            .with("w:author", marks.author)
            .with("w:date", marks.date)
            .with("w:initials", &initials)
            .child(styled("Comment Text").child(reference).child(words))
    };
    let comments: Vec<Element> = comments.iter().enumerate().map(comment).collect();
    (!comments.is_empty()).then(|| element("w:comments").with("xmlns:w", W).children(comments))
}
