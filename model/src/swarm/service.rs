//! Who is served: interest, slots, rechokes and the optimistic turn.

use super::choker::{self, Candidate, NEW_NEIGHBOUR_WEIGHT};
use super::engine::{Observer, Run};
use super::event::{Choke, HostId, LinkId, Place, Stop, Unchoke, What};
use super::random::{Purpose, below, choose};
use super::state::{Exchanged, Neighbour, Served};
use crate::bounds::Architecture;
use crate::scenario::{ChokeRule, SeedRule};
use crate::units::{Bits, Seconds};

/// Rechokes that the window of a rate spans: at the lecture's 10 s, the 20 s of BEP 3.
const WINDOW: u32 = 2;

/// How a host chooses whom to serve.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// By what they sent (tit-for-tat).
    Givers,
    /// By what they took.
    Takers,
    /// Who has waited longest.
    Turns,
    /// At random.
    Chance,
}

impl<O: Observer> Run<O> {
    fn rule(&self, host: HostId) -> Rule {
        match (
            self.is_seed(host),
            self.hosts[host.index()].rules.choke,
            self.rules.serve,
        ) {
            (false, ChokeRule::Rate, _) => Rule::Givers,
            (false, ChokeRule::Random, _) | (true, _, SeedRule::Random) => Rule::Chance,
            (true, _, SeedRule::FastestTakers) => Rule::Takers,
            (true, _, SeedRule::RoundRobin) => Rule::Turns,
        }
    }

    /// The receiver of a link becomes interested in its sender, which may have a slot free.
    pub(super) fn interest_begins(&mut self, link: LinkId) {
        let (host, _) = self.ends(link);
        let node = &self.hosts[host.index()];
        if !node.uploads {
            return;
        }
        if self.architecture == Architecture::ClientServer {
            self.unchoke(link, Served::Regular, Unchoke::Client);
        } else if node.regular < node.rules.slots {
            self.unchoke(link, Served::Regular, Unchoke::FreeSlot { waiting: 1 });
        } else {
            self.fill_optimistic(host);
        }
    }

    /// The receiver of a link needs nothing more from its sender, whose slot goes to another.
    pub(super) fn interest_ends(&mut self, link: LinkId) {
        if self.served(link) != Served::No {
            self.choke(link, Choke::NotInterested);
            self.fill_slots(self.ends(link).0);
        }
    }

    /// Gives free slots to interested neighbours: no slot stays empty while somebody waits.
    ///
    /// Between rechokes the order is that of the last rechoke.
    pub(super) fn fill_slots(&mut self, host: HostId) {
        let node = &self.hosts[host.index()];
        if !node.uploads || !node.present {
            return;
        }
        if self.architecture == Architecture::ClientServer {
            return self.serve_all(host);
        }
        let slots = node.rules.slots;
        while self.hosts[host.index()].regular < slots
            && let Some(link) = self.next_waiting(host)
        {
            let waiting = self.count(host, Neighbour::waits);
            self.unchoke(link, Served::Regular, Unchoke::FreeSlot { waiting });
        }
        self.fill_optimistic(host);
    }

    /// The waiting neighbour that is next for a slot: the one with most merit, else one at random.
    fn next_waiting(&mut self, host: HostId) -> Option<LinkId> {
        let by_rule = matches!(self.rule(host), Rule::Turns);
        let mut waiting = self.deserving(host, Neighbour::waits);
        choker::rank(&mut waiting, self.streams.of(host, Purpose::Choke));
        match waiting.first() {
            Some(first) => Some(first.link),
            None if by_rule => None,
            None => self.draw(host, Purpose::Choke, |neighbour| {
                u32::from(neighbour.waits() && !neighbour.is_apart)
            }),
        }
    }

