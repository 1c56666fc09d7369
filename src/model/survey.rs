//! `data/survey.toml`: the survey's date and questions; and `data/frameworks/*.toml`: lists of options that questions share,
//! such as the Sustainable Development Goals.

use std::collections::BTreeMap;

use super::names::{find, is_new, report_unknown};
use super::reader::{Context, MOST_DECIMALS, Reader, read_file};
use super::response::{Answer, Answers};
use super::text::{Located, Text};
use crate::diagnostic::{Code, SourceKind, Span};
use crate::figure::{Key, unfit_group, unfit_option, unfit_question};
use rust_decimal::Decimal;

/// A question of the survey. Each item of a grid is a question of its own.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its id, unique; `GRID/ITEM` for an item of a grid.
    pub id: Key,
    /// Its place in a grid, if it has one.
    pub item: Option<Item>,
    /// The wording in the questionnaire, if it is published; of an item, that of its grid.
    pub wording: Option<Text>,
    /// What respondents are told beside the wording.
    pub help: Option<Text>,
    /// How it is answered.
    pub kind: QuestionKind,
    /// The denominator of its shares.
    pub base: Base,
    /// The display name of the framework that it chooses from, if it has one.
    pub framework: Option<Text>,
    /// The options, in order; empty for texts and numbers.
    pub options: Vec<Choice>,
    /// The greatest number of options that can be chosen or ranked.
    pub most: Option<u32>,
    /// Whether every respondent that was asked must answer it.
    pub required: bool,
    /// The unit of its numbers.
    pub unit: Option<Text>,
    /// How many decimals its statistics are displayed with.
    pub decimals: u32,
    /// The answers to other questions on which it was asked; empty if everybody was asked.
    pub conditions: Vec<Condition>,
    /// Whether outputs show it.
    pub printed: bool,
    /// Where its entry begins.
    pub span: Span,
}

/// The place of a question in a grid.
#[derive(Clone, Debug)]
pub struct Item {
    /// The id of the grid.
    pub grid: Key,
    /// The key of the item.
    pub key: Key,
    /// Its title.
    pub title: Text,
}

/// An answer to another question, on which a question was asked.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The id of the other question.
    pub question: Key,
    /// The options of which one must be chosen.
    pub options: Vec<Key>,
}

impl Question {
    /// The option with this key.
    pub fn option(&self, key: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.key.value == key)
    }

    /// Whether its answers are numbers, or options with values, so that they have statistics.
    pub fn has_statistics(&self) -> bool {
        let has_values = || self.options.iter().any(|option| option.value.is_some());
        self.kind == QuestionKind::Number || (self.kind == QuestionKind::Scale && has_values())
    }

    /// Whether the question was asked of somebody with these answers.
    pub fn is_asked(&self, answers: &Answers) -> bool {
        self.conditions.iter().all(|condition| {
            let given = answers.get(&condition.question);
            let mut chosen = given.into_iter().flat_map(Answer::chosen);
            chosen.any(|(key, _)| condition.options.iter().any(|option| *option == *key))
        })
    }
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// With one option.
    Single,
    /// With any number of options.
    Multiple,
    /// With one option of an ordered list.
    Scale,
    /// With options in the order of preference.
    Ranking,
    /// With a number.
    Number,
    /// In words.
    Text,
}

impl QuestionKind {
    /// Whether an answer is one option.
    pub fn is_one_option(self) -> bool {
        matches!(self, QuestionKind::Single | QuestionKind::Scale)
    }

    /// Whether answers are options.
    pub fn has_options(self) -> bool {
        !matches!(self, QuestionKind::Number | QuestionKind::Text)
    }
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
    /// Its value on a scale.
    pub value: Option<Decimal>,
    /// Whether choosing it counts as an answer; `not applicable` does not.
    pub counts: bool,
    /// Whether respondents name it in their own words.
    pub is_other: bool,
    /// Its colour, as `#` and six hexadecimal digits.
    pub colour: Option<String>,
}

impl Choice {
    /// An option without a place in a framework.
    fn new(key: Located<Key>, title: Text) -> Self {
        Choice {
            key,
            label: None,
            number: None,
            title,
            variants: BTreeMap::new(),
            value: None,
            counts: true,
            is_other: false,
            colour: None,
        }
    }
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
    pub(crate) noun: Option<Noun>,
    pub(crate) suppress_below: Option<u32>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) questions: Vec<Question>,
}

