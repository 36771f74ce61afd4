//! Exercises on the whole: the events of a joining peer in order, and the mistake in a worked answer.

use super::answer::{Answer, letter};
use super::block::Block;
use super::case::{Case, shown, total};
use super::draw::Draw;
use super::kind::Level;
use super::math::{D_MIN, F, Math};
use super::misconception::{Misconception, Slip, near, telling_also};
use super::part::{Made, Part};
use p2p_model::bounds::{Architecture, Bounds, TermKind};
use p2p_model::units::{BitRate, Bits, Seconds};

/// What happens to a peer that joins, in order, and why not before what stands above it.
const EVENTS: [(&str, &str); 11] = [
    (
        "The new peer asks the tracker for peers.",
        "At the start the peer knows only the tracker.",
    ),
    (
        "The tracker sends a list of peers.",
        "The tracker answers a peer that asks.",
    ),
    (
        "The new peer connects to peers on the list.",
        "It knows these peers only from the tracker.",
    ),
    (
        "Its neighbours tell the new peer which chunks they have.",
        "Two peers must be connected before they tell each other anything.",
    ),
    (
        "The new peer tells a neighbour that it is interested.",
        "First it must know that the neighbour has a chunk that it lacks.",
    ),
    (
        "A neighbour unchokes the new peer, which has uploaded nothing yet: the optimistic unchoke.",
        "A peer unchokes only neighbours that are interested.",
    ),
    (
        "The new peer requests its first chunk, drawn at random.",
        "It can request a chunk only from a neighbour that has unchoked it.",
    ),
    (
        "The new peer completes its first chunk and tells all its neighbours.",
        "A peer requests a chunk before it gets it.",
    ),
    (
        "A neighbour becomes interested in the new peer.",
        "No peer is interested in a peer that has no chunks.",
    ),
    (
        "The new peer uploads its first chunk to a neighbour.",
        "It uploads only to neighbours that are interested.",
    ),
    (
        "A neighbour unchokes the new peer in return: tit-for-tat.",
        "By tit-for-tat, a neighbour uploads in return for what it got before.",
    ),
];

pub(super) fn make(level: Level, draw: &mut Draw) -> Option<Made> {
    let case = Case::draw(level, draw);
    let bounds = case.bounds()?;
    let flaw = draw.one_of(&Flaw::ALL);
    let worked = Worked::of(&case, &bounds, flaw)?;
    let events = match level {
        Level::One => 5,
        Level::Two => 7,
        Level::Three => 9,
    };
    let parts = vec![
        order(events, draw),
        mistake(&worked),
        right_time(&case, &bounds, &worked)?,
    ];
    let mut text = vec![Block::text(
        "Part 1 is about a peer that joins a torrent. Parts 2 and 3 are about a file:",
    )];
    text.extend(case.givens());
    Some(Made {
        text,
        parts,
        scenario: case.scenario()?.to_string(),
    })
}

/// Some of the events, to be put in order.
fn order(events: usize, draw: &mut Draw) -> Part {
    let all: Vec<usize> = (0..EVENTS.len()).collect();
    let mut chosen = draw.some(&all, events);
    let mut sorted = chosen.clone();
    sorted.sort_unstable();
    // In the right order already it would be no question.
    while chosen == sorted {
        chosen = draw.shuffled(&chosen);
    }
    let place = |event: &usize| chosen.iter().position(|other| other == event);
    let right: Vec<usize> = sorted.iter().filter_map(place).collect();
    let misconceptions = right.windows(2).map(|pair| {
        let (event, why) = EVENTS[chosen[pair[1]]];
        Misconception {
            slip: Slip::After(pair[0], pair[1]),
            says: format!(
                "Look at {}: \u{201c}{event}\u{201d} comes after {}. {why}",
                letter(pair[1]),
                letter(pair[0])
            ),
        }
    });
    let lines = right.iter().map(|place| {
        let (event, why) = EVENTS[chosen[*place]];
        Block::Text(format!("{}: {event} {why}", letter(*place)))
    });
    let answer = Answer::Order {
        events: chosen
            .iter()
            .map(|event| EVENTS[*event].0.to_owned())
            .collect(),
        right: right.clone(),
    };
    Part {
        question: "A peer joins. Put these events in order, the earliest first.".to_owned(),
        hints: vec![
            "Which host does the peer know at the very start?".to_owned(),
            "To get a chunk, a peer must be interested and the neighbour must have unchoked it."
                .to_owned(),
            "Tit-for-tat can start only when the peer has something to give.".to_owned(),
        ],
        working: lines
            .chain([Block::Text(format!("Order: {}", answer.text()))])
            .collect(),
        misconceptions: misconceptions.collect(),
        answer,
    }
}

