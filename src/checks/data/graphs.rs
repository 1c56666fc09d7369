//! Graphs without data.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Graph, Survey};
use crate::tally::Tally;

pub(super) fn check(survey: &Survey, tally: &Tally) -> Vec<Diagnostic> {
    survey.report.graphs.iter().filter_map(|graph| check_graph(graph, tally)).collect()
}

/// A warning if a graph has no data, or data for only one of several options.
fn check_graph(graph: &Graph, tally: &Tally) -> Option<Diagnostic> {
    let options = &tally.questions.get(&graph.question)?.options;
    let known = options.iter().filter(|o| o.count.is_some() || o.share.is_some()).count();
    let key = &graph.key.value;
    let message = match known {
        0 => format!("graph `{key}` has no data"),
        1 if options.len() > 2 => {
            format!("graph `{key}` has a figure for one of its {} options only", options.len())
        }
        _ => return None,
    };
    Some(
        Diagnostic::warning(Code::GraphWithoutData, message)
            .at(graph.key.span, "")
            .help("find the figures for data/published.toml, or leave the graph out"),
    )
}
