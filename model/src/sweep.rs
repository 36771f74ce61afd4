//! A sweep: one number of a scenario, or one rule, varied over many values, with many seeds each.
//!
//! ```text
//! Scenario, "peers=1..1000", 20 runs ──▶ Sweep ──advance──▶ rows: finish times, bounds, schedules
//! ```
//!
//! A [`Sweep`] is a pure state machine. A page advances it slice by slice and draws the rows as
//! they fill; a command line advances it to its end. The rows are the same.

use std::fmt::{self, Write as _};

use thiserror::Error;

use crate::bounds::{Architecture, Bounds, BoundsError};
use crate::scenario::{ActKind, MAX_PEERS, PeerClass, Scenario, ScenarioError};
use crate::schedule::{Fluid, chunked_optimum};
use crate::swarm::{FiguresOnly, Outcome, Run, SwarmError};
use crate::units::{BitRate, Bits, Prefix, Seconds, UnitError, quoted};

/// How many values stand for a range: enough for a smooth curve over three decades, and few enough
/// that twenty runs of each are soon done.
pub const RANGE_POINTS: u32 = 20;

/// The most values of a sweep: more than a chart can tell apart.
pub const MAX_POINTS: usize = 1000;

/// The significant digits of the values between the ends of a range, unless they are whole numbers:
/// enough to be evenly spaced for the eye, and few enough to be read.
const DIGITS: i32 = 3;

/// What is varied, and the values it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Over {
    key: String,
    values: Vec<Value>,
}

/// One of the values.
#[derive(Clone, Debug, PartialEq)]
struct Value {
    /// As it stands behind the key.
    text: String,
    /// In bits, bits per second, seconds or pieces; `None` for a word.
    number: Option<f64>,
}

/// One point of a sweep: a value, and what came of the runs with it so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The text of the scenario, with the seed of its first run. The others have the seeds after it.
    pub scenario: String,
    /// The value that is varied, as it stands in a text.
    pub value: String,
    /// The same as a number in bits, bits per second, seconds or pieces, if it is one.
    pub number: Option<f64>,
    /// N, the number of peers. Those that join by acts are not counted.
    pub peers: u64,
    /// Runs so far.
    pub runs: u32,
    /// Runs so far in which every peer got the whole file.
    pub finished: u32,
    /// When the last peer had the file: from the least to the largest of the runs so far.
    pub finish: Quantiles,
    /// When a peer had the file, on average over all peers of all runs so far that got it.
    pub mean: Option<Seconds>,
    /// The bound of client–server.
    pub client_server: Seconds,
    /// The bound of P2P.
    pub p2p: Seconds,
    /// What the fluid schedule takes, which reaches the P2P bound.
    pub fluid: Seconds,
    /// The least time in whole chunks, where it is known.
    pub chunked: Option<Seconds>,
    /// The bound of the architecture that is played, divided by the median of the finish times. 1 is
    /// as fast as can be. Peers that come later than at 0, and acts, are unknown to the bound.
    pub efficiency: Option<f64>,
    /// Why the point cannot be played, if it cannot.
    pub fault: Option<SwarmError>,
}

/// Where so many parts of the runs had finished. A run that never finishes counts as later than all
/// that do, and a quantile that falls among such runs is `None`.
///
/// Between two runs it is interpolated: with n values in order from 0, quantile p is at place
/// p·(n − 1), as in R's type 7 and most spreadsheets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quantiles {
    /// The first run.
    pub min: Option<Seconds>,
    /// A quarter of the runs.
    pub lower: Option<Seconds>,
    /// Half of the runs.
    pub median: Option<Seconds>,
    /// Three quarters of the runs.
    pub upper: Option<Seconds>,
    /// All runs.
    pub max: Option<Seconds>,
}

