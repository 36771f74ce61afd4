//! A fragment as mail, chats and course systems deliver it, read as its sender meant it.
//!
//! On its way a link is encoded for an address or for HTML, once or more often; it gets keys that follow who clicks,
//! invisible characters, and what stands behind it in a sentence. No value of ours has any of these.

/// Encodings around encodings that are undone: more are nobody's accident.
const MOST_LAYERS: usize = 4;

/// Characters behind a link that do not belong to it: no more are taken away.
const MOST_BEHIND: usize = 8;

/// The path with its `/`, and the parts of the query, each `key=value` if it is as it should be.
pub(super) fn read(fragment: &str) -> (String, Vec<String>) {
    let text = plain(fragment.strip_prefix('#').unwrap_or(fragment));
    let text = text.split(":~:").next().unwrap_or_default();
    // An anchor behind the link, and not a part of it.
    let text = match text.split_once('#') {
        Some((text, anchor)) if !anchor.contains('=') => text,
        _ => text,
    };
    let mut parts = text.split(['?', '&']).map(str::trim);
    let path = parts.next().unwrap_or_default();
    let mut parts: Vec<String> = parts
        .filter(|part| !part.is_empty() && !is_tracking(part))
        .map(with_plain_key)
        .collect();
    let path = match parts.last_mut() {
        Some(last) => {
            // Markup around the link; a value that is nothing else is to be named.
            let end = last.find(['"', '<', '>']);
            let end = end.filter(|end| !last[..*end].ends_with('='));
            *last = without_behind(&last[..end.unwrap_or(last.len())]);
            path.to_owned()
        }
        None => without_behind(path),
    };
    let path = path.strip_prefix('!').unwrap_or(&path);
    (
        format!("/{}", path.strip_prefix('/').unwrap_or(path)),
        parts,
    )
}

/// Undoes every encoding.
fn plain(text: &str) -> String {
    let mut text = spaces(text);
    for _ in 0..MOST_LAYERS {
        let decoded = entities(&percent_decode(&text));
        if decoded == text {
            break;
        }
        text = decoded;
    }
    // As mail writes `=` in lines that it may break.
    text.replace("=3D", "=").chars().filter_map(usual).collect()
}

/// Undoes the `+` that forms write for a space, and leaves that of `1e+6`.
fn spaces(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let of_number = |at: usize| {
        at > 1 && matches!(bytes[at - 1], b'e' | b'E') && is_digit(at - 2) && is_digit(at + 1)
    };
    let letters = text.char_indices();
    letters
        .map(|(at, letter)| match letter {
            '+' if !of_number(at) => ' ',
            letter => letter,
        })
        .collect()
}

/// Undoes `%XX`. What is no such code stays as it is.
fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = code {
            decoded.push(byte);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Undoes `&amp;`, `&#38;` and the like, as they stand in HTML. What is none of them stays as it is.
fn entities(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut decoded = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (letter, rest) = entity(piece).unwrap_or(('&', piece));
        decoded.push(letter);
        decoded += rest;
    }
    decoded
}

/// What a text behind `&` stands for, and what follows it.
fn entity(text: &str) -> Option<(char, &str)> {
    let whole = text.split_once(';');
    if let Some((letter, rest)) = whole.and_then(|(name, rest)| Some((letter(name)?, rest))) {
        return Some((letter, rest));
    }
    // Without its end: no key begins so.
    Some(('&', text.strip_prefix("amp")?))
}

/// The letter of this name.
fn letter(name: &str) -> Option<char> {
    let name = name.to_ascii_lowercase();
    let known = match name.as_str() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "equals" => '=',
        "sol" => '/',
        "quest" => '?',
        "comma" => ',',
        "num" => '#',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => digits.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some(known)
}

/// The letter that is meant: one of full width is its usual self, and one that nobody sees is none.
fn usual(letter: char) -> Option<char> {
    match letter {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\\' => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0),
        letter if letter.is_whitespace() => Some(' '),
        letter => Some(letter),
    }
}

