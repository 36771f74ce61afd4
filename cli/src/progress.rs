//! How far the runs are, on standard error: a bar with the time left where a person looks at it.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that is not there where standard error is no terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Of so much work, in peers times chunks.
    pub(crate) fn new(work: u64) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(work), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:30} {percent:>3} %, {msg}about {eta} left");
        // The template is a constant, and a test draws it.
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.tick();
        Progress { bar }
    }

    /// Whether anybody sees it.
    pub(crate) fn is_live(&self) -> bool {
        !self.bar.is_hidden()
    }

    /// Says so much more is done.
    pub(crate) fn add(&self, work: u64) {
        self.bar.inc(work);
    }

    /// Says what is done, in words.
    pub(crate) fn say(&self, words: String) {
        self.bar.set_message(words);
    }

    /// Writes something else, out of the way of the bar. Meanwhile the bar cannot be changed.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
