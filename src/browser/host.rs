//! What the app asks of the page while it renders, answered on the host, where tests render pages without a browser:
//! a wide window with nothing stored, at an address that the test sets.

use std::cell::RefCell;
use web_sys::Storage;

/// Whether there is a browser, and so timers, canvases and events.
pub(crate) const IN_BROWSER: bool = false;

/// What a test decides.
#[derive(Clone, Debug, Default)]
pub(crate) struct Host {
    /// The fragment of the address with its `#`.
    pub(crate) fragment: String,
    pub(crate) framed: bool,
    pub(crate) sandboxed: bool,
    /// Whether the folds are open that the reader opens.
    pub(crate) open_folds: bool,
}

thread_local! {
    static HOST: RefCell<Host> = RefCell::default();
}

/// Answers like this from now on, on this thread.
#[cfg(all(test, feature = "ssr"))]
pub(crate) fn answer_like(host: Host) {
    HOST.set(host);
}

fn ask<T>(question: impl FnOnce(&Host) -> T) -> T {
    HOST.with_borrow(question)
}

pub(crate) fn rendering() {}

/// Time stands still: whatever is done in slices of time is done in one.
pub(crate) fn now() -> f64 {
    0.0
}

pub(crate) fn address() -> String {
    format!("http://localhost/p2p-lab/{}", fragment())
}

pub(crate) fn fragment() -> String {
    ask(|host| host.fragment.clone())
}

pub(crate) fn folder() -> String {
    "/p2p-lab/".to_owned()
}

pub(crate) fn framed() -> bool {
    ask(|host| host.framed)
}

pub(crate) fn sandboxed() -> bool {
    ask(|host| host.sandboxed)
}

pub(crate) fn storage() -> Option<Storage> {
    None
}

/// A wide window of somebody who asks for nothing special.
pub(crate) fn media(query: &str) -> bool {
    query.starts_with("(min-width") || (query == super::NEVER && ask(|host| host.open_folds))
}

pub(crate) fn width() -> Option<f64> {
    Some(1440.0)
}

pub(crate) fn meta(_name: &str) -> Option<String> {
    Some("1.9 MB".to_owned())
}