/// Why there is no such sweep. Every message says what was read and what would be right.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum SweepError {
    /// The text is not `key=values`.
    #[error(
        "\"{read}\" does not say what takes which values: write something like peers=1..1000, server=1Mbps..20Mbps or pick=rarest,random,order"
    )]
    Form {
        /// What was read.
        read: String,
    },
    /// No scenario has such a key.
    #[error(transparent)]
    Key(ScenarioError),
    /// A value is empty.
    #[error("{key}: value {} is empty: write something like {key}={}", value + 1, example(key))]
    NoValue {
        /// The key.
        key: String,
        /// Which value, from 0.
        value: usize,
    },
    /// A range of what is no number.
    #[error(
        "{key}: \"{read}\" is a range, but {key} takes words: write each of them, with a comma between, such as pick=rarest,random"
    )]
    RangeOfWords {
        /// The key.
        key: String,
        /// What was read.
        read: String,
    },
    /// An end of a range is no amount, rate or time.
    #[error("{key}: {source}")]
    Unit {
        /// The key.
        key: String,
        /// What is wrong with it.
        source: UnitError,
    },
    /// An end of a range, or a number of peers, is no whole number.
    #[error(
        "{key}: \"{read}\" is not a whole number from {least} to {most}: write something like {key}={}",
        example(key)
    )]
    Number {
        /// The key.
        key: String,
        /// What was read.
        read: String,
        /// The least that would be right.
        least: u64,
        /// The most that would be right.
        most: u64,
    },
    /// A range ends before it begins.
    #[error("{key}: \"{read}\" ends before it begins: write the smaller end first")]
    Backwards {
        /// The key.
        key: String,
        /// What was read.
        read: String,
    },
    /// There are too many values.
    #[error("{key}: there are {values} values: write at most {MAX_POINTS}")]
    TooManyValues {
        /// The key.
        key: String,
        /// How many there are.
        values: usize,
    },
    /// A value that no scenario can have.
    #[error("{key}={value}: {}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Value {
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// What is wrong with it.
        faults: Vec<ScenarioError>,
    },
    /// The scenario that is to be varied is not valid.
    #[error("the scenario is not valid: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Scenario(Vec<ScenarioError>),
    /// The scenario has no bounds.
    #[error(transparent)]
    Bounds(#[from] BoundsError),
    /// Nothing is to be played.
    #[error("runs: with 0 of them there is nothing to play: have at least 1")]
    NoRuns,
}

/// A sweep under way.
pub struct Sweep {
    architecture: Architecture,
    runs: u32,
    points: Vec<Scenario>,
    /// One for each point, those of points not begun still without runs.
    rows: Vec<Row>,
    /// The point that is played or comes next.
    point: usize,
    /// What the runs of the point gave so far.
    times: Times,
    /// The run under way, and how many of its events have been played.
    run: Option<(Run<FiguresOnly>, u64)>,
}

/// What the runs of one point gave.
#[derive(Default)]
struct Times {
    /// When the last peer of each run had the file, in seconds; infinite where one never had.
    last: Vec<f64>,
    /// The sum of all times at which a peer had the file, in seconds.
    sum: f64,
    /// How many those are.
    count: u64,
}

impl Over {
    /// Reads what to vary: `peers=1..1000`, `peers=10,20,50`, `server=1Mbps..20Mbps`,
    /// `finish=leave:1s..60s`, `pick=rarest,random,order`.
    ///
    /// A range stands for about [`RANGE_POINTS`] values, evenly spaced on a logarithmic scale (on a
    /// linear one where it begins with 0), both ends included. It may stand among other values. With
    /// a `|` anywhere, values are parted by it and may have commas:
    /// `peers=12x1Mbps/8Mbps|8x1Mbps/8Mbps,4x0/8Mbps`. The same value twice is one value.
    ///
    /// What a scenario can have for the key is checked by [`Sweep::new`].
    ///
    /// # Errors
    /// When the text has no such form, no such key, or a range of no numbers.
    pub fn parse(text: &str, prefix: Prefix) -> Result<Over, SweepError> {
        let wrong = || SweepError::Form { read: quoted(text) };
        let (key, values) = text.split_once('=').ok_or_else(wrong)?;
        let key = key.trim();
        let unknown = |fault: &ScenarioError| matches!(fault, ScenarioError::UnknownKey { .. });
        if let Some(fault) = Scenario::read(key).1.into_iter().find(unknown) {
            return Err(SweepError::Key(fault));
        }
        // A value with another key in it would vary two things.
        if key.is_empty() || text.contains('&') {
            return Err(wrong());
        }
        let mut over = Over {
            key: key.to_owned(),
            values: Vec::new(),
        };
        let parted_by = if values.contains('|') { '|' } else { ',' };
        for (index, value) in values.split(parted_by).map(str::trim).enumerate() {
            if value.is_empty() {
                let key = over.key;
                return Err(SweepError::NoValue { key, value: index });
            }
            let values = match value.split_once("..") {
                Some((low, high)) => range(key, value, low, high, prefix)?,
                None => vec![Value::of(key, value, prefix)],
            };
            for value in values {
                if over.values.iter().all(|other| other.text != value.text) {
                    over.values.push(value);
                }
            }
        }
        if over.values.len() > MAX_POINTS {
            let (key, values) = (over.key, over.values.len());
            return Err(SweepError::TooManyValues { key, values });
        }
        Ok(over)
    }

