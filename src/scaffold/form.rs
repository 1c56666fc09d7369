//! The form for a response, which is valid TOML as it is written: empty texts and `false` where nothing is filled in.

use jiff::civil::Date;
use toml_edit::{Key, Value};

use crate::model::{Choice, Question, QuestionKind, Survey};
use crate::text::squeezed;

/// For whom a form is, and of which kind.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The key of the mechanism.
    pub key: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The day on which the response came, if it is known.
    pub received: Option<Date>,
    /// A day to show how one is written.
    pub today: Date,
    /// Whether it amends a response.
    pub amends: bool,
}

/// The text of a form. As long as nothing in it is filled in, the file adds nothing to the report.
pub fn form(survey: &Survey, form: &Form<'_>) -> String {
    let mut lines = Lines { survey, form, text: String::new() };
    lines.head();
    lines.line("[answers]");
    for question in &survey.questions {
        lines.question(question);
    }
    lines.quotation();
    lines.practice();
    lines.text
}

/// A form that grows line by line.
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
        self.line(&format!("# {words}"));
    }

    /// Lines with some words after each, one under the other.
    fn columns<T: AsRef<str>>(&mut self, before: &str, lines: &[(T, String)]) {
        let lines: Vec<_> = lines.iter().map(|(line, words)| (line.as_ref(), words)).collect();
        let width = lines.iter().map(|(line, _)| line.chars().count()).max().unwrap_or(0);
        for (line, words) in lines {
            self.line(&format!("{line:width$}    {before}{words}"));
        }
    }

    /// A field for a text of any number of lines.
    fn text_field(&mut self, key: &str) {
        self.line(&format!("{key} = '''"));
        self.line("'''");
    }

    fn head(&mut self) {
        let Form { key, name, received, today, amends } = *self.form;
        let name = squeezed(name);
        self.explain(&match amends {
            true => format!("What the response of {name} changes or adds."),
            false => format!("The response of {name}."),
        });
        self.explain("Fill in what was answered, and leave the rest as it is: empty fields (\"\" and false) add nothing");
        self.explain(
            "to the report. Lines that begin with # explain. Then run `rapporteur check`.",
        );
        if amends {
            self.explain("An answer replaces the earlier answer to the whole question; questions left empty stay as");
            self.explain(
                "they were answered. The day on which it came is that of the file's name.",
            );
        }
        self.line("");
        self.line(&format!("mechanism = {}", quoted(key)));
        let mut fields: Vec<(&str, String)> = Vec::new();
        if !amends {
            let counted = match self.survey.published.counts(key) {
                true => " (not needed: the published figures count this response)",
                false => "",
            };
            match received {
                Some(day) => self.line(&format!("received = {day}")),
                None => fields.push((
                    "received = \"\"",
                    format!("the day on which it came, such as {today}{counted}"),
                )),
            }
            fields.push(("cleared = \"\"", "the day from which it may be printed".to_owned()));
            fields.push(("embargo = \"\"", "the day until which it may not be printed".to_owned()));
            fields.push((
                "anonymous = false",
                "true = counted, but its mechanism is never named".to_owned(),
            ));
        }
        let came = quoted(&super::received_path(key, amends.then_some(received.unwrap_or(today))));
        fields.push((
            "source-text = \"\"",
            format!("what came, as plain text, such as {came}: quotations are compared with it"),
        ));
        self.columns("# ", &fields);
        self.line("");
    }

    fn question(&mut self, question: &Question) {
        self.line("");
        let words = question.wording.as_ref().or(question.framework.as_ref());
        let words = words.map(|words| format!(": {}", squeezed(&words.value)));
        self.explain(&format!("Question `{}`{}", question.id, words.unwrap_or_default()));
        if let Some(now) = self.answer_now(question) {
            self.explain(&format!("Answered before: {now}"));
        }
        let id = Key::new(question.id.as_str()).to_string();
        let options = question.options.iter();
        match question.kind {
            QuestionKind::Single => {
                self.explain("One of:");
                let options =
                    options.map(|option| (format!("#   {}", option.key.value), title(option)));
                self.columns("", &options.collect::<Vec<_>>());
                self.line(&format!("{id} = \"\""));
            }
            QuestionKind::Multiple => {
                self.explain("Change false to true for each that was chosen. If all are false, it was not answered.");
                let mut lines: Vec<(String, String)> = options
                    .map(|option| (Key::new(option.key.value.as_str()).to_string(), title(option)))
                    .collect();
                if question.option("none").is_none() {
                    lines.push(("none".to_owned(), "true = answered: none of them".to_owned()));
                }
                let width = lines.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
                let lines: Vec<_> = lines
                    .into_iter()
                    .map(|(key, words)| (format!("{id}.{key:width$} = false"), words))
                    .collect();
                self.columns("# ", &lines);
            }
            QuestionKind::Text => {
                self.explain("In words, between the marks.");
                self.text_field(&id);
            }
        }
    }

    /// What a mechanism answers now, where a form amends that.
    fn answer_now(&self, question: &Question) -> Option<String> {
        let responses = self.survey.responses.iter().filter(|_| self.form.amends);
        let response = responses.rev().find(|response| response.mechanism == self.form.key)?;
        let answer = response.answers.get(&question.id)?;
        let words = answer.words.iter().map(|word| quoted(&squeezed(&word.value)));
        let words: Vec<String> = words.collect();
        Some(if words.is_empty() { "none of them".to_owned() } else { words.join(", ") })
    }

    fn quotation(&mut self) {
        self.line("");
        self.explain(
            "What the mechanism said for a summary point. For a second one, copy these lines.",
        );
        let report = &self.survey.report;
        for (number, part) in report.parts.iter().enumerate() {
            let points = report.points.iter().filter(|point| point.part == part.key.value);
            let points: Vec<_> = points
                .map(|point| (format!("#   {}", point.key.value), squeezed(&point.title.value)))
                .collect();
            if !points.is_empty() {
                self.explain(&format!(
                    "Points of part {}, {}:",
                    number + 1,
                    squeezed(&part.title.value)
                ));
                self.columns("", &points);
            }
        }
        self.line("[[quote]]");
        self.line("point = \"\"");
        let words =
            "quotation = word for word, the report adds the marks; or statement = without marks";
        self.columns("# ", &[("form = \"\"", words.to_owned())]);
        self.replaces();
        self.text_field("text");
    }

    fn practice(&mut self) {
        self.line("");
        self.explain("What the mechanism does. For a second practice, copy these lines. Parts:");
        let parts = self.survey.report.parts.iter();
        let parts: Vec<_> = parts
            .map(|part| (format!("#   {}", part.key.value), squeezed(&part.title.value)))
            .collect();
        self.columns("", &parts);
        self.line("[[practice]]");
        self.line("part = \"\"");
        self.replaces();
        self.text_field("text");
        if self.form.amends {
            self.line("");
            self.explain("What is taken back is marked in the file that gave it: add there to the quotation or practice,");
            self.explain(&format!("or to the whole response, `withdrawn = {}`; and `silent = true` as well, if it must", self.form.today));
            self.explain("be in no output any more.");
        }
    }

    /// The field that names what an amendment replaces.
    fn replaces(&mut self) {
        if self.form.amends {
            let words =
                "the first words of the earlier one that this one replaces, if it replaces one";
            self.columns("# ", &[("replaces = \"\"", words.to_owned())]);
        }
    }
}

/// An option in words, with its label.
fn title(option: &Choice) -> String {
    let title = squeezed(&option.title.value);
    match &option.label {
        Some(label) => format!("{}: {title}", squeezed(label)),
        None => title,
    }
}

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
