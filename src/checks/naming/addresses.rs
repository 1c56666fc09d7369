//! The syntax of web and e-mail addresses, and hosts that are nearly the same.

use crate::diagnostic::edit_distance;
use crate::text::middles;

/// The first syntax error of an address, if there is one.
pub(super) fn fault(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once(':')?;
    if address.chars().any(char::is_whitespace) {
        return Some("it contains a space".to_owned());
    }
    if scheme.eq_ignore_ascii_case("mailto") {
        let (name, host) = rest.split('?').next()?.split_once('@').unwrap_or((rest, ""));
        return match name.is_empty() || host.contains('@') {
            true => Some("a mailbox has a name, `@` and a host".to_owned()),
            false => host_fault(host),
        };
    }
    let Some(rest) = rest.strip_prefix("//") else {
        return Some("two slashes follow the colon".to_owned());
    };
    let after = rest.to_ascii_lowercase();
    if ["http:", "https:", "http//", "https//"].iter().any(|twice| after.starts_with(twice)) {
        return Some("it begins twice".to_owned());
    }
    let pairs = [('(', ')'), ('[', ']'), ('<', '>')];
    for (open, close) in pairs {
        if rest.matches(open).count() != rest.matches(close).count() {
            return Some(format!("`{open}` and `{close}` don't go in pairs"));
        }
    }
    if let Some(last) = rest.chars().last().filter(|last| ".,;:'\"“”’*".contains(*last)) {
        return Some(format!("it ends in `{last}`"));
    }
    host_fault(host_of(address)?)
}

/// The host of a web address, without the port.
pub(super) fn host_of(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let rest = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let rest = rest.rsplit('@').next()?;
    Some(rest.split(':').next().unwrap_or(rest))
}

fn host_fault(host: &str) -> Option<String> {
    if host == "localhost" {
        return None;
    }
    let odd = |c: &char| !c.is_alphanumeric() && *c != '-' && *c != '.';
    if let Some(odd) = host.chars().find(odd) {
        return Some(format!("`{odd}` is not allowed in a host name"));
    }
    let ending = host.rsplit('.').next().unwrap_or_default();
    let is_number = host.chars().all(|c| c.is_ascii_digit() || c == '.') && !host.is_empty();
    let ends_well = ending.len() > 1 && !ending.chars().all(|c| c.is_ascii_digit());
    let whole = host.contains('.') && host.split('.').all(|part| !part.is_empty());
    (!whole || !(ends_well || is_number)).then(|| format!("`{host}` is no host"))
}

/// Whether two hosts are so similar that one is probably a mistyped form of the other: they differ
/// in one or two letters, or only in the top-level domain.
pub(super) fn are_near(one: &str, other: &str) -> bool {
    let lower = |host: &str| {
        let host = host.to_lowercase();
        host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
    };
    let (one, other) = (lower(one), lower(other));
    if one == other || one.ends_with(&format!(".{other}")) || other.ends_with(&format!(".{one}")) {
        return false;
    }
    let name = |host: &str| host.rsplit_once('.').map(|(name, _)| name.to_owned());
    let (Some(name_one), Some(name_other)) = (name(&one), name(&other)) else { return false };
    let limit = match name_one.chars().count().min(name_other.chars().count()) {
        8.. if name_one == name_other => return true,
        8.. => 2,
        5.. => 1,
        _ => return false,
    };
    let (one, other) = middles(&one, &other);
    one.len().max(other.len()) <= SLIP && edit_distance(one, other) <= limit
}

/// The maximum number of bytes that a typing error spans.
const SLIP: usize = 4;

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
            "https://example.org/(a",
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
        assert!(are_near("opensouth.info", "www.opensuoth.info"));
        assert!(are_near("opensouth.info", "opensouth.org"));
        assert!(!are_near("www.iom.int", "iom.int"));
        assert!(!are_near("data.iom.int", "iom.int"));
        assert!(!are_near("ilo.org", "iom.org"));
    }
}
