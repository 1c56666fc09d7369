//! Nothing is lost: what people wrote, whatever else runs, and whenever the program is killed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Output, Stdio};
use std::thread;
use std::time::Duration;

use super::support::{messages, program, rapporteur, read, replace, small_project};

const DOCX: &str = "out/small-edition-1.docx";
const MECHANISMS: &str = "data/mechanisms.toml";

fn begin(project: &Path, arguments: &[&str]) -> Child {
    let mut command = program();
    command.args(arguments).arg("--project").arg(project);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
}

fn done(project: &Path, arguments: &[&str]) -> String {
    let output = rapporteur(project, arguments);
    assert!(output.status.success(), "{}", messages(&output));
    messages(&output)
}

fn write(project: &Path, file: &str, text: &str) {
    fs::write(project.join(file), text).expect("written");
}

/// All files of a folder by their paths, and hidden ones of the program apart.
fn files(folder: &Path) -> (BTreeMap<String, Vec<u8>>, Vec<String>) {
    let (mut files, mut hidden) = (BTreeMap::new(), Vec::new());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().into_string().expect("UTF-8");
        if name.starts_with(".rapporteur-") {
            hidden.push(name);
        } else if entry.path().is_dir() {
            let (inside, more) = self::files(&entry.path());
            hidden.extend(more);
            files.extend(inside.into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            files.insert(name, fs::read(entry.path()).expect("a file"));
        }
    }
    (files, hidden)
}

#[test]
fn a_word_document_that_was_edited_is_kept_under_another_name() {
    let project = small_project();
    let root = project.path();
    done(root, &["build"]);
    let built = fs::read(root.join(DOCX)).expect("a Word document");
    write(root, DOCX, "edited");
    let said = done(root, &["build"]);
    let last = said.lines().last().expect("a line");
    assert!(last.contains("`small-edition-1.docx` was changed since it was written"), "{said}");
    assert!(last.ends_with("small-edition-1 (edited).docx"), "{said}");
    assert_eq!(read(root, "out/small-edition-1 (edited).docx"), "edited");
    assert!(fs::read(root.join(DOCX)).expect("a Word document") == built);
    write(root, DOCX, "edited again");
    assert!(done(root, &["build"]).ends_with("small-edition-1 (edited 2).docx\n"));
    assert_eq!(read(root, "out/small-edition-1 (edited).docx"), "edited");
    // What the program wrote itself is replaced.
    replace(root, "data/report.toml", "A small survey", "A smaller survey");
    assert!(!done(root, &["build"]).contains("(edited"));
}

#[test]
fn an_edited_note_of_changes_and_corrigendum_are_kept_too() {
    let project = small_project();
    let root = project.path();
    done(root, &["issue", "may"]);
    let errata = "[[erratum]]\nfile = \"templates/report.md\"\nissued = \"were asked\"\n\
                  corrected = \"got it\"\nwhy = \"style\"\nstatus = \"applied\"\n";
    write(root, "data/errata.toml", errata);
    for (arguments, file) in [
        (["diff", "--to", "now"], "out/changes/small-changes-may-to-now.docx"),
        (["errata", "--docx", "--no"], "out/small-edition-1-corrigendum.docx"),
    ] {
        let arguments: Vec<&str> = arguments.into_iter().filter(|word| *word != "--no").collect();
        done(root, &arguments);
        assert!(!done(root, &arguments).contains("(edited"));
        write(root, file, "edited");
        let said = done(root, &arguments);
        let aside = file.replace(".docx", " (edited).docx");
        assert!(said.trim_end().ends_with(aside.rsplit('/').next().expect("a name")), "{said}");
        assert_eq!(read(root, &aside), "edited");
        assert_ne!(fs::read(root.join(file)).expect("written again"), b"edited");
    }
}

