//! Between two instants: what flows, who has a slot, and what a rechoke has chosen.

use super::*;

impl Referee {
    /// After all that happens at one instant.
    pub(super) fn rest(&mut self) {
        self.check_rates();
        for host in (0..).map(HostId).take(self.books.hosts.len()) {
            self.check_service(host);
        }
        for (host, wanting) in std::mem::take(&mut self.rechoked) {
            self.check_rechoke(host, &wanting);
        }
    }

    /// No link carries more than it can, and what flows shares it max–min fairly.
    fn check_rates(&mut self) {
        // By host: what its uplink carries and the fastest flow there, then the same for its downlink.
        let mut ports = vec![[(0.0_f64, 0.0_f64); 2]; self.books.hosts.len()];
        let mut flows = Vec::new();
        for line in self.books.lines.iter().filter(|line| line.is_open) {
            if line.rate > 0.0 || line.transfer.is_some() {
                for (host, way) in [(line.from, 0), (line.to, 1)] {
                    let (load, fastest) = &mut ports[host.index()][way];
                    *load += line.rate;
                    *fastest = fastest.max(line.rate);
                }
                flows.push((line.from, line.to, line.rate, line.transfer.is_some()));
            }
        }
        for (index, [(up, _), (down, _)]) in ports.iter().enumerate() {
            let host = &self.books.hosts[index];
            let room = 1.0 + ROUNDING;
            let is_right = *up <= self.books.capacity(host.up) * room
                && (index == 0 || *down <= self.books.capacity(host.down) * room)
                && (host.failed.is_none() || up + down == 0.0);
            self.blame(is_right, "no link carries more than it can", || {
                format!("host {index} sends {up} and receives {down} b/s")
            });
        }
        for (from, to, rate, is_asked) in flows {
            let (sender, receiver) = (
                &self.books.hosts[from.index()],
                &self.books.hosts[to.index()],
            );
            if sender.failed.is_some() || receiver.failed.is_some() {
                continue;
            }
            let is_bottleneck = |(load, fastest): (f64, f64), capacity: u64| {
                load >= self.books.capacity(capacity) * (1.0 - ROUNDING)
                    && rate >= fastest * (1.0 - ROUNDING)
            };
            let is_right = is_asked
                && rate > 0.0
                && (is_bottleneck(ports[from.index()][0], sender.up)
                    || is_bottleneck(ports[to.index()][1], receiver.down));
            self.blame(
                is_right,
                "what is asked for flows, at max–min fair rates",
                || format!("from {from} to {to}: {rate} b/s, asked for: {is_asked}"),
            );
        }
    }

    /// No slot is empty while somebody waits, and nobody has one who wants nothing.
    fn check_service(&mut self, id: HostId) {
        let host = &self.books.hosts[id.index()];
        if !host.is_there() || host.failed.is_some() {
            return;
        }
        self.check_slots(id);
        let host = &self.books.hosts[id.index()];
        let (regular, optimistic) = self.books.unchoked(id);
        if host.up == 0 {
            return self.blame(
                regular + optimistic == 0,
                "a host that uploads nothing unchokes nobody",
                || format!("{id}"),
            );
        }
        let is_healthy = |link: &usize| {
            let to = self.books.lines[*link].to;
            self.books.hosts[to.index()].failed.is_none()
        };
        let useless =
            host.links.iter().copied().filter(is_healthy).find(|link| {
                self.books.lines[*link].slot.is_some() && !self.books.is_wanted(*link)
            });
        let waiting: Vec<usize> = self
            .books
            .wanting(id)
            .filter(is_healthy)
            .filter(|link| self.books.lines[*link].slot.is_none())
            .collect();
        let (slots, has_optimistic) = (host.slots, host.optimistic);
        let mut worthy = 0;
        for link in &waiting {
            worthy += usize::from(!self.books.may_be_snubbing(id, *link));
        }
        let has_free = slots.is_none_or(|slots| regular < slots);
        let lacks_optimistic = has_optimistic && optimistic == 0;
        self.blame(
            useless.is_none(),
            "nobody is unchoked who wants nothing",
            || format!("{id}, link {useless:?}"),
        );
        self.blame(
            !(has_free && worthy > 0),
            "no slot is free while somebody waits",
            || format!("{id} unchokes {regular} and {worthy} wait"),
        );
        self.blame(
            !lacks_optimistic || waiting.is_empty(),
            "no optimistic slot is free while somebody waits",
            || format!("{id}, {} wait", waiting.len()),
        );
    }

    /// Where slots go by rate, nobody who waits was passed over by a rechoke for one who exchanged less.
    fn check_rechoke(&mut self, id: HostId, wanting: &[usize]) {
        let host = &self.books.hosts[id.index()];
        if !host.is_there()
            || host.failed.is_some()
            || host.up == 0
            || host.finished == Some(self.now)
        {
            return;
        }
        let by_rate = match host.finished {
            Some(_) => self.books.scenario.rules.serve == SeedRule::FastestTakers,
            None => self.books.trades(id),
        };
        if !by_rate || !self.books.is_exact() {
            return;
        }
        let is_seed = host.finished.is_some();
        let (mut worst, mut passed) = (f64::INFINITY, 0.0_f64);
        for link in wanting {
            let line = &self.books.lines[*link];
            let (slot, to) = (line.slot, line.to);
            if !self.books.hosts[to.index()].is_well() || !self.books.is_wanted(*link) {
                continue;
            }
            let bits = self
                .books
                .window(id, if is_seed { *link } else { link ^ 1 })
                .0;
            match slot {
                Some(SlotState::Regular) => worst = worst.min(bits),
                Some(SlotState::Optimistic) => {}
                None if self.books.may_be_snubbing(id, *link) => {}
                None => passed = passed.max(bits),
            }
        }
        self.blame(
            passed <= worst + 64.0 + passed * 1e-6,
            "a rechoke unchokes those that exchanged most",
            || format!("{id} passes over one with {passed} bits for one with {worst}"),
        );
    }
}
