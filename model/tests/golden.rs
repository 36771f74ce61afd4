//! The same text gives the same run everywhere: the hashes in `golden.csv` hold in debug and in release builds, and
//! the browser tests hold the page to them, in WebAssembly.
//!
//! They change when a rule changes, on purpose only: `cargo test -p p2p-model --test golden -- --nocapture` prints the
//! lines as they would be.

use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm;

#[test]
fn every_scenario_has_its_hash() {
    let mut differ = Vec::new();
    for line in include_str!("golden.csv").lines().skip(1) {
        let (text, hash) = line.rsplit_once(',').expect("a text and a hash");
        let scenario: Scenario = text
            .parse()
            .unwrap_or_else(|faults| panic!("{text}: {faults}"));
        assert_eq!(scenario.to_string(), text, "the text is the scenario's own");
        let outcome = swarm::outcome(&scenario, Architecture::P2p).expect("small enough");
        println!("{text},{:016x}", outcome.hash);
        if format!("{:016x}", outcome.hash) != hash {
            differ.push(text);
        }
    }
    assert!(differ.is_empty(), "other runs than before: {differ:#?}");
}