/// A property by which respondents are grouped, such as the region.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its key.
    pub key: Key,
    /// Its title.
    pub title: Text,
    /// Its values, in order, with their titles.
    pub values: Vec<(Located<Key>, Text)>,
}

/// What the respondents of a survey are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noun {
    /// One of them.
    pub one: Text,
    /// Several of them.
    pub other: Text,
}

pub(crate) fn read(context: &Context<'_>, frameworks: &Frameworks) -> Option<Asked> {
    let file = context.required_file("data/survey.toml")?;
    read_file(context, file, |reader| {
        let asked = reader.required_text("asked");
        let invited = reader.required_number("invited");
        let clearance = reader.boolean("clearance").unwrap_or(false);
        let confidential = reader.boolean("confidential").unwrap_or(false);
        let named = reader.word("attribution", &[("named", true), ("internal", false)]);
        let noun = reader.table("respondent").and_then(|table| {
            let (one, other) = (table.required_text("one"), table.required_text("other"));
            table.finish();
            Some(Noun { one: one?, other: other? })
        });
        let suppress_below = reader.number("suppress-below").map(|least| least.value);
        let attributes = attributes(&reader);
        let mut questions: Vec<Question> = Vec::new();
        for table in reader.tables("question") {
            for question in asked_as(&table, frameworks, &questions) {
                let id = Located { value: question.id.clone(), span: question.span };
                if is_new(context, "question", &id, questions.iter().map(|known| &known.id)) {
                    questions.push(question);
                }
            }
            table.finish();
        }
        reader.finish();
        let attribution_named = named.unwrap_or(false);
        Some(Asked {
            asked,
            invited,
            clearance,
            confidential,
            attribution_named,
            noun,
            suppress_below,
            attributes,
            questions,
        })
    })
}

fn attributes(reader: &Reader<'_>) -> Vec<Attribute> {
    let mut attributes: Vec<Attribute> = Vec::new();
    for table in reader.tables("attribute") {
        let key = table.required_key("key", unfit_group);
        let title = table.required_text("title");
        let values = titled(&table, "options", unfit_group);
        table.finish();
        if let (Some(key), Some(title)) = (key, title)
            && is_new(reader.context, "attribute", &key, attributes.iter().map(|known| &known.key))
        {
            attributes.push(Attribute { key: key.value, title, values });
        }
    }
    attributes
}

/// The questions of an entry: one, or one for each item of a grid.
fn asked_as(table: &Reader<'_>, frameworks: &Frameworks, earlier: &[Question]) -> Vec<Question> {
    let id = table.required_key("id", unfit_question);
    let question = question(table, id.as_ref(), frameworks, earlier);
    if let (Some(id), None) = (&id, &question) {
        table.context.add_faulty(&id.value);
    }
    let items: Vec<(Located<Key>, Text)> = titled(table, "items", unfit_group);
    match question {
        None => Vec::new(),
        Some(question) if items.is_empty() => vec![question],
        Some(question) => {
            let item = |(key, title): (Located<Key>, Text)| Question {
                id: Key::new(&format!("{}/{}", question.id, key.value)).expect("not blank"),
                span: key.span,
                item: Some(Item { grid: question.id.clone(), key: key.value, title }),
                ..question.clone()
            };
            items.into_iter().map(item).collect()
        }
    }
}

const KINDS: [(&str, QuestionKind); 6] = [
    ("single", QuestionKind::Single),
    ("multiple", QuestionKind::Multiple),
    ("scale", QuestionKind::Scale),
    ("ranking", QuestionKind::Ranking),
    ("number", QuestionKind::Number),
    ("text", QuestionKind::Text),
];

