//! Figures that stand alone in a frame of another page: which there are, and how one is set up.
//!
//! ```text
//! #/embed/race?file=8MiB&peers=12x1Mbps/8Mbps&t=31.4s&controls=none&play=1&theme=dark
//!   figure └───────── scenario and view ────────────┘ └────── the options ──────┘
//! ```
//!
//! What the frame and the page around it say to each other is in [`messages`]; what a course author copies, in [`lines`].

use crate::address::faults::quoted;
use crate::address::names::{ChartKind, Section};

/// A figure that can stand by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Figure {
    /// Client–server and the swarm on one clock.
    #[default]
    Race,
    /// The swarm alone.
    Swarm,
    /// Both bounds: formulas, chart, table.
    Bounds,
    /// The chart of the bounds against the number of peers.
    DistributionTime,
    /// A chart of a run.
    Chart(ChartKind),
    /// A section of Learn.
    Section(Section),
    /// A set of exercises.
    Practice,
}

/// What the query in an address says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Query {
    /// A scenario, and how it is looked at.
    Scenario,
    /// A set of exercises.
    Set,
    Nothing,
}

/// What is known of a figure.
pub(crate) struct Entry {
    pub(crate) figure: Figure,
    /// In addresses.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// Some height in CSS pixels, for a frame that has not been told any yet.
    pub(crate) height: u64,
}

const fn entry(figure: Figure, name: &'static str, title: &'static str, height: u64) -> Entry {
    Entry {
        figure,
        name,
        title,
        height,
    }
}

const fn chart(kind: ChartKind) -> Entry {
    entry(Figure::Chart(kind), kind.id(), kind.title(), 620)
}

const fn section(place: usize) -> Entry {
    let section = Section(place);
    entry(
        Figure::Section(section),
        section.figure(),
        section.title(),
        1200,
    )
}

/// All figures, in the order in which they are offered.
pub(crate) const FIGURES: &[Entry] = &[
    entry(Figure::Race, "race", "Race: client–server against P2P", 900),
    entry(Figure::Swarm, "swarm", "A BitTorrent swarm", 900),
    entry(
        Figure::Bounds,
        "bounds",
        "The lower bounds: formulas and chart",
        1000,
    ),
    entry(
        Figure::DistributionTime,
        "distribution-time",
        "The lower bounds against the number of peers",
        620,
    ),
    chart(ChartKind::Completed),
    chart(ChartKind::Copies),
    chart(ChartKind::UploadFinish),
    chart(ChartKind::UploadUse),
    entry(Figure::Practice, "practice", "Exercises", 800),
    section(0),
    section(1),
    section(2),
    section(3),
    section(4),
    section(5),
    section(6),
    section(7),
];

// None is forgotten.
const _: () = assert!(Section::COUNT == 8);

impl Figure {
    /// What is known of it.
    pub(crate) fn entry(self) -> &'static Entry {
        let known = FIGURES.iter().find(|entry| entry.figure == self);
        known.unwrap_or(&FIGURES[0])
    }

    /// The figure of this name.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let known = FIGURES.iter().find(|entry| entry.name == name);
        known.map(|entry| entry.figure)
    }

    /// The chart that it is of a run, if it is one.
    pub(crate) fn chart(self) -> Option<ChartKind> {
        match self {
            Self::Chart(kind) => Some(kind),
            _ => None,
        }
    }

    /// What its address says of it.
    pub(crate) fn query(self) -> Query {
        match self {
            Self::Section(_) => Query::Nothing,
            Self::Practice => Query::Set,
            _ => Query::Scenario,
        }
    }

    /// Whether it shows a run, which has a clock.
    pub(crate) fn has_clock(self) -> bool {
        matches!(self, Self::Race | Self::Swarm | Self::Chart(_))
    }
}

/// What is wrong with the name of a figure.
pub(crate) fn no_figure(name: &str) -> String {
    let names: Vec<&str> = FIGURES.iter().map(|entry| entry.name).collect();
    format!(
        "There is no figure `{}`. There are: {}.",
        quoted(name),
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_found_by_its_name() {
        for entry in FIGURES {
            assert_eq!(Figure::find(entry.name), Some(entry.figure));
            assert_eq!(entry.figure.entry().name, entry.name);
        }
        assert_eq!(Figure::find("rac"), None);
    }
}
