//! Who has answered, what waits, what respondents agree to; responses of several respondents, given by telephone or in
//! another language. status/ is laid over the small project.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Output;

use calamine::{Data, Reader, open_workbook_auto};
use rapporteur::document::{Block, plain_text};
use rapporteur::model::ReportOptions;
use rapporteur::write::typst::typst;

use super::said::{Docx, read_docx};
use super::support::{
    assert_expected, compose, copy, fixture, has_tool, messages, program, project, rapporteur,
    read, replace, small_project,
};

fn status_project() -> tempfile::TempDir {
    let project = small_project();
    copy(&fixture("status"), project.path());
    project
}

/// Runs the program on 13 June 2024.
fn run(project: &Path, arguments: &[&str]) -> Output {
    let mut program = program();
    program.args(arguments).arg("--project").arg(project);
    program.env("SOURCE_DATE_EPOCH", "1718236800").output().expect("the program runs")
}

#[test]
fn the_status_names_who_was_asked_and_what_waits() {
    let project = status_project();
    let root = project.path();
    let table = run(root, &["status"]);
    assert!(table.status.success(), "{}", messages(&table));
    // Every check adds to what is to be decided.
    let said = messages(&table);
    let to_decide = said.lines().find_map(|line| line.strip_prefix("to decide before sending: "));
    let to_decide = to_decide.and_then(|line| line.split(' ').next()).expect("a number").to_owned();
    let check = messages(&run(root, &["check"]));
    assert!(check.contains(&format!("{to_decide} to decide before sending")), "{check}");
    let said = said.replace(&format!("sending: {to_decide}"), "sending: N");
    assert!(said.lines().all(|line| line.chars().count() <= 100), "{said}");
    assert_expected(&fixture("status/table.txt"), &said);
    let json = run(root, &["status", "--format", "json"]);
    let mut json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["to_decide"].take().to_string(), to_decide);
    let json = serde_json::to_string_pretty(&json).expect("JSON") + "\n";
    assert_expected(&fixture("status/status.json"), &json);
    assert!(!root.join("out").exists(), "nothing is written into out/");
}

#[test]
fn the_status_names_editions_and_their_recipients() {
    if !cfg!(feature = "builtin") && !has_tool("typst", "--version") {
        return;
    }
    let project = status_project();
    let issued = ["issue", "sent-june", "--note", "to all members", "--on", "2024-06-12"];
    let issued = run(project.path(), &issued);
    assert!(issued.status.success(), "{}", messages(&issued));
    let said = messages(&run(project.path(), &["status"]));
    assert!(said.contains("editions that are out (1)\n  sent-june  2024-06-12  "), "{said}");
    assert!(said.contains("; to all members\n"), "{said}");
}

#[test]
fn the_sheet_has_a_row_for_each_that_was_invited_and_no_formula() {
    let project = status_project();
    let root = project.path();
    let file = root.join("merge.xlsx");
    let path = file.display().to_string();
    let written = run(root, &["status", "--sheet", &path]);
    assert!(written.status.success(), "{}", messages(&written));
    let mut book = open_workbook_auto(&file).expect("a workbook");
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).expect("a sheet");
    let rows: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
    assert_eq!(rows.len(), 8, "a header, and seven that were invited and are in the project");
    let text = |text: &str| Data::String(text.to_owned());
    let zeta = rows.iter().find(|row| row[0] == text("zeta")).expect("a row");
    assert_eq!(zeta[1], text("=HYPERLINK(\"https://example.org\")"));
    assert_eq!(zeta[2..4], [text("incomplete"), text("2024-06-11")]);
    assert_eq!(zeta[4], Data::Float(2.0));
    let theta = rows.iter().find(|row| row[0] == text("theta")).expect("a row");
    assert_eq!((&theta[2], &theta[4]), (&text("not yet"), &Data::Float(-3.0)));
    assert!(!rows.iter().any(|row| row[0] == text("eta")), "it was not invited");
    let formulas = book.worksheet_formula(&name).expect("a sheet");
    assert!(formulas.used_cells().all(|(.., formula)| formula.is_empty()));
    // The same state gives the same bytes; a file that is there stays, and out/ gets none.
    let bytes = fs::read(&file).expect("a file");
    assert_eq!(run(root, &["status", "--sheet", &path]).status.code(), Some(2));
    fs::remove_file(&file).expect("removed");
    assert!(run(root, &["status", "--sheet", &path]).status.success());
    assert_eq!(fs::read(&file).expect("a file"), bytes);
    fs::create_dir_all(root.join("out/sub")).expect("a folder");
    let out = root.join("out/sub/merge.xlsx").display().to_string();
    let csv = root.join("merge.csv").display().to_string();
    for (path, why) in [(&out, "among what is sent out"), (&csv, "ends with .xlsx")] {
        let refused = run(root, &["status", "--sheet", path]);
        assert_eq!(refused.status.code(), Some(2), "{}", messages(&refused));
        assert!(messages(&refused).contains(why), "{}", messages(&refused));
    }
}

