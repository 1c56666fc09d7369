//! What a survey waits for: who was asked and has answered, what does not count yet, and which editions are out; with a
//! spreadsheet for mail merge. It names everybody, so it is for the secretariat only.

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use serde::Serialize;

use crate::diagnostic::Sources;
use crate::edition::Edition;
use crate::figure::Key;
use crate::model::{Response, Survey};
use crate::text::{columns, squeezed};

/// The titles of the columns of the spreadsheet.
const COLUMNS: [&str; 6] = ["key", "name", "state", "on", "days", "unanswered"];

/// The maximum length of a text in a cell, in characters.
const LONGEST: usize = 32_000;

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
        let what = format!("{}: {}", open.place, open.what);
        Entry { key: format!("{}:{line}", file.name), on: None, what }
    });
    let mut open: Vec<Entry> = open.collect();
    open.dedup_by(|one, other| one.key == other.key);
    let editions = editions.iter().map(|edition| {
        let to = edition.scope.process.iter().map(|process| format!("to {process}"));
        let texts = [edition.title.clone(), edition.note.clone()];
        let what = to.chain(texts.into_iter().filter(|text| !text.is_empty()));
        let what = what.collect::<Vec<_>>().join("; ");
        Entry { key: edition.id.clone(), on: Some(edition.issued), what }
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
            let row = |one: &Respondent| format!("{}\t{}\t{}", one.key, one.name, one.remark());
            let rows: Vec<String> = respondents.iter().map(row).collect();
            text += &section(respondents[0].state.name(), &rows);
        }
        for (heading, entries) in [
            ("does not count yet", &self.waiting),
            ("received, and waiting for a decision", &self.open),
            ("editions that are out", &self.editions),
        ] {
            let day = |one: &Entry| one.on.map_or_else(String::new, |day| format!("{day}\t"));
            let row = |one: &Entry| format!("{}\t{}{}", one.key, day(one), squeezed(&one.what));
            text += &section(heading, &entries.iter().map(row).collect::<Vec<_>>());
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

/// A heading with the number of rows, and the rows in columns; nothing without rows.
fn section(heading: &str, rows: &[String]) -> String {
    let rows: String = rows.iter().map(|row| format!("  {}\n", row.trim_end())).collect();
    match rows.is_empty() {
        true => rows,
        false => {
            format!("\n\n{heading} ({})\n{}", rows.lines().count(), columns(&rows, 2).trim_end())
        }
    }
}

/// An XLSX file with a row for each respondent that was invited. Texts stay texts, also those that begin with `=`.
pub fn sheet(status: &Status) -> Vec<u8> {
    workbook(status).expect("a sheet of a few columns is within the limits of the format")
}

fn workbook(status: &Status) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let about = DocProperties::new().set_comment("For the secretariat only.");
    let (day, year) = (status.day, status.day.year().clamp(1900, 9999) as u16);
    let day = ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8)?;
    book.set_properties(&about.set_creation_datetime(&day));
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, title, &Format::new().set_bold())?;
    }
    for (row, one) in (1..).zip(status.respondents.iter().filter(|one| one.invited)) {
        let day = one.on.map_or_else(String::new, |day| day.to_string());
        let state = one.state.name().to_owned();
        let texts = [one.key.clone(), one.name.clone(), state, day, one.unanswered.join(", ")];
        for (column, text) in [0, 1, 2, 3, 5].into_iter().zip(texts) {
            sheet.write_string(row, column, text.chars().take(LONGEST).collect::<String>())?;
        }
        if let Some(days) = one.days {
            sheet.write_number(row, 4, days)?;
        }
    }
    sheet.autofit();
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}
