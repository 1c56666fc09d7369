//! Writes `figures.csv`: all figures of the report, for further processing.

use super::{label, name};
use crate::figure::{Figure, Measure, Of, Part};
use crate::model::Survey;
use crate::tally::{OptionTally, State, Tally};

/// The column headers.
const COLUMNS: [&str; 6] = ["id", "label", "count", "base", "share", "state"];
/// Needed because Excel does not recognize UTF-8 without it.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// All figures as a table: those about respondents first, then each question's base and its
/// options. The figure `ID.count` is in row `ID`, column `count`, and so on; cells of unpublished
/// figures are empty.
///
/// The column `state` describes the count, followed by the share's state if that differs.
pub fn csv(survey: &Survey, tally: &Tally) -> Vec<u8> {
    let mut rows = vec![COLUMNS.map(str::to_owned)];
    let of = |of: Of| {
        [Measure::Count, Measure::Base, Measure::Share]
            .map(|measure| Figure { of: of.clone(), measure })
    };
    rows.push(row(tally, "respondents", "Respondents", &of(Of::Respondents), None));
    rows.push(row(tally, "response-rate", "Response rate", &of(Of::Invited), None));
    for question in &survey.questions {
        let Some(figures) = tally.questions.get(&question.id) else { continue };
        let of = of(Of::Question(question.id.clone()));
        rows.push(row(tally, &question.id, &label(survey, question), &of, None));
        for rank in 1..=question.options.len() {
            let tied = Figure::tied(&question.id, rank);
            if tally.figures.contains_key(&tied) {
                let id = format!("{}.rank.{rank}", question.id);
                let label = format!("how many options are tied for rank {rank}");
                rows.push(row(tally, &id, &label, &[tied, of[2].clone(), of[2].clone()], None));
            }
        }
        for (choice, option) in question.options.iter().zip(&figures.options) {
            let id = format!("{}.{}", question.id, option.key);
            let [count, share] = [Part::Count, Part::Share]
                .map(|part| Figure::option(&question.id, &option.key, part));
            let of = [count, of[1].clone(), share];
            rows.push(row(tally, &id, &name(choice), &of, Some(option)));
        }
    }
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for row in rows {
        writer.write_record(row.map(no_formula)).expect("writing into memory can't fail");
    }
    writer.into_inner().expect("writing into memory can't fail")
}

/// A row: the figures for the columns `count`, `base` and `share`, empty where there are none.
fn row(
    tally: &Tally,
    id: &str,
    label: &str,
    figures: &[Figure; 3],
    option: Option<&OptionTally>,
) -> [String; 6] {
    let shown = |figure: &Figure| tally.value(figure).map_or(String::new(), |v| v.to_string());
    let [count, base, share] = figures.each_ref().map(shown);
    let state = match option {
        Some(option) => state_of_option(option),
        None => {
            let states = figures.iter().filter_map(|figure| tally.figures.get(figure));
            let mut states: Vec<String> = states.map(|known| known.state.to_string()).collect();
            states.dedup();
            states.join("; ")
        }
    };
    [id.to_owned(), label.to_owned(), count, base, share, state]
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

/// Escapes a cell that a spreadsheet would interpret as a formula.
fn no_formula(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t']) { format!("'{cell}") } else { cell }
}
