//! The numbers of a chart: as a table on the page, and as comma-separated values.

use super::axes::grouped;
use p2p_model::units::{BitRate, Prefix, Seconds};

/// The numbers of a chart, by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    pub(crate) heads: Vec<Head>,
    /// Each as long as `heads`.
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// What a column is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Head {
    pub(crate) name: String,
    /// The unit of its cells, empty where they have none.
    pub(crate) unit: &'static str,
}

/// One number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell {
    Number(u64),
    /// A time in seconds.
    Time(f64),
    /// A part of a whole, 0 to 1.
    Part(f64),
    /// Bits per second.
    Rate(BitRate),
    /// There is none, such as the time of what never happened.
    None,
}

impl Table {
    /// A table with these columns, each a name and a unit.
    pub(crate) fn new<'a>(heads: impl IntoIterator<Item = (&'a str, &'static str)>) -> Self {
        Self {
            heads: heads
                .into_iter()
                .map(|(name, unit)| Head {
                    name: name.to_owned(),
                    unit,
                })
                .collect(),
            rows: Vec::new(),
        }
    }

    /// At most so many of its rows, evenly chosen, the first and the last among them. At least 2.
    pub(crate) fn sampled(&self, most: usize) -> impl Iterator<Item = &[Cell]> {
        let last = self.rows.len().saturating_sub(1);
        let shown = self.rows.len().min(most.max(2));
        (0..shown).map(move |at| self.rows[at * last / (shown - 1).max(1)].as_slice())
    }

    /// Comma-separated values: the comments in lines that begin with `#`, the heads with their units, all rows.
    pub(crate) fn csv(&self, comments: &[String]) -> String {
        let mut text = String::new();
        for comment in comments {
            text.push_str("# ");
            text.push_str(&comment.replace(['\n', '\r'], " "));
            text.push('\n');
        }
        let heads = self.heads.iter().map(|head| match head.unit {
            "" => quoted(&head.name, ','),
            unit => quoted(&format!("{} ({unit})", head.name), ','),
        });
        push_line(&mut text, heads, ',');
        for row in &self.rows {
            push_line(&mut text, row.iter().map(|cell| cell.exact()), ',');
        }
        text
    }
}

impl Cell {
    /// Without its unit and with nothing rounded.
    fn exact(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Rate(rate) if rate.is_unlimited() => rate.text(Prefix::Si),
            Self::Rate(rate) => rate.0.to_string(),
            Self::Time(value) | Self::Part(value) => value.to_string(),
            Self::None => String::new(),
        }
    }

    /// For people.
    pub(crate) fn human(self, prefix: Prefix) -> String {
        match self {
            Self::Number(number) => grouped(number as f64),
            Self::Rate(rate) => rate.human(prefix),
            Self::Time(seconds) => Seconds(seconds).human(),
            Self::Part(part) => percent(part),
            Self::None => "–".to_owned(),
        }
    }
}

/// A part as percent, to the nearest tenth below 10 %.
pub(crate) fn percent(part: f64) -> String {
    let hundredths = part * 100.0;
    if hundredths >= 9.95 || hundredths == 0.0 {
        format!("{hundredths:.0}\u{a0}%")
    } else {
        format!("{hundredths:.1}\u{a0}%")
    }
}

/// Comma-separated values for a spreadsheet that writes 0,5: semicolons between the cells, commas in the numbers, and
/// at the start the mark by which it knows the letters.
pub(crate) fn with_decimal_commas(csv: &str) -> String {
    let mut text = "\u{feff}".to_owned();
    for line in csv.lines() {
        let cells = if line.starts_with('#') {
            vec![line.to_owned()]
        } else {
            cells(line)
        };
        let cells = cells.into_iter().map(|cell| {
            let is_number = cell.parse::<f64>().is_ok_and(f64::is_finite);
            quoted(
                &if is_number {
                    cell.replace('.', ",")
                } else {
                    cell
                },
                ';',
            )
        });
        push_line(&mut text, cells, ';');
    }
    text
}

/// The cells of a line as it was written here: none of them goes over several lines.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut letters = line.chars().peekable();
    let mut inside = false;
    while let Some(letter) = letters.next() {
        let last = cells.len() - 1;
        match letter {
            '"' if inside && letters.next_if_eq(&'"').is_some() => cells[last].push('"'),
            '"' => inside = !inside,
            ',' if !inside => cells.push(String::new()),
            _ => cells[last].push(letter),
        }
    }
    cells
}

fn push_line(text: &mut String, cells: impl Iterator<Item = String>, mark: char) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(mark);
        }
        text.push_str(&cell);
    }
    text.push('\n');
}

/// A text as a cell (RFC 4180), with this mark between cells.
fn quoted(text: &str, mark: char) -> String {
    if text.contains([mark, '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: u64) -> Table {
        let mut table = Table::new([("time", "s"), ("peers, all", ""), ("used", "1")]);
        table.rows = (0..rows)
            .map(|row| vec![Cell::Time(row as f64 / 4.0), Cell::Number(row), Cell::None])
            .collect();
        table
    }

    #[test]
    fn all_rows_are_written_exactly_after_comments_and_units() {
        let csv = table(3).csv(&["P2P Lab file=8MiB".to_owned(), "a\nb".to_owned()]);
        assert_eq!(
            csv,
            "# P2P Lab file=8MiB\n# a b\ntime (s),\"peers, all\",used (1)\n0,0,\n0.25,1,\n0.5,2,\n"
        );
    }

    #[test]
    fn a_spreadsheet_with_decimal_commas_gets_numbers_as_it_writes_them() {
        let mut table = table(2);
        table.rows.push(vec![
            Cell::Time(1e-7),
            Cell::Rate(BitRate(1_500_000)),
            Cell::Part(0.5),
        ]);
        let csv = table.csv(&["P2P Lab peers=1x1.5Mbps/8Mbps(pick=order;slots=1)".to_owned()]);
        assert_eq!(
            with_decimal_commas(&csv),
            "\u{feff}\"# P2P Lab peers=1x1.5Mbps/8Mbps(pick=order;slots=1)\"\n\
             time (s);peers, all;used (1)\n0;0;\n0,25;1;\n0,0000001;1500000;0,5\n"
        );
        // What only looks like a number stays, and so does a quoted text.
        let text = with_decimal_commas("\"a \"\"b\"\", c\",1.5.0,inf,-2.5,\n");
        assert_eq!(text, "\u{feff}\"a \"\"b\"\", c\";1.5.0;inf;-2,5;\n");
    }

    #[test]
    fn a_sample_has_the_ends_and_no_row_twice() {
        for (rows, most, shown) in [
            (0, 60, 0),
            (1, 60, 1),
            (2, 60, 2),
            (60, 60, 60),
            (1000, 60, 60),
        ] {
            let table = table(rows);
            let sample: Vec<&[Cell]> = table.sampled(most).collect();
            assert_eq!(sample.len(), shown, "{rows}");
            assert_eq!(
                sample.first().copied(),
                table.rows.first().map(Vec::as_slice)
            );
            assert_eq!(sample.last().copied(), table.rows.last().map(Vec::as_slice));
            assert!(sample.windows(2).all(|pair| pair[0] != pair[1]), "{rows}");
        }
    }

    #[test]
    fn people_read_parts_as_percent() {
        for (part, text) in [
            (0.0, "0 %"),
            (0.004, "0.4 %"),
            (0.0994, "9.9 %"),
            (0.0996, "10 %"),
            (1.0, "100 %"),
        ] {
            assert_eq!(percent(part).replace('\u{a0}', " "), text);
        }
    }
}
