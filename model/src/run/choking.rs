//! Whom each host unchokes: slots, rechokes and the optimistic unchoke. The rules themselves stand in
//! [`crate::rules`]; here they are asked, and what they say is done.

use super::bandwidth::FlowId;
use super::neighbours::{self, Block};
use super::peers::{Account, NONE, Slot};
use super::{Due, Effect, Hashed, Observer, Run, Timer};
use crate::bounds::Architecture;
use crate::history::{Choke, HostId, LinkId, Standing, Stop, Unchoke, What};
use crate::random::{Purpose, below, choose};
use crate::rules::optimistic_unchoke;
use crate::rules::tit_for_tat::{self, Candidate, Choker, Exchanged, WINDOW};
use crate::scenario::SeedRule;
use crate::units::{Bits, Seconds};

impl<O: Observer> Run<O> {
    fn choker(&self, host: HostId) -> Choker {
        let node = &self.nodes[host.index()];
        Choker::of(
            node.finished.is_some(),
            self.rules(host).choke,
            self.rules.serve,
        )
    }

    pub(super) fn rechoke_due(&mut self, host: HostId) {
        self.rechoke(host);
        let interval = self.rules.rechoke.0;
        let node = &mut self.nodes[host.index()];
        node.rechokes += 1;
        // Counted from the start, so that no rounding adds up.
        let next = node.since + node.phase * interval + f64::from(node.rechokes) * interval;
        self.schedule(Due::Timer(Timer::Rechoke, host), next);
    }

    pub(super) fn optimistic_due(&mut self, host: HostId) {
        if self.nodes[host.index()].uploads {
            self.choose_optimistic(host);
        }
        let rechoke = self.rules.rechoke.0;
        if let Some(interval) = self.rules(host).optimistic {
            let node = &mut self.nodes[host.index()];
            node.turns += 1;
            let next = node.since + node.phase * rechoke + f64::from(node.turns + 1) * interval.0;
            self.schedule(Due::Timer(Timer::Optimistic, host), next);
        }
    }

    /// The choice of every 10 s: the interested neighbours that rank highest keep or get the regular slots.
    fn rechoke(&mut self, host: HostId) {
        self.sample(host);
        if !self.nodes[host.index()].uploads {
            return;
        }
        let of = self.count(host, Block::interested);
        if of > 0 {
            self.note(|| What::Rechoked {
                host,
                interested: of,
            });
        }
        let mut ranking = std::mem::take(&mut self.ranking);
        let slots = self.rules(host).slots as usize;
        self.rank(host, slots, &mut ranking);
        let slots = slots.min(ranking.len());
        for at in (0..self.nodes[host.index()].unchokes.len()).rev() {
            let link = self.nodes[host.index()].unchokes[at];
            let rank = ranking.iter().position(|candidate| candidate.id == link);
            if self.slot(link) == Slot::Regular && rank.is_none_or(|rank| rank >= slots) {
                let place = self.place(host, link, rank.unwrap_or(ranking.len()), of);
                self.choke(link, self.why_choked(host, link, place));
            }
        }
        let turn = self.nodes[host.index()].rechokes + 1;
        for (rank, candidate) in ranking.iter().enumerate().take(slots) {
            let link = candidate.id;
            if self.slot(link) != Slot::Regular {
                let place = self.place(host, link, rank, of);
                self.unchoke(link, Slot::Regular, self.why_unchoked(host, place));
            }
            self.has_turn(link, turn);
        }
        self.ranking = ranking;
        self.fill_optimistic(host);
    }

    /// The interested neighbours in order: all with a score, and as many of the others, drawn at random, as are needed
    /// to make it enough.
    fn rank(&mut self, host: HostId, enough: usize, ranking: &mut Vec<Candidate<LinkId>>) {
        self.scored(host, Block::interested, ranking);
        let choker = self.choker(host);
        let rng = &mut self.streams.of(host, Purpose::Choke);
        tit_for_tat::rank(ranking, rng);
        if ranking.len() < enough && choker != Choker::Seed(SeedRule::RoundRobin) {
            let mut drawn = std::mem::take(&mut self.drawn);
            drawn.clear();
            let links = self.neighbours.links(host);
            let others = self.without_score(host, Block::interested);
            drawn.extend(neighbours::places(others).map(|place| links[place]));
            let rng = &mut self.streams.of(host, Purpose::Choke);
            let chosen = choose(rng, &mut drawn, enough - ranking.len());
            ranking.extend(chosen.iter().map(|&id| Candidate { id, score: 0 }));
            self.drawn = drawn;
        }
    }

