//! Long work in slices, so that the page never waits.

use super::{IN_BROWSER, now};
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// How long a slice may keep the page busy, in milliseconds.
const SLICE: f64 = 8.0;

/// Events of a run between two looks at the clock.
pub(crate) const EVENTS: u64 = 64;

/// So many slices are asked for at once. From then on each asks for the next: a timer that was set by a timer waits
/// four milliseconds, in which the browser does what else it has to do.
const AT_ONCE: usize = 6;

/// Begins a slice: what it gives says whether its time is over.
pub(crate) fn slice() -> impl Fn() -> bool {
    let begun = now();
    move || now() - begun >= SLICE
}

/// Work under way; it ends when this is dropped.
pub(crate) struct Work(#[allow(dead_code)] Rc<Inner>); // Kept for its drop.

struct Inner {
    slice: RefCell<Box<dyn FnMut() -> bool>>,
    timers: RefCell<VecDeque<Timeout>>,
}

impl Work {
    /// Calls `slice`, which does a little of it and says whether there is more to do, until there is not. On the host,
    /// which has no timers, at once.
    pub(crate) fn start(mut slice: impl FnMut() -> bool + 'static) -> Self {
        if !IN_BROWSER {
            while slice() {}
        }
        let inner = Rc::new(Inner {
            slice: RefCell::new(Box::new(slice)),
            timers: RefCell::default(),
        });
        if IN_BROWSER {
            (0..AT_ONCE).for_each(|_| inner.ask());
        }
        Self(inner)
    }
}

impl Inner {
    /// Asks for one more slice.
    fn ask(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let timer = Timeout::new(0, move || {
            if let Some(work) = weak.upgrade() {
                work.next();
            }
        });
        self.timers.borrow_mut().push_back(timer);
    }

    fn next(self: &Rc<Self>) {
        // Timers end in their order: this was the first.
        let _this = self.timers.borrow_mut().pop_front();
        let more = self.slice.borrow_mut()();
        let mut timers = self.timers.borrow_mut();
        if !more {
            timers.clear();
        } else if timers.is_empty() {
            drop(timers);
            self.ask();
        }
    }
}
