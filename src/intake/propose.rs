//! Proposes a mapping for an export: `receive FILE --map`. Guesses are marked as such.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use minijinja::{Value, context};

use super::find_respondent;
use super::mapping::{Role, other_option, titles};
use super::sheet::{Cell, Sheet};
use super::values::{TICKED, UNTICKED, days_in, is_option_name, parse_number};
use crate::figure::Key;
use crate::model::{Question, QuestionKind, Survey};
use crate::scaffold;
use guess::{Guess, guess, normalized, option_by_number};

mod guess;

/// Titles of columns with the date, reduced to letters, in order of preference; they may be parts of a title.
const DAYS: [&str; 12] = [
    "datestamp", "datelastaction", "completiontime", "enddate", "end", "recordeddate", "timestamp",
    "creationdate", "submissiondate", "submitdate", "received", "datesubmitted",
];
/// The rows in which titles are looked for.
const HEADERS: usize = 10;

/// Whether a value marks a row.
type Marks<'m> = &'m dyn Fn(&str) -> bool;

/// A sheet with the titles and the likely content of its columns.
struct Layout {
    sheet: Sheet,
    across: &'static str,
    header: (u32, u32),
    first: u32,
    titles: Vec<String>,
    guesses: Vec<Option<Guess>>,
}

/// The text of an `[[export]]` for these sheets; `None` if no column answers a question.
pub fn propose(name: &str, survey: &Survey, sheets: &[Sheet]) -> Option<String> {
    let oriented =
        sheets.iter().flat_map(|sheet| [("rows", sheet.clone()), ("columns", sheet.transposed())]);
    let layouts = oriented.flat_map(|(across, sheet)| {
        let rows = 1..=sheet.rows.len().min(HEADERS) as u32;
        rows.flat_map(move |row| {
            [(row, 1), (row, 2)].map(|header| Layout::new(survey, &sheet, across, header))
        })
        .collect::<Vec<_>>()
    });
    // Of equally good ones, the first.
    let best = layouts.fold(None, |best: Option<Layout>, one| match best {
        Some(best) if best.score() >= one.score() => Some(best),
        _ => Some(one),
    })?;
    (best.score() > 0).then(|| best.export(name, survey))
}

impl Layout {
    fn new(survey: &Survey, sheet: &Sheet, across: &'static str, header: (u32, u32)) -> Self {
        let titles = titles(sheet, header);
        let mut first = header.0 + header.1;
        // Qualtrics has the wordings and ids under the titles, some tools tags.
        let is_header = |row: &Vec<Cell>| {
            row.iter()
                .any(|cell| cell.text.starts_with("{\"ImportId\"") || cell.text.starts_with("#org"))
        };
        if let Some(more) = sheet.rows.iter().skip(first as usize - 1).take(3).position(is_header) {
            first += more as u32 + 1;
        }
        let below = sheet.rows.get(header.0 as usize).filter(|_| first > header.0 + header.1 + 1);
        let mut guesses: Vec<Option<Guess>> = Vec::new();
        for (column, title) in titles.iter().enumerate() {
            let mut cells = sheet.rows.iter().skip(first as usize - 1).map(|row| &row[column]);
            let boxes = cells.all(is_box);
            let last = guesses.iter().rev().flatten().next().map(|guess: &Guess| guess.question);
            let of_title = guess(survey, title, last, boxes);
            let of_below = || guess(survey, &below?[column].text, last, boxes);
            guesses.push(of_title.or_else(of_below));
        }
        // What boxes say is clearer than several options in one cell.
        let has_boxes = |question: usize| {
            let is_box =
                |guess: &Guess| guess.question == question && matches!(guess.role, Role::Option(_));
            guesses.iter().flatten().any(is_box)
        };
        let is_joined = |guess: &Guess| guess.role == Role::Answer && has_boxes(guess.question);
        let joined: Vec<bool> =
            guesses.iter().map(|guess| guess.as_ref().is_some_and(is_joined)).collect();
        for (guess, _) in guesses.iter_mut().zip(joined).filter(|(_, joined)| *joined) {
            *guess = None;
        }
        Layout { sheet: sheet.clone(), across, header, first, titles, guesses }
    }

