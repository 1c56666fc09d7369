//! A new project: an example, embedded in the program, that builds immediately. Its fonts, page
//! design and Word styles are those of this repository.

use include_dir::{Dir, include_dir};
use toml_edit::DocumentMut;

use crate::amend;
use crate::model::text::unfit_in_line;

/// The file that describes the report; its presence makes a folder a project.
const REPORT: &str = "data/report.toml";

/// The files of the example.
static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/example");

/// The files that every project shares.
const SHARED: [(&str, &[u8]); 7] = [
    ("fonts/Carlito-Bold.ttf", include_bytes!("../../fonts/Carlito-Bold.ttf")),
    ("fonts/Carlito-BoldItalic.ttf", include_bytes!("../../fonts/Carlito-BoldItalic.ttf")),
    ("fonts/Carlito-Italic.ttf", include_bytes!("../../fonts/Carlito-Italic.ttf")),
    ("fonts/Carlito-OFL.txt", include_bytes!("../../fonts/Carlito-OFL.txt")),
    ("fonts/Carlito-Regular.ttf", include_bytes!("../../fonts/Carlito-Regular.ttf")),
    ("templates/page.typ", include_bytes!("../../templates/page.typ")),
    ("templates/word.toml", include_bytes!("../../templates/word.toml")),
];

/// The values of some of `title`, `organization` and `name`, the base name of the output files, in data/report.toml; the
/// others are those of the example.
pub type Settings<'a> = [(&'a str, &'a str)];

/// Returns the files of a new project, with their paths in it.
///
/// # Errors
/// If a given text is empty, or contains a line end or a character that no output format supports,
/// or if the name is not a valid file name.
pub fn project(settings: &Settings<'_>) -> Result<Vec<(String, Vec<u8>)>, String> {
    let shared = SHARED.map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
    let mut files = Vec::from(shared);
    add_files(&EXAMPLE, &mut files);
    // Written last, so that the folder becomes a project only once it is complete.
    files.sort_by_key(|(path, _)| path == REPORT);
    let (_, report) = files.last_mut().expect("it has a report");
    let text = str::from_utf8(report).expect("the example is UTF-8");
    *report = with(text, settings, |_| {})?.into_bytes();
    Ok(files)
}

/// Adds the embedded files of a folder, with their paths in a project.
fn add_files(folder: &Dir<'_>, files: &mut Vec<(String, Vec<u8>)>) {
    for file in folder.files() {
        let path = file.path().iter().map(|part| part.to_string_lossy());
        files.push((path.collect::<Vec<_>>().join("/"), file.contents().to_vec()));
    }
    folder.dirs().for_each(|folder| add_files(folder, files));
}

/// A report.toml with the given settings and what else `change` sets.
pub(super) fn with(
    report: &str,
    settings: &Settings<'_>,
    change: impl FnOnce(&mut DocumentMut),
) -> Result<String, String> {
    settings.iter().try_for_each(|(key, text)| check(key, text))?;
    amend::change(report, |document| {
        settings.iter().for_each(|(key, text)| amend::set(document.as_table_mut(), key, *text));
        change(document);
        Ok(())
    })
}

/// Checks that a text can be printed in a report on one line or, if it is the base name of files, that it is fit for one.
fn check(key: &str, text: &str) -> Result<(), String> {
    match unfit_in_line(text) {
        _ if key == "name" && super::is_fit_key(text) => Ok(()),
        _ if key == "name" => Err(format!(
            "the output files can't be named after `{text}`: use small letters a to z, digits and hyphens for `--name`"
        )),
        _ if text.trim().is_empty() => Err(format!("`--{key}` is empty")),
        Some(unfit) => Err(format!("`--{key}` has {unfit}, which no report can carry")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{REPORT, SHARED, project};

    #[test]
    fn every_shared_file_is_embedded() {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        let shared = ["fonts", "templates"].map(|folder| {
            let entries = fs::read_dir(repository.join(folder)).expect("a folder");
            let names = entries.map(|entry| entry.expect("an entry").file_name());
            names.map(|name| format!("{folder}/{}", name.display())).collect::<Vec<_>>()
        });
        let mut shared = shared.concat();
        shared.retain(|path| repository.join(path).is_file() && !path.ends_with(".md"));
        shared.sort();
        assert_eq!(shared, SHARED.map(|(path, _)| path));
    }

    #[test]
    fn what_is_given_stands_in_the_report_and_the_rest_stays() {
        let title = r#"A "title" with \ and 'marks' """ '''"#;
        let new = [("title", title), ("name", "own")];
        let files = project(&new).expect("a project");
        let (last, report) = files.last().expect("files");
        assert_eq!(last, REPORT, "it is written last");
        let report = str::from_utf8(report).expect("a text");
        let table: toml_edit::DocumentMut = report.parse().expect("TOML");
        assert_eq!(table["title"].as_str(), Some(title));
        assert_eq!(table["name"].as_str(), Some("own"));
        let example = project(&[]).expect("a project").pop().expect("files").1;
        let example = str::from_utf8(&example).expect("a text").lines();
        let kept = report.lines().zip(example).filter(|(own, example)| own == example).count();
        assert_eq!(kept, report.lines().count() - 2);
    }

    #[test]
    fn what_no_report_can_hold_is_refused() {
        let title = |title| project(&[("title", title)]);
        assert_eq!(title(" ").err().as_deref(), Some("`--title` is empty"));
        assert!(title("a\nb").is_err_and(|why| why.contains("a line end")));
        assert!(title("a\u{202E}b").is_err_and(|why| why.contains("bidirectional")));
        for name in ["", "Own Name", "-own", "con"] {
            let new = [("name", name)];
            assert!(project(&new).is_err(), "{name}");
        }
    }
}
