//! What the respondents of a survey are called.

use std::borrow::Cow;

use super::{capitalized, chunk_around, chunk_start, has_inner_stop, words};

/// What the respondents of a survey are called; `mechanism` by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noun {
    /// One of them.
    pub one: String,
    /// Several of them.
    pub other: String,
}

impl Default for Noun {
    fn default() -> Self {
        Noun { one: "mechanism".to_owned(), other: "mechanisms".to_owned() }
    }
}

impl Noun {
    /// Replaces the default noun in a text of the program, with the right article before it. What is
    /// between backticks, quotation marks or braces remains, and so do names of files and keys.
    pub fn applied<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let default = Noun::default();
        if *self == default {
            return Cow::Borrowed(text);
        }
        let (mut applied, mut end) = (String::new(), 0);
        for word in words(text) {
            let new = match word.text.to_lowercase() {
                one if one == default.one => &self.one,
                other if other == default.other => &self.other,
                _ => continue,
            };
            if is_name(text, word.start) || is_quoted(&text[..word.start]) {
                continue;
            }
            let before = chunk_start(text, word.start.saturating_sub(1))..word.start;
            applied += &text[end..word.start];
            if ["a", "A"].contains(&text[before].trim_end()) && takes_an(new) {
                applied.insert(applied.len() - 1, 'n');
            }
            let is_capital = word.text.starts_with(char::is_uppercase);
            applied += &if is_capital { capitalized(new) } else { new.clone() };
            end = word.range().end;
        }
        Cow::Owned(applied + &text[end..])
    }
}

/// Whether what is at this place of a text is a part of a path or a key.
fn is_name(text: &str, at: usize) -> bool {
    let chunk = &text[chunk_around(text, at)];
    chunk.contains(['/', '-', '_']) || has_inner_stop(chunk)
}

/// Whether what follows this text is between backticks, quotation marks or braces.
fn is_quoted(before: &str) -> bool {
    let is_odd = |mark| before.matches(mark).count() % 2 == 1;
    let is_open = |[open, close]: [char; 2]| before.rfind(open) > before.rfind(close);
    ['`', '"'].into_iter().any(is_odd) || [['“', '”'], ['{', '}']].into_iter().any(is_open)
}

/// Whether the article of a noun is `an`.
fn takes_an(noun: &str) -> bool {
    let noun = noun.to_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| noun.starts_with(start));
    begins(&["a", "e", "i", "o", "u", "hour", "heir"]) && !begins(&["uni", "use", "eu", "one"])
}

#[cfg(test)]
mod tests {
    use super::Noun;

    #[test]
    fn the_noun_of_a_survey_replaces_the_default_one() {
        let noun = Noun { one: "agency".into(), other: "agencies".into() };
        for (text, expected) in [
            ("a mechanism or 2 mechanisms", "an agency or 2 agencies"),
            ("A mechanism’s own words. Mechanisms", "An agency’s own words. Agencies"),
            ("Mechanisms, a mechanism.", "Agencies, an agency."),
            ("of a mechanism", "of an agency"),
            ("data mechanism", "data agency"),
            (
                "`mechanism` of “a mechanism”, {mechanism}",
                "`mechanism` of “a mechanism”, {mechanism}",
            ),
            ("data/mechanisms.toml, mechanism-terms", "data/mechanisms.toml, mechanism-terms"),
        ] {
            assert_eq!(noun.applied(text), expected);
            assert_eq!(Noun::default().applied(text), text);
        }
        for (one, expected) in
            [("unit", "a unit"), ("umbrella group", "an umbrella group"), ("hub", "a hub")]
        {
            let noun = Noun { one: one.into(), other: format!("{one}s") };
            assert_eq!(noun.applied("a mechanism"), expected);
        }
    }
}
