//! Proposes a mapping for an export: `receive FILE --map`. Guesses are marked as such.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use minijinja::context;
use minijinja::value::{Serde, Value};

use super::mapping::titles;
use super::sheet::{Cell, Sheet};
use super::values::{Tick, days_in, find_option, other_option, tick};
use super::{find_respondent, folded};
use crate::figure::Key;
use crate::model::{Question, Survey};
use crate::questionnaire::Role;
use crate::scaffold;
use crate::text::hyphenated;
use guess::{Guess, guess, normalized, option_by_number};

mod guess;

/// Titles of columns with the date, reduced to letters, in order of preference; they may be parts of a title.
const DAYS: [&str; 12] = [
    "datestamp", "datelastaction", "completiontime", "enddate", "end", "recordeddate", "timestamp",
    "creationdate", "submissiondate", "submitdate", "received", "datesubmitted",
];
/// The rows in which titles are looked for.
const HEADERS: usize = 10;

/// The key of a rule, the column that it reads, and which of its values mark a row.
type Mark = (&'static str, Option<usize>, fn(&str) -> bool);

/// A sheet with the titles and the likely content of its columns.
struct Layout<'a> {
    survey: &'a Survey,
    sheet: &'a Sheet,
    across: &'static str,
    header: (u32, u32),
    first: u32,
    titles: Vec<String>,
    guesses: Vec<Option<Guess>>,
}

/// The text of an `[[export]]` for these sheets, and whether a column answers a question; if none does, the text has a table
/// of one to be completed. `None` without any column.
pub fn propose(name: &str, survey: &Survey, sheets: &[Sheet]) -> Option<(String, bool)> {
    let oriented =
        sheets.iter().flat_map(|sheet| [("rows", sheet.clone()), ("columns", sheet.transposed())]);
    let oriented: Vec<(&str, Sheet)> = oriented.collect();
    let layouts = oriented.iter().flat_map(|(across, sheet)| {
        let rows = 1..=sheet.rows.len().min(HEADERS) as u32;
        let headers = rows.flat_map(|row| [(row, 1), (row, 2)]);
        headers.map(move |header| Layout::new(survey, sheet, across, header))
    });
    // Of equally good ones, the first.
    let layouts: Vec<Layout<'_>> = layouts.collect();
    let mut best = layouts.into_iter().rev().max_by_key(Layout::score)?;
    let is_known = best.score().0 > 0;
    if !is_known && !survey.questions.is_empty() {
        let example = Guess { question: 0, role: Role::Answer, is_sure: false };
        best.guesses.last_mut()?.get_or_insert(example);
    }
    Some((best.export(name), is_known))
}

impl<'a> Layout<'a> {
    fn new(survey: &'a Survey, sheet: &'a Sheet, across: &'static str, header: (u32, u32)) -> Self {
        let titles = titles(&sheet.rows, header);
        let below = header.0 + header.1;
        // Qualtrics has the wordings and ids under the titles, some tools tags.
        let is_mark =
            |cell: &Cell| ["{\"ImportId\"", "#org"].iter().any(|mark| cell.text.starts_with(mark));
        let mut rows = sheet.rows.iter().skip(below as usize - 1);
        let more = rows.clone().take(3).position(|row| row.iter().any(is_mark));
        let more = more.map_or(0, |row| row as u32 + 1);
        let wordings = rows.next().filter(|_| more > 1);
        let first = below + more;
        let mut layout =
            Layout { survey, sheet, across, header, first, titles, guesses: Vec::new() };
        for (column, title) in layout.titles.iter().enumerate() {
            let boxes = layout.cells(column).all(is_box);
            let last = layout.guesses.iter().rev().flatten().next().map(|guess| guess.question);
            let names = [Some(title), wordings.map(|row| &row[column].text)].into_iter().flatten();
            // Names of groups may be before that of a question, as in `about-topics`.
            let names = names.flat_map(|name| {
                let inner = name.match_indices(['-', '/']).map(|(at, _)| &name[at + 1..]);
                std::iter::once(name.as_str()).chain(inner)
            });
            let guesses = names.filter_map(|name| guess(survey, name, last, boxes));
            layout.guesses.push(guesses.min_by_key(|guess| !guess.is_sure));
        }
        // What boxes say is clearer than several options in one cell.
        let boxes = layout.guesses.iter().flatten().filter(|guess| guess.is_box());
        let with_boxes: BTreeSet<usize> = boxes.map(|guess| guess.question).collect();
        for guess in &mut layout.guesses {
            guess.take_if(|it| it.role == Role::Answer && with_boxes.contains(&it.question));
        }
        layout
    }