#[test]
fn the_build_counts_received_answers_that_wait() {
    if !cfg!(feature = "builtin") && !has_tool("typst", "--version") {
        return;
    }
    let project = status_project();
    let said = messages(&rapporteur(project.path(), &["build"]));
    assert!(said.contains(", 1 received answer waits for a decision, "), "{said}");
}

#[test]
fn respondents_of_one_response_are_named_together_and_counted_as_they_say() {
    let project = status_project();
    let root = project.path();
    let quotations = |root: &Path| {
        let composed = compose(root, &ReportOptions::default());
        let report = composed.report.expect("composed");
        let printed: Vec<String> = report
            .document
            .all_blocks()
            .into_iter()
            .filter_map(|block| {
                let Block::Quotation(quotation) = block else { return None };
                let lines = quotation.blocks.iter().flat_map(Block::lines);
                let text: String = lines.map(|(_, line)| plain_text(line)).collect();
                Some(format!("{text} – {}", plain_text(&quotation.source)))
            })
            .collect();
        (printed, report)
    };
    let joint = "Trust is earned by both of us. – Delta Conference and Epsilon Meeting";
    let (printed, report) = quotations(root);
    assert!(printed.iter().any(|text| text == joint), "{printed:?}");
    let source = typst(&report.document, "", "rapporteur").text;
    assert!(source.contains("[Epsilon Meeting], [#cross(<point-trust>)[1]], [#cross(<practices-"));
    let responded = |report: &rapporteur::pipeline::Report| report.tally.respondents.len();
    assert_eq!(responded(&report), 5, "three published, the two together, and zeta");
    replace(root, "data/responses/delta.toml", "\"once\"", "\"each\"");
    let (printed, report) = quotations(root);
    assert_eq!(printed.iter().filter(|text| *text == joint).count(), 1, "{printed:?}");
    assert_eq!(responded(&report), 6);
    // What is anonymous hides all of them.
    replace(root, "data/responses/delta.toml", "\"each\"", "\"once\"\nanonymous = true");
    let practice = "[[practice]]\npart = \"one\"\ntext = \"A joint call every month.\"\n";
    replace(root, "data/responses/delta.toml", practice, "");
    let (printed, report) = quotations(root);
    assert!(printed.iter().all(|text| !text.contains("Epsilon")), "{printed:?}");
    assert!(!report.survey.may_name("epsilon") && report.tally.unnamed == 1);
}

