//! A file that is received again after its mapping was changed, and what is said about files as a whole.

use std::fs;
use std::path::Path;

use super::{responses, with_mapping};
use crate::support::{fixture, messages, program, rapporteur, read, replace};

fn google(project: &Path) -> String {
    let file = fixture("intake/files/google.csv").display().to_string();
    messages(&rapporteur(project, &["receive", &file]))
}

fn days(project: &Path) -> Vec<String> {
    let responses = responses(project);
    responses.values().map(|one| one["received"].as_str().expect("a day").to_owned()).collect()
}

#[test]
fn a_file_is_read_again_when_its_mapping_was_changed() {
    let project = with_mapping("google");
    let root = project.path();
    let mapping = read(root, "data/intake.toml");
    // The first of two rows is the later one if days are read so.
    replace(root, "data/intake.toml", "dates = \"mdy\"\n", "dates = \"dmy\"\n");
    replace(root, "data/intake.toml", "title = \"Annual", "title = \"Name of the mechanism\" #");
    let said = google(root);
    assert!(said.contains("5 files written"), "{said}");
    assert!(root.join("data/responses/andean.2023-06-15.toml").is_file(), "{said}");
    fs::write(root.join("data/intake.toml"), &mapping).expect("written");
    let said = google(root);
    assert!(said.contains("read again: "), "{said}");
    assert!(said.contains("received: 2023-05-07 → 2023-07-05"), "{said}");
    assert_eq!(days(root), ["2023-07-03", "2023-06-14", "2023-07-10", "2023-07-05"]);
    let fresh = with_mapping("google");
    google(fresh.path());
    assert_eq!(responses(root), responses(fresh.path()), "{said}");
    let names = |root: &Path| {
        let names = fs::read_dir(root.join("data/responses")).expect("a folder");
        let mut names: Vec<_> = names.map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(root), names(fresh.path()), "{said}");
    let said = google(root);
    assert!(said.contains("0 files written") && said.matches("unchanged").count() == 5, "{said}");
}

#[test]
fn what_was_edited_or_agreed_since_is_kept_and_both_readings_are_shown() {
    let project = with_mapping("google");
    let root = project.path();
    replace(root, "data/intake.toml", "dates = \"mdy\"\n", "dates = \"dmy\"\n");
    google(root);
    let (sahel, north) = ("data/responses/sahel.toml", "data/responses/north-sea.toml");
    replace(root, sahel, "q2 = \"no\"", "q2 = \"yes\"");
    fs::write(root.join(north), read(root, north).replacen('\n', "\ncleared = 2023-07-20\n", 1))
        .expect("written");
    let agreed = "data/responses/pacific.2023-12-20.toml";
    let amendment = "respondent = \"pacific\"\nreceived = 2023-12-20\n\n[answers]\nq4 = 2\n";
    fs::write(root.join(agreed), amendment).expect("written");
    let kept = [sahel, north, agreed, "data/responses/pacific.toml"];
    let before = kept.map(|file| read(root, file));
    replace(root, "data/intake.toml", "dates = \"dmy\"\n", "dates = \"mdy\"\n");
    let said = google(root);
    assert_eq!(kept.map(|file| read(root, file)), before, "{said}");
    let why = "kept, because it was edited or amended since; the file now reads:";
    assert_eq!(said.matches(why).count(), 2, "{said}");
    for values in ["q2: \"yes\" → \"no\"", "received: 2023-05-07 → 2023-07-05"] {
        assert!(said.contains(values), "{values} in {said}");
    }
    assert!(said.contains("received: 2023-10-07 → 2023-07-10"), "{said}");
    // With `again = "amend"`, they do not become amendments either.
    assert!(said.contains("read again") && google(root).contains("0 files written"), "{said}");
}

#[test]
fn a_row_that_is_no_longer_read_loses_its_response() {
    let project = with_mapping("google");
    let root = project.path();
    let rule = "leave-out = { \"Name of the mechanism\" = [\"TEST - please ignore\"";
    google(root);
    replace(root, "data/intake.toml", rule, &format!("{rule}, \"Plateforme du Sahel\""));
    let said = google(root);
    assert!(!root.join("data/responses/sahel.toml").exists(), "{said}");
    assert!(said.contains("removed, because the file is read otherwise now"), "{said}");
    replace(root, "data/respondents.toml", "name = \"Pacific", "name = \"The Pacific");
    let said = google(root);
    assert!(said.contains("NOT taken in, because no respondent has this name"), "{said}");
    assert!(root.join("data/responses/pacific.toml").is_file(), "{said}");
}

#[test]
fn a_table_of_other_titles_says_what_to_write() {
    let project = with_mapping("google");
    let root = project.path();
    let path = root.join("x.csv").display().to_string();
    fs::write(&path, "When,Who,Opening\n2023-07-03,sahel,Yes\n").expect("written");
    let output = rapporteur(root, &["receive", &path, "--map"]);
    let said = messages(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    let (_, mapping) = said.split_once("\n\n").expect("an example");
    fs::write(root.join("data/intake.toml"), mapping.replace("\"q1\"", "\"q2\"")).expect("written");
    let output = rapporteur(root, &["receive", &path]);
    assert!(output.status.success(), "{mapping}\n{}", messages(&output));
    assert_eq!(responses(root)["sahel"]["q2"], "yes");
}

#[test]
fn files_are_named_and_keys_are_near() {
    let project = with_mapping("google");
    let root = project.path();
    let both = ["google.csv", "again.csv"].map(|name| {
        let path = root.join(name);
        fs::copy(fixture("intake/files/google.csv"), &path).expect("a file");
        path.display().to_string()
    });
    let said = messages(&rapporteur(root, &["receive", &both[0], &both[1]]));
    assert!(said.contains("google.csv, row 3  ") && said.contains("again.csv, row 3  "), "{said}");
    let output = rapporteur(root, &["receive", &both[0], &both[1]]);
    assert_eq!(messages(&output).matches("unchanged").count(), 10, "{}", messages(&output));
    let folder = root.join("received").display().to_string();
    let output = rapporteur(root, &["receive", &folder]);
    assert_eq!(output.status.code(), Some(2));
    assert!(messages(&output).contains(&format!("rapporteur receive {folder}/*.docx")));
    for arguments in [&["receive", &both[0], "--as", "saheel"][..], &["clearance", "saheel"]] {
        let output = rapporteur(root, arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(messages(&output).contains("did you mean `sahel`?"), "{}", messages(&output));
    }
}

#[test]
fn a_day_in_the_future_is_questioned() {
    let project = with_mapping("google");
    let file = fixture("intake/files/google.csv").display().to_string();
    let mut program = program();
    program.args(["receive", &file, "--project"]).arg(project.path());
    let output = program.env("SOURCE_DATE_EPOCH", "1688600000").output().expect("it runs");
    let said = messages(&output);
    assert_eq!(said.matches("in the future").count(), 1, "{said}");
    assert!(said.contains("received on 2023-07-10, which is in the future"), "{said}");
}
