//! Prints a set of exercises, and behind it the key; or marks the results of exams again.
//!
//! ```text
//! cargo run --release -p p2p-model --example exercise -- 'kinds=bounds,chunks&level=2&number=8&seed=7'
//! cargo run --release -p p2p-model --example exercise -- --check p2p-lab-result-*.txt
//! ```

use p2p_model::exercise::{Answer, Attempt, Block, Part, Set};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().unwrap_or_default() {
        option if option == "--check" => check(arguments),
        text => write(&text),
    }
}

/// Says of each file how many points its answers come to, and whether it was changed.
fn check(files: impl Iterator<Item = String>) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for file in files {
        let said = std::fs::read_to_string(&file)
            .map_err(|error| error.to_string())
            .and_then(|text| Attempt::check(&text).map_err(|error| error.to_string()));
        match said {
            Ok(checked) => {
                let (right, all) = checked.points;
                println!("{file}: {right} of {all} points, {}", checked.attempt.set);
                if let Some((line, read)) = checked.differs {
                    println!("{file}:{line}: was changed: {read}");
                    code = ExitCode::FAILURE;
                }
            }
            Err(error) => {
                println!("{file}: {error}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

fn write(text: &str) -> ExitCode {
    let (set, faults) = Set::read(text);
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
