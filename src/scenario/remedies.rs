//! What would make a scenario fit that is too large to be played, with a button for each.

use crate::browser::focus_main;
use crate::scenario::field::Field;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::Fit;
use std::rc::Rc;
use yew::prelude::*;

/// A sentence and buttons; nothing where the scenario fits.
pub(crate) fn remedies(scenario: &Scenario, on_edit: &Callback<(Field, Rc<Scenario>)>) -> Html {
    let Some(fit) = Fit::of(scenario) else {
        return html! {};
    };
    html! {
        <div class="remedies">
            <p>{ sentence(scenario, &fit) }</p>
            { for changes(scenario, &fit).into_iter().map(|(name, field, next)| {
                // The button goes with its use, so the focus goes elsewhere.
                let on_click = on_edit.reform(move |_: MouseEvent| {
                    focus_main();
                    (field, next.clone())
                });
                html! { <button type="button" class="button" onclick={on_click}>{ name }</button> }
            }) }
        </div>
    }
}

/// How large would be fine.
fn sentence(scenario: &Scenario, fit: &Fit) -> String {
    let (peers, chunks) = (scenario.peer_count(), scenario.chunk_count());
    let by_peers = match fit.peers {
        0 => format!("A file of {chunks} chunks is too large for even one peer"),
        most => format!("With {chunks} chunks, up to {most} peers fit"),
    };
    match fit.chunk {
        None => format!("{by_peers}; {peers} peers are too many for any size of chunk."),
        Some(size) => format!(
            "{by_peers}; with {peers} peers, chunks of {} or more do.",
            size.human(scenario.prefix)
        ),
    }
}

/// The changes that one press can make: what the button says, and the scenario with it.
fn changes(scenario: &Scenario, fit: &Fit) -> Vec<(String, Field, Rc<Scenario>)> {
    let chunk = fit.chunk.map(|size| {
        let name = format!("Use chunks of {}", size.human(scenario.prefix));
        (name, Field::Chunk, size.text(scenario.prefix))
    });
    // Of several classes the reader knows best which one to make smaller.
    let peers = (scenario.peers.len() == 1 && fit.peers > 0).then(|| {
        let name = format!("Use {} peers", fit.peers);
        (name, Field::Count(0), fit.peers.to_string())
    });
    let possible = |(name, field, text): (String, Field, String)| {
        // With fewer peers, some act may have nobody left to act on.
        let next = field.edit(scenario, &text).ok()?;
        Some((name, field, Rc::new(next)))
    };
    chunk
        .into_iter()
        .chain(peers)
        .filter_map(possible)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (String, Vec<String>) {
        let (scenario, faults) = Scenario::read(text);
        assert_eq!(faults, []);
        let fit = Fit::of(&scenario).expect("too large");
        let changes = changes(&scenario, &fit);
        for (name, _, next) in &changes {
            assert_eq!(Fit::of(next), None, "{name}");
        }
        let names = changes.into_iter().map(|(name, ..)| name);
        let plain = |text: String| text.replace('\u{a0}', " ");
        (plain(sentence(&scenario, &fit)), names.map(plain).collect())
    }

    #[test]
    fn each_change_that_is_offered_makes_it_fit() {
        assert_eq!(
            told("peers=10000x1Mbps/8Mbps"),
            (
                "With 32 chunks, up to 6250 peers fit; with 10000 peers, chunks of 512 KiB or more do.".to_owned(),
                vec!["Use chunks of 512 KiB".to_owned(), "Use 6250 peers".to_owned()],
            )
        );
        // Peer 9000 is to leave, so it has to stay until then.
        assert_eq!(told("peers=10000x1Mbps/8Mbps&at=1s:leave:9000").1.len(), 1);
        assert_eq!(told("peers=5000x1Mbps/8Mbps,5000x0/8Mbps").1.len(), 1);
    }

    #[test]
    fn where_only_one_of_them_helps_the_other_is_not_offered() {
        let (sentence, changes) = told("peers=1000000x1Mbps/8Mbps");
        assert!(
            sentence.ends_with("1000000 peers are too many for any size of chunk."),
            "{sentence}"
        );
        assert_eq!(changes, ["Use 6250 peers"]);
        let (sentence, changes) = told("file=1GiB&chunk=1b");
        assert!(
            sentence.contains("too large for even one peer"),
            "{sentence}"
        );
        assert_eq!(changes.len(), 1);
    }
}
