//! Graphs as images for Word. They are always redrawn, because a person may have replaced a picture
//! in an earlier Word document.

use std::collections::BTreeMap;

use crate::diagnostic::MachineError;
use crate::document::Graph;
use crate::raster::{self, Raster};

/// Draws the graphs with `fonts`; returns the pictures by graph key.
///
/// # Errors
/// If a graph can't be drawn.
pub(super) fn draw<'f>(
    graphs: &[&Graph],
    fonts: impl IntoIterator<Item = &'f [u8]>,
) -> Result<BTreeMap<String, Raster>, MachineError> {
    let svgs: Vec<&str> = graphs.iter().map(|graph| graph.svg.as_str()).collect();
    let drawn = raster::draw_all(&svgs, &raster::Fonts::read(fonts));
    let pictures = graphs.iter().zip(drawn).map(|(graph, drawn)| {
        let drawn = drawn.map_err(|why| {
            MachineError::new(format!("the chart `{}` can't be drawn: {why}", graph.key))
        })?;
        Ok((graph.key.clone(), drawn))
    });
    pictures.collect()
}