    /// A neighbour at random, each as likely as its weight, 3 at most, says.
    ///
    /// Mostly a few tries hit one; where they do not, all are looked at.
    #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
    fn draw(
        &mut self,
        host: HostId,
        purpose: Purpose,
        weight: impl Fn(&Neighbour) -> u32,
    ) -> Option<LinkId> {
        const TRIES: u32 = 12;
        let neighbours = &self.hosts[host.index()].neighbours;
        let rng = self.streams.of(host, purpose);
        if neighbours.is_empty() {
            return None;
        }
        for _ in 0..TRIES {
            let neighbour = &neighbours[below(rng, neighbours.len() as u32) as usize];
            let weight = weight(neighbour);
            if weight > 0 && below(rng, NEW_NEIGHBOUR_WEIGHT) < weight {
                return Some(neighbour.link);
            }
        }
        let weighted = || {
            let weighted = |neighbour: &Neighbour| (neighbour.link, weight(neighbour));
            neighbours.iter().map(weighted)
        };
        choker::draw(weighted, rng)
    }

    /// How many neighbours are so, for those who watch.
    #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
    fn count(&self, host: HostId, is_so: impl Fn(&Neighbour) -> bool) -> u32 {
        if !self.observer.watches() {
            return 0;
        }
        let neighbours = self.hosts[host.index()].neighbours.iter();
        neighbours.filter(|neighbour| is_so(neighbour)).count() as u32
    }

    /// A client–server server that can upload again serves all who wait.
    fn serve_all(&mut self, host: HostId) {
        let waiting: Vec<LinkId> = self
            .interested(host)
            .filter(|neighbour| neighbour.service == Served::No)
            .map(|neighbour| neighbour.link)
            .collect();
        for link in waiting {
            self.unchoke(link, Served::Regular, Unchoke::Client);
        }
    }

    /// The choice of every 10 s: the interested neighbours that sent most keep or get the slots,
    /// or for a seed those that take fastest, unless the scenario has other rules.
    pub(super) fn rechoke(&mut self, host: HostId) {
        if !self.hosts[host.index()].uploads {
            return;
        }
        self.sample(host);
        let of = self.count(host, |neighbour| neighbour.is_interested);
        if of > 0 {
            self.note(|| What::Rechoked {
                host,
                interested: of,
            });
        }
        let slots = self.hosts[host.index()].rules.slots as usize;
        let ranking = self.ranking(host, slots);
        let round = self.hosts[host.index()].rechokes + 1;
        for candidate in ranking.iter().take(slots) {
            self.links[candidate.link.index()].last_round = round;
        }
        for link in self.hosts[host.index()].serves.clone() {
            let is_chosen = self.links[link.index()].last_round == round;
            if self.served(link) == Served::Regular && !is_chosen {
                let rank = ranking.iter().position(|candidate| candidate.link == link);
                let place = self.place(host, link, rank.unwrap_or(ranking.len()), of);
                self.choke(link, self.why_choked(link, place));
            }
        }
        for (rank, candidate) in ranking.iter().enumerate().take(slots) {
            if self.served(candidate.link) != Served::Regular {
                let place = self.place(host, candidate.link, rank, of);
                self.unchoke(
                    candidate.link,
                    Served::Regular,
                    self.why_unchoked(host, place),
                );
            }
        }
        self.fill_optimistic(host);
    }

    /// The interested neighbours in order of merit: all that have any, and as many of the others, drawn at random,
    /// as are needed to make it enough.
    fn ranking(&mut self, host: HostId, enough: usize) -> Vec<Candidate> {
        let mut ranking = self.deserving(host, |neighbour| neighbour.is_interested);
        let mut others = Vec::new();
        if ranking.len() < enough && self.rule(host) != Rule::Turns {
            others.extend(
                self.interested(host)
                    .filter(|neighbour| !neighbour.is_apart)
                    .map(|neighbour| neighbour.link),
            );
        }
        let rng = self.streams.of(host, Purpose::Choke);
        choker::rank(&mut ranking, rng);
        let missing = enough.saturating_sub(ranking.len());
        ranking.extend(
            choose(rng, &mut others, missing)
                .iter()
                .map(|&link| Candidate { link, merit: 0 }),
        );
        ranking
    }

