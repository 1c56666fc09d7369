//! `init --from`: the next round of a survey.

use std::fs;
use std::path::{Path, PathBuf};

use rapporteur::figure::Figure;
use rapporteur::figures::csv;
use rapporteur::model::Question;
use rapporteur::pipeline::Report;
use tempfile::TempDir;

use super::{begun, files, init, report, said};
use crate::new::fill;
use crate::support::{messages, project, read, replace, survey_2023};

/// An answer in a form.
const ANSWER: [(&str, &str); 1] = [("sunday-opening = \"\"", "sunday-opening = \"yes\"")];

/// The next round of a project, with these arguments.
fn next(project: &Path, arguments: &[&str]) -> (TempDir, PathBuf) {
    let from = project.to_str().expect("a plain name");
    begun(&[&["--from", from], arguments].concat())
}

/// Checks that the figures of a round are those of the report from which it was begun.
fn assert_same_figures(old: &Report, new: &Report, round: &str) {
    let round = new.survey.round(round).map(|round| &round.key);
    assert!(round.is_some());
    let is_compared = |figure: &&Figure| {
        let is_counted = |question: &Question| old.tally.question(&question.id).is_some();
        let question = figure.question_id().and_then(|id| old.survey.question(id));
        let is_share_of_all = **figure == Figure::RESPONDED || **figure == Figure::RESPONSE_RATE;
        figure.group.is_none()
            && figure.round.is_none()
            && !figure.is_tie()
            && (question.is_some_and(is_counted) || is_share_of_all)
    };
    let mut compared = 0;
    for figure in old.tally.figures.keys().filter(is_compared) {
        let earlier = figure.clone().in_round(round);
        let value = |report: &Report, figure| report.tally.value(figure);
        assert_eq!(value(new, &earlier), value(old, figure), "{figure}");
        compared += 1;
    }
    assert!(compared > 10, "{compared}");
}

#[test]
fn the_next_round_of_the_survey_of_2023_builds_before_anybody_has_answered() {
    let old = survey_2023();
    let (_folder, project) = next(old.path(), &["--title", "The next survey", "--name", "next"]);
    let names: Vec<String> = files(&project)
        .iter()
        .map(|path| path.strip_prefix(&project).expect("within").to_string_lossy().into_owned())
        .collect();
    for left in ["responses", "published", "errata", "decisions", "editions", "received", "out"] {
        assert!(!names.iter().any(|name| name.contains(left)), "{left}: {names:?}");
    }
    assert!(names.contains(&"data/earlier/2023.toml".to_owned()), "{names:?}");
    let checked = said(&project, &["check"]);
    for found in ["[not-reviewed]: 10 files are still those of the last round", "[placeholder]"] {
        assert!(checked.contains(found), "{checked}");
    }
    let built = said(&project, &["build"]);
    assert!(built.contains("0 respondents") && project.join("out/next-edition-1.pdf").is_file());
    let (old, new) = (report(old.path()), report(&project));
    assert_eq!(new.document.about.title, "The next survey");
    assert_same_figures(&old, &new, "2023");
}

#[test]
fn figures_of_each_kind_are_those_of_the_last_round() {
    let old = project("kinds");
    let (_folder, project) = next(old.path(), &[]);
    assert_same_figures(&report(old.path()), &report(&project), "2026");
}

#[test]
fn the_figures_are_those_of_the_edition_that_was_issued_last() {
    let (_folder, old) = begun(&[]);
    said(&old, &["issue", "first"]);
    let issued = report(&old);
    said(
        &old,
        &["new", "response", "north-coast", "--name", "North Coast", "--received", "2024-09-01"],
    );
    fill(&old, "data/responses/north-coast.toml", &ANSWER);
    let (_folder, project) = next(&old, &[]);
    assert_same_figures(&issued, &report(&project), "2024");
    let earlier = read(&project, "data/earlier/2024.toml");
    assert!(earlier.contains("the figures of its edition `first`, issued on "), "{earlier}");
    assert!(read(&project, "data/respondents.toml").contains("North Coast"));

    // Who answered the round before that one and the new one is not known.
    let before = |project: &Path| read(project, "data/earlier/2022.toml");
    assert!(before(&old).contains("\nanswered-both = 5\n"));
    assert!(
        !before(&project).contains("\nanswered-both = ") && before(&project).contains("yes = {")
    );

    // The one after that has two more rounds to compare with; a response moves its own figures only.
    replace(&project, "data/survey.toml", "February and March 2024", "May 2026");
    let (_folder, third) = next(&project, &[]);
    said(&third, &["new", "response", "north-coast", "--received", "2028-09-01"]);
    fill(&third, "data/responses/north-coast.toml", &ANSWER);
    let third = report(&third);
    assert_same_figures(&issued, &third, "2024");
    let change = third.tally.figure("sunday-opening#2024.yes.change").expect("a figure");
    assert_eq!(change.value.map(|value| value.to_string()).as_deref(), Some("50"));
    let table = String::from_utf8(csv(&third.survey, &third.tally)).expect("UTF-8");
    let row = |id: &str| table.lines().find(|line| line.starts_with(&format!("{id},")));
    let header = "id,label,count,base,share,state,mean,median,least,greatest,sum,change,mean-change,median-change,least-change,greatest-change,sum-change";
    assert!(table.starts_with(&format!("\u{FEFF}{header}\r\n")), "{table}");
    let expected = "sunday-opening#2024.yes,Open on Sundays,3,6,50%,printed,,,,,,50,,,,,";
    assert_eq!(row("sunday-opening#2024.yes"), Some(expected));
    let expected = "sunday-opening#2024.no,Not planned,1,6,17%,printed,,,,,,-17,,,,,";
    assert_eq!(row("sunday-opening#2024.no"), Some(expected));
    assert_eq!(
        row("respondents#2024"),
        Some("respondents#2024,Respondents (2024),6,,,printed,,,,,,,,,,,")
    );
    // The round before those was printed elsewhere, and stays; statistics are those of each round.
    let hours = ["2022", "2024"].map(|round| {
        let figure = third.tally.figure(&format!("weekly-hours#{round}.mean"));
        figure.and_then(|figure| figure.value).map(|value| value.to_string())
    });
    assert_eq!(hours, [Some("49.1".to_owned()), Some("52.3".to_owned())]);
    let unanswered = third.tally.figure("sunday-opening#2026.yes.change").expect("a figure");
    assert_eq!(unanswered.value, None);
}

#[test]
fn what_round_it_was_has_to_be_known() {
    let (folder, old) = begun(&[]);
    let new = folder.path().join("new");
    let from = old.to_str().expect("a plain name");
    let refused = |arguments: &[&str], code: i32, why: &str| {
        let output = init(&new, arguments);
        assert_eq!(output.status.code(), Some(code), "{}", messages(&output));
        assert!(messages(&output).contains(why), "{}", messages(&output));
        assert!(!new.exists());
    };
    refused(&["--from", "nowhere"], 2, "`nowhere` is not a project");
    refused(&["--round", "2024"], 2, "--from");
    refused(&["--from", from, "--round", "The First"], 2, "--round 2023");
    replace(&old, "data/survey.toml", "February and March 2024", "in spring");
    refused(&["--from", from], 2, "--round 2023");
    fs::create_dir_all(old.join("data/earlier")).expect("a folder");
    fs::write(old.join("data/earlier/first.toml"), "").expect("written");
    refused(&["--from", from, "--round", "first"], 2, "data/earlier/first.toml already");
    replace(&old, "data/survey.toml", "invited = 8", "invited = true");
    refused(&["--from", from, "--round", "2024"], 1, "[wrong-type]");
}
