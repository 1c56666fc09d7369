//! Questionnaires: written, filled in in several ways, and received.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use rapporteur::inputs::{self, Corrections};
use rapporteur::model::{self, Answer, ReportOptions, Survey};
use rapporteur::questionnaire::{Field, Questionnaire, Role};
use rapporteur::words;
use rstest::rstest;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

mod documents;

use crate::support::{has_tool, messages, project, rapporteur, read};
use crate::words::translate;

/// How a questionnaire is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// In Word: boxes are clicked.
    Clicked,
    /// In Word, with changes tracked.
    Tracked,
    /// By an x beside each box, after a program took the controls and the bookmarks away.
    Typed,
    /// In a program that makes text of controls, renames bookmarks and drops properties.
    Text,
    /// In Word, in another language.
    Translated,
    /// In LibreOffice, which writes the file anew.
    LibreOffice,
    /// In LibreOffice, which saves it as an OpenDocument text.
    OpenDocument,
}

/// The survey of tests/it/kinds without published figures; the answers that were counted there are dated.
fn survey_of(project: &Path) -> Survey {
    let (inputs, _) = inputs::read(project, Corrections::None).expect("a project");
    model::read(&inputs.sources, &ReportOptions::default(), &[]).0.expect("a survey")
}

fn kinds() -> tempfile::TempDir {
    let project = project("kinds");
    fs::remove_file(project.path().join("data/published.toml")).expect("it is there");
    let report = read(project.path(), "data/report.toml")
        + "[[point]]\nkey = \"data\"\npart = \"review\"\ntitle = \"Data *of* centres\"\n";
    fs::write(project.path().join("data/report.toml"), report).expect("a file");
    for entry in fs::read_dir(project.path().join("data/responses")).expect("a folder") {
        let path = entry.expect("a file").path();
        let text = fs::read_to_string(&path).expect("a text");
        if path.to_string_lossy().matches('.').count() > 1
            && path.ends_with("alder.2026-08-03.toml")
        {
            fs::remove_file(path).expect("it is there");
        } else if !text.contains("\nreceived") {
            fs::write(path, text.replacen('\n', "\nreceived = 2026-06-16\n", 1)).expect("a file");
        }
    }
    project
}

/// The parts of a DOCX, by path.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let parts = (0..archive.len()).map(|index| {
        let mut file = archive.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("a part");
        (file.name().to_owned(), bytes)
    });
    parts.collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(bytes).expect("a part");
    }
    archive.finish().expect("a package").into_inner()
}

/// Changes the main part of a DOCX.
pub(crate) fn edited(bytes: &[u8], edit: impl FnOnce(String) -> String) -> Vec<u8> {
    let mut parts = unpacked(bytes);
    let main = parts.iter_mut().find(|(name, _)| name == "word/document.xml").expect("a main part");
    main.1 = edit(String::from_utf8(main.1.clone()).expect("UTF-8")).into_bytes();
    packed(&parts)
}

/// What goes into the cells, by the visible codes of their rows: `None` is a tick; in a grid, the title of an option.
fn entries(asked: &Questionnaire, survey: &Survey, key: &str) -> BTreeMap<String, Option<String>> {
    let answers = &survey.response(key).expect("a response").answers;
    let chosen = |id: &str| {
        let answer = answers.get(id);
        let words = answer.map(|answer| answer.words.iter().map(|word| word.value.clone()));
        words.map(|words| words.collect::<Vec<_>>())
    };
    let mut entries = BTreeMap::new();
    for row in asked.rows() {
        let entry = match &row.field {
            Field::Question(id, Role::Option(option)) => {
                chosen(id).filter(|keys| keys.iter().any(|key| **option == *key)).map(|_| None)
            }
            Field::Question(id, Role::None) => chosen(id).filter(Vec::is_empty).map(|_| None),
            Field::Question(id, Role::Other) => {
                let other = answers.get(id).and_then(|answer| answer.other.as_ref());
                other.map(|text| Some(text.value.clone()))
            }
            Field::Question(id, Role::Rank(option)) => {
                let keys = chosen(id).unwrap_or_default();
                let place = keys.iter().position(|key| **option == *key);
                place.map(|place| Some((place + 1).to_string()))
            }
            Field::Question(id, Role::Answer) => chosen(id).map(|keys| {
                let title = row.boxes.iter().find(|(option, _)| **option == keys[0]);
                Some(title.map_or(keys[0].clone(), |(_, title)| title.clone()))
            }),
            Field::Respondent | Field::Quote(_) | Field::Practice(..) => None,
        };
        entries.extend(entry.map(|entry| (row.code.clone(), entry)));
    }
    entries
}

