//! A new project goes on building while its questions, parts and responses are changed into those of another survey.

use std::fs;
use std::path::Path;

use rapporteur::document::{Block, plain_text};
use rapporteur::figure::Value;
use toml_edit::{DocumentMut, Item, Table};

use super::{begun, build, files, is_text, read, report, said};
use crate::new::fill;
use crate::support::{headings, replace};

/// One more question, its graph, and what the report says of it.
const NIGHT_QUESTION: &str = r#"
[[question]]
id = "opening-at-night"
kind = "single"
options = [{ key = "yes", title = "At night" }, { key = "no", title = "Not at night" }]
"#;
const NIGHT_GRAPH: &str = r#"
[[graph]]
key = "night"
question = "opening-at-night"
kind = "bars"
caption = "Libraries open at night"
"#;
const NIGHT_SENTENCE: &str = r#"
{% if ranking("opening-at-night", 1) %}
Open when others sleep: {{ m.ranked("opening-at-night") }} ({{ reference("night") }}).

{{ graph("night", "Graph") }}
{% endif %}
"#;

/// One more part.
const NEXT_PART: &str = r#"
[[part]]
key = "next"
title = "What comes next"

[[point]]
key = "again"
part = "next"
message = "Ask again in two years."
title = "To be asked again"

[[point]]
key = "others"
part = "next"
message = "Ask the readers, too."
title = "Readers to be asked, too"
"#;

/// The value of a figure.
fn figure(project: &Path, id: &str) -> String {
    let report = report(project);
    match report.tally.figure(id).and_then(|figure| figure.value) {
        Some(Value::Count(count)) => count.to_string(),
        Some(Value::Share(share)) => share.to_string(),
        Some(Value::Number(number)) => number.to_string(),
        None => "none".to_owned(),
    }
}

/// Replaces every place of `old` in the texts under a folder.
fn replace_all(folder: &Path, old: &str, new: &str) {
    for path in files(folder).into_iter().filter(|path| is_text(path)) {
        let text = fs::read_to_string(&path).expect("a text file");
        fs::write(path, text.replace(old, new)).expect("written");
    }
}

/// Changes a TOML file.
fn change(path: &Path, change: impl FnOnce(&mut DocumentMut)) {
    let mut document: DocumentMut =
        fs::read_to_string(path).expect("a text file").parse().expect("TOML");
    change(&mut document);
    fs::write(path, document.to_string()).expect("written");
}

/// Takes away the tables `[[name]]` whose `key` is one of `values`.
fn take_out(document: &mut DocumentMut, name: &str, key: &str, values: &[&str]) {
    if let Some(tables) = document.get_mut(name).and_then(Item::as_array_of_tables_mut) {
        let value = |table: &Table| table.get(key).and_then(Item::as_str).map(str::to_owned);
        tables.retain(|table| value(table).is_none_or(|own| !values.contains(&own.as_str())));
    }
}

fn add(project: &Path, file: &str, text: &str) {
    fs::write(project.join(file), read(project, file) + text).expect("written");
}

#[test]
fn questions_can_be_changed_in_the_data() {
    let (_folder, project) = begun(&[]);
    let data = project.join("data");
    // An option gets another key and title.
    replace_all(&data, "\"rules\"", "\"labour-law\"");
    replace(&project, "data/published.toml", "rules = {", "labour-law = {");
    replace(&project, "data/survey.toml", "Rules on working time", "Labour law");
    assert_eq!(figure(&project, "obstacles.labour-law.count"), "2");
    build(&project);
    // The framework is replaced by one of other items.
    fs::remove_file(data.join("frameworks/charter.toml")).expect("it was there");
    let framework = "name = \"Aims\"\nlabel = \"Aim\"\ncolour = \"#1F5A96\"\n";
    let items = (1..=6).map(|n| {
        format!("\n[[item]]\nkey = \"aim-{n}\"\nnumber = {n}\ntitle = \"The aim of number {n}\"\n")
    });
    let framework = framework.to_owned() + &items.collect::<String>();
    fs::write(data.join("frameworks/aims.toml"), framework).expect("written");
    replace(&project, "data/survey.toml", "framework = \"charter\"", "framework = \"aims\"");
    replace_all(&data.join("responses"), "\"goal-", "\"aim-");
    let published = read(&project, "data/published.toml").replace("\ngoal-", "\naim-");
    fs::write(data.join("published.toml"), published).expect("written");
    assert_eq!(figure(&project, "charter-goals.aim-1.count"), "5");
    build(&project);
}

