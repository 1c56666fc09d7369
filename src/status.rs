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

/// The width of what is printed, in characters.
const WIDTH: usize = 100;
/// The greatest width of keys and of names.
const WIDEST: [usize; 2] = [24, 36];

/// The status of a survey.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// The day of the status.
    pub day: Date,
    /// The day by which responses are asked for.
    pub deadline: Option<Date>,
    /// How many were invited.
    pub invited: u32,
    /// How many of them are in no file of the project.
    pub unlisted: u32,
    /// Everybody that was invited or has answered, by state and name.
    pub respondents: Vec<Respondent>,
    /// What does not count yet.
    pub waiting: Vec<Waiting>,
    /// Received answers that were not understood.
    pub open: Vec<Open>,
    /// The editions that are out, in order.
    pub editions: Vec<Issued>,
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
    /// How many days ago that was.
    pub days_since: Option<i32>,
    /// The days until the deadline, if it has not answered; negative after it.
    pub days_left: Option<i32>,
    /// Required questions without an answer.
    pub unanswered: Vec<String>,
    /// The respondent whose response counts for it, too.
    pub with: Option<String>,
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
        match self {
            State::NotYet => "not yet",
            State::Incomplete => "incomplete",
            State::Answered => "answered",
            State::Withdrawn => "withdrawn",
        }
    }
}

/// A response, or a part of one, that does not count yet.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    /// The key of the respondent.
    pub key: String,
    /// Why it waits.
    pub reason: String,
}

/// A received answer that was not understood.
#[derive(Clone, Debug, Serialize)]
pub struct Open {
    /// The response file.
    pub file: String,
    /// The line in it.
    pub line: usize,
    /// The place in the file that was received.
    pub place: String,
    /// What is to be decided.
    pub what: String,
}

/// An edition that is out.
#[derive(Clone, Debug, Serialize)]
pub struct Issued {
    /// Its id.
    pub id: String,
    /// The day on which it was issued.
    pub issued: Date,
    /// The edition line of the report.
    pub title: String,
    /// The process that it was submitted to.
    pub process: Option<String>,
    /// The secretariat's note, such as to whom it was sent.
    pub note: String,
}

/// The status on a day; `survey` includes what does not count yet, `counted` does not.
pub fn status(
    sources: &Sources,
    survey: &Survey,
    counted: &Survey,
    editions: &[Edition],
    day: Date,
) -> Status {
    let listed = survey.mechanisms.values().filter(|one| one.invited).count() as u32;
    let keys = survey.mechanisms.keys();
    let mut respondents: Vec<Respondent> =
        keys.filter_map(|key| respondent(survey, key, day)).collect();
    respondents.sort_by_cached_key(|one| (one.state, one.name.to_lowercase()));
    let waiting = counted.waiting.iter().map(|pending| Waiting {
        key: pending.mechanism.to_string(),
        reason: pending.reason.clone(),
    });
    let mut open: Vec<Open> = Vec::new();
    for one in survey.responses.iter().flat_map(|response| &response.open) {
        let (file, line) =
            (sources.get(one.span.file).name.clone(), sources.line_column(one.span).0);
        if !open.iter().any(|known| (&known.file, known.line) == (&file, line)) {
            open.push(Open { file, line, place: one.place.clone(), what: one.what.clone() });
        }
    }
    let editions = editions.iter().map(|edition| Issued {
        id: edition.id.clone(),
        issued: edition.issued,
        title: edition.title.clone(),
        process: edition.process.clone(),
        note: edition.note.clone(),
    });
    Status {
        day,
        deadline: survey.deadline,
        invited: survey.invited.value,
        unlisted: survey.invited.value.saturating_sub(listed),
        respondents,
        waiting: waiting.collect(),
        open,
        editions: editions.collect(),
        to_decide: 0,
    }
}

/// A respondent; `None` if it was neither invited nor has it answered.
fn respondent(survey: &Survey, key: &Key, day: Date) -> Option<Respondent> {
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
    let days = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
    (mechanism.invited || state != State::NotYet).then(|| Respondent {
        key: key.to_string(),
        name: mechanism.name.value.clone(),
        invited: mechanism.invited,
        state,
        on,
        days_since: on.map(|on| days(on, day)),
        days_left: survey.deadline.filter(|_| state == State::NotYet).map(|until| days(day, until)),
        unanswered,
        with: joint.map(|response| response.mechanism.to_string()),
    })
}

