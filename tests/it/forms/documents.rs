//! What is not clear in a questionnaire, letters, and files that are refused.

use std::fs;
use std::path::Path;

use rstest::rstest;

use super::{How, edited, filled, kinds, packed, run, survey_of, unpacked};
use crate::support::{fixture, has_tool, messages, rapporteur, read};

/// The questionnaire of `amber` in a project without its response, with changes to its XML.
fn form(project: &Path, edit: impl FnOnce(String) -> String) -> Vec<u8> {
    fs::remove_dir_all(project.join("data/responses")).expect("a folder");
    let written = rapporteur(project, &["questionnaire", "amber"]);
    assert!(written.status.success(), "{}", messages(&written));
    let bytes = fs::read(project.join("out/questionnaires/amber.docx")).expect("a questionnaire");
    edited(&bytes, edit)
}

/// Receives a file; returns whether it succeeded, and all that was said.
fn receive(project: &Path, name: &str, bytes: &[u8], options: &[&str]) -> (bool, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(name);
    fs::write(&file, bytes).expect("a file");
    let file = file.display().to_string();
    let day: &[&str] =
        if options.contains(&"--received") { &[] } else { &["--received", "2026-06-16"] };
    let arguments = [&["receive", &file][..], day, options].concat();
    let output = rapporteur(project, &arguments);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &messages(&output);
    (output.status.success(), said)
}

/// Fills in cells by their codes; `None` is a tick.
fn with(entries: &[(&str, Option<&str>)]) -> impl FnOnce(String) -> String {
    let own = |text: &Option<&str>| text.map(str::to_owned);
    let entries = entries.iter().map(|(code, text)| ((*code).to_owned(), own(text))).collect();
    move |xml| filled(xml, &entries, How::Clicked)
}

#[test]
fn a_form_is_sound_and_one_that_is_not_filled_in_adds_nothing() {
    let project = kinds();
    let bytes = form(project.path(), |xml| xml);
    let form = project.path().join("out/questionnaires/amber.docx");
    if has_tool("openxml-audit", "--help") {
        let audit = std::process::Command::new("openxml-audit").arg(&form).output();
        let audit = audit.expect("openxml-audit runs");
        assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stdout));
    }
    let (is_done, said) = receive(project.path(), "amber.docx", &bytes, &[]);
    assert!(is_done && said.contains("not filled in"), "{said}");
    assert!(!project.path().join("data/responses/amber.toml").exists());
    // A file that a person changed is kept.
    fs::write(&form, edited(&bytes, with(&[("2.1", None)]))).expect("a file");
    let again = rapporteur(project.path(), &["questionnaire", "amber"]);
    assert!(messages(&again).contains("amber (edited).docx"), "{}", messages(&again));
}

#[rstest]
#[case("two answers", &[("2.1", None), ("2.3", None)], "2.1: “☒” takes 1 at most, but has 2: ask")]
#[case("none and one", &[("1.1", None), ("1.7", None)], "1.1: “☒” has “none” beside other options: ask")]
#[case("no number", &[("4.1", Some("1,234"))], "4.1: “1,234” may be two numbers: ask")]
#[case("rank twice", &[("5.1", Some("1")), ("5.2", Some("1"))], "5.2: “1” is no rank, or is one that is there twice: ask")]
#[case("no first rank", &[("5.1", Some("2"))], "5.1: “2” has ranks that do not go from 1 without a gap: ask")]
#[case("too many ranks", &[("5.1", Some("1")), ("5.2", Some("2")), ("5.3", Some("3")), ("5.4", Some("4"))], "5.1: “1” takes 3 at most, but has 4: ask")]
#[case("words in a box", &[("1.2", Some("perhaps"))], "1.2: “☐perhaps” is neither ticked nor empty: ask")]
#[case("another respondent", &[("0.1", Some(" and others")), ("2.1", None)], "the respondent: “Amber Training Centre and others” filled in the questionnaire that was made for `amber`")]
fn what_is_not_clear_is_asked(
    #[case] _name: &str,
    #[case] entries: &[(&str, Option<&str>)],
    #[case] asked: &str,
) {
    let project = kinds();
    let bytes = form(project.path(), with(entries));
    let (is_done, said) = receive(project.path(), "form.docx", &bytes, &["--as", "amber"]);
    assert!(is_done && said.contains(asked) && !said.contains("export"), "{said}");
    let survey = survey_of(project.path());
    let response = survey.response("amber").expect("a response");
    assert_eq!(response.open.len(), 1, "{said}");
    let expected = usize::from(entries.len() == 2 && entries[0].0 == "0.1");
    assert_eq!(response.answers.len(), expected, "{said}");
}

