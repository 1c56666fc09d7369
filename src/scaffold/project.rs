//! A new project: an example, embedded in the program, that builds immediately. Its fonts, page
//! design and Word styles are those of this repository.

use toml_edit::DocumentMut;

use crate::amend;
use crate::model::text::unfit_in_line;

/// The file that describes the report; its presence makes a folder a project.
const REPORT: &str = "data/report.toml";

/// Embeds files from a folder beside this file, each with its path in a project.
macro_rules! embedded {
    ($folder:literal: $($path:literal),+ $(,)?) => {
        &[$(($path, include_bytes!(concat!($folder, $path)) as &[u8])),+]
    };
}

/// The files that every project shares.
const SHARED: &[(&str, &[u8])] = embedded! { "../../":
    "fonts/Carlito-Bold.ttf",
    "fonts/Carlito-BoldItalic.ttf",
    "fonts/Carlito-Italic.ttf",
    "fonts/Carlito-OFL.txt",
    "fonts/Carlito-Regular.ttf",
    "templates/page.typ",
    "templates/word.toml",
};

/// The files of the example.
const EXAMPLE: &[(&str, &[u8])] = embedded! { "example/":
    "data/earlier/2022.toml",
    "data/frameworks/charter.toml",
    "data/published.toml",
    "data/respondents.toml",
    "data/responses/amber-coast.toml",
    "data/responses/blue-delta.toml",
    "data/responses/cedar-hills.toml",
    "data/responses/eastern-plains.toml",
    "data/responses/green-islands.toml",
    "data/responses/lake-country.toml",
    "data/submissions.toml",
    "data/survey.toml",
    "data/tables/libraries.csv",
    "received/amber-coast.txt",
    "received/blue-delta.txt",
    "received/cedar-hills.txt",
    "received/eastern-plains.txt",
    "received/green-islands.txt",
    "received/lake-country.txt",
    "templates/charter-in-brief.md",
    "templates/charter.md",
    "templates/hours-in-brief.md",
    "templates/hours.md",
    "templates/macros.md",
    "templates/part.md",
    "templates/report.md",
    "templates/summary.md",
    "templates/use-in-brief.md",
    "templates/use.md",
    // Written last, so that the folder becomes a project only once it is complete.
    "data/report.toml",
};

/// The values of some of `title`, `organization` and `name`, the base name of the output files, in data/report.toml; the
/// others are those of the example.
pub type Settings<'a> = [(&'a str, &'a str)];

/// Returns the files of a new project, with their paths in it.
///
/// # Errors
/// If a given text is empty, or contains a line end or a character that no output format supports,
/// or if the name is not a valid file name.
pub fn project(settings: &Settings<'_>) -> Result<Vec<(String, Vec<u8>)>, String> {
    let report = |bytes| {
        let report = str::from_utf8(bytes).expect("the example is UTF-8");
        with(report, settings, |_| {}).map(String::into_bytes)
    };
    let files = SHARED.iter().chain(EXAMPLE).map(|(path, bytes)| match *path {
        REPORT => Ok((REPORT.to_owned(), report(bytes)?)),
        path => Ok((path.to_owned(), bytes.to_vec())),
    });
    files.collect()
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
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::{EXAMPLE, REPORT, SHARED, project};

    /// The paths of all files under a folder, relative to `root`.
    fn files(root: &Path, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(root.join(folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("a plain name");
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            match entry.path().is_dir() {
                true => found.extend(files(root, &path)),
                false => found.push(path),
            }
        }
        found
    }

    #[test]
    fn every_file_is_embedded() {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        let embedded: BTreeSet<&str> = EXAMPLE.iter().map(|(path, _)| *path).collect();
        let example = files(&repository.join("src/scaffold/example"), "");
        assert_eq!(embedded, example.iter().map(String::as_str).collect());
        let embedded: BTreeSet<&str> = SHARED.iter().map(|(path, _)| *path).collect();
        let shared = ["fonts", "templates"].map(|folder| files(repository, folder)).concat();
        let shared = shared.iter().map(String::as_str).filter(|path| !path.ends_with(".md"));
        assert_eq!(embedded, shared.collect());
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
