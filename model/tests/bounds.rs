//! The bounds against published figures, hand-worked cases, and what must always hold.

use p2p_model::bounds::{Bound, Bounds, BoundsError, TermKind};
use p2p_model::scenario::{DEFAULT_CLASS, MAX_PEERS, PRESETS, PeerClass, Scenario};
use p2p_model::units::{BitRate, Bits};
use proptest::prelude::*;

use TermKind::{Aggregate, FirstCopy, ServerCopies, SlowestDownload};

fn bounds(text: &str) -> Bounds {
    let scenario: Scenario = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    Bounds::of(&scenario).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn binding(bound: &Bound) -> Vec<TermKind> {
    bound.binding().map(|term| term.kind).collect()
}

/// Checks both bounds of a text, in seconds, and which terms bind.
fn check(text: &str, client_server: (f64, &[TermKind]), p2p: (f64, &[TermKind])) {
    let bounds = bounds(text);
    for (bound, (seconds, kinds)) in bounds.both().into_iter().zip([client_server, p2p]) {
        assert_eq!(bound.seconds.0, seconds, "{text}: {}", bound.architecture);
        assert_eq!(binding(bound), kinds, "{text}: {}", bound.architecture);
    }
}

#[test]
fn every_published_figure_is_reproduced() {
    let table = include_str!("bounds.csv");
    let rows: Vec<&str> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(rows.len(), 18);
    for row in rows {
        let fields: Vec<&str> = row.split(',').collect();
        let [
            source,
            prefix,
            file,
            server,
            down,
            up,
            peers,
            client_server,
            p2p,
        ] = fields[..]
        else {
            panic!("{row}");
        };
        let text = format!(
            "prefix={prefix}&file={file}Gb&server={server}Mbps&peers={peers}x{up}kbps/{down}Mbps"
        );
        let ours = bounds(&text);

        // The exact value, in the units of the table: 1 k is 1000 or 1024.
        let k: u128 = if prefix == "si" { 1000 } else { 1024 };
        let number = |text: &str| text.parse::<u128>().unwrap();
        let (file, n) = (number(file) * k * k, number(peers));
        let (server, down, up) = (number(server) * k, number(down) * k, number(up));
        // These quotients are of exact doubles, so they are correctly rounded too.
        let quotient = |a: u128, b: u128| a as f64 / b as f64;
        let exact_client_server = quotient(n * file, server).max(quotient(file, down));
        let exact_p2p = quotient(file, server)
            .max(quotient(file, down))
            .max(quotient(n * file, server + n * up));
        assert_eq!(ours.client_server.seconds.0, exact_client_server, "{row}");
        assert_eq!(ours.p2p.seconds.0, exact_p2p, "{row}");

        // Published to the nearest second, but for one row that rounds 11538.46 up.
        let rounded_up = source == "toolsou" && p2p == "11539";
        let published = |seconds: f64| {
            if rounded_up {
                seconds.ceil()
            } else {
                seconds.round()
            }
            .to_string()
        };
        assert_eq!(
            published(ours.client_server.seconds.0),
            client_server,
            "{row}"
        );
        assert_eq!(published(ours.p2p.seconds.0), p2p, "{row}");
    }
}

#[test]
fn the_presets_show_what_they_say() {
    let check = |name: &str, client_server: (f64, &[TermKind]), p2p: (f64, &[TermKind])| {
        let preset = PRESETS.iter().find(|preset| preset.name == name).unwrap();
        check(preset.text, client_server, p2p);
    };
    let by_server = (201.326_592, &[ServerCopies][..]);
    check("small", by_server, (50.331_648, &[Aggregate]));
    check(
        "textbook",
        (7500.0, &[SlowestDownload]),
        (7500.0, &[SlowestDownload]),
    );
    check("free-riders", by_server, (67.108_864, &[Aggregate]));
    check("slow-peer", by_server, (67.108_864, &[SlowestDownload]));
}

#[test]
fn one_peer_that_uploads_nothing_gets_the_only_copy() {
    // With one copy to send, the first copy and the aggregate are the same.
    check(
        "file=1b&server=1bps&peers=1x0/2bps",
        (1.0, &[ServerCopies]),
        (1.0, &[FirstCopy, Aggregate]),
    );
}

#[test]
fn peers_that_upload_nothing_leave_it_all_to_the_server() {
    check(
        "file=8Mb&server=4Mbps&peers=3x0/8Mbps",
        (6.0, &[ServerCopies]),
        (6.0, &[Aggregate]),
    );
}

#[test]
fn the_first_copy_binds_when_the_server_is_the_slowest_of_all() {
    check(
        "file=8Mb&server=1Mbps&peers=4x9Mbps/10Mbps",
        (32.0, &[ServerCopies]),
        (8.0, &[FirstCopy]),
    );
}

#[test]
fn all_three_terms_may_bind_together() {
    // u_s = d_min = 2 and (u_s + 4·1.5)/4 = 2 as well.
    check(
        "file=8Mb&server=2Mbps&peers=4x1.5Mbps/2Mbps",
        (16.0, &[ServerCopies]),
        (4.0, &[FirstCopy, SlowestDownload, Aggregate]),
    );
    check(
        "file=8Mb&server=8Mbps&peers=4x0/2Mbps",
        (4.0, &[ServerCopies, SlowestDownload]),
        (4.0, &[SlowestDownload, Aggregate]),
    );
}

#[test]
fn a_tie_that_doubles_cannot_tell_is_told() {
    // Doubles see no difference of 1 in 2^63.
    let most = 1_u64 << 63;
    let text = |down: u64| format!("file=1Gb&server={most}bps&peers=1x0/{down}bps");
    check(
        &text(most),
        (1e9 / most as f64, &[ServerCopies, SlowestDownload]),
        (1e9 / most as f64, &[FirstCopy, SlowestDownload, Aggregate]),
    );
    check(
        &text(most + 1),
        (1e9 / most as f64, &[ServerCopies]),
        (1e9 / most as f64, &[FirstCopy, Aggregate]),
    );
}

#[test]
fn a_million_peers_scale_themselves() {
    check(
        "file=1Gb&server=1Mbps&peers=1000000x1Mbps/10Mbps",
        (1e9, &[ServerCopies]),
        (1000.0, &[FirstCopy]),
    );
    check(
        "file=1Gb&server=1Gbps&peers=999999x1Mbps/10Mbps,1x1Mbps/1bps",
        (1e9, &[SlowestDownload]),
        (1e9, &[SlowestDownload]),
    );
}

#[test]
fn the_largest_scenario_overflows_nothing() {
    let fastest = BitRate(u64::MAX - 1);
    let class = PeerClass {
        count: u32::try_from(MAX_PEERS).unwrap(),
        up: fastest,
        down: fastest,
        ..DEFAULT_CLASS
    };
    let scenario = Scenario {
        file: Bits(fastest.0),
        server: fastest,
        peers: vec![class],
        ..Scenario::default()
    };
    let bounds = Bounds::of(&scenario).unwrap();
    assert_eq!(bounds.client_server.seconds.0, MAX_PEERS as f64);
    assert_eq!(bounds.p2p.seconds.0, 1.0);
    assert_eq!(binding(&bounds.p2p), [FirstCopy, SlowestDownload]);
    assert_eq!(
        bounds.peer_upload,
        u128::from(MAX_PEERS) * u128::from(fastest.0)
    );
}

#[test]
fn a_link_without_limit_takes_no_time() {
    // The server: one copy and N copies leave it at once, and the slowest downlink limits.
    check(
        "file=8Mb&server=unlimited&peers=3x1Mbps/2Mbps",
        (4.0, &[SlowestDownload]),
        (4.0, &[SlowestDownload]),
    );
    // A peer's uplink: nothing is left of the sum.
    check(
        "file=8Mb&server=1Mbps&peers=2x0/4Mbps,1xinf/4Mbps",
        (24.0, &[ServerCopies]),
        (8.0, &[FirstCopy]),
    );
    // All downlinks.
    check(
        "file=8Mb&server=2Mbps&peers=4x0/∞",
        (16.0, &[ServerCopies]),
        (16.0, &[Aggregate]),
    );
    // Nothing limits: every term is 0 s, and all of them tie.
    check(
        "file=8Mb&server=unlimited&peers=4x0/unlimited",
        (0.0, &[ServerCopies, SlowestDownload]),
        (0.0, &[FirstCopy, SlowestDownload, Aggregate]),
    );
    let curve = "file=8Mb&server=1Mbps&peers=2xunlimited/4Mbps";
    let curve: Scenario = curve.parse().expect(curve);
    let bounds = Bounds::with_peers(&curve, 7).expect("right");
    assert_eq!(BitRate::together(bounds.peer_upload), BitRate::UNLIMITED);
    assert_eq!(bounds.p2p.seconds.0, 8.0);
}

#[test]
fn aggregates_that_are_too_wide_to_cross_multiply_are_compared() {
    let server = u64::MAX - 1;
    let bounds = bounds(&format!(
        "file=1b&server={server}bps&peers=9999999x1bps/{server}bps,1x1bps/{server}bps"
    ));
    assert_eq!(binding(&bounds.p2p), [Aggregate]);
}

#[test]
fn a_file_that_could_never_arrive_is_an_error_that_says_so() {
    let check = |change: fn(&mut Scenario), expected: BoundsError, says: &str| {
        let mut scenario = Scenario::default();
        change(&mut scenario);
        let error = Bounds::of(&scenario).unwrap_err();
        assert_eq!(error, expected);
        assert!(error.to_string().contains(says), "{error}");
    };
    check(
        |s| s.file = Bits(0),
        BoundsError::EmptyFile,
        "at least 1 bit",
    );
    check(
        |s| s.server = BitRate(0),
        BoundsError::ServerUploadZero,
        "first copy",
    );
    check(|s| s.peers.clear(), BoundsError::NoPeers, "at least one");
    check(
        |s| s.peers[0].count = 0,
        BoundsError::EmptyClass { class: 0 },
        "class 1",
    );
    check(
        |s| s.peers[0].down = BitRate(0),
        BoundsError::DownloadZero { class: 0 },
        "class 1",
    );
    check(
        |s| s.peers[0].count = u32::MAX,
        BoundsError::TooManyPeers {
            peers: u32::MAX.into(),
        },
        "10000000",
    );
}

#[test]
fn the_curve_keeps_the_mix_of_classes() {
    let scenario: Scenario = "file=8Mb&server=4Mbps&peers=1x1Mbps/8Mbps,1x0/4Mbps"
        .parse()
        .unwrap();
    // Half a megabit per second from each peer on average: 8·n/(4 + n/2).
    for (n, seconds) in [(1, 2.0), (2, 3.2), (4, 32.0 / 6.0), (8, 8.0)] {
        let bounds = Bounds::with_peers(&scenario, n).unwrap();
        assert_eq!(bounds.p2p.seconds.0, seconds, "{n}");
        assert_eq!(bounds.peers, n);
        assert_eq!(bounds.slowest_download, BitRate(4_000_000));
    }
    assert_eq!(Bounds::with_peers(&scenario, 0), Err(BoundsError::NoPeers));
    let peers = MAX_PEERS + 1;
    assert_eq!(
        Bounds::with_peers(&scenario, peers),
        Err(BoundsError::TooManyPeers { peers })
    );
}

#[test]
fn the_binding_term_is_said_in_words() {
    let said = |text: &str| bounds(text).p2p.binding_in_words();
    assert_eq!(
        said("file=8Mb&server=1Mbps&peers=4x9Mbps/10Mbps"),
        "F/u_s binds: every bit must leave the server at least once."
    );
    let tie = said("file=8Mb&server=2Mbps&peers=4x1.5Mbps/2Mbps");
    let formulas = "F/u_s, F/d_min and N·F/(u_s + Σu_i) bind together: ";
    assert!(tie.starts_with(formulas), "{tie}");
    assert_eq!(
        ServerCopies.meaning(),
        "The server must send all N copies over its own uplink."
    );
}

#[test]
fn the_peers_with_the_slowest_downlink_are_named() {
    let check = |peers: &str, named: &str| {
        let text = format!("peers={peers}");
        let scenario: Scenario = text.parse().expect(&text);
        assert_eq!(Bounds::slowest_peers(&scenario), named, "{peers}");
    };
    check("12x1Mbps/8Mbps", "all 12 peers");
    check("1Mbps/8Mbps", "peer 1");
    check("2x1Mbps/8Mbps,1x1Mbps/2Mbps,3x1Mbps/8Mbps", "peer 3");
    check("2x0/8Mbps,0/2Mbps,3x0/8Mbps,1Mbps/2Mbps", "peers 3 and 7");
    check("10x0/2Mbps,2x0/8Mbps,1Mbps/2Mbps", "peers 1 to 10 and 13");
    check("2x0/2Mbps,8Mbps/8Mbps", "peers 1 and 2");
    // Neighbouring classes are one group.
    check("2x0/2Mbps,3x1Mbps/2Mbps,0/8Mbps", "peers 1 to 5");
    check("3x0/unlimited", "all 3 peers");
}

#[test]
fn a_bound_says_what_every_limiting_term_means() {
    let said = |text: &str| bounds(text).p2p.meaning();
    let tie = said("file=8Mb&server=2Mbps&peers=4x1.5Mbps/2Mbps");
    for kind in [FirstCopy, SlowestDownload, Aggregate] {
        assert!(tie.contains(&kind.meaning()), "{tie}");
    }
    assert_eq!(
        said("file=8Mb&server=1Mbps&peers=4x9Mbps/10Mbps"),
        FirstCopy.meaning()
    );
    assert_eq!(
        said("server=unlimited&peers=4x0/unlimited"),
        "Nothing limits: all of these links are unlimited."
    );
}

#[test]
fn keys_are_fit_for_a_table() {
    for kind in [ServerCopies, FirstCopy, SlowestDownload, Aggregate] {
        assert!(kind.key().is_ascii() && !kind.key().contains([',', ' ']));
    }
}

/// Rates of every size, and now and then one without limit.
fn rates(least: u64) -> impl Strategy<Value = u64> {
    prop_oneof![
        1 => Just(BitRate::UNLIMITED.0),
        8 => least..u64::MAX,
        8 => least..8,
        8 => (1..20_u64).prop_map(|n| n * 1_000_000)
    ]
}

/// Scenarios of few and of many peers, with small rates among them, which tie often.
fn scenarios() -> impl Strategy<Value = Scenario> {
    let counts = prop_oneof![1..5_u32, 1..1_000_000_u32];
    let class = (counts, prop_oneof![Just(0), rates(0)], rates(1));
    let class = class.prop_map(|(count, up, down)| PeerClass {
        count,
        up: BitRate(up),
        down: BitRate(down),
        ..DEFAULT_CLASS
    });
    let classes = proptest::collection::vec(class, 1..=8);
    (rates(1), rates(1), classes).prop_map(|(file, server, peers)| Scenario {
        file: Bits(file),
        server: BitRate(server),
        peers,
        ..Scenario::default()
    })
}

proptest! {
    #[test]
    fn a_bound_is_the_largest_of_its_terms_and_binding_terms_are_equal(scenario in scenarios()) {
        let bounds = Bounds::of(&scenario).unwrap();
        for bound in bounds.both() {
            let largest = bound.terms.iter().map(|term| term.seconds.0).fold(0.0, f64::max);
            prop_assert_eq!(bound.seconds.0, largest);
            prop_assert!(bound.binding().count() >= 1);
            for term in bound.binding() {
                prop_assert_eq!(term.seconds, bound.seconds);
            }
        }
    }

    #[test]
    fn terms_bind_where_whole_numbers_say_so(scenario in scenarios()) {
        let bounds = Bounds::of(&scenario).unwrap();
        let n = u128::from(bounds.peers);
        let (server, down) = (bounds.server.times(1), bounds.slowest_download.times(1));
        let all = server.saturating_add(bounds.peer_upload);
        let times_n = |rate: u128| n.saturating_mul(rate);

        let expected = match times_n(down).cmp(&server) {
            std::cmp::Ordering::Greater => vec![ServerCopies],
            std::cmp::Ordering::Equal => vec![ServerCopies, SlowestDownload],
            std::cmp::Ordering::Less => vec![SlowestDownload],
        };
        prop_assert_eq!(binding(&bounds.client_server), expected);

        let kinds = binding(&bounds.p2p);
        // F/u_s >= F/d_min, F/u_s >= N·F/(u_s + Σu_i), and so on around.
        prop_assert_eq!(kinds.contains(&FirstCopy), server <= down && all >= times_n(server));
        prop_assert_eq!(kinds.contains(&SlowestDownload), down <= server && all >= times_n(down));
        prop_assert_eq!(kinds.contains(&Aggregate), times_n(server) >= all && times_n(down) >= all);
    }

    #[test]
    fn peers_that_help_are_never_worse_than_the_server_alone(scenario in scenarios()) {
        let bounds = Bounds::of(&scenario).unwrap();
        prop_assert!(bounds.p2p.seconds <= bounds.client_server.seconds);
    }

    #[test]
    fn a_faster_server_never_takes_longer_and_a_larger_file_never_less(scenario in scenarios(), more in 1_u64..) {
        let before = Bounds::of(&scenario).unwrap();
        let mut faster = scenario.clone();
        faster.server = BitRate(faster.server.0.saturating_add(more));
        let mut larger = scenario;
        larger.file = Bits(larger.file.0.saturating_add(more));
        let (faster, larger) = (Bounds::of(&faster).unwrap(), Bounds::of(&larger).unwrap());
        for (index, bound) in before.both().into_iter().enumerate() {
            prop_assert!(faster.both()[index].seconds <= bound.seconds);
            prop_assert!(larger.both()[index].seconds >= bound.seconds);
        }
    }

    #[test]
    fn the_curve_goes_through_the_scenario_and_never_down(scenario in scenarios(), n in 1..MAX_PEERS) {
        let here = Bounds::of(&scenario).unwrap();
        prop_assert_eq!(Bounds::with_peers(&scenario, here.peers), Ok(here));
        let (one, other) = (Bounds::with_peers(&scenario, n).unwrap(), Bounds::with_peers(&scenario, n + 1).unwrap());
        prop_assert!(one.client_server.seconds <= other.client_server.seconds);
        prop_assert!(one.p2p.seconds <= other.p2p.seconds);
    }
}
