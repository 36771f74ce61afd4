//! Where the hosts stand in the picture, and which of them a finger means.

use p2p_model::swarm::HostId;
use std::f64::consts::{PI, TAU};

/// A place in the picture, in CSS pixels from its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Point {
    pub(crate) fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub(crate) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// Where one host stands, and how large it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Seat {
    pub(crate) at: Point,
    /// Distance from the middle to the outer edge of its sign.
    pub(crate) radius: f64,
}

/// How the hosts are arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrangement {
    /// The server in the middle, the peers around it.
    Star,
    /// The server and the peers around a table.
    Table,
    /// Too many to tell apart: a field of marks.
    Field,
}

/// The places of all hosts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layout {
    pub(crate) arrangement: Arrangement,
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// By host, the server first.
    pub(crate) seats: Vec<Seat>,
    /// Where the tracker stands: apart.
    pub(crate) tracker: Point,
}

/// Seats smaller than this cannot show a ring of chunks.
const SMALLEST: f64 = 9.0;
/// Seats larger than this only take room from the transfers.
const LARGEST: f64 = 34.0;
/// What a finger needs (WCAG 2.2, 2.5.8), as a radius.
const FINGER: f64 = 12.0;
/// Space for the names along the upper edge.
const TOP: f64 = 26.0;
/// Empty margin at the other edges.
const EDGE: f64 = 10.0;

impl Layout {
    /// Places `hosts` hosts, the server included, in a picture of this size.
    pub(crate) fn new(star: bool, hosts: usize, width: f64, height: f64) -> Self {
        let (width, height) = (sane(width), sane(height));
        let tracker = Point::new(width - 42.0, TOP - 6.0);
        let seat = |at, radius| Seat { at, radius };
        let middle = Point::new(width / 2.0, (height + TOP - EDGE) / 2.0);

        // The larger the signs, the narrower the table: a few rounds settle it.
        let mut radius = LARGEST;
        let mut around = Vec::new();
        for _ in 0..6 {
            let a = (width / 2.0 - EDGE - radius).max(1.0);
            let b = ((height - TOP - EDGE) / 2.0 - radius).max(1.0);
            let (places, gap) = along_ellipse(middle, a, b, hosts.max(1));
            around = places;
            radius = (gap * 0.36)
                .min(a.min(b) * if star { 0.32 } else { 0.4 })
                .min(LARGEST);
        }
        if radius < SMALLEST {
            return Self::field(hosts, width, height, tracker);
        }
        let mut seats: Vec<Seat> = around.into_iter().map(|at| seat(at, radius)).collect();
        if star && let Some(server) = seats.first_mut() {
            server.at = middle;
        }
        Self {
            arrangement: if star {
                Arrangement::Star
            } else {
                Arrangement::Table
            },
            width,
            height,
            seats,
            tracker,
        }
    }

    fn field(hosts: usize, width: f64, height: f64, tracker: Point) -> Self {
        let server = Seat {
            at: Point::new(EDGE + 16.0, TOP + 6.0),
            radius: 16.0,
        };
        let top = server.at.y + server.radius + EDGE;
        let (room_x, room_y) = (
            (width - 2.0 * EDGE).max(1.0),
            (height - top - EDGE).max(1.0),
        );
        let peers = hosts.saturating_sub(1).max(1);
        // The largest square cell of which enough fit.
        let mut columns = (peers as f64 * room_x / room_y).sqrt().ceil().max(1.0);
        let mut cell = (room_x / columns).min(room_y / (peers as f64 / columns).ceil());
        if (room_x / cell).floor() > columns {
            columns = (room_x / cell).floor();
            cell = (room_x / columns).min(room_y / (peers as f64 / columns).ceil());
        }
        let left = (width - columns * cell) / 2.0;
        let mut seats = vec![server];
        seats.extend((0..hosts.saturating_sub(1)).map(|peer| {
            let column = (peer as f64) % columns;
            let row = (peer as f64 / columns).floor();
            Seat {
                at: Point::new(left + (column + 0.5) * cell, top + (row + 0.5) * cell),
                radius: cell * 0.42,
            }
        }));
        Self {
            arrangement: Arrangement::Field,
            width,
            height,
            seats,
            tracker,
        }
    }

    /// The host whose sign is at this place, or so near that a finger may have meant it.
    pub(crate) fn hit(&self, at: Point) -> Option<HostId> {
        let (index, seat, distance) = self
            .seats
            .iter()
            .enumerate()
            .map(|(index, seat)| (index, seat, seat.at.distance(at)))
            .min_by(|a, b| a.2.total_cmp(&b.2))?;
        let host = u32::try_from(index).ok().map(HostId)?;
        (distance <= seat.radius.max(FINGER)).then_some(host)
    }

    /// The arc of a transfer between two hosts.
    pub(crate) fn arc(&self, from: HostId, to: HostId) -> Option<Arc> {
        let (from, to) = (self.seats.get(from.index())?, self.seats.get(to.index())?);
        let (dx, dy) = (to.at.x - from.at.x, to.at.y - from.at.y);
        let length = dx.hypot(dy);
        if length < 1.0 {
            return None;
        }
        // To the right of its way, so that there and back do not cover each other.
        let bend = match self.arrangement {
            Arrangement::Star => 0.0,
            Arrangement::Table | Arrangement::Field => 0.1,
        };
        let control = Point::new(
            (from.at.x + to.at.x) / 2.0 - dy * bend,
            (from.at.y + to.at.y) / 2.0 + dx * bend,
        );
        Some(Arc {
            from: from.at,
            control,
            to: to.at,
            length,
            start: ((from.radius + 2.0) / length).min(0.45),
            end: (1.0 - (to.radius + 3.0) / length).max(0.55),
        })
    }
}

