//! `data/earlier/ROUND.toml`: the published figures of earlier rounds of the survey, each with what it
//! asked in other words.

use super::Survey;
use super::names::unfit_file;
use super::published::{self, Published};
use super::reader::Context;
use super::text::{Located, Text};
use crate::diagnostic::{SourceKind, Span};
use crate::figure::Key;

/// The beginning of the note in a file that was taken over from the last round.
pub const NOT_REVIEWED: &str = "FROM THE ROUND OF";

/// An earlier round of the survey.
#[derive(Clone, Debug)]
pub struct Round {
    /// The name of its file, such as `2021`.
    pub key: Key,
    /// Its name in sentences, such as `2021`; else the key.
    pub title: String,
    /// How many were invited.
    pub invited: Option<Located<u32>>,
    /// Its figures.
    pub published: Published,
}

/// The earlier rounds, in the order of their names.
pub(crate) fn read(context: &Context<'_>, survey: &Survey) -> Vec<Round> {
    let mut rounds = Vec::new();
    for (file, source) in context.sources.iter() {
        let SourceKind::Earlier(name) = &source.kind else { continue };
        let named = Text { value: name.clone(), span: Span::new(file, 0..0), written: None };
        let key = context.key("name", &named, unfit_file).map(|key| key.value);
        let round = context.read(file, |reader| {
            let title = reader.text("title").map_or(name.clone(), |title: Text| title.value);
            // For people who read the file: when it was.
            reader.text("asked");
            let invited = reader.number("invited");
            let published = published::figures(&reader, survey, true);
            key.map(|key| Round { key, title, invited, published })
        });
        rounds.extend(round);
    }
    rounds.sort_by(|one, other| one.key.cmp(&other.key));
    rounds
}