    /// Collects the neighbours with a score among those that are so.
    fn scored(
        &self,
        host: HostId,
        are_so: impl Fn(&Block) -> u128 + Copy,
        scored: &mut Vec<Candidate<LinkId>>,
    ) {
        scored.clear();
        if let choker @ Choker::Seed(SeedRule::RoundRobin) = self.choker(host) {
            let links = self.neighbours.links(host);
            let candidates = self.neighbours.places(host, are_so);
            return scored.extend(candidates.map(|place| {
                let id = links[place];
                let last_turn = self.last_turns.get(id.index()).copied().unwrap_or(0);
                let score = choker.score(Exchanged::default(), false, last_turn);
                Candidate { id, score }
            }));
        }
        let blocks = self.neighbours.blocks(host);
        let links = self.neighbours.links(host);
        let accounts = self.nodes[host.index()].accounts.iter();
        let candidates = accounts.filter(|account| {
            account.score > 0 && neighbours::is_in(blocks, are_so, account.place as usize)
        });
        scored.extend(candidates.map(|account| Candidate {
            id: links[account.place as usize],
            score: account.score,
        }));
    }

    /// Those of the neighbours that are so, have no score, and are not left out because they snub: chance may give them a
    /// slot.
    fn without_score(
        &self,
        host: HostId,
        are_so: impl Fn(&Block) -> u128 + Copy,
    ) -> impl Iterator<Item = u128> + Clone {
        let choker = self.choker(host);
        let accounts = &self.nodes[host.index()].accounts;
        let others = accounts
            .iter()
            .filter(move |account| account.score > 0 || choker.leaves_out(account.snubs));
        let others = others.map(|account| account.place as usize);
        self.neighbours.sets_but(host, are_so, others)
    }

    /// Gives free slots to neighbours that wait: no slot stays empty while one may have it.
    ///
    /// Between rechokes the order is that of the last rechoke.
    pub(super) fn fill_slots(&mut self, host: HostId) {
        if !self.nodes[host.index()].uploads || !self.is_there(host) {
            return;
        }
        if self.architecture == Architecture::ClientServer {
            return self.unchoke_all(host);
        }
        while self.nodes[host.index()].regular < self.rules(host).slots
            && let Some(link) = self.next_waiting(host)
        {
            let waiting = self.count(host, Block::waiting);
            self.unchoke(link, Slot::Regular, Unchoke::FreeSlot { waiting });
        }
        self.fill_optimistic(host);
    }

    /// The neighbour that is next for a free slot: of those that wait the one that ranks highest, else one at random.
    fn next_waiting(&mut self, host: HostId) -> Option<LinkId> {
        let mut ranking = std::mem::take(&mut self.ranking);
        self.scored(host, Block::waiting, &mut ranking);
        tit_for_tat::rank(&mut ranking, &mut self.streams.of(host, Purpose::Choke));
        let first = ranking.first().map(|candidate| candidate.id);
        self.ranking = ranking;
        if first.is_some() {
            return first;
        }
        if self.choker(host) == Choker::Seed(SeedRule::RoundRobin) {
            return None;
        }
        let waiting = self.without_score(host, Block::waiting);
        let of = waiting.map(u128::count_ones).sum();
        if of == 0 {
            return None;
        }
        let drawn = below(&mut self.streams.of(host, Purpose::Choke), of);
        let place = neighbours::nth(self.without_score(host, Block::waiting), drawn)?;
        Some(self.neighbours.links(host)[place])
    }

    /// How many neighbours are so, for the observer.
    fn count(&self, host: HostId, are_so: impl Fn(&Block) -> u128) -> u32 {
        if self.observer.watches() {
            self.neighbours.count(host, are_so)
        } else {
            0
        }
    }

    /// A server of clients unchokes all that wait.
    fn unchoke_all(&mut self, host: HostId) {
        let waiting: Vec<usize> = self.neighbours.places(host, Block::waiting).collect();
        for place in waiting {
            let link = self.neighbours.links(host)[place];
            self.unchoke(link, Slot::Regular, Unchoke::Client);
        }
    }

