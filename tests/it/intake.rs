//! What form tools export, and what is made of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{fixture, messages, project, rapporteur, read};

/// The survey of the exports, with the mapping of this name.
fn with_mapping(mapping: &str) -> tempfile::TempDir {
    let project = project("intake/project");
    let mapping = fixture(&format!("intake/mappings/{mapping}.toml"));
    fs::copy(mapping, project.path().join("data/intake.toml")).expect("a mapping");
    project
}

fn receive(project: &Path, file: &str) -> String {
    let file = fixture(&format!("intake/files/{file}"));
    let output =
        rapporteur(project, &["receive", &file.display().to_string(), "--received", "2023-07-05"]);
    assert!(output.status.success(), "{}", messages(&output));
    String::from_utf8_lossy(&output.stdout).into_owned() + &messages(&output)
}

/// The answers in the files of a project, by respondent; amendments replace what they name.
fn responses(project: &Path) -> BTreeMap<String, Value> {
    let mut names: Vec<String> = fs::read_dir(project.join("data/responses"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort_by_key(|name| name.trim_end_matches(".toml").to_owned());
    let mut responses = BTreeMap::new();
    for name in names {
        let text = read(project, &format!("data/responses/{name}"));
        let file: toml::Table = text.parse().expect("TOML");
        let key = file["respondent"].as_str().expect("a key").to_owned();
        let response = responses.entry(key).or_insert_with(|| json!({}));
        response["received"] = json!(file["received"].as_datetime().expect("a day").to_string());
        for (id, answer) in file["answers"].as_table().expect("a table") {
            match (answer, &mut response[id]) {
                (toml::Value::Table(items), Value::Object(known)) => {
                    known.extend(items.iter().map(|(item, answer)| (item.clone(), json!(answer))));
                }
                (answer, place) => *place = json!(answer),
            }
        }
    }
    responses
}

/// A record of expected.json in the form of [`responses`].
fn expected(record: &Value) -> Value {
    let answers = record["answers"].as_object().expect("answers");
    let mut wanted = json!({ "received": record["received"] });
    let text =
        |value: &Value| json!(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    for (id, answer) in answers {
        match (id.as_str(), answer) {
            (_, Value::Null) | ("q1_other", _) => {}
            ("q1", Value::Array(keys)) => {
                let other = |key: &Value| match key.as_str() {
                    Some("other") => json!({ "other": answers["q1_other"] }),
                    _ => key.clone(),
                };
                wanted[id] = keys.iter().map(other).collect();
            }
            ("q3", Value::Object(items)) => {
                let given = items.iter().filter(|(_, answer)| !answer.is_null());
                let given: BTreeMap<_, _> =
                    given.map(|(item, answer)| (item, text(answer))).collect();
                if !given.is_empty() {
                    wanted[id] = json!(given);
                }
            }
            _ => wanted[id] = answer.clone(),
        }
    }
    wanted
}

#[rstest]
#[case("kobo", "kobo.csv")]
#[case("kobo-hxl", "kobo-hxl.csv")]
#[case("kobo-labels", "kobo.xlsx")]
#[case("limesurvey", "limesurvey.csv")]
#[case("limesurvey-codes", "limesurvey-codes.csv")]
#[case("msforms", "msforms.xlsx")]
#[case("google", "google.csv")]
#[case("google-direct", "google-direct.csv")]
#[case("qualtrics", "qualtrics.csv")]
#[case("redcap", "redcap.csv")]
#[case("eusurvey", "eusurvey.xlsx")]
#[case("hand-rows", "hand-rows.xlsx")]
#[case("hand-rows-1252", "hand-rows-1252.csv")]
#[case("hand-columns", "hand-columns.xlsx")]
fn exports_are_read_as_they_were_meant(#[case] mapping: &str, #[case] file: &str) {
    let project = with_mapping(mapping);
    let said = receive(project.path(), file);
    let found = responses(project.path());
    let text = fs::read_to_string(fixture("intake/expected.json")).expect("a file");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let wanted = all["responses"].as_object().expect("responses");
    assert_eq!(found.len(), wanted.len(), "{said}");
    for (key, record) in wanted {
        let mut wanted = expected(&all["records"][record.as_u64().expect("a number") as usize]);
        if mapping == "hand-rows-1252" && key == "north-sea" {
            wanted["q5"] = found[key]["q5"].clone(); // its Arabic words were lost before
        }
        assert_eq!(found[key], wanted, "{key} in {said}");
    }
    let files = || fs::read_dir(project.path().join("data/responses")).expect("a folder").count();
    let before = (responses(project.path()), files());
    let again = receive(project.path(), file);
    assert_eq!((responses(project.path()), files()), before, "received twice: {again}");
}
