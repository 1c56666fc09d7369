//! Creates errata from automatic corrections.

use std::ops::Range;

use super::{Status, read};
use crate::diagnostic::{Diagnostic, Edit, Fix, Source, SourceKind, Sources, has_errors, spliced};
use crate::text::{chunks_after, chunks_before, overlap};

/// The maximum number of words added on each side of a correction to make it unique in its file.
const MOST_WORDS: usize = 12;

/// An erratum to be added to the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The name of the file that it corrects.
    pub file: String,
    /// The text as issued.
    pub issued: String,
    /// The corrected text.
    pub corrected: String,
    /// The reason.
    pub why: String,
    /// Whether it is applied already or awaits a decision.
    pub status: Status,
}

/// Turns the fixes of `diagnostics` into proposals, without those that are errata already, in any
/// status, and without any in responses; nothing if the errata have errors. Also returns the number of
/// fixes that can't become errata, for example because another erratum already changes the text.
pub fn propose(sources: &Sources, diagnostics: &[Diagnostic]) -> (Vec<Proposal>, usize) {
    let (known, found) = read(sources);
    if has_errors(&found) {
        return Default::default();
    }
    let open = diagnostics.iter().filter(|diagnostic| diagnostic.accepted().is_none());
    let fixes = open.flat_map(|diagnostic| &diagnostic.fixes);
    let mut fixes: Vec<&Fix> = fixes.filter(|fix| is_correctable(sources, fix)).collect();
    fixes.sort_by_key(|fix| (fix.span.file, fix.span.start));
    let (mut proposals, mut left_out) = (Vec::new(), 0);
    for fixes in fixes.chunk_by(|one, next| one.span.file == next.span.file) {
        let file = fixes[0].span.file;
        let (source, own) = (sources.get(file), known.iter().filter(|known| known.file == file));
        // A rejected erratum does not block corrections of the same text.
        let standing = own.clone().filter(|erratum| erratum.status != Status::Rejected);
        let mut occupied: Vec<Range<usize>> = standing.map(|own| own.original.clone()).collect();
        let mut known: Vec<Range<usize>> = own.map(|own| own.original.clone()).collect();
        for fix in fixes {
            let core = source.original_range(fix.span.range());
            if known.iter().any(|other| overlap(other, &core)) {
                continue;
            }
            let edit = Edit { range: core.clone(), text: fix.corrected.clone() };
            let status = if fix.applies_undecided { Status::Applied } else { Status::Proposed };
            let proposal = is_certain(source, &core, fix)
                .then(|| Proposal::new(source, &[edit], &mut occupied, &fix.why, status));
            match proposal.flatten() {
                Some(proposal) => {
                    proposals.push(proposal);
                    known.push(core);
                }
                None => left_out += 1,
            }
        }
    }
    (proposals, left_out)
}

/// Whether the file may have errata; responses are never corrected.
fn is_correctable(sources: &Sources, fix: &Fix) -> bool {
    let kind = &sources.get(fix.span.file).kind;
    !kind.is_response() && *kind != SourceKind::Errata
}

/// Whether the file has exactly the text that the check read, and the correction can be inserted
/// without escaping.
fn is_certain(source: &Source, core: &Range<usize>, fix: &Fix) -> bool {
    let is_there = !fix.issued.is_empty()
        && source.text().get(fix.span.range()) == Some(fix.issued.as_str())
        && source.original().get(core.clone()) == Some(fix.issued.as_str());
    let ends_text = |c: char| matches!(c, '"' | '\'' | '\\' | '\n' | '{' | '}');
    is_there && (fix.corrected.is_empty() || !fix.corrected.contains(ends_text))
}

impl Proposal {
    /// The erratum that makes these edits of a file, which are in order; `None` if no text around them is unique in the file
    /// and apart from the `occupied` ranges, to which its range is added.
    pub(crate) fn new(
        source: &Source,
        edits: &[Edit],
        occupied: &mut Vec<Range<usize>>,
        why: &str,
        status: Status,
    ) -> Option<Self> {
        let core = edits[0].range.start..edits[edits.len() - 1].range.end;
        let piece = unique(source, &core, occupied)?;
        occupied.push(piece.clone());
        let issued = source.original()[piece.clone()].to_owned();
        let edits = edits.iter().map(|Edit { range, text }| Edit {
            range: range.start - piece.start..range.end - piece.start,
            text: text.clone(),
        });
        let corrected = spliced(&issued, &edits.collect::<Vec<_>>());
        let (file, why) = (source.name.clone(), why.to_owned());
        Some(Proposal { file, issued, corrected, why, status })
    }
}

