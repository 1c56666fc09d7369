//! The names, numbers and ids that a text uses: of bookmarks (for the contents, for references, and
//! around each figure), links, pictures, lists and sequences; and the targets of references.
//!
//! Word hides bookmarks whose names start with `_`; a name has at most 40 letters, digits and `_`.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::document::{Block, Document, Heading, HeadingKind, Inline, Origin, Text, plain_text};
use crate::figure::Figure;

/// The maximum length of a bookmark name in Word, in characters.
const LONGEST: usize = 40;
/// The number of hash characters that make a shortened name unique.
const HASH: usize = 8;

/// The bookmarks of a document, numbered in document order.
#[derive(Debug, Default)]
pub(super) struct Bookmarks {
    last: usize,
    figures: BTreeMap<Figure, usize>,
    /// The figure in each figure bookmark, by bookmark name.
    pub(super) named: BTreeMap<String, Figure>,
}

impl Bookmarks {
    /// The number of the next bookmark, from 1.
    pub(super) fn next(&mut self) -> usize {
        self.last += 1;
        self.last
    }

    /// The name of the bookmark around the next occurrence of a figure.
    pub(super) fn figure(&mut self, id: &Figure) -> String {
        let places = self.figures.entry(id.clone()).or_default();
        *places += 1;
        let name = figure_name(id, *places);
        self.named.insert(name.clone(), id.clone());
        name
    }
}

/// The name of the bookmark around the `place`-th occurrence of a figure, from 1: `_` and the id,
/// with `_` for hyphens and `__` for points, then `_` and the place. A long id is truncated; then,
/// or if another id could be spelt the same way, a hash of the id makes the name unique.
pub fn figure_name(id: &Figure, place: usize) -> String {
    name("_", &id.to_string(), &format!("_{place}"))
}

fn name(before: &str, id: &str, after: &str) -> String {
    let room = LONGEST - before.len() - after.len();
    let spelled = id.replace('.', "__").replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let is_plain = id.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-' | '.'));
    let is_unique = is_plain && !["--", "-.", ".-"].iter().any(|pair| id.contains(pair));
    if is_unique && spelled.len() <= room {
        return format!("{before}{spelled}{after}");
    }
    let hash = format!("{:x}", Sha256::digest(id));
    let cut = &spelled[..spelled.len().min(room - HASH - 1)];
    format!("{before}{cut}_{}{after}", &hash[..HASH])
}

/// The name of the bookmark and the tag for an answer in a questionnaire, by its id.
pub fn answer_name(id: &str) -> String {
    name("_Q_", id, "")
}

/// The name of the bookmark around the content of a line, by its number in the document.
pub fn line_name(number: usize) -> String {
    format!("_Line_{number}")
}

/// The name of the bookmark of a heading, by its number from 1.
pub(super) fn heading_name(number: usize) -> String {
    format!("_Toc{number:08}")
}

/// The name of the bookmark around a graph's label, for references to it.
pub(super) fn graph_name(key: &str) -> String {
    name("_Ref_graph_", key, "")
}

/// The name of the bookmark around the number in the heading with an anchor.
pub(super) fn number_bookmark(anchor: &str) -> String {
    name("_Num_", anchor, "")
}

/// The name of the bookmark for references to an anchor.
pub(super) fn anchor_name(anchor: &str) -> String {
    name("_Ref_", anchor, "")
}

/// The ids of a text. In a document with tracked changes, the older text uses other ids than the
/// newer one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ids {
    /// The prefix of the ids of links and pictures.
    pub(super) prefix: &'static str,
    /// The folder of its pictures within the media folder.
    pub(super) folder: &'static str,
    /// The number of lists with restarted numbering that precede its own.
    pub(super) lists: usize,
    pub(super) footnotes: usize,
    pub(super) pictures: usize,
}

impl Ids {
    /// The relationship id of a link, by its number from 1.
    pub(super) fn link(self, number: usize) -> String {
        format!("{}rIdLink{number}", self.prefix)
    }

    /// The relationship id of a graph's PNG picture.
    pub(super) fn picture(self, graph: &str) -> String {
        format!("{}picture-{graph}", self.prefix)
    }

    /// The relationship id of a graph's SVG drawing.
    pub(super) fn drawing(self, graph: &str) -> String {
        format!("{}drawing-{graph}", self.prefix)
    }

    /// The path of a graph's picture relative to the folder of the document.
    pub(super) fn path(self, graph: &str, extension: &str) -> String {
        format!("media/{}{graph}.{extension}", self.folder)
    }
}

