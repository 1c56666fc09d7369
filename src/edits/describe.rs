//! Describes changes for the record: where each is, what it does, and what can be done about it.

use super::record::{EditKind, ReviewComment, ReviewEdit};
use super::{Action, ChangeKind, EditTarget, TextRevision};
use crate::diagnostic::{Sources, Span};
use crate::document::{Kind, Passage};
use crate::docx::Comment;
use crate::figure::Figure;

/// The maximum length of the context on each side of a change, in words.
const CONTEXT: usize = 8;
/// The maximum number of other passages that an edit is said to change.
const MOST_OTHERS: usize = 3;

/// What is said of edits of computed numbers.
pub(super) const COMPUTED: &str = "computed";

/// What describes the changes of a document that came back.
pub struct Describer<'a> {
    /// The id of its edition; empty for the report as it was built.
    pub edition: &'a str,
    /// The passages of the report as sent.
    pub passages: &'a [Passage<'a>],
    /// Their files.
    pub sources: &'a Sources,
    /// The comments of the returned document.
    pub comments: &'a [Comment],
    /// Explains figures to readers.
    pub explain: &'a dyn Fn(&[Figure]) -> String,
}

impl Describer<'_> {
    /// Describes a change.
    pub fn edit(&self, change: &TextRevision, action: &Action) -> ReviewEdit {
        let TextRevision { kind, passage, range, after, marks, comments } = change;
        let own = self.passages.get(*passage);
        let text = own.map_or("", |passage| passage.text.as_str());
        let before = text.get(range.clone()).unwrap_or_default();
        let headings = self.passages.iter().take(passage + 1).rev();
        let heading = headings.into_iter().find(|one| matches!(one.kind, Kind::Heading(_)));
        let (words, because) = match kind {
            ChangeKind::Comment => ("to be answered", String::new()),
            ChangeKind::Structure(_) => ("by hand", String::new()),
            _ => self.action(action),
        };
        let (kind, details) = self.kind(kind);
        let place = target(action).map(|target| format!("{}:{}", target.file, target.line));
        let origin =
            own.and_then(|own| own.place(self.sources, range.clone()).or(own.spans().next()));
        let remark = |index: &usize| {
            let Comment { by, text, is_done, .. } = self.comments.get(*index)?;
            Some(ReviewComment { by: by.author.clone(), text: text.clone(), done: *is_done })
        };
        ReviewEdit {
            edition: self.edition.to_owned(),
            section: heading.map_or_else(String::new, |heading| heading.text.clone()),
            place: place.or(origin.map(|span| self.place(span))).unwrap_or_default(),
            passage: *passage,
            range: range.clone(),
            kind,
            details,
            context: context(text, range.clone()),
            before: before.to_owned(),
            after: after.clone(),
            by: marks.clone(),
            comments: comments.iter().filter_map(remark).collect(),
            action: words.to_owned(),
            because,
            ..ReviewEdit::default()
        }
    }

    fn place(&self, span: Span) -> String {
        let (line, _) = self.sources.line_column(span);
        format!("{}:{line}", self.sources.get(span.file).name)
    }

    /// The kind of a change, and what it leaves open.
    fn kind(&self, kind: &ChangeKind) -> (EditKind, String) {
        let details = match kind {
            ChangeKind::Moved(Some(after)) => self.excerpt(*after),
            ChangeKind::Structure(what) => what.clone(),
            _ => String::new(),
        };
        let kind = match kind {
            ChangeKind::Words => EditKind::Words,
            ChangeKind::NewParagraph(_) => EditKind::NewParagraph,
            ChangeKind::RemovedParagraph => EditKind::Removed,
            ChangeKind::Moved(_) => EditKind::Moved,
            ChangeKind::Split => EditKind::Split,
            ChangeKind::Merged => EditKind::Joined,
            ChangeKind::Structure(_) => EditKind::Structure,
            ChangeKind::Typography => EditKind::Typography,
            ChangeKind::Comment => EditKind::Comment,
        };
        (kind, details)
    }

    /// The first words of a passage, in quotation marks.
    fn excerpt(&self, passage: usize) -> String {
        let text = self.passages.get(passage).map_or("", |passage| passage.text.as_str());
        format!("“{}”", context(text, 0..0).trim_start_matches("[]"))
    }

    /// What can be done, and why nothing else.
    fn action(&self, action: &Action) -> (&'static str, String) {
        match action {
            Action::Apply(_) => ("can be applied", String::new()),
            Action::ApplyByName(_, others) if others.is_empty() => (
                "can be applied",
                "a condition, loop or macro prints it, so that it may be printed elsewhere"
                    .to_owned(),
            ),
            Action::ApplyByName(_, others) => {
                let shown = others.iter().take(MOST_OTHERS).map(|other| self.excerpt(*other));
                let shown = shown.collect::<Vec<_>>().join(", ");
                let more = others.len().saturating_sub(MOST_OTHERS);
                let more = if more == 0 { String::new() } else { format!(" and {more} more") };
                ("can be applied", format!("it also changes {shown}{more}"))
            }
            Action::Figures(figures) => (COMPUTED, (self.explain)(figures)),
            Action::Respondent { key, file } => (
                "respondent's words",
                format!(
                    "only `{key}` can change them; when it agrees: rapporteur new response {key} --amends (now in {file})"
                ),
            ),
            Action::Erratum { number, target: None } => {
                ("proposed already", format!("by erratum {number} of data/errata.toml"))
            }
            Action::Erratum { number, .. } => {
                ("can be applied", format!("it changes the corrected text of erratum {number}"))
            }
            Action::Outdated { target, now }
                if target.pieces.iter().all(|piece| piece.text == *now) =>
            {
                ("made already", String::new())
            }
            Action::Outdated { now, .. } => {
                let now = now.split_whitespace().collect::<Vec<_>>().join(" ");
                ("outdated", format!("the project's text was changed since; there is now “{now}”"))
            }
            Action::ByHand(why) => ("by hand", why.clone()),
        }
    }
}

/// What makes an edit, if it can be applied.
pub fn target(action: &Action) -> Option<&EditTarget> {
    match action {
        Action::Apply(target)
        | Action::ApplyByName(target, _)
        | Action::Erratum { target: Some(target), .. } => Some(target),
        _ => None,
    }
}

/// The words of a text in `[…]`, without the middle of many, with some words around them.
fn context(text: &str, range: std::ops::Range<usize>) -> String {
    let (Some(before), Some(own), Some(after)) =
        (text.get(..range.start), text.get(range.clone()), text.get(range.end..))
    else {
        return text.to_owned();
    };
    let start = before.rmatch_indices(' ').nth(CONTEXT).map_or(0, |(at, _)| at + 1);
    let end = after.match_indices(' ').nth(CONTEXT).map_or(after.len(), |(at, _)| at);
    let dots = |is_cut: bool| if is_cut { "…" } else { "" };
    let spaces: Vec<usize> = own.match_indices(' ').map(|(at, _)| at).collect();
    let own = match spaces.len().checked_sub(CONTEXT) {
        Some(last) if last > 2 * CONTEXT => {
            format!("{} … {}", &own[..spaces[CONTEXT - 1]], &own[spaces[last] + 1..])
        }
        _ => own.to_owned(),
    };
    format!(
        "{}{}[{own}]{}{}",
        dots(start > 0),
        &before[start..],
        &after[..end],
        dots(end < after.len())
    )
}
