//! Where the hosts stand in the picture, and which of them a finger means.

use super::zoom::Zoom;
use crate::drawing::pen::Point;
use p2p_model::swarm::{ChunkId, HostId};
use std::f64::consts::{PI, TAU};

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
    /// Too many for a table: rows of marks, class by class.
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
    /// Where the name of a class stands, before its rows; empty where there is one class.
    pub(crate) headings: Vec<(usize, Point)>,
    /// Whether the peers are large enough for a ring of chunks.
    pub(crate) rings: bool,
    /// Whether the peers in sight are few enough for the transfers between them.
    pub(crate) transfers: bool,
}

/// Seats smaller than this cannot show a ring of chunks around a table.
const SMALLEST: f64 = 9.0;
/// Marks of a field at least so large become peers with rings.
const SMALLEST_OF_FIELD: f64 = 12.0;
/// Seats larger than this only take room from the transfers.
const LARGEST: f64 = 34.0;
/// What a finger needs (WCAG 2.2, 2.5.8), as a radius.
const FINGER: f64 = 12.0;
/// Space for the names along the upper edge.
const TOP: f64 = 26.0;
/// Empty margin at the other edges.
const EDGE: f64 = 10.0;
/// More classes than this are not set apart in a field.
const MOST_GROUPS: usize = 6;
/// Room for the name of a class in a field.
const HEADING: f64 = 18.0;
/// More peers in sight than this hide each other behind their transfers.
const FEW: usize = 60;
/// Up to so many chunks are told apart in a peer's ring, however small it is.
const TICKS: u32 = 64;
/// More are where each gets at least so many pixels.
const PITCH: f64 = 3.0;

impl Seat {
    /// From the middle of the sign to the middle of its ring of chunks.
    pub(crate) fn ring(&self) -> f64 {
        self.radius * 0.87
    }

    /// How broad the ring is.
    pub(crate) fn ring_width(&self) -> f64 {
        self.radius * 0.22
    }

    /// The length of a chunk's tick along the ring; `None` where the chunks are too many to tell apart.
    pub(crate) fn pitch(&self, chunks: u32) -> Option<f64> {
        let pitch = TAU * self.ring() / f64::from(chunks.max(1));
        (chunks > 0 && (chunks <= TICKS || pitch >= PITCH)).then_some(pitch)
    }

    /// The chunk whose tick is at this place of the ring.
    pub(crate) fn chunk_at(&self, chunks: u32, at: Point) -> Option<ChunkId> {
        let off = self.at.distance(at) - self.ring();
        if self.pitch(chunks).is_none() || off.abs() > self.ring_width() / 2.0 + 1.0 {
            return None;
        }
        let angle = (at.y - self.at.y).atan2(at.x - self.at.x) + PI / 2.0;
        let part = angle.rem_euclid(TAU) / TAU;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to `chunks`.
        let chunk = (part * f64::from(chunks)) as u32;
        Some(chunk.min(chunks - 1))
    }
}

impl Layout {
    /// Places the server and a peer for each of `classes`, its class, in a picture of this size.
    pub(crate) fn new(star: bool, classes: &[usize], width: f64, height: f64) -> Self {
        let (width, height) = (sane(width), sane(height));
        let hosts = classes.len() + 1;
        let mut layout = Self {
            arrangement: if star {
                Arrangement::Star
            } else {
                Arrangement::Table
            },
            width,
            height,
            seats: Vec::new(),
            tracker: Point::new(width - 42.0, TOP - 6.0),
            headings: Vec::new(),
            rings: true,
            transfers: true,
        };
        let middle = Point::new(width / 2.0, (height + TOP - EDGE) / 2.0);

        // The larger the signs, the narrower the table: a few rounds settle it.
        let mut radius = LARGEST;
        let mut around = Vec::new();
        for _ in 0..6 {
            let a = (width / 2.0 - EDGE - radius).max(1.0);
            let b = ((height - TOP - EDGE) / 2.0 - radius).max(1.0);
            let (places, gap) = along_ellipse(middle, a, b, hosts);
            around = places;
            radius = (gap * 0.36)
                .min(a.min(b) * if star { 0.32 } else { 0.4 })
                .min(LARGEST);
        }
        if radius < SMALLEST {
            layout.become_field(classes);
            return layout;
        }
        layout.seats = around.into_iter().map(|at| Seat { at, radius }).collect();
        if star && let Some(server) = layout.seats.first_mut() {
            server.at = middle;
        }
        layout
    }