fn run(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// The rows of the main part, filled in.
fn filled(xml: String, entries: &BTreeMap<String, Option<String>>, how: How) -> String {
    let rows = xml.split("<w:tr>").map(|row| {
        let code = entries.iter().find(|(code, _)| row.contains(&format!(">{code} </w:t>")));
        let Some((_, entry)) = code else { return row.to_owned() };
        let (label, answer) = row.split_once("</w:tc>").expect("two cells");
        let answer = match entry {
            None => ticked(answer, how),
            Some(text) if answer.contains(&format!("> {text}</w:t>")) => {
                let lines = answer.split("<w:p>").map(|line| {
                    let is_it = line.contains(&format!("> {text}</w:t>"));
                    if is_it { ticked(line, how) } else { line.to_owned() }
                });
                lines.collect::<Vec<_>>().join("<w:p>")
            }
            Some(text) => {
                let text = match how {
                    How::Tracked => {
                        format!("<w:ins w:id=\"9\" w:author=\"A\">{}</w:ins>", run(text))
                    }
                    _ => run(text),
                };
                answer.replacen("<w:bookmarkEnd", &format!("{text}<w:bookmarkEnd"), 1)
            }
        };
        format!("{label}</w:tc>{answer}")
    });
    let xml = rows.collect::<Vec<_>>().join("<w:tr>");
    match how {
        How::Typed => without(&xml, &["w:bookmarkStart", "w:bookmarkEnd"]),
        How::Text => without(&xml, &[]).replace("w:name=\"_Q_", "w:name=\"id."),
        _ => xml,
    }
}

fn ticked(cell: &str, how: How) -> String {
    let clicked = cell.replacen("w14:val=\"0\"", "w14:val=\"1\"", 1);
    match how {
        How::Typed => cell.replacen("<w:sdt>", &format!("{}<w:sdt>", run("x ")), 1),
        How::Tracked => {
            let (before, rest) = clicked.split_once("<w:sdtContent>").expect("a control");
            let (box_run, after) = rest.split_once("</w:sdtContent>").expect("a control");
            let deleted = box_run.replace("w:t>", "w:delText>");
            let inserted = box_run.replace('☐', "☒");
            format!(
                "{before}<w:sdtContent><w:del w:id=\"7\" w:author=\"A\">{deleted}</w:del><w:ins w:id=\"8\" \
                 w:author=\"A\">{inserted}</w:ins></w:sdtContent>{after}"
            )
        }
        _ => clicked.replacen('☐', "☒", 1),
    }
}

/// The XML without controls and without these empty elements.
fn without(xml: &str, names: &[&str]) -> String {
    let mut out = String::new();
    for (index, part) in xml.split("<w:sdt>").enumerate() {
        match part.split_once("<w:sdtContent>") {
            Some((_, content)) if index > 0 => out.push_str(content),
            _ => out.push_str(part),
        }
    }
    out = out.replace("</w:sdtContent></w:sdt>", "");
    for name in names {
        let start = format!("<{name} ");
        let mut pieces = out.split(&start).map(str::to_owned);
        let first = pieces.next().unwrap_or_default();
        let rest =
            pieces.map(|piece| piece.split_once("/>").expect("an empty element").1.to_owned());
        out = first + &rest.collect::<String>();
    }
    out
}

fn converted(files: &[PathBuf], folder: &Path, to: &str, ending: &str) -> Vec<PathBuf> {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let out = folder.join("converted");
    let status = Command::new("soffice")
        .args(["--headless", "--norestore", &profile, "--convert-to", to, "--outdir"])
        .arg(&out)
        .args(files)
        .output()
        .expect("soffice runs");
    assert!(status.status.success(), "{status:?}");
    let names =
        files.iter().map(|file| out.join(file.file_stem().expect("a name")).with_extension(ending));
    names.collect()
}

/// Answers in a form to compare: the keys of options, or the text, and the words for another option.
fn comparable(answer: &Answer) -> (Vec<String>, Option<String>) {
    let mut words: Vec<String> =
        answer.words.iter().map(|word| word.value.trim().to_owned()).collect();
    if let Some(number) = answer.number() {
        words = vec![number.normalize().to_string()];
    }
    if words.len() > 1 && words.iter().all(|word| word.contains(' ')) {
        words = vec![words.join("\n\n")];
    }
    (words, answer.other.as_ref().map(|text| text.value.clone()))
}

#[rstest]
#[case(How::Clicked)]
#[case(How::Tracked)]
#[case(How::Typed)]
#[case(How::Text)]
#[case(How::Translated)]
#[case(How::LibreOffice)]
#[case(How::OpenDocument)]
fn answers_return_as_they_were_given(#[case] how: How) {
    if matches!(how, How::LibreOffice | How::OpenDocument) && !has_tool("soffice", "--version") {
        return;
    }
    let project = kinds();
    if how == How::Translated {
        translate(project.path());
    }
    let before = survey_of(project.path());
    fs::remove_dir_all(project.path().join("data/responses")).expect("a folder");
    let keys: Vec<&str> = before.responses.iter().map(|one| one.mechanism.as_str()).collect();
    assert!(keys.len() > 30, "all kinds of answers are there");
    let written = rapporteur(project.path(), &[&["questionnaire"][..], &keys].concat());
    assert!(written.status.success(), "{}", messages(&written));
    let (inputs, _) = inputs::read(project.path(), Corrections::None).expect("a project");
    let asked = Questionnaire::new(&before, &words::read(&inputs.sources).0.expect("words"));
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    for key in &keys {
        let form = project.path().join(format!("out/questionnaires/{key}.docx"));
        let bytes = fs::read(form).expect("a questionnaire");
        let entries = entries(&asked, &before, key);
        let mut parts = unpacked(&edited(&bytes, |xml| filled(xml, &entries, how)));
        parts.retain(|(name, _)| how != How::Text || !name.starts_with("docProps/"));
        let file = folder.path().join(format!("{key}.docx"));
        fs::write(&file, packed(&parts)).expect("a file");
        files.push(file);
    }
    let files = match how {
        How::LibreOffice => converted(&files, folder.path(), "docx:MS Word 2007 XML", "docx"),
        How::OpenDocument => converted(&files, folder.path(), "odt", "odt"),
        _ => files,
    };
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let arguments: Vec<&str> = ["receive", "--received", "2026-06-16"]
        .into_iter()
        .chain(names.iter().map(String::as_str))
        .collect();
    let received = rapporteur(project.path(), &arguments);
    let said = String::from_utf8_lossy(&received.stdout).into_owned() + &messages(&received);
    assert!(received.status.success(), "{said}");
    let after = survey_of(project.path());
    for key in &keys {
        let [old, new] = [&before, &after].map(|survey| {
            let answers =
                &survey.response(key).unwrap_or_else(|| panic!("{key} in {said}")).answers;
            let answers = answers.iter().map(|(id, answer)| (id.clone(), comparable(answer)));
            answers.collect::<BTreeMap<_, _>>()
        });
        assert_eq!(new, old, "{key}, {how:?}");
    }
    let open: Vec<_> = after.responses.iter().flat_map(|one| &one.open).collect();
    assert!(open.is_empty(), "{open:?}");
    let again = rapporteur(project.path(), &arguments);
    let again = String::from_utf8_lossy(&again.stdout).into_owned();
    assert_eq!(again.matches("unchanged").count(), keys.len(), "{again}");
}
