//! Findings are accepted one by one, by their ids, and what is new since the last build comes first.

use std::fs;
use std::path::Path;

use super::support::{messages, rapporteur, read, replace, small_project};

const TEMPLATE: &str = "templates/report.md";
const DECISIONS: &str = "data/decisions.toml";
const WORDS: &str = "\nThe the colour is red.\n";

fn append(project: &Path, file: &str, text: &str) {
    let whole = fs::read_to_string(project.join(file)).unwrap_or_default() + text;
    fs::write(project.join(file), whole).expect("a file can be written");
}

fn check(project: &Path, more: &[&str]) -> String {
    let output = rapporteur(project, &[&["check"], more].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    messages(&output)
}

/// The ids of the findings with this code, in the order in which they are listed.
fn ids(said: &str, code: &str) -> Vec<String> {
    let lines = said.lines().filter(|line| line.contains(&format!("[{code}]: ")));
    let ids = lines.filter_map(|line| line.rsplit_once(" (id ")?.1.strip_suffix(')'));
    ids.map(str::to_owned).collect()
}

#[test]
fn a_finding_is_accepted_by_its_id_with_a_reason_and_found_again_when_its_place_changes() {
    let project = small_project();
    let root = project.path();
    append(root, TEMPLATE, WORDS);
    let before = check(root, &["--all"]);
    let [id] = ids(&before, "doubled-word").try_into().expect("one finding");
    assert!(before.contains("to accept a finding: rapporteur check --decide ID --why"), "{before}");

    let said = check(root, &["--decide", &id, "--why", "It is a name.", "--by", "Ada"]);
    assert!(said.contains(&format!("`{id}` (doubled-word) is accepted: ")), "{said}");
    let said = check(root, &[]);
    assert!(ids(&said, "doubled-word").is_empty() && said.contains(", 1 accepted"), "{said}");
    let said = check(root, &["--all"]);
    assert_eq!(ids(&said, "doubled-word"), [id.as_str()]);
    assert!(said.contains("note: accepted by Ada on "), "{said}");
    assert!(said.contains(": It is a name."), "{said}");
    let json = check(root, &["--format", "json"]);
    let known = json.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let known: Vec<serde_json::Value> = known.collect();
    let own = known.iter().find(|found| found["id"] == id.as_str()).expect("it is there");
    assert!(own["accepted"].as_str().is_some_and(|why| why.ends_with("It is a name.")), "{own}");
    let twice = rapporteur(root, &["check", "--decide", &id, "--why", "Again."]);
    assert_eq!(twice.status.code(), Some(2), "{twice:?}");

    // Lines above it do not count, but the words around it do.
    let text = read(root, TEMPLATE);
    fs::write(root.join(TEMPLATE), text.replace("The the", "New line.\n\nThe the"))
        .expect("written");
    assert!(ids(&check(root, &[]), "doubled-word").is_empty());
    replace(root, TEMPLATE, "The the colour is red.", "The the colour is blue.");
    let said = check(root, &["--all"]);
    let found = ids(&said, "doubled-word");
    assert!(found.len() == 1 && found[0] != id, "{said}");
    assert_eq!(ids(&said, "decision-lapsed").len(), 1, "{said}");
}

#[test]
fn a_decision_keeps_the_rest_of_the_file_and_only_what_is_found_can_be_accepted() {
    let project = small_project();
    let root = project.path();
    append(root, TEMPLATE, WORDS);
    fs::write(root.join(DECISIONS), "# Ours\r\n").expect("a file can be written");
    let [id] = ids(&check(root, &["--all"]), "doubled-word").try_into().expect("one finding");
    check(root, &["--decide", &id, "--why", "A \"name\"."]);
    let text = read(root, DECISIONS);
    assert!(
        text.starts_with("# Ours\r\n\r\n[[accepted]]\r\nfinding = \"doubled-word\"\r\n"),
        "{text}"
    );
    for (arguments, expected) in [
        (["--decide", "0000000", "--why", "So."], "no finding has the id `0000000`"),
        (["--decide", id.as_str(), "--why", " "], "`--why` is empty"),
    ] {
        let output = rapporteur(root, &[&["check"], arguments.as_slice()].concat());
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(messages(&output).contains(expected), "{output:?}");
    }
    assert_eq!(read(root, DECISIONS), text);
    replace(root, "data/survey.toml", "invited = 6", "invited = \"six\"");
    let output = rapporteur(root, &["check"]);
    assert!(messages(&output).starts_with("error[wrong-type]: "), "errors have no id: {output:?}");
}

#[test]
fn what_is_new_since_the_last_build_comes_first() {
    let project = small_project();
    let root = project.path();
    append(root, TEMPLATE, WORDS);
    assert!(!check(root, &["--all"]).contains("New since"));
    let built = rapporteur(root, &["build"]);
    assert!(built.status.success(), "{built:?}");
    assert!(!check(root, &["--all"]).contains("New since"));
    append(root, TEMPLATE, "\nIt is tezt.\n");
    let said = check(root, &["--all"]);
    let (new, old) = said.split_once("\nFound before:\n").expect("two parts");
    assert!(new.starts_with("New since the last build:\n\n"), "{said}");
    assert!(new.contains("It is tezt.") && !old.contains("It is tezt."), "{said}");
    assert!(old.contains("The the colour"), "{said}");
}