#[test]
fn a_translation_is_printed_as_one_and_other_languages_are_tagged() {
    let project = status_project();
    let root = project.path();
    let source = |root: &Path| {
        let report = compose(root, &ReportOptions::default()).report.expect("composed");
        typst(&report.document, "", "rapporteur").text
    };
    let printed = source(root);
    assert!(printed.contains("“Trust is everything.” (translated from Spanish)"), "{printed}");
    assert!(!printed.contains("confianza"), "{printed}");
    fs::write(
        root.join("templates/words.toml"),
        "[quotation]\ntranslated = \"(aus dem {language})\"\n",
    )
    .expect("written");
    assert!(source(root).contains("(aus dem Spanish)"));
    replace(root, "data/responses/zeta.toml", "translation = \"Trust is everything.\"\n", "");
    let printed = source(root);
    assert!(printed.contains("#foreign(\"es\")"), "{printed}");
    assert!(printed.contains("La confianza lo es todo."), "{printed}");
}

#[test]
fn a_respondent_gets_what_is_recorded_of_it_beside_what_came() {
    let project = status_project();
    let root = project.path();
    let quote = "\n[[quote]]\npoint = \"trust\"\nform = \"quotation\"\ntext = \"Trust is lent.\"\n";
    let path = root.join("data/responses/eta.toml");
    let text = fs::read_to_string(&path).expect("a file") + quote;
    fs::write(path, text).expect("written");
    assert_eq!(rapporteur(root, &["check"]).status.code(), Some(1), "it is not cleared");
    let written = run(root, &["clearance"]);
    assert!(written.status.success(), "{}", messages(&written));
    let folder = root.join("out/clearance");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    assert_eq!(names, ["alpha.docx", "beta.docx", "delta.docx", "eta.docx", "zeta.docx"]);
    let said =
        |name: &str| read_docx(&Docx::open(&fs::read(folder.join(name)).expect("a document"))).text;
    let zeta = said("zeta.docx");
    for words in [
        "“Trustiseverything.”(translatedfromSpanish)",
        "Laconfianzaloestodo",
        "Weneedmoretime",
        "row3",
        "noanswerrecorded",
    ] {
        assert!(zeta.contains(words), "{words}: {zeta}");
    }
    assert!(zeta.contains("zeta.csv,row3") && !zeta.contains("received/"), "{zeta}");
    // What is not cleared is shown; nothing of others is.
    let eta = said("eta.docx");
    assert!(eta.contains("“Trustislent.”") && !eta.contains("earned"), "{eta}");
    assert!(said("delta.docx").contains("DeltaConferenceandEpsilonMeeting"));
    if has_tool("openxml-audit", "--version") {
        for name in names {
            let audit =
                std::process::Command::new("openxml-audit").arg(folder.join(&name)).output();
            let audit = audit.expect("it runs");
            assert!(messages(&audit).contains("Errors: 0"), "{name}: {}", messages(&audit));
        }
    }
    assert_eq!(run(root, &["clearance", "theta"]).status.code(), Some(2));
}

#[test]
fn a_number_is_explained_to_the_row_of_the_export() {
    let project = project("intake/project");
    let root = project.path();
    fs::copy(fixture("intake/mappings/kobo.toml"), root.join("data/intake.toml"))
        .expect("a mapping");
    let file = fixture("intake/files/kobo.csv").display().to_string();
    let received = rapporteur(root, &["receive", &file, "--received", "2023-07-05"]);
    assert!(received.status.success(), "{}", messages(&received));
    let said = messages(&rapporteur(root, &["explain", "q1.climate.count"]));
    assert!(said.contains("received in received/kobo.csv, row 3"), "{said}");
    let public = messages(&rapporteur(root, &["explain", "--public", "q1.climate.count"]));
    assert!(!public.contains("kobo"), "{public}");
}

/// Replaces texts in the main part of a Word document.
fn fill_in(docx: &[u8], changes: &[(&str, &str)]) -> Vec<u8> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(docx)).expect("a package");
    let mut filled = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..package.len() {
        let mut file = package.by_index(index).expect("a part");
        let name = file.name().to_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("a part");
        if name == "word/document.xml" {
            let mut text = String::from_utf8(bytes).expect("XML");
            for (old, new) in changes {
                assert!(text.contains(old), "{old} in {text}");
                text = text.replacen(old, new, 1);
            }
            bytes = text.into_bytes();
        }
        filled.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        filled.write_all(&bytes).expect("a part");
    }
    filled.finish().expect("a package").into_inner()
}

