//! Checks links: the syntax of their addresses, hosts that are nearly the same, and addresses in
//! the text that are not links.

use std::ops::Range;

use super::addresses::{are_near, fault, host_of};
use super::{Findings, at_all};
use crate::checks::grouped;
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::document::{Document, Inline, plain_text, texts};
use crate::text::{chunk_end, chunks_after, is_word_start};

/// Prefixes by which an address in a text is recognized.
const BEGINNINGS: [&str; 3] = ["https:", "http:", "www."];

/// Checks the links of a document.
pub(super) fn check(sources: &Sources, document: &Document, findings: &mut Findings) {
    let mut links = Links { sources, linked: Vec::new(), bare: Vec::new() };
    for block in document.all_blocks() {
        block.prose().for_each(|line| links.line(line));
    }
    let mut broken: Vec<Diagnostic> = Vec::new();
    for found in links.linked.iter().filter_map(link_form) {
        match broken.iter_mut().find(|known| known.message == found.message) {
            Some(known) => known.labels.extend(found.labels),
            None => broken.push(found),
        }
    }
    findings.diagnostics.extend(broken);
    findings.diagnostics.extend(bare_addresses(&links.bare));
    findings.diagnostics.extend(near_hosts(&links));
}

/// A link.
struct Linked {
    target: String,
    shown: String,
    span: Span,
}

struct Links<'s> {
    sources: &'s Sources,
    linked: Vec<Linked>,
    /// Addresses in the text that are not links.
    bare: Vec<(String, Span)>,
}

impl Links<'_> {
    fn line(&mut self, content: &[Inline]) {
        for inline in content {
            if let Inline::Text(text) = inline {
                let Some(span) = text.origin.place() else { continue };
                for range in bare(&text.text) {
                    let address = text.text[range.clone()].to_owned();
                    self.bare.push((address, self.sources.part(span, &text.text, range)));
                }
            } else if let Inline::Link { target, content } = inline {
                let shown = plain_text(content);
                if let Some(span) = whole_place(content) {
                    self.linked.push(Linked { target: target.clone(), shown, span });
                }
            } else {
                self.line(inline.content());
            }
        }
    }
}

/// The place of the text of a link.
fn whole_place(content: &[Inline]) -> Option<Span> {
    let mut places = texts(content).into_iter().filter_map(|text| text.origin.place());
    let first = places.next()?;
    let last = places.next_back().filter(|last| last.file == first.file && first.end <= last.start);
    Some(Span { end: last.map_or(first.end, |last| last.end), ..first })
}

/// The ranges of addresses in a text, without trailing punctuation.
fn bare(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = begin(text, from) {
        let mut end = chunk_end(text, at);
        // A space after the slashes is a typing error: the host follows.
        if text[at..end].ends_with(':') || text[at..end].ends_with("//") {
            end = chunks_after(text, end, 1);
        }
        let address =
            text[at..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '”', '"', '>']);
        if address.contains('.') {
            found.push(at..at + address.len());
        }
        from = end.max(at + 1);
    }
    found
}

/// The offset of the next address, which must start at a word boundary.
fn begin(text: &str, from: usize) -> Option<usize> {
    let starts = BEGINNINGS.iter().flat_map(|beginning| text.match_indices(beginning));
    let is_start =
        |at: &usize| *at >= from && is_word_start(text, *at) && !text[..*at].ends_with('/');
    starts.map(|(at, _)| at).filter(is_start).min()
}

fn link_form(link: &Linked) -> Option<Diagnostic> {
    let Linked { target, shown, span } = link;
    let span = *span;
    let note = |message: String| Diagnostic::note(Code::LinkForm, message);
    if let Some(why) = fault(target) {
        let note = note(format!("the address `{target}` is broken: {why}"));
        return Some(
            note.at(span, "this leads there")
                .help("open the link, and copy the address from there"),
        );
    }
    if !shown.contains("://") {
        return None;
    }
    let closed: String = shown.split_whitespace().collect();
    if closed != shown.trim() && closed.contains("://") && !shown.trim().contains(". ") {
        let message = "the address is shown with a blank in it".to_owned();
        return Some(note(message).at(span, format!("it leads to `{target}`")).help(
            "people copy what is shown, and get nowhere; the link itself leads to its page",
        ));
    }
    let differ = host_of(&closed).zip(host_of(target)).filter(|(shown, target)| shown != target);
    differ.map(|(shown, target)| {
        note(format!("a link shows the host `{shown}` and leads to `{target}`"))
            .at(span, "")
            .help("make both the same")
    })
}

fn bare_addresses(bare: &[(String, Span)]) -> Option<Diagnostic> {
    let (first, _) = bare.first()?;
    let message = match bare.len() {
        1 => format!("the address `{first}` is no link"),
        more => format!("{more} addresses in the text are no links"),
    };
    let what = |address: &str| fault(address).map(|why| format!("broken: {why}"));
    let places = bare.iter().map(|(address, span)| (*span, what(address).unwrap_or_default()));
    let note = Diagnostic::note(Code::BareAddress, message)
        .help("write `<https://…>`, or the words that lead there: `[words](https://…)`");
    Some(at_all(note, places))
}

/// Notes on hosts that are nearly the same.
fn near_hosts(links: &Links<'_>) -> Vec<Diagnostic> {
    let linked = links.linked.iter().map(|link| (&link.target, link.span));
    let bare = links.bare.iter().map(|(address, span)| (address, *span));
    let host = |(address, span): (&String, Span)| {
        let host = host_of(address).filter(|_| fault(address).is_none())?.to_lowercase();
        Some((host.strip_prefix("www.").unwrap_or(&host).to_owned(), span))
    };
    let hosts = grouped(linked.chain(bare).filter_map(host));
    let mut found = Vec::new();
    for (index, one) in hosts.iter().enumerate() {
        for other in hosts[index + 1..].iter().filter(|other| are_near(&one.0, &other.0)) {
            // The less frequent host is the doubtful one; if both are equally frequent, the later
            // one.
            let (doubtful, usual) =
                if one.1.len() < other.1.len() { (one, other) } else { (other, one) };
            let message = format!("the host `{}` is nearly `{}`", doubtful.0, usual.0);
            let places = doubtful.1.iter().map(|span| (*span, String::new()));
            let note = Diagnostic::note(Code::HostMistyped, message)
                .help("open both links, and correct the mistyped one");
            found.push(at_all(note, places).at(usual.1[0], format!("`{}` here", usual.0)));
        }
    }
    found
}
