//! What the picture shows, in words.

use p2p_model::bounds::Architecture;
use p2p_model::swarm::{ChunkId, HostId, Snapshot, Trace};
use p2p_model::units::{BitRate, Prefix, Seconds};
use std::fmt::Display;
use yew::prelude::*;

/// Above so many chunks the copies of each are not counted for a sentence.
const COUNTED_CHUNKS: u32 = 4096;

/// A rate that was measured, in words.
pub(crate) fn rate(bps: f64, prefix: Prefix) -> String {
    BitRate::measured(bps).human(prefix)
}

/// A part as whole percent; 100 % only for all of it.
pub(crate) fn percent(part: f64) -> String {
    // A hair above, since three times a third is not quite one.
    format!("{:.0}\u{a0}%", (part * 100.0 + 1e-9).floor())
}

/// The number of a noun: `1 peer`, `2 peers`.
pub(crate) fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count}\u{a0}{}", if count == 1 { one } else { several })
}

/// All peers of a run.
pub(crate) fn peers(trace: &Trace) -> impl Iterator<Item = HostId> + use<> {
    let hosts = u32::try_from(trace.hosts().len()).unwrap_or(u32::MAX);
    (1..hosts).map(HostId)
}

/// One or a few sentences for the whole picture.
pub(crate) fn sentence(trace: &Trace, snapshot: &Snapshot) -> String {
    let prefix = trace.scenario().prefix;
    let state = |host: HostId| &snapshot.hosts[host.index()];
    let all = trace.hosts().len() - 1;
    let here = peers(trace).filter(|peer| state(*peer).present).count();
    let failed = snapshot.hosts.iter().filter(|host| host.failed).count();
    let finished = peers(trace)
        .filter(|peer| state(*peer).finished.is_some())
        .count();
    let transfers = snapshot
        .links
        .iter()
        .filter(|link| link.transfer().is_some())
        .count();
    let flow: f64 = snapshot.links.iter().map(|link| link.bps()).sum();
    let parts = snapshot.parts_of_file(trace.scenario());
    let held = parts.iter().skip(1).sum::<f64>() / all.max(1) as f64;

    let mut text = if finished == all {
        format!(
            "All {} the whole file.",
            counted(all, "peer has", "peers have")
        )
    } else {
        format!(
            "{} of {} the whole file; together they have {} of what they need.",
            finished,
            counted(all, "peer has", "peers have"),
            percent(held)
        )
    };
    if here < all {
        text += &format!(" {} here now.", counted(here, "peer is", "peers are"));
    }
    if failed > 0 {
        text += &format!(" {} failed.", counted(failed, "host has", "hosts have"));
    }
    if transfers > 0 {
        text += &format!(
            " {} {} in all.",
            counted(transfers, "transfer carries", "transfers carry"),
            rate(flow, prefix)
        );
    } else if finished < all {
        text += " No transfer is under way.";
    }
    if trace.architecture() == Architecture::P2p
        && finished < all
        && trace.chunk_count() <= COUNTED_CHUNKS
    {
        let rarest = (0..trace.chunk_count())
            .map(|chunk| snapshot.copies(chunk))
            .min()
            .unwrap_or(0);
        text += &format!(
            " The rarest chunk has {}.",
            counted(rarest, "copy", "copies")
        );
    }
    text
}

/// What a host is doing, in a few words.
pub(crate) fn state(trace: &Trace, snapshot: &Snapshot, host: HostId) -> &'static str {
    let state = &snapshot.hosts[host.index()];
    let swarm = trace.architecture() == Architecture::P2p;
    // Now: an act may have changed what it could at first.
    let mute = swarm && state.up.0 == 0;
    match (host, state.present, state.finished) {
        _ if state.failed => "failed, silent",
        (HostId::SERVER, false, _) => "has left",
        (HostId::SERVER, ..) if mute => "uploads nothing",
        (HostId::SERVER, ..) if swarm => "first seed",
        (HostId::SERVER, ..) => "server",
        (_, false, None) if state.received.0 > 0 => "has left",
        (_, false, None) => "not here",
        (_, false, Some(_)) => "finished, left",
        (_, true, Some(_)) if !swarm => "finished",
        (_, true, Some(_)) if mute => "finished, uploads nothing",
        (_, true, Some(_)) => "finished, a seed",
        (_, true, None) if mute => "loading, uploads nothing",
        (_, true, None) => "loading",
    }
}

/// `Peer 7` or `Server`, to begin a line with.
pub(crate) fn title(host: HostId) -> String {
    match host {
        HostId::SERVER => "Server".to_owned(),
        HostId(peer) => format!("Peer {peer}"),
    }
}

/// A sentence as one begins it.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| {
            std::iter::once(first.to_ascii_uppercase())
                .chain(letters)
                .collect()
        })
        .unwrap_or_default()
}

/// A time with so many digits that it does not jump about while it runs.
pub(crate) fn clock(seconds: f64) -> String {
    if seconds < 999.95 {
        format!("{seconds:.1}\u{a0}s")
    } else {
        Seconds(seconds.round()).human()
    }
}

/// A short wait, with as many digits while it runs as when it began.
pub(crate) fn tenths(seconds: f64) -> String {
    format!("{:.1}\u{a0}s", seconds.max(0.0))
}

