//! A scenario: everything that decides a run, as one plain value with a text form.
//!
//! ```text
//! "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7" ◀──write / read──▶ Scenario
//!
//! value ─▶ error ─▶ list ─▶ form ─▶ keys ─▶ peers, acts ─▶ check, write, changed, read    each uses some before it
//! ```
//!
//! The text names a scenario everywhere: in links, presets, tests and on the command line.
//! [`Scenario::read`] takes any text and always gives a valid scenario, with a fault for each value
//! it could not take; `str::parse` takes right texts only. [`Scenario::validate`] checks once, at
//! the edge, what the bounds and the swarm then rely on.
//!
//! A new value is a field of [`Scenario`] or [`Rules`] and a row of [`keys`]: what can be written, read, checked and
//! varied goes over that table.

mod acts;
mod changed;
mod check;
mod error;
mod form;
mod keys;
mod list;
mod peers;
mod presets;
mod read;
mod value;
mod write;

pub use changed::{Change, changed};
pub use error::{ClassPart, Fault, Place, ScenarioError, ScenarioErrors};
pub(crate) use form::{Kind, Number};
pub use keys::{KEYS, Key};
pub use presets::{PRESETS, Preset};
pub use value::*;
