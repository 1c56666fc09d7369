//! The record of edits that came back: what was changed, by whom, and what was decided. It names people, so it is kept in
//! received/, and neither printed nor archived with editions.

use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Mark;
use crate::words::Word;

/// The file of the record.
pub const FILE: &str = "received/edits.toml";

/// The record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRecord {
    /// The documents that came back.
    #[serde(default, rename = "document")]
    pub documents: Vec<ReturnedFile>,
    /// The edits in them, in the order in which they were found.
    #[serde(default, rename = "edit")]
    pub edits: Vec<ReviewEdit>,
}

/// A document that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedFile {
    /// The path at which it is kept.
    pub file: String,
    /// The id of the edition that it is a copy of; empty for the report as it was built.
    pub edition: String,
    /// The name that its untracked changes are recorded under; empty if it is unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Whether the secretariat itself sent it, so that nobody waits for a reply.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sent: bool,
}

/// An edit, with what was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReviewEdit {
    /// Its lasting name, such as `JS-4`.
    pub id: String,
    /// The paths of the documents that have it.
    pub files: Vec<String>,
    /// The id of the edition that was edited; empty for the report as it was built.
    pub edition: String,
    /// The heading above it.
    pub section: String,
    /// The file and line of the text, such as `templates/summary.md:11`; empty if it has none.
    pub place: String,
    /// The index of the passage in the report as sent.
    pub passage: usize,
    /// The bytes of the passage that it replaces.
    pub range: Range<usize>,
    /// What was done.
    pub kind: EditKind,
    /// What the kind leaves open: where a paragraph was moved to, or what was done to the structure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub details: String,
    /// The words around it, with `[…]` for the words that were replaced.
    pub context: String,
    /// The words as sent.
    pub before: String,
    /// The new words.
    pub after: String,
    /// Who tracked it.
    #[serde(default)]
    pub by: Vec<Mark>,
    /// The comments on it.
    #[serde(default)]
    pub comments: Vec<ReviewComment>,
    /// What can be done about it.
    pub action: String,
    /// Why, and what else it would change.
    pub because: String,
    /// The names of edits of the same words that want something else.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// What was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<EditDecision>,
    /// The words to be printed instead, for a decision in part or in other words.
    #[serde(default)]
    pub words: String,
    /// The reason, for the reply.
    #[serde(default)]
    pub reason: String,
    /// The day on which it was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<Date>,
}

/// The kind of an edit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EditKind {
    /// Words were replaced, added or removed.
    #[default]
    Words,
    /// A paragraph was added.
    NewParagraph,
    /// A paragraph was removed.
    Removed,
    /// A paragraph was moved.
    Moved,
    /// A paragraph was split.
    Split,
    /// A paragraph was joined to the next one.
    Joined,
    /// The structure or formatting was changed.
    Structure,
    /// Quotation marks, dashes or blanks were changed.
    Typography,
    /// A comment on unchanged text.
    Comment,
}

impl EditKind {
    /// The kind in words.
    pub fn name(self) -> &'static str {
        match self {
            EditKind::Words => "words",
            EditKind::NewParagraph => "new paragraph",
            EditKind::Removed => "removed paragraph",
            EditKind::Moved => "moved",
            EditKind::Split => "split into two paragraphs",
            EditKind::Joined => "joined to the next paragraph",
            EditKind::Structure => "structure",
            EditKind::Typography => "typography",
            EditKind::Comment => "comment",
        }
    }
}

/// A comment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewComment {
    /// Who wrote it.
    pub by: String,
    /// The text.
    pub text: String,
    /// Whether it was resolved.
    #[serde(default)]
    pub done: bool,
}

/// What was decided about an edit.
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

    /// The decision with this name.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        let known = EditDecision::ALL.iter().find(|(_, known, _)| known.eq_ignore_ascii_case(name));
        known.map(|(decision, ..)| *decision)
    }

    /// The name in the record and the sheet.
    pub fn name(self) -> &'static str {
        EditDecision::ALL[self as usize].1
    }

    /// The word for it in a reply.
    pub fn word(self) -> Word {
        EditDecision::ALL[self as usize].2
    }

    /// Whether the text is changed.
    pub fn is_applied(self) -> bool {
        matches!(self, EditDecision::Accepted | EditDecision::InPart | EditDecision::InOtherWords)
    }
}

impl ReviewEdit {
    /// The words to be printed: those decided, or else those of the reviewer.
    pub fn wanted(&self) -> &str {
        match self.decision {
            Some(EditDecision::InPart | EditDecision::InOtherWords) => &self.words,
            _ => &self.after,
        }
    }

