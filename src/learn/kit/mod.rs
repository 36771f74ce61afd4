//! What the figures of Learn are made of.
//!
//! ```text
//! words   text with places for values        number ─ scale   a value that the reader changes
//! stage ─ clock   the frame of a figure      draw             shapes as SVG
//! light   what names the same thing lights up together
//! ```

mod clock;
pub(crate) mod draw;
pub(crate) mod light;
pub(crate) mod number;
pub(crate) mod scale;
pub(crate) mod stage;
pub(crate) mod words;
