//! The program `p2p` as a shell starts it: what it prints, what it says, how it exits.
//!
//! `golden/` is what the examples of the model printed before there was this program.

use std::path::PathBuf;
use std::process::{Command, Output};

use p2p_course::exercise::{Attempt, Exercise, Set};
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm;
use serde_json::Value;

const TEXT: &str = "file=2MiB&server=4Mbps&peers=6x1Mbps/8Mbps,2x0/4Mbps&seed=7";

fn start(args: &[&str]) -> Output {
    p2p().args(args).output().expect("p2p starts")
}

fn p2p() -> Command {
    Command::new(env!("CARGO_BIN_EXE_p2p"))
}

/// What a call prints that succeeds.
fn printed(args: &[&str]) -> String {
    let output = start(args);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
    String::from_utf8(output.stdout).expect("text")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// That a call prints nothing, exits with 2 and says this.
fn check_wrong(args: &[&str], expected: &str) {
    let output = start(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    assert!(output.stdout.is_empty(), "{args:?}");
    let said = said(&output);
    assert!(said.contains(expected), "{args:?}: {said}");
}

/// A folder of this test alone.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

// ---- Help -----------------------------------------------------------------------------------------------------------

const COMMANDS: [&str; 5] = ["bounds", "simulate", "sweep", "exercise", "completions"];

#[test]
fn help_names_every_command() {
    let help = printed(&["--help"]);
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
    }
}

#[test]
fn every_command_has_examples_and_they_run() {
    let folder = folder("examples");
    for number in 1..=2 {
        let name = format!("p2p-lab-result-{number}.txt");
        std::fs::write(folder.join(name), report()).expect("a result");
    }
    for command in COMMANDS {
        let help = printed(&[command, "--help"]);
        let examples: Vec<&str> = help
            .lines()
            .filter_map(|line| line.strip_prefix("  p2p "))
            .collect();
        assert!(!examples.is_empty(), "{command}");
        for example in examples {
            let (call, _) = example.split_once(" > ").unwrap_or((example, ""));
            let words = call.split(' ').map(|word| word.trim_matches('\''));
            let output = p2p().args(words).current_dir(&folder).output();
            let output = output.expect("p2p starts");
            assert!(output.status.success(), "{example}: {}", said(&output));
            assert!(!output.stdout.is_empty(), "{example}");
        }
    }
}

#[test]
fn completions_are_made_for_the_shells() {
    for (shell, part) in [
        ("bash", "complete -F _p2p"),
        ("zsh", "#compdef p2p"),
        ("fish", "complete -c p2p"),
    ] {
        let script = printed(&["completions", shell]);
        assert!(script.contains(part), "{shell}");
        for command in COMMANDS {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
}

// ---- What is wrong --------------------------------------------------------------------------------------------------

#[test]
fn a_wrong_text_is_told_what_would_be_right() {
    for command in [
        &["bounds"][..],
        &["simulate"],
        &["sweep", "--over", "peers=1..3"],
    ] {
        let call = |text| [command, &[text]].concat();
        check_wrong(
            &call("fiel=3"),
            "there is no key \"fiel\": did you mean file?\n",
        );
        check_wrong(
            &call("file=3"),
            "file: \"3\" has no unit: write 3MB (bytes) or 3Mb (bits)\n",
        );
    }
    check_wrong(
        &["sweep", TEXT, "--over", "peers=9..1"],
        "peers: \"9..1\" ends before it begins",
    );
    let large = "file=1GiB&chunk=1b";
    check_wrong(&["simulate", large], "too large to simulate");
    check_wrong(&["simulate", large, "--no-trace"], "too large to simulate");
}

#[test]
fn a_wrong_call_is_told_what_would_be_right() {
    check_wrong(&[], "Usage: p2p");
    check_wrong(&["simulate"], "<TEXT>");
    check_wrong(&["sweep", TEXT], "--over <KEY=VALUES>");
    check_wrong(&["bounds", TEXT, TEXT], "unexpected argument");
    check_wrong(&["bounds", TEXT, "--frmat", "json"], "'--format'");
    check_wrong(
        &["simulate", TEXT, "--runs", "many"],
        "write a whole number",
    );
    check_wrong(&["simulate", TEXT, "--threads", "0"], "0 is not in 1..");
    for command in [&["simulate"][..], &["sweep", "--over", "peers=1"]] {
        let call = [command, &[TEXT, "--runs", "0"]].concat();
        check_wrong(&call, "runs: with 0 of them there is nothing to play");
    }
    for part in ["0/3", "4/3", "2"] {
        let call = ["sweep", TEXT, "--over", "peers=1", "--shard", part];
        check_wrong(&call, "write which part of how many, such as 2/10");
    }
}

/// A reader that closes the pipe early, as head does, ends a run that would take hours, without a word.
#[cfg(unix)]
#[test]
fn a_reader_that_closes_the_pipe_ends_the_runs() {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;
    let mut child = p2p()
        .args(["simulate", TEXT, "--runs", "1000000000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("p2p starts");
    let mut head = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("its output"));
    out.read_line(&mut head).expect("a line");
    assert!(head.starts_with("run,"));
    drop(out);
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}

// ---- The tables -----------------------------------------------------------------------------------------------------

const CHUNKS: &str = "file=8Mb&chunk=1Mb&server=4Mbps&peers=3x1Mbps/8Mbps,1x0/8Mbps";

#[test]
fn the_tables_are_those_of_the_examples() {
    let bounds = "file=15Gb&server=30Mbps&peers=80x1Mbps/2Mbps,20x0/1.5Mbps";
    assert_eq!(
        printed(&["bounds", bounds]),
        include_str!("golden/bounds.csv")
    );
    let options = ["--runs", "2", "--client-server"];
    assert_eq!(
        printed(&[&["simulate", CHUNKS, "--no-trace"][..], &options].concat()),
        include_str!("golden/simulate.csv")
    );
    let text = format!("{CHUNKS}&at=60s:leave:3");
    assert_eq!(
        printed(&[&["sweep", &text, "--over", "peers=2..5"][..], &options].concat()),
        include_str!("golden/sweep.csv")
    );
}

/// A peer that joins by an act has its row and its class like any other.
#[test]
fn simulate_prints_what_the_model_says_of_each_peer() {
    for text in [
        TEXT.to_owned(),
        format!("{TEXT}&at=1s:join:2,2s:join:1"),
        format!("{TEXT}&origin=leave:1&pick=order&finish=leave"),
    ] {
        let scenario: Scenario = text.parse().expect("a scenario");
        let outcome = swarm::outcome(&scenario, Architecture::P2p).expect("a run");
        let table = printed(&["simulate", &text]);
        let mut lines = table.lines();
        assert_eq!(
            lines.next(),
            Some(
                "run,peer,class,up_bps,down_bps,finish_s,class_bits_at_first_finish,class_bps_until_first_finish"
            )
        );
        let classes = ["1,1000000,8000000"; 6].into_iter();
        let classes = classes.chain(["2,0,4000000"; 2]);
        let classes = classes.chain(["2,0,4000000", "1,1000000,8000000"]);
        for ((peer, finish), class) in (1..).zip(&outcome.finish).zip(classes) {
            let finish = finish.map_or_else(String::new, |finish| finish.0.to_string());
            let first = outcome.first_finish.as_ref();
            let share = class
                .split(',')
                .next()
                .and_then(|class| class.parse::<usize>().ok());
            let share = first
                .zip(share)
                .map(|(first, class)| first.classes[class - 1]);
            let share = share.map_or_else(
                || ",".to_owned(),
                |share| format!("{},{}", share.received.0, share.rate.0),
            );
            let line = format!("1,{peer},{class},{finish},{share}");
            assert_eq!(lines.next(), Some(&*line), "{text}");
        }
        assert_eq!(lines.next(), None, "{text}");
    }
}

#[test]
fn simulate_says_a_line_of_pairs_for_each_run() {
    let text = "file=1MiB&server=4Mbps&peers=1x1Mbps/8Mbps&seed=7";
    for options in [&["--no-trace"][..], &[]] {
        let output = start(&[&["simulate", text, "--runs", "2"], options].concat());
        let said = said(&output);
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 2, "{said}");
        for (run, line) in (1..).zip(lines) {
            let pairs: Vec<(&str, &str)> = line
                .split(' ')
                .map(|pair| pair.split_once('=').expect("key=value"))
                .collect();
            let keys: Vec<&str> = pairs.iter().map(|(key, _)| *key).collect();
            let expected =
                "run seed bound_s finish_s ratio transfers events wasted_bits hash wall_s";
            assert_eq!(keys.join(" "), expected);
            assert_eq!(pairs[0].1, run.to_string());
            assert_eq!(pairs[1].1, (6 + run).to_string());
            // 8 388 608 bits at 4 Mb/s, and four chunks.
            assert_eq!([pairs[2].1, pairs[3].1], ["2.097152"; 2]);
            assert_eq!([pairs[4].1, pairs[5].1], ["1", "4"]);
            assert!(pairs[8].1.len() == 16 && pairs[9].1.parse::<f64>().is_ok());
        }
    }
}

#[test]
fn who_never_finishes_is_named_with_the_reason() {
    let text = "file=2MiB&server=4Mbps&peers=2x1Mbps/8Mbps&at=1s:leave:1";
    let output = start(&["simulate", text]);
    assert!(output.status.success());
    assert!(said(&output).contains(" finish_s= ratio= "));
    assert!(said(&output).contains("peer 1 was gone before it had the file"));
    let table = String::from_utf8(output.stdout).expect("text");
    assert!(table.contains("1,1,1,1000000,8000000,,"), "{table}");
}

/// Where no link has a limit, the bound is 0 s and the run takes no time that is seen: no ratio can be given.
#[test]
fn links_without_limit_take_no_time_and_have_no_ratio() {
    let output = start(&["simulate", "server=unlimited&peers=3x1Mbps/unlimited"]);
    let said = said(&output);
    assert!(
        said.contains(" bound_s=0 ") && said.contains(" ratio= "),
        "{said}"
    );
    let table = String::from_utf8(output.stdout).expect("text");
    assert!(table.contains(",unlimited,"), "{table}");
    for line in table.lines().skip(1) {
        let finish: f64 = line
            .split(',')
            .nth(5)
            .expect("a column")
            .parse()
            .expect("a time");
        assert!(finish < 1e-12, "{line}");
    }
}

/// The fields of a line of CSV.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut is_quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => fields.push(String::new()),
            letter => fields.last_mut().expect("one").push(letter),
        }
    }
    fields
}

