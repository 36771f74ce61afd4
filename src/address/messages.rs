//! What a figure in a frame and the page around it say to each other; `docs/embed.md` has the whole of it.
//!
//! Every message is an object with `p2pLab: 1`, the version, and a `type`. The page gives orders: `scenario`,
//! `play`, `pause`, `seek`. The figure says `ready`, `height`, `time`, `finished` and `answered`. All that comes
//! in is data from outside: what is not known, not well formed or not from the page around is let go without a word.

use crate::browser::{framed, window};
use gloo_events::EventListener;
use js_sys::{Object, Reflect};
use p2p_model::scenario::Scenario;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};
use yew::Callback;

/// The version of the messages; another one would be for another kind of figure.
const VERSION: f64 = 1.0;

/// No scenario is longer, in bytes.
const MOST_TEXT: usize = 20_000;

/// What the page around asks of a figure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// To show this scenario, written as in an address.
    Scenario(String),
    Play,
    Pause,
    /// To go to this time, in seconds.
    Seek(f64),
}

impl Command {
    /// An order by its type and what comes with it.
    fn of(kind: &str, scenario: Option<String>, time: Option<f64>) -> Option<Self> {
        match kind {
            "scenario" => scenario
                .filter(|text| text.len() <= MOST_TEXT)
                .map(Self::Scenario),
            "play" => Some(Self::Play),
            "pause" => Some(Self::Pause),
            "seek" => time
                .filter(|time| time.is_finite() && *time >= 0.0)
                .map(Self::Seek),
            _ => None,
        }
    }
}

/// Calls `on_command` for every order of the page around the frame, until dropped. With a `host`, only pages of that
/// origin give orders. A figure in no frame takes none.
pub(crate) fn on_command(
    host: Option<Rc<str>>,
    on_command: Callback<Command>,
) -> Option<EventListener> {
    if !framed() {
        return None;
    }
    let parent = JsValue::from(window().parent().ok()??);
    Some(on_message(Box::new(move |event| {
        if host.as_ref().is_some_and(|host| **host != *event.origin()) {
            return;
        }
        let command = body(event, &parent).and_then(|(kind, data)| {
            Command::of(&kind, text(&data, "scenario"), number(&data, "time"))
        });
        if let Some(command) = command {
            on_command.emit(command);
        }
    })))
}

/// Calls `on_height` with the height of the figure in this frame, whenever it says one, until dropped.
pub(crate) fn on_height(
    frame: impl Fn() -> Option<Window> + 'static,
    on_height: Callback<f64>,
) -> EventListener {
    /// No figure is higher, in CSS pixels.
    const MOST: f64 = 20_000.0;
    on_message(Box::new(move |event| {
        let Some(frame) = frame() else { return };
        let told = body(event, &frame.into()).filter(|(kind, _)| kind == "height");
        let height = told.and_then(|(_, data)| number(&data, "height"));
        if let Some(height) = height.filter(|height| (1.0..MOST).contains(height)) {
            on_height.emit(height);
        }
    }))
}

/// Says something to the page around the frame, if there is one; with a `host`, only to a page of that origin.
pub(crate) fn tell(host: Option<&str>, kind: &str, said: &[(&str, JsValue)]) {
    if !framed() {
        return;
    }
    let message = Object::new();
    let set = |key: &str, value: &JsValue| {
        let _ = Reflect::set(&message, &key.into(), value);
    };
    set("p2pLab", &VERSION.into());
    set("type", &kind.into());
    for (key, value) in said {
        set(key, value);
    }
    if let Ok(Some(parent)) = window().parent() {
        // Without a host any page may frame a figure and be told of it: nothing of it is a secret.
        let _ = parent.post_message(&message, host.unwrap_or("*"));
    }
}

/// The figure shows this scenario, whose run ends then, and takes orders.
pub(crate) fn tell_ready(figure: &str, host: Option<&str>, scenario: &Scenario, end: f64) {
    let said = [
        ("figure", figure.into()),
        ("scenario", scenario.to_string().into()),
        ("end", end.into()),
    ];
    tell(host, "ready", &said);
}

fn on_message(on_message: Box<dyn Fn(&MessageEvent)>) -> EventListener {
    EventListener::new(&window(), "message", move |event| {
        if let Some(event) = event.dyn_ref() {
            on_message(event);
        }
    })
}

/// The type and the body of a message of this version, if it is one and comes from this window.
fn body(event: &MessageEvent, from: &JsValue) -> Option<(String, JsValue)> {
    if event.source().map(JsValue::from).as_ref() != Some(from) {
        return None;
    }
    let data = event.data();
    let ours = number(&data, "p2pLab") == Some(VERSION);
    let kind = text(&data, "type").filter(|_| ours)?;
    Some((kind, data))
}

fn text(data: &JsValue, key: &str) -> Option<String> {
    Reflect::get(data, &key.into()).ok()?.as_string()
}

fn number(data: &JsValue, key: &str) -> Option<f64> {
    Reflect::get(data, &key.into()).ok()?.as_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn orders_are_read() {
        let scenario = Command::of("scenario", text("file=8MiB&peers=2x1Mbps/8Mbps"), None);
        assert!(
            matches!(scenario, Some(Command::Scenario(text)) if text.starts_with("file=8MiB&"))
        );
        assert_eq!(Command::of("play", None, None), Some(Command::Play));
        assert_eq!(Command::of("pause", None, Some(3.0)), Some(Command::Pause));
        assert_eq!(
            Command::of("seek", None, Some(31.4)),
            Some(Command::Seek(31.4))
        );
        // Later than any run ends: the figure stops at its end.
        assert_eq!(
            Command::of("seek", None, Some(1e300)),
            Some(Command::Seek(1e300))
        );
    }

    #[test]
    fn what_is_no_order_is_let_go() {
        for (kind, scenario, time) in [
            ("", None, None),
            ("Play", None, None),
            ("height", None, Some(1.0)),
            ("__proto__", None, None),
            ("scenario", None, Some(1.0)),
            ("scenario", Some("x".repeat(MOST_TEXT + 1)), None),
            ("seek", None, None),
            ("seek", text("3"), None),
            ("seek", None, Some(-1.0)),
            ("seek", None, Some(f64::NAN)),
            ("seek", None, Some(f64::INFINITY)),
        ] {
            assert_eq!(Command::of(kind, scenario, time), None, "{kind} {time:?}");
        }
    }
}
