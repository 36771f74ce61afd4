//! How long the download of each peer took, against what it uploads.

use super::{Marks, Place, colour_of, counted};
use crate::drawing::axes::{
    Axes, Failed, Filling, Sign, Style, TOP, inside, key, nice_above, some_length, stamp, time_text,
};
use crate::drawing::palette::Colour;
use crate::drawing::shape::Shape;
use crate::drawing::table::{Cell, Table};
use crate::drawing::words::capital;
use p2p_model::bounds::Architecture;
use p2p_model::swarm::{Download, HostId, Trace, finish_by_upload};
use p2p_model::units::{BitRate, Prefix, Seconds};
use plotters::coord::Shift;
use plotters::prelude::*;

/// How far from a sign a finger still means it, in CSS pixels.
const REACH: f64 = 24.0;

/// The cross of a peer that never has the file, around its place, for a radius of 1.
const CROSS: [(f64, f64); 12] = [
    (-1.0, -0.6),
    (-0.6, -1.0),
    (0.0, -0.4),
    (0.6, -1.0),
    (1.0, -0.6),
    (0.4, 0.0),
    (1.0, 0.6),
    (0.6, 1.0),
    (0.0, 0.4),
    (-0.6, 1.0),
    (-1.0, 0.6),
    (-0.4, 0.0),
];

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UploadFinish {
    /// Of the peers that came, by number.
    pub(crate) downloads: Vec<Download>,
    /// The class of each host, the server first.
    classes: Vec<Option<usize>>,
    architecture: Architecture,
    prefix: Prefix,
    /// What each class had when the first peer finished, as a sentence.
    shares: Option<String>,
    /// The ends of the axes: bits per second, and seconds.
    right: f64,
    top: f64,
}

/// What stands for a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stands {
    /// The class's shape; hollow if it uploads nothing.
    Done {
        class: usize,
        hollow: bool,
    },
    Never,
}

impl UploadFinish {
    pub(crate) fn of(trace: &Trace) -> Self {
        let downloads = finish_by_upload(trace);
        let first_finish = trace.outcome().first_finish.as_ref();
        let limited = downloads.iter().filter(|peer| !peer.up.is_unlimited());
        let fastest = limited.map(|peer| peer.up.bps()).fold(0.0, f64::max);
        let times = downloads.iter().filter_map(|peer| peer.time);
        let longest = times.map(|time| time.0).fold(0.0, f64::max);
        Self {
            classes: trace.hosts().iter().map(|host| host.class).collect(),
            architecture: trace.architecture(),
            prefix: trace.scenario().prefix,
            shares: first_finish.and_then(|first| first.sentence(trace.scenario())),
            // Not an easy number: its label would have no room at the edge.
            right: some_length(fastest * 1.08),
            top: nice_above(longest * 1.04),
            downloads,
        }
    }

    fn class(&self, peer: HostId) -> usize {
        self.classes
            .get(peer.index())
            .copied()
            .flatten()
            .unwrap_or(0)
    }

    fn stands(&self, download: &Download) -> Stands {
        match download.time {
            Some(_) => Stands::Done {
                class: self.class(download.peer),
                hollow: download.up.0 == 0,
            },
            None => Stands::Never,
        }
    }

    /// Where a peer is in the units of the axes: without a time, on the upper edge; with an unlimited upload, on the
    /// right one.
    fn at(&self, download: &Download) -> (f64, f64) {
        let time = download.time.map_or(self.top, |time| time.0);
        (download.up.bps().min(self.right), time)
    }

