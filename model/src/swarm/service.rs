//! Who is served: interest, slots, rechokes and the optimistic turn.

use super::choker::{self, Candidate};
use super::engine::{Observer, Run, Served};
use super::event::{Choke, HostId, LinkId, Place, Stop, Unchoke, What};
use super::random::Purpose;
use crate::bounds::Architecture;
use crate::units::{Bits, Seconds};

/// Rechokes that the window of a rate spans: at the lecture's 10 s, the 20 s of BEP 3.
const WINDOW: usize = 2;

impl<O: Observer> Run<O> {
    /// The receiver of a link becomes interested in its sender, which may have a slot free.
    pub(super) fn interest_begins(&mut self, link: LinkId) {
        let host = self.links[link.index()].from;
        let node = &self.hosts[host.index()];
        if !node.uploads {
            return;
        }
        if self.architecture == Architecture::ClientServer {
            self.unchoke(link, Served::Regular, Unchoke::Client);
        } else if node.regular < self.rules.slots {
            self.unchoke(link, Served::Regular, Unchoke::FreeSlot { waiting: 1 });
        } else if node.optimistic.is_none() && self.rules.optimistic.is_some() {
            self.choose_optimistic(host, None);
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
        if node.regular < self.rules.slots {
            let mut waiting = self.candidates(host);
            waiting.retain(|c| self.served(c.link) == Served::No);
            choker::rank(&mut waiting, self.streams.of(host, Purpose::Choke));
            #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
            let count = waiting.len() as u32;
            let free = self.rules.slots - self.hosts[host.index()].regular;
            for candidate in waiting.into_iter().take(free as usize) {
                self.unchoke(
                    candidate.link,
                    Served::Regular,
                    Unchoke::FreeSlot { waiting: count },
                );
            }
        }
        if self.hosts[host.index()].optimistic.is_none() && self.rules.optimistic.is_some() {
            self.choose_optimistic(host, None);
        }
    }

    /// The choice of every 10 s: the interested neighbours that sent most keep or get the slots,
    /// or for a seed those that take fastest.
    pub(super) fn rechoke(&mut self, host: HostId) {
        self.sample(host);
        let mut ranked = self.candidates(host);
        choker::rank(&mut ranked, self.streams.of(host, Purpose::Choke));
        #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
        let of = ranked.len() as u32;
        self.note(|| What::Rechoked {
            host,
            interested: of,
        });
        let over = Seconds((self.rules.rechoke.0 * WINDOW as f64).min(self.time_here(host)));
        let place = |rank: u32, bits: u64| Place {
            rank,
            of,
            bits: Bits(bits),
            over,
        };
        for (rank, candidate) in (1..).zip(&ranked) {
            if rank > self.rules.slots && self.served(candidate.link) == Served::Regular {
                self.choke(
                    candidate.link,
                    Choke::Outranked(place(rank, candidate.bits)),
                );
            }
        }
        let is_seed = self.is_seed(host);
        let waiting = ranked
            .iter()
            .filter(|c| c.bits == 0 && self.served(c.link) != Served::Regular)
            .count();
        for (rank, candidate) in (1..=self.rules.slots).zip(&ranked) {
            if self.served(candidate.link) == Served::Regular {
                continue;
            }
            let why = match candidate.bits {
                #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
                0 => Unchoke::FreeSlot {
                    waiting: waiting as u32,
                },
                bits if is_seed => Unchoke::FastestTaker(place(rank, bits)),
                bits => Unchoke::Reciprocation(place(rank, bits)),
            };
            self.unchoke(candidate.link, Served::Regular, why);
        }
        if self.hosts[host.index()].optimistic.is_none() && self.rules.optimistic.is_some() {
            self.choose_optimistic(host, None);
        }
    }

    /// The choice of every 30 s: the optimistic turn goes to another neighbour, if another waits.
    pub(super) fn next_optimistic(&mut self, host: HostId) {
        let last = self.hosts[host.index()].optimistic;
        self.choose_optimistic(host, last);
    }

    /// Unchokes an interested, choked neighbour at random in place of the last one.
    fn choose_optimistic(&mut self, host: HostId, last: Option<LinkId>) {
        let node = &self.hosts[host.index()];
        let waits = |link: &&LinkId| {
            self.links[link.index()].offers > 0 && self.served(**link) == Served::No
        };
        let among: Vec<(LinkId, bool)> = node
            .links
            .iter()
            .filter(waits)
            .map(|&link| (link, self.links[link.index()].is_new))
            .collect();
        let Some(link) = choker::optimistic(&among, self.streams.of(host, Purpose::Optimistic))
        else {
            return;
        };
        if let Some(last) = last {
            self.choke(last, Choke::TurnOver);
        }
        #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
        let (among, new) = (
            among.len() as u32,
            among.iter().filter(|(_, is_new)| *is_new).count() as u32,
        );
        let is_new = std::mem::replace(&mut self.links[link.index()].is_new, false);
        self.unchoke(
            link,
            Served::Optimistic,
            Unchoke::Optimistic { among, new, is_new },
        );
    }

    /// The interested neighbours of a host, in order of connecting, each with what counts for it.
    fn candidates(&self, host: HostId) -> Vec<Candidate> {
        let links = self.hosts[host.index()].links.iter().copied();
        let interested = links.filter(|link| self.links[link.index()].offers > 0);
        interested
            .map(|link| Candidate {
                link,
                bits: self.links[link.index()].merit,
            })
            .collect()
    }

    /// Takes stock, for each neighbour, of the bits exchanged in the window that ends now.
    fn sample(&mut self, host: HostId) {
        let is_seed = self.is_seed(host);
        for i in 0..self.hosts[host.index()].links.len() {
            let link = self.hosts[host.index()].links[i];
            let (sent, received) = (self.sent_until_now(link), self.sent_until_now(link.back()));
            let entry = &mut self.links[link.index()];
            let [oldest, last] = entry.samples;
            entry.merit = if is_seed {
                sent - oldest.0
            } else {
                received - oldest.1
            };
            entry.samples = [last, (sent, received)];
        }
    }

    /// Whole bits that went over a link so far.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // What arrived is between 0 and what was asked.
    fn sent_until_now(&self, link: LinkId) -> u64 {
        let entry = &self.links[link.index()];
        let arrived = entry
            .transfer
            .map_or(0.0, |transfer| transfer.arrived_at(self.now, entry.rate));
        entry.sent + arrived as u64
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

    pub(super) fn choke(&mut self, link: LinkId, why: Choke) {
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

    pub(super) fn ends(&self, link: LinkId) -> (HostId, HostId) {
        let entry = &self.links[link.index()];
        (entry.from, entry.to)
    }
}