#[test]
fn json_says_the_same_as_csv() {
    for call in [
        &["bounds", TEXT][..],
        &["simulate", TEXT, "--runs", "3"],
        &["simulate", "peers=2x1Mbps/8Mbps&at=1s:leave:1"],
        &[
            "sweep",
            TEXT,
            "--over",
            "server=1Mbps..4Mbps",
            "--runs",
            "2",
        ],
        // Rows with a fault, with commas, and with a value that is no number.
        &[
            "sweep",
            "at=1s:leave:3",
            "--over",
            "peers=2,3",
            "--runs",
            "1",
        ],
        &["sweep", TEXT, "--over", "pick=rarest,order", "--runs", "1"],
    ] {
        let csv = printed(call);
        let json = printed(&[call, &["--format", "json"]].concat());
        let rows: Vec<Value> = serde_json::from_str(&json).expect("JSON");
        let mut lines = csv.lines().map(fields);
        let head = lines.next().expect("a head");
        assert!(!rows.is_empty());
        assert_eq!(lines.clone().count(), rows.len(), "{call:?}");
        for (line, row) in lines.zip(rows) {
            let row = row.as_object().expect("an object");
            assert_eq!(line.len(), row.len(), "{call:?}");
            for (name, field) in head.iter().zip(line) {
                let is_same = match &row[name] {
                    Value::Null => field.is_empty(),
                    Value::String(text) => *text == field,
                    Value::Number(number) => number.as_f64() == field.parse().ok(),
                    Value::Bool(truth) => truth.to_string() == field,
                    _ => false,
                };
                assert!(is_same, "{call:?}: {name}: {field}, {}", row[name]);
            }
        }
    }
}

