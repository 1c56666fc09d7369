//! Describes changes for the record: where each is, what it does, and what can be done about it.

use std::ops::Range;

use super::target::Finder;
use super::{Action, EditTarget, ReviewEdit, TextRevision};
use crate::document::{Kind, Passage};
use crate::docx::Comment;
use crate::figure::Figure;

/// The maximum length of the context on each side of a change, in words.
const CONTEXT: usize = 8;
/// The maximum number of other passages that an edit is said to change.
const MOST_OTHERS: usize = 3;

impl Finder<'_> {
    /// Describes changes for the record, each with what makes it, if it can be made. `comments` are those of the returned
    /// document, and `explain` explains figures to readers.
    pub fn describe(
        &self,
        changes: Vec<TextRevision>,
        comments: &[Comment],
        explain: impl Fn(&Figure) -> String,
    ) -> Vec<(ReviewEdit, Option<EditTarget>)> {
        let actions = self.actions(&changes);
        let described = changes.into_iter().zip(actions).map(|(change, action)| {
            let own = self.passages.get(change.passage);
            let text = own.map_or("", |passage| passage.text.as_str());
            let mut before = self.passages.iter().take(change.passage + 1).rev();
            let heading = before.find(|passage| matches!(passage.kind, Kind::Heading(_)));
            let comments_on = change.comments.iter().filter_map(|index| comments.get(*index));
            let comments_on = comments_on.map(|one| Comment { reply_to: None, ..one.clone() });
            let because: Vec<String> = match &action {
                Action::Figures(figures) => figures.iter().map(&explain).collect(),
                _ => Vec::new(),
            };
            let place = match &action {
                Action::Apply(target)
                | Action::ApplyByName(target, _)
                | Action::Erratum(_, Some(target)) => {
                    Some(format!("{}:{}", target.file, target.line))
                }
                _ => own.and_then(|own| {
                    let place = own.place(self.base, change.range.clone());
                    place.or(own.spans().next()).map(|span| self.line(span))
                }),
            };
            let edit = ReviewEdit {
                section: heading.map_or_else(String::new, |heading| heading.text.clone()),
                place: place.unwrap_or_default(),
                context: context(text, change.range.clone()),
                before: text.get(change.range.clone()).unwrap_or_default().to_owned(),
                comments: comments_on.collect(),
                action: possible(&action, &self.passages),
                by_hand: matches!(
                    action,
                    Action::ByHand(_) | Action::Outdated { .. } | Action::Erratum(_, None)
                ),
                because: because.join("; "),
                change,
                ..ReviewEdit::default()
            };
            let target = match action {
                Action::Apply(target) | Action::ApplyByName(target, _) => Some(target),
                Action::Respondent(_, target) | Action::Erratum(_, target) => target,
                Action::Figures(_) | Action::Outdated { .. } | Action::ByHand(_) => None,
            };
            (edit, target)
        });
        described.collect()
    }
}

/// What can be done, or why nothing can.
fn possible(action: &Action, passages: &[Passage<'_>]) -> String {
    match action {
        Action::Apply(_) => "can be applied".to_owned(),
        Action::ApplyByName(_, others) if others.is_empty() => {
            "can be applied: a condition, loop or macro prints it, so that it may be printed elsewhere"
                .to_owned()
        }
        Action::ApplyByName(_, others) => {
            let shown = others.iter().take(MOST_OTHERS);
            let shown = shown.map(|other| format!("“{}”", first_words(&passages[*other].text)));
            let more = match others.len().saturating_sub(MOST_OTHERS) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("can be applied: it also changes {}{more}", shown.collect::<Vec<_>>().join(", "))
        }
        Action::Figures(_) => "computed".to_owned(),
        Action::Respondent(key, _) => format!(
            "words of `{key}`, which only it can change: ask it; when it agrees, `--apply` it with `--agreed YYYY-MM-DD`"
        ),
        Action::Erratum(number, None) => {
            format!("proposed already: by erratum {number} of data/errata.toml")
        }
        Action::Erratum(number, _) => {
            format!("can be applied: it changes the corrected text of erratum {number}")
        }
        Action::Outdated { is_made: true, .. } => "made already".to_owned(),
        Action::Outdated { now, .. } => {
            format!("outdated: the project's text was changed since; there is now “{now}”")
        }
        Action::ByHand(why) => format!("by hand: {why}"),
    }
}

/// The words of a text in `[…]`, without the middle of many, with some words around them.
fn context(text: &str, range: Range<usize>) -> String {
    let (Some(before), Some(own), Some(after)) =
        (text.get(..range.start), text.get(range.clone()), text.get(range.end..))
    else {
        return text.to_owned();
    };
    let own = match own.matches(' ').count() > 3 * CONTEXT {
        true => format!("{} {}", first_words(own), last_words(own)),
        false => own.to_owned(),
    };
    format!("{}[{own}]{}", last_words(before), first_words(after))
}

fn first_words(text: &str) -> String {
    match text.match_indices(' ').nth(CONTEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn last_words(text: &str) -> String {
    match text.rmatch_indices(' ').nth(CONTEXT) {
        Some((start, _)) => format!("…{}", &text[start + 1..]),
        None => text.to_owned(),
    }
}
