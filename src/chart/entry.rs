//! An option of a graph with its figures, in words.

use super::colours::{ACCENT, Colour, rgb};
use super::{Line, mention};
use crate::document::{Inline, plain_text};
use crate::figure::{Figure, Measure, Part, Value};
use crate::model::Choice;
use crate::tally::{OptionTally, State};
use crate::text::unbreakable;
use crate::words::{Word, Words};

/// The mark after a count that was not published.
pub(super) const ADOPTED: &str = "*";

/// An option with its figures.
#[derive(Clone, Copy)]
pub(super) struct Entry<'s> {
    /// The option.
    pub(super) choice: &'s Choice,
    /// Its figures.
    pub(super) tally: &'s OptionTally,
    /// The figure of their base.
    pub(super) of_base: &'s Figure,
    pub(super) words: &'s Words,
}

impl Entry<'_> {
    /// The title, on one line.
    pub(super) fn title(&self) -> String {
        unbreakable(&self.choice.title.value).collect::<Vec<_>>().join(" ")
    }

    /// Label and title.
    pub(super) fn name(&self) -> String {
        let title = self.title();
        match &self.choice.label {
            Some(label) => self.words.say(Word::OptionName, &[("label", label), ("title", &title)]),
            None => title,
        }
    }

    /// Whether its count was adopted, not published.
    pub(super) fn is_adopted(&self) -> bool {
        self.tally.count.is_some() && self.tally.state == State::Adopted
    }

    /// Its figures, such as `12 (92%)`, or that they are not published.
    pub(super) fn figures(&self) -> Line {
        let unknown = || self.without_figure(self.words.say(Word::TableNotPublished, &[]));
        let value = self.alone().value();
        if value.is_empty() { vec![unknown()] } else { value }
    }

    /// The colour of its bar.
    pub(super) fn colour(&self) -> Colour {
        self.choice.colour.as_deref().and_then(rgb).unwrap_or(ACCENT)
    }

    /// Whether a count or a share is known.
    pub(super) fn has_figure(&self) -> bool {
        self.tally.count.is_some() || self.tally.share.is_some()
    }

    /// One of its figures.
    pub(super) fn figure(&self, part: Part) -> Figure {
        self.of_base.with(Measure::Option(self.choice.key.value.clone(), part))
    }

    /// Text about an option without a figure, linked to its figures.
    pub(super) fn without_figure(&self, words: impl Into<String>) -> Inline {
        mention(words, [Part::Count, Part::Share].map(|part| self.figure(part)))
    }

    /// This option by itself, as a group of alike ones.
    pub(super) fn alone(&self) -> Alike<'_> {
        Alike(std::slice::from_ref(self))
    }

    /// The remark on its figures as drawn; often empty.
    pub(super) fn remark(&self) -> String {
        plain_text(&self.alone().remark().unwrap_or_default())
    }

    /// Its row in the drawing: name, figures and remark.
    pub(super) fn drawn(&self) -> Line {
        let label = self.choice.label.iter().map(|label| format!("{label} "));
        let name = format!("{}{} ", label.collect::<String>(), self.title());
        let remark = self.alone().remark().into_iter();
        let remark = remark.flat_map(|remark| std::iter::once(Inline::tool(" ")).chain(remark));
        std::iter::once(Inline::tool(name)).chain(self.alone().value()).chain(remark).collect()
    }
}

/// At least one option; all have the same figures, so that a statement about one applies to all.
#[derive(Clone, Copy)]
pub(super) struct Alike<'e>(pub(super) &'e [Entry<'e>]);

impl Alike<'_> {
    fn figures(&self, part: Part) -> Vec<Figure> {
        self.0.iter().map(|entry| entry.figure(part)).collect()
    }

    /// Their count, with an asterisk if it was not published.
    pub(super) fn count(&self) -> Option<Line> {
        let first = &self.0[0];
        let count = mention(first.tally.count?.to_string(), self.figures(Part::Count));
        let asterisk = first.is_adopted().then(|| Inline::tool(ADOPTED));
        Some(std::iter::once(count).chain(asterisk).collect())
    }

    /// Their share.
    pub(super) fn share(&self) -> Option<Line> {
        let first = &self.0[0];
        let share = first.words.value(Value::Share(first.tally.share?));
        Some(vec![mention(share, self.figures(Part::Share))])
    }

    /// Their figures, such as `12 (92%)`.
    pub(super) fn value(&self) -> Line {
        match (self.count(), self.share()) {
            (Some(count), Some(share)) => {
                let values = vec![("count", count), ("share", share)];
                self.0[0].words.line(Word::OptionFigures, values)
            }
            (count, share) => count.or(share).unwrap_or_default(),
        }
    }

    /// The number of later answers for them that their figure does not include, in the wording of
    /// `word`.
    pub(super) fn pending(&self, word: Word) -> Line {
        self.0[0].words.count_line(word, self.0[0].tally.pending, self.figures(Part::Count))
    }

    /// The remark that completes their figures, such as the number of later answers not included.
    pub(super) fn remark(&self) -> Option<Line> {
        let first = &self.0[0];
        let pending = || vec![("held", self.pending(Word::CountHeld))];
        match (first.has_figure(), first.tally.pending) {
            (true, 0) => None,
            (true, _) => Some(first.words.line(Word::OptionNotIncluding, pending())),
            (false, 0) => Some(vec![first.without_figure(first.words.say(Word::OptionNamed, &[]))]),
            (false, _) => Some(first.words.line(Word::OptionNamedHeld, pending())),
        }
    }
}
