//! `rapporteur new response`: the form is valid as it is written, and adds nothing until it is filled in.

use std::fs;
use std::path::Path;
use std::str::FromStr;

use super::support::{compose, messages, rapporteur, read, replace, small_project, survey_2023};
use rapporteur::model::{Answer, ReportOptions};

/// Fills in fields of a form: each line that begins with the first text begins with the second one then.
pub(super) fn fill(project: &Path, file: &str, fields: &[(&str, &str)]) {
    let mut text = format!("\n{}", read(project, file));
    for (field, filled) in fields {
        let (field, filled) = (format!("\n{field}"), format!("\n{filled}"));
        assert!(text.contains(&field), "`{field}` is in {file}:\n{text}");
        text = text.replacen(&field, &filled, 1);
    }
    fs::write(project.join(file), &text[1..]).expect("written");
}

/// Runs `new response` with these arguments, which must go well.
fn new_response(project: &Path, arguments: &[&str]) -> String {
    let output = rapporteur(project, &[&["new", "response"], arguments].concat());
    assert!(output.status.success(), "{}", messages(&output));
    messages(&output)
}

/// What is said where `new response` is used wrongly.
fn refused(project: &Path, arguments: &[&str]) -> String {
    let output = rapporteur(project, &[&["new", "response"], arguments].concat());
    assert_eq!(output.status.code(), Some(2), "{}", messages(&output));
    messages(&output)
}

#[test]
fn a_form_adds_nothing_until_it_is_filled_in() {
    let project = small_project();
    let before = rapporteur(project.path(), &["build"]);
    assert!(before.status.success(), "{}", messages(&before));
    let figures = read(project.path(), "out/figures.csv");
    let said = new_response(project.path(), &["delta"]);
    assert!(said.starts_with("data/responses/delta.toml is written"), "{said}");
    let checked = rapporteur(project.path(), &["check"]);
    let waits = "`delta` waits (form not filled in yet)\n";
    assert_eq!(
        messages(&checked),
        format!("nothing to say, but not all responses count yet\n{waits}")
    );
    let built = messages(&rapporteur(project.path(), &["build"]));
    assert!(built.contains("3 respondents") && built.contains("no figure changed"), "{built}");
    assert!(built.contains("`delta` waits (form not filled in yet)"), "{built}");
    assert_eq!(read(project.path(), "out/figures.csv"), figures);
}

#[test]
fn a_form_of_a_published_respondent_changes_nothing_either() {
    let project = small_project();
    new_response(project.path(), &["gamma"]);
    let composed = compose(project.path(), &ReportOptions::default());
    let report = composed.report.expect("a report");
    assert_eq!(report.tally.respondents, ["alpha", "beta", "gamma"]);
    assert!(report.tally.figure("respondents.count").is_some_and(|it| it.later.is_empty()));
    let waiting: Vec<&str> = report.survey.waiting.iter().map(|w| w.mechanism.as_str()).collect();
    assert_eq!(waiting, ["gamma"]);
}

/// The answers of `delta` by question.
fn answers(project: &Path) -> Vec<(String, Vec<String>)> {
    let report = compose(project, &ReportOptions::default()).report.expect("a report");
    let response = report.survey.responses.iter().find(|r| r.mechanism == "delta");
    let answers = response.expect("it counts").answers.iter();
    let words = |answer: &Answer| answer.words.iter().map(|word| word.value.clone()).collect();
    answers.map(|(id, answer)| (id.to_string(), words(answer))).collect()
}

#[test]
fn a_form_is_filled_in_field_by_field() {
    let project = small_project();
    let file = "data/responses/delta.toml";
    new_response(project.path(), &["delta"]);
    let fields = [
        ("received = \"\"", "received = \"2024-07-01\""),
        ("source-text = \"\"", "source-text = \"received/delta.txt\""),
        ("colours.red   = false", "colours.red   = true"),
        ("colours.green = false", "colours.green = true"),
        ("again = \"\"", "again = \"no\""),
        ("remarks = '''\n", "remarks = '''\nWe *agree*.\n"),
        ("point = \"\"", "point = \"trust\""),
        ("form = \"\"", "form = \"quotation\""),
        ("text = '''\n", "text = '''\nWe trust.\n"),
        ("part = \"\"\ntext = '''\n", "part = \"one\"\ntext = '''\nWe meet.\n"),
    ];
    fill(project.path(), file, &fields);
    fs::write(project.path().join("received/delta.txt"), "We trust.").expect("written");
    let checked = messages(&rapporteur(project.path(), &["check", "--all"]));
    assert!(checked.starts_with("note[answer-not-printed]"), "{checked}");
    assert!(checked.ends_with("\n1 to look at\n"), "{checked}");
    let expected = [
        ("again", vec!["no"]),
        ("colours", vec!["red", "green"]),
        ("remarks", vec!["We *agree*.\n"]),
    ];
    let expected = expected.map(|(id, words)| {
        (id.to_owned(), words.into_iter().map(str::to_owned).collect::<Vec<_>>())
    });
    assert_eq!(answers(project.path()), expected);
    let report = compose(project.path(), &ReportOptions::default()).report.expect("a report");
    let response = report.survey.responses.iter().find(|r| r.mechanism == "delta");
    let response = response.expect("it counts");
    assert_eq!((response.quotes.len(), response.practices.len()), (1, 1));
    assert!(report.survey.waiting.is_empty());
}

