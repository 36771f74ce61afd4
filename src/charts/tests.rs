//! The four charts of a run, against runs that are worked out by hand.

use super::*;
use crate::drawing::axes::{LEFT, RIGHT, Style};
use p2p_model::scenario::Scenario;
use p2p_model::swarm::simulate;

/// One server and one peer: 8 MiB at 4 Mb/s take 16.777216 s.
const PAIR: &str = "file=8MiB&server=4Mbps&peers=1x1Mbps/8Mbps";
/// The server leaves when it has sent everything once, and with it a chunk that it sent to one who left before.
const LOST: &str =
    "file=2Mb&chunk=1Mb&server=2Mbps&peers=2x1Mbps/8Mbps&seed=1&pick=order&origin=leave:1";
const SMALL: &str = "file=8MiB&server=4Mbps&peers=8x1Mbps/8Mbps,4x0/8Mbps&seed=7";
const PICTURE: (f64, f64) = (600.0, 320.0);

fn run(text: &str) -> Trace {
    let (scenario, errors) = Scenario::read(text);
    assert!(errors.is_empty(), "{errors:?}");
    simulate(&scenario, Architecture::P2p).expect("small")
}

fn charts(trace: &Trace) -> [Chart; 4] {
    ChartKind::ALL.map(|kind| Chart::of(kind, trace, None))
}

fn light() -> Palette {
    Palette {
        paper: Colour::hex("#fffefb"),
        ink: Colour::hex("#1c1e20"),
        client_server: Colour::hex("#d55e00"),
        p2p: Colour::hex("#0072b2"),
        ..Palette::default()
    }
}

fn dark() -> Palette {
    Palette {
        paper: Colour::hex("#14171a"),
        ink: Colour::hex("#eceae5"),
        client_server: Colour::hex("#f28d49"),
        p2p: Colour::hex("#56b4e9"),
        ..Palette::default()
    }
}

