//! The corrigendum: all errata for readers of the report, each with where it stands and what is to be read. As Markdown,
//! and as a document for people who work in Word.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use crate::change::{self, Placed};
use crate::diagnostic::{Sources, Span};
use crate::document::{About, Document};
use crate::errata::{Erratum, Status};
use crate::model::Survey;
use crate::text::squeezed;
use crate::words::{Word, Words};

mod effects;
mod markdown;
mod tables;

pub use effects::{Effect, effects};

/// In how many places of the report words are told to stand at most.
const MOST_PLACES: usize = 3;

/// A corrigendum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrigendum {
    /// The title of the report; none where data/report.toml is at fault.
    pub report: Option<String>,
    /// The errata in the order of data/errata.toml.
    pub entries: Vec<Entry>,
}

/// An erratum for readers. As JSON, each field has the name that it has here, but for `issued` and `corrected`, which are
/// `for` and `read`; what is absent is `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its name.
    pub id: String,
    /// What is decided.
    pub status: Status,
    /// The file that it corrects.
    pub file: String,
    /// The line of the file, from 1.
    pub line: usize,
    /// Where in the report the words stand; empty where they are not printed themselves.
    pub places: Vec<String>,
    /// The words as issued.
    #[serde(rename = "for")]
    pub issued: String,
    /// The words that are right.
    #[serde(rename = "read")]
    pub corrected: String,
    /// What it changes for readers, where its own words are not those that are printed: numbers, labels, an order.
    pub effects: Vec<Effect>,
    /// Why.
    pub why: String,
    /// Who decided.
    pub by: Option<String>,
    /// When.
    pub on: Option<Date>,
}

impl Corrigendum {
    /// As Markdown.
    pub fn markdown(&self, words: &Words) -> String {
        markdown::write(self, words)
    }

    /// As a document; `report` are the properties of the report.
    pub fn document(&self, report: &About, words: &Words) -> Document {
        tables::write(self, report, words)
    }

    fn title(&self, words: &Words) -> String {
        match &self.report {
            Some(report) => words.say(Word::CorrigendumTitle, &[("report", report)]),
            None => words.say(Word::CorrigendumTitleBare, &[]),
        }
    }

    /// The entries by what is decided, with a heading for each kind that there is.
    fn groups(&self, words: &Words) -> Vec<(String, Vec<&Entry>)> {
        let groups = [
            (Word::CorrigendumGroupsApplied, Status::Applied),
            (Word::CorrigendumGroupsProposed, Status::Proposed),
            (Word::CorrigendumGroupsRejected, Status::Rejected),
        ];
        let groups = groups.map(|(key, status)| {
            let entries = self.entries.iter().filter(|entry| entry.status == status);
            (words.say(key, &[]), entries.collect::<Vec<_>>())
        });
        groups.into_iter().filter(|(_, entries)| !entries.is_empty()).collect()
    }
}

impl Entry {
    /// Where it stands in the report, in words; the file where it isn't known.
    fn place(&self, words: &Words) -> String {
        match (self.places.as_slice(), self.effects.as_slice()) {
            ([], [only]) => only.what.clone(),
            ([], _) => self.line(words),
            (places, _) => places.join(&words.say(Word::ListBetweenLong, &[])),
        }
    }

    /// What was issued and what is right, if it is one piece; else the effects tell it.
    fn reading(&self) -> Option<(&str, &str)> {
        match self.effects.as_slice() {
            [] => Some((&self.issued, &self.corrected)),
            [Effect { from, to, places, .. }] if places.is_empty() => {
                from.as_deref().zip(to.as_deref())
            }
            _ => None,
        }
    }

    /// The line of the file that it corrects.
    fn line(&self, words: &Words) -> String {
        let line = self.line.to_string();
        words.say(Word::CorrigendumLine, &[("file", &self.file), ("line", &line)])
    }

