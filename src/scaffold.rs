//! Text that users start from: a new project, the form for a response, and the entry of a new
//! mechanism. These functions map values to text; they access neither the clock nor the file
//! system.

use jiff::civil::Date;
use toml_edit::{Item, Table, value};

use crate::{amend, files};

mod form;
mod project;
mod round;

pub use form::{Form, form};
pub(crate) use form::{question_key, rendered};
pub use project::{Settings, project};
pub use round::{earlier, is_taken_over, round_name, taken_over};

/// Whether a key is a valid file name on every system: at most 64 lowercase letters a to z, digits
/// and hyphens, without a leading hyphen, and no reserved name.
pub fn is_fit_key(key: &str) -> bool {
    let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_safe = !key.is_empty() && !key.starts_with('-') && key.chars().all(safe);
    is_safe && key.len() <= 64 && !files::is_device(key)
}

/// The project path of a mechanism's response, or of an amendment made on the given day.
pub fn response_path(key: &str, amended: Option<Date>) -> String {
    format!("data/responses/{}.toml", stem(key, amended))
}

/// The project path of the text received from a mechanism, which quotations are compared with.
pub fn received_path(key: &str, amended: Option<Date>) -> String {
    format!("received/{}.txt", stem(key, amended))
}

fn stem(key: &str, amended: Option<Date>) -> String {
    amended.map_or(key.to_owned(), |day| format!("{key}.{day}"))
}

/// Returns the file with the mechanism appended; everything else is preserved, including line ends.
///
/// # Errors
/// If the file is not valid TOML, or already has an entry with this key.
pub fn add_mechanism(
    text: &str,
    key: &str,
    name: &str,
    acronym: Option<&str>,
    invited: bool,
) -> Result<String, String> {
    amend::change(text, |document| {
        if document.contains_key(key) {
            return Err(format!("it has an entry `{key}` that is at fault"));
        }
        let texts = [("name", Some(name)), ("acronym", acronym)];
        let texts = texts.into_iter().filter_map(|(key, text)| Some((key, value(text?))));
        let mut entry: Table = texts.chain([("invited", value(invited))]).collect();
        amend::at_the_end(document, &mut entry);
        document.insert(key, Item::Table(entry));
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::{add_mechanism, is_fit_key};

    #[test]
    fn keys_that_no_file_can_bear_are_refused() {
        for key in ["delta", "oacps-eu", "a1"] {
            assert!(is_fit_key(key), "{key}");
        }
        for key in ["", "Delta", "a b", "../a", "a.b", "-a", "con", "com1", "é", &"a".repeat(65)] {
            assert!(!is_fit_key(key), "{key}");
        }
    }

    #[test]
    fn the_entry_stands_at_the_end_and_the_rest_stays() {
        let text = "# The mechanisms\n\n[beta] # the second\nname = 'Beta'\n\n[alpha]\nname   = \"Alpha\"\n# the end\n";
        let added = add_mechanism(text, "gamma", "The \"Gamma\" Forum", Some("GF"), true);
        let expected = format!(
            "{text}\n[gamma]\nname = 'The \"Gamma\" Forum'\nacronym = \"GF\"\ninvited = true\n"
        );
        assert_eq!(added, Ok(expected));
    }

    #[test]
    fn line_ends_and_mark_stay() {
        let added = add_mechanism("\u{FEFF}[a]\r\nname = \"A\"", "b", "B", None, true);
        assert_eq!(
            added.as_deref(),
            Ok("\u{FEFF}[a]\r\nname = \"A\"\r\n\r\n[b]\r\nname = \"B\"\r\ninvited = true\r\n")
        );
        assert_eq!(
            add_mechanism("", "b", "B", None, true).as_deref(),
            Ok("[b]\nname = \"B\"\ninvited = true\n")
        );
    }

    #[test]
    fn an_entry_is_never_replaced() {
        assert!(add_mechanism("[a]\n", "a", "A", None, true).is_err());
        assert!(add_mechanism("[a", "b", "B", None, true).is_err());
    }
}
