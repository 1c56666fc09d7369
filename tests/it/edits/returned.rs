//! Random edits made in the Word document itself: found, applied to the files and built, the new document has the text of
//! the edited one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::process::Command;

use rapporteur::diagnostic::Sources;
use rapporteur::document::{Author, Document, Kind, Origin, Passage, Piece};
use rapporteur::docx;
use rapporteur::edits::{ChangeKind, Finder, ReviewEdit, TextRevision, apply, changes};
use rapporteur::errata;
use rapporteur::text::squeezed;
use rapporteur::write::docx::line_name;
use roxmltree::{Document as Xml, Node};

use super::apply::actions;
use super::random::{action_name, document, is_derived, kind_name, random_change};
use super::script;
use crate::said::Docx;
use crate::support::{Random, project, small_project, survey_2023};
use crate::word::write_without_drawings;

/// The part of a package with its text.
const MAIN: &str = "word/document.xml";

/// What became of the edits.
#[derive(Debug, Default)]
struct Tally {
    applied: usize,
    kinds: BTreeMap<&'static str, usize>,
    /// The documents of which an edit is to be done by hand.
    by_hand: usize,
    /// What is wrong with a document, with the seed of its edits.
    wrong: Vec<String>,
}

/// An edited document and the one built after its edits were applied, with the texts of each that are made of others.
type Pair = ([Vec<u8>; 2], [BTreeSet<String>; 2]);

/// Such pairs, by seed.
type Built = Vec<Pair>;

