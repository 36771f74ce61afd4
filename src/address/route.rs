//! The address: which page, which scenario, which view of it, all in the URL fragment.
//!
//! ```text
//! #/lab?file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7&t=31.4s&select=7
//!   page └────────────── the scenario's own text ───────┘ └─ the view ────┘
//! ```
//!
//! The model reads the scenario; the keys of the [`View`], and of the [`Options`] of a figure in a frame, are
//! taken out first. What mail, chats and course systems do to a link on its way is undone in [`delivered`].

use crate::address::faults::{Faults, quoted};
use crate::address::figures::{Figure, Query, no_figure};
use crate::address::names::Section;
use crate::address::options::Options;
use crate::address::view::View;

/// A page of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// The lecture as an article with live figures, from its beginning or at a section.
    Learn(Option<Section>),
    /// Everything at once, for a free hand.
    Lab,
    /// Exercises, with their worked answers.
    Practice,
    /// A figure, set up for a course page.
    Teach,
    /// One figure with no page around it, for a frame in another page.
    Embed(Figure),
}

impl Default for Page {
    fn default() -> Self {
        Self::Learn(None)
    }
}

impl Page {
    /// The path in the fragment, as in `#/lab`.
    fn path(self) -> String {
        match self {
            Self::Learn(None) => "/learn".to_owned(),
            Self::Learn(Some(section)) => format!("/learn/{}", section.slug()),
            Self::Lab => "/lab".to_owned(),
            Self::Practice => "/practice".to_owned(),
            Self::Teach => "/teach".to_owned(),
            Self::Embed(figure) => format!("/embed/{}", figure.entry().name),
        }
    }

    /// The pages that the navigation leads to, in its order, by their names.
    pub(crate) const ALL: [(Self, &'static str); 4] = [
        (Self::Learn(None), "Learn"),
        (Self::Lab, "Lab"),
        (Self::Practice, "Practice"),
        (Self::Teach, "Teach"),
    ];

    /// What a window with it is called.
    pub(crate) fn title(self) -> String {
        if let Self::Learn(Some(section)) = self {
            return format!("{} · Learn · P2P Lab", section.title());
        }
        let named = Self::ALL.iter().find(|(page, _)| *page == self);
        let name = match self {
            Self::Embed(figure) => figure.entry().title,
            _ => named.map_or("", |(_, name)| name),
        };
        format!("{name} · P2P Lab")
    }

    /// The page without the place in it.
    pub(crate) fn whole(self) -> Self {
        match self {
            Self::Learn(_) => Self::Learn(None),
            page => page,
        }
    }

    /// What the query in its address says; that of Teach is the query of the figure set up there.
    pub(crate) fn query(self, options: &Options) -> Query {
        match self {
            Self::Learn(_) => Query::Nothing,
            Self::Lab => Query::Scenario,
            Self::Practice => Query::Set,
            Self::Teach => options.figure.query(),
            Self::Embed(figure) => figure.query(),
        }
    }

    /// Whether its address says how a figure is set up.
    pub(crate) fn has_options(self) -> bool {
        matches!(self, Self::Teach | Self::Embed(_))
    }

    fn find(path: &str) -> Option<Self> {
        let path = path.strip_suffix('/').unwrap_or(path);
        if let Some(name) = path.strip_prefix("/embed/") {
            return Figure::find(name).map(Self::Embed);
        }
        match path {
            "" | "/learn" => Some(Self::Learn(None)),
            "/lab" => Some(Self::Lab),
            "/practice" => Some(Self::Practice),
            "/teach" => Some(Self::Teach),
            _ => {
                let section = Section::find(path.strip_prefix("/learn/")?)?;
                Some(Self::Learn(Some(section)))
            }
        }
    }
}

/// A fragment, taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Address {
    /// The page.
    pub(crate) page: Page,
    /// The query without the view's keys, decoded: the text of a scenario where the page has one.
    pub(crate) query: String,
    /// How it is looked at.
    pub(crate) view: View,
    /// How a figure in a frame is set up.
    pub(crate) options: Options,
    /// What is wrong with the page's name, the view or the options.
    pub(crate) faults: Faults,
}

impl Address {
    /// Takes a fragment apart, with or without its `#`. Whatever it says, there is a page.
    pub(crate) fn read(fragment: &str) -> Self {
        let (path, parts) = super::delivered::read(fragment);
        let mut address = Self::default();
        match Page::find(&path.to_ascii_lowercase()) {
            Some(page) => address.page = page,
            // In a frame there is room for a figure, and not for Lab.
            None if path.starts_with("/embed/") => {
                address.page = Page::Embed(Figure::default());
                address.faults.push(no_figure(&path["/embed/".len()..]));
            }
            None if path.starts_with("/learn/") => address.faults.push(format!(
                "Learn has no section `#{}`. This is Learn from its beginning, `#/learn`.",
                quoted(&path)
            )),
            None => {
                // Whatever scenario is in the address is kept there.
                address.page = Page::Lab;
                address.faults.push(format!(
                    "There is no page `#{}`. This is Lab, `#/lab`.",
                    quoted(&path)
                ));
            }
        }
        // Teach may name its figure later.
        let has_view = address.page.query(&address.options) == Query::Scenario;
        let mut rest = Vec::new();
        for part in parts {
            match part.split_once('=') {
                Some((key, value)) if has_view && View::KEYS.contains(&key) => {
                    address.faults.extend(address.view.set(key, value).err());
                }
                Some((key, value))
                    if address.page.has_options() && Options::KEYS.contains(&key) =>
                {
                    address.faults.extend(address.options.set(key, value).err());
                }
                _ => rest.push(part),
            }
        }
        if let Page::Embed(figure) = address.page {
            address.options.figure = figure;
        }
        address.query = rest.join("&");
        address
    }
}