#[test]
fn what_is_agreed_to_is_cleared_and_nothing_else() {
    let project = status_project();
    let root = project.path();
    let response = "data/responses/delta.toml";
    replace(root, response, "form = \"statement\"", "form = \"quotation\" # by telephone");
    assert_eq!(rapporteur(root, &["check"]).status.code(), Some(1), "it is not cleared");
    assert!(run(root, &["clearance", "delta"]).status.success());
    let sent = fs::read(root.join("out/clearance/delta.docx")).expect("a document");
    let before = read(root, response);
    let inbox = tempfile::tempdir().expect("a folder");
    let receive = |name: &str, bytes: &[u8]| {
        let file = inbox.path().join(name);
        fs::write(&file, bytes).expect("written");
        messages(&run(root, &["receive", &file.display().to_string()]))
    };
    let tick = ("☐", "☒");
    let said = receive("nothing.docx", &sent);
    assert!(said.contains("NOT cleared: the box is not ticked"), "{said}");
    let said = receive("edited.docx", &fill_in(&sent, &[(">Yes<", ">No<"), tick]));
    assert!(
        said.contains("NOT cleared: it asks for changes") && said.contains("“[Yes]” → “No”"),
        "{said}"
    );
    let said = receive("changes.docx", &fill_in(&sent, &[tick, ("☐", "We said three.")]));
    assert!(said.contains("NOT cleared: it asks for changes"), "{said}");
    assert!(said.contains("C2: “We said three.”"), "{said}");
    assert_eq!(read(root, response), before);
    let agreed = fill_in(&sent, &[("☐", "x")]);
    let said = receive("agreed.docx", &agreed);
    assert!(said.contains("agreed: cleared on 2024-06-13"), "{said}");
    let after = read(root, response);
    assert!(
        after.contains("cleared = 2024-06-13\n") && after.contains("# by telephone"),
        "{after}"
    );
    assert!(root.join("received/agreed.docx").is_file());
    assert_eq!(rapporteur(root, &["check"]).status.code(), Some(0), "its words may be quoted");
    assert!(receive("agreed.docx", &agreed).contains("unchanged: it is cleared already"));
    assert_eq!(read(root, response), after);
    // What was agreed to is not what is recorded now.
    replace(root, response, "cleared = 2024-06-13\n", "");
    replace(root, response, "both of us", "all of us");
    let said = receive("agreed.docx", &agreed);
    assert!(said.contains("NOT cleared: the response is not the one that was sent"), "{said}");
}

