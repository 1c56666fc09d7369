//! `data/survey.toml`: the survey's date, the properties of its respondents, and its questions. Questions can share the
//! lists of options in `data/frameworks/*.toml`, such as the Sustainable Development Goals.

use std::collections::BTreeMap;

use super::names::{find, is_new, keyed, report_unknown, titled};
use super::question::{Base, Choice, Condition, Item, Question, QuestionKind};
use super::reader::{Context, MOST_DECIMALS, Reader};
use super::text::{Located, Text};
use super::{LEAST_GROUP, Survey};
use crate::diagnostic::{Code, SourceKind, Sources};
use crate::figure::{Key, unfit_group, unfit_option, unfit_question};
use crate::text::{Noun, squeezed};

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

/// The file.
const FILE: &str = "data/survey.toml";

/// What the respondents are called; without a valid setting, mechanisms.
pub fn noun(sources: &Sources) -> Noun {
    let read = |file| Context::new(sources).read(file, |reader| own_noun(&reader));
    sources.find(FILE).and_then(read).unwrap_or_default()
}

fn own_noun(reader: &Reader<'_>) -> Option<Noun> {
    reader.table("respondent")?.read(|table| {
        let [one, other] = ["one", "other"].map(|key| squeezed(&table.must_text(key).value));
        Some(Noun { one, other })
    })
}

/// Reads the file into `survey`; returns whether it has all required values.
pub(super) fn read(context: &Context<'_>, survey: &mut Survey) -> bool {
    let frameworks = read_frameworks(context);
    let Some(file) = context.required_file(FILE) else { return false };
    context.read(file, |reader| {
        survey.asked = reader.must_text("asked");
        survey.invited = reader.must(reader.require("invited", Reader::number));
        survey.deadline = reader.date("deadline").map(|day| day.value);
        survey.clearance = reader.boolean("clearance").unwrap_or(false);
        survey.confidential = reader.boolean("confidential").unwrap_or(false);
        reader.word("attribution", &[("named", ()), ("internal", ())]);
        survey.noun = own_noun(&reader).unwrap_or_default();
        survey.suppress_below = suppress_below(&reader, survey.confidential);
        survey.attributes =
            keyed(&reader, ("attribute", "key"), "attribute", unfit_group, |table, key| {
                let (title, key) = (table.must_text("title"), key.value);
                Some(Attribute { key, title, values: titled(table, "options", unfit_group) })
            });
        survey.questions = questions(&reader, &frameworks);
        for attribute in &survey.attributes {
            if !survey.questions_of(&attribute.key).is_empty() {
                let message = format!("`{}` is an attribute and a question", attribute.key);
                let help = "give one of them another key: groups are named after it";
                context.fault(Code::DuplicateKey, attribute.title.span, message, help);
            }
        }
        reader.finish()
    })
}

/// The size below which groups are not shown.
fn suppress_below(reader: &Reader<'_>, is_confidential: bool) -> u32 {
    let preset = if is_confidential { LEAST_GROUP } else { 0 };
    let Some(Located { value: least, span }) = reader.number("suppress-below") else {
        return preset;
    };
    if least < preset {
        let message = format!("`suppress-below` can't be {least}: answers are confidential");
        let help = format!("write `suppress-below = {LEAST_GROUP}` or more, or leave it out");
        reader.context.fault(Code::UnknownValue, span, message, help);
    }
    least
}

/// The questions in order; items of a grid are questions of their own.
fn questions(reader: &Reader<'_>, frameworks: &Frameworks) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    keyed(reader, ("question", "id"), "question", unfit_question, |table, id| {
        let question = question(table, &id, frameworks, &questions);
        let items = titled(table, "items", unfit_group);
        let is_it = |known: &Question| known.id == id.value || known.is_item_of(&id.value);
        let is_new = !questions.iter().any(is_it);
        questions.extend(question?.with_items(items).into_iter().filter(|_| is_new));
        Some(())
    });
    questions
}

