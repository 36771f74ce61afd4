//! What all close-ups share: the instant, and names, times and reasons as one shows them.

use crate::address::view::Select;
use crate::drawing::words::{Piece, capital, clock, pieces, rate, title};
use p2p_model::swarm::{ChunkId, Decision, HostId, Snapshot, Trace, What};
use p2p_model::units::{Prefix, Seconds};
use web_sys::Element;
use yew::prelude::*;

/// Chunks shown of those that could have been chosen.
const MOST_CANDIDATES: usize = 8;

/// The instant, and what one can do from it.
pub(super) struct Scene<'a> {
    pub(super) trace: &'a Trace,
    pub(super) snapshot: &'a Snapshot,
    pub(super) on_select: &'a Callback<Option<Select>>,
    pub(super) on_time: &'a Callback<Seconds>,
    /// One bit for each fold that is open.
    pub(super) open: &'a UseStateHandle<u32>,
}

/// The folds; each stays as the reader left it, whatever is selected.
#[derive(Clone, Copy)]
pub(super) enum Fold {
    Tracker,
    EarlierLists,
    Counts,
}

impl Scene<'_> {
    pub(super) fn prefix(&self) -> Prefix {
        self.trace.scenario().prefix
    }

    /// A button that looks like a link and selects something.
    pub(super) fn select(&self, what: Select, text: impl Into<Html>) -> Html {
        let on_click = self.on_select.reform(move |_: MouseEvent| Some(what));
        html! { <button type="button" class="link" onclick={on_click}>{ text.into() }</button> }
    }

    /// The name of a host.
    pub(super) fn host(&self, host: HostId) -> Html {
        self.select(Select::Host(host), title(host))
    }

    /// The name of a chunk.
    pub(super) fn chunk(&self, chunk: ChunkId) -> Html {
        self.select(Select::Chunk(chunk), format!("Chunk\u{a0}{chunk}"))
    }

    /// The rate of a transfer, which selects it.
    pub(super) fn rate(&self, from: HostId, to: HostId, bps: f64) -> Html {
        let text = rate(bps, self.prefix());
        let label = format!("{text}: what {from} sends {to}");
        let on_click = self
            .on_select
            .reform(move |_: MouseEvent| Some(Select::Transfer { from, to }));
        html! { <button type="button" class="link number" translate="no" aria-label={label} onclick={on_click}>{ text }</button> }
    }

    /// A time, which takes the picture there.
    pub(super) fn time(&self, time: Seconds) -> Html {
        let on_click = self.on_time.reform(move |_: MouseEvent| time);
        let text = clock(time.0);
        let label = format!("{text}: go there");
        html! { <button type="button" class="link number" translate="no" aria-label={label} onclick={on_click}>{ text }</button> }
    }

    /// The time of an event.
    pub(super) fn time_of(&self, event: usize) -> Html {
        self.trace
            .events()
            .get(event)
            .map_or_else(Html::default, |event| self.time(event.time))
    }

    /// The reason that an event of the trace gives.
    pub(super) fn reason(&self, event: usize) -> Html {
        let reason = match self.trace.events().get(event).map(|event| &event.what) {
            Some(What::Unchoked { why, .. }) => why.to_string(),
            Some(What::Choked { why, .. }) => why.to_string(),
            Some(What::Requested { why, .. }) => why.to_string(),
            Some(What::Stopped { why, .. }) => why.to_string(),
            _ => return html! {},
        };
        html! { <span class="reason" data-event={event.to_string()}>{ reason }</span> }
    }

    /// An event as a whole sentence, with links.
    pub(super) fn event(&self, event: usize) -> Html {
        let Some(happened) = self.trace.events().get(event) else {
            return html! {};
        };
        html! {
            <span data-event={event.to_string()}>{ self.linked(&capital(&happened.what.to_string())) }</span>
        }
    }

    /// A sentence of the model, with what it names as links.
    pub(super) fn linked(&self, sentence: &str) -> Html {
        let piece = |piece: Piece| match piece {
            Piece::Text(text) => text.to_owned().into(),
            Piece::Host(host, text) => self.select(Select::Host(host), text.to_owned()),
            Piece::Chunk(chunk, text) => self.select(Select::Chunk(chunk), text.to_owned()),
        };
        pieces(sentence).into_iter().map(piece).collect()
    }

    /// A fold. What is in it is made only while it is open.
    pub(super) fn fold(&self, fold: Fold, summary: &str, body: impl FnOnce() -> Html) -> Html {
        let bit = 1 << fold as u32;
        let is_open = **self.open & bit != 0;
        let state = self.open.clone();
        let on_toggle = Callback::from(move |event: Event| {
            let open = event
                .target_unchecked_into::<Element>()
                .has_attribute("open");
            if open != (*state & bit != 0) {
                state.set(*state ^ bit);
            }
        });
        html! {
            <details class="fold" open={is_open} ontoggle={on_toggle}>
                <summary>{ summary }</summary>
                if is_open {
                    { body() }
                }
            </details>
        }
    }

    /// What a peer could have asked for and how rare each was: a small table, the one chosen marked.
    pub(super) fn candidates(&self, decision: &Decision) -> Html {
        let Decision {
            candidates,
            chunk,
            peer,
            from,
            ..
        } = decision;
        let chosen = candidates.iter().position(|other| other.chunk == *chunk);
        // The one chosen is always among those shown: at the end, if it is not among the first.
        let most = MOST_CANDIDATES.min(candidates.len());
        let last = chosen.filter(|place| *place >= most);
        let shown: Vec<usize> = (0..most - usize::from(last.is_some()))
            .chain(last)
            .collect();
        let more = candidates.len() - shown.len();
        let now = |chunk| {
            if self.snapshot.hosts[peer.index()].chunks.has(chunk) {
                "has it".to_owned()
            } else {
                self.snapshot.known_copies(*peer, chunk).to_string()
            }
        };
        let mark = |place: &usize| (Some(*place) == chosen).then_some("chosen");
        html! {
            <>
                <div class="scroll" role="group" tabindex="0"
                    aria-label={format!("Copies, among the neighbours of {peer}, of what it could ask {from} for")}>
                    <table class="candidates">
                        <tbody>
                            <tr>
                                <th scope="row">{ "Chunk" }</th>
                                { for shown.iter().map(|place| html! {
                                    <th scope="col" class={mark(place)}>
                                        { self.select(Select::Chunk(candidates[*place].chunk), candidates[*place].chunk.to_string()) }
                                        if Some(*place) == chosen {
                                            <span aria-hidden="true">{ "\u{a0}✓" }</span>
                                            <span class="visually-hidden">{ " chosen" }</span>
                                        }
                                    </th>
                                }) }
                            </tr>
                            <tr>
                                <th scope="row">{ "Copies then" }</th>
                                { for shown.iter().map(|place| html! { <td class={mark(place)} translate="no">{ candidates[*place].copies }</td> }) }
                            </tr>
                            <tr>
                                <th scope="row">{ "Copies now" }</th>
                                { for shown.iter().map(|place| html! { <td class={mark(place)} translate="no">{ now(candidates[*place].chunk) }</td> }) }
                            </tr>
                        </tbody>
                    </table>
                </div>
                <p class="hint">
                    { match more {
                        0 => "Copies are counted among its neighbours, as far as it knows.".to_owned(),
                        more => format!("Copies are counted among its neighbours, as far as it knows. {more} more could be asked for."),
                    } }
                </p>
            </>
        }
    }
}

/// Some rows and how many more there are, or what to say where there is none.
pub(super) fn first_of(rows: Vec<Html>, more: usize, none: &'static str) -> Html {
    html! {
        if rows.is_empty() {
            <p class="hint">{ none }</p>
        } else {
            <ul class="rows">
                { for rows }
                if more > 0 {
                    <li>{ format!("and {more} more") }</li>
                }
            </ul>
        }
    }
}