#[test]
fn none_of_the_options_is_an_answer_and_all_false_is_not() {
    let project = small_project();
    let file = "data/responses/delta.toml";
    new_response(project.path(), &["delta", "--received", "2024-07-01"]);
    fill(project.path(), file, &[("again = \"\"", "again = \"no\"")]);
    let no = ("again".to_owned(), vec!["no".to_owned()]);
    assert_eq!(answers(project.path()), std::slice::from_ref(&no));
    fill(project.path(), file, &[("colours.none  = false", "colours.none  = true")]);
    assert_eq!(answers(project.path()), [no, ("colours".to_owned(), Vec::new())]);
}

#[test]
fn an_option_with_the_key_none_is_an_option() {
    let project = small_project();
    let framework = "data/frameworks/colours.toml";
    replace(project.path(), framework, "key = \"green\"", "key = \"none\"");
    let file = "data/responses/delta.toml";
    new_response(project.path(), &["delta", "--received", "2024-07-01"]);
    let form = read(project.path(), file);
    assert_eq!(form.matches("colours.none").count(), 1, "{form}");
    fill(project.path(), file, &[("colours.none = false", "colours.none = true")]);
    assert_eq!(answers(project.path()), [("colours".to_owned(), vec!["none".to_owned()])]);
}

#[test]
fn the_form_of_the_2023_survey_builds_and_is_filled_in() {
    let project = survey_2023();
    let mechanisms = read(project.path(), "data/mechanisms.toml");
    let arguments = [
        "colombo-process", "--name", "Colombo \"Process\"", "--acronym", "CP", "--received",
        "2023-09-01",
    ];
    let said = new_response(project.path(), &arguments);
    assert!(said.starts_with("data/mechanisms.toml: `colombo-process` is added\n"), "{said}");
    let entry =
        "\n[colombo-process]\nname = 'Colombo \"Process\"'\nacronym = \"CP\"\ninvited = true\n";
    assert_eq!(read(project.path(), "data/mechanisms.toml"), mechanisms + entry);
    let composed = compose(project.path(), &ReportOptions::default());
    let report = composed.report.expect("a report");
    assert_eq!(report.tally.respondents.len(), 14);
    assert_eq!(report.survey.waiting.len(), 1);
    let file = "data/responses/colombo-process.toml";
    let form = read(project.path(), file);
    toml_edit::DocumentMut::from_str(&form).expect("a form is valid TOML");
    let fields = [
        ("gcm-review-2024 = \"\"", "gcm-review-2024 = \"yes\""),
        ("sdg-relevance.sdg-8  = false", "sdg-relevance.sdg-8  = true"),
    ];
    fill(project.path(), file, &fields);
    let report = compose(project.path(), &ReportOptions::default()).report.expect("a report");
    assert_eq!(report.tally.respondents.len(), 15);
    assert!(report.survey.waiting.is_empty());
}

#[test]
fn an_amendment_stands_beside_the_response() {
    let project = small_project();
    new_response(project.path(), &["alpha", "--amends", "--received", "2024-07-01"]);
    let file = "data/responses/alpha.2024-07-01.toml";
    let text = read(project.path(), file);
    assert!(text.contains("\nreplaces = \"\"    # the first words of the earlier one"), "{text}");
    assert!(text.contains("The day on which it came is that of the file's name."), "{text}");
    let checked = rapporteur(project.path(), &["check"]);
    let waits = "`alpha` waits (form not filled in yet)\n";
    assert_eq!(
        messages(&checked),
        format!("nothing to say, but not all responses count yet\n{waits}")
    );
    fill(project.path(), file, &[("again = \"\"", "again = \"yes\"")]);
    let report = compose(project.path(), &ReportOptions::default()).report.expect("a report");
    let alpha = report.survey.responses.iter().find(|r| r.mechanism == "alpha");
    assert!(alpha.expect("it counts").answers.contains_key("again"));
    let said = refused(project.path(), &["alpha", "--amends", "--received", "2024-07-01"]);
    assert!(said.contains("give another day with `--received"), "{said}");
    let said = refused(project.path(), &["delta", "--amends"]);
    assert!(said.contains("leave `--amends` out"), "{said}");
}

