//! Figures that stand alone in a frame of another page: which there are, and how one is set up.
//!
//! ```text
//! #/embed/race?file=8MiB&peers=12x1Mbps/8Mbps&t=31.4s&controls=none&play=1&theme=dark
//!   figure └───────── scenario and view ────────────┘ └────── the options ──────┘
//! ```
//!
//! What the frame and the page around it say to each other is in [`messages`]; what a course author copies, in [`lines`].

pub(crate) mod lines;
pub(crate) mod messages;

use crate::charts::Kind;
use crate::faults::quoted;
use crate::pages::learn::Section;
use crate::theme::Theme;
use std::rc::Rc;

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
    Chart(Kind),
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

const fn chart(kind: Kind) -> Entry {
    entry(Figure::Chart(kind), kind.id(), kind.title(), 620)
}

const fn section(place: usize) -> Entry {
    let (section, name, title) = Section::figure(place);
    entry(Figure::Section(section), name, title, 1200)
}

/// All figures, in the order in which they are offered.
pub(crate) const FIGURES: &[Entry] = &[
    entry(Figure::Race, "race", "Race: client–server against P2P", 900),
    entry(Figure::Swarm, "swarm", "A BitTorrent swarm", 900),
    entry(
        Figure::Bounds,
        "bounds",
        "The least time: formulas and chart",
        1000,
    ),
    entry(
        Figure::DistributionTime,
        "distribution-time",
        "The least time against the number of peers",
        620,
    ),
    chart(Kind::Completed),
    chart(Kind::Copies),
    chart(Kind::UploadFinish),
    chart(Kind::UploadUse),
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
    pub(crate) fn chart(self) -> Option<Kind> {
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

/// How much of the scenario a reader of a frame may change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Controls {
    /// Nothing; the clock and what is looked at are the reader's all the same.
    None,
    /// The example, the file, the server and the peers.
    #[default]
    Some,
    /// All that Lab has.
    All,
}

/// What an option can be: as it is called in addresses, and on the page.
pub(crate) type Choices = &'static [(&'static str, &'static str)];

/// For `controls`, in the order of [`Controls`].
pub(crate) const CONTROLS: Choices = &[
    ("none", "Nothing"),
    ("some", "File, server and peers"),
    ("all", "Everything"),
];

/// For `play`: no, and yes.
pub(crate) const PLAY: Choices = &[("0", "It stands still"), ("1", "It plays")];

/// For `theme`, in the order of [`Theme`].
pub(crate) const THEMES: Choices = &[
    ("auto", "As the reader’s system"),
    ("light", "Light"),
    ("dark", "Dark"),
];

/// How a figure in a frame is set up.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Options {
    /// Key `figure` on the page Teach; in a frame, the page's own.
    pub(crate) figure: Figure,
    /// Key `controls`.
    pub(crate) controls: Controls,
    /// Key `play`: whether it plays as soon as it can.
    pub(crate) play: bool,
    /// Key `theme`: of this frame only, and never kept.
    pub(crate) theme: Theme,
    /// Key `host`: the origin of the only page that may steer the figure and is told of it; of any, unless given.
    pub(crate) host: Option<Rc<str>>,
}

impl Options {
    /// Their keys in an address.
    pub(crate) const KEYS: [&str; 5] = ["figure", "controls", "play", "theme", "host"];

    /// The options' part of the address of a frame; empty for the usual ones.
    pub(crate) fn text(&self) -> String {
        let usual = Self::default();
        let mut text = String::new();
        let mut put = |key: &str, value: &str| text.extend(["&", key, "=", value]);
        if self.controls != usual.controls {
            put("controls", CONTROLS[self.controls as usize].0);
        }
        if self.play {
            put("play", "1");
        }
        if self.theme != usual.theme {
            put("theme", THEMES[self.theme as usize].0);
        }
        if let Some(host) = self.host.as_deref().filter(|host| !host.is_empty()) {
            put("host", host);
        }
        text
    }

    /// The options' part of the address of Teach.
    pub(crate) fn text_with_figure(&self) -> String {
        let text = self.text();
        match self.figure {
            Figure::Race => text,
            figure => text + "&figure=" + figure.entry().name,
        }
    }

    /// Takes one `key=value` of an address; says what is wrong with it.
    pub(crate) fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "figure" => {
                self.figure = Figure::find(value).ok_or_else(|| no_figure(value))?;
            }
            "controls" => {
                let all = [Controls::None, Controls::Some, Controls::All];
                self.controls = all[chosen(CONTROLS, key, value)?];
            }
            "play" => self.play = chosen(PLAY, key, value)? == 1,
            "theme" => self.theme = Theme::ALL[chosen(THEMES, key, value)?],
            _ => {
                let fits = is_origin(value);
                // What cannot be an origin pins the figure to nobody, and not to everybody.
                self.host = Some(if fits { value } else { "" }.into());
                if !fits {
                    return Err(format!(
                        "`host={}`: this is the origin of the page around the figure, \
                         such as `https://course.example`. No page can steer the figure.",
                        quoted(value)
                    ));
                }
            }
        }
        Ok(())
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

/// Which of these a value is, or what is wrong with it.
fn chosen(choices: Choices, key: &str, value: &str) -> Result<usize, String> {
    let chosen = choices.iter().position(|(name, _)| *name == value);
    chosen.ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let names = names.join("`, `");
        format!(
            "`{key}={}`: this is one of `{names}`. It is as usual.",
            quoted(value)
        )
    })
}

/// Scheme, host and port, and nothing else.
fn is_origin(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        !host.is_empty() && host.len() < 256 && host.bytes().all(plain)
    })
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

    #[test]
    fn options_read_as_they_write() {
        for text in [
            "",
            "&controls=none",
            "&controls=all&play=1&theme=dark&host=https://course.example:8443",
            "&theme=light&figure=upload-use",
        ] {
            let mut options = Options::default();
            for part in text.split('&').filter(|part| !part.is_empty()) {
                let (key, value) = part.split_once('=').expect("key=value");
                options.set(key, value).expect(part);
            }
            assert_eq!(options.text_with_figure(), text);
        }
    }

    #[test]
    fn wrong_options_are_named_and_change_nothing() {
        for (key, value) in [
            ("figure", "learn"),
            ("controls", "some,all"),
            ("controls", ""),
            ("play", "yes"),
            ("theme", "Dark"),
        ] {
            let mut options = Options::default();
            let fault = options.set(key, value).expect_err(value);
            assert!(fault.contains(value), "{fault}");
            assert_eq!(options, Options::default(), "{key}={value}");
        }
    }

    #[test]
    fn a_host_that_is_no_origin_pins_the_figure_to_nobody() {
        for host in [
            "course.example",
            "https://",
            "https://course.example/",
            "https://course.example/page",
            "javascript:alert(1)",
            "*",
            "null",
        ] {
            let mut options = Options::default();
            assert!(options.set("host", host).is_err(), "{host}");
            assert_eq!(options.host.as_deref(), Some(""));
            assert_eq!(options.text(), "");
        }
    }
}