    fn with_axes<T>(&self, draw: impl FnOnce(&Axes) -> T) -> T {
        let prefix = self.prefix;
        draw(&Axes {
            // Room for the signs at 0.
            x: -self.right / 24.0..self.right,
            y: 0.0..self.top,
            top: TOP,
            x_name: "upload rate of the peer",
            y_name: "time to download the file",
            x_text: &|bps| rate_text(*bps, prefix),
            y_text: &time_text,
            x_labels: 10,
            y_labels: 5,
            ruled: true,
        })
    }

    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        let plane = self.with_axes(|axes| axes.draw(area, look))?;
        let colour = RGBColor::from(colour_of(self.architecture, look.palette));
        let radius = if self.downloads.len() > 200 { 3.0 } else { 5.0 };
        // Signs that would cover each other exactly are drawn once: a large swarm has thousands.
        let mut signs: Vec<((i32, i32), Stands)> = self
            .downloads
            .iter()
            .map(|download| {
                let place = plane.plotting_area().map_coordinate(&self.at(download));
                (place, self.stands(download))
            })
            .collect();
        signs.sort_unstable();
        signs.dedup();
        for (place, stands) in signs {
            let (corners, filling, colour) = sign(stands, colour, look);
            stamp(area, place, &corners, radius, filling, colour, look)?;
        }
        key(area, &self.entries(colour, look), look)?;
        area.present()
    }

    /// The key: the classes where there are several, and the signs that need words.
    fn entries(&self, colour: RGBColor, look: &Style) -> Vec<(Sign, RGBColor, String)> {
        let mut kinds: Vec<Stands> = self
            .downloads
            .iter()
            .map(|peer| self.stands(peer))
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        let several = self.classes.iter().flatten().max() > Some(&0);
        kinds
            .into_iter()
            .filter_map(|kind| {
                let name = match kind {
                    Stands::Done {
                        class,
                        hollow: false,
                    } if several => format!("class {}", class + 1),
                    Stands::Done { hollow: false, .. } => return None,
                    Stands::Done {
                        class,
                        hollow: true,
                    } if several => {
                        format!("class {}, uploads nothing", class + 1)
                    }
                    Stands::Done { hollow: true, .. } => "uploads nothing".to_owned(),
                    Stands::Never => "never has the file".to_owned(),
                };
                let (corners, filling, colour) = sign(kind, colour, look);
                Some((Sign::Shape(corners, filling), colour, name))
            })
            .collect()
    }

    pub(super) fn mark<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        marks: &Marks,
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        let mut plane = self.with_axes(|axes| axes.plane(area, look))?;
        let hosts = [
            (marks.pointed.host, &look.palette.wait),
            (marks.here.host, &look.palette.ink),
        ];
        for (host, colour) in hosts {
            let Some(download) = self.download(host) else {
                continue;
            };
            let ring = |colour: &Colour, width: f64| {
                let style = RGBColor::from(colour).stroke_width(look.size(width));
                Circle::new(self.at(download), look.size(10.0), style)
            };
            plane.draw_series([ring(&look.palette.paper, 5.0), ring(colour, 2.0)])?;
        }
        Ok(())
    }

    fn download(&self, host: Option<HostId>) -> Option<&Download> {
        let host = host?;
        self.downloads.iter().find(|download| download.peer == host)
    }

    pub(super) fn sentence(&self) -> String {
        let mut rates: Vec<u64> = self.downloads.iter().map(|peer| peer.up.0).collect();
        rates.sort_unstable();
        rates.dedup();
        let took = |up: u64| {
            let peers = || self.downloads.iter().filter(move |peer| peer.up.0 == up);
            let mut times: Vec<f64> = peers().filter_map(|peer| Some(peer.time?.0)).collect();
            times.sort_unstable_by(f64::total_cmp);
            let human = |time: f64| Seconds(time).human();
            let never = peers().count() - times.len();
            match (times.as_slice(), never) {
                ([], _) => "never have the file".to_owned(),
                ([time], 0) => format!("take {}", human(*time)),
                ([first, .., last], 0) => format!("take {} to {}", human(*first), human(*last)),
                ([.., last], never) => {
                    format!(
                        "take up to {}, and {never} never have the file",
                        human(*last)
                    )
                }
            }
        };
        let rate = |up: u64| match up {
            0 => "nothing".to_owned(),
            up => BitRate(up).human(self.prefix),
        };
        let shares = self
            .shares
            .iter()
            .map(|shares| format!(" {}.", capital(shares)));
        let shares: String = shares.collect();
        let times = match rates.as_slice() {
            [] => "No peer has joined.".to_owned(),
            [up] => format!("Peers that upload {} {}.", rate(*up), took(*up)),
            [slow, .., fast] => format!(
                "Peers that upload {} {}; peers that upload {} {}.",
                rate(*slow),
                took(*slow),
                rate(*fast),
                took(*fast)
            ),
        };
        times + &shares
    }

    pub(super) fn reading(&self, at: &Place) -> String {
        let Some(Download {
            peer,
            up,
            time,
            rate,
        }) = self.download(at.host)
        else {
            return format!(
                "{}; select one to mark it in all charts.",
                counted(self.downloads.len(), "peer", "peers")
            );
        };
        let class = if self.classes.iter().flatten().max() > Some(&0) {
            format!(", class {}", self.class(*peer) + 1)
        } else {
            String::new()
        };
        let took = match time {
            Some(time) => format!("has the whole file {} after it joined", time.human()),
            None => "never has the whole file".to_owned(),
        };
        let traded = rate.map_or_else(String::new, |rate| {
            format!(
                ", and received at {} until the first peer finished",
                rate.human(self.prefix)
            )
        });
        format!(
            "Peer {}{class}: {} up; {took}{traded}.",
            peer.0,
            up.human(self.prefix)
        )
    }

    pub(super) fn table(&self) -> Table {
        let mut table = Table::new([
            ("peer", ""),
            ("class", ""),
            ("upload rate", "b/s"),
            ("time to download", "s"),
            ("rate until the first peer finished", "b/s"),
        ]);
        let row = |download: &Download| {
            vec![
                Cell::Number(download.peer.0.into()),
                Cell::Number(self.class(download.peer) as u64 + 1),
                Cell::Rate(download.up),
                download.time.map_or(Cell::None, |time| Cell::Time(time.0)),
                download.rate.map_or(Cell::None, Cell::Rate),
            ]
        };
        table.rows = self.downloads.iter().map(row).collect();
        table
    }

    /// The peer nearest to a point, if one is near enough.
    pub(super) fn place(&self, (x, y): (f64, f64), (width, height): (f64, f64)) -> Place {
        let [left, top, wide, high] = inside(width, height);
        let away = |download: &Download| {
            let (up, time) = self.at(download);
            let (start, end) = self.with_axes(|axes| (axes.x.start, axes.x.end));
            let right = left + wide * (up - start) / (end - start);
            let down = top + high * (1.0 - time / self.top);
            (right - x).hypot(down - y)
        };
        let nearest = self
            .downloads
            .iter()
            .map(|download| (away(download), download.peer))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|(away, _)| *away <= REACH);
        Place {
            host: nearest.map(|(_, peer)| peer),
            ..Place::default()
        }
    }
}

/// The corners, filling and colour of what stands for a peer.
fn sign(stands: Stands, colour: RGBColor, look: &Style) -> (Vec<(f64, f64)>, Filling, RGBColor) {
    match stands {
        Stands::Done { class, hollow } => {
            let filling = if hollow {
                Filling::Hollow
            } else {
                Filling::Full
            };
            (Shape::of_class(class).points().collect(), filling, colour)
        }
        Stands::Never => (
            CROSS.to_vec(),
            Filling::Full,
            RGBColor::from(&look.palette.ink),
        ),
    }
}

/// A rate beside the axis, which begins a little below 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float cast saturates.
fn rate_text(bps: f64, prefix: Prefix) -> String {
    if bps < 0.0 {
        String::new()
    } else if bps < 0.5 {
        "0".to_owned()
    } else {
        BitRate(bps.round() as u64).human(prefix)
    }
}