    /// The neighbours with any merit among those that are so.
    fn deserving(&self, host: HostId, is_so: impl Fn(&Neighbour) -> bool) -> Vec<Candidate> {
        let takes_turns = self.rule(host) == Rule::Turns;
        let neighbours = self.hosts[host.index()].neighbours.iter();
        let so =
            neighbours.filter(|neighbour| (takes_turns || neighbour.is_apart) && is_so(neighbour));
        let candidates = so.filter_map(|neighbour| {
            let link = neighbour.link;
            let entry = &self.links[link.index()];
            let merit = match takes_turns {
                true => u64::from(u32::MAX - entry.last_round),
                false if entry.is_snubbing => 0,
                false => entry.merit,
            };
            (merit > 0).then_some(Candidate { link, merit })
        });
        candidates.collect()
    }

    /// The interested neighbours of a host, in order of connecting.
    fn interested(&self, host: HostId) -> impl Iterator<Item = &Neighbour> {
        let neighbours = self.hosts[host.index()].neighbours.iter();
        neighbours.filter(|neighbour| neighbour.is_interested)
    }

    /// The place of a neighbour that is so far behind the first of those ranked.
    #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
    fn place(&self, host: HostId, link: LinkId, behind: usize, of: u32) -> Place {
        let here = self.now - self.hosts[host.index()].since;
        let over = Seconds((self.rules.rechoke.0 * f64::from(WINDOW)).min(here));
        Place {
            rank: behind as u32 + 1,
            of,
            bits: Bits(self.links[link.index()].merit),
            over,
        }
    }

    fn why_unchoked(&self, host: HostId, place: Place) -> Unchoke {
        match self.rule(host) {
            Rule::Givers | Rule::Takers if place.bits.0 == 0 => Unchoke::FreeSlot {
                waiting: (place.of + 1).saturating_sub(place.rank),
            },
            Rule::Givers => Unchoke::Reciprocation(place),
            Rule::Takers => Unchoke::FastestTaker(place),
            Rule::Turns => Unchoke::NextInTurn { of: place.of },
            Rule::Chance => Unchoke::Drawn { among: place.of },
        }
    }

    fn why_choked(&self, link: LinkId, place: Place) -> Choke {
        let (host, _) = self.ends(link);
        match self.rule(host) {
            Rule::Givers if self.links[link.index()].is_snubbing => Choke::Snubbing {
                silent: Seconds(self.silence(link.back()).unwrap_or_default()),
            },
            Rule::Givers | Rule::Takers => Choke::Outranked(place),
            Rule::Turns | Rule::Chance => Choke::NotChosen,
        }
    }

    /// How long no whole block has come over a link on which one is on its way, in seconds.
    fn silence(&self, link: LinkId) -> Option<f64> {
        let entry = &self.links[link.index()];
        let transfer = entry.transfer.as_ref()?;
        let block = self.block as f64;
        let arrived = transfer.arrived_at(self.now, entry.rate);
        let boundary = (arrived / block).floor() * block;
        let last = if boundary > transfer.arrived {
            self.now - (arrived - boundary) / entry.rate
        } else {
            entry.last_block
        };
        Some(self.now - last)
    }

    /// The choice of every 30 s: the optimistic turn goes to another neighbour, if another waits.
    pub(super) fn next_optimistic(&mut self, host: HostId) {
        if self.hosts[host.index()].uploads {
            let last = self.hosts[host.index()].optimistic;
            self.choose_optimistic(host, last);
        }
    }

    fn fill_optimistic(&mut self, host: HostId) {
        let node = &self.hosts[host.index()];
        if node.optimistic.is_none() && node.rules.optimistic.is_some() {
            self.choose_optimistic(host, None);
        }
    }

