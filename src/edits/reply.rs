//! The reply to reviewers: each edit, what was decided, and the reason, as comments matrices of the United Nations are.

use super::ChangeKind;
use super::record::{EditDecision, ReviewEdit};
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

/// A reply to a reviewer, or to all of them.
pub struct Reply<'a> {
    /// The edits of the reviewer.
    pub edits: Vec<&'a ReviewEdit>,
    /// The name of the reviewer.
    pub to: Option<&'a str>,
    /// The report.
    pub about: &'a About,
    /// The words of the report.
    pub words: &'a Words,
}

impl Reply<'_> {
    /// The reply as a document.
    pub fn document(&self) -> Document {
        let cell = |lines: Vec<String>| Inline::lines(lines.iter().flat_map(|text| text.lines()));
        let rows = self.rows().map(|row| Row { cells: row.map(cell).into() });
        let blocks = vec![
            Block::Paragraph(vec![Inline::tool(self.words.say(Word::EditsThanks, &[]))]),
            Block::Generated(Generated::IndexTable(self.words.table(&COLUMNS, rows))),
        ];
        let title = self.words.say(Word::EditsTitle, &[]);
        let about_title = format!("{title}: {}", self.about.title);
        let about = About { title: about_title, edition: None, ..self.about.clone() };
        Document::generated(about, &title, vec![self.about.title.clone(), self.to()], blocks)
    }

    /// The reply as plain text.
    pub fn text(&self) -> String {
        let [title, thanks] =
            [Word::EditsTitle, Word::EditsThanks].map(|word| self.words.say(word, &[]));
        let mut text = format!("{title}\n\n{}\n{}\n\n{thanks}\n", self.about.title, self.to());
        for row in self.rows() {
            text.push('\n');
            for ((title, _), lines) in
                COLUMNS.iter().zip(row).filter(|(_, it)| !it.concat().is_empty())
            {
                let lines = lines.join("\n    ");
                text += &format!("{}: {}\n", self.words.say(*title, &[]), lines.trim_end());
            }
        }
        text
    }

    /// The addressee.
    fn to(&self) -> String {
        match self.to {
            Some(name) => self.words.say(Word::EditsTo, &[("name", name)]),
            None => self.words.say(Word::EditsJoint, &[]),
        }
    }

    /// The cells of the table, in lines.
    fn rows(&self) -> impl Iterator<Item = [Vec<String>; COLUMNS.len()]> {
        self.edits.iter().map(|edit| {
            let people = Some(edit.authors().join(", ")).filter(|_| self.to.is_none());
            let comments = edit.comments.iter();
            let comments = comments.map(|one| format!("{}: {}", one.by.author, one.text));
            let decision = edit.decision().map(|it| EditDecision::ALL[it as usize].2);
            // What can't be edited has its reason by itself.
            let reasons = [&edit.decided.reason, &edit.because].into_iter();
            let reason = reasons.filter(|reason| !reason.is_empty()).take(1).cloned();
            let words = Some(&edit.decided.words);
            let is_accepted = edit.decided.is_accepted() && edit.decision().is_some();
            let words = words.filter(|words| !words.is_empty() && is_accepted);
            let printed = words.map(|words| self.words.say(Word::EditsPrinted, &[("text", words)]));
            [
                [edit.id.clone()].into_iter().chain(people).collect(),
                vec![edit.section.clone()],
                self.changed(edit).into_iter().chain(comments).collect(),
                vec![self.words.say(decision.unwrap_or(Word::EditsOpen), &[])],
                reason.chain(printed).collect(),
            ]
        })
    }

    /// What was changed, in words.
    fn changed(&self, edit: &ReviewEdit) -> Vec<String> {
        let (before, after, context) = (&edit.before, &edit.change.after, edit.context.clone());
        let say = |word: Word, text: &str| self.words.say(word, &[("text", text.trim())]);
        match &edit.change.kind {
            ChangeKind::Words if after.is_empty() => vec![context, say(Word::EditsRemoved, before)],
            ChangeKind::Words if before.is_empty() => vec![context, say(Word::EditsAdded, after)],
            ChangeKind::Words => {
                vec![context, say(Word::EditsBefore, before), say(Word::EditsAfter, after)]
            }
            ChangeKind::NewParagraph(_) => vec![say(Word::EditsNewParagraph, after)],
            ChangeKind::RemovedParagraph => vec![say(Word::EditsRemoved, before)],
            ChangeKind::Moved => {
                vec![self.words.say(Word::EditsMoved, &[("text", before), ("after", after)])]
            }
            ChangeKind::Split => vec![say(Word::EditsSplit, &context)],
            ChangeKind::Merged => vec![say(Word::EditsJoined, &context)],
            ChangeKind::Structure(what) => vec![what.clone(), context],
            ChangeKind::Comment => vec![context],
        }
    }
}