#[test]
fn issue_asks_which_word_document_was_sent() {
    let project = small_project();
    let root = project.path();
    done(root, &["build"]);
    let edited = "PK\u{3}\u{4} edited";
    write(root, DOCX, edited);
    let refused = rapporteur(root, &["issue", "june"]);
    let said = messages(&refused);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("error[output-edited]") && said.contains("--sent \""), "{said}");
    assert!(!root.join("data/editions/june").exists());
    // The first way out.
    let file = root.join(DOCX);
    let file = file.to_str().expect("UTF-8");
    done(root, &["issue", "june", "--sent", file]);
    assert_eq!(read(root, "data/editions/june/outputs/small-edition-1.docx"), edited);
    let facts = read(root, "data/editions/june/edition.json");
    assert!(facts.contains("\"sent\": [\n    \"outputs/small-edition-1.docx\"\n  ]"), "{facts}");
    assert!(rapporteur(root, &["diff", "--from", "june"]).status.success());
    // The second one.
    done(root, &["build"]);
    done(root, &["issue", "july"]);
    let kept = fs::read(root.join("data/editions/july/outputs/small-edition-1.docx"));
    assert!(kept.expect("a document") == fs::read(root.join(DOCX)).expect("a document"));
    // What is no document is refused.
    let report = root.join("data/report.toml");
    let wrong = rapporteur(root, &["issue", "x", "--sent", report.to_str().expect("UTF-8")]);
    assert_eq!(wrong.status.code(), Some(2), "{}", messages(&wrong));
}

#[test]
fn four_mechanisms_are_added_at_once() {
    for _ in 0..5 {
        let project = small_project();
        let root = project.path();
        let keys = ["one", "two", "three", "four"];
        let all = keys.map(|key| {
            begin(root, &["new", "response", key, "--name", &format!("The {key} Forum")])
        });
        for child in all {
            let output = child.wait_with_output().expect("it ends");
            assert!(output.status.success(), "{}", messages(&output));
        }
        let mechanisms = read(root, MECHANISMS);
        for key in keys {
            assert_eq!(mechanisms.matches(&format!("[{key}]")).count(), 1, "{mechanisms}");
            assert!(root.join(format!("data/responses/{key}.toml")).is_file(), "{key}");
        }
        assert_eq!(files(root).1, [""; 0]);
    }
}

#[test]
fn three_editions_issued_at_once_have_three_numbers() {
    let project = small_project();
    let root = project.path();
    let all = ["a", "b", "c"].map(|id| begin(root, &["issue", id]));
    for child in all {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", messages(&output));
    }
    let mut numbers = ["a", "b", "c"].map(|id| {
        let facts = read(root, &format!("data/editions/{id}/edition.json"));
        let facts: serde_json::Value = serde_json::from_str(&facts).expect("JSON");
        facts["number"].as_u64().expect("a number")
    });
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 2]);
}

#[test]
fn one_edition_issued_three_times_at_once_is_kept_once() {
    let project = small_project();
    let all = [(); 3].map(|()| begin(project.path(), &["issue", "june"]));
    let mut codes = all.map(|child| child.wait_with_output().expect("it ends").status.code());
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(2), Some(2)]);
}

#[test]
fn eight_builds_at_once_leave_what_one_leaves() {
    let project = small_project();
    let root = project.path();
    let all = [(); 8].map(|()| begin(root, &["build"]));
    for child in all {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", messages(&output));
    }
    let (together, hidden) = files(&root.join("out"));
    assert_eq!(hidden, [".rapporteur-findings.json"]);
    fs::remove_dir_all(root.join("out")).expect("removed");
    done(root, &["build"]);
    assert!(files(&root.join("out")).0 == together, "the files differ");
    assert_eq!(done(root, &["check"]), "nothing to say: all is well\n");
}

#[test]
fn who_is_waited_for_is_named() {
    let project = small_project();
    let root = project.path();
    let lock = root.join(".rapporteur-lock");
    let file = fs::File::create(&lock).expect("a file");
    file.lock().expect("a lock");
    write(root, ".rapporteur-lock", "`rapporteur issue june` (process 1)");
    let waiting = begin(root, &["new", "response", "delta"]);
    thread::sleep(Duration::from_secs(5));
    file.unlock().expect("unlocked");
    let output = waiting.wait_with_output().expect("it ends");
    let said = messages(&output);
    assert!(said.contains("waiting for `rapporteur issue june` (process 1)"), "{said}");
    assert!(output.status.success() && root.join("data/responses/delta.toml").is_file(), "{said}");
}