    fn score(&self) -> usize {
        let known = self.guesses.iter().flatten();
        known.map(|guess| if guess.is_sure { 3 } else { 1 }).sum()
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &Cell> {
        self.sheet.rows.iter().skip(self.first as usize - 1).map(move |row| &row[column])
    }

    fn export(&self, name: &str, survey: &Survey) -> String {
        let free: Vec<usize> =
            (0..self.titles.len()).filter(|column| self.guesses[*column].is_none()).collect();
        let known = |column: usize| {
            self.cells(column)
                .filter(|cell| find_respondent(survey, &[], &cell.text).is_ok())
                .count()
        };
        let who = free.iter().copied().max_by_key(|column| (known(*column), Reverse(*column)));
        let who = who.filter(|column| known(*column) > 0);
        let day = self.day(&free);
        let (rules, read) = self.rules(who);
        let unread = free
            .iter()
            .filter(|column| ![who, day].contains(&Some(**column)) && !read.contains(column));
        let unread =
            unread.map(|column| self.titles[*column].clone()).filter(|title| !title.is_empty());
        let unknown = who.map(|column| self.unknown_names(survey, column)).unwrap_or_default();
        let guesses =
            || self.guesses.iter().enumerate().filter_map(|(at, one)| Some((at, one.as_ref()?)));
        let is_number =
            |guess: &Guess| survey.questions[guess.question].kind == QuestionKind::Number;
        let mut numbers = guesses().filter(|(_, guess)| is_number(guess));
        let (first_header, header_rows) = self.header;
        let values = context! {
            name, header_rows, unknown, rules,
            sheet => &self.sheet.name,
            across => self.across,
            header => first_header,
            first => Some(self.first).filter(|first| *first > first_header + header_rows),
            respondent => who.map(|column| &self.titles[column]),
            received => day.map(|column| &self.titles[column]),
            dates => day.and_then(|column| self.order(column)),
            is_kobo => self.titles.iter().any(|title| title == "_uuid"),
            has_boxes => guesses().any(|(_, guess)| matches!(guess.role, Role::Option(_))),
            decimal_comma => numbers.any(|(column, _)| self.cells(column).any(has_decimal_comma)),
            unread => unread.collect::<Vec<_>>(),
            columns => guesses().map(|(at, guess)| self.column(survey, at, guess)).collect::<Vec<_>>(),
        };
        scaffold::rendered(include_str!("export.jinja"), values)
    }

    /// The column with the days on which responses were received.
    fn day(&self, free: &[usize]) -> Option<usize> {
        let has_days = |column: &usize| {
            self.cells(*column).any(|cell| cell.day.is_some() || !days_in(&cell.text).is_empty())
        };
        let named = |is_option_name: &dyn Fn(&str) -> bool| {
            free.iter().copied().find(|column| is_option_name(&normalized(&self.titles[*column])))
        };
        let columns = DAYS.iter().flat_map(|day| {
            let exact = named(&|title| title == *day);
            exact.or_else(|| named(&|title| day.len() > 4 && title.contains(day)))
        });
        columns.into_iter().find(has_days)
    }

    /// The order of dates that can be read in two ways: `dmy`, `mdy` or `unclear`.
    fn order(&self, column: usize) -> Option<&'static str> {
        let texts = || self.cells(column).filter(|cell| cell.day.is_none()).map(|cell| &cell.text);
        if !texts().any(|text| days_in(text).len() > 1) {
            return None;
        }
        let is_day = |text: &str, index: usize| {
            let part = text.split(['/', '.', '-']).nth(index)?.split_whitespace().next()?;
            part.parse::<u32>().ok().filter(|part| (13..32).contains(part))
        };
        let shows = |index: usize| texts().any(|text| is_day(text, index).is_some());
        Some(match (shows(0), shows(1)) {
            (true, false) => "dmy",
            (false, true) => "mdy",
            _ => "unclear",
        })
    }

