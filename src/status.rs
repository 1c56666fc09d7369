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
    let keys = survey.mechanisms.keys();
    let respondents = keys.map(|key| respondent(survey, key, day));
    let mut respondents: Vec<Respondent> =
        respondents.filter(|one| one.invited || one.state != State::NotYet).collect();
    respondents.sort_by_cached_key(|one| (one.state, one.name.to_lowercase()));
    let entry = |key: &dyn ToString, on, what| Entry { key: key.to_string(), on, what };
    let open = survey.responses.iter().flat_map(|response| &response.open).map(|open| {
        let place =
            format!("{}:{}", sources.get(open.span.file).name, sources.line_column(open.span).0);
        entry(&place, None, format!("{}: {}", open.place, open.what))
    });
    let editions = editions.iter().map(|edition| {
        let to = edition.process.iter().map(|process| format!("to {process}"));
        let texts = [&edition.title, &edition.note].map(String::clone);
        let what = to.chain(texts.into_iter().filter(|text| !text.is_empty()));
        entry(&edition.id, Some(edition.issued), what.collect::<Vec<_>>().join("; "))
    });
    let mut open: Vec<Entry> = open.collect();
    open.dedup_by(|one, other| one.key == other.key);
    let waiting = counted.waiting.iter();
    Status {
        day,
        deadline: survey.deadline,
        invited: survey.invited.value,
        respondents,
        waiting: waiting.map(|one| entry(&one.mechanism, None, one.reason.clone())).collect(),
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
        (None, None) => (State::NotYet, None),
    };
    Respondent {
        key: key.to_string(),
        name: mechanism.name.value.clone(),
        invited: mechanism.invited,
        state,
        on,
        days: match state {
            State::NotYet => survey.deadline.map(|until| days(day, until)),
            State::Incomplete | State::Answered | State::Withdrawn => on.map(|on| days(on, day)),
        },
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
        let mut invited = 0;
        let mut sections: Vec<(&str, Vec<[String; 3]>)> = Vec::new();
        for one in &self.respondents {
            let has_answered = matches!(one.state, State::Answered | State::Incomplete);
            invited += usize::from(one.invited && has_answered);
            if sections.last().is_none_or(|(name, _)| *name != one.state.name()) {
                sections.push((one.state.name(), Vec::new()));
            }
            let row = [one.key.clone(), one.name.clone(), one.remark()];
            sections.last_mut().expect("it was added").1.push(row);
        }
        let entry = |one: &Entry| {
            let day = one.on.map_or_else(String::new, |day| day.to_string());
            [one.key.clone(), day, one.what.clone()]
        };
        sections.extend([
            ("does not count yet", self.waiting.iter().map(entry).collect()),
            ("received, and waiting for a decision", self.open.iter().map(entry).collect()),
            ("editions that are out", self.editions.iter().map(entry).collect()),
        ]);
        let mut text = format!("{invited} of {} that were invited have answered", self.invited);
        if let Some(day) = self.deadline {
            text += &format!("; the deadline is {day}, {}", distance(days(self.day, day)));
        }
        let listed = self.respondents.iter().filter(|one| one.invited).count() as u32;
        if self.invited > listed {
            text += &format!("\ninvited, and in no file of the project: {}", self.invited - listed);
        }
        sections.iter().for_each(|(heading, rows)| text += &section(heading, rows));
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
fn section(heading: &str, rows: &[[String; 3]]) -> String {
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or(0).min(WIDEST[column])
    };
    let widths = [width(0), width(1)];
    let indent =
        widths.iter().filter(|width| **width > 0).map(|width| width + 2).sum::<usize>() + 2;
    let mut text = String::new();
    for row in rows {
        let mut start = "  ".to_owned();
        for (cell, width) in row.iter().zip(widths).filter(|(_, width)| *width > 0) {
            let is_long = cell.chars().count() > width;
            let kept: String = cell.chars().take(width - usize::from(is_long)).collect();
            start += &format!("{:width$}  ", kept + if is_long { "…" } else { "" });
        }
        for line in wrapped(&row[2], WIDTH - indent) {
            text += &format!("\n{}", format!("{start}{line}").trim_end());
            start = " ".repeat(indent);
        }
    }
    if rows.is_empty() { text } else { format!("\n\n{heading} ({}){text}", rows.len()) }
}
