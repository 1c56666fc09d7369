//! What a mechanism withdrew permanently is in no output: not of today, not of an earlier day, not as issued, nor in
//! one made from an earlier state of the project.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use rapporteur::document::Document;
use rapporteur::model::{Redactions, ReportOptions};
use rapporteur::pipeline::compose_redacted;
use tempfile::TempDir;

use super::{quotations, text, write};
use crate::support::{as_issued, compose, has_tool, rapporteur, replace, small_project};

/// Words that only silent texts hold, and the name of one who took its whole response back.
const SECRET: [&str; 6] = ["albatross", "bergamot", "cormorant", "dromedary", "Delta", "delta"];

#[test]
fn silent_words_stand_in_no_output_of_any_day() {
    let project = small_project();
    silence_much(&project);
    for (scope, folder) in [
        (&[][..], "out"),
        (&["--as-of", "2024-08-15"], "out/as-of-2024-08-15"),
        (&["--as-issued"], "out/as-issued"),
    ] {
        let output = rapporteur(project.path(), &[&["build"], scope].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        for word in SECRET {
            assert!(!said.contains(word), "{word} is said: {said}");
        }
        let folder = project.path().join(folder);
        for (name, text) in texts(&folder) {
            for word in SECRET {
                assert!(!text.contains(word) && !name.contains(word), "{word} in {name}");
            }
        }
        let respondents = fs::read_to_string(folder.join("figures.csv")).expect("a table");
        let count = if folder.ends_with("as-of-2024-08-15") { 4 } else { 3 };
        assert!(respondents.contains(&format!("respondents,Respondents,{count},")), "counted");
    }
}

/// A late response, a quotation and a practice are taken back for good.
fn silence_much(project: &TempDir) {
    let back = "withdrawn = 2024-09-01\nsilent = true\n";
    write(
        project,
        "delta",
        &format!(
            "mechanism = \"delta\"\nreceived = 2024-07-01\n{back}\n\
             [answers]\ncolours = [\"blue\"]\nremarks = \"An albatross.\"\n\
             [[quote]]\npoint = \"trust\"\nform = \"statement\"\ntext = \"The albatross flies.\"\n\
             [[practice]]\npart = \"one\"\ntext = \"Feeding the albatross.\"\n"
        ),
    );
    let alpha = "data/responses/alpha.toml";
    let quote = "text = \"We trust *each other*.\"\n";
    let silent = format!("text = \"We trust in *bergamot*.\"\n{back}");
    replace(project.path(), alpha, quote, &silent);
    let practice = "text = \"A yearly meeting.\"\n";
    replace(
        project.path(),
        alpha,
        practice,
        &format!(
            "text = \"A yearly cormorant.\"\n{back}\n[[practice]]\npart = \"one\"\n{practice}"
        ),
    );
    // What a silent quotation had replaced is an earlier wording of it.
    write(
        project,
        "beta",
        "mechanism = \"beta\"\n\
         [[quote]]\npoint = \"trust\"\nform = \"statement\"\ntext = \"Trust takes time.\"\n\
         [[quote]]\npoint = \"trust\"\nform = \"statement\"\ntext = \"A dromedary walks.\"\n",
    );
    write(
        project,
        "beta.2024-07-01",
        &format!(
            "mechanism = \"beta\"\n\
             [[quote]]\npoint = \"trust\"\nform = \"statement\"\nreplaces = \"A dromedary\"\n\
             text = \"The dromedary runs.\"\n{back}"
        ),
    );
}

/// All texts of a folder of outputs, by file; those of a Word document by its parts, of a PDF if `pdftotext` is there.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).expect("outputs") {
        let path = entry.expect("an output").path();
        let name = path.display().to_string();
        let extension = path.extension().map(|e| e.to_string_lossy().into_owned());
        match extension.as_deref() {
            None if path.is_dir() && path.ends_with("charts") => texts.extend(self::texts(&path)),
            Some("pdf") => texts.extend(pdf_text(&path).map(|text| (name, text))),
            Some("docx") => texts.extend(word_parts(&path)),
            Some("typ" | "csv" | "json" | "svg") => {
                texts.push((name, fs::read_to_string(&path).expect("a text")));
            }
            _ => {}
        }
    }
    assert!(!texts.is_empty(), "{} holds texts", folder.display());
    texts
}

fn pdf_text(path: &Path) -> Option<String> {
    if !has_tool("pdftotext", "-v") {
        return None;
    }
    let output = Command::new("pdftotext").arg(path).arg("-").output().expect("pdftotext runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("A small survey"), "{text}");
    Some(text)
}

fn word_parts(path: &Path) -> Vec<(String, String)> {
    let file = fs::File::open(path).expect("a document");
    let mut archive = zip::ZipArchive::new(file).expect("a Word document");
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let (name, mut bytes) = (part.name().to_owned(), Vec::new());
        part.read_to_end(&mut bytes).expect("readable");
        parts.push((name, String::from_utf8_lossy(&bytes).into_owned()));
    }
    parts
}

#[test]
fn a_silent_amendment_leaves_what_was_there_and_its_file_is_not_named() {
    let project = small_project();
    let before =
        quotations(&compose(project.path(), &ReportOptions::default()).report.unwrap().document);
    write(
        &project,
        "alpha.2024-08-02",
        "mechanism = \"alpha\"\nwithdrawn = 2024-09-01\nsilent = true\n\
         [[quote]]\npoint = \"trust\"\nform = \"quotation\"\nreplaces = \"We trust each other.\"\n\
         text = \"We trust in bergamot.\"\n",
    );
    for day in [None, Some("2024-08-15".parse().expect("a day"))] {
        let scope = ReportOptions { as_of: day, ..ReportOptions::default() };
        let report = compose(project.path(), &scope).report.expect("composed");
        let now = quotations(&report.document);
        let there = if day.is_none() { &before[..] } else { &before[1..] };
        assert_eq!(now, there, "of an earlier day it had replaced what was there");
    }
    let output = rapporteur(project.path(), &["build"]);
    assert!(output.status.success());
    let manifest =
        fs::read_to_string(project.path().join("out/manifest.json")).expect("a manifest");
    assert!(!manifest.contains("responses/alpha"), "{manifest}");
    assert!(
        manifest.contains("\"data/responses/withheld-1.toml\": \"withheld\""),
        "without a hash"
    );
}

