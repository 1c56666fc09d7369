//! The fonts of charts: chooses them, measures text in them, and breaks it into lines.

use std::sync::Arc;

use ttf_parser::{Face, name_id};

use super::colours::{Colour, INK, QUIET as GREY};
use crate::text::unbreakable;

/// A place or a size, across and down, in points.
pub(super) type Point = (f64, f64);

/// The style of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    /// Font size, in points.
    pub(super) size: f64,
    /// Line height, in points.
    pub(super) line: f64,
    /// Whether the font is bold.
    pub(super) bold: bool,
    /// Its colour.
    pub(super) colour: Colour,
}

/// Style of titles, values and sentences.
pub(super) const TEXT: Style = Style { size: 9.0, line: 11.0, bold: false, colour: INK };
/// Style of labels such as `SDG 8`.
pub(super) const LABEL: Style = Style { bold: true, ..TEXT };
/// Style of text that replaces a missing figure.
pub(super) const QUIET: Style = Style { colour: GREY, ..TEXT };
/// Style of lines at the foot of a chart: the smallest size that is readable in print.
pub(super) const SMALL: Style = Style { size: 8.5, line: 10.5, bold: false, colour: GREY };

/// The fonts that draw the texts of charts.
pub struct Fonts<'a> {
    /// The family name that the SVG refers to.
    pub(super) family: String,
    regular: Face<'a>,
    bold: Face<'a>,
    /// Upright fonts of other families, for texts with characters that these lack.
    others: Vec<Face<'a>>,
}

impl<'a> Fonts<'a> {
    /// The fonts of a style, the chart's own first.
    pub(super) fn faces(&self, style: Style) -> Vec<&Face<'a>> {
        let own = if style.bold { &self.bold } else { &self.regular };
        std::iter::once(own).chain(&self.others).collect()
    }

    /// The width of a text, in points. Kerning and ligatures, which mostly make it narrower, are
    /// ignored.
    pub(super) fn width(&self, text: &str, style: Style) -> f64 {
        text.chars().map(|character| self.advance(character, style)).sum()
    }

    /// The width of the widest text, in points.
    pub(super) fn widest(&self, texts: impl IntoIterator<Item: AsRef<str>>, style: Style) -> f64 {
        texts.into_iter().map(|text| self.width(text.as_ref(), style)).fold(0.0, f64::max)
    }

    /// Breaks a text at spaces into lines of at most `width` points; a wider word is broken
    /// anywhere.
    pub(super) fn wrap(&self, text: &str, style: Style, width: f64) -> Vec<String> {
        let space = self.advance(' ', style);
        let (mut lines, mut used) = (Vec::<String>::new(), 0.0);
        for word in unbreakable(text) {
            let needed = self.width(word, style);
            match lines.last_mut() {
                Some(line) if used + space + needed <= width => {
                    line.push(' ');
                    line.push_str(word);
                    used += space + needed;
                }
                _ => {
                    lines.extend(self.pieces(word, style, width));
                    used = lines.last().map_or(0.0, |line| self.width(line, style));
                }
            }
        }
        lines
    }

    /// Whether each word of a text is at most `width` points wide.
    pub(super) fn fits(&self, text: &str, style: Style, width: f64) -> bool {
        unbreakable(text).all(|word| self.width(word, style) <= width)
    }

    /// Splits a word into pieces of at most `width` points but at least one character. Combining
    /// marks stay with their letter.
    fn pieces(&self, word: &str, style: Style, width: f64) -> Vec<String> {
        let mut pieces = vec![String::new()];
        let mut used = 0.0;
        for character in word.chars() {
            let advance = self.advance(character, style);
            let last = pieces.last_mut().expect("there is always a piece");
            if used + advance > width && advance > 0.0 && !last.is_empty() {
                pieces.push(character.into());
                used = advance;
            } else {
                last.push(character);
                used += advance;
            }
        }
        pieces
    }

    /// The advance width of a character, in points; one em if no font has it.
    fn advance(&self, character: char, style: Style) -> f64 {
        let advance = self.faces(style).into_iter().find_map(|face| {
            let advance = face.glyph_hor_advance(face.glyph_index(character)?)?;
            Some(f64::from(advance) / f64::from(face.units_per_em()))
        });
        advance.unwrap_or(1.0) * style.size
    }
}

/// The upright regular and bold fonts of the first family, by file name, that has a regular one;
/// without a bold one, the regular one is used for both. `fonts` are pairs of file name and
/// content.
pub fn choose_fonts(fonts: &[(String, Arc<Vec<u8>>)]) -> Option<Fonts<'_>> {
    let faces: Vec<(String, Face<'_>)> =
        fonts.iter().filter_map(|(_, bytes)| upright(bytes)).collect();
    let (family, regular) = faces.iter().find(|(_, face)| !face.is_bold())?;
    let bold = faces.iter().find(|(other, face)| face.is_bold() && other == family);
    let bold = bold.map_or(regular, |(_, face)| face).clone();
    let others = faces.iter().filter(|(other, face)| other != family && !face.is_bold());
    let others = others.map(|(_, face)| face.clone()).collect();
    Some(Fonts { family: family.clone(), regular: regular.clone(), bold, others })
}

/// An upright font of normal or bold weight with its family; `None` for other fonts.
fn upright(bytes: &[u8]) -> Option<(String, Face<'_>)> {
    let face = Face::parse(bytes, 0).ok()?;
    let named = |id: u16| {
        let names = face.names().into_iter();
        names.filter(|name| name.name_id == id).find_map(|name| name.to_string())
    };
    let family = named(name_id::TYPOGRAPHIC_FAMILY).or_else(|| named(name_id::FAMILY))?;
    let usual = !face.is_italic() && (face.is_regular() || face.is_bold());
    usual.then_some((family, face))
}

#[cfg(test)]
mod tests {
    use super::{LABEL, TEXT};
    use crate::chart::tests::fonts;

    #[test]
    fn bold_is_wider_and_a_missing_glyph_has_a_width() {
        let fonts = fonts();
        assert!(fonts.width("Objective", LABEL) > fonts.width("Objective", TEXT));
        assert_eq!(fonts.width("界", TEXT), 9.0);
        assert_eq!(fonts.width("", TEXT), 0.0);
    }

    #[test]
    fn lines_break_at_spaces_and_fit() {
        let fonts = fonts();
        let lines = fonts.wrap("Peace, justice\tand  strong\ninstitutions", TEXT, 70.0);
        assert_eq!(lines.join(" "), "Peace, justice and strong institutions");
        assert!(lines.len() > 1 && fonts.widest(&lines, TEXT) <= 70.0);
        assert_eq!(fonts.wrap("12\u{A0}000 of them", TEXT, 40.0)[0], "12\u{A0}000");
    }

    #[test]
    fn a_word_wider_than_a_line_is_broken_without_loss() {
        let fonts = fonts();
        let word = "Rindfleischetikettierungs".repeat(8);
        let lines = fonts.wrap(&format!("a {word} b"), TEXT, 100.0);
        assert_eq!(lines.concat(), format!("a{word} b"));
        assert!(fonts.widest(&lines, TEXT) <= 100.0);
        let marked = "e\u{301}".repeat(40);
        let lines = fonts.wrap(&marked, TEXT, 30.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| line.starts_with('e')));
    }
}
