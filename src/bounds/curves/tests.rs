//! The chart of the bounds, drawn to SVG.

use super::*;
use crate::drawing::axes::{LEFT, RIGHT};
use crate::drawing::palette::Palette;
use p2p_model::sweep::{Over, Sweep};

fn svg(text: &str, width: u32, height: u32) -> String {
    let (scenario, errors) = Scenario::read(text);
    assert!(errors.is_empty(), "{errors:?}");
    let curves = Curves::of(&scenario);
    let present = Curves::at(&scenario, scenario.peer_count()).expect("bounds");
    let palette = Palette {
        client_server: Colour::hex("#d55e00"),
        p2p: Colour::hex("#0072b2"),
        ..Palette::default()
    };
    let lit = Lit {
        architecture: Architecture::P2p,
        curve: curves.term(&scenario, Architecture::P2p, TermKind::Aggregate),
        formula: TermKind::Aggregate.formula(),
    };
    let look = Style {
        palette: &palette,
        scale: 1.0,
        font: "sans-serif",
    };
    let mut drawing = String::new();
    {
        let area = SVGBackend::with_string(&mut drawing, (width, height)).into_drawing_area();
        let read_off = Curves::at(&scenario, 3);
        draw(&area, &curves, Some(present), read_off, Some(&lit), &look).expect("drawn");
    }
    drawing
}

#[test]
fn the_chart_names_and_draws_both_curves() {
    let drawing = svg("file=15Gb&server=30Mbps&peers=10x1Mbps/2Mbps", 720, 400);
    for part in [
        "client–server",
        "P2P",
        "#D55E00",
        "#0072B2",
        "N = 10",
        "N, number of peers",
    ] {
        assert!(drawing.contains(part), "no {part} in {drawing}");
    }
    assert!(!drawing.contains("NaN") && !drawing.contains("inf"));
}

#[test]
fn extreme_scenarios_are_drawn_too() {
    for text in [
        "file=1b&server=1bps&peers=1x0/1bps",
        "file=1b&server=1Tbps&peers=1x0/1Tbps",
        "file=1000TB&server=1bps&peers=10000000x0/1bps",
        "file=8MiB&server=4Mbps&peers=1x0/8Mbps",
    ] {
        let drawing = svg(text, 300, 220);
        assert!(
            !drawing.contains("NaN") && !drawing.contains("inf"),
            "{text}"
        );
    }
}

#[test]
fn a_line_keeps_its_corners_and_nothing_else() {
    let bent: Vec<(f64, f64)> = (0..=10)
        .map(f64::from)
        .map(|x| (x, (x - 5.0).max(0.0)))
        .collect();
    assert_eq!(
        essential(&bent, 0.01),
        [(0.0, 0.0), (5.0, 0.0), (10.0, 5.0)]
    );
    assert_eq!(essential(&bent[..1], 0.01), [(0.0, 0.0)]);
    assert_eq!(essential(&[], 0.01), []);
}

#[test]
fn the_textbook_values_are_on_the_curve() {
    let (scenario, _) = Scenario::read("file=15Gb&server=30Mbps&peers=10x1Mbps/2Mbps");
    let point = Curves::at(&scenario, 100).expect("bounds");
    assert!((point.client_server - 50_000.0).abs() < 1e-6);
}

#[test]
fn a_finger_finds_the_number_of_peers_under_it() {
    assert_eq!(peers_at(LEFT, 500.0, 25), 1);
    assert_eq!(peers_at(500.0 - RIGHT, 500.0, 25), 25);
    assert_eq!(
        peers_at(LEFT + (500.0 - LEFT - RIGHT) * 0.48, 500.0, 25),
        12
    );
    assert_eq!(peers_at(-40.0, 500.0, 25), 1);
}

#[test]
fn runs_are_drawn_on_the_same_axes() {
    let (scenario, _) = Scenario::read("file=1MiB&server=1Mbps&peers=6x1Mbps/8Mbps");
    let curves = Curves::of(&scenario);
    let over = Over::parse("peers=1,6,12", scenario.prefix).expect("values");
    let mut sweep = Sweep::new(&scenario, &over, Architecture::P2p, 3).expect("a sweep");
    sweep.advance(u64::MAX);
    let with = curves.with_runs(sweep.rows());
    // Past the last N of the axis there is nothing to see.
    assert_eq!(with.last, 12);
    assert_eq!(with.played.len(), 3);
    for (played, row) in with.played.iter().zip(sweep.rows()) {
        assert_eq!(played.median, row.finish.median.map(|time| time.0));
        assert!(played.first <= played.median && played.median <= played.last);
        assert!(played.last.is_some_and(|last| last <= with.top));
        // Equal uplinks: what whole chunks take is known, and no bound is above it.
        let point = Curves::at(&scenario, played.peers).expect("bounds");
        assert!(point.chunked.is_some_and(|chunked| point.p2p <= chunked));
    }
    let csv = with.table(&scenario).csv(&[]);
    let median = with.played[1].median.expect("finished").to_string();
    let line = csv
        .lines()
        .find(|line| line.starts_with("6,"))
        .expect("N = 6");
    assert!(
        line.contains(&median) && line.split(',').count() == 7,
        "{line}"
    );
    let palette = Palette::default();
    let (scale, font) = (1.0, "sans-serif");
    let look = Style {
        palette: &palette,
        scale,
        font,
    };
    let mut drawing = String::new();
    {
        let area = SVGBackend::with_string(&mut drawing, (720, 400)).into_drawing_area();
        let present = Curves::at(&scenario, 6).expect("bounds");
        draw(&area, &with, Some(present), None, None, &look).expect("drawn");
    }
    assert!(
        drawing.contains("simulated") && drawing.contains("whole chunks"),
        "{drawing}"
    );
}

#[test]
fn the_table_has_easy_numbers_and_the_present_one() {
    let (scenario, _) = Scenario::read("peers=12x1Mbps/8Mbps");
    let curves = Curves::of(&scenario);
    let rows = curves.rows(&scenario);
    assert!(rows.iter().any(|row| row.peers == 12));
    assert!(rows.len() >= 10 && rows.windows(2).all(|pair| pair[0].peers < pair[1].peers));
}
