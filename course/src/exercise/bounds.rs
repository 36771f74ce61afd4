//! Exercises on both bounds: how long, and which is the limiting term.
//!
//! As in Kurose & Ross, section 2.5: the time for client–server and what limits it, the same for P2P; on
//! level 3 once more after something has changed: the slowest peer has left, or the server is faster.

use super::answer::Answer;
use super::block::Block;
use super::case::{Case, shown};
use super::draw::Draw;
use super::kind::Level;
use super::misconception::{Misconception, Slip, near, telling_also};
use super::part::{Made, Part};
use p2p_model::bounds::{Architecture, Bound, Bounds, TermKind};

pub(super) fn make(level: Level, draw: &mut Draw) -> Option<Made> {
    // Each term of P2P is the limiting one as often as the others: drawn at random, F/u_s hardly ever would be.
    let limit = draw.one_of(&[
        TermKind::FirstCopy,
        TermKind::SlowestDownload,
        TermKind::Aggregate,
    ]);
    let (case, bounds) = draw.until(|draw| {
        let case = Case::draw(level, draw);
        let bounds = case.bounds()?;
        let limits = bounds.p2p.binding().all(|term| term.kind == limit);
        limits.then_some((case, bounds))
    });
    of(level, &case, &bounds, draw)
}

/// The exercise of a case, where its answers can be told from mistakes.
fn of(level: Level, case: &Case, bounds: &Bounds, draw: &mut Draw) -> Option<Made> {
    let mut parts = Vec::new();
    for bound in bounds.both() {
        parts.push(time(case, bounds, bound)?);
        parts.push(limit(bound)?);
    }
    if level == Level::Three {
        parts.push(changed(case, bounds, draw)?);
    }
    Some(Made {
        text: case.givens(),
        parts,
        scenario: case.scenario()?.to_string(),
    })
}

/// How long it takes.
fn time(case: &Case, bounds: &Bounds, bound: &Bound) -> Option<Part> {
    let (question, mistakes, terms) = match bound.architecture {
        Architecture::ClientServer => (
            "When the server sends every copy, what is the lower bound D_cs, in seconds?",
            case.wrong_client_server(bounds)?,
            "In one term the server sends all copies. In the other the slowest peer downloads one.",
        ),
        Architecture::P2p => (
            "When the peers pass on what they have, what is the lower bound D_P2P, in seconds?",
            case.wrong_p2p(bounds)?,
            "One term is for the first copy from the server, one for the slowest peer, and one for all copies over all uplinks together.",
        ),
    };
    Some(Part {
        question: question.to_owned(),
        answer: Answer::time(bound.seconds),
        hints: vec![
            "Write down the formula. The lower bound is the largest of its terms.".to_owned(),
            terms.to_owned(),
            units_hint(case),
        ],
        working: case.working(bounds, bound.architecture),
        misconceptions: telling_also(
            bound.seconds.0,
            mistakes,
            case.wrong_on_paper(bounds, bound.architecture)?,
        )?,
    })
}

/// Which is the limiting term. A tie would have two right answers.
fn limit(bound: &Bound) -> Option<Part> {
    let options: Vec<String> = bound
        .terms
        .iter()
        .map(|term| format!("{}: {}", term.kind.formula(), term.meaning()))
        .collect();
    let binding: Vec<usize> = (0..options.len())
        .filter(|term| bound.terms[*term].binding)
        .collect();
    let [right] = binding[..] else { return None };
    let name = bound.architecture;
    let misconceptions = (0..options.len())
        .filter(|option| *option != right)
        .map(|option| Misconception {
            slip: Slip::Option(option),
            says: format!(
                "{} is smaller than another term. The largest term is the limiting one.",
                bound.terms[option].kind.formula()
            ),
        });
    let values = bound
        .terms
        .iter()
        .map(|term| Block::Text(format!("{}: {}", term.kind.formula(), term.seconds.human())));
    let answer = Answer::Choice {
        options: options.clone(),
        right,
    };
    let last = format!(
        "The largest is {}, answer: {}",
        bound.terms[right].kind.formula(),
        answer.text()
    );
    Some(Part {
        question: format!("What is the limiting term for {name}?"),
        hints: vec![
            "Compute every term, then compare them.".to_owned(),
            "The largest term is the limiting one. Making the others smaller changes nothing."
                .to_owned(),
        ],
        working: values.chain([Block::Text(last)]).collect(),
        misconceptions: misconceptions.collect(),
        answer,
    })
}

