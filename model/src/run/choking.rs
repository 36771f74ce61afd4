//! Whom each host unchokes: slots, rechokes and the optimistic unchoke. The rules themselves stand in
//! [`crate::rules`]; here they are asked, and what they say is done.

use super::peers::{Accounts, NONE, Neighbour, Node, Slot};
use super::{Due, Effect, Mark, Observer, Run, Timer};
use crate::bounds::Architecture;
use crate::history::{Choke, HostId, LinkId, Place, Stop, Unchoke, What};
use crate::random::{Purpose, choose};
use crate::rules::optimistic_unchoke::{self, NEW_NEIGHBOUR_WEIGHT};
use crate::rules::tit_for_tat::{self, Candidate, Choker, Exchanged, WINDOW};
use crate::scenario::SeedRule;
use crate::units::{Bits, Seconds};

impl<O: Observer> Run<O> {
    fn choker(&self, host: HostId) -> Choker {
        let node = &self.nodes[host.index()];
        Choker::of(node.finished.is_some(), node.rules.choke, self.rules.serve)
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
        let node = &mut self.nodes[host.index()];
        if let Some(interval) = node.rules.optimistic {
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
        let of = self.count(host, |neighbour| neighbour.is_interested);
        if of > 0 {
            self.note(|| What::Rechoked {
                host,
                interested: of,
            });
        }
        let slots = self.nodes[host.index()].rules.slots as usize;
        let mut ranking = std::mem::take(&mut self.ranking);
        self.rank(host, slots, &mut ranking);
        let turn = self.nodes[host.index()].rechokes + 1;
        for candidate in ranking.iter().take(slots) {
            if let Some(neighbour) = self.receiver_mut(candidate.id) {
                neighbour.last_turn = turn;
            }
        }
        for at in (0..self.nodes[host.index()].unchokes.len()).rev() {
            let link = self.nodes[host.index()].unchokes[at];
            let Some(&neighbour) = self.receiver(link) else {
                continue;
            };
            if neighbour.slot == Slot::Regular && neighbour.last_turn != turn {
                let rank = ranking.iter().position(|candidate| candidate.id == link);
                let place = self.place(host, &neighbour, rank.unwrap_or(ranking.len()), of);
                self.choke(link, self.why_choked(host, &neighbour, place));
            }
        }
        for (rank, candidate) in ranking.iter().enumerate().take(slots) {
            let link = candidate.id;
            if let Some(&neighbour) = self.receiver(link)
                && neighbour.slot != Slot::Regular
            {
                let place = self.place(host, &neighbour, rank, of);
                self.unchoke(link, Slot::Regular, self.why_unchoked(host, place));
            }
        }
        self.ranking = ranking;
        self.fill_optimistic(host);
    }

    /// The interested neighbours in order: all with a score, and as many of the others, drawn at random, as are needed
    /// to make it enough.
    fn rank(&mut self, host: HostId, enough: usize, ranking: &mut Vec<Candidate<LinkId>>) {
        self.scored(host, |neighbour| neighbour.is_interested, ranking);
        let choker = self.choker(host);
        let rng = self.streams.of(host, Purpose::Choke);
        tit_for_tat::rank(ranking, rng);
        if ranking.len() < enough {
            let mut links = std::mem::take(&mut self.links);
            links.clear();
            let neighbours = self.nodes[host.index()].neighbours.iter();
            let others = neighbours
                .filter(|n| n.is_interested && takes_part_in_draws(&self.accounts, choker, n));
            links.extend(others.map(|neighbour| neighbour.link));
            let rng = self.streams.of(host, Purpose::Choke);
            let drawn = choose(rng, &mut links, enough - ranking.len());
            ranking.extend(drawn.iter().map(|&id| Candidate { id, score: 0 }));
            self.links = links;
        }
    }

    /// Collects the neighbours with a score among those that are so.
    fn scored(
        &self,
        host: HostId,
        is_so: impl Fn(&Neighbour) -> bool,
        scored: &mut Vec<Candidate<LinkId>>,
    ) {
        scored.clear();
        let node = &self.nodes[host.index()];
        if let choker @ Choker::Seed(SeedRule::RoundRobin) = self.choker(host) {
            let candidates = node
                .neighbours
                .iter()
                .filter(|n| is_so(n))
                .map(|n| Candidate {
                    id: n.link,
                    score: choker.score(Exchanged::default(), false, n.last_turn),
                });
            return scored.extend(candidates);
        }
        for account in node.accounts.iter().filter_map(|id| self.accounts.get(*id)) {
            if account.score > 0 && self.receiver(account.link).is_some_and(&is_so) {
                scored.push(Candidate {
                    id: account.link,
                    score: account.score,
                });
            }
        }
    }

    /// Gives free slots to neighbours that wait: no slot stays empty while one may have it.
    ///
    /// Between rechokes the order is that of the last rechoke.
    pub(super) fn fill_slots(&mut self, host: HostId) {
        let node = &self.nodes[host.index()];
        if !node.uploads || !node.is_there() {
            return;
        }
        if self.architecture == Architecture::ClientServer {
            return self.unchoke_all(host);
        }
        while self.nodes[host.index()].regular < self.nodes[host.index()].rules.slots
            && let Some(link) = self.next_waiting(host)
        {
            let waiting = self.count(host, Neighbour::waits);
            self.unchoke(link, Slot::Regular, Unchoke::FreeSlot { waiting });
        }
        self.fill_optimistic(host);
    }

    /// The neighbour that is next for a free slot: of those that wait the one that ranks highest, else one at random.
    fn next_waiting(&mut self, host: HostId) -> Option<LinkId> {
        let mut ranking = std::mem::take(&mut self.ranking);
        self.scored(host, Neighbour::waits, &mut ranking);
        tit_for_tat::rank(&mut ranking, self.streams.of(host, Purpose::Choke));
        let first = ranking.first().map(|candidate| candidate.id);
        self.ranking = ranking;
        let choker = self.choker(host);
        first.or_else(|| {
            self.draw(host, Purpose::Choke, 1, |accounts, neighbour| {
                u32::from(neighbour.waits() && takes_part_in_draws(accounts, choker, neighbour))
            })
        })
    }

    /// A neighbour at random, each as likely as its weight says, which is `most` at most.
    fn draw(
        &mut self,
        host: HostId,
        purpose: Purpose,
        most: u32,
        weight: impl Fn(&Accounts, &Neighbour) -> u32,
    ) -> Option<LinkId> {
        let neighbours = &self.nodes[host.index()].neighbours;
        let weight = |neighbour: &Neighbour| weight(&self.accounts, neighbour);
        let rng = self.streams.of(host, purpose);
        optimistic_unchoke::draw(neighbours, most, weight, rng).map(|neighbour| neighbour.link)
    }

    /// How many neighbours are so, for the observer.
    #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
    fn count(&self, host: HostId, is_so: impl Fn(&Neighbour) -> bool) -> u32 {
        if !self.observer.watches() {
            return 0;
        }
        let neighbours = self.nodes[host.index()].neighbours.iter();
        neighbours.filter(|neighbour| is_so(neighbour)).count() as u32
    }

    /// A server of clients unchokes all that wait.
    fn unchoke_all(&mut self, host: HostId) {
        for place in 0..self.nodes[host.index()].neighbours.len() {
            let neighbour = self.nodes[host.index()].neighbours[place];
            if neighbour.waits() {
                self.unchoke(neighbour.link, Slot::Regular, Unchoke::Client);
            }
        }
    }

    /// The place of a neighbour that comes after so many others in the ranking.
    #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
    fn place(&self, host: HostId, neighbour: &Neighbour, behind: usize, of: u32) -> Place {
        let here = self.now - self.nodes[host.index()].since;
        let over = Seconds((self.rules.rechoke.0 * f64::from(WINDOW)).min(here));
        let account = self.accounts.get(neighbour.account);
        Place {
            rank: behind as u32 + 1,
            of,
            bits: Bits(account.map_or(0, |account| account.score)),
            over,
        }
    }

    fn why_unchoked(&self, host: HostId, place: Place) -> Unchoke {
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

    fn why_choked(&self, host: HostId, neighbour: &Neighbour, place: Place) -> Choke {
        let choker = self.choker(host);
        let account = self.accounts.get(neighbour.account);
        match choker {
            Choker::TitForTat if account.is_some_and(|account| account.snubs) => Choke::Snubbing {
                silent: Seconds(account.map_or(0.0, |account| self.silence(account.download))),
            },
            Choker::TitForTat | Choker::Seed(SeedRule::FastestTakers) => Choke::Outranked(place),
            Choker::Seed(SeedRule::RoundRobin | SeedRule::Random) | Choker::Random => {
                Choke::NotChosen
            }
        }
    }

    /// How long no whole block has come over a flow, in seconds.
    fn silence(&self, flow: u32) -> f64 {
        let Some(transfer) = self.transfers.get(flow as usize) else {
            return 0.0;
        };
        let rate = self.bandwidth.rate(flow);
        self.now - transfer.last_block_at(self.now, rate, self.block as f64)
    }

    /// The optimistic unchoke of every 30 s: an interested, choked neighbour at random takes the place of the last one,
    /// if there is any.
    fn choose_optimistic(&mut self, host: HostId) {
        let drawn = self.draw(
            host,
            Purpose::Optimistic,
            NEW_NEIGHBOUR_WEIGHT,
            |_, neighbour| optimistic_unchoke::weight(neighbour.waits(), neighbour.is_new),
        );
        let Some(link) = drawn else {
            return;
        };
        let among = self.count(host, Neighbour::waits);
        let new = self.count(host, |neighbour| neighbour.waits() && neighbour.is_new);
        if let Some(last) = self.nodes[host.index()].optimistic {
            self.choke(last, Choke::TurnOver);
            // It may have a regular slot that was left free because only neighbours that snub waited.
            self.effects.push_back(Effect::FillSlots(host));
        }
        if let Some(neighbour) = self.receiver_mut(link) {
            let is_new = std::mem::replace(&mut neighbour.is_new, false);
            let why = Unchoke::Optimistic { among, new, is_new };
            self.unchoke(link, Slot::Optimistic, why);
        }
    }

    fn fill_optimistic(&mut self, host: HostId) {
        let node = &self.nodes[host.index()];
        if node.optimistic.is_none() && node.rules.optimistic.is_some() {
            self.choose_optimistic(host);
        }
    }

    /// Counts what was exchanged with each neighbour in the window that ends now, and what that is worth. Accounts with
    /// nothing in the window are closed.
    fn sample(&mut self, host: HostId) {
        let choker = self.choker(host);
        let limit = self.rules.snub.map(|limit| limit.0);
        let mut open = std::mem::take(&mut self.nodes[host.index()].accounts);
        open.retain(|&id| {
            let Some(&account) = self.accounts.get(id) else {
                return false;
            };
            let under_way = |flow: u32| {
                let transfer = self.transfers.get(flow as usize);
                transfer.map_or(0, |t| t.whole_bits_at(self.now, self.bandwidth.rate(flow)))
            };
            let exchanged = Exchanged {
                sent: account.exchanged.sent + under_way(account.upload),
                received: account.exchanged.received + under_way(account.download),
            };
            let snubs = tit_for_tat::snubs(self.silence(account.download), limit);
            let Some(entry) = self.accounts.get_mut(id) else {
                return false;
            };
            let in_window = entry.window.roll(exchanged);
            entry.score = choker.score(in_window, snubs, 0);
            entry.snubs = snubs;
            let stays = !entry.window.is_quiet()
                || in_window != Exchanged::default()
                || account.upload != NONE
                || account.download != NONE;
            if !stays {
                self.accounts.close(id);
                if let Some(neighbour) = self.receiver_mut(account.link) {
                    neighbour.account = NONE;
                }
            }
            stays
        });
        self.nodes[host.index()].accounts = open;
    }

    fn unchoke(&mut self, link: LinkId, slot: Slot, why: Unchoke) {
        let (from, to) = self.ends(link);
        self.leave_slot(link);
        let node = &mut self.nodes[from.index()];
        node.unchokes.push(link);
        let turn = node.rechokes;
        match slot {
            Slot::Choked => {}
            Slot::Regular => node.regular += 1,
            Slot::Optimistic => node.optimistic = Some(link),
        }
        if let Some(neighbour) = self.receiver_mut(link) {
            neighbour.slot = slot;
            if slot == Slot::Regular {
                neighbour.last_turn = turn.max(neighbour.last_turn);
            }
        }
        self.nodes[to.index()].unchoked_by.push(link);
        let mark = match slot {
            Slot::Optimistic => Mark::OptimisticallyUnchoked,
            _ => Mark::Unchoked,
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
        self.hash.mix(self.now, Mark::Choked, from.0, to.0);
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
        let Some(neighbour) = self.receiver_mut(link) else {
            return;
        };
        let slot = std::mem::replace(&mut neighbour.slot, Slot::Choked);
        let Node {
            regular,
            optimistic,
            unchokes,
            ..
        } = &mut self.nodes[from.index()];
        match slot {
            Slot::Choked => return,
            Slot::Regular => *regular -= 1,
            Slot::Optimistic => *optimistic = None,
        }
        unchokes.retain(|&other| other != link);
        let unchoked_by = &mut self.nodes[to.index()].unchoked_by;
        unchoked_by.retain(|&other| other != link);
    }
}

/// Whether a neighbour has no score, and is not left out because it snubs: chance may give it a slot.
fn takes_part_in_draws(accounts: &Accounts, choker: Choker, neighbour: &Neighbour) -> bool {
    choker != Choker::Seed(SeedRule::RoundRobin)
        && accounts
            .get(neighbour.account)
            .is_none_or(|account| account.score == 0 && !choker.leaves_out(account.snubs))
}