    /// The key that is varied.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// As [`Over::parse`] reads it, with each of the values.
impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<&str> = self.values.iter().map(|value| &*value.text).collect();
        let commas = texts.iter().any(|text| text.contains(','));
        let parted_by = if commas { "|" } else { "," };
        write!(f, "{}={}", self.key, texts.join(parted_by))
    }
}

/// What kind of number a key takes.
#[derive(Clone, Copy)]
enum Kind {
    Whole,
    Amount,
    Rate,
    Time,
}

impl Kind {
    /// The kind of a key that takes numbers, perhaps behind a word and a colon.
    fn of(key: &str) -> Option<Kind> {
        match key {
            "peers" | "seed" | "list" | "connect" | "accept" | "few" | "slots" | "origin" => {
                Some(Kind::Whole)
            }
            "file" | "chunk" => Some(Kind::Amount),
            "server" => Some(Kind::Rate),
            "announce" | "have" | "rechoke" | "optimistic" | "snub" | "finish" | "arrive" => {
                Some(Kind::Time)
            }
            _ => None,
        }
    }

    /// Reads a number, without any word before it.
    fn read(self, key: &str, text: &str, prefix: Prefix) -> Result<f64, SweepError> {
        let unit = |source| SweepError::Unit {
            key: key.to_owned(),
            source,
        };
        match self {
            Kind::Whole => whole(key, text),
            Kind::Amount => Bits::parse(text, prefix)
                .map(|bits| bits.0 as f64)
                .map_err(unit),
            Kind::Rate => BitRate::parse(text, prefix)
                .map(|rate| rate.0 as f64)
                .map_err(unit),
            Kind::Time => Seconds::parse(text).map(|time| time.0).map_err(unit),
        }
    }

    /// The nearest number that is worth to be a value.
    fn round(self, number: f64) -> f64 {
        match self {
            Kind::Whole => number.round(),
            Kind::Amount | Kind::Rate => significant(number).round(),
            Kind::Time => significant(number),
        }
    }

    /// The text of a number.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Read from 64 bits; a float cast saturates.
    fn text(self, number: f64, prefix: Prefix) -> String {
        match self {
            Kind::Whole => format!("{number}"),
            Kind::Amount => Bits(number as u64).text(prefix),
            Kind::Rate => BitRate(number as u64).text(prefix),
            Kind::Time => Seconds(number).text(),
        }
    }
}

/// A number with few digits, near another.
fn significant(number: f64) -> f64 {
    // Printed and read again, so that 0.3 is the double nearest to it.
    let digits = usize::try_from(DIGITS - 1).unwrap_or(0);
    format!("{number:.digits$e}").parse().unwrap_or(number)
}

/// Reads a whole number.
fn whole(key: &str, text: &str) -> Result<f64, SweepError> {
    let (least, most) = match key {
        "peers" => (1, MAX_PEERS),
        // What a double can tell apart.
        _ => (0, 1 << 53),
    };
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse::<u64>().ok().filter(|_| is_plain);
    match number.filter(|number| (least..=most).contains(number)) {
        Some(number) => Ok(number as f64),
        None => Err(SweepError::Number {
            key: key.to_owned(),
            read: quoted(text),
            least,
            most,
        }),
    }
}

/// Splits what stands before the last colon, the colon with it, from the number behind.
fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.rfind(':').map_or(0, |colon| colon + 1))
}

