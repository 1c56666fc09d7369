//! What must not leave the secretariat: names of those who must not be named, who answered what, notes to itself, and files
//! that no longer hold.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use rapporteur::explain::{Answer, Explainer, PublicExplanation};
use rapporteur::model::ReportOptions;

use super::support::{
    compose, copy, fixture, has_tool, messages, program, rapporteur, read, replace, repository,
    small_project, survey_2023,
};

mod confidential;

/// Runs the program, which must end so.
fn run(project: &Path, arguments: &[&str], code: i32) -> Output {
    let output = rapporteur(project, arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", messages(&output));
    output
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("results are UTF-8")
}

/// Adds a response that came late.
fn answer(project: &Path, key: &str, more: &str) {
    let text = format!("mechanism = \"{key}\"\nreceived = 2024-07-01\n{more}");
    fs::write(project.join(format!("data/responses/{key}.toml")), text).expect("written");
}

/// A mechanism that wants not to be named, and what names it in short.
fn almaty(project: &Path) {
    let name = "[almaty-process]\nname = \"Almaty Process on Refugee Protection\"\n";
    let mechanisms = read(project, "data/mechanisms.toml");
    fs::write(project.join("data/mechanisms.toml"), mechanisms + "\n" + name).expect("written");
    answer(project, "almaty-process", "anonymous = true\n[answers]\ncolours = [\"blue\"]\n");
}

#[test]
fn the_list_of_respondents_and_the_build_say_how_many_are_not_named() {
    let project = small_project();
    let root = project.path();
    let list = "\n\nFrom {% for name in respondents() %}{{ loop.last and \" and \" or \", \" }}{{ name }}{% endfor %}.";
    let report = read(root, "templates/report.md") + list;
    fs::write(root.join("templates/report.md"), report).expect("written");
    answer(root, "delta", "anonymous = true\n[answers]\ncolours = [\"blue\"]\n");
    let said = messages(&run(root, &[], 0));
    assert!(said.contains("\n4 respondents (one is not named), "), "{said}");
    let source = read(root, "out/small-edition-1.typ");
    assert!(source.contains("Gamma Forum and one respondent that is not named."), "{source}");
    almaty(root);
    let said = messages(&run(root, &[], 0));
    assert!(said.contains("\n5 respondents (2 are not named), "), "{said}");
    let source = read(root, "out/small-edition-1.typ");
    assert!(source.contains("Gamma Forum and two respondents that are not named."), "{source}");
}

#[test]
fn what_names_a_respondent_beside_the_document_is_found() {
    let places = [
        ("data/report.toml", "name = \"small\"", "name = \"small-almaty-process\""),
        ("data/report.toml", "[edition]", "subject = \"The Almaty Process\"\n[edition]"),
        (
            "data/report.toml",
            "[[point]]",
            "[[part]]\nkey = \"almaty-process\"\ntitle = \"B\"\n[[point]]",
        ),
        ("data/frameworks/colours.toml", "\"green\"", "\"almaty-process\""),
        ("data/published.toml", "base = 3", "base = 3\nadopted = \"the Almaty Process said so\""),
        (
            "templates/page.typ",
            "#let",
            "// For the Almaty Process.\n/* the Almaty Process */\n#let",
        ),
    ];
    for (file, old, new) in places {
        let project = small_project();
        almaty(project.path());
        let text = read(project.path(), file);
        assert!(text.contains(old), "{file}: {old}");
        fs::write(project.path().join(file), text.replacen(old, new, 1)).expect("written");
        let said = messages(&rapporteur(project.path(), &["check"]));
        assert!(said.contains("error[anonymous-named]"), "{new}: {said}");
    }
    let project = small_project();
    almaty(project.path());
    fs::write(project.path().join("templates/almaty-process.md"), "Words.\n").expect("written");
    let said = messages(&run(project.path(), &["check"], 1));
    assert!(said.contains("text = \"templates/almaty-process.md\""), "{said}");
}

#[test]
fn a_respondent_whose_words_are_redacted_is_not_named_either() {
    let project = small_project();
    let root = project.path();
    answer(
        root,
        "delta",
        "withdrawn = 2024-07-02\nsilent = true\n[answers]\ncolours = [\"blue\"]\n",
    );
    run(root, &["check"], 0);
    replace(root, "templates/report.md", "were asked.", "were asked, and the delta conference.");
    let said = messages(&run(root, &["check"], 1));
    assert!(said.contains("error[anonymous-named]: `delta` must not be named"), "{said}");
}

#[test]
fn an_anonymous_quotation_of_a_respondent_that_is_named_is_searched_by_itself() {
    let project = small_project();
    let root = project.path();
    let quotation = |text: &str| {
        let head =
            "mechanism = \"delta\"\nreceived = 2024-07-01\n[answers]\ncolours = [\"blue\"]\n";
        let quote = "[[quote]]\npoint = \"trust\"\nform = \"quotation\"\nanonymous = true\n";
        let text = format!("{head}{quote}text = \"{text}\"\n");
        fs::write(root.join("data/responses/delta.toml"), text).expect("written");
    };
    replace(root, "templates/report.md", "were asked.", "were asked, and the Delta Conference.");
    quotation("We trust.");
    run(root, &["check"], 0);
    quotation("We of the Delta Conference trust.");
    let said = messages(&run(root, &["check"], 1));
    assert!(said.contains("`delta` must not be named, but 1 sentence names it"), "{said}");
    let decision = |more: &str| {
        let text = format!(
            "[[accepted]]\nfinding = \"anonymous-named\"\ntext = \"“We of the Delta Conference trust.”\"\n\
             by = \"A\"\non = 2024-07-03\nwhy = \"B\"\n{more}"
        );
        fs::write(root.join("data/decisions.toml"), text).expect("written");
    };
    decision("changes = true\n");
    run(root, &["check"], 1);
    decision("");
    run(root, &["check"], 0);
}

#[test]
fn a_note_or_redline_that_would_name_a_respondent_is_not_written() {
    let project = small_project();
    let root = project.path();
    almaty(root);
    replace(root, "data/responses/almaty-process.toml", "anonymous = true\n", "");
    let sentence = "The Almaty Process, with others, came late.";
    replace(root, "templates/report.md", "were asked.", &format!("were asked.\n\n{sentence}"));
    run(root, &["issue", "sent", "--on", "2024-07-02"], 0);
    // From now on it wants not to be named, and is not: but the edition names it.
    replace(root, "data/responses/almaty-process.toml", "[answers]", "anonymous = true\n[answers]");
    replace(root, "templates/report.md", sentence, "Others came late.");
    run(root, &[], 0);
    let refused = run(root, &["diff"], 1);
    let said = messages(&refused);
    assert!(said.contains("error[anonymous-named]") && said.contains(sentence), "{said}");
    assert!(said.contains("changes = true"), "{said}");
    assert!(!root.join("out/changes").exists() && refused.stdout.is_empty());
    // The edition stays comparable: what it says is accepted, as it was sent.
    let accept = |text: &str| {
        format!(
            "[[accepted]]\nfinding = \"anonymous-named\"\ntext = \"{text}\"\nby = \"A\"\non = 2024-07-03\n\
             why = \"It was sent.\"\nchanges = true\n\n"
        )
    };
    let list = "Almaty Process on Refugee Protection";
    fs::write(root.join("data/decisions.toml"), accept(sentence) + &accept(list)).expect("written");
    let note = printed(&run(root, &["diff"], 0));
    assert!(note.contains("Almaty Process, with others"), "{note}");
    let checked = messages(&run(root, &["check"], 0));
    assert!(!checked.contains("decision-lapsed"), "{checked}");
    let list = "Nobody else.";
    fs::write(root.join("data/decisions.toml"), accept(sentence) + &accept(list)).expect("written");
    run(root, &["diff"], 1);
    assert!(!root.join("out/changes/small-changes-sent-to-now.txt").exists(), "it named somebody");
}

#[test]
fn notes_that_no_longer_hold_are_removed() {
    let project = small_project();
    let root = project.path();
    run(root, &["issue", "sent", "--on", "2024-06-01"], 0);
    answer(root, "delta", "[answers]\ncolours = [\"blue\"]\n");
    run(root, &["diff"], 0);
    let folder = root.join("out/changes");
    let note = folder.join("small-changes-sent-to-now.txt");
    let redline = folder.join("small-redline-sent-to-now.docx");
    assert!(note.is_file() && redline.is_file());
    let again = messages(&run(root, &["diff"], 0));
    assert!(note.is_file() && !again.contains("out of date"), "{again}");
    // A note for the secretariat holds as long as the project is the same.
    run(root, &["diff", "--internal"], 0);
    let internal = folder.join("small-changes-internal-sent-to-now.txt");
    assert!(note.is_file() && internal.is_file());
    // A person has worked in one file, and put another one there.
    fs::write(&redline, "worked in").expect("written");
    fs::write(folder.join("small-changes-old-to-now.txt"), "of release 0.2.0").expect("written");
    fs::remove_file(root.join("data/responses/delta.toml")).expect("removed");
    let output = run(root, &["diff"], 0);
    assert!(printed(&output).contains("Nothing has changed."));
    let said = messages(&output);
    let (removed, left) = said.split_once("left in ").expect("two lists");
    assert!(removed.contains("because it is out of date"), "{said}");
    for gone in ["changes-sent-to-now.txt", "changes-sent-to-now.json", "changes-sent-to-now.docx"]
    {
        assert!(removed.contains(gone) && !folder.join(format!("small-{gone}")).exists(), "{said}");
    }
    assert!(removed.contains("changes-internal-sent-to-now.txt") && !internal.exists(), "{said}");
    assert!(left.contains("small-redline-sent-to-now.docx"), "{said}");
    assert_eq!(fs::read_to_string(&redline).expect("a file"), "worked in");
    assert!(folder.join("small-changes-old-to-now.txt").is_file(), "it is not known");
}

#[test]
fn a_note_of_two_editions_holds_while_the_report_is_worked_on() {
    let project = small_project();
    let root = project.path();
    run(root, &["issue", "one", "--on", "2024-06-01"], 0);
    replace(root, "templates/report.md", "were asked.", "got it.");
    run(root, &["issue", "two", "--same-edition", "--on", "2024-06-02"], 0);
    run(root, &["diff", "--from", "one", "--to", "two"], 0);
    replace(root, "templates/report.md", "got it.", "got them.");
    run(root, &["diff"], 0);
    let note = root.join("out/changes/small-changes-one-to-two.txt");
    assert!(note.is_file());
    // What it leaves out may be something else now.
    answer(root, "delta", "[answers]\ncolours = [\"blue\"]\n");
    run(root, &["diff"], 0);
    assert!(!note.exists());
}

#[test]
fn the_note_of_an_edition_is_in_no_output() {
    let project = small_project();
    let root = project.path();
    let secret = "HLPF; Bali did not clear yet, do not tell Geneva";
    run(root, &["issue", "sent", "--note", secret, "--on", "2024-06-01"], 0);
    replace(root, "templates/report.md", "were asked.", "got it.");
    let note = printed(&run(root, &["diff"], 0));
    let json = printed(&run(root, &["diff", "--format", "json"], 0));
    assert!(!note.contains("Geneva") && !json.contains("Geneva"), "{note}");
    run(root, &[], 0);
    let kept = root.join("data/editions/sent/edition.json");
    assert!(fs::read_to_string(kept).expect("facts").contains(secret));
    let outputs = [root.join("out"), root.join("data/editions/sent/outputs")];
    for folder in outputs {
        for path in files(&folder) {
            let text = contents(&path);
            assert!(!text.contains("Geneva") && !text.contains("Bali"), "{}", path.display());
        }
    }
}

#[test]
fn a_public_explanation_names_neither_a_response_nor_its_file() {
    let project = survey_2023();
    let root = project.path();
    let bali = "mechanism = \"bali-process\"\nreceived = 2023-07-14\n[answers]\n\
                sdg-relevance = [\"sdg-8\", \"sdg-10\"]\ngcm-review-2024 = \"yes\"\ngcm-priorities = [\"gcm-2\"]\n";
    fs::write(root.join("data/responses/bali-process.toml"), bali).expect("written");
    let mechanisms =
        read(root, "data/mechanisms.toml") + "\n[bali-process]\nname = \"Bali Process\"\n";
    fs::write(root.join("data/mechanisms.toml"), mechanisms).expect("written");
    let composed = compose(root, &ReportOptions::default());
    let report = composed.report.as_ref().expect("a report");
    let explainer = Explainer::new(composed.parts());
    let (mut explained, mut late) = (0, 0);
    for (figure, tallied) in &report.tally.figures {
        let Answer::Figures(_, figures) = explainer.explain(&figure.to_string()) else {
            panic!("{figure} is not explained");
        };
        let json = {
            let public: Vec<PublicExplanation<'_>> = figures.iter().map(From::from).collect();
            serde_json::to_string(&public).expect("plain")
        };
        assert!(!json.contains("data/") && !json.contains(".toml"), "{json}");
        for mechanism in report.survey.mechanisms.values() {
            let names = mechanism.names().map(|name| name.value.as_str());
            let names =
                names.into_iter().chain(mechanism.acronym.as_ref().map(|one| one.value.as_str()));
            for name in names.chain([mechanism.key.as_str()]) {
                let quoted = rapporteur::text::has_word(&json, name);
                assert!(!quoted, "{figure} names {name}: {json}");
            }
        }
        explained += 1;
        late += usize::from(!tallied.later.is_empty());
    }
    assert!(explained > 100 && late > 20, "{explained} {late}");
    let said = printed(&run(root, &["explain", "--public", "sdg-relevance.sdg-8.share"], 0));
    assert!(
        said.starts_with(
            "93%: 13 of the 14 that answered; 12 as published, one received since (“SDGs"
        ),
        "{said}"
    );
    let json = run(root, &["explain", "--public", "--format", "json", "sdg-relevance.base"], 0);
    let json: serde_json::Value = serde_json::from_str(&printed(&json)).expect("an object");
    assert_eq!(json["how"], "13 worked out from the published percentage, one received since");
    let words = run(root, &["explain", "--public", "This exercise was another"], 1);
    assert!(!messages(&words).contains("templates/"), "{}", messages(&words));
}

#[test]
fn git_leaves_out_what_is_confidential_and_keeps_editions_as_they_are() {
    if !has_tool("git", "--version") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let begun = folder.path().join("begun");
    let output = program().arg("init").arg(&begun).output().expect("the program runs");
    assert!(output.status.success(), "{}", messages(&output));
    run(&begun, &["issue", "sent", "--on", "2024-06-01"], 0);
    run(&begun, &[], 0);
    // The repository with a letter that came in.
    let own = folder.path().join("own");
    copy(&fixture("base"), &own);
    for name in [".gitignore", ".gitattributes"] {
        fs::copy(repository().join(name), own.join(name)).expect("the repository has it");
    }
    fs::create_dir_all(own.join("out")).expect("a folder");
    fs::write(own.join("out/manifest.json"), "{}").expect("written");
    for project in [&begun, &own] {
        assert!(project.join("received").is_dir() && project.join("out").is_dir());
        fs::write(project.join("data/.rapporteur-x"), "half").expect("written");
        fs::create_dir_all(project.join("data/editions/.being-issued-x")).expect("a folder");
        fs::write(project.join("data/editions/.being-issued-x/half"), "half").expect("written");
        git(project, &["init", "-q"]);
        git(project, &["add", "-A"]);
        let added = git(project, &["ls-files"]);
        let unwanted = ["received/", "out/", ".rapporteur-", ".being-issued-"];
        let is_unwanted = |line: &&str| unwanted.iter().any(|part| line.contains(part));
        assert_eq!(
            added.lines().filter(|line| !line.contains("/outputs/")).find(is_unwanted),
            None
        );
        assert!(added.contains("data/report.toml"), "{added}");
        let kept = "data/editions/sent/inputs/data/report.toml";
        let attribute = git(project, &["check-attr", "text", kept]);
        assert_eq!(attribute, format!("{kept}: text: unset\n"));
    }
    let added = git(&begun, &["ls-files"]);
    assert!(added.contains("data/editions/sent/outputs/manifest.json"), "{added}");
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let output = output.expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", messages(&output));
    printed(&output)
}

/// All files of a folder.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let all = entries.flat_map(|path| match path.is_dir() {
        true => files(&path),
        false => vec![path],
    });
    all.collect()
}

/// The text of a file; of a Word document, its parts.
fn contents(path: &Path) -> String {
    let bytes = fs::read(path).expect("a file");
    if path.extension().is_none_or(|ending| ending != "docx") {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    for index in 0..package.len() {
        let part = package.by_index(index).expect("a part");
        text += &std::io::read_to_string(part).unwrap_or_default();
    }
    text
}
