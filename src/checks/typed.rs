//! Numbers typed by hand although the tally computes them; they would not change with late
//! responses.

use std::collections::BTreeSet;
use std::ops::Range;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, SourceKind, Span};
use crate::document::{Author, Kind, LineKind, Passage, Role};
use crate::figure::{Figure, Part, Value};
use crate::model::Choice;
use crate::text::{Numeral, Token, has_word, lower_words, numerals, sentences, whole_words};

mod restated;

/// Nouns that shares refer to in every survey.
const WHOLES: [&str; 2] = ["respondents", "responses"];
/// The number of words after a share that are searched for the noun that it refers to.
const NEAR: usize = 5;
/// Words that connect an option with its number, even where the report prints no figure.
const CHOSEN: [&str; 14] = [
    "a", "and", "as", "been", "by", "chosen", "cited", "each", "mentioned", "most", "named",
    "prioritized", "selected", "was",
];
/// First words of a sentence about a part of the respondents only.
const SUBSET: [&str; 2] = ["among", "of"];
/// Words after a figure that are not the noun that it counts.
const OTHER: [&str; 8] = ["were", "have", "that", "than", "with", "from", "said", "plan"];

/// Checks the secretariat's own words.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let (counted, wording) = (counted(context), wording(context));
    let (mut known, mut diagnostics) = (Vec::new(), Vec::new());
    let mut row = "";
    for passage in context.passages.iter().filter(|passage| is_text(passage)) {
        row = match passage.line {
            LineKind::Cell { column: 0, .. } => &passage.text,
            LineKind::Cell { .. } => row,
            _ => "",
        };
        let sentences: Vec<Token<'_>> = sentences(&passage.text).collect();
        for typed in &numerals(&passage.text) {
            let Some(place) = place(context, passage, &typed.range) else { continue };
            let before = sentences.partition_point(|sentence| sentence.start <= typed.range.start);
            let sentence = sentences[before.saturating_sub(1)].range();
            let (counted, wording) = (&counted, &wording);
            let number = Number { context, passage, sentence, counted, wording, typed };
            let figure = if row.is_empty() { number.figure() } else { number.of_row(row) };
            match figure {
                Some(figure) if number.is(&figure) => known.push(number.known(&figure, place)),
                Some(figure) => diagnostics.push(number.differs(&figure, place)),
                None => {}
            }
        }
    }
    // Numbers that differ from a figure of the tally are already reported.
    let told: BTreeSet<Span> = diagnostics.iter().map(|found| found.labels[0].span).collect();
    let mut twice = restated::check(context);
    twice.retain(|found| found.labels.iter().all(|label| !told.contains(&label.span)));
    for found in [&mut known, &mut diagnostics] {
        found.sort_by(|one, other| (&one.help, &one.message).cmp(&(&other.help, &other.message)));
    }
    [diagnostics, twice, known].concat()
}

fn is_text(passage: &Passage) -> bool {
    let is_quoted = matches!(passage.kind, Kind::Quotation | Kind::QuotationSource);
    !is_quoted && (passage.kind != Kind::Table || passage.role == Role::Text)
}

/// The place of a number, if the secretariat typed it literally in a file.
fn place(context: &CheckContext<'_>, passage: &Passage, range: &Range<usize>) -> Option<Span> {
    let place = passage.place(context.sources, range.clone())?;
    // Tables of data/tables/ have a source of their own.
    let is_own = passage.author_at(context.sources, range.start) == Author::Secretariat
        && !passage.is_figure_at(range.start)
        && !matches!(context.sources.get(place.file).kind, SourceKind::Table(_));
    let is_typed = context.sources.slice(place) == &passage.text[range.clone()];
    (is_own && is_typed).then_some(place)
}

/// The nouns that the figures of the report count: the words that follow them.
fn counted(context: &CheckContext<'_>) -> BTreeSet<String> {
    let nouns = context.passages.iter().flat_map(|passage| {
        let counts = passage.figures().filter(|(_, figure)| !figure.measure.is_share());
        let after = counts.filter_map(|(range, _)| passage.text[range.end..].strip_prefix(' '));
        after.filter_map(|after| lower_words(after).next())
    });
    let is_noun = |noun: &String| noun.len() > 3 && !OTHER.contains(&noun.as_str());
    nouns.filter(is_noun).chain(WHOLES.map(str::to_owned)).collect()
}

/// The words with which the report speaks of options and their figures.
fn wording(context: &CheckContext<'_>) -> BTreeSet<String> {
    let sentences = context.passages.iter().flat_map(|passage| {
        let figures: Vec<usize> = passage.figures().map(|(range, _)| range.start).collect();
        let has_figure = move |sentence: &Token<'_>| {
            let next = figures.partition_point(|start| *start < sentence.start);
            figures.get(next).is_some_and(|start| *start < sentence.range().end)
        };
        sentences(&passage.text).filter(has_figure).map(|sentence| sentence.text)
    });
    let titles = context.survey.options().map(|option| option.title.value.as_str());
    let words = sentences.chain(titles).flat_map(lower_words);
    words.chain(CHOSEN.map(str::to_owned)).collect()
}

/// A typed number with its context.
struct Number<'a> {
    context: &'a CheckContext<'a>,
    passage: &'a Passage<'a>,
    /// The sentence around it.
    sentence: Range<usize>,
    counted: &'a BTreeSet<String>,
    wording: &'a BTreeSet<String>,
    typed: &'a Numeral,
}

