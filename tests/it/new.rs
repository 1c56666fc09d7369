//! `rapporteur new response`: the form adds nothing until it is filled in, and is filled in by taking signs away.

use std::fs;
use std::path::Path;

use super::support::{compose, messages, rapporteur, read, replace, small_project, survey_2023};
use rapporteur::model::Scope;

/// Takes the sign of a comment off every line of the file that begins so.
pub(super) fn uncomment(project: &Path, file: &str, beginnings: &[&str]) {
    let text = read(project, file);
    for beginning in beginnings {
        let count = text.lines().filter(|line| line.starts_with(&format!("# {beginning}"))).count();
        assert!(count > 0, "`{beginning}` stands in {file}:\n{text}");
    }
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(field) if beginnings.iter().any(|beginning| field.starts_with(beginning)) => field,
        _ => line,
    });
    let filled: Vec<&str> = lines.collect();
    fs::write(project.join(file), filled.join("\n") + "\n").expect("written");
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
    assert_eq!(messages(&checked), format!("nothing to say: all is well\n{waits}"));
    let built = messages(&rapporteur(project.path(), &["build"]));
    assert!(built.contains("3 respondents") && built.contains("no figure changed"), "{built}");
    assert!(built.contains("`delta` waits (form not filled in yet)"), "{built}");
    assert_eq!(read(project.path(), "out/figures.csv"), figures);
}

#[test]
fn a_form_of_a_published_respondent_changes_nothing_either() {
    let project = small_project();
    new_response(project.path(), &["gamma"]);
    let composed = compose(project.path(), &Scope::default());
    let report = composed.report.expect("a report");
    assert_eq!(report.tally.respondents, ["alpha", "beta", "gamma"]);
    assert_eq!(report.tally.later_responses, 0);
    let waiting: Vec<&str> = report.survey.waiting.iter().map(|w| w.mechanism.as_str()).collect();
    assert_eq!(waiting, ["gamma"]);
}

#[test]
fn a_form_is_filled_in_by_taking_signs_away() {
    let project = small_project();
    let file = "data/responses/delta.toml";
    new_response(project.path(), &["delta", "--received", "2024-07-01"]);
    let lines = ["colours = [", "  \"red\"", "  \"green\"", "]", "again = \"no\"", "remarks = '''"];
    uncomment(project.path(), file, &lines);
    uncomment(project.path(), file, &["The answer", "'''"]);
    uncomment(project.path(), file, &["[[quote]]", "point = \"trust\"", "form = \"quotation\""]);
    uncomment(project.path(), file, &["text = '''", "The words", "[[practice]]", "part = \"one\""]);
    uncomment(project.path(), file, &["The practice", "source-text = \"received/delta.txt\""]);
    let came = "We trust.";
    fs::write(project.path().join("received/delta.txt"), came).expect("written");
    replace(project.path(), file, "The answer, as it came.", "We *agree*.");
    let said = messages(&rapporteur(project.path(), &["check"]));
    assert_eq!(said.matches("error[form-words]").count(), 2, "{said}");
    assert!(said.ends_with("\n\n2 errors\n"), "{said}");
    let words = "The words, as they came, without quotation marks around them.";
    replace(project.path(), file, words, "We trust.");
    replace(project.path(), file, "The practice, as it was told.", "We meet.");
    let checked = rapporteur(project.path(), &["check"]);
    assert_eq!(messages(&checked), "nothing to say: all is well\n");
    let report = compose(project.path(), &Scope::default()).report.expect("a report");
    let response = report.survey.responses.iter().find(|r| r.mechanism == "delta");
    let response = response.expect("it counts");
    let answers: Vec<(&str, Vec<&str>)> = response
        .answers
        .iter()
        .map(|(id, answer)| (id.as_str(), answer.words.iter().map(|w| w.value.as_str()).collect()))
        .collect();
    let expected = [
        ("again", vec!["no"]),
        ("colours", vec!["red", "green"]),
        ("remarks", vec!["We *agree*.\n"]),
    ];
    assert_eq!(answers, expected);
    assert_eq!((response.quotes.len(), response.practices.len()), (1, 1));
    assert!(report.survey.waiting.is_empty());
}

