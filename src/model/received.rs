//! The source text of a response, such as an e-mail or a completed form, against which its
//! quotations are checked.

use super::reader::Reader;
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic};

/// Folders that source texts can't be in: their files are part of outputs or editions, or are
/// generated.
const KEPT: [&str; 4] = ["data", "templates", "fonts", "out"];

/// What reading a source text found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// A text file, with its contents.
    Text(String),
    /// The file does not exist.
    Missing,
    /// A file that is not plain text.
    NoText,
    /// A file that may not be read, with the error.
    Refused(Diagnostic),
}

/// Reads `source-text` of a response: a path within the project.
pub(super) fn source_text(reader: &Reader<'_>) -> Option<Text> {
    let path = reader.text("source-text")?;
    let Some(why) = unfit(&path.value) else { return Some(path) };
    let help = "give a path within the project, such as `received/KEY.txt`";
    reader.context.fault(Code::SourceText, path.span, format!("`source-text` {why}"), help);
    None
}

/// The reason why a path is not allowed for a source text; `None` if it is allowed.
fn unfit(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_kept = |folder: &str| KEPT.contains(&folder.to_lowercase().as_str());
    if path.trim().is_empty() {
        Some("is empty")
    } else if path.contains('\\') {
        Some("has a backslash: folders are parted by `/`")
    } else if path.starts_with('/') || path.contains(':') || parts.contains(&"..") {
        Some("leads out of the project")
    } else if parts.iter().any(|part| part.is_empty() || *part == ".") {
        Some("is no path of a file")
    } else if parts.len() > 1 && is_kept(parts[0]) {
        Some("is in a folder whose files are sent out or kept with editions")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::unfit;

    #[test]
    fn a_text_stands_within_the_project_and_apart_from_what_is_sent() {
        for path in ["received/alpha.txt", "alpha.txt", "received/2023/a mail.txt", "data.txt"] {
            assert_eq!(unfit(path), None, "{path}");
        }
        let paths = [
            "", " ", "/etc/hosts", "C:/a.txt", "c:a.txt", "../a.txt", "received/../../a.txt",
            "received\\a.txt", "received//a.txt", "./a.txt", "received/", "data/a.txt",
            "Data/editions/a.txt", "out/a.txt",
        ];
        for path in paths {
            assert!(unfit(path).is_some(), "{path}");
        }
    }
}
