//! The history in words: every event and every reason as a plain English sentence, without its full stop.

use super::event::{Choke, Parting, Request, Standing, Stop, Unchoke, What};
use crate::units::{BitRate, Bits, Prefix};
use std::fmt;

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Joined { host } => write!(f, "{host} joins the torrent"),
            Self::Announced { peer, list } if list.len() == 1 => {
                write!(f, "the tracker names {} to {peer}", list[0])
            }
            Self::Announced { peer, list } => {
                write!(f, "the tracker names {} hosts to {peer}", list.len())
            }
            Self::Connected { by, to, .. } => write!(
                f,
                "{by} connects to {to}, and each tells which chunks it has"
            ),
            Self::Rechoked { host, interested } => {
                write!(
                    f,
                    "{host} reconsiders whom it unchokes: {interested} interested"
                )
            }
            Self::Unchoked { from, to, why, .. } => write!(f, "{from} unchokes {to}: {why}"),
            Self::Choked { from, to, why, .. } => write!(f, "{from} chokes {to}: {why}"),
            Self::Requested {
                from,
                to,
                chunk,
                why,
                ..
            } => write!(f, "{to} requests chunk {chunk} from {from}: {why}"),
            Self::Rate { link, bps } => write!(f, "link {} runs at {}", link.0, rate_text(*bps)),
            Self::Received {
                from, to, chunk, ..
            } => write!(
                f,
                "{to} has received what it requested of chunk {chunk} from {from}"
            ),
            Self::Stopped {
                from,
                to,
                chunk,
                kept: Bits(0),
                wasted: Bits(0),
                why,
                ..
            } => write!(
                f,
                "nothing comes of {to}'s request for chunk {chunk} to {from}: {why}"
            ),
            Self::Stopped {
                from,
                to,
                chunk,
                why,
                ..
            } => write!(f, "{from} stops sending chunk {chunk} to {to}: {why}"),
            Self::Completed { peer, chunk, from } => write!(
                f,
                "{peer} completes chunk {chunk}, the last of it from {from}"
            ),
            Self::Finished { peer } => write!(f, "{peer} has the whole file"),
            Self::Asked { peer } => write!(f, "{peer} asks its neighbours which chunks they have"),
            Self::Failed { host } => write!(f, "{host} falls silent"),
            Self::Rerated { host, up, .. } if up.0 == 0 => {
                write!(f, "{host} uploads nothing from now on")
            }
            Self::Rerated { host, up, down } => {
                let [up, down] = [up, down].map(|rate| rate.human(Prefix::Si));
                write!(f, "{host} has {up} up and {down} down from now on")
            }
            Self::Left {
                peer,
                why: Parting::Done,
            } => write!(f, "{peer} leaves"),
            Self::Left {
                peer,
                why: Parting::Early,
            } => write!(f, "{peer} leaves before it has the file"),
            Self::Left {
                peer,
                why: Parting::Silent,
            } => {
                write!(
                    f,
                    "{peer} has been silent for so long that its connections are closed"
                )
            }
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rank, of, over, .. } = self;
        write!(
            f,
            "{} of {of} by rate, {} over {}",
            Ordinal(*rank),
            self.rate().human(Prefix::Si),
            over.human()
        )
    }
}

impl fmt::Display for Unchoke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reciprocation(place) => place.fmt(f),
            Self::FastestTaker(place) => {
                write!(f, "a seed unchokes the fastest takers: {place}")
            }
            Self::FreeSlot { waiting: 1 } => {
                f.write_str("a slot was free and nobody else was waiting")
            }
            Self::FreeSlot { waiting } => {
                write!(f, "a slot was free, and it was next of {waiting} waiting")
            }
            Self::NextInTurn { of } => {
                write!(
                    f,
                    "a seed unchokes in turn: its last turn is the longest ago of {of}"
                )
            }
            Self::Drawn { among } => write!(f, "drawn at random among {among} interested"),
            Self::Optimistic { among, new, is_new } => {
                write!(f, "optimistic, drawn at random among {among}")?;
                match (new, is_new) {
                    (0, _) => Ok(()),
                    (_, true) => write!(f, "; as a new neighbour three times as likely"),
                    (new, false) => {
                        write!(f, ", though {new} of them new and three times as likely")
                    }
                }
            }
            Self::Client => f.write_str("the server uploads to every client"),
        }
    }
}

impl fmt::Display for Choke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outranked(place) => write!(f, "only {place}"),
            Self::NotChosen => f.write_str("others are unchoked this time"),
            Self::Snubbing { silent } => write!(
                f,
                "it has sent nothing for {}, though it unchokes",
                silent.human()
            ),
            Self::Muted => f.write_str("nothing is uploaded any more"),
            Self::TurnOver => f.write_str("its optimistic turn is over"),
            Self::NotInterested => f.write_str("it needs nothing more from here at present"),
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Started { missing } => {
                write!(
                    f,
                    "a chunk begun is finished first, {} of it still to be asked for",
                    missing.human(Prefix::Si)
                )
            }
            Self::Rarest {
                copies,
                neighbours,
                ties,
            } => {
                let plural = if copies == 1 { "copy" } else { "copies" };
                write!(f, "{copies} {plural} among {neighbours} neighbours, ")?;
                match ties {
                    1 => f.write_str("the rarest"),
                    ties => write!(f, "as rare as {} more, drawn at random", ties - 1),
                }
            }
            Self::FirstChunk { among } => {
                write!(f, "the first chunk is drawn at random, here among {among}")
            }
            Self::Random { among } => write!(f, "drawn at random among {among}"),
            Self::InOrder => f.write_str("the first one missing"),
            Self::TakenOver => f.write_str(
                "endgame: it has nothing else to give, and another neighbour was to send this only later",
            ),
            Self::Endgame => f.write_str(
                "endgame: all that is missing is asked for, so its last block is asked of this neighbour too",
            ),
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Choked => "the receiver is choked",
            Self::Cancelled => "the block came from another neighbour first",
            Self::TakenOver => "another neighbour sends it",
            Self::Left => "one of the two left",
        })
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float cast saturates.
fn rate_text(bps: f64) -> String {
    BitRate(bps.round() as u64).human(Prefix::Si)
}

/// 1st, 2nd, 3rd, 4th …
pub(crate) struct Ordinal(pub(crate) u32);

impl fmt::Display for Ordinal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suffix = match (self.0 % 10, self.0 % 100) {
            (1, last) if last != 11 => "st",
            (2, last) if last != 12 => "nd",
            (3, last) if last != 13 => "rd",
            _ => "th",
        };
        write!(f, "{}{suffix}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Bits, Seconds};

    #[test]
    fn ordinals_read_as_in_english() {
        let texts: Vec<_> = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111]
            .map(|n| Ordinal(n).to_string())
            .into();
        assert_eq!(
            texts,
            [
                "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"
            ]
        );
    }

    #[test]
    fn reasons_read_as_in_the_lecture() {
        let place = Standing {
            rank: 3,
            of: 7,
            bits: Bits(16_000_000),
            over: Seconds(20.0),
        };
        let text = Unchoke::Reciprocation(place)
            .to_string()
            .replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(text, "3rd of 7 by rate, 800 kb/s over 20 s");
        let rarest = Request::Rarest {
            copies: 2,
            neighbours: 9,
            ties: 1,
        };
        assert_eq!(
            rarest.to_string(),
            "2 copies among 9 neighbours, the rarest"
        );
    }
}
