//! `p2p exercise`: a set of exercises with its key, and the marks of results that were saved.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum, ValueHint};
use p2p_course::exercise::{Answer, Attempt, Block, Checked, Exercise, Part, Set, Slip};
use serde_json::{Value, json};

use crate::Failure;

/// Print a set of exercises and behind it the key; or mark results of exams again.
///
/// Exits with 1 where something in the text of the set is wrong, and its default was used; with --check, where a result
/// was changed or cannot be read.
#[derive(Args)]
#[command(after_help = "\
Examples:
  p2p exercise 'kinds=bounds,chunks&level=2&number=8&seed=7'
  p2p exercise --check p2p-lab-result-1.txt p2p-lab-result-2.txt")]
pub(crate) struct Options {
    /// The set; what it leaves out has its default.
    set: Option<String>,
    /// Mark these results again, and tell which were changed.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "set", value_hint = ValueHint::FilePath)]
    check: Vec<PathBuf>,
    /// Write text, or JSON.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Default, PartialEq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let (output, is_right) = if options.check.is_empty() {
        let (set, faults) = Set::read(options.set.as_deref().unwrap_or_default());
        for fault in &faults {
            eprintln!("{fault}");
        }
        let output = match options.format {
            Format::Text => in_words(&set),
            Format::Json => format!("{:#}\n", set_as_json(&set)),
        };
        (output, faults.is_empty())
    } else {
        let checked: Vec<Marked> = options.check.iter().map(Marked::of).collect();
        let output = match options.format {
            Format::Text => checked.iter().map(Marked::in_words).collect(),
            Format::Json => {
                let files: Value = checked.iter().map(Marked::as_json).collect();
                format!("{files:#}\n")
            }
        };
        (output, checked.iter().all(Marked::is_right))
    };
    io::stdout().write_all(output.as_bytes())?;
    Ok(if is_right {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

// ---- A set ----------------------------------------------------------------------------------------------------------

/// The exercises, and behind them the key.
fn in_words(set: &Set) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_set(&mut text, set);
    text
}

fn write_set(out: &mut String, set: &Set) -> std::fmt::Result {
    let exercises: Vec<Exercise> = set.exercises().collect();
    for (number, exercise) in (1..).zip(&exercises) {
        let (kind, level) = (exercise.kind, exercise.level);
        writeln!(out, "\n## {number}. {kind}, level {level}")?;
        write_blocks(out, &exercise.text)?;
        for (number, part) in (1..).zip(&exercise.parts) {
            writeln!(out, "\n({number}) {}", part.question)?;
            for (letter, option) in ('A'..).zip(options_of(&part.answer)) {
                writeln!(out, "    {letter}. {option}")?;
            }
            writeln!(out, "    {}", part.answer.form())?;
        }
    }
    writeln!(out, "\n# Key to {set}")?;
    for (number, exercise) in (1..).zip(&exercises) {
        writeln!(out, "\n## {number}.")?;
        for (number, part) in (1..).zip(&exercise.parts) {
            writeln!(out, "\n({number}) {}", part.answer.text())?;
            write_blocks(out, &part.working)?;
            for misconception in &part.misconceptions {
                writeln!(out, "    {:?}: {}", misconception.slip, misconception.says)?;
            }
        }
        writeln!(out, "\nIn the Lab: {}", exercise.scenario)?;
    }
    Ok(())
}

fn write_blocks(out: &mut String, blocks: &[Block]) -> std::fmt::Result {
    blocks.iter().try_for_each(|block| writeln!(out, "{block}"))
}

fn options_of(answer: &Answer) -> &[String] {
    match answer {
        Answer::Choice { options, .. }
        | Answer::Order {
            events: options, ..
        } => options,
        _ => &[],
    }
}

fn set_as_json(set: &Set) -> Value {
    let exercises: Value = set.exercises().map(|exercise| as_json(&exercise)).collect();
    json!({ "set": set.to_string(), "exercises": exercises })
}

fn as_json(exercise: &Exercise) -> Value {
    json!({
        "kind": exercise.kind.key(),
        "level": exercise.level.number(),
        "seed": exercise.seed,
        "text": texts(&exercise.text),
        "parts": exercise.parts.iter().map(part_as_json).collect::<Value>(),
        "scenario": exercise.scenario,
    })
}

fn part_as_json(part: &Part) -> Value {
    let misconceptions = part.misconceptions.iter();
    json!({
        "question": part.question,
        "options": options_of(&part.answer),
        "form": part.answer.form(),
        "hints": part.hints,
        "answer": part.answer.text(),
        "working": texts(&part.working),
        "misconceptions": misconceptions
            .map(|misconception| json!({
                "answer": slip_as_json(&misconception.slip),
                "says": misconception.says,
            }))
            .collect::<Value>(),
    })
}

/// A wrong answer: a number, the letter of an option, a list of items, or two events in their wrong order.
fn slip_as_json(slip: &Slip) -> Value {
    let letter = |place: usize| ('A'..).nth(place).map(String::from);
    match slip {
        Slip::Value(value) => json!(value),
        Slip::Option(option) => json!(letter(*option)),
        Slip::Items(items) => json!(items),
        Slip::After(later, earlier) => json!([letter(*earlier), letter(*later)]),
    }
}

fn texts(blocks: &[Block]) -> Value {
    blocks.iter().map(Block::to_string).collect()
}

// ---- Results --------------------------------------------------------------------------------------------------------

/// A file of which it is told what its answers come to.
struct Marked {
    file: String,
    checked: Result<Checked, String>,
}

impl Marked {
    fn of(file: &PathBuf) -> Marked {
        let text = fs::read_to_string(file).map_err(|error| error.to_string());
        Marked {
            file: file.display().to_string(),
            checked: text.and_then(|text| Attempt::check(&text).map_err(|error| error.to_string())),
        }
    }

    /// Whether it is a result, as it was saved.
    fn is_right(&self) -> bool {
        matches!(&self.checked, Ok(checked) if checked.differs.is_none())
    }

    fn in_words(&self) -> String {
        let file = &self.file;
        match &self.checked {
            Ok(checked) => {
                let (right, all) = checked.points;
                let changed = checked
                    .differs
                    .as_ref()
                    .map(|(line, read)| format!("{file}:{line}: was changed: {read}\n"));
                format!(
                    "{file}: {right} of {all} points, {}\n{}",
                    checked.attempt.set,
                    changed.unwrap_or_default()
                )
            }
            Err(error) => format!("{file}: {error}\n"),
        }
    }

    fn as_json(&self) -> Value {
        match &self.checked {
            Ok(checked) => json!({
                "file": self.file,
                "points": checked.points.0,
                "of": checked.points.1,
                "set": checked.attempt.set.to_string(),
                "changed_line": checked.differs.as_ref().map(|(line, _)| line),
                "changed": checked.differs.as_ref().map(|(_, read)| read),
                "error": null,
            }),
            Err(error) => json!({ "file": self.file, "error": error }),
        }
    }
}
