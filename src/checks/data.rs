//! Checks of the published figures: shares that do not follow from their counts, bases that differ,
//! parts that do not add up, figures to which late answers can't be added, graphs without data; and of earlier rounds.

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Sources, Span, capped, counted};
use crate::figure::Figure;
use crate::model::text::comparable;
use crate::model::{Base, Graph, Located, NOT_REVIEWED, Question, Round, Survey, Text};
use crate::tally::{OptionTally, QuestionTally, Tally};

mod consistency;
mod shares;

/// Checks the survey and its figures.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let CheckContext { survey, tally, .. } = *context;
    if let Some(error) = too_many(context).or_else(|| of_none(survey)) {
        return vec![error];
    }
    let mut diagnostics = shares::check(survey);
    diagnostics.extend(differing_bases(survey));
    for (id, published) in &survey.published.questions {
        let Some(question) = survey.question(id) else { continue };
        diagnostics.extend(consistency::check(question, published, true));
        diagnostics.extend(shares::without_counts(published, tally.question(id)));
    }
    diagnostics.extend(not_reviewed(context.sources));
    diagnostics.extend(rounds(survey, tally));
    let graphs = survey.report.graphs.iter();
    diagnostics.extend(graphs.filter_map(|graph| without_data(graph, survey, tally)));
    diagnostics.extend(early_edition(survey));
    diagnostics
}

/// A warning if the edition is dated before the last response that it includes.
fn early_edition(survey: &Survey) -> Option<Diagnostic> {
    let edition = &survey.report.edition;
    let Located { value: date, span } = edition.date?;
    let last = survey.received_by().filter(|last| *last > date)?;
    let message = format!("the edition is dated {date}, but includes a response of {last}");
    let warning = Diagnostic::warning(Code::EditionBeforeResponse, message).at(span, "");
    Some(warning.help("give the day of this edition, or build `--as-of` an earlier day"))
}

/// An error if more invited mechanisms responded than were invited.
fn too_many(context: &CheckContext<'_>) -> Option<Diagnostic> {
    let CheckContext { survey, tally, .. } = context;
    let responded = tally.value(&Figure::INVITED_RESPONDED)?.count()?;
    let Located { value: invited, span } = survey.invited;
    let message = format!(
        "{responded} mechanisms that were invited responded, but only {invited} were invited"
    );
    let error = Diagnostic::error(Code::ImpossibleCount, message).at(span, "").help(format!(
        "correct this number; or, for each mechanism that responded without having been invited, set \
         `invited = false` in its table in {}",
        context.sources.registry()
    ));
    (responded > invited).then_some(error)
}

/// An error if nobody was invited, although a response rate is published.
fn of_none(survey: &Survey) -> Option<Diagnostic> {
    let rate = survey.published.response_rate.as_ref()?;
    let message = format!("{}% of those that were invited responded, but none was", rate.value);
    let error = Diagnostic::error(Code::ImpossibleCount, message).at(survey.invited.span, "");
    let error = error.at(rate.span, "printed").help("write how many were invited");
    (survey.invited.value == 0).then_some(error)
}

/// Returns one finding for all bases that differ without naming the respondents they leave out.
fn differing_bases(survey: &Survey) -> Option<Diagnostic> {
    let published = &survey.published;
    let respondents = published.number();
    let first = published.respondents.first()?;
    let is_of_respondents =
        |id: &str| survey.question(id).is_some_and(|question| question.base == Base::Respondents);
    let differing = published.questions.iter().filter_map(|(id, question)| {
        let base = question.base.as_ref().filter(|_| is_of_respondents(id))?;
        let explained = question.not_counted.len() + base.value as usize == respondents;
        let counted = question.counted.len() == base.value as usize;
        (!explained && !counted).then_some(base)
    });
    let mut differing: Vec<&Located<u32>> = differing.collect();
    differing.sort_by_key(|base| base.span);
    let base = differing.first()?;
    let same = differing.iter().all(|other| other.value == base.value);
    let differs = match (same, differing.len()) {
        (true, 1) => format!("the base of a question is {}", base.value),
        (true, many) => format!("the base of {many} questions is {}", base.value),
        (false, many) => format!("the bases of {many} questions differ from that"),
    };
    let message = format!("{respondents} responded, but {differs}");
    let places = differing.into_iter().map(|base| {
        let missing = respondents.abs_diff(base.value as usize);
        let are = if missing == 1 { "is" } else { "are" };
        (base.span, format!("{missing} of the {respondents} {are} not in it"))
    });
    let warning = Diagnostic::warning(Code::BaseDiffers, message).at_each(places);
    Some(warning.at(first.span, format!("the first of the {respondents} respondents")).help(
        "find out who did not answer, and name them under the question: `not-counted = [\"KEY\"]`",
    ))
}

/// A warning if a graph has no data, or data for only one of several options.
fn without_data(graph: &Graph, survey: &Survey, tally: &Tally) -> Option<Diagnostic> {
    let questions = survey.questions_of(&graph.question).into_iter();
    let tallied = questions.filter_map(|question| tally.question(&question.id));
    let tallied: Vec<&QuestionTally> = tallied.collect();
    let options: Vec<&OptionTally> =
        tallied.iter().flat_map(|question| &question.options).collect();
    let known = options.iter().filter(|o| o.count.is_some() || o.share.is_some()).count();
    let has = match (known, options.len()) {
        (0, 0) if tallied.iter().any(|question| question.base.is_some()) => return None,
        (0, _) => "no data".to_owned(),
        (1, all @ 3..) => format!("a figure for one of its {all} options only"),
        _ => return None,
    };
    let message = format!("graph `{}` has {has}", graph.key.value);
    let warning = Diagnostic::warning(Code::GraphWithoutData, message).at(graph.key.span, "");
    Some(warning.help("find the figures for data/published.toml, or leave the graph out"))
}

/// Earlier rounds that asked something else than this one, so that figures can't be compared, or not
/// without a note.
fn rounds(survey: &Survey, tally: &Tally) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for round in &survey.rounds {
        diagnostics.extend(dropped(round));
        for (id, published) in &round.published.questions {
            let Some(question) = survey.question(id) else { continue };
            // What this round does not ask is missing in the sums.
            let is_whole = round.published.dropped.is_empty();
            diagnostics.extend(consistency::check(question, published, is_whole));
            let wordings = published.wording.iter().zip(&question.wording);
            let wordings = wordings.chain(published.unit.iter().zip(&question.unit));
            let titles = published.options.iter().filter_map(|(key, option)| {
                Some((option.title.as_ref()?, &question.option(key)?.title))
            });
            let differing: Vec<(&Text, &Text)> = wordings
                .chain(titles)
                .filter(|(earlier, now)| comparable(&earlier.value) != comparable(&now.value))
                .collect();
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
fn not_reviewed(sources: &Sources) -> Option<Diagnostic> {
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
