//! Sentences of templates: lists with forms, words by a number, and how the templates here use them.

use std::fs;
use std::path::Path;

use rapporteur::document::{Document, Origin, texts};
use rapporteur::model::ReportOptions;

use super::support::{
    Random, as_issued, compose, copy, fixture, messages, program, repository, survey_2023,
};

/// No sentence of a template has more tags.
const MOST_TAGS: usize = 12;

#[test]
fn sentences_of_templates_have_few_tags() {
    let mut most = 0;
    for folder in ["templates", "src/scaffold/example/templates"] {
        for entry in fs::read_dir(repository().join(folder)).expect("templates") {
            let path = entry.expect("a file").path();
            if path.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let template = fs::read_to_string(&path).expect("a template");
            for sentence in sentences(&template) {
                let tags = tags(&sentence);
                assert!(tags <= MOST_TAGS, "{}: {tags} tags: {sentence}", path.display());
                most = most.max(tags);
            }
        }
    }
    assert!(most > 5, "sentences are recognized");
    let many =
        "{{ a }} b. ".repeat(3) + &"{{ a }} ".repeat(4) + "b.\n\n{% if c %}\nD.\n{% endif %}";
    let found: Vec<usize> = sentences(&many).iter().map(|sentence| tags(sentence)).collect();
    assert_eq!(found, [1, 1, 1, 4, 1, 1]);
}

/// The sentences of a template with their tags: those of a paragraph, with what is set right before it.
fn sentences(template: &str) -> Vec<String> {
    let mut text = template.to_owned();
    while let Some(start) = text.find("{#") {
        let end = text[start..].find("#}").expect("a comment ends") + 2;
        text.replace_range(start..start + end, "");
    }
    let (mut sentences, mut sentence, mut depth) = (Vec::new(), String::new(), 0_usize);
    let mut rest = text.as_str();
    while let Some(character) = rest.chars().next() {
        let is_tag = |sign: &str| rest.starts_with(&format!("{{{sign}"));
        depth += usize::from(is_tag("{") || is_tag("%"));
        depth -= usize::from(rest.starts_with("}}") || rest.starts_with("%}"));
        sentence.push(character);
        rest = &rest[character.len_utf8()..];
        let ends = (sentence.ends_with('.') && rest.starts_with([' ', '\n']))
            || sentence.ends_with("\n\n");
        if depth == 0 && ends {
            sentences.push(std::mem::take(&mut sentence));
        }
    }
    sentences.push(sentence);
    sentences.retain(|sentence| !sentence.trim().is_empty());
    sentences
}

fn tags(sentence: &str) -> usize {
    sentence.matches("{{").count() + sentence.matches("{%").count()
}

/// How many chose each SDG and each objective, in the order of published.toml: ties at every edge of a sentence.
const COUNTS: [([u32; 10], [u32; 5]); 9] = [
    ([12, 10, 10, 9, 8, 6, 4, 4, 4, 3], [10, 8, 7, 7, 7]),
    ([12, 10, 10, 9, 8, 8, 4, 4, 4, 3], [8, 8, 7, 7, 7]),
    ([12, 10, 9, 9, 9, 9, 4, 4, 3, 3], [7, 7, 7, 7, 7]),
    ([12, 11, 10, 9, 8, 7, 6, 5, 4, 3], [10, 9, 8, 7, 6]),
    ([12, 11, 10, 9, 8, 8, 8, 8, 8, 3], [10, 8, 8, 7, 7]),
    ([12, 10, 9, 9, 9, 9, 9, 9, 9, 3], [7, 8, 9, 10, 11]),
    ([12, 10, 9, 9, 9, 9, 9, 9, 9, 9], [9, 8, 8, 8, 7]),
    ([12, 11, 10, 9, 8, 7, 7, 7, 7, 7], [12, 11, 7, 7, 7]),
    ([8, 8, 8, 8, 8, 8, 8, 8, 8, 8], [5, 6, 6, 6, 5]),
];

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn the_2023_templates_print_what_those_of_0_2_0_print() {
    let mut random = Random(2023);
    for (round, (goals, objectives)) in COUNTS.into_iter().enumerate() {
        let project = survey_2023();
        publish(project.path(), &[&goals[..], &objectives[..]].concat());
        for number in 0..round % 4 {
            let mut chosen = |key: &str, options: u64| {
                let chosen = (1..=options).filter(|_| random.below(2) == 0);
                let chosen: Vec<String> = chosen.map(|n| format!("\"{key}-{n}\"")).collect();
                chosen.join(", ")
            };
            let (goals, objectives) = (chosen("sdg", 17), chosen("gcm", 23));
            let review = ["yes", "undecided", "no"][random.below(3) as usize];
            answer(
                project.path(),
                number,
                &format!(
                    "sdg-relevance = [{goals}]\ngcm-priorities = [{objectives}]\n\
                     gcm-review-2024 = \"{review}\"\n"
                ),
            );
        }
        let scopes = [ReportOptions::default(), as_issued()];
        let scopes = if round == 0 { &scopes[..] } else { &scopes[..1] };
        same(project.path(), scopes, ["templates", "kept/sent-2023/inputs/templates"]);
    }
}

