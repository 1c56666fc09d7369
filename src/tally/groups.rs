//! Figures by group: of the respondents that share an attribute or an answer.
//!
//! A group that is too small is not shown. What a reader could compute from the other groups and the
//! total must not be too small either; then the smallest of the others are not shown.

use super::{Formula, Tally, question};
use crate::figure::{Group, Key};
use crate::model::{Question, Survey};

/// Adds the figures of the groups by which graphs break down their questions. Those of published
/// questions are not known.
pub(super) fn add(survey: &Survey, tally: &mut Tally) {
    let graphs = survey.report.graphs.iter();
    let mut pairs: Vec<(&Key, &Key)> =
        graphs.filter_map(|graph| Some((&graph.question, graph.by.as_ref()?))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (id, by) in pairs {
        let question = survey.question(id).filter(|question| question.printed);
        if let Some(question) = question.filter(|_| !survey.published.questions.contains_key(id)) {
            add_groups(survey, question, by, tally);
        }
    }
}

fn add_groups(survey: &Survey, question: &Question, by: &Key, tally: &mut Tally) {
    let groups: Vec<Group> = survey.groups(by).into_iter().map(|(group, _)| group).collect();
    let answers = |group: &dyn Fn(&Group) -> bool| {
        let answered = survey.responses.iter().filter(|response| {
            response.answers.contains_key(&question.id)
                && groups.iter().any(|one| group(one) && survey.is_within(response, one))
        });
        answered.count() as u32
    };
    let mut sizes: Vec<(u32, Option<&Group>)> =
        groups.iter().map(|group| (answers(&|one| one == group), Some(group))).collect();
    // Those that belong to no group are what all others leave of the total.
    let all =
        survey.responses.iter().filter(|r| r.answers.contains_key(&question.id)).count() as u32;
    sizes.push((all - answers(&|_| true), None));
    sizes.retain(|(size, _)| *size > 0);
    sizes.sort_by_key(|(size, _)| *size);
    let mut small = sizes.iter().take_while(|(size, _)| *size < survey.suppress_below).count();
    let hidden = |small: usize| sizes[..small].iter().map(|(size, _)| size).sum::<u32>();
    while small > 0 && small < sizes.len() && (small == 1 || hidden(small) < survey.suppress_below)
    {
        small += 1;
    }
    let suppressed = sizes[..small].iter().filter_map(|(_, group)| *group);
    let suppressed: Vec<&Group> = suppressed.collect();
    for group in &groups {
        question::add(survey, question, Some(group), tally, &mut Vec::new());
        if suppressed.contains(&group) {
            let of_group = (question.id.clone(), group.clone());
            tally.groups.remove(&of_group);
            let figures = tally.figures.iter_mut().filter(|(figure, _)| {
                figure.group.as_ref() == Some(group) && figure.question_id() == Some(&question.id)
            });
            figures.for_each(|(_, tallied)| tallied.suppress(Formula::SmallGroup));
            tally.suppressed.insert(of_group);
        }
    }
}
