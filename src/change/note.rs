//! The note of changes for recipients: as plain text for an email, and as a document with tables.

use serde::Serialize;

use super::moves::without_marks;
use super::{Changes, Event, FigureChange, GraphChange, GraphEvent, ResponseChange, TextChange};
use crate::text::{squeezed, wrapped};
use crate::words::{Word, Words};

mod tables;

pub use tables::document;

/// Printed in place of absent text.
const NOTHING: &str = "—";
/// The maximum line length of the plain text, in characters.
const WIDTH: usize = 72;

/// The entries of the note, one for each change.
pub fn entries(changes: &Changes, words: &Words) -> Vec<Entry> {
    groups(changes, words).into_iter().flat_map(|group| group.entries).collect()
}

/// The note as plain text, in lines of at most 72 characters.
pub fn text(changes: &Changes, words: &Words) -> String {
    let mut out = String::new();
    paragraph(&mut out, "", &words.say(Word::ChangesTitle, &[("report", &changes.report)]));
    out.push('\n');
    let [from, to] = leads([Word::ChangesFrom, Word::ChangesTo], "", words);
    paragraph(&mut out, &from, &changes.from);
    paragraph(&mut out, &to, &changes.to);
    let keys = [
        Word::ChangesFor,
        Word::ChangesRead,
        Word::ChangesWhere,
        Word::ChangesWhy,
        Word::ChangesMore,
    ];
    let leads = leads(keys, "  ", words);
    let mut title = String::new();
    for group in groups(changes, words) {
        if group.title != title {
            out.push_str(&format!("\n\n{}\n", group.title.to_uppercase()));
            title = group.title;
        }
        if let Some(about) = &group.about {
            out.push('\n');
            paragraph(&mut out, "* ", about);
        }
        for (index, entry) in group.entries.iter().enumerate() {
            // No blank line between entries that are a single line each.
            if index == 0 || entry.is_reading || !entry.places.is_empty() {
                out.push('\n');
            }
            write_entry(&mut out, entry, &leads);
        }
    }
    out.push_str("\n\n");
    paragraph(&mut out, "", &end(changes, words));
    out
}

/// Related entries.
struct Group {
    /// The title of the section that they are in.
    title: String,
    /// Their common subject within the section.
    about: Option<String>,
    entries: Vec<Entry>,
}

/// An entry: its subject, and "for … read …".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The subject or place of the change.
    pub what: String,
    /// The old text; absent if something is added or only moves.
    #[serde(rename = "for")]
    pub from: Option<String>,
    /// The new text; absent if something is removed or only moves.
    #[serde(rename = "read")]
    pub to: Option<String>,
    /// The old and new places.
    pub places: Vec<String>,
    /// Whether it says what to read for what, even if both texts are absent.
    #[serde(skip)]
    pub is_reading: bool,
    /// The reason for the change.
    #[serde(skip)]
    pub why: Option<String>,
    /// Additional lines.
    #[serde(skip)]
    pub more: Vec<String>,
}

impl Entry {
    /// For `from` read `to`.
    pub fn reading(what: &str, from: &str, to: &str) -> Self {
        let [what, from, to] = [what, from, to].map(str::to_owned);
        Entry { what, from: Some(from), to: Some(to), is_reading: true, ..Entry::default() }
    }
}

/// Returns the groups that have entries; those of a section follow each other.
fn groups(changes: &Changes, words: &Words) -> Vec<Group> {
    let group = |title, entries| Group { title: words.say(title, &[]), about: None, entries };
    let texts = |title, texts: &[TextChange]| {
        group(title, texts.iter().map(|text| of_text(text, words)).collect())
    };
    let graph = |graph: &GraphChange| {
        let key = match graph.event {
            GraphEvent::Changed => Word::ChangesGraphChanged,
            GraphEvent::New => Word::ChangesGraphNew,
            GraphEvent::Removed => Word::ChangesGraphRemoved,
        };
        let name = match &graph.caption {
            None => graph.label.clone(),
            Some(caption) => {
                let values = [("graph", graph.label.as_str()), ("caption", caption)];
                words.say(Word::ChangesGraphCaptioned, &values)
            }
        };
        Entry { what: words.say(key, &[("graph", &name)]), ..Entry::default() }
    };
    let numbers = changes.numbers.iter();
    let numbers = numbers.map(|number| Entry::reading(&number.what, &number.from, &number.to));
    let by_question = changes.figures.chunk_by(|a, b| a.question == b.question);
    let figures = by_question.map(|figures| Group {
        about: figures[0].question.clone(),
        ..group(Word::ChangesFigures, figures.iter().map(|it| of_figure(it, words)).collect())
    });
    let responses = changes.responses.iter().map(|response| of_response(response, words));
    let mut groups = vec![
        group(Word::ChangesResponses, responses.collect()),
        texts(Word::ChangesMessages, &changes.messages),
    ];
    groups.extend(figures);
    groups.extend([
        group(Word::ChangesGraphs, changes.graphs.iter().map(graph).collect()),
        texts(Word::ChangesNames, &changes.names),
        texts(Word::ChangesQuotations, &changes.quotations),
        texts(Word::ChangesPractices, &changes.practices),
        texts(Word::ChangesTexts, &changes.texts),
        group(Word::ChangesNumbers, numbers.collect()),
    ]);
    groups.retain(|group| !group.entries.is_empty());
    groups
}