    fn become_field(&mut self, classes: &[usize]) {
        self.arrangement = Arrangement::Field;
        let server = Seat {
            at: Point::new(EDGE + 16.0, TOP + 6.0),
            radius: 16.0,
        };
        let groups = groups(classes);
        let heading = if groups.len() > 1 { HEADING } else { 0.0 };
        let top = server.at.y + server.radius + EDGE;
        let room_x = self.width - 2.0 * EDGE;
        let room_y = (self.height - top - EDGE - heading * groups.len() as f64).max(1.0);
        let rows = |columns: usize| -> usize {
            let of_group = |group: &Vec<usize>| group.len().div_ceil(columns);
            groups.iter().map(of_group).sum()
        };
        // The largest square cell of which enough fit.
        let (columns, cell) = (1..=classes.len().max(1))
            .map(|columns| {
                let cell = (room_x / columns as f64).min(room_y / rows(columns).max(1) as f64);
                (columns, cell)
            })
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((1, room_y));
        let left = (self.width - columns as f64 * cell) / 2.0;
        let radius = (cell * 0.42).min(LARGEST);
        self.seats = vec![server; classes.len() + 1];
        let mut y = top;
        for group in &groups {
            if heading > 0.0
                && let Some(first) = group.first()
            {
                let at = Point::new(left + cell * 0.08, y + HEADING * 0.55);
                self.headings.push((classes[*first], at));
                y += heading;
            }
            for (place, peer) in group.iter().enumerate() {
                let (column, row) = (place % columns, place / columns);
                let at = Point::new(
                    left + (column as f64 + 0.5) * cell,
                    y + (row as f64 + 0.5) * cell,
                );
                self.seats[peer + 1] = Seat { at, radius };
            }
            y += group.len().div_ceil(columns) as f64 * cell;
        }
        self.rings = radius >= SMALLEST_OF_FIELD;
        self.transfers = false;
    }

    /// The same seen from nearer.
    pub(crate) fn seen(mut self, zoom: Zoom) -> Self {
        if zoom.is_whole() {
            return self;
        }
        let size = self.size();
        for seat in &mut self.seats {
            seat.at = zoom.place(seat.at, size);
            seat.radius *= zoom.scale();
        }
        self.tracker = zoom.place(self.tracker, size);
        for (_, at) in &mut self.headings {
            *at = zoom.place(*at, size);
        }
        if self.arrangement == Arrangement::Field {
            self.rings = self
                .seats
                .iter()
                .all(|seat| seat.radius >= SMALLEST_OF_FIELD);
            let in_sight = self.seats.iter().filter(|seat| self.in_sight(seat));
            self.transfers = self.rings && in_sight.count() <= FEW;
        }
        self
    }

    /// Width and height.
    pub(crate) fn size(&self) -> Point {
        Point::new(self.width, self.height)
    }

    /// How much nearer one can look.
    pub(crate) fn most_zoom(&self) -> f64 {
        match self.arrangement {
            Arrangement::Star | Arrangement::Table => 12.0,
            Arrangement::Field => 20.0,
        }
    }

    /// Whether any of a sign is on the canvas, its badges and its name included.
    pub(crate) fn in_sight(&self, seat: &Seat) -> bool {
        let reach = seat.radius + 16.0;
        seat.at.x + reach > 0.0
            && seat.at.x - reach < self.width
            && seat.at.y + reach > 0.0
            && seat.at.y - reach < self.height
    }

    /// The host whose sign is at this place.
    pub(crate) fn on(&self, at: Point) -> Option<HostId> {
        let (host, seat) = self.nearest(at)?;
        (seat.at.distance(at) <= seat.radius).then_some(host)
    }

    /// The host whose sign is at this place, or so near that a finger may have meant it.
    pub(crate) fn hit(&self, at: Point) -> Option<HostId> {
        let (host, seat) = self.nearest(at)?;
        (seat.at.distance(at) <= seat.radius.max(FINGER)).then_some(host)
    }