    /// What can be done about it, and why nothing else.
    pub fn possible(&self) -> String {
        let because = (!self.because.is_empty()).then(|| format!(": {}", self.because));
        self.action.clone() + &because.unwrap_or_default()
    }

    /// Who made it, each once.
    pub fn authors(&self) -> Vec<&str> {
        let mut authors: Vec<&str> = Vec::new();
        for author in self.by.iter().map(|mark| mark.author.as_str()) {
            if !authors.contains(&author) {
                authors.push(author);
            }
        }
        authors
    }

    /// Whether both make the same change to the same words.
    pub fn is_same(&self, other: &ReviewEdit) -> bool {
        self.key() == other.key()
            && (self.kind != EditKind::Comment || self.comments == other.comments)
    }

    /// What distinguishes it from other edits.
    fn key(&self) -> (&str, usize, &Range<usize>, EditKind, &str) {
        (&self.edition, self.passage, &self.range, self.kind, &self.after)
    }

    /// Whether it is in another document, and wants other words at the same place.
    fn conflicts_with(&self, other: &ReviewEdit) -> bool {
        let (own, others) = (&self.range, &other.range);
        let touches = match own.is_empty() || others.is_empty() {
            true => own.start <= others.end && others.start <= own.end,
            false => own.start < others.end && others.start < own.end,
        };
        self.edition == other.edition
            && !self.files.iter().any(|file| other.files.contains(file))
            && self.passage == other.passage
            && touches
            && [self, other].iter().all(|edit| edit.kind != EditKind::Comment)
    }
}

impl ReviewRecord {
    /// Reads the record.
    ///
    /// # Errors
    /// If it was changed into something else.
    pub fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

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
    pub fn add(&mut self, document: ReturnedFile, found: Vec<ReviewEdit>) -> Vec<usize> {
        let file = document.file.clone();
        let by = document.by.clone();
        if !self.documents.contains(&document) {
            self.documents.push(document);
        }
        let mut indices = Vec::new();
        for mut edit in found {
            edit.files = vec![file.clone()];
            if edit.by.is_empty() && !by.is_empty() {
                edit.by.push(Mark { author: by.clone(), date: None });
            }
            let is_new = |index: &usize| !indices.contains(index);
            let known =
                (0..self.edits.len()).filter(is_new).find(|i| self.edits[*i].is_same(&edit));
            let index = known.unwrap_or(self.edits.len());
            match known {
                Some(index) => self.edits[index].update(edit),
                None => {
                    edit.id = self.next_id(&edit);
                    self.edits.push(edit);
                }
            }
            indices.push(index);
        }
        self.find_conflicts();
        indices
    }

    /// The next name for an edit: the initials of who made it, and a number.
    fn next_id(&self, edit: &ReviewEdit) -> String {
        let author = edit.by.first().map(|mark| mark.author.as_str());
        let author = author.or(edit.comments.first().map(|comment| comment.by.as_str()));
        let initials = author.unwrap_or_default().split(|c: char| !c.is_alphabetic());
        let initials: String = initials.filter_map(|word| word.chars().next()).take(3).collect();
        let initials = if initials.is_empty() { "E".to_owned() } else { initials.to_uppercase() };
        let number = |edit: &ReviewEdit| {
            let (before, number) = edit.id.rsplit_once('-')?;
            (before == initials).then_some(number)?.parse::<usize>().ok()
        };
        let last = self.edits.iter().filter_map(number).max().unwrap_or(0);
        format!("{initials}-{}", last + 1)
    }

    fn find_conflicts(&mut self) {
        let conflicts: Vec<Vec<String>> = (0..self.edits.len())
            .map(|own| {
                let others = (0..self.edits.len()).filter(|other| *other != own);
                let others = others.filter(|o| self.edits[own].conflicts_with(&self.edits[*o]));
                others.map(|other| self.edits[other].id.clone()).collect()
            })
            .collect();
        self.edits.iter_mut().zip(conflicts).for_each(|(edit, own)| edit.conflicts = own);
    }
}

impl ReviewEdit {
    /// Takes over what another document says of the same change, and what can be done about it now unless it was applied.
    fn update(&mut self, found: ReviewEdit) {
        let ReviewEdit { files, by, comments, action, because, place, .. } = found;
        if self.applied.is_none() {
            (self.action, self.because, self.place) = (action, because, place);
        }
        add_new(&mut self.files, files);
        add_new(&mut self.by, by);
        add_new(&mut self.comments, comments);
    }
}

/// Adds the items that are not known.
fn add_new<T: PartialEq>(known: &mut Vec<T>, items: Vec<T>) {
    for item in items {
        if !known.contains(&item) {
            known.push(item);
        }
    }
}
