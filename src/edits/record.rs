//! The record of edits that came back: what was changed, by whom, and what was decided. It names people, so it is kept in
//! received/, and neither printed nor archived with editions.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ChangeKind, TextRevision};
use crate::docx::Comment;
use crate::text::overlap;
use crate::words::Word;

/// The file of the record.
pub const FILE: &str = "received/edits.toml";

/// The record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewRecord {
    /// The edits, in the order in which they were found.
    #[serde(rename = "edit")]
    pub edits: Vec<ReviewEdit>,
    /// The last application.
    pub undo: Undo,
}

/// What takes an application back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Undo {
    /// The names of the edits.
    pub edits: Vec<String>,
    /// The files that changed.
    #[serde(rename = "file")]
    pub files: Vec<FileChange>,
}

/// A file before and after, as it is on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// Its name.
    pub name: String,
    /// Its text before; `None` for a new file.
    pub before: Option<String>,
    /// Its text after.
    pub after: String,
}

/// An edit, with what was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewEdit {
    /// Its lasting name, such as `JS-4`.
    pub id: String,
    /// The paths of the documents that have it.
    pub files: Vec<String>,
    /// Whether only the secretariat itself made it, before it sent the report, so that nobody waits for a reply.
    pub sent: bool,
    /// The id of the edition that was edited; empty for the report as it was built.
    pub edition: String,
    /// The heading above it.
    pub section: String,
    /// The file and line of the text, such as `templates/summary.md:11`; empty if it has none.
    pub place: String,
    /// What was changed.
    #[serde(flatten)]
    pub change: TextRevision,
    /// The words around it, with `[…]` for the words that were replaced.
    pub context: String,
    /// The words as sent.
    pub before: String,
    /// The comments on it.
    pub comments: Vec<Comment>,
    /// What can be done about it, or why nothing can.
    pub action: String,
    /// Whether the program leaves it to be made by hand, if it is accepted.
    pub by_hand: bool,
    /// How a computed number was obtained, for the reply.
    pub because: String,
    /// The names of edits of the same words that want something else.
    pub conflicts: Vec<String>,
    /// What was decided.
    #[serde(flatten)]
    pub decided: Decided,
    /// The day on which it was applied.
    pub applied: Option<Date>,
}

/// What was decided about an edit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Decided {
    /// The decision.
    pub decision: Option<EditDecision>,
    /// The words to be printed instead, for a decision in part or in other words.
    pub words: String,
    /// The reason, for the reply.
    pub reason: String,
    /// The day on which a respondent agreed to the change of its words.
    pub agreed: Option<Date>,
    /// The file in which it agreed; if it is empty, the document that has the edit.
    pub letter: String,
}

/// A decision about an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EditDecision {
    /// It is made as proposed.
    #[serde(rename = "accepted")]
    Accepted,
    /// A part of it is made.
    #[serde(rename = "in part")]
    InPart,
    /// It is made in other words.
    #[serde(rename = "in other words")]
    InOtherWords,
    /// It is not made.
    #[serde(rename = "not accepted")]
    NotAccepted,
    /// There is nothing to be made.
    #[serde(rename = "noted")]
    Noted,
}

impl EditDecision {
    /// All decisions, with their names in the record and the sheet, and the word for them in a reply.
    pub const ALL: [(EditDecision, &str, Word); 5] = [
        (EditDecision::Accepted, "accepted", Word::EditsAccepted),
        (EditDecision::InPart, "in part", Word::EditsInPart),
        (EditDecision::InOtherWords, "in other words", Word::EditsInOtherWords),
        (EditDecision::NotAccepted, "not accepted", Word::EditsNotAccepted),
        (EditDecision::Noted, "noted", Word::EditsNoted),
    ];

    /// The name in the record and the sheet.
    pub fn name(self) -> &'static str {
        EditDecision::ALL[self as usize].1
    }
}

impl Decided {
    /// Whether the text is to be changed.
    pub fn is_accepted(&self) -> bool {
        matches!(
            self.decision,
            Some(EditDecision::Accepted | EditDecision::InPart | EditDecision::InOtherWords)
        )
    }
}

impl ChangeKind {
    /// The kind in words.
    pub fn name(&self) -> &str {
        match self {
            ChangeKind::Words => "words",
            ChangeKind::NewParagraph(_) => "new paragraph",
            ChangeKind::RemovedParagraph => "removed paragraph",
            ChangeKind::Moved => "moved after another paragraph",
            ChangeKind::Split => "split into two paragraphs",
            ChangeKind::Merged => "joined to the next paragraph",
            ChangeKind::Structure(what) => what,
            ChangeKind::Comment => "comment",
        }
    }
}

impl ReviewEdit {
    /// The change to be made: in the words decided, or else in those of the reviewer.
    pub fn wanted(&self) -> TextRevision {
        let after = match self.decided.words.is_empty() {
            true => &self.change.after,
            false => &self.decided.words,
        };
        TextRevision { after: after.clone(), ..self.change.clone() }
    }

