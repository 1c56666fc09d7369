//! What a survey waits for: who was asked and has answered, what does not count yet, and which editions are out. It names
//! everybody, so it is for the secretariat only.

use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostic::Sources;
use crate::edition::Edition;
use crate::figure::Key;
use crate::model::{Response, Survey};
use crate::text::wrapped;

pub mod sheet;

/// The width of what is printed, and the greatest widths of its first two columns, in characters.
const WIDTH: usize = 100;
const WIDEST: [usize; 2] = [36, 40];

/// The status of a survey.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// The day of the status.
    pub day: Date,
    /// The day by which responses are asked for.
    pub deadline: Option<Date>,
    /// How many were invited.
    pub invited: u32,
    /// Everybody that was invited or has answered, by state and name.
    pub respondents: Vec<Respondent>,
    /// What does not count yet, by respondent, with the reason.
    pub waiting: Vec<Entry>,
    /// Received answers that were not understood, by their place.
    pub open: Vec<Entry>,
    /// The editions that are out, by id, with what was written down about them.
    pub editions: Vec<Entry>,
    /// The number of findings to decide before the report is sent.
    pub to_decide: usize,
}

/// A respondent.
#[derive(Clone, Debug, Serialize)]
pub struct Respondent {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whether it was invited.
    pub invited: bool,
    /// Whether it has answered.
    pub state: State,
    /// The day of its latest answers, or of its withdrawal.
    pub on: Option<Date>,
    /// The days since then; if it has not answered, until the deadline, negative after it.
    pub days: Option<i32>,
    /// Required questions without an answer.
    pub unanswered: Vec<String>,
    /// The respondent whose response counts for it, too.
    pub with: Option<String>,
}

/// Something with a name and perhaps a day.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The name.
    pub key: String,
    /// The day.
    pub on: Option<Date>,
    /// What there is to say about it.
    pub what: String,
}

/// Whether somebody has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Not yet.
    NotYet,
    /// In part: it has not finished, or required questions are left.
    Incomplete,
    /// Completely.
    Answered,
    /// It withdrew its response.
    Withdrawn,
}

impl State {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        ["not yet", "incomplete", "answered", "withdrawn"][self as usize]
    }
}

/// The status on a day; `survey` includes what does not count yet, `counted` does not.
pub fn status(
    sources: &Sources,
    survey: &Survey,
    counted: &Survey,
    editions: &[Edition],
    day: Date,
) -> Status {
    let respondents = survey.mechanisms.keys().map(|key| respondent(survey, key, day));
    let mut respondents: Vec<Respondent> =
        respondents.filter(|one| one.invited || one.state != State::NotYet).collect();
    respondents.sort_by_cached_key(|one| (one.state, one.name.to_lowercase()));
    let waiting = counted.waiting.iter().map(|one| Entry {
        key: one.mechanism.to_string(),
        on: None,
        what: one.reason.clone(),
    });
    let open = survey.responses.iter().flat_map(|response| &response.open).map(|open| {
        let (file, (line, _)) = (sources.get(open.span.file), sources.line_column(open.span));
        let (key, what) =
            (format!("{}:{line}", file.name), format!("{}: {}", open.place, open.what));
        Entry { key, on: None, what }
    });
    let mut open: Vec<Entry> = open.collect();
    open.dedup_by(|one, other| one.key == other.key);
    let editions = editions.iter().map(|edition| {
        let to = edition.scope.process.iter().map(|process| format!("to {process}"));
        let texts = [edition.title.clone(), edition.note.clone()];
        let what = to.chain(texts.into_iter().filter(|text| !text.is_empty()));
        let what = what.collect::<Vec<_>>().join("; ");
        Entry { key: edition.id.to_string(), on: Some(edition.issued), what }
    });
    Status {
        day,
        deadline: survey.deadline,
        invited: survey.invited.value,
        respondents,
        waiting: waiting.collect(),
        open,
        editions: editions.collect(),
        to_decide: 0,
    }
}