/// The required questions that a response leaves out, of those that were asked. The answers that a publication counts may
/// be in no file.
fn unanswered(survey: &Survey, response: &Response) -> Vec<String> {
    let answers = &response.answers;
    if survey.published.counts(&response.mechanism) {
        return Vec::new();
    }
    let required = survey.questions.iter().filter(|question| question.required);
    let missing = required
        .filter(|question| question.is_asked(answers) && !answers.contains_key(&question.id));
    missing.map(|question| question.id.to_string()).collect()
}

impl Status {
    /// The status as a table for people.
    pub fn table(&self) -> String {
        let mut page = Page::default();
        let invited = |one: &&Respondent| one.invited;
        let answered = self.respondents.iter().filter(invited);
        let answered =
            answered.filter(|one| matches!(one.state, State::Answered | State::Incomplete));
        let deadline = self.deadline.map(|day| {
            let left = self.day.until(day).map_or(0, |span| span.get_days());
            format!("; the deadline is {day}, {}", distance(left))
        });
        let (answered, invited) = (answered.count(), self.invited);
        page.line(&format!(
            "{answered} of {invited} that were invited have answered{}",
            deadline.unwrap_or_default()
        ));
        for state in [State::NotYet, State::Incomplete, State::Answered, State::Withdrawn] {
            let own = self.respondents.iter().filter(|one| one.state == state);
            let rows = own.map(|one| [one.key.clone(), one.name.clone(), one.remark()]);
            page.section(state.name(), rows.collect());
        }
        if self.unlisted > 0 {
            page.line(&format!("  and {} that were invited and are in no file", self.unlisted));
        }
        let waiting = self.waiting.iter().map(|one| [one.key.clone(), one.reason.clone()]);
        page.section("does not count yet", waiting.collect());
        let open = self.open.iter().map(|one| {
            [format!("{}:{}", one.file, one.line), format!("{}: {}", one.place, one.what)]
        });
        page.section("received, and waiting for a decision", open.collect());
        let editions = self.editions.iter().map(|one| {
            let sent = one.process.iter().map(|process| format!("to {process}"));
            let texts =
                [&one.title, &one.note].into_iter().filter(|text| !text.is_empty()).cloned();
            let about: Vec<String> = sent.chain(texts).collect();
            [one.id.clone(), one.issued.to_string(), about.join("; ")]
        });
        page.section("editions that are out", editions.collect());
        if self.to_decide > 0 {
            page.line(&format!(
                "\nto decide before sending: {} (rapporteur check)",
                self.to_decide
            ));
        }
        page.line(
            "\nFor the secretariat only: this names who answered, also who must not be named.",
        );
        page.text
    }
}

impl Respondent {
    /// What else there is to say about it.
    fn remark(&self) -> String {
        let mut remarks = Vec::new();
        remarks.extend(self.on.map(|on| match self.days_since {
            Some(days) => format!("{on}, {}", distance(-days)),
            None => on.to_string(),
        }));
        remarks.extend(self.with.as_ref().map(|with| format!("together with {with}")));
        if self.state == State::Incomplete {
            remarks.push(match self.unanswered.is_empty() {
                true => "not finished".to_owned(),
                false => format!("without {}", self.unanswered.join(", ")),
            });
        }
        if !self.invited {
            remarks.push("not invited".to_owned());
        }
        remarks.join("; ")
    }
}

/// How far away a day is, in words; `left` is the number of days until it.
fn distance(left: i32) -> String {
    match left {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        left if left > 0 => format!("in {left} days"),
        left => format!("{} days ago", -left),
    }
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text += &format!("{line}\n");
    }

    /// Adds a heading with the number of rows, and the rows, in columns; the last column is wrapped.
    fn section<const N: usize>(&mut self, heading: &str, rows: Vec<[String; N]>) {
        if rows.is_empty() {
            return;
        }
        self.line(&format!("\n{heading} ({})", rows.len()));
        let width = |column: usize| {
            let widths = rows.iter().map(|row| row[column].chars().count());
            let most = if N == 2 { WIDTH / 2 } else { WIDEST[column] };
            widths.max().unwrap_or(0).min(most)
        };
        let widths: Vec<usize> = (0..N - 1).map(width).collect();
        let indent = 2 + widths.iter().map(|width| width + 2).sum::<usize>();
        for row in &rows {
            let cells = widths.iter().zip(row).map(|(width, text)| {
                let text = match text.chars().count() > *width {
                    true => text.chars().take(width - 1).chain(['…']).collect(),
                    false => text.clone(),
                };
                format!("{text:width$}  ")
            });
            let start = format!("  {}", cells.collect::<String>());
            for (index, line) in wrapped(&row[N - 1], WIDTH - indent).iter().enumerate() {
                let before = if index == 0 { start.clone() } else { " ".repeat(indent) };
                self.line(format!("{before}{}", line.trim_end()).trim_end());
            }
        }
    }
}