impl Value {
    /// A value as it was written.
    fn of(key: &str, text: &str, prefix: Prefix) -> Value {
        let (_, number) = split_word(text);
        let number = Kind::of(key).and_then(|kind| kind.read(key, number, prefix).ok());
        let text = text.to_owned();
        Value { text, number }
    }
}

/// The values of a range.
fn range(
    key: &str,
    read: &str,
    low: &str,
    high: &str,
    prefix: Prefix,
) -> Result<Vec<Value>, SweepError> {
    let (key_text, read) = (key.to_owned(), quoted(read));
    let Some(kind) = Kind::of(key) else {
        return Err(SweepError::RangeOfWords {
            key: key_text,
            read,
        });
    };
    let (word, low_text) = split_word(low.trim());
    let high_text = high.trim();
    let high_text = high_text.strip_prefix(word).unwrap_or(high_text);
    let low = kind.read(key, low_text, prefix)?;
    let high = kind.read(key, high_text, prefix)?;
    if low > high {
        return Err(SweepError::Backwards {
            key: key_text,
            read,
        });
    }
    let numbers = grid(kind, low, high);
    Ok(numbers
        .into_iter()
        .map(|number| Value {
            text: format!("{word}{}", kind.text(number, prefix)),
            number: Some(number),
        })
        .collect())
}

/// Numbers from one to another, both included, in order and each once.
fn grid(kind: Kind, low: f64, high: f64) -> Vec<f64> {
    let last = f64::from(RANGE_POINTS - 1);
    if matches!(kind, Kind::Whole) && high - low <= last {
        // There are no more whole numbers than points.
        return (0..RANGE_POINTS)
            .map(|step| low + f64::from(step))
            .take_while(|number| *number <= high)
            .collect();
    }
    let inner = (1..RANGE_POINTS - 1).map(|step| {
        let part = f64::from(step) / last;
        // `libm`, since the power of the platform may differ in its last bit.
        let number = if low > 0.0 {
            low * libm::pow(high / low, part)
        } else {
            high * part
        };
        kind.round(number)
    });
    let mut numbers = vec![low];
    for number in inner.chain([high]) {
        let is_next = numbers.last().is_some_and(|last| number > *last);
        if is_next && number <= high {
            numbers.push(number);
        }
    }
    numbers
}

/// Values that would be right for a key, for those who wrote nothing or something else.
#[must_use]
pub fn example(key: &str) -> &'static str {
    match (key, Kind::of(key)) {
        ("peers", _) => "1..1000",
        ("file" | "chunk", _) => "1MiB..64MiB",
        ("server", _) => "1Mbps..20Mbps",
        ("finish", _) => "leave:1s..60s",
        ("origin", _) => "leave:1..8",
        (_, Some(Kind::Time)) => "1s..60s",
        ("pick", _) => "rarest,random,order",
        ("choke", _) => "rate,random",
        ("serve", _) => "fastest,round,random",
        ("endgame", _) => "on,off",
        ("prefix", _) => "si,binary",
        ("at", _) => "30s:leave:1,60s:leave:1",
        _ => "1..8",
    }
}

impl Sweep {
    /// A sweep over some values of a key of a scenario, each played so many times, with the seed of
    /// the scenario and those after it.
    ///
    /// Where the number of peers is varied, their mix of classes stays as near to that of the
    /// scenario as whole peers allow ([`mix`]). A point in which an act names a host or a class that
    /// is not there, and one that is too large to simulate, stay without runs and say why in their
    /// row.
    ///
    /// # Errors
    /// When the scenario is not valid, or cannot have one of the values.
    pub fn new(
        base: &Scenario,
        over: &Over,
        architecture: Architecture,
        runs: u32,
    ) -> Result<Sweep, SweepError> {
        base.validate().map_err(SweepError::Scenario)?;
        if runs == 0 {
            return Err(SweepError::NoRuns);
        }
        let mut sweep = Sweep {
            architecture,
            runs,
            points: Vec::new(),
            rows: Vec::new(),
            point: 0,
            times: Times::default(),
            run: None,
        };
        for value in &over.values {
            let (scenario, faults) = point(base, &over.key, value)?;
            let mut row = Row::of(&scenario, value)?;
            row.fault = faults.map(SwarmError::Invalid);
            sweep.points.push(scenario);
            sweep.rows.push(row);
        }
        Ok(sweep)
    }