impl Question {
    /// The question itself, or one for each of its items if it is a grid.
    fn with_items(self, items: Vec<(Located<Key>, Text)>) -> Vec<Question> {
        if items.is_empty() {
            return vec![self];
        }
        let item = |(key, title): (Located<Key>, Text)| Question {
            id: Key::new(&format!("{}/{}", self.id, key.value)).expect("not blank"),
            span: key.span,
            item: Some(Item { grid: self.id.clone(), key: key.value, title }),
            ..self.clone()
        };
        items.into_iter().map(item).collect()
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
    id: &Located<Key>,
    frameworks: &Frameworks,
    earlier: &[Question],
) -> Option<Question> {
    let (wording, help) = (table.text("wording"), table.text("help"));
    let kind = table.require("kind", |table, key| table.word(key, &KINDS));
    let bases = [("respondents", Base::Respondents), ("responses", Base::Responses)];
    let base = table.word("base", &bases).unwrap_or(Base::Respondents);
    let choices = choices(table, frameworks);
    let mut question = Question {
        item: None,
        wording,
        help,
        base,
        most: table.number("max").map(|most| most.value),
        required: table.boolean("required").unwrap_or(false),
        unit: table.text("unit"),
        decimals: table.number_up_to("decimals", MOST_DECIMALS).map_or(1, |number| number.value),
        conditions: conditions(table, earlier),
        printed: table.boolean("print").unwrap_or(true),
        framework: choices.as_ref()?.name.clone(),
        options: choices?.choices,
        kind: kind?,
        id: id.value.clone(),
        span: id.span,
    };
    let Question { id, kind, options, span, .. } = &mut question;
    let fault = |code, message, help| table.context.fault(code, *span, message, help);
    if options.is_empty() && kind.has_options() {
        let help = "add `framework = \"…\"` or `options = [ { key = \"…\", title = \"…\" } ]`";
        fault(Code::MissingKey, format!("question `{id}` has nothing to choose from"), help);
    }
    if !options.is_empty() && options.iter().all(|option| !option.counts) {
        let help = "take `counts = false` away from those that are answers";
        fault(Code::UnknownValue, format!("no option of `{id}` counts"), help);
    }
    if !kind.has_options() && !options.is_empty() {
        let message = format!("question `{id}` has options, but its kind has none");
        fault(Code::UnknownValue, message, "take the options out, or change its `kind`");
        options.clear();
    }
    Some(question)
}

/// The options of a question: those of its framework, or its own, and the one that `other` adds. `None` if there is no
/// such framework.
fn choices(table: &Reader<'_>, frameworks: &Frameworks) -> Option<Framework> {
    let mut framework = Framework { name: None, choices: own_options(table) };
    if let Some(name) = table.text("framework") {
        let Some(found) = frameworks.get(&name.value) else {
            let known = frameworks.keys().map(String::as_str);
            report_unknown(table.context, "framework", &name, known);
            return None;
        };
        framework = found.clone();
    }
    if let Some(title) = other_title(table) {
        let key = Located { value: Key::new(OTHER)?, span: title.span };
        let mut known = framework.choices.iter().map(|known| &known.key.value);
        if is_new(table.context, "option", &key, &mut known) {
            framework.choices.push(Choice { is_other: true, ..Choice::new(key, title) });
        }
    }
    Some(framework)
}

/// The key of the option that `other` adds.
const OTHER: &str = "other";

/// The title of the option that respondents name in their own words: `other = true` or a title.
fn other_title(table: &Reader<'_>) -> Option<Text> {
    if table.find("other").is_some_and(|other| other.found.is_str()) {
        return table.text("other");
    }
    let span = table.boolean("other").filter(|other| *other).and(table.place("other"))?;
    Some(Text { value: "Other".to_owned(), span, written: None })
}

/// `only-if = { QUESTION = ["OPTION"] }`: the answers on which a question was asked.
fn conditions(table: &Reader<'_>, earlier: &[Question]) -> Vec<Condition> {
    let Some(conditions) = table.table("only-if") else { return Vec::new() };
    let read = conditions.values().into_iter().filter_map(|(id, value)| {
        let question = find(table.context, "earlier question", &id, earlier, |one| &one.id)?;
        let option =
            |item| question.find_key(table.context, &conditions.string(&question.id, item)?);
        let options = value.items().into_iter().filter_map(option).collect();
        Some(Condition { question: question.id.clone(), options })
    });
    read.collect()
}

fn own_options(table: &Reader<'_>) -> Vec<Choice> {
    keyed(table, ("options", "key"), "option", unfit_option, |option, key| {
        // A missing title is reported; the option is known nevertheless.
        let title = option.required_text("title").unwrap_or_else(|| key.clone().into());
        Some(Choice {
            value: option.exact("value").map(|value| value.value),
            counts: option.boolean("counts").unwrap_or(true),
            colour: option.colour("colour"),
            ..Choice::new(key, title)
        })
    })
}

/// A list of options that questions can share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Framework {
    /// The display name; `None` if it is missing or invalid.
    pub(crate) name: Option<Text>,
    /// Its items.
    pub(crate) choices: Vec<Choice>,
}

/// The frameworks, by file stem.
pub(crate) type Frameworks = BTreeMap<String, Framework>;

/// The frameworks in the files of data/frameworks/.
fn read_frameworks(context: &Context<'_>) -> Frameworks {
    let mut frameworks = Frameworks::new();
    for (file, source) in context.sources.iter() {
        if let SourceKind::Framework(key) = &source.kind {
            frameworks.insert(key.clone(), context.read(file, framework));
        }
    }
    frameworks
}

fn framework(reader: Reader<'_>) -> Framework {
    let name = reader.required_text("name");
    let label = reader.required_text("label");
    let colour = reader.colour("colour");
    let choices = keyed(&reader, ("item", "key"), "option", unfit_option, |item, key| {
        let number = item.require("number", Reader::number);
        let title = item.required_text("title");
        let own_colour = item.colour("colour");
        let variants = ["summary", "annex"].into_iter();
        let variants = variants.filter_map(|place| Some((place.to_owned(), item.text(place)?)));
        // What is missing was reported; the option is known nevertheless.
        let title = title.unwrap_or_else(|| key.clone().into());
        let number = number.map_or(0, |number| number.value);
        Some(Choice {
            label: label.as_ref().map(|label| format!("{} {number}", label.value)),
            number: Some(number),
            value: Some(number.into()),
            variants: variants.collect(),
            colour: own_colour.or_else(|| colour.clone()),
            ..Choice::new(key, title)
        })
    });
    reader.finish();
    Framework { name, choices }
}
