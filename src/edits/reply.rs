//! The reply to reviewers: each edit, what was decided, and the reason, as comments matrices of the United Nations are.

use super::describe::COMPUTED;
use super::record::{EditDecision, EditKind, ReviewEdit};
use crate::document::{About, Block, Document, Generated, Inline, Row};
use crate::words::{Word, Words};

/// The columns of the table, with their widths in percent.
const COLUMNS: [(Word, u8); 5] = [
    (Word::EditsNumber, 14),
    (Word::EditsPlace, 17),
    (Word::EditsEdit, 33),
    (Word::EditsReaction, 14),
    (Word::EditsReason, 22),
];

/// How many more words of a paragraph are quoted than the first.
const FIRST_WORDS: usize = 11;

/// The reply to a reviewer, or to all of them.
pub fn document(edits: &[&ReviewEdit], to: Option<&str>, about: &About, words: &Words) -> Document {
    let rows = edits.iter().map(|edit| {
        let place = edit.section.as_str();
        let mut asked = changed(edit, words);
        asked.extend(
            edit.comments.iter().map(|comment| format!("{}: {}", comment.by, comment.text)),
        );
        let mut name = vec![edit.id.clone()];
        name.extend(
            to.is_none().then(|| edit.authors().join(", ")).filter(|names| !names.is_empty()),
        );
        let cells =
            [name, vec![place.to_owned()], asked, vec![reaction(edit, words)], reason(edit, words)];
        Row { cells: cells.iter().map(|lines| cell(lines)).collect() }
    });
    let title = words.say(Word::EditsTitle, &[]);
    let to = to.map_or_else(
        || words.say(Word::EditsJoint, &[]),
        |to| words.say(Word::EditsTo, &[("name", to)]),
    );
    let blocks = vec![
        Block::Paragraph(vec![Inline::tool(words.say(Word::EditsThanks, &[]))]),
        Block::Generated(Generated::IndexTable(words.table(&COLUMNS, rows))),
    ];
    let lines = vec![about.title.clone(), to];
    let about = About {
        title: format!("{title}: {}", about.title),
        subject: None,
        edition: None,
        ..about.clone()
    };
    Document::generated(about, &title, lines, blocks)
}

/// The reply as plain text.
pub fn text(edits: &[&ReviewEdit], to: Option<&str>, about: &About, words: &Words) -> String {
    let document = document(edits, to, about, words);
    let mut text = String::new();
    for node in &document.blocks {
        match &node.block {
            Block::Generated(Generated::IndexTable(table)) => {
                for row in &table.rows {
                    let cells = table.columns.iter().zip(&row.cells);
                    for (title, cell) in cells.filter(|(_, cell)| !cell.is_empty()) {
                        let lines = cell.split(|inline| *inline == Inline::Break);
                        let lines: Vec<String> = lines.map(crate::document::plain_text).collect();
                        text += &format!("{title}: {}\n", lines.join("\n    "));
                    }
                    text.push('\n');
                }
            }
            Block::Generated(Generated::Edition(lines)) => {
                text += &format!("{}\n\n", lines.join("\n"))
            }
            block => block.lines().iter().for_each(|(_, line)| {
                text += &format!("{}\n\n", crate::document::plain_text(line))
            }),
        }
    }
    text.trim_end().to_owned() + "\n"
}

/// What was changed, in words.
fn changed(edit: &ReviewEdit, words: &Words) -> Vec<String> {
    let ReviewEdit { kind, context, before, after, details, .. } = edit;
    let say = |word: Word, text: &str| words.say(word, &[("text", text.trim())]);
    let words_of = || match (before.is_empty(), after.is_empty()) {
        (false, false) => vec![say(Word::EditsBefore, before), say(Word::EditsAfter, after)],
        (false, true) => vec![say(Word::EditsRemoved, before)],
        (true, _) => vec![say(Word::EditsAdded, after)],
    };
    match kind {
        EditKind::Words | EditKind::Typography => [vec![context.clone()], words_of()].concat(),
        EditKind::NewParagraph => vec![say(Word::EditsNewParagraph, after)],
        EditKind::Removed => vec![say(Word::EditsRemoved, before)],
        EditKind::Moved if details.is_empty() => vec![say(Word::EditsMovedFirst, before)],
        EditKind::Moved => {
            vec![words.say(Word::EditsMoved, &[("text", before), ("after", details)])]
        }
        EditKind::Split => vec![say(Word::EditsSplit, context)],
        EditKind::Joined => vec![say(Word::EditsJoined, context)],
        EditKind::Structure => vec![details.clone(), context.clone()],
        EditKind::Comment => vec![say(Word::EditsComment, &first_words(before))],
    }
}

/// The first words of a text.
fn first_words(text: &str) -> String {
    match text.match_indices(' ').nth(FIRST_WORDS) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text.to_owned(),
    }
}

fn reaction(edit: &ReviewEdit, words: &Words) -> String {
    edit.decision
        .map_or_else(|| words.say(Word::EditsOpen, &[]), |decision| words.say(decision.word(), &[]))
}

/// The reason, and the words that are printed now if they are others.
fn reason(edit: &ReviewEdit, words: &Words) -> Vec<String> {
    let now = (!edit.words.is_empty() && edit.decision.is_some_and(EditDecision::is_applied))
        .then(|| words.say(Word::EditsPrinted, &[("text", &edit.words)]));
    // What can't be edited has its reason by itself.
    let own = match edit.action.as_str() {
        _ if !edit.reason.is_empty() => &edit.reason,
        COMPUTED => &edit.because,
        _ => "",
    };
    [own.to_owned()].into_iter().filter(|reason| !reason.is_empty()).chain(now).collect()
}

fn cell(lines: &[String]) -> Vec<Inline> {
    Inline::lines(lines.iter().flat_map(|text| text.lines()))
}
