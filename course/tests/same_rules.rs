//! Exercises, games and swarm have one set of rules: the functions that the exercises and the games call say of every
//! choice in a run what the run itself did.

use std::collections::BTreeSet;

use p2p_model::bounds::Architecture;
use p2p_model::chunks::ChunkSet;
use p2p_model::rules::optimistic_unchoke::{NEW_NEIGHBOUR_WEIGHT, weight};
use p2p_model::rules::rarest_first::rarest_of;
use p2p_model::rules::tit_for_tat::{Candidate, Choker, Exchanged, rank};
use p2p_model::swarm::event::{Choke, Request, Unchoke};
use p2p_model::swarm::snapshot::SlotState;
use p2p_model::swarm::{HostId, Trace, What, decision, simulate};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

const SWARMS: [&str; 3] = [
    "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7",
    "file=4MiB&server=4Mbps&peers=8x1Mbps/8Mbps,4x300kbps/8Mbps&slots=2&seed=3",
    "file=4MiB&peers=8x1Mbps/8Mbps&have=3s&arrive=2s&seed=5",
];

fn play(text: &str) -> Trace {
    simulate(&text.parse().expect(text), Architecture::P2p).expect(text)
}

#[test]
fn a_swarm_requests_one_of_the_chunks_that_are_right_in_an_exercise() {
    for text in SWARMS {
        let trace = play(text);
        let chunks = trace.scenario().chunk_count();
        let chunks = u32::try_from(chunks).expect("few");
        let mut seen = 0;
        for event in 0..trace.events().len() {
            let Some(choice) = decision(&trace, event) else {
                continue;
            };
            let Request::Rarest { ties, .. } = choice.why else {
                continue;
            };
            let before = trace.after(event);
            let links = before.hosts[choice.peer.index()].links.iter();
            let neighbours: Vec<ChunkSet> = links
                .map(|link| before.offered(link.back()).clone())
                .collect();
            let possible = choice.candidates.iter().map(|candidate| candidate.chunk);
            let right = rarest_of(&ChunkSet::of(chunks, possible), &neighbours);
            assert!(right.has(choice.chunk), "{text}, event {event}: {right:?}");
            assert_eq!(right.len(), ties, "{text}, event {event}");
            seen += 1;
        }
        assert!(seen > 50, "{text}: only {seen}");
    }
}

#[test]
fn a_swarm_gives_its_slots_in_the_order_that_is_right_in_an_exercise() {
    let mut seen = 0;
    for text in SWARMS {
        let trace = play(text);
        for event in trace.events() {
            let What::Unchoked {
                from,
                why: Unchoke::Reciprocation(place),
                ..
            } = event.what
            else {
                continue;
            };
            let neighbours = trace.ranking(from, event.time);
            let neighbours = neighbours.iter().filter(|neighbour| neighbour.interested);
            let mut candidates: Vec<Candidate<u32>> = neighbours
                .map(|neighbour| {
                    let exchanged = Exchanged {
                        sent: neighbour.sent.0,
                        received: neighbour.received.0,
                    };
                    Candidate {
                        id: neighbour.peer.0,
                        score: Choker::TitForTat.score(exchanged, neighbour.snubs, 0),
                    }
                })
                .collect();
            rank(&mut candidates, &mut ChaCha8Rng::from_seed([0; 32]));
            // What is under way is counted to the bit, but for rounding.
            let score = candidates[place.rank as usize - 1].score;
            assert!(
                score.abs_diff(place.bits.0) <= 2,
                "{text}, {} s, rank {}: {candidates:?}",
                event.time.0,
                place.rank
            );
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen}");
}

#[test]
fn a_swarm_draws_its_optimistic_unchoke_among_those_that_are_right_in_an_exercise() {
    let mut seen = 0;
    for text in SWARMS {
        let trace = play(text);
        for (index, event) in trace.events().iter().enumerate() {
            let What::Unchoked {
                from,
                to,
                why: Unchoke::Optimistic { among, new, is_new },
                ..
            } = event.what
            else {
                continue;
            };
            // The last optimistic unchoke, which gave its place up just before, was not in the draw.
            let gave_up = &trace.events()[index - 1].what;
            let gave_up = matches!(gave_up, What::Choked { from: host, why: Choke::TurnOver, .. } if *host == from);
            let before = trace.after(index - usize::from(gave_up));
            let links = before.hosts[from.index()].links.iter();
            let drawable = links.filter(|link| {
                let is_choked = before.links[link.index()].slot == SlotState::Choked;
                weight(before.wanted(**link) && is_choked, false) > 0
            });
            let drawable: BTreeSet<HostId> =
                drawable.map(|link| before.links[link.index()].to).collect();
            assert!(
                drawable.contains(&to),
                "{text}, event {index}: {drawable:?}"
            );
            assert_eq!(drawable.len(), among as usize, "{text}, event {index}");
            assert!(new <= among && (!is_new || new > 0));
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen}");
    assert_eq!(
        weight(true, true),
        NEW_NEIGHBOUR_WEIGHT * weight(true, false)
    );
}
