//! Earlier rounds that asked something else than this one, so that figures can't be compared, or not
//! without a note.

use super::contradictions;
use crate::diagnostic::{Code, Diagnostic, Sources, Span, capped, counted};
use crate::model::text::comparable;
use crate::model::{Graph, NOT_REVIEWED, Question, Round, Survey, Text};
use crate::tally::Tally;

pub(super) fn check(survey: &Survey, tally: &Tally) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for round in &survey.rounds {
        diagnostics.extend(dropped(round));
        for (id, published) in &round.published.questions {
            let Some(question) = survey.question(id) else { continue };
            // What this round does not ask is missing in the sums.
            let is_whole = round.published.dropped.is_empty();
            diagnostics.extend(contradictions(question, published, is_whole));
            let wordings = published.wording.iter().zip(&question.wording);
            let wordings = wordings.chain(published.unit.iter().zip(&question.unit));
            let titles = published.options.iter().filter_map(|(key, option)| {
                Some((option.title.as_ref()?, &question.option(key)?.title))
            });
            let mut differing: Vec<(&Text, &Text)> = wordings.chain(titles).collect();
            differing.retain(|(then, now)| comparable(&then.value) != comparable(&now.value));
            diagnostics.extend(worded(question, round, &differing));
        }
    }
    for graph in &survey.report.graphs {
        let rounds = graph.rounds.iter().filter_map(|key| survey.round(key));
        diagnostics.extend(rounds.filter_map(|round| unexplained_base(tally, graph, round)));
    }
    diagnostics
}

/// A warning about files that were taken over from the last round and not gone through.
pub(super) fn not_reviewed(sources: &Sources) -> Option<Diagnostic> {
    let is_marked = |text: &str| text.trim_start_matches(['{', '#', ' ']).starts_with(NOT_REVIEWED);
    let marked = sources.iter().filter(|(_, source)| is_marked(source.text()));
    let places = marked.map(|(file, _)| sources.line(Span::new(file, 0..0)));
    let places: Vec<Span> = places.collect();
    let files = counted(places.len(), "file is still that", "files are still those");
    Diagnostic::warning(Code::NotReviewed, format!("{files} of the last round"))
        .at_places(places)
        .help("change what is to be another in this round, and then delete the note at the top")
        .placed()
}

/// A warning about what an earlier round asked and this one does not.
fn dropped(round: &Round) -> Option<Diagnostic> {
    let dropped = &round.published.dropped;
    let names = dropped.iter().map(|(question, name)| match question {
        None => name.value.clone(),
        Some(question) => format!("{question}.{}", name.value),
    });
    let message = format!("{} asked what this round does not ask: {}", round.title, capped(names));
    Diagnostic::warning(Code::RoundDiffers, message)
        .at_places(dropped.iter().map(|(_, name)| name.span))
        .help("if it has another key now, write that key here; what was asked then only is compared with nothing")
        .placed()
}

/// A warning about other words for what was asked; `differing` has those of the round and those of now.
fn worded(question: &Question, round: &Round, differing: &[(&Text, &Text)]) -> Option<Diagnostic> {
    let message = format!("`{}` had other words in {}", question.id, round.title);
    let places =
        differing.iter().flat_map(|(earlier, now)| [(earlier.span, "then"), (now.span, "now")]);
    let warning = Diagnostic::warning(Code::RoundDiffers, message).at_each(places);
    warning
        .help("if they ask the same, accept it; else take the question out of the earlier round")
        .placed()
}

/// A warning about a graph that compares shares of different bases without a note.
fn unexplained_base(tally: &Tally, graph: &Graph, round: &Round) -> Option<Diagnostic> {
    let earlier = round.published.questions.get(&graph.question)?;
    let base = earlier.base.as_ref()?;
    let now = tally.question(&graph.question)?.base?;
    if now == base.value || graph.note.is_some() || earlier.answered_both.is_some() {
        return None;
    }
    let (key, title) = (&graph.key.value, &round.title);
    let message = format!("graph `{key}` compares {now} answers with {} in {title}", base.value);
    let warning = Diagnostic::warning(Code::BaseDiffers, message)
        .at(graph.key.span, "")
        .at(base.span, format!("answered in {title}"))
        .help(
            "if it is known how many answered both, write it here: `answered-both = …`; or say in the \
             graph's `note` who is compared with whom",
        );
    Some(warning)
}
