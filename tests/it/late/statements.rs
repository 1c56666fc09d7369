//! Quotations and practices that come later: where they land, whose place they take, and what is taken back.

use super::{add_mechanism, compose_all, composed, quotations, text, write};
use crate::support::{headings, replace, small_project};

#[test]
fn an_amendment_adds_quotations_and_takes_the_place_of_those_it_names() {
    let project = small_project();
    write(&project, "alpha.2024-08-02", AMENDMENT);
    let (before, after) = (composed(&project, "2024-08-01"), compose_all(&project));
    assert_eq!(quotations(&before.document), ["“We trust each other.”", "Trust takes time."]);
    let now = ["“We trust all.”", "Trust takes time.", "One more word."];
    assert_eq!(quotations(&after.document), now);
    let practices = ["A weekly meeting.", "A yearly ball."];
    for practice in practices {
        assert!(text(&after.document).contains(practice), "{practice}");
    }
    assert!(!text(&after.document).contains("A yearly meeting."));
}

const AMENDMENT: &str = "\
mechanism = \"alpha\"

[[quote]]
point = \"trust\"
form = \"statement\"
text = \"One more word.\"

[[quote]]
point = \"trust\"
form = \"quotation\"
replaces = \"“We  *trust\"
text = \"We trust all.\"

[[practice]]
part = \"one\"
replaces = \"A yearly meeting.\"
text = \"A weekly meeting.\"

[[practice]]
part = \"one\"
text = \"A yearly ball.\"
";

#[test]
fn an_amendment_that_is_withdrawn_leaves_what_it_had_replaced() {
    let project = small_project();
    let published = compose_all(&project);
    let withdrawn = AMENDMENT.replacen('\n', "\nwithdrawn = 2024-09-01\n", 1);
    write(&project, "alpha.2024-08-02", &withdrawn);
    let after = compose_all(&project);
    assert_eq!(quotations(&after.document), quotations(&published.document));
    assert_eq!(quotations(&composed(&project, "2024-08-31").document)[0], "“We trust all.”");
}

#[test]
fn a_quotation_that_is_withdrawn_does_not_bring_back_what_it_had_replaced() {
    let project = small_project();
    let replaced = "text = \"We trust all.\"\n";
    let withdrawn = AMENDMENT.replace(replaced, &format!("{replaced}withdrawn = 2024-09-01\n"));
    write(&project, "alpha.2024-08-02", &withdrawn);
    let after = compose_all(&project);
    assert_eq!(quotations(&after.document), ["Trust takes time.", "One more word."]);
}

#[test]
fn a_quotation_under_embargo_waits_and_what_it_replaces_stands_until_then() {
    let project = small_project();
    let replaced = "text = \"We trust all.\"\n";
    let waiting = AMENDMENT.replace(replaced, &format!("{replaced}embargo = 2024-09-01\n"));
    write(&project, "alpha.2024-08-02", &waiting);
    let report = composed(&project, "2024-08-31");
    let there = ["“We trust each other.”", "Trust takes time.", "One more word."];
    assert_eq!(quotations(&report.document), there);
    assert_eq!(report.survey.waiting.len(), 1);
    let waiting = &report.survey.waiting[0];
    assert_eq!(waiting.mechanism, "alpha");
    assert_eq!(waiting.reason, "a quotation: embargo until 2024-09-01");
    let report = composed(&project, "2024-09-01");
    assert_eq!(quotations(&report.document)[0], "“We trust all.”");
    assert!(report.survey.waiting.is_empty());
}

#[test]
fn later_quotations_land_after_those_that_were_there_by_day() {
    let project = small_project();
    let quote = |text: &str| {
        format!("[[quote]]\npoint = \"trust\"\nform = \"statement\"\ntext = \"{text}\"\n")
    };
    let later = |key: &str, day: &str, text: &str| {
        let response = format!("mechanism = \"{key}\"\nreceived = {day}\n{}", quote(text));
        write(&project, key, &response);
    };
    later("delta", "2024-07-02", "Of the second day.");
    write(
        &project,
        "alpha.2024-07-01",
        &format!("mechanism = \"alpha\"\n{}", quote("Of the first day.")),
    );
    let there = ["“We trust each other.”", "Trust takes time."];
    let later = ["Of the first day.", "Of the second day."];
    assert_eq!(quotations(&compose_all(&project).document), [there, later].concat());
    let text = "text = \"Much was said about trust.\"";
    let order = format!("{text}\norder = [\"beta\", \"alpha\"]");
    replace(project.path(), "data/report.toml", text, &order);
    let there = ["Trust takes time.", "“We trust each other.”"];
    assert_eq!(quotations(&compose_all(&project).document), [there, later].concat());
}

#[test]
fn a_later_practice_goes_to_its_place_in_an_alphabetical_order_and_after_any_other() {
    let project = small_project();
    let practice = "[[practice]]\npart = \"one\"\ntext = \"A practice.\"\n";
    write(&project, "gamma", &format!("mechanism = \"gamma\"\n{practice}"));
    let late = format!("mechanism = \"beta-2\"\nreceived = 2024-07-01\n{practice}");
    add_mechanism(&project, "beta-2", "Beta Two");
    write(&project, "beta-2", &late);
    let alphabetical = ["Alpha Process", "Beta Two", "Gamma Forum"];
    assert_eq!(headings(&compose_all(&project).document)[2..5], alphabetical);
    let title = "title = \"The first part\"";
    let order = |keys: &str| format!("{title}\norder = {keys}");
    let given = order("[\"alpha\", \"gamma\"]");
    replace(project.path(), "data/report.toml", title, &given);
    assert_eq!(headings(&compose_all(&project).document)[2..5], alphabetical);
    replace(project.path(), "data/report.toml", &given, &order("[\"gamma\", \"alpha\"]"));
    let after = ["Gamma Forum", "Alpha Process", "Beta Two"];
    assert_eq!(headings(&compose_all(&project).document)[2..5], after);
}
