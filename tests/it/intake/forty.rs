//! Forty respondents of an export, from the file of the form tool to the report.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Random, has_tool, messages, program, rapporteur, read, replace};

/// The keys and titles of options.
type Options = &'static [(&'static str, &'static str)];

/// The questions of the example project, with their wordings and options.
const QUESTIONS: [(&str, &str, Options); 3] = [
    (
        "sunday-opening",
        "Do public libraries in your region open on Sundays?",
        &[("yes", "Open on Sundays"), ("planned", "Planned"), ("no", "Not planned")],
    ),
    (
        "obstacles",
        "What stands in the way of longer opening hours?",
        &[
            ("staff", "Too few trained staff"),
            ("costs", "Costs of energy and security"),
            ("rules", "Rules on working time"),
            ("demand", "Little demand in the evening"),
        ],
    ),
    (
        "charter-goals",
        "To which goals of the Library Charter do longer hours contribute most?",
        &[
            ("goal-1", "Reading for everyone"),
            ("goal-2", "Learning at every age"),
            ("goal-3", "Quiet places to work"),
            ("goal-4", "Help with digital services"),
            ("goal-5", "A meeting place in every neighbourhood"),
            ("goal-6", "Buildings that last"),
        ],
    ),
];

/// The rows of the export, each with the titles of the chosen options by question.
fn rows() -> Vec<Vec<Vec<&'static str>>> {
    let mut random = Random(40);
    let mut row = || {
        let [single, multiple @ ..] = QUESTIONS;
        // Some leave it out.
        let one = single.2.get(random.below(4) as usize).map(|(_, title)| *title);
        let mut answers = vec![one.into_iter().collect()];
        answers.extend(multiple.map(|(_, _, options)| {
            let chosen = options.iter().filter(|_| random.below(5) < 2);
            chosen.map(|(_, title)| *title).collect()
        }));
        answers
    };
    (0..40).map(|_| row()).collect()
}

fn project(root: &Path, rows: &[Vec<Vec<&str>>]) {
    let made = program().arg("init").arg(root).output().expect("the program runs");
    assert!(made.status.success(), "{}", messages(&made));
    for folder in ["data/responses", "received"] {
        fs::remove_dir_all(root.join(folder)).expect("the example is there");
    }
    fs::remove_file(root.join("data/published.toml")).expect("the example is there");
    replace(root, "data/survey.toml", "invited = 8", "invited = 45");
    let asked =
        (0..rows.len()).map(|row| format!("[network-{row}]\nname = \"Network No. {row}\"\n"));
    fs::write(root.join("data/respondents.toml"), asked.collect::<String>()).expect("written");
    let mut file = csv::Writer::from_path(root.join("answers.csv")).expect("a file");
    let titles = QUESTIONS.map(|(_, wording, _)| wording);
    file.write_record(["Timestamp", "Name"].into_iter().chain(titles)).expect("written");
    for (row, answers) in rows.iter().enumerate() {
        let day = format!("2024/03/{:02} 10:00:00 AM GMT+1", row % 28 + 1);
        let cells = answers.iter().map(|titles| titles.join(", "));
        file.write_record([day, format!("Network No. {row}")].into_iter().chain(cells))
            .expect("written");
    }
    file.flush().expect("written");
}

/// Each figure of figures.csv, as it follows from the rows: its count, base and share, and the lines of the file with it.
fn expected(rows: &[Vec<Vec<&str>>]) -> BTreeMap<String, ([String; 3], BTreeSet<usize>)> {
    let share = |count: usize, base: usize| format!("{}%", (200 * count + base) / (2 * base));
    let all: BTreeSet<usize> = (2..rows.len() + 2).collect();
    let counted =
        |count: usize, base: usize| [count.to_string(), base.to_string(), share(count, base)];
    let number = rows.len();
    let mut figures = BTreeMap::from([
        (
            "respondents".to_owned(),
            ([number.to_string(), String::new(), String::new()], all.clone()),
        ),
        ("response-rate".to_owned(), (counted(number, 45), all)),
    ]);
    for (at, (id, _, options)) in QUESTIONS.iter().enumerate() {
        let lines = |is_one: &dyn Fn(&[&str]) -> bool| -> BTreeSet<usize> {
            let found = rows.iter().enumerate().filter(|(_, answers)| is_one(&answers[at]));
            found.map(|(row, _)| row + 2).collect()
        };
        let answered = lines(&|titles| !titles.is_empty());
        let base = answered.len();
        figures
            .insert((*id).to_owned(), ([String::new(), base.to_string(), String::new()], answered));
        for (key, title) in *options {
            let chose = lines(&|titles| titles.contains(title));
            figures.insert(format!("{id}.{key}"), (counted(chose.len(), base), chose));
        }
    }
    figures
}