    /// Unchokes an interested, choked neighbour at random in place of the last one.
    fn choose_optimistic(&mut self, host: HostId, last: Option<LinkId>) {
        let weight = |neighbour: &Neighbour| match (neighbour.waits(), neighbour.is_new) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => NEW_NEIGHBOUR_WEIGHT,
        };
        let Some(link) = self.draw(host, Purpose::Optimistic, weight) else {
            return;
        };
        let among = self.count(host, Neighbour::waits);
        let new = self.count(host, |neighbour| neighbour.waits() && neighbour.is_new);
        if let Some(last) = last {
            self.choke(last, Choke::TurnOver);
        }
        let is_new = std::mem::replace(&mut self.receiver_mut(link).is_new, false);
        self.unchoke(
            link,
            Served::Optimistic,
            Unchoke::Optimistic { among, new, is_new },
        );
    }

    /// Takes stock of the neighbours with which bits were exchanged: what counts is those of the window that ends now.
    fn sample(&mut self, host: HostId) {
        let rule = self.rule(host);
        let mut busy = std::mem::take(&mut self.hosts[host.index()].busy);
        busy.retain(|&link| {
            let now = Exchanged {
                sent: self.links[link.index()].sent_at(self.now),
                received: self.links[link.back().index()].sent_at(self.now),
            };
            let silence = self.silence(link.back()).unwrap_or_default();
            let runs = [link, link.back()]
                .iter()
                .any(|link| self.links[link.index()].transfer.is_some());
            let entry = &mut self.links[link.index()];
            let [last, before] = entry.seen;
            entry.seen = [now, last];
            entry.merit = match rule {
                Rule::Givers => now.received - before.received,
                Rule::Takers => now.sent - before.sent,
                Rule::Turns | Rule::Chance => 0,
            };
            entry.is_snubbing =
                rule == Rule::Givers && self.rules.snub.is_some_and(|limit| silence > limit.0);
            entry.is_busy = runs || now != last;
            let stays = entry.is_busy || entry.merit > 0;
            let is_apart = entry.merit > 0 || entry.is_snubbing;
            self.receiver_mut(link).is_apart = is_apart;
            stays
        });
        self.hosts[host.index()].busy = busy;
    }

    /// From now on bits may go over a link, which the choker of its sender has to look at.
    pub(super) fn note_busy(&mut self, link: LinkId) {
        if !std::mem::replace(&mut self.links[link.index()].is_busy, true) {
            let (host, _) = self.ends(link);
            let busy = &mut self.hosts[host.index()].busy;
            if !busy.contains(&link) {
                busy.push(link);
            }
        }
    }

    fn unchoke(&mut self, link: LinkId, service: Served, why: Unchoke) {
        let (from, to) = self.ends(link);
        self.leave_slot(link);
        let node = &mut self.hosts[from.index()];
        match service {
            Served::Regular => {
                node.regular += 1;
                let last = &mut self.links[link.index()].last_round;
                *last = node.rechokes.max(*last);
            }
            Served::Optimistic => node.optimistic = Some(link),
            Served::No => {}
        }
        node.serves.push(link);
        self.hosts[to.index()].served_by.push(link);
        self.receiver_mut(link).service = service;
        self.hash.mix(
            self.now,
            4 + u32::from(service == Served::Optimistic),
            from.0,
            to.0,
        );
        self.note(|| What::Unchoked {
            from,
            to,
            link,
            why,
        });
        self.ask(link);
    }

    fn choke(&mut self, link: LinkId, why: Choke) {
        let (from, to) = self.ends(link);
        self.stop(link, Stop::Choked);
        if self.served(link) == Served::No {
            // What stopped was due at this very instant, made a chunk whole, and with it interest ended.
            return;
        }
        self.leave_slot(link);
        self.hash.mix(self.now, 6, from.0, to.0);
        self.note(|| What::Choked {
            from,
            to,
            link,
            why,
        });
    }

    /// A host that uploads nothing any more serves nobody.
    pub(super) fn choke_all(&mut self, host: HostId) {
        while let Some(&link) = self.hosts[host.index()].serves.last() {
            self.choke(link, Choke::Muted);
        }
    }

    /// Ends what goes on over a link because one of its ends is gone.
    pub(super) fn abandon(&mut self, link: LinkId) {
        self.stop(link, Stop::Left);
        self.leave_slot(link);
        self.receiver_mut(link).is_interested = false;
    }

    fn leave_slot(&mut self, link: LinkId) {
        let (from, to) = self.ends(link);
        let service = std::mem::replace(&mut self.receiver_mut(link).service, Served::No);
        let node = &mut self.hosts[from.index()];
        match service {
            Served::Regular => node.regular -= 1,
            Served::Optimistic => node.optimistic = None,
            Served::No => return,
        }
        node.serves.retain(|&other| other != link);
        self.hosts[to.index()]
            .served_by
            .retain(|&other| other != link);
    }
}
