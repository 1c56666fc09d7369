//! `rapporteur errata` and `check --fix`: certain corrections are proposed, people decide, and readers are informed.

use std::fs;
use std::path::Path;

use super::support::{
    compose, fixture, messages, rapporteur, read, replace, small_project, survey_2023,
};
use rapporteur::model::ReportOptions;

const FILE: &str = "data/errata.toml";

const ERRATA: &str = r#"# What was wrong.

[[erratum]]
id = "trust" # of the first message
file = "data/report.toml"
issued = "Trust matters."
corrected = "Trust counts."
why = "a *slip*"
status = "proposed" # not decided

# Of the caption.
[[erratum]]
file = "data/report.toml"
issued = "Colours seen as"
corrected = ""
why = "too long"
status = "applied"
"#;

fn printed(project: &Path, arguments: &[&str]) -> String {
    let output = rapporteur(project, arguments);
    assert!(output.status.success(), "{}", messages(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn project_with(errata: &str) -> tempfile::TempDir {
    let project = small_project();
    fs::write(project.path().join(FILE), errata).expect("written");
    project
}

/// Doubles a word and a blank in the secretariat's text, and a word in what a mechanism said.
fn with_doubled_words() -> tempfile::TempDir {
    let project = small_project();
    let root = project.path();
    replace(root, "data/report.toml", "Trust matters.", "Trust matters to to all.");
    replace(root, "templates/report.md", "were asked.", "were\nwere  asked.");
    replace(root, "data/responses/alpha.toml", "A yearly meeting.", "A meeting of of States.");
    project
}

#[test]
fn what_is_certain_is_applied_and_nothing_else_is_changed() {
    let project = with_doubled_words();
    let root = project.path();
    let files = ["data/report.toml", "templates/report.md", "data/responses/alpha.toml"];
    let before = files.map(|file| read(root, file));
    let output = rapporteur(root, &["check", "--fix"]);
    assert!(messages(&output).starts_with("data/errata.toml: 3 errata applied\n"), "{output:?}");
    assert_eq!(files.map(|file| read(root, file)), before);
    super::support::assert_expected(&fixture("errata/fixed.toml"), &read(root, FILE));
    let composed = compose(root, &ReportOptions::default());
    let text = composed.inputs.sources.find("templates/report.md");
    let text = composed.inputs.sources.get(text.expect("a template")).text();
    assert!(text.contains("|words }} were asked."), "{text}");
    // A second run finds nothing more.
    let written = read(root, FILE);
    let output = rapporteur(root, &["check", "--fix"]);
    assert!(messages(&output).starts_with("no new erratum"), "{output:?}");
    assert_eq!(read(root, FILE), written);
}

#[test]
fn what_is_rejected_is_not_corrected_again() {
    let project = with_doubled_words();
    let root = project.path();
    assert!(rapporteur(root, &["check", "--fix"]).status.success());
    let printed = printed(root, &["errata", "--format", "json"]);
    let ids = printed.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let ids: Vec<String> = ids
        .map(|entry: serde_json::Value| entry["id"].as_str().expect("an id").to_owned())
        .collect();
    let output =
        rapporteur(root, &["errata", "reject", &ids[0], "--by", "A", "--on", "2024-06-01"]);
    assert!(output.status.success(), "{output:?}");
    let written = read(root, FILE);
    let said = messages(&rapporteur(root, &["check", "--fix", "--all"]));
    assert!(said.starts_with("no new erratum") && said.contains("[doubled-word]"), "{said}");
    assert_eq!(read(root, FILE), written);
}

#[test]
fn the_issued_report_is_never_corrected() {
    let project = with_doubled_words();
    let output = rapporteur(project.path(), &["check", "--fix", "--as-issued"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!project.path().join(FILE).exists());
}

#[test]
fn errata_are_printed_as_a_corrigendum() {
    let project = project_with(ERRATA);
    let printed = printed(project.path(), &["errata"]);
    super::support::assert_expected(&fixture("errata/corrigendum.md"), &printed);
}

#[test]
fn the_corrigendum_of_2023_tells_where_words_stand() {
    let project = survey_2023();
    let printed = printed(project.path(), &["errata"]);
    // Lines move with every key that data/report.toml gets.
    let pieces = printed.split(", line ").enumerate().map(|(index, piece)| match index {
        0 => piece.to_owned(),
        _ => format!(", line N{}", piece.trim_start_matches(|c: char| c.is_ascii_digit())),
    });
    let without_lines: String = pieces.collect();
    super::support::assert_expected(&fixture("errata/corrigendum-2023.md"), &without_lines);
}

#[test]
fn the_corrigendum_is_a_word_document_too() {
    let project = project_with(ERRATA);
    let decide = ["errata", "accept", "trust", "--by", "Jane Doe", "--on", "2024-06-01"];
    assert!(rapporteur(project.path(), &decide).status.success());
    let output = rapporteur(project.path(), &["errata", "--docx"]);
    assert!(output.status.success(), "{}", messages(&output));
    let bytes = fs::read(project.path().join("out/small-edition-1-corrigendum.docx"));
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes.expect("a document")));
    let package = package.as_mut().expect("a package");
    let mut document = package.by_name("word/document.xml").expect("a document");
    let text = std::io::read_to_string(&mut document).expect("XML");
    let document = roxmltree::Document::parse(&text).expect("XML");
    let texts = document.descendants().filter(|node| {
        node.has_tag_name(("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "t"))
    });
    let texts: Vec<&str> = texts.filter_map(|node| node.text()).collect();
    for words in [
        "Corrigendum: A small survey",
        "Trust matters.",
        "Trust counts.",
        "(taken out)",
        "too long",
    ] {
        assert!(texts.contains(&words), "{words}: {texts:?}");
    }
    // Readers do not learn who decided, nor how the secretariat keeps its files.
    let internal = ["Jane Doe", "data/report.toml", "applied"];
    assert!(texts.iter().all(|text| internal.iter().all(|word| !text.contains(word))), "{texts:?}");
}

#[test]
fn a_decision_is_written_down_and_comments_stay() {
    let project = project_with(ERRATA);
    let root = project.path();
    let decide = ["errata", "accept", "trust", "--by", "Jane Doe", "--on", "2024-06-01"];
    let output = rapporteur(root, &decide);
    assert!(output.status.success(), "{}", messages(&output));
    let expected = ERRATA.replace(
        "status = \"proposed\" # not decided\n",
        "status = \"applied\" # not decided\nby = \"Jane Doe\"\non = 2024-06-01\n",
    );
    assert_eq!(read(root, FILE), expected);
    assert!(printed(root, &["errata"]).contains("applied by Jane Doe on 1 June 2024"));
    let composed = compose(root, &ReportOptions::default());
    let report = composed.report.expect("a report");
    let message = report.survey.report.points[0].message.as_ref().expect("a message");
    assert_eq!(message.value, "Trust counts.");
    let again = rapporteur(root, &decide);
    assert_eq!(again.status.code(), Some(2));
    assert!(messages(&again).contains("already, by Jane Doe on 2024-06-01"), "{again:?}");
    let output =
        rapporteur(root, &["errata", "reject", "trust", "--by", "B", "--on", "2024-06-02"]);
    assert!(messages(&output).contains("(it was applied by Jane Doe)"), "{output:?}");
}

#[test]
fn an_unknown_erratum_is_refused_with_the_nearest() {
    let project = project_with(ERRATA);
    let output = rapporteur(project.path(), &["errata", "accept", "trsut", "--by", "A"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(messages(&output).contains("did you mean `trust`?"), "{output:?}");
    assert_eq!(read(project.path(), FILE), ERRATA);
}

#[test]
fn no_decision_makes_errata_overlap() {
    let errata =
        ERRATA.replace("Colours seen as\"\ncorrected = \"\"", "Trust matters.\"\ncorrected = \"\"");
    let project = project_with(&errata);
    let output = rapporteur(project.path(), &["errata", "accept", "trust", "--by", "A"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(messages(&output).contains("erratum-ambiguous"), "{output:?}");
    assert_eq!(read(project.path(), FILE), errata);
}

/// Spellings, names, titles and terms wait for a decision; a name that is another's is nobody's to correct.
#[test]
fn what_is_certain_but_not_of_a_few_kinds_is_proposed() {
    let pieces = |folder: &str| {
        let project = small_project();
        let root = project.path();
        super::support::copy(&fixture(&format!("cases/{folder}")), root);
        assert!(rapporteur(root, &["check", "--fix"]).status.success());
        let entries = printed(root, &["errata", "--format", "json"]);
        let pieces = entries.lines().map(|line| {
            let entry: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert_eq!(entry["status"], "proposed", "{line}");
            ["for", "read"].map(|key| entry[key].as_str().expect("words").to_owned())
        });
        pieces.collect::<Vec<_>>()
    };
    let expect = |folder: &str, expected: &[[&str; 2]]| assert_eq!(pieces(folder), expected);
    expect(
        "style-spelling",
        &[
            ["organise", "organize"],
            ["program and", "programme and"],
            ["prioritise", "prioritize"],
            ["programs", "programmes"],
            ["Organise", "Organize"],
        ],
    );
    expect(
        "mechanism-named-otherwise",
        &[
            ["Beta Dialogue for Trade and Labour", "Beta Dialogue on Trade and Labour"],
            ["Alpha process", "Alpha Process"],
            ["Gamma Dialouge on Trade and Labour", "Gamma Dialogue on Trade and Labour"],
        ],
    );
}

/// What was applied to the 2023 report from the start, the checks find by themselves.
#[test]
fn numbers_and_an_order_as_issued_are_corrected_by_rule() {
    let project = survey_2023();
    let root = project.path();
    let by_hand = compose(root, &ReportOptions::default()).report.expect("composed").document;
    fs::write(root.join(FILE), "").expect("written");
    let output = rapporteur(root, &["check", "--fix"]);
    assert!(output.status.success(), "{}", messages(&output));
    let by_rule = compose(root, &ReportOptions::default()).report.expect("composed").document;
    let words = |document: &rapporteur::document::Document| -> Vec<String> {
        let read = super::said::read_tree(document);
        [vec![read.text], read.headings, read.captions, read.items].concat()
    };
    assert_eq!(words(&by_rule), words(&by_hand));
    let written = read(root, FILE);
    assert_eq!(written.matches("status = \"applied\"").count(), 4, "{written}");
    for words in ["\"ISCMs\"", "Prioritize", "\"COP 28\"", "Partnerships for the Goals"] {
        assert!(written.contains(words), "{words}: {written}");
    }
}

/// The file as Windows keeps it: byte order mark, and line ends within the pieces.
#[test]
fn an_erratum_with_windows_line_ends_is_accepted() {
    let project = small_project();
    let root = project.path();
    let text = "\u{FEFF}[[erratum]]\nid = \"a\"\nfile = \"data/report.toml\"\nissued = '''\n\
                title = \"Trust\"\ntext = \"Much was said about trust.\"'''\ncorrected = '''\n\
                title = \"Trust\"\ntext = \"Much is said about trust.\"'''\nwhy = \"tense\"\nstatus = \"proposed\"\n";
    fs::write(root.join(FILE), text.replace('\n', "\r\n")).expect("written");
    let output = rapporteur(root, &["errata", "accept", "a", "--by", "R", "--on", "2024-07-01"]);
    assert!(output.status.success(), "{}", messages(&output));
    let accepted = text.replace("\"proposed\"\n", "\"applied\"\nby = \"R\"\non = 2024-07-01\n");
    assert_eq!(read(root, FILE), accepted.replace('\n', "\r\n"));
}

#[test]
fn nothing_is_decided_in_a_file_that_had_to_be_repaired() {
    let project = small_project();
    let root = project.path();
    let text = "[[erratum]]\nid = \"a\"\nfile = \"data/report.toml\"\nissued = \"Much was said\"\n\
                corrected = \"Much is said\"\nwhy = “tense”\nstatus = \"proposed\"\n";
    fs::write(root.join(FILE), text).expect("written");
    let output = rapporteur(root, &["errata", "accept", "a", "--by", "R"]);
    assert_eq!(output.status.code(), Some(1));
    let said = messages(&output);
    assert!(said.contains("why = \"tense\"\n\n1 error; nothing was written\n"), "{said}");
    assert_eq!(read(root, FILE), text);
}

#[test]
fn a_correction_made_by_hand_is_closed_by_a_decision() {
    for (word, status) in [("accept", "applied"), ("reject", "rejected")] {
        let project = project_with(ERRATA);
        let root = project.path();
        let before = read(root, "data/report.toml");
        replace(root, "data/report.toml", "Trust matters.", "Trust counts.");
        let output = rapporteur(root, &["check", "--all"]);
        assert!(output.status.success(), "{}", messages(&output));
        assert!(messages(&output).contains("was made by hand"), "{}", messages(&output));
        let output = rapporteur(root, &["errata", word, "trust", "--by", "A. Name"]);
        assert!(messages(&output).contains(&format!("`trust` is {status} by A. Name")));
        let output = rapporteur(root, &["check", "--all"]);
        assert!(output.status.success(), "{}", messages(&output));
        assert!(!messages(&output).contains("by hand"), "{}", messages(&output));
        let corrigendum = printed(root, &["errata"]);
        assert!(corrigendum.contains("Trust matters."), "{corrigendum}");
        assert!(rapporteur(root, &[]).status.success());
        // Undone by hand, it is an erratum like others.
        fs::write(root.join("data/report.toml"), before).expect("written");
        assert!(rapporteur(root, &["check"]).status.success());
    }
}

#[test]
fn a_text_edited_by_hand_is_not_the_one_first_issued() {
    let project = small_project();
    let root = project.path();
    assert!(rapporteur(root, &["issue", "first", "--as-issued"]).status.success());
    let check = || messages(&rapporteur(root, &["check", "--as-issued"]));
    assert!(!check().contains("as-issued-differs"), "{}", check());
    replace(root, "data/report.toml", "title = \"Trust\"", "title = \"Trusts\"");
    let found = check();
    assert!(found.contains("warning[as-issued-differs]") && found.contains("`first`"), "{found}");
    assert!(found.contains("title = \"Trusts\""), "the place is shown: {found}");
    assert!(!messages(&rapporteur(root, &["check"])).contains("as-issued-differs"));
    let built = rapporteur(root, &["--as-issued"]);
    assert!(messages(&built).contains("1 to decide before sending"), "{}", messages(&built));
    // An erratum makes the same change without a warning.
    replace(root, "data/report.toml", "title = \"Trusts\"", "title = \"Trust\"");
    let erratum = "[[erratum]]\nfile = \"data/report.toml\"\nissued = 'title = \"Trust\"'\n\
                   corrected = 'title = \"Trusts\"'\nwhy = \"x\"\nstatus = \"applied\"\n";
    fs::write(root.join(FILE), erratum).expect("written");
    assert!(!check().contains("as-issued-differs"), "{}", check());
}
