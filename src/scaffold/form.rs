//! The form for a response. An unmodified form is valid TOML, with empty texts and `false` as its
//! values.

use jiff::civil::Date;
use toml_edit::{Key, Value};

use crate::model::{Choice, Question, QuestionKind, Survey};
use crate::text::squeezed;

/// The mechanism that a form is for, and the kind of form.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The key of the mechanism.
    pub key: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The date on which the response was received, if known.
    pub received: Option<Date>,
    /// The current date, shown as an example of the date format.
    pub today: Date,
    /// Whether the form amends an earlier response.
    pub amends: bool,
}

/// Instructions for filling in a form.
const HOW: &str = "\
Fill in what was answered, and leave the rest as it is: empty fields (\"\" and false) add nothing
to the report. Lines that begin with # explain. Then run `rapporteur check`.";

/// Additional instructions for an amendment.
const AMENDS: &str = "\
An answer replaces the earlier answer to the whole question; questions left empty stay as they
were answered. The day on which it came is that of the file's name.";

const CHOOSE: &str =
    "Change false to true for each that was chosen. If all are false, it was not answered.";
const RANK: &str = "The place of each, 1 for the first; 0 stays for those without a place.";
const QUOTATION: &str =
    "What the mechanism said for a summary point. For a second one, copy these lines.";
const FORMS: &str =
    "quotation = word for word, the report adds the marks; or statement = without marks";
const PRACTICE: &str = "What the mechanism does. For a second practice, copy these lines. Parts:";
const REPLACES: &str =
    "the first words of the earlier one that this one replaces, if it replaces one";

/// Returns the text of a form. The file adds nothing to the report until the form is filled in.
pub fn form(survey: &Survey, form: &Form<'_>) -> String {
    let mut lines = Lines { survey, form, text: String::new() };
    lines.head();
    lines.line("\n[answers]");
    survey.questions.iter().for_each(|question| lines.question(question));
    lines.quotation();
    lines.practice();
    lines.text
}

/// A form that is built line by line.
struct Lines<'a> {
    survey: &'a Survey,
    form: &'a Form<'a>,
    text: String,
}