#[test]
fn who_answers_anew_after_taking_all_back_for_good_is_named_again() {
    let project = small_project();
    write(
        &project,
        "delta",
        "mechanism = \"delta\"\nreceived = 2024-07-01\nwithdrawn = 2024-08-01\nsilent = true\n\n\
         [answers]\ncolours = [\"blue\"]\n",
    );
    let gone = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    assert!(!gone.tally.respondents.iter().any(|key| *key == "delta"));
    write(
        &project,
        "delta.2024-09-01",
        "mechanism = \"delta\"\n\n[answers]\ncolours = [\"red\"]\n\n[[quote]]\npoint = \"trust\"\n\
         form = \"statement\"\ntext = \"We think again.\"\n",
    );
    let anew = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    assert!(anew.tally.respondents.iter().any(|key| *key == "delta"));
    assert!(text(&anew.document).contains("We think again."));
}

#[test]
fn a_published_response_taken_back_for_good_is_still_named_as_issued() {
    let project = small_project();
    let alpha = "data/responses/alpha.toml";
    let key = "mechanism = \"alpha\"\n";
    let back = format!("{key}withdrawn = 2024-09-01\nsilent = true\n");
    replace(project.path(), alpha, key, &back);
    let issued = compose(project.path(), &as_issued()).report.expect("composed");
    assert_eq!(quotations(&issued.document), ["Trust takes time."]);
    assert!(!text(&issued.document).contains("A yearly meeting."));
    assert_eq!(issued.tally.respondents, ["alpha", "beta", "gamma"], "as it was published");
}

#[test]
fn an_earlier_state_of_the_project_is_silenced_too() {
    let earlier = small_project();
    let today = small_project();
    let silenced = &silent_quotation("We trust *each other*.");
    let quote = "text = \"We trust *each other*.\"\n";
    replace(today.path(), "data/responses/alpha.toml", quote, silenced);
    assert_eq!(left(&earlier, &today), ["Trust takes time."]);
    // A wording that was amended in its file before it was silenced.
    let today = small_project();
    let amended = &silent_quotation("We trusted one another.");
    replace(today.path(), "data/responses/alpha.toml", quote, amended);
    assert_eq!(left(&earlier, &today), ["Trust takes time."]);
    // What the mechanism still says under the point stays.
    let also = format!(
        "{amended}\n[[quote]]\npoint = \"trust\"\nform = \"statement\"\n\
         text = \"We  trust each other.\"\n"
    );
    replace(today.path(), "data/responses/alpha.toml", amended, &also);
    assert_eq!(left(&earlier, &today), ["“We trust each other.”", "Trust takes time."]);
}

#[test]
fn an_earlier_state_is_silenced_of_practices_and_whole_responses() {
    let earlier = small_project();
    let today = small_project();
    let practice = "text = \"A yearly meeting.\"\n";
    let back = "withdrawn = 2024-09-01\nsilent = true\n";
    let amended = format!("text = \"A yearly gathering.\"\n{back}");
    replace(today.path(), "data/responses/alpha.toml", practice, &amended);
    let document = silenced(&earlier, &today);
    assert!(!text(&document).contains("A yearly meeting."));
    assert_eq!(quotations(&document).len(), 2, "quotations stay");
    let today = small_project();
    write(&today, "alpha", &format!("mechanism = \"alpha\"\n{back}"));
    let document = silenced(&earlier, &today);
    assert_eq!(quotations(&document), ["Trust takes time."]);
    assert!(!text(&document).contains("A yearly meeting."));
}

#[test]
fn what_is_withdrawn_and_not_silent_stays_in_earlier_states() {
    let (earlier, today) = (small_project(), small_project());
    let quote = "text = \"We trust *each other*.\"\n";
    let withdrawn = format!("{quote}withdrawn = 2024-09-01\n");
    replace(today.path(), "data/responses/alpha.toml", quote, &withdrawn);
    assert_eq!(left(&earlier, &today), ["“We trust each other.”", "Trust takes time."]);
    let issued = compose(today.path(), &as_issued()).report.expect("composed");
    assert_eq!(quotations(&issued.document).len(), 2);
    let report = compose(today.path(), &ReportOptions::default()).report.expect("composed");
    assert_eq!(quotations(&report.document), ["Trust takes time."]);
}

fn silent_quotation(words: &str) -> String {
    format!("text = \"{words}\"\nwithdrawn = 2024-09-01\nsilent = true\n")
}

/// The quotations of an earlier state once it is silenced.
fn left(earlier: &TempDir, today: &TempDir) -> Vec<String> {
    quotations(&silenced(earlier, today))
}

/// The report of an earlier state without what is silent today.
fn silenced(earlier: &TempDir, today: &TempDir) -> Document {
    let survey = compose(today.path(), &ReportOptions::default()).report.expect("composed").survey;
    let redactions: &[Redactions] = &survey.redactions;
    let composed = compose_redacted(earlier.path(), &ReportOptions::default(), redactions);
    composed.expect("readable").report.expect("composed").document
}
