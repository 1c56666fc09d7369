//! Checks links: the syntax of their addresses, hosts that are nearly the same, and addresses in
//! the text that are not links.

use std::net::Ipv4Addr;
use std::ops::Range;

use super::Findings;
use crate::checks::{CheckContext, first_place, grouped};
use crate::diagnostic::{Code, Diagnostic, Span, edit_distance};
use crate::document::{Block, Inline, Text, links, plain_text};
use crate::text::{Token, chunks, chunks_after, is_word_start};

/// Prefixes by which an address in a text is recognized.
const BEGINNINGS: [&str; 3] = ["https:", "http:", "www."];

/// Checks the links of a document, and addresses in the text that are not links.
pub(super) fn check(context: &CheckContext<'_>, findings: &mut Findings<'_>) {
    let blocks = context.document().all_blocks();
    let lines: Vec<&[Inline]> = blocks.into_iter().flat_map(Block::prose).collect();
    let linked = lines.iter().flat_map(|line| links(line)).filter_map(|(content, target)| {
        Some(Address { target, shown: Some(plain_text(content)), span: first_place(content)? })
    });
    let mut addresses: Vec<Address<'_>> = linked.collect();
    for Text { text, origin } in lines.iter().flat_map(|line| texts_outside_links(line)) {
        let Some(place) = origin.place() else { continue };
        addresses.extend(bare(text).into_iter().map(|at| {
            let (target, shown) = (&text[at.clone()], None);
            Address { target, shown, span: context.sources.part(place, text, at) }
        }));
    }
    findings.diagnostics.extend(addresses.iter().filter_map(form));
    findings.diagnostics.extend(near_hosts(&addresses));
}

/// An address in the document.
struct Address<'d> {
    target: &'d str,
    /// What is shown of a link; `None` for an address that is none.
    shown: Option<String>,
    span: Span,
}

/// The texts of a line outside its links, including those in footnotes.
fn texts_outside_links(content: &[Inline]) -> Vec<&Text> {
    let texts = content.iter().flat_map(|inline| match inline {
        Inline::Text(text) => vec![text],
        Inline::Link { .. } => Vec::new(),
        other => texts_outside_links(other.content()),
    });
    texts.collect()
}

/// The ranges of addresses in a text, without trailing punctuation.
fn bare(text: &str) -> Vec<Range<usize>> {
    let address = |chunk: Token<'_>| {
        let starts = BEGINNINGS.iter().filter_map(|beginning| chunk.text.find(beginning));
        let at = chunk.start + starts.min()?;
        // A space after the slashes is a typing error: the host follows.
        let end = match chunk.text.ends_with(':') || chunk.text.ends_with("//") {
            true => chunks_after(text, chunk.range().end, 1),
            false => chunk.range().end,
        };
        let address =
            text[at..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '”', '"', '>']);
        let is_address = is_word_start(text, at) && address.contains('.');
        is_address.then_some(at..at + address.len())
    };
    chunks(text).filter_map(address).collect()
}

/// The note on an address that is broken, or no link.
fn form(address: &Address<'_>) -> Option<Diagnostic> {
    let Address { target, shown, span } = address;
    let why = fault(target);
    let Some(shown) = shown else {
        let message = format!("the address `{target}` is no link");
        let help = "write `<https://…>`, or the words that lead there: `[words](https://…)`";
        let note = Diagnostic::note(Code::BareAddress, message)
            .merged("# addresses in the text are no links")
            .at(*span, why.map(|why| format!("broken: {why}")).unwrap_or_default());
        return Some(note.help(help));
    };
    let closed: String = shown.split_whitespace().collect();
    let (message, label, help) = if let Some(why) = why {
        let message = format!("the address `{target}` is broken: {why}");
        (message, "this leads there".to_owned(), "open the link, and copy the address from there")
    } else if !shown.contains("://") {
        return None;
    } else if closed != shown.trim() && !shown.trim().contains(". ") {
        let message = "the address is shown with a blank in it".to_owned();
        let help = "people copy what is shown, and get nowhere; the link itself leads to its page";
        (message, format!("it leads to `{target}`"), help)
    } else {
        let hosts = host_of(&closed).zip(host_of(target));
        let (shown, target) = hosts.filter(|(shown, target)| shown != target)?;
        let message = format!("a link shows the host `{shown}` and leads to `{target}`");
        (message, String::new(), "make both the same")
    };
    Some(Diagnostic::note(Code::LinkForm, message).at(*span, label).help(help))
}

