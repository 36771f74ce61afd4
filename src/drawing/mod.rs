//! What pictures are made of: colours, canvases and SVG, axes, shapes, words and mathematics; and what makes files of
//! them.

pub(crate) mod axes;
pub(crate) mod canvas;
pub(crate) mod math;
pub(crate) mod palette;
pub(crate) mod pen;
pub(crate) mod save;
pub(crate) mod shape;
pub(crate) mod sheet;
pub(crate) mod surface;
pub(crate) mod table;
pub(crate) mod words;
