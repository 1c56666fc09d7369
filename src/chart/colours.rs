//! The colours of charts, and the contrast between two colours.

use crate::model::QuestionKind;

/// Red, green and blue.
pub(super) type Colour = (u8, u8, u8);

/// The accent colour of the report: bars of options without their own colour.
pub(super) const ACCENT: Colour = (0x1F, 0x5A, 0x96);
/// Text.
pub(super) const INK: Colour = (0x1C, 0x1C, 0x1C);
/// Less prominent text.
pub(super) const QUIET: Colour = (0x59, 0x59, 0x59);
/// The page background.
pub(super) const WHITE: Colour = (0xFF, 0xFF, 0xFF);
/// The track from the end of a bar to the whole.
pub(super) const TRACK: Colour = (0xE8, 0xEE, 0xF5);
/// The axis line at which bars start, and leader lines.
pub(super) const LINE: Colour = (0x59, 0x60, 0x68);
/// The rule between rows of different kinds.
pub(super) const RULE: Colour = (0xB9, 0xCB, 0xDF);
/// The minimum contrast of a bar's outline to its surroundings (WCAG 2.2, 1.4.11).
pub(super) const SHAPES: f64 = 3.0;
/// The minimum contrast of text to its background (WCAG 2.2, 1.4.3).
pub(super) const WORDS: f64 = 4.5;

/// A darker shade of it: bars of all respondents beside those of groups.
pub(super) const DARK: Colour = (0x0F, 0x2F, 0x52);

/// The colours of the segments of a stacked bar, from dark to light.
const RAMP: [Colour; 6] =
    [DARK, ACCENT, (0x5E, 0x97, 0xCC), (0x82, 0xB0, 0xDC), (0xB5, 0xD0, 0xEB), (0xDD, 0xE9, 0xF5)];
/// Those of each number of segments, with the greatest possible contrast.
const RAMP_STEPS: [&[usize]; 7] =
    [&[], &[1], &[1, 4], &[1, 3, 5], &[0, 2, 3, 5], &[0, 1, 2, 3, 5], &[0, 1, 2, 3, 4, 5]];

/// The colours of the segments of a scale: warm and light at its beginning, blue and dark at its end.
/// Their brightness falls from step to step, so that they can be told apart in grey.
const SCALE: [Colour; 7] = [
    (0xFB, 0xE8, 0xD0),
    (0xF0, 0xC4, 0x8C),
    (0xD9, 0x9A, 0x50),
    NEUTRAL,
    (0x49, 0x77, 0xAA),
    ACCENT,
    DARK,
];
/// The colour of the step in the middle of a scale.
const NEUTRAL: Colour = (0x94, 0x94, 0x94);

/// Those of each number of steps.
const SCALE_STEPS: [&[usize]; 8] = [
    &[],
    &[5],
    &[1, 5],
    &[1, 3, 5],
    &[0, 2, 5, 6],
    &[0, 2, 3, 5, 6],
    &[0, 1, 2, 4, 5, 6],
    &[0, 1, 2, 3, 4, 5, 6],
];

/// The colours of a number of options of a question, from the first to the last; `None` if there are
/// not enough. The middle of a scale with an odd number of steps is neutral.
pub(super) fn of_segments(kind: QuestionKind, segments: usize) -> Option<Vec<Colour>> {
    let (colours, steps): (&[Colour], &[&[usize]]) = match kind {
        QuestionKind::Scale => (&SCALE, &SCALE_STEPS),
        _ => (&RAMP, &RAMP_STEPS),
    };
    Some(steps.get(segments)?.iter().map(|step| colours[*step]).collect())
}

/// The colour of an earlier round; the one before this has the index 0. Older ones are lighter.
pub(super) fn earlier(index: usize) -> Colour {
    RAMP[(index + 2).min(RAMP.len() - 2)]
}

