//! The rates of the solver against the plain one over all flows, and cases worked by hand.

use super::*;
use proptest::prelude::*;

/// The plain way, over all flows at once: raise all rates together, stop each where a port of its own is full.
fn reference(capacities: &[f64], flows: &[[usize; 2]]) -> Vec<f64> {
    let mut left = capacities.to_vec();
    let mut rates = vec![None; flows.len()];
    while rates.iter().any(Option::is_none) {
        let open = |port: usize| {
            (0..flows.len())
                .filter(|&f| rates[f].is_none() && flows[f].contains(&port))
                .count()
        };
        let (tightest, share) = (0..left.len())
            .filter(|&port| open(port) > 0)
            .map(|port| (port, left[port] / open(port) as f64))
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .expect("an open flow has a port");
        for f in 0..flows.len() {
            if rates[f].is_none() && flows[f].contains(&tightest) {
                rates[f] = Some(share);
                for port in flows[f] {
                    left[port] = (left[port] - share).max(0.0);
                }
            }
        }
    }
    rates.into_iter().flatten().collect()
}

/// Hosts with (up, down) capacities and flows (from, to), expected rates in the order of the flows.
fn check(hosts: &[(f64, f64)], flows: &[(u32, u32)], expected: &[f64]) {
    let mut bandwidth = Bandwidth::default();
    for &(up, down) in hosts {
        bandwidth.add_host(up, down);
    }
    let flows: Vec<FlowId> = flows
        .iter()
        .map(|&(from, to)| bandwidth.add(HostId(from), HostId(to)))
        .collect();
    bandwidth.solve(|_, _| {});
    let rates: Vec<f64> = flows.iter().map(|flow| bandwidth.rate(*flow)).collect();
    assert_eq!(rates, expected);
}

#[test]
fn one_uplink_is_shared_equally() {
    check(
        &[(6.0, 0.0), (0.0, 9.0), (0.0, 9.0), (0.0, 9.0)],
        &[(0, 1), (0, 2), (0, 3)],
        &[2.0, 2.0, 2.0],
    );
}

#[test]
fn what_a_slow_downlink_leaves_goes_to_the_others() {
    check(
        &[(6.0, 0.0), (0.0, 1.0), (0.0, 9.0), (0.0, 9.0)],
        &[(0, 1), (0, 2), (0, 3)],
        &[1.0, 2.5, 2.5],
    );
}

#[test]
fn a_flow_bound_at_one_end_frees_the_other_end_for_the_rest() {
    // Host 0 serves 2 and 3, host 1 serves 3. Port by port: the downlink of 3 gives 1.5 to each of its two,
    // so that host 0 has 10 − 1.5 left for host 2.
    check(
        &[(10.0, 0.0), (10.0, 0.0), (0.0, 20.0), (0.0, 3.0)],
        &[(0, 2), (0, 3), (1, 3)],
        &[8.5, 1.5, 1.5],
    );
}

#[test]
fn a_change_that_leaves_others_alone_tells_of_no_other() {
    let mut bandwidth = Bandwidth::default();
    for _ in 0..4 {
        bandwidth.add_host(1.0, 10.0);
    }
    bandwidth.add(HostId(0), HostId(1));
    bandwidth.solve(|_, _| {});
    let flow = bandwidth.add(HostId(2), HostId(1));
    let mut told = Vec::new();
    bandwidth.solve(|flow, rate| told.push((flow, rate)));
    assert_eq!(told, [(flow, 1.0)]);
}

#[test]
fn a_flow_without_limit_leaves_nothing_of_its_rate_behind() {
    let mut bandwidth = Bandwidth::default();
    for (up, down) in [(1e18, 0.0), (0.0, 1e18), (1.8e6, 0.0), (0.0, 3e6)] {
        bandwidth.add_host(up, down);
    }
    let slow = bandwidth.add(HostId(2), HostId(1));
    bandwidth.solve(|_, _| {});
    for _ in 0..9 {
        let fast = bandwidth.add(HostId(0), HostId(1));
        bandwidth.solve(|_, _| {});
        let other = bandwidth.add(HostId(0), HostId(3));
        bandwidth.solve(|_, _| {});
        assert_eq!(bandwidth.rate(other), 3e6);
        bandwidth.remove(fast);
        bandwidth.solve(|_, _| {});
        bandwidth.remove(other);
        bandwidth.solve(|_, _| {});
        assert_eq!(bandwidth.rate(slow), 1.8e6);
        let loads: Vec<f64> = bandwidth.ports.iter().map(|port| port.load).collect();
        assert_eq!(loads[3], 1.8e6, "{loads:?}");
    }
}

const HOSTS: u32 = 9;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn following_a_change_gives_the_rates_of_solving_all_anew(
        // Few distinct capacities, so that ports often fill at the same share.
        hosts in prop::collection::vec((0_u32..6, 0_u32..6), HOSTS as usize),
        steps in prop::collection::vec((0..HOSTS, 0..HOSTS, 1_usize..4), 1..60),
    ) {
        let mut bandwidth = Bandwidth::default();
        let mut capacities = Vec::new();
        for &(up, down) in &hosts {
            bandwidth.add_host(f64::from(up), f64::from(down));
            capacities.extend([f64::from(up), f64::from(down)]);
        }
        let mut present: Vec<(u32, u32, FlowId)> = Vec::new();
        for (from, to, per_solve) in steps {
            for _ in 0..per_solve {
                if let Some(at) = present.iter().position(|&(f, t, _)| (f, t) == (from, to)) {
                    bandwidth.remove(present.remove(at).2);
                } else {
                    present.push((from, to, bandwidth.add(HostId(from), HostId(to))));
                }
            }
            bandwidth.solve(|_, _| {});
            let flows: Vec<[usize; 2]> = present.iter().map(|&(from, to, _)| [from * 2, to * 2 + 1].map(|port| port as usize)).collect();
            for (rate, &(from, to, flow)) in reference(&capacities, &flows).into_iter().zip(&present) {
                let got = bandwidth.rate(flow);
                prop_assert!((got - rate).abs() <= 1e-9 * rate.max(1.0), "{from} to {to}: {got}, not {rate}");
            }
        }
    }
}
