//! Guesses the content of columns from their titles.

use super::super::folded;
use super::super::mapping::{Role, other_option, same_text};
use super::super::values::is_option_name;
use crate::figure::Key;
use crate::model::{Question, Survey};

/// The likely content of a column.
#[derive(Clone, Debug)]
pub(super) struct Guess {
    /// The index of the question that it answers.
    pub(super) question: usize,
    /// The content of its cells.
    pub(super) role: Role,
    /// Whether its title names it.
    pub(super) is_sure: bool,
}

/// Letters and digits only, in lower case.
pub(super) fn normalized(text: &str) -> String {
    folded(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The option whose key or place has the number at the end of a value.
pub(super) fn option_by_number<'q>(question: &'q Question, value: &str) -> Option<&'q Key> {
    let silent = || question.options.iter().find(|option| !option.counts);
    if let (true, Some(option)) = (["na", "99"].contains(&normalized(value).as_str()), silent()) {
        return Some(&option.key.value);
    }
    let digits = value.trim_start_matches(|c: char| !c.is_ascii_digit());
    let by_key = question
        .options
        .iter()
        .find(|option| is_option_name(option, digits) || same_text(&option.key.value, value));
    let place = digits.parse::<usize>().ok()?.checked_sub(1);
    let by_key = by_key.or_else(|| question.options.get(place?))?;
    Some(&by_key.key.value)
}

/// What the column with a title may be. `last` is the question of the column before.
pub(super) fn guess(
    survey: &Survey,
    title: &str,
    last: Option<usize>,
    boxes: bool,
) -> Option<Guess> {
    // Qualtrics says which part of an answer it is.
    let title = title.trim_end_matches(" - Text").trim_end_matches(" - Selected Choice");
    let wanted = normalized(title);
    if wanted.is_empty() {
        return None;
    }
    let ending = normalized(title.rsplit(" / ").next().unwrap_or(title));
    let sure = |question, role| Some(Guess { question, role, is_sure: true });
    let mut maybe = None;
    for (index, question) in survey.questions.iter().enumerate() {
        let id = question.item.as_ref().map_or(&question.id, |item| &item.grid);
        let heads: Vec<String> = question
            .wording
            .iter()
            .map(|text| normalized(&text.value))
            .chain([normalized(id)])
            .collect();
        let tails: Vec<String> = match &question.item {
            Some(item) => vec![normalized(&item.title.value), normalized(&item.key)],
            None => vec![String::new()],
        };
        let starts = || {
            heads.iter().flat_map(|head| {
                tails
                    .iter()
                    .flat_map(move |tail| [format!("{head}{tail}"), format!("{head}{head}{tail}")])
            })
        };
        if starts().any(|start| start == wanted) || (question.item.is_some() && tails[0] == ending)
        {
            return sure(index, Role::Answer);
        }
        for option in &question.options {
            let names = [
                normalized(&option.title.value),
                normalized(&option.key.value),
                format!("choice{}", normalized(&option.title.value)),
            ];
            let full = || {
                starts().any(|start| names.iter().any(|name| wanted == format!("{start}{name}")))
            };
            let role = || {
                if option.is_other && !boxes {
                    Role::Other
                } else {
                    Role::Option(option.key.value.clone())
                }
            };
            if question.item.is_none()
                && !question.kind.is_one_option()
                && (names[0] == ending || full())
            {
                return sure(index, role());
            }
        }
        let has_other = other_option(question).is_some();
        let says_other =
            ["other", "specify", "autre", "otro"].iter().any(|word| wanted.contains(word))
                || wanted.ends_with("text");
        if has_other
            && says_other
            && !boxes
            && (last == Some(index) || heads.iter().any(|head| wanted.starts_with(head)))
        {
            return Some(Guess { question: index, role: Role::Other, is_sure: false });
        }
        // A code such as Q3[SQ001] or q1___2 counts items or options.
        let rest = heads.iter().find_map(|head| wanted.strip_prefix(head.as_str()));
        let number = rest
            .and_then(|rest| rest.trim_start_matches(char::is_alphabetic).parse::<usize>().ok());
        if let (Some(number), None) = (number, &maybe) {
            let role = match &question.item {
                Some(item) => {
                    let before = survey.questions[..index].iter().rev();
                    let place = before
                        .take_while(|one| {
                            one.item.as_ref().is_some_and(|one| one.grid == item.grid)
                        })
                        .count();
                    (place + 1 == number).then_some(Role::Answer)
                }
                None => match question.options.get(number.wrapping_sub(1)) {
                    Some(option) if !question.kind.is_one_option() => {
                        Some(Role::Option(option.key.value.clone()))
                    }
                    _ => other_option(question).map(|key| Role::Option(key.clone())),
                },
            };
            maybe = role.map(|role| Guess { question: index, role, is_sure: false });
        }
    }
    maybe
}