fn svg(chart: &Chart, marks: Option<&Marks>) -> String {
    let palette = light();
    let look = Style {
        palette: &palette,
        scale: 1.0,
        font: "sans-serif",
    };
    let mut drawing = String::new();
    {
        let size = (
            crate::drawing::canvas::pixels(PICTURE.0, 1.0),
            crate::drawing::canvas::pixels(PICTURE.1, 1.0),
        );
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        match marks {
            None => chart.draw(&area, &look).expect("drawn"),
            Some(marks) => {
                chart.mark(&area, marks, &look).expect("marked");
                area.present().expect("written");
            }
        }
    }
    drawing
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

fn at(time: f64) -> Place {
    Place {
        time: Some(time),
        ..Place::default()
    }
}

#[test]
fn one_peer_is_read_as_worked_out_by_hand() {
    let [completed, copies, upload_finish, upload_use] = charts(&run(PAIR));
    assert_eq!(
        plain(&completed.sentence()),
        "The peer has the whole file at 16.8 s. No run can finish before 16.8 s, the lower bound."
    );
    assert_eq!(
        plain(&completed.reading(&at(16.7))),
        "At 16.7 s, 0 of 1 peer."
    );
    assert_eq!(
        plain(&completed.reading(&at(16.8))),
        "At 16.8 s, 1 of 1 peer."
    );
    let steps = completed.table().rows;
    assert_eq!(
        steps[0],
        [
            crate::drawing::table::Cell::Time(0.0),
            crate::drawing::table::Cell::Number(0)
        ]
    );
    let [
        crate::drawing::table::Cell::Time(finish),
        crate::drawing::table::Cell::Number(1),
    ] = steps[1][..]
    else {
        panic!("{steps:?}")
    };
    assert!((finish - 16.777_216).abs() < 1e-9, "{finish}");
    // 32 chunks one after the other, so that at column 103 of 200 (the 16.48th chunk) 16 have a second copy.
    let counts = copies.table().rows;
    let copies_then: Vec<crate::drawing::table::Cell> = counts
        .chunks(TIME_STEPS + 1)
        .map(|row| row[103][3])
        .collect();
    let second = copies_then
        .iter()
        .filter(|copies| **copies == crate::drawing::table::Cell::Number(2));
    assert_eq!((copies_then.len(), second.count()), (32, 16));
    assert_eq!(
        plain(&upload_finish.sentence()),
        "Peers that upload 1 Mb/s take 16.8 s."
    );
    let peer = Place {
        host: Some(HostId(1)),
        ..Place::default()
    };
    assert_eq!(
        plain(&upload_finish.reading(&peer)),
        "Peer 1: 1 Mb/s up; has the whole file 16.8 s after it joined, and received at 4 Mb/s until the first peer finished."
    );
    // The server's 4 of 5 Mb/s, all the time.
    assert!(plain(&upload_use.sentence()).contains("80 % of the upload capacity"));
    assert!(plain(&upload_use.sentence()).ends_with("80 % by the server and 0 % by the peers."));
    assert!(
        plain(&upload_use.reading(&at(3.0))).ends_with("server 80 %, peers 0 %, together 80 %.")
    );
}

#[test]
fn the_heat_map_has_the_copies_of_every_instant() {
    let trace = run(SMALL);
    let chart = Chart::of(ChartKind::Copies, &trace, None);
    let rows = chart.table().rows;
    assert_eq!(rows.len(), 32 * (TIME_STEPS + 1));
    for row in rows.iter().step_by(97) {
        let (crate::drawing::table::Cell::Time(time), crate::drawing::table::Cell::Number(chunk)) =
            (row[0], row[1])
        else {
            panic!("{row:?}")
        };
        let chunk = ChunkId::try_from(chunk).expect("a chunk");
        let copies = trace.at(Seconds(time)).copies(chunk) as u64;
        assert_eq!(
            row[3],
            crate::drawing::table::Cell::Number(copies),
            "chunk {chunk} at {time}"
        );
        let place = Place {
            time: Some(time),
            chunk: Some(chunk),
            host: None,
        };
        let said = plain(&chart.reading(&place));
        let noun = if copies == 1 { "copy" } else { "copies" };
        assert!(said.starts_with(&format!("Chunk {chunk} at")), "{said}");
        assert!(said.contains(&format!(": {copies} {noun}.")), "{said}");
    }
}

#[test]
fn a_lost_chunk_is_named() {
    let trace = run(LOST);
    let [completed, copies, upload_finish, _] = charts(&trace);
    assert_eq!(
        completed.sentence().split('.').next(),
        Some("No peer ever has the whole file")
    );
    let text = copies.sentence();
    assert!(text.contains(" is lost: from "), "{text}");
    let stuck = trace.outcome().stuck[0];
    if let p2p_model::swarm::Why::Lost { chunk } = stuck.why {
        assert!(text.contains(&format!("Chunk {chunk} is lost")), "{text}");
    }
    assert_eq!(
        plain(&upload_finish.sentence()),
        "Peers that upload 1 Mb/s never have the file."
    );
    assert!(svg(&upload_finish, None).contains("never has the file"));
    assert!(upload_finish.table().csv(&[]).contains("1,1,1000000,,\n"));
}

#[test]
fn more_copies_are_more_ink_in_both_themes_and_none_is_paper() {
    let chart = Chart::of(ChartKind::Copies, &run(SMALL), None);
    let copies = chart.heat_map().expect("a heat map");
    for palette in [light(), dark()] {
        let light = |copies: u32| {
            let RGBColor(red, green, blue) = copies_shade(copies, 13, &palette);
            0.2126 * f64::from(red) + 0.7152 * f64::from(green) + 0.0722 * f64::from(blue)
        };
        let paper = light(0);
        let from_paper: Vec<f64> = (0..=13)
            .map(|copies| (light(copies) - paper).abs())
            .collect();
        assert!(from_paper[1] > 12.0, "{from_paper:?}");
        assert!(
            from_paper.windows(2).all(|pair| pair[0] < pair[1]),
            "{from_paper:?}"
        );
        let (width, height, bytes) = copies.image(1000, &palette);
        assert_eq!(
            (width, height, bytes.len()),
            (TIME_STEPS, 32, TIME_STEPS * 32 * 4)
        );
        // At 0 s the server alone has every chunk.
        let RGBColor(red, green, blue) = copies_shade(1, copies.heat.most, &palette);
        assert_eq!(bytes[..4], [red, green, blue, 255]);
    }
}

fn copies_shade(copies: u32, most: u32, palette: &Palette) -> RGBColor {
    super::shade::shade(copies, most, &palette.p2p, palette)
}

#[test]
fn a_rare_chunk_is_seen_also_where_several_share_a_line() {
    let chart = Chart::of(ChartKind::Copies, &run(SMALL), None);
    let copies = chart.heat_map().expect("a heat map");
    let (all, few) = (copies.lines(32), copies.lines(5));
    assert_eq!((all.len(), few.len()), (32, 5));
    for column in 0..TIME_STEPS {
        let least = |lines: &[Vec<u32>]| lines.iter().map(|line| line[column]).min();
        assert_eq!(least(&all), least(&few), "column {column}");
    }
}

#[test]
fn two_runs_are_told_apart_by_name_and_dashes() {
    let (this, other) = (run(SMALL), run(&format!("{SMALL}&pick=random")));
    let chart = Chart::of(ChartKind::Completed, &this, Some(("random", &other)));
    let drawing = svg(&chart, None);
    assert!(drawing.contains("this run") && drawing.contains("random"));
    let csv = chart.table().csv(&[]);
    assert!(csv.starts_with(
        "time (s),this run (peers with the whole file),random (peers with the whole file)\n0,0,0\n"
    ));
    assert!(csv.ends_with(",12,12\n"), "{csv}");
    assert!(chart.sentence().contains("Random: the first of 12 peers"));
    // Alone, it needs no name.
    assert!(!svg(&Chart::of(ChartKind::Completed, &this, None), None).contains("this run"));
}

#[test]
fn free_riders_are_hollow_at_nothing_and_named() {
    let chart = Chart::of(ChartKind::UploadFinish, &run(SMALL), None);
    let drawing = svg(&chart, None);
    for name in ["class 1", "class 2, uploads nothing"] {
        assert!(drawing.contains(name), "no {name}");
    }
    let text = plain(&chart.sentence());
    assert!(
        text.starts_with("Peers that upload nothing take "),
        "{text}"
    );
    assert!(text.contains("; peers that upload 1 Mb/s take "), "{text}");
}

#[test]
fn a_finger_finds_the_peer_under_it_and_none_where_there_is_none() {
    let trace = run(SMALL);
    let chart = Chart::of(ChartKind::UploadFinish, &trace, None);
    // Free riders stand at 0: a twenty-fourth of the axis lies before them.
    let right = 1.08;
    let x = LEFT + (PICTURE.0 - LEFT - RIGHT) * (right / 24.0) / (right * 25.0 / 24.0);
    let found = (0..=32).map(|step| chart.place((x, f64::from(step) * 10.0), PICTURE).host);
    let riders: Vec<HostId> = found.flatten().collect();
    assert!(!riders.is_empty());
    assert!(riders.iter().all(|peer| peer.0 > 8), "{riders:?}");
    assert_eq!(
        chart.place((PICTURE.0 / 2.0, 300.0), PICTURE),
        Place::default()
    );
}

#[test]
fn every_step_of_a_slider_leads_to_its_place_and_back() {
    for chart in charts(&run(SMALL)) {
        for scale in chart.scales() {
            assert!(scale.last > 0);
            for step in 0..=scale.last {
                let place = chart.place_of(scale.along, step);
                assert_ne!(place, Place::default());
                assert_eq!(
                    chart.step_of(scale.along, &place),
                    step,
                    "{:?}",
                    scale.along
                );
            }
        }
    }
}

#[test]
fn a_finger_on_the_heat_map_finds_time_and_chunk() {
    let trace = run(SMALL);
    let chart = Chart::of(ChartKind::Copies, &trace, None);
    let [left, top, wide, high] = crate::drawing::axes::inside(PICTURE.0, PICTURE.1);
    // Chunk 0 is the lowest of 32.
    let place = chart.place((left + wide / 2.0, top + high - 1.0), PICTURE);
    assert_eq!(place.chunk, Some(0));
    assert!((place.time.expect("a time") - trace.end().0 / 2.0).abs() < 1e-9);
    assert_eq!(chart.place((left, top + 1.0), PICTURE).chunk, Some(31));
    assert_eq!(chart.place((left, top - 9.0), PICTURE).chunk, Some(31));
}

#[test]
fn marks_are_drawn_for_what_is_pointed_at_and_for_where_the_page_stands() {
    let trace = run(SMALL);
    for chart in charts(&trace) {
        let marks = |here, pointed| svg(&chart, Some(&Marks { here, pointed }));
        let nothing = marks(Place::default(), Place::default());
        let place = Place {
            time: Some(trace.end().0 / 3.0),
            host: Some(HostId(2)),
            chunk: Some(3),
        };
        let (here, pointed) = (
            marks(place, Place::default()),
            marks(Place::default(), place),
        );
        assert!(here.len() > nothing.len() && pointed.len() > nothing.len());
        assert_ne!(here, pointed, "the two are told apart");
        // Beyond the run there is nothing to mark.
        assert_eq!(marks(at(1e9), at(f64::NAN)), nothing);
    }
}

#[test]
fn extreme_runs_are_drawn_too() {
    for text in [
        "file=1b&server=1bps&peers=1x0/1bps",
        "file=1b&server=1Tbps&peers=1x0/1Tbps",
        "file=8MiB&chunk=16KiB&server=4Mbps&peers=2x0/8Mbps",
        "file=400Mb&chunk=1kb&server=4Mbps&peers=1x0/8Mbps",
        LOST,
    ] {
        // A thousand chunks at most, so that the test is quick.
        let text = text.replace("file=400Mb", "file=1Mb");
        for chart in charts(&run(&text)) {
            for drawing in [svg(&chart, None), svg(&chart, Some(&Marks::default()))] {
                assert!(
                    !drawing.contains("NaN") && !drawing.contains("inf"),
                    "{text}"
                );
            }
            assert!(!chart.sentence().is_empty() && !chart.reading(&at(0.0)).is_empty());
        }
    }
}
