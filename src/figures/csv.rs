//! Writes `figures.csv`: all figures of the report, for further processing.

use rust_decimal::Decimal;

use super::{label, name};
use crate::figure::{Figure, Group, Key, Measure, Of, Part, Statistic};
use crate::model::{Choice, Question, Survey};
use crate::tally::{OptionTally, Population, QuestionTally, State, Tally};

/// The column headers; those of statistics follow where a survey has statistics, and that of changes
/// where it has earlier rounds.
const COLUMNS: [&str; 6] = ["id", "label", "count", "base", "share", "state"];
/// Needed because Excel does not recognize UTF-8 without it.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// All figures as a table: those about respondents first, then each question's base and its
/// options, and those of its groups and of earlier rounds. The figure `ID.count` is in row `ID`, column `count`, and so on;
/// cells of unpublished figures are empty.
///
/// The column `state` describes the count, followed by the share's state if that differs.
pub fn csv(survey: &Survey, tally: &Tally) -> Vec<u8> {
    let is_statistic = |figure: &Figure| {
        matches!(figure.measure, Measure::Statistic(_) | Measure::Option(_, Part::Mean))
    };
    let has_statistics = tally.figures.keys().any(is_statistic);
    let has_changes = !survey.rounds.is_empty();
    let mut rows = Rows { tally, has_statistics, has_changes, rows: Vec::new() };
    let mut header: Vec<&str> = COLUMNS.to_vec();
    header.extend(Statistic::ALL.into_iter().filter(|_| has_statistics).map(Statistic::name));
    header.extend(has_changes.then_some("change"));
    rows.rows.push(header.into_iter().map(str::to_owned).collect());
    let groups = survey.attributes.iter().flat_map(|attribute| survey.groups(&attribute.key));
    let groups: Vec<_> = groups.collect();
    let groups = groups.iter().map(|(group, title)| (of_group(group), title.value.as_str()));
    let rounds = || survey.rounds.iter().map(|round| (of_round(&round.key), round.title.as_str()));
    let all: Vec<_> = groups.chain(rounds()).collect();
    for (of, label) in [(Of::Respondents, "Respondents"), (Of::Invited, "Response rate")] {
        for (part, title) in [(Population::default(), "")].iter().chain(&all) {
            rows.of(of.clone(), *part, &within(label, title));
        }
    }
    for question in &survey.questions {
        let Some(figures) = tally.questions.get(&question.id) else { continue };
        let label = label(survey, question);
        rows.question(question, Population::default(), &label, figures);
        for ((_, group), figures) in tally.groups.iter().filter(|((id, _), _)| *id == question.id) {
            let title = survey.group_title(group).map_or("", |title| &title.value);
            rows.question(question, of_group(group), &within(&label, title), figures);
        }
        for (round, title) in rounds() {
            let key = round.round.map(|round| (question.id.clone(), round.clone()));
            if let Some(figures) = key.and_then(|key| tally.rounds.get(&key)) {
                rows.question(question, round, &within(&label, title), figures);
            }
        }
    }
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for row in rows.rows {
        let cells = row.into_iter().map(no_formula);
        writer.write_record(cells).expect("writing into memory can't fail");
    }
    writer.into_inner().expect("writing into memory can't fail")
}

fn of_group(group: &Group) -> Population<'_> {
    Population { group: Some(group), round: None }
}

fn of_round(round: &Key) -> Population<'_> {
    Population { group: None, round: Some(round) }
}

/// A label with the title of a group or round, if there is one.
fn within(label: &str, title: &str) -> String {
    if title.is_empty() { label.to_owned() } else { format!("{label} ({title})") }
}

struct Rows<'a> {
    tally: &'a Tally,
    has_statistics: bool,
    has_changes: bool,
    rows: Vec<Vec<String>>,
}

