//! Who gets how much: max–min fair rates over access links alone.
//!
//! Every host has an upload and a download *port* of fixed capacity, and nothing else limits (Kurose & Ross 2.5).
//! Rates are max–min fair when no flow can have more without another, no faster one, having less
//! (Bertsekas & Gallager, Data Networks, 6.5.2): each flow then has a *bottleneck*, a full port
//! on which none is faster.
//!
//! A change is followed only as far as it reaches. The ports that are somebody's bottleneck and touch the change
//! are solved anew (*inside*); the other ports of their flows offer what others leave (*rim*). Where a rim port's
//! own flows would then be treated unfairly it comes inside, and the solving is repeated.

use crate::history::HostId;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Relative difference below which two rates are the same; rounding stays far below it.
const SAME: f64 = 1e-11;

/// Rates in bits per second beside which a double loses parts of a bit per second.
const LARGE: f64 = 1e12;

const NO_PORT: u32 = u32::MAX;

/// The number of a flow between two hosts. Numbers of flows that have ended are used again.
pub(super) type FlowId = u32;

/// The ports of all hosts and the flows between them.
#[derive(Default)]
pub(super) struct Bandwidth {
    ports: Vec<Port>,
    /// A flow that has ended has no ports.
    flows: Vec<Path>,
    /// Numbers of flows that have ended.
    free: Vec<FlowId>,
    /// Ports whose flows or capacity changed since the last solving.
    touched: Vec<u32>,
    /// Flows added since then.
    added: Vec<u32>,
    problem: Problem,
}

struct Port {
    /// Bits per second.
    capacity: f64,
    /// Rate of the flows that have their bottleneck here; infinite where none has.
    level: f64,
    /// Rate of all flows together.
    load: f64,
    flows: Vec<FlowId>,
    in_problem: InProblem,
}

#[derive(Clone, Copy)]
struct Path {
    /// Upload port of the sender, download port of the receiver.
    ports: [u32; 2],
    /// Where it stands in the lists of these ports.
    places: [u32; 2],
    /// Bits per second.
    rate: f64,
    in_problem: InProblem,
}

const NO_FLOW: Path = Path {
    ports: [NO_PORT; 2],
    places: [0; 2],
    rate: 0.0,
    in_problem: InProblem {
        problem: 0,
        place: 0,
    },
};

/// The place of a port or flow in the problem of that number; marks of older problems are void.
#[derive(Clone, Copy, Default)]
struct InProblem {
    problem: u64,
    place: u32,
}

/// The problem at hand. Kept between solvings, so that none allocates once warm.
#[derive(Default)]
struct Problem {
    number: u64,
    inside: Vec<u32>,
    ports: Vec<PortShare>,
    flows: Vec<FlowShare>,
    heap: BinaryHeap<Reverse<(Share, u32)>>,
}

struct PortShare {
    port: u32,
    inside: bool,
    /// Capacity not yet given away, in bits per second.
    left: f64,
    /// Flows of the problem not yet decided.
    open: u32,
    /// What its flows got, if it was the bottleneck of any.
    level: f64,
}

#[derive(Clone, Copy)]
struct FlowShare {
    flow: u32,
    rate: f64,
    decided: bool,
}

/// A rate that can be ordered; never NaN.
#[derive(PartialEq)]
struct Share(f64);

impl Eq for Share {}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

fn differ(a: f64, b: f64) -> bool {
    (a - b).abs() > SAME * a.abs().max(b.abs())
}

#[allow(clippy::cast_possible_truncation)] // Fewer than 2³¹ hosts and 2³² flows.
impl Bandwidth {
    /// Adds the next host, with its capacities in bits per second.
    pub(super) fn add_host(&mut self, up: f64, down: f64) {
        for capacity in [up, down] {
            self.ports.push(Port {
                capacity,
                level: f64::INFINITY,
                load: 0.0,
                flows: Vec::new(),
                in_problem: InProblem::default(),
            });
        }
    }

    /// Starts a flow. It has no rate before `solve`.
    pub(super) fn add(&mut self, from: HostId, to: HostId) -> FlowId {
        let flow = self.free.pop().unwrap_or_else(|| {
            self.flows.push(NO_FLOW);
            self.flows.len() as FlowId - 1
        });
        let ports = [from.0 * 2, to.0 * 2 + 1];
        let places = ports.map(|port| self.ports[port as usize].flows.len() as u32);
        for port in ports {
            self.ports[port as usize].flows.push(flow);
            self.touched.push(port);
        }
        self.flows[flow as usize] = Path {
            ports,
            places,
            ..NO_FLOW
        };
        self.added.push(flow);
        flow
    }

