//! `figures.csv`: all figures of the report, for people who want the numbers.

use crate::document::FigureId;
use crate::model::{Choice, Question, Survey};
use crate::tally::{OptionTally, State, Tally, Value};

/// What the columns are called.
const COLUMNS: [&str; 6] = ["id", "label", "count", "base", "share", "state"];
/// Without it, Excel takes UTF-8 for another encoding.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// The figures as a table: those about respondents first, then each question's base and its options. The figure
/// `ID.count` stands in the row `ID`, column `count`, and so on; what is not published is empty.
///
/// The state is that of the count; where the share came about otherwise, that follows.
pub fn csv(survey: &Survey, tally: &Tally) -> Vec<u8> {
    let mut rows = vec![COLUMNS.map(str::to_owned)];
    rows.push(row(tally, "respondents", "Respondents", None));
    rows.push(row(tally, "response-rate", "Response rate", None));
    for question in &survey.questions {
        let Some(figures) = tally.questions.get(&question.id) else { continue };
        rows.push(row(tally, &question.id, &label(survey, question), None));
        for rank in 1..=question.options.len() {
            let id = format!("{}.rank.{rank}", question.id);
            if tally.figure(&format!("{id}.count")).is_some() {
                rows.push(row(tally, &id, &tied(rank), None));
            }
        }
        for (choice, option) in question.options.iter().zip(&figures.options) {
            let id = format!("{}.{}", question.id, option.key);
            let mut row = row(tally, &id, &name(choice), Some(option));
            row[3] = shown(tally, &format!("{}.base", question.id));
            rows.push(row);
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

/// The place of a figure in the order of the survey: respondents, then each question's base and its options.
pub fn position(survey: &Survey, id: &FigureId) -> usize {
    let mut pieces = id.0.split('.');
    let (of, option) = (pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default());
    let kind = ["base", "count", "share"].iter().position(|kind| id.0.ends_with(kind));
    let question = survey.questions.iter().position(|question| question.id == of);
    let Some(question) = question else { return kind.unwrap_or(0) };
    let options = &survey.questions[question].options;
    let option = options.iter().position(|choice| choice.key.value == option);
    let place = option.map_or(0, |option| option + 1);
    ((question + 1) * 10_000 + place) * 10 + kind.unwrap_or(0)
}

/// What the size of a tie is called.
fn tied(rank: usize) -> String {
    format!("how many options are tied for rank {rank}")
}

/// Whether a figure only counts others: it is told where it is printed.
pub fn is_size_of_tie(id: &str) -> bool {
    id.contains(".rank.")
}

fn row(tally: &Tally, id: &str, label: &str, option: Option<&OptionTally>) -> [String; 6] {
    let [count, base, share] =
        ["count", "base", "share"].map(|kind| shown(tally, &format!("{id}.{kind}")));
    [id.to_owned(), label.to_owned(), count, base, share, state(tally, id, option)]
}

fn shown(tally: &Tally, id: &str) -> String {
    match tally.figure(id).and_then(|figure| figure.value) {
        Some(Value::Count(count)) => count.to_string(),
        Some(Value::Share(share)) => share.to_string(),
        None => String::new(),
    }
}

fn state(tally: &Tally, id: &str, option: Option<&OptionTally>) -> String {
    let Some(option) = option else {
        let kinds = ["count", "base", "share"].map(|kind| format!("{id}.{kind}"));
        let states = kinds.iter().filter_map(|id| tally.figure(id)).map(|figure| figure.state);
        let mut states: Vec<String> = states.map(|state| state.to_string()).collect();
        states.dedup();
        return states.join("; ");
    };
    let mut state = option.state.to_string();
    if option.share_state != option.state {
        state.push_str(&format!("; share {}", option.share_state));
    }
    match (option.held, option.state) {
        (0, _) => {}
        (held, State::NotPublished) => {
            state.push_str(&format!("; {held} of the answers received since"));
        }
        (held, _) => {
            state.push_str(&format!("; not including {held} of the answers received since"));
        }
    }
    state
}

/// What a question is called: its wording, else what its graph shows.
pub fn label(survey: &Survey, question: &Question) -> String {
    let mut graphs = survey.report.graphs.iter();
    let graph = graphs.find(|graph| graph.question == question.id);
    let text = question.wording.as_ref().or(graph.map(|graph| &graph.caption));
    text.map_or(question.id.clone(), |text| text.value.clone())
}

/// An option by label and title.
pub fn name(choice: &Choice) -> String {
    match &choice.label {
        Some(label) => format!("{label} – {}", choice.title.value),
        None => choice.title.value.clone(),
    }
}

/// Text that a spreadsheet would take for a formula, marked as text.
fn no_formula(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t']) { format!("'{cell}") } else { cell }
}
