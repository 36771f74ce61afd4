//! Prints a set of exercises, and behind it the key.
//!
//! ```text
//! cargo run --release -p p2p-model --example exercise -- 'kinds=bounds,chunks&level=2&number=8&seed=7'
//! ```

use p2p_model::exercise::{Answer, Block, Part, Set};
use std::process::ExitCode;

fn main() -> ExitCode {
    let text = std::env::args().nth(1).unwrap_or_default();
    let (set, faults) = Set::read(&text);
    for fault in &faults {
        eprintln!("{fault}");
    }
    for (number, exercise) in (1..).zip(set.exercises()) {
        println!("\n## {number}. {}, level {}", exercise.kind, exercise.level);
        print(&exercise.text);
        for (number, part) in (1..).zip(&exercise.parts) {
            println!("\n({number}) {}", part.question);
            options(&part.answer);
            println!("    {}", part.answer.form());
        }
    }
    println!("\n# Key to {set}");
    for (number, exercise) in (1..).zip(set.exercises()) {
        println!("\n## {number}.");
        for (number, part) in (1..).zip(&exercise.parts) {
            println!("\n({number}) {}", part.answer.text());
            help(part);
        }
        println!("\nIn the Lab: {}", exercise.scenario);
    }
    if faults.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn print(blocks: &[Block]) {
    for block in blocks {
        println!("{block}");
    }
}

fn options(answer: &Answer) {
    if let Answer::Choice { options, .. }
    | Answer::Order {
        events: options, ..
    } = answer
    {
        for (letter, option) in ('A'..).zip(options) {
            println!("    {letter}. {option}");
        }
    }
}

fn help(part: &Part) {
    print(&part.working);
    for misconception in &part.misconceptions {
        println!("    {:?}: {}", misconception.slip, misconception.says);
    }
}