#[test]
fn the_templates_of_a_new_project_print_what_those_of_0_2_0_print() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("hours");
    let made = program().arg("init").arg(&root).output().expect("the program runs");
    assert!(made.status.success(), "{}", messages(&made));
    let templates = ["src/scaffold/example/templates", "kept/hours/templates"];
    same(&root, &[ReportOptions::default()], templates);
    let late = "sunday-opening = \"yes\"\nobstacles = [\"rules\"]\ncharter-goals = []\n";
    answer(&root, 9, late);
    same(&root, &[ReportOptions::default()], templates);
    fs::remove_file(root.join("data/published.toml")).expect("removed");
    fs::remove_dir_all(root.join("data/responses")).expect("removed");
    for number in 0..3 {
        same(&root, &[ReportOptions::default()], templates);
        answer(&root, number, late);
    }
}

/// Checks that a project prints the same, with the same figures, with the templates here and with those of 0.2.0.
fn same(project: &Path, scopes: &[ReportOptions], [now, before]: [&str; 2]) {
    for scope in scopes {
        copy(&repository().join(now), &project.join("templates"));
        let printed_now = printed(project, scope);
        copy(&fixture(before), &project.join("templates"));
        let printed_before = printed(project, scope);
        for (now, before) in printed_now.iter().zip(&printed_before) {
            // The respondents of the example are called networks now.
            let renamed = |line: &String| {
                line.replace("mechanism", "network").replace("Mechanism", "Network")
            };
            let [now, before] = [now, before].map(renamed);
            assert_eq!(now, before);
        }
        assert_eq!(printed_now.len(), printed_before.len());
    }
}

/// Puts these counts and their percentages into published.toml, in its order.
fn publish(project: &Path, counts: &[u32]) {
    let path = project.join("data/published.toml");
    let text = fs::read_to_string(&path).expect("a text file");
    let mut counts = counts.iter();
    let lines = text.lines().map(|line| match line.split_once(" = { count = ") {
        Some((key, _)) if key.starts_with("sdg-") || key.starts_with("gcm-") => {
            let count = counts.next().expect("a count for each line");
            let percent = (count * 200 + 13) / 26;
            format!("{key} = {{ count = {count}, percent = {percent} }}\n")
        }
        _ => format!("{line}\n"),
    });
    let lines: String = lines.collect();
    fs::write(path, lines).expect("written");
    assert_eq!(counts.next(), None);
}

/// A late mechanism and its response.
fn answer(project: &Path, number: usize, answers: &str) {
    let registers = ["data/respondents.toml", "data/mechanisms.toml"].map(|it| project.join(it));
    let path = registers.into_iter().find(|path| path.exists()).expect("a list of respondents");
    let known = fs::read_to_string(&path).expect("a text file");
    fs::write(path, format!("{known}\n[late-{number}]\nname = \"Late {number}\"\n"))
        .expect("written");
    let response =
        format!("mechanism = \"late-{number}\"\nreceived = 2023-07-14\n\n[answers]\n{answers}");
    fs::create_dir_all(project.join("data/responses")).expect("a folder");
    let path = project.join(format!("data/responses/late-{number}.toml"));
    fs::write(path, response).expect("written");
}

/// All text of a report, with its figures.
fn printed(project: &Path, scope: &ReportOptions) -> Vec<String> {
    words(&compose(project, scope).report.expect("a report").document)
}

fn words(document: &Document) -> Vec<String> {
    let lines = document.all_blocks().into_iter().flat_map(|block| block.lines());
    let line = |line: &[rapporteur::document::Inline]| {
        let pieces = texts(line).map(|text| match &text.origin {
            Origin::Figure(figure, _) => format!("{}<{figure}>", text.text),
            _ => text.text.clone(),
        });
        pieces.collect()
    };
    lines.map(|(_, content)| line(content)).collect()
}
