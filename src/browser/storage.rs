//! What is kept in this browser: every key there is, in one place.
//!
//! Storage may be refused (privacy settings, `<iframe sandbox="allow-scripts">`) or full. Then a value stays as long
//! as its page. What is read may have been written by anyone: it is data. Another tab may write at any time, so who
//! changes a value reads it first, and who shows it follows it with [`use_stored`].

use super::{folder, storage, window};
use gloo_events::EventListener;
use std::cell::RefCell;
use web_sys::Event;
use yew::prelude::*;

/// The event of forgetting everything; `static/update.js` listens to it too.
const CLEAR: &str = "p2p-lab:clear";

/// Something that is kept. Everything of the same origin sees the keys too, other copies of P2P Lab among it: hence
/// the prefix of each, and the folder behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// The theme that was chosen.
    Theme,
    /// How far a reader is in Learn.
    Progress,
    /// What has been answered in Practice.
    Practice,
}

impl Key {
    /// All of them, as the reader is told of them.
    pub(crate) const ALL: [Self; 3] = [Self::Theme, Self::Progress, Self::Practice];

    /// Its name in the storage, for the copy in this folder.
    fn name_in(self, folder: &str) -> String {
        format!("{} {folder}", self.name())
    }

    /// Its name wherever the copy is.
    fn name(self) -> &'static str {
        match self {
            Self::Theme => "p2p-lab.theme",
            Self::Progress => "p2p-lab.progress",
            Self::Practice => "p2p-lab.practice",
        }
    }

    /// What it keeps, for the reader.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::Theme => "the theme you chose",
            Self::Progress => "how far you are in Learn, and your answers there",
            Self::Practice => "your answers in Practice",
        }
    }
}

/// Takes what a version has kept that knew of no other copy. The first copy that starts has it: whose it was, nobody
/// can tell, and what is taken by one copy only is cleared by that copy.
pub(crate) fn adopt() {
    let Some(storage) = storage() else { return };
    for key in Key::ALL {
        if let Ok(Some(value)) = storage.get_item(key.name())
            && (get(key).is_some() || set(key, &value))
        {
            let _ = storage.remove_item(key.name());
        }
    }
}

thread_local! {
    /// What the browser did not take, by the places of the keys.
    static REFUSED: RefCell<[Option<String>; Key::ALL.len()]> = RefCell::default();
}

/// Reads a value.
pub(crate) fn get(key: Key) -> Option<String> {
    let refused = REFUSED.with_borrow(|refused| refused[key as usize].clone());
    refused.or_else(|| storage()?.get_item(&key.name_in(&folder())).ok()?)
}

/// Keeps a value, and says whether the browser took it; else it stays as long as its page.
pub(crate) fn set(key: Key, value: &str) -> bool {
    let name = key.name_in(&folder());
    let taken = storage().is_some_and(|storage| storage.set_item(&name, value).is_ok());
    let refused = (!taken).then(|| value.to_owned());
    REFUSED.with_borrow_mut(|all| all[key as usize] = refused);
    taken
}

/// Forgets a value.
fn remove(key: Key) {
    REFUSED.with_borrow_mut(|all| all[key as usize] = None);
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key.name_in(&folder()));
    }
}

/// A value that is read anew whenever it may have changed: in another tab, while the page lay in the browser's
/// history, or because everything was forgotten.
#[hook]
pub(crate) fn use_stored<T: PartialEq + 'static>(read: fn() -> T) -> UseStateHandle<T> {
    let value = use_state_eq(read);
    let setter = value.setter();
    use_effect_with((), move |()| {
        let listeners = ["storage", "pageshow", CLEAR].map(|event| {
            let setter = setter.clone();
            EventListener::new(&window(), event, move |_| setter.set(read()))
        });
        move || drop(listeners)
    });
    value
}

/// Forgets everything, and lets `static/update.js` do the same with the site's copy for use offline.
pub(crate) fn clear() {
    Key::ALL.into_iter().for_each(remove);
    if let Ok(event) = Event::new(CLEAR) {
        let _ = window().dispatch_event(&event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_every_copy_has_a_name_of_its_own_with_the_prefix() {
        let folders = ["/", "/a/", "/b/"];
        let of = |folder| Key::ALL.map(|key| key.name_in(folder));
        let mut names = folders.map(of).concat();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), folders.len() * Key::ALL.len());
        assert!(names.iter().all(|name| name.starts_with("p2p-lab.")));
    }
}