fn question(
    table: &Reader<'_>,
    id: Option<&Located<Key>>,
    frameworks: &Frameworks,
    earlier: &[Question],
) -> Option<Question> {
    let context = table.context;
    let wording = table.text("wording");
    let help = table.text("help");
    let kind = table.required_word("kind", &KINDS);
    let bases = [("respondents", Base::Respondents), ("responses", Base::Responses)];
    let base = table.word("base", &bases).unwrap_or(Base::Respondents);
    let own = own_options(table);
    let most = table.number("max").map(|most| most.value);
    let required = table.boolean("required").unwrap_or(false);
    let unit = table.text("unit");
    let decimals = table.number_up_to("decimals", MOST_DECIMALS);
    let conditions = conditions(table, earlier);
    let printed = table.boolean("print").unwrap_or(true);
    let Framework { name: framework, choices: mut options } = match table.text("framework") {
        Some(name) => match frameworks.get(&name.value) {
            Some(framework) => framework.clone(),
            None => {
                let known = frameworks.keys().map(String::as_str);
                report_unknown(context, "framework", &name, known);
                return None;
            }
        },
        None => Framework { name: None, choices: own },
    };
    if let Some(title) = other_title(table) {
        let key = Located { value: Key::new(OTHER)?, span: title.span };
        let other = Choice { is_other: true, ..Choice::new(key, title) };
        add_choice(context, &mut options, other);
    }
    let (id, kind) = (id?, kind?);
    if options.is_empty() && kind.has_options() {
        let message = format!("question `{}` has nothing to choose from", id.value);
        let help = "add `framework = \"…\"` or `options = [ { key = \"…\", title = \"…\" } ]`";
        context.fault(Code::MissingKey, id.span, message, help);
    }
    if !kind.has_options() && !options.is_empty() {
        let message = format!("question `{}` has options, but its kind has none", id.value);
        context.fault(
            Code::UnknownValue,
            id.span,
            message,
            "take the options out, or change its `kind`",
        );
        options.clear();
    }
    Some(Question {
        id: id.value.clone(),
        item: None,
        wording,
        help,
        kind,
        base,
        framework,
        options,
        most,
        required,
        unit,
        decimals: decimals.map_or(1, |decimals| decimals.value),
        conditions,
        printed,
        span: id.span,
    })
}

/// The key of the option that `other` adds.
const OTHER: &str = "other";

/// The title of the option that respondents name in their own words: `other = true` or a title.
fn other_title(table: &Reader<'_>) -> Option<Text> {
    match table.is_text("other") {
        true => table.text("other"),
        false => {
            let span = table.boolean("other").filter(|other| *other).and(table.place("other"))?;
            Some(Text { value: "Other".to_owned(), span, written: None })
        }
    }
}

/// `only-if = { QUESTION = ["OPTION"] }`: the answers on which a question was asked.
fn conditions(table: &Reader<'_>, earlier: &[Question]) -> Vec<Condition> {
    let Some(conditions) = table.table("only-if") else { return Vec::new() };
    let context = table.context;
    let mut read = Vec::new();
    for (id, value) in conditions.values() {
        let Some(question) = find_question(context, &id.into(), earlier) else { continue };
        let items = value.items().into_iter();
        let names = items.filter_map(|item| conditions.string(&question.id, item));
        let options = names.filter_map(|name| {
            find(context, "option", &name, &question.options, |option| &option.key.value)
        });
        let options = options.map(|option| option.key.value.clone()).collect();
        read.push(Condition { question: question.id.clone(), options });
    }
    read
}

/// The entries of a list of tables with `key` and `title`.
fn titled(
    table: &Reader<'_>,
    list: &'static str,
    unfit: impl Fn(&str) -> Option<&'static str> + Copy,
) -> Vec<(Located<Key>, Text)> {
    let mut entries: Vec<(Located<Key>, Text)> = Vec::new();
    for entry in table.tables(list) {
        let key = entry.required_key("key", unfit);
        let title = entry.required_text("title");
        entry.finish();
        if let (Some(key), Some(title)) = (key, title)
            && is_new(table.context, "item", &key, entries.iter().map(|(known, _)| &known.value))
        {
            entries.push((key, title));
        }
    }
    entries
}

fn own_options(table: &Reader<'_>) -> Vec<Choice> {
    let mut choices = Vec::new();
    for option in table.tables("options") {
        let key = option.required_key("key", unfit_option);
        let title = option.required_text("title");
        let value = option.exact("value").map(|value| value.value);
        let counts = option.boolean("counts").unwrap_or(true);
        let colour = option.colour("colour");
        option.finish();
        let Some(key) = key else { continue };
        // A missing title was reported; the option is known nevertheless.
        let title = title.unwrap_or_else(|| key.clone().into());
        let choice = Choice { value, counts, colour, ..Choice::new(key, title) };
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
        let (number, value) = (Some(number), Some(number.into()));
        let choice = Choice { label, number, variants, value, colour, ..Choice::new(key, title) };
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