/// The shortest range around `core` whose text is unique in the file and does not overlap
/// `occupied` ranges.
fn unique(source: &Source, core: &Range<usize>, occupied: &[Range<usize>]) -> Option<Range<usize>> {
    let text = source.original();
    let is_free = |piece: &Range<usize>| !occupied.iter().any(|other| overlap(other, piece));
    let is_blank_at_an_end = |piece: &Range<usize>| {
        let words = &text[piece.clone()];
        words.starts_with(char::is_whitespace) || words.ends_with([' ', '\t'])
    };
    let stands_once = |piece: &Range<usize>| text.matches(&text[piece.clone()]).count() == 1;
    let mut pieces = (0..=MOST_WORDS).flat_map(|words| {
        let start = chunks_before(text, core.start, words);
        let end = chunks_after(text, core.end, words);
        [core.start..end, start..core.end, start..end]
    });
    let has_words = |piece: &Range<usize>| !text[piece.clone()].trim().is_empty();
    let fits = |piece: &Range<usize>| has_words(piece) && is_free(piece) && stands_once(piece);
    let tidy = pieces.clone().find(|piece| !is_blank_at_an_end(piece) && fits(piece));
    tidy.or_else(|| pieces.find(fits))
}

#[cfg(test)]
mod tests {
    use super::{Proposal, Status, propose};
    use crate::diagnostic::{Code, Diagnostic, Edit, Fix, Sources, Span};
    use crate::errata::read;

    fn found(
        sources: &Sources,
        file: &str,
        at: usize,
        issued: &str,
        corrected: &str,
    ) -> Diagnostic {
        let file = sources.find(file).expect("a file");
        let fix = Fix {
            span: Span::new(file, at..at + issued.len()),
            issued: issued.to_owned(),
            corrected: corrected.to_owned(),
            applies_undecided: true,
            why: "doubled".to_owned(),
        };
        Diagnostic::note(Code::DoubledWord, "twice").fix([fix])
    }

    fn pieces(proposals: &[Proposal]) -> Vec<(&str, &str)> {
        proposals.iter().map(|p| (p.issued.as_str(), p.corrected.as_str())).collect()
    }

    #[test]
    fn a_piece_takes_as_many_words_as_make_it_the_only_one() {
        let mut sources = Sources::default();
        sources.add("templates/a.md", "see the the sea; hear the the bee, so  far");
        let diagnostics = [
            found(&sources, "templates/a.md", 4, "the the", "the"),
            found(&sources, "templates/a.md", 22, "the the", "the"),
            found(&sources, "templates/a.md", 37, "  ", " "),
        ];
        let (proposals, left_out) = propose(&sources, &diagnostics);
        let expected =
            [("the the sea;", "the sea;"), ("the the bee,", "the bee,"), ("so  far", "so far")];
        assert_eq!((pieces(&proposals), left_out), (expected.to_vec(), 0));
    }

    #[test]
    fn what_is_known_or_said_by_mechanisms_is_not_proposed() {
        let mut sources = Sources::default();
        sources.add("data/errata.toml", "[[erratum]]\nfile = \"a\"\nissued = \"see the\"\ncorrected = \"sea\"\nwhy = \"x\"\nstatus = \"rejected\"\n");
        sources.add("a", "see the the sea");
        sources.add("data/responses/b.toml", "the the");
        let (known, faults) = read(&sources);
        assert!(faults.is_empty() && known.len() == 1, "{faults:?}");
        let diagnostics = [
            found(&sources, "a", 4, "the the", "the"),
            found(&sources, "data/responses/b.toml", 0, "the the", "the"),
        ];
        assert_eq!(propose(&sources, &diagnostics), (Vec::new(), 0));
    }

    #[test]
    fn what_an_erratum_has_changed_is_left_to_people() {
        let mut sources = Sources::default();
        let file = sources.add("a", "see sea the sea");
        sources.edit(file, vec![Edit { range: 4..7, text: "the".to_owned() }]);
        let diagnostics = [found(&sources, "a", 4, "the the", "the")];
        assert_eq!(propose(&sources, &diagnostics), (Vec::new(), 1));
    }

    #[test]
    fn what_needs_a_decision_is_proposed() {
        let mut sources = Sources::default();
        sources.add("a", "the the Paris Proces");
        let mut other = found(&sources, "a", 14, "Proces", "Process");
        other.fixes[0].applies_undecided = false;
        let (proposals, _) = propose(&sources, &[other, found(&sources, "a", 0, "the the", "the")]);
        let statuses: Vec<Status> = proposals.iter().map(|proposal| proposal.status).collect();
        assert_eq!(statuses, [Status::Applied, Status::Proposed]);
    }
}