/// All files of a folder, with their contents.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let files = entries.flat_map(|path| match path.is_dir() {
        true => contents(&path),
        false => BTreeMap::from([(path.display().to_string(), fs::read(&path).expect("a file"))]),
    });
    files.collect()
}

/// A count is explained by the rows of the export with it, and no others; its share by those that answered the question.
fn is_explained(
    root: &Path,
    id: &str,
    [count, base, share]: &[String; 3],
    [wanted, answered]: [&BTreeSet<usize>; 2],
) {
    let explained = rapporteur(root, &["explain", "--format", "json", id]);
    let explained = messages(&explained);
    let figures = explained.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let figures: Vec<Value> = figures.collect();
    let rows = |figure: &Value| {
        let lines = figure["from"].as_array().expect("lines").iter();
        let places = lines.filter(|line| line["file"] != "data/survey.toml").map(|line| {
            let place = line["received"].as_str().expect("each line says where it comes from");
            place.strip_prefix("received/answers.csv, row ").and_then(|row| row.parse().ok())
        });
        places.collect::<Option<BTreeSet<usize>>>().expect("rows")
    };
    for (ending, value) in [("count", count), ("base", base), ("share", share)] {
        let found = figures.iter().find(|one| one["figure"] == format!("{id}.{ending}"));
        match found {
            Some(found) => {
                assert_eq!(found["value"].as_str(), Some(value.as_str()), "{id}.{ending}");
                let is_asked = id == "response-rate" && ending == "base";
                // A share rests on its count and its base.
                let wanted = match ending {
                    _ if is_asked => &BTreeSet::new(),
                    "share" => answered,
                    _ => wanted,
                };
                assert_eq!(&rows(found), wanted, "{id}.{ending}");
            }
            None => assert!(value.is_empty() || ending == "base", "{id}.{ending}: {explained}"),
        }
    }
}

#[test]
fn forty_respondents_are_in_the_report_with_two_commands() {
    if !cfg!(feature = "builtin") && !has_tool("typst", "--version") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let root = &folder.path().join("survey");
    let rows = rows();
    project(root, &rows);
    let export = root.join("answers.csv").display().to_string();
    let map = rapporteur(root, &["receive", &export, "--map"]);
    let text = String::from_utf8(map.stdout).expect("UTF-8");
    assert!(!text.contains("guess") && !text.contains("unread"), "{text}");
    fs::write(root.join("data/intake.toml"), text).expect("written");

    let received = rapporteur(root, &["receive", &export]);
    assert!(messages(&received).ends_with("40 files written into data/responses/\n"));
    let built = rapporteur(root, &["build"]);
    assert!(messages(&built).contains("40 respondents"), "{}", messages(&built));

    let figures = read(root, "out/figures.csv");
    let expected = expected(&rows);
    let mut lines = csv::Reader::from_reader(figures.trim_start_matches('\u{FEFF}').as_bytes());
    let found = lines.records().map(|line| {
        let line = line.expect("CSV");
        (line[0].to_owned(), [2, 3, 4].map(|column| line[column].to_owned()))
    });
    // Nobody answered the questions of the example that the export does not have; earlier rounds are no answers.
    let (found, others): (BTreeMap<_, _>, BTreeMap<_, _>) = found
        .filter(|(id, _)| !id.contains(".rank.") && !id.contains('#'))
        .partition(|(id, _)| expected.contains_key(id));
    for (id, [count, base, share]) in others {
        let is_empty = |figure: &str| ["", "0"].contains(&figure);
        assert!(is_empty(&count) && is_empty(&base) && share.is_empty(), "{id}: {count} of {base}");
    }
    let counts = expected.iter().map(|(id, (figure, _))| (id.clone(), figure.clone()));
    assert_eq!(found, counts.collect());

    for (id, (figure, wanted)) in &expected {
        let question = id.split('.').next().expect("an id");
        is_explained(root, id, figure, [wanted, &expected[question].1]);
    }

    let before = contents(root);
    let again = rapporteur(root, &["receive", &export]);
    let said = messages(&again);
    assert!(said.ends_with("0 files written into data/responses/\n"), "{said}");
    assert_eq!(said.matches("unchanged").count(), 40, "{said}");
    assert!(contents(root) == before, "nothing is changed");
}