impl Number<'_> {
    fn text(&self) -> &str {
        &self.passage.text[self.typed.range.clone()]
    }

    /// The note that it equals a figure.
    fn known(&self, id: &Figure, place: Span) -> Diagnostic {
        let text = self.text();
        let filter = if text.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "|words" };
        let message = format!("`{text}` is typed here; the tally knows it");
        Diagnostic::note(Code::FigureTyped, message).at(place, "").help(format!(
            "write `{{{{ figure(\"{id}\"){filter} }}}}` in a template: it goes along with late responses"
        ))
    }

    /// The warning that it differs from a figure.
    fn differs(&self, id: &Figure, place: Span) -> Diagnostic {
        let figure = &self.context.tally.figures[id];
        let value = figure.value.map(|value| value.to_string()).unwrap_or_default();
        let message = format!("`{}` is typed here, but `{id}` is {value}", self.text());
        Diagnostic::warning(Code::FigureDiffers, message.clone())
            .merged(message)
            .at(place, "")
            .at_each(figure.from.first().map(|from| (*from, "from this")))
            .help(format!("write `{{{{ figure(\"{id}\") }}}}` in a template, if it is meant"))
    }

    /// The figure that the number refers to, if it can be determined.
    fn figure(&self) -> Option<Figure> {
        let after = &self.passage.text[self.typed.range.end..self.sentence.end];
        let after: Vec<String> = lower_words(after).take(NEAR).collect();
        let is_counted = |word: &String| self.counted.contains(word);
        match self.typed.is_share {
            true if after.iter().any(is_counted) => self.share(&after),
            false if after.first().is_some_and(is_counted) => self.count(),
            _ => None,
        }
    }

    /// The figure of the option that the first cell of a table's row names, if the number is equal to it.
    fn of_row(&self, name: &str) -> Option<Figure> {
        let part = if self.typed.is_share { Part::Share } else { Part::Count };
        let figures = self.context.survey.questions.iter().flat_map(|question| {
            let is_named = |option: &&Choice| {
                option.label.iter().chain([&option.title.value]).any(|known| has_word(name, known))
            };
            let options = question.options.iter().filter(is_named);
            options.map(|option| Figure::option(&question.id, &option.key.value, part))
        });
        figures.into_iter().find(|figure| self.is(figure))
    }

    /// The share that the number refers to; `after` are the words that follow it.
    fn share(&self, after: &[String]) -> Option<Figure> {
        let invited = self.value(&Figure::INVITED);
        let is_rate = invited.is_some_and(|base| after.contains(&base.to_string()));
        // The share with this value, if there is exactly one.
        let shares = self.context.tally.figures.keys().filter(|figure| figure.measure.is_share());
        let mut same = shares.filter(|figure| self.is(figure));
        let only = same.next().filter(|_| same.next().is_none());
        let other = if is_rate { Some(&Figure::RESPONSE_RATE) } else { only };
        self.of_option(Part::Share).or_else(|| other.cloned())
    }

    fn count(&self) -> Option<Figure> {
        let general = [Figure::INVITED, Figure::RESPONDED, Figure::INVITED_RESPONDED];
        let general = general.into_iter().find(|figure| self.is(figure));
        general.or_else(|| self.of_option(Part::Count))
    }

    /// The figure of the option that the sentence names last before the number.
    fn of_option(&self, part: Part) -> Option<Figure> {
        let before = &self.passage.text[self.sentence.start..self.typed.range.start];
        let named = self.context.survey.questions.iter().flat_map(|question| {
            question.options.iter().filter_map(move |option| {
                let label = option.label.as_deref().unwrap_or(&option.title.value);
                let end = whole_words(before, label).last()? + label.len();
                Some((end, Figure::option(&question.id, &option.key.value, part)))
            })
        });
        let named: Vec<(usize, Figure)> = named.collect();
        let last = named.iter().map(|(end, _)| *end).max()?;
        let named = named.into_iter().filter(|(end, _)| *end == last).map(|(_, figure)| figure);
        let known: Vec<Figure> = named.filter(|figure| self.value(figure).is_some()).collect();
        // If several questions have the option, the one that the sentence refers to is unknown.
        let only =
            known.first().filter(|_| known.len() == 1 && self.counts_answers(&before[last..]));
        known.iter().find(|figure| self.is(figure)).or(only).cloned()
    }

    /// Whether the sentence is about how often this survey's options were chosen, not about another
    /// survey, a part of the respondents, or anything else; `between` is the text between the
    /// option and the number.
    fn counts_answers(&self, between: &str) -> bool {
        let asked = &self.context.survey.asked.value;
        let is_other_year = |word: &String| {
            word.parse().is_ok_and(|year: u32| (1900..2100).contains(&year))
                && !asked.contains(word)
        };
        let mut words = lower_words(&self.passage.text[self.sentence.clone()]).peekable();
        let is_subset = words.peek().is_some_and(|first| SUBSET.contains(&first.as_str()));
        !is_subset
            && !words.any(|word| is_other_year(&word))
            && lower_words(between).all(|word| self.wording.contains(&word))
    }

    fn is(&self, id: &Figure) -> bool {
        self.value(id) == Some(self.typed.value)
    }

    fn value(&self, figure: &Figure) -> Option<u32> {
        match self.context.tally.value(figure)? {
            Value::Count(count) => Some(count),
            Value::Number(_) => None,
            Value::Share(share) => share.is_exact().then_some(share.percent),
        }
    }
}