    /// What was decided, by whom and when.
    fn decision(&self, words: &Words) -> String {
        let key = match self.status {
            Status::Applied => Word::CorrigendumApplied,
            Status::Proposed => Word::CorrigendumProposed,
            Status::Rejected => Word::CorrigendumRejected,
        };
        let mut decision = words.say(key, &[]);
        if let Some(by) = &self.by {
            let values = [("decision", decision.as_str()), ("by", by)];
            decision = words.say(Word::CorrigendumDecidedBy, &values);
        }
        if let Some(on) = self.on {
            let values = [("decision", decision.as_str()), ("date", &words.date(on))];
            decision = words.say(Word::CorrigendumDecidedOn, &values);
        }
        decision
    }
}

/// A report whose words errata correct: as issued or as it stands.
#[derive(Clone, Copy)]
pub struct Printed<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// The survey.
    pub survey: &'a Survey,
    /// The document.
    pub document: &'a Document,
    /// What the tool itself says.
    pub words: &'a Words,
}

/// Makes the corrigendum. Words are looked for in the first report that prints them.
pub fn corrigendum(sources: &Sources, errata: &[Erratum], reports: &[Printed<'_>]) -> Corrigendum {
    let title = reports.first().map(|printed| printed.document.about.title.clone());
    let known: Vec<Vec<(String, Vec<Span>)>> = reports.iter().map(places).collect();
    let entry = |erratum: &Erratum| {
        let source = sources.get(erratum.file);
        let mut places = known.iter().map(|places| standing(places, erratum));
        Entry {
            id: erratum.id.clone(),
            status: erratum.status,
            file: source.name.clone(),
            line: source.original()[..erratum.original.start].matches('\n').count() + 1,
            places: places.find(|places| !places.is_empty()).unwrap_or_default(),
            issued: erratum.issued.trim_end_matches('\n').to_owned(),
            corrected: erratum.corrected.trim_end_matches('\n').to_owned(),
            effects: Vec::new(),
            why: erratum.why.clone(),
            by: erratum.by.clone(),
            on: erratum.on,
        }
    };
    Corrigendum { report: title, entries: errata.iter().map(entry).collect() }
}

impl Printed<'_> {
    fn passages(&self) -> Vec<Placed> {
        change::passages(self.sources, self.survey, self.document, self.words)
    }
}

/// Whether readers find the words of an erratum in one of the reports as they stand in the file.
pub fn is_printed(entry: &Entry, reports: &[Printed<'_>]) -> bool {
    let issued = squeezed(&entry.issued);
    let has = |Placed { place, text, .. }: Placed| {
        entry.places.contains(&place) && squeezed(&text).contains(&issued)
    };
    reports.iter().flat_map(Printed::passages).any(has)
}

/// The places of a report, each with the pieces of files on disk that its words came from.
fn places(printed: &Printed<'_>) -> Vec<(String, Vec<Span>)> {
    let original = |span: Span| {
        // An erratum of a template may change a condition or a tag beside the words.
        let span = match printed.sources.get(span.file).is_template() {
            true => printed.sources.line(span),
            false => span,
        };
        Span::new(span.file, printed.sources.get(span.file).original_range(span.range()))
    };
    let spans = |origins: BTreeSet<Span>| origins.into_iter().map(original).collect();
    let passages = printed.passages().into_iter();
    passages.map(|passage| (passage.place, spans(passage.origins))).collect()
}

/// Where the words of an erratum stand.
fn standing(places: &[(String, Vec<Span>)], erratum: &Erratum) -> Vec<String> {
    let is_here = |span: &Span| {
        span.file == erratum.file
            && span.start <= erratum.original.end
            && erratum.original.start <= span.end
    };
    let mut standing: Vec<String> = Vec::new();
    for (place, _) in places.iter().filter(|(_, spans)| spans.iter().any(is_here)) {
        if !standing.contains(place) && standing.len() < MOST_PLACES {
            standing.push(place.clone());
        }
    }
    standing
}
