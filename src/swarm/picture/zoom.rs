//! Looking closer: which part of the picture fills the canvas.

use crate::drawing::pen::Point;

/// One press of a key or a button makes the picture so many times larger or smaller.
pub(crate) const STEP: f64 = 1.4;

/// How many times larger than the whole the picture is, and what of it is in the middle of the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Zoom {
    scale: f64,
    /// What is in the middle, as parts of the width and the height of the whole, so that another size of the
    /// canvas changes nothing.
    middle: Point,
}

impl Default for Zoom {
    fn default() -> Self {
        Self {
            scale: 1.0,
            middle: Point::new(0.5, 0.5),
        }
    }
}

impl Zoom {
    /// How many times larger than the whole.
    pub(crate) fn scale(self) -> f64 {
        self.scale
    }

    /// Whether all of the picture is there to be seen.
    pub(crate) fn is_whole(self) -> bool {
        self.scale <= 1.0
    }

    /// Where a place of the whole picture is on a canvas of this size.
    pub(crate) fn place(self, at: Point, size: Point) -> Point {
        Point::new(
            size.x / 2.0 + (at.x - self.middle.x * size.x) * self.scale,
            size.y / 2.0 + (at.y - self.middle.y * size.y) * self.scale,
        )
    }

    /// So many times larger, but at most `most` times the whole; what is at `at` on the canvas stays there
    /// as far as the edges allow.
    pub(crate) fn around(self, at: Point, factor: f64, most: f64, size: Point) -> Self {
        let scale = (self.scale * factor).clamp(1.0, most);
        if !scale.is_finite() {
            return self;
        }
        // What is under `at` is this far from the middle of the canvas before and after.
        let shift =
            |at: f64, size: f64| (at - size / 2.0) * (1.0 / self.scale - 1.0 / scale) / size;
        let middle = Point::new(
            self.middle.x + shift(at.x, size.x),
            self.middle.y + shift(at.y, size.y),
        );
        Self { scale, middle }.kept_inside()
    }

    /// The picture moved along by so much of the canvas.
    pub(crate) fn moved(self, by: Point, size: Point) -> Self {
        let middle = Point::new(
            self.middle.x - by.x / (size.x * self.scale),
            self.middle.y - by.y / (size.y * self.scale),
        );
        Self { middle, ..self }.kept_inside()
    }

    /// No emptiness beyond the edges of the whole comes into sight.
    fn kept_inside(self) -> Self {
        let half = 0.5 / self.scale;
        let kept = |part: f64| part.clamp(half, 1.0 - half);
        Self {
            middle: Point::new(kept(self.middle.x), kept(self.middle.y)),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Point = Point { x: 800.0, y: 400.0 };

    fn near(one: Point, other: Point) -> bool {
        one.distance(other) < 1e-9
    }

    #[test]
    fn the_whole_picture_is_where_it_is() {
        let at = Point::new(123.0, 45.0);
        assert_eq!(Zoom::default().place(at, SIZE), at);
    }

    #[test]
    fn what_is_under_the_finger_stays_under_it() {
        let finger = Point::new(300.0, 150.0);
        let twice = Zoom::default().around(finger, 2.0, 12.0, SIZE);
        assert_eq!(twice.scale(), 2.0);
        assert!(near(twice.place(finger, SIZE), finger));
        // By hand: 100 right of the finger is now 200 right of it.
        assert!(near(
            twice.place(Point::new(400.0, 150.0), SIZE),
            Point::new(500.0, 150.0)
        ));
        let back = twice.around(finger, 0.5, 12.0, SIZE);
        assert!(back.is_whole() && near(back.place(finger, SIZE), finger));
    }

    #[test]
    fn the_picture_never_leaves_the_canvas() {
        let covers = |zoom: Zoom| {
            let (first, last) = (zoom.place(Point::default(), SIZE), zoom.place(SIZE, SIZE));
            first.x <= 1e-9 && first.y <= 1e-9 && last.x >= 799.999 && last.y >= 399.999
        };
        let mut zoom = Zoom::default();
        for step in 0..200 {
            let at = Point::new(f64::from(step * 37 % 800), f64::from(step * 91 % 400));
            zoom = zoom.around(at, if step % 3 == 0 { 0.6 } else { 1.5 }, 12.0, SIZE);
            zoom = zoom.moved(Point::new(900.0 - at.x * 2.0, at.y * 3.0 - 500.0), SIZE);
            assert!(covers(zoom), "step {step}: {zoom:?}");
            assert!((1.0..=12.0).contains(&zoom.scale()));
        }
        assert_eq!(
            zoom.around(Point::default(), f64::INFINITY, 12.0, SIZE)
                .scale(),
            12.0
        );
    }

    #[test]
    fn a_drag_moves_the_picture_with_the_finger() {
        let zoom = Zoom::default().around(Point::new(400.0, 200.0), 4.0, 12.0, SIZE);
        let at = Point::new(420.0, 210.0);
        let before = zoom.place(at, SIZE);
        let after = zoom.moved(Point::new(30.0, -20.0), SIZE).place(at, SIZE);
        assert!(near(after, Point::new(before.x + 30.0, before.y - 20.0)));
    }
}
