//! Describes changes for the record: where each is, what it does, and what can be done about it.

use std::ops::Range;

use super::action::action;
use super::target::Finder;
use super::{Action, EditTarget, ReviewEdit, TextRevision};
use crate::document::Kind;
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
        let described = changes.into_iter().map(|change| {
            let own = self.passages.get(change.passage);
            let text = own.map_or("", |passage| passage.text.as_str());
            let mut before = self.passages.iter().take(change.passage + 1).rev();
            let heading = before.find(|passage| matches!(passage.kind, Kind::Heading(_)));
            let comments_on = change.comments.iter().filter_map(|index| comments.get(*index));
            let comments_on = comments_on.map(|one| Comment { reply_to: None, ..one.clone() });
            let place = own.and_then(|own| {
                let place = own.place(self.base, change.range.clone());
                place.or(own.spans().next()).map(|span| self.line(span))
            });
            let action = action(self, &change);
            let mut edit = ReviewEdit {
                section: heading.map_or_else(String::new, |heading| heading.text.clone()),
                place: place.unwrap_or_default(),
                context: context(text, change.range.clone()),
                before: text.get(change.range.clone()).unwrap_or_default().to_owned(),
                comments: comments_on.collect(),
                by_hand: matches!(action, Ok(Action::Overtaken(_)) | Err(_)),
                change,
                ..ReviewEdit::default()
            };
            let mut made_by = None;
            edit.action = match action {
                Ok(Action::Apply(target, effect)) => {
                    edit.place = format!("{}:{}", target.file, target.line);
                    made_by = Some(target);
                    effect
                }
                Ok(Action::Figures(figures)) => {
                    edit.because = figures.iter().map(&explain).collect::<Vec<_>>().join("; ");
                    "computed".to_owned()
                }
                Ok(Action::Respondent(key, target)) => {
                    made_by = target;
                    format!(
                        "words of `{key}`, which only it can change: ask it; when it agrees, `--apply` it with `--agreed YYYY-MM-DD`"
                    )
                }
                Ok(Action::Overtaken(what)) => what,
                Err(why) => format!("by hand: {why}"),
            };
            (edit, made_by)
        });
        described.collect()
    }

    /// The effect of an edit that also changes these other passages, by index; `is_own` if nothing else can print its words.
    pub(super) fn effect(&self, is_own: bool, others: &[usize]) -> String {
        if others.is_empty() {
            return match is_own {
                true => "can be applied",
                false => "can be applied: a condition, loop or macro prints it, so that it may be printed elsewhere",
            }
            .to_owned();
        }
        let shown = others.iter().take(MOST_OTHERS);
        let shown = shown.map(|other| format!("“{}”", first_words(&self.passages[*other].text)));
        let more = match others.len().saturating_sub(MOST_OTHERS) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("can be applied: it also changes {}{more}", shown.collect::<Vec<_>>().join(", "))
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
