//! Chooses the fonts that draw a chart's text.

use ttf_parser::{Face, name_id};

use super::ChartFont;

/// The upright regular and bold fonts of the first family, by file name, that has a regular one;
/// without a bold one, the regular one is used for both. `fonts` are pairs of file name and
/// content.
pub fn choose(fonts: &[(String, Vec<u8>)]) -> Option<ChartFont<'_>> {
    let faces: Vec<(String, bool, &[u8])> =
        fonts.iter().filter_map(|(_, bytes)| upright(bytes)).collect();
    let (family, _, regular) = faces.iter().find(|(_, bold, _)| !bold)?;
    let bold = faces.iter().find(|(other, bold, _)| *bold && other == family);
    let bold = bold.map_or(*regular, |(.., bytes)| *bytes);
    Some(ChartFont { family: family.clone(), regular, bold })
}

/// The family and boldness of an upright font of normal or bold weight; `None` for other fonts.
fn upright(bytes: &[u8]) -> Option<(String, bool, &[u8])> {
    let face = Face::parse(bytes, 0).ok()?;
    let named = |id: u16| {
        let names = face.names().into_iter();
        names.filter(|name| name.name_id == id).find_map(|name| name.to_string())
    };
    let family = named(name_id::TYPOGRAPHIC_FAMILY).or_else(|| named(name_id::FAMILY))?;
    let usual = !face.is_italic() && (face.is_regular() || face.is_bold());
    usual.then_some((family, face.is_bold(), bytes))
}