    /// Ends a flow.
    pub(super) fn remove(&mut self, flow: FlowId) {
        self.free.push(flow);
        let flow = std::mem::replace(&mut self.flows[flow as usize], NO_FLOW);
        for (side, port) in flow.ports.into_iter().enumerate() {
            let list = &mut self.ports[port as usize].flows;
            let place = flow.places[side];
            list.swap_remove(place as usize);
            let list = &self.ports[port as usize].flows;
            if let Some(&moved) = list.get(place as usize) {
                self.flows[moved as usize].places[side] = place;
            }
            self.touched.push(port);
            self.change_load(port, -flow.rate);
        }
    }

    /// The load of a port changes by so much. It is summed up anew where that is more than a sum with other rates can
    /// hold to the bit per second.
    fn change_load(&mut self, port: u32, change: f64) {
        let flows = &self.ports[port as usize].flows;
        let load = if flows.is_empty() {
            0.0
        } else if change.abs() < LARGE {
            self.ports[port as usize].load + change
        } else {
            flows
                .iter()
                .map(|flow| self.flows[*flow as usize].rate)
                .sum()
        };
        self.ports[port as usize].load = load;
    }

    /// The flows into a host.
    pub(super) fn inbound(&self, host: HostId) -> &[FlowId] {
        &self.ports[host.index() * 2 + 1].flows
    }

    /// The flows out of a host.
    pub(super) fn outbound(&self, host: HostId) -> &[FlowId] {
        &self.ports[host.index() * 2].flows
    }

    /// Changes the capacities of a host, in bits per second.
    pub(super) fn set_capacity(&mut self, host: HostId, up: f64, down: f64) {
        for (port, capacity) in [(host.0 * 2, up), (host.0 * 2 + 1, down)] {
            let entry = &mut self.ports[port as usize];
            if entry.capacity != capacity {
                entry.capacity = capacity;
                // A port that was nobody's bottleneck may be one from now on.
                entry.level = 0.0;
                self.touched.push(port);
            }
        }
    }

    /// The rate of a flow in bits per second.
    #[cfg(test)]
    fn rate(&self, flow: FlowId) -> f64 {
        self.flows[flow as usize].rate
    }

    /// Makes all rates max–min fair again, and tells of each that changed the new one.
    pub(super) fn solve(&mut self, mut changed: impl FnMut(FlowId, f64)) {
        if self.touched.is_empty() {
            return;
        }
        self.problem.inside.clear();
        for port in self.touched.drain(..) {
            if self.ports[port as usize].level.is_finite() && !self.problem.inside.contains(&port) {
                self.problem.inside.push(port);
            }
        }
        if let [port] = self.problem.inside[..]
            && let Some(share) = self.equal_share(port)
        {
            self.added.clear();
            self.ports[port as usize].level = share;
            for place in 0..self.ports[port as usize].flows.len() {
                self.set_rate(self.ports[port as usize].flows[place], share, &mut changed);
            }
            return;
        }
        loop {
            self.gather();
            self.share_out();
            if !self.widen() {
                break;
            }
        }
        self.added.clear();
        for entry in &self.problem.ports {
            if entry.inside || entry.level.is_finite() {
                self.ports[entry.port as usize].level = entry.level;
            }
        }
        for at in 0..self.problem.flows.len() {
            let FlowShare { flow, rate, .. } = self.problem.flows[at];
            self.set_rate(flow, rate, &mut changed);
        }
    }

    /// What each flow of a port gets, in the usual case: no other port has changed, and all at the other ends have room.
    fn equal_share(&self, port: u32) -> Option<f64> {
        let Port {
            capacity, flows, ..
        } = &self.ports[port as usize];
        let share = capacity / flows.len() as f64;
        let has_room = |flow: &FlowId| {
            let Path { ports, rate, .. } = &self.flows[*flow as usize];
            let other = &self.ports[(ports[0] ^ ports[1] ^ port) as usize];
            other.level.is_infinite() && other.capacity + rate - other.load >= share
        };
        let is_here = |flow: &FlowId| {
            let ports = self.flows[*flow as usize].ports;
            ports[0] == NO_PORT || ports.contains(&port)
        };
        let is_usual =
            !flows.is_empty() && flows.iter().all(has_room) && self.added.iter().all(is_here);
        is_usual.then_some(share)
    }

    fn set_rate(&mut self, flow: FlowId, rate: f64, changed: &mut impl FnMut(FlowId, f64)) {
        let Path {
            rate: old, ports, ..
        } = self.flows[flow as usize];
        if differ(old, rate) {
            self.flows[flow as usize].rate = rate;
            for port in ports {
                self.change_load(port, rate - old);
            }
            changed(flow, rate);
        }
    }