    /// Plays up to so many events, and tells whether the sweep is over. To set up a run counts as one
    /// event for each of its peers, and is done at one go.
    pub fn advance(&mut self, events: u64) -> bool {
        let mut left = events;
        while left > 0 && self.point < self.points.len() {
            match self.run.take() {
                Some((run, played)) => left = self.play(run, played, left),
                None => left = left.saturating_sub(self.begin()),
            }
        }
        self.point == self.points.len()
    }

    /// Sets up the next run, or passes over a point that cannot be played. Returns what it counts.
    fn begin(&mut self) -> u64 {
        let row = &mut self.rows[self.point];
        if row.fault.is_some() {
            self.point += 1;
            return 1;
        }
        let scenario = &mut self.points[self.point];
        match Run::observed(scenario, self.architecture, FiguresOnly) {
            Ok(run) => self.run = Some((run, 0)),
            // The next call passes over it.
            Err(fault) => row.fault = Some(fault),
        }
        scenario.seed = scenario.seed.wrapping_add(1);
        row.peers.max(1)
    }

    /// Plays on with a run, `played` of whose events have been played. Returns how many are left.
    fn play(&mut self, mut run: Run<FiguresOnly>, played: u64, events: u64) -> u64 {
        if !run.advance(events) {
            self.run = Some((run, played.saturating_add(events)));
            return 0;
        }
        let outcome = run.outcome();
        self.times.add(&outcome);
        let row = &mut self.rows[self.point];
        row.count(&self.times, self.architecture);
        if row.runs == self.runs {
            self.times = Times::default();
            self.point += 1;
        }
        // At the end there may have been no event to play, which must not take for ever.
        let used = outcome.events.saturating_sub(played).max(1);
        events.saturating_sub(used)
    }

    /// How much of it is done, from 0 to 1: by peers times chunks, which is what takes time.
    #[must_use]
    pub fn progress(&self) -> f64 {
        let (mut all, mut done) = (0.0, 0.0);
        for (index, (row, point)) in self.rows.iter().zip(&self.points).enumerate() {
            if row.fault.is_some() {
                continue;
            }
            let cells = row.peers as f64 * point.chunk_count() as f64;
            let now = match &self.run {
                Some((run, _)) if index == self.point => run.progress(),
                _ => 0.0,
            };
            all += cells * f64::from(self.runs);
            done += cells * (f64::from(row.runs) + now);
        }
        if self.point == self.points.len() {
            1.0
        } else {
            done / all.max(1.0)
        }
    }

    /// The rows so far, in the order of the values. The last one may have fewer runs than it will,
    /// and perhaps none yet.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        let begun = self.rows.len().min(self.point + 1);
        &self.rows[..begun]
    }

    /// All rows there will be: after [`Sweep::rows`] those of values still to come, without runs.
    #[must_use]
    pub fn plan(&self) -> &[Row] {
        &self.rows
    }

    /// Passes over each point not begun that has more than so many peers, or more than so many peers
    /// times chunks, and says so in its row: for one who cannot wait for a large run to be set up,
    /// which is done at one go.
    pub fn pass_over_larger(&mut self, most_peers: u64, most_cells: u64) {
        let is_begun = self.run.is_some() || !self.times.last.is_empty();
        let begun = self.point + usize::from(is_begun);
        for (row, point) in self.rows.iter_mut().zip(&self.points).skip(begun) {
            let cells = row.peers.saturating_mul(point.chunk_count());
            let fault = if row.peers > most_peers {
                let (peers, most) = (row.peers, most_peers);
                SwarmError::TooManyPeers { peers, most }
            } else if cells > most_cells {
                let most = most_cells;
                SwarmError::TooLarge { cells, most }
            } else {
                continue;
            };
            row.fault.get_or_insert(fault);
        }
    }

    /// How many of the rows so far are complete.
    #[must_use]
    pub fn complete(&self) -> usize {
        self.point
    }

    /// How many rows there will be.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no value at all, so that it is over before it begins.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Times {
    /// Adds a run.
    fn add(&mut self, outcome: &Outcome) {
        let last = outcome.finish_time();
        self.last.push(last.map_or(f64::INFINITY, |time| time.0));
        for time in outcome.finish.iter().flatten() {
            self.sum += time.0;
            self.count += 1;
        }
    }
}