/// Words that a respondent changes where they are printed become an amendment; what else it changes is asked.
#[test]
fn changed_words_of_a_clearance_become_an_amendment() {
    let project = status_project();
    let root = project.path();
    let response = "data/responses/delta.toml";
    let before = read(root, response);
    assert!(run(root, &["clearance", "delta"]).status.success());
    let sent = fs::read(root.join("out/clearance/delta.docx")).expect("a document");
    let inbox = tempfile::tempdir().expect("a folder");
    let file = inbox.path().join("delta.docx");
    let changes = [
        ("earned by both", "won by \u{201c}both\u{201d}"),
        ("call every month", "call every week"),
        (">Yes<", ">No<"),
        ("☐", ""),
        ("☐", "☒"),
    ];
    fs::write(&file, fill_in(&sent, &changes)).expect("written");
    let receive = || messages(&run(root, &["receive", &file.display().to_string()]));
    let said = receive();
    assert!(said.contains("amends its words, NOT cleared until it agrees to them"), "{said}");
    assert!(said.contains("“[Yes]” → “No”") && !said.contains("week"), "{said}");
    assert_eq!(read(root, response), before);
    let amendment = read(root, "data/responses/delta.2024-06-13.toml");
    for part in [
        "respondents = [\"delta\", \"epsilon\"]\n",
        "received = 2024-06-13\nfrom = { file = \"received/delta.docx\", sha256 = \"",
        "replaces = \"Trust is earned by both of us.\"",
        "text = \"Trust is won by “both” of us.\"",
        "replaces = \"A joint call every month.\"",
        "text = \"A joint call every week.\"",
    ] {
        assert!(amendment.contains(part), "{part}\n{amendment}");
    }
    assert!(!amendment.contains("[answers]"), "{amendment}");
    assert!(root.join("received/delta.docx").is_file());
    assert!(receive().contains("unchanged: data/responses/delta.2024-06-13.toml has it already"));
    let built = run(root, &[]);
    assert!(built.status.success(), "{}", messages(&built));
    let word = fs::read(root.join("out/small-edition-1.docx")).expect("a report");
    let word = rapporteur::docx::read("report.docx", &word).expect("a document").text();
    assert!(word.contains("call every week") && !word.contains("every month"), "{word}");
    let source = messages(&run(root, &["explain", "A joint call every week."]));
    assert!(source.contains("data/responses/delta.2024-06-13.toml"), "{source}");
    // A second change while the project has an error, which only an agreement ends.
    replace(root, response, "form = \"statement\"", "form = \"quotation\"");
    assert!(run(root, &["clearance", "delta"]).status.success());
    let sent = fs::read(root.join("out/clearance/delta.docx")).expect("a document");
    let path = file.display().to_string();
    fs::write(&file, fill_in(&sent, &[("call every week", "call every day")])).expect("written");
    let said = receive();
    assert!(said.contains("delta.2024-06-13.toml is there already"), "{said}");
    let said = messages(&run(root, &["receive", &path, "--received", "2024-06-14"]));
    assert!(said.contains("amends its words"), "{said}");
    let amendment = read(root, "data/responses/delta.2024-06-14.toml");
    assert!(amendment.contains("text = \"A joint call every day.\""), "{amendment}");
    assert!(run(root, &["clearance", "delta"]).status.success());
    let sent = fs::read(root.join("out/clearance/delta.docx")).expect("a document");
    fs::write(&file, fill_in(&sent, &[("☐", "☒")])).expect("written");
    let said = receive();
    assert!(said.contains("agreed: cleared on 2024-06-13"), "{said}");
    let amendment = read(root, "data/responses/delta.2024-06-14.toml");
    assert!(amendment.contains("cleared = 2024-06-13\n"), "{amendment}");
    assert_eq!(run(root, &["check"]).status.code(), Some(0));
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn what_is_agreed_to_in_libreoffice_is_cleared() {
    if !has_tool("soffice", "--version") {
        return;
    }
    let project = status_project();
    let root = project.path();
    assert!(run(root, &["clearance", "zeta"]).status.success());
    let sent = fs::read(root.join("out/clearance/zeta.docx")).expect("a document");
    let inbox = tempfile::tempdir().expect("a folder");
    let ticked = inbox.path().join("zeta.docx");
    fs::write(&ticked, fill_in(&sent, &[("☐", "☒")])).expect("written");
    let saved = inbox.path().join("saved");
    let mut office = std::process::Command::new("soffice");
    let profile = format!("-env:UserInstallation=file://{}/profile", inbox.path().display());
    office
        .args([&profile, "--headless", "--convert-to", "docx", "--outdir"])
        .arg(&saved)
        .arg(&ticked);
    assert!(office.output().expect("it runs").status.success());
    let saved = saved.join("zeta.docx").display().to_string();
    let said = messages(&run(root, &["receive", &saved]));
    assert!(said.contains("agreed: cleared on 2024-06-13"), "{said}");
}
