//! Reads the questions of `data/survey.toml`.

use super::frameworks::{Framework, Frameworks};
use super::names::{find, is_new, report_unknown, titled};
use super::question::{Base, Choice, Condition, Item, Question, QuestionKind, add_choice};
use super::reader::{MOST_DECIMALS, Reader};
use super::text::{Located, Text};
use crate::diagnostic::Code;
use crate::figure::{Key, unfit_group, unfit_option, unfit_question};

/// The questions in order; items of a grid are questions of their own.
pub(crate) fn read(reader: &Reader<'_>, frameworks: &Frameworks) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for table in reader.tables("question") {
        for question in asked_as(&table, frameworks, &questions) {
            let id = Located { value: question.id.clone(), span: question.span };
            if is_new(reader.context, "question", &id, questions.iter().map(|known| &known.id)) {
                questions.push(question);
            }
        }
        table.finish();
    }
    questions
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
    if !options.is_empty() && options.iter().all(|option| !option.counts) {
        let message = format!("no option of `{}` counts", id.value);
        let help = "take `counts = false` away from those that are answers";
        context.fault(Code::UnknownValue, id.span, message, help);
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
        let found = find(context, "earlier question", &id.into(), earlier, |one| &one.id);
        let Some(question) = found else { continue };
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
