//! `rapporteur init`: a project that builds at once, and goes on building while it is changed into another survey.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Report;
use tempfile::TempDir;
use toml_edit::DocumentMut;

use super::support::{compose, headings, messages, program, rapporteur, read};

mod another;
mod next;

/// Runs `init` on the folder.
fn init(folder: &Path, arguments: &[&str]) -> Output {
    program().arg("init").arg(folder).args(arguments).output().expect("the program runs")
}

/// A new project, with these arguments.
fn begun(arguments: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project = folder.path().join("reports/next");
    let output = init(&project, arguments);
    assert!(output.status.success(), "{}", messages(&output));
    (folder, project)
}

fn report(project: &Path) -> Report {
    compose(project, &ReportOptions::default()).report.expect("a report")
}

/// Runs the program on the project, which must go well; gives what it said.
fn said(project: &Path, arguments: &[&str]) -> String {
    let output = rapporteur(project, arguments);
    assert!(output.status.success(), "{}", messages(&output));
    messages(&output)
}

/// Builds the report; nothing must be to decide or to look at.
fn build(project: &Path) -> String {
    let built = said(project, &["build"]);
    assert!(!built.contains("(see `rapporteur check`)"), "{}", said(project, &["check", "--all"]));
    built
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending != "ttf")
}

#[test]
fn a_new_project_builds_at_once_and_nothing_is_to_be_decided() {
    let (_folder, project) = begun(&[]);
    assert_eq!(said(&project, &["check", "--all"]), "nothing to say: all is well\n");
    let built = build(&project);
    assert!(built.contains("6 respondents"), "{built}");
    for name in ["library-hours-edition-1.pdf", "library-hours-edition-1.docx", "figures.csv"] {
        assert!(project.join("out").join(name).is_file(), "{name}");
    }
    // The process of the example is a comment.
    let file = project.join("data/submissions.toml");
    let text = fs::read_to_string(&file).expect("a text file");
    let lines = text.lines().map(|line| match line.starts_with("##") {
        true => line.to_owned(),
        false => line.strip_prefix("# ").unwrap_or(line).to_owned(),
    });
    fs::write(&file, lines.collect::<Vec<_>>().join("\n")).expect("written");
    let checked = said(&project, &["check", "--all", "--for", "assembly"]);
    let unfinished = "warning[edition-unfinished]: the edition for `assembly` is a draft, has no document number and has no date";
    assert!(checked.starts_with(unfinished), "{checked}");
    assert!(checked.ends_with("\n1 to decide before sending\n"), "{checked}");
    let assembly = ReportOptions { process: Some("assembly".into()), ..ReportOptions::default() };
    let report = compose(&project, &assembly).report.expect("a report");
    let expected = ["Summary", "Annex: Results of the survey", "Longer opening hours"];
    assert_eq!(headings(&report.document)[..3], expected);
}

#[test]
fn what_to_do_next_is_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project = folder.path().join("the next one");
    let said = messages(&init(&project, &[]));
    let quoted = format!("\"{}\"", project.display());
    let written = files(&project).len();
    assert!(said.starts_with(&format!("{quoted}: {written} files are written. Next:\n")), "{said}");
    assert!(said.contains(&format!("\n  cd {quoted}\n  rapporteur  ")), "{said}");
    assert!(said.contains("\n  rapporteur check  "), "{said}");
    for file in said.lines().filter_map(|line| line.trim().split("  ").next()) {
        if file.starts_with("data/") || file.starts_with("templates/") {
            assert!(project.join(file).exists(), "{file} is there");
        }
    }
}

#[test]
fn each_file_can_be_read_and_says_at_its_top_what_it_is() {
    let (_folder, project) = begun(&[]);
    for path in files(&project).into_iter().filter(|path| is_text(path)) {
        let text = fs::read_to_string(&path).expect("UTF-8");
        let name = path.strip_prefix(&project).expect("a file of the project").display();
        assert!(text.ends_with('\n') && !text.contains('\r'), "{name}");
        let beginning = match path.extension().and_then(|ending| ending.to_str()) {
            // A process begins as a comment; what is none of its lines has two signs.
            Some("toml") if path.ends_with("data/submissions.toml") => "## ",
            Some("toml") => "# ",
            Some("md") => "{# ",
            Some("typ") => "// ",
            _ => continue,
        };
        assert!(text.starts_with(beginning), "{name} begins with a note");
        if beginning.starts_with('#') {
            let _: DocumentMut = text.parse().expect("TOML");
        }
    }
}

#[test]
fn nothing_of_the_survey_of_2023_is_in_it() {
    let (_folder, project) = begun(&[]);
    let words = ["iscm", "iom", "gcm", "sdg", "migra", "sustainable development", "2023", "hlpf"];
    for path in files(&project).into_iter().filter(|path| is_text(path)) {
        let text = fs::read_to_string(&path).expect("UTF-8").to_lowercase();
        let mut parts = text.split(|c: char| !c.is_alphanumeric() && c != ' ');
        let found = parts
            .find(|part| words.iter().any(|word| format!(" {part}").contains(&format!(" {word}"))));
        assert_eq!(found, None, "{}", path.display());
    }
}

#[test]
fn title_organization_and_name_are_those_given() {
    let title = r#"The "Next" \ 'Survey' {{ title }} #1"#;
    let organization = "Büro “Nord”";
    let (_folder, project) =
        begun(&["--title", title, "--organization", organization, "--name", "next-1"]);
    let report = report(&project);
    assert_eq!(report.document.about.title, title);
    assert_eq!(report.document.about.organization, organization);
    said(&project, &["build"]);
    assert!(project.join("out/next-1-edition-1.pdf").is_file());
    let folder = tempfile::tempdir().expect("a temporary folder");
    for arguments in [["--title", ""], ["--name", "Next one"], ["--project", "."]] {
        let output = init(&folder.path().join("new"), &arguments);
        assert_eq!(output.status.code(), Some(2), "{}", messages(&output));
        assert!(!folder.path().join("new").exists());
    }
}

#[test]
fn nothing_that_is_there_is_replaced() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    fs::create_dir_all(root.join("data")).expect("a folder");
    for (name, text) in [("data/survey.toml", "own"), ("received", "a file"), ("README", "own")] {
        fs::write(root.join(name), text).expect("written");
    }
    let output = init(root, &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = messages(&output);
    assert!(said.contains(":\n  data/survey.toml\n  received\nname another"), "{said}");
    assert_eq!(files(root).len(), 3, "nothing was written");
    let output = init(&root.join("README"), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(messages(&output).ends_with("README` is no folder\n"));
}

#[test]
fn a_folder_with_other_files_will_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    fs::create_dir(root.join(".git")).expect("a folder");
    for name in ["README.md", ".gitignore"] {
        fs::write(root.join(name), "own\n").expect("written");
    }
    let output = init(root, &[]);
    assert!(output.status.success(), "{}", messages(&output));
    assert_eq!(
        (read(root, ".gitignore"), read(root, "README.md")),
        ("own\n".into(), "own\n".into())
    );
    let said = messages(&output);
    assert!(
        said.contains(".gitignore is there already") && said.contains("\nreceived/\n"),
        "{said}"
    );
    report(root);
}
