//! Text that users start from: a new project, the form for a response, and the entry of a new
//! mechanism. These functions map values to text; they access neither the clock nor the file
//! system.

use jiff::civil::Date;

mod form;
mod mechanism;
mod project;

pub use form::{Form, form};
pub use mechanism::{NewMechanism, add_mechanism};
pub use project::{NewProject, project};

/// Names that Windows reserves for devices, regardless of extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Whether a key is a valid file name on every system: at most 64 lowercase letters a to z, digits
/// and hyphens, without a leading hyphen, and no reserved name.
pub fn is_fit_key(key: &str) -> bool {
    let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_port = |name: &str| {
        let number = key.strip_prefix(name);
        number.is_some_and(|number| number.len() == 1 && number.chars().all(|c| c.is_ascii_digit()))
    };
    let device = DEVICES.contains(&key) || is_port("com") || is_port("lpt");
    !key.is_empty() && key.len() <= 64 && !key.starts_with('-') && key.chars().all(safe) && !device
}

/// The project path of a mechanism's response, or of an amendment made on the given day.
pub fn response_path(key: &str, amended: Option<Date>) -> String {
    format!("data/responses/{}.toml", stem(key, amended))
}

/// The project path of the text received from a mechanism, which quotations are compared with.
fn received_path(key: &str, amended: Option<Date>) -> String {
    format!("received/{}.txt", stem(key, amended))
}

fn stem(key: &str, amended: Option<Date>) -> String {
    amended.map_or(key.to_owned(), |day| format!("{key}.{day}"))
}

#[cfg(test)]
mod tests {
    use super::is_fit_key;

    #[test]
    fn keys_that_no_file_can_bear_are_refused() {
        for key in ["delta", "oacps-eu", "a1"] {
            assert!(is_fit_key(key), "{key}");
        }
        for key in ["", "Delta", "a b", "../a", "a.b", "-a", "con", "com1", "é", &"a".repeat(65)] {
            assert!(!is_fit_key(key), "{key}");
        }
    }
}
