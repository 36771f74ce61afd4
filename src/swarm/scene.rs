//! The swarm as it is taken away: the pictures that the figure shows, side by side, at one instant.

use crate::address::view::Select;
use crate::drawing::palette::Palette;
use crate::drawing::pen::{Pen, Point};
use crate::drawing::save::Moving;
use crate::drawing::sheet::Sheet;
use crate::drawing::words::clock;
use crate::swarm::host_table::host_lines;
use crate::swarm::picture::draw::Picture;
use crate::swarm::picture::layout::Layout;
use crate::swarm::picture::{Handed, handed};
use p2p_model::bounds::Architecture;
use p2p_model::swarm::{Snapshot, Trace};
use p2p_model::units::Seconds;
use std::rc::Rc;

/// Height of the line over each picture, in CSS pixels.
const HEADING: f64 = 26.0;

/// Empty margin around each picture, in CSS pixels.
const MARGIN: f64 = 12.0;

/// The swarm figure at one instant.
pub(crate) struct Scene {
    /// The runs, each at the instant.
    runs: Vec<(Rc<Trace>, Snapshot)>,
    shown: Vec<Shown>,
    select: Option<Select>,
    linger: Seconds,
    time: f64,
    /// When the last run ends, in seconds.
    end: f64,
    /// Seconds of the run to one of a film.
    speed: f64,
}

/// One of its pictures.
struct Shown {
    name: String,
    run: usize,
    /// The run that it is held against.
    against: Option<usize>,
    dot_bits: Option<f64>,
    handed: Vec<Handed>,
}

impl Scene {
    /// An empty one.
    pub(crate) fn new(time: f64, select: Option<Select>, linger: Seconds, speed: f64) -> Self {
        Self {
            runs: Vec::new(),
            shown: Vec::new(),
            select,
            linger,
            time,
            end: 0.0,
            speed,
        }
    }

    /// Shows one more run, perhaps held against another one.
    pub(crate) fn show(
        &mut self,
        name: String,
        trace: &Rc<Trace>,
        against: Option<&Rc<Trace>>,
        dot_bits: Option<f64>,
    ) {
        self.end = self.end.max(trace.end().0);
        let time = Seconds(self.time);
        let mut add = |trace: &Rc<Trace>| {
            self.runs.push((trace.clone(), trace.at(time)));
            self.runs.len() - 1
        };
        let shown = Shown {
            name,
            run: add(trace),
            against: against.map(add),
            dot_bits,
            handed: match self.select {
                Some(Select::Chunk(chunk)) => handed(trace, chunk),
                _ => Vec::new(),
            },
        };
        self.shown.push(shown);
    }

    /// All hosts at this instant as comma-separated values.
    pub(crate) fn csv(&self) -> String {
        let mut text = String::new();
        for line in self.texts().iter().chain([&self.title()]) {
            text += &format!("# {}\n", line.replace('\u{a0}', " "));
        }
        for (index, shown) in self.shown.iter().enumerate() {
            let (trace, snapshot) = &self.runs[shown.run];
            host_lines(&mut text, index == 0, &shown.name, trace, snapshot);
        }
        text
    }

    fn draw_one(
        &self,
        sheet: Sheet,
        shown: &Shown,
        size: (f64, f64),
        palette: &Palette,
        font: &str,
    ) {
        let (trace, snapshot) = &self.runs[shown.run];
        let star = trace.architecture() == Architecture::ClientServer;
        let (colour, ink) = if star {
            (&palette.client_server, &palette.client_server_ink)
        } else {
            (&palette.p2p, &palette.p2p_ink)
        };
        let heading = format!("{}  {}", shown.name, clock(self.time));
        Pen::new(sheet, font).label(&heading, Point::new(0.0, 8.0), "left", 15.0, &ink.css);
        let peers = trace.hosts().iter().skip(1);
        let classes: Vec<usize> = peers.map(|peer| peer.class.unwrap_or(0)).collect();
        let layout = Layout::new(star, &classes, size.0, size.1 - HEADING);
        sheet.shift(0.0, HEADING);
        Picture {
            trace,
            snapshot,
            against: shown.against.map(|run| {
                let (trace, snapshot) = &self.runs[run];
                (&**trace, snapshot)
            }),
            layout: &layout,
            palette,
            colour,
            selected: self.select,
            handed: &shown.handed,
            dot_bits: shown.dot_bits,
            linger: self.linger,
            font,
        }
        .draw_on(sheet);
        sheet.shift_back();
    }
}

impl Moving for Scene {
    fn time(&self) -> f64 {
        self.time
    }