#[test]
fn a_command_that_was_interrupted_between_its_two_files_is_completed_by_the_same_command() {
    let project = small_project();
    let root = project.path();
    // As release 0.2.0 left it.
    let entered = format!("{}\n[zeta]\nname = \"Zeta\"\ninvited = true\n", read(root, MECHANISMS));
    write(root, MECHANISMS, &entered);
    done(root, &["new", "response", "zeta", "--name", "Zeta"]);
    assert!(root.join("data/responses/zeta.toml").is_file());
    assert_eq!(read(root, MECHANISMS), entered);
    // As this one leaves it: the journal is there, and the first file has its place.
    let form = read(root, "data/responses/zeta.toml");
    fs::remove_file(root.join("data/responses/zeta.toml")).expect("removed");
    fs::create_dir_all(root.join(".rapporteur-staged/data/responses")).expect("a folder");
    write(root, ".rapporteur-staged/data/responses/zeta.toml", &form);
    let hash = rapporteur::inputs::hash(form.as_bytes());
    let entry = serde_json::json!({ "path": "data/responses/zeta.toml", "old": null, "new": hash });
    let journal = serde_json::json!({ "format": 1, "files": [entry] }).to_string();
    write(root, ".rapporteur-journal.json", &journal);
    let explained = rapporteur(root, &["explain", "Graph", "1"]);
    assert!(messages(&explained).contains("warning[interrupted]"), "{}", messages(&explained));
    assert!(root.join(".rapporteur-journal.json").is_file(), "a command that reads only reads");
    done(root, &["new", "response", "zeta", "--name", "Zeta"]);
    assert_eq!(read(root, "data/responses/zeta.toml"), form);
    assert_eq!(files(root).1, [""; 0]);
}

