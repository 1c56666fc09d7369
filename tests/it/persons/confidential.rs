//! Surveys whose answers are confidential: what one or two mechanisms answered can't be subtracted without a decision.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{answer, contents, files, printed, run};
use crate::support::{messages, read, replace, small_project};

/// A confidential survey with an edition that was sent, and a response that came after it.
fn with_one_response() -> TempDir {
    let project = small_project();
    let root = project.path();
    replace(root, "data/survey.toml", "invited = 6", "invited = 6\nconfidential = true");
    run(root, &["issue", "sent", "--on", "2024-06-01"], 0);
    answer(root, "delta", "[answers]\ncolours = [\"blue\", \"green\"]\n");
    replace(root, "templates/report.md", "were asked.", "got it.");
    project
}

const SINCE: &str = "since sent: colours (delta 2024-07-01)";
const IN_REPORT: &str = "since the publication: colours (delta 2024-07-01)";

fn decide(root: &Path, decisions: &[(&str, &str)]) {
    let entry = |(text, more): &(&str, &str)| {
        format!(
            "[[accepted]]\nfinding = \"few-responses\"\ntext = \"{text}\"\nby = \"A\"\non = 2024-07-02\n\
             why = \"B\"\n{more}\n"
        )
    };
    let entries: String = decisions.iter().map(entry).collect();
    fs::write(root.join("data/decisions.toml"), entries).expect("written");
}

#[test]
fn a_note_of_one_response_asks_for_a_decision() {
    let project = with_one_response();
    let root = project.path();
    let refused = run(root, &["diff"], 1);
    let said = messages(&refused);
    assert!(
        said.contains("error[few-responses]") && said.contains("data/responses/delta.toml:4"),
        "{said}"
    );
    assert!(
        said.contains(&format!("text = \"{SINCE}\"")) && said.contains("only = \"texts\""),
        "{said}"
    );
    assert!(refused.stdout.is_empty() && !root.join("out/changes").exists());
    let checked = messages(&run(root, &["check"], 0));
    assert_eq!(checked.matches("warning[few-responses]").count(), 2, "{checked}");
    assert!(checked.contains(&format!("text = \"{IN_REPORT}\"")), "{checked}");
    // The secretariat itself sees all, but makes nothing that goes out.
    let internal = run(root, &["diff", "--internal"], 0);
    assert!(printed(&internal).contains("Delta Conference answered"), "{}", printed(&internal));
    assert!(!root.join("out/changes/small-redline-sent-to-now.docx").exists());
}

#[test]
fn a_note_of_texts_only_leaves_the_counts_out() {
    let project = with_one_response();
    let root = project.path();
    decide(root, &[(SINCE, "only = \"texts\"")]);
    let output = run(root, &["diff"], 0);
    let note = printed(&output);
    assert!(note.contains("read   During May 2024, six got it."), "{note}");
    assert!(note.contains("response received from Delta Conference"), "{note}");
    let end = note.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        end.contains(
            "is left out, because few responses changed them: Colours seen as most useful."
        ),
        "{note}"
    );
    assert!(messages(&output).contains("no redline"), "{}", messages(&output));
    let written = files(&root.join("out/changes"));
    let is_shown = |path: &&PathBuf| !path.to_string_lossy().contains("/.rapporteur-");
    let written: Vec<_> = written.iter().filter(is_shown).collect();
    assert_eq!(written.len(), 3, "{written:?}");
    for path in written {
        let text = contents(path);
        for count in ["Blue", "Green", "Red", "colours."] {
            assert!(!text.contains(count), "{}: {count}", path.display());
        }
    }
    // The graph and its table are not said to have changed, which would show nothing: but nothing says what.
    let json = printed(&run(root, &["diff", "--format", "json"], 0));
    let json: serde_json::Value = serde_json::from_str(&json).expect("an object");
    assert_eq!(json["withheld"][0], "Colours seen as most useful");
    assert!(json["graphs"].as_array().is_some_and(Vec::is_empty), "{json}");
    let ids: Vec<_> =
        json["figures"].as_array().expect("a list").iter().map(|one| one["id"].as_str()).collect();
    assert!(ids.contains(&Some("respondents.count")), "who responded is no secret: {ids:?}");
}