impl Rows<'_> {
    fn question(
        &mut self,
        question: &Question,
        limits: Population<'_>,
        label: &str,
        figures: &QuestionTally,
    ) {
        let of = Of::Question(question.id.clone());
        self.of(of.clone(), limits, label);
        for rank in 1..=question.options.len() {
            let tied = Figure::tied(&question.id, rank);
            if limits == Population::default() && self.tally.figures.contains_key(&tied) {
                let label = format!("how many options are tied for rank {rank}");
                self.add(&tied, &[Some(tied.clone()), None, None], &label, None);
            }
        }
        let both = limits.limit(Figure::all(of.clone(), Measure::AnsweredBoth));
        if self.tally.figures.contains_key(&both) {
            self.add(&both, &[Some(both.clone()), None, None], "how many answered both", None);
        }
        for (choice, option) in question.options.iter().zip(&figures.options) {
            self.option(&of, limits, choice, option);
        }
    }

    fn option(&mut self, of: &Of, limits: Population<'_>, choice: &Choice, option: &OptionTally) {
        let all = |measure| limits.limit(Figure::all(of.clone(), measure));
        let part = |part| all(Measure::Option(option.key.clone(), part));
        let figures = [Some(part(Part::Count)), Some(all(Measure::Base)), Some(part(Part::Share))];
        self.add(&part(Part::Count), &figures, &name(choice), Some(option));
    }

    /// Adds the row of a whole population, if it has figures.
    fn of(&mut self, of: Of, limits: Population<'_>, label: &str) {
        let all = |measure| limits.limit(Figure::all(of.clone(), measure));
        let figures =
            [Measure::Count, Measure::Base, Measure::Share].map(|measure| Some(all(measure)));
        let is_known = |figure: &Option<Figure>| {
            figure.as_ref().is_some_and(|f| self.tally.figures.contains_key(f))
        };
        if figures.iter().any(is_known) {
            self.add(&all(Measure::Base), &figures, label, None);
        }
    }

    /// Adds a row: the figures for the columns `count`, `base` and `share`, empty where there are none,
    /// and its statistics. The id is that of one of its figures without the measure.
    fn add(
        &mut self,
        one: &Figure,
        figures: &[Option<Figure>; 3],
        label: &str,
        option: Option<&OptionTally>,
    ) {
        let shown =
            |figure: &Figure| self.tally.value(figure).map_or(String::new(), |v| v.to_string());
        let id = one.to_string();
        let id = id.rsplit_once('.').map_or(id.as_str(), |(id, _)| id);
        let mut row = vec![id.to_owned(), label.to_owned()];
        row.extend(figures.iter().map(|figure| figure.as_ref().map_or(String::new(), shown)));
        row.push(match option {
            Some(option) => state_of_option(option),
            None => {
                let states =
                    figures.iter().flatten().filter_map(|figure| self.tally.figures.get(figure));
                let mut states: Vec<String> = states.map(|known| known.state.to_string()).collect();
                states.dedup();
                states.join("; ")
            }
        });
        let statistic = |statistic| match (&one.measure, statistic) {
            (Measure::Option(key, _), Statistic::Mean) => {
                shown(&Figure { measure: Measure::Option(key.clone(), Part::Mean), ..one.clone() })
            }
            (Measure::Base, _) => {
                shown(&Figure { measure: Measure::Statistic(statistic), ..one.clone() })
            }
            _ => String::new(),
        };
        row.extend(Statistic::ALL.into_iter().filter(|_| self.has_statistics).map(statistic));
        row.extend(self.has_changes.then(|| match &one.measure {
            Measure::Option(key, _) => {
                let measure = Measure::Option(key.clone(), Part::Change);
                shown(&Figure { measure, ..one.clone() })
            }
            _ => String::new(),
        }));
        self.rows.push(row);
    }
}

fn state_of_option(option: &OptionTally) -> String {
    let mut state = option.state.to_string();
    if option.share_state != option.state {
        state.push_str(&format!("; share {}", option.share_state));
    }
    match (option.pending, option.state) {
        (0, _) => {}
        (pending, State::NotPublished) => {
            state.push_str(&format!("; {pending} of the answers received since"));
        }
        (pending, _) => {
            state.push_str(&format!("; not including {pending} of the answers received since"));
        }
    }
    state
}

/// Escapes a cell that a spreadsheet would interpret as a formula; negative numbers stay numbers.
fn no_formula(cell: String) -> String {
    if cell.parse::<Decimal>().is_ok() {
        cell
    } else if cell.starts_with(['=', '+', '-', '@', '\t']) {
        format!("'{cell}")
    } else {
        cell
    }
}
