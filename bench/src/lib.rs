//! The runs that `cargo xtask bench` times, natively and in a browser.

use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm;
use wasm_bindgen::prelude::*;

/// Plays a scenario, keeping figures only, and returns the hash of the run.
///
/// # Panics
/// Where the text is no scenario, or one too large.
#[wasm_bindgen]
#[must_use]
pub fn figures(text: &str) -> u64 {
    let outcome = swarm::outcome(&scenario(text), Architecture::P2p);
    outcome.expect("the scenario is small enough").hash
}

/// Plays a scenario, keeping its history, and returns the hash of the run.
///
/// # Panics
/// Where the text is no scenario, or one too large.
#[wasm_bindgen]
#[must_use]
pub fn history(text: &str) -> u64 {
    let trace = swarm::simulate(&scenario(text), Architecture::P2p);
    trace.expect("the scenario is small enough").hash()
}

fn scenario(text: &str) -> Scenario {
    text.parse().expect("the text is a scenario")
}