/// The end of a control's name: what tells it from its like, for those who do not see what stands around it. Begin it
/// with a word, since browsers put a space before it.
pub(crate) fn unseen(words: impl Display) -> Html {
    html! { <span class="visually-hidden">{ format!(" {words}") }</span> }
}

/// A piece of a sentence of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Words that name nothing.
    Text(&'a str),
    /// The name of a host, such as `peer 7` or `the server`.
    Host(HostId, &'a str),
    /// The name of a chunk, such as `chunk 17`.
    Chunk(ChunkId, &'a str),
}

/// A sentence of the model taken apart, so that what it names can be made a link. All pieces together are the
/// sentence.
pub(crate) fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while at < sentence.len() {
        let begins_word = !sentence[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        match name(&sentence[at..]).filter(|_| begins_word) {
            Some((named, length)) => {
                if plain < at {
                    pieces.push(Piece::Text(&sentence[plain..at]));
                }
                let text = &sentence[at..at + length];
                pieces.push(match named {
                    Named::Host(host) => Piece::Host(host, text),
                    Named::Chunk(chunk) => Piece::Chunk(chunk, text),
                });
                at += length;
                plain = at;
            }
            None => at += sentence[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    if plain < sentence.len() {
        pieces.push(Piece::Text(&sentence[plain..]));
    }
    pieces
}

enum Named {
    Host(HostId),
    Chunk(ChunkId),
}

/// What a text begins by naming, and how long the name is in bytes.
fn name(text: &str) -> Option<(Named, usize)> {
    if text.starts_with("the server") || text.starts_with("The server") {
        return Some((Named::Host(HostId::SERVER), "the server".len()));
    }
    let (word, rest) = text.split_once(' ')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok()?;
    let named = match word {
        "peer" | "Peer" => Named::Host(HostId(number)),
        "chunk" | "Chunk" => Named::Chunk(number),
        _ => return None,
    };
    Some((named, word.len() + 1 + digits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::scenario::Scenario;
    use p2p_model::swarm::simulate;

    #[test]
    fn the_sentence_follows_the_run_from_beginning_to_end() {
        let (scenario, _) = Scenario::read("file=1MiB&peers=3x1Mbps/8Mbps");
        for architecture in [Architecture::P2p, Architecture::ClientServer] {
            let trace = simulate(&scenario, architecture).expect("small");
            let first = sentence(&trace, &trace.at(Seconds(0.0)));
            assert!(first.contains("0 of 3"), "{first}");
            let last = sentence(&trace, &trace.at(trace.end()));
            assert!(last.contains("All 3"), "{last}");
        }
    }

    #[test]
    fn who_left_failed_or_was_muted_is_called_so() {
        let text =
            "peers=4x1Mbps/8Mbps&at=1s:fail:1,1s:mute:2,20s:leave:3,30s:join:1,40s:leave:server";
        let (scenario, faults) = Scenario::read(text);
        assert_eq!(faults, []);
        let trace = simulate(&scenario, Architecture::P2p).expect("small");
        let check = |time: f64, host: u32, expected: &str| {
            let snapshot = trace.at(Seconds(time));
            assert_eq!(state(&trace, &snapshot, HostId(host)), expected, "{time} s");
        };
        check(0.5, 2, "loading");
        check(25.0, 1, "failed, silent");
        check(25.0, 2, "loading, uploads nothing");
        check(25.0, 3, "has left");
        check(25.0, 5, "not here");
        check(25.0, 0, "first seed");
        check(35.0, 5, "loading");
        check(41.0, 0, "has left");
        let said = sentence(&trace, &trace.at(Seconds(25.0)));
        assert!(said.contains("1\u{a0}host has failed"), "{said}");
    }

    #[test]
    fn a_hundred_percent_is_all_of_it() {
        assert_eq!(percent(0.9999), "99\u{a0}%");
        assert_eq!(percent(1.0 / 3.0 * 3.0), "100\u{a0}%");
    }

    #[test]
    fn the_clock_keeps_its_digits() {
        assert_eq!(clock(31.4), "31.4\u{a0}s");
        assert_eq!(clock(31.0), "31.0\u{a0}s");
        assert_eq!(clock(7500.4), Seconds(7500.0).human());
    }
    #[test]
    fn what_a_sentence_names_is_found_in_it() {
        assert_eq!(
            pieces("Peer 12 asks the server for chunk 7: the rarest"),
            [
                Piece::Host(HostId(12), "Peer 12"),
                Piece::Text(" asks "),
                Piece::Host(HostId::SERVER, "the server"),
                Piece::Text(" for "),
                Piece::Chunk(7, "chunk 7"),
                Piece::Text(": the rarest"),
            ]
        );
        for plain in [
            "",
            "a peer comes",
            "the first chunk is drawn",
            "2\u{a0}copies – 🎲",
            "superpeer 7",
            "peer 99999999999",
        ] {
            let text = pieces(plain);
            assert!(
                text.iter()
                    .all(|piece| matches!(piece, Piece::Text(text) if *text == plain)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn every_event_of_a_run_is_the_sum_of_its_pieces() {
        let (scenario, _) = Scenario::read("file=1MiB&peers=3x1Mbps/8Mbps");
        let trace = simulate(&scenario, Architecture::P2p).expect("small");
        for event in trace.events() {
            let text = event.what.to_string();
            let whole: String = pieces(&text)
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) | Piece::Host(_, text) | Piece::Chunk(_, text) => *text,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}
