//! Proposes how the columns of an export become answers: `receive FILE --map`. What is a guess says so.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::mapping::{Role, other_option, titles};
use super::respondent;
use super::sheet::{Cell, Sheet};
use super::values::{TICKED, UNTICKED, days_in, is_named, plain_number};
use crate::model::{Question, QuestionKind, Survey};
use guess::{Guess, guess, numbered, plain};

mod guess;

/// Titles of the columns with the day, as letters, the best first; parts of a title count, too.
const DAYS: [&str; 12] = [
    "datestamp", "datelastaction", "completiontime", "enddate", "end", "recordeddate", "timestamp",
    "creationdate", "submissiondate", "submitdate", "received", "datesubmitted",
];
/// The rows in which titles are looked for.
const HEADERS: usize = 10;

/// Whether a value marks a row.
type Marks<'m> = &'m dyn Fn(&str) -> bool;

/// A sheet with its titles and what its columns may be.
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
    let turned =
        sheets.iter().flat_map(|sheet| [("rows", sheet.clone()), ("columns", sheet.transposed())]);
    let layouts = turned.flat_map(|(across, sheet)| {
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
        let mut text = format!("[[export]]\nname = {}\n", quoted(name));
        let mut line = |line: &str| text.push_str(&format!("{line}\n"));
        let mut used = BTreeSet::new();
        if !self.sheet.name.is_empty() {
            line(&format!("sheet = {}", quoted(&self.sheet.name)));
        }
        if self.across != "rows" {
            line(&format!("respondents = {}", quoted(self.across)));
        }
        line(&format!("header = {}", self.header.0));
        if self.header.1 > 1 {
            line(&format!("header-rows = {}", self.header.1));
        }
        if self.first > self.header.0 + self.header.1 {
            line(&format!("first = {}", self.first));
        }
        let free = || (0..self.titles.len()).filter(|column| self.guesses[*column].is_none());
        let known = |column: usize| {
            self.cells(column).filter(|cell| respondent(survey, &[], &cell.text).is_ok()).count()
        };
        let by_name = free().max_by_key(|column| (known(*column), std::cmp::Reverse(*column)));
        let who = by_name.filter(|column| known(*column) > 0);
        match who {
            Some(column) => {
                used.insert(column);
                line(&format!("respondent = {}", quoted(&self.titles[column])));
            }
            None => line(
                "respondent = \"\" # the title of the column with the names of the respondents",
            ),
        }
        let day_in = |column: &usize| {
            self.cells(*column).any(|cell| cell.day.is_some() || !days_in(&cell.text).is_empty())
        };
        let mut by_day = DAYS.iter().flat_map(|day| {
            let exact = free().find(|column| plain(&self.titles[*column]) == *day);
            exact.or_else(|| {
                free().find(|column| day.len() > 4 && plain(&self.titles[*column]).contains(day))
            })
        });
        if let Some(column) = by_day.find(day_in) {
            used.insert(column);
            line(&format!("received = {}", quoted(&self.titles[column])));
            if let Some(order) = self.order(column) {
                line(&order);
            }
        }
        for line_of in self.rules(who, &mut used) {
            line(&line_of);
        }
        let is_number =
            |guess: &Guess| survey.questions[guess.question].kind == QuestionKind::Number;
        let numbers = self
            .guesses
            .iter()
            .enumerate()
            .filter(|(_, guess)| guess.as_ref().is_some_and(is_number));
        let is_european = |cell: &Cell| {
            cell.text.contains(',')
                && plain_number(&cell.text.replace(char::is_whitespace, ""), Some(',')).is_some()
        };
        if numbers.into_iter().any(|(column, _)| self.cells(column).any(is_european)) {
            line("decimal = \",\" # guess: numbers such as 12,5");
        }
        line("again = \"ask\" # another row of a respondent; \"amend\" = it amends the row before");
        let unread =
            free().filter(|column| !used.contains(column) && !self.titles[*column].is_empty());
        let unread: Vec<String> = unread.map(|column| quoted(&self.titles[column])).collect();
        if !unread.is_empty() {
            line(&format!(
                "# These columns are not read: move what is an answer into a table below.\nunread = [{}]",
                unread.join(", ")
            ));
        }
        if let Some(column) = who {
            self.names(survey, column, &mut line);
        }
        for (column, guess) in self.guesses.iter().enumerate() {
            if let Some(guess) = guess {
                self.column(survey, column, guess, &mut line);
            }
        }
        text
    }

    /// The order of dates that may be read in two ways.
    fn order(&self, column: usize) -> Option<String> {
        let all: Vec<Vec<jiff::civil::Date>> = self
            .cells(column)
            .filter(|cell| cell.day.is_none())
            .map(|cell| days_in(&cell.text))
            .collect();
        if !all.iter().any(|days| days.len() > 1) {
            return None;
        }
        let is_day = |text: &str, index: usize| {
            let part = text
                .split(['/', '.', '-'])
                .nth(index)
                .and_then(|part| part.split_whitespace().next());
            part.and_then(|part| part.parse::<u32>().ok())
                .is_some_and(|part| (13..32).contains(&part))
        };
        let shows = |index: usize| self.cells(column).any(|cell| is_day(&cell.text, index));
        let (day_first, month_first) = (shows(0), shows(1));
        Some(match (day_first, month_first) {
            (true, false) => {
                "dates = \"dmy\" # guess: other dates of the column have the day first".to_owned()
            }
            (false, true) => {
                "dates = \"mdy\" # guess: other dates of the column have the month first".to_owned()
            }
            _ => "# dates = \"dmy\" # or \"mdy\": which is first in dates such as 3/7/2023?"
                .to_owned(),
        })
    }

    /// Which rows are left out or not complete, and what it means that no box is ticked.
    fn rules(&self, who: Option<usize>, used: &mut BTreeSet<usize>) -> Vec<String> {
        let titled =
            |title: &str| self.titles.iter().position(|one| one.eq_ignore_ascii_case(title));
        let holding = |column: usize, is: &dyn Fn(&str) -> bool| -> Vec<String> {
            let cells: BTreeSet<String> =
                self.cells(column).map(|cell| cell.text.clone()).filter(|text| is(text)).collect();
            cells.iter().map(|text| quoted(text)).collect()
        };
        let rule = |key: &str, column: usize, values: Vec<String>| {
            format!(
                "{key} = {{ {} = [{}] }} # guess",
                quoted(&self.titles[column]),
                values.join(", ")
            )
        };
        let mut lines = Vec::new();
        let tests: [(Option<usize>, Marks<'_>); 4] = [
            (titled("_validation_status"), &|text| {
                text.to_lowercase().replace('_', " ").contains("not approved")
            }),
            (titled("ReviewState"), &|text| text == "rejected"),
            (titled("DistributionChannel").and(titled("Status")), &|text| {
                ["1", "2"].contains(&text)
            }),
            (who, &|text| text.to_lowercase().starts_with("test")),
        ];
        let mut found =
            tests.into_iter().filter_map(|(column, is)| Some((column?, holding(column?, is))));
        if let Some((column, values)) = found.find(|(_, values)| !values.is_empty()) {
            used.insert(column);
            lines.push(rule("leave-out", column, values));
        }
        let complete = || self.titles.iter().position(|title| title.ends_with("_complete"));
        let partial: [(Option<usize>, Marks<'_>); 4] = [
            (titled("submitdate"), &str::is_empty),
            (titled("Date submitted"), &str::is_empty),
            (titled("Finished"), &|text| ["0", "false"].contains(&text.to_lowercase().as_str())),
            (complete(), &|text| text == "0"),
        ];
        for (column, is) in partial {
            let Some(column) = column else { continue };
            used.insert(column);
            let values = holding(column, is);
            if !values.is_empty() {
                lines.push(rule("partial", column, values));
            }
        }
        if titled("_uuid").is_some() {
            lines.push("unticked = \"none\" # KoboToolbox leaves boxes empty where the question was skipped".to_owned());
        } else if self.guesses.iter().flatten().any(|guess| matches!(guess.role, Role::Option(_))) {
            lines.push(
                "blank = \"ask\" # no box is there or ticked: \"skipped\" or \"none\", if you know"
                    .to_owned(),
            );
        }
        lines
    }

    fn names(&self, survey: &Survey, column: usize, line: &mut impl FnMut(&str)) {
        let unknown: BTreeSet<&str> = self.cells(column).map(|cell| cell.text.as_str()).collect();
        let unknown = unknown
            .into_iter()
            .filter(|name| !name.is_empty() && respondent(survey, &[], name).is_err());
        let mut unknown = unknown.peekable();
        if unknown.peek().is_some() {
            line("\n[export.names] # who is it? take the # away and give the key");
        }
        for name in unknown {
            let near = respondent(survey, &[], name).err().flatten();
            line(&format!("# {} = {}", quoted(name), quoted(near.as_deref().unwrap_or("KEY"))));
        }
    }

    fn column(&self, survey: &Survey, column: usize, guess: &Guess, line: &mut impl FnMut(&str)) {
        let question = &survey.questions[guess.question];
        line(&format!("\n[[export.column]]{}", if guess.is_sure { "" } else { " # guess" }));
        line(&format!("title = {}", quoted(&self.titles[column])));
        line(&format!("question = {}", quoted(&question.id)));
        match &guess.role {
            Role::Option(key) => line(&format!("option = {}", quoted(key))),
            Role::Other => line("other = true"),
            Role::Answer if question.kind.has_options() => {
                let is_several = !question.kind.is_one_option();
                let separator = if is_several { self.separator(question, column) } else { None };
                if let Some(separator) = separator {
                    line(&format!("separator = {}", quoted(separator)));
                }
                let (mut values, mut left) = (String::new(), Vec::new());
                for value in self.unknown_values(question, column, separator) {
                    match numbered(question, &value) {
                        Some(key) => {
                            let comma = if values.is_empty() { "" } else { ", " };
                            let _ = write!(values, "{comma}{} = {}", quoted(&value), quoted(key));
                        }
                        None => left.push(value),
                    }
                }
                if !values.is_empty() {
                    line(&format!("values = {{ {values} }} # guess: by number"));
                }
                if !left.is_empty() && other_option(question).is_none() {
                    line(&format!("# values without an option: {}", left.join(" | ")));
                }
            }
            Role::Answer => {}
        }
    }

    /// What separates options in the cells of a column.
    fn separator(&self, question: &Question, column: usize) -> Option<&'static str> {
        let known = |separator: &&&str| {
            let pieces = self.cells(column).flat_map(|cell| cell.text.split(**separator));
            let known = pieces.filter(|piece| {
                question.options.iter().any(|option| is_named(option, piece.trim()))
                    || piece.trim().parse::<u32>().is_ok()
            });
            known.count()
        };
        let mut candidates: Vec<&&str> = [";", ", ", ",", " "].iter().collect();
        candidates.sort_by_key(|separator| std::cmp::Reverse(known(separator)));
        candidates.first().map(|separator| **separator)
    }

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
            value.is_empty() || question.options.iter().any(|option| is_named(option, value))
        };
        values.filter(|value| !is_known(value)).collect()
    }
}

/// Whether a cell is empty, or says whether a box is ticked.
fn is_box(cell: &Cell) -> bool {
    let lower = cell.text.to_lowercase();
    lower.is_empty() || [&TICKED[..], &UNTICKED].concat().contains(&lower.as_str())
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
