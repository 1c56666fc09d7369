//! What form tools export, and what is made of it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{copy, fixture, messages, project, rapporteur, read, replace, repository};

mod again;
mod forty;

/// The survey of the exports, with the mapping of this name.
fn with_mapping(mapping: &str) -> tempfile::TempDir {
    let project = project("intake/project");
    let mapping = fixture(&format!("intake/mappings/{mapping}.toml"));
    fs::copy(mapping, project.path().join("data/intake.toml")).expect("a mapping");
    project
}

fn receive(project: &Path, file: &str) -> String {
    let file = fixture(&format!("intake/files/{file}"));
    let output =
        rapporteur(project, &["receive", &file.display().to_string(), "--received", "2023-07-05"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &messages(&output);
    let code = if said.contains("NOT taken in") { 1 } else { 0 };
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

/// The answers in the files of a project, by respondent; amendments replace what they name.
fn responses(project: &Path) -> BTreeMap<String, Value> {
    let mut names: Vec<String> = fs::read_dir(project.join("data/responses"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort_by_key(|name| name.trim_end_matches(".toml").to_owned());
    let mut responses = BTreeMap::new();
    for name in names {
        let text = read(project, &format!("data/responses/{name}"));
        let file: toml::Table = text.parse().expect("TOML");
        let key = file["respondent"].as_str().expect("a key").to_owned();
        let response = responses.entry(key).or_insert_with(|| json!({}));
        response["received"] = json!(file["received"].as_datetime().expect("a day").to_string());
        for (id, answer) in file["answers"].as_table().expect("a table") {
            match (answer, &mut response[id]) {
                (toml::Value::Table(items), Value::Object(known)) => {
                    known.extend(items.iter().map(|(item, answer)| (item.clone(), json!(answer))));
                }
                (answer, place) => *place = json!(answer),
            }
        }
    }
    responses
}

/// A record of expected.json in the form of [`responses`].
fn expected(record: &Value) -> Value {
    let answers = record["answers"].as_object().expect("answers");
    let mut wanted = json!({ "received": record["received"] });
    let text =
        |value: &Value| json!(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    for (id, answer) in answers {
        match (id.as_str(), answer) {
            (_, Value::Null) | ("q1_other", _) => {}
            ("q1", Value::Array(keys)) => {
                let other = |key: &Value| match key.as_str() {
                    Some("other") => json!({ "other": answers["q1_other"] }),
                    _ => key.clone(),
                };
                wanted[id] = keys.iter().map(other).collect();
            }
            ("q3", Value::Object(items)) => {
                let given = items.iter().filter(|(_, answer)| !answer.is_null());
                let given: BTreeMap<_, _> =
                    given.map(|(item, answer)| (item, text(answer))).collect();
                if !given.is_empty() {
                    wanted[id] = json!(given);
                }
            }
            _ => wanted[id] = answer.clone(),
        }
    }
    wanted
}

#[rstest]
#[case("kobo", "kobo.csv")]
#[case("kobo-hxl", "kobo-hxl.csv")]
#[case("kobo-labels", "kobo.xlsx")]
#[case("limesurvey", "limesurvey.csv")]
#[case("limesurvey-codes", "limesurvey-codes.csv")]
#[case("msforms", "msforms.xlsx")]
#[case("google", "google.csv")]
#[case("google-direct", "google-direct.csv")]
#[case("qualtrics", "qualtrics.csv")]
#[case("redcap", "redcap.csv")]
#[case("eusurvey", "eusurvey.xlsx")]
#[case("odk", "odk.csv")]
#[case("odk-split", "odk-split.csv")]
#[case("surveymonkey", "surveymonkey.csv")]
#[case("surveymonkey-condensed", "surveymonkey-condensed.csv")]
#[case("hand-rows", "hand-rows.xlsx")]
#[case("hand-rows-1252", "hand-rows-1252.csv")]
#[case("msforms", "msforms.ods")]
#[case("msforms", "msforms.xls")]
#[case("hand-columns", "hand-columns.xlsx")]
#[case("hand-sheets", "hand-sheets.xlsx")]
fn exports_are_read_as_they_were_meant(#[case] mapping: &str, #[case] file: &str) {
    let project = with_mapping(mapping);
    let said = receive(project.path(), file);
    let found = responses(project.path());
    let text = fs::read_to_string(fixture("intake/expected.json")).expect("a file");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let wanted = all["responses"].as_object().expect("responses");
    assert_eq!(found.len(), wanted.len(), "{said}");
    for (key, record) in wanted {
        let mut wanted = expected(&all["records"][record.as_u64().expect("a number") as usize]);
        if mapping == "hand-rows-1252" && key == "north-sea" {
            wanted["q5"] = found[key]["q5"].clone(); // its Arabic words were lost before
        }
        assert_eq!(found[key], wanted, "{key} in {said}");
    }
    let files = || fs::read_dir(project.path().join("data/responses")).expect("a folder").count();
    let before = (responses(project.path()), files());
    let again = receive(project.path(), file);
    assert_eq!((responses(project.path()), files()), before, "received twice: {again}");
}

/// A form tool's file that a spreadsheet program saved as "Unicode Text".
#[test]
fn utf_16_with_tabs_is_read() {
    let project = with_mapping("kobo");
    let text = fs::read_to_string(fixture("intake/files/kobo.csv"))
        .expect("a text")
        .replace("\";\"", "\"\t\"");
    let bytes = ['\u{FEFF}'].into_iter().chain(text.chars()).flat_map(|c| {
        let mut units = [0; 2];
        c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>()
    });
    fs::write(project.path().join("kobo.txt"), bytes.collect::<Vec<u8>>()).expect("a file");
    let output = rapporteur(
        project.path(),
        &["receive", &project.path().join("kobo.txt").display().to_string()],
    );
    assert!(output.status.success(), "{}", messages(&output));
    assert_eq!(responses(project.path())["pacific"]["q4"], json!(1250.5));
}

/// A formula is never evaluated: what the file has no value for is asked.
#[test]
fn formulas_are_not_evaluated() {
    let project = with_mapping("formula");
    let said = receive(project.path(), "formula.xlsx");
    let pacific = &responses(project.path())["pacific"];
    assert_eq!((&pacific["q2"], &pacific["q4"]), (&json!("yes"), &Value::Null), "{said}");
    let text = read(project.path(), "data/responses/pacific.toml");
    assert!(text.contains("place = \"D2\"") && text.contains("place = \"E2\""), "{text}");
    let checked = rapporteur(project.path(), &["check"]);
    let found = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert_eq!(found.matches("answer-open").count(), 2, "{found}");
}

/// The mapping of a form tool's export is proposed so that it reads the export as it was meant.
#[rstest]
#[case("kobo", "kobo.csv")]
#[case("kobo-hxl", "kobo-hxl.csv")]
#[case("kobo-labels", "kobo.xlsx")]
#[case("limesurvey", "limesurvey.csv")]
#[case("limesurvey-codes", "limesurvey-codes.csv")]
#[case("msforms", "msforms.xlsx")]
#[case("google", "google.csv")]
#[case("google-direct", "google-direct.csv")]
#[case("qualtrics", "qualtrics.csv")]
#[case("eusurvey", "eusurvey.xlsx")]
#[case("odk", "odk.csv")]
#[case("odk-split", "odk-split.csv")]
#[case("surveymonkey", "surveymonkey.csv")]
#[case("surveymonkey-condensed", "surveymonkey-condensed.csv")]
fn a_mapping_is_proposed(#[case] mapping: &str, #[case] file: &str) {
    let [proposed, known] = [with_mapping(mapping), with_mapping(mapping)];
    let path = fixture(&format!("intake/files/{file}")).display().to_string();
    let output = rapporteur(proposed.path(), &["receive", &path, "--map"]);
    assert!(output.status.success(), "{}", messages(&output));
    let map = String::from_utf8(output.stdout)
        .expect("UTF-8")
        .replace("again = \"ask\"", "again = \"amend\"")
        .replace("# dates = \"dmy\" # or \"mdy\"", "dates = \"mdy\" #");
    fs::write(proposed.path().join("data/intake.toml"), &map).expect("a mapping");
    receive(proposed.path(), file);
    receive(known.path(), file);
    assert_eq!(responses(proposed.path()), responses(known.path()), "{map}");
}

/// What an answer can't be is asked, with its cell, and keeps no other answer back.
#[test]
fn what_no_answer_can_be_is_asked_with_its_cell() {
    let project = with_mapping("odk");
    let root = project.path();
    replace(root, "data/survey.toml", "kind = \"multiple\"", "kind = \"multiple\"\nmax = 2");
    let export = fs::read_to_string(fixture("intake/files/odk.csv")).expect("a text");
    let export = export
        .replace(",trafficking,", ",trafficking trafficking,")
        .replace("1250.5", "1250.1234567")
        .replace("véase el anexo", "v\u{E9}ase\u{202E} el anexo")
        .replace("Skills recognition", "Skills\u{7} recognition");
    fs::write(root.join("odk.csv"), &export).expect("written");
    let path = root.join("odk.csv").display().to_string();
    let received = rapporteur(root, &["receive", &path]);
    assert!(received.status.success(), "{}", messages(&received));
    let open = |key: &str| {
        let text = read(root, &format!("data/responses/{key}.toml"));
        let file: toml::Table = text.parse().expect("TOML");
        let open = file.get("open").and_then(toml::Value::as_array).cloned().unwrap_or_default();
        let text = |one: &toml::Value, key| one[key].as_str().expect("a text").to_owned();
        open.iter().map(|one| [text(one, "place"), text(one, "what")]).collect::<Vec<_>>()
    };
    let most = |number| format!("takes 2 at most, but has {number}: ask");
    let own = |place: &str, what: &str| [place.to_owned(), what.to_owned()];
    let number = "is no number of at most 6 decimals: ask, and enter it in the response";
    assert_eq!(open("pacific"), [own("D2", &most(6)), own("J2", number)]);
    assert_eq!(open("sahel"), [[""; 2]; 0], "an option that is there twice is one");
    let bell = "is not taken over: has U+0007, a control character";
    assert_eq!(open("north-sea"), [own("E6", bell), own("D6", &most(3))]);
    let order = "is not taken over: has U+202E, a bidirectional override";
    assert_eq!(open("andean.2023-07-03"), [own("K4", order)]);
    let all = responses(root);
    assert_eq!(
        (&all["pacific"]["q2"], &all["sahel"]["q1"]),
        (&json!("no"), &json!(["trafficking"]))
    );
    let again = rapporteur(root, &["receive", &path]);
    assert!(messages(&again).contains("0 files written"), "{}", messages(&again));
    assert!(!messages(&again).contains("NOT taken in"), "{}", messages(&again));
}

/// An amendment from before its response, as when an older export comes later, is asked, and keeps no other row back.
#[test]
fn a_row_that_would_be_an_error_is_asked_and_the_rest_is_received() {
    let project = with_mapping("odk");
    let root = project.path();
    let export = fs::read_to_string(fixture("intake/files/odk.csv")).expect("a text");
    let without = |words: [&str; 2]| {
        let kept = export.lines().filter(|line| !words.iter().any(|word| line.contains(word)));
        kept.collect::<Vec<_>>().join("\n")
    };
    let path = root.join("odk.csv").display().to_string();
    fs::write(&path, without(["Primera", "Sahel"])).expect("written");
    assert!(rapporteur(root, &["receive", &path]).status.success());
    let before = responses(root);
    assert!(!before.contains_key("sahel"));
    fs::write(&path, &export).expect("written");
    for files in ["1 file written", "0 files written"] {
        let output = rapporteur(root, &["receive", &path]);
        let said = String::from_utf8_lossy(&output.stdout);
        let why = "NOT taken in, because the amendment to the response of `andean` is dated before that response";
        assert!(output.status.code() == Some(1) && said.contains(why), "{said}");
        assert!(
            said.contains("row 5") && said.contains("correct the day of the response"),
            "{said}"
        );
        assert!(messages(&output).contains(files), "{}", messages(&output));
        let mut now = responses(root);
        assert!(now.remove("sahel").is_some(), "{said}");
        assert_eq!(now, before, "nothing else is written");
    }
}

/// Responses that wait to be cleared are known as well.
#[test]
fn a_response_that_is_not_cleared_is_not_received_twice() {
    let project = with_mapping("kobo");
    replace(project.path(), "data/survey.toml", "invited = 4", "invited = 4\nclearance = true");
    receive(project.path(), "kobo.csv");
    let before = responses(project.path());
    let said = receive(project.path(), "kobo.csv");
    assert!(said.contains("0 files"), "{said}");
    assert_eq!(responses(project.path()), before);
}

/// A second, different row of a respondent waits until somebody decides.
#[test]
fn another_row_of_a_respondent_is_shown_and_asked() {
    let project = with_mapping("kobo");
    replace(project.path(), "data/intake.toml", "again = \"amend\"", "again = \"ask\"");
    let said = receive(project.path(), "kobo.csv");
    assert!(
        said.contains("NOT taken in") && said.contains("q2: \"undecided\" → \"yes\""),
        "{said}"
    );
    assert_eq!(responses(project.path())["andean"]["q2"], json!("undecided"));
    let said = receive(project.path(), "kobo.csv");
    assert!(said.contains("0 files"), "{said}");
}

/// What was not taken in is to be decided, for the build and in the status, until its file is received again.
#[test]
fn what_was_not_taken_in_waits_until_its_file_is_received_again() {
    let project = with_mapping("kobo");
    let root = project.path();
    copy(&repository().join("fonts"), &root.join("fonts"));
    fs::copy(repository().join("templates/word.toml"), root.join("templates/word.toml"))
        .expect("a file");
    let said = |arguments: &[&str]| {
        let output = rapporteur(root, arguments);
        assert!(output.status.code() <= Some(1), "{}", messages(&output));
        String::from_utf8_lossy(&output.stdout).into_owned() + &messages(&output)
    };
    let waits = |row: &str, why: &str| {
        let (checked, status) = (said(&["check"]), said(&["status"]));
        assert!(checked.contains(&format!("in kobo.csv, {row}: NOT taken in, because {why}")));
        assert!(checked.contains("1 to decide before sending"), "{checked}");
        assert!(status.contains(&format!("kobo.csv, {row}")) && status.contains(why), "{status}");
    };
    replace(root, "data/intake.toml", "again = \"amend\"", "again = \"ask\"");
    receive(root, "kobo.csv");
    waits("row 5", "an earlier response differs");
    let other = root.join("again.csv");
    fs::copy(fixture("intake/files/kobo.csv"), &other).expect("a file");
    said(&["receive", &other.display().to_string()]);
    let checked = said(&["check"]);
    assert!(checked.contains("in again.csv, row 5: NOT") && checked.contains("in kobo.csv, row 5"));
    fs::remove_file(&other).expect("it is there");
    fs::copy(fixture("intake/files/google.csv"), &other).expect("a file");
    let output = rapporteur(root, &["receive", &other.display().to_string()]);
    assert_eq!(output.status.code(), Some(2), "a file without a mapping changes nothing");
    replace(root, "data/intake.toml", "again = \"ask\"", "again = \"amend\"");
    receive(root, "kobo.csv");
    fs::copy(fixture("intake/files/kobo.csv"), &other).expect("a file");
    said(&["receive", &other.display().to_string()]);
    assert!(!said(&["check"]).contains("NOT taken in") && !said(&["status"]).contains("row 5"));
    fs::write(root.join("received/not-taken-in.toml"), "record = 1").expect("written");
    let output = rapporteur(root, &["check"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(messages(&output).contains("delete it, and receive the files again"));
}

/// What a file leaves open is asked with its cell: days and numbers that can be read in two ways, near names and options.
/// A later row with fewer answers erases none.
#[test]
fn what_a_file_does_not_say_is_asked() {
    let project = with_mapping("google");
    let root = project.path();
    let partial = "partial = { \"Email Address\" = [\"contact@sahel.example.org\"] }";
    replace(root, "data/intake.toml", "dates = \"mdy\"", partial);
    let export = fs::read_to_string(fixture("intake/files/google.csv")).expect("a text");
    let export = export
        .replace("Undecided", "Undecidd")
        .replace("7.25", "\"1,234\"")
        .replace("0.75,2/3 de los Estados; véase el anexo «B».", ",")
        .replace("Pacific Consultations", "Pacific Consultation");
    let path = root.join("google.csv").display().to_string();
    fs::write(&path, export).expect("written");
    let output = rapporteur(root, &["receive", &path, "--received", "2023-07-20"]);
    let said = String::from_utf8_lossy(&output.stdout);
    for asked in [
        "E4: “Undecidd” “Undecidd” is no option; perhaps `undecided`",
        "I4: “1,234” may be two numbers",
        "A5: “7/3/2023 10:05:30” may be two days",
        "NOT taken in, because no respondent has this name; near: `pacific`",
        "new, not finished: 2 answers",
    ] {
        assert!(output.status.code() == Some(1) && said.contains(asked), "{asked} in {said}");
    }
    let andean = &responses(root)["andean"];
    let kept = [&andean["q2"], &andean["q5"]];
    assert_eq!(kept, [&json!("yes"), &json!("Primera respuesta; se corregirá.")], "{said}");
}

/// What it means that no box of a question is ticked is asked, unless the mapping says it.
#[rstest]
#[case("unticked", "0")]
#[case("blank", "")]
fn a_question_without_a_tick_means_what_the_mapping_says(#[case] key: &str, #[case] value: &str) {
    let export = fs::read_to_string(fixture("intake/files/kobo.csv")).expect("a text");
    let ticks = r#""trafficking";"0";"0";"0";"0";"1";"0";"0""#;
    let boxes = format!(";\"{value}\"").repeat(7);
    let export = export.replace(ticks, &format!("\"\"{boxes}"));
    for (meaning, answer, is_asked) in
        [("ask", None, true), ("skipped", None, false), ("none", Some(json!([])), false)]
    {
        let project = with_mapping("kobo");
        let root = project.path();
        let mapped = format!("{key} = \"{meaning}\"");
        replace(root, "data/intake.toml", "unticked = \"none\"", &mapped);
        let path = root.join("kobo.csv").display().to_string();
        fs::write(&path, &export).expect("written");
        let output = rapporteur(root, &["receive", &path]);
        assert!(output.status.success(), "{}", messages(&output));
        assert_eq!(responses(root)["sahel"].get("q1"), answer.as_ref(), "{key} {meaning}");
        let response = read(root, "data/responses/sahel.toml");
        assert_eq!(response.contains(&format!("add `{key} = ")), is_asked, "{response}");
    }
}

/// A ZIP archive with one file of this many zeros.
fn bomb(size: u64) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("xl/workbook.xml", options).expect("a file");
    std::io::copy(&mut std::io::repeat(0).take(size), &mut archive).expect("zeros");
    archive.finish().expect("an archive").into_inner()
}

/// Files that are refused, each with its reason; nothing is written.
#[test]
fn what_can_t_be_read_is_named() {
    let locked = |mark: &str| {
        let mark = mark.encode_utf16().flat_map(u16::to_le_bytes);
        let start = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        start.into_iter().chain([0; 504]).chain(mark).chain([0; 512]).collect::<Vec<u8>>()
    };
    let xlsx = fs::read(fixture("intake/files/msforms.xlsx")).expect("a file");
    let files: [(&str, Vec<u8>, &str); 8] = [
        ("bomb.xlsx", bomb(600 << 20), "unpacks to more than 512 MiB"),
        ("locked.xlsx", locked("EncryptedPackage"), "locked by a password"),
        ("cut.xlsx", xlsx[..3000].to_vec(), "can't be read"),
        ("empty.xlsx", Vec::new(), "it is no spreadsheet"),
        (
            "page.xls",
            b"<html><table><tr><td>a</td></tr></table></html>".to_vec(),
            "it is no spreadsheet",
        ),
        ("picture.png", b"\x89PNG\r\n\x1a\n".to_vec(), "it is a picture"),
        ("wide.csv", ",".repeat(20_000).into_bytes(), "more than 16384 columns"),
        ("empty.csv", Vec::new(), "has no column `Name of the mechanism`"),
    ];
    let project = with_mapping("msforms");
    for (name, bytes, reason) in files {
        let path = project.path().join(name);
        fs::write(&path, bytes).expect("a file");
        let output = rapporteur(project.path(), &["receive", &path.display().to_string()]);
        let said = messages(&output);
        assert!(!output.status.success() && said.contains(reason), "{name}: {said}");
    }
    assert!(
        !project.path().join("data/responses").exists()
            && !project.path().join("received").exists()
    );
}
