//! Shapes text in complex scripts, such as Devanagari or Arabic, and draws it as outlines, because SVG
//! renderers place the letters of these scripts one by one, over each other.

use rustybuzz::ttf_parser::{Face, OutlineBuilder};
use rustybuzz::{UnicodeBuffer, shape};

use super::measure::Point;

/// The blocks of scripts whose letters change with their neighbours: from Hebrew to Myanmar, Khmer and
/// Mongolian, Syloti Nagri to Meetei Mayek, and the presentation forms of Hebrew and Arabic.
const COMPLEX_SCRIPTS: [std::ops::RangeInclusive<char>; 4] = [
    '\u{590}'..='\u{109F}',
    '\u{1780}'..='\u{18AF}',
    '\u{A800}'..='\u{ABFF}',
    '\u{FB1D}'..='\u{FDFF}',
];

/// Whether a text has letters that must be shaped.
pub(super) fn needs_shaping(text: &str) -> bool {
    text.chars().any(|character| COMPLEX_SCRIPTS.iter().any(|script| script.contains(&character)))
}

/// The outlines of a text as SVG path data; `(x, y)` is the start of the baseline, `size` the font size.
/// Each character is drawn with the first of `faces` that has it, or else with the first one.
pub(super) fn outline_path(text: &str, faces: &[&Face<'_>], (x, y): Point, size: f64) -> String {
    let mut path = Path { data: String::new(), x, y, scale: 1.0 };
    for (face, run) in runs(text, faces) {
        let scale = size / f64::from(face.units_per_em());
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&run);
        let glyphs = shape(&rustybuzz::Face::from_face(face.clone()), &[], buffer);
        for (glyph, at) in glyphs.glyph_infos().iter().zip(glyphs.glyph_positions()) {
            let (start, baseline) = (path.x, path.y);
            path.x += f64::from(at.x_offset) * scale;
            path.y -= f64::from(at.y_offset) * scale;
            path.scale = scale;
            let id = u16::try_from(glyph.glyph_id).expect("a font has at most 65,535 glyphs");
            face.outline_glyph(rustybuzz::ttf_parser::GlyphId(id), &mut path);
            (path.x, path.y) = (start + f64::from(at.x_advance) * scale, baseline);
        }
    }
    path.data
}

/// Splits a text into runs of one font; a space belongs to the run before it.
fn runs<'f, 'a>(text: &str, faces: &[&'f Face<'a>]) -> Vec<(&'f Face<'a>, String)> {
    let mut runs: Vec<(&Face<'_>, String)> = Vec::new();
    for character in text.chars() {
        let has = |face: &&&Face<'_>| face.glyph_index(character).is_some();
        let face = faces.iter().find(has).copied().unwrap_or(faces[0]);
        match runs.last_mut() {
            Some((last, run)) if std::ptr::eq(*last, face) || character == ' ' => {
                run.push(character)
            }
            _ => runs.push((face, character.to_string())),
        }
    }
    runs
}

/// Path data, with the place and scale of the current glyph.
struct Path {
    data: String,
    x: f64,
    y: f64,
    scale: f64,
}

impl Path {
    fn add(&mut self, command: char, points: &[(f32, f32)]) {
        self.data.push(command);
        for (x, y) in points {
            let (x, y) = (self.x + f64::from(*x) * self.scale, self.y - f64::from(*y) * self.scale);
            self.data.push_str(&format!("{x:.1} {y:.1} "));
        }
    }
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add('L', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.add('Q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.add('C', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.data.push('Z');
    }
}

#[cfg(test)]
mod tests {
    use rustybuzz::ttf_parser::Face;

    use super::{needs_shaping, outline_path};

    #[test]
    fn only_scripts_whose_letters_change_are_shaped() {
        assert!(needs_shaping("शिक्षा") && needs_shaping("SDG तालिम") && needs_shaping("سلام"));
        assert!(!needs_shaping("Éducation – 教育 Образование"));
    }

    #[test]
    fn letters_take_the_form_that_their_neighbours_ask_for() {
        let Ok(bytes) = std::fs::read("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf") else {
            assert!(
                std::env::var_os("RAPPORTEUR_REQUIRE_TOOLS").is_none(),
                "fonts-dejavu-core is missing"
            );
            return;
        };
        let (own, other) = (include_bytes!("../../fonts/Carlito-Regular.ttf"), &bytes);
        let faces = [Face::parse(own, 0).expect("a font"), Face::parse(other, 0).expect("a font")];
        let drawn = |text: &str| outline_path(text, &[&faces[0], &faces[1]], (0.0, 0.0), 9.0);
        let outlines = |text: &str| drawn(text).matches('M').count();
        assert_eq!(outlines("\u{644}\u{627}"), 1, "lam and alef form one ligature");
        assert_eq!(outlines("\u{644}") + outlines("\u{627}"), 2, "alone, they are two");
        assert!(drawn("SDG \u{644}\u{627}").starts_with(drawn("SDG").as_str()), "in two fonts");
    }
}