// ---- Many runs ------------------------------------------------------------------------------------------------------

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    for call in [
        &["simulate", TEXT, "--runs", "30"][..],
        &["simulate", TEXT, "--runs", "30", "--format", "json"],
        &["sweep", TEXT, "--over", "peers=1..12", "--runs", "9"],
    ] {
        let with = |threads| printed(&[call, &["--threads", threads]].concat());
        let one = with("1");
        assert_eq!(one, with("2"), "{call:?}");
        assert_eq!(one, with("3"), "{call:?}");
    }
}

#[test]
fn the_shards_put_together_are_the_bytes_of_one_run() {
    let acts = format!("{TEXT}&at=1s:leave:3");
    for (over, format) in [
        ("peers=1..9", "csv"),
        ("peers=1..9", "json"),
        ("peers=5", "json"),
    ] {
        let call = [
            "sweep", &*acts, "--over", over, "--runs", "3", "--format", format,
        ];
        let whole = printed(&call);
        for of in [1, 3, 12] {
            let parts: String = (1..=of)
                .map(|part| printed(&[&call[..], &["--shard", &format!("{part}/{of}")]].concat()))
                .collect();
            assert_eq!(parts, whole, "{over} in {of} parts as {format}");
        }
    }
}

#[test]
fn a_sweep_says_how_far_it_is_where_nobody_looks_on() {
    let output = start(&["sweep", "file=1MiB", "--over", "peers=2,2,6", "--runs", "1"]);
    // 2 of 8 peers, then all.
    assert_eq!(
        said(&output),
        " 25.0 %, 1 of 2 values\n100.0 %, 2 of 2 values\n"
    );
}