/// Word's sequences (`SEQ` fields), which count graphs: the last number of each, by name.
#[derive(Debug, Default)]
pub(super) struct Sequences(BTreeMap<String, usize>);

impl Sequences {
    /// The field instruction for the next number of a sequence. Consecutive numbers are counted;
    /// any other is set explicitly.
    pub(super) fn instruction(&mut self, word: &str, number: usize) -> String {
        let name = sequence_name(word);
        let last = self.0.insert(name.clone(), number).unwrap_or(0);
        let set = if number == last + 1 { String::new() } else { format!("\\r {number} ") };
        format!(" SEQ {name} \\* ARABIC {set}")
    }
}

/// The name of the sequence that counts graphs whose label starts with `word`.
pub(super) fn sequence_name(word: &str) -> String {
    let name: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    if name.is_empty() { "Graph".to_owned() } else { name }
}

/// A heading or message that references can refer to.
#[derive(Debug)]
pub(super) struct Target {
    /// Its number; empty if it has none.
    pub(super) number: String,
    /// Whether it is an item of a list.
    pub(super) is_item: bool,
    /// The anchor of the part that contains it.
    pub(super) part: Option<String>,
}

/// The targets of a document, by anchor.
pub(super) fn targets(document: &Document) -> BTreeMap<String, Target> {
    let (mut targets, mut part) = (BTreeMap::new(), None);
    for node in &document.blocks {
        match &node.block {
            Block::Heading(heading) => {
                let Some(anchor) = &heading.anchor else { continue };
                if heading.kind == HeadingKind::Part {
                    part = Some(anchor.clone());
                }
                let number = numbered(heading).map(|[_, number, _]| plain_text(&number));
                let (number, part) = (number.unwrap_or_default(), part.clone());
                targets.insert(anchor.clone(), Target { number, is_item: false, part });
            }
            Block::List(list) => targets.extend(list.items.iter().filter_map(|item| {
                let number = item.number?.to_string();
                Some((item.anchor.clone()?, Target { number, is_item: true, part: None }))
            })),
            _ => {}
        }
    }
    targets
}

/// The first number in a text of the heading of a part or point, with what precedes and follows it.
pub(super) fn numbered(heading: &Heading) -> Option<[Vec<Inline>; 3]> {
    let content = heading.content.as_slice();
    let found = content.iter().enumerate().find_map(|(index, inline)| {
        let Inline::Text(text) = inline else { return None };
        let is_plain = !matches!(text.origin, Origin::Figure(..));
        let start = text.text.find(is_digit).filter(|_| is_plain)?;
        let (before, rest) = text.text.split_at(start);
        let (number, after) = rest.split_at(rest.find(|c| !is_digit(c)).unwrap_or(rest.len()));
        let piece =
            |words: &str| vec![Inline::Text(Text { text: words.to_owned(), ..text.clone() })];
        let before = [&content[..index], &piece(before)].concat();
        Some([before, piece(number), [&piece(after), &content[index + 1..]].concat()])
    });
    found.filter(|_| heading.kind != HeadingKind::Practices)
}

pub(super) fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::{Figure, LONGEST, figure_name, name};

    fn figure(text: &str) -> Figure {
        Figure::parse(text).expect("a figure")
    }

    #[test]
    fn a_name_tells_its_figure() {
        let name = figure_name(&figure("sdg-relevance.sdg-8.share"), 2);
        assert_eq!(name, "_sdg_relevance__sdg_8__share_2");
    }

    #[test]
    fn a_long_name_is_cut_and_stays_unique() {
        let id = |kind: &str| figure(&format!("gcm-review-format.regional-event.{kind}"));
        let (count, share) = (figure_name(&id("count"), 1), figure_name(&id("share"), 12));
        assert!(count.starts_with("_gcm_review_format__regiona"), "{count}");
        assert_eq!((count.len(), share.len()), (LONGEST, LONGEST));
        assert_ne!(count[..37], share[..37]);
    }

    #[test]
    fn ids_that_would_be_spelled_alike_have_names_of_their_own() {
        let ids = ["a.b", "a--b", "a__b", "a-.b", "a.-b", "A.b", "ä.b"];
        let names: std::collections::BTreeSet<String> =
            ids.iter().map(|id| name("_", id, "_1")).collect();
        assert_eq!(names.len(), ids.len(), "{names:?}");
        let is_word = |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        assert!(names.iter().all(is_word), "{names:?}");
    }
}
