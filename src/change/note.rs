//! The note that tells everybody what changed: plain text for a mail, and the same as a document with tables.

use super::{Changes, Event, FigureChange, GraphChange, GraphEvent, ResponseChange, TextChange};
use crate::document::{About, Document};

mod plain;
mod tables;

/// What stands where there was or is nothing.
const NOTHING: &str = "—";

/// The note as plain text, in lines of at most 72 characters.
pub fn text(changes: &Changes) -> String {
    plain::write(changes, &sections(changes), &end(changes))
}

/// The note as a document for people who work in Word; `report` are the properties of the newer report.
pub fn document(changes: &Changes, report: &About) -> Document {
    tables::write(changes, &sections(changes), &end(changes), report)
}

/// All that the note tells, an entry for each change.
pub fn entries(changes: &Changes) -> Vec<Entry> {
    let groups = sections(changes).into_iter().flat_map(|section| section.groups);
    groups.flat_map(|group| group.entries).collect()
}

/// A section of the note.
struct Section {
    title: &'static str,
    groups: Vec<Group>,
}

/// Entries that belong together.
struct Group {
    /// What they have in common, if the section has several groups.
    about: Option<String>,
    entries: Vec<Entry>,
}

/// An entry: what it is about, and "for … read …".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What it is about, or where it stands.
    pub what: String,
    /// Absent where the entry is not about words.
    pub words: Option<Words>,
    /// Where it stood and stands.
    pub places: Vec<String>,
    /// What caused it.
    pub why: Option<String>,
    /// More lines.
    pub more: Vec<String>,
}

/// For `from` read `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What it said; absent if it is new.
    pub from: Option<String>,
    /// What it says; absent if it went.
    pub to: Option<String>,
}

/// The sections that have entries.
fn sections(changes: &Changes) -> Vec<Section> {
    let texts = |texts: &[TextChange]| texts.iter().map(of_text).collect();
    let graph = |graph: &GraphChange| {
        let event = match graph.event {
            GraphEvent::Changed => "the drawing or its table shows something else",
            GraphEvent::New => "new",
            GraphEvent::Removed => "taken out",
        };
        let caption = graph.caption.as_ref().map_or(String::new(), |words| format!(" “{words}”"));
        Entry { what: format!("{}{caption}: {event}", graph.label), ..Entry::default() }
    };
    let numbers = changes.numbers.iter().map(|number| Entry {
        what: number.what.clone(),
        words: Some(Words { from: Some(number.from.clone()), to: Some(number.to.clone()) }),
        ..Entry::default()
    });
    let one = |entries: Vec<Entry>| vec![Group { about: None, entries }];
    let by_question = changes.figures.chunk_by(|a, b| a.question == b.question);
    let figures = by_question.map(|figures| Group {
        about: figures[0].question.clone(),
        entries: figures.iter().map(of_figure).collect(),
    });
    let sections = [
        ("Responses", one(changes.responses.iter().map(of_response).collect())),
        ("Messages", one(texts(&changes.messages))),
        ("Figures", figures.collect()),
        ("Graphs", one(changes.graphs.iter().map(graph).collect())),
        ("Names", one(texts(&changes.names))),
        ("Quotations", one(texts(&changes.quotations))),
        ("Practices", one(texts(&changes.practices))),
        ("Other texts", one(texts(&changes.texts))),
        ("Numbers of lists and graphs", one(numbers.collect())),
    ];
    let sections = sections.into_iter().map(|(title, groups)| Section { title, groups });
    let has_entries = |group: &Group| !group.entries.is_empty();
    sections.filter(|section| section.groups.iter().any(has_entries)).collect()
}

fn of_response(change: &ResponseChange) -> Entry {
    let name = change.name.as_deref().unwrap_or("a mechanism that is not to be named");
    let thing = change.what;
    let what = match change.event {
        Event::Received => format!("{thing} received from {name}"),
        Event::Changed => format!("{thing} amended by {name}"),
        Event::Withdrawn => format!("{thing} withdrawn by {name}"),
        Event::Removed => format!("{thing} of {name} no longer there"),
    };
    let day = change.on.map(|day| day.strftime("%-d %B %Y").to_string());
    let what = day.map_or(what.clone(), |day| format!("{day}: {what}"));
    Entry { what, more: change.answers.clone().unwrap_or_default(), ..Entry::default() }
}

fn of_figure(change: &FigureChange) -> Entry {
    let value = |value: &Option<String>, state: &Option<String>| match (value, state.as_deref()) {
        (Some(value), _) => Some(value.clone()),
        (None, Some("not published")) => Some("not published".to_owned()),
        (None, _) => None,
    };
    // What could not be added to a figure without a count leaves it as it is.
    let still =
        |words: String| if change.from == change.to { format!("{words} (still)") } else { words };
    Entry {
        what: change.label.clone(),
        words: Some(Words {
            from: value(&change.from, &change.from_state),
            to: value(&change.to, &change.to_state).map(still),
        }),
        places: places(&change.places_before.join("; "), &change.places_now.join("; ")),
        why: Some(change.why.clone()),
        more: change.answers.clone().unwrap_or_default(),
    }
}

fn of_text(change: &TextChange) -> Entry {
    let (before, now) = (change.place_before.as_deref(), change.place_now.as_deref());
    if let (Some(before), Some(now), Some(words)) = (before, now, &change.from)
        && change.from == change.to
    {
        let words = words.trim_start_matches('“').trim_end_matches('”');
        let what = format!("moved: “{words}”");
        let places = vec![format!("before: {before}"), format!("now: {now}")];
        return Entry { what, places, ..Entry::default() };
    }
    let what = match (before, now) {
        (None, Some(now)) => format!("new: {now}"),
        (Some(before), None) => format!("taken out: {before}"),
        (Some(before), _) => before.to_owned(),
        (None, None) => String::new(),
    };
    let moved = before.zip(now).filter(|(before, now)| before != now);
    let places = moved.map_or(Vec::new(), |(_, now)| vec![format!("now {now}")]);
    let words = Some(Words { from: change.from.clone(), to: change.to.clone() });
    let squeezed = |words: &Option<String>| -> Option<String> {
        words.as_ref().map(|words| words.split_whitespace().collect())
    };
    let is_same = squeezed(&change.from) == squeezed(&change.to);
    let more = is_same.then(|| "only spaces and the ends of lines differ".to_owned());
    Entry { what, words, places, more: more.into_iter().collect(), ..Entry::default() }
}

fn places(before: &str, now: &str) -> Vec<String> {
    match (before, now) {
        ("", "") => Vec::new(),
        (before, now) if before == now => vec![now.to_owned()],
        (before, now) => {
            let shown =
                |place: &str| if place.is_empty() { NOTHING.to_owned() } else { place.to_owned() };
            vec![format!("before: {}", shown(before)), format!("now: {}", shown(now))]
        }
    }
}

/// The last words of the note.
fn end(changes: &Changes) -> String {
    if changes.is_empty() {
        return "Nothing has changed.".to_owned();
    }
    match changes.design.as_slice() {
        [] => "Nothing else has changed.".to_owned(),
        design => {
            format!("The look has changed, too: {}. Nothing else has changed.", design.join(", "))
        }
    }
}
