//! Published figures of groups: they start from what was printed, and move with late answers.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rapporteur::figure::{Figure, Measure, Part, Statistic};
use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Report;
use tempfile::TempDir;

use crate::support::{as_issued, compose, messages, project, rapporteur, read, replace};

/// A graph that shows figures by region.
fn graph(question: &str, kind: &str) -> String {
    format!(
        "\n[[graph]]\nkey = \"by-region-{question}\"\nquestion = \"{question}\"\nkind = \"{kind}\"\n\
         by = \"region\"\ncaption = \"A caption\"\n"
    )
}

/// The project with figures by region of `services` and `budget`, and with these published figures.
fn with_groups(published: &str) -> TempDir {
    let project = project("kinds");
    let root = project.path();
    let report =
        read(root, "data/report.toml") + &graph("services", "bars") + &graph("budget", "dots");
    fs::write(root.join("data/report.toml"), report).expect("written");
    let tags = "\n\n{{ graph(\"by-region-services\", \"Graph\") }}\n\n{{ graph(\"by-region-budget\", \"Graph\") }}\n";
    fs::write(root.join("templates/report.md"), read(root, "templates/report.md") + tags)
        .expect("written");
    replace(root, "data/survey.toml", "suppress-below = 3\n", "suppress-below = 0\n");
    fs::write(root.join("data/published.toml"), published).expect("written");
    project
}

fn report(project: &Path, options: &ReportOptions) -> Report {
    let composed = compose(project, options);
    composed.report.unwrap_or_else(|| panic!("{:?}", composed.diagnostics))
}

/// The figures by region of a question that late answers can move.
fn by_region(report: &Report, question: &str) -> Vec<(Figure, Option<String>)> {
    let figures = report.tally.figures.iter().filter(|(figure, _)| {
        let is_of = figure.question_id().is_some_and(|id| *id == *question);
        let moves = !matches!(
            figure.measure,
            Measure::Statistic(Statistic::Median | Statistic::Least | Statistic::Greatest)
        );
        is_of && moves && figure.group.as_ref().is_some_and(|group| group.by == *"region")
    });
    let value = |value: rapporteur::figure::Value| value.to_string();
    figures.map(|(figure, it)| (figure.clone(), it.value.map(value))).collect()
}

/// The figures of groups, as published.toml has them.
fn as_published(report: &Report, question: &str) -> String {
    let mut text = String::new();
    for region in ["north", "east", "south", "west", "centre"] {
        let value = |measure: &str| {
            let id = format!("{question}@region={region}.{measure}");
            let figure = report.tally.figure(&id).unwrap_or_else(|| panic!("{id}"));
            figure.value.expect("it is known").to_string()
        };
        let base = value("base");
        write!(text, "\n[{question}.by.region.{region}]\nbase = {base}\n").expect("a text");
        if question == "budget" {
            writeln!(text, "sum = {}\nmean = {}", value("sum"), value("mean")).expect("a text");
            continue;
        }
        for option in ["courses", "consulting", "data-lab", "certificates", "other"] {
            let count = value(&format!("{option}.count"));
            writeln!(text, "options.{option}.count = {count}").expect("a text");
        }
    }
    text
}

#[test]
fn published_groups_and_late_answers_give_what_all_answers_give() {
    let published = read(project("kinds").path(), "data/published.toml");
    let (respondents, _) = published.split_once("\n[").expect("published figures");
    let unpublished = with_groups(respondents);
    let first = report(unpublished.path(), &as_issued());
    let all = report(unpublished.path(), &ReportOptions::default());
    let groups = as_published(&first, "services") + &as_published(&first, "budget");
    let moved = with_groups(&(published + &groups));
    let checked = messages(&rapporteur(moved.path(), &["check", "--all"]));
    assert!(!checked.contains("parts-do-not-sum") && !checked.contains("error"), "{checked}");
    let moved = report(moved.path(), &ReportOptions::default());
    for question in ["services", "budget"] {
        let [was, expected, is] = [&first, &all, &moved].map(|report| by_region(report, question));
        assert_eq!(is, expected, "{question}");
        assert!(is.len() > 10 && is != was, "late answers moved {question}: {is:?}");
    }
    // What of it moved is said, with its lines.
    let late = moved.tally.figures.iter().filter(|(figure, _)| figure.group.is_some());
    let late = late.filter(|(figure, it)| {
        matches!(figure.measure, Measure::Option(_, Part::Count)) && !it.later.is_empty()
    });
    assert!(late.count() > 0);
}

#[test]
fn a_published_group_is_printed_and_explained_and_others_are_not_known() {
    let published = read(project("kinds").path(), "data/published.toml");
    let group = |courses: &str| {
        format!(
            "{published}\n[services.by.region.west]\nbase = 9\n\
             options = {{ courses = {{ count = {courses}, percent = 89 }} }}\n"
        )
    };
    let failed = messages(&rapporteur(with_groups(&group("6")).path(), &["check"]));
    let more = "8 counted centres are named as having chosen `courses`, but 6 are published";
    assert!(failed.contains(more), "{failed}");
    let project = with_groups(&group("8"));
    let built = rapporteur(project.path(), &["build"]);
    assert!(built.status.success(), "{}", messages(&built));
    let report = report(project.path(), &as_issued());
    let value = |id: &str| report.tally.figure(id).map(|it| it.value.map(|it| it.to_string()));
    assert_eq!(value("services@region=west.courses.share"), Some(Some("89%".to_owned())));
    assert_eq!(value("services@region=west.data-lab.count"), Some(None), "it is not published");
    assert_eq!(value("services@region=north.courses.count"), None);
    let csv = read(project.path(), "out/figures.csv");
    assert!(csv.contains("\nservices@region=west.courses,Courses,"), "{csv}");
    let explained = rapporteur(project.path(), &["explain", "services@region=west.courses.count"]);
    let explained = messages(&explained);
    assert!(
        explained.contains("options = { courses = { count = 8, percent = 89 } }"),
        "{explained}"
    );
}
