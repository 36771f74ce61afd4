//! The charts of a sweep, drawn to SVG.

use super::scale::{apart, below, decades};
use super::*;
use crate::drawing::axes::{LEFT, Style};
use crate::drawing::palette::{Colour, Palette};
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::sweep::{Over, Sweep};
use plotters::prelude::{IntoDrawingArea, SVGBackend};

fn rows(text: &str, over: &str, runs: u32) -> Vec<Row> {
    let (scenario, faults) = Scenario::read(text);
    assert_eq!(faults, []);
    let over = Over::parse(over, scenario.prefix).expect(over);
    let mut sweep = Sweep::new(&scenario, &over, Architecture::P2p, runs).expect("a sweep");
    sweep.advance(u64::MAX);
    sweep.plan().to_vec()
}

fn svg(found: &Found, width: u32) -> [String; 2] {
    let palette = Palette {
        client_server: Colour::hex("#d55e00"),
        p2p: Colour::hex("#0072b2"),
        ..Palette::default()
    };
    let look = Style {
        palette: &palette,
        scale: 1.0,
        font: "sans-serif",
    };
    let draw = |times: bool| {
        let mut drawing = String::new();
        {
            let area = SVGBackend::with_string(&mut drawing, (width, 320)).into_drawing_area();
            let drawn = if times {
                found.draw_times(&area, Some(1), &look)
            } else {
                found.draw_efficiency(&area, Some(1), &look)
            };
            drawn.expect("drawn");
        }
        assert!(
            !drawing.contains("NaN") && !drawing.contains("inf"),
            "{drawing}"
        );
        drawing
    };
    [draw(true), draw(false)]
}

const TEXT: &str = "file=1MiB&server=4Mbps&peers=6x1Mbps/8Mbps";

#[test]
fn bands_lines_and_names_are_drawn() {
    let found = Found::of(&rows(TEXT, "peers=1..6", 3), "Number of peers", false);
    let [times, efficiency] = svg(&found, 720);
    for part in [
        "client–server bound",
        "P2P bound",
        "simulated",
        "Number of peers",
        "#D55E00",
        "#0072B2",
    ] {
        assert!(times.contains(part), "no {part} in {times}");
    }
    // All the runs, and the middle half of them.
    assert_eq!(times.matches("<polygon").count(), 2);
    assert_eq!(times.matches("<circle").count(), 2 * 6);
    assert!(efficiency.contains("100\u{a0}%"), "{efficiency}");
    assert_eq!(efficiency.matches("<circle").count(), 2 * 6);
}

#[test]
fn every_run_lies_between_the_ends_of_its_band() {
    let rows = rows(TEXT, "peers=6", 5);
    let found = Found::of(&rows, "", false);
    let [min, lower, median, upper, max] =
        found.points[0].finish.map(|time| time.expect("finished"));
    assert!(
        found.points[0].p2p <= min
            && min <= lower
            && lower <= median
            && median <= upper
            && upper <= max
    );
    assert!(max <= found.times.1);
}

#[test]
fn words_have_boxes_and_no_lines_between_them() {
    let found = Found::of(
        &rows(TEXT, "pick=rarest,random,order", 3),
        "Next chunk",
        true,
    );
    let [times, _] = svg(&found, 720);
    assert_eq!(times.matches("<polygon").count(), 0);
    for word in ["rarest", "random", "order"] {
        assert!(times.contains(word), "no {word}");
    }
}

#[test]
fn anything_can_be_drawn() {
    for (text, over) in [
        (TEXT, "peers=3"),
        (TEXT, "peers=1,1000000"),
        (TEXT, "seed=0..3"),
        (TEXT, "server=10kbps..1Tbps"),
        (TEXT, "peers=9,3,6"),
        // The first half of the file leaves with the server, and nobody ever has all.
        (
            "file=1MiB&peers=3x0/8Mbps&at=1ms:leave:server",
            "slots=1..3",
        ),
        ("file=1MiB&server=1Mbps&peers=4x1Mbps/8Mbps", "peers=1..4"),
    ] {
        let over_large = over.contains("000000");
        let rows = if over_large {
            let (scenario, _) = Scenario::read(text);
            let over = Over::parse(over, scenario.prefix).expect(over);
            let mut sweep = Sweep::new(&scenario, &over, Architecture::P2p, 1).expect("a sweep");
            sweep.pass_over_larger(1000, 1_000_000);
            sweep.advance(u64::MAX);
            sweep.plan().to_vec()
        } else {
            rows(text, over, 2)
        };
        for log in [false, true] {
            for width in [240, 720] {
                svg(&Found::of(&rows, "x", log), width);
            }
        }
    }
    svg(&Found::of(&[], "x", true), 300);
}

#[test]
fn equal_uplinks_show_the_least_time_in_whole_chunks() {
    let equal = "file=1MiB&server=1Mbps&peers=4x1Mbps/8Mbps";
    let [times, _] = svg(&Found::of(&rows(equal, "peers=1..4", 1), "N", false), 720);
    assert!(times.contains("whole chunks"));
}

#[test]
fn a_finger_finds_the_nearest_value() {
    let found = Found::of(&rows(TEXT, "peers=1,10,100", 1), "N", true);
    assert_eq!(found.nearest(LEFT, 500.0), Some(0));
    assert_eq!(
        found.nearest(LEFT + (500.0 - LEFT - 18.0) / 2.0, 500.0),
        Some(1)
    );
    assert_eq!(found.nearest(1e4, 500.0), Some(2));
    assert_eq!(Found::of(&[], "N", true).nearest(10.0, 500.0), None);
}

#[test]
fn logarithmic_axes_have_easy_numbers() {
    assert_eq!(decades(2.0, 60.0), [2.0, 5.0, 10.0, 20.0, 50.0]);
    assert_eq!(decades(1.0, 1e5), [1.0, 10.0, 100.0, 1e3, 1e4, 1e5]);
    for (value, expected) in [(7.0, 5.0), (5.0, 5.0), (49.0, 20.0), (0.15, 0.1)] {
        let step = below(value);
        assert!((step - expected).abs() < 1e-9, "{value}: {step}");
    }
}

#[test]
fn names_keep_their_distance_and_stay_within() {
    assert_eq!(apart(&[10, 12, 90], 0, 100, 15), [10, 25, 90]);
    assert_eq!(apart(&[90, 92, 94], 0, 100, 15), [70, 85, 100]);
    assert_eq!(apart(&[-5, 40], 10, 100, 15), [10, 40]);
}
