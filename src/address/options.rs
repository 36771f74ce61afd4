//! How a figure in a frame is set up: `&controls=none&play=1&theme=dark`.

use super::faults::quoted;
use super::figures::{Figure, no_figure};
use crate::browser::theme::Theme;
use std::rc::Rc;

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
pub(crate) const PLAY: Choices = &[("0", "Paused"), ("1", "Playing")];

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