fn of_response(change: &ResponseChange, words: &Words) -> Entry {
    let name = change.name.clone().unwrap_or_else(|| words.say(Word::ResponseUnnamed, &[]));
    let key = match (change.event, change.what) {
        (Event::Received, _) => Word::ResponseReceived,
        (Event::Changed, _) => Word::ResponseAmended,
        (Event::Withdrawn, "quotation") => Word::ResponseQuotationWithdrawn,
        (Event::Withdrawn, "practice") => Word::ResponsePracticeWithdrawn,
        (Event::Withdrawn, _) => Word::ResponseWithdrawn,
        (Event::Removed, _) => Word::ResponseRemoved,
    };
    let mut what = words.say(key, &[("mechanism", &name)]);
    if let Some(day) = change.on {
        what = words.say(Word::ResponseOn, &[("date", &words.date(day)), ("event", &what)]);
    }
    Entry { what, more: change.answers.clone().unwrap_or_default(), ..Entry::default() }
}

fn of_figure(change: &FigureChange, words: &Words) -> Entry {
    let [from, to] = change.values(words);
    // Answers that could not be added to a figure without a count leave its value unchanged.
    let still = |value: String| match change.from == change.to {
        true => words.say(Word::ChangesStill, &[("value", &value)]),
        false => value,
    };
    Entry {
        what: change.label.clone(),
        from,
        to: to.map(still),
        is_reading: true,
        places: places(&change.places_before, &change.places_now, words),
        why: Some(change.why.clone()),
        more: change.answers.clone().unwrap_or_default(),
    }
}

fn of_text(change: &TextChange, words: &Words) -> Entry {
    let (before, now) = (change.place_before.as_deref(), change.place_now.as_deref());
    if let (Some(before), Some(now), Some(text)) = (before, now, &change.from)
        && change.from == change.to
    {
        let what = words.say(Word::ChangesMoved, &[("words", without_marks(text, words))]);
        return Entry { what, places: before_and_now(before, now, words), ..Entry::default() };
    }
    let what = match (before, now) {
        (None, Some(now)) => words.say(Word::ChangesNew, &[("place", now)]),
        (Some(before), None) => words.say(Word::ChangesTakenOut, &[("place", before)]),
        (Some(before), _) => before.to_owned(),
        (None, None) => String::new(),
    };
    let moved = before.zip(now).filter(|(before, now)| before != now);
    let places = moved.map(|(_, now)| words.say(Word::ChangesNowAt, &[("place", now)]));
    let places = places.into_iter().collect();
    let [closed_from, closed_to] = [&change.from, &change.to]
        .map(|text| text.as_ref().map(|text| text.split_whitespace().collect::<String>()));
    let more = (closed_from == closed_to).then(|| words.say(Word::ChangesOnlySpaces, &[]));
    let (from, to, more) = (change.from.clone(), change.to.clone(), more.into_iter().collect());
    Entry { what, from, to, places, is_reading: true, why: None, more }
}

fn places(before: &[String], now: &[String], words: &Words) -> Vec<String> {
    let between = words.say(Word::ListBetweenLong, &[]);
    match [before, now].map(|places| places.join(&between)) {
        [before, now] if before == now => Vec::from_iter((!now.is_empty()).then_some(now)),
        [before, now] => before_and_now(&before, &now, words),
    }
}

/// Lines with the old and the new place.
fn before_and_now(before: &str, now: &str, words: &Words) -> Vec<String> {
    let line = |key: Word, place: &str| {
        words.say(key, &[("place", if place.is_empty() { NOTHING } else { place })])
    };
    vec![line(Word::ChangesBefore, before), line(Word::ChangesNow, now)]
}

/// The closing sentence of the note.
fn end(changes: &Changes, words: &Words) -> String {
    let last = match (changes.is_empty(), changes.design.as_slice()) {
        (true, _) => words.say(Word::ChangesNothing, &[]),
        (false, []) => words.say(Word::ChangesNothingElse, &[]),
        (false, design) => {
            let what = design.join(&words.say(Word::ListBetween, &[]));
            words.say(Word::ChangesLook, &[("what", &what)])
        }
    };
    match changes.withheld.join(&words.say(Word::ListBetweenLong, &[])).as_str() {
        "" => last,
        questions => words.say(Word::ChangesWithheld, &[("questions", questions), ("end", &last)]),
    }
}

/// Line labels, indented and padded to the same width.
fn leads<const N: usize>(keys: [Word; N], indent: &str, words: &Words) -> [String; N] {
    let leads = keys.map(|key| words.say(key, &[]));
    let longest = leads.iter().map(|lead| lead.chars().count()).max().unwrap_or(0);
    leads.map(|lead| format!("{indent}{lead:<width$}", width = longest + 2))
}

fn write_entry(out: &mut String, entry: &Entry, [from, to, place, why, more]: &[String; 5]) {
    paragraph(out, "", &entry.what);
    let reading = [(from, &entry.from), (to, &entry.to)];
    for (lead, text) in reading.into_iter().filter(|_| entry.is_reading) {
        paragraph(out, lead, text.as_deref().unwrap_or(NOTHING));
    }
    let blanks = " ".repeat(place.chars().count());
    for (index, line) in entry.places.iter().enumerate() {
        paragraph(out, if index == 0 { place } else { &blanks }, line);
    }
    entry.why.iter().for_each(|line| paragraph(out, why, line));
    entry.more.iter().for_each(|line| paragraph(out, more, line));
}

/// Appends a text whose first line starts with `lead`; the other lines are indented to the same
/// width. Line ends in the text are kept.
fn paragraph(out: &mut String, lead: &str, text: &str) {
    let indent = lead.chars().count();
    let lines =
        text.split('\n').flat_map(|line| wrapped(&squeezed(line), WIDTH.saturating_sub(indent)));
    for (index, line) in lines.enumerate() {
        let lead = if index == 0 { lead } else { &" ".repeat(indent) };
        out.push_str(format!("{lead}{line}").trim_end());
        out.push('\n');
    }
}