impl Lines<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn explain(&mut self, words: &str) {
        words.lines().for_each(|line| self.line(&format!("# {line}")));
    }

    /// Writes lines, each followed by a comment; the comments are aligned in a column.
    fn columns(&mut self, before: &str, lines: &[(String, String)]) {
        let width = lines.iter().map(|(line, _)| line.chars().count()).max().unwrap_or(0);
        for (line, words) in lines {
            self.line(&format!("{line:width$}    {before}{words}"));
        }
    }

    /// Writes fields to fill in, each with an explanation.
    fn fields(&mut self, fields: &[(&str, &str)]) {
        let fields = fields.iter().map(|(field, words)| ((*field).to_owned(), (*words).to_owned()));
        self.columns("# ", &fields.collect::<Vec<_>>());
    }

    fn head(&mut self) {
        let Form { key, name, received, today, amends } = *self.form;
        let name = squeezed(name);
        match amends {
            true => self
                .explain(&format!("What the response of {name} changes or adds.\n{HOW}\n{AMENDS}")),
            false => self.explain(&format!("The response of {name}.\n{HOW}")),
        }
        self.line(&format!("\nmechanism = {}", quoted(key)));
        let mut fields: Vec<(&str, &str)> = Vec::new();
        let needless = match self.survey.published.counts(key) {
            true => " (not needed: the published figures count this response)",
            false => "",
        };
        let came = format!("the day on which it came, such as {today}{needless}");
        match received {
            _ if amends => {}
            Some(day) => self.line(&format!("received = {day}")),
            None => fields.push(("received = \"\"", &came)),
        }
        if !amends {
            fields.push(("cleared = \"\"", "the day from which it may be printed"));
            fields.push(("embargo = \"\"", "the day until which it may not be printed"));
            fields.push(("anonymous = false", "true = counted, but its mechanism is never named"));
        }
        let path = quoted(&super::received_path(key, amends.then_some(received.unwrap_or(today))));
        let came =
            format!("what came, as plain text, such as {path}: quotations are compared with it");
        fields.push(("source-text = \"\"", &came));
        self.fields(&fields);
    }

    fn question(&mut self, question: &Question) {
        let words = question.wording.as_ref().or(question.framework.as_ref());
        let words = words.map_or(String::new(), |words| format!(": {}", squeezed(&words.value)));
        self.line(&format!("\n# Question `{}`{words}", question.id));
        if let Some(now) = self.answer_now(question) {
            self.explain(&format!("Answered before: {now}"));
        }
        let id = match &question.item {
            Some(item) => {
                format!("{}.{}", Key::new(item.grid.as_str()), Key::new(item.key.as_str()))
            }
            None => Key::new(question.id.as_str()).to_string(),
        };
        let options = question.options.iter();
        match question.kind {
            QuestionKind::Single | QuestionKind::Scale => {
                self.explain("One of:");
                self.list(options.map(|option| (&*option.key.value, title(option))));
                self.line(&format!("{id} = \"\""));
            }
            QuestionKind::Multiple => {
                self.explain(CHOOSE);
                let key = |option: &Choice| Key::new(option.key.value.as_str()).to_string();
                let mut lines: Vec<_> =
                    options.map(|option| (key(option), title(option))).collect();
                if question.option("none").is_none() {
                    lines.push(("none".to_owned(), "true = answered: none of them".to_owned()));
                }
                let width = lines.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
                for (key, _) in &mut lines {
                    *key = format!("{id}.{key:width$} = false");
                }
                self.columns("# ", &lines);
            }
            QuestionKind::Ranking => {
                self.explain(RANK);
                let key = |option: &Choice| Key::new(option.key.value.as_str()).to_string();
                let lines =
                    options.map(|option| (format!("{id}.{} = 0", key(option)), title(option)));
                self.columns("# ", &lines.collect::<Vec<_>>());
            }
            QuestionKind::Number => {
                let unit =
                    question.unit.as_ref().map(|unit| format!(" ({})", squeezed(&unit.value)));
                self.explain(&format!("A number{}, such as 12.5.", unit.unwrap_or_default()));
                self.line(&format!("{id} = \"\""));
            }
            QuestionKind::Text => {
                self.explain("In words, between the marks.");
                self.line(&format!("{id} = {EMPTY}"));
            }
        }
    }

    /// The mechanism's current answer, if the form amends a response.
    fn answer_now(&self, question: &Question) -> Option<String> {
        let responses = self.survey.responses.iter().filter(|_| self.form.amends);
        let response = responses.rev().find(|response| response.mechanism == self.form.key)?;
        let answer = response.answers.get(&question.id)?;
        let words = answer.words.iter().map(|word| quoted(&squeezed(&word.value)));
        let words: Vec<String> = words.collect();
        Some(if words.is_empty() { "none of them".to_owned() } else { words.join(", ") })
    }

    /// Writes the values that a field accepts, each with an explanation.
    fn list<'k>(&mut self, values: impl Iterator<Item = (&'k str, String)>) {
        let lines = values.map(|(key, words)| (format!("#   {key}"), words));
        self.columns("", &lines.collect::<Vec<_>>());
    }

    fn quotation(&mut self) {
        self.line("");
        self.explain(QUOTATION);
        let report = &self.survey.report;
        for (number, part) in report.parts.iter().enumerate() {
            let points = report.points.iter().filter(|point| point.part == part.key.value);
            let mut points = points.map(|point| (&*point.key.value, squeezed(&point.title.value)));
            if let Some(first) = points.next() {
                let title = squeezed(&part.title.value);
                self.explain(&format!("Points of part {}, {title}:", number + 1));
                self.list(std::iter::once(first).chain(points));
            }
        }
        self.line("[[quote]]\npoint = \"\"");
        self.statement(&[("form = \"\"", FORMS)]);
    }

    fn practice(&mut self) {
        self.line("");
        self.explain(PRACTICE);
        let parts = self.survey.report.parts.iter();
        self.list(parts.map(|part| (&*part.key.value, squeezed(&part.title.value))));
        self.line("[[practice]]\npart = \"\"");
        self.statement(&[]);
        if self.form.amends {
            self.line("");
            self.explain(&format!(
                "What is taken back is marked in the file that gave it: add there to the quotation or practice,\n\
                 or to the whole response, `withdrawn = {}`; and `silent = true` as well, if it must\n\
                 be in no output any more.",
                self.form.today
            ));
        }
    }

    /// Writes the fields that quotations and practices share, after the given specific `fields`.
    fn statement(&mut self, fields: &[(&str, &str)]) {
        let replaces = [("replaces = \"\"", REPLACES)];
        let replaces = if self.form.amends { &replaces[..] } else { &[] };
        self.fields(&[fields, replaces].concat());
        self.line(&format!("text = {EMPTY}"));
    }
}

/// An empty multi-line text.
const EMPTY: &str = "'''\n'''";

/// An option's title, preceded by its label if it has one.
fn title(option: &Choice) -> String {
    let title = squeezed(&option.title.value);
    match &option.label {
        Some(label) => format!("{}: {title}", squeezed(label)),
        None => title,
    }
}

/// Formats a text as a TOML string.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
