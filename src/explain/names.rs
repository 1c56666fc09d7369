//! What an option is called.

use crate::model::Choice;
use crate::text::squeezed;

/// An option by label and title, in one line.
pub(super) fn name(choice: &Choice) -> String {
    match &choice.label {
        Some(label) => format!("{label} ({})", title(choice)),
        None => title(choice),
    }
}

/// Its title, in one line.
pub(super) fn title(choice: &Choice) -> String {
    squeezed(&choice.title.value)
}

/// Everything that it is called in a report or by those who write it.
pub(super) fn names(choice: &Choice) -> Vec<String> {
    let title = title(choice);
    let mut names = vec![choice.key.value.to_string(), name(choice)];
    names.extend(choice.variants.values().map(|text| text.value.clone()));
    if let Some(label) = &choice.label {
        names.extend([label.clone(), format!("{label} {title}"), format!("{label} – {title}")]);
    }
    names.push(title);
    names
}
