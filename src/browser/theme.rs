//! Light or dark: what the reader chose, and what is in force.

use super::document;
use super::storage::{self, Key};

/// What tells the style sheet which of them to take.
const ATTRIBUTE: &str = "data-theme";

/// What a reader may choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Dark ink on light paper.
    Light,
    /// The other way round.
    Dark,
}

impl Theme {
    /// All of them, in the order of the switch.
    pub(crate) const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The name on the switch.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Auto => "Auto",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The reader's choice of last time.
    pub(crate) fn remembered() -> Self {
        let name = storage::get(Key::Theme);
        Self::ALL
            .into_iter()
            .find(|theme| name.as_deref() == Some(theme.name()))
            .unwrap_or_default()
    }

    /// Shows the page so, and remembers it.
    pub(crate) fn apply(self, remember: bool) {
        if remember {
            storage::set(Key::Theme, self.name());
        }
        let Some(root) = document().document_element() else {
            return;
        };
        // The style sheet knows what `light` and `dark` are; without the attribute the system decides.
        let _ = match self {
            Self::Auto => root.remove_attribute(ATTRIBUTE),
            Self::Light => root.set_attribute(ATTRIBUTE, "light"),
            Self::Dark => root.set_attribute(ATTRIBUTE, "dark"),
        };
    }
}

/// Light or dark paper in place of what is in force, until dropped.
pub(crate) struct Paper {
    before: Option<String>,
}

impl Paper {
    /// Takes it.
    pub(crate) fn take(dark: bool) -> Self {
        let root = document().document_element();
        let before = root.as_ref().and_then(|root| root.get_attribute(ATTRIBUTE));
        if let Some(root) = root {
            let _ = root.set_attribute(ATTRIBUTE, if dark { "dark" } else { "light" });
        }
        Self { before }
    }
}

impl Drop for Paper {
    fn drop(&mut self) {
        if let Some(root) = document().document_element() {
            let _ = match &self.before {
                Some(before) => root.set_attribute(ATTRIBUTE, before),
                None => root.remove_attribute(ATTRIBUTE),
            };
        }
    }
}
