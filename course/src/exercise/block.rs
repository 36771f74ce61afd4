//! The pieces of a text, each to be shown in its own way.

use std::fmt;

use p2p_model::chunks::ChunkSet;

use super::math::Math;

/// A piece of a text, to be shown in its own way.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A formula on a line of its own.
    Math(Math),
    /// A table.
    Table(Table),
    /// Which chunks hosts have.
    Bitfields(Vec<Bitfield>),
    /// The curves D(N) of a scenario from one peer to `peers`, to be drawn. The table after it
    /// says the same. The scenario holds what is asked, and is not to be shown.
    Curve {
        /// The text of the scenario.
        scenario: String,
        /// The N at the right end.
        peers: u64,
    },
}

/// A table, each row as long as the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub caption: &'static str,
    /// The heads of the columns; the first column names the rows.
    pub head: Vec<&'static str>,
    /// The rows, as text.
    pub rows: Vec<Vec<String>>,
}

/// Which chunks one host has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitfield {
    /// Whose it is: `you`, `peer 3`.
    pub owner: String,
    /// How many chunks the file has.
    pub chunks: u32,
    /// Those that the host has.
    pub has: ChunkSet,
}

impl Block {
    /// A paragraph.
    pub(super) fn text(text: impl Into<String>) -> Block {
        Block::Text(text.into())
    }
}

impl fmt::Display for Block {
    /// The block in plain text, of one or more lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Block::Text(text) => f.write_str(text),
            Block::Math(math) => math.fmt(f),
            Block::Table(table) => {
                write!(f, "{}\n{}", table.caption, table.head.join(" | "))?;
                table
                    .rows
                    .iter()
                    .try_for_each(|row| write!(f, "\n{}", row.join(" | ")))
            }
            Block::Bitfields(fields) => {
                let lines: Vec<String> = fields.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
            Block::Curve { peers, .. } => {
                write!(f, "The curves D_cs and D_P2P for N from 1 to {peers}")
            }
        }
    }
}

impl Bitfield {
    /// For each chunk in order, whether the host has it.
    pub fn bits(&self) -> impl Iterator<Item = bool> + '_ {
        (0..self.chunks).map(|chunk| self.has.has(chunk))
    }
}

impl fmt::Display for Bitfield {
    /// `peer 3: 0110`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits: String = self.bits().map(|has| if has { '1' } else { '0' }).collect();
        write!(f, "{}: {bits}", self.owner)
    }
}