#[cfg(unix)]
#[test]
fn kept_files_keep_their_mode_their_link_and_the_ends_of_their_lines() {
    use std::os::unix::fs::PermissionsExt;
    let project = small_project();
    let root = project.path();
    let before = read(root, MECHANISMS);
    let mixed = before.replacen('\n', "\r\n", 2);
    fs::remove_file(root.join(MECHANISMS)).expect("removed");
    write(root, "data/real.txt", &mixed);
    let mode = fs::Permissions::from_mode(0o640);
    fs::set_permissions(root.join("data/real.txt"), mode).expect("set");
    std::os::unix::fs::symlink("real.txt", root.join(MECHANISMS)).expect("a link");
    done(root, &["new", "response", "zeta", "--name", "Zeta"]);
    assert!(root.join(MECHANISMS).is_symlink());
    let added = "\n[zeta]\nname = \"Zeta\"\ninvited = true\n";
    assert_eq!(read(root, "data/real.txt"), format!("{mixed}{added}"));
    let mode = fs::metadata(root.join("data/real.txt")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    // A decision on an erratum.
    let errata = "[[erratum]]\r\nid = \"one\"\nfile = \"templates/report.md\"\r\nissued = \"were asked\"\n\
                  corrected = \"got it\"\nwhy = \"style\"\nstatus = \"proposed\"\r\n# the end\n";
    write(root, "data/errata.toml", errata);
    let mode = fs::Permissions::from_mode(0o600);
    fs::set_permissions(root.join("data/errata.toml"), mode).expect("set");
    done(root, &["errata", "accept", "one", "--by", "A", "--on", "2024-06-01"]);
    let decided =
        errata.replace("\"proposed\"\r\n", "\"applied\"\r\nby = \"A\"\r\non = 2024-06-01\r\n");
    assert_eq!(read(root, "data/errata.toml"), decided);
    let mode = fs::metadata(root.join("data/errata.toml")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_project_is_not_followed() {
    let (project, elsewhere) = (small_project(), tempfile::tempdir().expect("a folder"));
    let root = project.path();
    let real = elsewhere.path().join("mechanisms.toml");
    fs::rename(root.join(MECHANISMS), &real).expect("moved");
    let before = fs::read(&real).expect("a file");
    std::os::unix::fs::symlink(&real, root.join(MECHANISMS)).expect("a link");
    let refused = rapporteur(root, &["new", "response", "zeta", "--name", "Zeta"]);
    assert_eq!(refused.status.code(), Some(1), "{}", messages(&refused));
    assert!(messages(&refused).contains("out of the project"), "{}", messages(&refused));
    assert_eq!(fs::read(&real).expect("a file"), before);
    assert!(!root.join("data/responses/zeta.toml").exists());
    assert_eq!(files(root).1, [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_folder_within_the_outputs_that_leads_out_of_them_is_not_written() {
    use std::os::unix::fs::symlink;
    let (project, elsewhere) = (small_project(), tempfile::tempdir().expect("a folder"));
    let root = project.path();
    // The folder for all outputs may be anywhere.
    symlink(elsewhere.path(), root.join("out")).expect("a link");
    done(root, &["build"]);
    done(root, &["issue", "june"]);
    fs::remove_file(root.join("out")).expect("removed");
    let built = files(elsewhere.path());
    for (folder, arguments) in [
        ("as-issued", &["build", "--as-issued"][..]),
        ("as-of-2024-01-01", &["build", "--as-of", "2024-01-01"]),
        ("changes", &["diff"]),
    ] {
        fs::create_dir_all(root.join("out")).expect("a folder");
        symlink(elsewhere.path(), root.join("out").join(folder)).expect("a link");
        let refused = rapporteur(root, arguments);
        let said = messages(&refused);
        assert_eq!(refused.status.code(), Some(3), "{folder}: {said}");
        assert!(said.contains(&format!("out/{folder}: this link leads out of")), "{said}");
    }
    assert!(files(elsewhere.path()) == built, "nothing was written there");
    // What a person names may be a link.
    let sent = elsewhere.path().join("small-edition-1.docx");
    symlink(&sent, root.join("sent.docx")).expect("a link");
    let link = root.join("sent.docx");
    done(root, &["issue", "july", "--sent", link.to_str().expect("UTF-8")]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_the_machines_fault_and_a_closed_pipe_is_none() {
    let project = small_project();
    done(project.path(), &["issue", "may"]);
    let commands: [&[&str]; 8] = [
        &["errata"],
        &["explain", "Graph", "1", "--format", "json"],
        &["explain", "Graph", "1"],
        &["diff"],
        &["check", "--list"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
    ];
    for arguments in commands {
        let ended = |output: Stdio| -> Output {
            let mut command = program();
            command.args(arguments).current_dir(project.path()).stdout(output);
            command
                .stderr(Stdio::piped())
                .spawn()
                .and_then(Child::wait_with_output)
                .expect("it ends")
        };
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
        let full = ended(full.into());
        assert_eq!(full.status.code(), Some(3), "{arguments:?}: {}", messages(&full));
        assert!(messages(&full).contains("could not print to standard output"), "{arguments:?}");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let closed = ended(writer.into());
        assert_eq!(closed.status.code(), Some(0), "{arguments:?}: {}", messages(&closed));
        assert!(!messages(&closed).contains("standard output"), "{arguments:?}");
    }
}

#[test]
fn issue_asks_for_a_new_number_when_the_text_differs() {
    let project = small_project();
    let root = project.path();
    done(root, &["issue", "june"]);
    done(root, &["issue", "june-again"]);
    replace(root, "templates/report.md", "were asked.", "were really asked.");
    let output = rapporteur(root, &["issue", "july"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = messages(&output);
    assert!(
        said.contains("edition 1 was issued already, as `june-again`, with another text"),
        "{said}"
    );
    assert!(said.contains("rapporteur issue july --same-edition"), "{said}");
    assert!(!root.join("data/editions/july").exists());
    done(root, &["issue", "july", "--same-edition"]);
    replace(root, "data/report.toml", "number = 1\nkind", "number = 2\nkind");
    replace(root, "templates/report.md", "really asked.", "asked at last.");
    done(root, &["issue", "august"]);
}

#[test]
fn an_issued_edition_can_be_built_again_byte_for_byte() {
    let project = small_project();
    let root = project.path();
    done(root, &["issue", "june"]);
    replace(root, "templates/report.md", "were asked.", "were asked again.");
    let kept = root.join("data/editions/june");
    let out = root.join("again");
    done(&kept.join("inputs"), &["build", "--out", out.to_str().expect("UTF-8")]);
    let (mut built, _) = files(&out);
    built.retain(|name, _| !name.starts_with("fonts/"));
    let (sent, _) = files(&kept.join("outputs"));
    assert!(sent.len() > 3 && built == sent, "{:?} {:?}", built.keys(), sent.keys());
}