    fn end(&self) -> f64 {
        self.end
    }

    fn speed(&self) -> f64 {
        self.speed
    }

    fn move_to(&mut self, time: f64) {
        self.time = time.min(self.end);
        for (trace, snapshot) in &mut self.runs {
            trace.move_to(snapshot, Seconds(self.time));
        }
    }

    fn title(&self) -> String {
        format!("The swarm at {}", clock(self.time))
    }

    fn texts(&self) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for shown in &self.shown {
            let scenario = self.runs[shown.run].0.scenario();
            // Client–server and P2P share one.
            let text = match shown.against {
                None => format!("P2P Lab {scenario}"),
                Some(_) => format!("{}: {scenario}", shown.name),
            };
            if texts.last() != Some(&text) {
                texts.push(text);
            }
        }
        texts
    }

    fn draw(&self, sheet: Sheet, (width, height): (f64, f64), palette: &Palette, font: &str) {
        // Above each other where the sheet is upright.
        let count = self.shown.len().max(1) as f64;
        let (wide, high) = if width > height {
            (width / count, height)
        } else {
            (width, height / count)
        };
        for (index, shown) in self.shown.iter().enumerate() {
            let at = index as f64;
            let (x, y) = if width > height {
                (at * wide, 0.0)
            } else {
                (0.0, at * high)
            };
            sheet.shift(x + MARGIN, y + MARGIN);
            let size = (wide - 2.0 * MARGIN, high - 2.0 * MARGIN);
            self.draw_one(sheet, shown, size, palette, font);
            sheet.shift_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::palette::Colour;
    use crate::drawing::sheet::Svg;
    use p2p_model::scenario::Scenario;
    use p2p_model::swarm::{HostId, simulate};

    fn scene(text: &str, architecture: Architecture, time: f64, select: Option<Select>) -> Scene {
        let (scenario, faults) = Scenario::read(text);
        assert_eq!(faults, []);
        let trace = Rc::new(simulate(&scenario, architecture).expect("small"));
        let mut scene = Scene::new(time, select, Seconds(1.0), 1.0);
        scene.show("A & <B>".to_owned(), &trace, None, Some(1e6));
        scene
    }

    fn drawn(scene: &Scene) -> String {
        let svg = Svg::new();
        let palette = Palette {
            ink: Colour::hex("#1c1e20"),
            ..Palette::default()
        };
        scene.draw(Sheet::Svg(&svg), (800.0, 600.0), &palette, "sans-serif");
        svg.into_text()
    }

    #[test]
    fn the_swarm_is_drawn_as_svg_with_every_peer() {
        let text = "file=8MiB&server=4Mbps&peers=8x1Mbps/8Mbps,4x0/8Mbps&seed=7";
        for (architecture, select) in [
            (Architecture::P2p, None),
            (Architecture::P2p, Some(Select::Host(HostId(3)))),
            (Architecture::P2p, Some(Select::Chunk(2))),
            (Architecture::ClientServer, None),
        ] {
            let drawn = drawn(&scene(text, architecture, 20.0, select));
            for peer in 1..=12 {
                assert!(drawn.contains(&format!(">{peer}</text>")), "no peer {peer}");
            }
            assert_eq!(
                drawn.contains(">tracker</text>"),
                architecture == Architecture::P2p
            );
            assert!(
                drawn.contains("A &amp; &lt;B&gt;  20.0"),
                "the name is not escaped"
            );
            assert_eq!(drawn.matches("<g ").count(), drawn.matches("</g>").count());
            assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
        }
    }

    #[test]
    fn a_large_swarm_is_a_field_in_svg_too() {
        let scene = scene(
            "file=1MiB&peers=400x1Mbps/8Mbps",
            Architecture::P2p,
            5.0,
            None,
        );
        assert!(drawn(&scene).contains(">server</text>"));
    }

    #[test]
    fn the_table_has_a_line_for_each_host_and_as_many_cells_in_each() {
        let mut scene = scene(
            "file=1MiB&peers=3x1Mbps/8Mbps,1x0/8Mbps",
            Architecture::P2p,
            0.0,
            None,
        );
        scene.move_to(2.0);
        let csv = scene.csv();
        let lines: Vec<&str> = csv.lines().collect();
        assert!(lines[0].starts_with("# P2P Lab file=1MiB&"), "{csv}");
        assert_eq!(lines[1], "# The swarm at 2.0 s");
        assert_eq!(lines.len(), 3 + 5, "{csv}");
        let cells = lines[2].split(',').count();
        for line in &lines[3..] {
            assert_eq!(line.split(',').count(), cells, "{line}");
        }
    }
}
