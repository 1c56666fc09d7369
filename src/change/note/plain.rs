//! The note as plain text that reads well in a mail.

use super::{Entry, NOTHING, Section};
use crate::change::Changes;

/// The longest line, in characters.
const WIDTH: usize = 72;

pub(super) fn write(changes: &Changes, sections: &[Section], end: &str) -> String {
    let mut out = String::new();
    paragraph(&mut out, "", &format!("Changes in: {}", changes.report));
    out.push('\n');
    paragraph(&mut out, "from  ", &changes.from);
    paragraph(&mut out, "to    ", &changes.to);
    for section in sections {
        out.push_str(&format!("\n\n{}\n", section.title.to_uppercase()));
        for group in &section.groups {
            if let Some(about) = &group.about {
                out.push('\n');
                paragraph(&mut out, "* ", about);
            }
            for (index, entry) in group.entries.iter().enumerate() {
                // Entries that are a line each stand together.
                if index == 0 || entry.words.is_some() || !entry.places.is_empty() {
                    out.push('\n');
                }
                write_entry(&mut out, entry);
            }
        }
    }
    out.push_str("\n\n");
    paragraph(&mut out, "", end);
    out
}

fn write_entry(out: &mut String, entry: &Entry) {
    paragraph(out, "", &entry.what);
    if let Some(words) = &entry.words {
        paragraph(out, "  for    ", words.from.as_deref().unwrap_or(NOTHING));
        paragraph(out, "  read   ", words.to.as_deref().unwrap_or(NOTHING));
    }
    for (index, place) in entry.places.iter().enumerate() {
        paragraph(out, if index == 0 { "  where  " } else { "         " }, place);
    }
    if let Some(why) = &entry.why {
        paragraph(out, "  why    ", why);
    }
    for line in &entry.more {
        paragraph(out, "  –      ", line);
    }
}

/// Adds a text whose first line begins with `lead`; the others stand below its words. Lines of the text stay.
fn paragraph(out: &mut String, lead: &str, text: &str) {
    let indent = " ".repeat(lead.chars().count());
    let mut lead = lead.to_owned();
    for line in text.split('\n') {
        let mut written = lead.clone();
        let mut is_empty = true;
        for word in line.split_whitespace() {
            let length = written.chars().count() + usize::from(!is_empty) + word.chars().count();
            if !is_empty && length > WIDTH {
                out.push_str(&written);
                out.push('\n');
                written.clone_from(&indent);
                is_empty = true;
            }
            if !is_empty {
                written.push(' ');
            }
            written.push_str(word);
            is_empty = false;
        }
        out.push_str(written.trim_end());
        out.push('\n');
        lead.clone_from(&indent);
    }
}