fn respondent(survey: &Survey, key: &Key, day: Date) -> Respondent {
    let mechanism = &survey.mechanisms[key];
    let joint = survey.responses.iter().find(|response| response.joint.contains(key));
    let response = survey.response(key).or(joint);
    let unanswered = response.map_or_else(Vec::new, |response| unanswered(survey, response));
    let is_partial = |one: &Response| one.origins.last().is_some_and(|origin| origin.partial);
    let (state, on) = match (response, survey.withdrawal(key)) {
        (Some(one), _) if is_partial(one) || !unanswered.is_empty() => {
            (State::Incomplete, one.received)
        }
        (Some(one), _) => (State::Answered, one.received),
        (None, Some(withdrawn)) => (State::Withdrawn, Some(withdrawn.on)),
        (None, None) if survey.published.counts(key) => (State::Answered, None),
        (None, None) => {
            let mut waiting = survey.waiting.iter().filter(|one| one.mechanism == *key);
            let letter = waiting.find_map(|one| one.received);
            (letter.map_or(State::NotYet, |_| State::Incomplete), letter)
        }
    };
    let deadline = survey.deadline.filter(|_| state == State::NotYet);
    Respondent {
        key: key.to_string(),
        name: mechanism.name.value.clone(),
        invited: mechanism.invited,
        state,
        on,
        days: deadline.map(|until| days(day, until)).or(on.map(|on| days(on, day))),
        unanswered,
        with: joint.map(|response| response.mechanism.to_string()),
    }
}

/// The required questions that a response leaves out, of those that were asked. The answers that a publication counts may
/// be in no file.
fn unanswered(survey: &Survey, response: &Response) -> Vec<String> {
    let is_counted = survey.published.counts(&response.mechanism);
    let required = survey.questions.iter().filter(|question| question.required && !is_counted);
    let asked = required.filter(|question| question.is_asked(&response.answers));
    let left = asked.filter(|question| !response.answers.contains_key(&question.id));
    left.map(|question| question.id.to_string()).collect()
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

impl Status {
    /// The status as a table for people.
    pub fn table(&self) -> String {
        let invited = || self.respondents.iter().filter(|one| one.invited);
        let has_answered =
            |one: &&Respondent| matches!(one.state, State::Answered | State::Incomplete);
        let answered = invited().filter(has_answered).count();
        let mut text = format!("{answered} of {} that were invited have answered", self.invited);
        if let Some(day) = self.deadline {
            text += &format!("; the deadline is {day}, {}", distance(days(self.day, day)));
        }
        let unlisted = self.invited.saturating_sub(invited().count() as u32);
        if unlisted > 0 {
            text += &format!("\ninvited, and in no file of the project: {unlisted}");
        }
        for respondents in self.respondents.chunk_by(|one, next| one.state == next.state) {
            let row = |one: &Respondent| [one.key.clone(), one.name.clone(), one.remark()];
            text += &section(respondents[0].state.name(), respondents.iter().map(row).collect());
        }
        for (heading, entries) in [
            ("does not count yet", &self.waiting),
            ("received, and waiting for a decision", &self.open),
            ("editions that are out", &self.editions),
        ] {
            let day = |one: &Entry| one.on.map_or_else(String::new, |day| day.to_string());
            let row = |one: &Entry| [one.key.clone(), day(one), one.what.clone()];
            text += &section(heading, entries.iter().map(row).collect());
        }
        text + &format!(
            "\n\nto decide before sending: {} (rapporteur check)\nFor the secretariat only: this names who answered, also who \
             must not be named.\n",
            self.to_decide
        )
    }
}

impl Respondent {
    /// What else there is to say about it.
    fn remark(&self) -> String {
        let is_unfinished = self.state == State::Incomplete && self.unanswered.is_empty();
        let answered = self.on.zip(self.days);
        let remarks = [
            answered.map(|(on, days)| format!("{on}, {}", distance(-days))),
            self.with.as_ref().map(|with| format!("together with {with}")),
            is_unfinished.then(|| "not finished".to_owned()),
            (!self.unanswered.is_empty())
                .then(|| format!("without {}", self.unanswered.join(", "))),
            (!self.invited).then(|| "not invited".to_owned()),
        ];
        remarks.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

/// How far away a day is, in words; `left` is the number of days until it.
fn distance(left: i32) -> String {
    match left {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        2.. => format!("in {left} days"),
        _ => format!("{} days ago", -left),
    }
}

/// A heading with the number of rows, and the rows in columns, the last of which is wrapped; nothing without rows.
fn section(heading: &str, rows: Vec<[String; 3]>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let widths = [0, 1].map(|column| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or(0).min(WIDEST[column])
    });
    let mut text = format!("\n\n{heading} ({})", rows.len());
    for row in rows {
        let mut start = "  ".to_owned();
        for (cell, width) in row.iter().zip(widths).filter(|(_, width)| *width > 0) {
            let is_long = cell.chars().count() > width;
            let mut kept: String = cell.chars().take(width - usize::from(is_long)).collect();
            kept.extend(is_long.then_some('…'));
            start += &format!("{kept:width$}  ");
        }
        let indent = start.chars().count();
        for line in wrapped(&row[2], WIDTH - indent) {
            text += &format!("\n{}", format!("{start}{line}").trim_end());
            start = " ".repeat(indent);
        }
    }
    text
}