    /// The decision for the reply: an edit that was accepted but not made is still undecided.
    pub fn decision(&self) -> Option<EditDecision> {
        let is_made = self.applied.is_some() || self.by_hand;
        self.decided.decision.filter(|_| is_made || !self.decided.is_accepted())
    }

    /// The file in which a respondent agreed.
    pub fn letter(&self) -> &str {
        let own = Some(&self.decided.letter).filter(|letter| !letter.is_empty());
        own.or(self.files.first()).map_or("", String::as_str)
    }

    /// What can be done about it, and how a number was obtained.
    pub fn possible(&self) -> String {
        let texts = [self.action.as_str(), &self.because].into_iter();
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": ")
    }

    /// Who made it, each once.
    pub fn authors(&self) -> Vec<&str> {
        let mut authors = Vec::new();
        add_new(&mut authors, self.change.marks.iter().map(|mark| mark.author.as_str()));
        authors
    }

    /// Who made it, and who commented on it.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        let comments = self.comments.iter().map(|comment| comment.by.author.as_str());
        self.authors().into_iter().chain(comments)
    }

    /// Whether both make the same change to the same words.
    fn is_same(&self, other: &ReviewEdit) -> bool {
        self.edition == other.edition
            && self.change.is_same(&other.change)
            && (self.change.kind != ChangeKind::Comment || self.comments == other.comments)
    }

    /// Whether it is in another document, and wants other words at the same place.
    fn conflicts_with(&self, other: &ReviewEdit) -> bool {
        let (own, others) = (&self.change.range, &other.change.range);
        let touches = match own.is_empty() || others.is_empty() {
            true => own.start <= others.end && others.start <= own.end,
            false => overlap(own, others),
        };
        self.edition == other.edition
            && !self.files.iter().any(|file| other.files.contains(file))
            && self.change.passage == other.change.passage
            && touches
            && [self, other].iter().all(|edit| edit.change.kind != ChangeKind::Comment)
    }

    /// Takes over what another document says of the same change, and what can be done about it now unless it was applied.
    fn update(&mut self, found: ReviewEdit) {
        if self.applied.is_none() {
            (self.action, self.because, self.place) = (found.action, found.because, found.place);
            self.by_hand = found.by_hand;
        }
        self.sent &= found.sent;
        add_new(&mut self.files, found.files);
        add_new(&mut self.change.marks, found.change.marks);
        add_new(&mut self.comments, found.comments);
    }
}

impl ReviewRecord {
    /// The text of the record.
    pub fn text(&self) -> String {
        let text = toml::to_string(self).expect("a record is tables of strings and numbers");
        format!(
            "# Edits that came back in Word documents, and what was decided. It names people: it stays with the secretariat.\n\
             # `decision` is one of: accepted, in part, in other words, not accepted, noted.\n\n{text}"
        )
    }

    /// Adds the edits of a document. Edits that are known already keep their names and decisions; others get the next names.
    /// Returns the indices of all of them, in order.
    pub fn add(&mut self, found: Vec<ReviewEdit>) -> Vec<usize> {
        let mut indices = Vec::new();
        for mut edit in found {
            let is_known =
                |index: &usize| !indices.contains(index) && self.edits[*index].is_same(&edit);
            match (0..self.edits.len()).find(is_known) {
                Some(index) => {
                    indices.push(index);
                    self.edits[index].update(edit);
                }
                None => {
                    indices.push(self.edits.len());
                    edit.id = self.next_id(&edit);
                    self.edits.push(edit);
                }
            }
        }
        let all = self.edits.clone();
        for edit in &mut self.edits {
            let others = all.iter().filter(|other| edit.conflicts_with(other));
            edit.conflicts = others.map(|other| other.id.clone()).collect();
        }
        indices
    }

    /// The next name for an edit: the initials of who made it, and a number.
    fn next_id(&self, edit: &ReviewEdit) -> String {
        let author = edit.people().next().unwrap_or_default();
        let words = author.split(|c: char| !c.is_alphabetic());
        let initials: String = words.filter_map(|word| word.chars().next()).take(3).collect();
        let initials = if initials.is_empty() { "E".to_owned() } else { initials.to_uppercase() };
        let numbers = self.edits.iter().filter_map(|edit| {
            edit.id.strip_prefix(&initials)?.strip_prefix('-')?.parse::<usize>().ok()
        });
        format!("{initials}-{}", numbers.max().unwrap_or(0) + 1)
    }
}

/// Adds the items that are not known.
fn add_new<T: PartialEq>(known: &mut Vec<T>, items: impl IntoIterator<Item = T>) {
    for item in items {
        if !known.contains(&item) {
            known.push(item);
        }
    }
}
