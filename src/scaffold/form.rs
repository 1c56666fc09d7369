//! The form for a response: what can be answered and said, as lines from which the sign of a comment is taken.

use jiff::civil::Date;

use crate::model::slips::examples;
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
    let mut lines = Lines::default();
    head(survey, form, &mut lines);
    lines.live("[answers]");
    for question in &survey.questions {
        lines.gap();
        ask(survey, form, question, &mut lines);
    }
    lines.gap();
    quotation(survey, form, &mut lines);
    lines.gap();
    practice(survey, form, &mut lines);
    lines.text
}

/// A text that grows line by line.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    /// A line that holds as it is.
    fn live(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A line that holds once its sign is taken off.
    fn field(&mut self, line: &str) {
        self.live(&format!("# {line}"));
    }

    /// Fields with a word about each, one under the other.
    fn fields(&mut self, fields: impl Iterator<Item = (String, String)>) {
        let fields: Vec<(String, String)> = fields.collect();
        let width = fields.iter().map(|(field, _)| field.chars().count()).max().unwrap_or(0);
        for (field, words) in fields {
            self.field(&format!("{field:width$}    ## {words}"));
        }
    }

    /// A word of explanation.
    fn explain(&mut self, line: &str) {
        self.live(&format!("## {line}"));
    }

    fn gap(&mut self) {
        self.live("");
    }
}

fn head(survey: &Survey, form: &Form<'_>, lines: &mut Lines) {
    let Form { key, name, received, today, amends } = *form;
    match amends {
        true => lines.explain(&format!("What the response of {} changes or adds.", squeezed(name))),
        false => lines.explain(&format!("The response of {}.", squeezed(name))),
    }
    lines.explain("Lines with `##` explain. Take `# ` off the beginning of each line that holds, and leave the others:");
    lines.explain("they add nothing to the report. Then run `rapporteur check`.");
    if amends {
        lines.explain("An answer takes the place of the earlier one; questions left out stay as they were answered.");
    }
    lines.gap();
    lines.live(&format!("mechanism = {}", quoted(key)));
    let came = super::received_path(key, amends.then_some(received.unwrap_or(today)));
    if amends {
        lines.explain("The day on which it came is that of the file's name.");
        source_text(&came, lines);
        lines.gap();
        return;
    }
    match received {
        Some(day) => lines.live(&format!("received = {day}")),
        None => {
            lines.explain(match survey.published.counts(key) {
                true => "The day on which it came; not needed, for the published figures count this response.",
                false => "The day on which it came: year, month, day, without quotation marks.",
            });
            lines.field(&format!("received = {today}"));
        }
    }
    lines.explain("From when it may be printed; until when it may not; and whether it is counted but never named.");
    lines.field(&format!("cleared = {today}"));
    lines.field(&format!("embargo = {today}"));
    lines.field("anonymous = true");
    source_text(&came, lines);
    lines.gap();
}

/// The line that names the text that came.
fn source_text(path: &str, lines: &mut Lines) {
    lines.explain(
        "What came, as plain text: quotations are compared with it. It goes into no output.",
    );
    lines.field(&format!("source-text = {}", quoted(path)));
}

fn ask(survey: &Survey, form: &Form<'_>, question: &Question, lines: &mut Lines) {
    let words = question.wording.as_ref().or(question.framework.as_ref());
    let words = words.map(|words| format!(": {}", squeezed(&words.value)));
    lines.explain(&format!("Question `{}`{}", question.id, words.unwrap_or_default()));
    let now = answer_now(survey, form, question);
    now.iter().for_each(|now| lines.explain(&format!("Answered before: {now}")));
    let id = toml_edit::Key::new(question.id.as_str()).to_string();
    let options = |field: &dyn Fn(String) -> String, lines: &mut Lines| {
        let options = question.options.iter();
        lines.fields(options.map(|option| (field(quoted(&option.key.value)), title(option))));
    };
    match question.kind {
        QuestionKind::Single => {
            lines.explain("One: take `# ` off the line of the option that was chosen.");
            options(&|key| format!("{id} = {key}"), lines);
        }
        QuestionKind::Multiple => {
            lines.explain("Several: take `# ` off the first and the last line, and off each option that was chosen;");
            lines.explain("off the first and the last alone, if none was.");
            lines.field(&format!("{id} = ["));
            options(&|key| format!("  {key},"), lines);
            lines.field("]");
        }
        QuestionKind::Text => {
            lines.explain("In words, between the marks.");
            words_between_marks(&id, examples::ANSWER, lines);
        }
    }
}

/// What a mechanism answers now, where a form amends that.
fn answer_now(survey: &Survey, form: &Form<'_>, question: &Question) -> Option<String> {
    let responses = survey.responses.iter().filter(|_| form.amends);
    let response = responses.rev().find(|response| response.mechanism == form.key)?;
    let answer = response.answers.get(&question.id)?;
    let words = answer.words.iter().map(|word| quoted(&squeezed(&word.value)));
    let words: Vec<String> = words.collect();
    Some(if words.is_empty() { "none of them".to_owned() } else { words.join(", ") })
}

fn quotation(survey: &Survey, form: &Form<'_>, lines: &mut Lines) {
    lines.explain(
        "What the mechanism said for a summary point. For a second one, copy these lines.",
    );
    lines.explain("Take `# ` off one line of each kind.");
    lines.field("[[quote]]");
    for (number, part) in survey.report.parts.iter().enumerate() {
        let mut points =
            survey.report.points.iter().filter(|p| p.part == part.key.value).peekable();
        if points.peek().is_some() {
            lines.explain(&format!("Part {}, {}:", number + 1, squeezed(&part.title.value)));
        }
        lines.fields(points.map(|point| {
            (format!("point = {}", quoted(&point.key.value)), squeezed(&point.title.value))
        }));
    }
    lines.explain("How it is printed:");
    let forms = [
        ("form = \"quotation\"", "word for word: the report adds the quotation marks"),
        ("form = \"statement\"", "without quotation marks"),
    ];
    lines.fields(forms.map(|(field, words)| (field.to_owned(), words.to_owned())).into_iter());
    replaces(form, lines);
    words_between_marks("text", examples::QUOTATION, lines);
}

fn practice(survey: &Survey, form: &Form<'_>, lines: &mut Lines) {
    lines.explain("What the mechanism does. For a second practice, copy these lines.");
    lines.field("[[practice]]");
    lines.fields(
        survey.report.parts.iter().map(|part| {
            (format!("part = {}", quoted(&part.key.value)), squeezed(&part.title.value))
        }),
    );
    replaces(form, lines);
    words_between_marks("text", examples::PRACTICE, lines);
    if form.amends {
        lines.gap();
        lines.explain("What is taken back is named where it stands, in the file that gave it: there, add to the");
        lines.explain(&format!(
            "quotation or practice, or to the whole response, `withdrawn = {}`; and",
            form.today
        ));
        lines.explain("`silent = true` as well, if it must stand in no output any more.");
    }
}

/// The line that names what an amendment replaces.
fn replaces(form: &Form<'_>, lines: &mut Lines) {
    if form.amends {
        lines.explain(
            "Only where it takes the place of an earlier one; without this line it is added.",
        );
        lines.field("replaces = \"the first words of the earlier one\"");
    }
}

/// Three lines that hold a text.
fn words_between_marks(key: &str, words: &str, lines: &mut Lines) {
    lines.field(&format!("{key} = '''"));
    lines.field(words);
    lines.field("'''");
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
    toml_edit::Value::from(text).to_string()
}
