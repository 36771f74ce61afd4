//! A table, written row by row as it comes: as CSV, or as a JSON array of objects with the same names.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use p2p_model::sweep::Field;
use serde_json::Value;

/// How a table is written.
#[derive(Args)]
pub(crate) struct Format {
    /// Write CSV, or a JSON array with an object for each row.
    #[arg(long, value_enum, default_value_t)]
    format: Language,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Language {
    #[default]
    Csv,
    Json,
}

/// A table under way. Its bytes are the head, the rows and the foot, wherever each of them is written.
pub(crate) struct Table<W> {
    out: W,
    language: Language,
    columns: &'static str,
    rows: usize,
}

impl<W: Write> Table<W> {
    /// A table with these columns, their names with commas between, so many rows of which are written already.
    pub(crate) fn new(out: W, format: &Format, columns: &'static str, rows: usize) -> Self {
        Table {
            out,
            language: format.format,
            columns,
            rows,
        }
    }

    pub(crate) fn head(&mut self) -> io::Result<()> {
        match self.language {
            Language::Csv => writeln!(self.out, "{}", self.columns),
            Language::Json => write!(self.out, "["),
        }
    }

    pub(crate) fn row(&mut self, fields: &[Field]) -> io::Result<()> {
        let is_first = self.rows == 0;
        self.rows += 1;
        match self.language {
            Language::Csv => {
                let fields: Vec<String> = fields.iter().map(Field::to_string).collect();
                writeln!(self.out, "{}", fields.join(","))
            }
            Language::Json => {
                let members: Vec<String> = self
                    .columns
                    .split(',')
                    .zip(fields)
                    .map(|(name, field)| format!("{}:{}", Value::from(name), json(field)))
                    .collect();
                let comma = if is_first { "" } else { "," };
                write!(self.out, "{comma}\n{{{}}}", members.join(","))
            }
        }
    }

    pub(crate) fn foot(&mut self) -> io::Result<()> {
        match self.language {
            Language::Csv => Ok(()),
            Language::Json => writeln!(self.out, "\n]"),
        }
    }

    /// Hands on what is written so far.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn json(field: &Field) -> Value {
    match field {
        Field::Nothing => Value::Null,
        Field::Truth(truth) => Value::from(*truth),
        Field::Whole(number) => Value::from(*number),
        Field::Number(number) => Value::from(*number),
        Field::Text(text) => Value::from(&**text),
    }
}