    /// The place of a neighbour that comes after so many others in the ranking.
    #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
    fn place(&self, host: HostId, link: LinkId, behind: usize, of: u32) -> Standing {
        let here = self.now - self.nodes[host.index()].since;
        let over = Seconds((self.rules.rechoke.0 * f64::from(WINDOW)).min(here));
        let account = self.account(link);
        Standing {
            rank: behind as u32 + 1,
            of,
            bits: Bits(account.map_or(0, |account| account.score)),
            over,
        }
    }

    fn why_unchoked(&self, host: HostId, place: Standing) -> Unchoke {
        match self.choker(host) {
            Choker::TitForTat | Choker::Seed(SeedRule::FastestTakers) if place.bits.0 == 0 => {
                Unchoke::FreeSlot {
                    waiting: (place.of + 1).saturating_sub(place.rank),
                }
            }
            Choker::TitForTat => Unchoke::Reciprocation(place),
            Choker::Seed(SeedRule::FastestTakers) => Unchoke::FastestTaker(place),
            Choker::Seed(SeedRule::RoundRobin) => Unchoke::NextInTurn { of: place.of },
            Choker::Seed(SeedRule::Random) | Choker::Random => Unchoke::Drawn { among: place.of },
        }
    }

    fn why_choked(&self, host: HostId, link: LinkId, place: Standing) -> Choke {
        let snubs = self.account(link).is_some_and(|account| account.snubs);
        match self.choker(host) {
            Choker::TitForTat if snubs => Choke::Snubbing {
                silent: Seconds(self.silence(self.links[link.back()].flow)),
            },
            Choker::TitForTat | Choker::Seed(SeedRule::FastestTakers) => Choke::Outranked(place),
            Choker::Seed(SeedRule::RoundRobin | SeedRule::Random) | Choker::Random => {
                Choke::NotChosen
            }
        }
    }

    /// The account of a link's sender with its receiver.
    fn account(&self, link: LinkId) -> Option<&Account> {
        let (host, _) = self.ends(link);
        let account = self.links[link].account;
        self.nodes[host.index()].accounts.get(account as usize)
    }

    /// How long no whole block has come over a flow, in seconds.
    fn silence(&self, flow: FlowId) -> f64 {
        let transfer = self.transfers.get(flow as usize);
        transfer.map_or(0.0, |transfer| {
            self.now - transfer.last_block_at(self.now, self.block as f64)
        })
    }

    /// The optimistic unchoke of every 30 s: an interested, choked neighbour at random takes the place of the last one,
    /// if there is any.
    fn choose_optimistic(&mut self, host: HostId) {
        let Some(place) = self.draw_optimistic(host) else {
            return;
        };
        let link = self.neighbours.links(host)[place];
        let among = self.count(host, Block::waiting);
        let new = self.count(host, Block::never_drawn);
        if let Some(last) = self.nodes[host.index()].optimistic {
            self.choke(last, Choke::TurnOver);
            // It may have a regular slot that was left free because only neighbours that snub waited.
            self.effects.push_back(Effect::FillSlots(host));
        }
        let is_new = !self.neighbours.set_drawn(host, place);
        let why = Unchoke::Optimistic { among, new, is_new };
        self.unchoke(link, Slot::Optimistic, why);
    }

    /// The place of the neighbour that is drawn for an optimistic unchoke.
    fn draw_optimistic(&mut self, host: HostId) -> Option<usize> {
        let blocks = self.neighbours.blocks(host);
        let mut waiting = self.neighbours.places(host, Block::waiting);
        let weights = waiting.clone().map(|place| {
            optimistic_unchoke::weight(true, neighbours::is_in(blocks, Block::never_drawn, place))
        });
        let rng = &mut self.streams.of(host, Purpose::Optimistic);
        let drawn = optimistic_unchoke::draw(weights, rng)?;
        waiting.nth(drawn)
    }

    fn fill_optimistic(&mut self, host: HostId) {
        if self.nodes[host.index()].optimistic.is_none() && self.rules(host).optimistic.is_some() {
            self.choose_optimistic(host);
        }
    }

