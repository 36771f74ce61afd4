//! The text form of a scenario: what it means, what it forgives, and that nothing is lost in it.
//!
//! ```text
//! meaning   what a text means, and what it forgives
//! faults    what is wrong with one, and what is kept of it
//! lossless  nothing is lost by writing and reading any scenario
//! ```

mod faults;
mod lossless;
mod meaning;

use p2p_model::scenario::Scenario;

const SMALL: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

/// Checks that a text means a scenario, exactly.
fn check_means(text: &str, expected: &Scenario) {
    assert_eq!(text.parse().as_ref(), Ok(expected), "{text}");
}

/// Checks that a text has one fault, at `key`, whose message contains each of `says`, and that the
/// rest of the text is taken as `kept` has it.
fn check_fault(text: &str, key: &str, says: &[&str], kept: &str) {
    let (scenario, faults) = Scenario::read(text);
    let [fault] = faults.as_slice() else {
        panic!("{text} should have one fault: {faults:?}");
    };
    assert_eq!(fault.key(), key, "{fault}");
    for part in says {
        assert!(fault.to_string().contains(part), "{fault} | {part}");
    }
    assert_eq!(
        scenario.to_string(),
        kept.parse::<Scenario>().expect(kept).to_string()
    );
    assert_eq!(scenario.validate(), Ok(()));
}

/// Checks that a text is read without a fault, as another one is.
fn check_same(text: &str, same: &str) {
    let (scenario, faults) = Scenario::read(text);
    assert_eq!(faults, [], "{text}");
    let right: Scenario = same.parse().expect(same);
    assert_eq!(scenario, right, "{text}");
    // And what it prints is read the same.
    assert_eq!(scenario.to_string().parse(), Ok(right), "{text}");
}