/// The fragment of a page with this query and these options, with its `#`.
pub(crate) fn with_options(page: Page, query: &str, options: &Options) -> String {
    let options = match page {
        Page::Teach => options.text_with_figure(),
        Page::Embed(_) => options.text(),
        _ => String::new(),
    };
    with_query(page, &[query, &options].concat())
}

/// The fragment of a page with this query, with its `#`.
pub(crate) fn with_query(page: Page, query: &str) -> String {
    let query = query.trim_start_matches('&');
    let mark = if query.is_empty() { "" } else { "?" };
    format!("#{}{mark}{query}", page.path())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::view::{Select, Show};
    use p2p_model::swarm::HostId;
    use p2p_model::units::Seconds;

    #[test]
    fn an_address_comes_apart_into_page_scenario_and_view() {
        let address =
            Address::read("#/lab?file=8MiB&t=31.4s&peers=12x1Mbps/8Mbps&select=7&show=both");
        assert_eq!(address.page, Page::Lab);
        assert_eq!(address.query, "file=8MiB&peers=12x1Mbps/8Mbps");
        assert_eq!(
            address.view,
            View {
                time: Seconds(31.4),
                select: Some(Select::Host(HostId(7))),
                show: Show::Both,
                what_if: None,
            }
        );
        assert!(address.faults.is_empty());
    }

    #[test]
    fn an_address_survives_writing_and_reading() {
        for text in [
            "#/learn",
            "#/learn/chunks",
            "#/practice?kinds=bounds&seed=7",
            "#/teach?file=8MiB",
            "#/lab",
            "#/lab?file=8MiB",
            "#/embed/bounds?file=15Gb&peers=10x1Mbps/2Mbps",
            "#/embed/swarm?seed=7&t=0.25s&select=server&show=client-server",
            "#/embed/race?seed=7&t=3s&controls=none&play=1&theme=dark",
            "#/embed/upload-finish?controls=all&host=https://course.example",
            "#/teach?seed=7&t=3s&play=1&figure=swarm",
            "#/embed/learn/chunks?theme=dark",
            "#/embed/practice?kinds=bounds&seed=7&controls=none",
            "#/teach?kinds=bounds&seed=7&figure=practice",
            "#/lab?seed=7&select=server-12&if=pick:random&show=other",
            "#/lab?t=3s&select=chunk17&if=at:30s:leave:7",
        ] {
            let address = Address::read(text);
            assert_eq!(
                with_options(
                    address.page,
                    &[address.query, address.view.text()].concat(),
                    &address.options
                ),
                text
            );
        }
    }

    #[test]
    fn no_fragment_is_learn_without_a_complaint() {
        for text in ["", "#", "#/", "#/learn/"] {
            let address = Address::read(text);
            assert_eq!(
                (address.page, address.faults.len()),
                (Page::Learn(None), 0),
                "{text}"
            );
        }
    }

    #[test]
    fn a_page_without_a_scenario_keeps_its_query_whole() {
        let address = Address::read("#/practice?kinds=bounds&t=soon&seed=7");
        assert_eq!(address.page, Page::Practice);
        assert_eq!(address.query, "kinds=bounds&t=soon&seed=7");
        assert_eq!(address.faults.len(), 0);
    }

    #[test]
    fn an_unknown_page_is_named_and_lab_shown() {
        let address = Address::read("#/labb?file=8MiB");
        assert_eq!(address.page, Page::Lab);
        assert_eq!(address.query, "file=8MiB");
        assert!(
            address.faults.told()[0].contains("/labb"),
            "{:?}",
            address.faults
        );
    }

    #[test]
    fn an_unknown_figure_is_named_and_another_shown_in_its_frame() {
        let address = Address::read("#/embed/rac?file=8MiB");
        assert_eq!(address.page, Page::Embed(Figure::Race));
        assert_eq!(address.query, "file=8MiB");
        assert!(
            address.faults.told()[0].contains("`\u{2068}rac\u{2069}`"),
            "{:?}",
            address.faults
        );
    }

    #[test]
    fn an_unknown_section_is_named_and_learn_shown() {
        let address = Address::read("#/learn/chunk");
        assert_eq!(address.page, Page::Learn(None));
        assert!(
            address.faults.told()[0].contains("/learn/chunk"),
            "{:?}",
            address.faults
        );
    }

    #[test]
    fn lab_has_no_options_of_a_frame() {
        let address = Address::read("#/lab?controls=none&file=8MiB");
        assert_eq!(address.options, Options::default());
        assert_eq!(address.query, "controls=none&file=8MiB");
    }

    #[test]
    fn wrong_view_values_are_named_and_left_out() {
        let address = Address::read("#/lab?t=soon&select=0&show=all&file=8MiB");
        assert_eq!(address.view, View::default());
        assert_eq!(address.faults.len(), 3);
        assert_eq!(address.query, "file=8MiB");
    }
}