impl Quantiles {
    /// The quantiles of some times, of which those that are not finite are never.
    #[must_use]
    pub fn of(times: &[f64]) -> Quantiles {
        let mut sorted = times.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let place = part * (sorted.len().checked_sub(1)? as f64);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            // Between 0 and the last index.
            let (below, above) = (place.floor() as usize, place.ceil() as usize);
            let (low, high) = (sorted[below], sorted[above]);
            let between = if below == above {
                low
            } else {
                low + (high - low) * place.fract()
            };
            between.is_finite().then_some(Seconds(between))
        };
        Quantiles {
            min: at(0.0),
            lower: at(0.25),
            median: at(0.5),
            upper: at(0.75),
            max: at(1.0),
        }
    }
}

impl Row {
    /// What the columns of [`Row::csv`] are, times in seconds.
    pub const CSV_HEADER: &'static str = "value,number,peers,runs,finished,min_s,lower_s,median_s,\
        upper_s,max_s,mean_s,client_server_s,p2p_s,fluid_s,chunked_s,efficiency,fault,scenario";

    /// Rows as a file of CSV: the header and a line for each, every one with its end of line.
    pub fn csv_of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
        let lines = rows.into_iter().map(Row::csv);
        std::iter::once(Self::CSV_HEADER.to_owned())
            .chain(lines)
            .map(|line| line + "\n")
            .collect()
    }

    /// Whether it has anything to tell: a run, or why there is none.
    #[must_use]
    pub fn tells(&self) -> bool {
        self.runs > 0 || self.fault.is_some()
    }

    /// The row of a point that has not been played.
    fn of(scenario: &Scenario, value: &Value) -> Result<Row, BoundsError> {
        let bounds = Bounds::of(scenario)?;
        Ok(Row {
            scenario: scenario.to_string(),
            value: value.text.clone(),
            number: value.number,
            peers: bounds.peers,
            runs: 0,
            finished: 0,
            finish: Quantiles::default(),
            mean: None,
            client_server: bounds.client_server.seconds,
            p2p: bounds.p2p.seconds,
            fluid: Fluid::of(scenario)?.finish,
            chunked: chunked_optimum(scenario),
            efficiency: None,
            fault: None,
        })
    }

    /// Counts what the runs gave so far.
    #[allow(clippy::cast_possible_truncation)] // Runs are counted by u32.
    fn count(&mut self, times: &Times, architecture: Architecture) {
        self.runs = times.last.len() as u32;
        self.finished = times.last.iter().filter(|time| time.is_finite()).count() as u32;
        self.finish = Quantiles::of(&times.last);
        self.mean = (times.count > 0).then(|| Seconds(times.sum / times.count as f64));
        let bound = match architecture {
            Architecture::ClientServer => self.client_server,
            Architecture::P2p => self.p2p,
        };
        self.efficiency = self.finish.median.map(|median| bound.0 / median.0);
    }

    /// The row as a line of CSV, with every digit that a double has; what there is not is empty.
    #[must_use]
    pub fn csv(&self) -> String {
        let time = |time: Option<Seconds>| time.map(|time| time.0);
        let Quantiles {
            min,
            lower,
            median,
            upper,
            max,
        } = self.finish;
        let numbers = [
            time(min),
            time(lower),
            time(median),
            time(upper),
            time(max),
            time(self.mean),
            Some(self.client_server.0),
            Some(self.p2p.0),
            Some(self.fluid.0),
            time(self.chunked),
            self.efficiency,
        ];
        let mut line = field(&self.value);
        let number = self.number.map_or_else(String::new, |n| n.to_string());
        // Writing to a string cannot fail.
        let _ = write!(
            line,
            ",{number},{},{},{}",
            self.peers, self.runs, self.finished
        );
        for number in numbers {
            line.push(',');
            if let Some(number) = number {
                let _ = write!(line, "{number}");
            }
        }
        let fault = self.fault.as_ref().map_or_else(String::new, |fault| {
            field(&fault.to_string().replace('\n', "; "))
        });
        let _ = write!(line, ",{fault},{}", field(&self.scenario));
        line
    }
}

