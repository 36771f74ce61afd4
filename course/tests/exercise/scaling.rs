//! Growth, by trying every N with exact fractions.

use crate::every::each;
use crate::exact::{Q, read};
use crate::seen::{count, name, numbers, quantity, table};
use p2p_course::exercise::{Block, Exercise, ExerciseKind, Level, Part, Verdict};

#[test]
fn answers_are_those_found_by_trying_every_n() {
    each(ExerciseKind::Scaling, |exercise| match exercise.level {
        Level::One => {
            let case = Case::given(exercise);
            times_faster(exercise, &case, &exercise.parts[0]);
            limit(exercise, &case, &exercise.parts[1]);
        }
        Level::Two => enough(exercise, &Case::given(exercise)),
        Level::Three => curve(exercise),
    });
}

/// Equal peers, any number of them; `None` for a download that never limits.
struct Case {
    file: Q,
    server: Q,
    up: Q,
    down: Option<Q>,
}

impl Case {
    fn given(exercise: &Exercise) -> Case {
        let rows = &table(exercise, "What is given").expect("a table").rows;
        let given = |symbol: &str| {
            rows.iter()
                .find(|row| row[1] == symbol)
                .map(|row| read(&row[2], 1000))
        };
        let case = Case {
            file: given("F").expect("F"),
            server: given("u_s").expect("u_s"),
            up: given("u").expect("u"),
            down: given("d"),
        };
        let Block::Text(says) = &exercise.text[0] else {
            panic!("{}", name(exercise))
        };
        assert_eq!(
            case.down.is_none(),
            says.contains("never limit"),
            "{}",
            name(exercise)
        );
        case
    }

    /// From `file=…&server=…&peers=400xUP/DOWN`.
    fn in_text(text: &str) -> Case {
        let value = |key: &str| {
            let pair = text
                .split('&')
                .find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
            pair.unwrap_or_else(|| panic!("{key} in {text}"))
        };
        let (_, link) = value("peers").split_once('x').expect("a class");
        let (up, _) = link.split_once('/').expect("both rates");
        Case {
            file: read(value("file"), 1000),
            server: read(value("server"), 1000),
            up: read(up, 1000),
            down: None,
        }
    }

    fn client_server(&self, n: u64) -> Q {
        let copies = Q::whole(n.into()) * self.file / self.server;
        self.down
            .map_or(copies, |down| copies.max(self.file / down))
    }

    fn p2p(&self, n: u64) -> Q {
        let n = Q::whole(n.into());
        let both = (self.file / self.server).max(n * self.file / (self.server + n * self.up));
        self.down.map_or(both, |down| both.max(self.file / down))
    }
}

/// The least N from which on client–server takes at least k times as long.
fn times_faster(exercise: &Exercise, case: &Case, part: &Part) {
    let k = Q::whole(numbers(&part.question)[0].into());
    let is_faster = |n: u64| case.client_server(n) >= k * case.p2p(n);
    let least = (1..=3000).find(|n| is_faster(*n));
    assert_eq!(least, Some(count(part)), "{}", name(exercise));
    let right = count(part);
    assert!((right..right + 20).all(is_faster), "{}", name(exercise));
}

/// What D_P2P comes near to: above every D_P2P, and reached but for a millionth.
fn limit(exercise: &Exercise, case: &Case, part: &Part) {
    let value = quantity(part);
    let far = case.p2p(1_000_000_000);
    let far = far.0 as f64 / far.1 as f64;
    assert!(
        far <= value && far > value * (1.0 - 1e-6),
        "{}: {far} {value}",
        name(exercise)
    );
}

fn enough(exercise: &Exercise, case: &Case) {
    let parts = &exercise.parts;
    let down = case.file / case.down.expect("d");
    let last = (1..=3000).take_while(|n| case.p2p(*n) <= down).last();
    assert_eq!(last, Some(count(&parts[0])), "{}", name(exercise));

    let n: u64 = numbers(&parts[1].question)[0].into();
    let with = |up: Q| Case { up, ..*case };
    // Answers are whole numbers of bits per second; one less is not enough.
    for (part, peers) in [(&parts[1], n), (&parts[2], 1_000_000_000)] {
        let right = Q::whole(quantity(part).round() as i128);
        assert!(right.is(quantity(part)), "{}", name(exercise));
        assert!(
            with(right).p2p(peers) <= down,
            "{}: {}",
            name(exercise),
            part.question
        );
        assert!(
            with(right - Q::whole(1)).p2p(peers) > down,
            "{}: {}",
            name(exercise),
            part.question
        );
    }
}

fn curve(exercise: &Exercise) {
    let parts = &exercise.parts;
    let drawn = exercise.text.iter().find_map(|block| match block {
        Block::Curve { scenario, peers } => Some((scenario, *peers)),
        _ => None,
    });
    let (scenario, most) = drawn.expect("a curve");
    let case = Case::in_text(scenario);
    let rows = &table(exercise, "Points of both curves, rounded")
        .expect("a table")
        .rows;
    for row in rows {
        let n: u64 = row[0].parse().expect("a number");
        assert!(n <= most);
        for (cell, exact) in row[1..].iter().zip([case.client_server(n), case.p2p(n)]) {
            let shown = read(cell, 1000);
            assert!(
                exact.is_about(shown.0 as f64 / shown.1 as f64),
                "{}: {row:?}",
                name(exercise)
            );
        }
    }
    let n: u64 = numbers(&parts[0].question)[0].into();
    assert!(
        n <= most && case.client_server(n).is(quantity(&parts[0])),
        "{}",
        name(exercise)
    );
    assert!(
        case.server.is(quantity(&parts[1])) && case.up.is(quantity(&parts[2])),
        "{}",
        name(exercise)
    );
    from_the_table(exercise, &case, rows);
    times_faster(exercise, &case, &parts[3]);
    limit(exercise, &case, &parts[4]);
}

/// A student who has the table and F only gets the right rates too.
fn from_the_table(exercise: &Exercise, case: &Case, rows: &[Vec<String>]) {
    for row in rows {
        let n = Q::whole(row[0].parse().expect("a number"));
        let server = n * case.file / read(&row[1], 1000);
        let spelled = format!("{} b/s", server.0 / server.1);
        assert!(
            matches!(exercise.parts[1].mark(&spelled), Verdict::Right { .. }),
            "{}: {spelled}",
            name(exercise)
        );
        if numbers(&exercise.parts[2].question) == [n.0 as u32] {
            let up = case.file / read(&row[2], 1000) - case.server / n;
            let spelled = format!("{} b/s", up.0 / up.1);
            assert!(
                matches!(exercise.parts[2].mark(&spelled), Verdict::Right { .. }),
                "{}: {spelled}",
                name(exercise)
            );
        }
    }
}
