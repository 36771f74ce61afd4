//! A history as numbers over time and by peer: what charts are drawn from.

use super::census::Census;
use crate::history::event::{HostId, What};
use crate::history::{self, Trace};
use crate::units::{BitRate, Seconds};

/// How many peers have the whole file, as steps: from each time on, so many. It begins with none at 0 s.
pub fn completed(trace: &Trace) -> Vec<(Seconds, u32)> {
    let mut count = 0;
    let mut steps = vec![(Seconds(0.0), 0)];
    steps.extend(history::steps(trace.landmarks(), |what| {
        matches!(what, What::Finished { .. }).then(|| {
            count += 1;
            count
        })
    }));
    steps
}

/// The copies of every chunk over time, as a table of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// The instant of each column, equally far apart from 0 s to the end of the run.
    pub times: Vec<Seconds>,
    /// How many chunks a row stands for, one after the other; the last row may have fewer.
    pub chunks_per_row: u32,
    /// Row by row, and in a row column by column: how many hosts that are there have the chunk whole, the server
    /// included. Of several chunks in a row it is the rarest that counts.
    pub counts: Vec<u32>,
    /// The largest of the counts.
    pub most: u32,
}

impl Heat {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.counts.len() / self.times.len().max(1)
    }

    /// The counts of a row, one for each column.
    pub fn row(&self, row: usize) -> &[u32] {
        &self.counts[row * self.times.len()..][..self.times.len()]
    }
}

/// The copies of every chunk at so many instants, in at most so many rows. Both are at least 1.
#[allow(clippy::cast_possible_truncation)] // Chunks have 32-bit numbers, and rows are at most as many.
pub fn copies_over_time(trace: &Trace, columns: usize, rows: usize) -> Heat {
    let columns = columns.max(1);
    let chunks = trace.chunk_count();
    let chunks_per_row = chunks.div_ceil((chunks as usize).min(rows.max(1)) as u32);
    let rows = chunks.div_ceil(chunks_per_row) as usize;
    let mut heat = Heat {
        times: instants(trace.end(), columns),
        chunks_per_row,
        counts: vec![0; rows * columns],
        most: 0,
    };
    let mut census = Census::before(trace);
    let mut events = trace.landmarks().peekable();
    for (column, time) in heat.times.iter().enumerate() {
        while let Some((_, event)) = events.next_if(|(_, event)| event.time <= *time) {
            census.see(&event.what);
        }
        let chunks_of_rows = census.copies().chunks(chunks_per_row as usize);
        for (row, copies) in chunks_of_rows.enumerate() {
            let rarest = copies.iter().copied().min().unwrap_or(0);
            heat.counts[row * columns + column] = rarest;
            heat.most = heat.most.max(rarest);
        }
    }
    heat
}

/// So many instants equally far apart, from 0 to the end.
fn instants(end: Seconds, count: usize) -> Vec<Seconds> {
    let last = (count - 1).max(1);
    (0..count)
        .map(|at| match at {
            // To the bit, so that nothing of the end is left out.
            at if at == last => end,
            at => Seconds(end.0 * at as f64 / last as f64),
        })
        .collect()
}

/// How much of the upload capacity was used in an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UploadUse {
    /// When the interval begins.
    pub from: Seconds,
    /// When it ends.
    pub to: Seconds,
    /// What the server sent in it, by what all who were there could have sent: 0 to 1.
    pub server: f64,
    /// What the peers sent in it, by the same: 0 to 1, and not more than 1 with the server's.
    pub peers: f64,
}

/// How much of the upload capacity is used, in so many equal intervals from 0 s to the end; at least one.
///
/// Exact integrals, not samples. The capacity is what can carry the file, of the hosts which are there at each
/// instant, as acts leave it; one that has failed is not there. The clients of a server alone have theirs too, and use nothing of it.
pub fn upload_use(trace: &Trace, columns: usize) -> Vec<UploadUse> {
    uses_between(trace, &instants(trace.end(), columns.max(1) + 1))
}

/// The same between these instants, in their order.
pub(crate) fn uses_between(trace: &Trace, borders: &[Seconds]) -> Vec<UploadUse> {
    let intervals = borders.windows(2).map(|border| (border[0], border[1]));
    let mut uses = Vec::with_capacity(borders.len());
    let mut flow = UploadReader::before(trace);
    let mut events = trace.events().iter().peekable();
    for (from, to) in intervals {
        flow.sums = Sums::default();
        while let Some(event) = events.next_if(|event| event.time <= to) {
            flow.pass(event.time);
            flow.see(trace, &event.what);
        }
        flow.pass(to);
        uses.push(flow.sums.uses(from, to));
    }
    uses
}