/// Which line is wrong.
fn mistake(worked: &Worked) -> Part {
    let lines = worked.lines.len();
    let misconceptions = (0..lines).filter(|line| *line != worked.wrong).map(|line| {
        let says = if line < worked.wrong {
            "This line is right. The mistake comes later."
        } else {
            "This line is right for the numbers that it takes from above. The mistake comes earlier."
        };
        Misconception { slip: Slip::Option(line), says: says.to_owned() }
    });
    Part {
        question: "A student worked out D_P2P. One line is wrong. The lines after it are right for the numbers that they \
                   take from it. Which line is wrong?"
            .to_owned(),
        answer: Answer::Choice { options: worked.lines.clone(), right: worked.wrong },
        hints: vec![
            "Work it out yourself, line by line, and compare.".to_owned(),
            "Look at units, at what is in the sum, and at what is left out.".to_owned(),
        ],
        working: vec![
            Block::Text(worked.says.to_owned()),
            Block::Text(format!("The wrong line: {}", letter(worked.wrong))),
        ],
        misconceptions: misconceptions.collect(),
    }
}

/// What the worked answer should have come to.
fn right_time(case: &Case, bounds: &Bounds, worked: &Worked) -> Option<Part> {
    let right = bounds.p2p.seconds;
    let mut mistakes = vec![(
        worked.result,
        "This is the result of the worked answer, with its mistake.".to_owned(),
    )];
    mistakes.extend(case.wrong_p2p(bounds)?);
    Some(Part {
        question: "What is the right D_P2P, in seconds?".to_owned(),
        answer: Answer::time(right),
        hints: vec![
            "Correct the wrong line, then work out every line after it again.".to_owned(),
            "The lower bound is the largest of three terms.".to_owned(),
        ],
        working: case.working(bounds, Architecture::P2p),
        misconceptions: telling_also(
            right.0,
            mistakes,
            case.wrong_on_paper(bounds, Architecture::P2p)?,
        )?,
    })
}

/// What can go wrong in a worked answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flaw {
    Bytes,
    FastestDownload,
    LeftOutServer,
    NTimesOne,
    OneCopy,
    LeftOutDownload,
    Smallest,
    Added,
}

impl Flaw {
    const ALL: [Flaw; 8] = [
        Flaw::Bytes,
        Flaw::FastestDownload,
        Flaw::LeftOutServer,
        Flaw::NTimesOne,
        Flaw::OneCopy,
        Flaw::LeftOutDownload,
        Flaw::Smallest,
        Flaw::Added,
    ];

    fn says(self) -> &'static str {
        match self {
            Flaw::Bytes => "Bytes are taken for bits: 1\u{a0}B = 8\u{a0}b.",
            Flaw::FastestDownload => "d_min is the slowest download, and the fastest was taken.",
            Flaw::LeftOutServer => "The server uploads too: its upload is missing in the sum.",
            Flaw::NTimesOne => "The peers differ: N times one upload is not the sum of all.",
            Flaw::OneCopy => "All N copies must be sent: N is missing.",
            Flaw::LeftOutDownload => {
                "F/d_min is missing: the slowest download may be the limit too."
            }
            Flaw::Smallest => "The lower bound is the largest term, and the smallest was taken.",
            Flaw::Added => {
                "The terms run at the same time: the largest term counts, not their sum."
            }
        }
    }
}

/// A worked answer with one wrong line.
struct Worked {
    lines: Vec<String>,
    /// The place of the wrong one.
    wrong: usize,
    /// What it comes to, in seconds.
    result: f64,
    /// What is wrong.
    says: &'static str,
}

impl Worked {
    /// Works a case out with one flaw. `None` where the flaw cannot be made or does no harm.
    fn of(case: &Case, bounds: &Bounds, flaw: Flaw) -> Option<Worked> {
        let mut work = Work {
            case,
            bounds,
            flaw,
            lines: Vec::new(),
            wrong: None,
        };
        let result = work.out()?;
        let (right, result) = (bounds.p2p.seconds.0, result.0);
        let harmful = !near(right, result);
        let wrong = work.wrong.filter(|_| harmful)?;
        Some(Worked {
            lines: work.lines,
            wrong,
            result,
            says: flaw.says(),
        })
    }
}

/// A worked answer while it is written.
struct Work<'a> {
    case: &'a Case,
    bounds: &'a Bounds,
    flaw: Flaw,
    lines: Vec<String>,
    wrong: Option<usize>,
}

