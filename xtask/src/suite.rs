//! `cargo xtask test`: every check there is, each a step with its own count and
//! time, and one summary. A step that fails does not keep the others from
//! running, so that one run shows everything there is to mend.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write as _};
use std::ops::AddAssign;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};

use crate::others::Other;
use crate::process::{cargo, describe, run as run_program};
use crate::{browser, site, tools};

/// How many checks a step made, and how they went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// What a step is run with: the filter that was given for `cargo test`.
type Step = fn(&[OsString]) -> Result<Count>;

const STEPS: [(&str, &str, Step); 12] = [
    ("format", "rustfmt", |_| {
        one(cargo().args(["fmt", "--all", "--check"]))
    }),
    ("lint", "clippy, this machine", |_| {
        one(cargo()
            .args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--all-features",
                "--locked",
            ])
            .args(["--", "--deny", "warnings"]))
    }),
    ("lint-wasm", "clippy, the browser", |_| {
        tools::wasm_target()?;
        one(cargo()
            .args(["clippy", "--package", "p2p-lab", "--locked"])
            .args(["--target", "wasm32-unknown-unknown"])
            .args(["--", "--deny", "warnings"]))
    }),
    ("crates", "licences, duplicates and sources", |_| {
        one(tools::deny()?.args(["check", "licenses", "bans", "sources"]))
    }),
    ("model", "tests of the model", |filter| {
        tests(&mut cargo(), "p2p-model", filter)
    }),
    ("course", "tests of the exercises and games", |filter| {
        tests(&mut cargo(), "p2p-course", filter)
    }),
    ("cli", "tests of the command line", |filter| {
        tests(&mut cargo(), "p2p-cli", filter)
    }),
    ("app", "tests of the app without a browser", |filter| {
        let rendered = ["--features", "ssr"].map(OsString::from);
        tests(&mut cargo(), "p2p-lab", &[&rendered[..], filter].concat())
    }),
    ("xtask", "tests of these commands", |filter| {
        tests(&mut cargo(), "xtask", filter)
    }),
    ("build", "the site, within its budget", |_| {
        site::build()?;
        Ok(Count {
            passed: 1,
            ..Count::default()
        })
    }),
    ("browser", "tests in a browser", |filter| {
        ensure!(
            Path::new(site::DIST).join("index.html").exists(),
            "there is no dist/ to test"
        );
        let mut cargo = cargo();
        browser::prepare(&mut cargo)?;
        tests(&mut cargo, "e2e", filter)
    }),
    ("others", "the same app in Firefox and WebKitGTK", |_| {
        let mut count = Count::default();
        for other in Other::ALL {
            let mut cargo = cargo();
            match other.prepare(&mut cargo)? {
                // Until the tests are over.
                Some(_prepared) => {
                    let test = ["--features", "browsers", "--test", "browsers"].map(OsString::from);
                    let test = [&test[..], &[other.name().into()]].concat();
                    count += tests(&mut cargo, "e2e", &test)?;
                }
                None => count.skipped += 1,
            }
        }
        Ok(count)
    }),
];

/// Runs the steps named, or all of them.
pub(crate) fn run(names: &[OsString], filter: &[OsString]) -> Result<()> {
    for name in names {
        ensure!(
            STEPS.iter().any(|(step, ..)| name == step),
            "there is no step {name:?}: cargo xtask help"
        );
    }

    let start = Instant::now();
    let mut lines = Vec::new();
    let mut total = Count::default();
    for (name, what, step) in STEPS {
        if !names.is_empty() && !names.iter().any(|wanted| wanted == name) {
            continue;
        }
        println!("\n== {name}: {what}");
        let start = Instant::now();
        let count = step(filter).unwrap_or_else(|error| {
            println!("error: {error:#}");
            Count {
                failed: 1,
                ..Count::default()
            }
        });
        lines.push(line(name, count, start.elapsed()));
        total += count;
    }

    println!("\n== summary");
    for line in lines {
        println!("{line}");
    }
    println!("{}", line("all", total, start.elapsed()));
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}

fn line(name: &str, count: Count, time: Duration) -> String {
    let Count {
        passed,
        failed,
        skipped,
    } = count;
    let mut line = format!(
        "{name:<10} {:>5.0} s {passed:>5} passed {failed:>3} failed",
        time.as_secs_f64()
    );
    if skipped > 0 {
        line.push_str(&format!(" {skipped:>3} skipped"));
    }
    line
}

/// A program that passes or fails as a whole.
fn one(command: &mut Command) -> Result<Count> {
    run_program(command)?;
    Ok(Count {
        passed: 1,
        ..Count::default()
    })
}

/// `cargo test` of one package, its output shown and its results counted.
fn tests(cargo: &mut Command, package: &str, filter: &[OsString]) -> Result<Count> {
    cargo
        .args(["test", "--locked", "--no-fail-fast", "--package", package])
        .args(filter)
        .stdout(Stdio::piped());
    let name = describe(cargo);
    let mut child = cargo.spawn()?;

    let mut count = Count::default();
    let mut seen = false;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            println!("{line}");
            if let Some(result) = counted(&line) {
                count += result;
                seen = true;
            }
        }
    }
    std::io::stdout().flush()?;

    let status = child.wait()?;
    if !seen || (status.success() && count == Count::default()) {
        bail!("`{name}` ran no test ({status})");
    }
    if !status.success() && count.failed == 0 {
        // A test program that did not live to print its result.
        println!("error: `{name}` failed ({status})");
        count.failed = 1;
    }
    Ok(count)
}

/// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; …`.
fn counted(line: &str) -> Option<Count> {
    let (_, result) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut count = Count::default();
    for part in result.split("; ") {
        let (number, what) = part.split_once(' ')?;
        match what {
            "passed" => count.passed = number.parse().ok()?,
            "failed" => count.failed = number.parse().ok()?,
            "ignored" => count.skipped = number.parse().ok()?,
            _ => {}
        }
    }
    Some(count)
}

#[cfg(test)]
mod tests_of_the_suite {
    use super::*;

    #[test]
    fn results_are_counted() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.02s";
        let expected = Count {
            passed: 12,
            failed: 2,
            skipped: 1,
        };
        assert_eq!(counted(line), Some(expected));
        assert_eq!(counted("test result_of_a_test ... ok"), None);
    }
}