/// A curve between two signs, free of both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Arc {
    from: Point,
    control: Point,
    to: Point,
    /// Distance of the two middles.
    pub(crate) length: f64,
    /// Where it leaves the sender's sign, as a part of the way.
    pub(crate) start: f64,
    /// Where it reaches the receiver's.
    pub(crate) end: f64,
}

impl Arc {
    /// The point at this part of the way from middle to middle.
    pub(crate) fn point(&self, part: f64) -> Point {
        let rest = 1.0 - part;
        let mix = |from: f64, control: f64, to: f64| {
            rest * rest * from + 2.0 * rest * part * control + part * part * to
        };
        Point::new(
            mix(self.from.x, self.control.x, self.to.x),
            mix(self.from.y, self.control.y, self.to.y),
        )
    }

    /// The visible part as start, control point and end of a quadratic curve.
    pub(crate) fn visible(&self) -> (Point, Point, Point) {
        let (start, end) = (self.point(self.start), self.point(self.end));
        // The control point of a piece of a quadratic curve is its polar form at the two ends.
        let mix = |from: f64, control: f64, to: f64| {
            let (s, e) = (self.start, self.end);
            (1.0 - s) * (1.0 - e) * from + (s + e - 2.0 * s * e) * control + s * e * to
        };
        let control = Point::new(
            mix(self.from.x, self.control.x, self.to.x),
            mix(self.from.y, self.control.y, self.to.y),
        );
        (start, control, end)
    }
}

/// `count` places around an ellipse at equal distances along it, the first on top, clockwise; and that distance.
fn along_ellipse(middle: Point, a: f64, b: f64, count: usize) -> (Vec<Point>, f64) {
    const STEPS: usize = 720;
    let point = |step: usize| {
        let angle = step as f64 / STEPS as f64 * TAU - PI / 2.0;
        Point::new(middle.x + a * angle.cos(), middle.y + b * angle.sin())
    };
    let mut lengths = vec![0.0];
    let mut total = 0.0;
    for step in 1..=STEPS {
        total += point(step).distance(point(step - 1));
        lengths.push(total);
    }
    let gap = total / count as f64;
    let mut step = 0;
    let places = (0..count)
        .map(|place| {
            while step < STEPS && lengths[step + 1] <= place as f64 * gap {
                step += 1;
            }
            point(step)
        })
        .collect();
    (places, gap)
}

fn sane(length: f64) -> f64 {
    if length.is_finite() {
        length.clamp(120.0, 8192.0)
    } else {
        120.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(layout: &Layout) -> bool {
        layout.seats.iter().all(|seat| {
            seat.at.x - seat.radius >= 0.0
                && seat.at.x + seat.radius <= layout.width
                && seat.at.y - seat.radius >= 0.0
                && seat.at.y + seat.radius <= layout.height
        })
    }

    #[test]
    fn everybody_has_a_seat_inside_the_picture_and_none_overlap() {
        for star in [false, true] {
            for hosts in [1, 2, 3, 13, 41, 61, 500] {
                for (width, height) in [(300.0, 320.0), (800.0, 480.0), (1600.0, 700.0)] {
                    let layout = Layout::new(star, hosts, width, height);
                    let what = format!("{hosts} hosts in {width} × {height}, star {star}");
                    assert_eq!(layout.seats.len(), hosts, "{what}");
                    assert!(inside(&layout), "{what}: {layout:?}");
                    for (i, one) in layout.seats.iter().enumerate() {
                        for other in &layout.seats[i + 1..] {
                            assert!(
                                one.at.distance(other.at) >= (one.radius + other.radius) * 0.8,
                                "{what}: {one:?} {other:?}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn ten_thousand_peers_get_a_field_in_which_each_can_be_hit() {
        let layout = Layout::new(false, 10_001, 800.0, 480.0);
        assert_eq!(layout.arrangement, Arrangement::Field);
        assert!(inside(&layout));
        for host in [0, 1, 4_321, 10_000].map(HostId) {
            let seat = layout.seats[host.index()];
            assert_eq!(layout.hit(seat.at), Some(host));
        }
    }

    #[test]
    fn sixty_peers_fit_around_a_wide_table() {
        assert_eq!(
            Layout::new(false, 61, 900.0, 520.0).arrangement,
            Arrangement::Table
        );
    }

    #[test]
    fn a_touch_beside_everybody_hits_nobody() {
        let layout = Layout::new(false, 13, 800.0, 480.0);
        assert_eq!(layout.hit(Point::new(400.0, 250.0)), None);
        assert_eq!(layout.hit(layout.seats[7].at), Some(HostId(7)));
    }

    #[test]
    fn an_arc_starts_and_ends_outside_the_signs() {
        let layout = Layout::new(false, 13, 800.0, 480.0);
        let arc = layout.arc(HostId(2), HostId(9)).expect("two places");
        let (start, control, end) = arc.visible();
        let (from, to) = (layout.seats[2], layout.seats[9]);
        assert!(start.distance(from.at) >= from.radius);
        assert!(end.distance(to.at) >= to.radius);
        // The visible piece lies on the whole curve.
        let half = arc.point((arc.start + arc.end) / 2.0);
        let piece = Point::new(
            0.25 * start.x + 0.5 * control.x + 0.25 * end.x,
            0.25 * start.y + 0.5 * control.y + 0.25 * end.y,
        );
        assert!(half.distance(piece) < 1e-6);
    }
}
