//! What templates, `explain` and `diff` make of each kind of question, in the made-up survey of tests/it/kinds.

use std::fs;
use std::path::Path;

use rapporteur::checks::few::Few;
use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Report;

use crate::support::{compose, messages, project, rapporteur, replace, small_project};

/// What `explain` prints of the project, on one line.
fn explained(project: &Path, arguments: &[&str]) -> String {
    let output = rapporteur(project, &[&["explain"], arguments].concat());
    assert!(output.status.success(), "{}", messages(&output));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The report of a project, composed from its files.
fn report(project: &Path) -> Report {
    compose(project, &ReportOptions::default()).report.expect("composed")
}

#[test]
fn templates_print_statistics_groups_and_items_as_figures() {
    let project = project("kinds");
    let path = project.path().join("templates/review.md");
    let text = fs::read_to_string(&path).expect("a template");
    let more = r#"
Items: {{ items("usefulness", "mean")|listed("{title} ({mean})", between="; ", before_last="; ") }}.

{% for group in groups("region", "review") %}
{{ group.title }}: {{ group.count }} of {{ group.invited }} ({{ group.rate }}), {{ group.base }} on the review.

{% endfor %}
First: {{ options("topics", 1, 1)|listed("{title} ({count} firsts, mean rank {mean})") }}.

Budget: {{ statistics("budget").mean }} {{ statistics("budget").unit }}, at least {{ figure("budget.least") }}.

{% do claim(exceeds("usefulness/helpdesk.mean", "usefulness/library.mean")) %}
The end.
"#;
    fs::write(&path, text + more).expect("written");
    let first = report(project.path());
    let value = |id: &str| {
        let figure = first.tally.figure(id).unwrap_or_else(|| panic!("{id}"));
        figure.value.expect(id).to_string().replace('-', "\u{2212}")
    };
    let typst = first.document.all_blocks();
    let text: Vec<String> = typst
        .into_iter()
        .flat_map(|block| block.prose().map(rapporteur::document::plain_text).collect::<Vec<_>>())
        .collect();
    let text = text.join("\n");
    let mut items = ["courses", "library", "helpdesk", "network"].map(|item| {
        let mean = value(&format!("usefulness/{item}.mean"));
        (mean.parse::<f64>().expect("a number"), format!("({mean})"))
    });
    items.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let line = text.lines().find(|line| line.starts_with("Items:")).expect("the items");
    let places = items.map(|(_, mean)| line.find(&mean).expect("each mean"));
    assert!(places.is_sorted(), "{line}");
    for region in ["north", "east", "south", "west", "centre"] {
        let of = |figure: &str| value(&figure.replace('@', &format!("@region={region}")));
        let [count, invited, rate] =
            ["respondents@.count", "response-rate@.base", "response-rate@.share"].map(of);
        assert!(text.contains(&format!(": {count} of {invited} ({rate}), ")), "{region}: {text}");
    }
    let budget = format!(
        "Budget: {} thousand crowns, at least {}.",
        value("budget.mean"),
        value("budget.least")
    );
    assert!(text.contains(&budget), "{text}");
    let first_topic = format!(
        "({} firsts, mean rank {})",
        value("topics.access.count"),
        value("topics.access.mean")
    );
    assert!(text.contains(&first_topic), "{text}");
    let used = explained(project.path(), &["budget.least"]);
    assert!(used.contains("sentence, templates/review.md:"), "a printed value is a figure: {used}");
    replace(
        project.path(),
        "templates/review.md",
        "exceeds(\"usefulness/helpdesk.mean\", \"usefulness/library.mean\")",
        "exceeds(\"usefulness/library.mean\", \"usefulness/helpdesk.mean\")",
    );
    let failed = messages(&rapporteur(project.path(), &["check"]));
    assert!(failed.contains("error[claim-fails]"), "{failed}");
}

#[test]
fn statistics_are_explained_with_their_rule_their_lines_and_what_they_omit() {
    let project = project("kinds");
    let mean = explained(project.path(), &["budget.mean"]);
    assert!(
        mean.contains("the mean of the numbers given to `budget`, in thousand crowns"),
        "{mean}"
    );
    assert!(mean.contains("1033.08 divided by 32, rounded half up"), "{mean}");
    assert!(mean.contains("data/responses/alder.2026-08-03.toml:6 budget = 17.25"), "{mean}");
    assert!(mean.contains("sum = 898.20"), "the published sum: {mean}");
    let median = explained(project.path(), &["budget.median"]);
    assert!(
        median.contains("as printed, not including 6 of the answers received since"),
        "{median}"
    );
    let outside = explained(project.path(), &["--public", "budget.mean", "--format", "json"]);
    assert!(outside.contains("from 32 answers") && !outside.contains("17.25"), "{outside}");
    let of_scale = explained(project.path(), &["usefulness/courses.mean"]);
    assert!(of_scale.contains("4 = { count = 13, percent = 42 }"), "counts: {of_scale}");
    let grid = explained(project.path(), &["usefulness"]);
    assert!(grid.contains("usefulness/library.base") && grid.contains("usefulness/network.mean"));
    let groups = explained(project.path(), &["review@region"]);
    assert!(groups.contains("of Northern Shores"), "{groups}");
}

#[test]
fn changes_of_statistics_and_figures_of_groups_in_earlier_rounds_are_explained() {
    let project = project("kinds");
    let mean = explained(project.path(), &["budget#2023.mean-change"]);
    for part in [
        "2.9 budget#2023.mean-change",
        "by how much the mean of the numbers given to `budget` changed, in thousand crowns since 2023",
        "32.3 (base 32) against 29.4 (base 28) in 2023",
        "data/published.toml:91 sum = 898.20",
        "data/earlier/2023.toml:54 mean = 29.4",
        "is up 2.9 thousand crowns (29.4 with a base of 28 in 2023, 32.3 with a base of 32 now)",
        "table of Graph 6, column “Change since 2023”",
    ] {
        assert!(mean.contains(part), "{part}: {mean}");
    }
    let public = explained(project.path(), &["--public", "budget#2023.mean-change"]);
    let outside = "2.9: 32.3 (base 32) against 29.4 (base 28) in 2023";
    assert!(public.contains(outside) && !public.contains("data/"), "{public}");
    let rank = explained(project.path(), &["topics#2023.access.mean-change"]);
    assert!(rank.contains("1.2 (base 38) against 1.4 (base 31) in 2023"), "{rank}");
    let group = explained(project.path(), &["review@region=north#2023.yes.change"]);
    assert!(group.contains("56% (5 of 9) against 43% (3 of 7) in 2023"), "{group}");
    assert!(group.contains("data/earlier/2023.toml:34 north = { base = 7,"), "{group}");
    for hidden in ["west", "centre"] {
        let id = format!("review@region={hidden}#2023.no.share");
        let hidden = explained(project.path(), &[&id]);
        assert!(hidden.starts_with("no figure") && hidden.contains("not shown"), "{hidden}");
    }
    let moved = explained(project.path(), &["services@review=yes.base"]);
    assert!(moved.contains("21 published + 3 received since − 1 changed since = 23"), "{moved}");
    assert!(moved.contains("larch.2026-08-05.toml:4 review = \"undecided\""), "{moved}");
}

/// A survey of three regions with these numbers of respondents, who answer one question.
fn of_regions(sizes: [usize; 3], settings: &str) -> (tempfile::TempDir, Report) {
    let project = small_project();
    let path = |file: &str| project.path().join("data").join(file);
    let add = |file: &str, more: &str| {
        let text = fs::read_to_string(path(file)).expect("a file");
        fs::write(path(file), text + more).expect("written");
    };
    let regions = "[[attribute]]\nkey = \"region\"\ntitle = \"Region\"\noptions = [{ key = \"a\", title = \"A\" }, \
                   { key = \"b\", title = \"B\" }, { key = \"c\", title = \"C\" }]\n\n[[question]]\nid = \"staff\"\n\
                   kind = \"number\"\n";
    add("survey.toml", regions);
    replace(
        project.path(),
        "data/survey.toml",
        "invited = 6",
        &format!("invited = 40\n{settings}"),
    );
    let graph = "\n[[graph]]\nkey = \"by-region\"\nquestion = \"again\"\nby = \"region\"\nkind = \"bars\"\n\
                 caption = \"By region\"\n";
    add("report.toml", graph);
    for (region, size) in ["a", "b", "c"].into_iter().zip(sizes) {
        for number in 0..9 {
            let key = format!("{region}{number}");
            let name = format!("[{key}]\nname = \"Office {key}\"\nregion = \"{region}\"\n");
            add("mechanisms.toml", &name);
            if number < size {
                let answers = format!("again = \"yes\"\nstaff = {number}");
                let response =
                    format!("mechanism = \"{key}\"\nreceived = 2024-07-01\n[answers]\n{answers}\n");
                fs::write(path(&format!("responses/{key}.toml")), response).expect("written");
            }
        }
    }
    let report = report(project.path());
    (project, report)
}

#[test]
fn two_reports_do_not_reveal_a_group_that_one_of_them_hides() {
    let confidential = "confidential = true";
    let open = "suppress-below = 3";
    for (before, after, settings, is_found) in [
        ([2, 4, 6], [2, 4, 6], confidential, false),
        ([2, 4, 6], [2, 4, 9], confidential, false),
        ([2, 4, 6], [2, 4, 7], confidential, true),
        // Three responses, but one in each group.
        ([3, 4, 6], [4, 5, 7], confidential, true),
        // The others are as they were, so that the total less the others is the hidden group.
        ([2, 4, 6], [5, 4, 6], confidential, true),
        ([5, 4, 6], [2, 4, 6], confidential, true),
        // Of the two that were hidden, only the sum is known.
        ([2, 4, 6], [5, 7, 6], confidential, false),
        ([2, 4, 6], [3, 4, 6], open, true),
        ([2, 4, 6], [2, 4, 7], open, false),
        ([3, 4, 6], [4, 5, 7], open, false),
        ([3, 4, 6], [4, 5, 7], "", false),
    ] {
        let ((_old, was), (_new, is)) = (of_regions(before, settings), of_regions(after, settings));
        let reports = [&was, &is].map(|it| (&*it.survey, &*it.tally));
        let found = Few::between("june", reports, settings == confidential);
        let found = found.filter(|few| few.questions().iter().any(|id| *id == "again"));
        assert_eq!(found.is_some(), is_found, "{before:?} {after:?} {settings}: {found:?}");
    }
}

#[test]
fn what_is_not_shown_is_explained_and_a_change_of_it_is_listed() {
    let (old, _) = of_regions([2, 4, 6], "confidential = true");
    let (new, report) = of_regions([5, 7, 6], "confidential = true");
    let hidden = explained(old.path(), &["again@region=a.yes.count"]);
    assert!(hidden.starts_with("no figure again@region=a.yes.count"), "{hidden}");
    assert!(hidden.contains("not shown, because the group is small"), "{hidden}");
    let public = explained(old.path(), &["--public", "again@region=a.yes.count"]);
    assert!(public.contains("not shown, because the group is small"), "{public}");
    let least = explained(new.path(), &["staff.least"]);
    assert!(least.contains("what one respondent answered in confidence"), "{least}");
    assert!(report.tally.figure("staff.greatest").is_some_and(|it| it.value.is_none()));
    assert!(report.tally.figure("staff.mean").is_some_and(|it| it.value.is_some()));
    let mut diff = crate::support::program();
    diff.arg("diff").arg("--from").arg(old.path()).arg("--to").arg(new.path());
    let noted = messages(&diff.arg("--out").arg(new.path().join("out")).output().expect("runs"));
    let line: String = noted.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line.contains("Yes, count (A)") && line.contains("not shown"), "{noted}");
    assert!(!noted.contains("in confidence"), "{noted}");
}