/// `script` gives it a terminal.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_a_bar_with_the_time_left() {
    let program = env!("CARGO_BIN_EXE_p2p");
    let calls = [
        format!("{program} sweep '{TEXT}' --over peers=2..9 --runs 40"),
        format!("{program} simulate '{TEXT}' --runs 400 --no-trace"),
    ];
    for call in calls {
        let output = Command::new("script")
            .args(["-qec", &call, "/dev/null"])
            .output()
            .expect("script starts");
        let seen = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{seen}");
        assert!(seen.contains(" %, ") && seen.contains(" left"), "{seen}");
        assert!(
            seen.contains("file=2MiB") || seen.contains("run=400 "),
            "{seen}"
        );
    }
}

// ---- Exercises ------------------------------------------------------------------------------------------------------

/// By hand: u_s = 30 Mb/s is more than the 10 peers' 10 Mb/s by 9 can take, so each relays its own 1/9 Mb/s to nine
/// others, and the server's (30·9 − 10)/9/10 Mb/s go to each alone; d_min = 2 Mb/s slows all of it from 4 Mb/s to half.
#[test]
fn the_scheme_that_attains_the_bound_is_printed_with_its_rates() {
    let text = "file=15Gb&server=30Mbps&peers=10x1Mbps/2Mbps";
    let printed = printed(&["bounds", text, "--scheme"]);
    let mut lines = printed.lines();
    assert_eq!(
        lines.next(),
        Some("class,peers,from_server_bps,to_each_other_peer_bps,upload_bps,download_bps,finish_s")
    );
    let row: Vec<f64> = lines
        .next()
        .expect("a class")
        .split(',')
        .map(|field| field.parse().expect("a number"))
        .collect();
    let expected = [1.0, 10.0, 1.5e6, 1e6 / 18.0, 0.5e6, 2e6, 7500.0];
    for (value, expected) in row.iter().zip(expected) {
        assert!((value / expected - 1.0).abs() < 1e-9, "{row:?}");
    }
    assert_eq!((row.len(), lines.next()), (7, None));
}

const SET: &str = "kinds=bounds,joining&level=1&number=2&seed=7";