/// Parses a colour such as `#1F5A96`.
pub(super) fn rgb(colour: &str) -> Option<Colour> {
    let number = u32::from_str_radix(colour.strip_prefix('#')?, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some((red, green, blue))
}

/// The contrast ratio of two colours, from 1 to 21 (WCAG 2.2).
pub(super) fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The relative luminance of a colour, from 0 to 1 (WCAG 2.2).
fn luminance((red, green, blue): Colour) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// The outline that a shape needs to be visible on all of the backgrounds, a darker shade of its
/// colour; `None` if the colour itself has enough contrast.
pub(super) fn outline(colour: Colour, grounds: &[Colour]) -> Option<Colour> {
    let least =
        |colour| grounds.iter().map(|ground| contrast(colour, *ground)).fold(21.0, f64::min);
    if least(colour) >= SHAPES {
        return None;
    }
    let shade = |percent: u32| {
        let part = |part: u8| u8::try_from(u32::from(part) * percent / 100).expect("it is less");
        (part(colour.0), part(colour.1), part(colour.2))
    };
    (0..100).rev().map(shade).find(|shade| least(*shade) >= WORDS)
}

/// The colour of text on a background: white if it is readable, otherwise the normal text colour.
pub(super) fn ink_on(ground: Colour) -> Colour {
    if contrast(WHITE, ground) >= WORDS { WHITE } else { INK }
}

#[cfg(test)]
mod tests {
    use super::{ACCENT, INK, LINE, QUIET, RAMP_STEPS, SHAPES, TRACK, WHITE, WORDS};
    use super::{contrast, ink_on, luminance, of_segments, outline, rgb};
    use crate::model::QuestionKind;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert_eq!(contrast((0, 0, 0), WHITE), 21.0);
        assert_eq!(contrast(ACCENT, ACCENT), 1.0);
        // Reference values of contrast checkers: the colour of SDG 7 on white, and a grey.
        assert!((contrast((0xFC, 0xC3, 0x0B), WHITE) - 1.62).abs() < 0.01);
        assert!((contrast((0x76, 0x76, 0x76), WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_colour_of_its_own_can_be_read_or_seen() {
        for text in [INK, QUIET] {
            assert!(contrast(text, WHITE) >= WORDS && contrast(text, TRACK) >= WORDS, "{text:?}");
        }
        for shape in [ACCENT, LINE] {
            assert!(contrast(shape, WHITE) >= SHAPES && contrast(shape, TRACK) >= SHAPES);
            assert_eq!(outline(shape, &[WHITE, TRACK]), None);
        }
    }

    #[test]
    fn segments_go_from_dark_to_light_and_carry_words() {
        for segments in 1..RAMP_STEPS.len() {
            let colours = of_segments(QuestionKind::Single, segments).expect("enough colours");
            assert_eq!(colours.len(), segments);
            for pair in colours.windows(2) {
                assert!(luminance(pair[0]) < luminance(pair[1]), "{pair:?}");
                assert!(contrast(pair[0], pair[1]) >= 1.25, "{pair:?}");
            }
            for colour in colours {
                assert!(contrast(ink_on(colour), colour) >= WORDS, "{colour:?}");
                let edge = outline(colour, &[WHITE]).unwrap_or(colour);
                assert!(contrast(edge, WHITE) >= SHAPES, "{colour:?}");
            }
        }
    }

    #[test]
    fn a_scale_goes_from_light_to_dark_with_a_grey_middle() {
        for segments in 1..=7 {
            let colours = of_segments(QuestionKind::Scale, segments).expect("enough colours");
            assert_eq!(colours.len(), segments);
            for pair in colours.windows(2) {
                assert!(luminance(pair[0]) > luminance(pair[1]), "{pair:?}");
                assert!(contrast(pair[0], pair[1]) >= 1.25, "{pair:?}");
            }
            for colour in &colours {
                assert!(contrast(ink_on(*colour), *colour) >= WORDS, "{colour:?}");
            }
            let middle = colours[segments / 2];
            let is_grey = middle.0 == middle.1 && middle.1 == middle.2;
            assert_eq!(is_grey, segments % 2 == 1 && segments > 1, "{segments}");
        }
        assert_eq!(of_segments(QuestionKind::Scale, 8), None);
        assert_eq!(of_segments(QuestionKind::Single, 7), None);
    }

    #[test]
    fn an_outline_is_a_shade_of_the_colour_that_is_seen() {
        let yellow = (0xFC, 0xC3, 0x0B);
        let shade = outline(yellow, &[WHITE, TRACK]).expect("yellow is too light");
        assert!(contrast(shade, TRACK) >= WORDS && shade.0 > shade.1 && shade.1 > shade.2);
        assert!(outline(WHITE, &[WHITE]).is_some(), "even white has one");
    }

    #[test]
    fn a_colour_is_six_digits_after_a_hash() {
        assert_eq!(rgb("#1F5A96"), Some(ACCENT));
        assert_eq!((rgb("1F5A96"), rgb("#blue")), (None, None));
    }
}