#[test]
fn random_edits_in_word_are_in_the_next_document() {
    let mut tally = Tally::default();
    let built = edit("2023", survey_2023().path(), 1..=2, 16, &mut tally);
    second_reader_sees_the_same(&built);
    edit("base", small_project().path(), 1..=4, 4, &mut tally);
    edit("kinds", project("kinds").path(), 1..=4, 8, &mut tally);
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert!(tally.applied >= 40 && tally.kinds.len() >= 3, "{tally:?}");
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn a_thousand_random_edits_in_word_are_in_the_next_document() {
    let mut tally = Tally::default();
    let mut built = edit("2023", survey_2023().path(), 100..=150, 20, &mut tally);
    built.extend(edit("kinds", project("kinds").path(), 100..=150, 10, &mut tally));
    built.extend(edit("base", small_project().path(), 100..=115, 4, &mut tally));
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert!(tally.applied >= 1_000 && tally.kinds.len() == 5 && tally.by_hand <= 1, "{tally:?}");
    second_reader_sees_the_same(&built);
}

/// A reader in Python sees the same in edited and built documents.
fn second_reader_sees_the_same(built: &Built) {
    let Some(mut script) = script() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (seed, (documents, _)) in built.iter().enumerate() {
        for (kind, bytes) in ["edited", "built"].iter().zip(documents) {
            let path = folder.path().join(format!("{seed}-{kind}.docx"));
            fs::write(&path, bytes).expect("written");
        }
    }
    for (edited, built) in second_reader(&mut script, folder.path(), built) {
        assert_eq!(edited, built);
    }
}

/// The lines of edited and built documents as a second reader sees them.
fn second_reader(
    script: &mut Command,
    folder: &Path,
    built: &Built,
) -> Vec<(Vec<String>, Vec<String>)> {
    let output = script.arg("--lines").arg(folder).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: HashMap<String, Vec<String>> = serde_json::from_slice(&output.stdout).expect("JSON");
    let own = built.iter().enumerate().map(|(seed, (_, derived))| {
        let [edited, built] =
            [("edited", &derived[0]), ("built", &derived[1])].map(|(kind, derived)| {
                let lines = &lines[&format!("{seed}-{kind}.docx")];
                let lines = lines.iter().map(|line| leveled(line));
                lines.filter(|line| !derived.contains(line)).collect()
            });
        (edited, built)
    });
    own.collect()
}

fn edit(
    name: &str,
    root: &Path,
    seeds: std::ops::RangeInclusive<u64>,
    count: usize,
    tally: &mut Tally,
) -> Built {
    let mut built = Built::new();
    let before = document(root).expect("a report");
    for seed in seeds {
        match try_edit(root, &before, seed, count, tally) {
            Ok(one) => built.extend(one),
            Err(wrong) => tally.wrong.push(format!("{name}, seed {seed}: {wrong}")),
        }
    }
    built
}

/// Makes up to `count` edits in the Word document of a project, applies what is found in it, and compares the documents.
/// `None` if an edit is to be done by hand.
fn try_edit(
    root: &Path,
    (sources, before): &(Sources, Document),
    seed: u64,
    count: usize,
    tally: &mut Tally,
) -> Result<Option<Pair>, String> {
    let mut random = Random(seed);
    (0..20).for_each(|_| {
        random.below(2);
    });
    let mut package = Docx::open(&write_without_drawings(before));
    let text = package.text(MAIN).to_owned();
    let xml = Xml::parse(&text).expect("XML");
    let passages = before.passages(sources);
    let places = places(&xml, before, &passages);
    let (known, _) = errata::read(sources);
    let finder = Finder::new(before, sources, sources, &known);
    let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    let (mut taken, mut made) = (BTreeSet::new(), Vec::new());
    let mut fit: Vec<usize> = places.keys().copied().collect();
    fit.retain(|at| passages[*at].author == Author::Secretariat && !is_derived(&passages[*at]));
    for _ in 0..count * 8 {
        let at = fit[random.below(fit.len() as u64) as usize];
        if (at.saturating_sub(2)..=at + 2).any(|near| taken.contains(&near)) {
            continue;
        }
        let change = random_change(&mut random, &passages, at);
        let next =
            passages.iter().enumerate().skip(at + 1).find(|(_, it)| it.kind != Kind::Footnote);
        let next = next.and_then(|(next, _)| places.get(&next));
        let is_literal = |piece: &Piece<'_>| matches!(piece.origin, Origin::Place(_));
        if joins_words(&passages[at].text, &change) && !passages[at].pieces().iter().all(is_literal)
        {
            continue;
        }
        let found = &actions(&finder, std::slice::from_ref(&change))[0].0;
        let Some(own) = places[&at].edit(&text, &change, next) else { continue };
        let overlaps = |one: &std::ops::Range<usize>| {
            edits.iter().any(|(other, _)| one.start <= other.end && other.start <= one.end)
        };
        if action_name(found) != "apply" || own.iter().any(|(range, _)| overlaps(range)) {
            continue;
        }
        edits.extend(own);
        taken.insert(at);
        made.push(change);
        if made.len() == count {
            break;
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut edited = text.clone();
    for (range, new) in edits.into_iter().rev() {
        edited.replace_range(range, &new);
    }
    package.0.insert(MAIN.to_owned(), edited.into_bytes());
    let edited = package.pack();
    let returned = docx::read("edited.docx", &edited).expect("a document");
    let found = changes(before, sources, &returned);
    let edit = ReviewEdit::default();
    let own_actions = actions(&finder, &found);
    // What is refused is not lost: it is described, to be done by hand.
    if own_actions.iter().any(|(possible, _)| action_name(possible) == "by hand") {
        tally.by_hand += 1;
        return Ok(None);
    }
    let targets: Result<Vec<_>, String> = own_actions
        .iter()
        .zip(&found)
        .map(|(action, change)| match action {
            (possible, Some(target)) if action_name(possible) == "apply" => {
                Ok((&edit, target.clone()))
            }
            other => Err(format!("{other:?} for {change:?} of {:?}", near(&made, change.passage))),
        })
        .collect();
    let applied = apply(sources, &known, &targets?, None);
    if !applied.refused.is_empty() {
        return Err(format!("{:?} of {found:?}", applied.refused));
    }
    for file in &applied.files {
        fs::write(root.join(&file.name), &file.after).expect("written");
    }
    let composed = document(root);
    for file in &applied.files {
        let before = file.before.as_ref().expect("no new file");
        fs::write(root.join(&file.name), before).expect("written");
    }
    let (new_sources, after) = composed.map_err(|wrong| format!("{wrong}: {made:?}"))?;
    let built = write_without_drawings(&after);
    let derived = [derived(before, sources), derived(&after, &new_sources)];
    let read = docx::read("built.docx", &built).expect("a document");
    let [expected, is] =
        [(&returned, &derived[0]), (&read, &derived[1])].map(|(it, derived)| lines(it, derived));
    if let Some(at) = (0..expected.len().max(is.len())).find(|at| expected.get(*at) != is.get(*at))
    {
        let (expected, is) = (expected.get(at), is.get(at));
        return Err(format!("{is:#?} is not {expected:#?} of {made:#?}, found: {found:#?}"));
    }
    tally.applied += made.len();
    for change in &made {
        *tally.kinds.entry(kind_name(&change.kind)).or_default() += 1;
    }
    Ok(Some(([edited, built], derived)))
}

fn near(made: &[TextRevision], passage: usize) -> Vec<&TextRevision> {
    made.iter().filter(|change| change.passage.abs_diff(passage) < 3).collect()
}

/// Whether words of a change are joined to those before or after it, which may be a number.
fn joins_words(text: &str, change: &TextRevision) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    let (before, after) = (&text[..change.range.start], &text[change.range.end..]);
    let new = change.after.as_str();
    let first = new.chars().next().or(after.chars().next());
    let last = new.chars().next_back().or(before.chars().next_back());
    is_word(before.chars().next_back()) && is_word(first)
        || is_word(after.chars().next()) && is_word(last)
}

/// A text without differences of typography, which are no edits: of dashes, and of blanks that are not between words.
fn leveled(text: &str) -> String {
    let text: Vec<char> = squeezed(text).replace("---", "-").chars().collect();
    let is_kept = |at: &usize| {
        let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
        text[*at] != ' ' || is_word(text.get(at - 1)) && is_word(text.get(at + 1))
    };
    (0..text.len()).filter(is_kept).map(|at| text[at]).collect()
}

/// The texts that are made of others, such as the list of the report's links.
fn derived(document: &Document, sources: &Sources) -> BTreeSet<String> {
    let passages = document.passages(sources).into_iter();
    passages.filter(is_derived).map(|it| leveled(&it.text)).collect()
}

/// The paragraphs with text, and their notes, but for texts that are made of others.
fn lines(document: &docx::Document, derived: &BTreeSet<String>) -> Vec<String> {
    let own = document.paragraphs().into_iter().filter(|paragraph| !paragraph.is_generated());
    let own = own.flat_map(|paragraph| std::iter::once(paragraph).chain(&paragraph.notes));
    let lines = own.map(|paragraph| leveled(&paragraph.whole_text));
    lines.filter(|line| !line.is_empty() && !derived.contains(line)).collect()
}

/// The place of a passage in the XML of a document.
struct Place<'x> {
    paragraph: Node<'x, 'x>,
    /// Whether the paragraph has no other passage.
    is_alone: bool,
    texts: Vec<Node<'x, 'x>>,
}

/// The places of passages whose text is that of the runs between the bookmarks around it.
fn places<'x>(
    xml: &'x Xml<'x>,
    document: &Document,
    passages: &[Passage<'_>],
) -> BTreeMap<usize, Place<'x>> {
    let numbers = document.line_numbers();
    let name = |node: &Node<'x, 'x>| node.tag_name().name().to_owned();
    let value = |node: &Node<'x, 'x>, name: &str| {
        node.attributes().find(|it| it.name() == name).map(|it| it.value().to_owned())
    };
    let starts: HashMap<String, Node<'x, 'x>> = xml
        .descendants()
        .filter(|node| name(node) == "bookmarkStart")
        .filter_map(|node| Some((value(&node, "name")?, node)))
        .collect();
    let place = |passage: &Passage<'_>| {
        let start = starts.get(&line_name(*numbers.get(&passage.content.as_ptr())?))?;
        let paragraph = start.ancestors().find(|node| name(node) == "p")?;
        let id = value(start, "id");
        let lines = paragraph
            .descendants()
            .filter(|node| value(node, "name").is_some_and(|name| name.starts_with("_Line_")));
        let inside = paragraph
            .descendants()
            .skip_while(|node| node != start)
            .take_while(|node| name(node) != "bookmarkEnd" || value(node, "id") != id);
        let texts: Vec<_> = inside.filter(|node| name(node) == "t").collect();
        let text: String = texts.iter().filter_map(Node::text).collect();
        let is_alone = lines.count() == 1;
        (text == passage.text && !text.is_empty()).then_some(Place { paragraph, is_alone, texts })
    };
    let places = passages.iter().enumerate();
    places.filter_map(|(index, passage)| Some((index, place(passage)?))).collect()
}