/// A result in which the first part is answered right and the others not at all.
fn report() -> String {
    let set = Set::read(SET).0;
    let exercises: Vec<Exercise> = set.exercises().collect();
    let mut attempt = Attempt::new(set, &exercises);
    attempt.answers[0] = exercises[0].parts[0].answer.text();
    attempt.report(&exercises)
}

#[test]
fn a_set_is_printed_with_its_key_behind_it() {
    let text = printed(&["exercise", SET]);
    let (asked, key) = text.split_once("\n# Key to ").expect("a key");
    for exercise in Set::read(SET).0.exercises() {
        for block in &exercise.text {
            assert!(asked.contains(&block.to_string()));
        }
        for part in &exercise.parts {
            assert!(asked.contains(&part.question));
            assert!(key.contains(&part.answer.text()));
            assert!(part.working.iter().all(|b| key.contains(&b.to_string())));
            assert!(part.misconceptions.iter().all(|m| key.contains(&m.says)));
        }
        assert!(!asked.contains(&exercise.scenario) && key.contains(&exercise.scenario));
    }
}

#[test]
fn a_set_as_json_has_all_that_is_printed() {
    let json: Value =
        serde_json::from_str(&printed(&["exercise", SET, "--format", "json"])).expect("JSON");
    assert_eq!(json["set"], SET);
    let exercises: Vec<Exercise> = Set::read(SET).0.exercises().collect();
    assert_eq!(json["exercises"].as_array().map(Vec::len), Some(2));
    for (place, exercise) in exercises.iter().enumerate() {
        let said = &json["exercises"][place];
        assert_eq!(said["kind"], exercise.kind.key());
        assert_eq!(said["scenario"], exercise.scenario);
        for (place, part) in exercise.parts.iter().enumerate() {
            let said = &said["parts"][place];
            assert_eq!(said["question"], part.question);
            assert_eq!(said["answer"], part.answer.text());
            assert_eq!(said["hints"], Value::from(part.hints.clone()));
            let slips = said["misconceptions"].as_array().map(Vec::len);
            assert_eq!(slips, Some(part.misconceptions.len()));
        }
    }
}

#[test]
fn what_is_wrong_in_a_set_is_named_and_its_default_used() {
    let output = start(&["exercise", "kinds=bonds&number=1"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).starts_with("kinds: there is no kind \"bonds\""));
    assert!(String::from_utf8_lossy(&output.stdout).contains("## 1. "));
}

#[test]
fn a_result_is_marked_again_and_one_that_was_changed_is_found() {
    let folder = folder("check");
    let file = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).expect("a result");
    };
    file("right.txt", &report());
    file(
        "changed.txt",
        &report().replacen("points: 1", "points: 2", 1),
    );
    file("other.txt", "nothing of the kind\n");
    let check = |files: &[&str], options: &[&str]| {
        let call = [&["exercise", "--check"], files, options].concat();
        let output = p2p().args(call).current_dir(&folder).output();
        let output = output.expect("p2p starts");
        let text = String::from_utf8(output.stdout).expect("text");
        (output.status.code(), text)
    };
    let (code, text) = check(&["right.txt"], &[]);
    assert_eq!(code, Some(0));
    assert!(text.starts_with("right.txt: 1 of "), "{text}");
    assert!(text.ends_with(&format!(" points, {SET}\n")), "{text}");

    let all = ["right.txt", "changed.txt", "other.txt", "none.txt"];
    let (code, text) = check(&all, &[]);
    assert_eq!(code, Some(1));
    assert!(
        text.contains("\nchanged.txt:3: was changed: points: 2"),
        "{text}"
    );
    assert!(text.contains("\nother.txt: no line begins with"), "{text}");
    assert!(text.contains("\nnone.txt: "), "{text}");

    let (code, text) = check(&all, &["--format", "json"]);
    assert_eq!(code, Some(1));
    let json: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json[0]["points"], 1);
    assert_eq!(json[0]["changed_line"], Value::Null);
    assert_eq!(json[1]["changed_line"], 3);
    assert!(json[2]["error"].is_string() && json[3]["error"].is_string());
}
