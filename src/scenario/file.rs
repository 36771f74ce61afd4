//! Scenario files: the scenario's text with one value a line, to keep and to pass on.
//!
//! ```text
//! # P2P Lab scenario
//! file=8MiB
//! peers=12x1Mbps/8Mbps
//! ```
//!
//! A line may also hold several values with `&` between them, or a whole link. A file is read as a link is:
//! a wrong value is named with its line, and its default used. Only what is no scenario at all is refused.

use crate::address::faults::Faults;
use crate::address::route::Address;
use p2p_model::scenario::{Fault, MAX_TEXT, Scenario, ScenarioError};

/// What a scenario file is called behind its name.
pub(crate) const EXTENSION: &str = ".p2plab.txt";

/// The largest file that is read, in bytes: four times the longest scenario, for comments.
pub(crate) const MOST_BYTES: usize = 4 * MAX_TEXT;

/// A file in which more lines than this are none of a scenario is something else.
const MOST_STRANGE: usize = 100;

/// What a file holds: a scenario and what was wrong with it, each fault with its line; or why it is none.
pub(crate) type Contents = Result<(Scenario, Faults), String>;

/// The file of a scenario, under a title if it has one.
pub(crate) fn write(scenario: &Scenario, title: Option<&str>) -> String {
    let title = title.map_or_else(String::new, |title| format!(": {title}"));
    let values = scenario.to_string().replace('&', "\n");
    format!("# P2P Lab scenario{title}\n{values}\n")
}

/// Reads the bytes of a file; one byte more than [`MOST_BYTES`] is enough to refuse it.
pub(crate) fn read_bytes(bytes: Vec<u8>) -> Contents {
    if bytes.len() > MOST_BYTES {
        return Err(too_long());
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => read(&text),
        _ => Err("It is not plain text (UTF-8).".to_owned()),
    }
}

/// Reads the text of a file.
pub(crate) fn read(text: &str) -> Contents {
    if text.len() > MOST_BYTES {
        return Err(too_long());
    }
    let mut faults = Faults::default();
    let mut values: Vec<Value> = Vec::new();
    for value in split(text) {
        // Alone, to know the fault's line; what depends on other values is looked at below.
        match Scenario::read(&value.text).1.first() {
            Some(fault) if matches!(fault.fault, Fault::UnknownKey(_) | Fault::NoValue) => {
                faults.push(at_line(value.line, fault));
                if faults.len() > MOST_STRANGE {
                    return Err(format!(
                        "More than {MOST_STRANGE} of its lines are no values."
                    ));
                }
            }
            _ => match values.iter().find(|other| other.key() == value.key()) {
                Some(first) => faults.push(format!(
                    "Line {}: {} is given on line {} already, and that one counts.",
                    value.line,
                    value.key(),
                    first.line
                )),
                None => values.push(value),
            },
        }
    }
    if values.is_empty() {
        return Err("No line of it is a value, such as file=8MiB.".to_owned());
    }
    let texts: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
    let text = texts.join("&");
    if text.len() > MAX_TEXT {
        return Err(format!(
            "Its values are {} bytes long, and at most {MAX_TEXT} are read.",
            text.len()
        ));
    }
    let (scenario, errors) = Scenario::read(&text);
    for error in errors {
        let value = values.iter().find(|value| value.key() == error.key());
        faults.push(value.map_or_else(|| error.to_string(), |value| at_line(value.line, &error)));
    }
    Ok((scenario, faults))
}

/// One `key=value`, and the line it stands on, from 1.
struct Value {
    line: usize,
    text: String,
}

impl Value {
    fn key(&self) -> &str {
        self.text.split('=').next().unwrap_or_default().trim()
    }
}

/// Every value of a text; comments and empty lines are left out.
fn split(text: &str) -> impl Iterator<Item = Value> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Lines end as on Windows, everywhere else, or on very old machines.
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<String> = lines.split('\n').map(without_link).collect();
    lines.into_iter().enumerate().flat_map(|(index, line)| {
        let values: Vec<Value> = line
            .split('&')
            .map(str::trim)
            .filter(|value| !value.is_empty() && !value.starts_with('#'))
            .map(|value| Value {
                line: index + 1,
                text: value.to_owned(),
            })
            .collect();
        values
    })
}

/// A link's scenario, or the line as it is; nothing of a comment.
fn without_link(line: &str) -> String {
    let line = line.trim();
    match line.find('#') {
        Some(at) if line[at..].starts_with("#/") => Address::read(&line[at..]).query,
        Some(0) => String::new(),
        _ => line.to_owned(),
    }
}

fn at_line(line: usize, fault: &ScenarioError) -> String {
    format!("Line {line}: {fault}.")
}