    /// Counts what was exchanged with each neighbour in the window that ends now, and what that is worth. Accounts with
    /// nothing in the window are closed.
    fn sample(&mut self, host: HostId) {
        let choker = self.choker(host);
        let limit = self.rules.snub.map(|limit| limit.0);
        let mut place = 0;
        while place < self.nodes[host.index()].accounts.len() {
            let account = &self.nodes[host.index()].accounts[place];
            let (at, exchanged) = (account.place as usize, account.exchanged);
            let link = self.neighbours.links(host)[at];
            let [upload, download] = [link, link.back()].map(|link| self.links[link].flow);
            let under_way = |flow: FlowId| {
                let transfer = self.transfers.get(flow as usize);
                transfer.map_or(0, |t| t.sent + t.whole_bits_at(self.now))
            };
            let exchanged = Exchanged {
                sent: exchanged.sent + under_way(upload),
                received: exchanged.received + under_way(download),
            };
            let snubs = tit_for_tat::snubs(self.silence(download), limit);
            let account = &mut self.nodes[host.index()].accounts[place];
            let in_window = account.window.roll(exchanged);
            account.score = choker.score(in_window, snubs, 0);
            account.snubs = snubs;
            let is_over = account.window.is_quiet()
                && in_window == Exchanged::default()
                && (upload, download) == (NONE, NONE);
            if is_over {
                self.close_account(host, place);
            } else {
                place += 1;
            }
        }
    }

    /// Closes the account of a host at a place. The last one gets its place.
    #[allow(clippy::cast_possible_truncation)] // At most one for each neighbour.
    pub(super) fn close_account(&mut self, host: HostId, place: usize) {
        let accounts = &mut self.nodes[host.index()].accounts;
        let closed = accounts.swap_remove(place);
        let links = self.neighbours.links(host);
        self.links[links[closed.place as usize]].account = NONE;
        if let Some(moved) = accounts.get(place) {
            self.links[links[moved.place as usize]].account = place as u32;
        }
    }

    /// The receiver of a link has a regular slot at a rechoke of its sender, which seeds that unchoke in turn remember.
    fn has_turn(&mut self, link: LinkId, rechoke: u32) {
        if self.rules.serve != SeedRule::RoundRobin {
            return;
        }
        if self.last_turns.len() <= link.index() {
            self.last_turns.resize(self.links.len(), 0);
        }
        let last = &mut self.last_turns[link.index()];
        *last = rechoke.max(*last);
    }

    fn unchoke(&mut self, link: LinkId, slot: Slot, why: Unchoke) {
        let (from, to) = self.ends(link);
        self.leave_slot(link);
        let place = self.links[link].place;
        if place == NONE {
            return;
        }
        self.neighbours.set_unchoked(from, place as usize, true);
        let node = &mut self.nodes[from.index()];
        node.unchokes.push(link);
        match slot {
            Slot::Choked => {}
            Slot::Regular => {
                node.regular += 1;
                let turn = node.rechokes;
                self.has_turn(link, turn);
            }
            Slot::Optimistic => node.optimistic = Some(link),
        }
        self.nodes[to.index()].unchoked_by.push(link);
        let mark = match slot {
            Slot::Optimistic => Hashed::OptimisticallyUnchoked,
            _ => Hashed::Unchoked,
        };
        self.hash.mix(self.now, mark, from.0, to.0);
        self.note(|| What::Unchoked {
            from,
            to,
            link,
            why,
        });
        self.effects.push_back(Effect::Request(link));
    }

    pub(super) fn choke(&mut self, link: LinkId, why: Choke) {
        let (from, to) = self.ends(link);
        self.stop(link, Stop::Choked);
        self.leave_slot(link);
        self.hash.mix(self.now, Hashed::Choked, from.0, to.0);
        self.note(|| What::Choked {
            from,
            to,
            link,
            why,
        });
    }

    /// A host that uploads nothing any more chokes everybody.
    pub(super) fn choke_all(&mut self, host: HostId) {
        while let Some(&link) = self.nodes[host.index()].unchokes.last() {
            self.choke(link, Choke::Muted);
        }
    }

    fn leave_slot(&mut self, link: LinkId) {
        let (from, to) = self.ends(link);
        let slot = self.slot(link);
        let node = &mut self.nodes[from.index()];
        match slot {
            Slot::Choked => return,
            Slot::Regular => node.regular -= 1,
            Slot::Optimistic => node.optimistic = None,
        }
        node.unchokes.retain(|other| *other != link);
        let place = self.links[link].place as usize;
        self.neighbours.set_unchoked(from, place, false);
        let unchoked_by = &mut self.nodes[to.index()].unchoked_by;
        unchoked_by.retain(|other| *other != link);
    }
}
