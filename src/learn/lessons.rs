//! The sections of the lecture: what is said, what is asked, and what is shown. All that is claimed here and in
//! `text/` is checked against the model in `course/tests/lesson.rs`.

use super::client_server::ClientServerBody;
use super::gap::GapBody;
use super::newcomer::NewcomerBody;
use super::p2p::P2pBody;
use super::race::RaceBody;
use super::rarest::RarestBody;
use super::section::BodyProps;
use super::tit_for_tat::TitForTatBody;
use super::upload::UploadBody;
use crate::address::names::Section;
use yew::prelude::*;

impl Section {
    /// What it consists of.
    pub(super) fn lesson(self) -> &'static Lesson {
        &LESSONS[self.0]
    }
}

/// What a section consists of.
pub(super) struct Lesson {
    /// What the reader is asked before the figure, unless the figure has a number to bet on.
    pub(super) bet: Option<Ask>,
    /// Its prose and its figure.
    pub(super) body: fn(BodyProps) -> Html,
    pub(super) check: Ask,
}

/// A question with one right answer. Each answer has what is said of it.
pub(super) struct Ask {
    pub(super) question: &'static str,
    pub(super) answers: &'static [(&'static str, &'static str)],
    pub(super) right: usize,
}

pub(super) const LESSONS: [Lesson; Section::COUNT] = [
    Lesson {
        bet: None,
        body: |props| html! { <RaceBody ..props /> },
        check: Ask {
            question: "Twelve more students come, with the same links. What happens to $D$?",
            answers: &[
                (
                    "It doubles with client–server, and becomes a little longer with P2P.",
                    "The server has to send twice as many copies. In P2P the newcomers bring twelve more uplinks.",
                ),
                (
                    "It doubles with both.",
                    "In P2P the newcomers bring uplinks along, so the work is shared by more hands.",
                ),
                (
                    "It stays the same with client–server, and becomes shorter with P2P.",
                    "All copies leave the server through one uplink: twice as many take it twice as long. And in P2P \
                     each newcomer also wants a copy.",
                ),
            ],
            right: 0,
        },
    },
    Lesson {
        bet: None,
        body: |props| html! { <ClientServerBody ..props /> },
        check: Ask {
            question: "The server uploads 10 Mb/s to 20 clients, which download 2 Mb/s each. What makes $D$ shorter?",
            answers: &[
                (
                    "Faster downlinks for all clients.",
                    "$F/d_min$ is 30 s, and the server needs 120 s for its 20 copies. With faster downlinks the clients only wait longer.",
                ),
                (
                    "A faster uplink for the server.",
                    "$N·F/u_s$ is the limiting term: 120 s against 30 s. A faster uplink makes it smaller.",
                ),
                (
                    "Only both together.",
                    "The limiting term alone decides, and that is the server’s.",
                ),
            ],
            right: 1,
        },
    },
    Lesson {
        bet: None,
        body: |props| html! { <P2pBody ..props /> },
        check: Ask {
            question: "Every peer uploads $u$, much less than the server and than the downlinks. More and more peers come. What does \
                       $D$ of P2P come near?",
            answers: &[
                (
                    "0, since there is ever more help.",
                    "Each new peer also wants a copy. Help and need grow together.",
                ),
                (
                    "No limit: it grows like client–server, only more slowly.",
                    "$N·F/(u_s + N·u)$ is always less than $N·F/(N·u) = F/u$, however large $N$ is.",
                ),
                (
                    "$F/u_s$, since the server has to send a copy.",
                    "That is the first term. The third one is larger here: peers upload less than the server.",
                ),
                (
                    "$F/u$: as long as a peer needs to upload one copy.",
                    "For many peers $u_s$ hardly counts beside $N·u$, and $N·F/(N·u)$ is $F/u$.",
                ),
            ],
            right: 3,
        },
    },
    Lesson {
        bet: Some(Ask {
            question: "Peer 13 has nothing to give. Who sends it its first chunk?",
            answers: &[
                (
                    "The tracker.",
                    "The tracker names peers. It has no chunk, and sends none.",
                ),
                (
                    "Nobody, until it has uploaded something itself.",
                    "Then no newcomer could ever begin: it has nothing to upload.",
                ),
                (
                    "A peer with a free slot, or one that picks it as its optimistic unchoke.",
                    "A slot that nobody else wants is free, and each peer unchokes one more neighbour for nothing.",
                ),
            ],
            right: 2,
        }),
        body: |props| html! { <NewcomerBody ..props /> },
        check: Ask {
            question: "What happens if the tracker fails, after everybody has joined?",
            answers: &[
                (
                    "Nothing for those who are there; newcomers find nobody.",
                    "The peers know their neighbours already, and chunks never go through the tracker.",
                ),
                (
                    "The transfers stop.",
                    "Chunks go from peer to peer, and the tracker has no part in it.",
                ),
                (
                    "Nobody is unchoked any more.",
                    "Each peer decides by itself whom it unchokes.",
                ),
            ],
            right: 0,
        },
    },
    Lesson {
        bet: Some(Ask {
            question: "Suppose you choose your four chunks at random. How often does the whole file survive?",
            answers: &[
                (
                    "About once in two times.",
                    "Three certain chunks must be among four of eight. That happens once in fourteen times.",
                ),
                (
                    "About once in five times.",
                    "Three certain chunks must be among four of eight. That is rarer still: once in fourteen times.",
                ),
                (
                    "About once in fourteen times.",
                    "The three that only the server has must all be among your four.",
                ),
            ],
            right: 2,
        }),
        body: |props| html! { <RarestBody ..props /> },
        check: Ask {
            question: "A peer has no whole chunk yet. Which one should it ask for?",
            answers: &[
                (
                    "The rarest, as always.",
                    "A rare chunk has few sources and may come slowly. A newcomer needs something to give, and soon.",
                ),
                (
                    "Chunk 0, as in any download.",
                    "If all newcomers did that, they would all hold the same chunk and have nothing to trade.",
                ),
                (
                    "One drawn at random.",
                    "It is likely to have many sources, so it is whole soon and can be traded.",
                ),
            ],
            right: 2,
        },
    },
    Lesson {
        bet: Some(Ask {
            question: "Of forty peers ten upload nothing. When do these free riders have the file?",
            answers: &[
                (
                    "At the same time as the others.",
                    "Nobody gives them a slot while others wait that give something.",
                ),
                (
                    "After all the others.",
                    "Until then they live on optimistic unchokes. In the end seeds unchoke them: seeds need nothing in return.",
                ),
                (
                    "Never.",
                    "The optimistic unchoke picks them too, and seeds upload to everybody.",
                ),
            ],
            right: 1,
        }),
        body: |props| html! { <TitForTatBody ..props /> },
        check: Ask {
            question: "A neighbour sends you more than all others, but is not interested in what you have. Does it get a slot?",
            answers: &[
                (
                    "Yes: it sends most.",
                    "It would not use the slot, and a neighbour that would is left out.",
                ),
                (
                    "No.",
                    "A slot is for those who want something. It goes to the next by rate.",
                ),
                (
                    "Only as the optimistic one.",
                    "That one is drawn among those who are interested and choked.",
                ),
            ],
            right: 1,
        },
    },
    Lesson {
        bet: None,
        body: |props| html! { <UploadBody ..props /> },
        check: Ask {
            question: "A peer of the middle class lowers its upload to a tenth, 100 kb/s. What happens?",
            answers: &[
                (
                    "It is done sooner, since its link is free for the download.",
                    "Uplink and downlink are apart here, and the downlink was not the limit.",
                ),
                (
                    "Nothing changes for it.",
                    "Its neighbours see that it sends less, and give the slot to another.",
                ),
                (
                    "It is done later.",
                    "It loses its slots to those who send more, and lives on optimistic unchokes and on the server.",
                ),
            ],
            right: 2,
        },
    },
    Lesson {
        bet: None,
        body: |props| html! { <GapBody ..props /> },
        check: Ask {
            question: "Might a cleverer rule bring the swarm of the race to 40 s, with the same links?",
            answers: &[
                (
                    "Yes, with chunks small enough.",
                    "Smaller chunks come closer to 45 s, and never get below.",
                ),
                (
                    "Yes, if nobody is choked.",
                    "That fills more uplinks. But full uplinks are what the bound is made of.",
                ),
                (
                    "No, no rule can.",
                    "Every bit of every copy has to go through some uplink, and all of them together need 45 s.",
                ),
            ],
            right: 2,
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_has_its_own_explanation() {
        for lesson in &LESSONS {
            for ask in lesson.bet.iter().chain([&lesson.check]) {
                assert!(ask.right < ask.answers.len());
                let mut says: Vec<&str> = ask.answers.iter().map(|(_, says)| *says).collect();
                says.sort_unstable();
                says.dedup();
                assert_eq!(says.len(), ask.answers.len(), "{}", ask.question);
            }
        }
    }
}
