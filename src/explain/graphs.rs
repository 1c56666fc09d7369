//! The figures in drawings, alternative texts and tables, which are computed as words and know of no origin.

use std::ops::Range;

use super::names::{name, title};
use super::passages::Line;
use crate::document::{Row, Table};
use crate::figure::{Figure, Part};
use crate::model::{Base, Choice, Question};
use crate::tally::{OptionTally, QuestionTally, State, Tally};
use crate::words::{Word, Words};

/// How an answer that could not be added to a figure is spoken of.
const HELD: [&str; 2] = [" of the answers received since", " each of the answers received since"];

/// What is said before options without a figure, in small letters.
const NOT_PUBLISHED: &str = "not published";
const NO_FIGURE: &str = "no figure published";

/// The lines of a drawing: a row for each option that has a figure, and the base.
pub(super) fn drawn(question: &Question, tally: &QuestionTally, words: &Words) -> Vec<Line> {
    let mut lines = Vec::new();
    for (choice, option) in entries(question, tally) {
        if tally.base == Some(0) || (option.count.is_none() && option.share.is_none()) {
            continue;
        }
        let label = choice.label.iter().map(|label| format!("{label} "));
        let mut line = Line::words(format!("{}{} ", label.collect::<String>(), title(choice)));
        if let Some(count) = option.count {
            line.figure(&count.to_string(), id(question, choice, "count"));
            line.text.push_str(asterisk(option));
        }
        if let Some(share) = option.share {
            line.text.push_str(if option.count.is_some() { " (" } else { "" });
            line.figure(&share.to_string(), id(question, choice, "share"));
            line.text.push_str(if option.count.is_some() { ")" } else { "" });
        }
        if option.held > 0 {
            line.text.push_str(" not including ");
            line.figure(&option.held.to_string(), id(question, choice, "count"));
            line.text.push_str(HELD[0]);
        }
        lines.push(line);
    }
    lines.push(drawn_base(question, tally, words));
    lines
}

/// The line about the base.
fn drawn_base(question: &Question, tally: &QuestionTally, words: &Words) -> Line {
    let mut line = Line::default();
    let Some(base) = tally.base else {
        line.figure(&words.say(Word::BaseLineNone, &[]), base_id(question));
        return line;
    };
    let unit = match question.base {
        Base::Respondents => Word::CountMechanisms,
        Base::Responses => Word::CountResponses,
    };
    let origin = match (tally.base_adopted, tally.later, tally.withdrawn) {
        (false, ..) => None,
        (true, 0, 0) => Some(Word::BaseAdopted),
        (true, _, 0) => Some(Word::BaseAdoptedLater),
        (true, ..) => Some(Word::BaseAdoptedWithdrawn),
    };
    let [before, after] = match origin.map(|origin| words.say(origin, &[])) {
        None => words.around(Word::BaseLine, "base", &[]),
        Some(origin) => words.around(Word::BaseLineAdopted, "base", &[("origin", &origin)]),
    };
    let [start, number, end] = words.count_around(unit, base);
    line.text.push_str(&(before + &start));
    line.figure(&number, base_id(question));
    line.text.push_str(&(end + &after));
    line
}

/// The alternative text of a drawing.
pub(super) fn alt(text: &str, question: &Question, tally: &QuestionTally) -> Line {
    let mut line = Line::words(text);
    for (choice, option) in entries(question, tally) {
        let name = name(choice);
        if let Some(at) = text.find(&name) {
            mark_option(&mut line, at + name.len(), (question, choice, option));
        }
    }
    mark_words(&mut line, question, tally);
    line
}

/// Marks the count and share that the words after `from` give of an option, alone or with others.
fn mark_option(line: &mut Line, from: usize, of: (&Question, &Choice, &OptionTally)) {
    let (question, choice, option) = of;
    let count = option.count.map(|count| format!("{count}{}", asterisk(option)));
    let share = option.share.map(|share| share.to_string());
    let Some(first) = count.as_ref().or(share.as_ref()) else { return };
    let second = share.as_ref().filter(|_| count.is_some());
    for each in ["", " each"] {
        let mut words = format!(": {first}{each}");
        words.extend(second.map(|share| format!(", {share}")));
        // More digits would be another number.
        let ends = |end: &usize| line.text[*end..].starts_with(['.', ',']);
        let mut places = line.text[from..].match_indices(&words).map(|(at, _)| from + at);
        let Some(at) = places.find(|at| ends(&(at + words.len()))) else { continue };
        let start = at + 2;
        let kind = if count.is_some() { "count" } else { "share" };
        line.mark_range(start..start + first.len(), id(question, choice, kind));
        if let Some(share) = second {
            let end = at + words.len();
            line.mark_range(end - share.len()..end, id(question, choice, "share"));
        }
        return;
    }
}