impl Work<'_> {
    fn out(&mut self) -> Option<Seconds> {
        let file = self.file();
        let down = self.least_download()?;
        let first = self.term(TermKind::FirstCopy, file, self.bounds.server, 1);
        let slowest = (self.flaw != Flaw::LeftOutDownload)
            .then(|| self.term(TermKind::SlowestDownload, file, down, 1));
        let uplinks = self.uplinks()?;
        let copies = if self.flaw == Flaw::OneCopy {
            1
        } else {
            self.bounds.peers
        };
        let aggregate = self.term(TermKind::Aggregate, file, uplinks, copies);
        if self.flaw == Flaw::OneCopy {
            self.wrong = Some(self.lines.len() - 1);
        }
        let terms = [Some(first), slowest, Some(aggregate)];
        Some(self.conclusion(&terms.into_iter().flatten().collect::<Vec<_>>()))
    }

    /// The file in bits, where it is given in bytes.
    fn file(&mut self) -> Bits {
        let prefix = self.case.prefix;
        let flawed = self.flaw == Flaw::Bytes && self.case.in_bytes();
        let file = if flawed {
            Bits(self.bounds.file.0 / 8)
        } else {
            self.bounds.file
        };
        if self.case.in_bytes() {
            self.line(
                F.equals(Math::Value(shown(self.case.file)))
                    .equals_bits(file, prefix)
                    .to_string(),
                flawed,
            );
        }
        file
    }

    fn least_download(&mut self) -> Option<BitRate> {
        let down = self.bounds.slowest_download;
        if self.case.classes.len() == 1 {
            return Some(down);
        }
        let fastest = self
            .case
            .scenario()?
            .peers
            .iter()
            .map(|class| class.down)
            .max()?;
        let flawed = self.flaw == Flaw::FastestDownload;
        let down = if flawed { fastest } else { down };
        self.line(
            D_MIN.equals_rate(down, self.case.prefix).to_string(),
            flawed,
        );
        Some(down)
    }

    /// So many copies of the file at a rate.
    fn term(&mut self, kind: TermKind, file: Bits, rate: BitRate, copies: u64) -> Seconds {
        let time = Seconds(copies as f64 * file.0 as f64 / rate.0 as f64);
        let line = Math::term(kind).equals_copies(copies, file, rate, self.case.prefix);
        self.line(line.equals_time(time).to_string(), false);
        time
    }

    /// What all uplinks carry together.
    fn uplinks(&mut self) -> Option<BitRate> {
        let (server, classes) = (self.bounds.server.0, self.case.scenario()?.peers);
        let all = total(self.bounds).0;
        let (sum, rate) = match self.flaw {
            Flaw::LeftOutServer => (self.uploads(), all - server),
            Flaw::NTimesOne if classes.len() > 1 => {
                let one = self.case.classes.first()?;
                let n = self.bounds.peers;
                let sum = format!("{} + {n} · {}", shown(self.case.server), shown(one.up));
                (sum, server + n * classes[0].up.0)
            }
            _ => {
                self.line(self.case.all_uploads(self.bounds).to_string(), false);
                return Some(BitRate(all));
            }
        };
        let result = BitRate(rate);
        let line = Math::Value(format!("u_s + Σu_i = {sum}")).equals_rate(result, self.case.prefix);
        self.line(line.to_string(), true);
        Some(result)
    }

    /// The uploads of all classes as a sum.
    fn uploads(&self) -> String {
        let terms = self
            .case
            .classes
            .iter()
            .map(|class| format!("{} · {}", class.count, shown(class.up)));
        terms.collect::<Vec<_>>().join(" + ")
    }

    /// The last line.
    fn conclusion(&mut self, terms: &[Seconds]) -> Seconds {
        let times: Vec<String> = terms.iter().map(|time| time.human()).collect();
        let values = terms.iter().map(|time| time.0);
        let (how, result) = match self.flaw {
            Flaw::Smallest => (
                format!("min{{{}}}", times.join(", ")),
                values.fold(f64::INFINITY, f64::min),
            ),
            Flaw::Added => (times.join(" + "), values.sum()),
            _ => (
                format!("max{{{}}}", times.join(", ")),
                values.fold(0.0, f64::max),
            ),
        };
        let flawed = matches!(
            self.flaw,
            Flaw::Smallest | Flaw::Added | Flaw::LeftOutDownload
        );
        self.line(
            format!("D_P2P = {how} = {}", Seconds(result).human()),
            flawed,
        );
        Seconds(result)
    }

    fn line(&mut self, line: String, wrong: bool) {
        if wrong {
            self.wrong = Some(self.lines.len());
        }
        self.lines.push(line);
    }
}
