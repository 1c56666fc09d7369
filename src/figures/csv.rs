//! Writes `figures.csv`: all figures of the report, for further processing.

use std::iter;

use rust_decimal::Decimal;

use super::{label, name};
use crate::figure::{Figure, Group, Measure, Of, Part, Statistic};
use crate::model::{Question, Survey, Text};
use crate::tally::{OptionTally, State, Tally};

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
    let statistics: &[Statistic] = if has_statistics { &Statistic::ALL } else { &[] };
    let has_changes = !survey.rounds.is_empty();
    let mut header: Vec<&str> = COLUMNS.to_vec();
    header.extend(statistics.iter().map(|statistic| statistic.name()));
    header.extend(has_changes.then_some("change"));
    let header = header.into_iter().map(str::to_owned).collect();
    let mut rows = Rows { tally, statistics, has_changes, rows: vec![header] };
    let groups = survey.attributes.iter().flat_map(|attribute| survey.groups(&attribute.key));
    let groups: Vec<(Group, &Text)> = groups.collect();
    for (of, label) in [(Of::Respondents, "Respondents"), (Of::Invited, "Response rate")] {
        let base = || Figure::all(of.clone(), Measure::Base);
        let of_groups = groups.iter().map(|(group, _)| base().within(Some(group)));
        let of_rounds = survey.rounds.iter().map(|round| base().in_round(Some(&round.key)));
        for base in iter::once(base()).chain(of_groups).chain(of_rounds) {
            let label = within(label, survey, &base);
            rows.add(base, &label);
        }
    }
    for question in &survey.questions {
        let label = label(survey, question);
        let own = tally.questions.keys().filter(|base| base.question_id() == Some(&question.id));
        let mut own: Vec<&Figure> = own.collect();
        // The figures of all and of groups are before those of rounds.
        own.sort_by_key(|base| base.round.is_some());
        for base in own {
            rows.question(question, base, &within(&label, survey, base));
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

/// A label with the title of the group or round that a figure is of.
fn within(label: &str, survey: &Survey, figure: &Figure) -> String {
    let group = figure.group.as_ref().and_then(|group| survey.group_title(group));
    let round = figure.round.as_ref().and_then(|key| survey.round(key));
    let title = group.map(|title| &title.value).or(round.map(|round| &round.title));
    let title = title.filter(|title| !title.is_empty());
    title.map_or_else(|| label.to_owned(), |title| format!("{label} ({title})"))
}

struct Rows<'a> {
    tally: &'a Tally,
    statistics: &'a [Statistic],
    has_changes: bool,
    rows: Vec<Vec<String>>,
}

impl Rows<'_> {
    fn question(&mut self, question: &Question, base: &Figure, label: &str) {
        self.add(base.clone(), label);
        for rank in 1..=question.options.len() {
            let label = format!("how many options are tied for rank {rank}");
            self.add(base.with(Measure::Tied(rank)), &label);
        }
        self.add(base.with(Measure::AnsweredBoth), "how many answered both");
        for choice in &question.options {
            let count = base.with(Measure::Option(choice.key.value.clone(), Part::Count));
            self.add(count, &name(choice));
        }
    }

    /// Adds the row of a population, an option or another count, given by one of its figures, if it has any. Its id is that
    /// of the figure without the measure; cells of other figures are empty.
    fn add(&mut self, one: Figure, label: &str) {
        let of_option = |part| match &one.measure {
            Measure::Option(key, _) => Some(one.with(Measure::Option(key.clone(), part))),
            _ => None,
        };
        let of_all = |measure| (one.measure == Measure::Base).then(|| one.with(measure));
        let figures = match &one.measure {
            Measure::Base => [of_all(Measure::Count), Some(one.clone()), of_all(Measure::Share)],
            Measure::Option(..) => {
                [Some(one.clone()), Some(one.with(Measure::Base)), of_option(Part::Share)]
            }
            _ => [Some(one.clone()), None, None],
        };
        let known = figures.iter().flatten().filter_map(|figure| self.tally.figures.get(figure));
        let mut states: Vec<String> = known.map(|known| known.state.to_string()).collect();
        if states.is_empty() {
            return;
        }
        states.dedup();
        let shown = |figure: Option<Figure>| {
            let value = figure.and_then(|figure| self.tally.value(&figure));
            value.map_or_else(String::new, |value| value.to_string())
        };
        let id = one.to_string();
        let id = id.rsplit_once('.').map_or(id.as_str(), |(id, _)| id);
        let mut row = vec![id.to_owned(), label.to_owned()];
        row.extend(figures.into_iter().map(shown));
        let option = match &one.measure {
            Measure::Option(key, _) => {
                self.tally.questions.get(&one.with(Measure::Base)).and_then(|it| it.option(key))
            }
            _ => None,
        };
        row.push(option.map_or_else(|| states.join("; "), state_of_option));
        row.extend(self.statistics.iter().map(|statistic| {
            let mean = of_option(Part::Mean).filter(|_| *statistic == Statistic::Mean);
            shown(mean.or_else(|| of_all(Measure::Statistic(*statistic))))
        }));
        row.extend(self.has_changes.then(|| shown(of_option(Part::Change))));
        self.rows.push(row);
    }
}

fn state_of_option(option: &OptionTally) -> String {
    let mut state = option.state.to_string();
    if option.share_state != option.state {
        state += &format!("; share {}", option.share_state);
    }
    if option.pending > 0 {
        let not = if option.state == State::NotPublished { "" } else { "not including " };
        state += &format!("; {not}{} of the answers received since", option.pending);
    }
    state
}

/// Escapes a cell that a spreadsheet would interpret as a formula; negative numbers stay numbers.
fn no_formula(cell: String) -> String {
    let is_formula =
        cell.starts_with(['=', '+', '-', '@', '\t']) && cell.parse::<Decimal>().is_err();
    if is_formula { format!("'{cell}") } else { cell }
}
