//! The made-up survey of tests/it/kinds, which has each kind of question.

use std::fs;
use std::process::Command;

use rapporteur::document::{Block, Inline, Origin};
use rapporteur::model::ReportOptions;
use tempfile::TempDir;

use crate::support::{compose, messages, project, rapporteur, read};

#[test]
fn every_figure_equals_an_independent_computation() {
    let project = project("kinds");
    let built = rapporteur(project.path(), &["build"]);
    assert!(built.status.success(), "{}", messages(&built));
    let computed = Command::new("python3")
        .arg(project.path().join("compute.py"))
        .arg(project.path())
        .arg(project.path().join("out/figures.csv"))
        .output()
        .expect("python3 runs");
    let found = String::from_utf8_lossy(&computed.stdout);
    assert!(computed.status.success() && found.contains("figures agree"), "{found}");
}

/// Graphs of each kind: by group, of a grid, of numbers, and with an earlier round.
const GRAPHS: [[&str; 4]; 5] = [
    ["services-by-region", "services", "bars", "by = \"region\""],
    ["network-by-region", "usefulness/network", "stacked", "by = \"region\""],
    ["usefulness-in-bars", "usefulness", "bars", ""],
    ["budget-by-region", "budget", "dots", "by = \"region\""],
    ["review-since", "review", "bars", "rounds = [\"2023\"]"],
];

/// The project with these graphs, and with no figures but those of the responses.
fn project_with_graphs() -> TempDir {
    let project = project("kinds");
    let root = project.path();
    let graph = |[key, question, kind, more]: [&str; 4]| {
        format!(
            "\n[[graph]]\nkey = \"{key}\"\nquestion = \"{question}\"\nkind = \"{kind}\"\n{more}\ncaption = \"A caption\"\n"
        )
    };
    let report = read(root, "data/report.toml") + &GRAPHS.map(graph).concat();
    fs::write(root.join("data/report.toml"), report).expect("a file can be written");
    let tags = GRAPHS.map(|[key, ..]| format!("\n\n{{{{ graph(\"{key}\", \"Graph\") }}}}\n"));
    let template = read(root, "templates/report.md") + &tags.concat();
    fs::write(root.join("templates/report.md"), template).expect("a file can be written");
    let published = read(root, "data/published.toml");
    let (respondents, _) = published.split_once("\n[").expect("published figures");
    fs::write(root.join("data/published.toml"), respondents).expect("a file can be written");
    project
}

#[test]
fn each_number_of_a_table_is_a_figure_of_the_tally() {
    let project = project_with_graphs();
    let composed = compose(project.path(), &ReportOptions::default());
    let report = composed.report.expect("a report");
    for key in GRAPHS.map(|[key, ..]| key).into_iter().chain(["usefulness", "budget"]) {
        let tables = report.document.all_blocks().into_iter().filter_map(|block| match block {
            Block::Table(table) if table.graph == key => Some(table),
            _ => None,
        });
        let tables: Vec<_> = tables.collect();
        assert_eq!(tables.len(), 1, "{key} has its table");
        let mut numbers = 0;
        for cell in tables[0].rows.iter().flat_map(|row| &row.cells[1..]).flatten() {
            let Inline::Text(text) = cell else { panic!("{cell:?}") };
            let figures = match &text.origin {
                Origin::Mention(figures) => figures.clone(),
                Origin::Figure(figure, _) => vec![figure.clone()],
                _ => Vec::new(),
            };
            let is_number = text.text.chars().any(|character| character.is_ascii_digit());
            assert!(!figures.is_empty() || !is_number, "{key}: `{}` is no figure", text.text);
            for figure in figures {
                let value = report.tally.value(&figure).map(|value| value.to_string());
                let printed = text.text.replace('\u{2212}', "-");
                let value = value.unwrap_or_else(|| panic!("{key}: {figure} is not known"));
                assert_eq!(printed, value, "{key}: {figure}");
                numbers += 1;
            }
        }
        assert!(numbers > 5, "{key}: {numbers}");
    }
}

#[test]
fn groups_that_are_too_small_are_in_no_output() {
    let project = project_with_graphs();
    let built = rapporteur(project.path(), &["build"]);
    assert!(built.status.success(), "{}", messages(&built));
    let drawn = |key: &str| read(project.path(), &format!("out/charts/{key}.svg"));
    let dots = |key: &str| drawn(key).matches("<circle").count();
    assert_eq!(dots("budget"), 32);
    // Two of the five regions have few answers, or would give these away.
    let shown = drawn("budget-by-region");
    let regions = [
        "Northern Shores", "Eastern Plains", "Southern Valleys", "Western Isles", "Central Plateau",
    ];
    let titles = regions.map(|region| shown.matches(&format!(">{region}</text>")).count());
    assert_eq!(titles.iter().sum::<usize>(), 3, "{titles:?}");
    assert!(shown.contains(">2 groups are not shown, because they have fewer than 3 answers"));
    let csv = read(project.path(), "out/figures.csv");
    for (region, key) in regions.iter().zip(["north", "east", "south", "west", "centre"]) {
        let listed = csv.contains(&format!("\nbudget@region={key},"));
        assert_eq!(listed, shown.contains(&format!(">{region}</text>")), "{region}");
    }
}