/// Keys are written small, whatever a keyboard makes of the first letter.
fn with_plain_key(part: &str) -> String {
    match part.split_once('=') {
        Some((key, value)) => format!("{}={}", key.trim().to_ascii_lowercase(), value.trim()),
        None => part.to_owned(),
    }
}

/// Whether this follows who clicks, and says nothing of a scenario.
fn is_tracking(part: &str) -> bool {
    const FAMILIES: [&str; 12] = [
        "utm_", "mc_", "pk_", "mtm_", "piwik_", "hsa_", "_hs", "__hs", "ga_", "_ga", "oly_",
        "vero_",
    ];
    const KEYS: [&str; 27] = [
        "_gl",
        "cmpid",
        "data",
        "epik",
        "igsh",
        "igshid",
        "li_fat_id",
        "mibextid",
        "mkt_tok",
        "ocid",
        "ref",
        "ref_src",
        "ref_url",
        "reserved",
        "s_cid",
        "sa",
        "sdata",
        "si",
        "source",
        "spm",
        "srsltid",
        "trk",
        "usg",
        "ust",
        "ved",
        "wt_mc",
        "gclsrc",
    ];
    let key = part.split('=').next().unwrap_or_default().trim();
    let key = key.to_ascii_lowercase();
    KEYS.contains(&key.as_str())
        || ["clid", "clkid", "braid"]
            .iter()
            .any(|end| key.ends_with(end))
        || FAMILIES.iter().any(|start| key.starts_with(start))
}