/// What uplinks carry and could carry at an instant, and in all since the beginning of an interval.
struct UploadReader {
    time: f64,
    /// By link, in bits per second.
    rates: Vec<f64>,
    /// By host: its upload capacity in bits per second, and whether it is there.
    hosts: Vec<(u64, bool)>,
    /// In bits per second: the server's, and those of all peers together.
    server: f64,
    peers: f64,
    /// Of all who are there, in bits per second.
    capacity: u64,
    /// The part of it that can carry the file.
    of_file: f64,
    sums: Sums,
}

/// Bits in an interval: sent by the server, sent by peers, and what all could have sent.
#[derive(Clone, Copy, Default)]
struct Sums {
    server: f64,
    peers: f64,
    capacity: f64,
}

impl Sums {
    fn uses(self, from: Seconds, to: Seconds) -> UploadUse {
        let part = |bits: f64| {
            if self.capacity > 0.0 {
                (bits / self.capacity).clamp(0.0, 1.0)
            } else {
                0.0
            }
        };
        UploadUse {
            from,
            to,
            server: part(self.server),
            peers: part(self.peers),
        }
    }
}

impl UploadReader {
    fn before(trace: &Trace) -> Self {
        Self {
            time: 0.0,
            rates: Vec::new(),
            hosts: trace
                .hosts()
                .iter()
                .map(|host| (host.up.0, false))
                .collect(),
            server: 0.0,
            peers: 0.0,
            capacity: 0,
            of_file: 1.0 - trace.scenario().rules.overhead.0,
            sums: Sums::default(),
        }
    }

    /// Lets time pass in which all rates are as they are.
    fn pass(&mut self, until: Seconds) {
        let passed = until.0 - self.time;
        self.sums.server += self.server * passed;
        self.sums.peers += self.peers * passed;
        self.sums.capacity += self.capacity as f64 * self.of_file * passed;
        self.time = until.0;
    }

    fn see(&mut self, trace: &Trace, what: &What) {
        match *what {
            What::Connected { link, .. } => self
                .rates
                .resize(link.index().max(link.back().index()) + 1, 0.0),
            What::Rate { link, bps } => {
                let change = bps - std::mem::replace(&mut self.rates[link.index()], bps);
                match trace.ends(link).0 {
                    HostId::SERVER => self.server += change,
                    _ => self.peers += change,
                }
            }
            What::Joined { host } => self.set(host, None, true),
            What::Left { peer: host, .. } | What::Failed { host } => self.set(host, None, false),
            What::Rerated { host, up, .. } => {
                let there = self.hosts[host.index()].1;
                self.set(host, Some(up), there);
            }
            _ => {}
        }
    }

    /// A host comes or goes, or its capacity changes.
    fn set(&mut self, host: HostId, up: Option<BitRate>, there: bool) {
        let state = &mut self.hosts[host.index()];
        let counted = |(up, there): (u64, bool)| if there { up } else { 0 };
        self.capacity -= counted(*state);
        *state = (up.map_or(state.0, |up| up.0), there);
        self.capacity += counted(*state);
    }
}

/// A peer's upload capacity beside the time that its download took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Download {
    /// The peer.
    pub peer: HostId,
    /// Its upload capacity when it came.
    pub up: BitRate,
    /// How long after it came it had the whole file; `None` if it never had.
    pub time: Option<Seconds>,
    /// The mean rate at which it received until the first peer of the run finished: while all still trade. `None` if
    /// it came later, or nobody ever finished.
    pub rate: Option<BitRate>,
}

/// How long the download of each peer took, by number; those that never came are left out.
pub fn finish_by_upload(trace: &Trace) -> Vec<Download> {
    let mut ups: Vec<BitRate> = trace.hosts().iter().map(|host| host.up).collect();
    let mut came = vec![None; ups.len()];
    for (_, event) in trace.landmarks() {
        match event.what {
            What::Rerated { host, up, .. } if came[host.index()].is_none() => {
                ups[host.index()] = up;
            }
            What::Joined { host } => came[host.index()] = Some(event.time),
            _ => {}
        }
    }
    let finish = &trace.outcome().finish;
    let first = trace
        .outcome()
        .first_finish
        .as_ref()
        .map(|first| first.time);
    let shares = first.map(|time| trace.at(time).parts_of_file(trace.scenario()));
    let rate = |peer: HostId, came: Seconds| {
        let (time, shares) = (first?, shares.as_ref()?);
        let bits = shares[peer.index()] * trace.scenario().file.0 as f64;
        (time > came).then(|| BitRate::measured(bits / (time.0 - came.0)))
    };
    let peers = (1..).map(HostId).zip(finish);
    peers
        .filter_map(|(peer, finish)| {
            let came = came[peer.index()]?;
            Some(Download {
                peer,
                up: ups[peer.index()],
                time: finish.map(|finish| Seconds(finish.0 - came.0)),
                rate: rate(peer, came),
            })
        })
        .collect()
}
