//! Merges lines with tracked changes: common pieces are kept, removed ones marked as deleted, and
//! new ones as inserted.

use std::collections::BTreeMap;

use super::super::styles::W;
use super::super::xml::{Element, element, template};
use super::Marks;
use super::lines::{Line, Piece, keys, with_words, words};
use crate::align::{Step, pieces};

/// The change of a piece, a line or a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It is in the older document only.
    Deleted,
    /// It is in the newer document only.
    Inserted,
}

impl Change {
    /// The change of what is in one of the documents only.
    pub(super) fn between<T>(old: Option<T>, new: Option<T>) -> Option<Self> {
        match (old, new) {
            (Some(_), None) => Some(Change::Deleted),
            (None, Some(_)) => Some(Change::Inserted),
            (Some(_), Some(_)) | (None, None) => None,
        }
    }

    /// The name of the element that wraps changed content.
    fn element(self) -> &'static str {
        match self {
            Change::Deleted => "w:del",
            Change::Inserted => "w:ins",
        }
    }
}

/// The state of the merge.
pub(super) struct Merge<'m> {
    marks: &'m Marks<'m>,
    next: usize,
    /// Lists of the older document that continue in the newer one: the newer instance number for
    /// each.
    pub(super) lists: BTreeMap<String, String>,
    /// The texts of comments; the index of each is its id.
    pub(super) comments: Vec<String>,
}

impl<'m> Merge<'m> {
    /// Starts a merge; ids of changes are greater than `next`.
    pub(super) fn new(marks: &'m Marks<'m>, next: usize) -> Self {
        Merge { marks, next, lists: BTreeMap::new(), comments: Vec::new() }
    }

    /// Merges two versions of a line; one that is in one document only is deleted or inserted.
    pub(super) fn line(&mut self, old: Option<&Line>, new: Option<&Line>) -> Element {
        let properties = self.properties(old, new);
        let has_properties = !properties.children.is_empty();
        let mut paragraph = element("w:p").children(has_properties.then_some(properties));
        let [before, after] = [old, new].map(|line| line.map_or(&[][..], |line| &line.pieces));
        let mut markers = new.map_or(&[][..], |line| &line.markers).iter().peekable();
        for step in pieces(&keys(before), &keys(after), |(_, is_blank)| *is_blank) {
            // Each marker precedes the piece of the newer document with its number.
            if let Step::Both(_, at) | Step::After(at) = step {
                while let Some((_, marker)) = markers.next_if(|(before, _)| *before <= at) {
                    paragraph.children.push(marker.clone());
                }
            }
            let (old, new) = step.of(before, after);
            if let Some(piece) = new.or(old) {
                self.put(&mut paragraph, piece, Change::between(old, new));
            }
        }
        paragraph.children(markers.map(|(_, marker)| marker.clone()))
    }

    /// The properties of a merged line. Visible changes are tracked, except for list numbers and page
    /// breaks, which Word computes; for a line in one document only, the end of the paragraph is marked.
    fn properties(&mut self, old: Option<&Line>, new: Option<&Line>) -> Element {
        let line = new.or(old).expect("a line is in one of the two documents");
        let mut properties = line.properties.clone();
        let shown = |line: &Line| line.properties.without("w:numPr").without("w:keepNext");
        if let Some(change) = Change::between(old, new) {
            if change == Change::Deleted {
                self.rejoin(&mut properties);
            }
            properties.find_or_insert("w:rPr").children.insert(0, self.mark(change));
        } else if let Some(old) = old.filter(|old| shown(old) != shown(line)) {
            let change = self.stamped("w:pPrChange").child(old.properties.clone());
            properties.children.push(change);
        }
        properties
    }

    /// Moves a deleted item to the newer instance of its list, if the list continues there.
    fn rejoin(&self, properties: &mut Element) {
        properties.each(&mut |part| {
            if part.name == "w:numId"
                && let Some(list) = part.attribute("w:val").and_then(|list| self.lists.get(list))
            {
                part.set("w:val", list);
            }
        });
    }

    /// An element that marks a change, with its author and date.
    pub(super) fn mark(&mut self, change: Change) -> Element {
        self.stamped(change.element())
    }

    /// An element with an id, the author and the date.
    fn stamped(&mut self, name: &str) -> Element {
        self.next += 1;
        let mark = element(name).with("w:id", self.next).with("w:author", self.marks.author);
        dated(mark, self.marks)
    }

