//! Who is served: interest, slots, rechokes and the optimistic turn.

use super::choker::{self, Candidate};
use super::engine::{Observer, Run};
use super::event::{Choke, HostId, LinkId, Place, Stop, Unchoke, What};
use super::random::Purpose;
use super::state::{Link, Served};
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
        let host = self.links[link.index()].from;
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
            self.fill_slots(self.links[link.index()].from);
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
        let free = node.rules.slots.saturating_sub(node.regular);
        if free > 0 {
            let mut waiting = self.candidates(host);
            waiting.retain(|c| self.served(c.link) == Served::No);
            choker::rank(&mut waiting, self.streams.of(host, Purpose::Choke));
            let count = count(&waiting);
            for candidate in waiting.into_iter().take(free as usize) {
                self.unchoke(
                    candidate.link,
                    Served::Regular,
                    Unchoke::FreeSlot { waiting: count },
                );
            }
        }
        self.fill_optimistic(host);
    }

    /// A client–server server that can upload again serves all who wait.
    fn serve_all(&mut self, host: HostId) {
        for candidate in self.candidates(host) {
            if self.served(candidate.link) == Served::No {
                self.unchoke(candidate.link, Served::Regular, Unchoke::Client);
            }
        }
    }

    /// The choice of every 10 s: the interested neighbours that sent most keep or get the slots,
    /// or for a seed those that take fastest, unless the scenario has other rules.
    pub(super) fn rechoke(&mut self, host: HostId) {
        if !self.hosts[host.index()].uploads {
            return;
        }
        self.sample(host);
        let mut ranked = self.candidates(host);
        if ranked.is_empty() {
            return;
        }
        let of = count(&ranked);
        self.note(|| What::Rechoked {
            host,
            interested: of,
        });
        self.drop_snubbing(host, &mut ranked);
        choker::rank(&mut ranked, self.streams.of(host, Purpose::Choke));
        let slots = self.hosts[host.index()].rules.slots;
        for (rank, candidate) in (1..).zip(&ranked) {
            if rank > slots && self.served(candidate.link) == Served::Regular {
                let why = self.why_choked(host, self.place(host, candidate, rank, of));
                self.choke(candidate.link, why);
            }
        }
        let round = self.hosts[host.index()].rechokes + 1;
        let waiting = ranked
            .iter()
            .filter(|c| self.served(c.link) != Served::Regular)
            .count();
        for (rank, candidate) in (1..=slots).zip(&ranked) {
            self.links[candidate.link.index()].last_round = round;
            if self.served(candidate.link) != Served::Regular {
                let why = self.why_unchoked(host, self.place(host, candidate, rank, of), waiting);
                self.unchoke(candidate.link, Served::Regular, why);
            }
        }
        self.fill_optimistic(host);
    }

    fn place(&self, host: HostId, candidate: &Candidate, rank: u32, of: u32) -> Place {
        let here = self.now - self.hosts[host.index()].since;
        let over = Seconds((self.rules.rechoke.0 * f64::from(WINDOW)).min(here));
        Place {
            rank,
            of,
            bits: Bits(candidate.merit),
            over,
        }
    }

    #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
    fn why_unchoked(&self, host: HostId, place: Place, waiting: usize) -> Unchoke {
        match self.rule(host) {
            Rule::Givers | Rule::Takers if place.bits.0 == 0 => Unchoke::FreeSlot {
                waiting: waiting as u32,
            },
            Rule::Givers => Unchoke::Reciprocation(place),
            Rule::Takers => Unchoke::FastestTaker(place),
            Rule::Turns => Unchoke::NextInTurn { of: place.of },
            Rule::Chance => Unchoke::Drawn { among: place.of },
        }
    }

    fn why_choked(&self, host: HostId, place: Place) -> Choke {
        match self.rule(host) {
            Rule::Givers | Rule::Takers => Choke::Outranked(place),
            Rule::Turns | Rule::Chance => Choke::NotChosen,
        }
    }

    /// Anti-snubbing (Cohen 2003): who has long sent nothing, though it serves this host, loses its slot.
    fn drop_snubbing(&mut self, host: HostId, ranked: &mut Vec<Candidate>) {
        let Some(limit) = self.rules.snub.filter(|_| !self.is_seed(host)) else {
            return;
        };
        let silent_for =
            |run: &Self, link: LinkId| run.silence(link.back()).filter(|silent| *silent > limit.0);
        for candidate in ranked.iter() {
            if self.served(candidate.link) == Served::Regular
                && let Some(silent) = silent_for(self, candidate.link)
            {
                self.choke(
                    candidate.link,
                    Choke::Snubbing {
                        silent: Seconds(silent),
                    },
                );
            }
        }
        ranked.retain(|candidate| silent_for(self, candidate.link).is_none());
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
        let waiting = self.hosts[host.index()].links.iter().filter(|link| {
            let entry = &self.links[link.index()];
            entry.offers > 0 && entry.service == Served::No
        });
        let among: Vec<(LinkId, bool)> = waiting
            .map(|link| (*link, self.links[link.index()].is_new))
            .collect();
        let Some(link) = choker::optimistic(&among, self.streams.of(host, Purpose::Optimistic))
        else {
            return;
        };
        if let Some(last) = last {
            self.choke(last, Choke::TurnOver);
        }
        let new = count(among.iter().filter(|(_, is_new)| *is_new));
        let is_new = std::mem::replace(&mut self.links[link.index()].is_new, false);
        self.unchoke(
            link,
            Served::Optimistic,
            Unchoke::Optimistic {
                among: count(&among),
                new,
                is_new,
            },
        );
    }

    /// The interested neighbours of a host, in order of connecting, each with what counts for it.
    fn candidates(&self, host: HostId) -> Vec<Candidate> {
        let links = self.hosts[host.index()].links.iter().copied();
        let interested = links.filter(|link| self.links[link.index()].offers > 0);
        interested
            .map(|link| Candidate {
                link,
                merit: self.links[link.index()].merit,
            })
            .collect()
    }

    /// Takes stock of each neighbour: what counts is the bits exchanged in the window that ends now, or by rule
    /// how long it has waited, or nothing.
    fn sample(&mut self, host: HostId) {
        let rule = self.rule(host);
        for i in 0..self.hosts[host.index()].links.len() {
            let link = self.hosts[host.index()].links[i];
            let (sent, received) = (self.sent_until_now(link), self.sent_until_now(link.back()));
            let entry = &mut self.links[link.index()];
            let [oldest, last] = entry.samples;
            entry.merit = match rule {
                Rule::Givers => received - oldest.1,
                Rule::Takers => sent - oldest.0,
                Rule::Turns => u64::from(u32::MAX - entry.last_round),
                Rule::Chance => 0,
            };
            entry.samples = [last, (sent, received)];
        }
    }

    /// Whole bits that went over a link so far.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // What arrived is between 0 and what was asked.
    fn sent_until_now(&self, link: LinkId) -> u64 {
        let Link {
            sent,
            transfer,
            rate,
            ..
        } = &self.links[link.index()];
        sent + transfer
            .as_ref()
            .map_or(0.0, |transfer| transfer.arrived_at(self.now, *rate)) as u64
    }

    fn unchoke(&mut self, link: LinkId, service: Served, why: Unchoke) {
        let (from, to) = self.ends(link);
        self.leave_slot(link);
        let node = &mut self.hosts[from.index()];
        match service {
            Served::Regular => node.regular += 1,
            Served::Optimistic => node.optimistic = Some(link),
            Served::No => {}
        }
        self.links[link.index()].service = service;
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
        for i in 0..self.hosts[host.index()].links.len() {
            let link = self.hosts[host.index()].links[i];
            if self.served(link) != Served::No {
                self.choke(link, Choke::Muted);
            }
        }
    }

    /// Ends what goes on over a link because one of its ends is gone.
    pub(super) fn abandon(&mut self, link: LinkId) {
        self.stop(link, Stop::Left);
        self.leave_slot(link);
        self.links[link.index()].offers = 0;
    }

    fn leave_slot(&mut self, link: LinkId) {
        let entry = &mut self.links[link.index()];
        let node = &mut self.hosts[entry.from.index()];
        match std::mem::replace(&mut entry.service, Served::No) {
            Served::Regular => node.regular -= 1,
            Served::Optimistic => node.optimistic = None,
            Served::No => {}
        }
    }
}

#[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
fn count(items: impl IntoIterator) -> u32 {
    items.into_iter().count() as u32
}
