//! Figures by group: of the respondents that share an attribute or an answer.
//!
//! A group that is too small is not shown. What a reader could compute from the other groups and the
//! total must not be too small either; then the smallest of the others are not shown.

use super::{Formula, Tally, question};
use crate::diagnostic::Diagnostic;
use crate::figure::{Figure, Group, Key};
use crate::model::{Question, Response, Survey};

/// Adds the figures of the groups by which graphs break down their questions. Of a published question,
/// only those of published groups are known.
pub(super) fn add(survey: &Survey, tally: &mut Tally, diagnostics: &mut Vec<Diagnostic>) {
    let graphs = survey.report.graphs.iter();
    let mut pairs: Vec<(&Key, &Key)> =
        graphs.filter_map(|graph| Some((&graph.question, graph.by.as_ref()?))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (id, by) in pairs {
        if let Some(question) = survey.question(id).filter(|question| question.printed) {
            add_groups(survey, question, by, tally, diagnostics);
        }
    }
}

fn add_groups(
    survey: &Survey,
    question: &Question,
    by: &Key,
    tally: &mut Tally,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let published = survey.published.questions.get(&question.id);
    let is_known = |group: &Group| published.is_none_or(|it| it.groups.contains_key(group));
    let groups = survey.groups(by).into_iter().map(|(group, _)| group).filter(is_known);
    let groups: Vec<Group> = groups.collect();
    for group in &groups {
        diagnostics.extend(question::add(survey, question, Some(group), tally));
    }
    if published.is_some() {
        return;
    }
    // How many answered, and how many of these count; `not applicable` does not.
    let sizes_of = |is_in: &dyn Fn(&Response) -> bool| {
        let answers = survey.responses.iter().filter(|response| is_in(response));
        let answers: Vec<_> = answers.filter_map(|it| it.answers.get(&question.id)).collect();
        let counted = answers.iter().filter(|answer| question.counts(answer)).count() as u32;
        (!answers.is_empty()).then_some(counted)
    };
    let is_outside =
        |response: &Response| !groups.iter().any(|group| survey.is_within(response, group));
    let of_group = |group| Some((sizes_of(&|it| survey.is_within(it, group))?, Some(group)));
    let mut sizes: Vec<(u32, Option<&Group>)> = groups.iter().filter_map(of_group).collect();
    // Those that belong to no group are what all others leave of the total.
    sizes.extend(sizes_of(&is_outside).map(|size| (size, None)));
    sizes.sort_by_key(|(size, _)| *size);
    let mut small = sizes.iter().take_while(|(size, _)| *size < survey.suppress_below).count();
    let hidden = |small: usize| sizes[..small].iter().map(|(size, _)| size).sum::<u32>();
    while small > 0 && small < sizes.len() && (small == 1 || hidden(small) < survey.suppress_below)
    {
        small += 1;
    }
    for group in &groups {
        if sizes[..small].iter().any(|(_, suppressed)| *suppressed == Some(group)) {
            tally.questions.remove(&Figure::base(&question.id).within(Some(group)));
            for (figure, tallied) in &mut tally.figures {
                if figure.group.as_ref() == Some(group)
                    && figure.question_id() == Some(&question.id)
                {
                    tallied.suppress(Formula::SmallGroup);
                }
            }
        }
    }
}