    fn nearest(&self, at: Point) -> Option<(HostId, &Seat)> {
        let hosts = (0..).map(HostId).zip(&self.seats);
        hosts.min_by(|a, b| a.1.at.distance(at).total_cmp(&b.1.at.distance(at)))
    }

    /// The next host in this direction, `along` being 1 pixel long; from nobody, the server.
    pub(crate) fn neighbour(&self, of: Option<HostId>, along: Point) -> Option<HostId> {
        let Some(from) = of.and_then(|host| self.seats.get(host.index())) else {
            return (!self.seats.is_empty()).then_some(HostId::SERVER);
        };
        let way = |seat: &Seat| {
            let (dx, dy) = (seat.at.x - from.at.x, seat.at.y - from.at.y);
            let ahead = dx * along.x + dy * along.y;
            let aside = (dx * along.y - dy * along.x).abs();
            // Rather straight on than near.
            (ahead > 1.0 && aside <= ahead * 2.0).then_some(ahead + 2.0 * aside)
        };
        let hosts = (0..).map(HostId).zip(&self.seats);
        hosts
            .filter_map(|(host, seat)| Some((host, way(seat)?)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(host, _)| host)
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

/// The peers of each class, by their place in `classes`; all in one where the classes are too many.
fn groups(classes: &[usize]) -> Vec<Vec<usize>> {
    let count = classes.iter().max().map_or(1, |last| last + 1);
    if count > MOST_GROUPS {
        return vec![(0..classes.len()).collect()];
    }
    let of_class = |class| (0..classes.len()).filter(move |peer| classes[*peer] == class);
    (0..count)
        .map(|class| of_class(class).collect())
        .filter(|group: &Vec<usize>| !group.is_empty())
        .collect()
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
        self.visible_from(self.start)
    }

    /// The visible part from this part of the way on.
    pub(crate) fn visible_from(&self, s: f64) -> (Point, Point, Point) {
        let e = self.end;
        // The control point of a piece of a quadratic curve is its polar form at the two ends.
        let mix = |from: f64, control: f64, to: f64| {
            (1.0 - s) * (1.0 - e) * from + (s + e - 2.0 * s * e) * control + s * e * to
        };
        let control = Point::new(
            mix(self.from.x, self.control.x, self.to.x),
            mix(self.from.y, self.control.y, self.to.y),
        );
        (self.point(s), control, self.point(e))
    }

    /// How far a place is from the visible part.
    pub(crate) fn distance(&self, at: Point) -> f64 {
        const PIECES: u32 = 24;
        let part = |piece: u32| {
            let along = f64::from(piece) / f64::from(PIECES);
            self.point(self.start + (self.end - self.start) * along)
        };
        (0..PIECES)
            .map(|piece| distance_to_line(at, part(piece), part(piece + 1)))
            .fold(f64::INFINITY, f64::min)
    }
}

fn distance_to_line(at: Point, from: Point, to: Point) -> f64 {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let square = (dx * dx + dy * dy).max(1e-9);
    let part = (((at.x - from.x) * dx + (at.y - from.y) * dy) / square).clamp(0.0, 1.0);
    at.distance(Point::new(from.x + part * dx, from.y + part * dy))
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

    fn table(hosts: usize) -> Layout {
        Layout::new(false, &vec![0; hosts - 1], 800.0, 480.0)
    }

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
                    let layout = Layout::new(star, &vec![0; hosts - 1], width, height);
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
        let layout = table(10_001);
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
            Layout::new(false, &[0; 60], 900.0, 520.0).arrangement,
            Arrangement::Table
        );
    }

    #[test]
    fn a_touch_beside_everybody_hits_nobody() {
        let layout = table(13);
        assert_eq!(layout.hit(Point::new(400.0, 250.0)), None);
        assert_eq!(layout.hit(layout.seats[7].at), Some(HostId(7)));
    }