/// Notes on hosts that are nearly the same.
fn near_hosts(addresses: &[Address<'_>]) -> Vec<Diagnostic> {
    let hosts = grouped(addresses.iter().filter_map(|Address { target, span, .. }| {
        let host = host_of(target).filter(|_| fault(target).is_none())?.to_lowercase();
        Some((host.strip_prefix("www.").unwrap_or(&host).to_owned(), *span))
    }));
    let mut found = Vec::new();
    for (index, one) in hosts.iter().enumerate() {
        for other in hosts[index + 1..].iter().filter(|other| are_near(&one.0, &other.0)) {
            // The less frequent host is the doubtful one; if both are equally frequent, the later one.
            let [rare, usual] =
                if one.1.len() < other.1.len() { [one, other] } else { [other, one] };
            let message = format!("the host `{}` is nearly `{}`", rare.0, usual.0);
            let note = Diagnostic::note(Code::HostMistyped, message)
                .help("open both links, and correct the mistyped one");
            let note = note.at_places(rare.1.iter().copied());
            found.push(note.at(usual.1[0], format!("`{}` here", usual.0)));
        }
    }
    found
}

/// The first syntax error of an address, if there is one.
fn fault(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once(':')?;
    let twice = ["//http:", "//https:", "//http//", "//https//"];
    let why = match rest.chars().last() {
        _ if address.contains(char::is_whitespace) => "it contains a space".to_owned(),
        _ if scheme.eq_ignore_ascii_case("mailto") => {
            return match rest.split('?').next()?.split_once('@') {
                Some((name, host)) if !name.is_empty() => host_fault(host),
                _ => Some("a mailbox has a name, `@` and a host".to_owned()),
            };
        }
        _ if !rest.starts_with("//") => "two slashes follow the colon".to_owned(),
        _ if twice.iter().any(|twice| rest.to_ascii_lowercase().starts_with(twice)) => {
            "it begins twice".to_owned()
        }
        Some(last) if ".,;:'\"“”’*".contains(last) => format!("it ends in `{last}`"),
        _ => return host_fault(host_of(address)?),
    };
    Some(why)
}

/// The host of a web address, without the port.
fn host_of(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let rest = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let rest = rest.rsplit('@').next()?;
    Some(rest.split(':').next().unwrap_or(rest))
}

fn host_fault(host: &str) -> Option<String> {
    if let Some(odd) = host.chars().find(|c| !c.is_alphanumeric() && !matches!(c, '-' | '.')) {
        return Some(format!("`{odd}` is not allowed in a host name"));
    }
    let parts: Vec<&str> = host.split('.').collect();
    let is_name = parts.len() > 1
        && parts.iter().all(|part| !part.is_empty())
        && parts.last().is_some_and(|last| last.len() > 1 && last.contains(char::is_alphabetic));
    let is_host = is_name || host == "localhost" || host.parse::<Ipv4Addr>().is_ok();
    (!is_host).then(|| format!("`{host}` is no host"))
}

/// Whether two hosts are so similar that one is probably a mistyped form of the other: they differ
/// in one or two letters, or only in the top-level domain.
fn are_near(one: &str, other: &str) -> bool {
    let names = one.rsplit_once('.').zip(other.rsplit_once('.'));
    let Some(((name_one, _), (name_other, _))) = names else { return false };
    let is_part = one.ends_with(&format!(".{other}")) || other.ends_with(&format!(".{one}"));
    let [shorter, longer] = if one.len() < other.len() { [one, other] } else { [other, one] };
    let is_near = match name_one.len().min(name_other.len()) {
        8.. => name_one == name_other || edit_distance(one, other) <= 2,
        5.. => edit_distance(one, other) == 1,
        // In a short name, a letter more or less; another letter makes another name.
        3.. => longer.len() == shorter.len() + 1 && edit_distance(one, other) == 1,
        _ => false,
    };
    is_near && !is_part
}

#[cfg(test)]
mod tests {
    use super::{are_near, fault, host_of};

    #[test]
    fn a_broken_address_is_told_by_its_form() {
        let broken = [
            "https:// example.org",
            "https:/example.org",
            "https://https://example.org",
            "https://example",
            "https://example,org",
            "https://example..org/a",
            "https://example.org/a.",
            "mailto:example.org",
        ];
        for address in broken {
            assert!(fault(address).is_some(), "{address}");
        }
        let whole = [
            "https://example.org",
            "http://www.example.org:80/a_(b)?c=d#e",
            "https://192.168.0.1/",
            "mailto:office@example.org?subject=a",
        ];
        for address in whole {
            assert_eq!(fault(address), None, "{address}");
        }
    }

    #[test]
    fn hosts_are_near_where_a_letter_or_the_ending_differs() {
        assert_eq!(host_of("https://me@example.org:80/a"), Some("example.org"));
        assert!(are_near("opensouth.info", "opensuoth.info"));
        assert!(are_near("opensouth.info", "opensouth.org"));
        assert!(!are_near("data.iom.int", "iom.int"));
        assert!(!are_near("ilo.org", "iom.org"));
    }
}