#[test]
fn the_respondent_of_a_questionnaire_is_asked() {
    let project = kinds();
    let bytes = form(project.path(), with(&[("0.1", Some(" and others")), ("2.1", None)]));
    let (is_done, said) = receive(project.path(), "form.docx", &bytes, &[]);
    assert!(!is_done && said.contains("(name the respondent with `--as KEY`)"), "{said}");
    let checked = messages(&rapporteur(project.path(), &["check"]));
    assert!(checked.contains("form.docx, the questionnaire: NOT taken in"), "{checked}");
    assert!(!checked.contains("leave-out"), "{checked}");
}

#[test]
fn a_box_that_is_not_what_it_shows_and_changed_words_are_asked() {
    let project = kinds();
    let bytes = form(project.path(), |xml| {
        let xml = xml.replacen("w14:checked w14:val=\"0\"", "w14:checked w14:val=\"1\"", 1);
        with(&[("2.1", None)])(xml.replacen(">Yes<", ">Certainly<", 1))
    });
    let (is_done, said) = receive(project.path(), "form.docx", &bytes, &[]);
    assert!(is_done && said.contains("1.1: “☐” is neither ticked nor empty: ask"), "{said}");
    assert!(said.contains("2.1: “2.1 Certainly” is “Yes” in the survey"), "{said}");
    let review = read(project.path(), "data/responses/amber.toml");
    assert!(review.contains("review = \"yes\""), "{review}");
}