#[test]
fn a_question_with_a_graph_can_be_added() {
    let (_folder, project) = begun(&[]);
    add(&project, "data/survey.toml", NIGHT_QUESTION);
    add(&project, "data/report.toml", NIGHT_GRAPH);
    add(&project, "templates/hours.md", NIGHT_SENTENCE);
    // As long as nobody has answered it, nothing of it is printed.
    build(&project);
    assert!(!project.join("out/charts/night.svg").is_file());
    replace(
        &project,
        "data/responses/lake-country.toml",
        "[answers]\n",
        "[answers]\nopening-at-night = \"yes\"\n",
    );
    build(&project);
    assert!(project.join("out/charts/night.svg").is_file());
}

#[test]
fn a_part_goes_with_all_that_belongs_to_it() {
    let (_folder, project) = begun(&[]);
    change(&project.join("data/report.toml"), |report| {
        take_out(report, "part", "key", &["charter"]);
        take_out(report, "point", "part", &["charter"]);
        take_out(report, "graph", "key", &["charter-goals"]);
    });
    change(&project.join("data/survey.toml"), |survey| {
        take_out(survey, "question", "id", &["charter-goals"]);
    });
    change(&project.join("data/published.toml"), |published| {
        published.remove("charter-goals");
    });
    for path in files(&project.join("data/responses")) {
        change(&path, |response| {
            take_out(response, "quote", "point", &["digital-help", "quiet-places"]);
            take_out(response, "practice", "part", &["charter"]);
            let answers = response.get_mut("answers").and_then(Item::as_table_mut);
            answers.and_then(|answers| answers.remove("charter-goals")).expect("it answered");
        });
    }
    let report = report(&project);
    let headings = headings(&report.document);
    let first = "Part 1. Longer opening hours";
    assert_eq!(headings[..3], ["Summary", "Annex: Results of the survey", first]);
    assert!(headings.contains(&"Part 2. Hours and their use".to_owned()), "{headings:?}");
    let built = said(&project, &["build"]);
    assert!(built.contains("6 respondents"), "{built}");
    let checked = said(&project, &["check"]);
    assert!(!checked.contains("to decide"), "{checked}");
}

#[test]
fn a_part_needs_no_template_of_its_own() {
    let (_folder, project) = begun(&[]);
    add(&project, "data/report.toml", NEXT_PART);
    let headings = headings(&report(&project).document);
    assert!(headings.contains(&"Part 4. What comes next".to_owned()), "{headings:?}");
    build(&project);
    add(
        &project,
        "data/report.toml",
        "\n[[part]]\nkey = \"others\"\ntitle = \"Those who were not asked\"\n",
    );
    let document = report(&project).document;
    let is_about_it = |block: &&Block| matches!(block, Block::Paragraph(words) if plain_text(words).contains("not asked"));
    assert_eq!(document.all_blocks().into_iter().find(is_about_it), None, "nothing in the summary");
    build(&project);
}

#[test]
fn a_survey_begins_without_responses() {
    let (_folder, project) = begun(&[]);
    fs::remove_file(project.join("data/published.toml")).expect("it was there");
    for folder in ["data/responses", "received"] {
        fs::remove_dir_all(project.join(folder)).expect("it was there");
    }
    let built = build(&project);
    assert!(built.contains("0 respondents"), "{built}");
    said(&project, &["new", "response", "amber-coast", "--received", "2024-07-01"]);
    let file = "data/responses/amber-coast.toml";
    fill(&project, file, &[("sunday-opening = \"\"", "sunday-opening = \"planned\"")]);
    let built = said(&project, &["build"]);
    assert!(built.contains("1 respondent,"), "{built}");
    assert_eq!(figure(&project, "sunday-opening.planned.share"), "100%");
}

#[test]
fn a_response_moves_a_figure() {
    let (_folder, project) = begun(&[]);
    build(&project);
    said(&project, &["new", "response", "northern-ports", "--received", "2024-07-01"]);
    let file = "data/responses/northern-ports.toml";
    let fields = [
        ("sunday-opening = \"\"", "sunday-opening = \"no\""),
        ("part = \"\"\ntext = '''\n", "part = \"hours\"\ntext = '''\nBoats lend books.\n"),
    ];
    fill(&project, file, &fields);
    let built = build(&project);
    assert!(built.contains("7 respondents") && built.contains("1 new response"), "{built}");
    assert_eq!(figure(&project, "sunday-opening.no.count"), "2");
    assert_eq!(figure(&project, "sunday-opening.no.share"), "29%");
    assert_eq!(figure(&project, "response-rate.share"), "88%");
}
