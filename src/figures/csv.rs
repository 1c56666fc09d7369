//! Writes `figures.csv`: all figures of the report, for further processing.

use std::iter;

use rust_decimal::Decimal;

use super::{label, name};
use crate::figure::{Figure, Group, Measure, Of, Part, Statistic};
use crate::model::{Survey, Text};
use crate::tally::{OptionTally, State, Tallied, Tally};

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
    let mut measures: Vec<String> = statistics.iter().map(|it| it.name().to_owned()).collect();
    if !survey.rounds.is_empty() {
        measures.push("change".to_owned());
        measures.extend(statistics.iter().map(|statistic| format!("{}-change", statistic.name())));
    }
    let header = COLUMNS.map(str::to_owned).into_iter().chain(measures.iter().cloned()).collect();
    let mut rows = Rows { tally, measures, rows: vec![header] };
    let groups = survey.attributes.iter().flat_map(|attribute| survey.groups(&attribute.key));
    let groups: Vec<(Group, &Text)> = groups.collect();
    for (of, label) in [(Of::Respondents, "Respondents"), (Of::Invited, "Response rate")] {
        let base = || Figure::all(of.clone(), Measure::Base);
        let of_groups = groups.iter().map(|(group, _)| base().within(Some(group)));
        let of_rounds = survey.rounds.iter().map(|round| base().in_round(Some(&round.key)));
        for base in iter::once(base()).chain(of_groups).chain(of_rounds) {
            rows.add(&base, "", &within(label, survey, &base));
        }
    }
    for question in &survey.questions {
        let label = label(survey, question);
        let own = tally.questions.keys().filter(|base| base.question_id() == Some(&question.id));
        let mut own: Vec<&Figure> = own.collect();
        // The figures of all and of groups are before those of rounds.
        own.sort_by_key(|base| base.round.is_some());
        for base in own {
            rows.add(base, "", &within(&label, survey, base));
            for rank in 1..=question.options.len() {
                let label = format!("how many options are tied for rank {rank}");
                rows.add(base, &format!(".rank.{rank}"), &label);
            }
            rows.add(base, ".answered-both", "how many answered both");
            for choice in &question.options {
                rows.add(base, &format!(".{}", choice.key.value), &name(choice));
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

/// A label with the title of the group or round that a figure is of.
fn within(label: &str, survey: &Survey, figure: &Figure) -> String {
    let group = figure.group.as_ref().and_then(|group| survey.group_title(group));
    let round = figure.round.as_ref().and_then(|key| survey.round(key));
    let titles = group.map(|title| &title.value).into_iter().chain(round.map(|round| &round.title));
    let titles: Vec<&str> = titles.map(String::as_str).filter(|title| !title.is_empty()).collect();
    match titles.is_empty() {
        true => label.to_owned(),
        false => format!("{label} ({})", titles.join(", ")),
    }
}

struct Rows<'a> {
    tally: &'a Tally,
    /// The columns after the state.
    measures: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Rows<'_> {
    /// Adds the row of a population, given by its base, or of an option or another count, given by what its
    /// id has more, if it has any figure.
    fn add(&mut self, base: &Figure, more: &str, label: &str) {
        let id = base.to_string();
        let id = id.strip_suffix(".base").expect("it is a base").to_owned() + more;
        let figure = |measure: &str| {
            let figure = Figure::parse(&format!("{id}.{measure}"))?;
            self.tally.figures.get(&figure).filter(|_| figure.of == base.of)
        };
        let options = self.tally.questions.get(base);
        let option = options.and_then(|options| options.option(more.strip_prefix('.')?));
        let of_option = option.and_then(|_| self.tally.figures.get(base));
        let figures = [figure("count"), of_option.or_else(|| figure("base")), figure("share")];
        let states: Vec<State> = figures.iter().flatten().map(|known| known.state()).collect();
        let state = match (option, states.as_slice()) {
            (_, []) => return,
            (Some(option), [count, _, share]) => state_of_option(option, *count, *share),
            (_, states) => {
                let different = states.chunk_by(|one, next| one == next).map(|same| same[0]);
                different.map(|state| state.to_string()).collect::<Vec<_>>().join("; ")
            }
        };
        let shown = |tallied: Option<&Tallied>| {
            tallied.and_then(|it| it.value).map_or_else(String::new, |value| value.to_string())
        };
        let more = self.measures.iter().map(|measure| shown(figure(measure)));
        let cells = figures.map(shown).into_iter().chain([state]).chain(more);
        self.rows.push([id.clone(), label.to_owned()].into_iter().chain(cells).collect());
    }
}

fn state_of_option(option: &OptionTally, count: State, share: State) -> String {
    let own = if option.count.is_some() { count } else { share };
    let mut state = own.to_string();
    if share != own {
        state += &format!("; share {share}");
    }
    if option.pending > 0 {
        let not = if own == State::NotPublished { "" } else { "not including " };
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