    /// The rules for rows that are left out or incomplete, and the columns that these rules read.
    fn rules(&self, who: Option<usize>) -> (Vec<Value>, Vec<usize>) {
        let titled =
            |title: &str| self.titles.iter().position(|one| one.eq_ignore_ascii_case(title));
        let ending = |end: &str| self.titles.iter().position(|title| title.ends_with(end));
        let values = |column: usize, marks: Marks<'_>| -> BTreeSet<&str> {
            self.cells(column).map(|cell| cell.text.as_str()).filter(|text| marks(text)).collect()
        };
        let left_out: [(Option<usize>, Marks<'_>); 4] = [
            (titled("_validation_status"), &|text| {
                text.to_lowercase().replace('_', " ").contains("not approved")
            }),
            (titled("ReviewState"), &|text| text == "rejected"),
            (titled("DistributionChannel").and(titled("Status")), &|text| {
                ["1", "2"].contains(&text)
            }),
            (who, &|text| text.to_lowercase().starts_with("test")),
        ];
        let partial: [(Option<usize>, Marks<'_>); 4] = [
            (titled("submitdate"), &str::is_empty),
            (titled("Date submitted"), &str::is_empty),
            (titled("Finished"), &|text| ["0", "false"].contains(&text.to_lowercase().as_str())),
            (ending("_complete"), &|text| text == "0"),
        ];
        let found = |(column, marks): &(Option<usize>, Marks<'_>)| {
            let column = (*column)?;
            Some((column, values(column, *marks)))
        };
        let left_out = left_out.iter().filter_map(found).find(|(_, values)| !values.is_empty());
        let partial: Vec<_> = partial.iter().filter_map(found).collect();
        let read = left_out.iter().chain(&partial).map(|(column, _)| *column).collect();
        let rule = |key: &str, (column, values): &(usize, BTreeSet<&str>)| {
            context! { key, title => &self.titles[*column], values => values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>() }
        };
        let left_out = left_out.iter().map(|one| rule("leave-out", one));
        let partial = partial.iter().filter(|(_, values)| !values.is_empty());
        (left_out.chain(partial.map(|one| rule("partial", one))).collect(), read)
    }

    /// Names that no respondent has, each with the key of the nearest one.
    fn unknown_names(&self, survey: &Survey, column: usize) -> Vec<Value> {
        let names: BTreeSet<&str> = self.cells(column).map(|cell| cell.text.as_str()).collect();
        let unknown = names.into_iter().filter(|name| !name.is_empty()).filter_map(|name| {
            let near = find_respondent(survey, &[], name).err()?;
            Some(context! { name, key => near.as_deref().unwrap_or("KEY") })
        });
        unknown.collect()
    }

    fn column(&self, survey: &Survey, column: usize, guess: &Guess) -> Value {
        let question = &survey.questions[guess.question];
        let has_options = guess.role == Role::Answer && question.kind.has_options();
        let is_several = has_options && !question.kind.is_one_option();
        let separator = is_several.then(|| self.separator(question, column));
        let unknown = match has_options {
            true => self.unknown_values(question, column, separator),
            false => BTreeSet::new(),
        };
        let numbered = |value: &String| Some((value.clone(), option_by_number(question, value)?));
        let values: Vec<(String, &Key)> = unknown.iter().filter_map(numbered).collect();
        let left = unknown.iter().filter(|value| !values.iter().any(|(one, _)| one == *value));
        let left = left.filter(|_| other_option(question).is_none());
        let pair = |(value, key): &(String, &Key)| context! { value, key => key.as_str() };
        context! {
            title => &self.titles[column],
            question => question.id.as_str(),
            is_sure => guess.is_sure,
            option => if let Role::Option(key) = &guess.role { Some(key.as_str()) } else { None },
            is_other => guess.role == Role::Other,
            separator,
            values => values.iter().map(pair).collect::<Vec<_>>(),
            left => left.cloned().collect::<Vec<_>>(),
        }
    }

    /// What separates options in the cells of a column.
    fn separator(&self, question: &Question, column: usize) -> &'static str {
        let known = |separator: &&str| {
            let pieces = self.cells(column).flat_map(|cell| cell.text.split(*separator));
            let is_known = |piece: &str| {
                question.options.iter().any(|option| is_option_name(option, piece))
                    || piece.parse::<u32>().is_ok()
            };
            pieces.filter(|piece| is_known(piece.trim())).count()
        };
        // Of equally good ones, the first.
        [" ", ",", ", ", ";"].into_iter().max_by_key(known).expect("there are separators")
    }

    /// The values of a column that are no options.
    fn unknown_values(
        &self,
        question: &Question,
        column: usize,
        separator: Option<&str>,
    ) -> BTreeSet<String> {
        let values = self.cells(column).flat_map(|cell| match separator {
            Some(separator)
                if cell
                    .text
                    .split(separator.trim())
                    .all(|piece| piece.trim().parse::<u32>().is_ok()) =>
            {
                cell.text.split(separator.trim()).map(|piece| piece.trim().to_owned()).collect()
            }
            Some(_) => Vec::new(),
            None => vec![cell.text.clone()],
        });
        let is_known = |value: &String| {
            value.is_empty() || question.options.iter().any(|option| is_option_name(option, value))
        };
        values.filter(|value| !is_known(value)).collect()
    }
}

/// Whether a cell is empty, or says whether a box is ticked.
fn is_box(cell: &Cell) -> bool {
    let lower = cell.text.to_lowercase();
    lower.is_empty() || [&TICKED[..], &UNTICKED].concat().contains(&lower.as_str())
}

/// Whether a cell is a number with a comma as its decimal sign.
fn has_decimal_comma(cell: &Cell) -> bool {
    let digits = cell.text.replace(char::is_whitespace, "");
    digits.contains(',') && parse_number(&digits, Some(',')).is_some()
}
