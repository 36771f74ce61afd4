//! Whether a scenario can be computed and played: every value in its range.

use super::error::{Place, ScenarioError, note};
use super::keys::{KEYS, Takes};
use super::value::Scenario;
use super::{acts, form, peers};

impl Scenario {
    /// Checks that the scenario can be computed and played, and reports every fault at once.
    ///
    /// # Errors
    /// Every value that is out of its range, in the order of the text.
    pub fn validate(&self) -> Result<(), Vec<ScenarioError>> {
        let mut faults = Vec::new();
        for key in &KEYS {
            match &key.takes {
                Takes::One(forms, field) => {
                    let result = form::check(forms, (field.get)(self));
                    note(&mut faults, Place::Key(key.name), result);
                }
                Takes::Peers => peers::check(&self.peers, &mut faults),
                Takes::Acts => acts::check(self, &mut faults),
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}