/// A row of a table, its cells after each other.
pub(super) fn row(table: &Table, row: &Row, tally: &Tally) -> Line {
    let mut line = Line::default();
    for (index, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
        if index > 0 {
            line.text.push(' ');
        }
        let (start, marks) = (line.text.len(), line.marks.len());
        line.inlines(cell);
        let range = start..line.text.len();
        let kind =
            [None, Some("count"), Some("share"), Some("count")].get(index).copied().flatten();
        if let Some(kind) = kind.filter(|_| line.marks.len() == marks && !range.is_empty()) {
            // Words instead of a figure: that it isn't published, or what it leaves out.
            let option = option_of(row);
            let figure = option.and_then(|option| Figure::parse(&format!("{option}.{kind}")));
            let figure = figure.filter(|figure| tally.figures.contains_key(figure));
            figure.into_iter().for_each(|figure| line.mark_range(range.clone(), figure));
        }
        let title = crate::document::plain_text(&column.title);
        line.marks[marks..].iter_mut().for_each(|mark| mark.column = Some(title.clone()));
    }
    line
}

/// The option that a row of a table is about, as `question.option`.
fn option_of(row: &Row) -> Option<String> {
    let cells = row.cells.iter().map(|cell| Line::of(cell));
    let figure = cells.flat_map(|line| line.marks).next()?.figure;
    figure.to_string().rsplit_once('.').map(|(option, _)| option.to_owned())
}

/// Marks the base, and the later answers that figures leave out, where words speak of them.
pub(super) fn mark_words(line: &mut Line, question: &Question, tally: &QuestionTally) {
    let text = line.text.to_lowercase();
    // Lower case keeps offsets, or the text is left alone.
    if text.len() != line.text.len() {
        return;
    }
    for range in base(&text, question, tally) {
        line.mark_range(range, base_id(question));
    }
    for (choice, option) in entries(question, tally) {
        let number = option.held.to_string();
        let held = HELD.iter().flat_map(|words| numbers_before(&text, &number, words));
        for range in held.filter(|_| option.held > 0) {
            line.mark_range(range, id(question, choice, "count"));
        }
        for range in without_figure(&text, option) {
            line.mark_range(range.clone(), id(question, choice, "count"));
            line.mark_range(range, id(question, choice, "share"));
        }
    }
}

/// Where words say that an option has no figure.
fn without_figure(text: &str, option: &OptionTally) -> Vec<Range<usize>> {
    if option.count.is_some() || option.share.is_some() {
        return Vec::new();
    }
    let (said, then) = match (option.named, option.held) {
        (Some(_), _) => (NO_FIGURE, vec![":".to_owned()]),
        (None, 0) => (NOT_PUBLISHED, vec![":".to_owned()]),
        (None, held) => (NOT_PUBLISHED, HELD.map(|words| format!("; {held}{words}:")).to_vec()),
    };
    let places = text.match_indices(said).map(|(at, said)| at..at + said.len());
    places.filter(|place| then.iter().any(|then| text[place.end..].starts_with(then))).collect()
}

fn base(text: &str, question: &Question, tally: &QuestionTally) -> Vec<Range<usize>> {
    let Some(count) = tally.base else {
        let places = text.match_indices("base not published");
        return places.map(|(at, words)| at..at + words.len()).collect();
    };
    let count = count.to_string();
    let unit = format!(" {}", unit(question));
    let after_base = |range: &Range<usize>| {
        let before = text[..range.start].trim_end_matches([' ', ':']);
        before.ends_with("base")
    };
    numbers_before(text, &count, &unit).into_iter().filter(after_base).collect()
}

/// Where `number` stands before `words`, as a whole number.
fn numbers_before(text: &str, number: &str, words: &str) -> Vec<Range<usize>> {
    let places = text.match_indices(words).map(|(at, _)| at);
    let numbers = places.filter(|at| {
        let before = text[..*at].strip_suffix(number);
        before.is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_digit()))
    });
    numbers.map(|at| at - number.len()..at).collect()
}

fn entries<'q>(
    question: &'q Question,
    tally: &'q QuestionTally,
) -> impl Iterator<Item = (&'q Choice, &'q OptionTally)> {
    question.options.iter().zip(&tally.options)
}

fn asterisk(option: &OptionTally) -> &'static str {
    if option.count.is_some() && option.state == State::Adopted { "*" } else { "" }
}

fn unit(question: &Question) -> &'static str {
    match question.base {
        Base::Respondents => "mechanism",
        Base::Responses => "response",
    }
}

fn id(question: &Question, choice: &Choice, kind: &str) -> Figure {
    let part = if kind == "count" { Part::Count } else { Part::Share };
    Figure::option(&question.id, &choice.key.value, part)
}

fn base_id(question: &Question) -> Figure {
    Figure::base(&question.id)
}
