//! The shapes that stand for classes of peers.

use std::f64::consts::{PI, TAU};
use yew::prelude::*;

/// The sign of a peer class: disc, hexagon, diamond, pentagon, octagon, and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Number of corners, 0 for a disc.
    pub(crate) corners: u32,
}

impl Shape {
    pub(crate) fn of_class(class: usize) -> Self {
        const CORNERS: [u32; 5] = [0, 6, 4, 5, 8];
        Self {
            corners: CORNERS[class % CORNERS.len()],
        }
    }

    /// The name of the shape, for the legend.
    pub(crate) fn name(self) -> &'static str {
        match self.corners {
            4 => "diamond",
            5 => "pentagon",
            6 => "hexagon",
            8 => "octagon",
            _ => "disc",
        }
    }

    /// Its corners around the origin, for a circle of radius 1.
    pub(crate) fn points(self) -> impl Iterator<Item = (f64, f64)> {
        // Hexagon and octagon stand flat, so that they do not look like a worn disc.
        let turn = if self.corners > 5 {
            PI / f64::from(self.corners)
        } else {
            0.0
        };
        (0..self.corners).map(move |corner| {
            let angle = TAU * f64::from(corner) / f64::from(self.corners) - PI / 2.0 + turn;
            (angle.cos(), angle.sin())
        })
    }

    /// Those with corners are a little larger, so that all shapes have about the same area.
    pub(super) fn stretch(self) -> f64 {
        if self.corners == 0 { 1.0 } else { 1.08 }
    }

    /// The corners of the lower part of a shape with corners, up to this part of its height.
    pub(super) fn filled(self, part: f64) -> Vec<(f64, f64)> {
        let corners: Vec<(f64, f64)> = self.points().collect();
        let heights = || corners.iter().map(|corner| corner.1);
        let (top, bottom) = (
            heights().fold(f64::INFINITY, f64::min),
            heights().fold(f64::NEG_INFINITY, f64::max),
        );
        let level = bottom - (bottom - top) * part;
        let mut below = Vec::new();
        for (one, next) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            if one.1 >= level - 1e-12 {
                below.push(*one);
            }
            // Here the edge goes through the level.
            if (one.1 - level) * (next.1 - level) < -1e-12 {
                let along = (level - one.1) / (next.1 - one.1);
                below.push((one.0 + (next.0 - one.0) * along, level));
            }
        }
        below
    }
}

/// The shape that stands for a class in the picture.
pub(crate) fn class_sign(class: usize) -> Html {
    let shape = Shape::of_class(class);
    let points: Vec<String> = shape
        .points()
        .map(|(x, y)| format!("{:.2},{:.2}", 8.0 + x * 6.5, 8.0 + y * 6.5))
        .collect();
    html! {
        <svg class="sign" viewBox="0 0 16 16" width="16" height="16" role="img" aria-label={shape.name()}>
            if points.is_empty() {
                <circle cx="8" cy="8" r="6" />
            } else {
                <polygon points={points.join(" ")} />
            }
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_filled_from_below() {
        for class in 1..5 {
            let shape = Shape::of_class(class);
            let area = |corners: &[(f64, f64)]| {
                let next = corners.iter().cycle().skip(1);
                let twice: f64 = corners
                    .iter()
                    .zip(next)
                    .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
                    .sum();
                twice.abs() / 2.0
            };
            let whole: Vec<_> = shape.points().collect();
            assert!(shape.filled(0.0).len() < 3 || area(&shape.filled(0.0)) < 1e-9);
            assert!((area(&shape.filled(1.0)) - area(&whole)).abs() < 1e-9);
            let parts: Vec<f64> = (0..=10)
                .map(|tenth| area(&shape.filled(f64::from(tenth) / 10.0)))
                .collect();
            assert!(parts.windows(2).all(|two| two[0] < two[1]), "{parts:?}");
        }
        // A diamond is cut through its middle.
        assert_eq!(Shape::of_class(2).filled(0.5).len(), 3);
    }
}