#[test]
fn a_note_that_was_accepted_is_whole() {
    let project = with_one_response();
    let root = project.path();
    decide(root, &[(SINCE, "")]);
    let note = printed(&run(root, &["diff"], 0));
    assert!(note.contains("Blue"), "{note}");
    assert!(root.join("out/changes/small-redline-sent-to-now.docx").is_file());
}

#[test]
fn an_edition_with_one_response_more_asks_for_a_decision() {
    let project = with_one_response();
    let root = project.path();
    let said = messages(&run(root, &["issue", "again"], 1));
    assert_eq!(said.matches("error[few-responses]").count(), 2, "{said}");
    assert!(
        said.contains("nothing was issued") && !root.join("data/editions/again").exists(),
        "{said}"
    );
    decide(root, &[(SINCE, "only = \"texts\""), (IN_REPORT, "only = \"texts\"")]);
    let said = messages(&run(root, &["issue", "again"], 1));
    assert_eq!(said.matches("error[few-responses]").count(), 1, "a report has its counts: {said}");
    decide(root, &[(SINCE, "only = \"texts\""), (IN_REPORT, "")]);
    run(root, &["issue", "again", "--same-edition", "--on", "2024-07-03"], 0);
    let checked = messages(&run(root, &["check"], 0));
    assert!(
        !checked.contains("few-responses") && !checked.contains("decision-lapsed"),
        "{checked}"
    );
    // A second response opens the question again, for the first one is known.
    let mechanisms = read(root, "data/mechanisms.toml") + "\n[epsilon]\nname = \"Epsilon Talks\"\n";
    fs::write(root.join("data/mechanisms.toml"), mechanisms + "\n[zeta]\nname = \"Zeta Talks\"\n")
        .expect("written");
    answer(root, "epsilon", "[answers]\ncolours = [\"red\"]\n");
    let checked = messages(&run(root, &["check"], 0));
    assert!(checked.contains("since again: colours (epsilon 2024-07-01)"), "{checked}");
    assert!(
        checked.contains("since the publication: colours (delta 2024-07-01, epsilon 2024-07-01)"),
        "{checked}"
    );
    assert!(checked.contains("warning[decision-lapsed]"), "{checked}");
    // With a third one, nobody can be distinguished in the report; but the last one can in a note.
    answer(root, "zeta", "[answers]\ncolours = [\"red\"]\n");
    let checked = messages(&run(root, &["check"], 0));
    assert!(!checked.contains("the report gives away"), "{checked}");
    assert!(
        checked.contains("since again: colours (epsilon 2024-07-01, zeta 2024-07-01)"),
        "{checked}"
    );
}

#[test]
fn a_survey_that_is_not_confidential_asks_nothing() {
    let project = with_one_response();
    let root = project.path();
    replace(root, "data/survey.toml", "confidential = true", "confidential = false");
    fs::remove_dir_all(root.join("data/editions")).expect("removed");
    run(root, &["issue", "sent"], 0);
    answer(root, "delta", "[answers]\ncolours = [\"red\"]\n");
    run(root, &["diff"], 0);
    assert!(!messages(&run(root, &["check"], 0)).contains("few-responses"));
}

#[test]
fn a_public_explanation_does_not_split_off_one_answer() {
    let project = with_one_response();
    let said = |root: &Path| printed(&run(root, &["explain", "--public", "colours.blue.share"], 0));
    let first = |said: String| said.lines().next().unwrap_or_default().to_owned();
    let root = project.path();
    assert!(first(said(root)).starts_with("50%: 2 of the 4 that answered (“"), "{}", said(root));
    replace(root, "data/survey.toml", "confidential = true", "confidential = false");
    let split = "50%: 2 of the 4 that answered; 1 as published, one received since (“";
    assert!(first(said(root)).starts_with(split), "{}", said(root));
}