fn too_long() -> String {
    format!("It is longer than {} KiB.", MOST_BYTES / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::scenario::PRESETS;

    const BUSY: &str = "prefix=binary&file=3MiB&chunk=64KiB&server=1Mbps&\
        peers=6x1Mbps/8Mbps(pick=order;slots=1),6x0/8Mbps&seed=9&have=10s&slots=2&at=30s:leave:7,45s:join:2";

    /// A text that is right, and the scenario it means.
    fn check(text: &str, expected: &str) {
        let expected = Scenario::read(expected).0;
        assert_eq!(read(text), Ok((expected, Faults::default())), "{text:?}");
    }

    #[test]
    fn what_is_written_is_read() {
        for text in PRESETS.iter().map(|preset| preset.text).chain([BUSY]) {
            let (scenario, faults) = Scenario::read(text);
            assert_eq!(faults, []);
            for title in [None, Some("A title & more = less # here")] {
                let file = write(&scenario, title);
                assert_eq!(
                    read(&file),
                    Ok((scenario.clone(), Faults::default())),
                    "{file}"
                );
            }
        }
    }

    #[test]
    fn a_file_has_a_value_on_each_line() {
        let (scenario, _) = Scenario::read("file=1MiB&seed=3");
        assert_eq!(
            write(&scenario, Some("Mine")),
            "# P2P Lab scenario: Mine\nfile=1MiB\nserver=4Mbps\npeers=12x1Mbps/8Mbps\nseed=3\n"
        );
    }

    #[test]
    fn lines_links_comments_and_every_line_end_are_read() {
        check("file=1MiB\nseed=3", "file=1MiB&seed=3");
        check("file=1MiB\r\n\r\nseed=3\r\n", "file=1MiB&seed=3");
        check("# one\rfile=1MiB\rseed=3", "file=1MiB&seed=3");
        check("\u{feff}file=1MiB & seed=3 &", "file=1MiB&seed=3");
        check(
            "  # seed=4 #/lab?seed=5\n\n  file = 1MiB  \n#\n",
            "file=1MiB",
        );
        check(
            "https://example.org/p2p/#/lab?file=1MiB&peers=2x1Mbps%2F8Mbps&t=3s&select=1",
            "file=1MiB&peers=2x1Mbps/8Mbps",
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_the_rest_is_kept() {
        let (scenario, faults) =
            read("# mine\nfile=banana\nfiel=1MiB\nseed=3\n\nslots=0\nseed=4\npeers")
                .expect("some of it");
        assert_eq!(scenario, Scenario::read("seed=3").0);
        let starts = ["Line 3: ", "Line 7: ", "Line 8: ", "Line 2: ", "Line 6: "];
        assert_eq!(faults.len(), starts.len(), "{faults:?}");
        let faults = faults.told();
        for (fault, start) in faults.iter().zip(starts) {
            assert!(fault.starts_with(start), "{fault}");
        }
        assert!(faults[0].contains("did you mean file?"), "{}", faults[0]);
        assert!(faults[1].contains("line 4"), "{}", faults[1]);
    }

    #[test]
    fn acts_are_judged_with_the_peers_of_the_file() {
        check(
            "at=3s:leave:20\npeers=20x1Mbps/8Mbps",
            "peers=20x1Mbps/8Mbps&at=3s:leave:20",
        );
        let (_, faults) = read("seed=1\nat=3s:leave:20").expect("a scenario");
        assert!(faults.told()[0].starts_with("Line 2: "), "{faults:?}");
    }

    #[test]
    fn what_is_no_scenario_is_refused_with_a_reason() {
        let long = format!("seed=1\n{}", "#\n".repeat(MOST_BYTES));
        let strange = format!("seed=1\n{}", "strange=1\n".repeat(MOST_STRANGE + 1));
        let classes = format!("peers={}", "1x1Mbps/8Mbps,".repeat(1200));
        for text in [
            "",
            "\n# only a comment\n",
            "Dear all,\nhello",
            "file",
            &long,
            &strange,
            &classes,
        ] {
            let reason = read(text).expect_err(text);
            assert!(reason.ends_with('.'), "{reason}");
        }
        for bytes in [
            b"seed=1\0".to_vec(),
            b"\xff\xfes\0e\0e\0d\0=\x001\0".to_vec(),
            b"\x89PNG\r\n\x1a\n\0\0".to_vec(),
            vec![b'#'; MOST_BYTES + 1],
        ] {
            assert!(read_bytes(bytes).is_err());
        }
    }

    #[test]
    fn of_thousands_of_bad_lines_the_first_are_told() {
        let (_, faults) = read(&"seed=1\n".repeat(9300)).expect("a scenario");
        assert_eq!(faults.len(), 9299);
        assert!(faults.told().len() < 100);
        assert!(faults.told()[0].starts_with("Line 2: "), "{faults:?}");
    }

    #[test]
    fn bytes_of_any_kind_give_a_scenario_that_is_valid_or_a_reason() {
        // A plain generator, so that the same bytes come every time.
        let mut state = 7_u64;
        let mut draw = move |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from(state >> 33).expect("31 bits") % below
        };
        let pieces: Vec<&[u8]> = [
            "file=",
            "8MiB",
            "peers",
            "=",
            "&",
            "\n",
            "#",
            "#/lab?",
            "12x1Mbps/8Mbps",
            "at=",
            "1s:leave:",
            "seed",
            "%",
            "\u{feff}",
            "\u{202e}",
            "(",
            ";",
            "99999999999",
            "-",
            "x",
            ",",
            "\r",
            " ",
            "\u{0}",
        ]
        .iter()
        .map(|piece| piece.as_bytes())
        .chain([b"\xff".as_slice()])
        .collect();
        let (mut read_some, mut refused) = (0, 0);
        for _ in 0..5000 {
            let length = draw(30);
            // The last two make a file binary, and most should get further.
            let most = pieces.len() - if draw(4) == 0 { 0 } else { 2 };
            let bytes: Vec<&[u8]> = (0..length).map(|_| pieces[draw(most)]).collect();
            match read_bytes(bytes.concat()) {
                Ok((scenario, _)) => {
                    assert_eq!(scenario.validate(), Ok(()));
                    read_some += 1;
                }
                Err(reason) => {
                    assert!(!reason.is_empty());
                    refused += 1;
                }
            }
        }
        assert!(read_some > 100 && refused > 100, "{read_some}, {refused}");
    }
}
