//! The scenario as a file: saved, opened, or dropped on the page.

use crate::browser::sandbox::elsewhere;
use crate::browser::{FileBytes, download, rendering, sandboxed, window};
use crate::scenario::file;
use crate::scenario::file::{Contents, EXTENSION, MOST_BYTES};
use crate::scenario::presets::preset_of;
use gloo_events::{EventListener, EventListenerOptions};
use p2p_model::scenario::Scenario;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, File, HtmlInputElement};
use yew::prelude::*;

/// A file that was read: its name, and what it holds.
pub(crate) type Opened = (Rc<str>, Contents);

#[derive(PartialEq, Properties)]
pub(crate) struct FileButtonsProps {
    pub(crate) scenario: Rc<Scenario>,
    pub(crate) on_open: Callback<Opened>,
}

/// The buttons that save and open a file.
#[component]
pub(crate) fn FileButtons(props: &FileButtonsProps) -> Html {
    rendering();
    let field = use_node_ref();
    let read = use_reading(&props.on_open);
    let on_save = {
        let scenario = props.scenario.clone();
        Callback::from(move |_: MouseEvent| save(&scenario))
    };
    let on_press = {
        let field = field.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                field.click();
            }
        })
    };
    let on_choose = Callback::from(move |event: Event| {
        let field = event.target_unchecked_into::<HtmlInputElement>();
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            read.emit(file);
        }
        // So that the same file can be chosen again.
        field.set_value("");
    });
    html! {
        <div class="file-buttons">
            if sandboxed() {
                { elsewhere("save files") }
            } else {
                <button type="button" class="button" onclick={on_save}>{ "Save scenario" }</button>
            }
            <button type="button" class="button" onclick={on_press}>{ "Open scenario…" }</button>
            <input ref={field} id="open-file" type="file" accept=".txt,text/plain" hidden=true
                aria-label="Scenario file" onchange={on_choose} />
            <p class="hint">{ "Or drop a scenario file anywhere on the page." }</p>
        </div>
    }
}

fn save(scenario: &Scenario) {
    let preset = preset_of(scenario);
    let name = preset.map_or("scenario", |preset| preset.name);
    let text = file::write(scenario, preset.map(|preset| preset.title));
    // A browser that refuses says so itself.
    let _ = download(&format!("{name}{EXTENSION}"), "text/plain", text.as_bytes());
}

#[derive(PartialEq, Properties)]
pub(crate) struct DropZoneProps {
    pub(crate) on_open: Callback<Opened>,
}

/// The whole page takes files and texts that are dropped on it, and says so while one is held over it.
#[component]
pub(crate) fn DropZone(props: &DropZoneProps) -> Html {
    rendering();
    let over = use_state_eq(|| false);
    let read = use_reading(&props.on_open);
    {
        let (over, on_open) = (over.setter(), props.on_open.clone());
        use_effect_with((), move |()| {
            let listeners = watch_drops(
                move |is_over| over.set(is_over),
                move |dropped| match dropped {
                    Dropped::File(file) => read.emit(file),
                    Dropped::Text(text) => on_open.emit(("the text".into(), file::read(&text))),
                },
            );
            move || drop(listeners)
        });
    }
    html! {
        if *over {
            <div class="drop-zone" aria-hidden="true"><p>{ "Drop the scenario here to open it" }</p></div>
        }
    }
}

/// Reads a file and tells what is in it. Only the last one counts.
#[hook]
fn use_reading(on_open: &Callback<Opened>) -> Callback<File> {
    let under_way = use_mut_ref(|| None::<FileBytes>);
    use_callback(on_open.clone(), move |file: File, on_open| {
        let name: Rc<str> = file.name().into();
        let on_open = on_open.clone();
        let tell = move |bytes: Option<Vec<u8>>| {
            let contents = bytes.map_or_else(
                || Err("The browser cannot read it.".to_owned()),
                file::read_bytes,
            );
            on_open.emit((name.clone(), contents));
        };
        *under_way.borrow_mut() = FileBytes::new(&file, MOST_BYTES as f64 + 1.0, tell);
    })
}

/// What can be dropped.
enum Dropped {
    File(File),
    Text(String),
}

/// Tells whether something is held over the page that can be dropped, and what is.
fn watch_drops(
    on_over: impl Fn(bool) + 'static,
    on_drop: impl Fn(Dropped) + 'static,
) -> [EventListener; 6] {
    let on_over = Rc::new(on_over);
    // What is dragged from a place of the page to another is not for us.
    let own = Rc::new(std::cell::Cell::new(false));
    let listen = |kind: &'static str, act: Box<dyn Fn(&DragEvent)>| {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window(), kind, options, move |event| {
            if let Some(event) = event.dyn_ref::<DragEvent>() {
                act(event);
            }
        })
    };
    let set_own = |value: bool| {
        let own = own.clone();
        Box::new(move |_: &DragEvent| own.set(value))
    };
    let hold = || {
        let (own, on_over) = (own.clone(), on_over.clone());
        Box::new(move |event: &DragEvent| {
            if !own.get() && takes(event) {
                event.prevent_default();
                on_over(true);
            }
        })
    };
    let leave = {
        let on_over = on_over.clone();
        Box::new(move |event: &DragEvent| {
            // From one element to the next is no leaving.
            if event.related_target().is_none() {
                on_over(false);
            }
        })
    };
    let take = {
        let (own, on_over) = (own.clone(), on_over.clone());
        Box::new(move |event: &DragEvent| {
            on_over(false);
            if own.get() || !takes(event) {
                return;
            }
            event.prevent_default();
            if let Some(dropped) = dropped(event) {
                on_drop(dropped);
            }
        })
    };
    [
        listen("dragstart", set_own(true)),
        listen("dragend", set_own(false)),
        listen("dragenter", hold()),
        listen("dragover", hold()),
        listen("dragleave", leave),
        listen("drop", take),
    ]
}

/// Whether what is held over the page is a file, or a text that no field takes.
fn takes(event: &DragEvent) -> bool {
    let Some(data) = event.data_transfer() else {
        return false;
    };
    let holds = |kind: &str| data.types().includes(&kind.into(), 0);
    let field = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.closest("input, textarea").ok().flatten().is_some());
    holds("Files") || (holds("text/plain") && !field)
}

fn dropped(event: &DragEvent) -> Option<Dropped> {
    let data = event.data_transfer()?;
    match data.files().and_then(|files| files.get(0)) {
        Some(file) => Some(Dropped::File(file)),
        None => data.get_data("text/plain").ok().map(Dropped::Text),
    }
}