    /// How many questions are there, then how many columns; what is sure counts more.
    fn score(&self) -> (usize, usize) {
        let weighed = |guess: &Guess| (guess.question, if guess.is_sure { 3 } else { 1 });
        let known = self.guesses.iter().flatten().map(weighed);
        let questions: BTreeSet<(usize, usize)> = known.clone().collect();
        (questions.iter().map(|one| one.1).sum(), known.map(|one| one.1).sum())
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &'a Cell> + use<'a> {
        self.sheet.rows.iter().skip(self.first as usize - 1).map(move |row| &row[column])
    }

    fn texts(&self, column: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        self.cells(column).map(|cell| cell.text.as_str())
    }

    fn export(&self, name: &str) -> String {
        let free = (0..self.titles.len()).filter(|column| self.guesses[*column].is_none());
        let free: Vec<usize> = free.collect();
        let known = |column: &usize| {
            self.texts(*column)
                .filter(|text| find_respondent(self.survey, &[], text).is_ok())
                .count()
        };
        let words = [normalized(&self.survey.noun.one), "name".to_owned()];
        let named = |column: &usize| {
            let title = normalized(&self.titles[*column]);
            words.iter().filter(|word| title.contains(*word)).count()
        };
        let rank = |column: &usize| (known(column), named(column), Reverse(*column));
        let who = free.iter().copied().max_by_key(rank).filter(|it| known(it) + named(it) > 0);
        let day = self.day(&free);
        let rules = self.rules(who);
        let read: Vec<usize> =
            rules.iter().map(|(_, column, _)| *column).chain(who).chain(day).collect();
        let unread = free.iter().filter(|column| !read.contains(column));
        let unread = unread.map(|column| &self.titles[*column]).filter(|title| !title.is_empty());
        let guesses =
            || self.guesses.iter().enumerate().filter_map(|(at, one)| Some((at, one.as_ref()?)));
        let rule = |(key, column, values): &(&str, usize, BTreeSet<&str>)| {
            context! { key => *key, title => &self.titles[*column], values => Serde(values) }
        };
        let (header, header_rows) = self.header;
        let values = context! {
            name, header, header_rows,
            unknown => who.map(|column| self.unknown_names(column)).unwrap_or_default(),
            rules => rules.iter().map(rule).collect::<Vec<_>>(),
            sheet => &self.sheet.name,
            across => self.across,
            first => Some(self.first).filter(|first| *first > header + header_rows),
            respondent => who.map(|column| &self.titles[column]),
            is_guess => who.is_some_and(|column| known(&column) == 0),
            received => day.map(|column| &self.titles[column]),
            has_unclear_days => day.is_some_and(|column| self.cells(column).any(is_unclear_day)),
            is_kobo => self.titles.iter().any(|title| title == "_uuid"),
            has_boxes => guesses().any(|(_, guess)| guess.is_box()),
            unread => Serde(unread.collect::<Vec<_>>()),
            columns => guesses().map(|(at, guess)| self.column(at, guess)).collect::<Vec<_>>(),
        };
        scaffold::rendered(include_str!("export.jinja"), values)
    }

    /// The column with the days on which responses were received.
    fn day(&self, free: &[usize]) -> Option<usize> {
        let has_days = |column: &usize| {
            self.cells(*column).any(|cell| cell.day.is_some() || !days_in(&cell.text).is_empty())
        };
        let titles = free.iter().map(|column| (*column, normalized(&self.titles[*column])));
        let titles: Vec<(usize, String)> = titles.collect();
        let columns = DAYS.iter().flat_map(|day| {
            let exact = titles.iter().filter(move |(_, title)| title == day);
            let is_part = move |title: &str| day.len() > 4 && title.contains(day);
            exact.chain(titles.iter().filter(move |(_, title)| is_part(title)))
        });
        columns.map(|(column, _)| *column).find(has_days)
    }

    /// The rules for rows that are left out or incomplete: each with its key, its column, and the values in it.
    fn rules(&self, who: Option<usize>) -> Vec<(&'static str, usize, BTreeSet<&'a str>)> {
        let titled =
            |title: &str| self.titles.iter().position(|one| one.eq_ignore_ascii_case(title));
        let complete = self.titles.iter().position(|title| title.ends_with("_complete"));
        let marks: [Mark; 8] = [
            ("leave-out", titled("_validation_status"), |text| {
                text.to_lowercase().replace('_', " ").contains("not approved")
            }),
            ("leave-out", titled("ReviewState"), |text| text == "rejected"),
            ("leave-out", titled("DistributionChannel").and(titled("Status")), |text| {
                ["1", "2"].contains(&text)
            }),
            ("leave-out", who, |text| text.to_lowercase().starts_with("test")),
            ("partial", titled("submitdate"), str::is_empty),
            ("partial", titled("Date submitted"), str::is_empty),
            ("partial", titled("Finished"), |text| {
                ["0", "false"].contains(&text.to_lowercase().as_str())
            }),
            ("partial", complete, |text| text == "0"),
        ];
        let rules = marks.into_iter().filter_map(|(key, column, is_marked)| {
            let values = self.texts(column?).filter(|text| is_marked(text));
            Some((key, column?, values.collect::<BTreeSet<_>>()))
        });
        let mut rules: Vec<_> = rules.filter(|(_, _, values)| !values.is_empty()).collect();
        rules.dedup_by_key(|(key, ..)| *key);
        rules
    }

    /// Names that no respondent has, each with the key of the nearest one, and one that would be fit.
    fn unknown_names(&self, column: usize) -> Vec<Value> {
        let names: BTreeSet<&str> = self.texts(column).filter(|name| !name.is_empty()).collect();
        let near = names.iter().map(|name| (*name, find_respondent(self.survey, &[], name)));
        let unknown = near.filter_map(|(name, found)| Some((name, found.err()?)));
        let unknown = unknown.map(|(name, near)| {
            context! { name, key => near.map(|key| key.to_string()), own => hyphenated(&folded(name)) }
        });
        unknown.collect()
    }

    fn column(&self, column: usize, guess: &Guess) -> Value {
        let question = &self.survey.questions[guess.question];
        let has_options = guess.role == Role::Answer && question.kind.has_options();
        let is_several = has_options && !question.kind.is_one_option();
        let separator = is_several.then(|| self.separator(question, column));
        let unknown = self.unknown_values(question, column, separator);
        let unknown = unknown.into_iter().filter(|_| has_options);
        let numbered = unknown.map(|value| (value, option_by_number(question, value)));
        let (known, left): (Vec<_>, Vec<_>) = numbered.partition(|(_, key)| key.is_some());
        let left = left.iter().filter(|_| other_option(question).is_none());
        let pair = |(value, key): &(&str, Option<&Key>)| {
            context! { value => *value, key => key.map(|key| key.as_str()) }
        };
        context! {
            title => &self.titles[column],
            question => question.id.as_str(),
            is_sure => guess.is_sure,
            option => if let Role::Option(key) = &guess.role { Some(key.as_str()) } else { None },
            is_other => guess.role == Role::Other,
            separator,
            values => known.iter().map(pair).collect::<Vec<_>>(),
            left => Serde(left.map(|(value, _)| value).collect::<Vec<_>>()),
        }
    }

    /// What separates options in the cells of a column.
    fn separator(&self, question: &Question, column: usize) -> &'static str {
        let is_known = |piece: &&str| {
            find_option(question, piece).is_some() || piece.trim().parse::<u32>().is_ok()
        };
        let known = |separator: &&str| {
            self.texts(column).flat_map(|text| text.split(*separator)).filter(is_known).count()
        };
        // Of equally good ones, the last.
        [" ", ",", ", ", ";"].into_iter().max_by_key(known).expect("there are separators")
    }

    /// The values of a column that are no options; of several options in a cell, only numbers.
    fn unknown_values(
        &self,
        question: &Question,
        column: usize,
        separator: Option<&str>,
    ) -> BTreeSet<&'a str> {
        let is_number = |piece: &&str| piece.parse::<u32>().is_ok();
        let values = self.texts(column).flat_map(|text| match separator {
            None => vec![text],
            Some(separator) => {
                let pieces: Vec<&str> = text.split(separator.trim()).map(str::trim).collect();
                if pieces.iter().all(is_number) { pieces } else { Vec::new() }
            }
        });
        values.filter(|it| !it.is_empty() && find_option(question, it).is_none()).collect()
    }
}

/// Whether a cell is empty, or says whether a box is ticked.
fn is_box(cell: &Cell) -> bool {
    tick(&cell.text, None) != Tick::Unclear
}

/// Whether a cell has a date that can be read in two ways.
fn is_unclear_day(cell: &Cell) -> bool {
    cell.day.is_none() && days_in(&cell.text).len() > 1
}