#[test]
fn the_day_comes_from_the_command_line() {
    let project = small_project();
    let output = super::support::program()
        .args(["new", "response", "alpha", "--amends", "--project"])
        .arg(project.path())
        .env("SOURCE_DATE_EPOCH", "1720000000")
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", messages(&output));
    assert!(project.path().join("data/responses/alpha.2024-07-03.toml").is_file());
}

#[test]
fn a_name_that_another_key_has_is_refused() {
    let project = small_project();
    let said = refused(project.path(), &["beta-2", "--name", "beta  DIALOGUE"]);
    assert!(said.contains("already, under the key `beta`\n"), "{said}");
    assert!(said.contains("rapporteur new response beta; for what"), "{said}");
    let said = refused(project.path(), &["beta-2", "--name", "Another", "--acronym", "bd"]);
    assert!(said.contains("`bd` is in data/mechanisms.toml already"), "{said}");
    let said = refused(project.path(), &["delta-2", "--name", "Delta Conference"]);
    assert!(said.contains("for its response: rapporteur new response delta;"), "{said}");
    assert!(!project.path().join("data/responses/beta-2.toml").exists());
}

#[test]
fn whether_a_new_mechanism_was_invited_is_entered_and_said() {
    let project = small_project();
    let said = new_response(project.path(), &["epsilon", "--name", "Epsilon", "--not-invited"]);
    assert!(
        said.contains("`invited = false` says whether `epsilon` counts in the response rate"),
        "{said}"
    );
    assert!(said.ends_with("`invited = true` under [epsilon] in data/mechanisms.toml\n"), "{said}");
    let said = new_response(project.path(), &["zeta", "--name", "Zeta"]);
    assert!(said.contains("`invited = true` says whether `zeta` counts"), "{said}");
    let mechanisms = read(project.path(), "data/mechanisms.toml");
    let added = "\n[epsilon]\nname = \"Epsilon\"\ninvited = false\n\n[zeta]\nname = \"Zeta\"\ninvited = true\n";
    assert!(mechanisms.ends_with(added), "{mechanisms}");
    refused(project.path(), &["delta", "--not-invited"]);
}

#[test]
fn a_day_in_another_form_is_refused_with_the_day_that_is_meant() {
    let project = small_project();
    let said = refused(project.path(), &["delta", "--received", "14/07/2024"]);
    assert!(said.contains("expected a day such as 2023-07-14: write 2024-07-14"), "{said}");
    let output = rapporteur(project.path(), &["check", "--as-of", "03/04/2024"]);
    assert_eq!(output.status.code(), Some(2));
    let said = messages(&output);
    assert!(said.contains("write 2024-04-03 or 2024-03-04"), "{said}");
}

#[test]
fn nothing_is_overwritten_and_wrong_keys_are_refused() {
    let project = small_project();
    let before = read(project.path(), "data/responses/alpha.toml");
    let said = refused(project.path(), &["alpha"]);
    assert!(said.contains("rapporteur new response alpha --amends"), "{said}");
    assert_eq!(read(project.path(), "data/responses/alpha.toml"), before);
    let said = refused(project.path(), &["delt"]);
    assert!(said.contains("did you mean `delta`?") && said.contains("--name"), "{said}");
    replace(project.path(), "data/mechanisms.toml", "[gamma]", "[gamma-process]");
    replace(project.path(), "data/published.toml", "\"gamma\"", "\"gamma-process\"");
    for part in ["gamma", "process"] {
        let said = refused(project.path(), &[part]);
        assert!(said.contains("did you mean `gamma-process`?"), "{said}");
    }
    let said = refused(project.path(), &["alpha", "--name", "Another"]);
    assert!(said.contains("leave `--name` out"), "{said}");
    for key in ["../delta", "Delta", "con"] {
        let said = refused(project.path(), &[key, "--name", "X"]);
        assert!(said.contains("small letters a to z"), "{said}");
    }
    refused(project.path(), &["epsilon", "--acronym", "E"]);
}
