//! Shapes of the small figures, as SVG. Lengths across are parts of the width, so that a figure fits any width without
//! being measured, on the host and in the browser alike; lengths down, and letters, are CSS pixels.

use std::fmt::Display;
use yew::prelude::*;

/// A part of the width.
pub(crate) fn pct(part: f64) -> String {
    format!("{:.2}%", part * 100.0)
}

/// An `<svg>` so many pixels high, with what it shows for who does not see it.
pub(crate) fn picture(height: f64, label: impl Into<AttrValue>, shapes: Html) -> Html {
    html! {
        <svg class="small" width="100%" height={height.to_string()} role="img" aria-label={label.into()}>{ shapes }</svg>
    }
}

/// Where words stand to their place.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Words.
pub(crate) fn text(
    x: f64,
    y: f64,
    anchor: Anchor,
    class: &'static str,
    words: impl Display,
) -> Html {
    let anchor = match anchor {
        Anchor::Start => None,
        Anchor::Middle => Some("middle"),
        Anchor::End => Some("end"),
    };
    html! { <text x={pct(x)} y={format!("{y:.1}")} text-anchor={anchor} {class}>{ words.to_string() }</text> }
}

/// A filled bar from `x` to `to`; one that is idle is hatched, where the figure has that pattern.
pub(crate) fn bar(x: f64, to: f64, y: f64, height: f64, class: &'static str) -> Html {
    let fill = (class == "idle").then_some("url(#idle-hatch)");
    html! {
        <rect x={pct(x)} width={pct((to - x).max(0.0))} y={format!("{y:.1}")} height={format!("{height:.1}")} {class} {fill} />
    }
}

/// A straight line.
pub(crate) fn line(from: (f64, f64), to: (f64, f64), class: impl Into<Classes>) -> Html {
    html! {
        <line x1={pct(from.0)} y1={format!("{:.1}", from.1)} x2={pct(to.0)} y2={format!("{:.1}", to.1)} class={class.into()} />
    }
}

/// A curve through points whose `x` are parts of the width, in a picture of this height.
pub(crate) fn curve(
    points: impl IntoIterator<Item = (f64, f64)>,
    height: f64,
    class: &'static str,
) -> Html {
    let points: Vec<String> = points
        .into_iter()
        .map(|(x, y)| format!("{:.2},{y:.1}", x * 100.0))
        .collect();
    html! {
        <svg width="100%" height={height.to_string()} viewBox={format!("0 0 100 {height}")} preserveAspectRatio="none" aria-hidden="true">
            <polyline points={points.join(" ")} {class} vector-effect="non-scaling-stroke" />
        </svg>
    }
}

/// A round thing.
pub(crate) fn dot(x: f64, y: f64, r: f64, class: impl Into<Classes>) -> Html {
    html! { <circle cx={pct(x)} cy={format!("{y:.1}")} r={r.to_string()} class={class.into()} /> }
}

/// The mark of what the reader expects, if there is any, at a height that follows from it.
pub(crate) fn hand(
    expected: Option<u32>,
    x: f64,
    height: impl Fn(f64) -> f64,
    anchor: Anchor,
) -> Html {
    let Some(expected) = expected else {
        return Html::default();
    };
    let y = height(expected.into());
    let words = if matches!(anchor, Anchor::End) {
        x - 0.02
    } else {
        x + 0.02
    };
    named(
        "guess",
        "is-guess",
        html! { <>{ dot(x, y, 6.0, "hand") }{ text(words, y + 4.0, anchor, "", "your guess") }</> },
    )
}

/// Shapes that stand for a thing with a name.
pub(crate) fn named(term: &'static str, class: impl Into<Classes>, shapes: Html) -> Html {
    html! { <g data-term={term} class={class.into()}>{ shapes }</g> }
}

/// A value that the figure shows too, in a sentence.
pub(crate) fn shown(
    term: &'static str,
    class: &'static str,
    value: impl Display,
) -> (&'static str, Html) {
    (
        term,
        html! { <span class={classes!("value", class)} data-term={term} translate="no">{ value.to_string() }</span> },
    )
}

/// Words with mathematics in them: letters that stand alone are variables, `_s` is an index.
pub(crate) fn maths(x: f64, y: f64, anchor: Anchor, class: &'static str, words: &str) -> Html {
    let anchor = match anchor {
        Anchor::Start => None,
        Anchor::Middle => Some("middle"),
        Anchor::End => Some("end"),
    };
    let mut pieces = Vec::new();
    let mut low = false;
    let mut before = "";
    for token in tokens(words) {
        let is_letter = token.len() == 1 && token.bytes().all(|byte| byte.is_ascii_alphabetic());
        // `s` in `18 s` and in `2 Mb/s` is a unit.
        let is_variable = is_letter && !before.ends_with('\u{a0}') && before != "b/";
        before = match token {
            "/" if before.ends_with('b') => "b/",
            _ => token,
        };
        if token == "_" {
            low = true;
        } else if low {
            pieces.push(html! { <tspan dy="4" font-size="11">{ token.to_owned() }</tspan> });
            pieces.push(html! { <tspan dy="-4">{ "\u{200b}" }</tspan> });
            low = false;
        } else if is_variable {
            pieces.push(html! { <tspan font-style="italic">{ token.to_owned() }</tspan> });
        } else {
            pieces.push(Html::from(token));
        }
    }
    html! { <text x={pct(x)} y={format!("{y:.1}")} text-anchor={anchor} {class} translate="no">{ for pieces }</text> }
}

/// Runs of letters and digits, `_`, and all that is between them.
fn tokens(words: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        '_' => 0,
        c if c.is_ascii_alphanumeric() => 1,
        _ => 2,
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (place, c) in words.char_indices() {
        if before.is_some_and(|before| before != kind(c) || before == 0) {
            tokens.push(&words[start..place]);
            start = place;
        }
        before = Some(kind(c));
    }
    tokens.push(&words[start..]);
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_names_indices_and_the_rest() {
        assert_eq!(
            tokens("N·F/u_s = 72"),
            ["N", "·", "F", "/", "u", "_", "s", " = ", "72"]
        );
        assert_eq!(tokens(""), [""]);
        assert_eq!(pct(0.5), "50.00%");
    }
}
