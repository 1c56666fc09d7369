//! `data/survey.toml`: the survey's date and questions; and `data/frameworks/*.toml`: lists of options that questions share,
//! such as the Sustainable Development Goals.

use std::collections::BTreeMap;

use super::names::{find, is_new, report_unknown};
use super::reader::{Context, Reader, read_file};
use super::text::{Located, Text};
use crate::diagnostic::{Code, SourceKind};
use crate::figure::{Key, unfit_option, unfit_question};

/// A question of the survey.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its id, unique.
    pub id: Key,
    /// The wording in the questionnaire, if it is published.
    pub wording: Option<Text>,
    /// How it is answered.
    pub kind: QuestionKind,
    /// The denominator of its shares.
    pub base: Base,
    /// The display name of the framework that it chooses from, if it has one.
    pub framework: Option<Text>,
    /// The options, in order; empty for a text question.
    pub options: Vec<Choice>,
}

impl Question {
    /// Whether the shares of its options make a whole.
    pub(crate) fn is_divisible(&self) -> bool {
        self.kind == QuestionKind::Single || self.base == Base::Responses
    }

    /// The option with this key.
    pub fn option(&self, key: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.key.value == key)
    }
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// With one option.
    Single,
    /// With any number of options.
    Multiple,
    /// In words.
    Text,
}

/// An option of a question.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its key, unique within the question.
    pub key: Located<Key>,
    /// Its short name within a framework, such as `SDG 8`.
    pub label: Option<String>,
    /// Its number within a framework.
    pub number: Option<u32>,
    /// Its title.
    pub title: Text,
    /// Other forms of the title, by place of use.
    pub variants: BTreeMap<String, Text>,
    /// Its colour, as `#` and six hexadecimal digits.
    pub colour: Option<String>,
}

/// The denominator of shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// The mechanisms that answered the question.
    Respondents,
    /// All chosen options, counted over all respondents.
    Responses,
}

/// The content of the file.
pub(crate) struct Asked {
    /// `None` if it is missing or invalid; so is `invited`.
    pub(crate) asked: Option<Text>,
    pub(crate) invited: Option<Located<u32>>,
    pub(crate) clearance: bool,
    pub(crate) confidential: bool,
    pub(crate) attribution_named: bool,
    pub(crate) questions: Vec<Question>,
}

pub(crate) fn read(context: &Context<'_>, frameworks: &Frameworks) -> Option<Asked> {
    let file = context.required_file("data/survey.toml")?;
    read_file(context, file, |reader| {
        let asked = reader.required_text("asked");
        let invited = reader.required_number("invited");
        let clearance = reader.boolean("clearance").unwrap_or(false);
        let confidential = reader.boolean("confidential").unwrap_or(false);
        let named = reader.word("attribution", &[("named", true), ("internal", false)]);
        let mut questions: Vec<Question> = Vec::new();
        for table in reader.tables("question") {
            let id = table.required_key("id", unfit_question);
            let question = question(&table, id.as_ref(), frameworks);
            let known =
                |id| is_new(context, "question", id, questions.iter().map(|known| &known.id));
            match (id, question) {
                (Some(id), Some(question)) if known(&id) => questions.push(question),
                (Some(id), None) => context.add_faulty(&id.value),
                _ => {}
            }
            table.finish();
        }
        reader.finish();
        let attribution_named = named.unwrap_or(false);
        Some(Asked { asked, invited, clearance, confidential, attribution_named, questions })
    })
}

fn question(
    table: &Reader<'_>,
    id: Option<&Located<Key>>,
    frameworks: &Frameworks,
) -> Option<Question> {
    let wording = table.text("wording");
    let kinds = [
        ("single", QuestionKind::Single),
        ("multiple", QuestionKind::Multiple),
        ("text", QuestionKind::Text),
    ];
    let kind = table.required_word("kind", &kinds);
    let bases = [("respondents", Base::Respondents), ("responses", Base::Responses)];
    let base = table.word("base", &bases).unwrap_or(Base::Respondents);
    let own = own_options(table);
    let Framework { name: framework, choices: options } = match table.text("framework") {
        Some(name) => match frameworks.get(&name.value) {
            Some(framework) => framework.clone(),
            None => {
                let known = frameworks.keys().map(String::as_str);
                report_unknown(table.context, "framework", &name, known);
                return None;
            }
        },
        None => Framework { name: None, choices: own },
    };
    let (id, kind) = (id?, kind?);
    if options.is_empty() && kind != QuestionKind::Text {
        let message = format!("question `{}` has nothing to choose from", id.value);
        let help = "add `framework = \"…\"` or `options = [ { key = \"…\", title = \"…\" } ]`";
        table.context.fault(Code::MissingKey, id.span, message, help);
    }
    Some(Question { id: id.value.clone(), wording, kind, base, framework, options })
}

fn own_options(table: &Reader<'_>) -> Vec<Choice> {
    let mut choices = Vec::new();
    for option in table.tables("options") {
        let key = option.required_key("key", unfit_option);
        let title = option.required_text("title");
        option.finish();
        let Some(key) = key else { continue };
        // A missing title was reported; the option is known nevertheless.
        let title = title.unwrap_or_else(|| key.clone().into());
        let (label, number, variants, colour) = Default::default();
        let choice = Choice { key, label, number, title, variants, colour };
        add_choice(table.context, &mut choices, choice);
    }
    choices
}

/// The question with this id; reports an error if there is none.
pub(crate) fn find_question<'q>(
    context: &Context<'_>,
    id: &Text,
    questions: &'q [Question],
) -> Option<&'q Question> {
    find(context, "question", id, questions, |question| &question.id)
}

/// A list of options that questions can share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Framework {
    /// The display name; `None` if it is missing or invalid.
    name: Option<Text>,
    /// Its items.
    choices: Vec<Choice>,
}

/// The frameworks, by file stem.
pub(crate) type Frameworks = BTreeMap<String, Framework>;

pub(crate) fn read_frameworks(context: &Context<'_>) -> Frameworks {
    let mut frameworks = Frameworks::new();
    for (file, source) in context.sources.iter() {
        if let SourceKind::Framework(key) = &source.kind {
            frameworks.insert(key.clone(), read_file(context, file, framework));
        }
    }
    frameworks
}

fn framework(reader: Reader<'_>) -> Framework {
    let name = reader.required_text("name");
    let label = reader.required_text("label");
    let colour = reader.colour("colour");
    let mut choices = Vec::new();
    for item in reader.tables("item") {
        let key = item.required_key("key", unfit_option);
        let number = item.required_number("number");
        let title = item.required_text("title");
        let own_colour = item.colour("colour");
        let variants = ["summary", "annex"].into_iter();
        let variants = variants.filter_map(|place| Some((place.to_owned(), item.text(place)?)));
        let variants = variants.collect();
        item.finish();
        let Some(key) = key else { continue };
        // What is missing was reported; the option is known nevertheless.
        let title = title.unwrap_or_else(|| key.clone().into());
        let number = number.map_or(0, |number| number.value);
        let label = label.as_ref().map(|label| format!("{} {number}", label.value));
        let colour = own_colour.or_else(|| colour.clone());
        let choice = Choice { key, label, number: Some(number), title, variants, colour };
        add_choice(reader.context, &mut choices, choice);
    }
    reader.finish();
    Framework { name, choices }
}

/// Adds a choice; if its key is already in use, reports an error instead.
fn add_choice(context: &Context<'_>, choices: &mut Vec<Choice>, choice: Choice) {
    if is_new(context, "option", &choice.key, choices.iter().map(|known| &known.key.value)) {
        choices.push(choice);
    }
}