/// Without what stands behind a link in a sentence, and the bracket that the link stands in.
fn without_behind(text: &str) -> String {
    let mut text = text.trim_end();
    for _ in 0..MOST_BEHIND {
        let count = |bracket| text.matches(bracket).count();
        let is_behind = match text.chars().next_back() {
            Some(')') => count(')') > count('('),
            // The mark of a link that was cut: its last value is not what was sent, and is to be named.
            Some('.') => !text.ends_with("..."),
            Some(last) => ",;:!'\"]}>*_~`|’”»›。，、".contains(last),
            None => false,
        };
        if !is_behind {
            break;
        }
        let mut letters = text.chars();
        letters.next_back();
        text = letters.as_str().trim_end();
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::route::{Address, Page};
    use crate::address::view::Select;
    use p2p_model::scenario::Scenario;
    use p2p_model::swarm::HostId;
    use p2p_model::units::Seconds;

    /// What every link below says, however it comes.
    const QUERY: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps(slots=1),2x0/8Mbps&seed=7";

    fn check(link: &str) {
        let address = Address::read(link);
        assert!(address.faults.is_empty(), "{link}: {:?}", address.faults);
        assert_eq!(
            (address.page, &*address.query),
            (Page::Lab, QUERY),
            "{link}"
        );
        assert_eq!(address.view.time, Seconds(31.4), "{link}");
        assert_eq!(address.view.select, Some(Select::Host(HostId(7))), "{link}");
    }

    /// The link itself: the view stands before the scenario, so that the scenario's last value is the link's end.
    fn link() -> String {
        format!("#/lab?t=31.4s&select=7&{QUERY}")
    }

    /// As `encodeURIComponent` does.
    fn encoded(text: &str) -> String {
        let code = |byte: u8| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'(' | b')' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(code).collect()
    }

    #[test]
    fn a_link_is_read_as_it_was_written() {
        check(&link());
    }

    #[test]
    fn a_link_encoded_once_or_more_is_read_as_meant() {
        let (head, tail) = ("#/", &link()[2..]);
        let once = encoded(tail);
        check(&format!("{head}{once}"));
        check(&format!(
            "{head}{}",
            once.to_ascii_lowercase()
                .replace("mib", "MiB")
                .replace("mbps", "Mbps")
        ));
        check(&format!("{head}{}", encoded(&once)));
        check(&format!("{head}{}", encoded(&encoded(&once))));
        check(&format!("#{}", encoded(&link()[1..])));
        check(&format!("#/lab?{}", encoded(&link()["#/lab?".len()..])));
        check(&link().replace('=', "%3D"));
        check(&link().replace('&', "%26"));
        check(&link().replace('/', "%2f"));
        check(
            &link()
                .replace(',', "%2C")
                .replace('(', "%28")
                .replace(')', "%29"),
        );
    }

    #[test]
    fn a_percent_sign_of_a_value_is_no_code() {
        for query in ["overhead=7%&seed=3", "seed=3&overhead=7%"] {
            let (once, twice) = (encoded(query), encoded(&encoded(query)));
            for query in [query, &once, &twice] {
                let scenario = Scenario::read(&Address::read(&format!("#/lab?{query}")).query);
                assert_eq!(scenario, Scenario::read("overhead=7%&seed=3"), "{query}");
            }
        }
    }

    #[test]
    fn a_link_escaped_for_html_is_read_as_meant() {
        for amp in [
            "&amp;",
            "&AMP;",
            "&#38;",
            "&#038;",
            "&#x26;",
            "&#X26;",
            "&amp;amp;",
            "&amp;#38;",
            "&amp",
            "%26amp%3B",
            "%26amp;",
            "&amp%3B",
            "&&",
        ] {
            check(&link().replace('&', amp));
        }
        check(&link().replace('=', "&equals;").replace('/', "&sol;"));
        check(&encoded(&link().replace('&', "&amp;")).replacen("%23%2F", "#/", 1));
    }

    #[test]
    fn what_stands_behind_a_link_is_not_read() {
        for behind in [
            ".",
            ",",
            ";",
            ":",
            "!",
            ")",
            ").",
            "].",
            "]",
            "}",
            ">",
            ">.",
            "\"",
            "'",
            "’",
            "”",
            "»",
            "**",
            "_",
            "`",
            ")**.",
            "%29",
            "%3E",
            "%22%3E",
            "&gt;",
            "&quot;",
            "&quot;&gt;",
            "\">here</a>",
            "&",
            "&amp;",
            "#",
            "#top",
            " ",
            "%20",
            "%0A",
            "%0D%0A",
            "\u{a0}",
            "\u{200b}",
            ".\u{200b}",
            ":~:text=peers",
            "?",
            " .",
        ] {
            check(&format!("{}{behind}", link()));
        }
        // Its own bracket stays.
        let own = "#/lab?peers=2x1Mbps/8Mbps(slots=1)";
        for behind in ["", ")", ").", ".", "),"] {
            let query = Address::read(&format!("{own}{behind}")).query;
            assert_eq!(query, own["#/lab?".len()..], "{behind}");
        }
    }

    #[test]
    fn a_link_to_a_page_is_read_with_what_stands_behind_it() {
        for (link, page) in [
            ("#/lab.", Page::Lab),
            ("#/lab)", Page::Lab),
            ("#/lab>", Page::Lab),
            ("#%2Flab", Page::Lab),
            ("#lab", Page::Lab),
            ("#!/lab", Page::Lab),
            ("#/Lab/", Page::Lab),
            ("#/practice).", Page::Practice),
            ("#/teach?utm_source=mail", Page::Teach),
            ("#/teach&fbclid=abc", Page::Teach),
            ("#/learn,", Page::Learn(None)),
            ("#/?utm_medium=email", Page::Learn(None)),
        ] {
            let address = Address::read(link);
            assert_eq!((address.page, address.faults.len()), (page, 0), "{link}");
            assert_eq!(address.query, "", "{link}");
        }
    }

    #[test]
    fn keys_that_follow_who_clicks_are_left_out() {
        for key in [
            "utm_source",
            "utm_medium",
            "utm_campaign",
            "utm_id",
            "UTM_Source",
            "fbclid",
            "gclid",
            "dclid",
            "wbraid",
            "gbraid",
            "msclkid",
            "yclid",
            "ttclid",
            "twclid",
            "mc_cid",
            "mc_eid",
            "igshid",
            "_ga",
            "_gl",
            "_hsenc",
            "_hsmi",
            "__hstc",
            "hsa_cam",
            "mkt_tok",
            "pk_campaign",
            "mtm_source",
            "ref",
            "usg",
            "reserved",
        ] {
            let value = "IwAR0-x_y.z";
            check(&format!("{}&{key}={value}", link()));
            check(&format!("{}?{key}={value}", link()));
            check(&format!("{}&amp;{key}={value}&utm_term", link()));
            check(&link().replacen('?', &format!("?{key}={value}&"), 1));
            check(&link().replace("&server", &format!("&{key}={value}&server")));
            check(&format!("{}).&{key}={value}", link()));
        }
    }

    #[test]
    fn what_nobody_sees_in_a_link_changes_nothing() {
        for seen in [
            "\u{200b}",
            "\u{ad}",
            "\u{2060}",
            "\u{feff}",
            "\u{200e}",
            "%E2%80%8B",
            "\\",
            "%C2%AD",
        ] {
            check(&link().replace('&', &format!("{seen}&")));
            check(&link().replace("&server", &format!("&ser{seen}ver")));
        }
        check(&link().replace('&', "&\u{a0}").replace("file=", "file = "));
        check(&link().replace('&', "%0A&").replace("seed=", "seed=+"));
        check(&link().replace('=', "=3D"));
        check(
            &link()
                .replace('&', "＆")
                .replace('=', "＝")
                .replace("12x", "１２x"),
        );
        check(&link().replace("server", "Server").replace("t=", "T="));
    }

    #[test]
    fn a_plus_is_a_space_and_that_of_a_number_is_its_own() {
        let query = |link| Address::read(link).query;
        assert_eq!(
            query("#/lab?file=8+MiB&server=4+Mbps"),
            "file=8 MiB&server=4 Mbps"
        );
        assert_eq!(query("#/lab?file=1e+6b"), "file=1e+6b");
        assert_eq!(query("#/lab?file=%2B5b"), "file=+5b");
    }

    #[test]
    fn a_dash_that_a_text_has_made_of_a_hyphen_is_one() {
        for dash in ["-", "–", "—", "\u{2011}", "−", "%E2%80%93"] {
            let address = Address::read(&format!("#/lab?select=server{dash}7"));
            assert_eq!(address.view.text(), "&select=server-7", "{dash}");
        }
    }

    #[test]
    fn what_is_wrong_in_a_delivered_link_is_still_named() {
        let named = |link: &str, fault: &str| {
            let faults = Address::read(link).faults.told().join(" ");
            assert!(faults.contains(fault), "{link}: {faults}");
        };
        named("#/labb%3Ffile%3D8MiB.", "/labb");
        named("#/lab?t=soon&amp;file=8MiB).", "soon");
        named("#/embed/race%3Fcontrols%3Dany", "any");
        let query = Address::read("#/lab?file=<img src=x>").query;
        assert_eq!(query, "file=<img src=x");
        // A link that was cut.
        for cut in ["…", "...", "…)", "%E2%80%A6"] {
            let query = Address::read(&format!("#/lab?file=8MiB&server=4Mbps{cut}")).query;
            assert_eq!(Scenario::read(&query).1.len(), 1, "{query}");
        }
        // Keys that none of the known trackers has are the model's to name.
        assert_eq!(
            Address::read("#/lab?files=8MiB&amp;tree=1").query,
            "files=8MiB&tree=1"
        );
        assert_eq!(Address::read("#/lab?files").query, "files");
    }

    #[test]
    fn percent_codes_are_undone_and_stray_percent_signs_stay() {
        let check = |text, expected| assert_eq!(percent_decode(text), expected);
        check("peers=12x1Mbps%2F8Mbps", "peers=12x1Mbps/8Mbps");
        check("8%20MiB", "8 MiB");
        check("%c3%a4", "ä");
        check("100%", "100%");
        check("%2", "%2");
        check("%+1", "%+1");
        check("%zz", "%zz");
        check("%ff", "\u{fffd}");
    }
}
