//! What people begin with: a project, the form for a response, and the entry of a mechanism that is new. Functions from
//! values to text; they know no clock and no disk.

use jiff::civil::Date;

mod form;
mod mechanism;
mod project;

pub use form::{Form, form};
pub use mechanism::{NewMechanism, add_mechanism};
pub use project::{NewProject, project};

/// Names that Windows keeps for devices, whatever ending follows.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Whether a key can name a file on every system: small letters a to z, digits and hyphens.
pub fn is_fit_key(key: &str) -> bool {
    let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_port = |name: &str| {
        let number = key.strip_prefix(name);
        number.is_some_and(|number| number.len() == 1 && number.chars().all(|c| c.is_ascii_digit()))
    };
    let device = DEVICES.contains(&key) || is_port("com") || is_port("lpt");
    !key.is_empty() && key.len() <= 64 && !key.starts_with('-') && key.chars().all(safe) && !device
}

/// The path in a project of a mechanism's response, or of what amends it on a day.
pub fn response_path(key: &str, amended: Option<Date>) -> String {
    format!("data/responses/{}.toml", stem(key, amended))
}

/// The path in a project of the text that a response came as, for comparing quotations with it.
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