/// A text as a field of CSV (RFC 4180): in quotes where it has commas or quotes.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// The scenario of a point, and what keeps it from being played, if anything does.
type Point = (Scenario, Option<Vec<ScenarioError>>);

/// The scenario with a value for a key.
fn point(base: &Scenario, key: &str, value: &Value) -> Result<Point, SweepError> {
    let is_number = value.text.bytes().all(|byte| byte.is_ascii_digit());
    if key == "peers" && is_number {
        // Checks the range of what was written as a number.
        whole(key, &value.text)?;
        let peers = value.text.parse().unwrap_or(MAX_PEERS);
        return Ok(with_peers(base, peers));
    }
    let text = base.to_string();
    let others = text
        .split('&')
        .filter(|pair| pair.split('=').next() != Some(key));
    let pair = format!("{key}={}", value.text);
    let text = others.chain([&*pair]).collect::<Vec<_>>().join("&");
    let (scenario, faults) = Scenario::read(&text);
    let own = faults.iter().filter(|fault| fault.key() == key);
    let own: Vec<ScenarioError> = own.cloned().collect();
    if own.is_empty() {
        Ok((scenario, (!faults.is_empty()).then_some(faults)))
    } else {
        Err(SweepError::Value {
            key: key.to_owned(),
            value: quoted(&value.text),
            faults: own,
        })
    }
}

/// The scenario with another number of peers in the same mix of classes.
fn with_peers(base: &Scenario, peers: u64) -> Point {
    let counts = mix(&base.peers, peers);
    let mut scenario = base.clone();
    let mut counts_left = counts.iter();
    scenario.peers.retain_mut(|class| {
        class.count = counts_left.next().copied().unwrap_or(0);
        class.count > 0
    });
    // Classes that are left out give their numbers to those behind them.
    let mut missing = Vec::new();
    for (act, entry) in scenario.acts.iter_mut().enumerate() {
        if let ActKind::Join { class } = &mut entry.what {
            if counts[*class] == 0 {
                let (class, classes) = (*class, scenario.peers.len());
                missing.push(ScenarioError::NoSuchClass {
                    act,
                    class,
                    classes,
                });
            }
            *class = counts[..*class].iter().filter(|count| **count > 0).count();
        }
    }
    let faults = if missing.is_empty() {
        scenario.validate().err()
    } else {
        Some(missing)
    };
    (scenario, faults)
}

/// How many peers of each class there are among `peers` of them, in a mix as near to the given one
/// as whole peers allow.
///
/// Each class gets its share rounded down, and what is left goes to those whose shares lost most by
/// it, the first ones among equals (the method of the largest remainder). A class that would be left
/// without any gets one of the largest class, as long as there are as many peers as classes: so the
/// slowest downlink is the same all over a sweep. With fewer peers than classes some are left
/// without.
#[must_use]
pub fn mix(classes: &[PeerClass], peers: u64) -> Vec<u32> {
    let all: u128 = classes.iter().map(|class| u128::from(class.count)).sum();
    let all = all.max(1);
    let share = |class: &PeerClass| u128::from(class.count) * u128::from(peers);
    let mut counts: Vec<u64> = classes
        .iter()
        .map(|class| u64::try_from(share(class) / all).unwrap_or(peers))
        .collect();
    let mut by_loss: Vec<usize> = (0..classes.len()).collect();
    // The sort is stable, so that the first ones come first among equals.
    by_loss.sort_by_key(|index| std::cmp::Reverse(share(&classes[*index]) % all));
    let given: u64 = counts.iter().sum();
    let left = usize::try_from(peers.saturating_sub(given)).unwrap_or(usize::MAX);
    for index in by_loss.into_iter().take(left) {
        counts[index] += 1;
    }
    for index in 0..counts.len() {
        let largest = (0..counts.len()).rev().max_by_key(|other| counts[*other]);
        if let Some(largest) = largest.filter(|l| counts[index] == 0 && counts[*l] > 1) {
            counts[largest] -= 1;
            counts[index] += 1;
        }
    }
    counts
        .into_iter()
        .map(|count| u32::try_from(count).unwrap_or(u32::MAX))
        .collect()
}