#[test]
fn an_item_whose_list_is_still_a_comment_is_told_so() {
    let project = small_project();
    new_response(project.path(), &["delta", "--received", "2024-07-01"]);
    uncomment(project.path(), "data/responses/delta.toml", &["  \"red\""]);
    let said = messages(&rapporteur(project.path(), &["check"]));
    assert!(said.contains("between its first and its last line"), "{said}");
    assert!(said.contains(" colours = [\n       \"red\","), "{said}");
    assert!(said.ends_with("     ]\n\n1 error\n"), "{said}");
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
    let composed = compose(project.path(), &Scope::default());
    let report = composed.report.expect("a report");
    assert_eq!(report.tally.respondents.len(), 14);
    assert_eq!(report.survey.waiting.len(), 1);
    let fields = ["gcm-review-2024 = \"yes\"", "sdg-relevance = [", "  \"sdg-8\"", "]"];
    uncomment(project.path(), "data/responses/colombo-process.toml", &fields);
    let text = read(project.path(), "data/responses/colombo-process.toml");
    // Only the first list was to be ended.
    let (first, rest) = text.split_once("\n]\n").expect("a list that ends");
    let rest = rest.replace("\n]\n", "\n# ]\n");
    let filled = format!("{first}\n]\n{rest}");
    fs::write(project.path().join("data/responses/colombo-process.toml"), filled).expect("written");
    let report = compose(project.path(), &Scope::default()).report.expect("a report");
    assert_eq!(report.tally.respondents.len(), 15);
    assert!(report.survey.waiting.is_empty());
}

#[test]
fn an_amendment_stands_beside_the_response() {
    let project = small_project();
    new_response(project.path(), &["alpha", "--amends", "--received", "2024-07-01"]);
    let file = "data/responses/alpha.2024-07-01.toml";
    let text = read(project.path(), file);
    assert!(text.contains("# replaces = \"the first words of the earlier one\""), "{text}");
    assert!(text.contains("The day on which it came is that of the file's name."), "{text}");
    let checked = rapporteur(project.path(), &["check"]);
    let waits = "`alpha` waits (form not filled in yet)\n";
    assert_eq!(messages(&checked), format!("nothing to say: all is well\n{waits}"));
    uncomment(project.path(), file, &["again = \"yes\""]);
    let report = compose(project.path(), &Scope::default()).report.expect("a report");
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
    assert!(said.contains("rapporteur new response beta --amends"), "{said}");
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
    assert!(said.contains("as not invited and does not count in the response rate"), "{said}");
    assert!(said.ends_with("`invited = true` under [epsilon] in data/mechanisms.toml\n"), "{said}");
    let said = new_response(project.path(), &["zeta", "--name", "Zeta"]);
    assert!(said.contains("`zeta` is entered as invited and counts"), "{said}");
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
    let said = refused(project.path(), &["alpha", "--name", "Another"]);
    assert!(said.contains("leave `--name` out"), "{said}");
    for key in ["../delta", "Delta", "con"] {
        let said = refused(project.path(), &[key, "--name", "X"]);
        assert!(said.contains("small letters a to z"), "{said}");
    }
    refused(project.path(), &["epsilon", "--acronym", "E"]);
}

#[test]
fn lines_with_and_without_signs_are_told_what_to_take_off() {
    let project = small_project();
    let file = "data/responses/delta.toml";
    new_response(project.path(), &["delta", "--received", "2024-07-01"]);
    uncomment(project.path(), file, &["colours = [", "  \"red\""]);
    let check = || messages(&rapporteur(project.path(), &["check"]));
    let said = check();
    assert!(said.contains("take `# ` off line 23\n\n1 error\n"), "{said}");
    let taken_off = |line: usize| {
        let text = read(project.path(), file);
        let lines = text.lines().enumerate().map(|(index, text)| match index + 1 == line {
            true => text.strip_prefix("# ").expect("a line with its sign"),
            false => text,
        });
        let lines: Vec<&str> = lines.collect();
        fs::write(project.path().join(file), lines.join("\n") + "\n").expect("written");
    };
    taken_off(23);
    assert_eq!(check(), "nothing to say: all is well\n");
    for line in [40, 42, 44] {
        taken_off(line);
    }
    replace(project.path(), file, "# The words, as they came, without", "# What we said, without");
    let said = check();
    assert!(said.contains("take `# ` off line 38\n"), "{said}");
    assert!(said.contains("take `# ` off lines 45 and 46\n"), "{said}");
    assert!(said.ends_with("\n\n2 errors\n"), "{said}");
    for line in [38, 45, 46] {
        taken_off(line);
    }
    assert!(check().starts_with("note[quotations-unverified]"), "{}", check());
}
