//! The graphs as Word shows them: drawn, or taken from the last build where the same was drawn in the same fonts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::build::last_build;
use crate::diagnostic::MachineError;
use crate::document::Graph;
use crate::inputs::hash;
use crate::manifest::Manifest;
use crate::raster::{self, Raster};
use crate::write::docx::{self, Picture};

/// The pictures of graphs, by key. `folder` is where the last build may stand.
///
/// # Errors
/// If a graph can't be drawn.
pub(super) fn draw<'f>(
    graphs: &[&Graph],
    fonts: impl IntoIterator<Item = (&'f str, &'f [u8])>,
    folder: Option<&Path>,
) -> Result<BTreeMap<String, Picture>, MachineError> {
    let fonts: Vec<(&str, &[u8])> = fonts.into_iter().collect();
    let mut drawn = folder.map(|folder| kept(folder, &fonts)).unwrap_or_default();
    let mut pictures = BTreeMap::new();
    let mut missing = Vec::new();
    for graph in graphs {
        match drawn.remove(&hash(graph.svg.as_bytes())) {
            Some(picture) => drop(pictures.insert(graph.key.clone(), picture)),
            None => missing.push(*graph),
        }
    }
    if missing.is_empty() {
        return Ok(pictures);
    }
    let fonts = raster::Fonts::read(fonts.into_iter().map(|(_, bytes)| bytes));
    let svgs: Vec<&str> = missing.iter().map(|graph| graph.svg.as_str()).collect();
    for (graph, drawn) in missing.iter().zip(raster::draw_all(&svgs, &fonts)) {
        let Raster { svg, png, width, height } = drawn.map_err(|why| {
            MachineError::new(format!("the chart `{}` can't be drawn: {why}", graph.key))
        })?;
        pictures.insert(graph.key.clone(), Picture { svg, png, width, height });
    }
    Ok(pictures)
}

/// The pictures of the last build by the hash of what they were drawn from; none if it drew otherwise, or if its Word
/// document is not as it was written.
fn kept(folder: &Path, fonts: &[(&str, &[u8])]) -> BTreeMap<String, Picture> {
    let pictures = last_build(folder).and_then(|manifest| {
        let is_same = |(name, bytes): &(&str, &[u8])| {
            manifest.inputs.get(&format!("fonts/{name}")) == Some(&hash(bytes))
        };
        let drew_so = manifest.drawing == raster::REVISION && fonts.iter().all(is_same);
        drew_so.then(|| of_document(folder, &manifest)).flatten()
    });
    pictures.unwrap_or_default()
}

fn of_document(folder: &Path, manifest: &Manifest) -> Option<BTreeMap<String, Picture>> {
    let (name, written) = manifest.outputs.iter().find(|(name, _)| name.ends_with(".docx"))?;
    let document = fs::read(folder.join(name)).ok().filter(|bytes| hash(bytes) == *written)?;
    let pictures = docx::pictures(&document)?.into_iter();
    let by_drawing = pictures.filter_map(|(key, picture)| {
        Some((manifest.outputs.get(&format!("charts/{key}.svg"))?.clone(), picture))
    });
    Some(by_drawing.collect())
}