    /// Appends a piece to a paragraph.
    fn put(&mut self, paragraph: &mut Element, piece: &Piece, change: Option<Change>) {
        let figure = piece.figure.as_ref().filter(|_| change != Some(Change::Deleted));
        let changed = figure.map(|(figure, _)| figure).into_iter().chain(&piece.noted);
        let changed = changed.filter(|_| change == Some(Change::Inserted));
        let causes = changed.filter_map(|figure| self.marks.causes.get(figure));
        let causes: Vec<&str> = causes.map(String::as_str).collect();
        let comment = (!causes.is_empty()).then(|| {
            self.comments.push(causes.join(" "));
            self.comments.len() - 1
        });
        let about = |name: &str, id: usize| element(name).with("w:id", id);
        let parent = match &piece.link {
            Some(link) => inside(paragraph, link),
            None => paragraph,
        };
        comment.into_iter().for_each(|id| parent.children.push(about("w:commentRangeStart", id)));
        parent.children.extend(figure.map(|(_, [start, _])| start.clone()));
        for run in &piece.runs {
            match change {
                None => add_run(parent, run.clone()),
                Some(change) => {
                    let run = if change == Change::Deleted { deleted(run) } else { run.clone() };
                    self.add_changed(parent, run, change, figure.is_some());
                }
            }
        }
        parent.children.extend(figure.map(|(_, [_, end])| end.clone()));
        if let Some(id) = comment {
            parent.children.push(about("w:commentRangeEnd", id));
            let reference = element("w:r").child(about("w:commentReference", id));
            parent.children.push(self.mark(Change::Inserted).child(reference));
        }
    }

    /// Appends a changed run to the change before it if it is of the same kind and `alone` is not
    /// set; otherwise as a new change.
    fn add_changed(&mut self, parent: &mut Element, run: Element, change: Change, alone: bool) {
        if let Some(last) = parent.children.last_mut()
            && last.name == change.element()
            && !alone
        {
            add_run(last, run);
            return;
        }
        parent.children.push(self.mark(change).child(run));
    }
}

/// The last child of a paragraph if it is this link, otherwise a new link.
fn inside<'p>(paragraph: &'p mut Element, link: &Element) -> &'p mut Element {
    let is_same = |last: &Element| last.name == link.name && last.attributes == link.attributes;
    if !paragraph.children.last().is_some_and(is_same) {
        paragraph.children.push(link.clone());
    }
    paragraph.children.last_mut().expect("the link is there")
}

/// Appends a run; text with the same formatting is joined to the run before it.
fn add_run(parent: &mut Element, run: Element) {
    if let Some(last) = parent.children.last_mut()
        && last.name == "w:r"
        && let (Some(before), Some(more)) = (words(last), words(&run))
        && with_words(last, "") == with_words(&run, "")
    {
        *last = with_words(last, &format!("{before}{more}"));
        return;
    }
    parent.children.push(run);
}

/// A copy of a run with its text and field instructions marked as deleted.
fn deleted(run: &Element) -> Element {
    let mut run = run.clone();
    run.each(&mut |part| match part.name.as_str() {
        "w:t" => part.name = "w:delText".to_owned(),
        "w:instrText" => part.name = "w:delInstrText".to_owned(),
        _ => {}
    });
    run
}

/// comments.xml, the reasons why figures changed; `None` without comments.
pub(super) fn comments_part(comments: &[String], marks: &Marks<'_>) -> Option<Element> {
    let initials = initials(marks.author);
    let comment = |(id, words): (usize, &String)| {
        let id = id.to_string();
        let values: [(&str, &str); 4] =
            [("id", &id), ("author", marks.author), ("initials", &initials), ("words", words)];
        dated(template(include_str!("../parts/comment.xml"), &values), marks)
    };
    let comments: Vec<Element> = comments.iter().enumerate().map(comment).collect();
    (!comments.is_empty()).then(|| element("w:comments").with("xmlns:w", W).children(comments))
}

/// Adds the date of the changes to an element.
fn dated(element: Element, marks: &Marks<'_>) -> Element {
    marks.date.into_iter().fold(element, |element, date| element.with("w:date", date))
}

/// The initials of an organization: the acronym at the end of its name, or its first letters.
fn initials(name: &str) -> String {
    let acronym = name.strip_suffix(')').and_then(|name| name.rsplit_once('('));
    let letters = name
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| word.chars().next().filter(|letter| !letter.is_lowercase()));
    acronym.map_or_else(|| letters.take(3).collect(), |(_, acronym)| acronym.to_owned())
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_the_acronym_of_an_organization_or_its_first_letters() {
        assert_eq!(initials("International Organization for Migration (IOM)"), "IOM");
        assert_eq!(initials("International Organization for Migration"), "IOM");
        assert_eq!(initials("Library Council"), "LC");
    }
}
