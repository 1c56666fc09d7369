//! Adds an entry to `data/mechanisms.toml`.

use toml_edit::{Item, Table, value};

use crate::amend;

/// A new mechanism.
#[derive(Clone, Copy, Debug)]
pub struct NewMechanism<'a> {
    /// Its key.
    pub key: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its acronym.
    pub acronym: Option<&'a str>,
    /// Whether it was invited to respond.
    pub invited: bool,
}

/// Returns the file with the mechanism appended; everything else is preserved, including line ends.
///
/// # Errors
/// If the file is not valid TOML, or already has an entry with this key.
pub fn add_mechanism(text: &str, new: &NewMechanism<'_>) -> Result<String, String> {
    let NewMechanism { key, name, acronym, invited } = *new;
    amend::change(text, |document| {
        if document.contains_key(key) {
            return Err(format!("it has an entry `{key}` that is at fault"));
        }
        let mut entry = Table::new();
        entry.insert("name", value(name));
        if let Some(acronym) = acronym {
            entry.insert("acronym", value(acronym));
        }
        entry.insert("invited", value(invited));
        amend::at_the_end(document, &mut entry);
        document.insert(key, Item::Table(entry));
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::NewMechanism;

    fn add_mechanism(
        text: &str,
        key: &str,
        name: &str,
        acronym: Option<&str>,
    ) -> Result<String, String> {
        super::add_mechanism(text, &NewMechanism { key, name, acronym, invited: true })
    }

    #[test]
    fn the_entry_stands_at_the_end_and_the_rest_stays() {
        let text = "# The mechanisms\n\n[beta] # the second\nname = 'Beta'\n\n[alpha]\nname   = \"Alpha\"\n# the end\n";
        let added = add_mechanism(text, "gamma", "The \"Gamma\" Forum", Some("GF"));
        let expected = format!(
            "{text}\n[gamma]\nname = 'The \"Gamma\" Forum'\nacronym = \"GF\"\ninvited = true\n"
        );
        assert_eq!(added, Ok(expected));
    }

    #[test]
    fn line_ends_and_mark_stay() {
        let added = add_mechanism("\u{FEFF}[a]\r\nname = \"A\"", "b", "B", None);
        assert_eq!(
            added.as_deref(),
            Ok("\u{FEFF}[a]\r\nname = \"A\"\r\n\r\n[b]\r\nname = \"B\"\r\ninvited = true\r\n")
        );
        assert_eq!(
            add_mechanism("", "b", "B", None).as_deref(),
            Ok("[b]\nname = \"B\"\ninvited = true\n")
        );
    }

    #[test]
    fn an_entry_is_never_replaced() {
        assert!(add_mechanism("[a]\n", "a", "A", None).is_err());
        assert!(add_mechanism("[a", "b", "B", None).is_err());
    }
}
