//! Finds bullets in the form that other programs write.

use super::Finding;
use crate::diagnostic::{Code, Edit};
use crate::model::line_numbers::with_offsets;
use crate::text::trimmed;

/// Characters used only as bullets. Private-use characters of symbol fonts are bullets as well.
const SIGNS: &str = "•·∙●○◦▪▫■□‣⁃➢➤►✓✔❖";

/// The kind of bullet that a line begins with.
enum Bullet {
    /// A character used only as a bullet.
    Sign,
    /// The letter `o`, which Word uses as the hollow bullet of the second level.
    Inner,
    /// A dash, which can also be part of a sentence.
    Dash,
}

/// Finds all bullets of a text.
pub(super) fn find(value: &str) -> Option<Finding> {
    let found: Vec<_> = with_offsets(value).map(|(at, line)| (at, line, bullet(line))).collect();
    let dashes = found.iter().filter(|(.., b)| matches!(b, Some((Bullet::Dash, _)))).count();
    let (mut edits, mut outer, mut after_break) = (Vec::new(), false, true);
    for (at, line, bullet) in &found {
        let taken = bullet.as_ref().filter(|(kind, _)| match kind {
            Bullet::Dash => dashes > 1 || after_break,
            Bullet::Sign | Bullet::Inner => true,
        });
        if let Some((kind, length)) = taken {
            let inner = matches!(kind, Bullet::Inner) && outer;
            let replacement = if inner { "  - " } else { "- " }.to_owned();
            outer |= !matches!(kind, Bullet::Inner);
            edits.push(Edit { original: *at..at + length, replacement });
        }
        after_break = line.trim().is_empty() || taken.is_some();
    }
    let places = edits.iter().map(|edit| (trimmed(value, edit.original.clone()), "")).collect();
    (!edits.is_empty()).then_some(Finding {
        code: Code::PastedBullets,
        message: "bullets from another program make no list: expected `- ` before each item",
        places,
        edits,
    })
}

/// The bullet that a line begins with, and its length in bytes, including the whitespace around it.
fn bullet(line: &str) -> Option<(Bullet, usize)> {
    let body = line.trim_start();
    let first = body.chars().next()?;
    let rest = &body[first.len_utf8()..];
    let text = rest.trim_start();
    let spaced = text.len() < rest.len() && !text.is_empty();
    let is_sign = SIGNS.contains(first) || ('\u{F000}'..='\u{F0FF}').contains(&first);
    let kind = match first {
        _ if is_sign && !text.is_empty() => Bullet::Sign,
        '§' if rest.starts_with('\t') => Bullet::Sign,
        'o' if rest.starts_with('\t') && spaced => Bullet::Inner,
        '–' | '—' | '―' | '−' if spaced => Bullet::Dash,
        _ => return None,
    };
    Some((kind, line.len() - text.len()))
}