    #[test]
    fn an_arc_starts_and_ends_outside_the_signs() {
        let layout = table(13);
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

    #[test]
    fn classes_stand_apart_in_a_field() {
        let classes: Vec<usize> = (0..300).map(|peer| peer / 100).chain([0]).collect();
        let layout = Layout::new(false, &classes, 800.0, 480.0);
        assert_eq!(layout.arrangement, Arrangement::Field);
        assert!(inside(&layout));
        let names: Vec<usize> = layout.headings.iter().map(|(class, _)| *class).collect();
        assert_eq!(names, [0, 1, 2]);
        let y = |peer: usize| layout.seats[peer].at.y;
        // Also the peer of the first class that came last stands with its class.
        for (first, second) in [(100, 101), (301, 101), (200, 201)] {
            assert!(y(first) + HEADING < y(second), "{first} above {second}");
        }
        let many: Vec<usize> = (0..300).collect();
        let layout = Layout::new(false, &many, 800.0, 480.0);
        assert!(layout.headings.is_empty() && inside(&layout));
    }

    #[test]
    fn from_nearer_all_is_larger_and_still_hit_where_it_is_seen() {
        let near = Zoom::default().around(
            Point::new(400.0, 240.0),
            6.0,
            20.0,
            Point::new(800.0, 480.0),
        );
        let (far, close) = (table(1_001), table(1_001).seen(near));
        assert!(!far.rings && close.rings && !far.transfers && close.transfers);
        assert_eq!(close.seats[500].radius, far.seats[500].radius * 6.0);
        for host in [1, 480, 1_000].map(HostId) {
            assert_eq!(close.hit(close.seats[host.index()].at), Some(host));
        }
        let in_sight = close.seats.iter().filter(|seat| close.in_sight(seat));
        assert!((15..60).contains(&in_sight.count()));
    }

    #[test]
    fn the_arrows_lead_from_host_to_host() {
        let layout = table(13);
        let (up, down, left, right) = (
            Point::new(0.0, -1.0),
            Point::new(0.0, 1.0),
            Point::new(-1.0, 0.0),
            Point::new(1.0, 0.0),
        );
        assert_eq!(layout.neighbour(None, right), Some(HostId::SERVER));
        // The server sits on top, peer 1 to its right, peer 12 to its left.
        let server = Some(HostId::SERVER);
        assert_eq!(layout.neighbour(server, right), Some(HostId(1)));
        assert_eq!(layout.neighbour(server, left), Some(HostId(12)));
        assert_eq!(layout.neighbour(server, up), None);
        assert!(layout.neighbour(server, down).is_some());
        // Nobody is out of reach.
        let mut reached = vec![HostId::SERVER];
        let mut next = 0;
        while let Some(host) = reached.get(next).copied() {
            for way in [up, down, left, right] {
                let neighbour = layout.neighbour(Some(host), way);
                reached.extend(neighbour.filter(|host| !reached.contains(host)));
            }
            next += 1;
        }
        assert_eq!(reached.len(), 13);
    }

    #[test]
    fn a_tick_of_the_ring_is_its_chunk() {
        let seat = Seat {
            at: Point::new(100.0, 100.0),
            radius: 30.0,
        };
        let on_ring =
            |angle: f64| Point::new(100.0 + 26.1 * angle.cos(), 100.0 + 26.1 * angle.sin());
        // Chunk 0 begins on top, and they go clockwise: of 4, chunk 0 is the quarter on the upper right.
        for (chunk, angle) in [(0, -0.25), (1, 0.25), (2, 0.75), (3, -0.75)] {
            assert_eq!(seat.chunk_at(4, on_ring(angle * PI)), Some(chunk));
        }
        assert_eq!(seat.chunk_at(4, seat.at), None);
        assert_eq!(
            seat.chunk_at(1000, on_ring(0.0)),
            None,
            "too many to tell apart"
        );
        // 2 π · 26.1 / 64 = 2.56 pixels each.
        assert!((seat.pitch(64).expect("ticks") - 2.56).abs() < 0.01);
        assert_eq!(seat.pitch(65), None);
    }

    #[test]
    fn the_distance_to_an_arc_is_that_to_its_nearest_point() {
        let layout = table(13);
        let arc = layout.arc(HostId(2), HostId(9)).expect("two places");
        assert!(arc.distance(arc.point(0.5)) < 0.5);
        let from = layout.seats[2].at;
        assert!((arc.distance(from) - layout.seats[2].radius - 2.0).abs() < 1.0);
    }
}
