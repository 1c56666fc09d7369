//! Figures by group: of the respondents that share an attribute or an answer.
//!
//! A group that is too small is not shown. What a reader could compute from the other groups and the
//! total must not be too small either; then the smallest of the others are not shown.

use std::collections::BTreeMap;

use super::{Formula, Tally, question};
use crate::diagnostic::Diagnostic;
use crate::figure::{Figure, Group, Key, Measure};
use crate::model::{PublishedQuestion, Question, Survey};

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
    // How many answers of each group count, where there are any; `not applicable` does not. Those that belong
    // to no group are what all others leave of the total.
    let mut sizes = vec![None; groups.len() + 1];
    for response in &survey.responses {
        let Some(answer) = response.answers.get(&question.id) else { continue };
        let group = groups.iter().position(|group| survey.is_within(response, group));
        *sizes[group.unwrap_or(groups.len())].get_or_insert(0) += question.counts(answer) as u32;
    }
    let all = groups.iter().map(Some).chain([None]);
    let sizes = sizes.into_iter().zip(all).filter_map(|(size, group)| Some((size?, group)));
    let sizes = sizes.collect();
    suppress(survey.suppress_below, &Figure::base(&question.id), sizes, tally);
}

/// Withholds the groups of an earlier round that are too small, by their published bases.
pub(super) fn suppress_published(
    survey: &Survey,
    published: &PublishedQuestion,
    base: &Figure,
    tally: &mut Tally,
) {
    let mut by: BTreeMap<&Key, Vec<(u32, Option<&Group>)>> = BTreeMap::new();
    for (group, figures) in &published.groups {
        let size = figures.base.map(|base| (base.value, Some(group)));
        by.entry(&group.by).or_default().extend(size.filter(|(size, _)| *size > 0));
    }
    for mut sizes in by.into_values() {
        let sum: u32 = sizes.iter().map(|(size, _)| size).sum();
        let rest = published.base.map_or(0, |base| base.value.saturating_sub(sum));
        sizes.extend((rest > 0).then_some((rest, None)));
        suppress(survey.suppress_below, base, sizes, tally);
    }
}

/// Withholds the groups that have fewer than `least` answers, and the smallest others if these could be
/// computed from what is shown. `of_all` is the base of all groups together; `sizes` has the answers of each
/// group, and of those that belong to none.
fn suppress(least: u32, of_all: &Figure, mut sizes: Vec<(u32, Option<&Group>)>, tally: &mut Tally) {
    sizes.sort_by_key(|(size, _)| *size);
    let mut small = sizes.iter().take_while(|(size, _)| *size < least).count();
    let hidden = |small: usize| sizes[..small].iter().map(|(size, _)| size).sum::<u32>();
    while small > 0 && small < sizes.len() && (small == 1 || hidden(small) < least) {
        small += 1;
    }
    for group in sizes[..small].iter().filter_map(|(_, group)| *group) {
        let base = of_all.clone().within(Some(group));
        tally.questions.remove(&base);
        for (figure, tallied) in &mut tally.figures {
            if figure.with(Measure::Base) == base {
                tallied.suppress(Formula::SmallGroup);
            }
        }
    }
}