/// How long it takes after something has changed that makes a difference: where the first copy limits, the server;
/// otherwise the slowest peer, the last class, leaves.
fn changed(case: &Case, before: &Bounds, draw: &mut Draw) -> Option<Part> {
    let first_copy = before
        .p2p
        .binding()
        .any(|term| term.kind == TermKind::FirstCopy);
    let (new, question, says, hints) = if first_copy {
        let new = case.with_faster_server(draw)?;
        let question = format!(
            "The server is replaced by one with an upload of {}. What is D_P2P now, in seconds?",
            shown(new.server)
        );
        let says = "This is the time with the old server. With the new one, u_s is larger.";
        let hints = [
            "Two of the three terms have u_s in them. Which?",
            "The first copy goes out sooner, and the sum of all uplinks is larger. Another term may be the limiting one now.",
        ];
        (new, question, says, hints)
    } else {
        let mut new = case.clone();
        new.classes.pop();
        let question = format!(
            "The peer of class {} leaves before the start. What is D_P2P for the other peers, in seconds?",
            case.classes.len()
        );
        let says = "This is the time with the slowest peer. Without it, N, Σu_i and d_min are new.";
        let hints = [
            "Three of the values change when a peer leaves. Which?",
            "There is one copy less to send, one upload less in the sum, and another slowest download.",
        ];
        (new, question, says, hints)
    };
    let bounds = new.bounds()?;
    let (right, old) = (bounds.p2p.seconds, before.p2p.seconds);
    // The answer of an earlier question would be no question.
    if near(right.0, old.0) || near(right.0, before.client_server.seconds.0) {
        return None;
    }
    let mut mistakes = vec![(old.0, says.to_owned())];
    mistakes.extend(new.wrong_p2p(&bounds)?);
    let hints = hints.into_iter().map(str::to_owned);
    Some(Part {
        question,
        answer: Answer::time(right),
        hints: hints.chain([units_hint(case)]).collect(),
        working: new.working(&bounds, Architecture::P2p),
        misconceptions: telling_also(
            right.0,
            mistakes,
            new.wrong_on_paper(&bounds, Architecture::P2p)?,
        )?,
    })
}

fn units_hint(case: &Case) -> String {
    let bytes = if case.in_bytes() {
        "First convert the file to bits: a byte is eight bits."
    } else {
        "The file and the rates are all in bits."
    };
    format!("{bytes} Then convert all values to the same prefix, such as Mb and Mb/s.")
}

#[cfg(test)]
mod tests {
    use super::super::case::Class;
    use super::super::mark::Verdict;
    use super::*;
    use p2p_model::units::Prefix;

    /// A row of the table of published times as a case, and both times.
    fn published(row: &'static str) -> (Case, [&'static str; 2]) {
        let fields: Vec<&'static str> = row.split(',').collect();
        let prefix = if fields[1] == "si" {
            Prefix::Si
        } else {
            Prefix::Binary
        };
        let class = Class {
            count: fields[6].parse().expect(row),
            up: format!("{} kb/s", fields[5]).leak(),
            down: "2 Mb/s",
        };
        let case = Case {
            prefix,
            file: "15 Gb",
            server: "30 Mb/s",
            classes: vec![class],
        };
        (case, [fields[7], fields[8]])
    }

    #[test]
    fn the_published_times_are_right_answers_and_the_other_prefix_is_named() {
        let table = include_str!("../../../model/tests/bounds.csv");
        let mut asked = 0;
        for row in table.lines().filter(|line| !line.starts_with('#')) {
            let (case, published) = published(row);
            let bounds = case.bounds().expect(row);
            // 2048 kb/s is more than 2 Mb/s where k is 1000, and then no upload of this link.
            let other = case.bounds_with_other_prefix();
            for (index, (bound, published)) in bounds.both().into_iter().zip(published).enumerate()
            {
                let last = case
                    .working(&bounds, bound.architecture)
                    .pop()
                    .expect(row)
                    .to_string();
                let whole = last
                    .rsplit('=')
                    .next()
                    .expect(row)
                    .replace(['\u{202f}', '\u{a0}'], "");
                let rounded_up = row.starts_with("toolsou") && published == "11539";
                let printed = if rounded_up { "11538" } else { published };
                assert_eq!(whole.trim(), format!("{printed}s"), "{row}");
                // Some numbers of the book leave two mistakes too near to each other to be asked.
                let Some(part) = time(&case, &bounds, bound) else {
                    continue;
                };
                asked += 1;
                assert!(
                    matches!(part.mark(published), Verdict::Right { .. }),
                    "{row}: {published}"
                );
                let Some(other) = &other else { continue };
                let typed = other.both()[index].seconds.0.to_string();
                let Verdict::Wrong {
                    misconception: Some(says),
                    ..
                } = part.mark(&typed)
                else {
                    panic!("{row}: {typed} should be told");
                };
                assert!(says.contains("powers of"), "{row}: {says}");
            }
        }
        assert!(asked > 10, "{asked}");
    }
}