#[test]
fn other_words_for_answers_are_read() {
    let project = kinds();
    let row = |xml: String, code: &str, text: &str| {
        let rows = xml.split("<w:tr>").map(|row| match row.contains(&format!(">{code} </w:t>")) {
            true => match row.split_once("<w:bookmarkStart") {
                Some((before, _)) => {
                    format!("{before}{}</w:p></w:tc></w:tr>", run(text))
                        + row.split_once("</w:tr>").map_or("", |(_, after)| after)
                }
                None => row.to_owned(),
            },
            false => row.to_owned(),
        });
        rows.collect::<Vec<_>>().join("<w:tr>")
    };
    let bytes = form(project.path(), |mut xml| {
        let answers = [
            ("1.1", "[X]"),
            ("1.3", "YES"),
            ("1.4", "no"),
            ("2.2", "✓"),
            ("3.1", "Very useful"),
            ("3.2", "5"),
            ("3.3", "[x] slightly useful"),
            ("4.1", "12.5 thousand crowns"),
            ("5.2", "1."),
        ];
        for (code, text) in answers {
            xml = row(xml, code, text);
        }
        xml
    });
    let (is_done, said) = receive(project.path(), "form.docx", &bytes, &[]);
    let text = read(project.path(), "data/responses/amber.toml");
    assert!(is_done && !text.contains("[[open]]"), "{said}{text}");
    for line in [
        "services = [\"courses\", \"data-lab\"]",
        "review = \"undecided\"",
        "usefulness.courses = \"4\"",
        "usefulness.library = \"5\"",
        "usefulness.helpdesk = \"2\"",
        "budget = 12.5",
        "topics = [\"quality\"]",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn statements_are_compared_with_what_came_and_added_to_an_amendment() {
    let project = kinds();
    let words = "“Data are *scarce* [sic], and 1 < 2.”";
    let practice = "• We train 5_000 clerks.";
    let one = form(project.path(), with(&[("2.1", None), ("8.1", Some(words))]));
    let (is_done, said) = receive(project.path(), "form.docx", &one, &[]);
    assert!(is_done, "{said}");
    let text = read(project.path(), "data/responses/amber.toml");
    assert!(text.contains("source-text = \"received/amber.txt\""), "{text}");
    let survey = survey_of(project.path());
    let quote = &survey.response("amber").expect("a response").quotes[0];
    assert_eq!(
        (quote.place.as_str(), quote.text.value.as_str()),
        ("data", r"Data are \*scarce\* \[sic\], and 1 \< 2.")
    );
    let checked = rapporteur(project.path(), &["check", "--all"]);
    assert!(!messages(&checked).contains("word for word"), "{}", messages(&checked));
    let two = edited(&one, with(&[("9.1", Some(practice))]));
    let (_, asked) = receive(project.path(), "form.docx", &two, &[]);
    assert!(asked.contains("NOT taken in"), "{asked}");
    let (is_done, said) =
        receive(project.path(), "form.docx", &two, &["--amends", "--received", "2026-06-20"]);
    assert!(is_done, "{said}");
    let text = read(project.path(), "data/responses/amber.2026-06-20.toml");
    assert!(text.contains("[[practice]]") && text.contains(r"We train 5\_000 clerks."), "{text}");
    assert!(!text.contains("scarce") && text.contains("received/form-"), "{text}");
}

/// Words that no response can have are asked, with the code of their cell; the rest is taken in.
#[test]
fn words_at_fault_are_asked() {
    let project = kinds();
    let text = "We count\u{202E} teachers.";
    let list = "• We train clerks. • We train teachers.";
    let answers = [("2.1", None), ("7.1", Some(text)), ("8.1", Some(text)), ("9.1", Some(list))];
    let bytes = form(project.path(), with(&answers));
    let bytes = edited(&bytes, |xml| {
        xml.replacen(" • We train teachers.", "</w:t><w:br/><w:t>• We train teachers.", 1)
    });
    let (is_done, said) = receive(project.path(), "form.docx", &bytes, &[]);
    let file = read(project.path(), "data/responses/amber.toml");
    assert!(is_done && file.contains("review = \"yes\""), "{said}");
    assert!(!file.contains("[[quote]]") && !file.contains("[[practice]]"), "{file}");
    for code in ["7.1", "8.1", "9.1"] {
        assert!(file.contains(&format!("place = \"{code}\"")), "{code} in {said}");
    }
    let checked = messages(&rapporteur(project.path(), &["check"]));
    assert_eq!(checked.matches("[answer-open]").count(), 3, "{checked}");
}

#[test]
fn files_of_one_name_are_both_kept() {
    let project = kinds();
    let one = form(project.path(), with(&[("2.1", None)]));
    let written = rapporteur(project.path(), &["questionnaire", "ash"]);
    assert!(written.status.success(), "{}", messages(&written));
    let two = fs::read(project.path().join("out/questionnaires/ash.docx")).expect("a file");
    let folder = tempfile::tempdir().expect("a folder");
    let paths =
        [("one", one), ("two", edited(&two, with(&[("2.2", None)])))].map(|(name, bytes)| {
            let path = folder.path().join(name);
            fs::create_dir(&path).expect("a folder");
            fs::write(path.join("form.docx"), bytes).expect("a file");
            path.join("form.docx").display().to_string()
        });
    let output = rapporteur(project.path(), &["receive", &paths[0], &paths[1]]);
    assert!(output.status.success(), "{}", messages(&output));
    let file = |key: &str| {
        let text = read(project.path(), &format!("data/responses/{key}.toml"));
        let file: toml::Table = text.parse().expect("TOML");
        let file = file["from"]["file"].as_str().expect("a path").to_owned();
        assert!(project.path().join(&file).is_file(), "{file}");
        file
    };
    assert_eq!(file("amber"), "received/form.docx");
    assert_ne!(file("ash"), "received/form.docx");
}

#[test]
fn passages_of_letters_are_offered() {
    let paragraph =
        |text: &str, item: &str| format!("<w:p><w:pPr>{item}</w:pPr>{}</w:p>", run(text));
    let item = "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>";
    let said_words = "Our minister said: “We need better data on teachers.” We call it the “plan”.";
    let body = paragraph(said_words, "") + &paragraph("We opened a laboratory.", item);
    let plain = format!("Dear all,\n\n{said_words}\n- We opened a laboratory.\n");
    let odt = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:text><text:p>{}</text:p>\
         <text:list><text:list-item><text:p>We opened<text:s/>a laboratory.</text:p></text:list-item></text:list>\
         </office:text></office:body></office:document-content>",
        said_words
    );
    let odt = packed(&[
        ("mimetype".to_owned(), b"application/vnd.oasis.opendocument.text".to_vec()),
        ("content.xml".to_owned(), odt.into_bytes()),
    ]);
    let docx = |project: &Path| {
        form(project, |xml| {
            let (before, rest) = xml.split_once("<w:body>").expect("a body");
            let (_, after) = rest.split_once("<w:sectPr>").expect("a section");
            format!("{before}<w:body>{body}<w:sectPr>{after}")
        })
    };
    for (name, bytes) in [
        ("letter.txt", plain.clone().into_bytes()),
        ("letter.odt", odt),
        ("letter.docx", Vec::new()),
    ] {
        let project = kinds();
        let letter = docx(project.path());
        let bytes = if bytes.is_empty() { letter } else { bytes };
        let (is_done, said) = receive(project.path(), name, &bytes, &[]);
        assert!(!is_done && said.contains("--as KEY"), "{name}: {said}");
        let (is_done, said) = receive(project.path(), name, &bytes, &["--as", "amber"]);
        assert!(is_done, "{name}: {said}");
        let text = read(project.path(), "data/responses/amber.toml");
        assert!(text.contains("source-text = \"received/amber.txt\""), "{text}");
        assert!(text.contains("# text = \"We need better data on teachers.\""), "{text}");
        assert!(text.contains("# text = \"We opened a laboratory.\""), "{text}");
        assert_eq!(text.matches("# [[quote]]").count(), 2, "{text}");
        assert!(read(project.path(), "received/amber.txt").contains("We call it the “plan”"));
        assert!(survey_of(project.path()).response("amber").is_none(), "it adds nothing yet");
        let waits = format!("nothing of received/{name} is taken over yet");
        let built = messages(&rapporteur(project.path(), &["check"]));
        assert!(built.contains(&format!("`amber` waits ({waits})")), "{built}");
        let status = rapporteur(project.path(), &["status", "--format", "json"]);
        let status: serde_json::Value = serde_json::from_slice(&status.stdout).expect("JSON");
        let all = status["respondents"].as_array().expect("respondents");
        let amber = all.iter().find(|one| one["key"] == "amber").expect("it is there");
        assert_eq!((&amber["state"], &amber["on"]), (&"incomplete".into(), &"2026-06-16".into()));
        assert!(status["waiting"].to_string().contains(&waits), "{status}");
        let (_, again) = receive(project.path(), name, &bytes, &["--as", "amber"]);
        assert!(again.contains("unchanged"), "{again}");
        fs::write(
            project.path().join("data/responses/amber.toml"),
            text.replace("# [[quote]] # or [[practice]]", "[[quote]]")
                .replace("# point = \"\" #", "point = \"data\" #")
                .replace("# form", "form")
                .replace("# text", "text"),
        )
        .expect("a file");
        assert_eq!(
            survey_of(project.path()).response("amber").expect("a response").quotes.len(),
            2
        );
    }
}

#[test]
fn other_clothes_make_no_difference() {
    let project = kinds();
    let bytes = form(project.path(), with(&[("2.1", None), ("4.1", Some("7"))]));
    let mut parts = unpacked(&bytes);
    for (name, bytes) in &mut parts {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let text = text
            .replace(
                "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                "http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            .replace(
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                "http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            .replace("<w:", "<word:")
            .replace("</w:", "</word:")
            .replace(" w:", " word:")
            .replace("xmlns:w=", "xmlns:word=")
            .replace("word/document.xml", "/other/main.xml");
        *bytes = text.into_bytes();
        if name == "word/document.xml" {
            *name = "other/main.xml".to_owned();
        }
    }
    parts.push(("word/vbaProject.bin".to_owned(), b"macro".to_vec()));
    let (is_done, said) = receive(project.path(), "form.docm", &packed(&parts), &[]);
    assert!(is_done && said.contains("new: 2 answers"), "{said}");
}

/// A package with this main part.
fn package(main: &str) -> Vec<u8> {
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
        Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
        Target=\"word/document.xml\"/></Relationships>";
    packed(&[
        ("_rels/.rels".to_owned(), relations.as_bytes().to_vec()),
        ("word/document.xml".to_owned(), main.as_bytes().to_vec()),
    ])
}

fn document(prolog: &str, body: &str) -> Vec<u8> {
    package(&format!(
        "{prolog}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    ))
}

fn compound(name: &str) -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(512, 0);
    bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    packed(&files.collect::<Vec<_>>())
}

/// Files that are not read, each with the reason.
#[test]
fn what_is_no_document_is_refused_with_a_reason() {
    let nested = "<w:ins>".repeat(100_000) + &"</w:ins>".repeat(100_000);
    let entities = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>";
    let laughs = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;\">]>";
    let workbook = fs::read(fixture("intake/files/kobo.xlsx")).expect("a workbook");
    let whole = document("", "<w:p/>");
    let text = "application/vnd.oasis.opendocument.text";
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.docx", Vec::new(), "it is empty"),
        ("~$a.docx", b"\x05Amber".to_vec(), "Word keeps it while a document is open"),
        ("a.rtf", b"{\\rtf1}".to_vec(), "it is in rich text format"),
        ("a.pdf", b"%PDF-1.7".to_vec(), "it is a PDF"),
        ("a.doc", b"<html><body>".to_vec(), "it is a web page"),
        (
            "a.doc",
            b"<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?>".to_vec(),
            "it is XML outside a package",
        ),
        ("a.url", b"[InternetShortcut]\nURL=https://x".to_vec(), "it is a link to a file"),
        ("a.docx", b"\x89PNG\r\n".to_vec(), "it is a picture"),
        ("a.docx", compound("EncryptedPackage"), "it is locked by a password or a label"),
        ("a.doc", compound("WordDocument"), "it is in the old format of Word (.doc)"),
        ("a.msg", compound("__nameid"), "it is no Word document"),
        ("a.docx", workbook, "it is an Office file, but no Word document"),
        ("a.docx", zip(&[("a.txt", "a")]), "it is no Word document"),
        ("a.pages", zip(&[("Index/Document.iwa", "a")]), "it is a document of Apple Pages"),
        (
            "a.odt",
            zip(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]),
            "it is no text document",
        ),
        (
            "a.odt",
            zip(&[("mimetype", text), ("META-INF/manifest.xml", "<manifest:encryption-data/>")]),
            "it is locked by a password",
        ),
        (
            "a.docx",
            whole[..whole.len() / 2].to_vec(),
            "it is no Word document, or it is not complete",
        ),
        ("a.docx", document(entities, "<w:p/>"), "is broken"),
        ("a.docx", document(laughs, "<w:p>&c;</w:p>"), "is broken"),
        ("a.docx", document("", "<w:p>&nbsp;</w:p>"), "is broken"),
        ("a.docx", document("", "<w:p>"), "is broken"),
        ("a.docx", document("", &nested), "more than 128 levels deep"),
        ("a.docx", document("", &" ".repeat(65 << 20)), "unpacks to more than 64 MiB"),
        ("a.txt", Vec::new(), "it is empty"),
        ("a.txt", b"a text\0 with more".to_vec(), "it is no plain text"),
    ];
    let project = kinds();
    fs::remove_dir_all(project.path().join("data/responses")).expect("a folder");
    for (name, bytes, why) in cases {
        let (is_done, said) = receive(project.path(), name, &bytes, &["--as", "amber"]);
        assert!(!is_done && said.contains(why) && said.contains("help:"), "{name}, {why}: {said}");
        assert!(!project.path().join("received").exists(), "{name}: nothing is kept");
        assert!(!project.path().join("data/responses").exists(), "{name}: nothing is written");
    }
}
