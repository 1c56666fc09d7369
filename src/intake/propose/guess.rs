//! Guesses the content of columns from their titles.

use super::super::folded;
use super::super::values::{find_option, other_option};
use crate::figure::Key;
use crate::model::{Choice, Question, Survey};
use crate::questionnaire::Role;

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

impl Guess {
    /// Whether its cells say whether an option was chosen.
    pub(super) fn is_box(&self) -> bool {
        matches!(self.role, Role::Option(_))
    }
}

/// Letters and digits only, in lower case.
pub(super) fn normalized(text: &str) -> String {
    folded(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The option whose key or place has the number at the end of a value.
pub(super) fn option_by_number<'q>(question: &'q Question, value: &str) -> Option<&'q Key> {
    let uncounted = question.options.iter().find(|option| !option.counts);
    if let (Some(option), "na" | "99") = (uncounted, normalized(value).as_str()) {
        return Some(&option.key.value);
    }
    let digits = value.trim_start_matches(|c: char| !c.is_ascii_digit());
    let place = || question.options.get(digits.parse::<usize>().ok()?.checked_sub(1)?);
    let named = find_option(question, digits).or_else(|| find_option(question, value));
    named.or_else(|| Some(&place()?.key.value))
}

/// What the column with a title may be. `last` is the question of the column before.
pub(super) fn guess(
    survey: &Survey,
    title: &str,
    last: Option<usize>,
    boxes: bool,
) -> Option<Guess> {
    // Qualtrics and SurveyMonkey say which part of an answer it is.
    let parts = [" - Text", " - Selected Choice", " / Open-Ended Response", " / Response"];
    let title = parts.iter().fold(title, |title, part| title.trim_end_matches(part));
    let ending = normalized(title.rsplit(" / ").next().unwrap_or(title));
    let title = Title { wanted: normalized(title), ending, boxes };
    if title.wanted.is_empty() {
        return None;
    }
    let questions = || survey.questions.iter().enumerate();
    let mut named = questions().filter_map(|(at, question)| Some((at, title.named(question)?)));
    let sure = named.next().map(|(question, role)| Guess { question, role, is_sure: true });
    let other = || questions().find(|(at, one)| title.is_other(one, last == Some(*at)));
    let unsure = || {
        let other = other().map(|(at, _)| (at, Role::Other));
        let (question, role) = other.or_else(|| {
            questions().find_map(|(at, _)| Some((at, title.numbered(&survey.questions, at)?)))
        })?;
        Some(Guess { question, role, is_sure: false })
    };
    sure.or_else(unsure)
}

/// The normalized title of a column.
struct Title {
    wanted: String,
    /// Its part after the last ` / `.
    ending: String,
    /// Whether the cells of the column are boxes.
    boxes: bool,
}

impl Title {
    /// What its words name of a question.
    fn named(&self, question: &Question) -> Option<Role> {
        let item = question.item.as_ref();
        let tails = item.map_or_else(
            || vec![String::new()],
            |item| vec![normalized(&item.title.value), normalized(&item.key)],
        );
        let starts = heads(question).into_iter().flat_map(|head| {
            let full = move |tail| [format!("{head}{tail}"), format!("{head}{head}{tail}")];
            tails.iter().flat_map(full).collect::<Vec<_>>()
        });
        let starts: Vec<String> = starts.collect();
        if starts.contains(&self.wanted) || (item.is_some() && tails[0] == self.ending) {
            return Some(Role::Answer);
        }
        let is_named = |option: &&Choice| {
            let title = normalized(&option.title.value);
            let names = [format!("choice{title}"), normalized(&option.key.value), title];
            let rest = |start: &String| self.wanted.strip_prefix(start.as_str());
            names[2] == self.ending
                || starts.iter().filter_map(rest).any(|rest| names.iter().any(|name| name == rest))
        };
        let has_boxes = item.is_none() && !question.kind.is_one_option();
        let option = question.options.iter().filter(|_| has_boxes).find(is_named)?;
        Some(match option.is_other && !self.boxes {
            true => Role::Other,
            false => Role::Option(option.key.value.clone()),
        })
    }

    /// Whether it may have the respondents' own words for an option of a question; `is_last` if the column before
    /// answers the same question.
    fn is_other(&self, question: &Question, is_last: bool) -> bool {
        let words = ["other", "specify", "autre", "otro"];
        let says_other =
            words.iter().any(|word| self.wanted.contains(word)) || self.wanted.ends_with("text");
        let is_own =
            || is_last || heads(question).iter().any(|head| self.wanted.starts_with(head.as_str()));
        says_other && !self.boxes && other_option(question).is_some() && is_own()
    }

    /// The item or option that a code such as `Q3[SQ001]` or `q1___2` counts.
    fn numbered(&self, questions: &[Question], index: usize) -> Option<Role> {
        let question = &questions[index];
        let heads = heads(question);
        let rest = heads.iter().find_map(|head| self.wanted.strip_prefix(head.as_str()))?;
        let number = rest.trim_start_matches(char::is_alphabetic).parse::<usize>().ok()?;
        let Some(item) = &question.item else {
            let option = question.options.get(number.wrapping_sub(1));
            let option = option.filter(|_| !question.kind.is_one_option());
            let key = option.map(|option| &option.key.value).or(other_option(question));
            return key.map(|key| Role::Option(key.clone()));
        };
        let before = questions[..index].iter().rev();
        let place = before.take_while(|one| one.is_item_of(&item.grid)).count();
        (place + 1 == number).then_some(Role::Answer)
    }
}

/// The normalized names of a question, or of its grid.
fn heads(question: &Question) -> Vec<String> {
    let id = question.item.as_ref().map_or(&question.id, |item| &item.grid);
    let wording = question.wording.iter().map(|text| normalized(&text.value));
    wording.chain([normalized(id)]).collect()
}
