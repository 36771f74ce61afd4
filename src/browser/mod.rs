//! All that touches web-sys. What pages ask while they render is in `page.rs`, and in `host.rs` for a machine without a
//! browser; the rest happens in effects and callbacks, which only a browser has. Everything taken is given back on drop.

pub(crate) mod copy;
pub(crate) mod fold;
#[cfg_attr(not(target_arch = "wasm32"), path = "host.rs")]
mod page;
pub(crate) mod sandbox;
pub(crate) mod storage;
pub(crate) mod theme;
pub(crate) mod work;

pub(crate) use page::*;

use gloo_events::EventListener;
pub(crate) use gloo_file::callbacks::FileReader;
use gloo_timers::callback::{Interval, Timeout};
use js_sys::{Array, Function, Uint8Array};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, Event, HtmlAnchorElement, HtmlElement,
    IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit, MediaQueryList,
    ResizeObserver, Url, Window,
};

/// The window the app runs in.
pub(crate) fn window() -> Window {
    web_sys::window().expect("the app runs in a window")
}

/// The document the app is in.
pub(crate) fn document() -> Document {
    window().document().expect("a window has a document")
}

/// A whole number below a million, drawn by the browser.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Below a million.
pub(crate) fn random_seed() -> u64 {
    (js_sys::Math::random() * 1e6) as u64
}

/// Puts the focus on the page's main part. A fragment would be taken for a page, so it is moved by hand.
pub(crate) fn focus_main() {
    let main = document().get_element_by_id("main");
    if let Some(main) = main.and_then(|main| main.dyn_into::<HtmlElement>().ok()) {
        let _ = main.focus();
    }
}

/// Pixels of the screen to one of CSS.
pub(crate) fn pixel_ratio() -> f64 {
    let ratio = window().device_pixel_ratio();
    if ratio.is_finite() && ratio > 0.0 {
        ratio.min(4.0)
    } else {
        1.0
    }
}

/// Copies what is selected. The old way: it works from `file:` and in frames too.
pub(crate) fn copy_selection() -> bool {
    let document = document().dyn_into::<web_sys::HtmlDocument>();
    document.is_ok_and(|document| document.exec_command("copy").unwrap_or(false))
}

/// Reads at most `most` bytes of a file that the reader chose; `None` to `on_read` where the browser cannot. Dropped, it
/// gives up.
pub(crate) fn read_bytes(
    file: &Blob,
    most: u64,
    on_read: impl FnOnce(Option<Vec<u8>>) + 'static,
) -> FileReader {
    let start = gloo_file::Blob::from(file.clone()).slice(0, most);
    gloo_file::callbacks::read_as_bytes(&start, |bytes| on_read(bytes.ok()))
}

/// The event of more or fewer pixels of the screen to one of CSS.
const PIXELS: &str = "p2p-lab:pixels";

/// Tells the window of a zoom or of another screen, for as long as the page is there. Asked for four times a second:
/// a media query tells of it late in some browsers, and observers of sizes not at all where the sizes stay.
pub(crate) fn tell_pixels() {
    const PAUSE: u32 = 250;
    let before = Cell::new(pixel_ratio());
    let ask = move || {
        let now = pixel_ratio();
        if before.replace(now) != now
            && let Ok(event) = Event::new(PIXELS)
        {
            let _ = window().dispatch_event(&event);
        }
    };
    Interval::new(PAUSE, ask).forget();
}

/// Tells when an element changes its size in CSS pixels or in those of the screen; once at the start too.
pub(crate) struct ResizeWatch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut(Array)>,
    _pixels: EventListener,
}

impl ResizeWatch {
    /// Watches `element` until dropped.
    pub(crate) fn new(element: &Element, on_resize: impl Fn() + 'static) -> Option<Self> {
        let on_resize = Rc::new(on_resize);
        let on_pixels = on_resize.clone();
        let callback = Closure::<dyn FnMut(Array)>::new(move |_| on_resize());
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref::<Function>()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _callback: callback,
            _pixels: EventListener::new(&window(), PIXELS, move |_| on_pixels()),
        })
    }
}

impl Drop for ResizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Tells which of some elements come into view and leave it.
pub(crate) struct InView {
    observer: IntersectionObserver,
    _callback: Closure<dyn FnMut(Array)>,
}

impl InView {
    /// Watches `elements` until dropped, in the window less `margin`, as in CSS. Gives each by its place.
    pub(crate) fn new(
        elements: impl IntoIterator<Item = Element>,
        margin: &str,
        on_change: impl Fn(usize, bool) + 'static,
    ) -> Option<Self> {
        let elements: Vec<Element> = elements.into_iter().collect();
        let watched = elements.clone();
        let callback = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            for entry in entries.iter() {
                let entry: IntersectionObserverEntry = entry.unchecked_into();
                let target = entry.target();
                if let Some(place) = watched.iter().position(|element| *element == target) {
                    on_change(place, entry.is_intersecting());
                }
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(margin);
        let function = callback.as_ref().unchecked_ref::<Function>();
        let observer = IntersectionObserver::new_with_options(function, &options).ok()?;
        elements
            .iter()
            .for_each(|element| observer.observe(element));
        Some(Self {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for InView {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn media_list(query: &str) -> Option<MediaQueryList> {
    window().match_media(query).ok()?
}

/// Calls `on_change` whenever the answer to a media query changes, until dropped.
pub(crate) fn watch_media(query: &str, on_change: impl Fn() + 'static) -> Option<EventListener> {
    let list = media_list(query)?;
    Some(EventListener::new(&list, "change", move |_| on_change()))
}

/// A media query that never holds.
pub(crate) const NEVER: &str = "not all";

/// What people ask for who want less motion.
pub(crate) const REDUCED_MOTION: &str = "(prefers-reduced-motion: reduce)";

/// Lets the reader save some bytes as a file of this name.
pub(crate) fn download(name: &str, mime: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(bytes));
    download_blob(
        name,
        &Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?,
    )
}

/// Lets the reader save a blob as a file of this name.
pub(crate) fn download_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    /// By then the browser has begun to save, in milliseconds.
    const SAVING: u32 = 60_000;
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Timeout::new(SAVING, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}
