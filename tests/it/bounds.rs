//! Nothing that is put before the program makes it wait, fill the memory, write what no reader can open, or send commands to
//! a terminal. What can be kept as files of a case is in cases/.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use rapporteur::inputs::hash;

use super::support::{
    copy, fixture, has_tool, messages, program, rapporteur, read, replace, repository,
    small_project,
};

/// No run here takes longer, even where two others are going on.
const LONGEST: Duration = Duration::from_secs(60);

/// Runs the program, which must end soon with that code; gives its messages.
fn ends(project: &Path, arguments: &[&str], code: i32) -> String {
    let started = Instant::now();
    let output = rapporteur(project, arguments);
    assert!(started.elapsed() < LONGEST, "{arguments:?} took {:?}", started.elapsed());
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", messages(&output));
    harmless(&output)
}

/// The messages, in which a terminal obeys nothing.
fn harmless(output: &Output) -> String {
    let said = messages(output);
    let obeyed = said.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t');
    assert_eq!(obeyed, None, "{said:?}");
    said
}

/// A pipe that nobody writes to.
#[cfg(unix)]
fn pipe(project: &Path, file: &str) {
    let path = project.join(file);
    let _ = fs::remove_file(&path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo is there").success());
}

#[test]
fn what_no_output_can_carry_is_refused_on_the_command_line() {
    let project = small_project();
    let root = project.path();
    let unfit = "HLPF\u{b}";
    let folder = tempfile::tempdir().expect("a temporary folder");
    let other = folder.path().join(unfit);
    copy(root, &other);
    let commands: [(&[&str], &str); 5] = [
        (&["issue", "n1", "--note", unfit], "`--note`"),
        (&["errata", "accept", "e1", "--by", unfit], "`--by`"),
        (&["new", "response", "delta", "--name", unfit], "`--name`"),
        (&["new", "response", "delta", "--name", "Delta", "--acronym", unfit], "`--acronym`"),
        (&["diff", "--from", other.to_str().expect("UTF-8")], "the name of the folder"),
    ];
    for (arguments, what) in commands {
        let said = ends(root, arguments, 2);
        let expected = format!("{what} has U+000B, a control character, which no report can carry");
        assert!(said.contains(&expected), "{said}");
    }
    assert!(!root.join("data/editions").exists(), "nothing was issued");
}

#[cfg(unix)]
#[test]
fn names_of_files_are_texts_too() {
    let project = small_project();
    let root = project.path();
    for name in ["fonts/a\u{b}b.ttf", "fonts/OFL\u{202E}.txt", "templates/a\nb.md"] {
        fs::write(root.join(name), "x").expect("a file can be written");
    }
    let said = ends(root, &["check"], 1);
    for name in ["fonts/a\\u{b}b.ttf", "fonts/OFL\\u{202e}.txt", "templates/a\\u{a}b.md"] {
        assert!(said.contains(&format!("[unfit-character]: the name of `{name}` has")), "{said}");
    }
    assert!(said.contains("3 errors"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_terminal_is_shown_names_and_obeys_none() {
    let project = small_project();
    let edition = project.path().join("data/editions/sent");
    fs::create_dir_all(&edition).expect("a folder can be made");
    let facts = r#"{"id": "\u001b[2Jsent", "number": 0, "issued": "2024-05-01", "note": "", "title": "",
        "rapporteur": "0.2.0", "as_of": null, "as_issued": false, "today": null, "files": {}}"#;
    fs::write(edition.join("edition.json"), facts).expect("a file can be written");
    for format in ["human", "json"] {
        let said = ends(project.path(), &["diff", "--from", "June", "--format", format], 2);
        assert!(said.contains("[2Jsent"), "{said}");
    }
    let folder = project.path().join("a\u{1b}[31m\u{9b}2J");
    let said = ends(&folder, &["check"], 2);
    assert!(said.contains("a\\u{1b}[31m\\u{9b}2J"), "{said}");
}

/// The project of `init` with editions that release 0.2.0 issued.
fn with_editions() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&fixture("kept/hours"), folder.path());
    for place in ["", "data/editions/sent-april/inputs", "data/editions/sent-june/inputs"] {
        copy(&repository().join("fonts"), &folder.path().join(place).join("fonts"));
    }
    folder
}

#[test]
fn a_tree_that_somebody_changed_is_not_printed() {
    let project = with_editions();
    let edition = project.path().join("data/editions/sent-june");
    let tree = read(&edition, "document.json");
    let changed = tree.replacen("\"text\":\"", "\"text\":\"\\u000b", 1);
    assert_ne!(tree, changed);
    fs::write(edition.join("document.json"), &changed).expect("a file can be written");
    replace(&edition, "edition.json", &hash(tree.as_bytes()), &hash(changed.as_bytes()));
    let said = ends(project.path(), &["diff", "--from", "sent-june"], 3);
    assert!(said.contains("it contains U+000B, a control character"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_is_named_and_not_waited_for() {
    for file in ["data/responses/delta.toml", "templates/x.md", "fonts/X.ttf", "data/report.toml"] {
        let project = small_project();
        pipe(project.path(), file);
        let said = match file {
            // Without this file a folder is no project.
            "data/report.toml" => ends(project.path(), &["check"], 2),
            _ => ends(project.path(), &["check"], 1),
        };
        let expected = format!("[not-a-file]: `{file}` is a pipe or a device");
        assert!(said.contains(&expected) || file == "data/report.toml", "{said}");
    }
    let project = small_project();
    pipe(project.path(), "received/beta.txt");
    let named = "source-text = \"received/beta.txt\"\n[[quote]]";
    if !read(project.path(), "data/responses/beta.toml").contains("source-text") {
        replace(project.path(), "data/responses/beta.toml", "[[quote]]", named);
    }
    let said = ends(project.path(), &["check"], 1);
    assert!(said.contains("[not-a-file]: `received/beta.txt` is a pipe or a device"), "{said}");
    for file in ["edition.json", "document.json"] {
        let project = with_editions();
        let file = format!("data/editions/sent-june/{file}");
        pipe(project.path(), &file);
        let said = ends(project.path(), &["diff", "--from", "sent-june"], 1);
        assert!(said.contains(&format!("[not-a-file]: `{file}` is a pipe")), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_an_output_is_named() {
    if !has_tool("typst", "--version") {
        return;
    }
    for file in ["manifest.json", "small-edition-1.pdf"] {
        let project = small_project();
        pipe(project.path(), &format!("out/{file}"));
        let said = ends(project.path(), &["build"], 1);
        assert!(said.contains("[not-a-file]") && said.contains(file), "{said}");
        assert_eq!(fs::read_dir(project.path().join("out")).expect("a folder").count(), 1);
    }
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_outside_the_project_is_in_no_output() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("secret.md"), "A secret.\n").expect("a file can be written");
    let project = small_project();
    let root = project.path();
    let outside = folder.path().join("secret.md");
    for file in ["templates/secret.md", "fonts/id.txt", "received/secret.txt"] {
        std::os::unix::fs::symlink(&outside, root.join(file)).expect("a link can be made");
    }
    let beta = "mechanism = \"beta\"\nsource-text = \"received/secret.txt\"\n";
    fs::write(root.join("data/responses/beta.toml"), beta).expect("a file can be written");
    std::os::unix::fs::symlink("/dev/zero", root.join("data/zero.toml")).expect("a link");
    let said = ends(root, &["check"], 1);
    for file in ["templates/secret.md", "fonts/id.txt", "data/zero.toml"] {
        assert!(said.contains(&format!("[outside-project]: `{file}`")), "{said}");
    }
    for file in ["templates/secret.md", "fonts/id.txt", "data/zero.toml"] {
        fs::remove_file(root.join(file)).expect("a link can be removed");
    }
    let said = ends(root, &["check"], 1);
    assert!(said.contains("[outside-project]: `received/secret.txt`"), "{said}");
}

#[test]
fn no_list_is_as_long_as_a_number() {
    let project = small_project();
    replace(project.path(), "data/survey.toml", "invited = 6", "invited = 2147483647");
    let published = read(project.path(), "data/published.toml");
    let rate = format!("response-rate = {{ percent = 15 }}\n{published}");
    fs::write(project.path().join("data/published.toml"), rate).expect("a file can be written");
    let started = Instant::now();
    rapporteur(project.path(), &["check", "--all"]);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    let project = small_project();
    let list = "1. a\n999999999. {{ numbered(9999) }}b\n\n";
    let template = list.to_owned() + &read(project.path(), "templates/report.md");
    fs::write(project.path().join("templates/report.md"), template).expect("written");
    let said = ends(project.path(), &["check", "--all"], 0);
    assert!(said.contains("numbers 2 to 9998 are missing"), "{said}");
}

/// 100,000 operators, and as many levels: each would be a call of the parser.
#[test]
fn deep_templates_are_refused_before_they_are_parsed() {
    let deep =
        |begin: &str, piece: &str, end: &str| begin.to_owned() + &piece.repeat(100_000) + end;
    for template in [
        deep("{{ ", "not ", "a }}"),
        deep("{{ ", "- ", "1 }}"),
        deep("{{ a", ".a", " }}"),
        deep("{{ a", "|upper", " }}"),
        deep("{{ a", " ~ a", " }}"),
        deep("{{ 1", " if a else 1", " }}"),
        deep("{% set ", "(", "a = 1 %}"),
        deep("{% if a %}", "{% elif a %}", "{% endif %}"),
        deep("{{ ", "not ", "a"),
        deep("{% if ", "not ", ""),
        deep("{{ ", "(", "a"),
    ] {
        let project = small_project();
        fs::write(project.path().join("templates/report.md"), &template).expect("written");
        let said = ends(project.path(), &["check"], 1);
        assert!(said.contains("error[template-syntax]"), "{said}");
    }
}

/// Links within links: what reads them needs time that grows with their square.
#[test]
fn a_step_that_takes_too_long_is_stopped() {
    let project = small_project();
    let links = "[a ".repeat(60_000) + &"](https://a.b)".repeat(60_000);
    fs::write(project.path().join("templates/report.md"), links).expect("written");
    let said = ends(project.path(), &["--time-limit", "1"], 1);
    // Which step it is depends on the machine.
    let is_stopped = said.contains("error[time-limit]: ")
        && said.contains(" took longer than 1 s and was stopped");
    assert!(is_stopped, "{said}");
    assert!(!project.path().join("out").exists(), "nothing was written");
    ends(project.path(), &["--time-limit", "0"], 2);
}

/// The built-in typesetter can't be interrupted: the program ends.
#[cfg(feature = "builtin")]
#[test]
fn typesetting_that_takes_too_long_is_stopped() {
    let project = small_project();
    let page = read(project.path(), "templates/page.typ");
    let endless = "#for a in range(100000) { for b in range(100000) { let c = a } }\n";
    fs::write(project.path().join("templates/page.typ"), endless.to_owned() + &page)
        .expect("written");
    let said = ends(project.path(), &["--time-limit", "2", "--engine", "builtin"], 1);
    let expected = "error[time-limit]: typesetting the report took longer than 2 s and was stopped";
    assert!(said.contains(expected), "{said}");
    assert!(!project.path().join("out").exists(), "nothing was written");
}

#[test]
fn the_typst_program_is_held_to_the_time_limit() {
    if !has_tool("typst", "--version") {
        return;
    }
    let project = small_project();
    let page = read(project.path(), "templates/page.typ");
    let endless = "#for a in range(100000) { for b in range(100000) { let c = a } }\n";
    fs::write(project.path().join("templates/page.typ"), endless.to_owned() + &page)
        .expect("written");
    let said = ends(project.path(), &["--time-limit", "1", "--engine", "cli"], 1);
    assert!(
        said.contains("error[time-limit]: typesetting the report took longer than 1 s"),
        "{said}"
    );
    assert!(!project.path().join("out").exists(), "nothing was written");
}

/// Ctrl-C reaches this program only, which takes the `typst` program with it.
#[cfg(unix)]
#[test]
fn whoever_ends_the_program_ends_typst_too() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let typst = folder.path().join("typst");
    let script = "#!/bin/sh\n[ \"$1\" = --version ] && echo 'typst 0.15.1 (x)' && exit\n\
                  echo $$ > \"$(dirname \"$0\")/id.new\"; mv \"$(dirname \"$0\")/id.new\" \"$(dirname \"$0\")/id\"\n\
                  sleep 78 & wait\n";
    fs::write(&typst, script).expect("a file can be written");
    fs::set_permissions(&typst, fs::Permissions::from_mode(0o755)).expect("made executable");
    let project = small_project();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap_or_default());
    let mut command = program();
    command.args(["--engine", "cli", "--project"]).arg(project.path()).env("PATH", path);
    let mut running = command.spawn().expect("the program runs");
    let started = Instant::now();
    let id = loop {
        if let Ok(id) = fs::read_to_string(folder.path().join("id")) {
            break id;
        }
        assert!(started.elapsed() < LONGEST, "typst was not started");
    };
    let interrupt = Command::new("kill").args(["-INT", &running.id().to_string()]).status();
    assert!(interrupt.expect("kill is there").success());
    let status = running.wait().expect("the program ends");
    assert_eq!(status.code(), None, "it ended by the signal");
    let is_over = || {
        let state = Command::new("ps").args(["-o", "stat=", "-p", id.trim()]).output();
        matches!(state.expect("ps is there").stdout.first(), None | Some(b'Z'))
    };
    while !is_over() {
        assert!(started.elapsed() < LONGEST, "typst lives on");
    }
}