impl Place<'_> {
    /// The pieces of the XML that make a change as a person makes it in Word, without tracking; `None` if it can't be made.
    fn edit(
        &self,
        xml: &str,
        change: &TextRevision,
        next: Option<&Place<'_>>,
    ) -> Option<Vec<(std::ops::Range<usize>, String)>> {
        let whole = self.paragraph.range();
        let run = |text: &str| {
            let text = escaped(text);
            format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
        };
        let properties = |node: &Node<'_, '_>, name: &str| {
            let own = node.children().find(|child| child.tag_name().name() == name);
            own.map_or(String::new(), |own| xml[own.range()].to_owned())
        };
        match &change.kind {
            ChangeKind::NewParagraph(_) if self.is_alone => {
                let new = format!("<w:p>{}</w:p>", run(&change.after));
                Some(vec![(whole.end..whole.end, new)])
            }
            ChangeKind::RemovedParagraph if self.is_alone => Some(vec![(whole, String::new())]),
            ChangeKind::Merged if self.is_alone => {
                let next = next.filter(|next| next.is_alone)?.paragraph;
                let elements = |node: &Node<'_, '_>| node.is_element();
                if self.paragraph.next_siblings().skip(1).find(elements)? != next {
                    return None;
                }
                let content = next.children().find(|it| it.tag_name().name() != "pPr")?;
                let end = whole.end - "</w:p>".len();
                Some(vec![(end..content.range().start, run(&change.after))])
            }
            ChangeKind::Split if self.is_alone => {
                let (text, start, value) = self.parts().find(|(_, start, value)| {
                    *start < change.range.start && change.range.end < start + value.len()
                })?;
                let own = text.parent().filter(|run| run.parent() == Some(self.paragraph))?;
                let (first, second) = value.split_at(change.range.start - start);
                let new = format!(
                    "{}</w:t></w:r></w:p><w:p>{}<w:r>{}<w:t xml:space=\"preserve\">{}",
                    escaped(first),
                    properties(&self.paragraph, "pPr"),
                    properties(&own, "rPr"),
                    escaped(&second[change.range.len()..])
                );
                Some(vec![(text.first_child()?.range(), new)])
            }
            ChangeKind::Words => {
                let mut new = Some(change.after.as_str());
                let last = self.texts.last()?;
                let edits = self.parts().filter_map(|(text, start, value)| {
                    let inside = |at: usize| at.saturating_sub(start).min(value.len());
                    let range = inside(change.range.start)..inside(change.range.end);
                    let is_here = change.range.start < start + value.len() || text == *last;
                    let words = if is_here { new.take().unwrap_or_default() } else { "" };
                    let mut after = value.to_owned();
                    after.replace_range(range, words);
                    (after != value).then(|| Some((text.first_child()?.range(), escaped(&after))))
                });
                edits.collect()
            }
            _ => None,
        }
    }

    /// The elements with text, the places of their texts in the passage, and the texts.
    fn parts(&self) -> impl Iterator<Item = (Node<'_, '_>, usize, &str)> {
        let mut end = 0;
        self.texts.iter().map(move |node| {
            let text = node.text().unwrap_or_default();
            end += text.len();
            (*node, end - text.len(), text)
        })
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