    /// States the problem: all flows of the ports inside, the added flows, and what the rim leaves them.
    fn gather(&mut self) {
        self.problem.number += 1;
        self.problem.ports.clear();
        self.problem.flows.clear();
        for i in 0..self.problem.inside.len() {
            self.enter_port(self.problem.inside[i], true);
        }
        for i in 0..self.problem.inside.len() {
            let port = self.problem.inside[i] as usize;
            for j in 0..self.ports[port].flows.len() {
                self.enter_flow(self.ports[port].flows[j]);
            }
        }
        for i in 0..self.added.len() {
            if self.flows[self.added[i] as usize].ports[0] != NO_PORT {
                self.enter_flow(self.added[i]);
            }
        }
        for entry in self.problem.ports.iter_mut().filter(|entry| !entry.inside) {
            entry.left = (entry.left - self.ports[entry.port as usize].load).max(0.0);
        }
    }

    /// Enters a port into the problem unless it is there, and returns its place.
    fn enter_port(&mut self, port: u32, inside: bool) -> usize {
        let Port {
            in_problem,
            capacity,
            ..
        } = &mut self.ports[port as usize];
        if in_problem.problem != self.problem.number {
            *in_problem = InProblem {
                problem: self.problem.number,
                place: self.problem.ports.len() as u32,
            };
            self.problem.ports.push(PortShare {
                port,
                inside,
                left: *capacity,
                open: 0,
                level: f64::INFINITY,
            });
        }
        in_problem.place as usize
    }

    fn enter_flow(&mut self, flow: u32) {
        let Path {
            in_problem,
            ports,
            rate,
            ..
        } = &mut self.flows[flow as usize];
        if in_problem.problem == self.problem.number {
            return;
        }
        *in_problem = InProblem {
            problem: self.problem.number,
            place: self.problem.flows.len() as u32,
        };
        self.problem.flows.push(FlowShare {
            flow,
            rate: 0.0,
            decided: false,
        });
        let rate = *rate;
        for port in *ports {
            let place = self.enter_port(port, false);
            let entry = &mut self.problem.ports[place];
            entry.open += 1;
            // The rim offers what the flows outside the problem leave: the whole load less what is in the problem.
            entry.left += if entry.inside { 0.0 } else { rate };
        }
    }

    /// Progressive filling: the port that can offer its flows least decides them, then the next, to the last flow.
    fn share_out(&mut self) {
        let Self {
            ports,
            flows,
            problem,
            ..
        } = self;
        for (place, entry) in problem.ports.iter().enumerate() {
            if entry.open > 0 {
                problem.heap.push(Reverse((
                    Share(entry.left / f64::from(entry.open)),
                    place as u32,
                )));
            }
        }
        while let Some(Reverse((Share(offered), place))) = problem.heap.pop() {
            let entry = &mut problem.ports[place as usize];
            if entry.open == 0 {
                continue;
            }
            let share = entry.left / f64::from(entry.open);
            if share > offered {
                // Flows decided elsewhere took less than their part here, so that it offers more by now.
                problem.heap.push(Reverse((Share(share), place)));
                continue;
            }
            entry.level = share;
            for &flow in &ports[entry.port as usize].flows {
                let Path {
                    in_problem,
                    ports: ends,
                    ..
                } = &flows[flow as usize];
                if in_problem.problem != problem.number {
                    continue;
                }
                let trial = &mut problem.flows[in_problem.place as usize];
                if trial.decided {
                    continue;
                }
                trial.rate = share;
                trial.decided = true;
                for end in ends {
                    let entry = &mut problem.ports[ports[*end as usize].in_problem.place as usize];
                    entry.open -= 1;
                    entry.left = (entry.left - share).max(0.0);
                }
            }
        }
    }

    /// Takes inside every rim port whose other flows the solution would leave with too little or too much.
    fn widen(&mut self) -> bool {
        let Self {
            ports,
            flows,
            problem,
            ..
        } = self;
        let before = problem.inside.len();
        for entry in problem.ports.iter().filter(|entry| !entry.inside) {
            let Port {
                level, flows: all, ..
            } = &ports[entry.port as usize];
            if level.is_infinite() && entry.level.is_infinite() {
                // It was not full and is not now.
                continue;
            }
            let (mut changed, mut unfair) = (false, false);
            for flow in all.iter().map(|flow| &flows[*flow as usize]) {
                if flow.in_problem.problem == problem.number {
                    changed |= differ(
                        flow.rate,
                        problem.flows[flow.in_problem.place as usize].rate,
                    );
                } else {
                    unfair |= flow.rate > entry.level && differ(flow.rate, entry.level);
                }
            }
            if unfair || (level.is_finite() && changed) {
                problem.inside.push(entry.port);
            }
        }
        problem.inside.len() > before
    }
}

#[cfg(test)]
mod tests;
